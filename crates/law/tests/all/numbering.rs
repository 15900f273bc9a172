//! Numbers and dates as written, against the examples of the rules.
use crate::d;
use coloa_law::{LawError, NumberParts, OrganKind, format_number, format_place_date};

fn state(number: Option<u32>, ty: Option<&str>, organ: &str, unit: Option<&str>) -> Result<String, LawError> {
    let parts = NumberParts {
        number,
        type_abbreviation: ty,
        organ,
        unit,
    };
    format_number(OrganKind::State, parts, d("2026-06-01"))
}
fn party(number: Option<u32>) -> String {
    let parts = NumberParts {
        number,
        type_abbreviation: Some("QĐ"),
        organ: "TU",
        unit: None,
    };
    format_number(OrganKind::Party, parts, d("2026-06-01")).unwrap()
}

#[test]
fn state_numbers() {
    assert_eq!(state(Some(15), Some("QĐ"), "BNV", None).unwrap(), "Số: 15/QĐ-BNV");
    assert_eq!(
        state(Some(5), Some("BC"), "UBND", None).unwrap(),
        "Số: 05/BC-UBND"
    );
    assert_eq!(
        state(Some(9), Some("BC"), "UBND", None).unwrap(),
        "Số: 09/BC-UBND"
    );
    assert_eq!(
        state(Some(10), Some("BC"), "UBND", None).unwrap(),
        "Số: 10/BC-UBND"
    );
    assert_eq!(
        state(Some(123), Some("BC"), "UBND", Some("VX")).unwrap(),
        "Số: 123/BC-UBND",
        "the unit is for letters"
    );
    assert_eq!(
        state(Some(12), None, "UBND", Some("VX")).unwrap(),
        "Số: 12/UBND-VX"
    );
    assert_eq!(state(Some(12), None, "UBND", None).unwrap(), "Số: 12/UBND");
    assert_eq!(
        state(None, Some("BC"), "UBND", None).unwrap(),
        "Số:          /BC-UBND"
    );
    assert_eq!(
        state(None, None, "UBND", Some("VX")).unwrap(),
        "Số:          /UBND-VX"
    );
}

#[test]
fn party_numbers() {
    assert_eq!(party(Some(15)), "Số 15-QĐ/TU");
    assert_eq!(party(Some(3)), "Số 03-QĐ/TU");
    assert_eq!(party(None), "Số          -QĐ/TU");
}

#[test]
fn bad_parts_are_named() {
    assert_eq!(
        state(Some(0), Some("BC"), "UBND", None),
        Err(LawError::NumberTooSmall { number: 0, start: 1 })
    );
    assert_eq!(
        state(Some(1), Some("BC"), " ", None),
        Err(LawError::MissingPart { part: "organ" })
    );
    let no_type = NumberParts {
        number: Some(1),
        type_abbreviation: None,
        organ: "TU",
        unit: None,
    };
    assert_eq!(
        format_number(OrganKind::Party, no_type, d("2026-06-01")),
        Err(LawError::MissingPart { part: "type" })
    );
    let old = NumberParts {
        number: Some(1),
        type_abbreviation: Some("BC"),
        organ: "UBND",
        unit: None,
    };
    assert!(matches!(
        format_number(OrganKind::State, old, d("2019-01-01")),
        Err(LawError::NoRule { .. })
    ));
}

#[test]
fn braces_in_values_stay_text() {
    assert_eq!(
        state(Some(1), Some("{organ}"), "{unit}", None).unwrap(),
        "Số: 01/{organ}-{unit}"
    );
}

#[test]
fn place_and_date() {
    let text = |day: &str| format_place_date(OrganKind::State, "Gia Lai", Some(d(day)), 0).unwrap();
    assert_eq!(text("2026-02-05"), "Gia Lai, ngày 05 tháng 02 năm 2026");
    assert_eq!(text("2026-01-10"), "Gia Lai, ngày 10 tháng 01 năm 2026");
    assert_eq!(text("2026-03-09"), "Gia Lai, ngày 09 tháng 3 năm 2026");
    assert_eq!(text("2026-12-31"), "Gia Lai, ngày 31 tháng 12 năm 2026");
    assert_eq!(
        format_place_date(OrganKind::State, "Gia Lai", None, 2026).unwrap(),
        "Gia Lai, ngày      tháng      năm 2026"
    );
    assert_eq!(
        format_place_date(OrganKind::Party, "Hà Nội", Some(d("2018-04-03")), 0).unwrap(),
        "Hà Nội, ngày 03 tháng 4 năm 2018"
    );
    assert!(format_place_date(OrganKind::State, "", None, 2026).is_err());
}
