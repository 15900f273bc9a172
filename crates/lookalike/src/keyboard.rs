//! Which keys lie side by side (QWERTY, the layout of Vietnamese keyboards and phones).

const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Whether the keys touch: in a row, or in the rows above and below, each half a key further right.
pub(crate) fn are_neighbours(a: char, b: char) -> bool {
    let place = |c: char| {
        ROWS.iter()
            .enumerate()
            .find_map(|(row, keys)| keys.find(c).map(|column| (row, column)))
    };
    let (Some(a), Some(b)) = (place(a), place(b)) else {
        return false;
    };
    let (upper, lower) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    match lower.0 - upper.0 {
        0 => upper.1.abs_diff(lower.1) == 1,
        1 => upper.1 == lower.1 || upper.1 == lower.1 + 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_side_by_side_are_neighbours() {
        for (a, b) in [
            ('q', 'w'),
            ('q', 'a'),
            ('w', 'a'),
            ('n', 'm'),
            ('h', 'b'),
            ('p', 'o'),
            ('1', 'q'),
        ] {
            assert!(are_neighbours(a, b) && are_neighbours(b, a), "{a} {b}");
        }
        for (a, b) in [
            ('q', 's'),
            ('a', 'a'),
            ('a', 'l'),
            ('q', 'z'),
            ('é', 'r'),
            ('v', 't'),
        ] {
            assert!(!are_neighbours(a, b), "{a} {b}");
        }
    }
}
