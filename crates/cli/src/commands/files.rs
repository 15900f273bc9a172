//! Files that a person names, and a bar that shows how far the work on them has got.

use super::Failure;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders within each other that are gone into.
const MAX_DEPTH: usize = 32;

/// The files below the paths with their sizes, sorted. A path that is not there is an error: somebody named it.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, u64)>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|e| Failure::file(&path.display().to_string(), e))?;
        if about.is_dir() {
            below(path, 0, &mut found)?;
        } else {
            found.push((path.clone(), about.len()));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn below(folder: &Path, depth: usize, found: &mut Vec<(PathBuf, u64)>) -> Result<(), Failure> {
    let failed = |e| Failure::file(&folder.display().to_string(), e);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let about = entry.metadata().map_err(failed)?;
        if about.is_dir() && depth < MAX_DEPTH {
            below(&entry.path(), depth + 1, found)?;
        } else if about.is_file() {
            found.push((entry.path(), about.len()));
        }
    }
    Ok(())
}

/// A bar on the terminal; nothing where the errors go to a file.
pub(super) fn progress(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {bytes}/{total_bytes}  {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
