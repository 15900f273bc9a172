//! `coloa search`: events of an installation, found from the machine that it runs on.

use super::{Context, Failure};
use crate::output;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use coloa_base::text::csv_cell;
use coloa_event_store::{
    Row, Scope, Window,
    query::{self, Query},
    search::{Answer, Request},
};
use coloa_platform::Db;
use serde_json::json;

#[derive(clap::Args)]
pub struct Arguments {
    /// Điều cần tìm, ví dụ `host:web01 AND status:>=500`; để trống: tất cả.
    #[arg(default_value = "")]
    query: String,
    /// Từ lúc này (RFC 3339); mặc định: 24 giờ trước lúc kết thúc.
    #[arg(long)]
    from: Option<DateTime<Utc>>,
    /// Đến trước lúc này; mặc định: bây giờ.
    #[arg(long)]
    to: Option<DateTime<Utc>>,
    /// Mọi thời gian.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    all: bool,
    /// Số sự kiện nhiều nhất, mới nhất trước.
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// Chỉ đếm.
    #[arg(long)]
    count: bool,
    /// Các giá trị hay gặp nhất của một trường.
    #[arg(long, value_name = "TRƯỜNG", conflicts_with = "count")]
    top: Option<String>,
    /// Câu hỏi bằng SQL trên bảng `events`, thay cho điều cần tìm.
    #[arg(long, value_name = "SQL", conflicts_with_all = ["count", "top", "query"])]
    sql: Option<String>,
}

impl Arguments {
    fn window(&self) -> Window {
        if self.all {
            return Window::default();
        }
        let to = self.to.unwrap_or_else(|| Utc::now() + TimeDelta::minutes(5));
        Window {
            time: (self.from.unwrap_or(to - TimeDelta::hours(24)), to),
            ..Window::default()
        }
    }
}

pub async fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let query = query::parse(&arguments.query).map_err(|e| {
        Failure::usage(&format!("search.query_{}", e.reason))
            .with("from", e.span.start)
            .with("to", e.span.end)
    })?;
    let db = context.migrated_db().await?;
    let mut answer = ask(context, &db, arguments, &query).await?;
    if answer.missing > 0 {
        // The server may have merged these segments since the list was read: a fresh one knows.
        answer = ask(context, &db, arguments, &query).await?;
    }
    match &answer.found {
        Found::Table(columns, rows) => print_table(context, columns, rows)?,
        Found::Number(events) => output::value(context.format, "events", &events.to_string())?,
        Found::Events(rows) => print_events(context, rows)?,
    }
    if answer.missing > 0 {
        eprintln!(
            "{}",
            context.say("say.search_missing", &[("events", &answer.missing)])
        );
    }
    db.close().await?;
    Ok(())
}

/// An answer, and how many events could not be asked.
struct Answered {
    found: Found,
    missing: u64,
}

enum Found {
    Table(Vec<String>, Vec<Vec<Option<String>>>),
    Number(u64),
    Events(Vec<Row>),
}

impl Answered {
    fn new<T>(answer: Answer<T>, found: impl FnOnce(T) -> Found) -> Self {
        Self {
            missing: answer.missing.iter().map(|s| s.rows).sum(),
            found: found(answer.found),
        }
    }
}

