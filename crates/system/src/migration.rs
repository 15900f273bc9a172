//! Tables of information systems.

mod later;
mod words;

use coloa_platform::db::{
    MigrationList,
    columns::{added, dropped},
};
use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, date, date_null, integer, string, string_null, text, timestamp_with_time_zone, uuid,
        uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![
        Box::new(Initial),
        Box::new(Register),
        Box::new(later::National),
        Box::new(later::Notices),
        Box::new(later::Templates),
        Box::new(later::Computed),
        Box::new(words::AssetWords),
        Box::new(later::Proofs),
        Box::new(later::Retired),
    ]
}

/// Platform, auth, the directory and systems, for tests of this crate and of areas above it.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_agency::migration::Migrator::migrations();
        all.extend(migrations());
        all
    }
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261201_000010_system"
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
                .table("information_system")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("folded"))
                .col(uuid("agency_id"))
                .col(integer("level"))
                .col(boolean("priority"))
                .col(string_null("exempt"))
                .col(date_null("national_since"))
                .col(text("note"))
                .col(boolean("active"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("system_host")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(string("name"))
                .col(text("addresses"))
                .to_owned(),
        )
        .await?;
        for (name, table, column) in [
            (
                "ix_information_system_agency_id",
                "information_system",
                "agency_id",
            ),
            ("ix_information_system_folded", "information_system", "folded"),
            ("ix_system_host_system_id", "system_host", "system_id"),
        ] {
            m.create_index(Index::create().name(name).table(table).col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["system_host", "information_system"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

struct Register;

impl MigrationName for Register {
    fn name(&self) -> &'static str {
        "m20261210_000010_system_register"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Register {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            string("state").default("running").to_owned(),
            uuid_null("operator_id"),
            uuid_null("unit_id"),
            uuid_null("host_system_id"),
            string_null("sector"),
            string_null("hosting"),
            date_null("go_live"),
            integer("proposed_level").default(0).to_owned(),
            string("dossier").default("none").to_owned(),
            string_null("regime"),
            date_null("decided_on"),
            date_null("listed_since"),
            integer("layers").default(0).to_owned(),
            integer("live_layers").default(0).to_owned(),
        ];
        for column in columns {
            m.alter_table(added("information_system", column)).await?;
        }
        m.exec_stmt(
            Query::update()
                .table("information_system")
                .value("state", "ended")
                .and_where(Expr::col("active").eq(false))
                .to_owned(),
        )
        .await?;
        self.descriptions(m).await?;
        self.levels(m).await?;
        self.protection(m).await?;
        for (name, table, columns) in [
            (
                "ix_system_agency_folded",
                "information_system",
                &["agency_id", "folded"][..],
            ),
            (
                "ix_system_host_system",
                "information_system",
                &["host_system_id"][..],
            ),
            (
                "ix_system_asset_system",
                "system_asset",
                &["system_id", "kind", "folded"][..],
            ),
            ("ix_system_asset_kind", "system_asset", &["kind", "folded"][..]),
            ("ix_system_link_system", "system_link", &["system_id"][..]),
            ("ix_system_link_other", "system_link", &["other_id"][..]),
            (
                "ix_system_record_system",
                "system_record",
                &["system_id", "done_on"][..],
            ),
            ("ix_system_record_next", "system_record", &["next_on"][..]),
            (
                "ix_level_assessment_system",
                "level_assessment",
                &["system_id", "made_at"][..],
            ),
            (
                "ix_level_dossier_system",
                "level_dossier",
                &["system_id", "created_at"][..],
            ),
            (
                "ix_level_dossier_state",
                "level_dossier",
                &["state", "agency_id"][..],
            ),
            (
                "ix_dossier_step_dossier",
                "dossier_step",
                &["dossier_id", "at"][..],
            ),
            (
                "ix_dossier_document_dossier",
                "dossier_document",
                &["dossier_id"][..],
            ),
            (
                "ix_layer_evidence_system",
                "layer_evidence",
                &["system_id", "layer"][..],
            ),
            (
                "ix_system_weakness_system",
                "system_weakness",
                &["system_id", "found_on"][..],
            ),
            (
                "ix_system_weakness_open",
                "system_weakness",
                &["fixed_on", "due_on"][..],
            ),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            m.create_index(index.to_owned()).await?;
        }
        m.create_index(
            Index::create()
                .name("ux_control_answer_item")
                .table("control_answer")
                .col("system_id")
                .col("regime")
                .col("item")
                .unique()
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "system_weakness",
            "control_answer",
            "layer_evidence",
            "dossier_document",
            "dossier_step",
            "level_dossier",
            "level_assessment",
            "system_record",
            "system_link",
            "system_asset",
            "system_profile",
        ] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for index in ["ix_system_agency_folded", "ix_system_host_system"] {
            m.drop_index(Index::drop().name(index).table("information_system").to_owned())
                .await?;
        }
        for column in [
            "state",
            "operator_id",
            "unit_id",
            "host_system_id",
            "sector",
            "hosting",
            "go_live",
            "proposed_level",
            "dossier",
            "regime",
            "decided_on",
            "listed_since",
            "layers",
            "live_layers",
        ] {
            m.alter_table(dropped("information_system", column)).await?;
        }
        Ok(())
    }
}

impl Register {
    /// What a system is made of and what was done to it.
    async fn descriptions(&self, m: &SchemaManager<'_>) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("system_profile")
                .col(uuid("system_id").primary_key())
                .col(text("profile"))
                .col(text("facts"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("system_asset")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(string("kind"))
                .col(string("name"))
                .col(string("folded"))
                .col(string("vendor"))
                .col(string("version"))
                .col(string("identifier"))
                .col(string("place"))
                .col(string("purpose"))
                .col(string("origin"))
                .col(date_null("ends_on"))
                .col(boolean("donated"))
                .col(date_null("checked_on"))
                .col(string("checked_by"))
                .col(integer("version_no"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("system_link")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(uuid_null("other_id"))
                .col(string("other_name"))
                .col(string("direction"))
                .col(text("shared"))
                .col(text("conditions"))
                .col(date_null("agreed_on"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("system_record")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(string("kind"))
                .col(date("done_on"))
                .col(string("done_by"))
                .col(string("outcome"))
                .col(text("note"))
                .col(date_null("next_on"))
                .col(uuid_null("file_id"))
                .col(string("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await
    }

    /// Assessments and dossiers.
    async fn levels(&self, m: &SchemaManager<'_>) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("level_assessment")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(string("regime"))
                .col(date("on_day"))
                .col(integer("level"))
                .col(boolean("settled"))
                .col(text("codes"))
                .col(text("facts"))
                .col(string("made_by"))
                .col(timestamp_with_time_zone("made_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("level_dossier")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(uuid("agency_id"))
                .col(string("regime"))
                .col(integer("level"))
                .col(string("reason"))
                .col(string("state"))
                .col(uuid_null("assessment_id"))
                .col(uuid_null("appraiser_id"))
                .col(string("appraiser_name"))
                .col(date_null("sent_on"))
                .col(date_null("reply_due"))
                .col(date_null("complete_on"))
                .col(date_null("appraise_due"))
                .col(date_null("appraised_on"))
                .col(text("appraisal"))
                .col(date_null("approve_due"))
                .col(date_null("approved_on"))
                .col(string("decision_number"))
                .col(string("decision_by"))
                .col(uuid_null("decision_file"))
                .col(text("note"))
                .col(string("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("dossier_step")
                .col(uuid("id").primary_key())
                .col(uuid("dossier_id"))
                .col(timestamp_with_time_zone("at"))
                .col(string("step"))
                .col(string("by_name"))
                .col(text("note"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("dossier_document")
                .col(uuid("id").primary_key())
                .col(uuid("dossier_id"))
                .col(string("code"))
                .col(uuid("file_id"))
                .col(string("filed_by"))
                .col(timestamp_with_time_zone("filed_at"))
                .to_owned(),
        )
        .await
    }

    /// Layers, controls and weaknesses.
    async fn protection(&self, m: &SchemaManager<'_>) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("layer_evidence")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(integer("layer"))
                .col(string("provider"))
                .col(string("folded_provider"))
                .col(text("note"))
                .col(date("since"))
                .col(date_null("until"))
                .col(uuid_null("file_id"))
                .col(string("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("control_answer")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(string("regime"))
                .col(string("item"))
                .col(integer("level"))
                .col(string("answer"))
                .col(text("note"))
                .col(date_null("holds_until"))
                .col(string("owner"))
                .col(date_null("due_on"))
                .col(boolean("common"))
                .col(string("answered_by"))
                .col(timestamp_with_time_zone("answered_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("system_weakness")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(uuid("agency_id"))
                .col(string("title"))
                .col(string("folded"))
                .col(string("identifier"))
                .col(string("source"))
                .col(string("severity"))
                .col(date("found_on"))
                .col(date_null("due_on"))
                .col(date_null("reviewed_on"))
                .col(date_null("fixed_on"))
                .col(text("proof"))
                .col(text("note"))
                .col(integer("version"))
                .to_owned(),
        )
        .await
    }
}
