//! Incidents as people handle them: from the short form of an agency to the closed case, on the clocks of the law.

use crate::support::*;
use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use coloa_agency::{
    model::{Draft, DraftLink, Kind},
    service::NewReorganisation,
};
use coloa_auth::{Actor, Role};
use coloa_base::AgencyId;
use coloa_incident::{clocks, steps};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    from_the_short_form_of_an_agency_to_a_closed_case => way,
    a_change_of_t0_or_class_moves_the_clocks_and_keeps_what_stood => classified,
    cases_go_on_in_another_one_and_follow_their_agency => moved,
    restricted_cases_and_internal_notes_are_seen_by_those_alone_whom_they_concern => hidden,
);

/// 30/11/2026, 08:00 in Viet Nam.
pub const START: &str = "2026-11-30T01:00:00Z";

/// An agency that has an incident, and a centre that answers it.
pub struct Scene {
    pub responder: Client,
    pub focal: Client,
    pub agency: AgencyId,
    pub system: String,
}

impl Scene {
    pub async fn new(world: &World) -> Self {
        world.clock.set(START.parse().unwrap());
        let agency = world.listed_agency(None).await;
        let focal = world.as_role(Role::FocalPoint, Some(agency)).await;
        let body =
            json!({ "name": "Cổng dịch vụ công", "agency_id": agency, "level": 3, "state": "running" });
        let made = focal.post("/api/v1/systems", &body).await.expect(201).json();
        Self {
            responder: world.as_role(Role::Responder, None).await,
            focal,
            agency,
            system: made["system"]["id"].as_str().unwrap().to_owned(),
        }
    }

    /// What a responder begins a case with.
    pub fn draft(&self, detected: &str) -> Value {
        json!({ "title": "Mã độc tống tiền trên máy chủ tệp", "description": "Tệp bị đổi đuôi", "agency_id": self.agency,
            "system_id": self.system, "group_code": "malware", "severity": "M3", "origin": "manual", "detected_at": detected })
    }

    pub async fn open(&self) -> Value {
        let made = self.responder.post("/api/v1/incidents", &self.draft(START)).await;
        made.expect(201).json()
    }
}

pub fn path(case: &Value, rest: &str) -> String {
    format!(
        "/api/v1/incidents/{}{rest}",
        case["incident"]["id"].as_str().unwrap()
    )
}

pub fn seen(case: &Value) -> i32 {
    i32::try_from(case["incident"]["version"].as_i64().unwrap()).unwrap()
}

/// The clocks of a duty.
pub fn of<'a>(case: &'a Value, duty: &str) -> Vec<&'a Value> {
    case["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["duty"] == duty)
        .collect()
}

pub async fn step(who: &Client, case: &Value, body: Value) -> Reply {
    who.call(Method::POST, &path(case, "/step"), Some(&body), Some(seen(case)))
        .await
}

pub async fn meet(who: &Client, case: &Value, clock: &Value, proof: &str) -> Value {
    let at = format!("/clocks/{}/meet", clock["id"].as_str().unwrap());
    let version = i32::try_from(clock["version"].as_i64().unwrap()).unwrap();
    who.call(
        Method::POST,
        &path(case, &at),
        Some(&json!({ "proof": proof })),
        Some(version),
    )
    .await
    .expect(200)
    .json()
}

