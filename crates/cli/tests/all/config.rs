//! Where settings come from: file < environment < flag, and unknown ones named.

use crate::support::{Place, finish};

/// The data directory that `doctor` speaks of.
fn data_dir(place: &Place, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = place.command(&[&["doctor", "--format", "json"], arguments].concat());
    command.envs(environment.iter().copied());
    let run = finish(command, "");
    let checks: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let found = checks
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["what"] == "data directory");
    found.unwrap()["detail"].as_str().unwrap().to_owned()
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let place = Place::new();
    let file = place.file("coloa.toml", "data_dir = \"of-file\"\n");
    let from_file = ["--config", file.as_str()];
    assert_eq!(data_dir(&place, &[], &[]), "data");
    assert_eq!(data_dir(&place, &from_file, &[]), "of-file");
    assert_eq!(data_dir(&place, &[], &[("COLOA_CONFIG", &file)]), "of-file");
    let environment = [("COLOA_DATA_DIR", "of-environment")];
    assert_eq!(data_dir(&place, &from_file, &environment), "of-environment");
    let set = [&from_file[..], &["--set", "data_dir=of-set"]].concat();
    assert_eq!(data_dir(&place, &set, &environment), "of-set");
    let flag = [&from_file[..], &["--data-dir", "of-flag"]].concat();
    assert_eq!(data_dir(&place, &flag, &environment), "of-flag");
}

#[test]
fn an_unknown_setting_is_named_wherever_it_stands() {
    let place = Place::new();
    let file = place.file("coloa.toml", "[http]\nlitsen = \"127.0.0.1:9000\"\n");
    let said = place.run(&["migrate", "--config", &file]).fails(2);
    assert!(said.contains("litsen") && said.contains("cấu hình"), "{said}");
    let said = place.run(&["migrate", "--set", "mial.smtp=a"]).fails(2);
    assert!(said.contains("mial"), "{said}");
    let mut command = place.command(&["migrate"]);
    command.env("COLOA_HTTP__PORT", "1");
    let said = finish(command, "").fails(2);
    assert!(said.contains("port"), "{said}");
    assert!(
        !place.data().exists(),
        "nothing is created on a wrong configuration"
    );
}

#[test]
fn a_setting_of_the_wrong_kind_and_a_missing_file_are_named() {
    let place = Place::new();
    let said = place.run(&["migrate", "--set", "http.listen=nowhere"]).fails(2);
    assert!(said.contains("listen"), "{said}");
    let said = place.run(&["migrate", "--set", "http.listen"]).fails(2);
    assert!(said.contains("--set"), "{said}");
    let said = place.run(&["migrate", "--config", "missing.toml"]).fails(2);
    assert!(said.contains("missing.toml"), "{said}");
    let english = place
        .run(&["migrate", "--lang", "en", "--config", "missing.toml"])
        .fails(2);
    assert!(english.starts_with("There is no configuration file"), "{english}");
}
