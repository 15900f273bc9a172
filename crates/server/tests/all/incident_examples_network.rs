//! Example calls of the routes that change the response network, calls, assistance and drills, for the audit test.

use crate::{audit::Example, example, support::*};
use axum::http::Method;
use coloa_auth::Role;
use coloa_base::AgencyId;
use serde_json::{Value, json};

/// A centre with an agency, a contact and a case.
pub struct Scene {
    pub responder: Client,
    pub focal: Client,
    pub agency: AgencyId,
    pub helper: AgencyId,
    pub helping: Client,
}

impl Scene {
    pub async fn new(world: &World) -> Self {
        let agency = world.listed_agency(None).await;
        let helper = world.listed_agency(None).await;
        Self {
            responder: world.as_role(Role::Responder, None).await,
            focal: world.as_role(Role::FocalPoint, Some(agency)).await,
            helping: world.as_role(Role::FocalPoint, Some(helper)).await,
            agency,
            helper,
        }
    }

    pub fn contact(name: &str) -> Value {
        json!({ "kind": "provincial_team", "name": name, "phone": "0900 000 001", "email": "truc@tinh.invalid",
            "skills": ["mã độc"], "always": true, "told": true })
    }

    /// A contact; what was answered.
    pub async fn add(&self, body: &Value) -> Value {
        let made = self.responder.post("/api/v1/network/contacts", body).await;
        made.expect(201).json()
    }

    /// A case of the agency; its path.
    pub async fn case(&self, world: &World) -> String {
        let body = json!({ "title": "Máy chủ thư bị chiếm quyền", "description": "", "agency_id": self.agency,
            "group_code": "intrusion", "severity": "M3", "origin": "manual", "detected_at": world.app.clock.now() });
        let made = self
            .responder
            .post("/api/v1/incidents", &body)
            .await
            .expect(201)
            .json();
        format!("/api/v1/incidents/{}", made["incident"]["id"].as_str().unwrap())
    }

    /// A call by mail to a contact; what was answered.
    pub async fn call(&self, case: &str, contact: &Value, channels: &[&str]) -> Value {
        let body = json!({ "contact_ids": [contact["id"]], "channels": channels, "text": "Có mặt ngay" });
        let made = self.responder.post(&format!("{case}/call-out"), &body).await;
        made.expect(201).json()[0].clone()
    }

    pub async fn turn(&self, world: &World, contact: &Value, line: &str) -> Reply {
        let now = world.app.clock.now();
        let body = json!({ "contact_id": contact["id"], "line": line, "from_at": now,
            "to_at": now + chrono::Duration::hours(12) });
        self.responder.post("/api/v1/network/roster", &body).await
    }

    pub fn drill_body(&self) -> Value {
        json!({ "title": "Diễn tập cấp xã", "purpose": "Thử danh bạ", "agency_id": self.agency, "planned_on": "2026-07-20",
            "targets": { "reported": 30 }, "agency_ids": [self.agency, self.helper] })
    }

    pub async fn drill(&self) -> Value {
        let made = self.responder.post("/api/v1/drills", &self.drill_body()).await;
        made.expect(201).json()
    }

    /// Adds an inject; the drill as it stands then.
    pub async fn inject(&self, drill: &Value, body: &Value) -> Value {
        let made = self.responder.post(&drill_path(drill, "/injects"), body).await;
        made.expect(201).json()
    }

    /// A drill that runs.
    pub async fn running(&self, world: &World, speed: i32) -> Value {
        let drill = self.drill().await;
        let drill = self.inject(&drill, &inject(0)).await;
        let path = drill_path(&drill, "/start");
        let begun = self
            .responder
            .post(&path, &json!({ "speed": speed }))
            .await
            .expect(200)
            .json();
        world.run_jobs().await;
        begun
    }
}

pub fn inject(minute: i32) -> Value {
    json!({ "minute": minute, "title": "Tệp không mở được", "text": "Tình huống giả định", "expects": "reported", "within_minutes": 30 })
}

pub fn drill_path(drill: &Value, rest: &str) -> String {
    format!("/api/v1/drills/{}{rest}", drill["drill"]["id"].as_str().unwrap())
}

pub fn drill_seen(drill: &Value) -> i32 {
    i32::try_from(drill["drill"]["version"].as_i64().unwrap()).unwrap()
}

pub fn contact_path(contact: &Value, rest: &str) -> String {
    format!(
        "/api/v1/network/contacts/{}{rest}",
        contact["id"].as_str().unwrap()
    )
}

pub fn examples() -> Vec<Example> {
    let mut all = network();
    all.extend(calls());
    all.extend(drills());
    all
}

