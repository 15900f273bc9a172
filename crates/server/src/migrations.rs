//! The migrations of all areas, in the order of their dependencies.

use coloa_platform::db::MigrationList;
use sea_orm_migration::MigratorTrait;

/// Every table of the product.
#[derive(Debug)]
pub struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> MigrationList {
        let mut all = coloa_platform::migration::migrations();
        all.extend(coloa_auth::migration::migrations());
        all.extend(coloa_agency::migration::migrations());
        all.extend(coloa_document::migration::migrations());
        all.extend(coloa_plan::migration::migrations());
        all.extend(coloa_report::migration::migrations());
        all.extend(coloa_system::migration::migrations());
        all.extend(coloa_source::migration::migrations());
        all.extend(coloa_alert::migration::migrations());
        all.extend(coloa_incident::migration::migrations());
        all.extend(coloa_rule::migration::migrations());
        all.extend(coloa_indicator::migration::migrations());
        all.extend(coloa_hotline::migration::migrations());
        all.extend(coloa_search::migration::migrations());
        all.extend(coloa_pipeline::migration::migrations());
        all
    }
}
