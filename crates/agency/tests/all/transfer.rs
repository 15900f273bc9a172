use crate::support::{day, sample_world};
use coloa_agency::{
    model::{Contact, INTERNAL},
    service::RowError,
};
use coloa_auth::Actor;
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    the_exported_table_comes_back_unchanged => round_trip,
    rows_with_errors_are_named_and_nothing_is_written => errors,
    accounts_come_in_bulk_or_not_at_all => accounts,
    a_dry_run_finds_what_the_real_one_would => rings,
    a_table_comes_back_after_a_merge_and_with_signs_of_formulas => after_merge,
    numbers_of_staff_are_not_negative => staff,
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
    let tried = w
        .agencies
        .bulk_accounts(&me, "a.csv", bad.as_bytes(), 72, true)
        .await
        .unwrap();
    assert_eq!(
        (tried.errors.len(), tried.errors[0].row, tried.errors[0].column),
        (1, 3, "agency")
    );
    assert!(!tried.applied && tried.accounts.iter().all(|a| a.token.is_none()));
    let good =
        format!("{head}X01,Lê Văn Mẫu,mau.x01,mau@tinh.invalid,Cán bộ,đầu mối\nX02,Trần Thử,thu.x02,,,\n");
    let dry = w
        .agencies
        .bulk_accounts(&me, "a.csv", good.as_bytes(), 72, false)
        .await
        .unwrap();
    assert_eq!((dry.accounts.len(), dry.errors.len(), dry.applied), (2, 0, false));
    assert!(
        dry.accounts.iter().all(|a| a.token.is_none()),
        "a dry run makes no link"
    );
    let done = w
        .agencies
        .bulk_accounts(&me, "a.csv", good.as_bytes(), 72, true)
        .await
        .unwrap();
    assert!(done.applied, "the dry run kept nothing: {:?}", done.errors);
    let token = |at: usize| done.accounts[at].token.clone().unwrap();
    assert_ne!(token(0), token(1));
    let person = coloa_auth::people::invited(w.agencies.access(), &token(0))
        .await
        .unwrap();
    assert_eq!(person.user_name, "mau.x01");
    // A dry run finds names that are taken, and repeats within the file.
    let twice = format!("{good}X03,Trần Thử Hai,MAU.x01,,,\n");
    let again = w
        .agencies
        .bulk_accounts(&me, "a.csv", twice.as_bytes(), 72, false)
        .await
        .unwrap();
    let reasons: Vec<(u32, &str)> = again.errors.iter().map(|e| (e.row, e.reason.as_str())).collect();
    assert_eq!(reasons, [(2, "taken"), (3, "taken"), (4, "repeats_row_2")]);
    // Everything that is wrong with a row is named at once.
    let row = format!("{head}X01,,a b,,,giám đốc\n");
    let wrong = w
        .agencies
        .bulk_accounts(&me, "a.csv", row.as_bytes(), 72, false)
        .await
        .unwrap();
    let columns: Vec<&str> = wrong.errors.iter().map(|e| e.column).collect();
    assert_eq!(columns, ["full_name", "role", "user_name"]);
    assert!(matches!(
        w.agencies
            .bulk_accounts(&me, "a.csv", head.as_bytes(), 72, false)
            .await,
        Err(coloa_agency::AgencyError::Unreadable { reason: "no_rows" })
    ));
    // The template is read back as a table of no rows.
    let template = w.agencies.accounts_template(&me).await.unwrap();
    assert!(matches!(
        w.agencies
            .bulk_accounts(&me, "mau.xlsx", &template, 72, false)
            .await,
        Err(coloa_agency::AgencyError::Unreadable { reason: "no_rows" })
    ));
}

