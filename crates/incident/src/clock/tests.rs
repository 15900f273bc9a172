//! What every duty of the law comes to on a clock, by article.

use super::*;
use chrono::Datelike;
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+07:00").parse().unwrap()
}

/// 30/11/2026, 08:02 in Viet Nam.
fn situation() -> Situation {
    Situation {
        exempt: false,
        self_operated: false,
        capacity_known_at: None,
        origin: Origin::Alert,
        level: 3,
        listed: false,
        serious: false,
        personal_data: false,
        facts: Facts::default(),
        detected_at: at("2026-11-30T08:02"),
        occurred_at: None,
        data_known_at: None,
        reported_at: at("2026-11-30T08:10"),
        ended_at: None,
        told_before_end: false,
    }
}

fn of<'a>(owed: &'a [Owed<'_>], duty: &str) -> Vec<&'a Owed<'a>> {
    owed.iter().filter(|o| o.duty.body.id == duty).collect()
}

/// The term of a duty, the same for all its recipients.
fn due_of(s: &Situation, duty: &str) -> Option<DateTime<Utc>> {
    let settings = Settings::default();
    let owed = owed(LawBook::builtin(), &settings, s);
    let found = of(&owed, duty);
    assert!(!found.is_empty(), "{duty} is not owed");
    assert!(found.iter().all(|o| o.due_at == found[0].due_at), "{duty}");
    found[0].due_at
}

fn owes(s: &Situation, duty: &str) -> bool {
    !of(&owed(LawBook::builtin(), &Settings::default(), s), duty).is_empty()
}

#[test]
fn tt20_article_9_2a_notice_within_five_days_to_owner_coordinator_and_unit() {
    let s = situation();
    assert_eq!(
        due_of(&s, "tt20-notice"),
        Some(at("2026-12-05T23:59") + Duration::seconds(59))
    );
    let settings = Settings::default();
    let all = owed(LawBook::builtin(), &settings, &s);
    let to: Vec<&str> = of(&all, "tt20-notice").iter().map(|o| o.to).collect();
    assert_eq!(to, ["system_owner", "coordinating_agency", "specialised_unit"]);
}

#[test]
fn whoever_runs_their_own_system_tells_everybody_but_themselves() {
    let settings = Settings::default();
    let mut s = situation();
    s.personal_data = true;
    s.facts.processor_found = true;
    s.self_operated = true;
    let all = owed(LawBook::builtin(), &settings, &s);
    let to = |duty: &str| -> Vec<&str> { of(&all, duty).iter().map(|o| o.to).collect() };
    assert_eq!(to("tt20-notice"), ["coordinating_agency", "specialised_unit"]);
    // Told by others: the agency of the case hears of it as owner, operator and controller.
    assert_eq!(
        to("tt20-anyone"),
        [
            "operator",
            "system_owner",
            "specialised_unit",
            "coordinating_agency"
        ]
    );
    assert_eq!(to("luat91-processor"), ["data_controller"]);
    assert_eq!(to("luat91-breach"), ["data_protection_authority"]);
}

#[test]
fn tt20_article_9_2a_update_at_the_end_only_where_something_was_told_before() {
    let mut s = situation();
    s.ended_at = Some(at("2026-12-02T10:00"));
    assert!(!owes(&s, "tt20-update"));
    s.told_before_end = true;
    assert_eq!(due_of(&s, "tt20-update"), Some(at("2026-12-02T11:00")));
}

#[test]
fn tt20_article_9_2b_initial_report_at_once_beyond_capacity() {
    let mut s = situation();
    assert!(!owes(&s, "tt20-initial"));
    s.facts.owner_controls = Some(true);
    assert!(!owes(&s, "tt20-initial"));
    s.facts.owner_controls = Some(false);
    // "At once" is the installation's measure: an hour where nothing else is set.
    assert_eq!(due_of(&s, "tt20-initial"), Some(at("2026-11-30T09:02")));
    let quick = Settings {
        at_once: Duration::minutes(15),
        ..Settings::default()
    };
    let all = owed(LawBook::builtin(), &quick, &s);
    assert_eq!(of(&all, "tt20-initial")[0].due_at, Some(at("2026-11-30T08:17")));
}

