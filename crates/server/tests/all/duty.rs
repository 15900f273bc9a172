//! `/api/v1/duties` and what hangs on them: list, report with files, review, forms, calendar, comments.

use crate::support::*;
use axum::http::Method;
use coloa_agency::{
    model::{Draft, DraftLink, Kind},
    service::NewReorganisation,
};
use coloa_auth::{Actor, Role};
use coloa_base::AgencyId;
use serde_json::{Value, json};

pub struct Case {
    pub world: World,
    pub clerk: Client,
    pub other: Client,
    pub chief: Client,
    pub duty: String,
    pub agency: String,
    pub second: String,
}

/// A directive to two agencies; the first has a focal point.
async fn case() -> Case {
    case_in(World::new().await).await
}

pub async fn case_in(world: World) -> Case {
    let province = world.listed_agency(None).await;
    let (one, two) = (
        world.listed_agency(Some(province)).await,
        world.listed_agency(Some(province)).await,
    );
    let chief = world.as_role(Role::Coordinator, Some(province)).await;
    let clerk = world.as_role(Role::FocalPoint, Some(one)).await;
    let other = world.as_role(Role::FocalPoint, Some(two)).await;
    let body = json!({
        "kind": "meeting", "number": "Giao ban tháng 7", "text": "Rà soát tài khoản quản trị",
        "leads": [one, two], "due_on": "2026-07-10",
    });
    chief.post("/api/v1/duties", &body).await.expect(201);
    let list = clerk.get("/api/v1/duties").await.expect(200).json();
    let duty = list["items"][0]["id"].as_str().unwrap().to_owned();
    Case {
        world,
        clerk,
        other,
        chief,
        duty,
        agency: one.to_string(),
        second: two.to_string(),
    }
}

/// A progress form in which the first duty was filled in.
pub fn filled(form: &[u8], c: &Case) -> Vec<u8> {
    use coloa_document::{read, xlsx};
    let limits = read::Limits::default();
    let meta = read::read_sheet(
        "f.xlsx",
        form,
        read::SheetChoice::Named(xlsx::META_SHEET),
        &limits,
    )
    .unwrap();
    let keys = [
        "duty_id", "version", "status", "percent", "done_on", "note", "product",
    ];
    let row = [
        c.duty.as_str(),
        "1",
        "Hoàn thành",
        "100",
        "10/07/2026",
        "Xong",
        "12/BC",
    ];
    let sheet = xlsx::Sheet {
        name: "Tiến độ".into(),
        columns: keys.iter().map(|k| xlsx::Column::text(*k, "", 9.0)).collect(),
        rows: vec![row.iter().map(|v| xlsx::Value::Text((*v).to_owned())).collect()],
        ..xlsx::Sheet::default()
    };
    let meta = meta
        .rows
        .iter()
        .map(|r| (r.get(0).to_owned(), r.get(1).to_owned()))
        .collect();
    xlsx::xlsx(&xlsx::Workbook {
        sheets: vec![sheet],
        meta,
    })
    .unwrap()
}

