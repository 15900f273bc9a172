//! Approval to issue: who signs, which day and number a report bears, which file comes back.

use crate::material::TO;
use crate::world::{World, approved, new, version, world};
use chrono::{Days, NaiveDate};
use coloa_auth::Actor;
use coloa_base::{AreaError, RegisterEntryId, ReportId};
use coloa_document::{DocumentError, model::OrganKind};
use coloa_report::{
    ReportError,
    compose::Head,
    service::{NewReport, Rules, SignedFile},
    store,
};
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    nobody_approves_a_report_that_nobody_signs => signer,
    the_day_of_issue_is_checked => days,
    a_cancelled_number_leaves_the_report_waiting_for_another => cancelled,
    the_terms_of_a_committee_do_not_overlap => terms,
    a_signed_file_is_told_by_content_and_replaced_with_a_reason => signed,
);

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

async fn number(w: &World, id: ReportId, on: NaiveDate) -> Result<String, ReportError> {
    let me = Actor::command_line();
    w.reports
        .give_number(&me, id, version(w, id).await, on, None)
        .await
}

async fn signer(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    type Spoil = fn(&mut Head);
    let cases: [(&str, Spoil); 3] = [
        ("document.no_signer", |h| h.signature.name = None),
        ("document.no_archive", |h| h.archive = None),
        ("document.missing", |h| h.place = String::new()),
    ];
    for (code, change) in cases {
        let mut wish = new(&w);
        change(&mut wish.head);
        let id = w.reports.create(&me, wish).await.unwrap();
        w.reports.close(&me, id, 1).await.unwrap();
        let refused = w.reports.approve(&me, id, 2).await.unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(
            store::find(w.access.db().reader(), id).await.unwrap().state,
            "closed"
        );
        if code == "document.missing" {
            assert_eq!(refused.params().get("field").map(String::as_str), Some("place"));
        }
    }
}

async fn days(db: TestDb) {
    let w = world(db).await;
    let id = approved(&w, new(&w)).await;
    let code = |r: Result<String, ReportError>| r.unwrap_err().code();
    assert_eq!(
        code(number(&w, id, TO + Days::new(1)).await),
        "report.issued_in_future"
    );
    assert_eq!(
        code(number(&w, id, TO - Days::new(1)).await),
        "report.issued_before_period_end"
    );
    assert_eq!(
        code(number(&w, id, day(2019, 5, 1)).await),
        "report.issued_before_rules",
        "before Decree 30/2020/NĐ-CP"
    );
    let lenient = w.reports.clone().with_rules(Rules {
        before_period_end: true,
    });
    let seen = version(&w, id).await;
    lenient
        .give_number(&Actor::command_line(), id, seen, TO - Days::new(1), None)
        .await
        .unwrap();
}

async fn cancelled(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let id = approved(&w, new(&w)).await;
    assert_eq!(number(&w, id, TO).await.unwrap(), "Số: 01/BC-UBND");
    let row = store::find(w.access.db().reader(), id).await.unwrap();
    let entry = RegisterEntryId(row.register_entry_id.unwrap());
    w.reports.cancel_number(&me, entry, "Cấp nhầm").await.unwrap();

    let row = store::find(w.access.db().reader(), id).await.unwrap();
    assert_eq!(
        (row.state.as_str(), row.number, row.symbol),
        ("approved", None, None)
    );
    assert!(matches!(
        w.reports.issue(&me, id, row.version).await,
        Err(ReportError::WrongStep { .. })
    ));
    assert_eq!(number(&w, id, TO).await.unwrap(), "Số: 02/BC-UBND");
    w.reports.issue(&me, id, version(&w, id).await).await.unwrap();

    let row = store::find(w.access.db().reader(), id).await.unwrap();
    let entry = RegisterEntryId(row.register_entry_id.unwrap());
    w.reports
        .cancel_number(&me, entry, "Thu hồi văn bản")
        .await
        .unwrap();
    let view = w.reports.view(&me, id).await.unwrap();
    assert_eq!(view.report.state, "issued", "what went out went out");
    assert_eq!(view.number_cancelled.unwrap().reason, "Thu hồi văn bản");
}

