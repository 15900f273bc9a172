//! `coloa user`: people from the host.

use crate::support::Place;

#[test]
fn people_are_added_listed_and_ended() {
    let place = Place::new();
    let add = [
        "user",
        "add",
        "quantri",
        "--name",
        "Trần Thị Quản Trị",
        "--role",
        "system_admin",
    ];
    let added = place.run(&[&add[..], &["--format", "json"]].concat()).json();
    assert!(added["id"].as_str().unwrap().len() > 20);
    let said = place.run(&add).fails(1);
    assert!(said.contains("quantri") && said.contains("đã có"), "{said}");

    let listed = place.run(&["user", "list", "--format", "json"]).json();
    assert_eq!(listed[0]["id"], added["id"]);
    assert_eq!(listed[0]["roles"][0], "system_admin");
    let table = place.run(&["user", "list"]).ok();
    assert!(
        table.starts_with("user_name") && table.contains("Trần Thị Quản Trị"),
        "{table}"
    );

    place.run(&["user", "end", "quantri"]).ok();
    let listed = place.run(&["user", "list", "--format", "json"]).json();
    assert_eq!(listed[0]["state"], "ended");
}

#[test]
fn a_one_time_link_points_to_the_public_address() {
    let place = Place::new();
    place
        .run(&["user", "add", "dieuphoi", "--name", "Lê Văn Điều Phối"])
        .ok();
    let set = ["--set", "http.public_url=https://coloa.example.invalid/"];
    let first = place
        .run(&[&["user", "invite", "dieuphoi"], &set[..]].concat())
        .ok();
    assert!(
        first.starts_with("https://coloa.example.invalid/lien-ket/"),
        "{first}"
    );
    let second = place
        .run(&["user", "invite", "dieuphoi", "--format", "json"])
        .json();
    let link = second["link"].as_str().unwrap();
    assert!(link.starts_with("http://127.0.0.1:8080/lien-ket/"), "{link}");
    assert_ne!(first.trim().rsplit('/').next(), link.rsplit('/').next());
    let said = place.run(&["user", "invite", "khongco"]).fails(1);
    assert!(said.contains("khongco"), "{said}");
}

#[test]
fn passwords_come_from_the_input_and_must_be_strong() {
    let place = Place::new();
    place
        .run(&["user", "add", "daumoi", "--name", "Phạm Thị Đầu Mối"])
        .ok();
    let set = ["user", "password", "daumoi"];
    let said = place.run_with_input(&set, "\n").fails(2);
    assert!(said.contains("Chưa nhập"), "{said}");
    for weak in ["ngan\n", "daumoi-daumoi\n", "aaaaaaaaaaaaaaaa\n"] {
        let said = place.run_with_input(&set, weak).fails(1);
        assert!(
            said.contains("chưa đủ mạnh") && !said.contains(weak.trim()),
            "{said}"
        );
    }
    let run = place.run_with_input(&set, "thuyền về bến cũ chiều nay\n");
    assert!(!run.out.contains("thuyền") && !run.err.contains("thuyền"));
    run.ok();
}

#[test]
fn a_wrong_role_names_the_right_ones() {
    let place = Place::new();
    let said = place
        .run(&["user", "add", "nguyenan", "--name", "An", "--role", "boss"])
        .fails(2);
    assert!(said.contains("boss") && said.contains("coordinator"), "{said}");
    let said = place
        .run(&["user", "add", "nguyenan", "--name", "An", "--agency", "KHONGCO"])
        .fails(1);
    assert!(said.contains("KHONGCO"), "{said}");
    place.run(&["user", "add", "nguyenan", "--name", "An"]).ok();
    let said = place
        .run(&["user", "grant", "nguyenan", "leader", "--to", "31/02/2027"])
        .fails(2);
    assert!(said.contains("31/02/2027"), "{said}");
    place
        .run(&["user", "grant", "nguyenan", "leader", "--to", "31/12/2099"])
        .ok();
    let listed = place.run(&["user", "list", "--format", "json"]).json();
    assert_eq!(listed[0]["roles"][0], "leader");
}
