//! `coloa doctor`: what an administrator would check first.

use super::{Context, Failure};
use crate::{messages, output};
use coloa_auth::{anchor::Anchor, audit};
use coloa_hotline::{
    keys::change::{self, FileState},
    refused,
};
use coloa_platform::{Db, Keys, disk, mail};
use coloa_server::Migrations;
use serde::Serialize;
use serde_json::json;
use std::process::Command;

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Ok,
    /// Works, but something will be missed.
    Warn,
    Fail,
}

/// What was seen: a name or number as it is, or a sentence.
enum Detail {
    Plain(String),
    Said(&'static str, Vec<(&'static str, String)>),
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// A sentence of `messages/` without parameters.
impl From<&'static str> for Detail {
    fn from(code: &'static str) -> Self {
        Self::Said(code, Vec::new())
    }
}

impl Detail {
    fn with(code: &'static str, name: &'static str, value: impl ToString) -> Self {
        Self::Said(code, vec![(name, value.to_string())])
    }

    fn text(&self, lang: &str) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Said(code, params) => messages::sentence(lang, code, &params.iter().cloned().collect()),
        }
    }
}

struct Check {
    outcome: Outcome,
    /// For programs; its sentence is `doctor.<what>` with underscores.
    what: &'static str,
    detail: Detail,
}

fn check(what: &'static str, outcome: Outcome, detail: impl Into<Detail>) -> Check {
    Check {
        outcome,
        what,
        detail: detail.into(),
    }
}

pub async fn run(context: &Context) -> Result<(), Failure> {
    let mut checks = Vec::new();
    data_dir(context, &mut checks);
    if context.has_database() {
        match context.db().await {
            Ok(db) => database(context, &db, &mut checks).await,
            Err(_) => checks.push(check("database", Outcome::Fail, "doctor.not_opened")),
        }
    } else {
        checks.push(check("database", Outcome::Warn, "doctor.no_database"));
    }
    tools(&mut checks);
    let offset = chrono::Local::now().offset().local_minus_utc();
    let zone = if offset == 7 * 3600 {
        Outcome::Ok
    } else {
        Outcome::Warn
    };
    checks.push(check(
        "time zone",
        zone,
        Detail::with("doctor.zone", "hours", format_args!("{:+}", offset / 3600)),
    ));
    if context.format == output::Format::Json {
        let list: Vec<serde_json::Value> = checks
            .iter()
            .map(|c| json!({ "outcome": c.outcome, "what": c.what, "detail": c.detail.text(&context.lang) }))
            .collect();
        output::json(&list)?;
    } else {
        let rows: Vec<Vec<String>> = checks
            .iter()
            .map(|c| {
                let word = match c.outcome {
                    Outcome::Ok => "doctor.ok",
                    Outcome::Warn => "doctor.warn",
                    Outcome::Fail => "doctor.fail",
                };
                let what = format!("doctor.{}", c.what.replace(' ', "_"));
                vec![
                    context.say(word, &[]),
                    context.say(&what, &[]),
                    c.detail.text(&context.lang),
                ]
            })
            .collect();
        output::table(&["", "", ""], &rows)?;
    }
    let failed = checks.iter().filter(|c| c.outcome == Outcome::Fail).count();
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::new(3, "cli.doctor").with("count", failed))
    }
}

fn data_dir(context: &Context, checks: &mut Vec<Check>) {
    let dir = &context.config.data_dir;
    let writable = std::fs::create_dir_all(dir).and_then(|()| tempfile_in(dir));
    let outcome = if writable.is_ok() {
        Outcome::Ok
    } else {
        Outcome::Fail
    };
    checks.push(check("data directory", outcome, dir.display().to_string()));
    if let Ok(free) = disk::free_bytes(dir) {
        let low = free < context.config.limits.min_free_bytes;
        let outcome = if low { Outcome::Fail } else { Outcome::Ok };
        checks.push(check(
            "free space",
            outcome,
            format!("{} MiB", free / (1024 * 1024)),
        ));
    }
}

fn tempfile_in(dir: &std::path::Path) -> std::io::Result<()> {
    let probe = dir.join(".coloa-doctor");
    std::fs::write(&probe, b"x")?;
    std::fs::remove_file(&probe)
}

async fn database(context: &Context, db: &Db, checks: &mut Vec<Check>) {
    let kind = format!("{:?}", db.backend());
    checks.push(match db.ping().await {
        Ok(()) => check("database", Outcome::Ok, kind),
        Err(_) => check("database", Outcome::Fail, kind),
    });
    let pending = db.pending::<Migrations>().await;
    checks.push(match &pending {
        Ok(list) if list.is_empty() => check("migrations", Outcome::Ok, "doctor.complete"),
        Ok(list) => check(
            "migrations",
            Outcome::Warn,
            Detail::with("doctor.pending", "count", list.len()),
        ),
        Err(_) => check("migrations", Outcome::Fail, "doctor.not_read"),
    });
    checks.push(match db.integrity().await {
        Ok(faults) if faults.is_empty() => check("database file", Outcome::Ok, "doctor.whole"),
        Ok(faults) => check("database file", Outcome::Fail, faults.join("; ")),
        Err(_) => check("database file", Outcome::Fail, "doctor.not_checked"),
    });
    if !pending.is_ok_and(|p| p.is_empty()) {
        return;
    }
    keys(context, db, checks).await;
    hotline_keys(context, db, checks).await;
    checks.push(match refused::waiting(db.reader()).await {
        Ok(0) => check("refused letters", Outcome::Ok, "doctor.none_refused"),
        Ok(n) => check(
            "refused letters",
            Outcome::Warn,
            Detail::with("doctor.refused_wait", "count", n),
        ),
        Err(_) => check("refused letters", Outcome::Fail, "doctor.not_read"),
    });
    checks.push(match mail::backlog(db).await {
        Ok((0, _)) if context.config.mail.smtp.is_empty() => check("mail", Outcome::Warn, "doctor.no_relay"),
        Ok((0, _)) => check("mail", Outcome::Ok, "doctor.no_mail"),
        Ok((n, error)) => check(
            "mail",
            Outcome::Warn,
            Detail::Said(
                "doctor.mail_waits",
                vec![("count", n.to_string()), ("error", error.unwrap_or_default())],
            ),
        ),
        Err(_) => check("mail", Outcome::Fail, "doctor.not_read"),
    });
}

