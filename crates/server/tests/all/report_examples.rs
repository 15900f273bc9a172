//! Example calls of the routes that change reports, templates and the number register, for the audit test.

use crate::{
    audit::Example,
    duty::case_in,
    example,
    report::{begin, head, step, version},
    support::{Client, Reply, TODAY, World},
};
use axum::http::{Method, StatusCode};
use coloa_auth::Role;
use coloa_base::AgencyId;
use serde_json::{Value, json};

/// A report that was begun, its coordinator and the one who signs.
struct Case {
    agency: AgencyId,
    me: Client,
    boss: Client,
    id: String,
}

impl Case {
    async fn new(world: &World) -> Self {
        let agency = world.agency(None).await;
        let me = world.as_role(Role::Coordinator, Some(agency)).await;
        let boss = world.as_role(Role::Head, Some(agency)).await;
        let id = begin(&me, agency).await;
        Self { agency, me, boss, id }
    }

    async fn step(&self, who: &Client, name: &str, body: Option<&Value>) -> Reply {
        step(who, &self.id, name, body).await
    }

    async fn closed(world: &World) -> Self {
        let c = Self::new(world).await;
        c.step(&c.me, "close", None).await.expect(200);
        c
    }

    async fn approved(world: &World) -> Self {
        let c = Self::closed(world).await;
        c.step(&c.boss, "approve", None).await.expect(204);
        c
    }

    async fn numbered(world: &World) -> Self {
        let c = Self::approved(world).await;
        c.step(&c.boss, "number", Some(&json!({ "issued_on": TODAY })))
            .await
            .expect(200);
        c
    }

    fn url(&self, rest: &str) -> String {
        format!("/api/v1/reports/{}{rest}", self.id)
    }
}

async fn template(me: &Client, agency: AgencyId) -> (Value, Reply) {
    let builtin = me
        .get("/api/v1/report-templates/builtin")
        .await
        .expect(200)
        .json();
    let body = json!({ "plan_id": null, "owner_agency_id": agency, "name": "Đề cương mới", "period_kind": "year",
        "outline": builtin["outline"], "topics": null });
    let made = me.post("/api/v1/report-templates", &body).await;
    (body, made)
}

/// A report in which an agency with a duty owes its part: who writes it, and the address of the part.
async fn with_part(world: World) -> (World, Client, String) {
    let c = case_in(world).await;
    let agency: AgencyId = c.agency.parse().unwrap();
    let me = c.world.as_role(Role::Coordinator, None).await;
    let id = begin(&me, agency).await;
    (c.world, me, format!("/api/v1/reports/{id}/parts/{agency}"))
}

pub fn examples() -> Vec<Example> {
    let mut all = flow();
    all.extend(around());
    all
}

