//! Tables of the platform: jobs, stored files, mail queue.

use crate::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, integer, json, json_null, string, string_null, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

/// For tests of the platform alone.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        migrations()
    }
}

struct Initial;
impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261122_000001_platform"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("job")
                    .col(uuid("id").primary_key())
                    .col(string("kind"))
                    .col(json("payload"))
                    // One waiting job per key: asking twice for the same work does it once.
                    .col(string_null("dedup_key"))
                    .col(string("state"))
                    .col(integer("attempts"))
                    .col(timestamp_with_time_zone("run_at"))
                    .col(timestamp_with_time_zone_null("locked_until"))
                    .col(text_null("last_error"))
                    .col(json_null("progress"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_job_due")
                    .table("job")
                    .col("state")
                    .col("run_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ux_job_dedup")
                    .table("job")
                    .col("kind")
                    .col("dedup_key")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("stored_file")
                    .col(uuid("id").primary_key())
                    .col(string("name"))
                    .col(string("media_type"))
                    .col(big_integer("size"))
                    .col(string("sha256"))
                    .col(string("handling"))
                    // Who may read it is decided by the record it belongs to: kind and id.
                    .col(string("owner_kind"))
                    .col(string("owner_id"))
                    .col(uuid("uploaded_by").null())
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_stored_file_owner")
                    .table("stored_file")
                    .col("owner_kind")
                    .col("owner_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("mail")
                    .col(uuid("id").primary_key())
                    .col(string("recipient"))
                    .col(string("subject"))
                    .col(text("body"))
                    .col(string("state"))
                    .col(text_null("last_error"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("sent_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_mail_state")
                    .table("mail")
                    .col("state")
                    .col("created_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["mail", "stored_file", "job"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
