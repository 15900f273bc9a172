//! Entering, confirming, computing and freezing values; how a target is measured.

use super::{
    TargetError,
    read::{self, owner, resource},
    rules, store,
};
use crate::{
    duties::{
        progress::{self, EvidenceFile},
        rules::{MAX_LINE, MAX_NOTE},
    },
    entity::{target, target_goal, target_value},
    indicators::Indicators,
};
use chrono::{Datelike, NaiveDate};
use coloa_auth::{Access, Actor, Change, action};
use coloa_base::{AgencyId, PlanId, ReportId, indicator::IndicatorQuery};
use coloa_platform::files::{Files, NewFile, StoredFile};
use serde_json::json;
use uuid::Uuid;

/// Kind of the record that owns evidence of a value.
pub const FILE_OWNER: &str = "target_value";

/// A value that a person enters.
#[derive(Clone, Debug)]
pub struct NewValue {
    pub year: i32,
    /// `None`: the whole province.
    pub agency: Option<AgencyId>,
    pub as_of: Option<NaiveDate>,
    /// Numeric targets.
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// Milestones.
    pub reached: Option<bool>,
    pub note: Option<String>,
    pub evidence: Option<EvidenceFile>,
}

/// No figure of a province is larger: what is, is a slip or nonsense.
const MAX_FIGURE: f64 = 1e15;
/// Years that a figure or a goal may be of.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

fn invalid<T>(field: &'static str, reason: &'static str) -> Result<T, TargetError> {
    Err(TargetError::Invalid { field, reason })
}

/// Text that may be left out, up to so many characters.
fn optional(text: Option<&str>, field: &'static str, limit: usize) -> Result<Option<String>, TargetError> {
    progress::optional(text, field, limit).or_else(|_| invalid(field, "too_long"))
}

fn check_figure(field: &'static str, figure: Option<f64>) -> Result<(), TargetError> {
    match figure {
        Some(f) if !f.is_finite() => invalid(field, "not_a_number"),
        Some(f) if f.abs() > MAX_FIGURE => invalid(field, "out_of_range"),
        _ => Ok(()),
    }
}

fn is_share(unit: Option<&str>) -> bool {
    unit.is_some_and(|u| u.trim() == "%")
}

/// What is wrong with a value; the value itself, which is computed where only what was counted is given. `beyond`:
/// a goal is above 100 %, so the values may be.
fn check(
    target: &target::Model,
    new: &NewValue,
    beyond: bool,
    today: NaiveDate,
) -> Result<Option<f64>, TargetError> {
    if !YEARS.contains(&new.year) {
        return invalid("year", "out_of_range");
    }
    if new.year > today.year() {
        return invalid("year", "in_the_future");
    }
    match new.as_of {
        Some(day) if day > today => return invalid("as_of", "in_the_future"),
        Some(day) if day.year() != new.year => return invalid("as_of", "other_year"),
        _ => {}
    }
    check_figure("value", new.value)?;
    check_figure("numerator", new.numerator)?;
    check_figure("denominator", new.denominator)?;
    if target.kind == "milestone" {
        return if new.reached.is_none() {
            invalid("reached", "required")
        } else {
            Ok(None)
        };
    }
    let share = is_share(target.unit.as_deref());
    match (new.numerator, new.denominator) {
        (Some(n), _) if n < 0.0 => return invalid("numerator", "negative"),
        (_, Some(d)) if d <= 0.0 => return invalid("denominator", "not_positive"),
        (Some(n), Some(d)) if share && !beyond && n > d => {
            return invalid("numerator", "more_than_denominator");
        }
        _ => {}
    }
    // A share is computed from what was counted, so that nobody has to do it by hand.
    let counted = new
        .numerator
        .zip(new.denominator)
        .map(|(n, d)| if share { n / d * 100.0 } else { n / d });
    let value = match (new.value, counted) {
        // Written to two places, it may be off by half of the second.
        (Some(v), Some(c)) if (v - c).abs() > 0.01 * c.abs().max(1.0) => {
            return invalid("value", "not_what_was_counted");
        }
        (Some(v), _) => v,
        (None, Some(c)) => c,
        (None, None) => return invalid("value", "required"),
    };
    check_figure("value", Some(value))?;
    if share && (value < 0.0 || (value > 100.0 && !beyond)) {
        return invalid("value", "out_of_range");
    }
    Ok(Some(value))
}

