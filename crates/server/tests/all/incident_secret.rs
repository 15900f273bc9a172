//! Of a case under suspicion of a leaked state secret no field of any answer shows what people wrote, and nothing of
//! what people write in a case stands where others read.

use crate::{
    incident::{Scene, classification, meet, of, path, seen},
    incident_examples_network, incident_examples_reports as reports,
    support::*,
};
use axum::http::Method;
use chrono::Duration;
use coloa_auth::Role;
use coloa_base::AgencyId;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use std::collections::BTreeSet;

store_suite!(
    no_field_of_a_case_shows_what_people_wrote_while_a_secret_is_suspected => withheld,
    the_audit_log_and_the_register_name_a_case_by_its_code => outside,
);

/// Stands in every field of the case that takes words.
const CONTENT: &str = "Nội dung mật";
/// Parameters of a line of the timeline count as one field.
const LINE: &str = "entries[].detail";

/// The fields of an answer in which it stands; items of a list are `[]`.
fn fields(answer: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    look(answer, "", &mut found);
    found
}

fn look(answer: &Value, at: &str, found: &mut BTreeSet<String>) {
    let below = |part: &str| match at {
        LINE => LINE.to_owned(),
        "" => part.trim_start_matches('.').to_owned(),
        _ => format!("{at}{part}"),
    };
    match answer {
        Value::String(text) if text.contains(CONTENT) => {
            found.insert(at.to_owned());
        }
        Value::Array(items) => {
            for item in items {
                look(item, &below("[]"), found);
            }
        }
        Value::Object(all) => {
            for (key, value) in all {
                look(value, &below(&format!(".{key}")), found);
            }
        }
        _ => {}
    }
}

fn mark(what: &str) -> String {
    format!("{CONTENT}: {what}")
}

