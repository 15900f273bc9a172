//! Lower case that keeps byte offsets, tone marks placed the new way.

/// Lower case and new-style tone placement, byte for byte as long as the original.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mut low = c.to_lowercase();
        match (low.next(), low.next()) {
            (Some(l), None) if l.len_utf8() == c.len_utf8() => out.push(l),
            _ => out.push(c),
        }
    }
    let mut result = String::with_capacity(out.len());
    let chars: Vec<char> = out.chars().collect();
    let mut i = 0;
    while i < chars.len() {
        if let Some(&next) = chars.get(i + 1)
            && chars.get(i + 2).is_none_or(|c| !c.is_alphabetic())
            && !(chars[i] == 'u' && i > 0 && chars[i - 1] == 'q')
            && let Some((a, b)) = retone(chars[i], next)
        {
            result.push(a);
            result.push(b);
            i += 2;
            continue;
        }
        result.push(chars[i]);
        i += 1;
    }
    if result.len() == text.len() { result } else { out }
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
