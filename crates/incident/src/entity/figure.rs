//! What periodic figures are summed from. The database keeps both ([`crate::migration`]); nothing here writes them.

use super::table;

table!(
    /// A case that counts: of no drill, no false alarm and not gone into another one.
    incident_figure, "incident_figure", {
    #[sea_orm(primary_key, auto_increment = false)] incident_id: Uuid,
    detected_at: ChronoDateTimeUtc,
    agency_id: Uuid, group_code: String, severity: String, system_level: i32,
    /// 1: its harm is over; it is closed.
    handled: i32, closed: i32,
    /// Whole minutes until the centre took it up since it was told, until the others since it was detected.
    acknowledge_minutes: Option<i64>, contain_minutes: Option<i64>, recover_minutes: Option<i64>,
    end_minutes: Option<i64>,
});
table!(
    /// Clocks of such cases that began on a day; PostgreSQL has a row for each.
    incident_clock_day, "incident_clock_day", {
    #[sea_orm(primary_key, auto_increment = false)] duty: String,
    /// Days since 01/01/1970, as they are in Việt Nam.
    #[sea_orm(primary_key, auto_increment = false)] day: i32,
    #[sea_orm(primary_key, auto_increment = false)] agency_id: Uuid,
    /// Met in time or without a term, met late, not met.
    met: i32, late: i32, open: i32,
});
