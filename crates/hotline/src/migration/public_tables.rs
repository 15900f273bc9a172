//! The tables of what the public sees, of reported content and of settings, one function each.

use super::tables::index;
use sea_orm_migration::{
    prelude::*,
    schema::{
        blob, boolean, date_null, integer, string, string_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// Creates all tables.
pub(super) async fn create(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    trust_organisation(m).await?;
    trust_item(m).await?;
    notice(m).await?;
    subscriber(m).await?;
    content(m).await?;
    content_step(m).await?;
    client(m).await?;
    nonce(m).await?;
    template(m).await?;
    contact(m).await?;
    scam_type(m).await?;
    Ok(())
}

async fn trust_organisation(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_trust_organisation")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string("name_search"))
            .col(string("kind"))
            .col(uuid_null("agency_id"))
            .col(string("registration_number"))
            .col(string("state"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await
}

async fn trust_item(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_trust_item")
            .col(uuid("id").primary_key())
            .col(uuid("organisation_id"))
            .col(string("kind"))
            .col(string("value"))
            .col(string("match_key"))
            .col(string("platform"))
            .col(string("proof"))
            .col(string("token"))
            .col(string("state"))
            .col(text("document"))
            .col(timestamp_with_time_zone_null("checked_at"))
            .col(string_null("check_fault"))
            .col(timestamp_with_time_zone_null("proved_at"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_trust_item", &["organisation_id"], false).await?;
    index(m, "hotline_trust_item", &["kind", "match_key"], false).await
}

async fn notice(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_notice")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("slug"))
            .col(string("title"))
            .col(text("title_search"))
            .col(string("title_en"))
            .col(text("summary"))
            .col(text("summary_en"))
            .col(text("body"))
            .col(text("body_en"))
            .col(text("signs"))
            .col(text("advice"))
            .col(text("indicators"))
            .col(string("source_name"))
            .col(string("source_url"))
            .col(string_null("scam_type"))
            .col(string("audience"))
            .col(string("state"))
            .col(uuid_null("campaign_id"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(string_null("published_by"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(text("withdraw_reason"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_notice", &["slug"], true).await?;
    index(m, "hotline_notice", &["state", "published_at"], false).await
}

async fn subscriber(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_subscriber")
            .col(uuid("id").primary_key())
            .col(string("address_tag"))
            .col(blob("address_sealed"))
            .col(string("token_tag"))
            .col(string("language"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("confirmed_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_subscriber", &["address_tag"], true).await?;
    index(m, "hotline_subscriber", &["token_tag"], true).await
}

async fn content(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_content")
            .col(uuid("id").primary_key())
            .col(string("number"))
            .col(string("kind"))
            .col(text("place"))
            .col(string("place_key"))
            .col(text("summary"))
            .col(text("folded"))
            .col(string("ground"))
            .col(string("article"))
            .col(string("competent"))
            .col(string("state"))
            .col(uuid_null("report_id"))
            .col(uuid_null("notice_id"))
            .col(timestamp_with_time_zone_null("due_at"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_content", &["number"], true).await?;
    index(m, "hotline_content", &["state"], false).await?;
    index(m, "hotline_content", &["place_key"], false).await
}

async fn content_step(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_content_step")
            .col(uuid("id").primary_key())
            .col(uuid("content_id"))
            .col(string("step"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("by_id"))
            .col(string("by_name"))
            .col(text("text"))
            .col(string("document_number"))
            .col(string("recipient_name"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_content_step", &["content_id"], false).await
}

async fn client(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_client")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string("key_id"))
            .col(string("public_key"))
            .col(uuid("desk_id"))
            .col(boolean("active"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_client", &["key_id"], true).await
}

async fn nonce(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_nonce")
            .col(uuid("id").primary_key())
            .col(uuid("client_id"))
            .col(string("nonce"))
            .col(timestamp_with_time_zone("at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_nonce", &["client_id", "nonce"], true).await?;
    index(m, "hotline_nonce", &["at"], false).await
}

async fn template(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_template")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string_null("kind"))
            .col(string("language"))
            .col(text("text"))
            .col(boolean("active"))
            .col(string("updated_by"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned(),
    )
    .await
}

async fn contact(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_contact")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string("name_en"))
            .col(string("purpose"))
            .col(string("value"))
            .col(string("scam_types"))
            .col(date_null("checked_on"))
            .col(string("source"))
            .col(integer("position"))
            .col(boolean("active"))
            .col(string("updated_by"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned(),
    )
    .await
}

async fn scam_type(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("hotline_scam_type")
            .col(uuid("id").primary_key())
            .col(string("code"))
            .col(string("name"))
            .col(string("name_en"))
            .col(text("advice"))
            .col(boolean("active"))
            .col(string("updated_by"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned(),
    )
    .await?;
    index(m, "hotline_scam_type", &["code"], true).await
}
