//! Making text from people safe for any file format, without changing what it says.

use coloa_base::text::nfc;

/// NFC; tabs and line breaks become spaces; characters that XML forbids, other controls, and marks that reorder or
/// hide text are left out. What remains is written as text by every writer, whatever it looks like.
#[must_use]
pub fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if dropped(c) => None,
            c => Some(c),
        })
        .collect();
    nfc(&kept)
}

/// Whether [`clean`] leaves the character out.
#[must_use]
pub fn dropped(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Each line of a text typed into a form, as a paragraph of its own; empty lines are skipped.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<crate::model::Block> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            crate::model::Block::Paragraph(crate::model::Paragraph {
                runs: vec![line.into()],
                ..Default::default()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_go_and_words_stay() {
        assert_eq!(clean("a\u{0}b\tc\r\nd\u{202e}e\u{fffe}"), "ab c  de");
        assert_eq!(
            clean("Hoa\u{300} bình 🛡️ #x $y$ <w:p>"),
            "Hoà bình 🛡️ #x $y$ <w:p>"
        );
    }

    proptest! {
        #[test]
        fn the_result_is_xml_and_stable(text in any::<String>()) {
            let once = clean(&text);
            let xml = |c| matches!(c, '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
            prop_assert!(once.chars().all(xml));
            prop_assert_eq!(clean(&once), once);
        }
    }
}
