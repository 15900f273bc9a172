//! Rules from files.

use crate::{
    canonical,
    catalogue::{Catalogue, Entry, EntryKind, Origin},
    needs::{self, Need},
};
use rsigma_eval::{CompiledRule, compile_rule};
use rsigma_parser::{CorrelationRule, FilterRule, FilterRuleTarget, LogSource, SigmaRule, parse_sigma_yaml};
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Folders within each other that are gone into.
const MAX_DEPTH: usize = 16;
/// Bytes of one rule file; rules have some thousand.
const MAX_FILE: u64 = 1024 * 1024;

/// How bad it is when a rule fires, as its author says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Informational,
    Low,
    Medium,
    High,
    Critical,
}

impl Level {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Informational,
            Self::Low,
            Self::Medium,
            Self::High,
            Self::Critical,
        ]
        .into_iter()
        .find(|l| l.as_str() == text)
    }

    pub(crate) const fn of(level: rsigma_parser::Level) -> Self {
        match level {
            rsigma_parser::Level::Informational => Self::Informational,
            rsigma_parser::Level::Low => Self::Low,
            rsigma_parser::Level::Medium => Self::Medium,
            rsigma_parser::Level::High => Self::High,
            rsigma_parser::Level::Critical => Self::Critical,
        }
    }
}

/// A detection rule that can run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// As its author numbered it; where there is none, the path of its file.
    pub id: String,
    /// By which correlations and filters may call it.
    pub name: Option<String>,
    pub title: String,
    /// `None`: the author says nothing.
    pub level: Option<Level>,
    /// E.g. `attack.t1059.001`.
    pub tags: Vec<String>,
    pub file: PathBuf,
    pub(crate) logsource: LogSource,
    pub(crate) compiled: CompiledRule,
}

/// A document that is no rule which can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: PathBuf,
    /// Title of the rule, where it could be read that far.
    pub title: Option<String>,
    /// Why, in the words of the parser (English).
    pub why: String,
}

/// Why no rules could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error("{} cannot be read", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Rules, and what could not become one.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    pub rules: Vec<Rule>,
    pub problems: Vec<Problem>,
    pub(crate) correlations: Vec<(PathBuf, CorrelationRule)>,
    pub(crate) filters: Vec<(PathBuf, FilterRule)>,
    entries: Vec<Entry>,
}

impl RuleSet {
    /// Reads a file, or every `.yml` and `.yaml` below a folder, in the order of their paths.
    pub fn read(path: &Path) -> Result<Self, RulesError> {
        let mut files = Vec::new();
        collect(path, 0, &mut files)?;
        files.sort();
        let mut set = Self::default();
        for file in files {
            match text_of(&file) {
                Ok(text) => set.add(&file, &text),
                Err(e) => set.problem(&file, None, e.to_string()),
            }
        }
        Ok(set)
    }

    /// Takes the documents of one file.
    pub fn add(&mut self, file: &Path, text: &str) {
        let collection = match parse_sigma_yaml(text) {
            Ok(collection) => collection,
            Err(e) => return self.problem(file, None, e.to_string()),
        };
        for why in collection.errors {
            self.problem(file, None, why);
        }
        for one in collection.correlations {
            self.entries.push(correlation_entry(file, &one));
            self.correlations.push((file.to_owned(), one));
        }
        for one in collection.filters {
            self.entries.push(filter_entry(file, &one));
            self.filters.push((file.to_owned(), one));
        }
        for rule in collection.rules {
            self.take(file, rule);
        }
    }

    fn take(&mut self, file: &Path, mut parsed: SigmaRule) {
        canonical::rule(&mut parsed);
        self.entries.push(rule_entry(file, &parsed));
        match compile_rule(&parsed) {
            Ok(compiled) => self.rules.push(Rule {
                id: parsed.id.unwrap_or_else(|| file.display().to_string()),
                name: parsed.name,
                title: parsed.title,
                level: parsed.level.map(Level::of),
                tags: parsed.tags,
                file: file.to_owned(),
                logsource: parsed.logsource,
                compiled,
            }),
            Err(e) => self.problem(file, Some(parsed.title), e.to_string()),
        }
    }

    /// Adds all of another set.
    pub fn extend(&mut self, more: Self) {
        self.rules.extend(more.rules);
        self.problems.extend(more.problems);
        self.correlations.extend(more.correlations);
        self.filters.extend(more.filters);
        self.entries.extend(more.entries);
    }

