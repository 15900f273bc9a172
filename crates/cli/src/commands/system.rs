//! `coloa system …`

use super::{Context, Failure, day};
use crate::output;
use coloa_base::Clock;
use coloa_law::{LawBook, SystemFacts, assess::Assessment};
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Đề xuất cấp độ của một hệ thống thông tin từ tệp JSON (docs/assess.md); không ghi gì.
    Assess(AssessArguments),
}

#[derive(clap::Args)]
pub struct AssessArguments {
    file: PathBuf,
    /// Chế độ pháp lý: R85 (Nghị định 85/2016), R331 (Nghị định 331/2026); không nêu thì theo ngày.
    #[arg(long)]
    regime: Option<String>,
    /// Ngày xét (dd/mm/yyyy hoặc yyyy-mm-dd); không nêu là hôm nay.
    #[arg(long)]
    date: Option<String>,
}

pub fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Assess(arguments) => assess(context, &arguments),
    }
}

fn assess(context: &Context, arguments: &AssessArguments) -> Result<(), Failure> {
    let shown = arguments.file.display().to_string();
    let text = std::fs::read_to_string(&arguments.file).map_err(|e| Failure::file(&shown, e))?;
    let facts: SystemFacts = serde_json::from_str(&text).map_err(|e| {
        Failure::new(1, "cli.bad_facts")
            .with("file", &shown)
            .with("why", e)
    })?;
    let on = match &arguments.date {
        Some(text) => day(text)?,
        None => coloa_base::SystemClock.today(),
    };
    coloa_server::app::install_law(&context.config).map_err(Failure::from_start)?;
    let book = LawBook::current();
    let found = match &arguments.regime {
        Some(regime) => book.assess_under(&facts, regime, on)?,
        None => book.assess(&facts, on)?,
    };
    if context.format == output::Format::Json {
        return output::json(&found);
    }
    print(context, &found)
}

fn print(context: &Context, found: &Assessment<'_>) -> Result<(), Failure> {
    let say = |key: &str| context.say(&format!("say.assess_{key}"), &[]);
    let level = found
        .level
        .map_or_else(|| say("undetermined"), |level| level.to_string());
    output::line(&format!("{}: {level}", say("level")))?;
    output::line(&format!(
        "{}: {} ({})",
        say("regime"),
        found.regime_name,
        found.regime
    ))?;
    if let Some(raised) = &found.raised {
        let from = raised
            .from
            .map_or_else(|| "—".to_owned(), |from| from.to_string());
        output::line(&format!(
            "{}: {from} → {} ({})",
            say("raised"),
            raised.to,
            raised.article
        ))?;
    }
    let heads = ["code", "column_level", "article", "text"].map(say);
    let heads = heads.each_ref().map(String::as_str);
    let level_of = |level: Option<u8>| level.map(|l| l.to_string()).unwrap_or_default();
    let matched = found.matched.iter().map(|m| {
        let row = [m.code, &level_of(m.level), &m.legal.article, m.text];
        row.map(str::to_owned).to_vec()
    });
    part(&say("matched"), &heads, matched.collect())?;
    let near = found.would_raise.iter().filter(|w| !w.last).map(|w| {
        let row = [w.code, &w.level.to_string(), &w.legal.article, w.text];
        row.map(str::to_owned).to_vec()
    });
    part(&say("would_raise"), &heads, near.collect())?;
    for question in found.questions.iter().filter(|q| !q.last) {
        let text = question.text.unwrap_or_default();
        output::line(&format!("? {text} ({})", question.fact))?;
    }
    for warning in &found.warnings {
        let article = warning.legal.map(|legal| format!(" ({})", legal.citation()));
        output::line(&format!("! {}{}", warning.text, article.unwrap_or_default()))?;
    }
    for other in &found.alternatives {
        let level = other
            .level
            .map_or_else(|| say("undetermined"), |level| level.to_string());
        output::line(&format!(
            "~ {}: “{}” – {}: {level} ({})",
            say("alternative"),
            other.word,
            other.reading,
            other.codes.join(", ")
        ))?;
    }
    Ok(())
}

/// A table with its title; nothing where it has no rows.
fn part(title: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    output::line(&format!("\n{title}:"))?;
    output::table(heads, &rows)
}
