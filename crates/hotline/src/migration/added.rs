//! Files that a desk added to a report.

use coloa_platform::db::columns::{added, dropped};
use sea_orm_migration::{prelude::*, schema::string_null};

/// Who added a file that did not come from whoever reports.
pub(super) struct AddedFiles;

const TABLE: &str = "hotline_sealed";
const COLUMN: &str = "added_by";

impl MigrationName for AddedFiles {
    fn name(&self) -> &'static str {
        "m20261225_000020_hotline_added_files"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for AddedFiles {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added(TABLE, string_null(COLUMN))).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(dropped(TABLE, COLUMN)).await
    }
}
