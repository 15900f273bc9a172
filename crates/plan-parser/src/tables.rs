//! Tasks and targets given as a table, usually in an annex: STT | Nhiệm vụ | Chủ trì | Phối hợp | Thời gian | Sản phẩm.

use crate::content::mentions;
use crate::lines::{Flow, Grid, lower};
use crate::marker::{self, Mark};
use crate::metric;
use crate::model::{Found, Metric, Target, Task, Timeframe, TimeframeKind};
use crate::narrative;
use crate::timeframe;
use std::collections::HashMap;
use std::ops::Range;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Number,
    Task,
    Lead,
    Coordinate,
    Time,
    Product,
    Target,
    Value,
    Unit,
    Other,
}

fn column(text: &str) -> Column {
    let low = lower(text);
    let low = low.trim();
    let has = |p: &str| low.contains(p);
    if matches!(low, "stt" | "tt" | "số tt" | "số thứ tự" | "#" | "no.") {
        Column::Number
    } else if has("chỉ tiêu") || has("mục tiêu") {
        Column::Target
    } else if has("đơn vị tính") || low == "đvt" {
        Column::Unit
    } else if has("phối hợp") && !has("chủ trì") {
        Column::Coordinate
    } else if has("chủ trì")
        || has("đơn vị thực hiện")
        || has("cơ quan thực hiện")
        || has("đơn vị đầu mối")
        || has("chịu trách nhiệm")
        || has("phân công")
    {
        Column::Lead
    } else if has("thời gian")
        || has("thời hạn")
        || has("tiến độ")
        || has("hoàn thành")
        || has("lộ trình")
        || low == "thời điểm"
    {
        Column::Time
    } else if has("sản phẩm") || has("kết quả") || has("đầu ra") {
        Column::Product
    } else if has("nhiệm vụ")
        || has("nội dung")
        || has("công việc")
        || has("hoạt động")
        || has("giải pháp")
        || has("tên đề án")
    {
        Column::Task
    } else {
        Column::Other
    }
}

/// Columns of a table of tasks or targets: the index of the header row and what each column holds.
fn header(flow: &Flow, grid: &Grid) -> Option<(usize, Vec<Column>)> {
    for (i, row) in grid.rows.iter().take(4).enumerate() {
        let mut columns: Vec<Column> = row.iter().map(|c| column(flow.get(c))).collect();
        // A header over two rows: cells of the second fill what the first left open.
        let known = |c: &[Column], k: Column| c.contains(&k);
        let tasks = known(&columns, Column::Task)
            && (known(&columns, Column::Lead)
                || known(&columns, Column::Time)
                || known(&columns, Column::Coordinate));
        let targets = known(&columns, Column::Target) && columns.len() >= 3;
        if tasks || targets {
            for c in columns.iter_mut().enumerate() {
                let text = lower(flow.get(&row[c.0]));
                if targets
                    && *c.1 == Column::Other
                    && (text.contains("năm 20")
                        || text.contains("đến 20")
                        || text
                            .trim()
                            .parse::<u32>()
                            .is_ok_and(|y| (2000..2100).contains(&y)))
                {
                    *c.1 = Column::Value;
                }
            }
            return Some((i, columns));
        }
    }
    None
}

/// Whether a table holds tasks or targets (and is not layout).
#[must_use]
pub fn is_data(flow: &Flow, grid: &Grid) -> bool {
    header(flow, grid).is_some()
}

fn join(above: &str, part: &str) -> String {
    if above.is_empty() {
        part.to_string()
    } else {
        format!("{above}.{part}")
    }
}

/// The place of a row by its number: section rows open levels.
#[derive(Default)]
struct Levels {
    roman: String,
    group: String,
    letter: String,
    count: u32,
}

