//! What an official document consists of. Neutral of any area and of any file format; serialisable, so that a
//! draft can be stored and its rendering repeated.
//!
//! Texts are plain: no markup of any kind is understood in them, and every writer passes them on as text.

use chrono::{Datelike, NaiveDate};
use coloa_base::Handling;
pub use coloa_law::OrganKind;
use serde::{Deserialize, Serialize};

/// An official document, before or after its number is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfficialDocument {
    /// Whose rules of form apply.
    pub variant: OrganKind,
    /// Code of the document type (`bao_cao`, `cong_van`, …), see [`coloa_law::document_type`].
    pub type_code: String,
    /// Direct superior organ (tên cơ quan chủ quản), printed above the issuing organ.
    #[serde(default)]
    pub superior: Option<String>,
    /// Issuing organ.
    pub issuer: String,
    /// Number in its series; `None` until it is given.
    #[serde(default)]
    pub number: Option<u32>,
    pub symbol: Symbol,
    /// Place, e.g. "Gia Lai".
    pub place: String,
    /// Day of issue; `None` on a draft.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// Year printed while there is no date, and the date by which the rules are chosen then (31 December).
    pub year: i32,
    /// Trích yếu, without "V/v".
    pub subject: String,
    /// Kính gửi.
    #[serde(default)]
    pub addressees: Vec<String>,
    /// Căn cứ; each without its closing semicolon.
    #[serde(default)]
    pub legal_bases: Vec<String>,
    #[serde(default)]
    pub body: Vec<Block>,
    pub signature: Signature,
    /// Nơi nhận, without dash and semicolon; the "Lưu" line comes from `archive`.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// What follows "Lưu", e.g. "VT, ANM" (State) or "Văn phòng Tỉnh ủy" (Party).
    #[serde(default)]
    pub archive: Option<String>,
    /// Initials of the drafter and number of copies, e.g. "NVA.20".
    #[serde(default)]
    pub drafter: Option<String>,
    /// Address, telephone, e-mail at the foot of the first page.
    #[serde(default)]
    pub contact: Option<String>,
    #[serde(default)]
    pub marks: Marks,
    #[serde(default)]
    pub annexes: Vec<Annex>,
}

impl OfficialDocument {
    /// The day by which rules and names are chosen.
    #[must_use]
    pub fn rules_day(&self) -> NaiveDate {
        self.date
            .or_else(|| NaiveDate::from_ymd_opt(self.year, 12, 31))
            .unwrap_or(NaiveDate::MIN)
    }
    /// The year printed on the document.
    #[must_use]
    pub fn printed_year(&self) -> i32 {
        self.date.map_or(self.year, |d| d.year())
    }
}

/// What the symbol is made of beside the type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbol {
    /// Abbreviation of the issuing organ, e.g. "UBND", "TU".
    pub organ: String,
    /// Drafting unit or field of an official letter, e.g. "VX".
    #[serde(default)]
    pub unit: Option<String>,
}

/// Marks that stand outside the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    pub handling: Handling,
    pub urgency: Option<Urgency>,
    /// "XEM XONG TRẢ LẠI" or similar.
    pub circulation: Option<String>,
    /// E.g. "DỰ THẢO"; printed boxed under the number, and behind the text in PDF.
    pub draft: Option<String>,
    /// E.g. "Chưa phải mẫu chính thức"; printed above the header.
    pub notice: Option<String>,
    /// E.g. "DIỄN TẬP"; printed in the upper margin of every page, and behind the text in PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
}

/// Mức độ khẩn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// KHẨN
    Urgent,
    /// THƯỢNG KHẨN
    VeryUrgent,
    /// HỎA TỐC
    Express,
}

impl Urgency {
    /// As stamped.
    #[must_use]
    pub const fn stamp(self) -> &'static str {
        match self {
            Self::Urgent => "KHẨN",
            Self::VeryUrgent => "THƯỢNG KHẨN",
            Self::Express => "HỎA TỐC",
        }
    }
}