fn flow() -> Vec<Example> {
    vec![
        example!("POST /api/v1/reports", |world| {
            Case::new(&world).await;
            StatusCode::CREATED
        }),
        Example {
            route: "POST /api/v1/reports/{id}/parts/{agency}/complete",
            call: |world| {
                Box::pin(async move {
                    let (world, me, part) = with_part(world).await;
                    let reply = me
                        .post(&format!("{part}/complete"), &json!({ "note": null }))
                        .await;
                    (world, reply.status.as_u16())
                })
            },
        },
        Example {
            route: "POST /api/v1/reports/{id}/parts/{agency}/reopen",
            call: |world| {
                Box::pin(async move {
                    let (world, me, part) = with_part(world).await;
                    me.post(&format!("{part}/complete"), &json!({ "note": null }))
                        .await
                        .expect(204);
                    let reply = me
                        .post(&format!("{part}/reopen"), &json!({ "reason": "Bổ sung số liệu" }))
                        .await;
                    (world, reply.status.as_u16())
                })
            },
        },
        example!("PUT /api/v1/reports/{id}/texts", |world| {
            let c = Case::new(&world).await;
            let view = c.me.get(&c.url("")).await.expect(200).json();
            let key = &view["outline"]["sections"][0]["blocks"][0]["key"];
            c.me.put(
                &c.url("/texts"),
                0,
                &json!({ "block": key, "body": "Đã ban hành 12 văn bản." }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/reports/{id}/close", |world| {
            let c = Case::new(&world).await;
            c.step(&c.me, "close", None).await.status
        }),
        example!("POST /api/v1/reports/{id}/reopen", |world| {
            let c = Case::closed(&world).await;
            c.step(&c.me, "reopen", Some(&json!({ "reason": "Sai số liệu" })))
                .await
                .status
        }),
        example!("POST /api/v1/reports/{id}/approve", |world| {
            let c = Case::closed(&world).await;
            c.step(&c.boss, "approve", None).await.status
        }),
        example!("POST /api/v1/reports/{id}/return", |world| {
            let c = Case::closed(&world).await;
            c.step(&c.boss, "return", Some(&json!({ "reason": "Viết lại phần II" })))
                .await
                .status
        }),
        example!("POST /api/v1/reports/{id}/number", |world| {
            let c = Case::approved(&world).await;
            c.step(&c.boss, "number", Some(&json!({ "issued_on": TODAY })))
                .await
                .status
        }),
        example!("POST /api/v1/reports/{id}/issue", |world| {
            let c = Case::numbered(&world).await;
            c.step(&c.boss, "issue", None).await.status
        }),
        example!("POST /api/v1/reports/{id}/cancel", |world| {
            let c = Case::new(&world).await;
            c.step(&c.me, "cancel", Some(&json!({ "reason": "Lập nhầm kỳ" })))
                .await
                .status
        }),
        example!("PUT /api/v1/reports/{id}/signed", |world| {
            let c = Case::numbered(&world).await;
            c.step(&c.boss, "issue", None).await.expect(204);
            let seen = version(&c.me, &c.id).await;
            let file: [(&str, &str, &[u8]); 1] = [("file", "da-ky.pdf", b"%PDF-1.7 signed")];
            c.me.form(Method::PUT, &c.url("/signed"), Some(seen), &[], &file)
                .await
                .status
        }),
    ]
}

fn around() -> Vec<Example> {
    vec![
        example!("PUT /api/v1/reports/{id}/head", |world| {
            let c = Case::new(&world).await;
            let seen = version(&c.me, &c.id).await;
            c.me.put(&c.url("/head"), seen, &head()).await.status
        }),
        example!("PUT /api/v1/reports/heads/{agency}", |world| {
            let c = Case::new(&world).await;
            c.me.put(&format!("/api/v1/reports/heads/{}", c.agency), 0, &head())
                .await
                .status
        }),
        example!("POST /api/v1/report-templates", |world| {
            let c = Case::new(&world).await;
            template(&c.me, c.agency).await.1.status
        }),
        example!("PUT /api/v1/report-templates/{id}", |world| {
            let c = Case::new(&world).await;
            let (mut body, made) = template(&c.me, c.agency).await;
            body["name"] = json!("Đề cương sửa đổi");
            let id = made.json()["id"].as_str().unwrap().to_owned();
            c.me.put(&format!("/api/v1/report-templates/{id}"), 1, &body)
                .await
                .status
        }),
        example!("POST /api/v1/register/{id}/cancel", |world| {
            let c = Case::numbered(&world).await;
            let register = c.boss.get("/api/v1/register").await.expect(200).json();
            let entry = register["items"][0]["id"].as_str().unwrap();
            let body = json!({ "reason": "Cấp nhầm" });
            c.boss
                .post(&format!("/api/v1/register/{entry}/cancel"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/register/series", |world| {
            let c = Case::new(&world).await;
            let body = json!({ "issuer_id": c.agency, "party": false, "day": TODAY, "last_used": 5 });
            c.me.post("/api/v1/register/series", &body).await.status
        }),
    ]
}
