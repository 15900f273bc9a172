//! PDF through poppler: `pdftotext -tsv` gives words with places, a small rendering the lines of tables.
//! Pages without text go to recognition (`ocr`).

use super::{
    Format, Limits, ReadError, Reading, Tool, Tools,
    assemble::{Assembler, Block},
    child,
    encoding::{decode_run, repair},
    ocr,
    page::{self, Item, Page},
    raster::Raster,
    rulings::{self, Grid},
};
use std::path::Path;

/// Fewer words than this on a page may be a stamp on a scan.
const FEW_WORDS: usize = 15;
/// Pixels of the longer side of a rendering for lines: 150 to the inch on A4.
pub(super) const LINES_SIZE: &str = "1754";

pub(super) async fn read(bytes: Vec<u8>, limits: &Limits, tools: &Tools) -> Result<Reading, ReadError> {
    let work = read_inner(bytes, limits, tools);
    match tokio::time::timeout(limits.total_time, work).await {
        Ok(result) => result,
        Err(_) => Err(ReadError::TimedOut {
            tool: None,
            after: limits.total_time,
        }),
    }
}

async fn read_inner(bytes: Vec<u8>, limits: &Limits, tools: &Tools) -> Result<Reading, ReadError> {
    let storage = |source| ReadError::Io { source };
    let folder = tempfile::Builder::new()
        .prefix("coloa-read-")
        .tempdir()
        .map_err(storage)?;
    let file = folder.path().join("in.pdf");
    tokio::fs::write(&file, bytes).await.map_err(storage)?;

    let mut pages = words(folder.path(), limits, tools).await?;
    let mut notes: Vec<Note> = repaired(&mut pages).into_iter().collect();
    let mut recognised = ocr::fill(&mut pages, folder.path(), limits, tools).await?;
    notes.append(&mut recognised.notes);
    let any_recognised = !recognised.pages.is_empty();

    let mut tables: Vec<Vec<Grid>> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        tables.push(match recognised.pages.remove(&index) {
            Some(grids) => grids,
            None if page.has_columns() => grids(index, page, folder.path(), limits, tools).await?,
            None => Vec::new(),
        });
    }
    assembled(&pages, &tables, notes, any_recognised, limits)
}

