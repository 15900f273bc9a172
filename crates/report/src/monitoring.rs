//! The daily and weekly monitoring report in the official layout: what Circular 31/2017/TT-BTTTT, Article 5 asks the
//! owner to be told. Pure: whoever calls brings the figures.

use crate::compose::Head;
use chrono::{DateTime, Datelike, Utc};
use coloa_base::{VN_OFFSET, clock, sentence::fill_by};
use coloa_document::{
    OfficialDocument,
    model::{Align, Block, Cell, Heading, HeadingLevel, List, Marker, Marks, Paragraph, Run, Symbol, Table},
    numerals,
    xlsx::{Column, ColumnKind, Sheet, Value, Workbook},
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Rows of a table in the document; the workbook has all.
const ROWS: usize = 10;
/// Names of a sentence.
const NAMES: usize = 20;

#[derive(Debug, Deserialize)]
struct Words {
    document_type: String,
    notice: String,
    draft: String,
    nothing: String,
    no_remarks: String,
    not_known: String,
    new_system: String,
    new_source: String,
    silent_source: String,
    no_change: String,
    and_more: String,
    cut: String,
    subject: BTreeMap<String, String>,
    section: BTreeMap<String, String>,
    sentence: BTreeMap<String, String>,
    table: Tables,
    severity: BTreeMap<String, String>,
    entity: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Tables {
    severity: Vec<String>,
    targets: Vec<String>,
    techniques: Vec<String>,
    rules: Vec<String>,
    attackers: Vec<String>,
    system: String,
    agency: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/monitoring.toml"))
        .expect("embedded monitoring.toml parses; a test reads it")
});

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Daily,
    Weekly,
}

impl Kind {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "daily" => Some(Self::Daily),
            "weekly" => Some(Self::Weekly),
            _ => None,
        }
    }
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }
    /// Days that it covers.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Daily => 1,
            Self::Weekly => 7,
        }
    }
}

/// Somebody or something with its alerts.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub name: String,
    /// Of an entity: `ip`, `user`, …; empty otherwise.
    pub kind: String,
    pub alerts: i64,
    /// `critical` … `informational`; empty where there is none.
    pub severity: String,
}

/// A technique with its alerts.
#[derive(Clone, Debug, Default)]
pub struct Technique {
    pub id: String,
    pub alerts: i64,
    pub confirmed: i64,
}

/// What the report says.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub events: i64,
    pub alerts: i64,
    pub findings: i64,
    /// Alerts of the period before.
    pub before: i64,
    /// By name, `critical` first.
    pub severities: Vec<(String, i64)>,
    pub confirmed: i64,
    pub benign: i64,
    pub wrong: i64,
    pub duplicate: i64,
    /// Seconds.
    pub acknowledged_after: Option<i64>,
    pub closed_after: Option<i64>,
    pub systems: Vec<Counted>,
    pub agencies: Vec<Counted>,
    pub entities: Vec<Counted>,
    pub rules: Vec<Counted>,
    pub techniques: Vec<Technique>,
    pub new_systems: Vec<String>,
    pub new_sources: Vec<String>,
    pub silent_sources: Vec<String>,
    pub counted_systems: usize,
    pub connected: usize,
    pub national: usize,
    pub exempt: usize,
}

/// All that a report is made of.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    pub kind: Kind,
    pub head: &'a Head,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub figures: &'a Figures,
    /// What the shift lead adds.
    pub remarks: &'a str,
}

fn fill(sentence: &str, values: &[(&str, String)]) -> String {
    fill_by(sentence, |name| {
        let found = values.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    })
}

fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    if n < 0 { format!("-{out}") } else { out }
}

fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph {
        runs: vec![Run::plain(text)],
        ..Paragraph::default()
    })
}

