//! What this area asks of agencies before a record names one: whether it exists on the day.

use chrono::NaiveDate;
use coloa_agency::{AgencyError, Directory};
use coloa_base::AgencyId;
use coloa_platform::Db;

/// Why an agency takes no new record on a day; `None`: it does.
pub(crate) fn refuses(directory: &Directory, agency: AgencyId, on: NaiveDate) -> Option<&'static str> {
    if directory.alive(agency, on) {
        None
    } else if directory.get(agency).is_some() {
        Some("agency_closed")
    } else {
        Some("agency_unknown")
    }
}

/// [`refuses`] for one agency, the directory read for it.
pub(crate) async fn refused(
    db: &Db,
    agency: AgencyId,
    on: NaiveDate,
) -> Result<Option<&'static str>, AgencyError> {
    Ok(refuses(&coloa_agency::load(db).await?, agency, on))
}
