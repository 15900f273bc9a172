//! The audit log: an append-only chain. Each entry carries HMAC-SHA256(key outside the database,
//! previous hash ‖ its content), so that whoever can write the database still cannot rewrite history; where it
//! ends stands outside the database too ([`crate::anchor`]), so that cutting off the tail shows.

use crate::{Action, Actor, AuthError, Resource, anchor::Anchor};
use chrono::{DateTime, SubsecRound, Utc};
use coloa_platform::{Db, Keys, db::search::begins};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

pub(crate) mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: ChronoDateTimeUtc,
        pub actor_kind: String,
        pub actor_id: Option<Uuid>,
        pub actor_name: String,
        pub action: String,
        pub object_kind: String,
        pub object_id: String,
        pub agency_id: Option<Uuid>,
        /// JSON as text: the exact bytes are under the hash.
        pub detail: String,
        pub request_id: Option<String>,
        pub hash: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod head {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub seq: i64,
        pub hash: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use entity::Model as Entry;

const PURPOSE: &str = "audit-chain";
pub(crate) const GENESIS: &str = "coloa-audit-1";

/// Where the log ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub seq: i64,
    pub hash: String,
}

/// What the chain proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub entries: u64,
    pub head: String,
    /// The first entry that does not fit, and why; `None`: whole.
    pub broken: Option<(i64, &'static str)>,
}

/// Filters of the log.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub object_kind: Option<String>,
    pub object_id: Option<String>,
    pub action: Option<String>,
    pub actor: Option<uuid::Uuid>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Only entries before this sequence number (paging, newest first).
    pub before: Option<i64>,
    pub limit: u64,
}

pub(crate) async fn append<C: ConnectionTrait>(
    tx: &C,
    keys: &Keys,
    actor: &Actor,
    action: Action,
    resource: &Resource,
    detail: &Value,
    now: DateTime<Utc>,
) -> Result<Head, AuthError> {
    // The row lock makes entries of concurrent PostgreSQL transactions follow one another; SQLite has one writer.
    let previous = head::Entity::find_by_id(1).lock_exclusive().one(tx).await?;
    let previous = previous.ok_or_else(|| coloa_platform::StoreError::Corrupt {
        what: "audit_head".to_owned(),
    })?;
    let (seq, previous_hash) = (previous.seq, previous.hash);
    let mut entry = Entry {
        seq: seq + 1,
        // Microseconds: what both databases keep.
        at: now.trunc_subsecs(6),
        actor_kind: actor.kind.as_str().to_owned(),
        actor_id: actor.person.map(coloa_base::PersonId::uuid),
        actor_name: actor.name.clone(),
        action: action.as_str().to_owned(),
        object_kind: resource.kind.to_owned(),
        object_id: resource.id.clone(),
        agency_id: resource.agencies.first().map(|a| a.uuid()),
        detail: detail.to_string(),
        request_id: actor.request_id.clone(),
        hash: String::new(),
    };
    entry.hash = hash(keys, &previous_hash, &entry);
    let new_head = head::ActiveModel {
        id: Set(1),
        seq: Set(entry.seq),
        hash: Set(entry.hash.clone()),
    };
    head::Entity::update(new_head).exec(tx).await?;
    let end = Head {
        seq: entry.seq,
        hash: entry.hash.clone(),
    };
    let row: entity::ActiveModel = entry.into();
    entity::Entity::insert(row.into_insert())
        .exec_without_returning(tx)
        .await?;
    Ok(end)
}

trait IntoInsert {
    fn into_insert(self) -> Self;
}
impl IntoInsert for entity::ActiveModel {
    /// A model turned into an active model is "unchanged" in every column; an insert needs them set.
    fn into_insert(mut self) -> Self {
        use sea_orm::{ActiveModelTrait, Iterable};
        for column in entity::Column::iter() {
            if let Some(value) = self.get(column).into_value() {
                self.set(column, value);
            }
        }
        self
    }
}

