//! TCVN3, called ABC: the 8-bit fonts named `.Vn…` of the 1990s. One byte a letter; capitals with tones have no
//! codes of their own (fonts ending in `H` draw capitals for all letters). The table follows TCVN 5712:1993,
//! whose upper half is the same, and keeps its capitals where ABC leaves the code free.

/// Codes 0xA1 to 0xFF. U+FFFD never appears in it.
const UPPER: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// Turns text whose characters are the codes (as Windows-1252 shows them) into letters.
pub(super) fn decode(text: &str) -> String {
    let table: Vec<char> = UPPER.chars().collect();
    text.chars()
        .map(|c| {
            // Some fonts of the "symbol" kind put their codes at U+F0xx.
            let code = match u32::from(c) {
                code @ 0xF0A1..=0xF0FF => code - 0xF000,
                code => code,
            };
            match code {
                0xA1..=0xFF => table.get(code as usize - 0xA1).copied().unwrap_or(c),
                _ => c,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_covers_the_upper_half_once() {
        let letters: Vec<char> = UPPER.chars().collect();
        assert_eq!(letters.len(), 0xFF - 0xA1 + 1);
        let mut unique = letters.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), letters.len());
    }

    #[test]
    fn a_motto_as_abc_fonts_store_it() {
        assert_eq!(
            decode("Céng hoµ x· héi chñ nghÜa ViÖt Nam"),
            "Cộng hoà xã hội chủ nghĩa Việt Nam"
        );
        assert_eq!(
            decode("§éc lËp - Tù do - H¹nh phóc"),
            "Độc lập - Tự do - Hạnh phúc"
        );
    }
}
