//! The after-action report of a drill in the official layout, marked as an exercise. Pure: whoever calls brings the figures.

use crate::{compose::Head, law_form};
use chrono::{DateTime, Datelike, Utc};
use coloa_base::{
    clock::{vn_date, vn_date_time_text},
    sentence::fill,
};
use coloa_document::{
    OfficialDocument,
    model::{Align, Block, Cell, Heading, HeadingLevel, Paragraph, Run, Table},
    numerals,
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Names of one sentence.
const NAMES: usize = 30;

#[derive(Debug, Deserialize)]
struct Words {
    document_type: String,
    notice: String,
    subject: String,
    nothing: String,
    silent: String,
    not_reached: String,
    everyone: String,
    section: BTreeMap<String, String>,
    sentence: BTreeMap<String, String>,
    table: Tables,
    milestone: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Tables {
    injects: Vec<String>,
    agency: String,
    answers: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/drill.toml")).expect("embedded drill.toml parses; a test reads it")
});

/// A milestone and when it was reached, in minutes of the exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Its code.
    pub milestone: String,
    /// `None`: not reached, which is no zero.
    pub minutes: Option<i64>,
    pub target: Option<i64>,
    pub late: bool,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub minute: i32,
    /// Empty: to all.
    pub agency: String,
    pub title: String,
    /// Code of a milestone; empty: nothing was asked for.
    pub expects: String,
    pub within: Option<i32>,
}

/// How one agency did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    pub agency: String,
    /// It did anything at all.
    pub acted: bool,
    pub milestones: Vec<Reached>,
    /// Title of the inject, and what came of it.
    pub answers: Vec<(String, Reached)>,
}

/// All that the report is made of.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    pub head: &'a Head,
    pub code: &'a str,
    pub title: &'a str,
    pub purpose: &'a str,
    pub holder: &'a str,
    pub started_at: DateTime<Utc>,
    /// `None`: it still runs.
    pub ended_at: Option<DateTime<Utc>>,
    pub speed: i32,
    pub injects: Vec<Happened>,
    pub agencies: Vec<Performed>,
    pub in_time: usize,
    pub late: usize,
    pub not_reached: usize,
    /// What people saw and learned.
    pub review: &'a str,
}

fn said(sentence: &str, values: &[(&str, &str)]) -> Block {
    paragraph(fill(&WORDS.sentence[sentence], values))
}

fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph {
        runs: vec![Run::plain(text)],
        ..Paragraph::default()
    })
}

fn heading(number: usize, section: &str) -> Block {
    Block::Heading(Heading {
        level: HeadingLevel::Section,
        number: Some(format!("{}.", numerals::roman(number))),
        text: WORDS.section[section].clone(),
    })
}

fn lines(text: &str) -> Vec<Block> {
    if text.trim().is_empty() {
        return vec![paragraph(WORDS.nothing.clone())];
    }
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(paragraph)
        .collect()
}

fn table(head: Vec<String>, rows: Vec<Vec<String>>) -> Block {
    Block::Table(Table {
        aligns: vec![Align::Left; head.len()],
        head,
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::from).collect())
            .collect(),
        small: true,
        ..Table::default()
    })
}

fn named(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join("; ");
    match names.len().checked_sub(NAMES).filter(|n| *n > 0) {
        None => shown,
        Some(rest) => fill(
            &WORDS.sentence["and_more"],
            &[("names", &shown), ("number", &rest.to_string())],
        ),
    }
}

fn milestone(code: &str) -> String {
    WORDS.milestone.get(code).cloned().unwrap_or_default()
}

/// How a milestone reads in a table.
fn value(reached: &Reached) -> String {
    let (Some(minutes), Some(target)) = (reached.minutes, reached.target) else {
        return match (reached.minutes, reached.target) {
            (Some(minutes), _) => minutes.to_string(),
            (None, Some(target)) => fill(
                &WORDS.sentence["value_missing"],
                &[("target", &target.to_string())],
            ),
            (None, None) => WORDS.not_reached.clone(),
        };
    };
    let sentence = if reached.late { "value_late" } else { "value" };
    fill(
        &WORDS.sentence[sentence],
        &[("minutes", &minutes.to_string()), ("target", &target.to_string())],
    )
}