type Note = (&'static str, Option<String>);

/// The part that needs no program: words as `pdftotext -tsv` prints them, and for each page its rendering in grey
/// (PGM), as far as there are any. For fuzzing.
///
/// # Errors
/// As [`super::read`].
pub fn read_words(tsv: &str, pictures: &[&[u8]], limits: &Limits) -> Result<Reading, ReadError> {
    let mut pages = parsed(tsv, limits)?;
    let notes = repaired(&mut pages).into_iter().collect();
    let tables: Vec<Vec<Grid>> = (0..pages.len())
        .map(|i| {
            let found = pictures.get(i).and_then(|picture| Raster::parse(picture));
            found.map_or_else(Vec::new, |raster| rulings::find(&raster, pages[i].width).grids)
        })
        .collect();
    assembled(&pages, &tables, notes, false, limits)
}

/// Letters of old fonts become Unicode; what was found is noted.
fn repaired(pages: &mut [Page]) -> Option<Note> {
    let sample: String = pages
        .iter()
        .flat_map(Page::words)
        .flat_map(|w| [w.text.as_str(), " "])
        .collect();
    let (_, encoding) = repair(&sample)?;
    pages
        .iter_mut()
        .for_each(|page| page.map_text(|text| decode_run(text, encoding, false)));
    Some(("read.legacy_encoding", Some(encoding.name().to_owned())))
}

fn assembled(
    pages: &[Page],
    tables: &[Vec<Grid>],
    notes: Vec<Note>,
    recognised: bool,
    limits: &Limits,
) -> Result<Reading, ReadError> {
    let items: Vec<Vec<Item>> = pages
        .iter()
        .zip(tables)
        .map(|(page, grids)| page::items(page, grids))
        .collect();
    let blocks: Vec<Block> = page::merge(items);
    let mut out = Assembler::new(limits);
    for (code, detail) in notes {
        out.note(code, detail);
    }
    if recognised {
        out.recognised();
    }
    out.blocks(blocks)?;
    Ok(Reading {
        format: Format::Pdf,
        encoding: None,
        pages: u32::try_from(pages.len()).ok(),
        source: out.finish()?,
    })
}

fn parsed(tsv: &str, limits: &Limits) -> Result<Vec<Page>, ReadError> {
    let mut pages = page::parse_tsv(tsv);
    page::glue(&mut pages);
    if pages.len() > limits.pages as usize {
        return Err(ReadError::TooManyPages { limit: limits.pages });
    }
    Ok(pages)
}

async fn words(folder: &Path, limits: &Limits, tools: &Tools) -> Result<Vec<Page>, ReadError> {
    // One page more than allowed shows that there are too many, without reading them all.
    let last = limits.pages.saturating_add(1).to_string();
    // No `-q`: the complaints tell passwords from damage.
    let arguments = ["-tsv", "-enc", "UTF-8", "-l", &last, "in.pdf", "-"];
    let path = tools.path(Tool::PdfToText).map(std::path::PathBuf::as_path);
    let output = child::run(Tool::PdfToText, path, folder, &arguments, limits).await?;
    let pages = parsed(&String::from_utf8_lossy(&output.printed), limits)?;
    if !output.ok || pages.is_empty() {
        return Err(failure(output.complaint));
    }
    Ok(pages)
}

/// Why poppler gave up, by the words of its complaint.
fn failure(complaint: String) -> ReadError {
    let lower = complaint.to_lowercase();
    let protected = ["password", "not allowed", "security handler", "encrypt"];
    if protected.iter().any(|word| lower.contains(word)) {
        ReadError::Encrypted { format: Format::Pdf }
    } else if lower.contains("error while loading shared libraries") || lower.contains("usage: pdftotext") {
        ReadError::ToolFailed {
            tool: Tool::PdfToText,
            source: Some(complaint.into()),
        }
    } else {
        ReadError::damaged(Format::Pdf, complaint)
    }
}

/// The tables of a page; none where it cannot be rendered, since the text is there all the same.
async fn grids(
    index: usize,
    page: &Page,
    folder: &Path,
    limits: &Limits,
    tools: &Tools,
) -> Result<Vec<Grid>, ReadError> {
    let Some(image) = render(index, LINES_SIZE, folder, limits, tools).await? else {
        return Ok(Vec::new());
    };
    let width = page.width;
    let found = tokio::task::spawn_blocking(move || {
        Raster::parse(&image)
            .map(|raster| rulings::find(&raster, width).grids)
            .unwrap_or_default()
    });
    Ok(found.await.unwrap_or_default())
}

/// A page in grey (binary PGM); `None` where it cannot be rendered, since its text may be there all the same.
pub(super) async fn render(
    index: usize,
    size: &str,
    folder: &Path,
    limits: &Limits,
    tools: &Tools,
) -> Result<Option<Vec<u8>>, ReadError> {
    let Some(path) = tools.path(Tool::PdfToPpm) else {
        return Ok(None);
    };
    let number = (index + 1).to_string();
    let arguments = [
        "-q",
        "-gray",
        "-scale-to",
        size,
        "-f",
        &number,
        "-l",
        &number,
        "in.pdf",
    ];
    match child::run(Tool::PdfToPpm, Some(path), folder, &arguments, limits).await {
        Ok(output) if output.ok => Ok(Some(output.printed)),
        Ok(_) | Err(ReadError::TimedOut { .. } | ReadError::TooMuchText { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a page may be a picture.
pub(super) fn wants_recognition(page: &Page) -> bool {
    page.word_count() < FEW_WORDS
}
