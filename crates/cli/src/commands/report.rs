//! `coloa report build`: a report without a browser, as files. Stores nothing.

use super::{Context, Failure, day};
use crate::output;
use coloa_agency::model::INTERNAL;
use coloa_auth::Actor;
use coloa_base::PlanId;
use coloa_report::{
    ReportError,
    service::{Draft, Format, subject_of},
    source::Query,
};
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Lập dự thảo báo cáo của một kỳ và ghi ra tệp.
    Build {
        /// Mã kế hoạch, hoặc `all`.
        #[arg(long, default_value = "all")]
        plan: String,
        #[arg(long)]
        from: String,
        #[arg(long)]
        to: String,
        /// Mã nội bộ của cơ quan ký báo cáo.
        #[arg(long)]
        issuer: String,
        /// Chỉ nhiệm vụ của cơ quan này (mã nội bộ).
        #[arg(long)]
        agency: Option<String>,
        /// Trích yếu; để trống thì theo kỳ báo cáo.
        #[arg(long)]
        subject: Option<String>,
        /// Các dạng, cách nhau bằng dấu phẩy.
        #[arg(long, default_value = "docx,pdf,xlsx", value_delimiter = ',')]
        formats: Vec<String>,
        /// Thư mục ghi tệp.
        #[arg(long, default_value = ".")]
        out: PathBuf,
    },
}

pub async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    let Command::Build {
        plan,
        from,
        to,
        issuer,
        agency,
        subject,
        formats,
        out,
    } = command;
    // What cannot be written is said before anything is read.
    let formats: Vec<Format> = formats
        .iter()
        .map(|name| {
            Format::parse(name.trim()).ok_or_else(|| {
                Failure::usage("cli.bad_format")
                    .with("format", name)
                    .with("formats", Format::ALL.map(Format::extension).join(", "))
            })
        })
        .collect::<Result<_, _>>()?;
    let app = context.app().await?;
    let machine = Actor::command_line();
    let directory = app.agencies.directory().await?;
    let find = |code: &str| {
        directory
            .by_code(INTERNAL, code, app.clock.today())
            .ok_or_else(|| Failure::new(1, "cli.no_agency").with("code", code))
    };
    let plan: Option<PlanId> = match plan.as_str() {
        "all" => None,
        id => Some(
            id.parse()
                .map_err(|_| Failure::usage("cli.no_plan").with("plan", id))?,
        ),
    };
    let query = Query {
        plan,
        from: day(&from)?,
        to: day(&to)?,
        asked_on: app.clock.today(),
    };
    if query.to < query.from {
        return Err(Failure::usage("cli.bad_period").with("from", from).with("to", to));
    }
    let mut head = app.reports.usual_head(&machine, find(&issuer)?).await?.head;
    match subject.as_deref().map(str::trim) {
        // An empty one is refused by name further on: it was asked for, so none is made up.
        Some(subject) => subject.clone_into(&mut head.subject),
        None if head.subject.trim().is_empty() => head.subject = subject_of(query.from, query.to),
        None => {}
    }
    let agency = agency.as_deref().map(find).transpose()?;
    let built = match app
        .reports
        .build_draft(
            &machine,
            &Draft {
                query,
                agency,
                head,
                outline: None,
            },
        )
        .await
    {
        Err(ReportError::NotFound { what: "plan" }) => {
            let plan = plan.map(|p| p.to_string()).unwrap_or_default();
            return Err(Failure::new(1, "cli.no_plan").with("plan", plan));
        }
        built => built?,
    };
    // All are made before the first is written: a report is whole or not there.
    let mut files = Vec::new();
    for format in formats {
        let (reports, built) = (app.reports.clone(), built.clone());
        let content = tokio::task::spawn_blocking(move || reports.render(&built, format))
            .await
            .map_err(|e| Failure::caused("cli.start", &e))??;
        files.push((
            out.join(format!("bao-cao-{}.{}", query.to, format.extension())),
            content,
        ));
    }
    std::fs::create_dir_all(&out).map_err(|e| Failure::io(&out.display().to_string(), e))?;
    for (path, content) in files {
        std::fs::write(&path, content).map_err(|e| Failure::io(&path.display().to_string(), e))?;
        output::line(&path.display().to_string())?;
    }
    Ok(())
}