fn general(m: &Material<'_>) -> Vec<Block> {
    let from = vn_date_time_text(m.started_at);
    let speed = m.speed.to_string();
    let names: Vec<&str> = m.agencies.iter().map(|a| a.agency.as_str()).collect();
    let number = names.len().to_string();
    let mut blocks = vec![said("code", &[("code", m.code), ("holder", m.holder)])];
    blocks.push(match m.ended_at.map(vn_date_time_text) {
        Some(to) => said("time", &[("from", &from), ("to", &to), ("speed", &speed)]),
        None => said("open_time", &[("from", &from), ("speed", &speed)]),
    });
    blocks.push(said(
        "agencies",
        &[("number", &number), ("names", &named(&names))],
    ));
    if !m.purpose.trim().is_empty() {
        blocks.extend(lines(m.purpose));
    }
    blocks
}

fn happened(m: &Material<'_>) -> Block {
    let rows = m.injects.iter().map(|i| {
        let agency = if i.agency.is_empty() {
            WORDS.everyone.clone()
        } else {
            i.agency.clone()
        };
        let wanted = match i.within {
            Some(within) => format!("{} ≤ {within}", milestone(&i.expects)),
            None => milestone(&i.expects),
        };
        vec![i.minute.to_string(), agency, i.title.clone(), wanted]
    });
    table(WORDS.table.injects.clone(), rows.collect())
}

/// Milestones that somebody reached or was to reach, in the order in which they come.
fn columns(m: &Material<'_>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for reached in m.agencies.iter().flat_map(|a| &a.milestones) {
        if !codes.contains(&reached.milestone) {
            codes.push(reached.milestone.clone());
        }
    }
    codes
}

fn results(m: &Material<'_>) -> Vec<Block> {
    let (in_time, late, missing) = (
        m.in_time.to_string(),
        m.late.to_string(),
        m.not_reached.to_string(),
    );
    let mut blocks = vec![said(
        "sums",
        &[("in_time", &in_time), ("late", &late), ("not_reached", &missing)],
    )];
    let silent: Vec<&str> = m
        .agencies
        .iter()
        .filter(|a| !a.acted)
        .map(|a| a.agency.as_str())
        .collect();
    blocks.push(if silent.is_empty() {
        said("all_acted", &[])
    } else {
        let number = silent.len().to_string();
        said("silent", &[("number", &number), ("names", &named(&silent))])
    });
    let codes = columns(m);
    let head = std::iter::once(WORDS.table.agency.clone())
        .chain(codes.iter().map(|c| milestone(c)))
        .collect();
    let rows = m.agencies.iter().map(|agency| {
        let name = if agency.acted {
            agency.agency.clone()
        } else {
            format!("{} ({})", agency.agency, WORDS.silent)
        };
        let cells = codes.iter().map(|code| {
            let found = agency.milestones.iter().find(|r| r.milestone == *code);
            found.map_or_else(|| WORDS.not_reached.clone(), value)
        });
        std::iter::once(name).chain(cells).collect()
    });
    blocks.push(table(head, rows.collect()));
    blocks
}

fn answers(m: &Material<'_>) -> Vec<Block> {
    let rows: Vec<Vec<String>> = m
        .agencies
        .iter()
        .flat_map(|agency| {
            agency.answers.iter().map(|(title, reached)| {
                vec![
                    agency.agency.clone(),
                    title.clone(),
                    milestone(&reached.milestone),
                    value(reached),
                ]
            })
        })
        .collect();
    if rows.is_empty() {
        return vec![paragraph(WORDS.nothing.clone())];
    }
    vec![table(WORDS.table.answers.clone(), rows)]
}

