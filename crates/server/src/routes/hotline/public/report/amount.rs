//! Amounts and days as people write them: "5.000.000", "5 triệu rưỡi", "1,5 tỷ", "5tr2", "hơn năm triệu"; "3/11/2026" where
//! the browser knows no field for days.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use coloa_base::{clock::VN_OFFSET, text::fold_plain};

/// Words of a unit, without marks, and what it is worth.
const UNITS: [(&[&str], i64); 4] = [
    (&["d", "dong", "vnd"], 1),
    (&["k", "nghin", "ngan", "ng"], 1_000),
    (&["tr", "trieu", "cu", "m", "million"], 1_000_000),
    (&["ty", "ti", "billion"], 1_000_000_000),
];

/// Before an amount that is not exact, without marks. What follows is near enough to be counted.
const ABOUT: [&str; 10] = [
    "~", "khoang", "chung", "hon", "gan", "tren", "about", "around", "over", "nearly",
];

/// Numbers in words, without marks, and their figures.
const NUMBERS: [(&str, &str); 10] = [
    ("mot", "1"),
    ("hai", "2"),
    ("ba", "3"),
    ("bon", "4"),
    ("nam", "5"),
    ("sau", "6"),
    ("bay", "7"),
    ("tam", "8"),
    ("chin", "9"),
    ("muoi", "10"),
];

/// Đồng; `None`: it is no amount.
pub(super) fn dong(written: &str) -> Option<i64> {
    let plain: String = fold_plain(written)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let mut rest = plain.as_str();
    while let Some(exact) = ABOUT.iter().find_map(|word| rest.strip_prefix(*word)) {
        rest = exact;
    }
    for ending in ["vnd", "dong", "d"] {
        // "5 triệu đồng": the unit before it counts.
        if let Some(before) = rest.strip_suffix(ending)
            && !before.is_empty()
        {
            rest = before;
            break;
        }
    }
    let (rest, and_half) = rest
        .strip_suffix("ruoi")
        .map_or((rest, false), |before| (before, true));
    let digits = rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
        .unwrap_or(rest.len());
    let (number, rest) = match rest.split_at(digits) {
        ("", words) => in_words(words)?,
        written => written,
    };
    let (unit, behind) = unit_of(rest)?;
    let (whole, fraction) = if and_half {
        // Half of a unit, so there is one, and nothing behind it.
        if unit == 1 || !behind.is_empty() {
            return None;
        }
        (grouped(number)?, unit / 2)
    } else if unit == 1 {
        (grouped(number)?, 0)
    } else if behind.is_empty() {
        decimal(number, unit)?
    } else {
        // "5tr2" is five and two tenths.
        (grouped(number)?, part(behind, unit)?)
    };
    whole.checked_mul(unit)?.checked_add(fraction)
}

/// What the word at the beginning is worth, and the digits behind it.
fn unit_of(rest: &str) -> Option<(i64, &str)> {
    let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(letters);
    let worth = match word {
        "" => 1,
        word => UNITS.iter().find(|(words, _)| words.contains(&word))?.1,
    };
    Some((worth, behind))
}

/// The figure of a number in words, and what stands behind it. A unit has to follow: "năm" alone is a year as well.
fn in_words(rest: &str) -> Option<(&str, &str)> {
    NUMBERS.into_iter().find_map(|(word, figure)| {
        let behind = rest.strip_prefix(word)?;
        let (worth, _) = unit_of(behind)?;
        (worth > 1).then_some((figure, behind))
    })
}

/// Digits, in groups of three or not.
fn grouped(number: &str) -> Option<i64> {
    let mut groups = number.split(['.', ',']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.parse().ok()
}

/// A number before a unit: "1,5" or "1.500".
fn decimal(number: &str, unit: i64) -> Option<(i64, i64)> {
    match number.split_once([',', '.']) {
        Some((whole, fraction)) if fraction.len() < 3 => Some((whole.parse().ok()?, part(fraction, unit)?)),
        _ => Some((grouped(number)?, 0)),
    }
}

/// What digits behind a comma are worth.
fn part(digits: &str, unit: i64) -> Option<i64> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let value: i64 = digits.parse().ok()?;
    let scale = 10_i64.checked_pow(u32::try_from(digits.len()).ok()?)?;
    Some(value.checked_mul(unit)? / scale)
}

