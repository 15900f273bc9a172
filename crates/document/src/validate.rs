//! What a clerk would object to before a document is issued: the checks of form that a machine can make.
//!
//! Findings are data: a stable code, the field, parameters. The sentences live with the web app and the CLI.
//! None of the checks changes the document, and none is needed for writing it.

use crate::frame::Frame;
use crate::layout::Layout;
use crate::model::{Block, OfficialDocument};
use crate::text::{clean, dropped};
use coloa_base::text::fold;
use coloa_law::{OrganKind, document_type};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A matter of habit, or of a rule that is not sure.
    Note,
    /// Against a rule of form; the document can be issued.
    Warning,
    /// Must not be issued like this.
    Error,
}

/// One objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable, `document.<what>`.
    pub code: &'static str,
    pub severity: Severity,
    /// Field of [`OfficialDocument`] it is about.
    pub field: &'static str,
    pub params: BTreeMap<&'static str, String>,
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    organ: Option<OrganKind>,
    words: Vec<String>,
}
#[derive(Deserialize)]
struct Checks {
    titles: Vec<Words>,
    ranks: Vec<Words>,
    prefixes: Vec<Words>,
}
static CHECKS: LazyLock<Checks> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/checks.toml")).expect("embedded checks.toml parses; a test reads it")
});

