//! The list of segments on the records database: the only SQL of this crate.

use crate::entity::{event_flush, event_segment};
use async_trait::async_trait;
use coloa_event_store::metastore::{Catalog, Metastore, MetastoreError, Segment};
use coloa_platform::{
    Db, StoreError,
    db::rows::{all_set, insert},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

/// The row that says how far the log is in segments.
const FLUSH: i32 = 1;

/// Segments as records.
#[derive(Clone, Debug)]
pub struct RecordsMetastore(Db);

impl RecordsMetastore {
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }
}

fn failed(e: impl Into<StoreError>) -> MetastoreError {
    MetastoreError(Box::new(e.into()))
}

#[async_trait]
impl Metastore for RecordsMetastore {
    async fn load(&self) -> Result<Catalog, MetastoreError> {
        let rows = event_segment::Entity::find()
            .all(self.0.reader())
            .await
            .map_err(failed)?;
        let flush = event_flush::Entity::find_by_id(FLUSH)
            .one(self.0.reader())
            .await
            .map_err(failed)?;
        Ok(Catalog {
            segments: rows.into_iter().map(segment).collect(),
            flushed: flush.map_or(0, |f| u64::try_from(f.flushed).unwrap_or(0)),
        })
    }

    async fn add(&self, segments: &[Segment], flushed: u64) -> Result<(), MetastoreError> {
        let tx = self.0.begin().await.map_err(failed)?;
        insert_segments(&tx, segments).await.map_err(failed)?;
        let row = event_flush::Model {
            id: FLUSH,
            flushed: number(flushed),
        };
        event_flush::Entity::insert(all_set::<event_flush::Entity, event_flush::ActiveModel>(row))
            .on_conflict(
                OnConflict::column(event_flush::Column::Id)
                    .value(event_flush::Column::Flushed, Expr::value(number(flushed)))
                    .to_owned(),
            )
            .exec_without_returning(&tx)
            .await
            .map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    async fn replace(&self, gone: &[Uuid], with: &[Segment]) -> Result<(), MetastoreError> {
        let tx = self.0.begin().await.map_err(failed)?;
        for part in gone.chunks(200) {
            event_segment::Entity::delete_many()
                .filter(event_segment::Column::Id.is_in(part.iter().copied()))
                .exec(&tx)
                .await
                .map_err(failed)?;
        }
        insert_segments(&tx, with).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }
}

async fn insert_segments<C: ConnectionTrait>(tx: &C, segments: &[Segment]) -> Result<(), StoreError> {
    for one in segments {
        insert::<event_segment::Entity, _, _>(tx, model(one)).await?;
    }
    Ok(())
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn model(s: &Segment) -> event_segment::Model {
    event_segment::Model {
        id: s.id,
        day: s.day,
        class: s.class.into(),
        seq_from: number(s.seq.0),
        seq_to: number(s.seq.1),
        time_from: s.time.0,
        time_to: s.time.1,
        rows: number(s.rows),
        row_groups: i32::try_from(s.row_groups).unwrap_or(i32::MAX),
        bytes: number(s.bytes),
        words_bytes: number(s.words_bytes),
        raw_bytes: number(s.raw_bytes),
        agencies: s.agencies.as_ref().map(|ids| serde_json::json!(ids)),
        sha256: s.sha256.clone(),
    }
}

fn segment(row: event_segment::Model) -> Segment {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Segment {
        id: row.id,
        day: row.day,
        class: u8::try_from(row.class).unwrap_or(0),
        seq: (count(row.seq_from), count(row.seq_to)),
        time: (row.time_from, row.time_to),
        rows: count(row.rows),
        row_groups: u32::try_from(row.row_groups).unwrap_or(0),
        bytes: count(row.bytes),
        words_bytes: count(row.words_bytes),
        raw_bytes: count(row.raw_bytes),
        agencies: row.agencies.and_then(|ids| serde_json::from_value(ids).ok()),
        sha256: row.sha256,
    }
}
