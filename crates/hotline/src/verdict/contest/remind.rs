//! Whoever decides on objections hears when the days of one come near their end, and when they are over: once for each, in one
//! line of all that are so far gone at the same time, so that a flood of them buries nothing else.

use super::{deciders, term};
use crate::{
    Hotline, HotlineError,
    entity::{contest, verdict},
    jobs,
    store::{self, transfer::OVER},
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use coloa_auth::{Actor, Resource, action, recipients};
use coloa_base::{PersonId, clock::vn_date, web_path};
use coloa_law::WorkCalendar;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows of one round.
const BATCH: u64 = 200;
/// Longest time before its end at which an objection can be near it: as many working days as can be set, with the days off
/// among them.
const AHEAD: TimeDelta = TimeDelta::days(30);

/// How far gone the days of an objection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Near,
    Over,
}

impl Stage {
    /// As it is noted.
    const fn word(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Over => OVER,
        }
    }
    /// The notification.
    const fn kind(self) -> &'static str {
        match self {
            Self::Near => "hotline.contest_near",
            Self::Over => "hotline.contest_over",
        }
    }
}

/// When so many working days are left, at the same hour as the end; `None`: nobody is told before the end.
fn near_at(due_at: DateTime<Utc>, working_days: u32) -> Option<DateTime<Utc>> {
    let back = i32::try_from(working_days).ok().filter(|days| *days > 0)?;
    let day = vn_date(due_at);
    let near = match WorkCalendar::current().add_working_days(day, -back) {
        Ok(near) => near,
        // Where no days off are known any more, all count.
        Err(_) => day.checked_sub_days(Days::new(working_days.into()))?,
    };
    Some(due_at - (day - near))
}

/// How far gone an objection is at `now`; `None`: there is time.
fn stage(
    received_at: DateTime<Utc>,
    term: TimeDelta,
    working_days: u32,
    now: DateTime<Utc>,
) -> Option<Stage> {
    let due_at = received_at + term;
    if now >= due_at {
        return Some(Stage::Over);
    }
    // Where so little time is set that it is near at once, it was told when it came.
    let near = near_at(due_at, working_days).filter(|near| *near > received_at)?;
    (now >= near).then_some(Stage::Near)
}

/// Reminds of all that wait. May run at any time and any number of times: what was told is noted with it.
pub(crate) async fn remind(hotline: &Hotline) -> Result<(), HotlineError> {
    let (db, now) = (hotline.access.db().reader(), hotline.access.clock().now());
    let (span, working_days) = (term(hotline), hotline.config.contest_near_days);
    let until = now - span + AHEAD;
    let mut after = None;
    loop {
        let rows = store::verdict::contests_waiting(db, until, after, BATCH).await?;
        after = rows.last().map(|row| (row.received_at, row.id));
        let is_last = rows.len() as u64 != BATCH;
        let due: Vec<(Stage, contest::Model)> = rows
            .into_iter()
            .filter_map(|row| Some((stage(row.received_at, span, working_days, now)?, row)))
            .filter(|(stage, row)| row.reminded.as_deref() != Some(stage.word()))
            .collect();
        tell_of(hotline, due).await?;
        if is_last {
            return Ok(());
        }
    }
}

async fn tell_of(hotline: &Hotline, due: Vec<(Stage, contest::Model)>) -> Result<(), HotlineError> {
    if due.is_empty() {
        return Ok(());
    }
    let all = Resource::installation("hotline_contest", "all");
    let able = hotline.who_may(action::HOTLINE_VERIFY, &all).await?;
    if able.is_empty() {
        // Nothing is noted, so that the first who may is told.
        tracing::error!(
            number = due.len(),
            "objections wait, and nobody may decide on them"
        );
        return Ok(());
    }
    let ids: Vec<Uuid> = due.iter().map(|(_, row)| row.verdict_id).collect();
    let warnings = store::verdict::of_ids(hotline.access.db().reader(), &ids).await?;
    let warnings: BTreeMap<Uuid, verdict::Model> = warnings.into_iter().map(|v| (v.id, v)).collect();
    let mut together: BTreeMap<(Stage, Vec<PersonId>), Vec<Uuid>> = BTreeMap::new();
    for (stage, row) in due {
        let people = deciders(&able, warnings.get(&row.verdict_id));
        together.entry((stage, people)).or_default().push(row.id);
    }
    for ((stage, people), ids) in together {
        let machine = Actor::job(jobs::REMIND);
        let change = hotline
            .access
            .begin(&machine, action::HOTLINE_VERIFY, all.clone())
            .await?;
        let mut noted = Vec::new();
        for id in ids {
            if store::verdict::set_contest_reminded(change.tx(), id, stage.word()).await? {
                noted.push(id);
            }
        }
        if noted.is_empty() {
            continue;
        }
        let params = json!({ "number": noted.len() });
        let link = web_path::HOTLINE_CONTESTS;
        recipients::tell(&change, people, stage.kind(), &params, link).await?;
        change
            .commit(json!({ "step": "reminded", "stage": stage.word(), "objections": noted }))
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERM: TimeDelta = TimeDelta::days(10);

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn days_off_do_not_count_among_those_that_are_left() {
        // Saturday and Monday: the Friday before; Friday: the Thursday.
        for (due, near) in [
            ("2026-12-05T05:00:00Z", "2026-12-04T05:00:00Z"),
            ("2026-12-07T05:00:00Z", "2026-12-04T05:00:00Z"),
            ("2026-12-04T05:00:00Z", "2026-12-03T05:00:00Z"),
        ] {
            assert_eq!(near_at(at(due), 1), Some(at(near)), "{due}");
        }
        assert_eq!(
            near_at(at("2026-12-07T05:00:00Z"), 3),
            Some(at("2026-12-02T05:00:00Z"))
        );
        // In Viet Nam it is Monday already.
        assert_eq!(
            near_at(at("2026-12-06T18:00:00Z"), 1),
            Some(at("2026-12-03T18:00:00Z"))
        );
        assert_eq!(near_at(at("2026-12-07T05:00:00Z"), 0), None);
        // Beyond all days off that are known.
        assert_eq!(
            near_at(at("2199-12-10T05:00:00Z"), 2),
            Some(at("2199-12-08T05:00:00Z"))
        );
    }

    #[test]
    fn an_objection_is_near_its_end_and_then_over() {
        let received = at("2026-11-25T05:00:00Z");
        let of = |now: &str| stage(received, TERM, 1, at(now));
        assert_eq!(of("2026-12-04T04:59:59Z"), None);
        assert_eq!(of("2026-12-04T05:00:00Z"), Some(Stage::Near));
        assert_eq!(of("2026-12-05T04:59:59Z"), Some(Stage::Near));
        assert_eq!(of("2026-12-05T05:00:00Z"), Some(Stage::Over));
        let before = at("2026-12-04T05:00:00Z");
        assert_eq!(stage(received, TERM, 0, before), None);
        // A day in all, of which one may not be left: it is told when it comes, and when it is over.
        let day = TimeDelta::days(1);
        assert_eq!(stage(received, day, 1, received), None);
        assert_eq!(stage(received, day, 1, received + day), Some(Stage::Over));
    }
}
