//! Tables of the hotline.

use coloa_platform::db::MigrationList;
use sea_orm_migration::prelude::*;

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![
        Box::new(Initial),
        Box::new(later::ContestErased),
        Box::new(later::Urgencies),
        Box::new(later::SettingVersions),
        Box::new(later::Origins),
        Box::new(later::JoiningHubs),
        Box::new(later::Waiting),
        Box::new(reason::Reasons),
        Box::new(review::NoticeReview),
        Box::new(warned_by::WarnedBy),
        Box::new(handed_in::HandedIn),
        Box::new(due::DueInbox),
        Box::new(added::AddedFiles),
        Box::new(reminded::ContestReminded),
    ]
}

/// Everything that the hotline stands on and this, for tests.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_incident::migration::Migrator::migrations();
        all.extend(coloa_indicator::migration::migrations());
        all.extend(migrations());
        all
    }
}

/// Tables in the order in which they are made.
const TABLES: &[&str] = &[
    "hotline_key",
    "hotline_counter",
    "hotline_desk",
    "hotline_report",
    "hotline_sealed",
    "hotline_classification",
    "hotline_transfer",
    "hotline_call",
    "hotline_message",
    "hotline_access",
    "hotline_reveal",
    "hotline_mention",
    "hotline_hub",
    "hotline_campaign",
    "hotline_campaign_report",
    "hotline_verdict",
    "hotline_contest",
    "hotline_trust_organisation",
    "hotline_trust_item",
    "hotline_notice",
    "hotline_subscriber",
    "hotline_content",
    "hotline_content_step",
    "hotline_client",
    "hotline_nonce",
    "hotline_template",
    "hotline_contact",
    "hotline_scam_type",
];

mod added;
mod due;
mod handed_in;
mod later;
mod public_tables;
mod reason;
mod reminded;
mod review;
mod tables;
mod warned_by;

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261129_000030_hotline"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        tables::create(m).await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            m.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}