fn network() -> Vec<Example> {
    vec![
        example!("POST /api/v1/network/contacts", |world| {
            let scene = Scene::new(&world).await;
            let body = Scene::contact("Trần Thị Trực");
            scene
                .responder
                .post("/api/v1/network/contacts", &body)
                .await
                .status
        }),
        example!("PUT /api/v1/network/contacts/{id}", |world| {
            let scene = Scene::new(&world).await;
            let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
            let body = Scene::contact("Trần Thị Trực Mới");
            scene
                .responder
                .put(&contact_path(&contact, ""), 1, &body)
                .await
                .status
        }),
        example!("DELETE /api/v1/network/contacts/{id}", |world| {
            let scene = Scene::new(&world).await;
            let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
            scene.responder.delete(&contact_path(&contact, "")).await.status
        }),
        example!("POST /api/v1/network/contacts/{id}/told", |world| {
            let scene = Scene::new(&world).await;
            let mut body = Scene::contact("Trần Thị Trực");
            body["told"] = json!(false);
            let contact = scene.add(&body).await;
            scene
                .responder
                .post(&contact_path(&contact, "/told"), &json!({}))
                .await
                .status
        }),
        example!("POST /api/v1/network/roster", |world| {
            let scene = Scene::new(&world).await;
            let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
            scene.turn(&world, &contact, "first").await.status
        }),
        example!("DELETE /api/v1/network/roster/{id}", |world| {
            let scene = Scene::new(&world).await;
            let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
            let turn = scene.turn(&world, &contact, "first").await.expect(201).json();
            let path = format!("/api/v1/network/roster/{}", turn["id"].as_str().unwrap());
            scene.responder.delete(&path).await.status
        }),
    ]
}

fn calls() -> Vec<Example> {
    vec![
        example!("POST /api/v1/incidents/{id}/call-out", |world| {
            let scene = Scene::new(&world).await;
            let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
            let case = scene.case(&world).await;
            let body = json!({ "contact_ids": [contact["id"]], "channels": ["mail"], "text": "" });
            scene
                .responder
                .post(&format!("{case}/call-out"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/calls/{call}/acknowledge", |world| {
            let scene = Scene::new(&world).await;
            let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
            let case = scene.case(&world).await;
            let call = scene.call(&case, &contact, &["mail"]).await;
            let path = format!(
                "/api/v1/incidents/calls/{}/acknowledge",
                call["id"].as_str().unwrap()
            );
            scene
                .responder
                .post(&path, &json!({ "answer": "Có mặt" }))
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/assistance", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.case(&world).await;
            let body = json!({ "agency_id": scene.helper, "wanted": "Cử hai người" });
            scene
                .responder
                .post(&format!("{case}/assistance"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/assistance/{request}/answer", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.case(&world).await;
            let body = json!({ "agency_id": scene.helper, "wanted": "Cử hai người" });
            let asked = scene
                .responder
                .post(&format!("{case}/assistance"), &body)
                .await
                .expect(201)
                .json();
            let path = format!(
                "/api/v1/incidents/assistance/{}/answer",
                asked["id"].as_str().unwrap()
            );
            scene
                .helping
                .post(&path, &json!({ "state": "accepted", "answer": "Đến ngay" }))
                .await
                .status
        }),
    ]
}

fn drills() -> Vec<Example> {
    vec![
        example!("POST /api/v1/drills", |world| {
            let scene = Scene::new(&world).await;
            scene
                .responder
                .post("/api/v1/drills", &scene.drill_body())
                .await
                .status
        }),
        example!("PUT /api/v1/drills/{id}", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.drill().await;
            let path = drill_path(&drill, "");
            scene
                .responder
                .put(&path, drill_seen(&drill), &scene.drill_body())
                .await
                .status
        }),
        example!("POST /api/v1/drills/{id}/injects", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.drill().await;
            scene
                .responder
                .post(&drill_path(&drill, "/injects"), &inject(5))
                .await
                .status
        }),
        example!("PUT /api/v1/drills/{id}/injects/{inject}", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.drill().await;
            let drill = scene.inject(&drill, &inject(5)).await;
            let path = drill_path(
                &drill,
                &format!("/injects/{}", drill["injects"][0]["id"].as_str().unwrap()),
            );
            scene
                .responder
                .put(&path, drill_seen(&drill), &inject(7))
                .await
                .status
        }),
        example!("DELETE /api/v1/drills/{id}/injects/{inject}", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.drill().await;
            let drill = scene.inject(&drill, &inject(5)).await;
            let path = drill_path(
                &drill,
                &format!("/injects/{}", drill["injects"][0]["id"].as_str().unwrap()),
            );
            scene.responder.delete(&path).await.status
        }),
        example!("POST /api/v1/drills/{id}/start", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.drill().await;
            let drill = scene.inject(&drill, &inject(0)).await;
            scene
                .responder
                .post(&drill_path(&drill, "/start"), &json!({ "speed": 2 }))
                .await
                .status
        }),
        example!("POST /api/v1/drills/{id}/end", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.running(&world, 2).await;
            scene
                .responder
                .call(Method::POST, &drill_path(&drill, "/end"), None, None)
                .await
                .status
        }),
        example!("POST /api/v1/drills/{id}/drop", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.drill().await;
            scene
                .responder
                .call(Method::POST, &drill_path(&drill, "/drop"), None, None)
                .await
                .status
        }),
        example!("PUT /api/v1/drills/{id}/review", |world| {
            let scene = Scene::new(&world).await;
            let drill = scene.running(&world, 2).await;
            let body = json!({ "review": "Danh bạ cũ" });
            scene
                .responder
                .put(&drill_path(&drill, "/review"), drill_seen(&drill), &body)
                .await
                .status
        }),
    ]
}
