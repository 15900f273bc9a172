//! The hotline of the sample province: desks and whom citizens may turn to, what citizens reported in the last three days and
//! how far each report is, a campaign with its warning, what everybody can read. Reports come in by the door that citizens
//! use, and people of the sample do the rest through the services, so that no rule is passed by. Everything is invented:
//! people, numbers, accounts; sites that are no agency's stand below `.example`.
//!
//! Rooms: `settings` what an installation sets · `reports` what came in · `stories` their words · `steps` what is done to
//! one · `public` what everybody reads, and who objects.

mod public;
mod reports;
mod settings;
mod steps;
mod stories;

use crate::App;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use coloa_auth::Actor;
use coloa_base::{AgencyId, clock::vn_date};
use coloa_hotline::{Hotline, HotlineError};

/// Who acts in the sample.
#[derive(Clone)]
pub struct Cast {
    /// Takes reports in.
    pub intake: Actor,
    /// Leads the shift, and decides on objections.
    pub lead: Actor,
    /// Verifies what the public is warned of: another one, so that the lead may decide.
    pub verifier: Actor,
    /// Sets the hotline up, publishes, keeps the trust register.
    pub coordinator: Actor,
    /// Asks to see who reported something; another one has to agree.
    pub revealer: Actor,
}

/// Agencies that the sample needs.
struct Places {
    committee: AgencyId,
    service_centre: AgencyId,
    police: AgencyId,
    centre: AgencyId,
    health: AgencyId,
    power: AgencyId,
    /// With a desk of its own: two wards and a commune.
    old_town: AgencyId,
    well: AgencyId,
    plain: AgencyId,
    /// Without one: what comes from there lands at the centre.
    snail: AgencyId,
}

impl Places {
    fn find(agency: impl Fn(&str) -> Option<AgencyId>) -> Option<Self> {
        Some(Self {
            committee: agency("UBND")?,
            service_centre: agency("TTPVHCC")?,
            police: agency("CAT")?,
            centre: agency("TTANM")?,
            health: agency("SYT")?,
            power: agency("DLLS")?,
            old_town: agency("P01")?,
            well: agency("P02")?,
            plain: agency("X01")?,
            snail: agency("X05")?,
        })
    }
}

/// What every room needs.
struct Seed<'a> {
    app: &'a App,
    hotline: &'a Hotline,
    cast: &'a Cast,
    places: Places,
    now: DateTime<Utc>,
}

impl Seed<'_> {
    fn ago(&self, minutes: i64) -> DateTime<Utc> {
        self.now - TimeDelta::minutes(minutes)
    }

    /// The day of that moment in Viet Nam.
    fn day(&self, minutes: i64) -> NaiveDate {
        vn_date(self.ago(minutes))
    }
}

/// Writes the hotline of the sample. `agency` finds an agency by its key.
pub async fn seed(
    app: &App,
    cast: &Cast,
    agency: impl Fn(&str) -> Option<AgencyId>,
) -> Result<(), HotlineError> {
    let Some(places) = Places::find(agency) else {
        return Ok(());
    };
    let (app, cast) = (app.clone(), cast.clone());
    // A task of its own begins with an empty stack: the policy wants room to be evaluated in.
    let written = tokio::spawn(async move { write(&app, &cast, places).await });
    written
        .await
        .unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()))
}

async fn write(app: &App, cast: &Cast, places: Places) -> Result<(), HotlineError> {
    let seed = Seed {
        app,
        hotline: &app.hotline,
        cast,
        places,
        now: app.clock.now(),
    };
    let desks = Box::pin(seed.settings()).await?;
    Box::pin(seed.trust()).await?;
    let reported = Box::pin(seed.reports(&desks)).await?;
    Box::pin(seed.false_news(reported.false_news)).await?;
    Box::pin(seed.notices()).await?;
    let account = Box::pin(seed.campaign(&reported.campaign)).await?;
    Box::pin(seed.objection(account)).await
}
