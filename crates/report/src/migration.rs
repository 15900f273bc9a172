//! Tables of reports.

use coloa_platform::db::{
    MigrationList,
    columns::{added, dropped},
};
use sea_orm_migration::{
    prelude::*,
    schema::{
        date, date_null, integer, integer_null, json, json_null, string, string_null, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial), Box::new(ScopeAndSeal)]
}

struct Initial;
impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261122_000020_report"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("report_template")
                .col(uuid("id").primary_key())
                .col(uuid_null("plan_id"))
                .col(uuid_null("owner_agency_id"))
                .col(string("name"))
                .col(string_null("period_kind"))
                .col(json("outline"))
                .col(json_null("topics"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("report")
                .col(uuid("id").primary_key())
                .col(uuid_null("plan_id"))
                .col(uuid_null("template_id"))
                .col(string("level"))
                .col(uuid("agency_id"))
                .col(string("title"))
                .col(string("period_kind"))
                .col(date("period_from"))
                .col(date("period_to"))
                .col(date_null("due_on"))
                .col(string("state"))
                .col(json("head"))
                .col(json("outline"))
                .col(json_null("topics"))
                .col(json_null("plan_snapshot"))
                .col(string_null("frozen_hash"))
                .col(timestamp_with_time_zone_null("frozen_at"))
                .col(uuid_null("compared_with"))
                .col(text_null("return_reason"))
                .col(uuid_null("approved_by"))
                .col(timestamp_with_time_zone_null("approved_at"))
                .col(uuid_null("register_entry_id"))
                .col(integer_null("number"))
                .col(string_null("symbol"))
                .col(date_null("issued_on"))
                .col(timestamp_with_time_zone_null("issued_at"))
                .col(uuid_null("signed_file_id"))
                .col(string_null("external_system"))
                .col(string_null("external_number"))
                .col(date_null("external_on"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("report_part")
                .col(uuid("report_id"))
                .col(uuid("agency_id"))
                .col(string("state"))
                .col(json_null("snapshot"))
                .col(text_null("note"))
                .col(uuid_null("completed_by"))
                .col(timestamp_with_time_zone_null("completed_at"))
                .primary_key(Index::create().col("report_id").col("agency_id"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("report_text")
                .col(uuid("report_id"))
                .col(string("block"))
                .col(text("body"))
                .col(uuid_null("written_by"))
                .col(timestamp_with_time_zone("written_at"))
                .col(integer("version"))
                .primary_key(Index::create().col("report_id").col("block"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("report_head")
                .col(uuid("agency_id").primary_key())
                .col(json("head"))
                .col(uuid_null("changed_by"))
                .col(timestamp_with_time_zone("changed_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_report_agency")
                .table("report")
                .col("agency_id")
                .col("period_to")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_report_plan")
                .table("report")
                .col("plan_id")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_report_part_agency")
                .table("report_part")
                .col("agency_id")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "report_head",
            "report_text",
            "report_part",
            "report",
            "report_template",
        ] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

struct ScopeAndSeal;
impl MigrationName for ScopeAndSeal {
    fn name(&self) -> &'static str {
        "m20261128_000021_report_scope_and_seal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ScopeAndSeal {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in ["scope", "sealed_hash"] {
            m.alter_table(added("report", string_null(column))).await?;
        }
        m.create_index(
            Index::create()
                .name("ix_report_register_entry")
                .table("report")
                .col("register_entry_id")
                .to_owned(),
        )
        .await?;
        // Reports whose number was cancelled before that gave them back: they wait for a number again.
        let cancelled = Query::select()
            .column("id")
            .from("register_entry")
            .and_where(Expr::col("cancelled_at").is_not_null())
            .to_owned();
        m.exec_stmt(
            Query::update()
                .table("report")
                .values([
                    ("state", Expr::value("approved")),
                    ("register_entry_id", Expr::value(None::<uuid::Uuid>)),
                    ("number", Expr::value(None::<i32>)),
                    ("symbol", Expr::value(None::<String>)),
                    ("issued_on", Expr::value(None::<chrono::NaiveDate>)),
                ])
                .and_where(Expr::col("state").eq("numbered"))
                .and_where(Expr::col("register_entry_id").in_subquery(cancelled))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(
            Index::drop()
                .name("ix_report_register_entry")
                .table("report")
                .to_owned(),
        )
        .await?;
        for column in ["scope", "sealed_hash"] {
            m.alter_table(dropped("report", column)).await?;
        }
        Ok(())
    }
}
