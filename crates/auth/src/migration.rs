//! Tables of people, permissions, sessions and audit.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary_null, boolean, date, date_null, integer, json, string,
        string_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial), Box::new(Notifications)]
}

/// Platform and auth, for tests of this crate and of crates below records.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_platform::migration::migrations();
        all.extend(migrations());
        all
    }
}

struct Initial;
impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261122_000002_auth"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        people(m).await?;
        sessions(m).await?;
        audit(m).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "audit_head",
            "audit_entry",
            "agency_scope",
            "sign_in_failure",
            "web_session",
            "invitation",
            "role_grant",
            "post",
            "person",
        ] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

struct Notifications;
impl MigrationName for Notifications {
    fn name(&self) -> &'static str {
        "m20261122_000003_notification"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Notifications {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("notification")
                // UUID v7: newest first is the order of the key.
                .col(uuid("id").primary_key())
                .col(uuid("person_id"))
                .col(string("kind"))
                .col(json("params"))
                .col(string_null("link"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("read_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("notification", "person_id")
                        .to("person", "id"),
                )
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_notification_person")
                .table("notification")
                .col("person_id")
                .col("read_at")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("notification").to_owned()).await
    }
}

async fn people(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("person")
            .col(uuid("id").primary_key())
            .col(string("user_name").unique_key())
            .col(string("full_name"))
            .col(string("sort_key"))
            .col(string("folded"))
            .col(string_null("email"))
            .col(string_null("phone"))
            .col(string_null("password_hash"))
            // Sealed under the master key, which is not in this database.
            .col(binary_null("totp_secret"))
            .col(boolean("totp_confirmed"))
            // The last accepted time step: a code works once.
            .col(big_integer_null("totp_step"))
            .col(string("language"))
            .col(string("state"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("signed_in_at"))
            .col(integer("version"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_person_sort")
            .table("person")
            .col("sort_key")
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("post")
            .col(uuid("id").primary_key())
            .col(uuid("person_id"))
            .col(uuid("agency_id"))
            .col(string("title"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .foreign_key(ForeignKey::create().from("post", "person_id").to("person", "id"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_post_person")
            .table("post")
            .col("person_id")
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_post_agency")
            .table("post")
            .col("agency_id")
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("role_grant")
            .col(uuid("id").primary_key())
            .col(uuid("person_id"))
            .col(string("role"))
            .col(uuid_null("agency_id"))
            .col(string_null("area"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .col(uuid_null("granted_by"))
            .foreign_key(
                ForeignKey::create()
                    .from("role_grant", "person_id")
                    .to("person", "id"),
            )
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_role_grant_person")
            .table("role_grant")
            .col("person_id")
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("invitation")
            .col(string("token_hash").primary_key())
            .col(uuid("person_id"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("invitation", "person_id")
                    .to("person", "id"),
            )
            .to_owned(),
    )
    .await
}

async fn sessions(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("web_session")
            // SHA-256 of the cookie: reading the database gives nobody a session.
            .col(string("id_hash").primary_key())
            .col(uuid_null("person_id"))
            .col(text("data"))
            .col(timestamp_with_time_zone("expires_at"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_web_session_person")
            .table("web_session")
            .col("person_id")
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_web_session_expiry")
            .table("web_session")
            .col("expires_at")
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("sign_in_failure")
            // `user:<name>` or `address:<ip>`.
            .col(string("subject").primary_key())
            .col(integer("failures"))
            .col(timestamp_with_time_zone("last_at"))
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("agency_scope")
            .col(uuid("agency_id"))
            .col(uuid("ancestor_id"))
            .primary_key(Index::create().col("agency_id").col("ancestor_id"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_agency_scope_ancestor")
            .table("agency_scope")
            .col("ancestor_id")
            .to_owned(),
    )
    .await
}

async fn audit(m: &SchemaManager<'_>) -> Result<(), DbErr> {
    m.create_table(
        Table::create()
            .table("audit_entry")
            .col(big_integer("seq").primary_key())
            .col(timestamp_with_time_zone("at"))
            .col(string("actor_kind"))
            .col(uuid_null("actor_id"))
            .col(string("actor_name"))
            .col(string("action"))
            .col(string("object_kind"))
            .col(string("object_id"))
            .col(uuid_null("agency_id"))
            .col(text("detail"))
            .col(string_null("request_id"))
            .col(string("hash"))
            .to_owned(),
    )
    .await?;
    m.create_index(
        Index::create()
            .name("ix_audit_object")
            .table("audit_entry")
            .col("object_kind")
            .col("object_id")
            .to_owned(),
    )
    .await?;
    m.create_table(
        Table::create()
            .table("audit_head")
            .col(integer("id").primary_key())
            .col(big_integer("seq"))
            .col(string("hash"))
            .to_owned(),
    )
    .await?;
    // The row is there from the start: concurrent first entries wait for its lock instead of racing to insert it.
    m.exec_stmt(
        Query::insert()
            .into_table("audit_head")
            .columns(["id", "seq", "hash"])
            .values_panic([1.into(), 0_i64.into(), crate::audit::GENESIS.into()])
            .to_owned(),
    )
    .await
}
