//! Indicators: brought in, met by what comes and by what came, and let go when their time is over.

use crate::{centre::centre, support::*};
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

fn query(name: &str, at: &str) -> String {
    json!({ "@timestamp": at, "event_type": "dns", "src_ip": "10.1.0.9", "query": name }).to_string()
}

async fn bring(lead: &Client, name: &str, days: &str, text: &str) -> Value {
    let fields = [
        ("name", name),
        ("level", "high"),
        ("tlp", "amber"),
        ("past_days", days),
    ];
    lead.upload(
        "/api/v1/indicators",
        &fields,
        &[("file", "ds.txt", text.as_bytes())],
    )
    .await
    .expect(201)
    .json()
}

store_suite!(indicators_are_met_by_what_comes_and_by_what_came => life);

async fn life(db: TestDb) {
    let c = centre(db).await;
    let (_, token) = c.source("Cảm biến", "bulk", "").await;
    c.deliver(
        &token,
        &[
            &query("c2.bad.example", "2026-07-15T00:10:00Z"),
            &query("tot.example", "2026-07-15T00:11:00Z"),
        ],
    )
    .await;
    c.pipeline.caught_up().await;
    let about = |alerts: Vec<Value>| -> Vec<Value> {
        alerts
            .into_iter()
            .filter(|a| a["rule_id"].as_str().unwrap().starts_with("coloa.indicator."))
            .collect()
    };
    assert!(about(c.alerts(&c.lead).await).is_empty());

    // What came before it is looked through in the background.
    let made = bring(
        &c.lead,
        "Danh sách tháng 7",
        "30",
        "bad.example\n203.0.113.0/24\nkhong phai\n",
    )
    .await;
    assert_eq!(
        (
            &made["list"]["entries"],
            &made["list"]["left_out"],
            &made["list"]["past_state"]
        ),
        (&json!(2), &json!(1), &json!("waiting"))
    );
    assert_eq!(made["examples"], json!(["khong phai"]));
    let id = made["list"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/indicators/{id}");
    c.world.run_jobs().await;
    let list = c.lead.get(&path).await.expect(200).json();
    assert_eq!(
        (&list["list"]["past_state"], &list["list"]["past_found"]),
        (&json!("done"), &json!(1)),
        "{list:#}"
    );
    let met = about(c.alerts(&c.lead).await);
    assert_eq!(
        (met.len(), &met[0]["entity"], &met[0]["count"]),
        (1, &json!("bad.example"), &json!(1))
    );
    assert!(
        met[0]["rule_title"]
            .as_str()
            .unwrap()
            .contains("Danh sách tháng 7")
    );

    // And what comes now; found again it is not counted twice.
    c.deliver(&token, &[&query("x.bad.example", "2026-07-15T00:30:00Z")])
        .await;
    assert_eq!(about(c.alerts(&c.lead).await)[0]["count"], 2);

    let look = c
        .lead
        .get("/api/v1/indicators/look-up?value=203.0.113.9")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&look["kind"], look["lists"].as_array().unwrap().len()),
        (&json!("ip"), 1)
    );
    let look = c
        .lead
        .get("/api/v1/indicators/look-up?value=xbad.example")
        .await
        .expect(200)
        .json();
    assert_eq!(look["lists"], json!([]));

    // Over, it is looked for no more, and its alerts stay.
    let fields = [
        ("name", "Danh sách tháng 7"),
        ("level", "high"),
        ("tlp", "amber"),
        ("expires_at", "2026-07-15T00:00:00Z"),
    ];
    c.lead
        .form(Method::PUT, &path, Some(9), &fields, &[])
        .await
        .expect(412);
    let changed = c
        .lead
        .form(Method::PUT, &path, Some(1), &fields, &[])
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&changed["list"]["counts"], &changed["list"]["entries"]),
        (&json!(false), &json!(2))
    );
    c.deliver(&token, &[&query("y.bad.example", "2026-07-15T00:40:00Z")])
        .await;
    assert_eq!(about(c.alerts(&c.lead).await)[0]["count"], 2);
    c.lead
        .call(Method::DELETE, &path, None, Some(2))
        .await
        .expect(204);
    assert_eq!(about(c.alerts(&c.lead).await).len(), 1);

    let analyst = c.world.as_role(Role::Analyst, None).await;
    analyst.get("/api/v1/indicators").await.expect(200);
    c.clerk.get("/api/v1/indicators").await.expect(403);
    let refused = analyst
        .upload(
            "/api/v1/indicators",
            &[("name", "x"), ("level", "high"), ("tlp", "red")],
            &[("file", "a", b"bad.example")],
        )
        .await;
    assert_eq!(refused.status.as_u16(), 403);
    for (code, text) in [
        ("indicator.unreadable", &b"\xff\xfe"[..]),
        ("indicator.unreadable", b"xin chao"),
    ] {
        let fields = [("name", "x"), ("level", "high"), ("tlp", "red")];
        let refused = c
            .lead
            .upload("/api/v1/indicators", &fields, &[("file", "a", text)])
            .await
            .expect(422);
        assert_eq!(refused.code(), code);
    }
    c.stop().await;
}
