use xtask::{
    root,
    tidy::{Source, check, check_source},
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
