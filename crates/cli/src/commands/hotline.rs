//! `coloa hotline …`

pub mod key;

use super::Failure;
use crate::output;
use coloa_extract::{MAX_TEXT, find};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

#[derive(clap::Subcommand)]
pub enum Command {
    /// In các chỉ báo (số điện thoại, tài khoản, liên kết, ví, …) có trong một văn bản, mỗi dòng một đối tượng JSON; không ghi gì.
    Extract {
        /// Tệp văn bản UTF-8; `-`: đọc từ đầu vào chuẩn.
        file: PathBuf,
    },
    /// Khóa niêm phong tin báo.
    #[command(subcommand)]
    Key(key::Command),
}

/// Needs no installation and no configuration. JSON lines whatever `--format` says: it is what programs read.
pub fn extract(file: &Path) -> Result<(), Failure> {
    let text = content(file)?;
    for indicator in find(&text) {
        let line = serde_json::to_string(&indicator).map_err(|e| Failure::io("json", e.into()))?;
        output::line(&line)?;
    }
    Ok(())
}

/// The text of a file or of standard input; one that is longer than what is looked at is refused, not cut.
fn content(path: &Path) -> Result<String, Failure> {
    let shown = path.display().to_string();
    let failed = |e| Failure::file(&shown, e);
    let bytes = if path == Path::new("-") {
        read(std::io::stdin().lock()).map_err(failed)?
    } else {
        if std::fs::metadata(path).map_err(failed)?.is_dir() {
            return Err(Failure::new(1, "cli.not_a_file").with("what", &shown));
        }
        read(std::fs::File::open(path).map_err(failed)?).map_err(failed)?
    };
    if bytes.len() > MAX_TEXT {
        let limit = MAX_TEXT / 1024;
        return Err(Failure::new(1, "cli.text_too_long")
            .with("what", &shown)
            .with("limit_kib", limit));
    }
    String::from_utf8(bytes).map_err(|e| {
        Failure::new(1, "cli.not_utf8")
            .with("what", &shown)
            .with("at", e.utf8_error().valid_up_to())
    })
}

/// At most one byte more than what is looked at.
fn read(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
