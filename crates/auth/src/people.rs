//! People: accounts, dated posts, grants, one-time links, and the actor a session stands for.
//!
//! An account belongs to a person; posts and grants are dated, so a transfer never rewrites who signed what.

use crate::{
    Access, Actor, ActorKind, AuthError, Grant, Reach, Resource, Role, action, secret, session,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_base::{AgencyId, GrantId, PersonId, PostId, text};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;

pub mod person {
    //! Table `person`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub user_name: String,
        pub full_name: String,
        pub sort_key: String,
        pub folded: String,
        pub email: Option<String>,
        pub phone: Option<String>,
        pub password_hash: Option<String>,
        pub totp_secret: Option<Vec<u8>>,
        pub totp_confirmed: bool,
        pub totp_step: Option<i64>,
        pub language: String,
        pub state: String,
        pub created_at: ChronoDateTimeUtc,
        pub signed_in_at: Option<ChronoDateTimeUtc>,
        pub version: i32,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl std::fmt::Debug for Model {
        /// Without password hash and secret.
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "Person({} {})", self.id, self.user_name)
        }
    }
}

pub mod post {
    //! Table `post`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub agency_id: Uuid,
        pub title: String,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub mod role_grant {
    //! Table `role_grant`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub role: String,
        pub agency_id: Option<Uuid>,
        pub area: Option<String>,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
        pub granted_by: Option<Uuid>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod invitation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub person_id: Uuid,
        pub expires_at: ChronoDateTimeUtc,
        pub used_at: Option<ChronoDateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

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

#[derive(Clone, Debug)]
pub struct NewPost {
    pub agency: AgencyId,
    pub title: String,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
pub struct NewGrant {
    pub role: Role,
    pub agency: Option<AgencyId>,
    pub area: Option<String>,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
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
    let fine = (3..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b));
    if fine { Ok(name) } else { Err(AuthError::Invalid { field: "user_name" }) }
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
    let mut change = access.begin(actor, action::PERSON_CREATE, resource_of(&new.posts, id)).await?;
    insert(&mut change, id, &new).await?;
    change.commit(json!({ "user_name": new.user_name, "full_name": new.full_name })).await?;
    Ok(id)
}

/// [`create`] inside a larger change (bulk import).
pub async fn insert(change: &mut crate::Change, id: PersonId, new: &NewPerson) -> Result<(), AuthError> {
    let name = user_name(&new.user_name)?;
    let full_name = text::nfc(new.full_name.trim());
    if full_name.is_empty() || full_name.chars().count() > 200 {
        return Err(AuthError::Invalid { field: "full_name" });
    }
    if new.email.as_deref().is_some_and(|e| !e.contains('@') || e.len() > 254) {
        return Err(AuthError::Invalid { field: "email" });
    }
    if find_by_user_name(change.tx(), &name).await?.is_some() {
        return Err(AuthError::UserNameTaken(name));
    }
    for grant in &new.grants {
        let at = grant.agency.map_or_else(
            || Resource::installation("person", id),
            |a| Resource::of_agency("person", id, a),
        );
        let needed = if grant.role == Role::FocalPoint && grant.agency.is_some() { action::PERSON_CREATE } else { action::GRANT_CHANGE };
        change.check(needed, &at)?;
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
    person::Entity::insert(row).exec_without_returning(change.tx()).await?;
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

async fn insert_post<C: ConnectionTrait>(tx: &C, person: PersonId, p: &NewPost) -> Result<PostId, AuthError> {
    let id = PostId::new();
    let row = post::ActiveModel {
        id: Set(id.uuid()),
        person_id: Set(person.uuid()),
        agency_id: Set(p.agency.uuid()),
        title: Set(p.title.trim().to_owned()),
        valid_from: Set(p.from),
        valid_to: Set(p.to),
    };
    post::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

async fn insert_grant<C: ConnectionTrait>(tx: &C, person: PersonId, g: &NewGrant, by: Option<PersonId>) -> Result<GrantId, AuthError> {
    let id = GrantId::new();
    let row = role_grant::ActiveModel {
        id: Set(id.uuid()),
        person_id: Set(person.uuid()),
        role: Set(g.role.as_str().to_owned()),
        agency_id: Set(g.agency.map(AgencyId::uuid)),
        area: Set(g.area.clone()),
        valid_from: Set(g.from),
        valid_to: Set(g.to),
        granted_by: Set(by.map(PersonId::uuid)),
    };
    role_grant::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
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
    let change = access.begin(actor, action::PERSON_CHANGE, detail.resource()).await?;
    let full_name = text::nfc(full_name.trim());
    let done = person::Entity::update_many()
        .col_expr(person::Column::FullName, Expr::value(&full_name))
        .col_expr(person::Column::SortKey, Expr::value(sort_key(&full_name)))
        .col_expr(person::Column::Folded, Expr::value(text::fold_plain(&format!("{full_name} {}", detail.person.user_name))))
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
    change.commit(json!({ "before": { "full_name": detail.person.full_name }, "after": { "full_name": full_name } })).await
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
    for p in detail.posts.iter().filter(|p| p.valid_to.is_none_or(|to| to > today) && open(p.valid_from)) {
        let mut row = p.clone().into_active_model();
        row.valid_to = Set(Some(today));
        row.update(change.tx()).await?;
    }
    for g in detail.grants.iter().filter(|g| g.valid_to.is_none_or(|to| to > today) && open(g.valid_from)) {
        let mut row = g.clone().into_active_model();
        row.valid_to = Set(Some(today));
        row.update(change.tx()).await?;
    }
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "user_name": detail.person.user_name })).await
}

/// Adds a post.
pub async fn add_post(access: &Access, actor: &Actor, id: PersonId, new: NewPost) -> Result<PostId, AuthError> {
    let change = access.begin(actor, action::PERSON_CHANGE, Resource::of_agency("person", id, new.agency)).await?;
    let post = insert_post(change.tx(), id, &new).await?;
    change.commit(json!({ "post": post, "agency": new.agency, "title": new.title, "from": new.from })).await?;
    Ok(post)
}

/// Ends a post on a day.
pub async fn end_post(access: &Access, actor: &Actor, id: PersonId, post: PostId, on: NaiveDate) -> Result<(), AuthError> {
    let row = post::Entity::find_by_id(post.uuid())
        .filter(post::Column::PersonId.eq(id.uuid()))
        .one(access.db().reader())
        .await?
        .ok_or(AuthError::NotFound { what: "post" })?;
    let change = access.begin(actor, action::PERSON_CHANGE, Resource::of_agency("person", id, AgencyId(row.agency_id))).await?;
    let mut row = row.into_active_model();
    row.valid_to = Set(Some(on));
    row.update(change.tx()).await?;
    change.commit(json!({ "post": post, "ended": on })).await
}

/// Grants a role.
pub async fn grant(access: &Access, actor: &Actor, id: PersonId, new: NewGrant) -> Result<GrantId, AuthError> {
    let resource = new.agency.map_or_else(|| Resource::installation("person", id), |a| Resource::of_agency("person", id, a));
    let change = access.begin(actor, action::GRANT_CHANGE, resource).await?;
    if person::Entity::find_by_id(id.uuid()).one(change.tx()).await?.is_none() {
        return Err(AuthError::NotFound { what: "person" });
    }
    let grant = insert_grant(change.tx(), id, &new, change.actor().person).await?;
    change.commit(json!({ "grant": grant, "role": new.role.as_str(), "agency": new.agency, "area": new.area, "from": new.from, "to": new.to })).await?;
    Ok(grant)
}

/// Ends a grant on a day; sessions of the person see it with their next request.
pub async fn revoke(access: &Access, actor: &Actor, id: PersonId, grant: GrantId, on: NaiveDate) -> Result<(), AuthError> {
    let row = role_grant::Entity::find_by_id(grant.uuid())
        .filter(role_grant::Column::PersonId.eq(id.uuid()))
        .one(access.db().reader())
        .await?
        .ok_or(AuthError::NotFound { what: "grant" })?;
    let resource = row.agency_id.map_or_else(|| Resource::installation("person", id), |a| Resource::of_agency("person", id, AgencyId(a)));
    let change = access.begin(actor, action::GRANT_CHANGE, resource).await?;
    let role = row.role.clone();
    let mut row = row.into_active_model();
    row.valid_to = Set(Some(on));
    row.update(change.tx()).await?;
    change.commit(json!({ "grant": grant, "role": role, "ended": on })).await
}

/// A one-time link's token that sets a new password; earlier links of the person stop working.
pub async fn invite(access: &Access, actor: &Actor, id: PersonId, hours: i64) -> Result<String, AuthError> {
    let detail = get(access, id).await?;
    let change = access.begin(actor, action::PERSON_INVITE, detail.resource()).await?;
    let token = insert_invitation(&change, id, hours).await?;
    change.commit(json!({ "user_name": detail.person.user_name })).await?;
    Ok(token)
}

/// [`invite`] inside a larger change.
pub async fn insert_invitation(change: &crate::Change, id: PersonId, hours: i64) -> Result<String, AuthError> {
    invitation::Entity::delete_many().filter(invitation::Column::PersonId.eq(id.uuid())).exec(change.tx()).await?;
    let token = secret::random_token();
    let row = invitation::ActiveModel {
        token_hash: Set(secret::token_hash(&token)),
        person_id: Set(id.uuid()),
        expires_at: Set(change.now() + Duration::hours(hours)),
        used_at: Set(None),
    };
    invitation::Entity::insert(row).exec_without_returning(change.tx()).await?;
    Ok(token)
}

/// Whom a one-time link is for.
pub async fn invited(access: &Access, token: &str) -> Result<Person, AuthError> {
    let row = invitation::Entity::find_by_id(secret::token_hash(token))
        .one(access.db().reader())
        .await?
        .filter(|i| i.used_at.is_none() && i.expires_at > access.clock().now())
        .ok_or(AuthError::InvitationInvalid)?;
    find(access.db().reader(), PersonId(row.person_id)).await?.filter(|p| p.state == ACTIVE).ok_or(AuthError::InvitationInvalid)
}

/// Uses a one-time link: sets the password and ends every session of the person.
pub async fn accept_invitation(access: &Access, token: &str, password: &str) -> Result<(), AuthError> {
    let person = invited(access, token).await?;
    secret::check_strength(password, &person.user_name)?;
    let hash = secret::hash_password(password).await?;
    let id = PersonId(person.id);
    let change = access.begin(&bare_actor(&person), action::ACCOUNT_CHANGE, Resource::owned("account", id, id)).await?;
    let used = invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(change.now()))
        .filter(invitation::Column::TokenHash.eq(secret::token_hash(token)))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(change.tx())
        .await?;
    if used.rows_affected == 0 {
        return Err(AuthError::InvitationInvalid);
    }
    set_hash(change.tx(), id, &hash).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "password": "set by link" })).await
}

