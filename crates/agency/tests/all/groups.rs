use crate::support::{day, sample_world};
use coloa_agency::{
    AgencyError,
    model::{Group, Period, Rule},
};
use coloa_auth::Actor;
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    rules_gather_agencies_on_a_day_before_they_are_stored => preview,
    groups_name_only_what_exists_and_never_each_other => refused,
);

fn query(kind: &str) -> Rule {
    Rule::Query {
        kinds: vec![kind.into()],
        levels: vec![],
    }
}

async fn preview(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let rules = [
        Rule::Member {
            agency: w.keys["STTTT"],
            period: Period::ALWAYS,
        },
        Rule::Member {
            agency: w.keys["CAT"],
            period: Period::since(day("2025-06-01")),
        },
        Rule::Except {
            agency: w.keys["SYT"],
        },
    ];
    let on = |text: &str| w.agencies.preview_group(&me, &rules, day(text));
    assert_eq!(on("2025-02-01").await.unwrap(), [w.keys["STTTT"]]);
    let later = on("2026-01-01").await.unwrap();
    assert_eq!(later.len(), 2, "its successor, and the member of later days");
    assert!(later.contains(&w.keys["SKHCN"]) && later.contains(&w.keys["CAT"]));
    let departments = [
        query("department"),
        Rule::Except {
            agency: w.keys["SYT"],
        },
    ];
    let found = w
        .agencies
        .preview_group(&me, &departments, day("2026-01-01"))
        .await
        .unwrap();
    assert!(found.contains(&w.keys["SNV"]) && !found.contains(&w.keys["SYT"]));
}

async fn refused(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let make = |name: &'static str, rules: Vec<Rule>| w.agencies.create_group(&me, name, None, rules);
    let field = |e: AgencyError| match e {
        AgencyError::Invalid { field, reason } => (field, reason),
        AgencyError::UnknownTerm { field, .. } => (field, "unknown_term"),
        other => panic!("{other}"),
    };
    let empty = Rule::Member {
        agency: w.keys["SYT"],
        period: Period::new(day("2026-02-01"), Some(day("2026-02-01"))),
    };
    assert_eq!(
        field(
            make("Nhóm A", vec![query("department"), empty])
                .await
                .unwrap_err()
        ),
        ("rules.1.to".into(), "before_from")
    );
    assert_eq!(
        field(make("Nhóm A", vec![query("không có")]).await.unwrap_err()),
        ("rules.0.kinds".into(), "unknown_term")
    );
    let a = make("Nhóm A", vec![query("department")]).await.unwrap();
    assert_eq!(
        field(make("nhóm a", vec![]).await.unwrap_err()),
        ("name".into(), "taken")
    );
    let b = make("Nhóm B", vec![Rule::Group { group: a }]).await.unwrap();
    let c = make("Nhóm C", vec![Rule::Group { group: b }]).await.unwrap();
    let around = Group {
        id: a,
        name: "Nhóm A".into(),
        note: None,
        rules: vec![Rule::Group { group: c }],
        version: 1,
    };
    assert_eq!(
        field(w.agencies.change_group(&me, around.clone()).await.unwrap_err()),
        ("rules.0.group".into(), "ring")
    );
    let stale = Group {
        version: 7,
        rules: vec![],
        ..around
    };
    assert!(matches!(
        w.agencies.change_group(&me, stale).await,
        Err(AgencyError::Conflict)
    ));
    assert!(matches!(
        w.agencies.remove_group(&me, a).await,
        Err(AgencyError::InUse)
    ));
    w.agencies.remove_group(&me, c).await.unwrap();
}
