//! Documents that the records hold already, and plans that have their successor.

use super::resource;
use crate::plans::{Plan, PlanError, PlanState, rules, store};
use chrono::NaiveDate;
use coloa_auth::{Access, Change, action};
use coloa_base::PlanId;
use coloa_platform::files::Files;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What a document is known by.
pub(super) struct Document<'a> {
    pub number: Option<&'a str>,
    pub issued_on: Option<NaiveDate>,
    pub issuer: Option<&'a str>,
    /// The bytes of its file.
    pub content: Option<&'a [u8]>,
}

/// Refuses a document that a plan was imported from, naming the plan. The next version of a plan may bear the
/// number of the plan it belongs to. Plans that the person may not read are not betrayed.
pub(super) async fn refuse(
    access: &Access,
    files: &Files,
    change: &Change,
    document: &Document<'_>,
    next_of: Option<PlanId>,
) -> Result<(), PlanError> {
    let tx = change.tx();
    let by_head = (document.number, document.issued_on, document.issuer);
    let mut found: Vec<Plan> = store::issued_on(tx, document.issued_on)
        .await?
        .into_iter()
        .filter(|p| Some(p.id) != next_of && rules::same_document(by_head, p))
        .collect();
    if let Some(content) = document.content {
        let versions: HashMap<String, PlanId> = store::version_owners(tx).await?;
        let ids: Vec<String> = versions.keys().cloned().collect();
        let hash = hex(&Sha256::digest(content));
        for file in files.of_many(access.db(), "plan_version", &ids).await? {
            if file.sha256 == hash
                && let Some(plan) = versions.get(&file.owner_id)
                && !found.iter().any(|p| p.id == *plan)
            {
                found.push(store::plan(tx, *plan).await?);
            }
        }
    }
    found.sort_by_key(|p| (p.created_at, p.id));
    let readable = |p: &Plan| change.check(action::PLAN_READ, &resource(p)).is_ok();
    match found.into_iter().find(readable) {
        Some(plan) => Err(PlanError::Duplicate {
            plan: plan.id,
            title: plan.title,
            number: plan.number,
        }),
        None => Ok(()),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A plan is replaced once.
pub(crate) fn must_be_replaceable(old: &Plan) -> Result<(), PlanError> {
    if old.state == PlanState::Replaced {
        return Err(PlanError::AlreadyReplaced {
            title: old.title.clone(),
        });
    }
    Ok(())
}
