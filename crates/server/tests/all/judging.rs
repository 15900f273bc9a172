//! What a shift does with alerts besides the steps of one: who may take it over, and finding those of a technique.

use crate::centre::Centre;
use axum::http::Method;
use serde_json::json;

/// An alert that stands as it was raised goes to a colleague who may judge it, and to nobody else.
pub async fn is_given_to_those_who_may_judge(c: &Centre, path: &str) {
    let assignees = format!("{path}/assignees");
    let judges = c.lead.get(&assignees).await.expect(200).json();
    let judges = judges.as_array().unwrap();
    let clerk = c.clerk.get("/api/v1/auth/session").await.expect(200).json()["person"]["id"].clone();
    assert!(
        !judges.is_empty() && judges.iter().all(|j| j["id"] != clerk),
        "{judges:?}"
    );
    assert_eq!(c.clerk.get(&assignees).await.status.as_u16(), 403);
    let given = json!({ "step": "assigned", "assignee_id": clerk });
    c.lead
        .call(Method::POST, &format!("{path}/steps"), Some(&given), Some(1))
        .await
        .expect(422);
}

/// A technique is found with its parts; a part alone.
pub async fn are_found_by_technique(c: &Centre) {
    let all = c.lead.get("/api/v1/alerts?limit=500").await.expect(200).json();
    let speaks_of = |tag: &str| {
        let tagged = |alert: &&serde_json::Value| {
            let tags = alert["tags"].as_array().unwrap();
            tags.iter().any(|t| t.as_str().unwrap().starts_with(tag))
        };
        all["items"].as_array().unwrap().iter().filter(tagged).count()
    };
    let whole = speaks_of("attack.t1110");
    assert!(whole > 0);
    for (technique, count) in [
        ("T1110", whole),
        ("T1110.001", speaks_of("attack.t1110.001")),
        ("T1485", speaks_of("attack.t1485")),
    ] {
        let url = format!("/api/v1/alerts?technique={technique}&limit=500");
        assert_eq!(c.lead.get(&url).await.json()["total"], count, "{technique}");
    }
    c.lead.get("/api/v1/alerts?technique=%25").await.expect(422);
}
