//! Who owes what to whom and by when: pure. Duties and terms are rows of the law of the day of detection; what is
//! "at once" in minutes is the installation's own measure, since the law gives none.

use crate::{
    entity::case::incident_clock::Model as Clock,
    model::{Facts, Origin},
};
use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use coloa_base::clock::{VN_OFFSET, vn_date};
use coloa_law::{
    LawBook,
    book::Row,
    incident::{Circumstance, Duty, IncidentFacts, Term},
};
use coloa_platform::incident_config::IncidentConfig;

/// What the law leaves to whoever applies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The least degree of the list of severities that counts as serious: the decrees of 2026 do not define the word.
    pub serious_from: String,
    /// How long "at once" is.
    pub at_once: Duration,
    /// How long "promptly" is; `None`: no term is shown.
    pub promptly: Option<Duration>,
    /// How long before a term reminders go out, the longest first.
    pub remind: Vec<Duration>,
    /// How near a term is that is shown as due soon.
    pub soon: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&IncidentConfig::default())
    }
}

impl Settings {
    /// As the configuration says.
    #[must_use]
    pub fn of(config: &IncidentConfig) -> Self {
        let mut remind: Vec<Duration> = config
            .remind_hours
            .iter()
            .map(|hours| Duration::hours((*hours).into()))
            .collect();
        remind.sort_unstable_by(|a, b| b.cmp(a));
        remind.dedup();
        Self {
            serious_from: config.serious_from.clone(),
            at_once: Duration::minutes(config.at_once_minutes.into()),
            promptly: (config.promptly_hours > 0).then(|| Duration::hours(config.promptly_hours.into())),
            remind,
            soon: Duration::hours(config.due_soon_hours.into()),
        }
    }
}

/// All of a case that its clocks hang on.
#[derive(Clone, Debug)]
pub struct Situation {
    pub origin: Origin,
    /// 0: not determined.
    pub level: i32,
    /// On the list of systems important to national security.
    pub listed: bool,
    /// A system of the military, of defence or of ciphers.
    pub exempt: bool,
    /// The owner of the system runs it.
    pub self_operated: bool,
    pub serious: bool,
    pub personal_data: bool,
    pub facts: Facts,
    pub detected_at: DateTime<Utc>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub data_known_at: Option<DateTime<Utc>>,
    /// When it was known that those on the spot do not control it.
    pub capacity_known_at: Option<DateTime<Utc>>,
    pub reported_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Something was told before the response was over.
    pub told_before_end: bool,
}

/// A duty to one recipient.
#[derive(Clone, Debug)]
pub struct Owed<'a> {
    pub duty: &'a Row<Duty>,
    pub to: &'a str,
    pub starts_at: DateTime<Utc>,
    /// `None`: the law names no number.
    pub due_at: Option<DateTime<Utc>>,
}

/// What has to be done to the clocks of a case.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    Start(Owed<'a>),
    /// The clock at this place among those that stand, with its new term.
    Move(usize, Owed<'a>),
    /// It applies again.
    Revive(usize, Owed<'a>),
    /// It does not apply any more.
    Void(usize),
}

coloa_base::words! {
    /// How a clock stands.
    pub enum ClockState {
        /// No term, and not met.
        Open = "open",
        Running = "running",
        DueSoon = "due_soon",
        Overdue = "overdue",
        Met = "met",
        MetLate = "met_late",
        Void = "void",
    }
}

/// Whether an incident counts as serious: a person's word, else its degree, else the test of the law. Where it cannot be
/// told it counts by its degree alone.
#[must_use]
pub fn serious(
    book: &LawBook,
    settings: &Settings,
    (severity, confirmed): (&str, Option<bool>),
    facts: &IncidentFacts,
    day: NaiveDate,
) -> bool {
    if let Some(word) = confirmed {
        return word;
    }
    let place = |code: &str| {
        book.incident_groups("severity", day)
            .position(|g| g.body.code == code)
    };
    let by_degree = match (place(severity), place(&settings.serious_from)) {
        // Degrees stand in the list from the worst on.
        (Some(own), Some(least)) => own <= least,
        _ => false,
    };
    by_degree
        || book
            .incident_classes(facts, day)
            .iter()
            .any(|class| class.serious == Some(true))
}

/// What is true of a case as far as duties hang on it.
#[must_use]
pub fn circumstances(s: &Situation) -> Vec<Circumstance> {
    use Circumstance as C;
    let told = matches!(s.origin, Origin::Agency | Origin::Hotline);
    let seen_elsewhere = !matches!(s.origin, Origin::Agency | Origin::Drill);
    [
        (C::Incident, true),
        (C::Unfinished, s.ended_at.is_some() && s.told_before_end),
        (C::BeyondCapacity, s.facts.owner_controls == Some(false)),
        (C::Ended, s.ended_at.is_some()),
        (C::SeenByOthers, seen_elsewhere),
        (C::SecuritySign, s.facts.security_sign),
        (C::Serious, s.serious),
        (C::PersonalData, s.personal_data),
        (
            C::ProcessorFoundBreach,
            s.personal_data && s.facts.processor_found,
        ),
        (
            C::LocationBiometricFinance,
            s.personal_data && s.facts.special_data,
        ),
        (C::NoticeReceived, told || s.origin == Origin::Drill),
        (C::DangerousSituation, s.facts.dangerous_situation),
    ]
    .into_iter()
    .filter_map(|(circumstance, holds)| holds.then_some(circumstance))
    .collect()
}

/// Every duty that the situation brings, one for each recipient.
#[must_use]
pub fn owed<'a>(book: &'a LawBook, settings: &Settings, s: &Situation) -> Vec<Owed<'a>> {
    let day = vn_date(s.detected_at);
    // A role of the law that the agency of the case holds.
    let its_own = move |code: &str| book.body(code, day).is_some_and(|body| body.of_the_case);
    book.incident_duties(&circumstances(s), day)
        .into_iter()
        .filter(|duty| s.listed || !duty.body.listed)
        .filter_map(|duty| starts(duty, s).map(|from| (duty, from)))
        .flat_map(|(duty, starts_at)| {
            let due_at = due(settings, duty.body.term, starts_at);
            // Nobody tells themselves: who runs the system and who owns it are one here.
            let one = s.self_operated && duty.body.from.iter().all(|from| its_own(from));
            duty.body
                .recipients(s.exempt)
                .iter()
                .filter(move |to| !(one && its_own(to)))
                .map(move |to| Owed {
                    duty,
                    to,
                    starts_at,
                    due_at,
                })
        })
        .collect()
}

