//! What cases learned after their first form.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, string_null, timestamp_with_time_zone_null, uuid_null},
};

/// Whose internal lines are whose; whom the law means where owner and operator are one, or the system is of defence.
pub(super) struct Sides;

impl MigrationName for Sides {
    fn name(&self) -> &'static str {
        "m20261221_000040_incident_sides"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sides {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, mut column) in [
            ("incident_entry", uuid_null("agency_id").take()),
            ("incident", string_null("system_exempt").take()),
            ("incident", boolean("self_operated").default(true).take()),
            (
                "incident",
                timestamp_with_time_zone_null("capacity_known_at").take(),
            ),
        ] {
            m.alter_table(Table::alter().table(table).add_column(&mut column).to_owned())
                .await?;
        }
        Ok(())
    }
}
