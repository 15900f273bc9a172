//! `cargo run -p xtask -- <task>`; see `--help`.

use clap::{Parser, Subcommand};
use std::{io::Write, process::ExitCode};
use xtask::{generated, plans, root, tidy};

#[derive(Parser)]
#[command(about = "Tasks of the repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes web/openapi.json from the route table.
    Openapi {
        /// Compares instead of writing; exit code 1 when it is stale.
        #[arg(long)]
        check: bool,
    },
    /// Writes docs/policy.md from the Cedar policies.
    Policy {
        /// Compares instead of writing; exit code 1 when it is stale.
        #[arg(long)]
        check: bool,
    },
    /// Writes the DOCX and PDF files of testdata/plans from their sources.
    Plans {
        /// Every plan in every form into this folder, to look at.
        #[arg(long)]
        all: Option<std::path::PathBuf>,
    },
    /// Checks the house rules; exit code 1 when one is broken.
    Tidy,
}

fn main() -> anyhow::Result<ExitCode> {
    let mut err = std::io::stderr();
    let problems = match Arguments::parse().task {
        Task::Openapi { check } => generated::openapi()?.settle(&root(), check)?,
        Task::Policy { check } => generated::policy()?.settle(&root(), check)?,
        Task::Plans { all } => plans::write(&root(), all.as_deref())?,
        Task::Tidy => tidy::check(&root())?,
    };
    for problem in &problems {
        writeln!(err, "{problem}")?;
    }
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