/// Seconds as people say them.
fn lasting(seconds: Option<i64>) -> String {
    let words = &WORDS.sentence;
    match seconds {
        None => words["none"].clone(),
        Some(s) if s < 3_600 => fill(&words["minutes"], &[("number", number((s + 59) / 60))]),
        Some(s) => fill(
            &words["hours"],
            &[("number", format!("{:.1}", s as f64 / 3_600.0).replace('.', ","))],
        ),
    }
}

fn named(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join("; ");
    if names.len() <= NAMES {
        return shown;
    }
    let rest = i64::try_from(names.len() - NAMES).unwrap_or(0);
    fill(&WORDS.and_more, &[("names", shown), ("number", number(rest))])
}

fn severity(name: &str) -> String {
    WORDS.severity.get(name).cloned().unwrap_or_default()
}

fn entity(kind: &str) -> String {
    WORDS.entity.get(kind).cloned().unwrap_or_default()
}

fn table(head: &[String], rows: Vec<Vec<String>>) -> Table {
    let columns = head.len();
    Table {
        head: head.to_vec(),
        aligns: (0..columns)
            .map(|at| if at == 0 { Align::Left } else { Align::Center })
            .collect(),
        widths: (0..columns).map(|at| if at == 0 { 3.0 } else { 1.0 }).collect(),
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::from).collect())
            .collect(),
        ..Table::default()
    }
}

struct Body {
    blocks: Vec<Block>,
    sections: usize,
}

impl Body {
    fn section(&mut self, key: &str) {
        self.sections += 1;
        self.blocks.push(Block::Heading(Heading {
            level: HeadingLevel::Section,
            number: Some(format!("{}.", numerals::roman(self.sections))),
            text: WORDS.section[key].clone(),
        }));
    }

    fn table(&mut self, head: &[String], mut rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            self.blocks.push(paragraph(&*WORDS.nothing));
            return;
        }
        let cut = rows.len() > ROWS;
        rows.truncate(ROWS);
        self.blocks.push(Block::Table(table(head, rows)));
        if cut {
            let number = number(i64::try_from(ROWS).unwrap_or(0));
            self.blocks
                .push(paragraph(fill(&WORDS.cut, &[("number", number)])));
        }
    }
}

fn targets(figures: &Figures) -> Vec<Vec<String>> {
    let row = |c: &Counted, kind: &str| {
        vec![
            if c.name.is_empty() {
                WORDS.not_known.clone()
            } else {
                c.name.clone()
            },
            kind.to_owned(),
            number(c.alerts),
            severity(&c.severity),
        ]
    };
    let systems = figures.systems.iter().map(|c| row(c, &WORDS.table.system));
    let agencies = figures.agencies.iter().map(|c| row(c, &WORDS.table.agency));
    systems.chain(agencies).collect()
}

fn attackers(figures: &Figures) -> Vec<Vec<String>> {
    figures
        .entities
        .iter()
        .map(|c| {
            vec![
                c.name.clone(),
                entity(&c.kind),
                number(c.alerts),
                severity(&c.severity),
            ]
        })
        .collect()
}

fn techniques(figures: &Figures) -> Vec<Vec<String>> {
    figures
        .techniques
        .iter()
        .map(|t| vec![t.id.clone(), number(t.alerts), number(t.confirmed)])
        .collect()
}

fn rules(figures: &Figures) -> Vec<Vec<String>> {
    figures
        .rules
        .iter()
        .map(|c| vec![c.name.clone(), number(c.alerts), severity(&c.severity)])
        .collect()
}

fn severities(figures: &Figures) -> Vec<Vec<String>> {
    figures
        .severities
        .iter()
        .map(|(name, n)| vec![severity(name), number(*n)])
        .collect()
}

fn moment(at: DateTime<Utc>) -> String {
    clock::vn_date_time_text(at)
}