/// Who signs, and by which authority.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Lines above the post of the signer, e.g. "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH".
    #[serde(default)]
    pub authority: Vec<String>,
    /// Post of the signer, e.g. "PHÓ CHỦ TỊCH".
    pub role: String,
    /// Full name, without titles; `None` before it is known who signs.
    #[serde(default)]
    pub name: Option<String>,
}

/// Part of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Heading(Heading),
    Paragraph(Paragraph),
    List(List),
    Table(Table),
}

/// A numbered heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    pub level: HeadingLevel,
    /// As printed, e.g. "Phần I", "II.", "1.", "a)"; see [`crate::numerals`].
    #[serde(default)]
    pub number: Option<String>,
    pub text: String,
}

/// Levels of Appendix I of Decree 30/2020/NĐ-CP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadingLevel {
    /// "Phần I", centred, its title below in capitals.
    Part,
    /// "Chương I", centred, its title below in capitals.
    Chapter,
    /// "Mục 1", centred, its title below in capitals.
    Division,
    /// "Điều 1. Tiêu đề", bold.
    Article,
    /// "I. TIÊU ĐỀ", bold: first level of documents without articles.
    Section,
    /// "1. Tiêu đề", bold.
    Clause,
    /// "a) Tiêu đề", upright.
    Point,
}

/// A run of text of one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    #[serde(default)]
    pub bold: bool,
    #[serde(default)]
    pub italic: bool,
}

impl Run {
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
    pub fn bold(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: true,
            italic: false,
        }
    }
    pub fn italic(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: false,
            italic: true,
        }
    }
}

impl<T: Into<String>> From<T> for Run {
    fn from(text: T) -> Self {
        Self::plain(text)
    }
}

/// Alignment of a paragraph or of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Both edges; in a table the left edge.
    #[default]
    Justify,
    Left,
    Center,
    Right,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub runs: Vec<Run>,
    #[serde(default)]
    pub align: Align,
    /// Without first-line indent.
    #[serde(default)]
    pub flush: bool,
}

/// Items behind a dash or a plus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    pub items: Vec<Vec<Run>>,
    #[serde(default)]
    pub marker: Marker,
}

/// Signs in front of list items, as plans and reports use them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    #[default]
    Dash,
    Plus,
}

impl Marker {
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Dash => "-",
            Self::Plus => "+",
        }
    }
}

/// A table with borders. Its head is repeated on every page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Centred above the table.
    #[serde(default)]
    pub caption: Option<String>,
    /// One text per column; bold, centred.
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// Relative widths, one per column; equal where empty.
    #[serde(default)]
    pub widths: Vec<f32>,
    /// Alignments, one per column; left where empty.
    #[serde(default)]
    pub aligns: Vec<Align>,
    /// Smaller letters, for wide tables.
    #[serde(default)]
    pub small: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub runs: Vec<Run>,
    /// Over how many columns it reaches; 0 counts as 1.
    #[serde(default)]
    pub span: usize,
    /// Instead of the alignment of the column.
    #[serde(default)]
    pub align: Option<Align>,
}

impl Cell {
    /// A bold cell over `span` columns, as groups of rows are headed.
    pub fn group(text: impl Into<String>, span: usize) -> Self {
        Self {
            runs: vec![Run::bold(text)],
            span,
            align: Some(Align::Left),
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self {
            runs: vec![Run::plain(text)],
            ..Self::default()
        }
    }
}

/// An annex: starts on a new page, its pages are numbered from 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annex {
    pub title: String,
    /// Prints "(Kèm theo …)" with number and date of the document; those stay blank until they are given.
    #[serde(default)]
    pub attached_line: bool,
    /// A line in italics under the title instead of the one made by `attached_line`.
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub landscape: bool,
    #[serde(default)]
    pub body: Vec<Block>,
}
