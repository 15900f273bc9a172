//! Breaking names into centred lines the way people do: as few lines as fit, about equally long, and before a word
//! such as "TỈNH" or behind a comma rather than anywhere.

/// Width in points of a line of bold Times at `size` points: the advance widths of its Latin letters, which
/// accents do not change. Good to a few per cent, enough for the length of a rule.
#[must_use]
pub fn bold_text_width(text: &str, size: f32) -> f32 {
    use unicode_normalization::UnicodeNormalization;
    let thousandths: u32 = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(advance)
        .sum();
    thousandths as f32 * size / 1000.0
}

fn advance(c: char) -> u32 {
    match c {
        'i' | 'l' => 278,
        'f' | 'j' | 't' | '-' | '(' | ')' | ':' | ';' => 333,
        's' | 'I' => 389,
        'c' | 'e' | 'r' | 'z' => 444,
        'b' | 'd' | 'đ' | 'h' | 'k' | 'n' | 'p' | 'q' | 'u' | 'ư' | 'S' => 556,
        'F' | 'P' => 611,
        'B' | 'E' | 'L' | 'T' | 'Z' => 667,
        'w' | 'A' | 'C' | 'D' | 'Đ' | 'N' | 'R' | 'U' | 'Ư' | 'V' | 'X' | 'Y' => 722,
        'G' | 'H' | 'K' | 'O' | 'Q' | 'Ơ' => 778,
        'm' => 833,
        'M' => 944,
        'W' => 1000,
        ' ' | '.' | ',' | '/' => 250,
        _ => 500,
    }
}

/// The same in millimetres.
#[must_use]
pub fn text_width_mm(text: &str, size: f32) -> f32 {
    bold_text_width(text, size) * 25.4 / 72.0
}

/// A text of more words is left to the writer.
const MAX_WORDS: usize = 200;
/// Room kept free because widths are estimates.
const SLACK: f32 = 0.97;

/// What one line more than needed costs, as a share of the squared room.
const EXTRA_LINE: f32 = 0.2;

/// `text` in lines for a column of `room` mm. A single word that is too wide gets a line of its own.
#[must_use]
pub fn balanced(text: &str, room: f32, size: f32, break_before: &[String]) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let room = room * SLACK;
    let whole = words.join(" ");
    if text_width_mm(&whole, size) <= room || words.len() > MAX_WORDS {
        return vec![whole];
    }
    let width = |from: usize, to: usize| text_width_mm(&words[from..to].join(" "), size);
    let count = greedy(words.len(), room, width);
    // One line more than needed is worth it when it puts the breaks in better places.
    let (few, cheap) = divide(&words, count, room, break_before, width);
    let (more, other) = divide(&words, count + 1, room, break_before, width);
    if other + EXTRA_LINE * room.powi(2) < cheap {
        more
    } else {
        few
    }
}

/// The words in `count` lines, and what that costs in square millimetres.
fn divide(
    words: &[&str],
    count: usize,
    room: f32,
    break_before: &[String],
    width: impl Fn(usize, usize) -> f32,
) -> (Vec<String>, f32) {
    let target = width(0, words.len()) / count as f32;
    // cost[k][i]: the cheapest way to set the first i words in k lines, and where its last line begins.
    let mut cost = vec![vec![(f32::INFINITY, 0); words.len() + 1]; count + 1];
    cost[0][0] = (0.0, 0);
    for k in 1..=count {
        for end in k..=words.len() {
            for start in (k - 1..end).rev() {
                let w = width(start, end);
                if w > room && end - start > 1 {
                    break;
                }
                let mut c = cost[k - 1][start].0 + (w - target).powi(2);
                if start > 0 {
                    c -= bonus(words[start - 1], words[start], break_before) * room.powi(2);
                }
                if c < cost[k][end].0 {
                    cost[k][end] = (c, start);
                }
            }
        }
    }
    let total = cost[count][words.len()].0;
    let mut lines = Vec::with_capacity(count);
    let mut end = words.len();
    for k in (1..=count).rev() {
        let start = cost[k][end].1;
        lines.push(words[start..end].join(" "));
        end = start;
    }
    lines.reverse();
    (lines, total)
}

/// How much better than elsewhere it is to break between two words, as a share of the squared room.
fn bonus(before: &str, after: &str, break_before: &[String]) -> f32 {
    if break_before.iter().any(|b| b == after) {
        0.16
    } else if before.ends_with([',', ';']) {
        0.10
    } else {
        0.0
    }
}

fn greedy(words: usize, room: f32, width: impl Fn(usize, usize) -> f32) -> usize {
    let mut lines = 0;
    let mut start = 0;
    while start < words {
        let mut end = start + 1;
        while end < words && width(start, end + 1) <= room {
            end += 1;
        }
        start = end;
        lines += 1;
    }
    lines.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, room: f32) -> Vec<String> {
        balanced(
            text,
            room,
            13.0,
            &["TỈNH".into(), "XÃ".into(), "VỀ".into(), "VÀ".into()],
        )
    }

    #[test]
    fn widths_ignore_accents() {
        assert_eq!(bold_text_width("Độc lập", 14.0), bold_text_width("Đoc lap", 14.0));
        let motto = bold_text_width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13.0);
        assert!((250.0..290.0).contains(&motto), "{motto}");
    }

    #[test]
    fn names_break_where_people_break_them() {
        assert_eq!(lines("SỞ TÀI CHÍNH", 60.0), ["SỞ TÀI CHÍNH"]);
        assert_eq!(
            lines("ỦY BAN NHÂN DÂN TỈNH CỔ LOA", 60.0),
            ["ỦY BAN NHÂN DÂN", "TỈNH CỔ LOA"]
        );
        assert_eq!(
            lines(
                "BAN CHỈ ĐẠO VỀ PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ, ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ",
                66.0
            ),
            [
                "BAN CHỈ ĐẠO",
                "VỀ PHÁT TRIỂN KHOA",
                "HỌC, CÔNG NGHỆ,",
                "ĐỔI MỚI SÁNG TẠO",
                "VÀ CHUYỂN ĐỔI SỐ"
            ]
        );
        assert_eq!(lines("", 66.0), [""]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_long(words in proptest::collection::vec("[A-ZĐƠƯa-z,]{1,12}", 1..30), room in 20.0f32..120.0) {
            let text = words.join(" ");
            let out = lines(&text, room);
            prop_assert_eq!(out.join(" "), text);
            for line in out {
                prop_assert!(text_width_mm(&line, 13.0) <= room || !line.contains(' '));
            }
        }
    }
}