/// A report with its `If-Match`.
pub async fn report(
    client: &Client,
    duty: &str,
    version: i32,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Reply {
    let boundary = "b7d1f";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    for (name, content) in files {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let request = client
        .request(Method::POST, &format!("/api/v1/duties/{duty}/progress"))
        .header(
            "content-type",
            format!("multipart/form-data; boundary={boundary}"),
        )
        .header("if-match", format!("\"{version}\""))
        .body(body.into())
        .unwrap();
    client.send(request).await
}

#[tokio::test]
async fn a_focal_point_sees_and_reports_only_the_own_duties() {
    let c = case().await;
    let list = c.clerk.get("/api/v1/duties?late=late").await.expect(200).json();
    assert_eq!(
        (list["total"].as_u64(), &list["items"][0]["late_days"]),
        (Some(1), &json!(5))
    );
    assert_eq!(list["items"][0]["percent"], Value::Null, "no answer is not zero");
    let path = format!("/api/v1/duties/{}", c.duty);
    assert_eq!(c.other.get(&path).await.expect(403).code(), "auth.forbidden");
    assert_eq!(
        c.world.stranger().get(&path).await.expect(401).code(),
        "auth.unauthenticated"
    );
    let home = c.clerk.get("/api/v1/duties/home").await.expect(200).json();
    assert_eq!(
        (home["late"].as_array().unwrap().len(), &home["waiting_review"]),
        (1, &Value::Null)
    );

    let done = [("status", "done"), ("note", "Đã rà soát")];
    let reply = report(&c.clerk, &c.duty, 1, &done, &[("ảnh.png", b"png")])
        .await
        .expect(200);
    assert_eq!(reply.version(), 2);
    let refused = report(&c.clerk, &c.duty, 1, &done, &[]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (412, "duty.changed".to_owned())
    );
    let detail = c.chief.get(&path).await.expect(200).json();
    assert_eq!(
        (&detail["sufficiency"]["sufficient"], &detail["may"]["review"]),
        (&json!(true), &json!(true))
    );
    let file = detail["progress"][0]["files"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        c.chief
            .get(&format!("{path}/evidence/{file}"))
            .await
            .expect(200)
            .body
            .as_ref(),
        b"png"
    );
    assert_eq!(
        c.other
            .get(&format!("{path}/evidence/{file}"))
            .await
            .expect(403)
            .code(),
        "auth.forbidden"
    );

    assert_eq!(
        c.clerk
            .call(Method::POST, &format!("{path}/accept"), None, Some(2))
            .await
            .expect(403)
            .code(),
        "auth.forbidden"
    );
    c.chief
        .call(
            Method::POST,
            &format!("{path}/return"),
            Some(&json!({ "reason": "Thiếu danh sách" })),
            Some(2),
        )
        .await
        .expect(200);
    report(
        &c.clerk,
        &c.duty,
        3,
        &[("status", "in_progress"), ("percent", "80")],
        &[],
    )
    .await
    .expect(200);
    let accepted = c
        .chief
        .post("/api/v1/duties/accept", &json!({ "ids": [c.duty] }))
        .await
        .expect(200)
        .json();
    assert_eq!(accepted["accepted"].as_array().unwrap().len(), 1);
    let trail = c.clerk.get(&format!("{path}/history")).await.expect(200).json();
    assert_eq!(trail.as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn what_does_not_fit_is_named() {
    let c = case().await;
    let refused = |reply: Reply| (reply.status.as_u16(), reply.code(), reply.param("field"));
    let wrong = report(
        &c.clerk,
        &c.duty,
        1,
        &[("status", "done"), ("percent", "30")],
        &[],
    )
    .await;
    assert_eq!(refused(wrong), (422, "duty.invalid".into(), "percent".into()));
    let unreadable = report(
        &c.clerk,
        &c.duty,
        1,
        &[("status", "in_progress"), ("percent", "nhiều")],
        &[],
    )
    .await;
    assert_eq!(
        refused(unreadable),
        (422, "request.invalid".into(), "percent".into())
    );
    let secret = report(
        &c.clerk,
        &c.duty,
        1,
        &[("status", "done"), ("handling", "secret")],
        &[("m.pdf", b"x")],
    )
    .await;
    assert_eq!(secret.expect(422).code(), "file.handling_refused");
    let empty = report(&c.clerk, &c.duty, 1, &[("status", "done")], &[("rong.pdf", b"")]).await;
    assert_eq!(empty.expect(422).code(), "file.empty");
    assert_eq!(
        c.clerk.get(&format!("/api/v1/duties/{}", c.duty)).await.version(),
        1,
        "nothing was kept"
    );
    for query in ["status=xong", "sort=bua", "late=mai", "cursor=zzz"] {
        assert_eq!(
            c.chief
                .get(&format!("/api/v1/duties?{query}"))
                .await
                .expect(422)
                .code(),
            "duty.invalid",
            "{query}"
        );
    }
}

#[tokio::test]
async fn dates_lists_and_forms() {
    let c = case().await;
    let path = format!("/api/v1/duties/{}", c.duty);
    let asked = c
        .clerk
        .post(
            &format!("{path}/extension"),
            &json!({ "due_wanted": "2026-08-01", "reason": "Chờ kinh phí" }),
        )
        .await
        .expect(201)
        .json();
    let waiting = c.chief.get("/api/v1/duties/extensions").await.expect(200).json();
    assert_eq!(waiting[0]["extension"]["id"], asked["id"]);
    let decide = format!(
        "/api/v1/duties/extensions/{}/decision",
        asked["id"].as_str().unwrap()
    );
    let moved = c
        .chief
        .post(&decide, &json!({ "approve": true, "due_on": "2026-07-31" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&moved["due_on"], &moved["due_moved"]),
        (&json!("2026-07-31"), &json!(true))
    );
    assert_eq!(
        c.chief
            .post(&decide, &json!({ "approve": false, "reason": "Muộn" }))
            .await
            .expect(409)
            .code(),
        "duty.state"
    );

    let summary = c.chief.get("/api/v1/duties/summary").await.expect(200).json();
    assert_eq!(
        (
            &summary["all"]["total"],
            &summary["all"]["late"],
            &summary["all"]["silent"]
        ),
        (&json!(2), &json!(1), &json!(2))
    );
    let owing = c.chief.get("/api/v1/duties/agencies").await.expect(200).json();
    assert_eq!(owing[0]["counts"]["late"], json!(1), "{owing}");
    let silent = c
        .chief
        .get("/api/v1/duties/silent?from=2026-07-01&to=2026-07-31")
        .await
        .expect(200)
        .json();
    assert_eq!(silent.as_array().unwrap().len(), 2);
    let csv = c
        .chief
        .get("/api/v1/duties/export?format=csv")
        .await
        .expect(200)
        .text();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert_eq!(
        c.chief
            .get("/api/v1/duties/export?format=pdf")
            .await
            .expect(422)
            .code(),
        "request.invalid"
    );

    let form = c
        .chief
        .get(&format!("/api/v1/duties/form?agency={}", c.agency))
        .await
        .expect(200);
    let back = c
        .chief
        .upload(
            "/api/v1/duties/form",
            &[("apply", "false")],
            &[("file", "f.xlsx", &form.body)],
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&back["applied"], &back["rows"][0]["outcome"]),
        (&json!(false), &json!("unchanged"))
    );
    let junk = c
        .chief
        .upload("/api/v1/duties/form", &[], &[("file", "f.xlsx", b"junk")])
        .await;
    assert!(junk.status.is_client_error(), "{}", junk.text());
    let missing = c
        .chief
        .upload("/api/v1/duties/form", &[("apply", "true")], &[])
        .await;
    assert_eq!(missing.expect(422).param("field"), "file");
}

#[tokio::test]
async fn comments_difficulties_and_the_calendar() {
    let c = case().await;
    let on = format!("/api/v1/comments?kind=duty&id={}", c.duty);
    c.clerk
        .post(&on, &json!({ "body": "Đang chờ" }))
        .await
        .expect(201);
    assert_eq!(
        c.other
            .post(&on, &json!({ "body": "?" }))
            .await
            .expect(403)
            .code(),
        "auth.forbidden"
    );
    assert_eq!(
        c.chief
            .get(&on)
            .await
            .expect(200)
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let raised = c
        .clerk
        .post(
            "/api/v1/difficulties",
            &json!({ "kind": "proposal", "text": "Xin tập huấn", "duty_id": c.duty }),
        )
        .await
        .expect(201);
    let malformed = c.clerk.get("/api/v1/difficulties?cursor=abc").await;
    assert_eq!(malformed.expect(422).param("field"), "cursor");
    let at = format!("/api/v1/difficulties/{}", raised.json()["id"].as_str().unwrap());
    let answered = c
        .chief
        .call(
            Method::POST,
            &format!("{at}/answer"),
            Some(&json!({ "answer": "Tháng 9" })),
            Some(raised.version()),
        )
        .await
        .expect(200);
    assert_eq!(answered.json()["answers"][0]["text"], "Tháng 9");
    let stale = c
        .clerk
        .call(Method::POST, &format!("{at}/close"), None, Some(raised.version()))
        .await;
    assert_eq!(stale.expect(412).code(), "difficulty.changed");
    c.clerk
        .call(
            Method::POST,
            &format!("{at}/close"),
            None,
            Some(answered.version()),
        )
        .await
        .expect(200);

    let link = c
        .clerk
        .post("/api/v1/calendar/link", &json!({}))
        .await
        .expect(200)
        .json();
    let url = link["url"].as_str().unwrap();
    let feed_path = &url[url.find("/api/").unwrap()..];
    let feed = c.world.stranger().get(feed_path).await.expect(200).text();
    assert!(
        feed.contains("DTSTART;VALUE=DATE:20260710") && feed.contains("DTEND;VALUE=DATE:20260711"),
        "{feed}"
    );
    c.clerk.delete("/api/v1/calendar/link").await.expect(204);
    assert_eq!(
        c.world.stranger().get(feed_path).await.expect(404).code(),
        "duty.not_found"
    );

    let calendar = c.clerk.get("/api/v1/obligations").await.expect(200).json();
    let law = calendar
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["source"] == "law")
        .unwrap();
    assert!(
        law["citation"].as_str().is_some_and(|t| !t.is_empty()),
        "a date of the law names its article"
    );
    let met = format!(
        "/api/v1/obligations/statutory/{}/{}/met",
        law["statutory_code"].as_str().unwrap(),
        law["due_on"].as_str().unwrap()
    );
    let fields = [
        ("kind", "system"),
        ("name", "theodoing.example"),
        ("day", "2026-07-14"),
        ("receipt", "BN-7"),
    ];
    c.clerk.upload(&met, &fields, &[]).await.expect(200);
    let unknown = "/api/v1/obligations/statutory/khong-co/2026-12-19/met";
    assert_eq!(
        c.clerk.upload(unknown, &fields, &[]).await.expect(404).code(),
        "obligation.not_found"
    );
}

/// The first agency of the case is merged into the second.
async fn merged(c: &Case) {
    let (from, to): (AgencyId, AgencyId) = (c.agency.parse().unwrap(), c.second.parse().unwrap());
    let link = DraftLink {
        from,
        to: Some(to),
        function: None,
        percent: None,
    };
    let new = NewReorganisation {
        kind: Kind::Merge,
        title: "Sáp nhập mẫu".into(),
        effective: TODAY,
        basis: None,
        note: None,
        draft: Draft {
            links: vec![link],
            ..Draft::default()
        },
    };
    let machine = Actor::command_line();
    let id = c.world.app.agencies.draft(&machine, new).await.unwrap();
    c.world.app.agencies.review(&machine, id, 1).await.unwrap();
}

#[tokio::test]
async fn what_a_merge_leaves_behind_is_handed_over() {
    let c = case().await;
    let path = "/api/v1/duties/hand-over";
    assert_eq!(c.chief.get(path).await.expect(200).json()["items"], json!([]));
    assert_eq!(c.clerk.get(path).await.expect(403).code(), "auth.forbidden");
    merged(&c).await;
    let list = c.chief.get(path).await.expect(200).json();
    let line = &list["items"][0];
    assert_eq!(
        (&line["id"], &line["why"], &line["proposed"][0]["id"]),
        (&json!(c.duty), &json!("closed"), &json!(c.second))
    );
    let body = |version: i64, to: &str| json!({ "reason": "Sáp nhập", "items": [{ "kind": "duty", "id": c.duty, "version": version, "to": to }] });
    let version = line["version"].as_i64().unwrap();
    let stale = c.chief.post(path, &body(version + 1, &c.second)).await;
    assert_eq!(stale.expect(412).code(), "duty.changed");
    let closed = c.chief.post(path, &body(version, &c.agency)).await.expect(422);
    assert_eq!(
        (closed.code(), closed.param("reason")),
        ("duty.invalid".into(), "agency_closed".into())
    );
    assert_eq!(
        c.other
            .post(path, &body(version, &c.second))
            .await
            .expect(403)
            .code(),
        "auth.forbidden"
    );
    let done = c.chief.post(path, &body(version, &c.second)).await.expect(200);
    assert_eq!(done.json()["handed_over"], 1);
    // Two of the same work now, both with the successor, who was told.
    let own = c.other.get("/api/v1/duties").await.expect(200).json();
    assert_eq!(own["total"], 2);
    let told = c.other.get("/api/v1/notifications").await.expect(200).json();
    assert_eq!(told["items"][0]["kind"], "duty.handed_over");
    // No work goes to an agency that is no more.
    let directive = json!({ "kind": "directive", "text": "Việc mới", "leads": [c.agency] });
    let refused = c.chief.post("/api/v1/duties", &directive).await.expect(422);
    assert_eq!(refused.param("field"), "leads");
}
