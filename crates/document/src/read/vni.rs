//! VNI-Windows: a plain letter followed by a code for its mark, and a few letters with codes of their own.

/// Marks over a, e, o, ơ, u, ư, y: tone alone, as codes of Windows-1252 in lower case.
const TONE: &[(char, char)] = &[
    ('ù', '\u{301}'),
    ('ø', '\u{300}'),
    ('û', '\u{309}'),
    ('õ', '\u{303}'),
    ('ï', '\u{323}'),
];
/// Circumflex with or without a tone, over a, e, o.
const CIRCUMFLEX: &[(char, &str)] = &[
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
];
/// Breve with or without a tone, over a.
const BREVE: &[(char, &str)] = &[
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
];
/// Letters with a code of their own.
const ALONE: &[(char, char)] = &[
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('ñ', 'đ'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
];

/// Turns text whose characters are the codes (as Windows-1252 shows them) into letters, in NFC.
pub(super) fn decode(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let capital = c.is_uppercase();
        let lower = lower(c);
        let base = ALONE
            .iter()
            .find(|(code, _)| *code == lower)
            .map_or(lower, |(_, letter)| *letter);
        if capital {
            out.extend(base.to_uppercase());
        } else {
            out.push(base);
        }
        let Some(mark) = chars.peek().map(|next| self::lower(*next)) else {
            break;
        };
        let text =
            |table: &[(char, &'static str)]| table.iter().find(|(code, _)| *code == mark).map(|(_, m)| *m);
        let composed = match base {
            'a' => text(BREVE).or_else(|| text(CIRCUMFLEX)),
            'e' | 'o' => text(CIRCUMFLEX),
            _ => None,
        };
        if let Some(marks) = composed {
            out.push_str(marks);
            chars.next();
        } else if matches!(base, 'a' | 'e' | 'o' | 'ơ' | 'u' | 'ư' | 'y')
            && let Some((_, tone)) = TONE.iter().find(|(code, _)| *code == mark)
        {
            out.push(*tone);
            chars.next();
        }
    }
    out.nfc().collect()
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_motto_as_vni_fonts_store_it() {
        assert_eq!(
            decode("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
            "Cộng hòa xã hội chủ nghĩa Việt Nam"
        );
        assert_eq!(
            decode("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC"),
            "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"
        );
        assert_eq!(
            decode("naêm, thôøi, kyø, giöõ, lyù, bò, gì, Nguyeãn"),
            "năm, thời, kỳ, giữ, lý, bị, gì, Nguyễn"
        );
    }
}
