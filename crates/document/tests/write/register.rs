//! The number register, on every database.
use super::samples::d;
use chrono::{DateTime, Utc};
use coloa_base::{AgencyId, PersonId, RegisterEntryId};
use coloa_document::DocumentError;
use coloa_document::register::{self, External, NewEntry, Period, SeriesKey, allocate};
use coloa_law::{NumberParts, OrganKind, format_number};
use coloa_platform::db::Db;
use coloa_testkit::TestDb;
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use uuid::Uuid;

struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        coloa_document::migration::migrations()
    }
}

async fn open(test: &mut TestDb) -> Db {
    coloa_testkit::migrated::<Migrator>(test).await
}

fn key(issuer: AgencyId, series: &str, year: i32) -> SeriesKey {
    SeriesKey {
        issuer,
        series: series.into(),
        period: Period::Year(year),
    }
}

fn now() -> DateTime<Utc> {
    "2026-02-05T03:00:00Z".parse().unwrap()
}

fn new(day: &str, document: Option<Uuid>) -> NewEntry {
    NewEntry {
        issued_on: d(day),
        type_code: "bao_cao".into(),
        subject: "Kết quả\u{0} thực hiện".into(),
        document,
        by: PersonId::new(),
        at: now(),
    }
}

fn symbol(number: u32) -> Result<String, DocumentError> {
    let parts = NumberParts {
        number: Some(number),
        type_abbreviation: Some("BC"),
        organ: "UBND",
        unit: None,
    };
    format_number(OrganKind::State, parts, d("2026-02-05")).map_err(DocumentError::Law)
}

async fn give(
    db: &Db,
    key: &SeriesKey,
    entry: NewEntry,
) -> Result<register::register_entry::Model, DocumentError> {
    let tx = db.begin().await.unwrap();
    let given = allocate(&tx, key, entry, symbol).await?;
    tx.commit().await.unwrap();
    Ok(given)
}

async fn numbers_follow_each_other(mut test: TestDb) {
    let db = open(&mut test).await;
    let issuer = AgencyId::new();
    let common = key(issuer, "", 2026);
    let first = give(&db, &common, new("2026-01-02", None)).await.unwrap();
    assert_eq!(
        (first.number, first.symbol.as_str(), first.subject.as_str()),
        (1, "Số: 01/BC-UBND", "Kết quả thực hiện")
    );
    assert_eq!(
        give(&db, &common, new("2026-01-02", None)).await.unwrap().number,
        2
    );
    // An advisory body, another year and another organ count for themselves.
    assert_eq!(
        give(&db, &key(issuer, "ban-chi-dao", 2026), new("2026-01-02", None))
            .await
            .unwrap()
            .number,
        1
    );
    assert_eq!(
        give(&db, &key(issuer, "", 2027), new("2027-01-02", None))
            .await
            .unwrap()
            .number,
        1
    );
    assert_eq!(
        give(&db, &key(AgencyId::new(), "", 2026), new("2026-01-02", None))
            .await
            .unwrap()
            .number,
        1
    );
    assert_eq!(register::last_number(db.reader(), &common).await.unwrap(), 2);
    let listed = register::entries(db.reader(), &common, 1, 10).await.unwrap();
    assert_eq!(listed.iter().map(|e| e.number).collect::<Vec<_>>(), [2]);
}

async fn a_rolled_back_number_is_given_again(mut test: TestDb) {
    let db = open(&mut test).await;
    let series = key(AgencyId::new(), "", 2026);
    give(&db, &series, new("2026-01-02", None)).await.unwrap();
    let tx = db.begin().await.unwrap();
    assert_eq!(
        allocate(&tx, &series, new("2026-01-03", None), symbol)
            .await
            .unwrap()
            .number,
        2
    );
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    let failed = allocate(&tx, &series, new("2026-01-03", None), |_| {
        Err(DocumentError::Missing { field: "symbol" })
    })
    .await;
    assert!(matches!(failed, Err(DocumentError::Missing { .. })));
    drop(tx);
    assert_eq!(
        give(&db, &series, new("2026-01-03", None)).await.unwrap().number,
        2,
        "no gap"
    );
}

