//! Duties grouped into items of the plan, and what is said of an item in a cell.

use crate::{
    snapshot::{Answer, DutyRow, Frozen, PartSnapshot},
    words::{Words, fill},
};
use coloa_base::clock::vn_date_text;
use coloa_plan::plans::rules::ANNEX;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// One item of the plan with all who answered for it.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub path: Option<&'a str>,
    pub text: &'a str,
    pub timeframe: Option<String>,
    pub leads: Vec<&'a str>,
    pub rows: Vec<(&'a PartSnapshot, &'a DutyRow)>,
}

impl Line<'_> {
    /// The longest delay of an agency, in days; 0: nobody is late.
    pub(super) fn late_days(&self) -> i64 {
        self.rows
            .iter()
            .filter_map(|(_, d)| d.late_days)
            .max()
            .unwrap_or(0)
    }

    /// Whether somebody said nothing.
    pub(super) fn unanswered(&self) -> bool {
        self.rows.iter().any(|(_, d)| d.answer() == Answer::None)
    }
}

/// Duties grouped into items of the plan, in the order of the plan.
pub(super) fn lines(frozen: &Frozen) -> Vec<Line<'_>> {
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
            if part == ANNEX {
                return (u32::MAX - 1, String::new());
            }
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

/// A few names; more are counted, the annex lists them all.
pub(super) fn leads_text(words: &Words, line: &Line<'_>) -> String {
    let (names, layout) = (&line.leads, words.layout);
    if names.len() <= layout.lead_names {
        names.join("; ")
    } else {
        let printed = names[..layout.lead_names_printed].join("; ");
        fill(
            &words.sentence.leads,
            &[("names", &printed), ("count", &names.len())],
        )
    }
}

pub(super) fn result_text(words: &Words, line: &Line<'_>) -> String {
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
        let mut text = capitalised(words.answer(*answer));
        if let (Answer::InProgress, Some(percent)) = (answer, duty.percent) {
            text = fill(
                &words.sentence.in_progress_percent,
                &[("answer", &text), ("percent", &percent)],
            );
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
        .map(|(a, n)| {
            fill(
                &words.sentence.answer_count,
                &[("count", n), ("answer", &words.answer(*a))],
            )
        })
        .collect();
    fill(
        &words.sentence.answers,
        &[
            ("done", tally.get(&Answer::Done).unwrap_or(&0)),
            ("agencies", &answers.len()),
            ("list", &list.join(", ")),
        ],
    )
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
