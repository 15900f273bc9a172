//! From frozen figures and written texts to an official document and its annex workbook. Pure.

use crate::{
    snapshot::{Answer, Counts, DutyRow, Frozen, PartSnapshot, TargetRow, silent},
    topics::Topics,
};
use chrono::NaiveDate;
use coloa_base::clock::vn_date_text;
use coloa_document::{
    OfficialDocument,
    model::{
        Align, Annex, Block, Cell, Heading, HeadingLevel, List, Marker, Marks, OrganKind, Paragraph, Run,
        Signature, Symbol, Table,
    },
    numerals,
};
use coloa_law::outline::{BlockKind, OutlineBlock, ReportOutline};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What stands around the body: taken from the issuing agency's settings, editable per report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// `State` or `Party` rules of form.
    pub variant: OrganKind,
    pub superior: Option<String>,
    pub issuer: String,
    /// Abbreviation in the symbol, e.g. "UBND".
    pub organ_symbol: String,
    #[serde(default)]
    pub unit_symbol: Option<String>,
    pub place: String,
    pub subject: String,
    #[serde(default)]
    pub addressees: Vec<String>,
    #[serde(default)]
    pub legal_bases: Vec<String>,
    pub signature: Signature,
    #[serde(default)]
    pub recipients: Vec<String>,
    #[serde(default)]
    pub archive: Option<String>,
}

/// Everything a report is made of.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    pub head: &'a Head,
    pub outline: &'a ReportOutline,
    pub frozen: &'a Frozen,
    pub topics: &'a Topics,
    /// Written texts by block key (see [`block_key`]).
    pub texts: &'a BTreeMap<String, String>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub number: Option<u32>,
    pub date: Option<NaiveDate>,
    /// Not yet approved: printed as a draft.
    pub draft: bool,
}

/// Name of a text block: section, part (if any) and position, e.g. `tasks/monitoring/0`.
#[must_use]
pub fn block_key(section: &str, part: Option<&str>, index: usize) -> String {
    part.map_or_else(
        || format!("{section}/{index}"),
        |part| format!("{section}/{part}/{index}"),
    )
}

/// Keys of the blocks that people write, in the order of the document.
#[must_use]
pub fn text_keys(outline: &ReportOutline) -> Vec<String> {
    let texts = |blocks: &[OutlineBlock], section: &str, part: Option<&str>| -> Vec<String> {
        let kinds = blocks
            .iter()
            .enumerate()
            .filter(|(_, b)| b.kind == BlockKind::Text);
        kinds.map(|(i, _)| block_key(section, part, i)).collect()
    };
    let mut keys = Vec::new();
    for section in &outline.sections {
        keys.extend(texts(&section.blocks, &section.id, None));
        for part in &section.parts {
            keys.extend(texts(&part.blocks, &section.id, Some(&part.id)));
        }
    }
    for annex in &outline.annexes {
        keys.extend(texts(&annex.blocks, &annex.id, None));
    }
    keys
}

/// One item of the plan with all who answered for it.
#[derive(Debug)]
struct Line<'a> {
    path: Option<&'a str>,
    text: &'a str,
    timeframe: Option<String>,
    leads: Vec<&'a str>,
    rows: Vec<(&'a PartSnapshot, &'a DutyRow)>,
}

/// Where the words of a report are in one place: Vietnamese, as official reports put them.
mod words {
    pub const NO_ANSWER: &str = "chưa báo cáo";
    pub const DONE: &str = "hoàn thành";
    pub const IN_PROGRESS: &str = "đang thực hiện";
    pub const NOT_STARTED: &str = "chưa bắt đầu";
    pub const NOT_DONE: &str = "không thực hiện";
    pub const DRAFT: &str = "DỰ THẢO";
    pub const UNOFFICIAL: &str = "Chưa phải mẫu chính thức";
    pub const OTHER: &str = "Nhiệm vụ khác";
    pub const NO_TEXT: &str = "(Chưa có nội dung)";
    pub const NOTHING: &str = "Không có.";
}

const fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => words::DONE,
        Answer::InProgress => words::IN_PROGRESS,
        Answer::NotStarted => words::NOT_STARTED,
        Answer::NotDone => words::NOT_DONE,
        Answer::None => words::NO_ANSWER,
    }
}

