//! The annex as a workbook: everything that the document counts, one row each, however many.

use super::{Material, lines::capitalised, number_text};
use crate::{
    snapshot::{Counts, TargetRow, silent},
    words::{SheetWords, fill},
};
use coloa_base::clock::vn_date_text;
use coloa_document::xlsx::{Column, ColumnKind, Sheet, Value, Workbook};

/// Key, width and kind of a column; the heading is one of the words.
type Form = (&'static str, f64, ColumnKind);

fn text(value: Option<&str>) -> Value {
    value.map_or(Value::Empty, |v| Value::Text(v.to_owned()))
}

fn sheet<const N: usize>(
    m: &Material<'_>,
    words: &SheetWords<N>,
    form: [Form; N],
    rows: Vec<Vec<Value>>,
) -> Sheet {
    let period = fill(
        &m.words.sentence.period,
        &[("from", &vn_date_text(m.from)), ("to", &vn_date_text(m.to))],
    );
    Sheet {
        name: words.name.clone(),
        titles: vec![m.head.subject.clone(), period],
        columns: form
            .into_iter()
            .zip(&words.columns)
            .map(|((key, width, kind), heading)| Column::text(key, heading, width).kind(kind))
            .collect(),
        rows,
        ..Sheet::default()
    }
}

/// Targets, duties (one row an agency and duty), agencies, difficulties.
#[must_use]
pub fn workbook(m: &Material<'_>) -> Workbook {
    Workbook {
        sheets: vec![targets(m), duties(m), agencies(m), difficulties(m)],
        ..Workbook::default()
    }
}

fn targets(m: &Material<'_>) -> Sheet {
    use ColumnKind::{Decimal, Text};
    let form = [
        ("path", 10.0, Text),
        ("text", 60.0, Text),
        ("unit", 10.0, Text),
        ("goal", 12.0, Decimal),
        ("value", 12.0, Decimal),
        ("query", 40.0, Text),
        ("note", 30.0, Text),
    ];
    let rows = m
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
                text(target_note(m, t).as_deref()),
            ]
        })
        .collect();
    sheet(m, &m.words.sheet.targets, form, rows)
}

/// What was said of a target, and the year of its goal where that is another one.
fn target_note(m: &Material<'_>, t: &TargetRow) -> Option<String> {
    let year = t.goal.zip(t.goal_year).map(|(goal, year)| {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("goal", &number_text(goal)), ("year", &year)];
        fill(&m.words.sentence.goal_of_year, &values)
    });
    let parts: Vec<String> = year.into_iter().chain(t.note.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

fn duties(m: &Material<'_>) -> Sheet {
    use ColumnKind::{Integer, Text};
    let form = [
        ("path", 10.0, Text),
        ("text", 60.0, Text),
        ("agency", 32.0, Text),
        ("role", 12.0, Text),
        ("due", 12.0, Text),
        ("answer", 16.0, Text),
        ("percent", 8.0, Integer),
        ("late", 10.0, Integer),
        ("note", 40.0, Text),
        ("product", 30.0, Text),
        ("evidence", 10.0, Integer),
    ];
    let rows = m
        .frozen
        .duties()
        .map(|(part, d)| {
            vec![
                text(d.path.as_deref()),
                Value::Text(d.text.clone()),
                Value::Text(part.agency_name.clone()),
                Value::Text(m.words.role(&d.role).to_owned()),
                d.due_on.map_or_else(
                    || text(d.timeframe_text.as_deref()),
                    |day| Value::Text(vn_date_text(day)),
                ),
                Value::Text(capitalised(m.words.answer(d.answer()))),
                d.percent.map_or(Value::Empty, |p| Value::Number(f64::from(p))),
                d.late_days.map_or(Value::Empty, |n| Value::Number(n as f64)),
                text(d.note.as_deref()),
                text(d.product.as_deref()),
                Value::Number(f64::from(d.evidence)),
            ]
        })
        .collect();
    sheet(m, &m.words.sheet.duties, form, rows)
}

fn agencies(m: &Material<'_>) -> Sheet {
    use ColumnKind::{Integer, Text};
    let form = [
        ("agency", 40.0, Text),
        ("duties", 10.0, Integer),
        ("done", 10.0, Integer),
        ("late", 10.0, Integer),
        ("none", 10.0, Integer),
        ("silent", 12.0, Text),
    ];
    let rows = m
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
                text(silent(p).then_some(m.words.text.silent_mark.as_str())),
            ]
        })
        .collect();
    sheet(m, &m.words.sheet.agencies, form, rows)
}

fn difficulties(m: &Material<'_>) -> Sheet {
    use ColumnKind::Text;
    let form = [
        ("kind", 12.0, Text),
        ("agency", 32.0, Text),
        ("text", 60.0, Text),
        ("addressee", 32.0, Text),
        ("state", 16.0, Text),
        ("answer", 60.0, Text),
    ];
    let rows = m
        .frozen
        .plan
        .difficulties
        .iter()
        .map(|d| {
            vec![
                Value::Text(m.words.difficulty_kind(&d.kind).to_owned()),
                Value::Text(d.agency_name.clone()),
                Value::Text(d.text.clone()),
                text(d.addressee.as_deref()),
                Value::Text(m.words.difficulty_state(&d.state).to_owned()),
                text(d.answer.as_deref()),
            ]
        })
        .collect();
    sheet(m, &m.words.sheet.difficulties, form, rows)
}
