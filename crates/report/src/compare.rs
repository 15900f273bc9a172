//! What changed against an earlier report of the same plan.

use crate::snapshot::{Answer, Counts, Frozen, TargetRow};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Two reports side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub before: Counts,
    pub after: Counts,
    pub changed: Vec<ChangedDuty>,
    /// Duties of the earlier report that this one has no more: finished before, cancelled, or moved to another agency.
    pub gone: Vec<GoneDuty>,
    pub targets: Vec<ChangedTarget>,
    /// Agencies silent in both: names.
    pub still_silent: Vec<String>,
}

/// A duty whose answer differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangedDuty {
    pub duty_id: Uuid,
    pub agency_name: String,
    pub path: Option<String>,
    pub text: String,
    /// `None`: the duty was not in the earlier report.
    pub before: Option<Answer>,
    pub after: Answer,
}

/// A duty that is no more there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoneDuty {
    pub duty_id: Uuid,
    pub agency_name: String,
    pub path: Option<String>,
    pub text: String,
    pub before: Answer,
}

/// A target whose value differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangedTarget {
    pub target_id: Uuid,
    pub path: String,
    pub text: String,
    pub unit: Option<String>,
    pub before: Option<f64>,
    pub after: Option<f64>,
    pub met_before: Option<bool>,
    pub met_after: Option<bool>,
}

/// Compares by duty and target id, which outlive versions of a plan.
#[must_use]
pub fn compare(before: &Frozen, after: &Frozen) -> Comparison {
    let old: HashMap<Uuid, Answer> = before.duties().map(|(_, d)| (d.duty_id, d.answer())).collect();
    let changed = after
        .duties()
        .filter_map(|(part, duty)| {
            let (was, is) = (old.get(&duty.duty_id).copied(), duty.answer());
            (was != Some(is)).then(|| ChangedDuty {
                duty_id: duty.duty_id,
                agency_name: part.agency_name.clone(),
                path: duty.path.clone(),
                text: duty.text.clone(),
                before: was,
                after: is,
            })
        })
        .collect();
    let still: HashSet<Uuid> = after.duties().map(|(_, d)| d.duty_id).collect();
    let gone = before
        .duties()
        .filter(|(_, d)| !still.contains(&d.duty_id))
        .map(|(part, duty)| GoneDuty {
            duty_id: duty.duty_id,
            agency_name: part.agency_name.clone(),
            path: duty.path.clone(),
            text: duty.text.clone(),
            before: duty.answer(),
        })
        .collect();
    let old_targets: HashMap<Uuid, &TargetRow> =
        before.plan.targets.iter().map(|t| (t.target_id, t)).collect();
    let targets = after
        .plan
        .targets
        .iter()
        .filter_map(|t| {
            let was = old_targets.get(&t.target_id);
            let differs = was.is_none_or(|w| w.value != t.value || w.reached != t.reached);
            differs.then(|| ChangedTarget {
                target_id: t.target_id,
                path: t.path.clone(),
                text: t.text.clone(),
                unit: t.unit.clone(),
                before: was.and_then(|w| w.value),
                after: t.value,
                met_before: was.and_then(|w| w.met()),
                met_after: t.met(),
            })
        })
        .collect();
    let silent_before: Vec<Uuid> = before
        .parts
        .iter()
        .filter(|p| crate::snapshot::silent(p))
        .map(|p| p.agency_id)
        .collect();
    let still_silent = after
        .parts
        .iter()
        .filter(|p| crate::snapshot::silent(p) && silent_before.contains(&p.agency_id))
        .map(|p| p.agency_name.clone())
        .collect();
    Comparison {
        before: Counts::of(&before.parts),
        after: Counts::of(&after.parts),
        changed,
        gone,
        targets,
        still_silent,
    }
}
