//! Working days against the years whose decisions are known.
use crate::d;
use coloa_law::workdays::{DayKind, Decision, Settings, TomlDay};
use coloa_law::{Certainty, LawError, WorkCalendar};
use proptest::prelude::*;

fn off(from: &str, to: &str) -> Vec<String> {
    let c = WorkCalendar::builtin();
    d(from)
        .iter_days()
        .take_while(|x| *x <= d(to))
        .filter(|x| !c.is_working_day(*x).unwrap())
        .map(|x| x.format("%d/%m").to_string())
        .collect()
}

#[test]
fn tet_2026_is_nine_days_as_decided() {
    assert_eq!(
        off("2026-02-13", "2026-02-23"),
        [
            "14/02", "15/02", "16/02", "17/02", "18/02", "19/02", "20/02", "21/02", "22/02"
        ]
    );
    let day = WorkCalendar::builtin().day(d("2026-02-18")).unwrap();
    assert_eq!((day.kind, day.certainty), (DayKind::Holiday, Certainty::Found));
}

#[test]
fn exchanged_days() {
    let c = WorkCalendar::builtin();
    for (off, worked) in [
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-01-02", "2026-01-10"),
        ("2026-08-31", "2026-08-22"),
    ] {
        assert!(!c.is_working_day(d(off)).unwrap(), "{off}");
        let day = c.day(d(worked)).unwrap();
        assert!(day.working && day.kind == DayKind::WorkedInExchange, "{worked}");
    }
}

#[test]
fn compensation_of_2022_and_2023() {
    // 1/1/2022 Saturday; 10/3 lunar on Sunday 10/4; 30/4 and 1/5 on a weekend.
    let c = WorkCalendar::builtin();
    for day in [
        "2022-01-03",
        "2022-04-11",
        "2022-05-02",
        "2022-05-03",
        "2023-05-02",
        "2023-05-03",
        "2021-05-03",
    ] {
        assert_eq!(c.day(d(day)).unwrap().kind, DayKind::Compensation, "{day}");
    }
    assert!(c.is_working_day(d("2022-05-04")).unwrap());
    assert_eq!(
        off("2023-04-28", "2023-05-04"),
        ["29/04", "30/04", "01/05", "02/05", "03/05"]
    );
}

#[test]
fn national_day_had_one_day_before_2021_and_two_since() {
    assert_eq!(off("2020-09-01", "2020-09-04"), ["02/09"]);
    assert_eq!(
        off("2021-09-01", "2021-09-06"),
        ["02/09", "03/09", "04/09", "05/09"]
    );
}

/// The rule without decisions would have given the decided working days off of the National Day, apart from the exchange of 2026.
#[test]
fn the_guess_for_the_second_day_agrees_with_past_decisions() {
    let ruled = d("2027-09-01");
    let day = WorkCalendar::builtin().day(ruled).unwrap();
    // 2/9/2027 is a Thursday, as in 2021, when 3/9 was given.
    assert!(day.working && day.certainty == Certainty::Unsure);
    let friday = WorkCalendar::builtin().day(d("2027-09-03")).unwrap();
    assert!(!friday.working && friday.certainty == Certainty::Unsure);
    // 2028: 2/9 is a Saturday, as in 2023, when Friday 1/9 and Monday 4/9 were given.
    assert_eq!(
        off("2028-08-31", "2028-09-05"),
        ["01/09", "02/09", "03/09", "04/09"]
    );
    // 2031: 2/9 is a Tuesday, as in 2025, when Monday 1/9 was given.
    assert_eq!(
        off("2031-08-29", "2031-09-03"),
        ["30/08", "31/08", "01/09", "02/09"]
    );
}

