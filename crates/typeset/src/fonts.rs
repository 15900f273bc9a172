//! Fonts: found on the system once, with an embedded set to fall back on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Families for the text, best first, with the files of their four styles as distributions name them.
const FAMILIES: [(&str, [&str; 4]); 2] = [
    (
        "Times New Roman",
        [
            "Times_New_Roman.ttf",
            "Times_New_Roman_Bold.ttf",
            "Times_New_Roman_Italic.ttf",
            "Times_New_Roman_Bold_Italic.ttf",
        ],
    ),
    (
        "Liberation Serif",
        [
            "LiberationSerif-Regular.ttf",
            "LiberationSerif-Bold.ttf",
            "LiberationSerif-Italic.ttf",
            "LiberationSerif-BoldItalic.ttf",
        ],
    ),
];
/// Embedded; has every Vietnamese letter in the four styles.
const FALLBACK: &str = "New Computer Modern";
/// The letters that fonts without Vietnamese lack. Liberation 1.07, Debian 12's package of that name, has none of
/// them; version 2 has all.
const HARD: &str = "ỄỘỰƠơƯưẮẰẲẴẶắằẳẵặẤẦẨẪẬấầẩẫậẾỀỂỄỆếềểễệỐỒỔỖỘốồổỗộỚỜỞỠỢớờởỡợỨỪỬỮỰứừửữựỲỴỶỸỳỵỷỹĐđ";
/// Font files are small; anything else under such a name is left alone.
const MAX_FILE: u64 = 20 << 20;
const REPLACEMENT: char = '\u{25a1}';

/// Where Debian, Fedora, Arch, macOS and Windows keep those files.
pub(crate) fn system_folders() -> Vec<PathBuf> {
    [
        "/usr/share/fonts/truetype/msttcorefonts",
        "/usr/share/fonts/truetype/liberation",
        "/usr/share/fonts/truetype/liberation2",
        "/usr/share/fonts/liberation-serif",
        "/usr/share/fonts/liberation-serif-fonts",
        "/usr/share/fonts/liberation",
        "/usr/local/share/fonts",
    ]
    .into_iter()
    .map(PathBuf::from)
    .collect()
}

/// The loaded fonts and their index.
#[derive(Debug)]
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    family: &'static str,
}

impl Fonts {
    pub(crate) fn load(folders: &[PathBuf]) -> Self {
        let found = FAMILIES
            .iter()
            .flat_map(|(family, files)| folders.iter().map(move |folder| (*family, files, folder)))
            .find_map(|(family, files, folder)| Some((family, complete(folder, files)?)));
        let (family, mut fonts) = found.unwrap_or((FALLBACK, Vec::new()));
        fonts.extend(typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))));
        let book = FontBook::from_fonts(&fonts);
        Self {
            book: LazyHash::new(book),
            fonts,
            family,
        }
    }

    /// The family of the text.
    pub(crate) fn family(&self) -> &'static str {
        self.family
    }

    /// Families in the order in which a letter is looked for.
    pub(crate) fn families(&self) -> Vec<String> {
        let mut out = vec![self.family.to_lowercase()];
        out.extend(["new computer modern", "libertinus serif", "dejavu sans mono"].map(str::to_owned));
        out.dedup();
        out
    }

    /// Replaces what no font can show, and leaves out what only modifies a neighbour (joiners, variation selectors).
    /// `json` is serialised data: its own signs are ASCII and stay.
    pub(crate) fn printable(&self, json: &str) -> (String, BTreeSet<char>) {
        let mut replaced = BTreeSet::new();
        let mut out = String::with_capacity(json.len());
        for c in json.chars() {
            if c.is_ascii() || self.covers(c) {
                out.push(c);
            } else if !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
            {
                replaced.insert(c);
                out.push(REPLACEMENT);
            }
        }
        (out, replaced)
    }

    fn covers(&self, c: char) -> bool {
        self.fonts.iter().any(|f| f.info().coverage.contains(c.into()))
    }
}

/// The four styles of a family in one folder; `None` when one is missing or lacks a Vietnamese letter, because half a
/// family would print italics upright, or letters of another face, without a word.
fn complete(folder: &Path, files: &[&str; 4]) -> Option<Vec<Font>> {
    let fonts: Vec<Font> = files
        .iter()
        .map(|file| Font::iter(read(&folder.join(file))?).next())
        .collect::<Option<_>>()?;
    let whole = |font: &Font| HARD.chars().all(|c| font.info().coverage.contains(c.into()));
    fonts.iter().all(whole).then_some(fonts)
}

fn read(path: &Path) -> Option<Bytes> {
    let size = std::fs::metadata(path).ok()?.len();
    if size > MAX_FILE {
        return None;
    }
    std::fs::read(path).ok().map(Bytes::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_complete(fonts: &Fonts) {
        let styles: Vec<&Font> = fonts
            .fonts
            .iter()
            .filter(|f| f.info().family == fonts.family())
            .collect();
        assert!(styles.len() >= 4, "{} styles of {}", styles.len(), fonts.family());
        for font in styles {
            for c in HARD.chars() {
                assert!(
                    font.info().coverage.contains(c.into()),
                    "{c} in {:?}",
                    font.info().variant
                );
            }
        }
    }

    #[test]
    fn the_embedded_family_has_every_vietnamese_letter_in_every_style() {
        let fonts = Fonts::load(&[]);
        assert_eq!(fonts.family(), "New Computer Modern");
        assert_complete(&fonts);
    }

    #[test]
    fn the_family_of_this_system_has_them_too() {
        assert_complete(&Fonts::load(&system_folders()));
    }

    #[test]
    fn a_family_without_vietnamese_is_passed_over() {
        // Debian 12's fonts-liberation; where it is not installed this is the empty folder of the next test.
        let fonts = Fonts::load(&[PathBuf::from("/usr/share/fonts/truetype/liberation")]);
        assert_complete(&fonts);
    }

    #[test]
    fn a_folder_with_half_a_family_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("LiberationSerif-Regular.ttf"), b"no font").unwrap();
        let fonts = Fonts::load(&[dir.path().to_owned()]);
        assert_eq!(fonts.family(), "New Computer Modern");
    }

    #[test]
    fn what_no_font_has_is_replaced_and_named() {
        let fonts = Fonts::load(&[]);
        let (text, replaced) = fonts.printable("\"Hế 🛡️ ok\"");
        assert_eq!(text, "\"Hế □ ok\"");
        assert_eq!(replaced.into_iter().collect::<String>(), "🛡");
        assert!(fonts.covers(REPLACEMENT));
    }
}
