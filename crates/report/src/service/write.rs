//! Written texts and the head of the document.

use super::{Reports, advance, encode};
use crate::{ReportError, compose::Head, entity::report_text, flow::Step, store};
use coloa_auth::{Actor, action};
use coloa_base::{PersonId, ReportId, text};
use serde_json::json;

/// Longest text of one block, in characters.
const MAX_TEXT: usize = 100_000;

impl Reports {
    /// Texts by block key with their versions.
    pub async fn texts(&self, actor: &Actor, id: ReportId) -> Result<Vec<report_text::Model>, ReportError> {
        let row = self.allowed(actor, action::REPORT_READ, id).await?;
        let parts = store::contributors(self.access.db().reader(), id).await?;
        self.check_whole(actor, action::REPORT_READ, &row, parts)?;
        Ok(store::texts(self.access.db().reader(), id)
            .await?
            .into_values()
            .collect())
    }

    /// Writes the text of a block; `seen` is the version the writer saw, 0 where there was none.
    pub async fn write_text(
        &self,
        actor: &Actor,
        id: ReportId,
        block: &str,
        body: &str,
        seen: i32,
    ) -> Result<i32, ReportError> {
        if body.chars().count() > MAX_TEXT {
            return Err(ReportError::Invalid { field: "body" });
        }
        let row = self.allowed(actor, action::REPORT_PREPARE, id).await?;
        let outline: coloa_law::ReportOutline = super::decode(&row.outline)?;
        if !crate::compose::text_keys(&outline).iter().any(|k| k == block) {
            return Err(ReportError::NotFound { what: "block" });
        }
        let change = self
            .access
            .begin(actor, action::REPORT_PREPARE, Self::resource(&row))
            .await?;
        let mut row = store::find_locked(change.tx(), id).await?;
        advance(&mut row, Step::Write)?;
        let version = store::put_text(
            change.tx(),
            report_text::Model {
                report_id: id.uuid(),
                block: block.to_owned(),
                body: text::nfc(body),
                written_by: actor.person.map(PersonId::uuid),
                written_at: change.now(),
                version: 0,
            },
            seen,
        )
        .await?;
        // Whoever approves a closed report approves its words: the version they saw is not this one any more.
        if row.frozen_hash.is_some() {
            store::update(change.tx(), row).await?;
        }
        change
            .commit(json!({ "block": block, "characters": body.chars().count() }))
            .await?;
        Ok(version)
    }

    /// Replaces the head (issuer, place, addressees, signature, recipients).
    pub async fn write_head(
        &self,
        actor: &Actor,
        id: ReportId,
        head: &Head,
        version: i32,
    ) -> Result<(), ReportError> {
        let mut open = self
            .step(actor, action::REPORT_PREPARE, id, version, Step::Write)
            .await?;
        open.row.head = encode(head)?;
        open.commit(json!({ "head": "changed" })).await
    }
}
