//! Figures for the screen: counts, the rows behind each of them, comparison.

use super::Reports;
use crate::{
    ReportError,
    compare::{Comparison, compare},
    snapshot::{
        Answer, Counts, DifficultyRow, DutyRow, Frozen, PartSnapshot, PlanSnapshot, TargetRow, silent,
    },
    store::{self, Part, Report},
};
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, ReportId};
use coloa_platform::files::StoredFile;
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
    /// Headings of the document with nothing under them, see [`crate::compose::empty_headings`].
    pub empty_headings: Vec<String>,
    /// When and why its number was cancelled after it had gone out.
    pub number_cancelled: Option<CancelledNumber>,
    /// Every file that was attached as the signed one, oldest first; the last one counts.
    pub signed: Vec<StoredFile>,
}

/// A number that was taken back in the register.
#[derive(Clone, Debug)]
pub struct CancelledNumber {
    pub at: chrono::DateTime<chrono::Utc>,
    pub reason: String,
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
        let figures = self.figures(&report).await?;
        let whole = self.sees_all(actor, &report, figures.agencies());
        let number = self.cancelled_number(&report).await?;
        let signed = self.signed_files(&report, whole).await?;
        let empty_headings = if whole {
            self.with_material(&report, &figures, crate::compose::empty_headings)
                .await?
        } else {
            Vec::new()
        };
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
            empty_headings,
            number_cancelled: number,
            signed,
            report,
        })
    }

    /// The figures as far as the actor sees them.
    async fn seen(&self, actor: &Actor, report: &Report) -> Result<Frozen, ReportError> {
        let mut figures = self.figures(report).await?;
        if !self.sees_all(actor, report, figures.agencies()) {
            let id = ReportId(report.id);
            figures.parts.retain(|p| self.sees(actor, false, id, p.agency_id));
            figures.plan = PlanSnapshot {
                format: figures.plan.format,
                ..PlanSnapshot::default()
            };
        }
        Ok(figures)
    }

    /// The rows behind a figure, and how many there are.
    pub async fn rows(
        &self,
        actor: &Actor,
        id: ReportId,
        filter: &RowFilter,
    ) -> Result<(Vec<FigureRow>, usize), ReportError> {
        let report = self.read(actor, id).await?;
        let figures = self.seen(actor, &report).await?;
        let rows: Vec<FigureRow> = figures
            .parts
            .iter()
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

    /// Against the report it was closed against, or another one the actor may read; both as far as the actor sees
    /// them. `None`: there is none.
    pub async fn compare(
        &self,
        actor: &Actor,
        id: ReportId,
        with: Option<ReportId>,
    ) -> Result<Option<Comparison>, ReportError> {
        let report = self.read(actor, id).await?;
        let before = match with {
            Some(other) => Some(self.read(actor, other).await?),
            None => {
                let db = self.access.db().reader();
                let before = match report.compared_with {
                    Some(before) => Some(store::find(db, ReportId(before)).await?),
                    None => store::earlier(db, &report).await?,
                };
                match before {
                    // Not asked for by name: an agency that had no part in it has nothing to compare with.
                    Some(b) if self.read(actor, ReportId(b.id)).await.is_err() => None,
                    before => before,
                }
            }
        };
        let Some(before) = before else { return Ok(None) };
        Ok(Some(compare(
            &self.seen(actor, &before).await?,
            &self.seen(actor, &report).await?,
        )))
    }
}
