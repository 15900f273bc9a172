//! What a notice names, and whether that may stand in public: nobody who reported, and nobody of whom the public is not warned.

use super::{
    lists,
    standing::{Standing, Stands},
};
use crate::{
    Hotline, HotlineError,
    entity::notice,
    error::invalid,
    mention::normal::{self, Settled},
    model::{NoticeKind, NoticeState, Outlet},
    redaction::outside::{self, Field, Leaving, Unread},
    store::{self, Connection, mention::Key},
};
use chrono::{DateTime, Utc};
use coloa_auth::Change;
use coloa_extract::Kind;
use coloa_platform::{Tx, hotline_config::HotlineConfig};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a notice names that may be a person's.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Of its list, in the order of that; `None`: nobody's.
    pub(crate) listed: Vec<Option<Settled>>,
    /// Whatever its words say.
    pub(crate) said: Vec<Settled>,
}

impl Names {
    pub(crate) fn of(row: &notice::Model, config: &HotlineConfig) -> Self {
        let is_personal = |thing: &Settled| config.is_personal(thing.kind.as_str());
        let lists = lists(row);
        let listed = lists.indicators.iter().map(listed);
        let said = said(row).into_iter().map(|(_, thing)| thing);
        Self {
            listed: listed.map(|thing| thing.filter(is_personal)).collect(),
            said: said.filter(is_personal).collect(),
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Settled> {
        self.listed.iter().flatten().chain(&self.said)
    }
}

/// One of its list. A value that is none of its kind is nobody's.
fn listed((kind, value): &(String, String)) -> Option<Settled> {
    normal::given(Kind::parse(kind)?, value, "")
}

/// What a notice names, and in which field: its list, and whatever its words say.
fn named(row: &notice::Model) -> Vec<(&'static str, Settled)> {
    let lists = lists(row);
    let listed = lists.indicators.iter().filter_map(listed);
    listed
        .map(|thing| ("indicators", thing))
        .chain(said(row))
        .collect()
}

/// The words of a notice, with the lines of its lists.
fn words<'a>(row: &'a notice::Model, signs: &'a str, advice: &'a str) -> [Field<'a>; 8] {
    [
        ("title", &row.title),
        ("summary", &row.summary),
        ("body", &row.body),
        ("title_en", &row.title_en),
        ("summary_en", &row.summary_en),
        ("body_en", &row.body_en),
        ("signs", signs),
        ("advice", advice),
    ]
}

/// What the words of a notice say, and in which field.
fn said(row: &notice::Model) -> Vec<(&'static str, Settled)> {
    let lists = lists(row);
    let mut all = Vec::new();
    let (signs, advice) = (lists.signs.join("\n"), lists.advice.join("\n"));
    for (field, text) in words(row, &signs, &advice) {
        let found = coloa_extract::find(text);
        all.extend(found.iter().map(|one| (field, normal::of(one))));
    }
    all
}

/// Goes on with a change, in which nothing was written yet, if a notice may stand in public.
pub(super) async fn check(
    hotline: &Hotline,
    change: Change,
    row: &notice::Model,
) -> Result<Change, HotlineError> {
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
    if row.expires_at.is_some_and(|end| end <= change.now()) {
        return Err(invalid("expires_at", "past"));
    }
    let change = compare(hotline, change, row, Unread::Refused).await?;
    check_standing(hotline, change.tx(), &named(row), change.now()).await?;
    Ok(change)
}

/// Reports that a notice draws on: of its campaign, of what it corrects, and those that name what it names.
async fn drawn(tx: &Tx, row: &notice::Model) -> Result<Vec<Uuid>, HotlineError> {
    let keys: BTreeSet<Key> = named(row)
        .into_iter()
        .map(|(_, thing)| (thing.kind.to_string(), thing.match_key))
        .collect();
    let keys: Vec<Key> = keys.into_iter().collect();
    let mut reports = outside::naming(tx, &keys).await?;
    reports.extend(store::content::reports_of_notice(tx, row.id).await?);
    if let Some(campaign) = row.campaign_id {
        reports.extend(store::campaign::reports_of(tx, campaign).await?);
    }
    Ok(reports)
}

/// Goes on with a change, in which nothing was written yet, if a notice names nobody who reported what it draws on.
pub(super) async fn compare(
    hotline: &Hotline,
    change: Change,
    row: &notice::Model,
    unread: Unread,
) -> Result<Change, HotlineError> {
    let reports = drawn(change.tx(), row).await?;
    let lists = lists(row);
    let (signs, advice) = (lists.signs.join("\n"), lists.advice.join("\n"));
    let values: Vec<&str> = lists.indicators.iter().map(|(_, value)| value.as_str()).collect();
    // With commas between, digits of two numbers do not become one.
    let values = values.join(", ");
    let mut fields = words(row, &signs, &advice).to_vec();
    fields.extend([
        ("source_name", row.source_name.as_str()),
        ("source_url", row.source_url.as_str()),
        (outside::LIST, values.as_str()),
    ]);
    let listed: Vec<Settled> = lists.indicators.iter().filter_map(listed).collect();
    let leaving = Leaving {
        outlet: Outlet::Notice,
        reports: &reports,
        fields: &fields,
        listed: &listed,
        unread,
    };
    outside::check(hotline, change, &leaving).await
}

/// [`compare`] of why it is withdrawn, whatever the notice itself says: what names somebody must be taken back at once.
pub(super) async fn compare_reason(
    hotline: &Hotline,
    change: Change,
    row: &notice::Model,
    reason: &str,
) -> Result<Change, HotlineError> {
    let reports = drawn(change.tx(), row).await?;
    let leaving = Leaving {
        outlet: Outlet::Notice,
        reports: &reports,
        fields: &[("reason", reason)],
        listed: &[],
        unread: Unread::Passed,
    };
    outside::check(hotline, change, &leaving).await
}

/// What may be a person's may be of somebody who has nothing to do with it: only what the public is warned of, and what is
/// official.
async fn check_standing(
    hotline: &Hotline,
    tx: &Tx,
    named: &[(&'static str, Settled)],
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    let is_personal = |thing: &Settled| hotline.config.is_personal(thing.kind.as_str());
    let personal: Vec<_> = named.iter().filter(|(_, thing)| is_personal(thing)).collect();
    if personal.is_empty() {
        return Ok(());
    }
    let things: Vec<&Settled> = personal.iter().map(|(_, thing)| thing).collect();
    let standing = Standing::among(tx, &things, now).await?;
    match personal
        .iter()
        .find(|(_, thing)| standing.of(thing) == Stands::No)
    {
        Some((field, _)) => Err(invalid(field, "not_warned")),
        None => Ok(()),
    }
}

/// What the words of a notice say and may no longer say.
pub(super) async fn fallen<C: Connection>(
    hotline: &Hotline,
    db: &C,
    row: &notice::Model,
    now: DateTime<Utc>,
) -> Result<Vec<Settled>, HotlineError> {
    let mut said = Names::of(row, &hotline.config).said;
    if !said.is_empty() {
        let things: Vec<&Settled> = said.iter().collect();
        let standing = Standing::among(db, &things, now).await?;
        said.retain(|thing| standing.of(thing) == Stands::No);
    }
    Ok(said)
}

/// Whether everybody may read a notice now: it was published, is not over, and its words name nobody whom the public is not
/// warned of any more.
pub(super) async fn is_public<C: Connection>(
    hotline: &Hotline,
    db: &C,
    row: &notice::Model,
    now: DateTime<Utc>,
) -> Result<bool, HotlineError> {
    let lasts = row.state == NoticeState::Published.as_str() && row.expires_at.is_none_or(|end| end > now);
    Ok(lasts && fallen(hotline, db, row, now).await?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            published_by_id: None,
            review_at: None,
            review_reason: String::new(),
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
        // What may be a person's: of the list in its order, of the words what they say.
        row.indicators =
            r#"[{"kind":"domain","value":"mau-gia.example"},{"kind":"phone","value":"0912000106"}]"#.into();
        let names = Names::of(&row, &HotlineConfig::default());
        let keys = |things: &[Settled]| things.iter().map(|t| t.match_key.clone()).collect::<Vec<_>>();
        assert_eq!(
            keys(&names.said),
            ["0912000101", "1012000111", "0912000103", "0912000104"]
        );
        assert_eq!(names.listed.len(), 2);
        assert!(names.listed[0].is_none() && names.listed[1].is_some());
        assert_eq!(names.all().count(), 5);
        row.advice = r#"["gọi 0912000105"]"#.into();
        assert_eq!(named(&row).last().map(|(f, _)| *f), Some("advice"));
    }
}
