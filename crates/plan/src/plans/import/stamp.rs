//! The stamp of secrecy at the head of a document ("MẬT", "ĐỘ MẬT: TỐI MẬT"). A document that bears one is refused by
//! an installation that may not hold state secrets, whatever the person who uploads it says of it.

use coloa_base::{Handling, text::fold};

/// Lines with words that belong to the head: letterhead, number, date, stamps, title.
const HEAD_LINES: usize = 40;

/// The degree that the head is stamped with. A stamp stands on a line, or in a cell of the letterhead's table, of
/// its own; the same word inside a sentence or a title is none.
#[must_use]
pub fn stamped(text: &str) -> Option<Handling> {
    text.lines()
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .take(HEAD_LINES)
        .flat_map(cells)
        .filter_map(degree)
        .max()
}

/// A read table has its cells parted by tabs, bars or wide gaps.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(['\t', '|']).flat_map(|part| part.split("   "))
}

fn degree(cell: &str) -> Option<Handling> {
    let cell = cell.trim_matches(|c: char| !c.is_alphanumeric());
    let is = |text: &str, word: &str| fold(text) == fold(word);
    let word = match cell.split_once(':') {
        Some((label, word)) if is(label, "độ mật") => word,
        Some(_) => return None,
        None => cell,
    };
    let word = joined(word.trim_matches(|c: char| !c.is_alphanumeric()));
    [
        ("tuyệt mật", Handling::UtmostSecret),
        ("tối mật", Handling::TopSecret),
        ("mật", Handling::Secret),
    ]
    .into_iter()
    .find(|(name, _)| is(&word, name))
    .map(|(_, handling)| handling)
}

/// "M Ậ T" as it is meant: letters spread over the frame of a stamp.
fn joined(word: &str) -> String {
    let parts: Vec<&str> = word.split_whitespace().collect();
    if parts.len() > 1 && parts.iter().all(|p| p.chars().count() == 1) {
        parts.concat()
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "ỦY BAN NHÂN DÂN\nTỈNH SÔNG NGỌC\nSố: 45/KH-UBND\n";

    fn below(line: &str) -> Option<Handling> {
        stamped(&format!(
            "{HEAD}{line}\nKẾ HOẠCH\nBảo đảm an ninh mạng năm 2026\n"
        ))
    }

    #[test]
    fn stamps_are_found_as_they_are_printed() {
        for (line, degree) in [
            ("MẬT", Handling::Secret),
            ("  Mật  ", Handling::Secret),
            ("[ M Ậ T ]", Handling::Secret),
            ("TỐI MẬT", Handling::TopSecret),
            ("TUYỆT MẬT", Handling::UtmostSecret),
            ("ĐỘ MẬT: TỐI MẬT", Handling::TopSecret),
            ("Độ mật : Mật", Handling::Secret),
            ("MẬT\tSông Ngọc, ngày 10 tháng 3 năm 2026", Handling::Secret),
            (
                "| TUYỆT MẬT | Độc lập - Tự do - Hạnh phúc |",
                Handling::UtmostSecret,
            ),
        ] {
            assert_eq!(below(line), Some(degree), "{line}");
        }
    }

    #[test]
    fn the_word_in_a_sentence_is_no_stamp() {
        for line in [
            "Kế hoạch bảo vệ bí mật nhà nước",
            "Không soạn thảo tài liệu mật trên máy tính nối mạng.",
            "ĐỘ MẬT:",
            "Độ mật: ........",
            "Độ mật: không",
            "Độ khẩn: Hỏa tốc",
            "MẶT TRẬN TỔ QUỐC",
            "MẶT",
            "Mật mã dân sự",
        ] {
            assert_eq!(below(line), None, "{line}");
        }
        let far = format!(
            "{HEAD}{}MẬT\n",
            "Một dòng nội dung của kế hoạch.\n".repeat(HEAD_LINES)
        );
        assert_eq!(stamped(&far), None);
    }
}
