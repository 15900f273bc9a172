//! Reading people: one with posts and grants, filtered lists within reach, the actor of a session.

use super::{
    ACTIVE, Person, PersonDetail, Post, bare_actor,
    entity::{person, post, role_grant},
    find,
};
use crate::{Access, Actor, AuthError, Grant, Reach, Resource, Role, action};
use coloa_base::{AgencyId, PersonId, text};
use coloa_platform::db::search::holds;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

impl PersonDetail {
    /// The person as a record: it belongs to the agencies of its posts.
    #[must_use]
    pub fn resource(&self) -> Resource {
        let agencies = self.posts.iter().map(|p| AgencyId(p.agency_id)).collect();
        Resource {
            owner: Some(PersonId(self.person.id)),
            ..Resource::of_agencies("person", self.person.id, agencies)
        }
    }
}

/// One person with posts and grants, unchecked: for services that check another action.
pub(super) async fn get(access: &Access, id: PersonId) -> Result<PersonDetail, AuthError> {
    let person = find(access.db().reader(), id)
        .await?
        .ok_or(AuthError::NotFound { what: "person" })?;
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
    let posts = post::Entity::find()
        .filter(post::Column::PersonId.is_in(ids.clone()))
        .order_by_asc(post::Column::ValidFrom)
        .all(access.db().reader())
        .await?;
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.is_in(ids))
        .order_by_asc(role_grant::Column::ValidFrom)
        .all(access.db().reader())
        .await?;
    Ok(people
        .into_iter()
        .map(|person| PersonDetail {
            posts: posts
                .iter()
                .filter(|p| p.person_id == person.id)
                .cloned()
                .collect(),
            grants: grants
                .iter()
                .filter(|g| g.person_id == person.id)
                .cloned()
                .collect(),
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
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &PeopleFilter,
) -> Result<(Vec<PersonDetail>, u64), AuthError> {
    let reach = access.reach(actor, action::PERSON_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::PERSON_READ,
        });
    }
    let mut query = person::Entity::find();
    if reach != Reach::Everything {
        query = query.filter(with_post(reach.condition(post::Column::AgencyId)));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(with_post(
            Condition::all().add(post::Column::AgencyId.eq(agency.uuid())),
        ));
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        query = query.filter(holds(person::Column::Folded, &search));
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
    let holders = post::Entity::find()
        .select_only()
        .column(post::Column::PersonId)
        .filter(condition)
        .into_query();
    Condition::all().add(person::Column::Id.in_subquery(holders))
}

/// The actor that a signed-in person is today; `None` where the account has ended or is gone.
pub async fn actor(access: &Access, id: PersonId) -> Result<Option<(Actor, Person, Vec<Post>)>, AuthError> {
    let db = access.db().reader();
    let Some(person) = find(db, id).await?.filter(|p| p.state == ACTIVE) else {
        return Ok(None);
    };
    let today = access.clock().today();
    let posts = post::Entity::find()
        .filter(post::Column::PersonId.eq(id.uuid()))
        .filter(post::Column::ValidFrom.lte(today))
        .filter(
            post::Column::ValidTo
                .is_null()
                .or(post::Column::ValidTo.gt(today)),
        )
        .all(db)
        .await?;
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::PersonId.eq(id.uuid()))
        .filter(role_grant::Column::ValidFrom.lte(today))
        .filter(
            role_grant::Column::ValidTo
                .is_null()
                .or(role_grant::Column::ValidTo.gt(today)),
        )
        .all(db)
        .await?;
    let mut actor = bare_actor(&person);
    actor.agencies = posts.iter().map(|p| AgencyId(p.agency_id)).collect();
    // A grant of a role that this version does not know gives nothing.
    actor.grants = grants
        .into_iter()
        .filter_map(|g| {
            Some(Grant {
                role: Role::parse(&g.role)?,
                agency: g.agency_id.map(AgencyId),
                area: g.area,
            })
        })
        .collect();
    Ok(Some((actor, person, posts)))
}
