//! What was understood of a plan. Every field knows where it stands in the source text and how sure the
//! parser is; [`crate::json`] writes the shape other programs read.

use std::ops::Range;

/// A place in [`coloa_base::SourceText::text`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Byte range, on character boundaries.
    pub bytes: Range<usize>,
    /// The same range counted in Unicode scalar values: what the JSON form carries.
    pub chars: Range<usize>,
}

/// A value, where it was read, and how sure the parser is (0..1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found<T> {
    pub value: T,
    /// `None` when the value was not read at one place (derived, or absent).
    pub span: Option<Span>,
    pub confidence: f32,
}

/// An agency as printed, with the share of the work it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencyMention {
    pub name: String,
    /// E.g. "nội dung liên quan đến an ninh mạng".
    pub scope: Option<String>,
    pub span: Span,
    pub scope_span: Option<Span>,
    pub confidence: f32,
}

/// The kinds of time frame a plan gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeframeKind {
    /// "Thường xuyên", or "Định kỳ" without a period.
    Ongoing,
    Annual,
    Monthly,
    /// "Giai đoạn 2023 - 2025".
    Range,
    /// Until a date, month, quarter or year.
    By,
    /// "Sau khi Trung ương…", "Theo lộ trình…".
    Conditional,
    #[default]
    None,
}

impl TimeframeKind {
    /// The stable word used in JSON and in the records.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ongoing => "ongoing",
            Self::Annual => "annual",
            Self::Monthly => "monthly",
            Self::Range => "range",
            Self::By => "by",
            Self::Conditional => "conditional",
            Self::None => "none",
        }
    }
}

/// A time frame. `from` and `to` are as exact as the text: "2025", or "2026-04-30" (the last day of a month
/// or quarter that is named).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeframe {
    pub text: Option<String>,
    pub kind: TimeframeKind,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Period of a repeated duty in months (1, 3, 6, 12), where one is named.
    pub every_months: Option<u8>,
    pub span: Option<Span>,
    pub confidence: f32,
}

/// How a measured value must stand to the target value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    AtLeast,
    MoreThan,
    Equal,
    AtMost,
    LessThan,
}

impl Comparator {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
            Self::Equal => "=",
            Self::AtMost => "<=",
            Self::LessThan => "<",
        }
    }
}

/// A number with a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    pub comparator: Comparator,
    pub value: f64,
    pub unit: String,
    /// What is counted or compared with, as printed.
    pub of: Option<String>,
    pub span: Span,
    pub confidence: f32,
}

/// A numeric target, or a milestone when it has no metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub path: String,
    pub text: String,
    pub span: Span,
    /// The year the target is set for.
    pub horizon: Option<Found<i32>>,
    pub metric: Option<Metric>,
    pub confidence: f32,
}

/// The smallest item of work with its own leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub path: String,
    pub text: String,
    pub span: Span,
    pub lead: Vec<AgencyMention>,
    pub coordinate: Vec<AgencyMention>,
    pub timeframe: Timeframe,
    /// What must be handed over, where the plan names it ("Sản phẩm").
    pub product: Option<Found<String>>,
    pub confidence: f32,
}

/// An item of the "tổ chức thực hiện" part.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    pub path: String,
    /// The heading that names the agency, as printed; `None` under a heading that names none.
    pub agency: Option<Found<String>>,
    pub text: String,
    pub span: Span,
    pub confidence: f32,
}

/// How often a duty comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recurrence {
    Annual,
    Monthly,
    Once,
    /// When something happens or is asked for.
    AdHoc,
}

impl Recurrence {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Monthly => "monthly",
            Self::Once => "once",
            Self::AdHoc => "ad-hoc",
        }
    }
}

/// A duty to report, to make a plan, to review or to hold a regular meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Obligation {
    /// Path of the item it stands in; `closing` for the paragraph after the last item.
    pub path: String,
    pub who: Vec<String>,
    pub what: String,
    pub to: Option<String>,
    pub via: Vec<String>,
    /// "05/12" (every year) or an ISO date.
    pub due: Option<String>,
    pub recurrence: Option<Recurrence>,
    pub every_months: Option<u8>,
    pub span: Span,
    pub confidence: f32,
}

/// The head and the foot of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub issuer: Option<Found<String>>,
    pub province: Option<Found<String>>,
    pub number: Option<Found<String>>,
    /// ISO.
    pub date: Option<Found<String>>,
    pub title: Option<Found<String>>,
    /// Numbers of the documents it carries out, replaces and names.
    pub implements: Vec<Found<String>>,
    pub replaces: Vec<Found<String>>,
    pub cites: Vec<Found<String>>,
    pub signer_role: Option<Found<String>>,
    pub signer_name: Option<Found<String>>,
    pub recipients: Vec<Found<String>>,
}

/// Everything that was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedPlan {
    pub document: Document,
    pub targets: Vec<Target>,
    pub tasks: Vec<Task>,
    pub obligations: Vec<Obligation>,
    pub assignments: Vec<Assignment>,
    /// Stable codes, e.g. `plan.annex_missing`; the sentence is in the web app and the CLI.
    pub notes: Vec<coloa_base::Note>,
    /// Byte of the text at which its annexes begin; their numbering starts anew there.
    pub annex: Option<usize>,
}
