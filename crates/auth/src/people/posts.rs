//! Dated posts and grants of a person.

use super::{
    ACTIVE, Person,
    entity::{person, post, role_grant},
};
use crate::{Access, Action, Actor, AuthError, Resource, Role, action};
use chrono::NaiveDate;
use coloa_base::{AgencyId, GrantId, PersonId, PostId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;

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

impl NewPost {
    pub(super) fn check(&self) -> Result<(), AuthError> {
        let title = self.title.trim().chars().count();
        if title == 0 || title > 200 {
            return Err(AuthError::Invalid { field: "title" });
        }
        if self.to.is_some_and(|to| to <= self.from) {
            Err(AuthError::Invalid { field: "to" })
        } else {
            Ok(())
        }
    }
}

impl NewGrant {
    pub(super) fn check(&self) -> Result<(), AuthError> {
        if let Some(area) = &self.area
            && !action::ALL.iter().any(|a| a.area() == area)
        {
            return Err(AuthError::Invalid { field: "area" });
        }
        if self.to.is_some_and(|to| to <= self.from) {
            Err(AuthError::Invalid { field: "to" })
        } else {
            Ok(())
        }
    }
}

/// Who handles a person with a role must be allowed to give that role: otherwise a coordinator could make, or
/// take over by a one-time link, an account that may do more than the coordinator. A focal point of an agency
/// needs only `simple` there.
pub(super) fn check_grant(
    change: &crate::Change,
    simple: crate::Action,
    id: PersonId,
    focal_point: bool,
    agency: Option<AgencyId>,
) -> Result<(), AuthError> {
    let at = agency.map_or_else(
        || Resource::installation("person", id),
        |a| Resource::of_agency("person", id, a),
    );
    change.check(
        if focal_point && agency.is_some() {
            simple
        } else {
            action::GRANT_CHANGE
        },
        &at,
    )
}

pub(super) async fn insert_post<C: ConnectionTrait>(
    tx: &C,
    person: PersonId,
    p: &NewPost,
) -> Result<PostId, AuthError> {
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

pub(super) async fn insert_grant<C: ConnectionTrait>(
    tx: &C,
    person: PersonId,
    g: &NewGrant,
    by: Option<PersonId>,
) -> Result<GrantId, AuthError> {
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

/// Adds a post.
pub async fn add_post(
    access: &Access,
    actor: &Actor,
    id: PersonId,
    new: NewPost,
) -> Result<PostId, AuthError> {
    new.check()?;
    let change = access
        .begin(
            actor,
            action::PERSON_CHANGE,
            Resource::of_agency("person", id, new.agency),
        )
        .await?;
    if person::Entity::find_by_id(id.uuid())
        .one(change.tx())
        .await?
        .is_none()
    {
        return Err(AuthError::NotFound { what: "person" });
    }
    let post = insert_post(change.tx(), id, &new).await?;
    change
        .commit(json!({ "post": post, "agency": new.agency, "title": new.title, "from": new.from }))
        .await?;
    Ok(post)
}

/// Ends a post on a day: the first on which it is no longer held.
pub async fn end_post(
    access: &Access,
    actor: &Actor,
    id: PersonId,
    post: PostId,
    on: NaiveDate,
) -> Result<(), AuthError> {
    let row = post::Entity::find_by_id(post.uuid())
        .filter(post::Column::PersonId.eq(id.uuid()))
        .one(access.db().reader())
        .await?
        .ok_or(AuthError::NotFound { what: "post" })?;
    let change = access
        .begin(
            actor,
            action::PERSON_CHANGE,
            Resource::of_agency("person", id, AgencyId(row.agency_id)),
        )
        .await?;
    let mut row = row.into_active_model();
    row.valid_to = Set(Some(on));
    row.update(change.tx()).await?;
    change.commit(json!({ "post": post, "ended": on })).await
}

/// Grants a role.
pub async fn grant(
    access: &Access,
    actor: &Actor,
    id: PersonId,
    new: NewGrant,
) -> Result<GrantId, AuthError> {
    new.check()?;
    let resource = new.agency.map_or_else(
        || Resource::installation("person", id),
        |a| Resource::of_agency("person", id, a),
    );
    let change = access.begin(actor, action::GRANT_CHANGE, resource).await?;
    if person::Entity::find_by_id(id.uuid())
        .one(change.tx())
        .await?
        .is_none()
    {
        return Err(AuthError::NotFound { what: "person" });
    }
    let grant = insert_grant(change.tx(), id, &new, change.actor().person).await?;
    change.commit(json!({ "grant": grant, "role": new.role.as_str(), "agency": new.agency, "area": new.area, "from": new.from, "to": new.to })).await?;
    Ok(grant)
}

/// Ends a grant on a day; sessions of the person see it with their next request.
pub async fn revoke(
    access: &Access,
    actor: &Actor,
    id: PersonId,
    grant: GrantId,
    on: NaiveDate,
) -> Result<(), AuthError> {
    let row = role_grant::Entity::find_by_id(grant.uuid())
        .filter(role_grant::Column::PersonId.eq(id.uuid()))
        .one(access.db().reader())
        .await?
        .ok_or(AuthError::NotFound { what: "grant" })?;
    let resource = row.agency_id.map_or_else(
        || Resource::installation("person", id),
        |a| Resource::of_agency("person", id, AgencyId(a)),
    );
    let change = access.begin(actor, action::GRANT_CHANGE, resource).await?;
    let role = row.role.clone();
    let mut row = row.into_active_model();
    row.valid_to = Set(Some(on));
    row.update(change.tx()).await?;
    if role == Role::SystemAdmin.as_str() {
        keep_an_admin(&change).await?;
    }
    change
        .commit(json!({ "grant": grant, "role": role, "ended": on }))
        .await
}

/// Fails where a change leaves nobody who administers the whole installation without an end. The host's command
/// line may do it: whoever runs it can make another.
pub(super) async fn keep_an_admin(change: &crate::Change) -> Result<(), AuthError> {
    if change.actor().is_machine() {
        return Ok(());
    }
    let active = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::State.eq(ACTIVE))
        .into_query();
    let left = role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(Role::SystemAdmin.as_str()))
        .filter(role_grant::Column::AgencyId.is_null())
        .filter(role_grant::Column::ValidFrom.lte(change.today()))
        .filter(role_grant::Column::ValidTo.is_null())
        .filter(role_grant::Column::PersonId.in_subquery(active))
        .count(change.tx())
        .await?;
    if left == 0 {
        Err(AuthError::LastAdmin)
    } else {
        Ok(())
    }
}

/// Active people with a role over exactly these agencies (not those below), e.g. whom to remind.
pub async fn holders<C: ConnectionTrait>(
    db: &C,
    role: Role,
    agencies: &[AgencyId],
    today: NaiveDate,
) -> Result<Vec<(AgencyId, Person)>, AuthError> {
    let mut found = Vec::new();
    for chunk in agencies.chunks(400) {
        let grants = role_grant::Entity::find()
            .filter(role_grant::Column::Role.eq(role.as_str()))
            .filter(role_grant::Column::AgencyId.is_in(chunk.iter().map(|a| a.uuid())))
            .filter(role_grant::Column::ValidFrom.lte(today))
            .filter(
                role_grant::Column::ValidTo
                    .is_null()
                    .or(role_grant::Column::ValidTo.gt(today)),
            )
            .all(db)
            .await?;
        let ids: Vec<_> = grants.iter().map(|g| g.person_id).collect();
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(ids))
            .filter(person::Column::State.eq(ACTIVE))
            .all(db)
            .await?;
        for g in grants {
            if let (Some(agency), Some(p)) = (g.agency_id, people.iter().find(|p| p.id == g.person_id)) {
                found.push((AgencyId(agency), p.clone()));
            }
        }
    }
    Ok(found)
}

