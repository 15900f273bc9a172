//! Comments on duties, targets, obligations and difficulties. Never changed or deleted: they are part of the
//! record. Who may read the object may comment on it.

mod store;

use crate::{
    duties::{
        self, DutyError,
        progress::{needed, resource as duty_resource},
    },
    entity::comment,
    notices,
};
use coloa_auth::{Access, Actor, Change, action};
use coloa_base::AgencyId;
use serde_json::json;
use uuid::Uuid;

/// Comments shown at once.
const LIMIT: u64 = 500;

/// What is commented on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    Duty(Uuid),
    Target(Uuid),
    Difficulty(Uuid),
    Obligation(Uuid),
}

impl Object {
    /// From the words of the API.
    #[must_use]
    pub fn parse(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "duty" => Some(Self::Duty(id)),
            "target" => Some(Self::Target(id)),
            "difficulty" => Some(Self::Difficulty(id)),
            "obligation" => Some(Self::Obligation(id)),
            _ => None,
        }
    }
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Duty(_) => "duty",
            Self::Target(_) => "target",
            Self::Difficulty(_) => "difficulty",
            Self::Obligation(_) => "obligation",
        }
    }
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Self::Duty(id) | Self::Target(id) | Self::Difficulty(id) | Self::Obligation(id) => id,
        }
    }
}

/// The agency of the object, if the reader may see it.
async fn readable(access: &Access, actor: &Actor, object: Object) -> Result<Option<AgencyId>, DutyError> {
    let missing = || DutyError::NotFound { what: object.kind() };
    match object {
        Object::Duty(id) => {
            let duty = duties::store::duty(access.db().reader(), id).await?;
            access.check(actor, action::DUTY_READ, &duty_resource(&duty, action::DUTY_READ))?;
            Ok(Some(AgencyId(duty.agency_id)))
        }
        Object::Target(id) => {
            let detail = crate::targets::read::detail(access, actor, id)
                .await
                .map_err(|e| match e {
                    crate::targets::TargetError::Auth(e) => DutyError::Auth(e),
                    _ => missing(),
                })?;
            Ok(detail.target.agency_id.map(AgencyId))
        }
        Object::Difficulty(id) => {
            let row = crate::difficulties::read(access, actor, id)
                .await
                .map_err(|e| match e {
                    crate::difficulties::DifficultyError::Auth(e) => DutyError::Auth(e),
                    _ => missing(),
                })?;
            Ok(Some(AgencyId(row.agency_id)))
        }
        Object::Obligation(id) => {
            let row = crate::obligations::store::obligation(access.db().reader(), id)
                .await
                .map_err(|_| missing())?;
            let agency = AgencyId(row.agency_id);
            access.check(
                actor,
                action::OBLIGATION_READ,
                &coloa_auth::Resource::of_agency("obligation", id, agency),
            )?;
            Ok(Some(agency))
        }
    }
}

/// Comments, oldest first.
pub async fn list(access: &Access, actor: &Actor, object: Object) -> Result<Vec<comment::Model>, DutyError> {
    readable(access, actor, object).await?;
    Ok(store::of(access.db().reader(), object, LIMIT).await?)
}

/// Adds a comment.
pub async fn add(
    access: &Access,
    actor: &Actor,
    object: Object,
    body: &str,
) -> Result<comment::Model, DutyError> {
    let agency = readable(access, actor, object).await?;
    let body = needed(body, "body")?;
    let resource =
        coloa_auth::Resource::of_agencies(object.kind(), object.id(), agency.into_iter().collect())
            .with_shared(true);
    let change = access.begin(actor, action::PLAN_COMMENT, resource).await?;
    let row = comment::Model {
        id: Uuid::now_v7(),
        object_kind: object.kind().to_owned(),
        object_id: object.id().to_string(),
        agency_id: actor.agencies.first().map(|a| a.uuid()),
        author_id: actor.person.map(coloa_base::PersonId::uuid),
        author_name: actor.name.clone(),
        body,
        created_at: change.now(),
    };
    store::insert(change.tx(), row.clone()).await?;
    if let Object::Duty(id) = object {
        tell_other_party(&change, access, actor, id).await?;
    }
    change.commit(json!({ "comment": row.id })).await?;
    Ok(row)
}

/// A remark of the agency goes to those who coordinate and guide it, any other one to the agency.
async fn tell_other_party(
    change: &Change,
    access: &Access,
    actor: &Actor,
    id: Uuid,
) -> Result<(), DutyError> {
    let duty = duties::store::duty(change.tx(), id).await?;
    let text = duties::store::text(change.tx(), duty.text_id).await?.text;
    let params = json!({ "who": actor.name, "text": notices::short(&text) });
    let (holder, page) = (AgencyId(duty.agency_id), notices::duty_page(id));
    if !actor.agencies.contains(&holder) {
        notices::tell_agency(change, holder, notices::COMMENTED, &params, &page).await?;
        return Ok(());
    }
    let others: Vec<AgencyId> = std::iter::once(holder)
        .chain(duty.guide_agency_id.map(AgencyId))
        .collect();
    Ok(notices::tell_coordinators(change, access, &others, notices::COMMENTED, &params, &page).await?)
}
