//! What tables learned after their first form.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// When the words of an objection were erased.
pub(super) struct ContestErased;

impl MigrationName for ContestErased {
    fn name(&self) -> &'static str {
        "m20261223_000010_hotline_contest_erased"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ContestErased {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("hotline_contest")
                .add_column(timestamp_with_time_zone_null("erased_at"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("hotline_contest")
                .drop_column("erased_at")
                .to_owned(),
        )
        .await
    }
}
