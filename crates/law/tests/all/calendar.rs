//! The statutory calendar on real years.
use crate::d;
use coloa_law::period::{PeriodKind, data_period};
use coloa_law::{Certainty, LawError, WorkCalendar, occurrences};

#[test]
fn the_year_2026() {
    let all = occurrences(d("2026-01-01"), d("2026-12-31"), WorkCalendar::builtin()).unwrap();
    let lines: Vec<String> = all
        .iter()
        .map(|o| {
            format!(
                "{} due {} work {} {:?} {}",
                o.report.id,
                o.due,
                o.last_working_day,
                o.certainty,
                o.citation()
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn before_means_the_day_before() {
    let all = occurrences(d("2026-12-24"), d("2026-12-24"), WorkCalendar::builtin()).unwrap();
    let owner = all.iter().find(|o| o.report.id == "r331-owner-to-mps").unwrap();
    assert_eq!(owner.named_day, d("2026-12-25"));
    assert_eq!(owner.due, d("2026-12-24"));
    assert_eq!(owner.data, Some((d("2025-12-15"), d("2026-12-14"))));
    assert_eq!(owner.certainty, Certainty::Found);
    assert!(
        occurrences(d("2026-12-25"), d("2026-12-25"), WorkCalendar::builtin())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_weekend_due_day_names_the_last_working_day() {
    // 19 December 2027 is a Sunday; the duty is still met that day, the office works on Friday 17.
    let all = occurrences(d("2027-12-19"), d("2027-12-19"), WorkCalendar::builtin()).unwrap();
    let operator = all
        .iter()
        .find(|o| o.report.id == "r331-operator-to-owner")
        .unwrap();
    assert_eq!(operator.last_working_day, d("2027-12-17"));
}

#[test]
fn a_shifted_day_moves_into_the_period() {
    // 30 June 2029 is a Saturday: the six-month report, whose day no text names, is pulled to Friday.
    let all = occurrences(d("2029-06-29"), d("2029-06-29"), WorkCalendar::builtin()).unwrap();
    let monitoring = all.iter().find(|o| o.report.id == "tt31-monitoring").unwrap();
    assert_eq!(monitoring.named_day, d("2029-06-30"));
    assert_eq!(monitoring.certainty, Certainty::Unsure);
    let next = occurrences(d("2029-06-30"), d("2029-06-30"), WorkCalendar::builtin()).unwrap();
    assert!(next.iter().all(|o| o.report.id != "tt31-monitoring"));
}

#[test]
fn the_regime_follows_the_date() {
    let ids = |year: i32| -> Vec<&str> {
        let (from, to) = (d(&format!("{year}-12-01")), d(&format!("{year}-12-31")));
        occurrences(from, to, WorkCalendar::builtin())
            .unwrap()
            .iter()
            .map(|o| o.report.id.as_str())
            .collect()
    };
    assert!(ids(2025).contains(&"tt12-owner-to-ministry") && !ids(2025).contains(&"r331-owner-to-mps"));
    assert!(ids(2026).contains(&"r331-owner-to-mps") && !ids(2026).contains(&"tt12-owner-to-ministry"));
}

#[test]
fn the_first_and_last_year_of_the_holiday_table_can_be_asked_for() {
    let c = WorkCalendar::builtin();
    assert!(
        !occurrences(d("2020-01-01"), d("2020-12-31"), c)
            .unwrap()
            .is_empty()
    );
    assert!(
        !occurrences(d("2035-01-01"), d("2035-12-31"), c)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn impossible_periods_are_refused() {
    let c = WorkCalendar::builtin();
    assert!(matches!(
        occurrences(d("2026-02-01"), d("2026-01-01"), c),
        Err(LawError::BadPeriod { .. })
    ));
    assert!(matches!(
        occurrences(d("1000-01-01"), d("2026-01-01"), c),
        Err(LawError::BadPeriod { .. })
    ));
    assert!(matches!(
        occurrences(d("2090-01-01"), d("2090-12-31"), c),
        Err(LawError::CalendarRange { .. })
    ));
}

#[test]
fn data_periods() {
    let p = |kind, year, index| data_period(kind, year, index).map(|p| (p.from, p.to));
    assert_eq!(
        p(PeriodKind::Year, 2026, 1).unwrap(),
        (d("2025-12-15"), d("2026-12-14"))
    );
    assert_eq!(
        p(PeriodKind::Quarter, 2026, 2).unwrap(),
        (d("2026-03-15"), d("2026-06-14"))
    );
    assert_eq!(
        p(PeriodKind::HalfYear, 2026, 1).unwrap(),
        (d("2025-12-15"), d("2026-06-14"))
    );
    assert_eq!(
        p(PeriodKind::Month, 2026, 3).unwrap(),
        (d("2026-02-15"), d("2026-03-14"))
    );
    assert_eq!(
        p(PeriodKind::Quarter, 2026, 5),
        Err(LawError::BadIndex { index: 5 })
    );
    assert_eq!(
        p(PeriodKind::Month, 2026, 0),
        Err(LawError::BadIndex { index: 0 })
    );
    assert!(matches!(
        p(PeriodKind::Year, 2010, 1),
        Err(LawError::NoRule { .. })
    ));
}
