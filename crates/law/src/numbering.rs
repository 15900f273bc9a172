//! The number and symbol of a document, and its place and date line, as the rules of form write them.

use crate::error::LawError;
use crate::source::{Legal, OrganKind};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const DATA: &str = include_str!("../data/numbering.toml");

/// How long a number series runs before it starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesPeriod {
    /// 1 January to 31 December.
    Year,
    /// The term of a Party committee.
    Term,
}

/// The rule of number, symbol and date of one kind of organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberingRule {
    pub organ: OrganKind,
    form: String,
    form_untitled: String,
    form_untitled_no_unit: String,
    form_blank: String,
    pad_below: u32,
    /// First number of a series.
    pub start: u32,
    pub series_period: SeriesPeriod,
    /// Who keeps a series of their own, in Vietnamese.
    pub separate_series: String,
    place_date: String,
    place_date_blank: String,
    day_pad_below: u32,
    month_pad_below: u32,
    #[serde(flatten)]
    pub legal: Legal,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<NumberingRule>,
}

static RULES: LazyLock<Vec<NumberingRule>> = LazyLock::new(|| {
    toml::from_str::<File>(DATA)
        .expect("embedded numbering.toml parses; a test reads it")
        .rule
});

/// Every rule known, in or out of force.
pub(crate) fn numbering_rules() -> &'static [NumberingRule] {
    &RULES
}

/// The rule of that kind of organ on `day`.
pub fn numbering_rule(organ: OrganKind, day: NaiveDate) -> Result<&'static NumberingRule, LawError> {
    RULES
        .iter()
        .find(|r| r.organ == organ && r.legal.in_force(day))
        .ok_or(LawError::NoRule {
            what: "numbering rule",
            day,
        })
}

/// What a number and symbol is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberParts<'a> {
    /// `None` before the number is given.
    pub number: Option<u32>,
    /// Abbreviation of the document type; `None` for a type without one (official letter).
    pub type_abbreviation: Option<&'a str>,
    /// Abbreviation of the issuing organ, e.g. "UBND", "STTTT", "TU".
    pub organ: &'a str,
    /// Drafting unit or field, printed for types without an abbreviation ("UBND-VX").
    pub unit: Option<&'a str>,
}

/// The number and symbol as printed under the issuing organ, e.g. `Số: 05/BC-UBND`, `Số: 12/UBND-VX`,
/// `Số 15-QĐ/TU`. Without a number, room is left for it.
pub fn format_number(organ: OrganKind, parts: NumberParts<'_>, day: NaiveDate) -> Result<String, LawError> {
    let rule = numbering_rule(organ, day)?;
    let organ_name = Some(parts.organ).filter(|o| !o.trim().is_empty());
    let organ_name = organ_name.ok_or(LawError::MissingPart { part: "organ" })?;
    let unit = parts.unit.filter(|u| !u.trim().is_empty());
    let form = match (parts.type_abbreviation, unit) {
        (Some(_), _) => &rule.form,
        (None, Some(_)) => &rule.form_untitled,
        (None, None) => &rule.form_untitled_no_unit,
    };
    if form.contains("{type}") && parts.type_abbreviation.is_none() {
        return Err(LawError::MissingPart { part: "type" });
    }
    let fill = |form: &str, number: &str| {
        replace(
            form,
            &[
                ("number", number),
                ("type", parts.type_abbreviation.unwrap_or_default()),
                ("organ", organ_name),
                ("unit", unit.unwrap_or_default()),
            ],
        )
    };
    match parts.number {
        Some(number) => Ok(fill(form, &number_text(rule, number)?)),
        None => {
            // The symbol is what follows the number and its separator.
            let symbol = form
                .split_once("{number}")
                .map_or("", |(_, rest)| rest.get(1..).unwrap_or_default());
            Ok(replace(&rule.form_blank, &[("symbol", &fill(symbol, ""))]))
        }
    }
}

fn number_text(rule: &NumberingRule, number: u32) -> Result<String, LawError> {
    if number < rule.start {
        return Err(LawError::NumberTooSmall {
            number,
            start: rule.start,
        });
    }
    Ok(if number < rule.pad_below {
        format!("0{number}")
    } else {
        number.to_string()
    })
}

/// "Gia Lai, ngày 05 tháng 02 năm 2026": a day under 10 and the months 1 and 2 get a leading zero, other months
/// none. Without a date the day and month are left blank, and `year` stands alone.
pub fn format_place_date(
    organ: OrganKind,
    place: &str,
    date: Option<NaiveDate>,
    year: i32,
) -> Result<String, LawError> {
    if place.trim().is_empty() {
        return Err(LawError::MissingPart { part: "place" });
    }
    let day = date
        .or_else(|| NaiveDate::from_ymd_opt(year, 12, 31))
        .unwrap_or(NaiveDate::MAX);
    let rule = numbering_rule(organ, day)?;
    Ok(match date {
        None => replace(
            &rule.place_date_blank,
            &[("place", place), ("year", &year.to_string())],
        ),
        Some(date) => {
            let pad = |n: u32, below: u32| if n < below { format!("0{n}") } else { n.to_string() };
            replace(
                &rule.place_date,
                &[
                    ("place", place),
                    ("day", &pad(date.day(), rule.day_pad_below)),
                    ("month", &pad(date.month(), rule.month_pad_below)),
                    ("year", &date.year().to_string()),
                ],
            )
        }
    })
}

/// Fills `{name}` once, from left to right; a value that itself holds braces is not looked at again.
fn replace(form: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(form.len() + 16);
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}