/// Numbers as Vietnamese reports print them: `1.234,5`.
#[must_use]
pub fn number_text(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{rounded}");
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(c);
    }
    fraction.map_or_else(|| format!("{sign}{grouped}"), |f| format!("{sign}{grouped},{f}"))
}

/// The official document.
#[must_use]
pub fn document(m: &Material<'_>) -> OfficialDocument {
    let lines = lines(m.frozen);
    let mut body = Vec::new();
    for (i, section) in m.outline.sections.iter().enumerate() {
        body.push(heading(
            HeadingLevel::Section,
            Some(format!("{}.", numerals::roman(i + 1))),
            &section.title,
        ));
        for (b, block) in section.blocks.iter().enumerate() {
            push_block(
                m,
                &lines,
                block,
                &block_key(&section.id, None, b),
                None,
                &mut body,
            );
        }
        for (p, part) in section.parts.iter().enumerate() {
            body.push(heading(
                HeadingLevel::Clause,
                Some(format!("{}.", p + 1)),
                &part.title,
            ));
            for (b, block) in part.blocks.iter().enumerate() {
                push_block(
                    m,
                    &lines,
                    block,
                    &block_key(&section.id, Some(&part.id), b),
                    part.topic.as_deref(),
                    &mut body,
                );
            }
        }
        push_other(
            m,
            &lines,
            section.parts.iter().filter_map(|p| p.topic.as_deref()).collect(),
            section.parts.len(),
            &mut body,
        );
    }
    let annexes = m
        .outline
        .annexes
        .iter()
        .map(|annex| {
            let mut blocks = Vec::new();
            for (b, block) in annex.blocks.iter().enumerate() {
                push_block(
                    m,
                    &lines,
                    block,
                    &block_key(&annex.id, None, b),
                    None,
                    &mut blocks,
                );
            }
            Annex {
                title: annex.title.clone(),
                attached_line: true,
                note: None,
                landscape: annex.landscape,
                body: blocks,
            }
        })
        .collect();
    OfficialDocument {
        variant: m.head.variant,
        type_code: m.outline.document_type.clone(),
        superior: m.head.superior.clone(),
        issuer: m.head.issuer.clone(),
        number: m.number,
        symbol: Symbol {
            organ: m.head.organ_symbol.clone(),
            unit: m.head.unit_symbol.clone(),
        },
        place: m.head.place.clone(),
        date: m.date,
        year: m.to.format("%Y").to_string().parse().unwrap_or_default(),
        subject: m.head.subject.clone(),
        addressees: m.head.addressees.clone(),
        legal_bases: m.head.legal_bases.clone(),
        body,
        signature: m.head.signature.clone(),
        recipients: m.head.recipients.clone(),
        archive: m.head.archive.clone(),
        drafter: None,
        contact: None,
        marks: Marks {
            draft: m.draft.then(|| words::DRAFT.to_owned()),
            notice: (!m.outline.official_form).then(|| words::UNOFFICIAL.to_owned()),
            ..Marks::default()
        },
        annexes,
    }
}

fn heading(level: HeadingLevel, number: Option<String>, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        number,
        text: text.to_owned(),
    })
}

fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph {
        runs: vec![Run::plain(text)],
        ..Paragraph::default()
    })
}

/// Duties grouped into items of the plan, in the order of the plan.
fn lines(frozen: &Frozen) -> Vec<Line<'_>> {
    let mut index: HashMap<Uuid, usize> = HashMap::new();
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (part, duty) in frozen.duties() {
        let key = duty.lineage_id.unwrap_or(duty.duty_id);
        let at = *index.entry(key).or_insert_with(|| {
            lines.push(Line {
                path: duty.path.as_deref(),
                text: &duty.text,
                timeframe: duty
                    .due_on
                    .map(vn_date_text)
                    .or_else(|| duty.timeframe_text.clone()),
                leads: Vec::new(),
                rows: Vec::new(),
            });
            lines.len() - 1
        });
        if duty.role != "coordinate" && !lines[at].leads.contains(&part.agency_name.as_str()) {
            lines[at].leads.push(&part.agency_name);
        }
        lines[at].rows.push((part, duty));
    }
    lines.sort_by_key(|l| outline_key(l.path));
    lines
}

