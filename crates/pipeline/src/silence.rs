//! Sources that are silent for longer than their limit become findings.

use crate::{
    builtin::{self, BUILTIN},
    directory::Directory,
};
use chrono::{DateTime, Duration, Utc};
use coloa_event::{Entity, Finding};
use coloa_platform::{Db, StoreError};
use coloa_source::store;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Findings of sources that have become silent, each told once for a silence.
pub(crate) async fn look(
    db: &Db,
    directory: &Directory,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, StoreError> {
    let heard: HashMap<_, _> = store::statuses(db.reader(), None)
        .await?
        .into_iter()
        .map(|s| (s.source_id, s))
        .collect();
    let view = directory.view();
    let mut found = Vec::new();
    for source in directory.all() {
        let Some(status) = heard.get(&source.id) else {
            continue;
        };
        let limit = Duration::minutes(i64::from(source.silence_minutes));
        if !source.enabled
            || !source.is_live()
            || status.silent_since.is_some()
            || now - status.last_at <= limit
        {
            continue;
        }
        let rule = &BUILTIN.silent;
        let digest = Sha256::new()
            .chain_update(&rule.id)
            .chain_update(source.id.as_bytes())
            .chain_update(status.last_at.timestamp_micros().to_le_bytes())
            .finalize();
        found.push(Finding {
            id: hex::encode(&digest[..16]),
            rule_id: rule.id.clone(),
            rule_title: rule.title.clone(),
            level: builtin::level(&rule.level),
            tags: rule.tags.clone(),
            at: now,
            source: source.id,
            agency: source.agency,
            system: source
                .system
                .and_then(|id| view.system(id))
                .map(|s| s.reference.clone()),
            entity: Some(Entity {
                kind: "source",
                value: source.name.clone(),
            }),
            host: None,
            seq: 0,
            event: json!({ "source.name": source.name, "last_heard": status.last_at, "silence_minutes": source.silence_minutes }),
            events: 1,
        });
    }
    Ok(found)
}