async fn ask(context: &Context, db: &Db, arguments: &Arguments, query: &Query) -> Result<Answered, Failure> {
    let (searcher, directory) = coloa_server::monitoring::reading(&context.config, db)
        .await
        .map_err(Failure::from_start)?;
    let query = query
        .clone()
        .with_ids(&|field, name| directory.ids_named(field, name));
    let (window, limit) = (arguments.window(), arguments.limit);
    Ok(if let Some(sql) = &arguments.sql {
        let answer = searcher.sql(sql, Scope::All, limit).await?;
        Answered::new(answer, |table| Found::Table(table.columns, table.rows))
    } else if let Some(field) = &arguments.top {
        let answer = searcher.top(query, Scope::All, window, field, limit).await?;
        Answered::new(answer, |values| {
            let rows = values
                .into_iter()
                .map(|(value, events)| vec![Some(value), Some(events.to_string())]);
            Found::Table(vec![field.clone(), "events".to_owned()], rows.collect())
        })
    } else if arguments.count {
        let answer = searcher.count(query, Scope::All, window).await?;
        Answered::new(answer, Found::Number)
    } else {
        let request = Request::newest(query, Scope::All, window, limit);
        let answer = searcher.rows(request).await?;
        Answered::new(answer, |found| Found::Events(found.rows))
    })
}

/// What an event says in one line.
fn words(row: &Row) -> String {
    if let Some(message) = row.event.text("message").or_else(|| row.event.raw.clone()) {
        return message.replace(['\n', '\r', '\t'], " ");
    }
    let pairs = row.event.fields.iter().filter_map(|field| {
        let value = field.value.as_text()?;
        Some(format!("{}={value}", field.name()))
    });
    pairs.collect::<Vec<_>>().join(" ")
}

/// What wrote it: the product, or what it is about.
fn product(row: &Row) -> &str {
    let source = &row.event.logsource;
    source
        .product
        .as_deref()
        .or(source.categories.first().map(AsRef::as_ref))
        .unwrap_or_default()
}

fn print_events(context: &Context, rows: &[Row]) -> Result<(), Failure> {
    match context.format {
        output::Format::Json => {
            for row in rows {
                let mut event = json!({
                    "seq": row.seq, "time": row.time, "received": row.received, "source": row.source,
                    "agency": row.agency, "host": row.event.host(), "product": row.event.logsource.product,
                    "fields": row.event.to_json(),
                });
                if let (Some(raw), Some(object)) = (&row.event.raw, event.as_object_mut()) {
                    object.insert("raw".to_owned(), raw.clone().into());
                }
                output::line(&event.to_string())?;
            }
            Ok(())
        }
        output::Format::Csv => {
            output::line("time,seq,host,product,event")?;
            for row in rows {
                output::line(&format!(
                    "{},{},{},{},{}",
                    row.time.to_rfc3339_opts(SecondsFormat::Micros, true),
                    row.seq,
                    csv_cell(&row.event.host().unwrap_or_default()),
                    csv_cell(product(row)),
                    csv_cell(&words(row)),
                ))?;
            }
            Ok(())
        }
        output::Format::Table => {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| {
                    vec![
                        coloa_base::clock::vn_date_time_text(row.time),
                        row.event.host().unwrap_or_default(),
                        product(row).to_owned(),
                        coloa_base::text::shorten(&words(row), 160),
                    ]
                })
                .collect();
            output::table(&["time", "host", "product", "event"], &rows)
        }
    }
}

fn print_table(context: &Context, columns: &[String], rows: &[Vec<Option<String>>]) -> Result<(), Failure> {
    match context.format {
        output::Format::Json => {
            for row in rows {
                let object: serde_json::Map<String, serde_json::Value> = columns
                    .iter()
                    .zip(row)
                    .map(|(name, value)| (name.clone(), json!(value)))
                    .collect();
                output::line(&serde_json::Value::Object(object).to_string())?;
            }
            Ok(())
        }
        output::Format::Csv => {
            output::line(&columns.iter().map(|c| csv_cell(c)).collect::<Vec<_>>().join(","))?;
            for row in rows {
                let cells: Vec<String> = row
                    .iter()
                    .map(|c| csv_cell(c.as_deref().unwrap_or_default()))
                    .collect();
                output::line(&cells.join(","))?;
            }
            Ok(())
        }
        output::Format::Table => {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|c| c.clone().unwrap_or_default()).collect())
                .collect();
            output::table(&columns.iter().map(String::as_str).collect::<Vec<_>>(), &rows)
        }
    }
}
