//! Figures for the screen: counts, the rows behind each of them, comparison.

use super::Reports;
use crate::{
    ReportError,
    compare::{Comparison, compare},
    snapshot::{Answer, Counts, DifficultyRow, DutyRow, PartSnapshot, TargetRow, silent},
    store::{self, Part, Report},
};
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, ReportId};
use uuid::Uuid;

/// A report with its figures, cut down to what the actor may see.
#[derive(Clone, Debug)]
pub struct View {
    pub report: Report,
    /// Whether the actor sees all parts or only those within reach.
    pub whole: bool,
    pub counts: Counts,
    pub targets: Vec<TargetRow>,
    pub difficulties: Vec<DifficultyRow>,
    pub parts: Vec<PartView>,
}

/// One agency's part in a list.
#[derive(Clone, Debug)]
pub struct PartView {
    pub agency: AgencyId,
    pub agency_name: String,
    /// `open`, `complete`, `frozen`.
    pub state: String,
    pub completed_at: Option<chrono::DateTime<chrono::Utc>>,
    pub note: Option<String>,
    pub counts: Counts,
    pub silent: bool,
}

/// Which rows a figure stands for.
#[derive(Clone, Debug, Default)]
pub struct RowFilter {
    pub agency: Option<AgencyId>,
    pub answer: Option<Answer>,
    pub late: bool,
    pub silent: bool,
    /// One plan item over all agencies.
    pub lineage: Option<Uuid>,
    pub offset: usize,
    pub limit: usize,
}

/// A row behind a figure.
#[derive(Clone, Debug)]
pub struct FigureRow {
    pub agency: AgencyId,
    pub agency_name: String,
    pub duty: DutyRow,
}

impl Reports {
    fn sees(&self, actor: &Actor, whole: bool, id: ReportId, agency: Uuid) -> bool {
        whole
            || self.access.may(
                actor,
                action::REPORT_READ,
                &Resource::of_agency("report", id, AgencyId(agency)),
            )
    }

    /// The report with its figures.
    pub async fn view(&self, actor: &Actor, id: ReportId) -> Result<View, ReportError> {
        let report = self.read(actor, id).await?;
        let whole = self.sees_all(actor, &report);
        let figures = self.figures(&report).await?;
        let stored = store::parts(self.access.db().reader(), id).await?;
        let visible: Vec<PartSnapshot> = figures
            .parts
            .into_iter()
            .filter(|p| self.sees(actor, whole, id, p.agency_id))
            .collect();
        let of = |agency: Uuid| stored.iter().find(|p: &&Part| p.agency_id == agency);
        Ok(View {
            whole,
            counts: Counts::of(&visible),
            targets: if whole { figures.plan.targets } else { Vec::new() },
            difficulties: if whole {
                figures.plan.difficulties
            } else {
                Vec::new()
            },
            parts: visible
                .iter()
                .map(|p| PartView {
                    agency: AgencyId(p.agency_id),
                    agency_name: p.agency_name.clone(),
                    state: of(p.agency_id).map_or_else(|| "open".to_owned(), |s| s.state.clone()),
                    completed_at: of(p.agency_id).and_then(|s| s.completed_at),
                    note: of(p.agency_id).and_then(|s| s.note.clone()),
                    counts: Counts::of(std::slice::from_ref(p)),
                    silent: silent(p),
                })
                .collect(),
            report,
        })
    }

    /// The rows behind a figure, and how many there are.
    pub async fn rows(
        &self,
        actor: &Actor,
        id: ReportId,
        filter: &RowFilter,
    ) -> Result<(Vec<FigureRow>, usize), ReportError> {
        let report = self.read(actor, id).await?;
        let whole = self.sees_all(actor, &report);
        let figures = self.figures(&report).await?;
        let rows: Vec<FigureRow> = figures
            .parts
            .iter()
            .filter(|p| self.sees(actor, whole, id, p.agency_id))
            .filter(|p| filter.agency.is_none_or(|a| a.uuid() == p.agency_id))
            .filter(|p| !filter.silent || silent(p))
            .flat_map(|p| p.duties.iter().map(move |d| (p, d)))
            .filter(|(_, d)| filter.answer.is_none_or(|a| d.answer() == a))
            .filter(|(_, d)| !filter.late || d.late_days.is_some())
            .filter(|(_, d)| filter.lineage.is_none_or(|l| d.lineage_id == Some(l)))
            .map(|(p, d)| FigureRow {
                agency: AgencyId(p.agency_id),
                agency_name: p.agency_name.clone(),
                duty: d.clone(),
            })
            .collect();
        let total = rows.len();
        Ok((
            rows.into_iter()
                .skip(filter.offset)
                .take(filter.limit.clamp(1, 500))
                .collect(),
            total,
        ))
    }

    /// Against the report it was closed against, or another one the actor may read. `None`: there is none.
    pub async fn compare(
        &self,
        actor: &Actor,
        id: ReportId,
        with: Option<ReportId>,
    ) -> Result<Option<Comparison>, ReportError> {
        let report = self.allowed(actor, action::REPORT_READ, id).await?;
        let other = match with.or(report.compared_with.map(ReportId)) {
            Some(other) => Some(self.allowed(actor, action::REPORT_READ, other).await?),
            None => store::earlier(self.access.db().reader(), &report).await?,
        };
        let Some(other) = other else { return Ok(None) };
        Ok(Some(compare(
            &self.figures(&other).await?,
            &self.figures(&report).await?,
        )))
    }
}
