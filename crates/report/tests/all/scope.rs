//! Whose records a report holds, and who sees them.

use crate::{
    material::TO,
    world::{World, new, person, version, world},
};
use coloa_auth::{Actor, AuthError, Role, action};
use coloa_base::{AgencyId, PlanId, ReportId};
use coloa_report::{
    ReportError,
    service::{Format, NewReport, RowFilter},
    store,
};
use coloa_testkit::TestDb;
use std::collections::HashSet;

coloa_testkit::store_suite!(
    a_focal_point_begins_no_consolidated_report => focal_point,
    a_report_holds_the_agencies_below_its_issuer => below,
    a_standing_body_reports_on_everybody_and_its_readers_see_their_part => installation,
    an_old_report_over_others_shows_its_issuer_the_own_part_only => legacy,
    an_agency_closes_its_own_report_and_its_head_approves_it => own,
    nonsense_is_refused_by_field => nonsense,
);

fn agencies(w: &World) -> Vec<AgencyId> {
    w.records.0.lock().unwrap().agencies().collect()
}

fn all() -> RowFilter {
    RowFilter {
        limit: 500,
        ..RowFilter::default()
    }
}

async fn seen(w: &World, actor: &Actor, id: ReportId) -> HashSet<AgencyId> {
    let (rows, total) = w.reports.rows(actor, id, &all()).await.unwrap();
    assert_eq!(rows.len(), total);
    let by_rows: HashSet<AgencyId> = rows.into_iter().map(|r| r.agency).collect();
    let view = w.reports.view(actor, id).await.unwrap();
    let by_parts: HashSet<AgencyId> = view.parts.iter().map(|p| p.agency).collect();
    assert_eq!(by_rows, by_parts, "the list and the page agree");
    by_rows
}

fn forbidden<T>(result: Result<T, ReportError>) -> bool {
    matches!(result, Err(ReportError::Auth(AuthError::Forbidden { .. })))
}

async fn focal_point(db: TestDb) {
    let w = world(db).await;
    let mine = agencies(&w)[0];
    let me = person(&w, "daumoi", Role::FocalPoint, Some(mine)).await;
    let wish = NewReport {
        agency: mine,
        ..new(&w)
    };
    let refused = w.reports.create(&me, wish.clone()).await;
    assert!(
        matches!(&refused, Err(ReportError::Auth(AuthError::Forbidden { action })) if *action == action::REPORT_CONSOLIDATE),
        "{refused:?}"
    );
    let own = NewReport {
        level: "agency".into(),
        ..wish
    };
    let id = w.reports.create(&me, own).await.unwrap();
    assert_eq!(seen(&w, &me, id).await, HashSet::from([mine]));
}

async fn below(db: TestDb) {
    let w = world(db).await;
    let me = person(&w, "dieuphoi", Role::Coordinator, Some(w.issuer)).await;
    let id = w.reports.create(&me, new(&w)).await.unwrap();
    let mut expected: HashSet<AgencyId> = agencies(&w).into_iter().collect();
    expected.remove(&w.stranger);
    assert_eq!(expected.len(), 5);
    assert_eq!(seen(&w, &me, id).await, expected);
    let parts = store::contributors(w.access.db().reader(), id).await.unwrap();
    assert_eq!(
        parts.into_iter().collect::<HashSet<_>>(),
        expected,
        "nobody else is asked"
    );
    w.reports.close(&me, id, 1).await.unwrap();
    assert_eq!(seen(&w, &me, id).await, expected, "and closing adds nobody");

    let other = person(&w, "khac", Role::Coordinator, Some(w.stranger)).await;
    assert!(forbidden(w.reports.create(&other, new(&w)).await));
    assert!(forbidden(w.reports.view(&other, id).await));
}