/// A day, `2026-11-29` or `29/11/2026`.
pub(super) fn day(written: &str) -> Option<NaiveDate> {
    let plain = written.replace(['.', ' '], "/").replace("//", "/");
    [
        ("%Y-%m-%d", written),
        ("%d/%m/%Y", plain.as_str()),
        ("%d-%m-%Y", written),
    ]
    .into_iter()
    .find_map(|(form, text)| NaiveDate::parse_from_str(text, form).ok())
    .filter(|day| *day >= NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default())
}

/// A moment in Viet Nam, `2026-11-29T08:15` or `29/11/2026 08:15`.
pub(super) fn moment(written: &str) -> Option<DateTime<Utc>> {
    let forms = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%d/%m/%Y %H:%M",
    ];
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(written, form).ok())?;
    Some(
        VN_OFFSET
            .from_local_datetime(&local)
            .single()?
            .with_timezone(&Utc),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (written, expected) in [
            ("5000000", 5_000_000),
            ("5.000.000", 5_000_000),
            ("5,000,000 đ", 5_000_000),
            ("5 000 000 VND", 5_000_000),
            ("500k", 500_000),
            ("300 nghìn", 300_000),
            ("5 triệu", 5_000_000),
            ("5 triệu đồng", 5_000_000),
            ("5tr2", 5_200_000),
            ("5tr250", 5_250_000),
            ("1,5 tỷ", 1_500_000_000),
            ("1.25 tỉ", 1_250_000_000),
            ("1.500 tr", 1_500_000_000),
            ("0", 0),
            ("khoảng 5 triệu", 5_000_000),
            ("Khoảng hơn 5tr2", 5_200_000),
            ("chừng 500k", 500_000),
            ("hơn 20 triệu", 20_000_000),
            ("gần 1,5 tỷ đồng", 1_500_000_000),
            ("trên 5.000.000 đ", 5_000_000),
            ("~ 5tr", 5_000_000),
            ("about 5 million", 5_000_000),
            ("5 triệu rưỡi", 5_500_000),
            ("5tr rưởi", 5_500_000),
            ("2 tỷ rưỡi đồng", 2_500_000_000),
            ("năm triệu", 5_000_000),
            ("bẩy nghìn", 7_000),
            ("ba triệu rưỡi", 3_500_000),
            ("hơn mười tỉ", 10_000_000_000),
        ] {
            assert_eq!(dong(written), Some(expected), "{written}");
        }
        for written in [
            "",
            "nhiều lắm",
            "5.00.000",
            "-5",
            "5 quan",
            "1e9",
            "99999999999999999999",
            "9999999999 tỷ",
            "khoảng",
            "~-5",
            "100 USD",
            "5000 USDT",
            "không nhớ",
            "năm",
            "năm đồng",
            "năm ngoái",
            "bảy trăm nghìn",
            "5 rưỡi",
            "5tr2 rưỡi",
            "1,5 tỷ rưỡi",
        ] {
            assert_eq!(dong(written), None, "{written}");
        }
    }

    #[test]
    fn days_and_moments_are_read_as_browsers_and_people_write_them() {
        let expected = NaiveDate::from_ymd_opt(2026, 11, 3);
        for written in ["2026-11-03", "3/11/2026", "03.11.2026", "03-11-2026"] {
            assert_eq!(day(written), expected, "{written}");
        }
        for written in ["hôm qua", "2026-13-01", "0001-01-01", ""] {
            assert_eq!(day(written), None, "{written}");
        }
        let expected = "2026-11-03T01:15:00Z".parse().ok();
        for written in ["2026-11-03T08:15", "2026-11-03T08:15:00", "03/11/2026 08:15"] {
            assert_eq!(moment(written), expected, "{written}");
        }
        assert_eq!(moment("8 giờ"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text: String) {
            let _ = (dong(&text), day(&text), moment(&text));
        }
    }
}
