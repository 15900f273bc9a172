//! How a drill went: times from what people did, in minutes of the exercise, against targets. Pure.

use crate::{
    entity::drill::drill_inject::Model as Inject,
    model::{DrillTargets, Milestone},
};
use chrono::{DateTime, Utc};

/// What happened in the case of one agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acts {
    /// The first inject came.
    pub begun_at: DateTime<Utc>,
    /// Somebody of the agency did anything at all.
    pub acted: bool,
    pub reported: Option<DateTime<Utc>>,
    pub acknowledged: Option<DateTime<Utc>>,
    pub contained: Option<DateTime<Utc>>,
    pub eradicated: Option<DateTime<Utc>>,
    pub recovered: Option<DateTime<Utc>>,
    pub initial_notice: Option<DateTime<Utc>>,
    pub call_answered: Option<DateTime<Utc>>,
}

impl Acts {
    const fn at(&self, milestone: Milestone) -> Option<DateTime<Utc>> {
        match milestone {
            Milestone::Reported => self.reported,
            Milestone::Acknowledged => self.acknowledged,
            Milestone::Contained => self.contained,
            Milestone::Eradicated => self.eradicated,
            Milestone::Recovered => self.recovered,
            Milestone::InitialNotice => self.initial_notice,
            Milestone::CallAnswered => self.call_answered,
        }
    }
}

coloa_base::words! {
    /// What is said of a milestone.
    pub enum Verdict {
        InTime = "in_time",
        Late = "late",
        /// The drill is over, or the target is past, and it was not reached.
        NotReached = "not_reached",
        /// There is still time.
        Pending = "pending",
        /// Reached, and nothing was aimed at.
        Reached = "reached",
    }
}

/// One line of the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub milestone: Milestone,
    /// Minutes of the exercise; `None`: not reached, which is no zero.
    pub minutes: Option<i64>,
    pub target: Option<i64>,
    pub verdict: Verdict,
}

/// What an inject asked for, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub inject: uuid::Uuid,
    pub line: Line,
}

/// The score of one agency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgencyScore {
    pub acted: bool,
    pub milestones: Vec<Line>,
    pub answers: Vec<Answer>,
}

/// Numbers over all agencies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub agencies: usize,
    /// Those that did nothing.
    pub silent: usize,
    pub in_time: usize,
    pub late: usize,
    pub not_reached: usize,
    pub pending: usize,
}

/// How the clock of an exercise runs.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Minutes of the exercise in a minute on the wall.
    pub speed: i32,
    /// Up to when it is looked at: its end, or now.
    pub until: DateTime<Utc>,
    pub over: bool,
}

impl Pace {
    /// Minutes of the exercise between two moments; what comes before counts as at once.
    #[must_use]
    pub fn minutes(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        (to - from).num_seconds().max(0) * i64::from(self.speed.max(1)) / 60
    }
}

fn line(
    acts: &Acts,
    pace: &Pace,
    milestone: Milestone,
    from: DateTime<Utc>,
    target: Option<i64>,
) -> Option<Line> {
    let minutes = acts.at(milestone).map(|at| pace.minutes(from, at));
    let verdict = match (minutes, target) {
        // Neither aimed at nor reached: nothing to say.
        (None, None) => return None,
        (Some(_), None) => Verdict::Reached,
        (Some(minutes), Some(target)) if minutes <= target => Verdict::InTime,
        (Some(_), Some(_)) => Verdict::Late,
        (None, Some(target)) if !pace.over && pace.minutes(from, pace.until) <= target => Verdict::Pending,
        (None, Some(_)) => Verdict::NotReached,
    };
    Some(Line {
        milestone,
        minutes,
        target,
        verdict,
    })
}

const fn target(targets: &DrillTargets, milestone: Milestone) -> Option<u32> {
    match milestone {
        Milestone::Reported => targets.reported,
        Milestone::Acknowledged => targets.acknowledged,
        Milestone::Contained => targets.contained,
        Milestone::Eradicated => targets.eradicated,
        Milestone::Recovered => targets.recovered,
        Milestone::InitialNotice => targets.initial_notice,
        Milestone::CallAnswered => targets.call_answered,
    }
}

