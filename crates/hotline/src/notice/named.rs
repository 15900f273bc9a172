//! What a notice names, and whether that may stand in public.

use super::lists;
use crate::{
    Hotline, HotlineError,
    entity::notice,
    error::invalid,
    mention::{
        self, hub,
        normal::{self, Settled},
    },
    model::NoticeKind,
    store,
    store::mention::Key,
    trust,
};
use chrono::{DateTime, Utc};
use coloa_extract::Kind;
use coloa_platform::Tx;
use std::collections::{BTreeMap, BTreeSet};

/// What a notice names, and in which field: its list, and whatever its words say.
fn named(row: &notice::Model) -> Vec<(&'static str, Settled)> {
    let lists = lists(row);
    let mut all = Vec::new();
    for (kind, value) in &lists.indicators {
        let thing = Kind::parse(kind).and_then(|kind| normal::given(kind, value, ""));
        all.extend(thing.map(|thing| ("indicators", thing)));
    }
    let (signs, advice) = (lists.signs.join("\n"), lists.advice.join("\n"));
    let texts: [(&'static str, &str); 8] = [
        ("title", &row.title),
        ("summary", &row.summary),
        ("body", &row.body),
        ("title_en", &row.title_en),
        ("summary_en", &row.summary_en),
        ("body_en", &row.body_en),
        ("signs", &signs),
        ("advice", &advice),
    ];
    for (field, text) in texts {
        let found = coloa_extract::find(text);
        all.extend(found.iter().map(|one| (field, normal::of(one))));
    }
    all
}

fn key(thing: &Settled) -> Key {
    (thing.kind.as_str().to_owned(), thing.match_key.clone())
}

/// Whether it may stand in public.
pub(super) async fn check(
    hotline: &Hotline,
    tx: &Tx,
    row: &notice::Model,
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    for (field, value) in [("summary", &row.summary), ("body", &row.body)] {
        if value.is_empty() {
            return Err(invalid(field, "empty"));
        }
    }
    match NoticeKind::parse(&row.kind) {
        Some(NoticeKind::Warning) if lists(row).advice.is_empty() => return Err(invalid("advice", "empty")),
        Some(NoticeKind::Correction) if row.source_name.is_empty() => {
            return Err(invalid("source_name", "empty"));
        }
        _ => {}
    }
    if row.expires_at.is_some_and(|end| end <= now) {
        return Err(invalid("expires_at", "past"));
    }
    let named = named(row);
    let tags: BTreeMap<Key, &'static str> = named
        .iter()
        .map(|(field, thing)| ((thing.kind.to_string(), mention::tag(hotline, thing)), *field))
        .collect();
    let keys: Vec<Key> = tags.keys().cloned().collect();
    if let Some(one) = store::notice::victims_among(tx, &keys).await?.first() {
        return Err(invalid(tags.get(one).copied().unwrap_or("body"), "victim"));
    }
    check_warned(tx, &named, now).await
}

/// Phones and accounts may be somebody's who has nothing to do with it: only those that the public is warned of, and official
/// ones.
async fn check_warned(
    tx: &Tx,
    named: &[(&'static str, Settled)],
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    let private: Vec<_> = named
        .iter()
        .filter(|(_, thing)| matches!(thing.kind, Kind::Phone | Kind::BankAccount))
        .collect();
    if private.is_empty() {
        return Ok(());
    }
    let keys: Vec<Key> = private.iter().map(|(_, thing)| key(thing)).collect();
    let warned: BTreeSet<Key> = store::verdict::active_among(tx, &keys, now)
        .await?
        .into_iter()
        .map(|v| (v.kind, v.match_key))
        .collect();
    let contacts: BTreeSet<String> = store::publish::contacts(tx)
        .await?
        .iter()
        .filter_map(|c| coloa_extract::phone_value(&c.value))
        .collect();
    for (field, thing) in private {
        let is_contact = thing.kind == Kind::Phone && contacts.contains(&thing.match_key);
        if warned.contains(&key(thing)) || is_contact || hub::everywhere(thing).is_some() {
            continue;
        }
        if !trust::is_official(tx, thing, now).await? {
            return Err(invalid(field, "not_warned"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn whatever_a_notice_names_is_found_wherever_it_stands() {
        let mut row = notice::Model {
            id: Uuid::nil(),
            kind: "warning".into(),
            slug: String::new(),
            title: "Gọi 0912000101".into(),
            title_search: String::new(),
            title_en: String::new(),
            summary: String::new(),
            summary_en: String::new(),
            body: "Chuyển tiền vào stk 1012000111 Vietcombank".into(),
            body_en: "call 0912 000 103".into(),
            signs: r#"["số 0912 000 104"]"#.into(),
            advice: "không phải JSON".into(),
            indicators: r#"[{"kind":"domain","value":"mau-gia.example"}]"#.into(),
            source_name: String::new(),
            source_url: String::new(),
            scam_type: None,
            audience: String::new(),
            state: String::new(),
            campaign_id: None,
            published_at: None,
            published_by: None,
            withdrawn_at: None,
            withdraw_reason: String::new(),
            expires_at: None,
            created_by: String::new(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            version: 1,
        };
        let found: Vec<(&str, String)> = named(&row).into_iter().map(|(f, t)| (f, t.match_key)).collect();
        let expected = [
            ("indicators", "mau-gia.example"),
            ("title", "0912000101"),
            ("body", "1012000111"),
            ("body_en", "0912000103"),
            ("signs", "0912000104"),
        ];
        assert_eq!(found, expected.map(|(f, k)| (f, k.to_owned())));
        row.advice = r#"["gọi 0912000105"]"#.into();
        assert_eq!(named(&row).last().map(|(f, _)| *f), Some("advice"));
    }
}
