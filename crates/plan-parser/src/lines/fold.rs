//! Lower case that keeps byte offsets, tone marks placed the new way.

/// Lower case and new-style tone placement, byte for byte as long as the original.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        let mut low = c.to_lowercase();
        match (low.next(), low.next()) {
            (Some(l), None) if l.len_utf8() == c.len_utf8() => out.push(l),
            _ => out.push(c),
        }
    }
    let mut at = 0;
    // Only a plain "o" or "u" before a letter with a mark can be set the old way.
    while let Some(found) = out.as_bytes()[at..]
        .windows(2)
        .position(|w| matches!(w[0], b'o' | b'u') && !w[1].is_ascii())
    {
        let from = at + found;
        at = from + 1;
        let mut rest = out[from..].chars();
        let (Some(a), Some(b)) = (rest.next(), rest.next()) else {
            break;
        };
        let ends = rest.next().is_none_or(|c| !c.is_alphabetic());
        if ends
            && !(a == 'u' && out[..from].ends_with('q'))
            && let Some((a, b)) = retone(a, b)
        {
            let to = from + a.len_utf8() + b.len_utf8();
            let mut pair = [0; 8];
            let length = a.encode_utf8(&mut pair).len();
            b.encode_utf8(&mut pair[length..]);
            if let Ok(pair) = std::str::from_utf8(&pair[..to - from]) {
                out.replace_range(from..to, pair);
            }
            at = to;
        }
    }
    out
}

/// "oà" → "òa", "uỷ" → "ủy": the pair keeps its length in bytes.
fn retone(a: char, b: char) -> Option<(char, char)> {
    const O: [char; 5] = ['ò', 'ó', 'ỏ', 'õ', 'ọ'];
    const U: [char; 5] = ['ù', 'ú', 'ủ', 'ũ', 'ụ'];
    let (set, base, marks) = match (a, b) {
        ('o', 'à' | 'á' | 'ả' | 'ã' | 'ạ') => (O, 'a', ['à', 'á', 'ả', 'ã', 'ạ']),
        ('o', 'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ') => (O, 'e', ['è', 'é', 'ẻ', 'ẽ', 'ẹ']),
        ('u', 'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ') => (U, 'y', ['ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ']),
        _ => return None,
    };
    let tone = marks.iter().position(|m| *m == b)?;
    let pair = (set[tone], base);
    (pair.0.len_utf8() + 1 == 1 + b.len_utf8()).then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn tones_are_set_the_new_way_in_place() {
        for (old, new) in [
            ("Hoà Bình, THUỶ lợi và khoẻ", "hòa bình, thủy lợi và khỏe"),
            ("QUỲNH quỳ, uỷ ban; toà", "quỳnh quỳ, ủy ban; tòa"),
            ("khoáng sản, toàn dân", "khoáng sản, toàn dân"),
            ("hoà", "hòa"),
            ("ĐẢNG ỦY 100% o", "đảng ủy 100% o"),
            ("İo\u{301} ơ", "İo\u{301} ơ"),
            ("", ""),
        ] {
            assert_eq!(lower(old), new);
            assert_eq!(lower(old).len(), old.len());
        }
    }
}
