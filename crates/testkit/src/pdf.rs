//! What a PDF says when poppler's tools read it.

use std::{io::Write, process::Command};

/// The output of a tool of poppler (`pdftotext`, `pdffonts`, …) on a PDF; `None` (said on standard error) where it is
/// not installed.
#[must_use]
pub fn poppler(tool: &str, args: &[&str], pdf: &[u8]) -> Option<String> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("a.pdf");
    std::fs::write(&file, pdf).expect("a temporary file");
    let mut command = Command::new(tool);
    command.args(args).arg(&file);
    if tool == "pdftotext" {
        command.arg("-");
    }
    let Ok(out) = command.output() else {
        let _ = writeln!(std::io::stderr(), "skipped: {tool} is not installed");
        return None;
    };
    assert!(
        out.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    Some(String::from_utf8(out.stdout).expect("poppler writes UTF-8"))
}

/// The pages that hold text, as they are laid out.
#[must_use]
pub fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    let text = poppler("pdftotext", &["-layout"], pdf)?;
    Some(
        text.split('\u{c}')
            .filter(|p| !p.trim().is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// Line and column of the first character of `needle`.
///
/// # Panics
/// Where it is not on the page.
#[must_use]
#[track_caller]
pub fn place(page: &str, needle: &str) -> (usize, usize) {
    page.lines()
        .enumerate()
        .find_map(|(n, line)| line.find(needle).map(|at| (n, line[..at].chars().count())))
        .unwrap_or_else(|| panic!("{needle} is not on the page:\n{page}"))
}

/// The first line of a page that holds something.
#[must_use]
pub fn top(page: &str) -> &str {
    page.lines()
        .map(str::trim)
        .find(|l| !l.is_empty())
        .unwrap_or_default()
}