#[test]
fn tt20_article_9_2b_final_report_within_five_days_of_the_end() {
    let mut s = situation();
    assert!(!owes(&s, "tt20-final"));
    s.ended_at = Some(at("2026-12-02T10:00"));
    assert_eq!(
        due_of(&s, "tt20-final"),
        Some(at("2026-12-07T23:59") + Duration::seconds(59))
    );
}

#[test]
fn tt20_article_9_2c_whoever_sees_signs_tells_promptly_without_a_number() {
    let mut s = situation();
    assert_eq!(due_of(&s, "tt20-anyone"), None);
    s.origin = Origin::Agency;
    assert!(!owes(&s, "tt20-anyone"));
}

#[test]
fn tt20_article_10_receipt_is_confirmed_at_once() {
    let mut s = situation();
    assert!(!owes(&s, "tt20-acknowledge"));
    s.origin = Origin::Agency;
    // From the moment it came in, not from detection.
    assert_eq!(due_of(&s, "tt20-acknowledge"), Some(at("2026-11-30T09:10")));
}

#[test]
fn nd331_article_31_2d_signs_against_security_at_once() {
    let mut s = situation();
    assert!(!owes(&s, "nd331-sign"));
    s.facts.security_sign = true;
    assert_eq!(due_of(&s, "nd331-sign"), Some(at("2026-11-30T09:02")));
}

#[test]
fn nd331_article_31_2d_serious_within_24_hours() {
    let mut s = situation();
    assert!(!owes(&s, "nd331-serious"));
    s.serious = true;
    assert_eq!(due_of(&s, "nd331-serious"), Some(at("2026-12-01T08:02")));
}

#[test]
fn nd331_article_31_2d_report_within_72_hours_of_every_incident() {
    assert_eq!(due_of(&situation(), "nd331-report"), Some(at("2026-12-03T08:02")));
}

#[test]
fn luat116_article_20_dangerous_situation_at_once() {
    let mut s = situation();
    assert!(!owes(&s, "luat116-dangerous"));
    s.facts.dangerous_situation = true;
    assert_eq!(due_of(&s, "luat116-dangerous"), Some(at("2026-11-30T09:02")));
}

#[test]
fn nd333_article_9_binds_systems_of_the_national_list_alone() {
    let mut s = situation();
    s.facts.owner_controls = Some(false);
    s.ended_at = Some(at("2026-12-02T10:00"));
    assert!(!owes(&s, "nd333-beyond"));
    assert!(!owes(&s, "nd333-result"));
    s.listed = true;
    assert_eq!(due_of(&s, "nd333-beyond"), Some(at("2026-11-30T09:02")));
    assert_eq!(due_of(&s, "nd333-result"), None);
}

#[test]
fn luat91_article_23_1_breach_of_personal_data_within_72_hours_of_its_detection() {
    let mut s = situation();
    assert!(!owes(&s, "luat91-breach"));
    s.personal_data = true;
    assert_eq!(due_of(&s, "luat91-breach"), Some(at("2026-12-03T08:02")));
    s.data_known_at = Some(at("2026-12-01T14:00"));
    assert_eq!(due_of(&s, "luat91-breach"), Some(at("2026-12-04T14:00")));
    // The other clocks stay with the detection of the incident.
    assert_eq!(due_of(&s, "nd331-report"), Some(at("2026-12-03T08:02")));
}

#[test]
fn luat91_article_23_1_processor_tells_the_controller_promptly() {
    let mut s = situation();
    s.facts.processor_found = true;
    assert!(!owes(&s, "luat91-processor"));
    s.personal_data = true;
    assert_eq!(due_of(&s, "luat91-processor"), None);
}

