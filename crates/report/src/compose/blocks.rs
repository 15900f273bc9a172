//! What stands in the body of the document: texts, tables, sentences. Tables are bounded by
//! [`crate::words::Layout::table_rows`]; the workbook holds every row.

use super::{
    Material,
    lines::{Line, leads_text, result_text},
    number_text,
};
use crate::{
    snapshot::{Counts, DifficultyRow, DutyRow, TargetRow, silent},
    words::fill,
};
use coloa_base::clock::vn_date_text;
use coloa_document::model::{Align, Block, Cell, Heading, HeadingLevel, List, Marker, Paragraph, Run, Table};
use coloa_law::outline::{BlockKind, OutlineBlock};

pub(super) fn heading(level: HeadingLevel, number: Option<String>, text: &str) -> Block {
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

pub(super) fn push_block(
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
            None if m.draft => body.push(paragraph(&*m.words.text.unwritten)),
            None => {}
        },
        BlockKind::TargetTable => push_targets(m, body),
        BlockKind::DutyTable => {
            let chosen: Vec<&Line<'_>> = lines
                .iter()
                .filter(|l| topic.is_none_or(|t| m.topics.of(l.path, l.text) == Some(t)))
                .collect();
            push_duties(m, &chosen, body);
        }
        BlockKind::Difficulties => push_difficulties(m, body),
        BlockKind::Counts => body.push(paragraph(counts_sentence(m))),
        BlockKind::Late => push_late(m, lines, body),
        BlockKind::SilentAgencies => push_silent(m, body),
    }
}

/// Says so where nothing stands under a heading since `begun`, and whether that was so.
pub(super) fn say_nothing(m: &Material<'_>, begun: usize, body: &mut Vec<Block>) -> bool {
    let nothing = body.len() == begun;
    if nothing {
        body.push(paragraph(&*m.words.text.nothing));
    }
    nothing
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
pub(super) fn push_other(
    m: &Material<'_>,
    lines: &[Line<'_>],
    topics: Vec<&str>,
    parts: usize,
    body: &mut Vec<Block>,
) {
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
            &m.words.text.other_duties,
        ));
        push_duties(m, &rest, body);
    }
}

/// The `limit` most urgent of `all`, in their order, where there are more.
fn most_urgent<T, K: Ord>(all: &[T], limit: usize, urgency: impl Fn(&T) -> K) -> Vec<&T> {
    if all.len() <= limit {
        return all.iter().collect();
    }
    let mut by_urgency: Vec<usize> = (0..all.len()).collect();
    // Stable: of equally urgent ones those that stand first.
    by_urgency.sort_by_cached_key(|&i| std::cmp::Reverse(urgency(&all[i])));
    by_urgency.truncate(limit);
    by_urgency.sort_unstable();
    by_urgency.into_iter().map(|i| &all[i]).collect()
}

/// A table, and below it how many rows stand in the workbook alone.
fn push_table(
    m: &Material<'_>,
    head: &[String],
    columns: &[(f32, Align)],
    rows: Vec<Vec<Cell>>,
    total: usize,
    sheet: &str,
    body: &mut Vec<Block>,
) {
    let shown = rows.len();
    body.push(Block::Table(Table {
        caption: None,
        head: head.to_vec(),
        rows,
        widths: columns.iter().map(|(width, _)| *width).collect(),
        aligns: columns.iter().map(|(_, align)| *align).collect(),
        small: true,
    }));
    if shown < total {
        body.push(paragraph(fill(
            &m.words.sentence.more_rows,
            &[
                ("shown", &count_text(shown)),
                ("total", &count_text(total)),
                ("rest", &count_text(total - shown)),
                ("sheet", &sheet),
            ],
        )));
    }
}

fn count_text(count: usize) -> String {
    number_text(count as f64)
}

fn push_duties(m: &Material<'_>, lines: &[&Line<'_>], body: &mut Vec<Block>) {
    let words = m.words;
    if lines.is_empty() {
        return;
    }
    let rows = most_urgent(lines, words.layout.table_rows, |l| {
        (l.late_days(), l.unanswered())
    })
    .into_iter()
    .enumerate()
    .map(|(i, line)| {
        vec![
            Cell::from((i + 1).to_string()),
            Cell::from(
                line.path
                    .map_or_else(|| line.text.to_owned(), |p| format!("{} ({p})", line.text)),
            ),
            Cell::from(leads_text(words, line)),
            Cell::from(line.timeframe.clone().unwrap_or_default()),
            Cell::from(result_text(words, line)),
        ]
    })
    .collect();
    let columns = [
        (1.0, Align::Center),
        (8.0, Align::Left),
        (4.0, Align::Left),
        (2.6, Align::Center),
        (5.0, Align::Left),
    ];
    let sheet = &words.sheet.duties.name;
    push_table(m, &words.table.duties, &columns, rows, lines.len(), sheet, body);
}

