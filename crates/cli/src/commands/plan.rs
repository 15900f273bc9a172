//! `coloa plan …`

use super::{Context, Failure};
use crate::{messages, output};
use coloa_auth::Actor;
use coloa_base::PageRequest;
use coloa_document::read::Limits;
use coloa_plan::plans;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Đọc một văn bản (.docx, .pdf, .txt, .md) và in những gì hiểu được; không ghi gì.
    Parse { file: PathBuf },
    /// Liệt kê các kế hoạch.
    List,
}

pub async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Parse { file } => parse(context, &file).await,
        Command::List => list(context).await,
    }
}

/// The content of a file; one that is larger than what is read is refused before a byte is taken in.
async fn content(path: &Path) -> Result<Vec<u8>, Failure> {
    let shown = path.display().to_string();
    let failed = |e| Failure::file(&shown, e);
    let about = tokio::fs::metadata(path).await.map_err(failed)?;
    if about.is_dir() {
        return Err(Failure::new(1, "cli.not_a_file").with("what", &shown));
    }
    let file = tokio::fs::File::open(path).await.map_err(failed)?;
    // A pipe announces nothing.
    let announced = about.is_file().then_some(about.len());
    Ok(Limits::default().buffer(announced, file).await?)
}

async fn parse(context: &Context, file: &Path) -> Result<(), Failure> {
    let bytes = content(file).await?;
    let name = file
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (reading, parsed) = plans::import::parse_file(bytes, &name).await?;
    let mut json = parsed.to_json();
    if context.format == output::Format::Json {
        json["notes_of_reader"] = json!(reading.source.notes);
        return output::json(&json);
    }
    let document = &json["document"];
    let say = |key: &str| context.say(&format!("say.{key}"), &[]);
    for key in ["issuer", "number", "date", "title"] {
        let label = say(key);
        output::line(&format!("{label}: {}", document[key].as_str().unwrap_or("—")))?;
    }
    let head = ["path", "who", "when", "what"].map(say);
    for key in ["targets", "tasks", "assignments", "obligations"] {
        let rows: Vec<Vec<String>> = json[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|i| row(key, i))
            .collect();
        output::line(&format!("\n{}: {}", say(key), rows.len()))?;
        if !rows.is_empty() {
            output::table(&head.each_ref().map(String::as_str), &rows)?;
        }
    }
    let of_reader = &reading.source.notes;
    let of_parser = parsed.notes.iter().filter(|n| !of_reader.contains(n));
    for note in of_reader.iter().chain(of_parser) {
        let text = messages::note(&context.lang, &note.code, note.detail.as_deref());
        output::line(&format!("! {text}"))?;
    }
    Ok(())
}

/// One line of the table: path, who, when, text. A text of more lines than one stays on one.
fn row(kind: &str, item: &Value) -> Vec<String> {
    let text = |v: &Value| {
        let words: Vec<&str> = v.as_str().unwrap_or_default().split_whitespace().collect();
        words.join(" ")
    };
    let short = |s: String| {
        if s.chars().count() > 90 {
            s.chars().take(89).chain(['…']).collect()
        } else {
            s
        }
    };
    let names = |v: &Value| {
        let list: Vec<String> = v
            .as_array()
            .into_iter()
            .flatten()
            .map(|e| e["agency"].as_str().or(e.as_str()).unwrap_or_default().to_owned())
            .collect();
        list.join("; ")
    };
    let (who, when, what) = match kind {
        "targets" => (
            String::new(),
            item["horizon"]
                .as_i64()
                .map(|y| y.to_string())
                .unwrap_or_default(),
            text(&item["text"]),
        ),
        "tasks" => (
            names(&item["lead"]),
            text(&item["timeframe"]["text"]),
            text(&item["text"]),
        ),
        "assignments" => (text(&item["agency"]), String::new(), text(&item["text"])),
        _ => (names(&item["who"]), text(&item["due"]), text(&item["what"])),
    };
    vec![text(&item["path"]), short(who), when, short(what)]
}

async fn list(context: &Context) -> Result<(), Failure> {
    // Looking makes no installation.
    context.migrated_db().await?.close().await?;
    let app = context.app().await?;
    let (actor, filter) = (Actor::command_line(), plans::list::Filter::default());
    let mut request = PageRequest {
        cursor: None,
        limit: Some(500),
    };
    let mut all = Vec::new();
    loop {
        let page = plans::list::list(&app.access, &actor, &filter, &request).await?;
        all.extend(page.items);
        match page.next_cursor {
            Some(next) => request.cursor = Some(next),
            None => break,
        }
    }
    if context.format == output::Format::Json {
        let rows: Vec<Value> = all
            .iter()
            .map(|p| {
                json!({ "id": p.plan.id.to_string(), "state": p.plan.state.as_str(), "number": p.plan.number,
                        "title": p.plan.title })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|p| {
            vec![
                p.plan.id.to_string(),
                p.plan.state.as_str().to_owned(),
                p.plan.number.clone().unwrap_or_default(),
                p.plan.title.clone(),
            ]
        })
        .collect();
    output::table(&["id", "state", "number", "title"], &rows)
}
