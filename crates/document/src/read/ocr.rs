//! Recognition of pages without a text layer: `pdftoppm` renders, `tesseract` reads Vietnamese. What comes
//! out is marked, so that everything understood from it has low confidence.

use super::{
    Limits, ReadError, Tool, Tools, child,
    page::{self, Page, Word},
    pdf::{LINES_SIZE, render, wants_recognition},
    raster::Raster,
    rulings::{self, Grid},
};
use std::{collections::BTreeMap, path::Path};

/// Pixels of the longer side of a rendering: 300 to the inch on A4, which tesseract was trained for.
const SIZE: &str = "3508";
/// A recognised page replaces a few words of text layer only if it gives this many times more.
const MORE: usize = 3;
/// Share of a page that is ink where there is something to recognise: about two words.
const INK: f32 = 0.0005;

#[derive(Default)]
pub(super) struct Recognised {
    /// Indices of the pages that were recognised, and the tables on each.
    pub pages: BTreeMap<usize, Vec<Grid>>,
    pub notes: Vec<(&'static str, Option<String>)>,
}

/// Recognises the pages that have no or hardly any text.
///
/// # Errors
/// [`ReadError::NoTextLayer`] where nothing has text and a program is missing, else as the programs fail.
pub(super) async fn fill(
    pages: &mut [Page],
    folder: &Path,
    limits: &Limits,
    tools: &Tools,
) -> Result<Recognised, ReadError> {
    let mut wanted: Vec<usize> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        if wants_recognition(page) && is_picture(index, page, folder, limits, tools).await? {
            wanted.push(index);
        }
    }
    let total: usize = pages.iter().map(Page::word_count).sum();
    if total == 0 && wanted.is_empty() {
        return Err(ReadError::Empty);
    }
    // A single short page with text is a short document; several pages that are pictures with hardly a word
    // each are a scan with a stamp of its signature.
    let nothing = total == 0 || (pages.len() > 1 && wanted.len() == pages.len());
    let missing = [Tool::Tesseract, Tool::PdfToPpm]
        .into_iter()
        .find(|tool| tools.path(*tool).is_none());
    let mut out = Recognised::default();
    if let Some(missing) = missing {
        if nothing {
            return Err(ReadError::NoTextLayer { missing });
        }
        out.note_without_text(pages, &wanted);
        return Ok(out);
    }
    if nothing && wanted.len() > limits.recognised_pages as usize {
        return Err(ReadError::TooManyPages {
            limit: limits.recognised_pages,
        });
    }
    for index in wanted.iter().copied().take(limits.recognised_pages as usize) {
        let found = match recognise(index, &pages[index], folder, limits, tools).await {
            Ok(found) => found,
            Err(error) if nothing => return Err(error),
            // The rest of the document has text of its own; the page is named below.
            Err(_) => None,
        };
        if let Some((found, grids)) = found
            && found.word_count() > MORE * pages[index].word_count()
        {
            pages[index] = found;
            out.pages.insert(index, grids);
        }
    }
    out.note_without_text(pages, &wanted);
    if !out.pages.is_empty() {
        out.notes
            .push(("read.recognised", Some(numbers(out.pages.keys().copied()))));
    }
    Ok(out)
}

impl Recognised {
    fn note_without_text(&mut self, pages: &[Page], wanted: &[usize]) {
        let empty: Vec<usize> = wanted
            .iter()
            .copied()
            .filter(|i| pages[*i].word_count() == 0)
            .collect();
        if !empty.is_empty() {
            self.notes
                .push(("read.pages_without_text", Some(numbers(empty.into_iter()))));
        }
    }
}

/// Page numbers as people count.
fn numbers(indices: impl Iterator<Item = usize>) -> String {
    indices
        .map(|i| (i + 1).to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether there is ink on a page beside its words. A page that cannot be looked at counts as a picture.
async fn is_picture(
    index: usize,
    page: &Page,
    folder: &Path,
    limits: &Limits,
    tools: &Tools,
) -> Result<bool, ReadError> {
    let Some(image) = render(index, LINES_SIZE, folder, limits, tools).await? else {
        return Ok(true);
    };
    let words: Vec<Word> = page.words().cloned().collect();
    let width = page.width;
    let ink =
        tokio::task::spawn_blocking(move || Some(Raster::parse(&image)?.ink_beside(&words, width))).await;
    Ok(ink.ok().flatten().is_none_or(|ink| ink > INK))
}

async fn recognise(
    index: usize,
    page: &Page,
    folder: &Path,
    limits: &Limits,
    tools: &Tools,
) -> Result<Option<(Page, Vec<Grid>)>, ReadError> {
    let path = |tool: Tool| tools.path(tool).map(std::path::PathBuf::as_path);
    let Some(rendered) = render(index, SIZE, folder, limits, tools).await? else {
        return Ok(None);
    };
    let width = page.width;
    let prepared = tokio::task::spawn_blocking(move || prepare(&rendered, width)).await;
    let Some((image, grids)) = prepared.ok().flatten() else {
        return Ok(None);
    };
    tokio::fs::write(folder.join("page.pgm"), image)
        .await
        .map_err(|source| ReadError::Io { source })?;
    let arguments = ["page.pgm", "stdout", "-l", "vie", "--psm", "3", "tsv"];
    let output = child::run(Tool::Tesseract, path(Tool::Tesseract), folder, &arguments, limits).await?;
    if !output.ok {
        // The program without the Vietnamese data is as good as missing.
        if output.complaint.contains("loading language") || output.complaint.contains("vie.traineddata") {
            return Err(ReadError::NoTextLayer {
                missing: Tool::Tesseract,
            });
        }
        return Err(ReadError::ToolFailed {
            tool: Tool::Tesseract,
            source: Some(output.complaint.into()),
        });
    }
    let mut found = page::parse_tsv(&String::from_utf8_lossy(&output.printed))
        .into_iter()
        .next();
    if let Some(found) = &mut found {
        clean(found);
        if found.width > 0.0 {
            found.scale(page.width / found.width);
        }
    }
    Ok(found.map(|found| (found, grids)))
}

/// Sets a rendering upright, finds its tables, and takes their lines out.
fn prepare(rendered: &[u8], page_width: f32) -> Option<(Vec<u8>, Vec<Grid>)> {
    let mut raster = Raster::parse(rendered)?;
    raster.set_upright(page_width);
    let found = rulings::find(&raster, page_width);
    raster.wipe(&found.across, &found.down, page_width);
    Some((raster.pgm(), found.grids))
}

/// Takes out what recognition made of the rest of lines, of dust, and of marks cut off their letters.
fn clean(page: &mut Page) {
    let mut heights: Vec<f32> = page.words().map(|w| w.y1 - w.y0).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or_default();
    for line in page.blocks.iter_mut().flatten() {
        for word in line.iter_mut() {
            word.text = word.text.trim_matches(['|', '_', '¦', '[', ']']).to_owned();
        }
        line.retain(|word| {
            let letters = word.text.chars().any(char::is_alphanumeric);
            let sign = matches!(
                word.text.as_str(),
                "-" | "–" | "+" | "•" | "&" | "/" | ">" | "<" | "≥" | "≤" | "..."
            );
            sign || (letters && word.y1 - word.y0 > 0.45 * usual)
        });
    }
    for block in &mut page.blocks {
        block.retain(|line| !line.is_empty());
    }
    page.blocks.retain(|block| !block.is_empty());
}