/// What the dry run says is what the real run does, also for what depends on other agencies.
async fn rings(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let head = "Mã nội bộ,Tên đầy đủ,Loại,Cấp,Mã đơn vị cha\n";
    let ring = format!("{head}N1,Đơn vị Một,unit,affiliated,N2\nN2,Đơn vị Hai,unit,affiliated,N1\n");
    for apply in [false, true] {
        let done = w
            .agencies
            .import(&me, "a.csv", ring.as_bytes(), apply)
            .await
            .unwrap();
        assert_eq!((done.errors.len(), done.applied), (1, false));
        assert_eq!(
            (done.errors[0].column, done.errors[0].reason.as_str()),
            ("parent", "ring")
        );
    }
    let dates = format!(
        "{}{}",
        "Mã nội bộ,Tên đầy đủ,Loại,Cấp,Ngày thành lập,Ngày kết thúc\n",
        "N3,Đơn vị Ba,unit,affiliated,01/02/2026,01/01/2026\n"
    );
    let done = w
        .agencies
        .import(&me, "a.csv", dates.as_bytes(), false)
        .await
        .unwrap();
    assert_eq!((done.errors[0].row, done.errors[0].column), (2, "closed"));
}

/// A merge ends the codes of those that went: they are found by them all the same, and a name that looks like a
/// formula comes back without the sign that makes it harmless.
async fn after_merge(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let csv = "Mã nội bộ,Tên đầy đủ,Loại,Cấp,Mã đơn vị cha\n\
               N1,'+ Tổ Một,unit,affiliated,SYT\n\
               N2,Tổ Hai,unit,affiliated,SYT\n";
    let done = w
        .agencies
        .import(&me, "a.csv", csv.as_bytes(), true)
        .await
        .unwrap();
    assert_eq!((done.created, done.errors.len()), (2, 0), "{:?}", done.errors);
    let directory = w.agencies.directory().await.unwrap();
    let of = |code: &str| {
        let on = day("2026-07-15");
        let found = directory
            .iter()
            .find(|a| a.facts.code_on(INTERNAL, on) == Some(code));
        found.unwrap().clone()
    };
    let (one, two) = (of("N1"), of("N2"));
    assert_eq!(one.facts.names[0].full, "+ Tổ Một");
    let mut gone = one.facts.clone();
    gone.closed = Some(day("2026-07-10"));
    for code in &mut gone.codes {
        code.period.to = Some(day("2026-07-10"));
    }
    w.agencies.change(&me, one.id, one.version, gone).await.unwrap();

    for on in ["2026-07-15", "2026-07-01"] {
        let xlsx = w.agencies.export_xlsx(&me, day(on)).await.unwrap();
        let csv = w.agencies.export_csv(&me, day(on)).await.unwrap();
        for (name, file) in [("a.xlsx", xlsx), ("a.csv", csv.into_bytes())] {
            let back = w.agencies.import(&me, name, &file, false).await.unwrap();
            assert_eq!(
                (back.created, back.errors.len()),
                (0, 0),
                "{on} {name}: {:?}",
                back.errors
            );
        }
    }
    // The code may go to another one: then it is that one's.
    let mut next = two.facts.clone();
    for code in &mut next.codes {
        code.code = "N1".to_owned();
        code.period.from = day("2026-07-10");
    }
    w.agencies.change(&me, two.id, two.version, next).await.unwrap();
    let csv = w.agencies.export_csv(&me, day("2026-07-15")).await.unwrap();
    let rows: Vec<&str> = csv.lines().filter(|l| l.contains("Tổ ")).collect();
    assert!(
        rows.iter().any(|r| r.starts_with("\"N1\",\"Tổ Hai\"")),
        "{rows:?}"
    );
    let back = w
        .agencies
        .import(&me, "a.csv", csv.as_bytes(), false)
        .await
        .unwrap();
    assert_eq!(
        (back.created, back.changed, back.errors.len()),
        (0, 0, 0),
        "{:?}",
        back.errors
    );
    assert!(
        rows.iter().any(|r| r.starts_with("\"\",\"'+ Tổ Một\"")),
        "{rows:?}"
    );
}

async fn staff(db: TestDb) {
    let w = sample_world(db).await;
    let contact = Contact {
        specialists_part_time: Some(-1),
        version: 1,
        ..Contact::default()
    };
    let refused = w
        .agencies
        .change_contact(&Actor::command_line(), w.keys["SYT"], contact)
        .await
        .unwrap_err();
    assert!(matches!(
        refused,
        coloa_agency::AgencyError::Invalid { ref field, reason: "negative" } if field == "specialists_part_time"
    ));
}
