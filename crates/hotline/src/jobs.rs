//! What happens by itself: shift leaders are rung about urgent reports that nobody was phoned about (`ring`), whoever has a
//! report, or decides on an objection, hears of a term that comes near or is over, and what need not be remembered is
//! forgotten. Each may run twice: what was done is noted in the row.

mod ring;

pub use ring::{RING, RING_OUT, Ring, RingOuter};

use crate::{
    Hotline, HotlineError,
    classify::terms,
    entity::report,
    service::about,
    store::{self, Connection},
    verdict::contest,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_auth::{
    Access, Actor, AuthError, Role, action,
    people::{self, Person},
    recipients,
};
use coloa_base::{AgencyId, PersonId, clock::vn_date, web_path};
use coloa_platform::jobs::{Handler, JobError, JobRow};
use serde_json::json;
use std::{future::Future, pin::Pin};
use uuid::Uuid;

/// Kind of the job that tells of terms; every five minutes.
pub const REMIND: &str = "hotline.remind";
/// Kind of the job that forgets networks and used signatures; every hour.
pub const FORGET: &str = "hotline.forget";

/// Rows of one run.
const MOST: u64 = 200;
/// How long it is known from which network a report came. That it came from the same as others is known for longer
/// ([`crate::entity::report::Model::origin`]).
pub(crate) const NETWORKS_KEPT: Duration = Duration::days(2);
/// How long a used signature is known; those older than [`crate::client`] takes are refused by their age.
const NONCES_KEPT: Duration = Duration::days(1);
/// A term is near when this part of its time is left.
const NEAR: i32 = 10;

/// The page of a report.
#[must_use]
pub fn link(report: Uuid) -> String {
    format!("{}/{report}", web_path::HOTLINE)
}

/// Who leads the shift for a report.
pub async fn leads<C: Connection>(
    access: &Access,
    db: &C,
    row: &report::Model,
    today: NaiveDate,
) -> Result<Vec<Person>, AuthError> {
    leads_of(access, db, row.agency_id, today).await
}

/// Who leads the shift: of an agency or the nearest one above, else of the whole installation.
pub async fn leads_of<C: Connection>(
    access: &Access,
    db: &C,
    agency: Option<Uuid>,
    today: NaiveDate,
) -> Result<Vec<Person>, AuthError> {
    match agency {
        Some(agency) => {
            let near = recipients::nearest(db, access, Role::ShiftLead, &[AgencyId(agency)], today).await?;
            Ok(near.into_values().flatten().collect())
        }
        None => people::holders_everywhere(db, Role::ShiftLead, today).await,
    }
}

/// How far gone a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    Near,
    Over,
}

/// How near the end of a term is at `now`; `None`: there is time.
fn gone(
    received_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
    least: Duration,
) -> Option<Gone> {
    let lead = ((due_at - received_at) / NEAR).max(least);
    if now >= due_at {
        Some(Gone::Over)
    } else if now >= due_at - lead {
        Some(Gone::Near)
    } else {
        None
    }
}

/// Tells of terms that come near or are over, as a job.
pub struct Remind {
    hotline: Hotline,
}

impl Remind {
    /// Longest time before its end at which a term can be near.
    const AHEAD: Duration = Duration::days(30);

    #[must_use]
    pub const fn new(hotline: Hotline) -> Self {
        Self { hotline }
    }

    /// Tells, once for each term and stage: of reports, and of objections to warnings.
    pub async fn remind(&self) -> Result<(), HotlineError> {
        let reports = self.remind_of_reports().await;
        // What fails there keeps nobody from hearing of these.
        contest::remind(&self.hotline).await?;
        reports
    }

    async fn remind_of_reports(&self) -> Result<(), HotlineError> {
        let access = &self.hotline.access;
        let now = access.clock().now();
        let mut after = None;
        loop {
            let rows = store::transfer::due(access.db().reader(), now + Self::AHEAD, after, MOST).await?;
            for row in &rows {
                self.remind_of(row, now).await?;
            }
            after = rows.last().and_then(|r| Some((r.next_due_at?, r.id)));
            if rows.len() as u64 != MOST {
                return Ok(());
            }
        }
    }

    async fn remind_of(&self, row: &report::Model, now: DateTime<Utc>) -> Result<(), HotlineError> {
        let least = Duration::minutes(self.hotline.config.ring_after_minutes.into());
        let (Some(due_at), Some(term)) = (row.next_due_at, row.next_due_term.as_deref()) else {
            return Ok(());
        };
        let Some(gone) = gone(row.received_at, due_at, now, least) else {
            return Ok(());
        };
        let (stage, kind) = match gone {
            Gone::Near => ("near", "hotline.term_near"),
            Gone::Over => (store::transfer::OVER, "hotline.term_over"),
        };
        if row.reminded.as_deref() == Some(stage) {
            return Ok(());
        }
        let access = &self.hotline.access;
        let machine = Actor::job(REMIND);
        let change = access.begin(&machine, action::HOTLINE_HANDLE, about(row)).await?;
        if !store::transfer::set_reminded(change.tx(), row.id, stage).await? {
            return Ok(());
        }
        let mut people: Vec<PersonId> = row.assigned_to.map(PersonId).into_iter().collect();
        // What nobody has, or is over, is the shift leader's.
        if people.is_empty() || gone == Gone::Over {
            let leads = leads(access, change.tx(), row, vn_date(now)).await?;
            people.extend(recipients::ids(leads));
        }
        let params = json!({
            "number": row.number, "term": terms::text_of(term).unwrap_or(term), "due_at": due_at,
        });
        recipients::tell(&change, people, kind, &params, &link(row.id)).await?;
        change
            .commit(json!({ "what": "reminded", "term": term, "stage": stage }))
            .await?;
        Ok(())
    }
}

impl Handler for Remind {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.remind().await?) })
    }
}

/// Forgets from which network reports came, and which signatures were used, as a job.
pub struct Forget {
    hotline: Hotline,
}

impl Forget {
    #[must_use]
    pub const fn new(hotline: Hotline) -> Self {
        Self { hotline }
    }

    /// What is older than it need be.
    pub async fn forget(&self) -> Result<(), HotlineError> {
        let access = &self.hotline.access;
        let now = access.clock().now();
        let tx = access.db().begin().await?;
        let networks = store::transfer::forget_networks(&tx, now - NETWORKS_KEPT).await?;
        let nonces = store::settings::forget_nonces(&tx, now - NONCES_KEPT).await?;
        tx.commit().await?;
        tracing::debug!(networks, nonces, "forgotten");
        Ok(())
    }
}

impl Handler for Forget {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.forget().await?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_near_in_its_last_tenth_and_never_later_than_the_ring() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let least = Duration::minutes(15);
        let received = at("2026-11-25T03:00:00Z");
        // At once: an hour.
        let hour = at("2026-11-25T04:00:00Z");
        assert_eq!(gone(received, hour, at("2026-11-25T03:44:59Z"), least), None);
        assert_eq!(
            gone(received, hour, at("2026-11-25T03:45:00Z"), least),
            Some(Gone::Near)
        );
        assert_eq!(gone(received, hour, hour, least), Some(Gone::Over));
        // Twenty days.
        let days = at("2026-12-15T03:00:00Z");
        assert_eq!(gone(received, days, at("2026-12-12T03:00:00Z"), least), None);
        assert_eq!(
            gone(received, days, at("2026-12-13T03:00:00Z"), least),
            Some(Gone::Near)
        );
    }
}
