//! House rules that a compiler does not know. Each rule has a test that shows it can fail.

use anyhow::Context;
use std::path::Path;

/// Lines a file may have before it must be split, and the files that may have more, with the reason.
const MAX_LINES: usize = 700;
const LONG_FILES: &[(&str, &str)] = &[];

/// Where SeaORM and SQL may be named besides `store.rs`, `store/`, `entity.rs`, `error.rs` and migrations.
/// Foundations own their tables as a whole; areas keep theirs in one room.
const STORE_CRATES: &[&str] = &[
    "crates/platform/",
    "crates/auth/",
    "crates/testkit/",
    // A store and nothing else.
    "crates/event-log/",
];
const STORE_FILES: &[(&str, &str)] = &[
    (
        "bench/src/bin/hotline.rs",
        "writes a large database as fast as it can",
    ),
    (
        "bench/src/bin/register.rs",
        "writes a large database as fast as it can",
    ),
    (
        "bench/src/bin/seed.rs",
        "writes a large database as fast as it can",
    ),
    (
        "crates/agency/src/service/mod.rs",
        "names the connection type of the closure it writes through auth",
    ),
    ("crates/document/src/register.rs", "the register is its own store"),
    (
        "crates/document/src/register/term.rs",
        "the register is its own store",
    ),
    (
        "crates/plan/src/indicators.rs",
        "reads counts; to move into query.rs",
    ),
    (
        "crates/server/src/migrations.rs",
        "collects the migrations of all areas",
    ),
];

/// One text file of the repository.
#[derive(Debug)]
pub struct Source {
    /// Relative to the root, with `/`.
    pub path: String,
    pub text: String,
}

/// Checks every file that is or would be committed; gives one line per broken rule.
pub fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    let sources = sources(root)?;
    for source in &sources {
        problems.extend(check_source(source));
    }
    problems.extend(schemas_told_apart(&sources));
    for (listed, _) in LONG_FILES.iter().chain(STORE_FILES) {
        if !sources.iter().any(|s| s.path == *listed) {
            problems.push(format!(
                "{listed}: listed as an exception, but there is no such file"
            ));
        }
    }
    Ok(problems)
}

/// Names of schemas are one list for the whole API document: of two of one name, one describes both.
#[must_use]
pub fn schemas_told_apart(sources: &[Source]) -> Vec<String> {
    let mut known: std::collections::BTreeMap<&str, &str> = std::collections::BTreeMap::new();
    let mut problems = Vec::new();
    for source in sources
        .iter()
        .filter(|s| s.path.starts_with("crates/server/src/") && s.path.ends_with(".rs"))
    {
        let mut described = false;
        for line in source.text.lines().map(str::trim) {
            described |= line.starts_with("#[derive(") && line.contains("ToSchema");
            let name = [
                "pub struct ",
                "pub(super) struct ",
                "struct ",
                "pub enum ",
                "enum ",
            ]
            .iter()
            .find_map(|word| line.strip_prefix(word))
            .and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
            let Some(name) = name else { continue };
            if std::mem::take(&mut described)
                && let Some(first) = known.insert(name, &source.path)
            {
                problems.push(format!(
                    "{}: the schema {name} is that of {first}, too",
                    source.path
                ));
            }
        }
    }
    problems
}

/// All rules on one file.
#[must_use]
pub fn check_source(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    let path = source.path.as_str();
    let rust = path.ends_with(".rs");
    let mut say = |line: usize, what: &str| problems.push(format!("{path}:{line}: {what}"));

    if rust && path.contains("/src/") && !source.text.starts_with("//!") {
        say(1, "a module begins with `//!`: what it is for");
    }
    let code = rust || path.ends_with(".ts") || path.ends_with(".tsx");
    let lines = source.text.lines().count();
    if code && lines > MAX_LINES && !path.contains(".gen.") && !LONG_FILES.iter().any(|(p, _)| *p == path) {
        say(
            lines,
            "too long: split it into rooms, or list it in xtask/src/tidy.rs with a reason",
        );
    }
    for (index, line) in source.text.lines().enumerate() {
        let number = index + 1;
        if line.ends_with([' ', '\t']) {
            say(number, "trailing space");
        }
        for word in unfinished() {
            if code && line.contains(&word) {
                say(number, "unfinished work belongs in an issue, not in the code");
            }
        }
        if line.contains(&machine_path()) {
            say(number, "a path of one machine");
        }
        if path.ends_with(".sh") || path == "Makefile" || path.starts_with("scripts/") {
            continue;
        }
        let names_store = line.contains("sea_orm::") || line.contains("sqlx::");
        if rust && names_store && !may_name_store(path) {
            say(number, "only the store of an area talks to the database");
        }
    }
    // The tests of this rule spell what it forbids.
    if rust && !path.starts_with("xtask/tests/") {
        let migrations = source.text.matches("MigrationTrait for ").count();
        let in_transaction = source.text.matches("Some(true)").count();
        if migrations > in_transaction {
            say(
                1,
                "every migration runs in a transaction: `use_transaction` is `Some(true)`",
            );
        }
    }
    problems
}

fn may_name_store(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    STORE_CRATES.iter().any(|c| path.starts_with(c))
        || STORE_FILES.iter().any(|(p, _)| *p == path)
        || path.contains("/store/")
        || path.contains("/entity/")
        || path.contains("/tests/")
        || path.contains("/benches/")
        || path.contains("/migration/")
        || ["store.rs", "entity.rs", "error.rs", "migration.rs", "migrations.rs"].contains(&name)
        // The rule itself spells the names.
        || path.starts_with("xtask/")
}

/// Spelled apart, so that this file does not break its own rule.
fn unfinished() -> [String; 3] {
    [["TO", "DO"], ["FIX", "ME"], ["XX", "X:"]].map(|parts| parts.concat())
}

fn machine_path() -> String {
    ["/wo", "rk/"].concat()
}

/// Text files that git knows or would add; without git (an unpacked archive), nothing is known of them.
fn sources(root: &Path) -> anyhow::Result<Vec<Source>> {
    let listed = std::process::Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .output()
        .context("git is needed to list the files")?;
    let names = String::from_utf8(listed.stdout).context("a file name is not UTF-8")?;
    let kinds = [
        ".rs", ".toml", ".md", ".ts", ".tsx", ".css", ".html", ".json", ".cedar", ".sh", ".mjs", "Makefile",
    ];
    let mut found = Vec::new();
    for path in names
        .split('\0')
        .filter(|n| kinds.iter().any(|k| n.ends_with(k)) || n.starts_with("scripts/"))
    {
        // Listed and deleted at once, or a test document in another encoding: not text of ours.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            found.push(Source {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(found)
}