/// Active people with a role that permits this action somewhere. Whether it does so here, [`Access::may`] says.
pub async fn able(access: &Access, action: Action) -> Result<Vec<PersonId>, AuthError> {
    let roles = Role::ALL
        .iter()
        .filter(|role| access.policy().role_allows(**role, action))
        .map(|role| role.as_str());
    let today = access.clock().today();
    let holders = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::PersonId)
        .filter(role_grant::Column::Role.is_in(roles))
        .filter(role_grant::Column::ValidFrom.lte(today))
        .filter(
            role_grant::Column::ValidTo
                .is_null()
                .or(role_grant::Column::ValidTo.gt(today)),
        )
        .into_query();
    let people = person::Entity::find()
        .filter(person::Column::Id.in_subquery(holders))
        .filter(person::Column::State.eq(ACTIVE))
        .order_by_asc(person::Column::FullName)
        .all(access.db().reader())
        .await?;
    Ok(people.into_iter().map(|p| PersonId(p.id)).collect())
}

/// Active people with a role over the whole installation, in every area.
pub async fn holders_everywhere<C: ConnectionTrait>(
    db: &C,
    role: Role,
    today: NaiveDate,
) -> Result<Vec<Person>, AuthError> {
    let ids = role_grant::Entity::find()
        .filter(role_grant::Column::Role.eq(role.as_str()))
        .filter(role_grant::Column::AgencyId.is_null())
        .filter(role_grant::Column::Area.is_null())
        .filter(role_grant::Column::ValidFrom.lte(today))
        .filter(
            role_grant::Column::ValidTo
                .is_null()
                .or(role_grant::Column::ValidTo.gt(today)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|g| g.person_id);
    Ok(person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .filter(person::Column::State.eq(ACTIVE))
        .all(db)
        .await?)
}
