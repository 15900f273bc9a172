//! How many cases are open, and where.

use crate::{
    App,
    extract::{Json, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use coloa_base::AgencyId;
use coloa_incident::{case, model};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tally_incidents))
}

/// Open incidents of a degree.
#[derive(Serialize, ToSchema)]
pub struct SeverityTally {
    code: String,
    number: i64,
}

/// Open incidents of an agency.
#[derive(Serialize, ToSchema)]
pub struct AgencyTally {
    agency_id: Uuid,
    agency_name: String,
    open: i64,
    overdue: i64,
}

/// Open incidents within reach; those of drills are not counted.
#[derive(Serialize, ToSchema)]
pub struct IncidentTally {
    open: i64,
    /// With a term that is over, or near.
    overdue: i64,
    due_soon: i64,
    serious: i64,
    /// Nobody at the centre took them up yet.
    unacknowledged: i64,
    by_severity: Vec<SeverityTally>,
    /// Most overdue first.
    by_agency: Vec<AgencyTally>,
}

/// Open incidents, counted.
#[utoipa::path(get, path = "/tally", tag = "incident", responses((status = 200, body = IncidentTally), (status = 403, body = Problem)))]
async fn tally_incidents(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<IncidentTally>> {
    let rows = case::tally(&app.cases, &actor).await?;
    let sum = |which: &dyn Fn(&case::Tally) -> i64| rows.iter().map(which).sum();
    let mut severities: BTreeMap<&str, i64> = BTreeMap::new();
    let mut agencies: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    for row in &rows {
        *severities.entry(&row.severity).or_default() += row.number;
        let of_agency = agencies.entry(row.agency).or_default();
        of_agency.0 += row.number;
        of_agency.1 += row.overdue;
    }
    let ids: Vec<AgencyId> = agencies.keys().copied().map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    let mut by_agency: Vec<AgencyTally> = agencies
        .into_iter()
        .map(|(agency, (open, overdue))| AgencyTally {
            agency_id: agency,
            agency_name: names.get(&AgencyId(agency)).cloned().unwrap_or_default(),
            open,
            overdue,
        })
        .collect();
    by_agency.sort_by(|a, b| (b.overdue, b.open, &a.agency_name).cmp(&(a.overdue, a.open, &b.agency_name)));
    Ok(Json(IncidentTally {
        open: sum(&|t| t.number),
        overdue: sum(&|t| t.overdue),
        due_soon: sum(&|t| t.due_soon),
        serious: sum(&|t| if t.serious { t.number } else { 0 }),
        unacknowledged: sum(&|t| {
            if t.state == model::State::Reported.as_str() {
                t.number
            } else {
                0
            }
        }),
        by_severity: severities
            .into_iter()
            .map(|(code, number)| SeverityTally {
                code: code.to_owned(),
                number,
            })
            .collect(),
        by_agency,
    }))
}
