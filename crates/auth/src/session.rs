//! Where `tower-sessions` keeps its records: our table, keyed by the hash of the cookie.

use crate::secret::token_hash;
use chrono::{DateTime, Utc};
use coloa_base::{AreaError, PersonId};
use coloa_platform::{Db, StoreError};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "web_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id_hash: String,
        pub person_id: Option<Uuid>,
        pub data: String,
        pub expires_at: ChronoDateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Key of the signed-in person in a session's data.
pub const PERSON: &str = "person_id";
/// Key of the CSRF token.
pub const CSRF: &str = "csrf_token";
/// Key of the last touch, for the sliding expiry.
pub const TOUCHED: &str = "touched_at";

/// Sessions in the records database.
#[derive(Clone, Debug)]
pub struct DbSessions {
    db: Db,
}

impl DbSessions {
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self { db }
    }

    /// Deletes sessions that are over; a periodic job.
    pub async fn sweep(&self, now: DateTime<Utc>) -> std::result::Result<u64, StoreError> {
        let tx = self.db.begin().await?;
        let gone = entity::Entity::delete_many()
            .filter(entity::Column::ExpiresAt.lt(now))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(gone.rows_affected)
    }
}

/// Ends every session of a person, in the caller's transaction.
pub async fn end_all<C: ConnectionTrait>(tx: &C, person: PersonId) -> std::result::Result<u64, StoreError> {
    let gone = entity::Entity::delete_many()
        .filter(entity::Column::PersonId.eq(person.uuid()))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}

/// The session layer carries a text: the code of the store's error, and the chain goes to the log here.
fn backend(e: impl Into<StoreError>) -> Error {
    let e = e.into();
    tracing::error!(code = e.code(), error = %coloa_platform::telemetry::chain(&e), "session store failed");
    Error::Backend(e.code().to_owned())
}

#[async_trait::async_trait]
impl SessionStore for DbSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: a collision is not to be expected, and would only replace a session.
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let person = record
            .data
            .get(PERSON)
            .and_then(|v| v.as_str())
            .and_then(|s| s.parse().ok());
        let row = entity::ActiveModel {
            id_hash: Set(token_hash(&record.id.to_string())),
            person_id: Set(person),
            data: Set(serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?),
            expires_at: Set(
                DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or_default()
            ),
        };
        let tx = self.db.begin().await.map_err(backend)?;
        entity::Entity::insert(row)
            .on_conflict(
                OnConflict::column(entity::Column::IdHash)
                    .update_columns([
                        entity::Column::PersonId,
                        entity::Column::Data,
                        entity::Column::ExpiresAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&tx)
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = entity::Entity::find_by_id(token_hash(&id.to_string()))
            .one(self.db.reader())
            .await
            .map_err(backend)?;
        let Some(row) = row.filter(|r| r.expires_at > Utc::now()) else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&row.data).map_err(|e| Error::Decode(e.to_string()))?,
            expiry_date: time::OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp())
                .map_err(|e| Error::Decode(e.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let tx = self.db.begin().await.map_err(backend)?;
        entity::Entity::delete_by_id(token_hash(&id.to_string()))
            .exec(&tx)
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
