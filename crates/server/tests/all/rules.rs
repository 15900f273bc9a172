//! Rules: their states, what people bring in and switch off, and trials over stored events.

use crate::{centre::centre, support::*};
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use std::io::Write;

const OWN: &str = "title: Lệnh lạ\nid: lenh-la\nlogsource: {product: windows, category: process_creation}\ndetection:\n  s:\n    CommandLine|contains: do-tham\n  condition: s\nlevel: high\ntags: [attack.t1059]\n";

fn process(command: &str, at: &str) -> String {
    json!({ "EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", "Provider_Name": "Microsoft-Windows-Sysmon",
        "Computer": "may-07", "Image": "C:\\Windows\\cmd.exe", "CommandLine": command, "UtcTime": at, "@timestamp": at })
    .to_string()
}

async fn state(lead: &Client, id: &str) -> (String, Value) {
    let rule = lead.get(&format!("/api/v1/rules/{id}")).await.expect(200).json();
    (
        rule["rule"]["state"].as_str().unwrap().to_owned(),
        rule["rule"]["state_detail"].clone(),
    )
}

store_suite!(rules_are_brought_in_tried_and_switched => life);

async fn life(db: TestDb) {
    let c = centre(db).await;
    let analyst = c.world.as_role(Role::Analyst, None).await;
    let all = c.lead.get("/api/v1/rules?limit=500").await.expect(200).json();
    assert!(all["total"].as_u64().unwrap() >= 150 && all["problems"] == json!([]));
    c.clerk.get("/api/v1/rules").await.expect(403);

    // Tried before it goes live: nothing is stored yet.
    let (_, token) = c.source("Máy trạm", "bulk", "").await;
    let none = analyst
        .post("/api/v1/rules/trial", &json!({ "text": OWN }))
        .await
        .expect(200)
        .json();
    assert_eq!((&none["findings"], &none["events"]), (&json!(0), &json!(0)));
    let lines = [
        process("cmd /c do-tham may-chu", "2026-07-15T00:10:00Z"),
        process("cmd /c dir", "2026-07-15T00:11:00Z"),
        process("cmd /c DO-THAM lan hai", "2026-07-15T00:12:00Z"),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    c.deliver(&token, &lines).await;
    assert!(c.alerts(&c.lead).await.iter().all(|a| a["rule_id"] != "lenh-la"));
    let window = json!({ "text": OWN, "from": "2026-07-14T20:00:00Z", "to": "2026-07-15T20:00:00Z" });
    let tried = analyst
        .post("/api/v1/rules/trial", &window)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&tried["findings"], &tried["until"]),
        (&json!(2), &Value::Null),
        "{tried:#}"
    );
    assert_eq!(tried["shown"][0]["host"], "may-07");
    for (code, body) in [
        ("rule.unreadable", json!({ "text": ": [" })),
        (
            "rule.unreadable",
            json!({ "text": OWN.replace("condition: s", "condition: t") }),
        ),
        ("request.invalid", json!({ "text": format!("{OWN}---\n{OWN}") })),
        ("request.invalid", json!({})),
        ("rule.not_found", json!({ "rule_id": "khong-co" })),
    ] {
        let refused = analyst.post("/api/v1/rules/trial", &body).await;
        assert_eq!(refused.code(), code, "{body}");
    }

    // Only the shift lead writes it; then it runs at once.
    let body = json!({ "text": OWN, "note": "Dấu hiệu dò thám theo cảnh báo của tỉnh" });
    analyst.post("/api/v1/rules", &body).await.expect(403);
    let made = c.lead.post("/api/v1/rules", &body).await.expect(201).json();
    assert_eq!(
        (&made["version"], &made["rule"]["origin"]),
        (&json!(1), &json!("imported"))
    );
    assert_eq!(
        state(&c.lead, "lenh-la").await.0,
        "live",
        "events of its log source came in"
    );
    let again = process("cmd /c do-tham ba", "2026-07-15T00:20:00Z");
    c.deliver(&token, &[&again]).await;
    let raised = |alerts: Vec<Value>| {
        alerts
            .into_iter()
            .filter(|a| a["rule_id"] == "lenh-la")
            .map(|a| a["count"].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!(raised(c.alerts(&c.lead).await), 1);

    // A new version wants a field that nothing fills; the old text stays in its history.
    let changed = json!({ "text": OWN.replace("CommandLine|contains: do-tham", "Khong_Co: x"), "note": "Thử trường khác" });
    c.lead.put("/api/v1/rules/lenh-la", 7, &changed).await.expect(412);
    c.lead.put("/api/v1/rules/lenh-la", 1, &changed).await.expect(200);
    assert_eq!(
        state(&c.lead, "lenh-la").await,
        ("field_never_filled".to_owned(), json!(["khong_co"]))
    );
    let other = json!({ "text": OWN.replace("id: lenh-la", "id: khac"), "note": "x" });
    c.lead.put("/api/v1/rules/lenh-la", 2, &other).await.expect(422);
    let back = json!({ "text": OWN, "note": "Trở lại" });
    let now = c
        .lead
        .put("/api/v1/rules/lenh-la", 2, &back)
        .await
        .expect(200)
        .json();
    assert_eq!(now["versions"].as_array().unwrap().len(), 3);

    // Switched off with a reason it raises nothing; a filter holds one case back.
    let off = json!({ "rules": ["lenh-la"], "off": true, "reason": " " });
    c.lead.post("/api/v1/rules/switch", &off).await.expect(422);
    let off = json!({ "rules": ["lenh-la"], "off": true, "reason": "Báo sai" });
    c.lead.post("/api/v1/rules/switch", &off).await.expect(204);
    assert_eq!(state(&c.lead, "lenh-la").await.0, "off");
    c.deliver(&token, &[&process("do-tham bon", "2026-07-15T00:21:00Z")])
        .await;
    assert_eq!(raised(c.alerts(&c.lead).await), 1);
    let on = json!({ "rules": ["lenh-la"], "off": false });
    c.lead.post("/api/v1/rules/switch", &on).await.expect(204);
    let filter = "title: Bỏ qua máy quản trị\nid: loc-may-07\nlogsource: {product: windows}\nfilter:\n  rules: [lenh-la]\n  selection: {Computer: may-07}\n  condition: not selection\n";
    let body = json!({ "text": filter, "note": "Máy quản trị của trung tâm" });
    c.lead.post("/api/v1/rules", &body).await.expect(201);
    c.deliver(&token, &[&process("do-tham nam", "2026-07-15T00:22:00Z")])
        .await;
    assert_eq!(raised(c.alerts(&c.lead).await), 1);
    let detail = c.lead.get("/api/v1/rules/lenh-la").await.expect(200).json();
    assert_eq!(detail["referred"][0]["id"], "loc-may-07");

    // Taken away, its history stays.
    let gone = json!({ "note": "Không cần nữa" });
    c.lead
        .call(
            Method::POST,
            "/api/v1/rules/loc-may-07/removal",
            Some(&gone),
            Some(1),
        )
        .await
        .expect(204);
    c.lead.get("/api/v1/rules/loc-may-07").await.expect(404);
    c.deliver(&token, &[&process("do-tham sau", "2026-07-15T00:23:00Z")])
        .await;
    assert_eq!(raised(c.alerts(&c.lead).await), 2);
    c.stop().await;
}

store_suite!(archives_of_rules_are_brought_in_whole => archive);

async fn archive(db: TestDb) {
    let c = centre(db).await;
    let zip = |files: &[(&str, &str)]| {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in files {
            out.start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    };
    let unsupported = OWN
        .replace("lenh-la", "hong")
        .replace("condition: s", "condition: khong_co");
    let packed = zip(&[
        ("bo/a.yml", OWN),
        ("bo/b.yml", "khong phai luat: ["),
        ("bo/c.yml", &unsupported),
        ("bo/README.md", "x"),
    ]);
    let import = async |dry: &str, packed: &[u8]| {
        c.lead
            .upload(
                "/api/v1/rules/import",
                &[("pack", "Bộ thử 1.0"), ("dry_run", dry)],
                &[("file", "bo.zip", packed)],
            )
            .await
    };
    let looked = import("true", &packed).await.expect(200).json();
    assert_eq!(
        (
            &looked["added"],
            &looked["unsupported"],
            looked["problems"].as_array().unwrap().len()
        ),
        (&json!(2), &json!(1), 1),
        "{looked:#}"
    );
    c.lead.get("/api/v1/rules/lenh-la").await.expect(404);
    import("false", &packed).await.expect(200);
    assert_eq!(state(&c.lead, "lenh-la").await.0, "no_source");
    let (word, why) = state(&c.lead, "hong").await;
    assert_eq!(word, "unsupported");
    assert!(why[0].as_str().unwrap().contains("khong_co"), "{why}");
    let again = import("false", &packed).await.expect(200).json();
    assert_eq!((&again["same"], &again["changed"]), (&json!(2), &json!(0)));
    let newer = zip(&[("bo/a.yml", &OWN.replace("level: high", "level: low"))]);
    let again = import("false", &newer).await.expect(200).json();
    assert_eq!(again["changed"], 1);
    let rule = c.lead.get("/api/v1/rules/lenh-la").await.expect(200).json();
    assert_eq!(
        (&rule["rule"]["level"], &rule["version"]),
        (&json!("low"), &json!(2))
    );

    let refused = import("false", &packed[..40]).await.expect(422);
    assert_eq!(refused.code(), "rule.archive");
    let list = c
        .lead
        .get("/api/v1/rules?origin=imported&state=no_source")
        .await
        .expect(200)
        .json();
    assert_eq!(list["total"], 1);
    // They run after a restart, too.
    let world = c.stop().await;
    let rules = world.app.rules().await.unwrap();
    assert!(rules.entries().iter().any(|e| e.id == "lenh-la"));
}
