//! What lies in the mailboxes of citizens, in the order in which it changed: for a front that stands alone.

use crate::entity::{contest, report};
use chrono::{DateTime, Utc};
use coloa_platform::StoreError;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// A place in the order of changes: when, and of what.
pub type Place = (DateTime<Utc>, Uuid);

/// A mailbox as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub place: Place,
    pub mailbox: String,
    /// `None`: nothing was sealed to the code yet.
    pub sealed: Option<Vec<u8>>,
    /// What it belonged to was erased.
    pub is_gone: bool,
}

/// Id, when it changed, mailbox, what lies in it, when it was erased.
type Row = (
    Uuid,
    DateTime<Utc>,
    String,
    Option<Vec<u8>>,
    Option<DateTime<Utc>>,
);

/// Mailboxes of reports that changed after a place.
pub async fn of_reports<C: ConnectionTrait>(
    db: &C,
    (at, id): Place,
    limit: u64,
) -> Result<Vec<Filled>, StoreError> {
    use report::Column as R;
    let later = Condition::any()
        .add(R::MailboxAt.gt(at))
        .add(Condition::all().add(R::MailboxAt.eq(at)).add(R::Id.gt(id)));
    let rows: Vec<Row> = report::Entity::find()
        .select_only()
        .columns([R::Id, R::MailboxAt, R::Mailbox, R::MailboxSealed, R::ErasedAt])
        .filter(later)
        .order_by_asc(R::MailboxAt)
        .order_by_asc(R::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(filled).collect())
}

fn filled((id, at, mailbox, sealed, erased_at): Row) -> Filled {
    Filled {
        place: (at, id),
        is_gone: erased_at.is_some() && sealed.is_none(),
        mailbox,
        sealed,
    }
}

/// Mailboxes of objections that changed after a place.
pub async fn of_contests<C: ConnectionTrait>(
    db: &C,
    (at, id): Place,
    limit: u64,
) -> Result<Vec<Filled>, StoreError> {
    use contest::Column as K;
    let later = Condition::any()
        .add(K::MailboxAt.gt(at))
        .add(Condition::all().add(K::MailboxAt.eq(at)).add(K::Id.gt(id)));
    let rows: Vec<Row> = contest::Entity::find()
        .select_only()
        .columns([K::Id, K::MailboxAt, K::Mailbox, K::MailboxSealed, K::ErasedAt])
        .filter(later)
        .order_by_asc(K::MailboxAt)
        .order_by_asc(K::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(filled).collect())
}
