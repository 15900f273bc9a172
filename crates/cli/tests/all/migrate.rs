//! `coloa migrate`, and what needs no installation.

use crate::support::Place;

#[test]
fn migrating_twice_changes_nothing_the_second_time() {
    let place = Place::new();
    let first = place.run(&["migrate", "--format", "json"]).json();
    assert!(first.as_array().unwrap().len() > 5, "{first}");
    assert!(place.data().join("coloa.sqlite").is_file());
    assert_eq!(place.run(&["migrate"]).ok().trim(), "0 thay đổi đã áp dụng.");
}

#[test]
fn a_data_directory_that_is_a_file_is_named() {
    let place = Place::new();
    place.file("data", "not a folder");
    let said = place.run(&["user", "list"]).fails(1);
    assert!(said.contains("thư mục dữ liệu data"), "{said}");
}

#[test]
fn wrong_use_is_exit_code_two() {
    let place = Place::new();
    for arguments in [
        &["plan", "devour"][..],
        &["plan", "parse"],
        &["--format", "yaml", "migrate"],
    ] {
        assert_eq!(place.run(arguments).code, 2, "{arguments:?}");
    }
    assert!(!place.data().exists());
    let help = place.run(&["--help"]).ok();
    assert!(help.contains("Mã thoát: 0 xong; 1"), "{help}");
}

#[test]
fn completions_and_api_document_need_no_installation() {
    let place = Place::new();
    // Even a configuration that cannot be used does not stop them.
    place.file("broken.toml", "nonsense = 1");
    for (shell, word) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef coloa"),
        ("fish", "complete -c coloa"),
    ] {
        let script = place.run(&["--config", "broken.toml", "completions", shell]).ok();
        assert!(script.contains(word) && script.contains("doctor"), "{shell}");
    }
    let api = place.run(&["openapi"]).json();
    assert!(api["paths"].as_object().unwrap().len() > 50);
    assert!(!place.data().exists());
}
