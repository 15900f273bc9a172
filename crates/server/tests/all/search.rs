//! Events that came in are found: by whom, how, as what file, and for how long.

use crate::{
    centre::{Centre, centre, centre_in},
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    found => what_comes_in_is_found,
    kept => what_is_kept_and_held,
    saved => searches_are_kept_and_shared,
);

const LINES: [&str; 3] = [
    r#"{"@timestamp":"2026-07-01T02:00:01Z","message":"Đăng nhập thất bại","user":{"name":"nv.an"},"status":401}"#,
    r#"{"@timestamp":"2026-07-01T02:00:02Z","message":"=1+1","user":{"name":"nv.binh"},"status":200}"#,
    r#"{"@timestamp":"2026-07-01T02:00:03Z","message":"Máy chủ lỗi","user":{"name":"nv.an"},"status":503}"#,
];
const DAY: &str = "from=2026-07-01T00:00:00Z&to=2026-07-02T00:00:00Z";

/// Two agencies, each with a source; the events of `LINES` from the first, one from the second.
async fn filled(db: TestDb) -> (Centre, Client) {
    let c = centre(db).await;
    let (_, token) = c.source("Máy chủ", "file", "").await;
    let other = c.world.listed_agency(None).await;
    let body = json!({ "name": "Nơi khác", "protocol": "file", "agency_id": other, "addresses": "" });
    let made = c.lead.post("/api/v1/sources", &body).await.expect(201).json();
    let foreign = made["token"].as_str().unwrap().to_owned();
    c.deliver(&token, &LINES).await;
    c.deliver(
        &foreign,
        &[r#"{"@timestamp":"2026-07-01T02:00:04Z","message":"của nơi khác","status":500}"#],
    )
    .await;
    c.pipeline.caught_up().await;
    let clerk = c.world.as_role(Role::FocalPoint, Some(other)).await;
    (c, clerk)
}

/// Text as a value of a query string.
fn urlencode(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn texts(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|e| e["fields"]["message"].as_str().unwrap())
        .collect()
}

async fn what_comes_in_is_found(db: TestDb) {
    let (c, foreigner) = filled(db).await;
    let search = |q: &str| format!("/api/v1/search?{DAY}&q={}", urlencode(q));
    let page = c.lead.get(&search("")).await.expect(200).json();
    assert_eq!(
        texts(&page),
        ["của nơi khác", "Máy chủ lỗi", "=1+1", "Đăng nhập thất bại"]
    );
    assert_eq!(page["items"][1]["source_name"], "Máy chủ");
    assert_eq!(page["next_cursor"], Value::Null);
    let page = c
        .lead
        .get(&search("dang nhap OR status:>=503"))
        .await
        .expect(200)
        .json();
    assert_eq!(texts(&page), ["Máy chủ lỗi", "Đăng nhập thất bại"]);

    // Each agency sees its own, whichever way it asks.
    let own = c.clerk.get(&search("")).await.expect(200).json();
    assert_eq!(texts(&own), ["Máy chủ lỗi", "=1+1", "Đăng nhập thất bại"]);
    let theirs = foreigner.get(&search("status:*")).await.expect(200).json();
    assert_eq!(texts(&theirs), ["của nơi khác"]);
    let counted = |path: &str| format!("/api/v1/search/{path}?{DAY}");
    let histogram = foreigner.get(&counted("histogram")).await.expect(200).json();
    assert_eq!(histogram["total"], 1);
    let top = c
        .clerk
        .get(&format!("{}&field=user", counted("top")))
        .await
        .expect(200)
        .json();
    assert_eq!(
        top["items"],
        json!([{ "value": "nv.an", "events": 2 }, { "value": "nv.binh", "events": 1 }])
    );
    let sql = urlencode("SELECT count(*) AS n FROM events");
    let table = foreigner
        .get(&format!("/api/v1/search/sql?sql={sql}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&table["columns"], &table["rows"]),
        (&json!(["n"]), &json!([["1"]]))
    );
    let tail = foreigner
        .get("/api/v1/search/tail?after=0")
        .await
        .expect(200)
        .json();
    assert_eq!(texts(&tail), ["của nơi khác"]);
    let end = c.lead.get("/api/v1/search/tail").await.expect(200).json();
    assert_eq!((&end["after"], &end["items"]), (&json!(4), &json!([])));
    let leader = c.world.as_role(Role::Leader, None).await;
    leader.get(&search("")).await.expect(403);

    // Pages, and errors that say where.
    let first = c
        .lead
        .get(&format!("{}&limit=2", search("")))
        .await
        .expect(200)
        .json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = c
        .lead
        .get(&format!("{}&limit=2&cursor={cursor}", search("")))
        .await
        .expect(200)
        .json();
    assert_eq!(texts(&second), ["=1+1", "Đăng nhập thất bại"]);
    let wrong = c.lead.get(&search("a AND (b")).await.expect(422).json();
    assert_eq!(
        (
            &wrong["code"],
            &wrong["params"]["reason"],
            &wrong["params"]["from"]
        ),
        (&json!("search.query"), &json!("parenthesis"), &json!("6"))
    );
    c.lead.get(&format!("{}&cursor=x", search(""))).await.expect(422);
    c.lead
        .get("/api/v1/search?from=2026-07-02T00:00:00Z&to=2026-07-01T00:00:00Z")
        .await
        .expect(422);
    let dropped = urlencode("DROP TABLE events");
    c.lead
        .get(&format!("/api/v1/search/sql?sql={dropped}"))
        .await
        .expect(422);
    let names = c.lead.get("/api/v1/search/fields").await.expect(200).json();
    assert!(names["short"].as_array().unwrap().contains(&json!("src_ip")));

    // Files.
    let export = |format: &str| format!("/api/v1/search/export?{DAY}&format={format}");
    let csv = c.clerk.get(&export("csv")).await.expect(200).text();
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("time,host,product,"), "{}", lines[0]);
    assert!(csv.contains("'=1+1"), "a formula is made harmless: {csv}");
    assert!(!csv.contains("của nơi khác"));
    let ndjson = c.clerk.get(&export("ndjson")).await.expect(200).text();
    let events: Vec<Value> = ndjson.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(events.len(), 3);
    assert!(
        events
            .iter()
            .all(|e| e["@timestamp"].is_string() && e["event.sequence"].is_u64())
    );
    let parquet = c.clerk.get(&export("parquet")).await.expect(200);
    assert!(parquet.body.starts_with(b"PAR1") && parquet.body.ends_with(b"PAR1"));
    c.clerk.get(&export("xls")).await.expect(422);
    c.stop().await;
}

async fn what_is_kept_and_held(db: TestDb) {
    let (c, _) = filled(db).await;
    c.pipeline.store().flush().await.unwrap();
    let keeping = c.lead.get("/api/v1/search/keeping").await.expect(200).json();
    assert_eq!(
        (&keeping["events"], &keeping["in_memory"], &keeping["damaged"]),
        (&json!(4), &json!(0), &json!(0))
    );
    assert_eq!(
        (&keeping["days"][0]["events"], &keeping["days"][0]["held"]),
        (&json!(4), &json!(false))
    );
    let third = keeping["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["level"] == 3)
        .unwrap();
    assert!(third["citation"].as_str().unwrap().contains("TCVN"), "{third}");
    c.clerk.get("/api/v1/search/keeping").await.expect(403);

    let hold = json!({ "reason": "Văn bản 12/CV", "agency_id": null, "from": "2026-07-01T00:00:00Z", "to": "2026-07-02T00:00:00Z" });
    let placed = c
        .lead
        .post("/api/v1/search/holds", &hold)
        .await
        .expect(201)
        .json();
    let keeping = c.lead.get("/api/v1/search/keeping").await.expect(200).json();
    assert_eq!(keeping["days"][0]["held"], true);
    let empty = json!({ "reason": " ", "from": "2026-07-01T00:00:00Z", "to": "2026-07-02T00:00:00Z" });
    c.lead.post("/api/v1/search/holds", &empty).await.expect(422);
    c.clerk.post("/api/v1/search/holds", &hold).await.expect(403);
    assert_eq!(
        c.clerk.get("/api/v1/search/holds").await.expect(200).json(),
        json!([])
    );
    let lift = format!("/api/v1/search/holds/{}/lift", placed["id"].as_str().unwrap());
    let lifted = c
        .lead
        .post(&lift, &json!({ "reason": "Xong" }))
        .await
        .expect(200)
        .json();
    assert_eq!(lifted["lift_reason"], "Xong");
    c.lead.post(&lift, &json!({ "reason": "Xong" })).await.expect(409);
    let keeping = c.lead.get("/api/v1/search/keeping").await.expect(200).json();
    assert_eq!(keeping["days"][0]["held"], false);

    // Events are there after a restart, those in no segment from the log.
    let (_, token) = c.source("Thêm", "file", "").await;
    c.deliver(
        &token,
        &[r#"{"@timestamp":"2026-07-01T02:00:09Z","message":"sau cùng"}"#],
    )
    .await;
    c.pipeline.caught_up().await;
    let world = c.stop().await;
    let again = centre_in(world).await;
    again.pipeline.caught_up().await;
    let page = again
        .lead
        .get(&format!("/api/v1/search?{DAY}"))
        .await
        .expect(200)
        .json();
    assert_eq!(texts(&page).len(), 5);
    assert_eq!(texts(&page)[0], "sau cùng");
    again.stop().await;
}

async fn searches_are_kept_and_shared(db: TestDb) {
    let world = World::with(db, |_| {}).await;
    let own = world.as_role(Role::Analyst, None).await;
    let other = world.as_role(Role::Analyst, None).await;
    let post =
        |shared: bool| json!({ "name": "Lỗi web", "q": "status:>=500", "minutes": 60, "shared": shared });
    own.post("/api/v1/search/saved", &post(false)).await.expect(201);
    let shared = own
        .post("/api/v1/search/saved", &post(true))
        .await
        .expect(201)
        .json();
    let list = |page: Value| page.as_array().unwrap().len();
    assert_eq!(list(own.get("/api/v1/search/saved").await.expect(200).json()), 2);
    let theirs = other.get("/api/v1/search/saved").await.expect(200).json();
    assert_eq!(
        (theirs.as_array().unwrap().len(), &theirs[0]["own"]),
        (1, &json!(false))
    );
    let path = format!("/api/v1/search/saved/{}", shared["id"].as_str().unwrap());
    other.call(Method::DELETE, &path, None, None).await.expect(403);
    own.call(Method::DELETE, &path, None, None).await.expect(204);
    own.call(Method::DELETE, &path, None, None).await.expect(404);
    own.post("/api/v1/search/saved", &json!({ "name": "x", "q": "(" }))
        .await
        .expect(422);
    own.post("/api/v1/search/saved", &json!({ "name": "", "q": "x" }))
        .await
        .expect(422);
    let leader = world.as_role(Role::Leader, None).await;
    leader
        .post("/api/v1/search/saved", &post(false))
        .await
        .expect(403);
}