/// Enters a value; earlier ones stay.
pub async fn enter(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: Uuid,
    new: NewValue,
) -> Result<target_value::Model, TargetError> {
    let target = store::target(access.db().reader(), id).await?;
    let mut resource = resource(&target, owner(access, &target).await?);
    if let Some(agency) = new.agency {
        resource.agencies = vec![agency];
    }
    let change = access.begin(actor, action::TARGET_ENTER, resource).await?;
    let target = store::target(change.tx(), id).await?;
    if target.state != "active" {
        return Err(TargetError::State { reason: "dropped" });
    }
    let beyond = store::goals(change.tx(), &[id])
        .await?
        .iter()
        .any(|g| g.value.is_some_and(|v| v > 100.0));
    let value = check(&target, &new, beyond, change.today())?;
    let note = optional(new.note.as_deref(), "note", MAX_NOTE)?;
    let row = target_value::Model {
        id: Uuid::now_v7(),
        target_id: id,
        year: new.year,
        agency_id: new.agency.map(AgencyId::uuid),
        as_of: new
            .as_of
            .unwrap_or_else(|| store::as_of(new.year, change.today())),
        value,
        reached: new.reached.filter(|_| target.kind == "milestone"),
        numerator: new.numerator,
        denominator: new.denominator,
        source: "entered".to_owned(),
        indicator: None,
        query: None,
        records_path: None,
        frozen_report_id: None,
        note,
        entered_by: actor.person.map(coloa_base::PersonId::uuid),
        entered_at: change.now(),
        confirmed_by: None,
        confirmed_at: None,
    };
    store::insert_value(change.tx(), row.clone()).await?;
    let mut file = None;
    if let Some(evidence) = new.evidence {
        let new = NewFile {
            name: evidence.name,
            media_type: evidence.media_type,
            handling: evidence.handling,
            owner_kind: FILE_OWNER,
            owner_id: row.id.to_string(),
            uploaded_by: actor.person,
        };
        file = Some(
            files
                .put(change.tx(), new, evidence.content, change.now())
                .await?
                .id,
        );
    }
    change
        .commit(json!({ "value_id": row.id, "year": row.year, "agency": row.agency_id, "value": row.value, "reached": row.reached, "file": file }))
        .await?;
    Ok(row)
}

/// Confirms a value that somebody else entered.
pub async fn confirm(
    access: &Access,
    actor: &Actor,
    value: Uuid,
) -> Result<target_value::Model, TargetError> {
    let row = store::value(access.db().reader(), value).await?;
    let target = store::target(access.db().reader(), row.target_id).await?;
    let resource = resource(&target, owner(access, &target).await?);
    let change = access.begin(actor, action::TARGET_CONFIRM, resource).await?;
    let by = actor.person.map(coloa_base::PersonId::uuid);
    // Four eyes: a figure that nobody else looked at is not confirmed.
    if by.is_some() && row.entered_by == by {
        return Err(TargetError::State { reason: "own_value" });
    }
    if !store::confirm(change.tx(), value, by, change.now()).await? {
        return Err(TargetError::State {
            reason: "already_confirmed",
        });
    }
    let row = target_value::Model {
        confirmed_by: by,
        confirmed_at: Some(change.now()),
        ..row
    };
    change.commit(json!({ "value_id": value })).await?;
    Ok(row)
}

