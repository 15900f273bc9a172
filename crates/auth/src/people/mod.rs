//! People: accounts, dated posts, grants, one-time links, and the actor a session stands for.
//!
//! An account belongs to a person; posts and grants are dated, so a transfer never rewrites who signed what.
//!
//! Rooms: [`entity`] tables · this file makes, changes and ends accounts · [`posts`] dated posts and grants ·
//! [`credentials`] links, passwords, one-time codes · [`list`] reading and filtering.

pub mod credentials;
pub mod entity;
pub mod list;
pub mod posts;

use crate::{Access, Actor, ActorKind, AuthError, Resource, Role, action, session};
use chrono::NaiveDate;
use coloa_base::{PersonId, text};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, sea_query::Expr,
};
use serde_json::json;

pub use credentials::{
    accept_invitation, change_password, confirm_totp, end_sessions, insert_invitation, invite, invited,
    remove_totp, reset_totp, set_password, start_totp,
};
pub(crate) use credentials::{advance_totp_step, mark_signed_in};
pub use entity::{person, post, role_grant};
use list::get;
pub use list::{PeopleFilter, actor, list, read};
pub use posts::{NewGrant, NewPost, able, add_post, end_post, grant, holders, holders_everywhere, revoke};
use posts::{insert_grant, insert_post};

pub use person::Model as Person;
pub use post::Model as Post;
pub use role_grant::Model as RoleGrant;

pub const ACTIVE: &str = "active";
/// The person has left; the account stays for the trail and cannot sign in.
pub const ENDED: &str = "ended";

impl Person {
    /// As written into the audit log.
    #[must_use]
    pub fn audit_name(&self) -> String {
        format!("{} ({})", self.full_name, self.user_name)
    }
}

/// A person to be made, with the first post and grant.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub user_name: String,
    pub full_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub posts: Vec<NewPost>,
    pub grants: Vec<NewGrant>,
}

/// A person with posts and grants, as lists show them.
#[derive(Clone, Debug)]
pub struct PersonDetail {
    pub person: Person,
    pub posts: Vec<Post>,
    pub grants: Vec<RoleGrant>,
}

/// Normalises a user name: lower case, 3 to 64 of `a-z0-9._-`, or an e-mail address.
pub fn user_name(text: &str) -> Result<String, AuthError> {
    let name = text.trim().to_lowercase();
    let fine = (3..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b));
    if fine {
        Ok(name)
    } else {
        Err(AuthError::Invalid { field: "user_name" })
    }
}

fn full_name(text: &str) -> Result<String, AuthError> {
    let name = text::nfc(text.trim());
    if name.is_empty() || name.chars().count() > 200 {
        Err(AuthError::Invalid { field: "full_name" })
    } else {
        Ok(name)
    }
}

fn check_contacts(email: Option<&str>, phone: Option<&str>) -> Result<(), AuthError> {
    if email.is_some_and(|e| !e.contains('@') || e.len() > 254 || e.contains(char::is_whitespace)) {
        return Err(AuthError::Invalid { field: "email" });
    }
    let digits = |p: &str| {
        p.chars().all(|c| c.is_ascii_digit() || "+ .-()".contains(c)) && (3..=30).contains(&p.len())
    };
    if phone.is_some_and(|p| !digits(p)) {
        Err(AuthError::Invalid { field: "phone" })
    } else {
        Ok(())
    }
}

fn resource_of(posts: &[NewPost], id: PersonId) -> Resource {
    Resource::of_agencies("person", id, posts.iter().map(|p| p.agency).collect())
}

/// Makes an account without a password; [`invite`] gives the one-time link that sets it.
///
/// Whoever makes the account must be allowed to make it for each agency of its posts, and a grant additionally
/// needs `grant.change` unless it is a focal point of an agency that the maker coordinates.
pub async fn create(access: &Access, actor: &Actor, new: NewPerson) -> Result<PersonId, AuthError> {
    let id = PersonId::new();
    let mut change = access
        .begin(actor, action::PERSON_CREATE, resource_of(&new.posts, id))
        .await?;
    insert(&mut change, id, &new).await?;
    change
        .commit(json!({ "user_name": new.user_name, "full_name": new.full_name }))
        .await?;
    Ok(id)
}