    /// Says where all of them come from.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        for entry in &mut self.entries {
            entry.origin = origin;
        }
        self
    }

    /// Forgets the rules, correlations and filters of these ids: others take their place.
    pub fn forget(&mut self, ids: &HashSet<String>) {
        self.switch_off(&|id| ids.contains(id));
        self.entries.retain(|e| !ids.contains(&e.id));
    }

    /// Leaves these out of what runs; the catalogue still has them.
    pub fn switch_off(&mut self, off: &impl Fn(&str) -> bool) {
        self.rules.retain(|r| !off(&r.id));
        self.correlations.retain(|(_, c)| !off(correlation_id(c)));
        self.filters.retain(|(_, f)| !off(filter_id(f)));
    }

    /// These rules as people see them.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All of them as people see them, with what could not become a rule.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        Catalogue::new(self.entries.clone(), self.problems.clone())
    }

    /// The rules that look at events, as people see them.
    #[must_use]
    pub fn looked_at(&self) -> Vec<&Entry> {
        let running: HashSet<&str> = self.rules.iter().map(|r| r.id.as_str()).collect();
        self.entries
            .iter()
            .filter(|e| e.kind == EntryKind::Detection && running.contains(e.id.as_str()))
            .collect()
    }

    /// Just these rules, with what they refer to and the filters that are for them; to try them alone.
    #[must_use]
    pub fn only(&self, ids: &HashSet<String>) -> Self {
        let mut wanted = ids.clone();
        // A correlation may refer to another one, which refers to a third.
        loop {
            let before = wanted.len();
            for (_, correlation) in &self.correlations {
                if wanted.contains(correlation_id(correlation))
                    || correlation.name.as_ref().is_some_and(|n| wanted.contains(n))
                {
                    wanted.extend(correlation.rules.iter().cloned());
                }
            }
            if wanted.len() == before {
                break;
            }
        }
        let is_wanted =
            |id: &str, name: Option<&String>| wanted.contains(id) || name.is_some_and(|n| wanted.contains(n));
        Self {
            rules: self
                .rules
                .iter()
                .filter(|r| is_wanted(&r.id, r.name.as_ref()))
                .cloned()
                .collect(),
            correlations: self
                .correlations
                .iter()
                .filter(|(_, c)| is_wanted(correlation_id(c), c.name.as_ref()))
                .cloned()
                .collect(),
            filters: self
                .filters
                .iter()
                .filter(|(_, f)| match &f.rules {
                    FilterRuleTarget::Any => true,
                    FilterRuleTarget::Specific(refers) => refers.iter().any(|r| wanted.contains(r)),
                })
                .cloned()
                .collect(),
            problems: Vec::new(),
            entries: self.entries.clone(),
        }
    }

    fn problem(&mut self, file: &Path, title: Option<String>, why: String) {
        self.problems.push(Problem {
            file: file.to_owned(),
            title,
            why,
        });
    }
}

/// What a correlation is called by findings.
pub(crate) fn correlation_id(rule: &CorrelationRule) -> &str {
    rule.id.as_deref().unwrap_or(&rule.title)
}

fn filter_id(filter: &FilterRule) -> &str {
    filter.id.as_deref().unwrap_or(&filter.title)
}

const fn status_of(status: rsigma_parser::Status) -> &'static str {
    use rsigma_parser::Status as S;
    match status {
        S::Stable => "stable",
        S::Test => "test",
        S::Experimental => "experimental",
        S::Deprecated => "deprecated",
        S::Unsupported => "unsupported",
    }
}

fn rule_entry(file: &Path, rule: &SigmaRule) -> Entry {
    Entry {
        id: rule.id.clone().unwrap_or_else(|| file.display().to_string()),
        kind: EntryKind::Detection,
        title: rule.title.clone(),
        description: rule.description.clone().unwrap_or_default(),
        level: rule.level.map(Level::of),
        status: rule.status.map(status_of),
        tags: rule.tags.clone(),
        file: file.to_owned(),
        origin: Origin::default(),
        product: rule.logsource.product.clone(),
        category: rule.logsource.category.clone(),
        service: rule.logsource.service.clone(),
        refers: Vec::new(),
        name: rule.name.clone(),
        needs: needs::of(&rule.detection),
    }
}

fn correlation_entry(file: &Path, rule: &CorrelationRule) -> Entry {
    Entry {
        id: correlation_id(rule).to_owned(),
        kind: EntryKind::Correlation,
        title: rule.title.clone(),
        description: rule.description.clone().unwrap_or_default(),
        level: rule.level.map(Level::of),
        status: rule.status.map(status_of),
        tags: rule.tags.clone(),
        file: file.to_owned(),
        origin: Origin::default(),
        product: None,
        category: None,
        service: None,
        refers: rule.rules.clone(),
        name: rule.name.clone(),
        needs: Need::Nothing,
    }
}

fn filter_entry(file: &Path, filter: &FilterRule) -> Entry {
    let source = filter.logsource.clone().unwrap_or_default();
    Entry {
        id: filter_id(filter).to_owned(),
        kind: EntryKind::Filter,
        title: filter.title.clone(),
        description: filter.description.clone().unwrap_or_default(),
        level: filter.level.map(Level::of),
        status: filter.status.map(status_of),
        tags: filter.tags.clone(),
        file: file.to_owned(),
        origin: Origin::default(),
        product: source.product,
        category: source.category,
        service: source.service,
        refers: match &filter.rules {
            FilterRuleTarget::Any => Vec::new(),
            FilterRuleTarget::Specific(refers) => refers.clone(),
        },
        name: filter.name.clone(),
        needs: Need::Nothing,
    }
}

fn text_of(file: &Path) -> io::Result<String> {
    if fs::metadata(file)?.len() > MAX_FILE {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("longer than {MAX_FILE} bytes"),
        ));
    }
    fs::read_to_string(file)
}

fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), RulesError> {
    let failed = |source| RulesError::Io {
        path: path.to_owned(),
        source,
    };
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let inner = entry.path();
        // A link could lead round in a circle.
        if kind.is_dir() && depth < MAX_DEPTH {
            collect(&inner, depth + 1, files)?;
        } else if kind.is_file() && inner.extension().is_some_and(|e| e == "yml" || e == "yaml") {
            files.push(inner);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_are_no_rules_are_said_and_the_others_run() {
        let mut set = RuleSet::default();
        let file = Path::new("mau.yml");
        set.add(
            file,
            "title: Một\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: s}\nlevel: high\n---\ntitle: Hai\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: khong_co}\n",
        );
        set.add(file, ": [");
        assert_eq!(set.rules.len(), 1);
        assert_eq!(set.rules[0].level, Some(Level::High));
        assert!(
            set.rules[0].id.contains("mau.yml"),
            "a rule without an id is called by its file"
        );
        assert_eq!(set.problems.len(), 2, "{:?}", set.problems);
    }
}
