//! `coloa audit`: a whole log, and what tampering looks like from the host.

use crate::support::Place;
use sea_orm::{ConnectionTrait as _, Database};

/// Three people: at least three entries.
fn installation() -> Place {
    let place = Place::new();
    for name in ["nguoimot", "nguoihai", "nguoiba"] {
        place.run(&["user", "add", name, "--name", "Người Dùng Mẫu"]).ok();
    }
    place
}

/// What somebody with the file at hand can do.
async fn tamper(place: &Place, sql: &str) {
    let db = Database::connect(format!(
        "sqlite://{}",
        place.data().join("coloa.sqlite").display()
    ))
    .await
    .unwrap();
    let done = db.execute_unprepared(sql).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    db.close().await.unwrap();
}

#[test]
fn a_whole_log_is_said_to_be_whole() {
    let place = installation();
    let text = place.run(&["audit", "verify"]).ok();
    assert!(text.starts_with("Nguyên vẹn: 3 mục"), "{text}");
    let json = place.run(&["audit", "verify", "--format", "json"]).json();
    assert_eq!(
        (&json["entries"], &json["broken"]),
        (&3.into(), &serde_json::Value::Null)
    );
    let listed = place
        .run(&["audit", "list", "--limit", "2", "--format", "json"])
        .json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(listed[0]["seq"], 3);
    assert!(
        place
            .run(&["audit", "list", "--action", "plan."])
            .ok()
            .lines()
            .count()
            == 1
    );
}

#[tokio::test]
async fn a_changed_row_is_found_and_is_exit_code_three() {
    let place = installation();
    tamper(
        &place,
        "UPDATE audit_entry SET actor_name = 'Ai Đó' WHERE seq = 2",
    )
    .await;
    let said = place.run(&["audit", "verify"]).fails(3);
    assert!(said.contains("mục 2 đã bị sửa"), "{said}");
    let run = place.run(&["audit", "verify", "--format", "json"]);
    assert_eq!(run.code, 3);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()["broken"],
        2
    );
    // The doctor sees it as well.
    let run = place.run(&["doctor"]);
    assert_eq!(run.code, 3);
    assert!(
        run.out
            .lines()
            .any(|l| l.starts_with("HỎNG") && l.contains("nhật ký kiểm toán")),
        "{}",
        run.out
    );
}

#[tokio::test]
async fn deleted_rows_are_found() {
    let place = installation();
    tamper(&place, "DELETE FROM audit_entry WHERE seq = 2").await;
    let said = place.run(&["audit", "verify"]).fails(3);
    assert!(said.contains("thiếu mục 2"), "{said}");
    let place = installation();
    tamper(&place, "DELETE FROM audit_entry WHERE seq = 3").await;
    let said = place.run(&["audit", "verify"]).fails(3);
    assert!(said.contains("bị cắt, đến mục 3"), "{said}");
}

#[test]
fn without_an_installation_nothing_is_created() {
    let place = Place::new();
    let said = place.run(&["audit", "verify"]).fails(1);
    assert!(
        said.contains("coloa.sqlite") && said.contains("coloa migrate"),
        "{said}"
    );
    assert!(!place.data().exists());
}