#[test]
fn nd356_articles_8_3_and_29_special_data_also_to_the_subject() {
    let mut s = situation();
    s.facts.special_data = true;
    assert!(!owes(&s, "nd356-subject"));
    s.personal_data = true;
    let settings = Settings::default();
    let all = owed(LawBook::builtin(), &settings, &s);
    let to: Vec<&str> = of(&all, "nd356-subject").iter().map(|o| o.to).collect();
    assert_eq!(to, ["data_protection_authority", "data_subject"]);
    assert_eq!(due_of(&s, "nd356-subject"), Some(at("2026-12-03T08:02")));
}

#[test]
fn nd13_article_23_counted_from_the_violation_before_2026() {
    let mut s = situation();
    s.personal_data = true;
    s.detected_at = at("2025-06-10T08:00");
    s.occurred_at = Some(at("2025-06-09T20:00"));
    assert_eq!(due_of(&s, "nd13-breach"), Some(at("2025-06-12T20:00")));
    assert!(!owes(&s, "luat91-breach"));
    assert_eq!(vn_date(s.detected_at).year(), 2025);
}

#[test]
fn every_duty_of_the_law_can_come_to_a_clock_or_is_of_the_network() {
    let mut s = situation();
    s.listed = true;
    s.serious = true;
    s.personal_data = true;
    s.ended_at = Some(at("2026-12-02T10:00"));
    s.told_before_end = true;
    s.facts = Facts {
        owner_controls: Some(false),
        security_sign: true,
        dangerous_situation: true,
        processor_found: true,
        special_data: true,
        ..Facts::default()
    };
    let book = LawBook::builtin();
    let today = vn_date(s.detected_at);
    let mut all: Vec<String> = Vec::new();
    for origin in [Origin::Alert, Origin::Agency] {
        s.origin = origin;
        let owed = owed(book, &Settings::default(), &s);
        all.extend(owed.iter().map(|o| o.duty.body.id.clone()));
    }
    let left: Vec<&str> = book
        .duties
        .iter()
        .filter(|d| d.legal.in_force(today) && !all.contains(&d.body.id))
        .map(|d| d.body.id.as_str())
        .collect();
    // A changed contact and an urgent deployment of the force are no incidents.
    assert_eq!(left, ["tt20-contact", "nd333-urgent"]);
}

fn standing(owed: &Owed<'_>) -> Clock {
    Clock {
        id: Uuid::now_v7(),
        incident_id: Uuid::nil(),
        duty: owed.duty.body.id.clone(),
        owed_by: owed.duty.body.from.join(","),
        owed_to: owed.to.to_owned(),
        starts_at: owed.starts_at,
        due_at: owed.due_at,
        met_at: None,
        met_by: String::new(),
        due_when_met: None,
        proof: String::new(),
        report_id: None,
        acknowledged_at: None,
        acknowledged_by: String::new(),
        void_at: None,
        reminded: 0,
        version: 1,
    }
}

#[test]
fn an_earlier_detection_moves_what_runs_and_leaves_what_was_met() {
    let settings = Settings::default();
    let mut s = situation();
    s.serious = true;
    let book = LawBook::builtin();
    let mut clocks: Vec<Clock> = owed(book, &settings, &s).iter().map(standing).collect();
    let notice = clocks.iter().position(|c| c.duty == "nd331-serious").unwrap();
    clocks[notice].met_at = Some(at("2026-12-01T07:00"));
    clocks[notice].due_when_met = clocks[notice].due_at;
    s.detected_at = at("2026-11-29T20:00");
    let owed = owed(book, &settings, &s);
    let changes = reconcile(&clocks, &owed);
    assert!(!changes.is_empty());
    for change in &changes {
        match change {
            Change::Move(place, to) => {
                assert_ne!(*place, notice, "a met clock moved");
                assert_eq!(to.duty.body.id, clocks[*place].duty);
            }
            other => panic!("{other:?}"),
        }
    }
    // By the new T0 the notice would have been due at 20:00 of the day before; it was in time when it was sent.
    assert_eq!(
        state(&clocks[notice], &settings, at("2026-12-05T00:00")),
        ClockState::Met
    );
}