#[test]
fn undecided_tet_is_derived_and_tagged() {
    // Tết 2027 is Saturday 6 February: by rule 5 to 9 February, the weekend made up on 10 and 11.
    assert_eq!(
        off("2027-02-04", "2027-02-12"),
        ["05/02", "06/02", "07/02", "08/02", "09/02", "10/02", "11/02"]
    );
    let c = WorkCalendar::builtin();
    assert_eq!(
        c.day(d("2027-02-06")).unwrap().certainty,
        Certainty::Known,
        "the day itself is in the law"
    );
    assert_eq!(c.day(d("2027-02-08")).unwrap().certainty, Certainty::Unsure);
    assert_eq!(
        c.day(d("2027-02-12")).unwrap().certainty,
        Certainty::Unsure,
        "may still be given"
    );
    assert_eq!(c.day(d("2027-03-12")).unwrap().certainty, Certainty::Known);
}

#[test]
fn an_installation_adds_a_decision() {
    let decision = Decision {
        year: 2027,
        holidays: vec!["tet".into()],
        off: (TomlDay(d("2027-02-04")), TomlDay(d("2027-02-10"))),
        work: vec![],
        certainty: Certainty::Found,
        source: "Thông báo thử nghiệm".into(),
    };
    let settings = Settings {
        decisions: vec![decision.clone()],
        observed: vec!["culture_day".into()],
    };
    let c = WorkCalendar::new(&settings).unwrap();
    assert!(!c.is_working_day(d("2027-02-04")).unwrap());
    assert!(c.is_working_day(d("2027-02-11")).unwrap());
    assert_eq!(c.day(d("2027-02-12")).unwrap().certainty, Certainty::Known);
    assert!(!c.is_working_day(d("2026-11-24")).unwrap());
    assert!(
        WorkCalendar::builtin().is_working_day(d("2026-11-24")).unwrap(),
        "not in a law text that was read"
    );

    let bad = |change: fn(&mut Decision)| {
        let mut other = decision.clone();
        change(&mut other);
        WorkCalendar::new(&Settings {
            decisions: vec![other],
            observed: vec![],
        })
        .unwrap_err()
    };
    assert_eq!(
        bad(|x| x.year = 1999),
        LawError::BadDecision {
            year: 1999,
            reason: "year_out_of_range"
        }
    );
    assert_eq!(
        bad(|x| x.holidays = vec!["x".into()]),
        LawError::BadDecision {
            year: 2027,
            reason: "unknown_holiday"
        }
    );
    assert_eq!(
        bad(|x| x.off = (x.off.1, x.off.0)),
        LawError::BadDecision {
            year: 2027,
            reason: "days_off"
        }
    );
    assert_eq!(
        bad(|x| x.work = vec![TomlDay(x.off.0.0)]),
        LawError::BadDecision {
            year: 2027,
            reason: "exchange_on_working_day"
        }
    );
}

#[test]
fn adding_over_tet() {
    let c = WorkCalendar::builtin();
    assert_eq!(c.add_working_days(d("2026-02-13"), 1).unwrap(), d("2026-02-23"));
    assert_eq!(c.add_working_days(d("2026-02-23"), -1).unwrap(), d("2026-02-13"));
    assert_eq!(c.add_working_days(d("2026-02-14"), 0).unwrap(), d("2026-02-23"));
    assert_eq!(c.add_working_days(d("2026-11-20"), 5).unwrap(), d("2026-11-27"));
    assert_eq!(
        c.working_days_between(d("2026-02-13"), d("2026-02-23")).unwrap(),
        1
    );
    assert!(matches!(
        c.add_working_days(d("2035-12-31"), 1),
        Err(LawError::CalendarRange { .. })
    ));
    assert!(matches!(
        c.is_working_day(d("2019-12-31")),
        Err(LawError::CalendarRange { .. })
    ));
    assert!(matches!(
        c.add_working_days(d("2026-01-05"), i32::MAX),
        Err(LawError::CalendarRange { .. })
    ));
}

proptest! {
    #[test]
    fn adding_and_counting_agree(offset in 0u64..4000, days in 1i32..250) {
        let c = WorkCalendar::builtin();
        let from = d("2020-01-02") + chrono::Days::new(offset);
        let to = c.add_working_days(from, days).unwrap();
        prop_assert!(c.is_working_day(to).unwrap());
        prop_assert_eq!(c.working_days_between(from, to).unwrap(), i64::from(days));
        prop_assert_eq!(c.working_days_between(to, from).unwrap(), -i64::from(days));
    }
}
