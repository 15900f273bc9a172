use xtask::{
    root,
    tidy::{Source, check, check_source, schemas_told_apart},
};

#[test]
fn the_house_rules_hold() {
    let problems = check(&root()).unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn told(path: &str, text: &str) -> String {
    check_source(&Source {
        path: path.to_owned(),
        text: text.to_owned(),
    })
    .join("\n")
}

#[test]
fn each_rule_can_fail() {
    let fine = "//! A room.\n";
    assert_eq!(told("crates/plan/src/rules.rs", fine), "");
    assert!(told("crates/plan/src/rules.rs", "fn f() {}\n").contains("begins with"));
    assert!(
        told(
            "crates/plan/src/rules.rs",
            &format!("{fine}{}", "//\n".repeat(700))
        )
        .contains("too long")
    );
    assert!(told("crates/plan/src/rules.rs", "//! A room. \n").contains("trailing space"));
    assert!(
        told(
            "crates/plan/src/rules.rs",
            &format!("{fine}// {}{}: later\n", "TO", "DO")
        )
        .contains("unfinished")
    );
    assert!(told("docs/a.md", &format!("see {}{}x\n", "/wo", "rk/")).contains("one machine"));
    let store = format!("{fine}use sea_orm::EntityTrait;\n");
    assert!(told("crates/plan/src/service.rs", &store).contains("only the store"));
    assert_eq!(told("crates/plan/src/store.rs", &store), "");
    let bare = format!("{fine}impl MigrationTrait for A {{}}\n");
    assert!(told("crates/plan/src/migration.rs", &bare).contains("transaction"));
}

#[test]
fn two_schemas_of_one_name_are_told() {
    let file = |path: &str, text: &str| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let body = "#[derive(Deserialize, ToSchema)]\n#[serde(default)]\npub struct StepBody {\n";
    let (a, b) = ("crates/server/src/routes/a.rs", "crates/server/src/routes/b.rs");
    assert!(schemas_told_apart(&[file(a, body)]).is_empty());
    let told = schemas_told_apart(&[file(a, body), file(b, body)]);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("StepBody") && told[0].contains(a), "{told:?}");
    let other = "#[derive(Debug)]\nstruct StepBody;\n";
    assert!(
        schemas_told_apart(&[file(a, body), file(b, other)]).is_empty(),
        "not sent"
    );
}