/// The report as a document.
#[must_use]
pub fn document(m: &Material<'_>) -> OfficialDocument {
    let (f, words) = (m.figures, &*WORDS);
    let (from, to) = (moment(m.from), moment(m.to));
    let mut body = Body {
        blocks: Vec::new(),
        sections: 0,
    };
    body.section("time");
    let time = fill(&words.sentence["time"], &[("from", from), ("to", to)]);
    body.blocks.push(paragraph(time));
    body.section("result");
    body.blocks.push(paragraph(fill(
        &words.sentence["counts"],
        &[
            ("events", number(f.events)),
            ("alerts", number(f.alerts)),
            ("findings", number(f.findings)),
            ("before", number(f.before)),
        ],
    )));
    let closed = f.confirmed + f.benign + f.wrong + f.duplicate;
    body.blocks.push(paragraph(fill(
        &words.sentence["verdicts"],
        &[
            ("closed", number(closed)),
            ("confirmed", number(f.confirmed)),
            ("benign", number(f.benign)),
            ("wrong", number(f.wrong)),
            ("duplicate", number(f.duplicate)),
            ("open", number(f.alerts - closed)),
        ],
    )));
    body.blocks.push(paragraph(fill(
        &words.sentence["means"],
        &[
            ("acknowledged", lasting(f.acknowledged_after)),
            ("closed", lasting(f.closed_after)),
        ],
    )));
    body.table(&words.table.severity, severities(f));
    body.section("targets");
    body.table(&words.table.targets, targets(f));
    body.section("techniques");
    body.table(&words.table.techniques, techniques(f));
    body.table(&words.table.rules, rules(f));
    body.section("attackers");
    body.table(&words.table.attackers, attackers(f));
    body.section("changes");
    let changes: Vec<String> = [
        (&words.new_system, &f.new_systems),
        (&words.new_source, &f.new_sources),
        (&words.silent_source, &f.silent_sources),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(sentence, names)| fill(sentence, &[("names", named(names))]))
    .collect();
    if changes.is_empty() {
        body.blocks.push(paragraph(&*words.no_change));
    } else {
        body.blocks.push(Block::List(List {
            items: changes.into_iter().map(|text| vec![Run::plain(text)]).collect(),
            marker: Marker::default(),
        }));
    }
    body.section("connection");
    let count = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
    body.blocks.push(paragraph(fill(
        &words.sentence["connection"],
        &[
            ("connected", count(f.connected)),
            ("counted", count(f.counted_systems)),
            ("national", count(f.national)),
            ("exempt", count(f.exempt)),
        ],
    )));
    body.section("remarks");
    let remarks: Vec<&str> = m
        .remarks
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    if remarks.is_empty() {
        body.blocks.push(paragraph(&*words.no_remarks));
    }
    body.blocks.extend(remarks.into_iter().map(paragraph));

    let last = m.to.with_timezone(&VN_OFFSET).date_naive();
    OfficialDocument {
        variant: m.head.variant,
        type_code: words.document_type.clone(),
        superior: m.head.superior.clone(),
        issuer: m.head.issuer.clone(),
        number: None,
        symbol: Symbol {
            organ: m.head.symbol(),
            unit: m.head.unit_symbol.clone(),
        },
        place: m.head.place.clone(),
        date: None,
        year: last.year(),
        subject: subject(m),
        addressees: m.head.addressees.clone(),
        legal_bases: Vec::new(),
        body: body.blocks,
        signature: m.head.signature.clone(),
        recipients: m.head.recipients.clone(),
        archive: m.head.archive.clone(),
        drafter: None,
        contact: None,
        marks: Marks {
            draft: Some(words.draft.clone()),
            notice: Some(words.notice.clone()),
            ..Marks::default()
        },
        annexes: Vec::new(),
    }
}

/// Trích yếu.
fn subject(m: &Material<'_>) -> String {
    let day = |at: DateTime<Utc>| clock::vn_date_text(clock::vn_date(at));
    // The end is the first moment that is no more part of it.
    let last = m.to - chrono::Duration::seconds(1);
    fill(
        &WORDS.subject[m.kind.as_str()],
        &[("from", day(m.from)), ("to", day(last))],
    )
}

