//! Fonts: found on the system once, with an embedded set to fall back on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Families for the text, best first. All have every Vietnamese letter in upright, italic, bold and bold italic.
const FAMILIES: [&str; 3] = ["Times New Roman", "Liberation Serif", "New Computer Modern"];
/// Files of those families, as distributions name them.
const FILES: [&str; 8] = [
    "Times_New_Roman.ttf",
    "Times_New_Roman_Bold.ttf",
    "Times_New_Roman_Italic.ttf",
    "Times_New_Roman_Bold_Italic.ttf",
    "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf",
    "LiberationSerif-Italic.ttf",
    "LiberationSerif-BoldItalic.ttf",
];
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
        let mut fonts: Vec<Font> = FILES
            .iter()
            .filter_map(|file| folders.iter().map(|f| f.join(file)).find_map(|path| read(&path)))
            .flat_map(Font::iter)
            .collect();
        fonts.extend(typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))));
        let book = FontBook::from_fonts(&fonts);
        // A family without one of its four styles would print italics upright without a word.
        let complete = |family: &&&str| book.select_family(&family.to_lowercase()).count() >= 4;
        let family = FAMILIES.iter().find(complete).copied().unwrap_or(FAMILIES[2]);
        Self { book: LazyHash::new(book), fonts, family }
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
            } else if !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}') {
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

    /// The letters that fonts without Vietnamese lack first.
    const HARD: &str = "ỄỘỰƠơƯưẮẰẲẴẶắằẳẵặẤẦẨẪẬấầẩẫậẾỀỂỄỆếềểễệỐỒỔỖỘốồổỗộỚỜỞỠỢớờởỡợỨỪỬỮỰứừửữựỲỴỶỸỳỵỷỹĐđ";

    fn assert_complete(fonts: &Fonts) {
        let styles: Vec<&Font> = fonts.fonts.iter().filter(|f| f.info().family == fonts.family()).collect();
        assert!(styles.len() >= 4, "{} styles of {}", styles.len(), fonts.family());
        for font in styles {
            for c in HARD.chars() {
                assert!(font.info().coverage.contains(c.into()), "{c} in {:?}", font.info().variant);
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
