use crate::support::{day, sample_world};
use coloa_agency::service::RowError;
use coloa_auth::Actor;
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    the_exported_table_comes_back_unchanged => round_trip,
    rows_with_errors_are_named_and_nothing_is_written => errors,
    accounts_come_in_bulk_or_not_at_all => accounts,
);

async fn round_trip(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let xlsx = w.agencies.export_xlsx(&me, day("2026-07-15")).await.unwrap();
    let done = w.agencies.import(&me, "co-quan.xlsx", &xlsx, true).await.unwrap();
    assert_eq!(
        (done.created, done.changed, done.errors.len()),
        (0, 0, 0),
        "{:?}",
        done.errors
    );
    assert_eq!(done.unchanged, w.keys.len());
    let csv = w.agencies.export_csv(&me, day("2026-07-15")).await.unwrap();
    let done = w
        .agencies
        .import(&me, "co-quan.csv", csv.as_bytes(), false)
        .await
        .unwrap();
    assert_eq!(
        (done.created, done.changed, done.errors.len()),
        (0, 0, 0),
        "{:?}",
        done.errors
    );
}

async fn errors(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let csv = "Mã nội bộ;Tên đầy đủ;Loại;Cấp;Mã đơn vị cha;Ngày thành lập\n\
               MOI1;Trung tâm Mới;public_unit;affiliated;SKHCN;01/03/2026\n\
               MOI2;;Loại lạ;affiliated;KHONGCO;32/01/2026\n\
               MOI1;Trùng mã;unit;affiliated;;\n";
    let done = w
        .agencies
        .import(&me, "a.csv", csv.as_bytes(), true)
        .await
        .unwrap();
    assert!(!done.applied);
    let at = |row, column, reason: &str| {
        done.errors
            .iter()
            .any(|e: &RowError| e.row == row && e.column == column && e.reason == reason)
    };
    assert!(
        at(3, "kind", "unknown")
            && at(3, "name", "required")
            && at(3, "parent", "unknown")
            && at(3, "founded", "not_a_date"),
        "{:?}",
        done.errors
    );
    assert!(at(4, "code", "repeats_row_2"), "{:?}", done.errors);
    assert_eq!(w.agencies.directory().await.unwrap().len(), w.keys.len());

    let good: String = csv.lines().take(2).map(|l| format!("{l}\n")).collect();
    let done = w
        .agencies
        .import(&me, "a.csv", good.as_bytes(), true)
        .await
        .unwrap();
    assert_eq!((done.created, done.applied), (1, true));
    assert!(
        w.agencies
            .import(&me, "a.csv", b"khong co dau de\n1;2\n", true)
            .await
            .is_err()
    );
}

async fn accounts(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let head = "Mã nội bộ cơ quan,Họ và tên,Tên đăng nhập,Thư điện tử,Chức vụ,Vai trò\n";
    let bad =
        format!("{head}X01,Lê Văn Mẫu,mau.x01,mau@tinh.invalid,Cán bộ,đầu mối\nKHONG,Trần Thử,thu.x02,,,\n");
    let rows = w
        .agencies
        .bulk_accounts(&me, "a.csv", bad.as_bytes(), 72)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!((rows.len(), rows[0].row, rows[0].column), (1, 3, "agency"));
    let good =
        format!("{head}X01,Lê Văn Mẫu,mau.x01,mau@tinh.invalid,Cán bộ,đầu mối\nX02,Trần Thử,thu.x02,,,\n");
    let links = w
        .agencies
        .bulk_accounts(&me, "a.csv", good.as_bytes(), 72)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(links.len(), 2);
    let person = coloa_auth::people::invited(w.agencies.access(), &links[0].token)
        .await
        .unwrap();
    assert_eq!(person.user_name, "mau.x01");
    let again = w
        .agencies
        .bulk_accounts(&me, "a.csv", good.as_bytes(), 72)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!((again.len(), again[0].reason.as_str()), (2, "taken"));
}