impl Levels {
    fn path(&mut self, number: &str, section: bool) -> String {
        let number = number.trim().trim_end_matches(['.', ')', ':']).trim();
        let mark = marker::read(&format!("{number}. Mục"))
            .map(|m| m.0)
            .or_else(|| marker::read(&format!("{number}) mục")).map(|m| m.0));
        match mark {
            Some(Mark::Roman(n)) => {
                self.roman = marker::to_roman(n);
                self.group.clear();
                self.letter.clear();
                self.count = 0;
                self.roman.clone()
            }
            Some(Mark::Upper(c)) if section => {
                self.roman = c.to_string();
                self.group.clear();
                self.letter.clear();
                self.count = 0;
                self.roman.clone()
            }
            Some(Mark::Arabic(n)) => {
                let path = join(
                    &self.roman,
                    &n.iter().map(u32::to_string).collect::<Vec<_>>().join("."),
                );
                if section {
                    self.group.clone_from(&path);
                    self.letter.clear();
                    self.count = 0;
                }
                path
            }
            Some(Mark::Letter(k)) => {
                let above = if self.group.is_empty() {
                    self.roman.clone()
                } else {
                    self.group.clone()
                };
                let path = join(&above, marker::LETTERS.get(k).copied().unwrap_or("?"));
                if section {
                    self.letter.clone_from(&path);
                    self.count = 0;
                }
                path
            }
            _ => {
                self.count += 1;
                let above = [&self.letter, &self.group, &self.roman]
                    .into_iter()
                    .find(|s| !s.is_empty())
                    .cloned()
                    .unwrap_or_default();
                join(&above, &self.count.to_string())
            }
        }
    }
}

/// Reads the tasks and targets of one table. `year` completes "Quý II"; headers repeated on a new page are
/// skipped, cells that continue on the next row ("merged downwards") keep the value above.
#[must_use]
pub fn read(flow: &Flow, grid: &Grid, year: Option<i32>) -> (Vec<Task>, Vec<Target>) {
    let (mut tasks, mut targets) = (Vec::new(), Vec::new());
    let Some((head, columns)) = header(flow, grid) else {
        return (tasks, targets);
    };
    let at = |k: Column| columns.iter().position(|c| *c == k);
    let mut levels = Levels::default();
    let mut above: HashMap<Column, Range<usize>> = HashMap::new();
    let mut section_year: Option<i32> = None;
    for row in grid.rows.iter().skip(head + 1) {
        let cell = |k: Column| {
            at(k)
                .and_then(|i| row.get(i))
                .map(|c| flow.trim(c.clone()))
                .filter(|c| !c.is_empty())
        };
        let filled: Vec<Range<usize>> = row
            .iter()
            .map(|c| flow.trim(c.clone()))
            .filter(|c| !c.is_empty())
            .collect();
        // Repeated header, or the row of column numbers "(1) (2) (3)".
        let same = row
            .iter()
            .zip(&columns)
            .filter(|(c, k)| column(flow.get(c)) == **k && **k != Column::Other)
            .count();
        let numbers = filled
            .iter()
            .all(|c| flow.get(c).trim_matches(['(', ')']).parse::<u32>().is_ok());
        if filled.is_empty() || same >= 3 || numbers && filled.len() > 1 {
            continue;
        }
        let number = cell(Column::Number).map_or("", |c| flow.get(&c)).to_string();
        let what = cell(Column::Task).or_else(|| cell(Column::Target));
        // A section row: its number and one text, nothing else.
        let rest = filled.len() - usize::from(cell(Column::Number).is_some());
        let upper = matches!(
            marker::read(&format!("{number}. Mục")),
            Some((Mark::Roman(_) | Mark::Upper(_), _))
        );
        if rest <= 1
            && (columns.len() > 2)
            && (at(Column::Number).is_none() || !number.is_empty() || what.is_none())
        {
            let text = filled.last().cloned().unwrap_or(0..0);
            // A merged row without a number cell: "I. Nhóm nhiệm vụ …" in one cell.
            let own_mark =
                marker::read(flow.get(&text)).map(|(_, len)| flow.get(&text)[..len].trim().to_string());
            let label = if number.is_empty() || number == flow.get(&text) {
                own_mark.unwrap_or_default()
            } else {
                number.clone()
            };
            let follows = !label.is_empty();
            if follows || upper {
                levels.path(&label, true);
            }
            above.clear();
            section_year = timeframe::heading_year(flow.low(&text)).map(|y| y.2);
            continue;
        }
        let Some(what) = what else { continue };
        let path = levels.path(&number, false);
        if at(Column::Target).is_some() && at(Column::Task).is_none() {
            targets.push(target(flow, &columns, row, path, what));
            continue;
        }
        // An empty cell is a cell merged downwards only when the whole "who and when" of the row is: a task
        // without helpers is common, one without a lead is not.
        let merged = at(Column::Lead).is_some() && cell(Column::Lead).is_none();
        let mut get = |k: Column| -> Option<Range<usize>> {
            let i = at(k)?;
            match row.get(i) {
                Some(c) if !flow.trim(c.clone()).is_empty() => {
                    let c = flow.trim(c.clone());
                    above.insert(k, c.clone());
                    Some(c)
                }
                Some(c) if c.is_empty() && merged => above.get(&k).cloned(),
                _ => None,
            }
        };
        let (lead, coordinate, time, product) = (
            get(Column::Lead),
            get(Column::Coordinate),
            get(Column::Time),
            get(Column::Product),
        );
        let mut task = Task {
            path,
            text: flow.get(&what).to_string(),
            span: flow.span(&what),
            lead: lead.as_ref().map_or_else(Vec::new, |r| leads(flow, r)),
            coordinate: coordinate
                .as_ref()
                .map_or_else(Vec::new, |r| mentions(flow, r, 0.95)),
            timeframe: Timeframe::default(),
            product: product.map(|r| Found {
                value: flow.get(&r).to_string(),
                span: Some(flow.span(&r)),
                confidence: 0.9,
            }),
            confidence: 0.95,
        };
        if coordinate.is_none()
            && let Some(r) = &lead
        {
            task.coordinate = narrative::read(flow, r, true).coordinate;
        }
        if let Some(r) = time {
            let p = timeframe::parse(flow.get(&r), section_year.or(year));
            task.timeframe = Timeframe {
                text: Some(flow.get(&r).trim_end_matches(['.', ';']).to_string()),
                kind: p.kind,
                from: p.from,
                to: p.to,
                every_months: p.every_months,
                span: Some(flow.span(&r)),
                confidence: if p.kind == TimeframeKind::None { 0.3 } else { 0.95 },
            };
        }
        tasks.push(task);
    }
    (tasks, targets)
}

