//! `coloa doctor`: what an administrator would check first.

use super::{Context, Failure};
use crate::output;
use coloa_auth::{anchor::Anchor, audit};
use coloa_platform::{Db, Keys, disk, mail};
use coloa_server::Migrations;
use serde::Serialize;
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

#[derive(Serialize)]
struct Check {
    outcome: Outcome,
    what: &'static str,
    detail: String,
}

fn check(what: &'static str, outcome: Outcome, detail: impl Into<String>) -> Check {
    Check {
        outcome,
        what,
        detail: detail.into(),
    }
}

pub async fn run(context: &Context) -> Result<(), Failure> {
    let mut checks = Vec::new();
    data_dir(context, &mut checks);
    match context.db().await {
        Ok(db) => database(context, &db, &mut checks).await,
        Err(_) => checks.push(check("database", Outcome::Fail, "không mở được")),
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
        format!("UTC{:+} (phần mềm luôn hiển thị giờ Việt Nam)", offset / 3600),
    ));
    if context.format == output::Format::Json {
        output::json(&checks)?;
    } else {
        let rows: Vec<Vec<String>> = checks
            .iter()
            .map(|c| {
                let word = match c.outcome {
                    Outcome::Ok => "tốt",
                    Outcome::Warn => "lưu ý",
                    Outcome::Fail => "HỎNG",
                };
                vec![word.to_owned(), c.what.to_owned(), c.detail.clone()]
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
        Ok(list) if list.is_empty() => check("migrations", Outcome::Ok, "đủ"),
        Ok(list) => check(
            "migrations",
            Outcome::Warn,
            format!("thiếu {} (coloa migrate)", list.len()),
        ),
        Err(_) => check("migrations", Outcome::Fail, "không đọc được"),
    });
    checks.push(match db.integrity().await {
        Ok(faults) if faults.is_empty() => check("database file", Outcome::Ok, "nguyên vẹn"),
        Ok(faults) => check("database file", Outcome::Fail, faults.join("; ")),
        Err(_) => check("database file", Outcome::Fail, "không kiểm tra được"),
    });
    if !pending.is_ok_and(|p| p.is_empty()) {
        return;
    }
    keys(context, db, checks).await;
    checks.push(match mail::backlog(db).await {
        Ok((0, _)) if context.config.mail.smtp.is_empty() => {
            check("mail", Outcome::Warn, "chưa đặt mail.smtp: không gửi thư")
        }
        Ok((0, _)) => check("mail", Outcome::Ok, "không có thư chờ"),
        Ok((n, error)) => check(
            "mail",
            Outcome::Warn,
            format!("{n} thư chờ gửi. {}", error.unwrap_or_default()),
        ),
        Err(_) => check("mail", Outcome::Fail, "không đọc được hàng đợi"),
    });
}

/// The master key, and what it proves. Looks only: a missing key is not made here.
async fn keys(context: &Context, db: &Db, checks: &mut Vec<Check>) {
    let path = context.config.master_key_path();
    let shown = path.display().to_string();
    let keys = match Keys::load(&path) {
        Ok(Some(keys)) => keys,
        Ok(None) if matches!(audit::has_entries(db).await, Ok(false)) => {
            checks.push(check(
                "master key",
                Outcome::Ok,
                "chưa có; tạo khi khởi động lần đầu",
            ));
            return;
        }
        Ok(None) => {
            checks.push(check(
                "master key",
                Outcome::Fail,
                format!("mất {shown}; lấy lại từ bản sao lưu"),
            ));
            return;
        }
        Err(e) => {
            tracing::debug!(error = %coloa_platform::telemetry::chain(&e), "master key");
            checks.push(check(
                "master key",
                Outcome::Fail,
                format!("không đọc được {shown}"),
            ));
            return;
        }
    };
    checks.push(match audit::key_fits(db, &keys).await {
        Ok(true) => check("master key", Outcome::Ok, shown),
        Ok(false) => check(
            "master key",
            Outcome::Fail,
            format!("{shown} không phải khóa của dữ liệu này"),
        ),
        Err(_) => check("master key", Outcome::Fail, "không kiểm tra được"),
    });
    checks.push(
        match audit::verify_anchored(db, &keys, &Anchor::at(context.config.audit_anchor_path())).await {
            Ok(v) => match v.broken {
                None => check("audit log", Outcome::Ok, format!("{} mục, nguyên vẹn", v.entries)),
                Some((seq, _)) => check("audit log", Outcome::Fail, format!("hỏng từ mục {seq}")),
            },
            Err(_) => check("audit log", Outcome::Fail, "không đọc được"),
        },
    );
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
            Ok(text) => check(what, Outcome::Ok, text.lines().next().unwrap_or_default()),
            Err(_) => check(
                what,
                Outcome::Warn,
                format!("thiếu: không đọc được PDF (apt-get install {package})"),
            ),
        });
    }
    checks.push(match answers("tesseract", &["--list-langs"]) {
        Ok(text) if text.lines().any(|l| l.trim() == "vie") => {
            check("tesseract", Outcome::Ok, "có tiếng Việt")
        }
        _ => check(
            "tesseract",
            Outcome::Warn,
            "thiếu: không nhận dạng được bản quét (apt-get install tesseract-ocr-vie)",
        ),
    });
}