struct Findings(Vec<Finding>);
impl Findings {
    fn add(&mut self, severity: Severity, code: &'static str, field: &'static str) {
        self.with(severity, code, field, &[]);
    }
    fn with(
        &mut self,
        severity: Severity,
        code: &'static str,
        field: &'static str,
        params: &[(&'static str, &str)],
    ) {
        let params = params.iter().map(|(k, v)| (*k, clean(v))).collect();
        self.0.push(Finding {
            code,
            severity,
            field,
            params,
        });
    }
}

/// Everything there is to object to, heaviest first. `offline_classified`: the installation may hold secrets.
#[must_use]
pub fn validate(doc: &OfficialDocument, offline_classified: bool) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    required(doc, &mut found);
    number_and_date(doc, &mut found);
    subject(doc, &mut found);
    addressees(doc, &mut found);
    recipients(doc, &mut found);
    signature(doc, &mut found);
    names(doc, &mut found);
    characters(doc, &mut found);
    if !doc.marks.handling.allowed(offline_classified) {
        found.add(Severity::Error, "document.classified", "marks");
    }
    if let Err(error) = Frame::of(doc) {
        use coloa_base::AreaError;
        let code = error.code();
        // Missing fields are reported one by one above.
        if code != "document.missing" && !found.0.iter().any(|f| f.code == code) {
            let params = error.params();
            found.0.push(Finding {
                code,
                severity: Severity::Error,
                field: "document",
                params,
            });
        }
    }
    found.0.sort_by_key(|f| std::cmp::Reverse(f.severity));
    found.0
}

fn required(doc: &OfficialDocument, found: &mut Findings) {
    for (field, text) in [
        ("issuer", &doc.issuer),
        ("symbol", &doc.symbol.organ),
        ("place", &doc.place),
        ("subject", &doc.subject),
        ("role", &doc.signature.role),
    ] {
        if clean(text).trim().is_empty() {
            found.with(Severity::Error, "document.missing", field, &[("field", field)]);
        }
    }
    if document_type(doc.variant, &doc.type_code, doc.rules_day()).is_none() {
        found.with(
            Severity::Error,
            "document.unknown_type",
            "type_code",
            &[("type", &doc.type_code)],
        );
    }
    if doc.body.is_empty() && doc.annexes.is_empty() {
        found.add(Severity::Warning, "document.empty_body", "body");
    }
}

fn number_and_date(doc: &OfficialDocument, found: &mut Findings) {
    match (doc.number, doc.date) {
        (Some(_), None) => found.add(Severity::Error, "document.number_without_date", "date"),
        (None, Some(_)) => found.add(Severity::Note, "document.date_without_number", "number"),
        _ => {}
    }
    if doc.number.is_some() && doc.marks.draft.is_some() {
        found.add(Severity::Error, "document.numbered_draft", "marks");
    }
    let organ = &doc.symbol.organ;
    if organ.contains(char::is_whitespace)
        || doc
            .symbol
            .unit
            .as_deref()
            .is_some_and(|u| u.contains(char::is_whitespace))
    {
        found.with(
            Severity::Warning,
            "document.symbol_space",
            "symbol",
            &[("symbol", organ)],
        );
    }
}

fn subject(doc: &OfficialDocument, found: &mut Findings) {
    let subject = doc.subject.trim();
    let starts = fold(subject).starts_with("v/v");
    if starts {
        // The writer puts "V/v" before the subject of letters, and no other type bears it.
        let letter = document_type(doc.variant, &doc.type_code, doc.rules_day()).is_some_and(|t| t.untitled);
        let severity = if letter {
            Severity::Warning
        } else {
            Severity::Error
        };
        found.add(severity, "document.subject_vv", "subject");
    }
    if subject.ends_with('.') || subject.ends_with(';') {
        found.add(Severity::Warning, "document.subject_stop", "subject");
    }
}

fn addressees(doc: &OfficialDocument, found: &mut Findings) {
    let Some(ty) = document_type(doc.variant, &doc.type_code, doc.rules_day()) else {
        return;
    };
    if ty.untitled && doc.addressees.is_empty() {
        found.add(Severity::Error, "document.no_addressee", "addressees");
    }
    if !ty.to_superior && !doc.addressees.is_empty() {
        found.with(
            Severity::Warning,
            "document.addressee_unusual",
            "addressees",
            &[("type", &ty.name)],
        );
    }
}

fn recipients(doc: &OfficialDocument, found: &mut Findings) {
    if doc.archive.as_deref().is_none_or(|a| clean(a).trim().is_empty()) {
        found.add(Severity::Error, "document.no_archive", "archive");
    }
    let archive = |r: &String| {
        let text = fold(r.trim_start_matches(['-', ' ']));
        text.strip_prefix("lưu")
            .is_some_and(|rest| rest.starts_with([' ', ':']))
    };
    if doc.recipients.iter().any(archive) {
        found.add(Severity::Warning, "document.archive_in_recipients", "recipients");
    }
}

fn signature(doc: &OfficialDocument, found: &mut Findings) {
    match doc
        .signature
        .name
        .as_deref()
        .map(str::trim)
        .filter(|n| !n.is_empty())
    {
        None if doc.number.is_some() => found.add(Severity::Error, "document.no_signer", "signature"),
        None => {}
        Some(name) => {
            let begins = |sets: &[Words]| {
                sets.iter()
                    .flat_map(|s| &s.words)
                    .find(|word| starts_with_title(name, word))
                    .cloned()
            };
            if let Some(title) = begins(&CHECKS.titles) {
                found.with(
                    Severity::Error,
                    "document.title_before_name",
                    "signature",
                    &[("title", &title)],
                );
            } else if let Some(rank) = begins(&CHECKS.ranks) {
                found.with(
                    Severity::Note,
                    "document.rank_before_name",
                    "signature",
                    &[("rank", &rank)],
                );
            }
            if name.chars().count() > 1 && name == name.to_uppercase() {
                found.add(Severity::Warning, "document.name_in_capitals", "signature");
            }
        }
    }
    for line in &doc.signature.authority {
        let own: Vec<&str> = CHECKS
            .prefixes
            .iter()
            .filter(|p| p.organ == Some(doc.variant))
            .flat_map(|p| &p.words)
            .map(String::as_str)
            .collect();
        let foreign = CHECKS
            .prefixes
            .iter()
            .filter(|p| p.organ != Some(doc.variant))
            .flat_map(|p| &p.words)
            .any(|w| line.trim().to_uppercase().starts_with(&format!("{w} ")));
        if foreign
            && !own
                .iter()
                .any(|w| line.trim().to_uppercase().starts_with(&format!("{w} ")))
        {
            found.with(
                Severity::Warning,
                "document.authority_form",
                "signature",
                &[("line", line)],
            );
        }
    }
}

/// "TS. Nguyễn", "PGS.TS Nguyễn", "Tiến sĩ Nguyễn"; not "Tsai" or "Canh". Abbreviations count with their capitals,
/// as "Bs" may begin a name no more than "An" does.
fn starts_with_title(name: &str, title: &str) -> bool {
    let abbreviation = !title.contains(' ') && title.chars().filter(|c| c.is_uppercase()).count() > 1;
    let rest = if abbreviation {
        name.strip_prefix(title)
    } else {
        let matches = fold(name).starts_with(&fold(title));
        matches.then(|| name.get(title.len()..)).flatten()
    };
    rest.is_some_and(|r| r.starts_with(['.', ' ', ',']) && !r.trim_matches(['.', ' ', ',']).is_empty())
}

/// Appendix II: a common noun before a name stays small ("tỉnh Gia Lai"); the place line bears the bare name.
fn names(doc: &OfficialDocument, found: &mut Findings) {
    let place = doc.place.trim();
    if ["tỉnh ", "xã "]
        .iter()
        .any(|p| place.to_lowercase().starts_with(p))
    {
        found.with(
            Severity::Warning,
            "document.place_prefix",
            "place",
            &[("place", place)],
        );
    }
    let mut check = |field: &'static str, text: &str| {
        if let Some(name) = capital_province(text) {
            found.with(Severity::Note, "document.capital_noun", field, &[("text", &name)]);
        }
    };
    check("subject", &doc.subject);
    for block in &doc.body {
        if let Block::Paragraph(p) = block {
            for run in &p.runs {
                check("body", &run.text);
            }
        }
    }
}