/// The moment that the term of a duty runs from; `None`: it did not come yet.
fn starts(duty: &Duty, s: &Situation) -> Option<DateTime<Utc>> {
    let of_data = duty.on.iter().all(|c| {
        matches!(
            c,
            Circumstance::PersonalData
                | Circumstance::LocationBiometricFinance
                | Circumstance::ProcessorFoundBreach
        )
    });
    match duty.counted_from.as_str() {
        // A breach of data is detected when the data is known to be affected.
        "detection" if of_data => Some(s.data_known_at.unwrap_or(s.detected_at)),
        "detection" => Some(s.detected_at),
        "capacity" => Some(s.capacity_known_at.unwrap_or(s.detected_at)),
        "occurrence" => Some(s.occurred_at.unwrap_or(s.detected_at)),
        "receipt" => Some(s.reported_at),
        "end" => s.ended_at,
        _ => None,
    }
}

/// The last moment of a term. Terms in days end with a day in Viet Nam.
fn due(settings: &Settings, term: Term, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match term {
        Term::Immediately => Some(from + settings.at_once),
        Term::Promptly => settings.promptly.map(|p| from + p),
        Term::Hours(_) | Term::Days(_) => {
            let end = term.end(from.with_timezone(&VN_OFFSET).naive_local())?;
            Some(VN_OFFSET.from_local_datetime(&end).single()?.with_timezone(&Utc))
        }
    }
}

/// What to do to the clocks that stand so that they are those owed. A clock that was met stays as it was met.
#[must_use]
pub fn reconcile<'a>(standing: &[Clock], owed: &[Owed<'a>]) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for one in owed {
        let place = standing
            .iter()
            .position(|c| c.duty == one.duty.body.id && c.owed_to == one.to && !superseded(c));
        let Some((at, clock)) = place.and_then(|at| standing.get(at).map(|c| (at, c))) else {
            changes.push(Change::Start(one.clone()));
            continue;
        };
        if clock.met_at.is_some() {
            continue;
        }
        if clock.void_at.is_some() {
            changes.push(Change::Revive(at, one.clone()));
        } else if clock.due_at != one.due_at || clock.starts_at != one.starts_at {
            changes.push(Change::Move(at, one.clone()));
        }
    }
    for (at, clock) in standing.iter().enumerate() {
        let applies = owed
            .iter()
            .any(|o| o.duty.body.id == clock.duty && o.to == clock.owed_to);
        if !applies && clock.met_at.is_none() && clock.void_at.is_none() {
            changes.push(Change::Void(at));
        }
    }
    changes
}

/// Whether a clock that was met counts no more, since what it was met for came again: the case was reopened.
#[must_use]
pub fn superseded(clock: &Clock) -> bool {
    clock.met_at.is_some() && clock.void_at.is_some()
}

/// Whether what is owed now asks for less, or for later, than the clocks that stand.
#[must_use]
pub fn lessens(standing: &[Clock], owed: &[Owed<'_>]) -> bool {
    reconcile(standing, owed).iter().any(|change| match change {
        Change::Void(_) => true,
        Change::Move(at, owed) => match (standing.get(*at).and_then(|c| c.due_at), owed.due_at) {
            (Some(old), Some(new)) => new > old,
            (Some(_), None) => true,
            (None, _) => false,
        },
        Change::Start(_) | Change::Revive(..) => false,
    })
}

/// How a clock stands at a moment. One that was met is never overdue: whether it was late is judged by the term as it
/// stood then.
#[must_use]
pub fn state(clock: &Clock, settings: &Settings, now: DateTime<Utc>) -> ClockState {
    if let Some(met) = clock.met_at {
        return match clock.due_when_met {
            Some(due) if met > due => ClockState::MetLate,
            _ => ClockState::Met,
        };
    }
    if clock.void_at.is_some() {
        return ClockState::Void;
    }
    match clock.due_at {
        None => ClockState::Open,
        Some(due) if now > due => ClockState::Overdue,
        Some(due) if now + settings.soon >= due => ClockState::DueSoon,
        Some(_) => ClockState::Running,
    }
}

/// How many of the reminders of a clock are due: one for each span that the term is nearer than.
#[must_use]
pub fn reminders(settings: &Settings, due: DateTime<Utc>, now: DateTime<Utc>) -> i32 {
    let passed = settings.remind.iter().filter(|span| now + **span >= due).count();
    i32::try_from(passed).unwrap_or(i32::MAX)
}

/// The next term that is not met; what a list of cases is ordered by.
#[must_use]
pub fn next_due<'a>(clocks: impl IntoIterator<Item = &'a Clock>) -> Option<DateTime<Utc>> {
    clocks
        .into_iter()
        .filter(|c| c.met_at.is_none() && c.void_at.is_none())
        .filter_map(|c| c.due_at)
        .min()
}

#[cfg(test)]
mod tests;
