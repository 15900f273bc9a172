//! `coloa hotline key …`: the keys that reports are sealed to, from the host. Shares of the key of last resort are printed
//! once and stored nowhere.

use super::super::{Context, Failure};
use crate::output;
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    custody::{self, CustodyError, Split},
    keys::change::{self, FileState, Standing},
    seal::PublicKey,
};
use serde_json::json;
use std::{
    io::{BufRead as _, IsTerminal as _, Read, Write as _},
    path::{Path, PathBuf},
};

/// Bytes of shares that are read.
const MOST: u64 = 64 * 1024;
/// How every share begins.
const SHARE: &str = "coloa-share";

#[derive(clap::Subcommand)]
pub enum Command {
    /// Tạo khóa dự phòng, chia thành nhiều mảnh cho những người giữ; mỗi mảnh in ra một lần, không lưu ở đâu.
    Split {
        /// Số mảnh cần có để mở.
        #[arg(long, default_value_t = 3)]
        needed: u8,
        /// Số người giữ, mỗi người một mảnh.
        #[arg(long, default_value_t = 5)]
        custodians: u8,
        /// Thay khóa dự phòng đang dùng; tin báo cũ vẫn cần các mảnh cũ.
        #[arg(long)]
        replace: bool,
    },
    /// Ghép các mảnh của khóa dự phòng để mở lại tin báo khi mất tệp khóa.
    Recover {
        /// Tệp chứa các mảnh, mỗi mảnh một dòng; không nêu: đọc từ đầu vào chuẩn.
        files: Vec<PathBuf>,
    },
    /// Dùng khóa mới từ bây giờ; tin báo cũ vẫn mở được bằng khóa cũ còn trong tệp.
    Rotate {
        /// Tệp khóa cũ đã mất hẳn: tin báo cũ chỉ còn mở được bằng khóa dự phòng.
        #[arg(long)]
        anew: bool,
    },
    /// Xem khóa nào đang dùng, tệp khóa có khớp không, có khóa dự phòng chưa.
    Status,
}

pub async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Split {
            needed,
            custodians,
            replace,
        } => split(context, needed, custodians, replace).await,
        Command::Recover { files } => recover(context, &files).await,
        Command::Rotate { anew } => rotate(context, anew).await,
        Command::Status => status(context).await,
    }
}

/// The shares are shown before anything is sealed to their key: better shares of a key that is never used than a key that
/// nobody holds.
async fn split(context: &Context, needed: u8, custodians: u8, replace: bool) -> Result<(), Failure> {
    let made = custody::split(needed, custodians).map_err(of_custody)?;
    let public = PublicKey::parse(&made.public).map_err(HotlineError::Seal)?;
    let app = context.app().await?;
    let standing = change::standing(&app.db, app.hotline.key_path()).await?;
    if !replace && standing.is_some_and(|s| s.last_resort.is_some()) {
        return Err(Failure::new(1, "cli.last_resort_exists"));
    }
    show(context, &made, needed)?;
    change::keep_last_resort(&app.hotline, &Actor::command_line(), public, replace)
        .await
        .map_err(|e| of_keys(context, e))?;
    let standing = change::standing(&app.db, app.hotline.key_path()).await?;
    if context.format == output::Format::Json {
        return Ok(());
    }
    output::line("")?;
    output::line(&context.say("say.shares_used", &[]))?;
    match standing.map_or(0, |s| s.uncovered) {
        0 => Ok(()),
        count => output::line(&context.say("say.shares_uncovered", &[("count", &count)])),
    }
}

/// Unlike other output this must not be lost unseen: a reader that went away is an error.
fn show(context: &Context, made: &Split, needed: u8) -> Result<(), Failure> {
    let mut text = String::new();
    if context.format == output::Format::Json {
        let shown = json!({ "public": made.public, "needed": needed, "shares": made.shares });
        text = serde_json::to_string_pretty(&shown).map_err(|e| Failure::io("json", e.into()))?;
        text.push('\n');
    } else {
        let count = made.shares.len();
        text.push_str(&context.say("say.shares", &[("needed", &needed), ("custodians", &count)]));
        text.push('\n');
        for (n, share) in (1..).zip(&made.shares) {
            let head = context.say("say.share", &[("number", &n), ("custodians", &count)]);
            text.push_str(&format!("\n{head}\n{share}\n"));
        }
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Failure::io("stdout", e))
}

async fn recover(context: &Context, files: &[PathBuf]) -> Result<(), Failure> {
    let mut shares = Vec::new();
    for file in files {
        shares.extend(shares_of(&read(file)?));
    }
    if files.is_empty() {
        shares = shares_of(&typed(context)?);
    }
    let key = custody::join(shares.iter().map(String::as_str)).map_err(of_custody)?;
    let app = context.app().await?;
    let renewed = change::recover(&app.hotline, &Actor::command_line(), &key)
        .await
        .map_err(|e| of_keys(context, e))?;
    if context.format == output::Format::Json {
        return output::json(&json!({ "last_resort": key.public().to_string(), "new_keys": renewed }));
    }
    let path = app.hotline.key_path().display();
    output::line(&context.say("say.recovered", &[("path", &path)]))?;
    if renewed {
        output::line(&context.say("say.recovered_new", &[]))?;
    }
    output::line(&context.say("say.recovered_split", &[]))
}

