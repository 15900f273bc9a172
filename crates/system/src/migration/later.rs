//! What the register learned after its first form: the list of systems important to national security, notices,
//! templates of forms, computed answers, days of steps and files of answers, the day on which a system ended.

use coloa_platform::db::columns::{added, dropped};
use sea_orm_migration::{
    prelude::*,
    schema::{date, date_null, integer, string, text, timestamp_with_time_zone, uuid, uuid_null},
};

/// Requests for the list of systems important to national security, and the yearly sweep.
pub(super) struct National;

impl MigrationName for National {
    fn name(&self) -> &'static str {
        "m20261220_000010_system_national"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for National {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("national_request")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(uuid("agency_id"))
                .col(string("state"))
                .col(string("codes"))
                .col(text("note"))
                .col(date("requested_on"))
                .col(date_null("decided_on"))
                .col(string("number"))
                .col(string("decided_by"))
                .col(text("decision_note"))
                .col(uuid_null("decision_file"))
                .col(string("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        for column in ["system_id", "agency_id"] {
            m.create_index(
                Index::create()
                    .name(format!("ix_national_request_{column}"))
                    .table("national_request")
                    .col(column)
                    .to_owned(),
            )
            .await?;
        }
        m.create_table(
            Table::create()
                .table("national_document")
                .col(uuid("id").primary_key())
                .col(uuid("request_id"))
                .col(string("name"))
                .col(uuid("file_id"))
                .col(string("filed_by"))
                .col(timestamp_with_time_zone("filed_at"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_national_document_request_id")
                .table("national_document")
                .col("request_id")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("national_review")
                .col(uuid("system_id"))
                .col(integer("year"))
                .col(text("why"))
                .col(string("by_name"))
                .col(timestamp_with_time_zone("at"))
                .primary_key(Index::create().col("system_id").col("year"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["national_review", "national_document", "national_request"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Who was told of which day.
pub(super) struct Notices;

impl MigrationName for Notices {
    fn name(&self) -> &'static str {
        "m20261220_000030_system_notice"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Notices {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("system_notice")
                .col(uuid("person_id"))
                .col(uuid("object_id"))
                .col(string("kind"))
                .col(date("due_on"))
                .col(string("moment"))
                .col(timestamp_with_time_zone("sent_at"))
                .primary_key(
                    Index::create()
                        .col("person_id")
                        .col("object_id")
                        .col("kind")
                        .col("due_on")
                        .col("moment"),
                )
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["system_notice"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Forms of the installation in the place of ours.
pub(super) struct Templates;

impl MigrationName for Templates {
    fn name(&self) -> &'static str {
        "m20261220_000040_form_template"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Templates {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("form_template")
                .col(string("code").primary_key())
                .col(string("file_name"))
                .col(uuid("file_id"))
                .col(string("uploaded_by"))
                .col(timestamp_with_time_zone("uploaded_at"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["form_template"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Requirements that the product answers by what it sees.
pub(super) struct Computed;

impl MigrationName for Computed {
    fn name(&self) -> &'static str {
        "m20261220_000050_control_computed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Computed {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("control_computed")
                .col(uuid("system_id"))
                .col(string("regime"))
                .col(string("item"))
                .col(string("kind"))
                .col(string("answer"))
                .col(text("figures"))
                .col(timestamp_with_time_zone("at"))
                .primary_key(Index::create().col("system_id").col("regime").col("item"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["control_computed"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// The day that a step of a dossier bears, and the file that proves an answer.
pub(super) struct Proofs;

impl MigrationName for Proofs {
    fn name(&self) -> &'static str {
        "m20261221_000020_system_proofs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Proofs {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added("dossier_step", date_null("on_day"))).await?;
        m.alter_table(added("control_answer", uuid_null("file_id"))).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("dossier_step", "on_day"), ("control_answer", "file_id")] {
            m.alter_table(dropped(table, column)).await?;
        }
        Ok(())
    }
}

/// The day from which a system is no more in use. Of those that ended before it was kept, nobody knows.
pub(super) struct Retired;

impl MigrationName for Retired {
    fn name(&self) -> &'static str {
        "m20261222_000010_system_retired"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Retired {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added("information_system", date_null("retired_on")))
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(dropped("information_system", "retired_on")).await
    }
}
