//! Items that were due before the plan came into the records: activated as they are, their duties would be late
//! from the first moment. The reviewer says of them how far they had come ([`super::StartingState`]).

use super::{Item, ItemKind, Plan};
use crate::{
    duties::rules::{self as duty, Timeframe},
    obligations::rules::{self as obligation, Rhythm},
};
use chrono::NaiveDate;

/// The days that instances are counted from, as when the duties are made.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    pub period: (Option<NaiveDate>, Option<NaiveDate>),
    /// The day of the import.
    pub since: NaiveDate,
    pub today: NaiveDate,
}

impl Calendar {
    /// For a plan whose first version was imported on `since`.
    #[must_use]
    pub const fn of(plan: &Plan, since: NaiveDate, today: NaiveDate) -> Self {
        Self {
            period: (plan.period_from, plan.period_to),
            since,
            today,
        }
    }

    /// Whether the item would make something late, and nobody said yet how far it had come.
    #[must_use]
    pub fn is_past(&self, item: &Item) -> bool {
        if !item.is_kept() || item.starting_state.is_some() {
            return false;
        }
        let data = &item.data;
        let instances = match item.kind {
            ItemKind::Target => return false,
            ItemKind::Task | ItemKind::Assignment => {
                let frame = Timeframe {
                    kind: data.timeframe.kind.as_str().to_owned(),
                    text: data.timeframe.text.clone(),
                    from: data.timeframe.from.clone(),
                    to: data.timeframe.to.clone(),
                    every_months: data.timeframe.every_months.or(data.every_months.map(u32::from)),
                };
                duty::instances(&frame, self.period, self.since, self.today)
            }
            ItemKind::Obligation => {
                let rhythm = Rhythm {
                    due: data.due.clone(),
                    recurrence: data.recurrence.clone(),
                    every_months: data.every_months.map(u32::from),
                };
                obligation::dates(&rhythm, self.period, self.since, self.today)
            }
        };
        instances
            .iter()
            .any(|i| i.due_on.is_some_and(|due| due < self.today))
    }
}
