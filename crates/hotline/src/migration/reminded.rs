//! Objections about whose end somebody was told.

use super::tables::index;
use coloa_platform::db::columns::{added, dropped};
use sea_orm_migration::{prelude::*, schema::string_null};

/// How far gone the days of an objection were when whoever decides was told; and those that wait are found among all.
pub(super) struct ContestReminded;

const TABLE: &str = "hotline_contest";
const COLUMN: &str = "reminded";

impl MigrationName for ContestReminded {
    fn name(&self) -> &'static str {
        "m20261225_000030_hotline_contest_reminded"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ContestReminded {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added(TABLE, string_null(COLUMN))).await?;
        index(m, TABLE, &["state", "received_at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let name = "ix_hotline_contest_state_received_at";
        m.drop_index(Index::drop().name(name).table(TABLE).to_owned())
            .await?;
        m.alter_table(dropped(TABLE, COLUMN)).await
    }
}