fn hash(keys: &Keys, previous: &str, e: &Entry) -> String {
    let content = json!([
        previous,
        e.seq,
        e.at.timestamp_micros(),
        e.actor_kind,
        e.actor_id,
        e.actor_name,
        e.action,
        e.object_kind,
        e.object_id,
        e.agency_id,
        e.detail,
        e.request_id
    ]);
    keys.mac(PURPOSE, content.to_string().as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Whether anything was ever recorded: an installation with a past.
pub async fn has_entries(db: &Db) -> Result<bool, AuthError> {
    Ok(head::Entity::find_by_id(1)
        .one(db.reader())
        .await?
        .is_some_and(|h| h.seq > 0))
}

/// Whether these keys wrote the log: its first or its newest entry verifies, or there is none. Cheap, for every
/// start; [`verify`] tells tampering apart.
pub async fn key_fits(db: &Db, keys: &Keys) -> Result<bool, AuthError> {
    let first = entity::Entity::find_by_id(1_i64).one(db.reader()).await?;
    let Some(first) = first else {
        return Ok(true);
    };
    if hash(keys, GENESIS, &first) == first.hash {
        return Ok(true);
    }
    let newest = entity::Entity::find()
        .order_by_desc(entity::Column::Seq)
        .limit(2)
        .all(db.reader())
        .await?;
    Ok(match newest.as_slice() {
        [last, before] => hash(keys, &before.hash, last) == last.hash,
        _ => false,
    })
}

/// Walks the whole chain.
pub async fn verify(db: &Db, keys: &Keys) -> Result<Verdict, AuthError> {
    let mut previous = GENESIS.to_owned();
    let mut seq = 0_i64;
    let broken = |seq: i64, head: &str, at: i64, why: &'static str| {
        Ok(Verdict {
            entries: u64::try_from(seq).unwrap_or(0),
            head: head.to_owned(),
            broken: Some((at, why)),
        })
    };
    loop {
        let rows = entity::Entity::find()
            .filter(entity::Column::Seq.gt(seq))
            .order_by_asc(entity::Column::Seq)
            .limit(1000)
            .all(db.reader())
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != seq + 1 {
                return broken(seq, &previous, seq + 1, "missing");
            }
            if hash(keys, &previous, &row) != row.hash {
                return broken(seq, &previous, row.seq, "changed");
            }
            seq = row.seq;
            previous = row.hash;
        }
    }
    let head = head::Entity::find_by_id(1).one(db.reader()).await?;
    let (head_seq, head_hash) = head.map_or((0, GENESIS.to_owned()), |h| (h.seq, h.hash));
    if head_seq != seq || head_hash != previous {
        return broken(seq, &previous, seq + 1, "cut off");
    }
    Ok(Verdict {
        entries: u64::try_from(seq).unwrap_or(0),
        head: previous,
        broken: None,
    })
}

/// [`verify`], and whether the log still reaches what the anchor outside the database says.
pub async fn verify_anchored(db: &Db, keys: &Keys, anchor: &Anchor) -> Result<Verdict, AuthError> {
    // The anchor first: entries that come in meanwhile only make the log longer.
    let known = match anchor.seq(keys) {
        Some(seq) => entity::Entity::find_by_id(seq).one(db.reader()).await?,
        None => None,
    };
    let verdict = verify(db, keys).await?;
    Ok(anchor.judge(keys, verdict, known.as_ref().map(|e| e.hash.as_str())))
}

/// Entries, newest first.
pub async fn list(db: &Db, filter: &Filter) -> Result<Vec<Entry>, AuthError> {
    let mut query = entity::Entity::find()
        .order_by_desc(entity::Column::Seq)
        .limit(filter.limit.clamp(1, 1000));
    if let Some(v) = &filter.object_kind {
        query = query.filter(entity::Column::ObjectKind.eq(v));
    }
    if let Some(v) = &filter.object_id {
        query = query.filter(entity::Column::ObjectId.eq(v));
    }
    if let Some(v) = &filter.action {
        query = query.filter(begins(entity::Column::Action, v));
    }
    if let Some(v) = filter.actor {
        query = query.filter(entity::Column::ActorId.eq(v));
    }
    if let Some(v) = filter.from {
        query = query.filter(entity::Column::At.gte(v));
    }
    if let Some(v) = filter.to {
        query = query.filter(entity::Column::At.lt(v));
    }
    if let Some(v) = filter.before {
        query = query.filter(entity::Column::Seq.lt(v));
    }
    Ok(query.all(db.reader()).await?)
}
