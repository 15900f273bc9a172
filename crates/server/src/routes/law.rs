//! `/api/v1/law`: the law in force on a day, and what changed between two days.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::NaiveDate;
use coloa_auth::{Resource, action};
use coloa_law::{
    LawBook, LawError,
    book::Entry,
    regime::{Basis, RegimeOn},
    source::{Certainty, Legal},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_law))
        .routes(routes!(list_law_changes))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct LawQuery {
    /// The day; today where nothing is said.
    on: Option<NaiveDate>,
}

/// A row of the law, with its ground.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LawRow {
    /// e.g. `criterion`, `route_step`, `statutory_report`.
    kind: &'static str,
    /// Unique among the rows of the kind that begin on the same day.
    id: String,
    /// In Vietnamese.
    title: String,
    /// `null`: it holds whatever the regime.
    regime: Option<String>,
    note: Option<String>,
    /// Id of the row of the same kind that took its place.
    replaced_by: Option<String>,
    /// Name and number of the document.
    source: String,
    article: String,
    valid_from: NaiveDate,
    /// Last day in force; `null`: in force.
    valid_to: Option<NaiveDate>,
    /// `found`: read in a stored copy; `known`: well known; `unsure`: check it.
    certainty: &'static str,
}

/// The regime of levels on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct LawRegime {
    code: String,
    name: String,
    /// `in_force`, or `transition` where a rule of transition carries it.
    basis: &'static str,
    certainty: &'static str,
    instruments: Vec<String>,
    note: Option<String>,
    /// Rules of transition that run on the day.
    transitions: Vec<LawTransition>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LawTransition {
    regime: String,
    text: String,
    deadline: Option<NaiveDate>,
    source: String,
    article: String,
    certainty: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LawOfDay {
    on: NaiveDate,
    /// `null`: no regime of levels is known for the day.
    regime: Option<LawRegime>,
    /// How many rows of each kind are in force.
    kinds: BTreeMap<&'static str, usize>,
    /// All rows in force, in the order of the book.
    rows: Vec<LawRow>,
}

pub(super) const fn certainty(of: Certainty) -> &'static str {
    match of {
        Certainty::Unsure => "unsure",
        Certainty::Known => "known",
        Certainty::Found => "found",
    }
}

pub(super) const fn basis(of: Basis) -> &'static str {
    match of {
        Basis::InForce => "in_force",
        Basis::Transition => "transition",
        Basis::Asked => "asked",
    }
}

impl From<Entry> for LawRow {
    fn from(e: Entry) -> Self {
        let Legal {
            source,
            article,
            valid_from,
            valid_to,
            certainty: sure,
        } = e.legal;
        Self {
            kind: e.kind,
            id: e.id,
            title: e.title,
            regime: e.regime,
            note: e.note,
            replaced_by: e.replaced_by,
            source,
            article,
            valid_from,
            valid_to,
            certainty: certainty(sure),
        }
    }
}

impl From<RegimeOn<'_>> for LawRegime {
    fn from(found: RegimeOn<'_>) -> Self {
        let body = &found.regime.body;
        Self {
            code: body.code.clone(),
            name: body.name.clone(),
            basis: basis(found.basis),
            certainty: certainty(found.certainty),
            instruments: body.instruments.clone(),
            note: body.note.clone(),
            transitions: found
                .transitions
                .iter()
                .map(|t| LawTransition {
                    regime: t.regime.clone(),
                    text: t.text.clone(),
                    deadline: t.deadline,
                    source: t.legal.source.clone(),
                    article: t.legal.article.clone(),
                    certainty: certainty(t.legal.certainty),
                })
                .collect(),
        }
    }
}

fn law() -> Resource {
    Resource::shared("law", "book")
}

/// The law in force on a day.
#[utoipa::path(get, path = "/", tag = "law", params(LawQuery), responses((status = 200, body = LawOfDay), (status = 422, body = Problem)))]
async fn list_law(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<LawQuery>,
) -> ApiResult<Json<LawOfDay>> {
    app.access.check(&actor, action::LAW_READ, &law())?;
    let on = q.on.unwrap_or_else(|| app.clock.today());
    let book = LawBook::current();
    let rows: Vec<LawRow> = book.law_on(on).into_iter().map(LawRow::from).collect();
    let mut kinds = BTreeMap::new();
    for row in &rows {
        *kinds.entry(row.kind).or_default() += 1;
    }
    Ok(Json(LawOfDay {
        on,
        regime: book.regime_on(on).ok().map(LawRegime::from),
        kinds,
        rows,
    }))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct LawChangesQuery {
    from: NaiveDate,
    /// Today where nothing is said.
    to: Option<NaiveDate>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LawChanges {
    from: NaiveDate,
    to: NaiveDate,
    /// In force since a day after the first, up to the last; by that day.
    began: Vec<LawRow>,
    /// In force for the last time from the first day up to the day before the last; by that day.
    ended: Vec<LawRow>,
}

/// What began and what ended between two days.
#[utoipa::path(get, path = "/changes", tag = "law", params(LawChangesQuery), responses((status = 200, body = LawChanges), (status = 422, body = Problem)))]
async fn list_law_changes(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<LawChangesQuery>,
) -> ApiResult<Json<LawChanges>> {
    app.access.check(&actor, action::LAW_READ, &law())?;
    let to = q.to.unwrap_or_else(|| app.clock.today());
    let found = LawBook::current().changes(q.from, to).map_err(|e| match e {
        LawError::BadPeriod { .. } => ApiError::invalid("from", "after_to"),
        other => other.into(),
    })?;
    Ok(Json(LawChanges {
        from: q.from,
        to,
        began: found.began.into_iter().map(LawRow::from).collect(),
        ended: found.ended.into_iter().map(LawRow::from).collect(),
    }))
}