/// How a target is measured.
#[derive(Clone, Debug)]
pub struct Measure {
    pub kind: String,
    pub unit: Option<String>,
    pub comparator: Option<String>,
    pub denominator: Option<String>,
    pub exclusions: Option<String>,
    /// Name of an indicator that computes it; `None`: people enter it.
    pub indicator: Option<String>,
    pub agency: Option<AgencyId>,
    /// Goals to set; a year and agency that stands is replaced.
    pub goals: Vec<(i32, Option<AgencyId>, Option<f64>)>,
}

/// Says how a target is measured, and its goals.
pub async fn measure(
    access: &Access,
    indicators: &Indicators,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    measure: Measure,
) -> Result<target::Model, TargetError> {
    if !matches!(measure.kind.as_str(), "numeric" | "milestone") {
        return invalid("kind", "unknown");
    }
    if measure
        .comparator
        .as_deref()
        .is_some_and(|c| !rules::COMPARATORS.contains(&c))
    {
        return invalid("comparator", "unknown");
    }
    if measure
        .indicator
        .as_deref()
        .is_some_and(|name| indicators.get(name).is_none())
    {
        return invalid("indicator", "unknown");
    }
    if measure.goals.len() > 2_000 {
        return invalid("goals", "too_many");
    }
    for (year, _, value) in &measure.goals {
        if !YEARS.contains(year) {
            return invalid("goals", "year");
        }
        check_figure("goals", *value)?;
    }
    let words = |text: &Option<String>, field| optional(text.as_deref(), field, MAX_LINE);
    let unit = words(&measure.unit, "unit")?;
    let denominator = words(&measure.denominator, "denominator")?;
    let exclusions = words(&measure.exclusions, "exclusions")?;
    let old = store::target(access.db().reader(), id).await?;
    let resource = resource(&old, owner(access, &old).await?);
    let change = access.begin(actor, action::TARGET_CONFIRM, resource).await?;
    let old = store::target(change.tx(), id).await?;
    if old.version != seen {
        return Err(TargetError::Changed);
    }
    let row = target::Model {
        kind: measure.kind,
        unit,
        comparator: measure.comparator,
        denominator,
        exclusions,
        indicator: measure.indicator,
        agency_id: measure.agency.map(AgencyId::uuid),
        measured: true,
        version: old.version + 1,
        ..old.clone()
    };
    if !store::save_target(change.tx(), row.clone()).await? {
        return Err(TargetError::Changed);
    }
    for (year, agency, value) in &measure.goals {
        let goal = target_goal::Model {
            id: Uuid::now_v7(),
            target_id: id,
            year: *year,
            agency_id: agency.map(AgencyId::uuid),
            value: *value,
            milestone: None,
        };
        store::put_goal(change.tx(), goal).await?;
    }
    let picture = |t: &target::Model| {
        json!({ "kind": t.kind, "unit": t.unit, "comparator": t.comparator, "denominator": t.denominator,
                "exclusions": t.exclusions, "indicator": t.indicator, "agency": t.agency_id })
    };
    change
        .commit(json!({ "before": picture(&old), "after": picture(&row), "goals": measure.goals.len() }))
        .await?;
    Ok(row)
}

/// Computes the value of a target now, without keeping it.
pub async fn compute(
    access: &Access,
    indicators: &Indicators,
    target: &target::Model,
    year: i32,
    agency: Option<AgencyId>,
) -> Result<Option<target_value::Model>, TargetError> {
    let Some(name) = target.indicator.as_deref() else {
        return Ok(None);
    };
    let indicator = indicators.get(name).ok_or(TargetError::Invalid {
        field: "indicator",
        reason: "unknown",
    })?;
    let today = access.clock().today();
    let from = NaiveDate::from_ymd_opt(year, 1, 1)
        .filter(|_| YEARS.contains(&year))
        .ok_or(TargetError::Invalid {
            field: "year",
            reason: "out_of_range",
        })?;
    let query = IndicatorQuery {
        agency,
        plan: Some(PlanId(target.plan_id)),
        from,
        to: store::as_of(year, today),
    };
    let found = indicator
        .compute(&query)
        .await
        .map_err(|source| TargetError::Indicator {
            name: name.to_owned(),
            source,
        })?;
    Ok(Some(target_value::Model {
        id: Uuid::now_v7(),
        target_id: target.id,
        year,
        agency_id: agency.map(AgencyId::uuid),
        as_of: query.to,
        value: found.value,
        reached: None,
        numerator: found.numerator,
        denominator: found.denominator,
        source: "computed".to_owned(),
        indicator: Some(name.to_owned()),
        query: Some(found.query),
        records_path: found.records_path,
        frozen_report_id: None,
        note: None,
        entered_by: None,
        entered_at: access.clock().now(),
        confirmed_by: None,
        confirmed_at: None,
    }))
}