/// Its tables in full.
#[must_use]
pub fn workbook(m: &Material<'_>) -> Workbook {
    let f = m.figures;
    let sheets = [
        ("severity", "result", &WORDS.table.severity, severities(f)),
        ("targets", "targets", &WORDS.table.targets, targets(f)),
        ("techniques", "techniques", &WORDS.table.techniques, techniques(f)),
        ("rules", "techniques", &WORDS.table.rules, rules(f)),
        ("attackers", "attackers", &WORDS.table.attackers, attackers(f)),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (key, section, head, rows))| Sheet {
        name: format!("{}. {}", at + 1, head[0]),
        titles: vec![subject(m), WORDS.section[section].clone()],
        columns: head
            .iter()
            .enumerate()
            .map(|(n, title)| {
                let column = Column::text(
                    format!("{key}_{n}"),
                    title.clone(),
                    if n == 0 { 60.0 } else { 18.0 },
                );
                if is_number(&rows, n) {
                    column.kind(ColumnKind::Integer)
                } else {
                    column
                }
            })
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                row.iter()
                    .enumerate()
                    .map(|(n, text)| match plain(text).filter(|_| is_number(&rows, n)) {
                        Some(value) => Value::Integer(value),
                        None => Value::Text(text.clone()),
                    })
                    .collect()
            })
            .collect(),
        ..Sheet::default()
    })
    .collect();
    Workbook {
        sheets,
        ..Workbook::default()
    }
}

fn plain(text: &str) -> Option<i64> {
    text.replace('.', "").parse().ok()
}

fn is_number(rows: &[Vec<String>], column: usize) -> bool {
    column > 0
        && !rows.is_empty()
        && rows
            .iter()
            .all(|r| r.get(column).is_some_and(|t| plain(t).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_document::model::Signature;

    #[test]
    fn a_report_says_what_the_circular_asks_for() {
        let head = Head {
            variant: coloa_law::OrganKind::State,
            superior: None,
            issuer: "Trung tâm An ninh mạng".into(),
            organ_symbol: "TTANM".into(),
            unit_symbol: None,
            place: "Sông Ngọc".into(),
            subject: String::new(),
            addressees: vec!["Công an tỉnh".into()],
            legal_bases: Vec::new(),
            signature: Signature {
                role: "GIÁM ĐỐC".into(),
                ..Signature::default()
            },
            recipients: vec!["Như trên".into()],
            archive: Some("VT".into()),
        };
        let figures = Figures {
            events: 1_234_567,
            alerts: 12,
            confirmed: 2,
            severities: vec![("high".into(), 12)],
            acknowledged_after: Some(90),
            closed_after: Some(5_400),
            systems: vec![Counted {
                name: "Cổng dịch vụ công".into(),
                alerts: 12,
                severity: "high".into(),
                ..Counted::default()
            }],
            ..Figures::default()
        };
        let m = Material {
            kind: Kind::Weekly,
            head: &head,
            from: "2026-07-05T17:00:00Z".parse().unwrap(),
            to: "2026-07-12T17:00:00Z".parse().unwrap(),
            figures: &figures,
            remarks: "Đề nghị rà soát.\n\nGiữ trực.",
        };
        let document = document(&m);
        assert_eq!(
            document.subject,
            "Kết quả giám sát an ninh mạng từ ngày 06/07/2026 đến ngày 12/07/2026"
        );
        let headings = document
            .body
            .iter()
            .filter(|b| matches!(b, Block::Heading(_)))
            .count();
        assert_eq!(headings, 8);
        let text = format!("{:?}", document.body);
        for words in [
            "1.234.567",
            "Cổng dịch vụ công",
            "2 phút",
            "1,5 giờ",
            "Giữ trực.",
            "Không ghi nhận.",
        ] {
            assert!(text.contains(words), "{words}");
        }
        let workbook = workbook(&m);
        assert_eq!(workbook.sheets.len(), 5);
        assert!(coloa_document::xlsx::xlsx(&workbook).is_ok());
        coloa_document::docx::docx(&document).unwrap();
    }
}
