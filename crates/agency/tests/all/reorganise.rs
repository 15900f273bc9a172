use crate::support::{day, sample_world};
use coloa_agency::{
    AgencyError,
    model::{Draft, DraftLink, Kind, Move, Rename, Stage},
    service::{AgencyFilter, NewReorganisation},
};
use coloa_auth::{Actor, Resource, action};
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    a_merge_applies_on_its_day_and_old_names_stay => merge,
    what_cannot_be_carried_out_is_blocked => blocked,
    a_province_code_may_be_used_again => code_again,
    what_is_recorded_for_later_days_is_not_overlooked => later,
);

fn new(kind: Kind, effective: &str, draft: Draft) -> NewReorganisation {
    NewReorganisation {
        kind,
        title: "Sắp xếp".into(),
        effective: day(effective),
        basis: Some("01/NQ".into()),
        note: None,
        draft,
    }
}

async fn merge(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let (from, to) = (w.keys["X02"], w.keys["X01"]);
    let draft = Draft {
        links: vec![DraftLink {
            from,
            to: Some(to),
            function: None,
            percent: None,
        }],
        renames: vec![Rename {
            agency: to,
            full: "Ủy ban nhân dân xã Tân Nguyên".into(),
            abbreviation: None,
            symbol: None,
        }],
        moves: vec![Move {
            agency: w.keys["X02-CA"],
            tree: "administrative".into(),
            parent: Some(to),
        }],
        ..Draft::default()
    };
    let id = w
        .agencies
        .draft(&me, new(Kind::Merge, "2026-09-01", draft))
        .await
        .unwrap();
    let preview = w.agencies.preview(&me, id).await.unwrap();
    assert_eq!(
        (preview.effects.closed.as_slice(), preview.effects.problems.len()),
        (&[from][..], 0)
    );
    assert_eq!(
        w.agencies.review(&me, id, 1).await.unwrap(),
        Stage::Reviewed,
        "its day has not come"
    );
    assert_eq!(w.agencies.apply_due().await.unwrap(), 0);
    w.clock.set("2026-09-01T01:00:00Z".parse().unwrap());
    assert_eq!(w.agencies.apply_due().await.unwrap(), 1);
    assert_eq!(w.agencies.apply_due().await.unwrap(), 0, "once");

    let d = w.agencies.directory().await.unwrap();
    assert!(!d.alive(from, day("2026-09-01")) && d.alive(from, day("2026-08-31")));
    assert_eq!(w.means("UBND xã Tân Lam", None, "2026-09-01").await.0, ["X01"]);
    let filter = AgencyFilter {
        search: Some("tan lam".into()),
        limit: 10,
        ..AgencyFilter::default()
    };
    let (rows, _) = w.agencies.list(&me, &filter, day("2026-10-01")).await.unwrap();
    assert!(
        rows.iter().any(|r| r.id == from),
        "a closed unit stays searchable"
    );
    assert!(
        w.agencies.access().above(w.keys["X02-CA"]).contains(&to),
        "permissions follow the new parent"
    );
    // A closed unit takes no new records.
    let contact = coloa_agency::model::Contact::default();
    assert!(matches!(
        w.agencies.change_contact(&me, from, contact).await,
        Err(AgencyError::Closed { .. })
    ));
}

async fn blocked(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    // Its commune police would be left without a parent: two heirs, nobody says which.
    let draft = Draft {
        links: ["X03", "X04"]
            .map(|to| DraftLink {
                from: w.keys["X02"],
                to: Some(w.keys[to]),
                function: None,
                percent: Some(50),
            })
            .to_vec(),
        ..Draft::default()
    };
    let id = w
        .agencies
        .draft(&me, new(Kind::Divide, "2026-07-01", draft))
        .await
        .unwrap();
    assert!(matches!(
        w.agencies.review(&me, id, 1).await,
        Err(AgencyError::Blocked {
            first: "child_left",
            ..
        })
    ));
    let before = w.agencies.get(&me, w.keys["X02"]).await.unwrap();
    assert_eq!(
        (before.version, before.facts.closed),
        (1, None),
        "nothing was changed"
    );
    let nobody = Resource::of_agency("agency", 1, w.keys["X02"]);
    assert!(
        w.agencies
            .access()
            .check(&me, action::AGENCY_CHANGE, &nobody)
            .is_ok()
    );
    assert!(matches!(
        w.agencies.cancel(&me, id, 7).await,
        Err(AgencyError::Conflict)
    ));
    w.agencies.cancel(&me, id, 1).await.unwrap();
    assert!(matches!(
        w.agencies.review(&me, id, 2).await,
        Err(AgencyError::WrongState { .. })
    ));
}

