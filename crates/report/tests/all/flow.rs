//! The road of a report on both databases, with figures from a source that the test moves.

use crate::{
    material::TO,
    world::{new, person, version, world},
};
use coloa_auth::{Actor, Role};
use coloa_base::AgencyId;
use coloa_report::{
    ReportError,
    service::{ExternalNumber, Format, RowFilter, SignedFile},
    snapshot::Answer,
    store,
};
use coloa_testkit::TestDb;
use std::sync::Arc;

coloa_testkit::store_suite!(
    from_open_parts_to_an_issued_document => road,
    closed_figures_outlive_the_records_and_show_tampering => freezing,
    an_agency_sees_its_own_part_only => reach,
    numbers_run_on_without_gaps => numbers,
);

async fn road(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let id = w.reports.create(&me, new(&w)).await.unwrap();
    let agency = AgencyId(w.records.0.lock().unwrap().parts[4].agency_id);
    w.reports
        .complete_part(&me, id, agency, Some("Đã rà soát".into()))
        .await
        .unwrap();

    assert!(matches!(
        w.reports.approve(&me, id, version(&w, id).await).await,
        Err(ReportError::WrongStep { .. })
    ));
    let seen = version(&w, id).await;
    w.reports.close(&me, id, seen).await.unwrap();
    assert!(
        matches!(w.reports.close(&me, id, seen).await, Err(ReportError::Conflict)),
        "the version moved"
    );

    let text = w
        .reports
        .write_text(&me, id, "direction/0", "Đã ban hành 03 văn bản.", 0)
        .await
        .unwrap();
    assert!(matches!(
        w.reports
            .write_text(&me, id, "direction/0", "Của người khác", 0)
            .await,
        Err(ReportError::Conflict)
    ));
    let seen = version(&w, id).await;
    w.reports
        .write_text(&me, id, "direction/0", "Đã ban hành 04 văn bản.", text)
        .await
        .unwrap();
    assert!(
        matches!(w.reports.approve(&me, id, seen).await, Err(ReportError::Conflict)),
        "nobody approves words that they did not see"
    );
    assert!(matches!(
        w.reports.write_text(&me, id, "không có", "x", 0).await,
        Err(ReportError::NotFound { .. })
    ));

    w.reports
        .return_to_writers(&me, id, version(&w, id).await, "Bổ sung số liệu")
        .await
        .unwrap();
    w.reports.approve(&me, id, version(&w, id).await).await.unwrap();
    assert!(
        w.reports
            .write_text(&me, id, "direction/0", "muộn", text + 1)
            .await
            .is_err(),
        "approved words do not change"
    );
    let symbol = w
        .reports
        .give_number(&me, id, version(&w, id).await, TO, None)
        .await
        .unwrap();
    assert_eq!(symbol, "Số: 01/BC-UBND");
    w.reports.issue(&me, id, version(&w, id).await).await.unwrap();
    let signed = SignedFile {
        name: "bao cao.signed.pdf".into(),
        content: b"%PDF-1.7 da ky".to_vec(),
        reason: None,
        external: Some(ExternalNumber {
            system: "Trục liên thông văn bản".into(),
            number: "812".into(),
            on: TO,
        }),
    };
    w.reports
        .attach_signed(&me, id, version(&w, id).await, signed)
        .await
        .unwrap();

    let (name, docx) = w.reports.export(&me, id, Format::Docx).await.unwrap();
    assert_eq!(name, "01-BC-UBND Báo cáo năm 2026.docx");
    assert!(docx.starts_with(b"PK"));
    let document = w.reports.document(&me, id).await.unwrap();
    assert_eq!(
        (document.number, document.date, document.marks.draft),
        (Some(1), Some(TO), None)
    );
    assert_eq!(
        w.reports.signed(&me, id, None).await.unwrap().1,
        b"%PDF-1.7 da ky"
    );
    let verdict = coloa_auth::audit::verify(w.access.db(), w.access.keys())
        .await
        .unwrap();
    assert!(verdict.broken.is_none() && verdict.entries >= 9);
}