/// Sorts `III.5.h` after `III.5.d` and before `III.10`: roman and Arabic by value, letters in Vietnamese order.
fn outline_key(path: Option<&str>) -> Vec<(u32, String)> {
    let Some(path) = path else {
        return vec![(u32::MAX, String::new())];
    };
    path.split('.')
        .map(|part| {
            let digits = part.trim_matches(|c: char| !c.is_ascii_digit());
            let value = digits
                .parse()
                .ok()
                .or_else(|| roman_value(part.trim_end_matches('b')))
                .unwrap_or(0);
            (value, coloa_base::text::sort_key(part))
        })
        .collect()
}

fn roman_value(text: &str) -> Option<u32> {
    let values: Option<Vec<u32>> = text
        .chars()
        .map(|c| match c {
            'I' => Some(1),
            'V' => Some(5),
            'X' => Some(10),
            'L' => Some(50),
            'C' => Some(100),
            _ => None,
        })
        .collect();
    let values = values.filter(|v| !v.is_empty())?;
    // A smaller numeral in front of a larger one counts against it: IV is 4.
    let signed = values.iter().enumerate().map(|(i, v)| {
        let v = i64::from(*v);
        if values.get(i + 1).is_some_and(|next| i64::from(*next) > v) {
            -v
        } else {
            v
        }
    });
    u32::try_from(signed.sum::<i64>()).ok()
}

fn push_block(
    m: &Material<'_>,
    lines: &[Line<'_>],
    block: &OutlineBlock,
    key: &str,
    topic: Option<&str>,
    body: &mut Vec<Block>,
) {
    match block.kind {
        BlockKind::Text => match m.texts.get(key).map(|t| t.trim()).filter(|t| !t.is_empty()) {
            Some(text) => body.extend(
                text.split('\n')
                    .map(str::trim)
                    .filter(|l| !l.is_empty())
                    .map(text_line),
            ),
            None if m.draft => body.push(paragraph(words::NO_TEXT)),
            None => {}
        },
        BlockKind::TargetTable => body.push(target_table(&m.frozen.plan.targets)),
        BlockKind::DutyTable => {
            let chosen: Vec<&Line<'_>> = lines
                .iter()
                .filter(|l| topic.is_none_or(|t| m.topics.of(l.path, l.text) == Some(t)))
                .collect();
            body.push(duty_block(&chosen));
        }
        BlockKind::Difficulties => body.push(difficulties(m)),
        BlockKind::Counts => body.push(paragraph(counts_sentence(m))),
        BlockKind::Late => push_late(m, lines, body),
        BlockKind::SilentAgencies => push_silent(m, body),
    }
}

/// A line that begins with a dash or plus becomes a list item, as the writer meant it.
fn text_line(line: &str) -> Block {
    for (sign, marker) in [("- ", Marker::Dash), ("+ ", Marker::Plus)] {
        if let Some(rest) = line.strip_prefix(sign) {
            return Block::List(List {
                items: vec![vec![Run::plain(rest)]],
                marker,
            });
        }
    }
    paragraph(line)
}

/// Duties that fit no topic of a section with topics still belong into the report.
fn push_other(m: &Material<'_>, lines: &[Line<'_>], topics: Vec<&str>, parts: usize, body: &mut Vec<Block>) {
    if topics.is_empty() {
        return;
    }
    let rest: Vec<&Line<'_>> = lines
        .iter()
        .filter(|l| m.topics.of(l.path, l.text).is_none_or(|t| !topics.contains(&t)))
        .collect();
    if !rest.is_empty() {
        body.push(heading(
            HeadingLevel::Clause,
            Some(format!("{}.", parts + 1)),
            words::OTHER,
        ));
        body.push(duty_block(&rest));
    }
}

fn duty_block(lines: &[&Line<'_>]) -> Block {
    if lines.is_empty() {
        return paragraph(words::NOTHING);
    }
    let rows = lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            vec![
                Cell::from((i + 1).to_string()),
                Cell::from(
                    line.path
                        .map_or_else(|| line.text.to_owned(), |p| format!("{} ({p})", line.text)),
                ),
                Cell::from(leads_text(line)),
                Cell::from(line.timeframe.clone().unwrap_or_default()),
                Cell::from(result_text(line)),
            ]
        })
        .collect();
    Block::Table(Table {
        caption: None,
        head: ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Kết quả"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        widths: vec![1.0, 8.0, 4.0, 2.6, 5.0],
        aligns: vec![
            Align::Center,
            Align::Left,
            Align::Left,
            Align::Center,
            Align::Left,
        ],
        small: true,
    })
}