async fn way(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let report = json!({ "agency_id": scene.agency, "system_id": scene.system, "what": "malware",
        "description": "Máy chủ tệp không mở được", "detected_at": START, "still_going": true, "contact_phone": "0900000000",
        "personal_data": null });
    world.clock.advance(Duration::minutes(10));
    let case = scene
        .focal
        .post("/api/v1/incidents/report", &report)
        .await
        .expect(201)
        .json();
    assert_eq!(case["incident"]["code"], "SC-2026-0001");
    assert_eq!(
        (&case["incident"]["state"], &case["agency_side"]),
        (&json!("reported"), &json!(true))
    );
    assert_eq!(case["incident"]["system_level"], 3);
    // It goes on: the least serious degree, beyond what those on the spot control.
    assert_eq!(
        (&case["incident"]["severity"], &case["incident"]["serious"]),
        (&json!("M2"), &json!(true))
    );
    let due = |case: &Value, duty: &str| of(case, duty)[0]["due_at"].as_str().unwrap().to_owned();
    assert_eq!(due(&case, "nd331-serious"), "2026-12-01T01:00:00Z");
    assert_eq!(due(&case, "nd331-report"), "2026-12-03T01:00:00Z");
    assert!(
        of(&case, "nd331-serious")[0]["article"]
            .as_str()
            .unwrap()
            .contains("Điều 31 khoản 2 điểm d")
    );
    assert_eq!(of(&case, "tt20-acknowledge")[0]["owed_to"]["code"], "sender");
    // Whoever reports does not take it up.
    step(&scene.focal, &case, json!({ "step": "acknowledge" }))
        .await
        .expect(403);

    // The responder is told, and taking it up tells the agency that it came.
    let told = scene
        .responder
        .get("/api/v1/notifications")
        .await
        .expect(200)
        .text();
    assert!(told.contains("incident.new"), "{told}");
    world.clock.advance(Duration::minutes(5));
    let list = scene
        .responder
        .get("/api/v1/incidents?open=true")
        .await
        .expect(200)
        .json();
    assert_eq!(list["items"][0]["code"], "SC-2026-0001");
    let tally = scene
        .responder
        .get("/api/v1/incidents/tally")
        .await
        .expect(200)
        .json();
    assert_eq!((&tally["open"], &tally["unacknowledged"]), (&json!(1), &json!(1)));
    let case = step(&scene.responder, &case, json!({ "step": "acknowledge" }))
        .await
        .expect(200)
        .json();
    assert_eq!(case["incident"]["state"], "handling");
    assert!(of(&case, "tt20-acknowledge").iter().all(|c| c["state"] == "met"));

    // The initial notice goes out within its term.
    world.clock.advance(Duration::hours(2));
    let case = meet(
        &scene.responder,
        &case,
        of(&case, "nd331-serious")[0],
        "Điện thoại lúc 10:15, gặp trực ban",
    )
    .await;
    assert_eq!(of(&case, "nd331-serious")[0]["state"], "met");
    // A duty that was done is not done again.
    let again = format!(
        "/clocks/{}/meet",
        of(&case, "nd331-serious")[0]["id"].as_str().unwrap()
    );
    let refused = scene
        .responder
        .call(
            Method::POST,
            &path(&case, &again),
            Some(&json!({ "proof": "x" })),
            Some(2),
        )
        .await;
    assert_eq!(refused.expect(409).code(), "incident.state");

    // Both sides work; contradicting moments are refused.
    let case = step(&scene.focal, &case, json!({ "step": "contain" }))
        .await
        .expect(200)
        .json();
    let early = json!({ "step": "recover", "at": "2026-11-30T00:30:00Z" });
    assert_eq!(
        step(&scene.focal, &case, early).await.expect(422).code(),
        "incident.contradiction"
    );
    let late = json!({ "step": "recover", "at": "2026-12-30T00:30:00Z" });
    assert_eq!(
        step(&scene.focal, &case, late).await.expect(422).code(),
        "incident.invalid"
    );
    world.clock.advance(Duration::hours(20));
    let case = step(&scene.responder, &case, json!({ "step": "eradicate" }))
        .await
        .expect(200)
        .json();
    let case = step(&scene.responder, &case, json!({ "step": "recover" }))
        .await
        .expect(200)
        .json();
    let case = step(&scene.responder, &case, json!({ "step": "end" }))
        .await
        .expect(200)
        .json();
    assert_eq!(case["incident"]["state"], "ended");
    // The update at the end, since something was told before; the final report within five days of the end.
    // The agency runs its system itself and tells itself nothing.
    assert_eq!(of(&case, "tt20-update").len(), 2);
    assert_eq!(due(&case, "tt20-final"), "2026-12-06T16:59:59Z");

    // Closing says what is missing, and is refused until it is there.
    let refused = step(&scene.responder, &case, json!({ "step": "close" }))
        .await
        .expect(409);
    assert_eq!(refused.code(), "incident.not_closable");
    assert!(
        refused
            .param("missing")
            .contains("clock:tt20-final/coordinating_agency"),
        "{}",
        refused.param("missing")
    );
    let mut case = case;
    while let Some(clock) = open_clock(&case) {
        case = meet(&scene.responder, &case, &clock, "Công văn 12/TTANM").await;
    }
    let missing = case["missing_for_close"].clone();
    let all: Vec<&str> = missing
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m.as_str().unwrap())
        .collect();
    assert!(
        all.contains(&"receipt:tt20-final/coordinating_agency") && all.contains(&"cause"),
        "{all:?}"
    );
    for clock in of(&case.clone(), "tt20-final") {
        let at = format!("/clocks/{}/acknowledge", clock["id"].as_str().unwrap());
        case = scene
            .responder
            .post(&path(&case, &at), &json!({ "by": "Văn thư" }))
            .await
            .expect(200)
            .json();
    }
    let body = json!({ "title": case["incident"]["title"], "system_id": scene.system, "group_code": "malware",
        "account": { "cause": "Tài khoản quản trị từ xa bị lộ", "remedy": "Cài lại máy chủ", "lessons": "Bật xác thực hai lớp" } });
    case = scene
        .responder
        .put(&path(&case, ""), seen(&case), &body)
        .await
        .expect(200)
        .json();
    assert_eq!(case["missing_for_close"], json!([]));
    // The agency does not close.
    step(&scene.focal, &case, json!({ "step": "close" }))
        .await
        .expect(403);
    let case = step(&scene.responder, &case, json!({ "step": "close" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&case["incident"]["state"], &case["incident"]["next_due"]),
        (&json!("closed"), &Value::Null)
    );
    // What is closed stays, until it is opened again with a reason.
    let entry = json!({ "kind": "note", "text": "Ghi thêm", "internal": false });
    scene
        .responder
        .post(&path(&case, "/entries"), &entry)
        .await
        .expect(200);
    let refused = scene.responder.put(&path(&case, ""), seen(&case), &body).await;
    assert_eq!(refused.expect(409).code(), "incident.state");
    step(&scene.responder, &case, json!({ "step": "reopen" }))
        .await
        .expect(422);
    let case = step(
        &scene.responder,
        &case,
        json!({ "step": "reopen", "reason": "Tái nhiễm" }),
    )
    .await
    .expect(200)
    .json();
    assert_eq!(case["incident"]["state"], "ended");
}

