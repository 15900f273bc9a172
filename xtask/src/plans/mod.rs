//! The plans of `testdata/plans` as files: their text set as official documents, and as Word would write them.
//!
//! `cargo run -p xtask -- plans` writes the files of [`FOLDER`] beside their source. They are committed and stand for
//! documents that people send, so they follow neither our writers nor those of an office suite: write them anew
//! only when the source changes. The tests of the command line set every plan in every form, without keeping a file.

pub mod official;
pub mod word;

use anyhow::Context;
use coloa_document::PdfRenderer as _;
use coloa_typeset::Typesetter;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The plan whose files are kept: its tasks stand in a table of the annex.
pub const FOLDER: &str = "09-phu-luc-bang";
/// What Word saves, printed by LibreOffice with the changes accepted.
pub const PRINTED: &str = "word.pdf";

/// Folders of `testdata/plans`, sorted.
///
/// # Errors
/// When the folder cannot be read.
pub fn folders(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(root.join("testdata/plans")).context("testdata/plans")? {
        let path = entry?.path();
        if path.is_dir() {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

/// The text of a plan.
///
/// # Errors
/// When a folder has neither `source.txt` nor `source.md`.
pub fn source(folder: &Path) -> anyhow::Result<String> {
    ["source.txt", "source.md"]
        .iter()
        .find_map(|name| std::fs::read_to_string(folder.join(name)).ok())
        .with_context(|| format!("{}: no source", folder.display()))
}

/// A form that a plan is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// DOCX and PDF by our own writers.
    Docx,
    Pdf,
    /// DOCX as Word saves it, changes tracked.
    Word,
}

impl Form {
    /// Name of the file of this form.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Docx => "source.docx",
            Self::Pdf => "source.pdf",
            Self::Word => "word.docx",
        }
    }
}

/// The plan of a folder in a form.
///
/// # Errors
/// When the source is not in the form that [`official::document`] knows.
pub fn set(folder: &Path, form: Form) -> anyhow::Result<Vec<u8>> {
    let document = official::document(&source(folder)?)?;
    Ok(match form {
        Form::Docx => coloa_document::docx::docx(&document)?,
        Form::Pdf => Typesetter::system().pdf(&document)?,
        Form::Word => word::package(&document, word::Changes::Tracked)?,
    })
}

/// Writes the kept files, or every plan in every form below `all`; gives a line for what could not be written.
///
/// # Errors
/// As [`set`] and [`printed`], and when a file cannot be written.
pub fn write(root: &Path, all: Option<&Path>) -> anyhow::Result<Vec<String>> {
    let (sources, targets): (Vec<PathBuf>, Vec<PathBuf>) = folders(root)?
        .into_iter()
        .filter(|folder| all.is_some() || folder.ends_with(FOLDER))
        .map(|folder| {
            let target = match all {
                Some(all) => all.join(folder.file_name().unwrap_or_default()),
                None => folder.clone(),
            };
            (folder, target)
        })
        .unzip();
    for (folder, target) in sources.iter().zip(&targets) {
        std::fs::create_dir_all(target)?;
        for form in [Form::Docx, Form::Pdf, Form::Word] {
            let path = target.join(form.file());
            std::fs::write(&path, set(folder, form)?)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    let Some(pdfs) = printed(&sources)? else {
        return Ok(vec![format!(
            "{PRINTED}: not written, soffice (libreoffice-writer-nogui) is missing"
        )]);
    };
    for (target, pdf) in targets.iter().zip(pdfs) {
        std::fs::write(target.join(PRINTED), pdf)?;
    }
    Ok(Vec::new())
}

/// Plans as LibreOffice prints them from what Word saves, the changes accepted; `None` where there is no
/// LibreOffice. It is started once for all.
///
/// # Errors
/// When LibreOffice runs and does not print one.
pub fn printed(sources: &[PathBuf]) -> anyhow::Result<Option<Vec<Vec<u8>>>> {
    let folder = tempfile::tempdir()?;
    let mut names = Vec::new();
    for (i, plan) in sources.iter().enumerate() {
        let document = official::document(&source(plan)?)?;
        names.push(format!("{i}.docx"));
        std::fs::write(
            folder.path().join(format!("{i}.docx")),
            word::package(&document, word::Changes::Accepted)?,
        )?;
    }
    // A profile of its own: another LibreOffice may be open.
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.path().join("profile").display()
    );
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf"])
        .args(&names)
        .current_dir(folder.path())
        .output();
    let Ok(output) = run else { return Ok(None) };
    let mut pdfs = Vec::new();
    for i in 0..names.len() {
        pdfs.push(
            std::fs::read(folder.path().join(format!("{i}.pdf"))).with_context(|| {
                format!(
                    "soffice printed no {i}.docx: {}",
                    String::from_utf8_lossy(&output.stderr)
                )
            })?,
        );
    }
    Ok(Some(pdfs))
}
