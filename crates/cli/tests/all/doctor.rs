//! `coloa doctor`: a sound installation, and broken ones.

use crate::support::Place;
use serde_json::Value;

/// Outcome of a check; `None` where it was not made.
fn outcome(place: &Place, what: &str) -> (i32, Option<String>) {
    let run = place.run(&["doctor", "--format", "json"]);
    let checks: Value = serde_json::from_str(&run.out).unwrap();
    let found = checks.as_array().unwrap().iter().find(|c| c["what"] == what);
    (run.code, found.map(|c| c["outcome"].as_str().unwrap().to_owned()))
}

#[test]
fn a_sound_installation_has_no_fault() {
    let place = Place::new();
    place.run(&["user", "add", "nguyenan", "--name", "An"]).ok();
    let text = place.run(&["doctor"]).ok();
    for what in [
        "thư mục dữ liệu",
        "chỗ trống",
        "cấu trúc dữ liệu",
        "tệp dữ liệu",
        "nhật ký kiểm toán",
        "thư điện tử",
        "thư chưa nhận của cổng",
    ] {
        assert!(text.contains(what), "{what} in\n{text}");
    }
    assert!(!text.contains("HỎNG") && !text.contains("doctor."), "{text}");
    let english = place.run(&["doctor", "--lang", "en"]).ok();
    assert!(
        english.contains("audit log") && !english.contains("nguyên vẹn") && !english.contains("doctor."),
        "{english}"
    );
    assert_eq!(outcome(&place, "audit log"), (0, Some("ok".to_owned())));
    assert_eq!(outcome(&place, "refused letters").1.unwrap(), "ok");
    // No relay is configured: worth a word, no fault.
    assert_eq!(outcome(&place, "mail").1.unwrap(), "warn");
}

#[test]
fn missing_migrations_are_a_warning() {
    let place = Place::new();
    // Where nothing was set up, looking sets nothing up.
    assert_eq!(outcome(&place, "database"), (0, Some("warn".to_owned())));
    assert!(!place.data().join("coloa.sqlite").exists());
    place.run(&["plan", "list"]).fails(1);
    assert!(!place.data().join("coloa.sqlite").exists());
    // A database that nothing was written into.
    std::fs::write(place.data().join("coloa.sqlite"), b"").unwrap();
    assert_eq!(outcome(&place, "migrations"), (0, Some("warn".to_owned())));
}

#[test]
fn a_database_that_is_none_is_a_fault() {
    let place = Place::new();
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(
        place.data().join("coloa.sqlite"),
        "không phải cơ sở dữ liệu ".repeat(100),
    )
    .unwrap();
    let (code, found) = outcome(&place, "database");
    assert_eq!((code, found.as_deref()), (3, Some("fail")));
    let said = place.run(&["doctor"]).fails(3);
    assert!(said.contains("cần xử lý"), "{said}");
    // Every other command fails in words, too.
    let said = place.run(&["user", "list"]).fails(1);
    assert!(said.contains("cơ sở dữ liệu"), "{said}");
}

#[test]
fn too_little_room_is_a_fault() {
    let place = Place::new();
    let run = place.run(&["doctor", "--set", "limits.min_free_bytes=9000000000000000"]);
    assert_eq!(run.code, 3);
    assert!(
        run.out
            .lines()
            .any(|l| l.starts_with("HỎNG") && l.contains("chỗ trống")),
        "{}",
        run.out
    );
}