/// The master key, and what it proves. Looks only: a missing key is not made here.
async fn keys(context: &Context, db: &Db, checks: &mut Vec<Check>) {
    let path = context.config.master_key_path();
    let shown = path.display().to_string();
    let keys = match Keys::load(&path) {
        Ok(Some(keys)) => keys,
        Ok(None) if matches!(audit::has_entries(db).await, Ok(false)) => {
            checks.push(check("master key", Outcome::Ok, "doctor.no_key"));
            return;
        }
        Ok(None) => {
            checks.push(check(
                "master key",
                Outcome::Fail,
                Detail::with("doctor.key_lost", "path", shown),
            ));
            return;
        }
        Err(e) => {
            tracing::debug!(error = %coloa_platform::telemetry::chain(&e), "master key");
            checks.push(check(
                "master key",
                Outcome::Fail,
                Detail::with("doctor.key_unread", "path", shown),
            ));
            return;
        }
    };
    checks.push(match audit::key_fits(db, &keys).await {
        Ok(true) => check("master key", Outcome::Ok, shown),
        Ok(false) => check(
            "master key",
            Outcome::Fail,
            Detail::with("doctor.key_foreign", "path", shown),
        ),
        Err(_) => check("master key", Outcome::Fail, "doctor.not_checked"),
    });
    checks.push(
        match audit::verify_anchored(db, &keys, &Anchor::at(context.config.audit_anchor_path())).await {
            Ok(v) => match v.broken {
                None => check(
                    "audit log",
                    Outcome::Ok,
                    Detail::with("doctor.entries", "count", v.entries),
                ),
                Some((seq, _)) => check(
                    "audit log",
                    Outcome::Fail,
                    Detail::with("doctor.broken", "seq", seq),
                ),
            },
            Err(_) => check("audit log", Outcome::Fail, "doctor.not_read"),
        },
    );
}

/// The keys that reports of citizens are sealed to, and whether anybody could open those without this machine.
async fn hotline_keys(context: &Context, db: &Db, checks: &mut Vec<Check>) {
    let path = context.config.hotline_key_path();
    let shown = path.display().to_string();
    let standing = match change::standing(db, &path).await {
        Ok(Some(standing)) => standing,
        Ok(None) => {
            checks.push(check("hotline keys", Outcome::Ok, "doctor.no_key"));
            return;
        }
        Err(_) => {
            checks.push(check("hotline keys", Outcome::Fail, "doctor.not_read"));
            return;
        }
    };
    let lost = |code| (Outcome::Fail, Detail::with(code, "path", &shown));
    let (outcome, detail) = match standing.file {
        FileState::Fits => (Outcome::Ok, shown.clone().into()),
        FileState::Missing => lost("doctor.hotline_key_lost"),
        FileState::Foreign => lost("doctor.hotline_key_foreign"),
        FileState::Unreadable => lost("doctor.key_unread"),
    };
    checks.push(check("hotline keys", outcome, detail));
    let (outcome, detail) = match &standing.last_resort {
        None => (Outcome::Warn, "doctor.no_last_resort"),
        Some(_) if standing.last_resort_is_here => (Outcome::Warn, "doctor.last_resort_here"),
        Some(_) => (Outcome::Ok, "doctor.last_resort_kept"),
    };
    checks.push(check("key of last resort", outcome, detail));
}

/// Programs that some functions need; the package that has each.
fn tools(checks: &mut Vec<Check>) {
    let answers = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().map(|o| {
            format!(
                "{}{}",
                String::from_utf8_lossy(&o.stdout),
                String::from_utf8_lossy(&o.stderr)
            )
        })
    };
    for (what, program, argument, package) in [
        ("pdftotext", "pdftotext", "-v", "poppler-utils"),
        ("pdftoppm", "pdftoppm", "-v", "poppler-utils"),
    ] {
        checks.push(match answers(program, &[argument]) {
            Ok(text) => check(
                what,
                Outcome::Ok,
                text.lines().next().unwrap_or_default().to_owned(),
            ),
            Err(_) => check(
                what,
                Outcome::Warn,
                Detail::with("doctor.no_pdf", "package", package),
            ),
        });
    }
    checks.push(match answers("tesseract", &["--list-langs"]) {
        Ok(text) if text.lines().any(|l| l.trim() == "vie") => {
            check("tesseract", Outcome::Ok, "doctor.vietnamese")
        }
        _ => check("tesseract", Outcome::Warn, "doctor.no_ocr"),
    });
}