/// "X chủ trì, phối hợp với Y" in a cell: X; else the list.
fn leads(flow: &Flow, cell: &Range<usize>) -> Vec<crate::model::AgencyMention> {
    let text = lower(flow.get(cell));
    if text.contains("phối hợp") {
        let who = narrative::read(flow, cell, true);
        if !who.lead.is_empty() {
            return who.lead;
        }
    }
    mentions(flow, cell, 0.95)
}

fn target(flow: &Flow, columns: &[Column], row: &[Range<usize>], path: String, what: Range<usize>) -> Target {
    let text = flow.get(&what).to_string();
    let mut m: Option<Metric> = metric::parse(&text).map(|m| Metric {
        comparator: m.comparator,
        value: m.value,
        unit: m.unit,
        of: m.of.map(|o| text[o].trim().to_string()),
        span: flow.span(&(what.start + m.range.start..what.start + m.range.end)),
        confidence: 0.8,
    });
    // The last year named by the columns that hold a value.
    let unit = columns
        .iter()
        .position(|c| *c == Column::Unit)
        .and_then(|i| row.get(i))
        .map(|c| flow.get(c).to_string())
        .filter(|u| !u.is_empty());
    for (c, k) in row.iter().zip(columns) {
        let cell = flow.get(c);
        let Some(number) = (*k == Column::Value && !cell.is_empty()).then(|| {
            cell.trim_start_matches(['≥', '>', '=', '<', '≤', ' '])
                .trim_end_matches(['%', ' '])
                .replace(',', ".")
        }) else {
            continue;
        };
        if let Ok(value) = number.parse::<f64>() {
            use crate::model::Comparator::{AtLeast, Equal};
            let unit = unit.clone().unwrap_or_else(|| {
                if cell.ends_with('%') {
                    "%".into()
                } else {
                    String::new()
                }
            });
            if unit.is_empty() {
                continue;
            }
            let comparator = if cell.starts_with(['≥', '>']) || value < 100.0 && unit == "%" {
                AtLeast
            } else {
                Equal
            };
            m = Some(Metric {
                comparator,
                value,
                unit,
                of: Some(text.clone()),
                span: flow.span(c),
                confidence: 0.85,
            });
        }
    }
    let horizon = timeframe::heading_year(flow.low(&what)).map(|(r, _, y)| Found {
        value: y,
        span: Some(flow.span(&(what.start + r.start..what.start + r.end))),
        confidence: 0.8,
    });
    Target {
        path,
        text,
        span: flow.span(&what),
        horizon,
        metric: m,
        confidence: 0.85,
    }
}