async fn terms(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let party = || {
        let mut wish = new(&w);
        wish.head.variant = OrganKind::Party;
        wish.head.organ_symbol = "TU".into();
        wish.head.signature.authority = vec!["T/M BAN THƯỜNG VỤ".into()];
        wish
    };
    let (first, last) = (day(2025, 10, 1), day(2030, 9, 30));
    let one = approved(&w, party()).await;
    let unknown = number(&w, one, TO).await.unwrap_err();
    assert_eq!(unknown.code(), "document.register_no_term");
    let give = async |id, term| {
        let seen = version(&w, id).await;
        w.reports.give_number(&me, id, seen, TO, term).await
    };
    assert_eq!(give(one, Some((first, last))).await.unwrap(), "Số 01-BC/TU");

    let two = approved(&w, party()).await;
    let row = store::find(w.access.db().reader(), two).await.unwrap();
    assert_eq!(
        w.reports.current_term(&row).await.unwrap(),
        Some((first, last)),
        "offered from now on"
    );
    let overlap = give(two, Some((first, last + Days::new(1)))).await.unwrap_err();
    assert!(
        matches!(
            overlap,
            ReportError::Document(DocumentError::RegisterTermOverlap { .. })
        ),
        "{overlap:?}"
    );
    assert_eq!(
        give(two, None).await.unwrap(),
        "Số 02-BC/TU",
        "the number runs on in the known term"
    );
    let wrong = approved(&w, party()).await;
    let outside = give(wrong, Some((day(2020, 1, 1), day(2025, 9, 30))))
        .await
        .unwrap_err();
    assert_eq!(outside.code(), "document.register_period");
    assert_eq!(w.reports.terms(&me, w.issuer).await.unwrap().len(), 1);
}

async fn signed(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let id = approved(&w, NewReport { ..new(&w) }).await;
    number(&w, id, TO).await.unwrap();
    w.reports.issue(&me, id, version(&w, id).await).await.unwrap();
    let attach = async |name: &str, content: &[u8], reason: Option<&str>| {
        let file = SignedFile {
            name: name.into(),
            content: content.to_vec(),
            external: None,
            reason: reason.map(str::to_owned),
        };
        w.reports
            .attach_signed(&me, id, version(&w, id).await, file)
            .await
    };
    let refused = attach("ban-ky.pdf", b"MZ\x90\0\x03\0\0\0 program", None).await;
    assert!(matches!(refused, Err(ReportError::SignedKind)), "{refused:?}");
    attach("ban-ky", b"%PDF-1.7 mot", None).await.unwrap();
    let silent = attach("ban-ky.pdf", b"%PDF-1.7 hai", Some("  ")).await;
    assert!(matches!(silent, Err(ReportError::ReplaceReason)), "{silent:?}");
    attach("ban-ky.pdf", b"%PDF-1.7 hai", Some("Đính kèm nhầm bản"))
        .await
        .unwrap();

    let (file, content) = w.reports.signed(&me, id, None).await.unwrap();
    assert_eq!(
        (file.media_type.as_str(), &content[..]),
        ("application/pdf", &b"%PDF-1.7 hai"[..])
    );
    let kept = w.reports.view(&me, id).await.unwrap().signed;
    assert_eq!(
        kept.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(),
        ["ban-ky.pdf", "ban-ky.pdf"]
    );
    let earlier = coloa_base::FileId(kept.iter().find(|f| f.id != file.id).unwrap().id);
    let (_, content) = w.reports.signed(&me, id, Some(earlier)).await.unwrap();
    assert_eq!(content, b"%PDF-1.7 mot", "the earlier file is kept");
    let foreign = w.reports.signed(&me, id, Some(coloa_base::FileId::new())).await;
    assert!(foreign.is_err());
}
