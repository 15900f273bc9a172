//! `coloa plan …`

use super::{Context, Failure};
use crate::output;
use coloa_auth::Actor;
use coloa_base::PageRequest;
use coloa_plan::plans;
use serde_json::{Value, json};
use std::path::PathBuf;

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

async fn parse(context: &Context, file: &std::path::Path) -> Result<(), Failure> {
    let bytes = tokio::fs::read(file)
        .await
        .map_err(|e| Failure::io(&file.display().to_string(), e))?;
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
    for (label, key) in [
        ("Cơ quan ban hành", "issuer"),
        ("Số", "number"),
        ("Ngày", "date"),
        ("Tên", "title"),
    ] {
        output::line(&format!("{label}: {}", document[key].as_str().unwrap_or("—")))?;
    }
    for (title, key) in [
        ("Mục tiêu", "targets"),
        ("Nhiệm vụ", "tasks"),
        ("Phân công", "assignments"),
        ("Nghĩa vụ báo cáo", "obligations"),
    ] {
        let rows: Vec<Vec<String>> = json[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(|i| row(key, i))
            .collect();
        output::line(&format!("\n{title}: {}", rows.len()))?;
        if !rows.is_empty() {
            output::table(&["mục", "ai", "khi nào", "nội dung"], &rows)?;
        }
    }
    for note in json["notes"].as_array().into_iter().flatten() {
        output::line(&format!("! {}", note["code"].as_str().unwrap_or_default()))?;
    }
    Ok(())
}

/// One line of the table: path, who, when, text.
fn row(kind: &str, item: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
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
    let app = context.app().await?;
    let page = PageRequest {
        cursor: None,
        limit: Some(500),
    };
    let page = plans::list::list(
        &app.access,
        &Actor::command_line(),
        &plans::list::Filter::default(),
        &page,
    )
    .await?;
    let rows: Vec<Vec<String>> = page
        .items
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
    if context.format == output::Format::Json {
        return output::json(&rows);
    }
    output::table(&["id", "state", "number", "title"], &rows)
}