/// Computes a value and keeps it.
pub async fn refresh(
    access: &Access,
    indicators: &Indicators,
    actor: &Actor,
    id: Uuid,
    year: i32,
    agency: Option<AgencyId>,
) -> Result<target_value::Model, TargetError> {
    let target = store::target(access.db().reader(), id).await?;
    let resource = resource(&target, owner(access, &target).await?);
    access.check(actor, action::TARGET_ENTER, &resource)?;
    read::check_agency(access, actor, agency)?;
    if year > access.clock().today().year() {
        return invalid("year", "in_the_future");
    }
    let row = compute(access, indicators, &target, year, agency)
        .await?
        .ok_or(TargetError::State {
            reason: "no_indicator",
        })?;
    let change = access.begin(actor, action::TARGET_ENTER, resource).await?;
    store::insert_value(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "value_id": row.id, "indicator": row.indicator, "value": row.value, "year": year }))
        .await?;
    Ok(row)
}

/// Freezes the values of a plan's targets for a report, within the change that closes it: a computed target is
/// computed once more, an entered one keeps its latest value. Each gets a row of its own with the report's id.
/// Values computed beforehand with [`compute`] are passed in, since an indicator reads outside the change.
pub async fn freeze(
    change: &Change,
    report: ReportId,
    plan: Option<Uuid>,
    year: i32,
    computed: &[target_value::Model],
) -> Result<Vec<target_value::Model>, TargetError> {
    let tx = change.tx();
    let targets = store::active(tx, plan).await?;
    let ids: Vec<_> = targets.iter().map(|t| t.id).collect();
    let values = store::values(tx, &ids).await?;
    let mut frozen = Vec::new();
    for target in &targets {
        let source = computed
            .iter()
            .find(|v| v.target_id == target.id && v.year == year && v.agency_id.is_none())
            .or_else(|| {
                values
                    .iter()
                    .rev()
                    .find(|v| v.target_id == target.id && v.year == year && v.agency_id.is_none())
            });
        let Some(source) = source else { continue };
        let row = target_value::Model {
            id: Uuid::now_v7(),
            frozen_report_id: Some(report.uuid()),
            entered_at: change.now(),
            ..source.clone()
        };
        store::insert_value(tx, row.clone()).await?;
        frozen.push(row);
    }
    Ok(frozen)
}

/// [`compute`] for every target of a plan that has an indicator: what [`freeze`] wants.
pub async fn compute_all(
    access: &Access,
    indicators: &Indicators,
    plan: Option<Uuid>,
    year: i32,
) -> Result<Vec<target_value::Model>, TargetError> {
    let mut found = Vec::new();
    for target in store::active(access.db().reader(), plan).await? {
        found.extend(compute(access, indicators, &target, year, None).await?);
    }
    Ok(found)
}

/// Evidence of one value.
pub async fn evidence(
    access: &Access,
    files: &Files,
    actor: &Actor,
    value: Uuid,
) -> Result<Vec<StoredFile>, TargetError> {
    let row = store::value(access.db().reader(), value).await?;
    read::check_agency(access, actor, row.agency_id.map(AgencyId))?;
    Ok(files.of(access.db(), FILE_OWNER, &value.to_string()).await?)
}
