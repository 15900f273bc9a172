//! What everybody may read, as the records have it.

use crate::{
    entity::{contact, notice, scam_type, verdict},
    model::{NoticeState, VerdictState},
};
use chrono::{DateTime, Utc};
use coloa_platform::StoreError;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Notices that stand now, the newest first.
pub async fn notices<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
) -> Result<Vec<notice::Model>, StoreError> {
    use notice::Column as N;
    let lasts = Condition::any()
        .add(N::ExpiresAt.is_null())
        .add(N::ExpiresAt.gt(now));
    Ok(notice::Entity::find()
        .filter(N::State.eq(NoticeState::Published.as_str()))
        .filter(lasts)
        .order_by_desc(N::PublishedAt)
        .order_by_desc(N::Id)
        .all(db)
        .await?)
}

/// A verdict, as far as the public may see it. Nothing of who reported.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Verdict {
    pub id: Uuid,
    pub kind: String,
    pub value: String,
    pub match_key: String,
    pub bank: Option<String>,
    pub state: String,
    pub scam_type: Option<String>,
    pub reason: String,
    /// Independent reports at the day of the decision.
    pub reports: i32,
    pub verified_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

fn verdicts() -> sea_orm::Select<verdict::Entity> {
    use verdict::Column as V;
    verdict::Entity::find().select_only().columns([
        V::Id,
        V::Kind,
        V::Value,
        V::MatchKey,
        V::Bank,
        V::State,
        V::ScamType,
        V::Reason,
        V::Reports,
        V::VerifiedAt,
        V::ExpiresAt,
    ])
}

/// All that the public is warned of now.
pub async fn warned<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<Vec<Verdict>, StoreError> {
    Ok(verdicts()
        .filter(verdict::Column::State.eq(VerdictState::Warned.as_str()))
        .filter(verdict::Column::ExpiresAt.gt(now))
        .order_by_asc(verdict::Column::Id)
        .into_model::<Verdict>()
        .all(db)
        .await?)
}

/// Verdicts that changed since a moment, whatever became of them.
pub async fn changed_since<C: ConnectionTrait>(
    db: &C,
    since: DateTime<Utc>,
) -> Result<Vec<Verdict>, StoreError> {
    Ok(verdicts()
        .filter(verdict::Column::UpdatedAt.gte(since))
        .order_by_asc(verdict::Column::Id)
        .into_model::<Verdict>()
        .all(db)
        .await?)
}

/// Contacts that are shown, in their order.
pub async fn contacts<C: ConnectionTrait>(db: &C) -> Result<Vec<contact::Model>, StoreError> {
    Ok(contact::Entity::find()
        .filter(contact::Column::Active.eq(true))
        .order_by_asc(contact::Column::Position)
        .order_by_asc(contact::Column::Id)
        .all(db)
        .await?)
}

/// Kinds of scam that the installation added and did not switch off.
pub async fn scam_types<C: ConnectionTrait>(db: &C) -> Result<Vec<scam_type::Model>, StoreError> {
    Ok(scam_type::Entity::find()
        .filter(scam_type::Column::Active.eq(true))
        .order_by_asc(scam_type::Column::Code)
        .all(db)
        .await?)
}
