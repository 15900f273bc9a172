//! Amounts and days as people write them: "5.000.000", "5 triệu", "1,5 tỷ", "5tr2"; "3/11/2026" where the browser knows no
//! field for days.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use coloa_base::{clock::VN_OFFSET, text::fold_plain};

/// Words of a unit, without marks, and what it is worth.
const UNITS: [(&[&str], i64); 4] = [
    (&["d", "dong", "vnd"], 1),
    (&["k", "nghin", "ngan", "ng"], 1_000),
    (&["tr", "trieu", "cu", "m", "million"], 1_000_000),
    (&["ty", "ti", "billion"], 1_000_000_000),
];

/// Đồng; `None`: it is no amount.
pub(super) fn dong(written: &str) -> Option<i64> {
    let plain: String = fold_plain(written)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let mut rest = plain.as_str();
    for ending in ["vnd", "dong", "d"] {
        // "5 triệu đồng": the unit before it counts.
        if let Some(before) = rest.strip_suffix(ending)
            && !before.is_empty()
        {
            rest = before;
            break;
        }
    }
    let digits = rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
        .unwrap_or(rest.len());
    let (number, rest) = rest.split_at(digits);
    let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
    let (unit, behind) = rest.split_at(letters);
    let unit = match unit {
        "" => 1,
        word => UNITS.iter().find(|(words, _)| words.contains(&word))?.1,
    };
    let (whole, fraction) = if unit == 1 {
        (grouped(number)?, 0)
    } else if behind.is_empty() {
        decimal(number, unit)?
    } else {
        // "5tr2" is five and two tenths.
        (grouped(number)?, part(behind, unit)?)
    };
    whole.checked_mul(unit)?.checked_add(fraction)
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
