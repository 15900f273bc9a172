//! Files of rules taken apart into their documents, each with its text.

use crate::{
    catalogue::EntryKind,
    rules::{Problem, RuleSet},
};
use std::path::Path;

/// One rule, correlation or filter with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As findings will call it; where its author gave none, a name by its file.
    pub id: String,
    pub kind: EntryKind,
    pub title: String,
    /// YAML, with a line break at its end.
    pub text: String,
    /// Why it cannot run, where it cannot.
    pub unsupported: Option<String>,
}

/// The documents of a file, and what in it is none.
#[must_use]
pub fn documents(file: &Path, text: &str) -> (Vec<Document>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let parts: Vec<String> = split(text);
    for (number, part) in parts.iter().enumerate() {
        let mut set = RuleSet::default();
        // A rule without an id is called by its file: two of them in one file by their places.
        let place = if parts.len() == 1 {
            file.to_owned()
        } else {
            file.with_file_name(format!(
                "{}#{}",
                file.file_name().unwrap_or_default().to_string_lossy(),
                number + 1
            ))
        };
        set.add(&place, part);
        match set.entries() {
            [entry] => found.push(Document {
                id: entry.id.clone(),
                kind: entry.kind,
                title: entry.title.clone(),
                text: part.clone(),
                unsupported: set.problems.first().map(|p| p.why.clone()),
            }),
            _ => problems.extend(set.problems.into_iter().map(|problem| Problem {
                file: file.to_owned(),
                ..problem
            })),
        }
    }
    if found.is_empty() && problems.is_empty() {
        problems.push(Problem {
            file: file.to_owned(),
            title: None,
            why: "there is no rule in it".to_owned(),
        });
    }
    (found, problems)
}

/// Parts between lines of three dashes. Documents that begin with an `action` belong to those behind them and stay
/// together with them.
fn split(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line.trim_end() == "---" {
            parts.push(String::new());
            continue;
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts.retain(|p| {
        p.lines()
            .any(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'))
    });
    let acts = |p: &String| p.lines().any(|l| l.starts_with("action:"));
    if parts.iter().any(acts) {
        return vec![parts.join("---\n")];
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str =
        "title: Một\nid: mot\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: s}\n";

    #[test]
    fn a_file_gives_each_of_its_rules() {
        let text = format!(
            "# đầu tệp\n---\n{RULE}---\ntitle: Hai\nlogsource: {{product: windows}}\ndetection: {{s: {{A: 2}}, condition: s}}\n---\ntitle: Nhiều\ncorrelation: {{type: event_count, rules: [mot], group-by: [User], timespan: 1h, condition: {{gte: 3}}}}\n"
        );
        let (found, problems) = documents(Path::new("a/mau.yml"), &text);
        assert_eq!(problems, []);
        let ids: Vec<(&str, EntryKind)> = found.iter().map(|d| (d.id.as_str(), d.kind)).collect();
        assert_eq!(
            ids,
            [
                ("mot", EntryKind::Detection),
                ("a/mau.yml#2", EntryKind::Detection),
                ("Nhiều", EntryKind::Correlation)
            ]
        );
        assert_eq!(found[0].text, RULE);
    }

    #[test]
    fn what_is_no_rule_is_said() {
        let (found, problems) = documents(Path::new("x.yml"), &format!("{RULE}---\n: [\n"));
        assert_eq!((found.len(), problems.len()), (1, 1));
        assert_eq!(documents(Path::new("x.yml"), "# trống\n").1.len(), 1);
        let (found, _) = documents(
            Path::new("x.yml"),
            &RULE.replace("condition: s", "condition: khong_co"),
        );
        assert!(found[0].unsupported.is_some());
    }
}