async fn rotate(context: &Context, anew: bool) -> Result<(), Failure> {
    let app = context.app().await?;
    change::rotate(&app.hotline, &Actor::command_line(), anew)
        .await
        .map_err(|e| of_keys(context, e))?;
    if context.format == output::Format::Json {
        return output::json(&change::standing(&app.db, app.hotline.key_path()).await?);
    }
    output::line(&context.say("say.rotated", &[("path", &app.hotline.key_path().display())]))
}

/// Looks alone: nothing is made that is missing.
async fn status(context: &Context) -> Result<(), Failure> {
    let db = context.migrated_db().await?;
    let path = context.config.hotline_key_path();
    let standing = change::standing(&db, &path).await?;
    if context.format == output::Format::Json {
        output::json(&standing)?;
    }
    let Some(standing) = standing else {
        return match context.format {
            output::Format::Json => Ok(()),
            _ => output::line(&context.say("say.no_hotline_keys", &[])),
        };
    };
    if context.format != output::Format::Json {
        print(context, &standing, &path)?;
    }
    match standing.file {
        FileState::Fits => Ok(()),
        FileState::Missing | FileState::Foreign | FileState::Unreadable => {
            Err(Failure::new(3, "cli.hotline_key_lost").with("path", path.display()))
        }
    }
}

fn print(context: &Context, standing: &Standing, path: &Path) -> Result<(), Failure> {
    let say = |code: &str| context.say(code, &[]);
    let file = match standing.file {
        FileState::Fits => "say.keys_fit",
        FileState::Missing => "say.keys_missing",
        FileState::Foreign => "say.keys_foreign",
        FileState::Unreadable => "say.keys_unreadable",
    };
    let last_resort = match &standing.last_resort {
        None => say("say.no_last_resort"),
        Some(public) if standing.last_resort_is_here => {
            format!("{public}  ({})", say("say.last_resort_here"))
        }
        Some(public) => public.clone(),
    };
    let rows = [
        ("say.keys_file", format!("{}  ({})", path.display(), say(file))),
        ("say.keys_content", standing.content_key.clone()),
        ("say.keys_identity", standing.identity_key.clone()),
        (
            "say.keys_since",
            coloa_base::clock::vn_date_time_text(standing.made_at),
        ),
        ("say.keys_older", standing.older.to_string()),
        ("say.keys_last_resort", last_resort),
        ("say.keys_uncovered", standing.uncovered.to_string()),
        ("say.keys_waiting", standing.waiting.to_string()),
    ];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(name, value)| vec![say(name), value])
        .collect();
    output::table(&["", ""], &rows)
}

fn read(path: &Path) -> Result<String, Failure> {
    let shown = path.display().to_string();
    let failed = |e| Failure::file(&shown, e);
    let mut text = String::new();
    std::fs::File::open(path)
        .map_err(failed)?
        .take(MOST)
        .read_to_string(&mut text)
        .map_err(failed)?;
    Ok(text)
}

/// From standard input; a person ends with an empty line.
fn typed(context: &Context) -> Result<String, Failure> {
    let stdin = std::io::stdin().lock();
    let is_person = stdin.is_terminal();
    if is_person {
        output::line(&context.say("say.type_shares", &[]))?;
    }
    let mut text = String::new();
    for line in stdin.take(MOST).lines() {
        let line = line.map_err(|e| Failure::io("stdin", e))?;
        if is_person && line.trim().is_empty() {
            break;
        }
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// The shares of a text. What was printed around them is passed over, and a share that was broken into lines is one.
fn shares_of(text: &str) -> Vec<String> {
    let mut shares: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        let is_share = |c: char| c.is_ascii_alphanumeric() || c == '-' || c.is_whitespace();
        if line.is_empty() || !line.chars().all(is_share) {
            continue;
        }
        let begins = line.to_ascii_lowercase().starts_with(SHARE);
        match shares.last_mut() {
            Some(last) if !begins => last.push_str(line),
            _ => shares.push(line.to_owned()),
        }
    }
    shares
}

fn of_custody(error: CustodyError) -> Failure {
    match error {
        CustodyError::Numbers => Failure::usage("cli.key_numbers").with("most", custody::MOST),
        CustodyError::Share(number) => Failure::new(1, "cli.share_mistyped").with("number", number),
        CustodyError::Mixed => Failure::new(1, "cli.shares_mixed"),
        CustodyError::TooFew { needed, given } => Failure::new(1, "cli.shares_too_few")
            .with("needed", needed)
            .with("given", given),
        CustodyError::Wrong => Failure::new(1, "cli.shares_wrong"),
    }
}

fn of_keys(context: &Context, error: HotlineError) -> Failure {
    let path = context.config.hotline_key_path();
    match error {
        HotlineError::Invalid { field: "shares", .. } => Failure::new(1, "cli.shares_other"),
        HotlineError::State { .. } => Failure::new(1, "cli.last_resort_exists"),
        HotlineError::KeyLost => Failure::new(1, "cli.hotline_key_lost").with("path", path.display()),
        e => e.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_found_in_what_was_printed_and_typed_again() {
        let text = "Mảnh 1/5\ncoloa-share-3-aa\n  bb-cc \n\nMảnh 2/5:\nCOLOA-SHARE-3-dd ee\n";
        assert_eq!(shares_of(text), ["coloa-share-3-aabb-cc", "COLOA-SHARE-3-dd ee"]);
        assert!(shares_of("").is_empty());
    }
}
