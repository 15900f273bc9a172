//! `cargo run -p coloa-document --example read_file -- FILE`: the text that a reading gives, as the parser sees it.

use coloa_document::read::{Input, Limits, Tools, read};
use std::{error::Error, io::Write as _};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let input = Input {
        bytes: std::fs::read(&path)?,
        name: path,
    };
    let reading = read(input, &Limits::default(), &Tools::find()).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", reading.source.text)?;
    for note in &reading.source.notes {
        writeln!(
            out,
            "! {} {}",
            note.code,
            note.detail.as_deref().unwrap_or_default()
        )?;
    }
    Ok(())
}