/// 52 was Bình Định until 30/06/2025 and is Gia Lai since.
async fn code_again(db: TestDb) {
    use coloa_agency::model::{Code, Facts, Name, Period};
    let w = crate::support::empty(db, "2026-07-15").await;
    let me = Actor::command_line();
    let turn = day("2025-07-01");
    let province = |name: &str, codes: Vec<Code>, closed| Facts {
        kind: "province".into(),
        level: "province".into(),
        closed,
        names: vec![Name {
            full: name.into(),
            abbreviation: None,
            symbol: None,
            period: Period::ALWAYS,
            basis: None,
        }],
        codes,
        ..Facts::default()
    };
    let code = |code: &str, period| Code {
        system: "administrative_unit".into(),
        code: code.into(),
        period,
    };
    let until = Period::new(coloa_agency::model::BEGINNING, Some(turn));
    let old = w
        .agencies
        .create(
            &me,
            province("Tỉnh Bình Định", vec![code("52", until)], Some(turn)),
        )
        .await
        .unwrap();
    let gia_lai = province(
        "Tỉnh Gia Lai",
        vec![code("64", until), code("52", Period::since(turn))],
        None,
    );
    let new = w.agencies.create(&me, gia_lai).await.unwrap();
    let d = w.agencies.directory().await.unwrap();
    assert_eq!(
        d.by_code("administrative_unit", "52", day("2025-06-30")),
        Some(old)
    );
    assert_eq!(d.by_code("administrative_unit", "52", turn), Some(new));
    let taken = province(
        "Tỉnh Khác",
        vec![code("52", Period::since(day("2026-01-01")))],
        None,
    );
    assert!(matches!(
        w.agencies.create(&me, taken).await,
        Err(AgencyError::CodeTaken { .. })
    ));
}

async fn problems(w: &crate::support::World, kind: Kind, effective: &str, draft: Draft) -> Vec<&'static str> {
    let me = Actor::command_line();
    let id = w.agencies.draft(&me, new(kind, effective, draft)).await.unwrap();
    let found = w.agencies.preview(&me, id).await.unwrap().effects.problems;
    found.into_iter().map(|n| n.code).collect()
}

async fn later(db: TestDb) {
    use coloa_agency::model::{NewUnit, Parent, Period, RoleHeld, RoleMove};
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let merged = || Draft {
        links: vec![DraftLink {
            from: w.keys["STP"],
            to: Some(w.keys["SNV"]),
            function: None,
            percent: None,
        }],
        ..Draft::default()
    };
    assert!(problems(&w, Kind::Merge, "2026-09-01", merged()).await.is_empty());
    // A unit that will come below the department after it has ended.
    let unit = w.keys["SYT"];
    let mut facts = w.agencies.get(&me, unit).await.unwrap().facts;
    facts.parents.push(Parent {
        tree: "party".into(),
        parent: w.keys["STP"],
        period: Period::since(day("2027-01-01")),
    });
    w.agencies.change(&me, unit, 1, facts.clone()).await.unwrap();
    assert_eq!(
        problems(&w, Kind::Merge, "2026-09-01", merged()).await,
        ["child_later"]
    );
    assert!(
        problems(&w, Kind::Merge, "2027-02-01", merged()).await.is_empty(),
        "by then it is a child that follows"
    );
    facts.parents.pop();
    // A role that is recorded to begin later leaves nobody holding it until then.
    facts.roles.push(RoleHeld {
        role: "operator".into(),
        function: None,
        period: Period::since(day("2027-01-01")),
        basis: None,
    });
    w.agencies.change(&me, unit, 2, facts).await.unwrap();
    let passed = Draft {
        roles: vec![RoleMove {
            role: "operator".into(),
            function: None,
            to: Some(unit),
        }],
        ..Draft::default()
    };
    assert_eq!(
        problems(&w, Kind::TransferFunction, "2026-09-01", passed).await,
        ["later_facts"]
    );
    // A draft founds new agencies only.
    let found = |id, parent| Draft {
        units: vec![NewUnit {
            id,
            kind: "department".into(),
            level: "province".into(),
            full: "Sở Thử".into(),
            abbreviation: None,
            symbol: None,
            parent: Some(parent),
        }],
        links: vec![DraftLink {
            from: w.keys["SNV"],
            to: Some(id),
            function: None,
            percent: Some(40),
        }],
        ..Draft::default()
    };
    let fresh = coloa_base::AgencyId::new();
    assert!(
        problems(&w, Kind::Split, "2026-09-01", found(fresh, w.keys["UBND"]))
            .await
            .is_empty()
    );
    assert_eq!(
        problems(
            &w,
            Kind::Split,
            "2026-09-01",
            found(w.keys["SYT"], w.keys["UBND"])
        )
        .await,
        ["unit_exists"]
    );
    assert_eq!(
        problems(&w, Kind::Split, "2026-09-01", found(fresh, w.keys["STTTT"])).await,
        ["already_closed"]
    );
}
