//! Who warned the public first: whoever lets a warning last anew stands in the place of who verified it.

use coloa_platform::db::columns::{added, dropped};
use sea_orm_migration::{prelude::*, schema::uuid_null};

pub(super) struct WarnedBy;

impl MigrationName for WarnedBy {
    fn name(&self) -> &'static str {
        "m20261224_000020_hotline_warned_by"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for WarnedBy {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added("hotline_verdict", uuid_null("warned_by")))
            .await?;
        // Of those from before it is known who verified them last.
        m.get_connection()
            .execute_unprepared("UPDATE hotline_verdict SET warned_by = verified_by")
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(dropped("hotline_verdict", "warned_by")).await
    }
}
