//! Numerals of headings: Roman for parts and sections, the Vietnamese alphabet for points.

/// Letters of points in the order of Vietnamese legal texts: đ follows d; f, j, w, z and the letters with a
/// mark other than đ are not used.
pub const POINT_LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// Roman numeral of 1 … 3999; Arabic above.
#[must_use]
pub fn roman(n: usize) -> String {
    const STEPS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n == 0 || n > 3999 {
        return n.to_string();
    }
    let mut rest = n;
    let mut out = String::new();
    for (value, sign) in STEPS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

/// Letter of the `n`-th point, counted from 1; after y the letters are doubled (aa, ab, …).
#[must_use]
pub fn point_letter(n: usize) -> String {
    let letters: Vec<char> = POINT_LETTERS.chars().collect();
    let mut out = Vec::new();
    let mut rest = n;
    while rest > 0 {
        rest -= 1;
        out.push(letters[rest % letters.len()]);
        rest /= letters.len();
    }
    out.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals() {
        let all: Vec<String> = [1, 4, 9, 14, 40, 99, 1999, 2026].into_iter().map(roman).collect();
        assert_eq!(all, ["I", "IV", "IX", "XIV", "XL", "XCIX", "MCMXCIX", "MMXXVI"]);
        assert_eq!(roman(0), "0");
    }

    #[test]
    fn points_follow_the_vietnamese_alphabet() {
        let all: Vec<String> = (1..=7).map(point_letter).collect();
        assert_eq!(all, ["a", "b", "c", "d", "đ", "e", "g"]);
        assert_eq!(point_letter(23), "y");
        assert_eq!(point_letter(24), "aa");
        assert_eq!(point_letter(0), "");
    }
}
