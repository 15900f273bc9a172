use crate::support::{World, day, sample_world};
use coloa_agency::service::AgencyFilter;
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    an_agency_is_found_by_any_name_it_ever_had => names,
    chosen_agencies_keep_their_names => chosen,
    each_tree_is_gone_down_from_its_top => trees,
);

/// Keys of what is offered, in order, and the earlier name that was found.
async fn offered(w: &World, typed: &str, on: &str) -> Vec<(String, Option<String>)> {
    let found = w
        .agencies
        .pick(&Actor::command_line(), typed, day(on), false, 30)
        .await
        .unwrap();
    let key = |id: AgencyId| w.keys.iter().find(|(_, v)| **v == id).unwrap().0.clone();
    found.into_iter().map(|c| (key(c.id), c.found_by)).collect()
}

async fn names(db: TestDb) {
    let w = sample_world(db).await;
    // The whole abbreviation before names that only hold the letters.
    assert_eq!(offered(&w, "snv", "2026-07-15").await[0], ("SNV".into(), None));
    // With and without diacritics, words in any order.
    assert_eq!(offered(&w, "Sở Y tế", "2026-07-15").await[0].0, "SYT");
    assert_eq!(offered(&w, "so y te", "2026-07-15").await[0].0, "SYT");
    assert!(
        offered(&w, "tế y", "2026-07-15")
            .await
            .iter()
            .any(|(key, _)| key == "SYT")
    );
    // A closed department leads to whoever took it over, on that day; on an earlier day it is itself.
    let old = Some("Sở Thông tin và Truyền thông".to_owned());
    assert_eq!(offered(&w, "STTTT", "2026-07-15").await, [("SKHCN".into(), old)]);
    assert_eq!(offered(&w, "STTTT", "2025-02-01").await, [("STTTT".into(), None)]);
    // A department of later days leads to those that did its work before.
    let before: Vec<String> = offered(&w, "SNNMT", "2025-02-01")
        .await
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(before.len(), 2);
    assert!(before.contains(&"SNNPTNT".into()) && before.contains(&"STNMT".into()));
    // By code, whole only.
    assert_eq!(offered(&w, "H99", "2026-07-15").await[0].0, "UBND");
    assert!(offered(&w, "không có tên này", "2026-07-15").await.is_empty());
    let all = w
        .agencies
        .pick(&Actor::command_line(), " ", day("2026-07-15"), false, 7)
        .await
        .unwrap();
    assert_eq!(all.len(), 7, "nothing typed: the first of all");
    let any = w
        .agencies
        .pick(&Actor::command_line(), "STTTT", day("2026-07-15"), true, 7)
        .await
        .unwrap();
    assert_eq!(
        any[0].id, w.keys["STTTT"],
        "filters over older records reach the closed one itself"
    );
    assert_eq!(any[1].id, w.keys["SKHCN"]);
}

async fn chosen(db: TestDb) {
    let w = sample_world(db).await;
    let ids = [w.keys["SYT"], w.keys["STTTT"], AgencyId::new()];
    let found = w
        .agencies
        .chosen(&Actor::command_line(), &ids, day("2026-07-15"))
        .await
        .unwrap();
    let names: Vec<(&str, &str)> = found
        .iter()
        .map(|c| (c.name.as_str(), c.state.as_str()))
        .collect();
    assert_eq!(
        names,
        [("Sở Y tế", "active"), ("Sở Thông tin và Truyền thông", "closed")],
        "also what is closed; what is unknown is left out"
    );
}

async fn trees(db: TestDb) {
    let w = sample_world(db).await;
    let level = async |tree: Option<&str>, parent: Option<&str>| {
        let filter = AgencyFilter {
            parent: parent.map(|key| w.keys[key]),
            top: parent.is_none(),
            tree: tree.map(str::to_owned),
            limit: 200,
            ..AgencyFilter::default()
        };
        let (rows, _) = w
            .agencies
            .list(&Actor::command_line(), &filter, day("2026-07-15"))
            .await
            .unwrap();
        let key = |id: AgencyId| w.keys.iter().find(|(_, v)| **v == id).unwrap().0.clone();
        rows.into_iter()
            .map(|r| (key(r.id), r.children))
            .collect::<Vec<_>>()
    };
    let state = level(None, None).await;
    assert!(
        state.iter().any(|(key, children)| key == "TINH" && *children > 0),
        "{state:?}"
    );
    assert!(
        !state.iter().any(|(key, _)| key == "SYT"),
        "it stands below another"
    );
    let party = level(Some("party"), None).await;
    assert_eq!(
        party.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
        ["TU"]
    );
    let below = level(Some("party"), Some("TU")).await;
    assert_eq!(below.len(), party[0].1);
    assert_eq!(level(Some("no_such"), None).await, []);
}