async fn many_at_once_get_different_numbers(mut test: TestDb) {
    let db = open(&mut test).await;
    let series = key(AgencyId::new(), "", 2026);
    let tasks: Vec<_> = (0..40)
        .map(|_| {
            let (db, series) = (db.clone(), series.clone());
            tokio::spawn(async move { give(&db, &series, new("2026-01-02", None)).await.unwrap().number })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

async fn the_calendar_is_kept(mut test: TestDb) {
    let db = open(&mut test).await;
    let series = key(AgencyId::new(), "", 2026);
    let wrong_year = give(&db, &series, new("2025-12-31", None)).await;
    assert!(matches!(wrong_year, Err(DocumentError::RegisterPeriod { .. })));
    let late = give(&db, &series, new("2026-03-01", None)).await.unwrap();
    let earlier = give(&db, &series, new("2026-02-28", None)).await;
    assert!(matches!(earlier, Err(DocumentError::RegisterDateOrder { .. })));
    // A number given on a wrong day can be cancelled; the series then goes on from the right day.
    let tx = db.begin().await.unwrap();
    let id = RegisterEntryId(late.id);
    assert!(matches!(
        register::cancel(&tx, id, " ", PersonId::new(), now()).await,
        Err(DocumentError::Missing { .. })
    ));
    let cancelled = register::cancel(&tx, id, "Nhầm ngày", PersonId::new(), now())
        .await
        .unwrap();
    assert_eq!(cancelled.cancel_reason.as_deref(), Some("Nhầm ngày"));
    assert!(matches!(
        register::cancel(&tx, id, "lần nữa", PersonId::new(), now()).await,
        Err(DocumentError::RegisterCancelled)
    ));
    tx.commit().await.unwrap();
    assert_eq!(
        give(&db, &series, new("2026-02-28", None)).await.unwrap().number,
        2,
        "the number stays used"
    );
}

async fn a_document_has_one_number(mut test: TestDb) {
    let db = open(&mut test).await;
    let series = key(AgencyId::new(), "", 2026);
    let document = Uuid::now_v7();
    let first = give(&db, &series, new("2026-01-02", Some(document)))
        .await
        .unwrap();
    let again = give(&db, &series, new("2026-01-02", Some(document))).await;
    assert!(matches!(
        again,
        Err(DocumentError::RegisterTwice { number: 1, .. })
    ));
    assert_eq!(
        register::entry_of_document(db.reader(), document)
            .await
            .unwrap()
            .unwrap()
            .id,
        first.id
    );
    let tx = db.begin().await.unwrap();
    let external = External {
        system: "QLVB".into(),
        number: "512/UBND".into(),
        on: d("2026-01-03"),
    };
    let noted = register::set_external(&tx, RegisterEntryId(first.id), external.clone())
        .await
        .unwrap();
    assert_eq!(noted.external_number.as_deref(), Some("512/UBND"));
    register::cancel(&tx, RegisterEntryId(first.id), "Thu hồi", PersonId::new(), now())
        .await
        .unwrap();
    let late = register::set_external(&tx, RegisterEntryId(first.id), external).await;
    assert!(matches!(late, Err(DocumentError::RegisterCancelled)));
    assert!(matches!(
        register::entry(&tx, RegisterEntryId::new()).await,
        Err(DocumentError::RegisterNotFound)
    ));
    tx.commit().await.unwrap();
    assert_eq!(
        give(&db, &series, new("2026-01-03", Some(document)))
            .await
            .unwrap()
            .number,
        2
    );
}

async fn a_series_begun_on_paper_goes_on(mut test: TestDb) {
    let db = open(&mut test).await;
    let series = key(AgencyId::new(), "", 2026);
    let tx = db.begin().await.unwrap();
    register::open_series(&tx, &series, 57).await.unwrap();
    register::open_series(&tx, &series, 57).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        give(&db, &series, new("2026-05-04", None)).await.unwrap().number,
        58
    );
    let tx = db.begin().await.unwrap();
    let back = register::open_series(&tx, &series, 12).await;
    assert!(matches!(back, Err(DocumentError::RegisterStarted { last: 58 })));
}

coloa_testkit::store_suite!(
    following => numbers_follow_each_other,
    rolled_back => a_rolled_back_number_is_given_again,
    concurrent => many_at_once_get_different_numbers,
    calendar => the_calendar_is_kept,
    one_number => a_document_has_one_number,
    paper => a_series_begun_on_paper_goes_on,
);

#[test]
fn a_term_counts_over_the_years() {
    let term = (d("2025-10-01"), d("2030-09-30"));
    let period = Period::of(OrganKind::Party, d("2026-02-05"), Some(term)).unwrap();
    assert_eq!(period, Period::Term(term.0, term.1));
    assert_eq!(
        Period::of(OrganKind::State, d("2026-02-05"), None).unwrap(),
        Period::Year(2026)
    );
    assert!(matches!(
        Period::of(OrganKind::Party, d("2026-02-05"), None),
        Err(DocumentError::Missing { field: "term" })
    ));
}