#[test]
fn what_does_not_apply_any_more_is_void_and_comes_back() {
    let settings = Settings::default();
    let book = LawBook::builtin();
    let mut s = situation();
    s.serious = true;
    let mut clocks: Vec<Clock> = owed(book, &settings, &s).iter().map(standing).collect();
    s.serious = false;
    let without = owed(book, &settings, &s);
    let changes = reconcile(&clocks, &without);
    let [Change::Void(place)] = changes.as_slice() else {
        panic!("{changes:?}")
    };
    assert_eq!(clocks[*place].duty, "nd331-serious");
    clocks[*place].void_at = Some(at("2026-11-30T09:00"));
    assert_eq!(
        state(&clocks[*place], &settings, at("2027-01-01T00:00")),
        ClockState::Void
    );
    assert!(reconcile(&clocks, &without).is_empty());
    s.serious = true;
    let again = owed(book, &settings, &s);
    assert!(matches!(reconcile(&clocks, &again).as_slice(), [Change::Revive(p, _)] if p == place));
}

#[test]
fn a_clock_runs_comes_near_and_is_over() {
    let settings = Settings::default();
    let s = situation();
    let owed = owed(LawBook::builtin(), &settings, &s);
    let mut clock = standing(of(&owed, "nd331-report")[0]);
    let due = clock.due_at.unwrap();
    assert_eq!(
        state(&clock, &settings, due - Duration::hours(5)),
        ClockState::Running
    );
    assert_eq!(
        state(&clock, &settings, due - Duration::hours(4)),
        ClockState::DueSoon
    );
    assert_eq!(state(&clock, &settings, due), ClockState::DueSoon);
    assert_eq!(
        state(&clock, &settings, due + Duration::seconds(1)),
        ClockState::Overdue
    );
    assert_eq!(next_due([&clock]), Some(due));
    clock.met_at = Some(due + Duration::minutes(1));
    clock.due_when_met = Some(due);
    assert_eq!(
        state(&clock, &settings, due + Duration::hours(9)),
        ClockState::MetLate
    );
    assert_eq!(next_due([&clock]), None);
    assert_eq!(reminders(&settings, due, due - Duration::hours(13)), 0);
    assert_eq!(reminders(&settings, due, due - Duration::hours(12)), 1);
    assert_eq!(reminders(&settings, due, due - Duration::minutes(30)), 3);
    assert_eq!(reminders(&settings, due, due), 4);
}

#[test]
fn serious_by_degree_by_the_test_of_qd05_article_9_or_by_word() {
    let book = LawBook::builtin();
    let settings = Settings::default();
    let day = vn_date(situation().detected_at);
    let told = |severity: &str, word: Option<bool>, facts: &IncidentFacts| {
        serious(book, &settings, (severity, word), facts, day)
    };
    let unknown = IncidentFacts::default();
    assert!(told("M1", None, &unknown));
    assert!(told("M2", None, &unknown));
    assert!(!told("M3", None, &unknown));
    assert!(!told("M1", Some(false), &unknown));
    assert!(told("M4", Some(true), &unknown));
    let all = IncidentFacts {
        level: Some(4),
        listed: Some(false),
        consequences: Some(vec!["control_lost".to_owned()]),
        owner_controls: Some(false),
    };
    assert!(told("M4", None, &all));
    assert!(!told(
        "M4",
        None,
        &IncidentFacts {
            level: Some(3),
            ..all.clone()
        }
    ));
    assert!(!told(
        "M4",
        None,
        &IncidentFacts {
            owner_controls: Some(true),
            ..all.clone()
        }
    ));
    assert!(!told(
        "M4",
        None,
        &IncidentFacts {
            consequences: Some(Vec::new()),
            ..all
        }
    ));
}