fn set<const N: usize>(fields: [&str; N]) -> BTreeSet<String> {
    BTreeSet::from(fields.map(str::to_owned))
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

async fn classify(scene: &Scene, case: &Value, secret: bool) -> Value {
    let case = scene.responder.get(&path(case, "")).await.expect(200).json();
    let mut body = classification(crate::incident::START, "M1", false);
    body["reason"] = json!(mark("reason"));
    body["state_secret"] = json!(secret);
    scene
        .responder
        .call(
            Method::POST,
            &path(&case, "/classify"),
            Some(&body),
            Some(seen(&case)),
        )
        .await
        .expect(200)
        .json()
}

/// A case that says it in every field that takes words, with the names of those of its account.
async fn written(scene: &Scene) -> (Value, BTreeSet<String>) {
    let mut draft = scene.draft(crate::incident::START);
    for field in ["title", "description", "reporter", "origin_ref"] {
        draft[field] = json!(mark(field));
    }
    let who = &scene.responder;
    let case = who.post("/api/v1/incidents", &draft).await.expect(201).json();
    let mut account = case["account"].clone();
    let mut names = BTreeSet::new();
    for (name, value) in account.as_object_mut().unwrap() {
        if value.is_string() {
            *value = json!(mark(name));
            names.insert(format!("account.{name}"));
        }
    }
    let body = json!({ "title": draft["title"], "description": draft["description"], "system_id": scene.system,
        "group_code": "malware", "account": account });
    who.put(&path(&case, ""), seen(&case), &body).await.expect(200);
    let task = json!({ "phase": "contain", "title": mark("title"), "text": mark("text"), "side": "centre" });
    let with_task = who.post(&path(&case, "/tasks"), &task).await.expect(200).json();
    let task = path(&case, &format!("/tasks/{}", id(&with_task["tasks"][0])));
    let done = json!({ "state": "done", "result": mark("result") });
    who.put(&task, 1, &done).await.expect(200);
    let link = format!("https://example.com/{CONTENT}");
    for (part, body) in [
        ("/entries", json!({ "kind": "note", "text": mark("text") })),
        (
            "/indicators",
            json!({ "values": mark("values"), "note": mark("note") }),
        ),
        (
            "/links",
            json!({ "kind": "url", "target": link, "label": mark("label") }),
        ),
    ] {
        who.post(&path(&case, part), &body).await.expect(200);
    }
    (case, names)
}

/// Evidence, somebody called and an agency that helps, with the words of each.
async fn worked_on(scene: &Scene, case: &Value, helper: &Client, agency: AgencyId) {
    let who = &scene.responder;
    let [name, note, from] = ["name", "note", "collected_from"].map(mark);
    let said = [
        ("kind", "log"),
        ("name", name.as_str()),
        ("note", note.as_str()),
        ("collected_from", from.as_str()),
    ];
    let file = [("file", "nhat-ky.log", &b"noi dung"[..])];
    let piece = who
        .upload(&path(case, "/evidence"), &said, &file)
        .await
        .expect(201)
        .json();
    let handed =
        json!({ "what": "transferred", "from_name": "A", "to_name": "B", "purpose": mark("purpose") });
    who.post(&path(case, &format!("/evidence/{}/custody", id(&piece))), &handed)
        .await
        .expect(201);

    let contact = incident_examples_network::Scene::contact("Trần Thị Trực");
    let contact = who
        .post("/api/v1/network/contacts", &contact)
        .await
        .expect(201)
        .json();
    let call = json!({ "contact_ids": [contact["id"]], "channels": ["mail"], "text": mark("text") });
    let calls = who.post(&path(case, "/call-out"), &call).await.expect(201).json();
    let answered = format!("/api/v1/incidents/calls/{}/acknowledge", id(&calls[0]));
    who.post(&answered, &json!({ "answer": mark("answer") }))
        .await
        .expect(200);

    let ask = json!({ "agency_id": agency, "wanted": mark("wanted") });
    let asked = who
        .post(&path(case, "/assistance"), &ask)
        .await
        .expect(201)
        .json();
    let answer = json!({ "state": "accepted", "answer": mark("answer") });
    helper
        .post(
            &format!("/api/v1/incidents/assistance/{}/answer", id(&asked)),
            &answer,
        )
        .await
        .expect(200);
}

async fn withheld(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let agency = world.listed_agency(None).await;
    let helper = world.as_role(Role::FocalPoint, Some(agency)).await;
    let (case, account) = written(&scene).await;
    worked_on(&scene, &case, &helper, agency).await;
    classify(&scene, &case, false).await;
    let report = reports::draft(&scene, &case).await;

    // All that takes words of people. The proof of a clock is not among them: who was told by which letter is noted of
    // a suspected secret, too.
    let mut content = set([
        "incident.title",
        "description",
        "reporter",
        "origin_ref",
        "entries[].text",
        LINE,
        "tasks[].title",
        "tasks[].text",
        "tasks[].result",
        "indicators[].value",
        "indicators[].note",
        "links[].target",
        "links[].label",
        "clocks[].changes[].reason",
    ]);
    content.extend(account);
    let parts = [
        ("", content),
        (
            "/evidence",
            set([
                "items[].name",
                "items[].note",
                "items[].collected_from",
                "items[].custody[].purpose",
                "items[].custody[].from_name",
            ]),
        ),
        ("/calls", set(["[].text", "[].answer", "[].incident_title"])),
        (
            "/assistance",
            set(["[].wanted", "[].answer", "[].incident_title"]),
        ),
    ];
    for (part, named) in &parts {
        let answer = scene.responder.get(&path(&case, part)).await.expect(200).json();
        assert_eq!(fields(&answer), *named, "{part}");
    }
    let open = scene.responder.get(&path(&case, "")).await.expect(200).json();

    let secret = classify(&scene, &case, true).await;
    for who in [&scene.responder, &scene.focal, &helper] {
        for at in ["", "/evidence", "/calls", "/assistance", "/reports"]
            .map(|part| path(&case, part))
            .into_iter()
            .chain(
                [
                    "/api/v1/incidents",
                    "/api/v1/network/calls",
                    "/api/v1/network/assistance",
                ]
                .map(str::to_owned),
            )
        {
            let answer = who.get(&at).await.expect(200).json();
            assert_eq!(fields(&answer), BTreeSet::new(), "{at}");
        }
    }
    let task = json!({ "phase": "contain", "title": mark("title"), "side": "centre" });
    let refused = scene.responder.post(&path(&case, "/tasks"), &task).await;
    assert_eq!(refused.expect(422).code(), "incident.state_secret");
    let withdraw = json!({ "reason": mark("reason") });
    let withdrawn = reports::step(&scene, &format!("{report}/withdraw"), 1, &withdraw)
        .await
        .expect(200)
        .json();
    assert_eq!(fields(&withdrawn), BTreeSet::new());

    // Words that are not shown are not found either: who may try words would read them one by one.
    let found = async |word: &str| -> u64 {
        let list = scene
            .responder
            .get(&format!("/api/v1/incidents?search={word}"))
            .await;
        list.expect(200).json()["total"].as_u64().unwrap()
    };
    assert_eq!(found("noi%20dung%20mat").await, 0);
    assert_eq!(found(secret["incident"]["code"].as_str().unwrap()).await, 1);

    // What was done and when is shown, under names that say nothing.
    assert_eq!(secret["incident"]["title"], secret["incident"]["code"]);
    assert_eq!(
        (&secret["tasks"][0]["title"], &secret["tasks"][0]["state"]),
        (&json!("#1"), &json!("done"))
    );
    let lines = |case: &Value| case["entries"].as_array().unwrap().len();
    assert!(lines(&secret) > lines(&open));

    // Nothing is lost: where it was none, all is there again.
    classify(&scene, &case, false).await;
    for (part, named) in &parts {
        let answer = scene.responder.get(&path(&case, part)).await.expect(200).json();
        assert_eq!(fields(&answer), *named, "{part}");
    }
    assert_eq!(found("noi%20dung%20mat").await, 1);
}

/// The audit log and the register of numbers are read by people who do not see every case.
async fn outside(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let agency = world.listed_agency(None).await;
    let helper = world.as_role(Role::FocalPoint, Some(agency)).await;
    let (case, _) = written(&scene).await;
    worked_on(&scene, &case, &helper, agency).await;
    let case = classify(&scene, &case, false).await;
    let who = &scene.responder;
    let reason = json!({ "reason": mark("reason") });

    // A clock that was met, confirmed and taken back.
    let case = meet(who, &case, of(&case, "nd331-serious")[0], &mark("proof")).await;
    let clock = path(&case, &format!("/clocks/{}", id(of(&case, "nd331-serious")[0])));
    who.post(&format!("{clock}/acknowledge"), &json!({ "by": mark("by") }))
        .await
        .expect(200);
    who.post(&format!("{clock}/unmeet"), &reason).await.expect(200);
    let report = reports::draft(&scene, &case).await;
    reports::step(&scene, &format!("{report}/issue"), 1, &json!({}))
        .await
        .expect(200);

    // Steps that want a reason, the last of them in a case that is shut.
    for (step, mut body) in [
        ("/step", json!({ "step": "contain" })),
        ("/restrict", json!({ "restricted": true })),
        ("/hand-over", json!({ "agency_id": agency })),
    ] {
        let case = who.get(&path(&case, "")).await.expect(200).json();
        body["reason"] = reason["reason"].clone();
        who.call(Method::POST, &path(&case, step), Some(&body), Some(seen(&case)))
            .await
            .expect(200);
    }
    reports::step(&scene, &format!("{report}/withdraw"), 2, &reason)
        .await
        .expect(200);

    let (own, code) = (id(&case["incident"]), case["incident"]["code"].as_str().unwrap());
    let (mut entries, mut named) = (0, 0);
    for entry in world.audit().await {
        assert!(
            !entry.detail.contains(CONTENT),
            "{}: {}",
            entry.action,
            entry.detail
        );
        if entry.object_id == own {
            entries += 1;
            named += usize::from(entry.detail.contains(code));
        }
    }
    assert!(entries > 15 && named == entries, "{named} of {entries}");

    let leader = world.as_role(Role::Leader, None).await;
    leader.get(&path(&case, "")).await.expect(403);
    let register = leader
        .get("/api/v1/register?cancelled=true")
        .await
        .expect(200)
        .json();
    assert_eq!(register["items"][0]["cancel_reason"], code);
    assert_eq!(fields(&register), BTreeSet::new());

    // Whoever gets a case that is shut hears its code.
    let told = helper.get("/api/v1/notifications").await.expect(200).json();
    let told = told["items"].as_array().unwrap();
    let over = told.iter().find(|n| n["kind"] == "incident.handed_over").unwrap();
    assert_eq!(over["params"]["title"], code);
}