async fn installation(db: TestDb) {
    let w = world(db).await;
    let everywhere = person(&w, "dieuphoi", Role::Coordinator, None).await;
    let id = w.reports.create(&everywhere, new(&w)).await.unwrap();
    assert_eq!(
        seen(&w, &everywhere, id).await.len(),
        5,
        "an ordinary issuer answers for those below it, whoever writes"
    );
    w.directory.0.lock().unwrap().push("standing_body".into());
    let id = w.reports.create(&everywhere, new(&w)).await.unwrap();
    assert_eq!(seen(&w, &everywhere, id).await.len(), 6);

    let local = person(&w, "diaphuong", Role::Coordinator, Some(w.issuer)).await;
    let local_report = w.reports.create(&local, new(&w)).await.unwrap();
    assert_eq!(
        seen(&w, &local, local_report).await.len(),
        5,
        "it takes a coordinator of the whole installation"
    );
    let cut = seen(&w, &local, id).await;
    assert!(cut.len() == 5 && !cut.contains(&w.stranger));
    let view = w.reports.view(&local, id).await.unwrap();
    assert!(!view.whole && view.targets.is_empty() && view.difficulties.is_empty());
    assert!(forbidden(w.reports.export(&local, id, Format::Xlsx).await));
    assert!(forbidden(w.reports.document(&local, id).await));
    assert!(forbidden(w.reports.texts(&local, id).await));
    w.reports.close(&everywhere, id, 1).await.unwrap();
    let head = person(&w, "thutruong", Role::Head, Some(w.issuer)).await;
    assert!(
        forbidden(w.reports.approve(&head, id, version(&w, id).await).await),
        "nobody approves figures that they do not see"
    );
}

async fn legacy(db: TestDb) {
    let w = world(db).await;
    let mine = agencies(&w)[0];
    w.directory.0.lock().unwrap().push("standing_body".into());
    let wish = NewReport {
        agency: mine,
        ..new(&w)
    };
    let id = w.reports.create(&Actor::command_line(), wish).await.unwrap();
    let mut row = store::find(w.access.db().reader(), id).await.unwrap();
    row.scope = None;
    let tx = w.access.db().begin().await.unwrap();
    store::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    let me = person(&w, "daumoi", Role::FocalPoint, Some(mine)).await;
    assert_eq!(seen(&w, &me, id).await, HashSet::from([mine]));
    assert!(forbidden(w.reports.export(&me, id, Format::Docx).await));
    assert!(forbidden(w.reports.close(&me, id, 2).await));
    let compared = w.reports.compare(&me, id, Some(id)).await.unwrap().unwrap();
    assert_eq!((compared.before.agencies, compared.after.agencies), (1, 1));
}

async fn own(db: TestDb) {
    let w = world(db).await;
    let mine = agencies(&w)[0];
    let me = person(&w, "daumoi", Role::FocalPoint, Some(mine)).await;
    let boss = person(&w, "thutruong", Role::Head, Some(mine)).await;
    let wish = NewReport {
        agency: mine,
        level: "agency".into(),
        ..new(&w)
    };
    let id = w.reports.create(&me, wish).await.unwrap();
    let steps = |actor: &Actor, row| {
        let steps = w.reports.steps(actor, &row).unwrap();
        steps.iter().map(|s| s.as_str()).collect::<Vec<_>>()
    };
    let row = w.reports.get(&me, id).await.unwrap();
    assert_eq!(steps(&me, row), ["write", "close", "cancel"]);
    w.reports.close(&me, id, version(&w, id).await).await.unwrap();
    w.reports.approve(&boss, id, version(&w, id).await).await.unwrap();
    w.reports
        .give_number(&boss, id, version(&w, id).await, TO, None)
        .await
        .unwrap();
    w.reports.issue(&boss, id, version(&w, id).await).await.unwrap();
    let row = w.reports.get(&boss, id).await.unwrap();
    assert_eq!(row.state, "issued");
}

async fn nonsense(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let base = new(&w);
    let cases = [
        (
            "period_kind",
            NewReport {
                period_kind: "đời".into(),
                ..base.clone()
            },
        ),
        (
            "title",
            NewReport {
                title: "x".repeat(301),
                ..base.clone()
            },
        ),
        (
            "to",
            NewReport {
                to: TO + chrono::Days::new(4000),
                ..base.clone()
            },
        ),
        (
            "due_on",
            NewReport {
                due_on: Some(base.from - chrono::Days::new(1)),
                ..base.clone()
            },
        ),
        (
            "level",
            NewReport {
                level: "tỉnh".into(),
                ..base.clone()
            },
        ),
    ];
    for (field, wish) in cases {
        let refused = w.reports.create(&me, wish).await;
        assert!(
            matches!(refused, Err(ReportError::Invalid { field: f }) if f == field),
            "{field}: {refused:?}"
        );
    }
    let unknown = NewReport {
        plan: Some(PlanId::new()),
        ..base
    };
    assert!(matches!(
        w.reports.create(&me, unknown).await,
        Err(ReportError::NotFound { what: "plan" })
    ));
}
