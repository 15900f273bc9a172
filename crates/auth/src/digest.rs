//! E-mail digests of what is due soon or late. The words are data of the area whose dates they are.

use chrono::NaiveDate;
use coloa_base::{clock, sentence::fill};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Lines of one mail; the app shows the rest.
const MAX_LINES: usize = 50;

/// Words of a digest in one language; `{n}`, `{days}`, `{date}`, `{text}`, `{name}`, `{link}` are filled in.
#[derive(Clone, Debug, Deserialize)]
pub struct Words {
    pub subject: String,
    pub greeting: String,
    pub intro: String,
    pub soon: String,
    pub today: String,
    pub late: String,
    pub more: String,
    pub closing: String,
    pub warning: String,
}

/// Words by language; Vietnamese is there.
pub type Languages = BTreeMap<String, Words>;

/// One item.
#[derive(Clone, Debug)]
pub struct Line {
    /// Days left; negative: days late.
    pub days: i64,
    pub due_on: NaiveDate,
    pub text: String,
}

/// A mail to be queued.
#[derive(Clone, Debug)]
pub struct Digest {
    pub subject: String,
    pub body: String,
}

/// Writes the digest in the person's language, Vietnamese where that is not known; `None`: there are no words at all.
#[must_use]
pub fn write(
    languages: &Languages,
    language: &str,
    name: &str,
    lines: &[Line],
    public_url: &str,
) -> Option<Digest> {
    let words = languages.get(language).or_else(|| languages.get("vi"))?;
    let mut body = format!(
        "{}\n\n{}\n",
        fill(&words.greeting, &[("name", name)]),
        words.intro
    );
    for line in lines.iter().take(MAX_LINES) {
        let template = match line.days {
            0 => &words.today,
            d if d > 0 => &words.soon,
            _ => &words.late,
        };
        let text: String = line
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(300)
            .collect();
        let values = [
            ("days", line.days.abs().to_string()),
            ("date", clock::vn_date_text(line.due_on)),
            ("text", text),
        ];
        let values: Vec<_> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        body.push_str(&fill(template, &values));
        body.push('\n');
    }
    if lines.len() > MAX_LINES {
        body.push_str(&fill(
            &words.more,
            &[("n", &(lines.len() - MAX_LINES).to_string())],
        ));
        body.push('\n');
    }
    body.push_str(&format!(
        "\n{}\n\n{}\n",
        fill(&words.closing, &[("link", public_url)]),
        words.warning
    ));
    Some(Digest {
        subject: fill(&words.subject, &[("n", &lines.len().to_string())]),
        body,
    })
}