/// Up to four names; more are counted, the annex lists them all.
fn leads_text(line: &Line<'_>) -> String {
    let names = &line.leads;
    if names.len() <= 4 {
        names.join("; ")
    } else {
        format!("{}; … ({} cơ quan)", names[..3].join("; "), names.len())
    }
}

fn result_text(line: &Line<'_>) -> String {
    let answers: Vec<(Answer, &DutyRow)> = line
        .rows
        .iter()
        .filter(|(_, d)| d.role != "coordinate")
        .map(|(_, d)| (d.answer(), *d))
        .collect();
    let answers = if answers.is_empty() {
        line.rows.iter().map(|(_, d)| (d.answer(), *d)).collect()
    } else {
        answers
    };
    if let [(answer, duty)] = answers.as_slice() {
        let mut text = capitalised(answer_word(*answer));
        if let (Answer::InProgress, Some(percent)) = (answer, duty.percent) {
            text.push_str(&format!(" ({percent}%)"));
        }
        for extra in [&duty.note, &duty.product]
            .into_iter()
            .flatten()
            .filter(|s| !s.trim().is_empty())
        {
            text.push_str(". ");
            text.push_str(extra.trim().trim_end_matches('.'));
        }
        return text;
    }
    let mut tally: BTreeMap<Answer, usize> = BTreeMap::new();
    for (answer, _) in &answers {
        *tally.entry(*answer).or_default() += 1;
    }
    let list: Vec<String> = tally
        .iter()
        .map(|(a, n)| format!("{n} {}", answer_word(*a)))
        .collect();
    format!(
        "{}/{} cơ quan: {}",
        tally.get(&Answer::Done).unwrap_or(&0),
        answers.len(),
        list.join(", ")
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn target_table(targets: &[TargetRow]) -> Block {
    if targets.is_empty() {
        return paragraph(words::NOTHING);
    }
    let rows = targets
        .iter()
        .enumerate()
        .map(|(i, t)| {
            let unit = t.unit.as_deref().unwrap_or_default();
            let with_unit = |v: f64| {
                if unit == "%" {
                    format!("{}%", number_text(v))
                } else {
                    format!("{} {unit}", number_text(v)).trim().to_owned()
                }
            };
            let value = match (t.kind.as_str(), t.value, t.reached) {
                ("milestone", _, Some(true)) => "Đạt".to_owned(),
                ("milestone", _, Some(false)) => "Chưa đạt".to_owned(),
                (_, Some(v), _) => with_unit(v),
                _ => "Chưa có số liệu".to_owned(),
            };
            let share = match (t.value, t.goal) {
                (Some(v), Some(g)) if g.abs() > f64::EPSILON => number_text(v / g * 100.0),
                _ => String::new(),
            };
            let note = match (t.numerator, t.denominator, &t.note) {
                (Some(n), Some(d), None) => format!("{}/{}", number_text(n), number_text(d)),
                (Some(n), Some(d), Some(note)) => format!("{}/{}. {note}", number_text(n), number_text(d)),
                (_, _, note) => note.clone().unwrap_or_default(),
            };
            vec![
                Cell::from((i + 1).to_string()),
                Cell::from(t.text.clone()),
                Cell::from(t.goal.map(with_unit).unwrap_or_default()),
                Cell::from(value),
                Cell::from(share),
                Cell::from(note),
            ]
        })
        .collect();
    Block::Table(Table {
        caption: None,
        head: [
            "TT",
            "Chỉ tiêu",
            "Kế hoạch năm",
            "Thực hiện",
            "% so với kế hoạch",
            "Ghi chú",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
        widths: vec![1.0, 8.0, 2.6, 2.6, 2.2, 4.0],
        aligns: vec![
            Align::Center,
            Align::Left,
            Align::Center,
            Align::Center,
            Align::Center,
            Align::Left,
        ],
        small: true,
    })
}

fn counts_sentence(m: &Material<'_>) -> String {
    let c = Counts::of(&m.frozen.parts);
    let n = |v: u64| number_text(v as f64);
    format!(
        "Trong kỳ báo cáo (từ {} đến {}), {} cơ quan, đơn vị được giao {} nhiệm vụ: {} đã hoàn thành, {} đang thực hiện, {} chưa bắt đầu, \
         {} không thực hiện, {} chưa có báo cáo; {} nhiệm vụ chậm tiến độ. Có {} cơ quan, đơn vị chưa báo cáo.",
        vn_date_text(m.from),
        vn_date_text(m.to),
        n(c.agencies),
        n(c.duties),
        n(c.done),
        n(c.in_progress),
        n(c.not_started),
        n(c.not_done),
        n(c.no_answer),
        n(c.late),
        n(c.silent)
    )
}

fn push_late(m: &Material<'_>, lines: &[Line<'_>], body: &mut Vec<Block>) {
    let mut late: Vec<(&str, &DutyRow, i64)> = lines
        .iter()
        .flat_map(|l| l.rows.iter())
        .filter_map(|(p, d)| d.late_days.map(|days| (p.agency_name.as_str(), *d, days)))
        .collect();
    late.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    if late.is_empty() {
        body.push(paragraph("Không có nhiệm vụ chậm tiến độ."));
        return;
    }
    body.push(paragraph(format!(
        "Nhiệm vụ chậm tiến độ tính đến ngày {}: {}.",
        vn_date_text(m.to),
        late.len()
    )));
    let rows = late
        .iter()
        .enumerate()
        .map(|(i, (agency, duty, days))| {
            vec![
                Cell::from((i + 1).to_string()),
                Cell::from(*agency),
                Cell::from(duty.text.clone()),
                Cell::from(duty.due_on.map(vn_date_text).unwrap_or_default()),
                Cell::from(days.to_string()),
            ]
        })
        .collect();
    body.push(Block::Table(Table {
        caption: None,
        head: ["TT", "Cơ quan", "Nhiệm vụ", "Thời hạn", "Số ngày chậm"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        widths: vec![1.0, 4.0, 9.0, 2.6, 2.0],
        aligns: vec![
            Align::Center,
            Align::Left,
            Align::Left,
            Align::Center,
            Align::Center,
        ],
        small: true,
    }));
}

fn push_silent(m: &Material<'_>, body: &mut Vec<Block>) {
    let mut names: Vec<&str> = m
        .frozen
        .parts
        .iter()
        .filter(|p| silent(p))
        .map(|p| p.agency_name.as_str())
        .collect();
    names.sort_by_key(|n| coloa_base::text::sort_key(n));
    if names.is_empty() {
        body.push(paragraph("Tất cả cơ quan, đơn vị đã báo cáo."));
    } else {
        body.push(paragraph(format!(
            "Cơ quan, đơn vị chưa báo cáo ({}): {}.",
            names.len(),
            names.join("; ")
        )));
    }
}

fn difficulties(m: &Material<'_>) -> Block {
    let items: Vec<Vec<Run>> = m
        .frozen
        .plan
        .difficulties
        .iter()
        .map(|d| {
            let mut text = format!("{}: {}", d.agency_name, d.text.trim().trim_end_matches('.'));
            if let Some(addressee) = &d.addressee {
                text.push_str(&format!(" (kiến nghị {addressee})"));
            }
            if let Some(answer) = d.answer.as_deref().filter(|a| !a.trim().is_empty()) {
                text.push_str(&format!(". Trả lời: {}", answer.trim().trim_end_matches('.')));
            }
            vec![Run::plain(text)]
        })
        .collect();
    if items.is_empty() {
        paragraph(words::NOTHING)
    } else {
        Block::List(List {
            items,
            marker: Marker::Dash,
        })
    }
}

/// The annex as a workbook: targets, duties (one row an agency and duty), agencies.
#[must_use]
pub fn workbook(m: &Material<'_>) -> coloa_document::xlsx::Workbook {
    use coloa_document::xlsx::{Column, ColumnKind, Sheet, Value, Workbook};
    let titles = vec![
        m.head.subject.clone(),
        format!("Từ {} đến {}", vn_date_text(m.from), vn_date_text(m.to)),
    ];
    let text = |v: Option<&str>| v.map_or(Value::Empty, |v| Value::Text(v.to_owned()));
    let targets = Sheet {
        name: "Chỉ tiêu".to_owned(),
        titles: titles.clone(),
        columns: vec![
            Column::text("path", "Mục", 10.0),
            Column::text("text", "Chỉ tiêu", 60.0),
            Column::text("unit", "Đơn vị", 10.0),
            Column::text("goal", "Kế hoạch", 12.0).kind(ColumnKind::Decimal),
            Column::text("value", "Thực hiện", 12.0).kind(ColumnKind::Decimal),
            Column::text("query", "Cách tính", 40.0),
            Column::text("note", "Ghi chú", 30.0),
        ],
        rows: m
            .frozen
            .plan
            .targets
            .iter()
            .map(|t| {
                vec![
                    Value::Text(t.path.clone()),
                    Value::Text(t.text.clone()),
                    text(t.unit.as_deref()),
                    t.goal.map_or(Value::Empty, Value::Number),
                    t.value.map_or(Value::Empty, Value::Number),
                    text(t.query.as_deref()),
                    text(t.note.as_deref()),
                ]
            })
            .collect(),
        ..Sheet::default()
    };
    let duties = Sheet {
        name: "Nhiệm vụ".to_owned(),
        titles: titles.clone(),
        columns: vec![
            Column::text("path", "Mục", 10.0),
            Column::text("text", "Nhiệm vụ", 60.0),
            Column::text("agency", "Cơ quan", 32.0),
            Column::text("role", "Vai trò", 12.0),
            Column::text("due", "Thời hạn", 12.0),
            Column::text("answer", "Trạng thái", 16.0),
            Column::text("percent", "%", 8.0).kind(ColumnKind::Integer),
            Column::text("late", "Số ngày chậm", 10.0).kind(ColumnKind::Integer),
            Column::text("note", "Kết quả", 40.0),
            Column::text("product", "Sản phẩm", 30.0),
            Column::text("evidence", "Số minh chứng", 10.0).kind(ColumnKind::Integer),
        ],
        rows: m
            .frozen
            .duties()
            .map(|(part, d)| {
                vec![
                    text(d.path.as_deref()),
                    Value::Text(d.text.clone()),
                    Value::Text(part.agency_name.clone()),
                    Value::Text(role_word(&d.role).to_owned()),
                    d.due_on.map_or_else(
                        || text(d.timeframe_text.as_deref()),
                        |day| Value::Text(vn_date_text(day)),
                    ),
                    Value::Text(capitalised(answer_word(d.answer()))),
                    d.percent.map_or(Value::Empty, |p| Value::Number(f64::from(p))),
                    d.late_days.map_or(Value::Empty, |n| Value::Number(n as f64)),
                    text(d.note.as_deref()),
                    text(d.product.as_deref()),
                    Value::Number(f64::from(d.evidence)),
                ]
            })
            .collect(),
        ..Sheet::default()
    };
    let agencies = Sheet {
        name: "Cơ quan".to_owned(),
        titles,
        columns: vec![
            Column::text("agency", "Cơ quan", 40.0),
            Column::text("duties", "Nhiệm vụ", 10.0).kind(ColumnKind::Integer),
            Column::text("done", "Hoàn thành", 10.0).kind(ColumnKind::Integer),
            Column::text("late", "Chậm", 10.0).kind(ColumnKind::Integer),
            Column::text("none", "Chưa trả lời", 10.0).kind(ColumnKind::Integer),
            Column::text("silent", "Chưa báo cáo", 12.0),
        ],
        rows: m
            .frozen
            .parts
            .iter()
            .map(|p| {
                let c = Counts::of(std::slice::from_ref(p));
                vec![
                    Value::Text(p.agency_name.clone()),
                    Value::Number(c.duties as f64),
                    Value::Number(c.done as f64),
                    Value::Number(c.late as f64),
                    Value::Number(c.no_answer as f64),
                    if silent(p) {
                        Value::Text("x".to_owned())
                    } else {
                        Value::Empty
                    },
                ]
            })
            .collect(),
        ..Sheet::default()
    };
    Workbook {
        sheets: vec![targets, duties, agencies],
        ..Workbook::default()
    }
}

fn role_word(role: &str) -> &'static str {
    match role {
        "lead" => "Chủ trì",
        "coordinate" => "Phối hợp",
        _ => "Được giao",
    }
}
