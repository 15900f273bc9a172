//! Tables of the directory.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, date, date_null, integer, integer_null, string, string_null, text, text_null,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

/// Platform, auth and the directory, for tests of this crate and of areas above it.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_auth::migration::Migrator::migrations();
        all.extend(migrations());
        all
    }
}

struct Initial;
impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261122_000010_agency"
    }
}

const TABLES: [&str; 13] = [
    "directory_revision",
    "directory_term",
    "agency_alias",
    "agency_group",
    "reorganisation_link",
    "reorganisation",
    "agency_certificate",
    "agency_contact",
    "agency_role",
    "agency_parent",
    "agency_code",
    "agency_name",
    "agency",
];

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        facts(m).await?;
        people(m).await?;
        reorganisations(m).await?;
        naming(m).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn to_agency(table: &'static str, column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to("agency", "id")
        .to_owned()
}

async fn index(
    m: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    m.create_index(Index::create().name(name).table(table).col(column).to_owned())
        .await
}

async fn facts(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("agency")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("level"))
            .col(date_null("founded"))
            .col(date_null("closed"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("agency_name")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(string("full_name"))
            .col(string_null("abbreviation"))
            .col(string_null("symbol"))
            .col(string_null("basis"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .foreign_key(&mut to_agency("agency_name", "agency_id"))
            .to_owned(),
    )
    .await?;
    index(m, "ix_agency_name_agency", "agency_name", "agency_id").await?;
    m.create_table(
        Table::create()
            .table("agency_code")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(string("system"))
            .col(string("code"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .foreign_key(&mut to_agency("agency_code", "agency_id"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ux_agency_code")
            .table("agency_code")
            .col("system")
            .col("code")
            .col("valid_from")
            .unique()
            .to_owned(),
    )
    .await?;
    index(m, "ix_agency_code_agency", "agency_code", "agency_id").await?;
    m.create_table(
        Table::create()
            .table("agency_parent")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid("parent_id"))
            .col(string("tree"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .foreign_key(&mut to_agency("agency_parent", "agency_id"))
            .foreign_key(&mut to_agency("agency_parent", "parent_id"))
            .to_owned(),
    )
    .await?;
    index(m, "ix_agency_parent_agency", "agency_parent", "agency_id").await?;
    index(m, "ix_agency_parent_parent", "agency_parent", "parent_id").await?;
    m.create_table(
        Table::create()
            .table("agency_role")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(string("role"))
            .col(string_null("function"))
            .col(string_null("basis"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .foreign_key(&mut to_agency("agency_role", "agency_id"))
            .to_owned(),
    )
    .await?;
    index(m, "ix_agency_role_agency", "agency_role", "agency_id").await
}

async fn people(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("agency_contact")
            .col(uuid("agency_id").primary_key())
            .col(string_null("focal_unit"))
            .col(string_null("focal_person"))
            .col(string_null("phone"))
            .col(string_null("email"))
            .col(string_null("head_name"))
            .col(string_null("head_title"))
            .col(integer_null("specialists_full_time"))
            .col(integer_null("specialists_part_time"))
            .col(integer("version"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut to_agency("agency_contact", "agency_id"))
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("agency_certificate")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid_null("person_id"))
            .col(string("person_name"))
            .col(string("name"))
            .col(string("issuer"))
            .col(string_null("number"))
            .col(date_null("issued"))
            .col(date_null("valid_to"))
            .foreign_key(&mut to_agency("agency_certificate", "agency_id"))
            .to_owned(),
    )
    .await?;
    index(
        m,
        "ix_agency_certificate_agency",
        "agency_certificate",
        "agency_id",
    )
    .await
}

async fn reorganisations(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("reorganisation")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("title"))
            .col(date("effective"))
            .col(string_null("basis"))
            .col(text_null("note"))
            .col(uuid_null("file_id"))
            .col(string("stage"))
            .col(text("draft"))
            .col(string("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(string_null("reviewed_by"))
            .col(timestamp_with_time_zone_null("reviewed_at"))
            .col(timestamp_with_time_zone_null("applied_at"))
            .col(text_null("failure"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_reorganisation_stage")
            .table("reorganisation")
            .col("stage")
            .col("effective")
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("reorganisation_link")
            .col(uuid("id").primary_key())
            .col(uuid("reorganisation_id"))
            .col(string("kind"))
            .col(uuid("from_id"))
            .col(uuid_null("to_id"))
            .col(string_null("function"))
            .col(integer_null("percent"))
            .col(date("effective"))
            .foreign_key(
                ForeignKey::create()
                    .from("reorganisation_link", "reorganisation_id")
                    .to("reorganisation", "id"),
            )
            .foreign_key(&mut to_agency("reorganisation_link", "from_id"))
            .foreign_key(&mut to_agency("reorganisation_link", "to_id"))
            .to_owned(),
    )
    .await?;
    index(
        m,
        "ix_reorganisation_link",
        "reorganisation_link",
        "reorganisation_id",
    )
    .await
}

async fn naming(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("agency_group")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string("key").unique_key())
            .col(text_null("note"))
            .col(text("rules"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("agency_alias")
            .col(uuid("id").primary_key())
            .col(string("text"))
            // Folded: how it is found.
            .col(string("key"))
            .col(text("meaning"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .col(string("taught_by"))
            .col(timestamp_with_time_zone("taught_at"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ux_agency_alias")
            .table("agency_alias")
            .col("key")
            .col("valid_from")
            .unique()
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("directory_term")
            .col(string("vocabulary"))
            .col(string("code"))
            .col(string("vi"))
            .col(string("en"))
            .col(integer("position"))
            .primary_key(Index::create().col("vocabulary").col("code"))
            .to_owned(),
    )
    .await?;
    // One row: raised by every change, so that readers know when what they keep in memory is old; its lock
    // also puts changes of the directory one after the other.
    m.create_table(
        Table::create()
            .table("directory_revision")
            .col(integer("id").primary_key())
            .col(big_integer("revision"))
            .to_owned(),
    )
    .await?;
    m.exec_stmt(
        Query::insert()
            .into_table("directory_revision")
            .columns(["id", "revision"])
            .values_panic([1.into(), 1_i64.into()])
            .to_owned(),
    )
    .await
}