/// The score of one agency; `None`: nothing reached it yet.
#[must_use]
pub fn agency(acts: Option<&Acts>, pace: &Pace, targets: &DrillTargets, injects: &[&Inject]) -> AgencyScore {
    let Some(acts) = acts else {
        return AgencyScore::default();
    };
    let milestones = Milestone::ALL
        .iter()
        .filter_map(|m| line(acts, pace, *m, acts.begun_at, target(targets, *m).map(i64::from)))
        .collect();
    let answers = injects
        .iter()
        .filter_map(|inject| {
            let wanted = Milestone::parse(&inject.expects)?;
            let within = inject.within_minutes.map(i64::from);
            let line = line(acts, pace, wanted, inject.delivered_at?, within)?;
            Some(Answer {
                inject: inject.id,
                line,
            })
        })
        .collect();
    AgencyScore {
        acted: acts.acted,
        milestones,
        answers,
    }
}

/// Adds up.
#[must_use]
pub fn sums(scores: &[AgencyScore]) -> Sums {
    let mut sums = Sums {
        agencies: scores.len(),
        ..Sums::default()
    };
    for score in scores {
        sums.silent += usize::from(!score.acted);
        for line in score
            .milestones
            .iter()
            .chain(score.answers.iter().map(|a| &a.line))
        {
            match line.verdict {
                Verdict::InTime => sums.in_time += 1,
                Verdict::Late => sums.late += 1,
                Verdict::NotReached => sums.not_reached += 1,
                Verdict::Pending => sums.pending += 1,
                Verdict::Reached => {}
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use uuid::Uuid;

    fn at(minutes: i64) -> DateTime<Utc> {
        "2026-07-15T02:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
    }

    fn acts() -> Acts {
        Acts {
            begun_at: at(0),
            acted: true,
            reported: Some(at(2)),
            acknowledged: None,
            contained: Some(at(20)),
            eradicated: None,
            recovered: None,
            initial_notice: None,
            call_answered: None,
        }
    }

    fn pace(until: i64, over: bool) -> Pace {
        Pace {
            speed: 3,
            until: at(until),
            over,
        }
    }

    fn verdicts(score: &AgencyScore) -> Vec<(Milestone, Option<i64>, Verdict)> {
        score
            .milestones
            .iter()
            .map(|l| (l.milestone, l.minutes, l.verdict))
            .collect()
    }

    #[test]
    fn times_count_in_minutes_of_the_exercise() {
        let targets = DrillTargets {
            reported: Some(6),
            contained: Some(59),
            recovered: Some(90),
            ..DrillTargets::default()
        };
        let score = agency(Some(&acts()), &pace(29, false), &targets, &[]);
        assert_eq!(
            verdicts(&score),
            [
                (Milestone::Reported, Some(6), Verdict::InTime),
                (Milestone::Contained, Some(60), Verdict::Late),
                (Milestone::Recovered, None, Verdict::Pending),
            ]
        );
        // The target is past, or the drill is over.
        for pace in [pace(31, false), pace(29, true)] {
            let score = agency(Some(&acts()), &pace, &targets, &[]);
            assert_eq!(score.milestones[2].verdict, Verdict::NotReached);
        }
    }

    #[test]
    fn an_inject_counts_from_its_own_moment() {
        let inject = Inject {
            id: Uuid::nil(),
            drill_id: Uuid::nil(),
            minute: 30,
            agency_id: None,
            title: String::new(),
            text: String::new(),
            expects: "contained".to_owned(),
            within_minutes: Some(30),
            delivered_at: Some(at(10)),
        };
        let score = agency(
            Some(&acts()),
            &pace(60, true),
            &DrillTargets::default(),
            &[&inject],
        );
        assert_eq!(score.answers[0].line.minutes, Some(30));
        assert_eq!(score.answers[0].line.verdict, Verdict::InTime);
        let not_yet = Inject {
            delivered_at: None,
            ..inject
        };
        let score = agency(
            Some(&acts()),
            &pace(60, true),
            &DrillTargets::default(),
            &[&not_yet],
        );
        assert!(score.answers.is_empty());
    }

    #[test]
    fn who_did_nothing_is_told_apart_and_is_no_zero() {
        let silent = Acts {
            acted: false,
            reported: None,
            contained: None,
            ..acts()
        };
        let targets = DrillTargets {
            reported: Some(10),
            ..DrillTargets::default()
        };
        let over = pace(60, true);
        let scores = [
            agency(Some(&silent), &over, &targets, &[]),
            agency(Some(&acts()), &over, &targets, &[]),
            agency(None, &over, &targets, &[]),
        ];
        assert!(!scores[0].acted && scores[0].milestones[0].minutes.is_none());
        let sums = sums(&scores);
        assert_eq!((sums.agencies, sums.silent), (3, 2));
        assert_eq!((sums.in_time, sums.late, sums.not_reached), (1, 0, 1));
    }
}
