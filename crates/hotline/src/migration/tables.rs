//! The tables of reports and of what is done with them, one function each.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, blob, blob_null, boolean, boolean_null, date_null, integer, string,
        string_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// Creates all tables.
pub(super) async fn create(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    key(m).await?;
    counter(m).await?;
    desk(m).await?;
    report(m).await?;
    sealed(m).await?;
    classification(m).await?;
    transfer(m).await?;
    call(m).await?;
    message(m).await?;
    access(m).await?;
    reveal(m).await?;
    mention(m).await?;
    hub(m).await?;
    campaign(m).await?;
    campaign_report(m).await?;
    verdict(m).await?;
    contest(m).await?;
    super::public_tables::create(m).await
}

pub(super) async fn index(
    m: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index
        .name(format!("ix_{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    m.create_index(index.to_owned()).await
}

async fn key(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_key")
            .col(uuid("id").primary_key())
            .col(string("content_key"))
            .col(string("identity_key"))
            .col(string_null("last_resort"))
            .col(timestamp_with_time_zone("made_at"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .to_owned(),
    )
    .await
}

async fn counter(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_counter")
            .col(string("series").primary_key())
            .col(integer("last"))
            .to_owned(),
    )
    .await
}

async fn desk(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_desk")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string("kind"))
            .col(uuid_null("agency_id"))
            .col(boolean("takes_public"))
            .col(boolean("active"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned(),
    )
    .await
}

async fn report(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_report")
            .col(uuid("id").primary_key())
            .col(string("number"))
            .col(string("mailbox"))
            .col(string("reply_key"))
            .col(blob_null("mailbox_sealed"))
            .col(timestamp_with_time_zone("mailbox_at"))
            .col(string("channel"))
            .col(string("language"))
            .col(uuid("desk_id"))
            .col(uuid_null("agency_id"))
            .col(uuid_null("client_id"))
            .col(timestamp_with_time_zone("received_at"))
            .col(boolean("is_opened"))
            .col(integer("urgency"))
            .col(string("state"))
            .col(string_null("kind"))
            .col(string_null("scam_type"))
            .col(string("money"))
            .col(timestamp_with_time_zone_null("money_sent_at"))
            .col(big_integer_null("amount"))
            .col(string_null("bank"))
            .col(date_null("occurred_on"))
            .col(uuid_null("commune_id"))
            .col(string("reached_by"))
            .col(string("exposed"))
            .col(boolean("is_minor"))
            .col(boolean("is_not_fluent"))
            .col(boolean("is_abroad"))
            .col(boolean("wants_secret"))
            .col(boolean("has_identity"))
            .col(integer("files"))
            .col(string_null("network"))
            .col(string_null("content_tag"))
            .col(uuid_null("duplicate_of"))
            .col(timestamp_with_time_zone_null("quarantined_at"))
            .col(timestamp_with_time_zone_null("quarantine_lifted_at"))
            .col(uuid_null("assigned_to"))
            .col(string("assigned_name"))
            .col(timestamp_with_time_zone_null("assigned_at"))
            .col(text("redacted"))
            .col(text("redacted_search"))
            .col(string_null("redacted_by"))
            .col(timestamp_with_time_zone_null("redacted_at"))
            .col(string_null("outcome"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(date_null("erase_after"))
            .col(timestamp_with_time_zone_null("erased_at"))
            .col(timestamp_with_time_zone_null("next_due_at"))
            .col(string_null("next_due_term"))
            .col(string_null("reminded"))
            .col(timestamp_with_time_zone_null("rang_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_report", &["number"], true).await?;
    index(m, "hotline_report", &["mailbox"], true).await?;
    index(
        m,
        "hotline_report",
        &["desk_id", "state", "urgency", "received_at"],
        false,
    )
    .await?;
    index(m, "hotline_report", &["agency_id"], false).await?;
    index(m, "hotline_report", &["received_at"], false).await?;
    index(m, "hotline_report", &["content_tag"], false).await?;
    index(m, "hotline_report", &["network", "received_at"], false).await?;
    index(m, "hotline_report", &["is_opened"], false).await?;
    index(m, "hotline_report", &["mailbox_at"], false).await?;
    index(m, "hotline_report", &["next_due_at"], false).await?;
    index(m, "hotline_report", &["network"], false).await?;
    index(m, "hotline_report", &["erase_after"], false).await
}

async fn sealed(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_sealed")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(uuid_null("message_id"))
            .col(string("part"))
            .col(integer("seq"))
            .col(blob_null("sealed"))
            .col(uuid_null("file_id"))
            .col(big_integer("size"))
            .col(string_null("sha256"))
            .col(string_null("media_type"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_sealed", &["report_id"], false).await
}

async fn classification(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_classification")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(string("kind"))
            .col(string_null("scam_type"))
            .col(string("handler"))
            .col(string("article"))
            .col(text("reason"))
            .col(uuid_null("by_id"))
            .col(string("by_name"))
            .col(timestamp_with_time_zone("at"))
            .col(timestamp_with_time_zone_null("superseded_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_classification", &["report_id"], false).await
}

async fn transfer(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_transfer")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(string("kind"))
            .col(string("recipient"))
            .col(uuid_null("recipient_agency_id"))
            .col(string("recipient_name"))
            .col(boolean("is_urgent"))
            .col(string("article"))
            .col(timestamp_with_time_zone_null("call_by"))
            .col(timestamp_with_time_zone_null("due_at"))
            .col(string("state"))
            .col(string("document_number"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .col(string("sent_how"))
            .col(string("ack_number"))
            .col(timestamp_with_time_zone_null("ack_at"))
            .col(string("ack_person"))
            .col(timestamp_with_time_zone_null("returned_at"))
            .col(text("return_reason"))
            .col(timestamp_with_time_zone_null("rang_at"))
            .col(uuid_null("by_id"))
            .col(string("by_name"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_transfer", &["report_id"], false).await?;
    index(m, "hotline_transfer", &["state"], false).await
}

async fn call(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_call")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(uuid_null("transfer_id"))
            .col(timestamp_with_time_zone("called_at"))
            .col(string("to_name"))
            .col(string("spoke_with"))
            .col(boolean("is_reached"))
            .col(text("note"))
            .col(uuid_null("by_id"))
            .col(string("by_name"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_call", &["report_id"], false).await?;
    index(m, "hotline_call", &["transfer_id"], false).await
}

async fn message(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_message")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(boolean("is_from_citizen"))
            .col(blob("sealed"))
            .col(integer("files"))
            .col(uuid_null("by_id"))
            .col(string("by_name"))
            .col(timestamp_with_time_zone("at"))
            .col(timestamp_with_time_zone_null("read_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_message", &["report_id"], false).await
}

async fn access(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_access")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(string("report_number"))
            .col(uuid_null("person_id"))
            .col(string("person_name"))
            .col(string("part"))
            .col(string("purpose"))
            .col(text("reason"))
            .col(string_null("second_name"))
            .col(timestamp_with_time_zone("at"))
            .col(boolean("acted"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_access", &["report_id"], false).await?;
    index(m, "hotline_access", &["person_id", "at"], false).await
}

async fn reveal(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_reveal")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(text("reason"))
            .col(uuid("asked_by"))
            .col(string("asked_name"))
            .col(timestamp_with_time_zone("asked_at"))
            .col(boolean("needs_second"))
            .col(uuid_null("decided_by"))
            .col(string("decided_name"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(boolean_null("is_granted"))
            .col(text("decision_reason"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_reveal", &["report_id"], false).await
}

async fn mention(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_mention")
            .col(uuid("id").primary_key())
            .col(uuid("report_id"))
            .col(string("kind"))
            .col(string("value"))
            .col(string("match_key"))
            .col(string_null("bank"))
            .col(string_null("service"))
            .col(string("role"))
            .col(boolean("joins"))
            .col(string("confirmed_by"))
            .col(timestamp_with_time_zone("confirmed_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_mention", &["report_id"], false).await?;
    index(m, "hotline_mention", &["kind", "match_key"], false).await
}

async fn hub(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_hub")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("match_key"))
            .col(string("label"))
            .col(text("reason"))
            .col(string("by_name"))
            .col(timestamp_with_time_zone("at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_hub", &["kind", "match_key"], true).await
}

async fn campaign(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_campaign")
            .col(uuid("id").primary_key())
            .col(string("number"))
            .col(string("name"))
            .col(string("name_search"))
            .col(text("summary"))
            .col(string_null("scam_type"))
            .col(string("state"))
            .col(uuid_null("notice_id"))
            .col(uuid_null("incident_id"))
            .col(uuid_null("indicator_list_id"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_campaign", &["number"], true).await
}

async fn campaign_report(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_campaign_report")
            .col(uuid("id").primary_key())
            .col(uuid("campaign_id"))
            .col(uuid("report_id"))
            .col(string("added_by"))
            .col(timestamp_with_time_zone("added_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_campaign_report", &["campaign_id", "report_id"], true).await?;
    index(m, "hotline_campaign_report", &["report_id"], false).await
}

async fn verdict(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_verdict")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("value"))
            .col(string("match_key"))
            .col(string_null("bank"))
            .col(string("state"))
            .col(string_null("scam_type"))
            .col(text("reason"))
            .col(integer("reports"))
            .col(uuid_null("campaign_id"))
            .col(uuid_null("verified_by"))
            .col(string("verified_name"))
            .col(timestamp_with_time_zone("verified_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(text("end_reason"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_verdict", &["kind", "match_key"], false).await?;
    index(m, "hotline_verdict", &["state", "expires_at"], false).await?;
    index(m, "hotline_verdict", &["updated_at"], false).await
}

async fn contest(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_contest")
            .col(uuid("id").primary_key())
            .col(uuid("verdict_id"))
            .col(string("mailbox"))
            .col(string("reply_key"))
            .col(blob_null("mailbox_sealed"))
            .col(timestamp_with_time_zone("mailbox_at"))
            .col(blob("sealed"))
            .col(timestamp_with_time_zone("received_at"))
            .col(string("state"))
            .col(string_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(text("answer"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_contest", &["mailbox"], true).await?;
    index(m, "hotline_contest", &["verdict_id"], false).await?;
    index(m, "hotline_contest", &["mailbox_at"], false).await
}
