//! Tables of plans, duties, targets and obligations.

use coloa_platform::db::{
    MigrationList,
    columns::{added, dropped},
};
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, boolean_null, date, date_null, double, double_null, integer, integer_null,
        json, json_null, string, string_null, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial), Box::new(HandingOver)]
}

struct Initial;
impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261122_000010_plan"
    }
}

const TABLES: &[&str] = &[
    "reminder",
    "comment",
    "obligation",
    "target_value",
    "target_goal",
    "target",
    "difficulty",
    "extension",
    "progress",
    "calendar_token",
    "duty_tally",
    "duty",
    "duty_text",
    "item_link",
    "item_party",
    "plan_item",
    "plan_version",
    "plan",
];

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        plans(m).await?;
        duties(m).await?;
        measures(m).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            m.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn index(
    m: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create()
        .name(format!(
            "{}_{table}_{}",
            if unique { "ux" } else { "ix" },
            columns.join("_")
        ))
        .table(table)
        .to_owned();
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    m.create_index(index).await
}

async fn plans(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("plan")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("title"))
            .col(string("folded"))
            .col(string_null("number"))
            .col(date_null("issued_on"))
            .col(string_null("issuer"))
            .col(uuid("owner_agency_id"))
            .col(uuid_null("parent_plan_id"))
            .col(uuid_null("replaces_plan_id"))
            .col(date_null("period_from"))
            .col(date_null("period_to"))
            .col(string("state"))
            .col(uuid_null("current_version_id"))
            .col(json("legal_basis"))
            .col(string("handling"))
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("activated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "plan", &["state"], false).await?;
    index(m, "plan", &["owner_agency_id"], false).await?;
    m.create_table(
        Table::create()
            .table("plan_version")
            .col(uuid("id").primary_key())
            .col(uuid("plan_id"))
            .col(integer("ordinal"))
            .col(uuid_null("source_file_id"))
            .col(string("source_format"))
            .col(text("source_text"))
            .col(boolean("recognised"))
            .col(json("notes"))
            .col(json("document"))
            .col(string("state"))
            .col(date_null("resolved_on"))
            .col(uuid_null("imported_by"))
            .col(timestamp_with_time_zone("imported_at"))
            .col(uuid_null("approved_by"))
            .col(timestamp_with_time_zone_null("approved_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "plan_version", &["plan_id", "ordinal"], true).await?;
    m.create_table(
        Table::create()
            .table("plan_item")
            .col(uuid("id").primary_key())
            .col(uuid("plan_version_id"))
            .col(uuid("plan_id"))
            .col(uuid("lineage_id"))
            .col(uuid_null("derived_from"))
            .col(string("kind"))
            .col(integer("ordinal"))
            .col(string("path"))
            .col(string_null("heading"))
            .col(text("text"))
            .col(json("data"))
            .col(json("spans"))
            .col(double("confidence"))
            .col(string("review"))
            .col(json_null("starting_state"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "plan_item", &["plan_version_id", "ordinal"], false).await?;
    index(m, "plan_item", &["lineage_id"], false).await?;
    index(m, "plan_item", &["plan_id"], false).await?;
    m.create_table(
        Table::create()
            .table("item_party")
            .col(uuid("id").primary_key())
            .col(uuid("item_id"))
            .col(string("role"))
            .col(integer("ordinal"))
            .col(string("printed"))
            .col(string_null("scope"))
            .col(string("state"))
            .col(string_null("via"))
            .col(double("confidence"))
            .col(json("agencies"))
            .to_owned(),
    )
    .await?;
    index(m, "item_party", &["item_id"], false).await?;
    m.create_table(
        Table::create()
            .table("item_link")
            .col(uuid("item_id"))
            .col(uuid("lineage_id"))
            .col(uuid("plan_version_id"))
            .col(double("score"))
            .col(boolean("confirmed"))
            .primary_key(Index::create().col("item_id").col("lineage_id"))
            .to_owned(),
    )
    .await?;
    index(m, "item_link", &["plan_version_id"], false).await?;
    Ok(())
}

async fn duties(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    // What is owed stands once; 420,000 duties of agencies and dates only point at it.
    m.create_table(
        Table::create()
            .table("duty_text")
            .col(uuid("id").primary_key())
            .col(uuid_null("plan_id"))
            .col(uuid_null("item_id"))
            .col(string_null("path"))
            .col(text("text"))
            .col(text("folded"))
            .col(string_null("scope"))
            .col(text_null("legal_basis"))
            .col(text_null("product"))
            .col(string("timeframe_kind"))
            .col(text_null("timeframe_text"))
            .col(integer_null("every_months"))
            .col(json("source"))
            .col(string("state"))
            .col(timestamp_with_time_zone("created_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "duty_text", &["plan_id"], false).await?;
    m.create_table(
        Table::create()
            .table("duty")
            .col(uuid("id").primary_key())
            .col(uuid("text_id"))
            .col(uuid_null("plan_id"))
            .col(uuid("agency_id"))
            .col(uuid_null("assigned_from"))
            .col(string("role"))
            .col(uuid_null("guide_agency_id"))
            .col(date_null("starts_on"))
            .col(date_null("due_on"))
            .col(date("due_key"))
            .col(boolean("due_moved"))
            .col(string("instance"))
            .col(string("status"))
            .col(boolean("open"))
            .col(integer_null("percent"))
            .col(string("review"))
            .col(timestamp_with_time_zone_null("reported_at"))
            .col(date_null("done_on"))
            .col(timestamp_with_time_zone("created_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "duty", &["text_id", "agency_id"], false).await?;
    index(m, "duty", &["agency_id", "due_key", "open"], false).await?;
    index(m, "duty", &["plan_id", "due_key", "open"], false).await?;
    index(m, "duty", &["open", "due_key", "id"], false).await?;
    index(m, "duty", &["due_key", "id"], false).await?;
    index(m, "duty", &["review", "reported_at"], false).await?;
    index(m, "duty", &["guide_agency_id", "due_key"], false).await?;
    // How many duties share plan, agency, role, state and date; kept in the transaction of every change, so
    // that summaries never count hundreds of thousands of rows.
    m.create_table(
        Table::create()
            .table("duty_tally")
            .col(uuid("plan_id"))
            .col(uuid("agency_id"))
            .col(string("role"))
            .col(string("status"))
            .col(string("review"))
            .col(boolean("answered"))
            .col(date("due_key"))
            .col(big_integer("number"))
            .primary_key(
                Index::create()
                    .col("plan_id")
                    .col("agency_id")
                    .col("role")
                    .col("status")
                    .col("review")
                    .col("answered")
                    .col("due_key"),
            )
            .to_owned(),
    )
    .await?;
    index(m, "duty_tally", &["agency_id"], false).await?;
    m.create_table(
        Table::create()
            .table("calendar_token")
            .col(string("token_hash").primary_key())
            .col(uuid("person_id"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned(),
    )
    .await?;
    index(m, "calendar_token", &["person_id"], true).await?;
    m.create_table(
        Table::create()
            .table("progress")
            .col(uuid("id").primary_key())
            .col(uuid("duty_id"))
            .col(uuid_null("plan_id"))
            .col(uuid("agency_id"))
            .col(string("status"))
            .col(integer_null("percent"))
            .col(date_null("done_on"))
            .col(text_null("note"))
            .col(text_null("product"))
            .col(string("state"))
            .col(string("via"))
            .col(uuid_null("reported_by"))
            .col(string("reporter_name"))
            .col(timestamp_with_time_zone("reported_at"))
            .col(uuid_null("reviewed_by"))
            .col(timestamp_with_time_zone_null("reviewed_at"))
            .col(text_null("review_reason"))
            .to_owned(),
    )
    .await?;
    index(m, "progress", &["duty_id", "reported_at"], false).await?;
    index(m, "progress", &["reported_at", "agency_id"], false).await?;
    m.create_table(
        Table::create()
            .table("extension")
            .col(uuid("id").primary_key())
            .col(uuid("duty_id"))
            .col(date_null("due_before"))
            .col(date("due_wanted"))
            .col(text("reason"))
            .col(string("state"))
            .col(uuid_null("requested_by"))
            .col(timestamp_with_time_zone("requested_at"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(text_null("decision_reason"))
            .to_owned(),
    )
    .await?;
    index(m, "extension", &["duty_id"], false).await?;
    index(m, "extension", &["state"], false).await?;
    m.create_table(
        Table::create()
            .table("difficulty")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(uuid_null("plan_id"))
            .col(uuid_null("duty_id"))
            .col(uuid("agency_id"))
            .col(text("text"))
            .col(uuid_null("addressee_agency_id"))
            .col(date_null("answer_due_on"))
            .col(string("state"))
            .col(uuid_null("escalated_to"))
            .col(uuid_null("raised_by"))
            .col(timestamp_with_time_zone("raised_at"))
            .col(text_null("answer"))
            .col(uuid_null("answered_by"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "difficulty", &["agency_id"], false).await?;
    index(m, "difficulty", &["plan_id"], false).await?;
    index(m, "difficulty", &["state"], false).await?;
    m.create_table(
        Table::create()
            .table("comment")
            .col(uuid("id").primary_key())
            .col(string("object_kind"))
            .col(string("object_id"))
            .col(uuid_null("agency_id"))
            .col(uuid_null("author_id"))
            .col(string("author_name"))
            .col(text("body"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned(),
    )
    .await?;
    index(m, "comment", &["object_kind", "object_id"], false).await?;
    m.create_table(
        Table::create()
            .table("reminder")
            .col(uuid("id").primary_key())
            .col(uuid("person_id"))
            .col(string("object_kind"))
            .col(uuid("object_id"))
            .col(string("moment"))
            .col(date("due_on"))
            .col(timestamp_with_time_zone("sent_at"))
            .to_owned(),
    )
    .await?;
    index(
        m,
        "reminder",
        &["person_id", "object_kind", "object_id", "moment", "due_on"],
        true,
    )
    .await?;
    Ok(())
}

async fn measures(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("target")
            .col(uuid("id").primary_key())
            .col(uuid("plan_id"))
            .col(string("path"))
            .col(text("text"))
            .col(integer("ordinal"))
            .col(string("kind"))
            .col(string_null("unit"))
            .col(string_null("comparator"))
            .col(text_null("denominator"))
            .col(text_null("exclusions"))
            .col(string_null("indicator"))
            .col(string("state"))
            .col(uuid_null("agency_id"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "target", &["plan_id", "ordinal"], false).await?;
    m.create_table(
        Table::create()
            .table("target_goal")
            .col(uuid("id").primary_key())
            .col(uuid("target_id"))
            .col(integer("year"))
            .col(uuid_null("agency_id"))
            .col(double_null("value"))
            .col(text_null("milestone"))
            .to_owned(),
    )
    .await?;
    index(m, "target_goal", &["target_id", "year"], false).await?;
    m.create_table(
        Table::create()
            .table("target_value")
            .col(uuid("id").primary_key())
            .col(uuid("target_id"))
            .col(integer("year"))
            .col(uuid_null("agency_id"))
            .col(date("as_of"))
            .col(double_null("value"))
            .col(boolean_null("reached"))
            .col(double_null("numerator"))
            .col(double_null("denominator"))
            .col(string("source"))
            .col(string_null("indicator"))
            .col(text_null("query"))
            .col(string_null("records_path"))
            .col(uuid_null("frozen_report_id"))
            .col(text_null("note"))
            .col(uuid_null("entered_by"))
            .col(timestamp_with_time_zone("entered_at"))
            .col(uuid_null("confirmed_by"))
            .col(timestamp_with_time_zone_null("confirmed_at"))
            .to_owned(),
    )
    .await?;
    index(m, "target_value", &["target_id", "year", "as_of"], false).await?;
    m.create_table(
        Table::create()
            .table("obligation")
            .col(uuid("id").primary_key())
            .col(uuid_null("plan_id"))
            .col(uuid_null("lineage_id"))
            .col(string_null("statutory_code"))
            .col(uuid("agency_id"))
            .col(text("title"))
            .col(string_null("addressee"))
            .col(string_null("via"))
            .col(date_null("due_on"))
            .col(string_null("instance"))
            .col(string_null("met_kind"))
            .col(date_null("met_on"))
            .col(string_null("document_number"))
            .col(date_null("document_date"))
            .col(string_null("system"))
            .col(string_null("receipt"))
            .col(uuid_null("met_by"))
            .col(timestamp_with_time_zone_null("met_at"))
            .col(string("state"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "obligation", &["agency_id", "due_on"], false).await?;
    index(m, "obligation", &["due_on"], false).await?;
    index(m, "obligation", &["plan_id"], false).await?;
    Ok(())
}

/// Answers that stay, measures that a person set, and obligations that were handed over.
struct HandingOver;
impl MigrationName for HandingOver {
    fn name(&self) -> &'static str {
        "m20261128_000011_plan_handing_over"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for HandingOver {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("difficulty_answer")
                .col(uuid("id").primary_key())
                .col(uuid("difficulty_id"))
                .col(text("text"))
                .col(uuid_null("author_id"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("answered_at"))
                .to_owned(),
        )
        .await?;
        index(m, "difficulty_answer", &["difficulty_id", "answered_at"], false).await?;
        // Of what was answered so far only the last answer is known; it takes the id of its difficulty.
        m.get_connection()
            .execute_unprepared(
                "INSERT INTO difficulty_answer (id, difficulty_id, text, author_id, author_name, answered_at) \
                 SELECT id, id, answer, answered_by, '', answered_at FROM difficulty \
                 WHERE answer IS NOT NULL AND answered_at IS NOT NULL",
            )
            .await?;
        m.alter_table(added("target", boolean("measured").default(false)))
            .await?;
        m.alter_table(added("obligation", uuid_null("assigned_from")))
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("difficulty_answer").to_owned())
            .await?;
        for (table, column) in [("target", "measured"), ("obligation", "assigned_from")] {
            m.alter_table(dropped(table, column)).await?;
        }
        Ok(())
    }
}