/// Changes the own password; other sessions end.
pub async fn change_password(access: &Access, actor: &Actor, current: &str, new: &str) -> Result<(), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id).await?.ok_or(AuthError::Unauthenticated)?;
    if !secret::verify_password(current, person.password_hash.as_deref()).await? {
        return Err(AuthError::WrongCredentials);
    }
    secret::check_strength(new, &person.user_name)?;
    let hash = secret::hash_password(new).await?;
    let change = access.begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id)).await?;
    set_hash(change.tx(), id, &hash).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "password": "changed" })).await
}

/// Sets a password from the command line of the host.
pub async fn set_password(access: &Access, actor: &Actor, id: PersonId, password: &str) -> Result<(), AuthError> {
    let detail = get(access, id).await?;
    secret::check_strength(password, &detail.person.user_name)?;
    let hash = secret::hash_password(password).await?;
    let change = access.begin(actor, action::PERSON_INVITE, detail.resource()).await?;
    set_hash(change.tx(), id, &hash).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "password": "set" })).await
}

async fn set_hash<C: ConnectionTrait>(tx: &C, id: PersonId, hash: &str) -> Result<(), AuthError> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(hash))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Begins TOTP enrolment: a new secret, not in force until [`confirm_totp`].
pub async fn start_totp(access: &Access, actor: &Actor, issuer: &str) -> Result<(String, String), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id).await?.ok_or(AuthError::Unauthenticated)?;
    if person.totp_confirmed {
        return Err(AuthError::Conflict);
    }
    let secret = secret::new_totp_secret();
    let change = access.begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id)).await?;
    set_totp(change.tx(), id, Some(access.keys().seal("totp", &secret)), false).await?;
    change.commit(json!({ "totp": "started" })).await?;
    Ok((secret::totp_base32(&secret), secret::totp_url(&secret, issuer, &person.user_name)))
}