async fn freezing(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let id = w.reports.create(&me, new(&w)).await.unwrap();
    let early = AgencyId(w.records.0.lock().unwrap().parts[4].agency_id);
    w.reports.complete_part(&me, id, early, None).await.unwrap();
    let change = |status: &str| {
        for part in &mut w.records.0.lock().unwrap().parts {
            for duty in &mut part.duties {
                duty.status = status.into();
                duty.reported = true;
            }
        }
    };
    change("not_done");
    let before = w.reports.view(&me, id).await.unwrap();
    assert_eq!(
        before.counts.not_done, 16,
        "the completed part keeps what it said, the open ones follow the records"
    );
    w.reports.close(&me, id, 1).await.unwrap();
    change("done");
    let after = w.reports.view(&me, id).await.unwrap();
    assert_eq!(before.counts, after.counts);
    let (rows, total) = w
        .reports
        .rows(
            &me,
            id,
            &RowFilter {
                answer: Some(Answer::NotDone),
                limit: 500,
                ..RowFilter::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(
        (rows.len(), total),
        (16, 16),
        "the figure opens exactly its records"
    );

    w.reports
        .reopen(&me, id, version(&w, id).await, "Thiếu hai xã")
        .await
        .unwrap();
    assert_eq!(w.reports.view(&me, id).await.unwrap().counts.not_done, 0);
    w.reports.close(&me, id, version(&w, id).await).await.unwrap();

    let mut part = store::part(w.access.db().reader(), id, early).await.unwrap();
    let mut snapshot = part.snapshot.take().unwrap();
    snapshot["duties"][0]["percent"] = 99.into();
    part.snapshot = Some(snapshot);
    let tx = w.access.db().begin().await.unwrap();
    store::put_part(&tx, part).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(
        w.reports.view(&me, id).await,
        Err(ReportError::Tampered)
    ));
}

async fn reach(db: TestDb) {
    let w = world(db).await;
    let id = w.reports.create(&Actor::command_line(), new(&w)).await.unwrap();
    let mine = AgencyId(w.records.0.lock().unwrap().parts[0].agency_id);
    let other = AgencyId(w.records.0.lock().unwrap().parts[1].agency_id);
    let me = person(&w, "daumoi", Role::FocalPoint, Some(mine)).await;
    let view = w.reports.view(&me, id).await.unwrap();
    assert_eq!(view.parts.iter().map(|p| p.agency).collect::<Vec<_>>(), [mine]);
    assert!(!view.whole && view.targets.is_empty());
    assert_eq!(
        w.reports
            .list(
                &me,
                &store::Filter {
                    limit: 10,
                    ..store::Filter::default()
                }
            )
            .await
            .unwrap()
            .1,
        1
    );
    w.reports.complete_part(&me, id, mine, None).await.unwrap();
    assert!(w.reports.complete_part(&me, id, other, None).await.is_err());
    assert!(w.reports.export(&me, id, Format::Docx).await.is_err());
    assert!(w.reports.close(&me, id, 1).await.is_err());
}

async fn numbers(db: TestDb) {
    let w = Arc::new(world(db).await);
    let me = Actor::command_line();
    let mut ids = Vec::new();
    for _ in 0..6 {
        let id = w.reports.create(&me, new(&w)).await.unwrap();
        w.reports.close(&me, id, 1).await.unwrap();
        w.reports.approve(&me, id, 2).await.unwrap();
        ids.push(id);
    }
    let tasks: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let (w, me) = (w.clone(), me.clone());
            tokio::spawn(async move { w.reports.give_number(&me, id, 3, TO, None).await.unwrap() })
        })
        .collect();
    let mut given = Vec::new();
    for task in tasks {
        given.push(task.await.unwrap());
    }
    given.sort();
    let expected: Vec<String> = (1..=6).map(|n| format!("Số: {n:02}/BC-UBND")).collect();
    assert_eq!(given, expected);
}