/// [`create`] inside a larger change (bulk import).
pub async fn insert(change: &mut crate::Change, id: PersonId, new: &NewPerson) -> Result<(), AuthError> {
    let name = user_name(&new.user_name)?;
    let full_name = full_name(&new.full_name)?;
    check_contacts(new.email.as_deref(), new.phone.as_deref())?;
    for p in &new.posts {
        p.check()?;
    }
    if find_by_user_name(change.tx(), &name).await?.is_some() {
        return Err(AuthError::UserNameTaken(name));
    }
    for grant in &new.grants {
        grant.check()?;
        posts::check_grant(
            change,
            action::PERSON_CREATE,
            id,
            grant.role == Role::FocalPoint,
            grant.agency,
        )?;
    }
    let row = person::ActiveModel {
        id: Set(id.uuid()),
        user_name: Set(name),
        sort_key: Set(sort_key(&full_name)),
        folded: Set(text::fold_plain(&format!("{full_name} {}", new.user_name))),
        full_name: Set(full_name),
        email: Set(new.email.clone()),
        phone: Set(new.phone.clone()),
        password_hash: Set(None),
        totp_secret: Set(None),
        totp_confirmed: Set(false),
        totp_step: Set(None),
        language: Set("vi".to_owned()),
        state: Set(ACTIVE.to_owned()),
        created_at: Set(change.now()),
        signed_in_at: Set(None),
        version: Set(1),
    };
    person::Entity::insert(row)
        .exec_without_returning(change.tx())
        .await?;
    for p in &new.posts {
        insert_post(change.tx(), id, p).await?;
    }
    for g in &new.grants {
        insert_grant(change.tx(), id, g, change.actor().person).await?;
    }
    Ok(())
}

/// Vietnamese names sort by given name, which comes last.
fn sort_key(full_name: &str) -> String {
    let given = full_name.rsplit(' ').next().unwrap_or(full_name);
    format!("{} {}", text::sort_key(given), text::sort_key(full_name))
}

/// Changes name and contacts. `version` is what the editor saw.
pub async fn change(
    access: &Access,
    actor: &Actor,
    id: PersonId,
    version: i32,
    full_name: &str,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<(), AuthError> {
    let detail = get(access, id).await?;
    let change = access
        .begin(actor, action::PERSON_CHANGE, detail.resource())
        .await?;
    let full_name = self::full_name(full_name)?;
    check_contacts(email, phone)?;
    let done = person::Entity::update_many()
        .col_expr(person::Column::FullName, Expr::value(&full_name))
        .col_expr(person::Column::SortKey, Expr::value(sort_key(&full_name)))
        .col_expr(
            person::Column::Folded,
            Expr::value(text::fold_plain(&format!(
                "{full_name} {}",
                detail.person.user_name
            ))),
        )
        .col_expr(person::Column::Email, Expr::value(email.map(str::to_owned)))
        .col_expr(person::Column::Phone, Expr::value(phone.map(str::to_owned)))
        .col_expr(person::Column::Version, Expr::value(version + 1))
        .filter(person::Column::Id.eq(id.uuid()))
        .filter(person::Column::Version.eq(version))
        .exec(change.tx())
        .await?;
    if done.rows_affected == 0 {
        return Err(AuthError::Conflict);
    }
    let before = json!({ "full_name": detail.person.full_name, "email": detail.person.email, "phone": detail.person.phone });
    change
        .commit(
            json!({ "before": before, "after": { "full_name": full_name, "email": email, "phone": phone } }),
        )
        .await
}

/// Ends an account: posts and grants end today, sessions at once.
pub async fn end(access: &Access, actor: &Actor, id: PersonId) -> Result<(), AuthError> {
    let detail = get(access, id).await?;
    let change = access.begin(actor, action::PERSON_END, detail.resource()).await?;
    let today = change.today();
    person::Entity::update_many()
        .col_expr(person::Column::State, Expr::value(ENDED))
        .col_expr(person::Column::Version, Expr::value(detail.person.version + 1))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(change.tx())
        .await?;
    let open = |from: NaiveDate| from <= today;
    for p in detail
        .posts
        .iter()
        .filter(|p| p.valid_to.is_none_or(|to| to > today) && open(p.valid_from))
    {
        let mut row = p.clone().into_active_model();
        row.valid_to = Set(Some(today));
        row.update(change.tx()).await?;
    }
    for g in detail
        .grants
        .iter()
        .filter(|g| g.valid_to.is_none_or(|to| to > today) && open(g.valid_from))
    {
        let mut row = g.clone().into_active_model();
        row.valid_to = Set(Some(today));
        row.update(change.tx()).await?;
    }
    if detail.grants.iter().any(|g| g.role == Role::SystemAdmin.as_str()) {
        posts::keep_an_admin(&change).await?;
    }
    session::end_all(change.tx(), id).await?;
    change
        .commit(json!({ "user_name": detail.person.user_name }))
        .await
}

pub async fn find<C: ConnectionTrait>(db: &C, id: PersonId) -> Result<Option<Person>, AuthError> {
    Ok(person::Entity::find_by_id(id.uuid()).one(db).await?)
}

pub async fn find_by_user_name<C: ConnectionTrait>(db: &C, name: &str) -> Result<Option<Person>, AuthError> {
    Ok(person::Entity::find()
        .filter(person::Column::UserName.eq(name.trim().to_lowercase()))
        .one(db)
        .await?)
}

fn bare_actor(person: &Person) -> Actor {
    Actor {
        kind: ActorKind::Person,
        person: Some(PersonId(person.id)),
        name: person.audit_name(),
        grants: Vec::new(),
        agencies: Vec::new(),
        request_id: None,
    }
}