/// "… của Tỉnh Gia Lai": the noun inside a sentence, before a name.
fn capital_province(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).find_map(|w| {
        let inside = !w[0].ends_with(['.', ':', ';', '!', '?', '-', '+', '"', '“']);
        let lower_before = w[0].chars().next().is_some_and(char::is_lowercase);
        let name = w[2].chars().next().is_some_and(char::is_uppercase);
        (inside && lower_before && w[1] == "Tỉnh" && name).then(|| format!("{} {}", w[1], w[2]))
    })
}

fn characters(doc: &OfficialDocument, found: &mut Findings) {
    let odd = |text: &str| {
        text.chars()
            .any(|c| dropped(c) && !matches!(c, '\u{200b}' | '\u{feff}'))
    };
    for (field, text) in [
        ("issuer", &doc.issuer),
        ("subject", &doc.subject),
        ("place", &doc.place),
    ] {
        if odd(text) {
            found.add(Severity::Warning, "document.control_characters", field);
        }
    }
    let in_body = doc
        .body
        .iter()
        .chain(doc.annexes.iter().flat_map(|a| &a.body))
        .any(|block| match block {
            Block::Heading(h) => odd(&h.text),
            Block::Paragraph(p) => p.runs.iter().any(|r| odd(&r.text)),
            Block::List(l) => l.items.iter().flatten().any(|r| odd(&r.text)),
            Block::Table(t) => {
                t.head.iter().any(|h| odd(h))
                    || t.rows
                        .iter()
                        .flatten()
                        .flat_map(|c| &c.runs)
                        .any(|r| odd(&r.text))
            }
        });
    if in_body {
        found.add(Severity::Warning, "document.control_characters", "body");
    }
}

/// Sizes that must go together: motto 13 with 14 and 14, or 12 with 13 and 13 (Appendix I, State bodies). For
/// layouts that an installation changes.
#[must_use]
pub fn check_layout(layout: &Layout) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    let h = &layout.header;
    if layout.organ == OrganKind::State
        && (h.motto_second_size - h.motto_size != 1.0 || h.place_date_size != h.motto_second_size)
    {
        found.with(
            Severity::Warning,
            "document.sizes_inconsistent",
            "layout",
            &[
                ("motto", &h.motto_size.to_string()),
                ("second", &h.motto_second_size.to_string()),
                ("place_date", &h.place_date_size.to_string()),
            ],
        );
    }
    found.0
}
