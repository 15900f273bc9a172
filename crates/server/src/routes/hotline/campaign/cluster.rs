//! Reports that belong together by what they name, as the machine proposes it.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_hotline::{
    campaign::{
        cluster::Shared,
        found::{self, Found},
    },
    store::campaign::Sketch,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_clusters))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineClusterQuery {
    /// Reports of so many days, 30 where nothing is said, 180 at most.
    days: Option<u32>,
    /// The cluster around this report instead, of whatever time.
    report_id: Option<Uuid>,
}

/// A report that belongs to others.
#[derive(Serialize, ToSchema)]
pub struct HotlineClusterReport {
    id: Uuid,
    number: String,
    received_at: DateTime<Utc>,
    scam_type: Option<String>,
    amount: Option<i64>,
}

/// Something that several reports name.
#[derive(Serialize, ToSchema)]
pub struct HotlineShared {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    bank: Option<String>,
    /// Reports that name it.
    reports: usize,
}

/// Reports that share what offenders use.
#[derive(Serialize, ToSchema)]
pub struct HotlineCluster {
    /// What most of them name.
    key: String,
    /// The newest.
    reports: Vec<HotlineClusterReport>,
    /// All of them.
    total: usize,
    indicators: Vec<HotlineShared>,
    /// The campaign that most of them are in already.
    campaign_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineClusters {
    /// Reports from then on were looked at; null: all around one report.
    from: Option<DateTime<Utc>>,
    reports: usize,
    /// There are more reports than were looked at.
    is_cut: bool,
    /// The largest first.
    clusters: Vec<HotlineCluster>,
    /// What so many name that it joins none: likely a hub that nobody added yet.
    proposed_hubs: Vec<HotlineShared>,
}

fn cluster_report(s: &Sketch) -> HotlineClusterReport {
    HotlineClusterReport {
        id: s.id,
        number: s.number.clone(),
        received_at: s.received_at,
        scam_type: s.scam_type.clone(),
        amount: s.amount,
    }
}

fn shared(s: &Shared) -> HotlineShared {
    HotlineShared {
        kind: s.kind.clone(),
        value: s.match_key.clone(),
        bank: s.bank.clone(),
        reports: s.reports,
    }
}

fn cluster(found: &Found) -> HotlineCluster {
    HotlineCluster {
        key: found.key.clone(),
        reports: found.reports.iter().map(cluster_report).collect(),
        total: found.total,
        indicators: found.shared.iter().map(shared).collect(),
        campaign_id: found.campaign,
    }
}

/// Reports that belong together by what they name.
#[utoipa::path(get, path = "/clusters", tag = "hotline", params(HotlineClusterQuery), responses((status = 200, body = HotlineClusters), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_clusters(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineClusterQuery>,
) -> ApiResult<Json<HotlineClusters>> {
    if let Some(report) = q.report_id {
        let found = found::around(&app.hotline, &actor, report).await?;
        return Ok(Json(HotlineClusters {
            from: None,
            reports: found.as_ref().map_or(0, |f| f.total),
            is_cut: false,
            clusters: found.iter().map(cluster).collect(),
            proposed_hubs: Vec::new(),
        }));
    }
    let window = found::window(&app.hotline, &actor, q.days).await?;
    Ok(Json(HotlineClusters {
        from: Some(window.from),
        reports: window.reports,
        is_cut: window.is_cut,
        clusters: window.clusters.iter().map(cluster).collect(),
        proposed_hubs: window.common.iter().map(shared).collect(),
    }))
}