/// Puts TOTP in force once the first code is right.
pub async fn confirm_totp(access: &Access, actor: &Actor, code: &str) -> Result<(), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id).await?.ok_or(AuthError::Unauthenticated)?;
    let sealed = person.totp_secret.filter(|_| !person.totp_confirmed).ok_or(AuthError::Conflict)?;
    let step = secret::totp_step(&access.keys().open("totp", &sealed)?, code, access.clock().now()).ok_or(AuthError::WrongTotp)?;
    let change = access.begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id)).await?;
    set_totp(change.tx(), id, Some(sealed), true).await?;
    advance_totp_step(change.tx(), id, step).await?;
    change.commit(json!({ "totp": "confirmed" })).await
}

/// Switches TOTP off, with the password.
pub async fn remove_totp(access: &Access, actor: &Actor, password: &str) -> Result<(), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id).await?.ok_or(AuthError::Unauthenticated)?;
    if !secret::verify_password(password, person.password_hash.as_deref()).await? {
        return Err(AuthError::WrongCredentials);
    }
    let change = access.begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id)).await?;
    set_totp(change.tx(), id, None, false).await?;
    change.commit(json!({ "totp": "removed" })).await
}

async fn set_totp<C: ConnectionTrait>(tx: &C, id: PersonId, sealed: Option<Vec<u8>>, confirmed: bool) -> Result<(), AuthError> {
    person::Entity::update_many()
        .col_expr(person::Column::TotpSecret, Expr::value(sealed))
        .col_expr(person::Column::TotpConfirmed, Expr::value(confirmed))
        .col_expr(person::Column::TotpStep, Expr::value(Option::<i64>::None))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Moves the last accepted step forward; `false` where it stands there already (the code was used).
pub(crate) async fn advance_totp_step<C: ConnectionTrait>(tx: &C, id: PersonId, step: i64) -> Result<bool, AuthError> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::TotpStep, Expr::value(step))
        .filter(person::Column::Id.eq(id.uuid()))
        .filter(person::Column::TotpStep.is_null().or(person::Column::TotpStep.lt(step)))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub(crate) async fn mark_signed_in<C: ConnectionTrait>(tx: &C, id: PersonId, now: DateTime<Utc>) -> Result<(), AuthError> {
    person::Entity::update_many()
        .col_expr(person::Column::SignedInAt, Expr::value(now))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn find<C: ConnectionTrait>(db: &C, id: PersonId) -> Result<Option<Person>, AuthError> {
    Ok(person::Entity::find_by_id(id.uuid()).one(db).await?)
}

pub async fn find_by_user_name<C: ConnectionTrait>(db: &C, name: &str) -> Result<Option<Person>, AuthError> {
    Ok(person::Entity::find().filter(person::Column::UserName.eq(name.trim().to_lowercase())).one(db).await?)
}

impl PersonDetail {
    /// The person as a record: it belongs to the agencies of its posts.
    #[must_use]
    pub fn resource(&self) -> Resource {
        let agencies = self.posts.iter().map(|p| AgencyId(p.agency_id)).collect();
        Resource { owner: Some(PersonId(self.person.id)), ..Resource::of_agencies("person", self.person.id, agencies) }
    }
}

async fn get(access: &Access, id: PersonId) -> Result<PersonDetail, AuthError> {
    let person = find(access.db().reader(), id).await?.ok_or(AuthError::NotFound { what: "person" })?;
    let mut found = details(access, vec![person]).await?;
    found.pop().ok_or(AuthError::NotFound { what: "person" })
}

/// One person with posts and grants.
pub async fn read(access: &Access, actor: &Actor, id: PersonId) -> Result<PersonDetail, AuthError> {
    let detail = get(access, id).await?;
    access.check(actor, action::PERSON_READ, &detail.resource())?;
    Ok(detail)
}

async fn details(access: &Access, people: Vec<Person>) -> Result<Vec<PersonDetail>, AuthError> {
    let ids: Vec<_> = people.iter().map(|p| p.id).collect();
    let posts = post::Entity::find().filter(post::Column::PersonId.is_in(ids.clone())).order_by_asc(post::Column::ValidFrom).all(access.db().reader()).await?;
    let grants = role_grant::Entity::find().filter(role_grant::Column::PersonId.is_in(ids)).order_by_asc(role_grant::Column::ValidFrom).all(access.db().reader()).await?;
    Ok(people
        .into_iter()
        .map(|person| PersonDetail {
            posts: posts.iter().filter(|p| p.person_id == person.id).cloned().collect(),
            grants: grants.iter().filter(|g| g.person_id == person.id).cloned().collect(),
            person,
        })
        .collect())
}

/// What a list of people may be narrowed by.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Part of a name or user name, with or without diacritics.
    pub search: Option<String>,
    pub agency: Option<AgencyId>,
    pub state: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// People within reach, sorted by given name, and how many there are.
pub async fn list(access: &Access, actor: &Actor, filter: &PeopleFilter) -> Result<(Vec<PersonDetail>, u64), AuthError> {
    let reach = access.reach(actor, action::PERSON_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden { action: action::PERSON_READ });
    }
    let mut query = person::Entity::find();
    if reach != Reach::Everything {
        query = query.filter(with_post(reach.condition(post::Column::AgencyId)));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(with_post(Condition::all().add(post::Column::AgencyId.eq(agency.uuid()))));
    }
    if let Some(search) = filter.search.as_deref().map(text::fold_plain).filter(|s| !s.is_empty()) {
        query = query.filter(person::Column::Folded.contains(search));
    }
    if let Some(state) = &filter.state {
        query = query.filter(person::Column::State.eq(state));
    }
    let total = query.clone().count(access.db().reader()).await?;
    let people = query
        .order_by_asc(person::Column::SortKey)
        .order_by_asc(person::Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(access.db().reader())
        .await?;
    Ok((details(access, people).await?, total))
}

fn with_post(condition: Condition) -> Condition {
    let holders = post::Entity::find().select_only().column(post::Column::PersonId).filter(condition).into_query();
    Condition::all().add(person::Column::Id.in_subquery(holders))
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

/// The actor that a signed-in person is today; `None` where the account has ended or is gone.
pub async fn actor(access: &Access, id: PersonId) -> Result<Option<(Actor, Person, Vec<Post>)>, AuthError> {
    let db = access.db().reader();
    let Some(person) = find(db, id).await?.filter(|p| p.state == ACTIVE) else { return Ok(None) };
    let today = access.clock().today();
    let posts = post::Entity::find()
        .filter(post::Column::PersonId.eq(id.uuid()))
        .filter(post::Column::ValidFrom.lte(today))
        .filter(post::Column::ValidTo.is_null().or(post::Column::ValidTo.gt(today)))
        .all(db)
        .await?;
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(id.uuid()))
        .filter(role_grant::Column::ValidFrom.lte(today))
        .filter(role_grant::Column::ValidTo.is_null().or(role_grant::Column::ValidTo.gt(today)))
        .all(db)
        .await?;
    let mut actor = bare_actor(&person);
    actor.agencies = posts.iter().map(|p| AgencyId(p.agency_id)).collect();
    // A grant of a role that this version does not know gives nothing.
    actor.grants = grants
        .into_iter()
        .filter_map(|g| Some(Grant { role: Role::parse(&g.role)?, agency: g.agency_id.map(AgencyId), area: g.area }))
        .collect();
    Ok(Some((actor, person, posts)))
}

/// Active people with a role over exactly these agencies (not those below), e.g. whom to remind.
pub async fn holders<C: ConnectionTrait>(db: &C, role: Role, agencies: &[AgencyId], today: NaiveDate) -> Result<Vec<(AgencyId, Person)>, AuthError> {
    let mut found = Vec::new();
    for chunk in agencies.chunks(400) {
        let grants = role_grant::Entity::find()
            .filter(role_grant::Column::Role.eq(role.as_str()))
            .filter(role_grant::Column::AgencyId.is_in(chunk.iter().map(|a| a.uuid())))
            .filter(role_grant::Column::ValidFrom.lte(today))
            .filter(role_grant::Column::ValidTo.is_null().or(role_grant::Column::ValidTo.gt(today)))
            .all(db)
            .await?;
        let ids: Vec<_> = grants.iter().map(|g| g.person_id).collect();
        let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).filter(person::Column::State.eq(ACTIVE)).all(db).await?;
        for g in grants {
            if let (Some(agency), Some(p)) = (g.agency_id, people.iter().find(|p| p.id == g.person_id)) {
                found.push((AgencyId(agency), p.clone()));
            }
        }
    }
    Ok(found)
}