/// A clock with a term that nobody met yet.
fn open_clock(case: &Value) -> Option<Value> {
    case["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["met_at"].is_null() && c["void_at"].is_null() && !c["due_at"].is_null())
        .cloned()
}

pub fn classification(detected: &str, severity: &str, personal: bool) -> Value {
    json!({ "severity": severity, "confirmed_serious": null, "facts": {}, "personal_data": personal, "detected_at": detected,
        "reason": "Kiểm tra lại nhật ký" })
}

async fn classified(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let case = scene.open().await;
    assert!(of(&case, "nd331-serious").is_empty() && of(&case, "luat91-breach").is_empty());
    let classify = async |case: &Value, body: Value| {
        scene
            .responder
            .call(
                Method::POST,
                &path(case, "/classify"),
                Some(&body),
                Some(seen(case)),
            )
            .await
    };
    // T0 in the future, without a reason, an unknown degree.
    let ahead = classification("2026-12-24T00:00:00Z", "M3", false);
    assert_eq!(
        classify(&case, ahead).await.expect(422).param("field"),
        "detected_at"
    );
    // The law has no list of a day that lies before it: the day is the fault, not the code.
    for early in ["1900-01-01T00:00:00Z", "2010-06-30T00:00:00Z"] {
        let refused = [
            classify(&case, classification(early, "M3", false)).await,
            scene
                .responder
                .post("/api/v1/incidents", &scene.draft(early))
                .await,
        ];
        for refused in refused {
            let refused = refused.expect(422);
            assert_eq!(
                (refused.param("field"), refused.param("reason")),
                ("detected_at".to_owned(), "before_law".to_owned()),
                "{early}"
            );
        }
    }
    let mut mute = classification(START, "M3", false);
    mute["reason"] = json!(" ");
    assert_eq!(classify(&case, mute).await.expect(422).param("field"), "reason");
    assert_eq!(
        classify(&case, classification(START, "M9", false))
            .await
            .expect(422)
            .param("field"),
        "severity"
    );

    // Personal data and a higher degree start clocks; an earlier T0 moves those that run.
    let worse = classify(&case, classification("2026-11-29T22:00:00Z", "M1", true))
        .await
        .expect(200)
        .json();
    assert_eq!(of(&worse, "nd331-serious")[0]["due_at"], "2026-11-30T22:00:00Z");
    assert_eq!(of(&worse, "luat91-breach")[0]["due_at"], "2026-12-02T22:00:00Z");
    let report = of(&worse, "nd331-report")[0];
    let change = &report["changes"][0];
    assert_eq!(
        (&change["what"], &change["old_due"], &change["new_due"]),
        (
            &json!("moved"),
            &json!("2026-12-03T01:00:00Z"),
            &json!("2026-12-02T22:00:00Z")
        )
    );
    assert_eq!(change["reason"], "Kiểm tra lại nhật ký");
    assert_eq!(of(&worse, "luat91-breach")[0]["changes"][0]["what"], "started");
    // Somebody else looked at what stood before.
    assert_eq!(
        classify(&case, classification(START, "M3", false))
            .await
            .expect(412)
            .code(),
        "incident.changed"
    );

    // A clock that was met is never late, whatever T0 becomes; one that does not apply is void and keeps its term.
    let met = meet(
        &scene.responder,
        &worse,
        of(&worse, "nd331-serious")[0],
        "Fax số 3",
    )
    .await;
    let back = classify(&met, classification("2026-11-28T01:00:00Z", "M1", false))
        .await
        .expect(200)
        .json();
    assert_eq!(of(&back, "nd331-serious")[0]["state"], "met");
    let breach = of(&back, "luat91-breach")[0];
    assert_eq!(
        (&breach["state"], &breach["changes"][1]["what"]),
        (&json!("void"), &json!("void"))
    );
    assert_eq!(breach["changes"][1]["old_due"], "2026-12-02T22:00:00Z");
    // Counted anew nothing changes, and nobody is reminded twice of the same.
    assert_eq!(clocks::renew_all(&world.app.cases, "law").await.unwrap(), 0);
    let due: DateTime<Utc> = "2026-12-01T01:00:00Z".parse().unwrap();
    world.clock.set(due - Duration::hours(3));
    assert!(clocks::remind(&world.app.cases).await.unwrap() > 0);
    assert_eq!(clocks::remind(&world.app.cases).await.unwrap(), 0);
    world.clock.set(due + Duration::minutes(1));
    assert!(clocks::remind(&world.app.cases).await.unwrap() > 0);
    let told = scene.focal.get("/api/v1/notifications").await.expect(200).text();
    assert!(
        told.contains("incident.due") && told.contains("\"late\":true"),
        "{told}"
    );
    let late = scene
        .responder
        .get("/api/v1/incidents?overdue=true")
        .await
        .expect(200)
        .json();
    assert_eq!(late["total"], 1);

    // Of a suspected state secret nothing is entered.
    let mut secret = scene.draft(START);
    secret["state_secret"] = json!(true);
    assert_eq!(
        scene
            .responder
            .post("/api/v1/incidents", &secret)
            .await
            .expect(422)
            .code(),
        "incident.state_secret"
    );
    secret["description"] = json!("");
    let secret = scene
        .responder
        .post("/api/v1/incidents", &secret)
        .await
        .expect(201)
        .json();
    let entry = json!({ "kind": "note", "text": "Nội dung", "internal": true });
    let refused = scene.responder.post(&path(&secret, "/entries"), &entry).await;
    assert_eq!(refused.expect(422).code(), "incident.state_secret");
}

async fn moved(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(30));
    let early = scene.open().await;
    let mut body = scene.draft("2026-11-30T09:00:00Z");
    body["title"] = json!("Máy trạm gửi thư lạ");
    let late = scene
        .responder
        .post("/api/v1/incidents", &body)
        .await
        .expect(201)
        .json();
    let into = json!({ "into": late["incident"]["id"], "reason": "Cùng một vụ" });
    let merged = scene
        .responder
        .call(
            Method::POST,
            &path(&early, "/merge"),
            Some(&into),
            Some(seen(&early)),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(merged["incident"]["state"], "merged");
    assert!(
        merged["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c["state"] == "void")
    );
    let on = scene.responder.get(&path(&late, "")).await.expect(200).json();
    // What was detected first decides.
    assert_eq!(of(&on, "nd331-report")[0]["due_at"], "2026-12-03T01:00:00Z");
    assert_eq!(on["links"][0]["target"], early["incident"]["id"]);
    let again = scene
        .responder
        .call(
            Method::POST,
            &path(&merged, "/merge"),
            Some(&into),
            Some(seen(&merged)),
        )
        .await;
    assert_eq!(again.expect(409).code(), "incident.state");

    // An agency ends while its case is open: the case goes to the one that took over, on the day and once.
    let heir = world.listed_agency(None).await;
    let me = Actor::command_line();
    let merge = NewReorganisation {
        kind: Kind::Merge,
        title: "Sắp xếp".into(),
        effective: "2026-12-15".parse().unwrap(),
        basis: Some("01/NQ".into()),
        note: None,
        draft: Draft {
            links: vec![DraftLink {
                from: scene.agency,
                to: Some(heir),
                function: None,
                percent: None,
            }],
            ..Draft::default()
        },
    };
    let id = world.app.agencies.draft(&me, merge).await.unwrap();
    world.app.agencies.review(&me, id, 1).await.unwrap();
    assert_eq!(
        steps::follow(&world.app.cases).await.unwrap(),
        0,
        "its day has not come"
    );
    world.clock.set("2026-12-15T01:00:00Z".parse().unwrap());
    world.app.agencies.apply_due().await.unwrap();
    assert_eq!(steps::follow(&world.app.cases).await.unwrap(), 1);
    let on = scene.responder.get(&path(&late, "")).await.expect(200).json();
    assert_eq!(on["incident"]["agency_id"], json!(heir));
    assert_eq!(steps::follow(&world.app.cases).await.unwrap(), 0);
}

async fn hidden(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    let note = json!({ "kind": "note", "text": "Nghi nội gián tại phòng máy", "internal": true });
    scene
        .responder
        .post(&path(&case, "/entries"), &note)
        .await
        .expect(200);
    let theirs = scene.focal.get(&path(&case, "")).await.expect(200).text();
    assert!(!theirs.contains("nội gián"));
    assert!(
        scene
            .responder
            .get(&path(&case, ""))
            .await
            .expect(200)
            .text()
            .contains("nội gián")
    );

    // Indicators are found in what is written, and only noted when somebody says so.
    let asked = json!({ "text": "máy nối tới hxxp://mau[.]example/a và 198.51.100.7" });
    let found = scene
        .responder
        .post(&path(&case, "/indicators/extract"), &asked)
        .await
        .expect(200)
        .text();
    assert!(
        found.contains("198.51.100.7") && found.contains("mau.example"),
        "{found}"
    );
    let read = scene.responder.get(&path(&case, "")).await.expect(200).json();
    assert_eq!(read["indicators"], json!([]));

    // Another agency sees nothing.
    let other = world.listed_agency(None).await;
    let stranger = world.as_role(Role::FocalPoint, Some(other)).await;
    stranger.get(&path(&case, "")).await.expect(403);
    assert_eq!(
        stranger.get("/api/v1/incidents").await.expect(200).json()["total"],
        0
    );
    stranger.post(&path(&case, "/entries"), &note).await.expect(403);
    let report =
        json!({ "agency_id": scene.agency, "what": "malware", "detected_at": START, "still_going": false });
    stranger
        .post("/api/v1/incidents/report", &report)
        .await
        .expect(403);

    // Restricted: the agency and other readers are out, members and responders are in.
    let case = scene.responder.get(&path(&case, "")).await.expect(200).json();
    let body = json!({ "restricted": true, "reason": "Đang xác minh nội bộ" });
    scene
        .responder
        .call(
            Method::POST,
            &path(&case, "/restrict"),
            Some(&body),
            Some(seen(&case)),
        )
        .await
        .expect(200);
    let leader = world.as_role(Role::Leader, None).await;
    for who in [&scene.focal, &leader] {
        who.get(&path(&case, "")).await.expect(403);
        assert_eq!(who.get("/api/v1/incidents").await.expect(200).json()["total"], 0);
        assert_eq!(
            who.get("/api/v1/incidents/tally").await.expect(200).json()["open"],
            0
        );
    }
    let member = json!({ "person_id": leader.person() });
    scene
        .responder
        .post(&path(&case, "/members"), &member)
        .await
        .expect(200);
    leader.get(&path(&case, "")).await.expect(200);
    assert_eq!(
        leader.get("/api/v1/incidents").await.expect(200).json()["total"],
        1
    );
    scene.focal.get(&path(&case, "")).await.expect(403);
}
