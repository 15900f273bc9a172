//! The e-mail digest; its words are data (`data/reminder.toml`).

use chrono::NaiveDate;
use coloa_base::clock;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Lines of one mail; the app shows the rest.
const MAX_LINES: usize = 50;

#[derive(Deserialize)]
struct Words {
    subject: String,
    greeting: String,
    intro: String,
    soon: String,
    today: String,
    late: String,
    more: String,
    closing: String,
    warning: String,
}

static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/reminder.toml"))
        .expect("embedded reminder.toml parses; a test reads it")
});

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

fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// Writes the digest in the person's language; Vietnamese where that is not known.
#[must_use]
pub fn write(language: &str, name: &str, lines: &[Line], public_url: &str) -> Digest {
    let words = WORDS
        .get(language)
        .or_else(|| WORDS.get("vi"))
        .expect("reminder.toml has Vietnamese; a test reads it");
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
    Digest {
        subject: fill(&words.subject, &[("n", &lines.len().to_string())]),
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_name_days_and_dates() {
        let due_on = NaiveDate::from_ymd_opt(2026, 7, 10).unwrap();
        let lines = [Line {
            days: -5,
            due_on,
            text: "Rà soát\nhệ thống".into(),
        }];
        let vi = write("vi", "Bà Mẫu", &lines, "https://tinh.invalid");
        assert!(
            vi.subject.contains('1')
                && vi
                    .body
                    .contains("QUÁ HẠN 5 ngày (hạn 10/07/2026): Rà soát hệ thống"),
            "{}",
            vi.body
        );
        let en = write("en", "Bà Mẫu", &lines, "https://tinh.invalid");
        assert!(en.body.contains("OVERDUE by 5 days"), "{}", en.body);
        assert!(!vi.body.contains('{') && !en.body.contains('{'));
    }
}