/// The report.
#[must_use]
pub fn document(m: &Material<'_>) -> OfficialDocument {
    let mut body = vec![heading(1, "general")];
    body.extend(general(m));
    body.push(heading(2, "injects"));
    body.push(happened(m));
    body.push(heading(3, "results"));
    body.extend(results(m));
    body.push(heading(4, "answers"));
    body.extend(answers(m));
    body.push(heading(5, "review"));
    body.extend(lines(m.review));
    let year = vn_date(m.ended_at.unwrap_or(m.started_at)).year();
    let subject = fill(&WORDS.subject, &[("title", m.title)]);
    let mut document = law_form::official(m.head, year, &WORDS.document_type, subject, Vec::new(), body);
    document.marks.notice = Some(WORDS.notice.clone());
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_document::model::Signature;

    fn reached(minutes: Option<i64>, late: bool) -> Reached {
        Reached {
            milestone: "reported".to_owned(),
            minutes,
            target: Some(15),
            late,
        }
    }

    fn head() -> Head {
        Head {
            variant: coloa_law::OrganKind::State,
            superior: None,
            issuer: "Trung tâm An ninh mạng".into(),
            organ_symbol: "TTANM".into(),
            unit_symbol: None,
            place: "Sông Ngọc".into(),
            subject: String::new(),
            addressees: Vec::new(),
            legal_bases: Vec::new(),
            signature: Signature::default(),
            recipients: Vec::new(),
            archive: None,
        }
    }

    fn printed(agencies: Vec<Performed>) -> String {
        let document = document(&Material {
            head: &head(),
            code: "DT-2026-01",
            title: "Diễn tập mã độc",
            purpose: "",
            holder: "Trung tâm",
            started_at: "2026-07-15T02:00:00Z".parse().unwrap(),
            ended_at: Some("2026-07-15T04:00:00Z".parse().unwrap()),
            speed: 3,
            injects: vec![Happened {
                minute: 0,
                agency: String::new(),
                title: "Tệp lạ".to_owned(),
                expects: "reported".to_owned(),
                within: Some(15),
            }],
            agencies,
            in_time: 1,
            late: 0,
            not_reached: 1,
            review: "Danh bạ cũ.\n\nCập nhật danh bạ.",
        });
        assert!(
            document
                .marks
                .notice
                .as_deref()
                .is_some_and(|n| n.contains("DIỄN TẬP"))
        );
        serde_json::to_string(&document).unwrap()
    }

    #[test]
    fn who_did_nothing_is_named_and_is_no_zero() {
        let text = printed(vec![
            Performed {
                agency: "Xã An".to_owned(),
                acted: true,
                milestones: vec![reached(Some(6), false)],
                answers: vec![("Tệp lạ".to_owned(), reached(Some(6), false))],
            },
            Performed {
                agency: "Xã Bình".to_owned(),
                acted: false,
                milestones: vec![reached(None, false)],
                answers: Vec::new(),
            },
        ]);
        assert!(text.contains("6 (mục tiêu 15)"), "{text}");
        assert!(text.contains("1 đơn vị không có hành động nào: Xã Bình."));
        assert!(text.contains("Xã Bình (không có hành động nào)"));
        assert!(text.contains("chưa đạt (mục tiêu 15)") && !text.contains("\"0 (mục tiêu 15)\""));
        assert!(text.contains("Cập nhật danh bạ."));
        for name in ["{title}", "{code}", "{names}", "{number}", "{target}"] {
            assert!(!text.contains(name), "{name} was not filled in");
        }
    }

    #[test]
    fn a_late_milestone_says_so() {
        let text = printed(vec![Performed {
            agency: "Xã An".to_owned(),
            acted: true,
            milestones: vec![reached(Some(20), true)],
            answers: Vec::new(),
        }]);
        assert!(text.contains("20 – muộn (mục tiêu 15)") && text.contains("Mọi đơn vị đều có hành động."));
    }
}