fn push_targets(m: &Material<'_>, body: &mut Vec<Block>) {
    let (words, targets) = (m.words, &m.frozen.plan.targets);
    if targets.is_empty() {
        return;
    }
    // Not met before without a value before met.
    let urgency = |t: &TargetRow| match t.met() {
        Some(false) => 2,
        None => 1,
        Some(true) => 0,
    };
    let rows = most_urgent(targets, words.layout.table_rows, urgency)
        .into_iter()
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
                ("milestone", _, Some(true)) => words.text.reached.clone(),
                ("milestone", _, Some(false)) => words.text.not_reached.clone(),
                (_, Some(v), _) => with_unit(v),
                _ => words.text.no_value.clone(),
            };
            let goal = t.goal.map(|g| {
                let goal = words.goal(t.comparator.as_deref(), &with_unit(g));
                match t.goal_year {
                    Some(year) => fill(&words.sentence.goal_of_year, &[("goal", &goal), ("year", &year)]),
                    None => goal,
                }
            });
            let share = match (t.value, t.goal) {
                // The share of a ceiling says the opposite of what a reader takes it for.
                _ if matches!(t.comparator.as_deref(), Some("<" | "<=")) => String::new(),
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
                Cell::from(goal.unwrap_or_default()),
                Cell::from(value),
                Cell::from(share),
                Cell::from(note),
            ]
        })
        .collect();
    let columns = [
        (1.0, Align::Center),
        (8.0, Align::Left),
        (2.6, Align::Center),
        (2.6, Align::Center),
        (2.2, Align::Center),
        (4.0, Align::Left),
    ];
    let sheet = &words.sheet.targets.name;
    push_table(
        m,
        &words.table.targets,
        &columns,
        rows,
        targets.len(),
        sheet,
        body,
    );
}

fn counts_sentence(m: &Material<'_>) -> String {
    let c = Counts::of(&m.frozen.parts);
    let n = |v: u64| number_text(v as f64);
    let mut text = fill(
        &m.words.sentence.counts,
        &[
            ("from", &vn_date_text(m.from)),
            ("to", &vn_date_text(m.to)),
            ("agencies", &n(c.agencies)),
            ("duties", &n(c.duties)),
            ("done", &n(c.done)),
            ("in_progress", &n(c.in_progress)),
            ("not_started", &n(c.not_started)),
            ("not_done", &n(c.not_done)),
            ("no_answer", &n(c.no_answer)),
            ("late", &n(c.late)),
            ("silent", &n(c.silent)),
        ],
    );
    if c.unaccepted > 0 {
        text.push(' ');
        text.push_str(&fill(
            &m.words.sentence.unaccepted,
            &[("count", &n(c.unaccepted)), ("done", &n(c.done))],
        ));
    }
    text
}

fn push_late(m: &Material<'_>, lines: &[Line<'_>], body: &mut Vec<Block>) {
    let mut late: Vec<(&str, &DutyRow, i64)> = lines
        .iter()
        .flat_map(|l| l.rows.iter())
        .filter_map(|(p, d)| d.late_days.map(|days| (p.agency_name.as_str(), *d, days)))
        .collect();
    late.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let words = m.words;
    if late.is_empty() {
        body.push(paragraph(&*words.text.no_late));
        return;
    }
    body.push(paragraph(fill(
        &words.sentence.late,
        &[
            ("to", &vn_date_text(m.reckoned_on)),
            ("late", &count_text(late.len())),
        ],
    )));
    let rows = late
        .iter()
        .take(words.layout.table_rows)
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
    let columns = [
        (1.0, Align::Center),
        (4.0, Align::Left),
        (9.0, Align::Left),
        (2.6, Align::Center),
        (2.0, Align::Center),
    ];
    let sheet = &words.sheet.duties.name;
    push_table(m, &words.table.late, &columns, rows, late.len(), sheet, body);
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
        body.push(paragraph(&*m.words.text.all_reported));
    } else {
        body.push(paragraph(fill(
            &m.words.sentence.silent,
            &[("count", &count_text(names.len())), ("names", &names.join("; "))],
        )));
    }
}

fn push_difficulties(m: &Material<'_>, body: &mut Vec<Block>) {
    let (words, all) = (m.words, &m.frozen.plan.difficulties);
    if all.is_empty() {
        return;
    }
    // Those that nobody answered before those that were.
    let waiting = |d: &DifficultyRow| matches!(d.state.as_str(), "open" | "escalated");
    let items: Vec<Vec<Run>> = most_urgent(all, words.layout.table_rows, waiting)
        .into_iter()
        .map(|d| {
            let mut text = format!("{}: {}", d.agency_name, d.text.trim().trim_end_matches('.'));
            if let Some(addressee) = &d.addressee {
                text = fill(
                    &words.sentence.addressee,
                    &[("text", &text), ("addressee", addressee)],
                );
            }
            if let Some(answer) = d.answer.as_deref().filter(|a| !a.trim().is_empty()) {
                let answer = answer.trim().trim_end_matches('.');
                text = fill(&words.sentence.reply, &[("text", &text), ("answer", &answer)]);
            }
            vec![Run::plain(text)]
        })
        .collect();
    let rest = all.len() - items.len();
    body.push(Block::List(List {
        items,
        marker: Marker::Dash,
    }));
    if rest > 0 {
        body.push(paragraph(fill(
            &words.sentence.more_items,
            &[
                ("rest", &count_text(rest)),
                ("total", &count_text(all.len())),
                ("sheet", &words.sheet.difficulties.name),
            ],
        )));
    }
}
