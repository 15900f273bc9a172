//! Messages of citizens: kinds, competent bodies, terms. Each case carries the article.
use crate::d;
use chrono::{DateTime, TimeDelta, Utc};
use coloa_law::{
    LawBook,
    hotline::{MessageMoment, RECEIVER, Span},
    workdays,
};

const CRIMES: [&str; 3] = [
    "crime_report_individual",
    "crime_information",
    "prosecution_proposal",
];

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+07:00").parse().unwrap()
}

fn end(span: Span, from: &str) -> String {
    let working = |day, days| workdays::add_working_days(day, i32::try_from(days).ok()?).ok();
    span.end(at(from), TimeDelta::minutes(15), working)
        .unwrap()
        .with_timezone(&coloa_base::clock::VN_OFFSET)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

#[test]
fn article_145_a_centre_that_is_not_competent_passes_a_crime_report_on_at_once() {
    let book = LawBook::builtin();
    for kind in CRIMES {
        let terms = book.terms_of_message(kind, "centre", d("2026-11-30"));
        let ids: Vec<&str> = terms.iter().map(|t| t.id.as_str()).collect();
        assert_eq!(ids, ["receiver-pass-on"], "{kind}");
        assert_eq!(terms[0].span, Span::Immediately);
        assert_eq!(terms[0].owed_by, RECEIVER);
        assert!(terms[0].legal.article.contains("Điều 145"));
    }
}

#[test]
fn article_147_the_investigators_terms_run_for_them_alone() {
    let book = LawBook::builtin();
    // term, article, counted from, last moment after receipt on 2026-11-30 10:30
    let cases = [
        (
            "host-classify",
            "Điều 8",
            MessageMoment::Receipt,
            "2026-12-01 10:30",
        ),
        (
            "host-transfer",
            "Điều 8",
            MessageMoment::GroundsFound,
            "2026-12-01 10:30",
        ),
        (
            "host-assign",
            "Điều 9",
            MessageMoment::Receipt,
            "2026-12-03 23:59",
        ),
        (
            "host-notify-receipt",
            "Điều 14 khoản 1",
            MessageMoment::Receipt,
            "2026-12-03 23:59",
        ),
        (
            "host-verify",
            "Điều 147 khoản 1",
            MessageMoment::Receipt,
            "2026-12-20 23:59",
        ),
        (
            "host-verify-extended",
            "Điều 147 khoản 2",
            MessageMoment::Receipt,
            "2027-01-30 23:59",
        ),
        (
            "host-notify-result",
            "Điều 14",
            MessageMoment::Verified,
            "2026-12-03 23:59",
        ),
    ];
    for kind in CRIMES {
        let terms = book.terms_of_message(kind, "investigation_agency", d("2026-11-30"));
        assert_eq!(terms.len(), cases.len(), "{kind}");
        for (id, article, from, last) in cases {
            let term = terms.iter().find(|t| t.id == id).unwrap();
            assert_eq!(term.legal.article, article, "{id}");
            assert_eq!(term.counted_from, from, "{id}");
            assert_eq!(end(term.span, "2026-11-30 10:30"), last, "{id}");
        }
    }
}

#[test]
fn article_14_working_days_skip_the_weekend() {
    // A Thursday.
    assert_eq!(end(Span::WorkingDays(3), "2026-12-03 16:59"), "2026-12-08 23:59");
}

#[test]
fn each_kind_has_its_handler_and_article() {
    let book = LawBook::builtin();
    let day = d("2026-11-30");
    let cases = [
        ("feedback", "centre", "phản ánh"),
        (
            "crime_report_individual",
            "investigation_agency",
            "Điều 144 khoản 1",
        ),
        ("crime_information", "investigation_agency", "Điều 144 khoản 2"),
        ("prosecution_proposal", "investigation_agency", "Điều 144 khoản 3"),
        ("petition", "centre", "kiến nghị"),
        ("complaint", "administrative_body", "khiếu nại"),
        ("denunciation", "competent_head", "Điều 8 khoản 3"),
        ("spam", "telecom", "thư rác"),
    ];
    let all: Vec<_> = book.kinds_of_message(day).collect();
    assert_eq!(all.len(), cases.len());
    for (code, handler, article) in cases {
        let kind = book.kind_of_message(code, day).unwrap();
        assert_eq!(kind.handler, handler, "{code}");
        assert!(kind.legal.article.contains(article), "{code}");
        assert_eq!(kind.crime, CRIMES.contains(&code), "{code}");
        assert_eq!(kind.two_to_reveal, code == "denunciation", "{code}");
    }
}

#[test]
fn a_term_that_names_no_known_kind_is_refused() {
    let file = "[[message_term]]\nid=\"x\"\ntext=\"x\"\nkinds=[\"none\"]\nowed_by=\"receiver\"\nstep=\"pass_on\"\n\
                span=\"immediately\"\ncounted_from=\"receipt\"\nground=\"bltths\"\narticle=\"x\"\n";
    let error = LawBook::extended(&[("mine.toml", file)]).unwrap_err().to_string();
    assert!(
        error.contains("message kind") && error.contains("none"),
        "{error}"
    );
}

#[test]
fn every_ground_of_content_has_a_competent_body_and_only_who_owes_a_term_is_shown_it() {
    use coloa_law::hotline::ContentClass;
    let book = LawBook::builtin();
    let day = d("2026-11-30");
    for of in [ContentClass::IllegalContent, ContentClass::FalseNews] {
        let grounds: Vec<_> = book.grounds_of_content(of, day).collect();
        assert!(grounds.len() >= 4, "{of:?}");
        for ground in grounds {
            assert_ne!(book.recipient_name(&ground.competent), ground.competent);
            assert_eq!(
                ground.term_of("centre"),
                None,
                "{}: a centre owes no term of another body",
                ground.code
            );
        }
    }
    let platform = book.ground_of_content("platform_content", day).unwrap();
    let term = platform.term.as_ref().unwrap();
    assert_eq!((term.owed_by.as_str(), term.span), ("platform", Span::Hours(24)));
    assert_eq!(platform.term_of("culture_authority"), None);
}

#[test]
fn the_law_of_a_day_decides_which_article_a_ground_names() {
    let book = LawBook::builtin();
    let article = |day: &str| {
        let row = book.ground_of_content("disorder", d(day)).unwrap();
        (row.legal.source.as_str(), row.legal.certainty)
    };
    assert!(article("2026-06-30").0.contains("24/2018"));
    let (source, certainty) = article("2026-07-01");
    assert!(source.contains("116/2025"));
    assert_eq!(certainty, coloa_law::Certainty::Unsure);
    assert!(book.ground_of_content("nothing", d("2026-07-01")).is_none());
}

#[test]
fn a_term_of_content_is_owed_by_the_competent_body_or_by_whoever_received_it() {
    let file = |owed_by: &str| {
        format!(
            "[[content_ground]]\ncode = \"x\"\nname = \"X\"\ntext = \"x\"\nof = \"false_news\"\ncompetent = \"centre\"\n\
             term = {{ owed_by = \"{owed_by}\", span = {{ hours = 6 }} }}\nground = \"nd147-2024\"\narticle = \"thử\"\n"
        )
    };
    let term = |owed_by: &str, host: &str| {
        let book = LawBook::extended(&[("x.toml", &file(owed_by))]).unwrap();
        book.ground_of_content("x", d("2026-07-01"))
            .unwrap()
            .term_of(host)
    };
    assert_eq!(term("centre", "centre"), Some(Span::Hours(6)));
    assert_eq!(term("centre", "investigation_agency"), None);
    assert_eq!(term("receiver", "investigation_agency"), Some(Span::Hours(6)));
    assert_eq!(
        term("receiver", "centre"),
        None,
        "it is competent and received nothing for another"
    );
    assert!(LawBook::extended(&[("x.toml", &file("nobody"))]).is_err());
}
