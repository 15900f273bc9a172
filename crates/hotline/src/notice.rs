//! What the centre tells the public: warnings, corrections of false news, questions with answers. Written, published,
//! withdrawn with a reason; published ones are changed in public, with the version that was seen.
//!
//! Invariants: a correction names its source; a warning says what to do; nothing public names what may be a person's and the
//! public is not warned of (but what is official), wherever in it that stands: so it is when it is published, and as long as
//! it is public ([`review`]); no notice names who reported what it draws on, or anything that a reporter said is their own,
//! from its first draft on, which officers of every desk read; an address on the web that was public is never another's.

pub(crate) mod named;
pub mod review;
pub(crate) mod standing;

use crate::{
    Hotline, HotlineError,
    entity::{campaign, notice},
    error::{invalid, not_now},
    form,
    mention::normal,
    model::{NoticeKind, NoticeState},
    publish, reason,
    redaction::outside::Unread,
    scam_type, store, subscription,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{PersonId, text};
use coloa_extract::Kind;
use coloa_platform::{Tx, jobs};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Where citizens read a notice: `{PUBLIC_PATH}/<slug>`.
pub const PUBLIC_PATH: &str = "/cong-dan/tin";

/// Characters of a title, a summary and a body.
const MAX_TITLE: usize = 200;
const MAX_SUMMARY: usize = 500;
const MAX_BODY: usize = 20_000;
/// Lines of a list, and indicators.
const MAX_LINES: usize = 30;
const MAX_INDICATORS: usize = 200;
/// Characters of an address on the web.
const MAX_URL: usize = 500;
/// Characters of the readable part of a slug.
const MAX_SLUG: usize = 80;
/// The slug of a title without a letter.
const NO_SLUG: &str = "tin";

coloa_base::words! {
    /// For whom a notice is written.
    pub enum Audience {
        Everybody = "everybody",
        Elderly = "elderly",
        Young = "young",
        Parents = "parents",
        SmallFirms = "small_firms",
    }
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<NoticeState>,
    pub kind: Option<NoticeKind>,
    /// Part of title or summary, with or without diacritics.
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// A notice as a person writes it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// [`NoticeKind`]; a notice without is none.
    pub kind: String,
    pub title: String,
    pub title_en: String,
    pub summary: String,
    pub summary_en: String,
    pub body: String,
    pub body_en: String,
    pub signs: Vec<String>,
    pub advice: Vec<String>,
    /// Kind and value.
    pub indicators: Vec<(String, String)>,
    pub source_name: String,
    pub source_url: String,
    pub scam_type: Option<String>,
    pub audience: String,
    pub expires_at: Option<DateTime<Utc>>,
}

/// The lists of a notice, as they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    pub signs: Vec<String>,
    pub advice: Vec<String>,
    /// Kind and value.
    pub indicators: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct Named {
    kind: String,
    value: String,
}

/// What stands in the columns that hold lists.
#[must_use]
pub fn lists(row: &notice::Model) -> Lists {
    let named: Vec<Named> = serde_json::from_str(&row.indicators).unwrap_or_default();
    Lists {
        signs: serde_json::from_str(&row.signs).unwrap_or_default(),
        advice: serde_json::from_str(&row.advice).unwrap_or_default(),
        indicators: named.into_iter().map(|n| (n.kind, n.value)).collect(),
    }
}

fn about(id: Uuid) -> Resource {
    Resource::installation("hotline_notice", id)
}

fn check_reader(hotline: &Hotline, actor: &Actor) -> Result<(), HotlineError> {
    let any = [action::HOTLINE_PUBLISH, action::HOTLINE_READ];
    if any
        .iter()
        .any(|a| hotline.access.reach(actor, *a) != Reach::Nothing)
    {
        return Ok(());
    }
    Err(AuthError::Forbidden {
        action: action::HOTLINE_PUBLISH,
    }
    .into())
}

/// A page of notices, the newest first, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &Filter,
) -> Result<(Vec<notice::Model>, u64), HotlineError> {
    check_reader(hotline, actor)?;
    Ok(store::notice::page(hotline.access.db().reader(), filter).await?)
}

/// One notice.
pub async fn read(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<notice::Model, HotlineError> {
    check_reader(hotline, actor)?;
    store::notice::one(hotline.access.db().reader(), id).await
}

/// Text in paragraphs.
fn paragraphs(written: &str, field: &'static str) -> Result<String, HotlineError> {
    let text = text::nfc(written.trim()).replace("\r\n", "\n");
    if text.chars().count() > MAX_BODY {
        return Err(invalid(field, "too_long"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(invalid(field, "control_character"));
    }
    Ok(text)
}

fn short(written: &str, field: &'static str, most: usize) -> Result<String, HotlineError> {
    let line = form::line(written, field)?;
    if line.chars().count() > most {
        return Err(invalid(field, "too_long"));
    }
    Ok(line)
}

fn lines(written: &[String], field: &'static str) -> Result<Vec<String>, HotlineError> {
    if written.len() > MAX_LINES {
        return Err(invalid(field, "too_many"));
    }
    let mut all = Vec::new();
    for one in written {
        let line = form::line(one, field)?;
        if !line.is_empty() {
            all.push(line);
        }
    }
    Ok(all)
}

/// Indicators in their normal form, each once.
fn indicators(written: &[(String, String)]) -> Result<Vec<Named>, HotlineError> {
    const FIELD: &str = "indicators";
    if written.len() > MAX_INDICATORS {
        return Err(invalid(FIELD, "too_many"));
    }
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for (kind, value) in written {
        let kind = Kind::parse(kind).ok_or(invalid(FIELD, "kind"))?;
        let thing = normal::given(kind, value, "").ok_or(invalid(FIELD, "value"))?;
        if known.insert((thing.kind.as_str(), thing.match_key)) {
            all.push(Named {
                kind: thing.kind.to_string(),
                value: thing.value,
            });
        }
    }
    Ok(all)
}

fn as_json(list: &impl Serialize) -> String {
    // Lists of text are always written.
    serde_json::to_string(list).unwrap_or_default()
}

/// Checks what a person wrote and puts it into a row.
async fn put(tx: &Tx, row: &mut notice::Model, draft: &Draft) -> Result<(), HotlineError> {
    let kind = NoticeKind::parse(&draft.kind).ok_or(invalid("kind", "unknown"))?;
    row.kind = kind.to_string();
    row.title = short(&draft.title, "title", MAX_TITLE)?;
    if row.title.is_empty() {
        return Err(invalid("title", "empty"));
    }
    row.title_en = short(&draft.title_en, "title_en", MAX_TITLE)?;
    row.summary = short(&draft.summary, "summary", MAX_SUMMARY)?;
    row.summary_en = short(&draft.summary_en, "summary_en", MAX_SUMMARY)?;
    row.title_search = text::fold_plain(&format!("{} {}", row.title, row.summary));
    row.body = paragraphs(&draft.body, "body")?;
    row.body_en = paragraphs(&draft.body_en, "body_en")?;
    row.signs = as_json(&lines(&draft.signs, "signs")?);
    row.advice = as_json(&lines(&draft.advice, "advice")?);
    row.indicators = as_json(&indicators(&draft.indicators)?);
    row.source_name = short(&draft.source_name, "source_name", MAX_TITLE)?;
    row.source_url = short(&draft.source_url, "source_url", MAX_URL)?;
    let web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    if !row.source_url.is_empty() && (!web(&row.source_url) || row.source_url.contains(' ')) {
        return Err(invalid("source_url", "malformed"));
    }
    row.scam_type = match draft
        .scam_type
        .as_deref()
        .map(str::trim)
        .filter(|c| !c.is_empty())
    {
        Some(code) if scam_type::is_known(tx, code).await? => Some(code.to_owned()),
        Some(_) => return Err(invalid("scam_type", "unknown")),
        None => None,
    };
    let audience = match draft.audience.as_str() {
        "" => Audience::Everybody,
        word => Audience::parse(word).ok_or(invalid("audience", "unknown"))?,
    };
    row.audience = audience.to_string();
    row.expires_at = draft.expires_at;
    Ok(())
}

/// The readable part of an address: the words of a title, without marks.
fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for word in text::words(title).split(' ') {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() >= MAX_SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if slug.is_empty() { NO_SLUG.to_owned() } else { slug }
}

/// An address that no other notice has.
async fn free_slug(tx: &Tx, title: &str, own: &str) -> Result<String, HotlineError> {
    let base = slug_of(title);
    let mut taken: BTreeSet<String> = store::notice::slugs(tx, &base).await?.into_iter().collect();
    taken.remove(own);
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    let free = std::iter::once(base.clone())
        .chain(numbered)
        .find(|slug| !taken.contains(slug));
    Ok(free.unwrap_or(base))
}

/// Writes a new one.
pub async fn create(hotline: &Hotline, actor: &Actor, draft: &Draft) -> Result<notice::Model, HotlineError> {
    let id = Uuid::now_v7();
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_PUBLISH, about(id))
        .await?;
    let row = drafted(&change, id, draft, None).await?;
    let change = named::compare(hotline, change, &row, Unread::Passed).await?;
    store::notice::insert(change.tx(), row.clone()).await?;
    change.commit(written(&row)).await?;
    Ok(row)
}

/// What the audit log says of a new one.
fn written(row: &notice::Model) -> Value {
    json!({ "step": "written", "kind": row.kind, "slug": row.slug, "title": row.title, "campaign": row.campaign_id })
}

/// Writes a new one within a change of something else, which saw to it that the words name nobody.
pub(crate) async fn insert(
    change: &Change,
    id: Uuid,
    draft: &Draft,
    campaign: Option<Uuid>,
) -> Result<notice::Model, HotlineError> {
    let row = drafted(change, id, draft, campaign).await?;
    store::notice::insert(change.tx(), row.clone()).await?;
    Ok(row)
}

/// A new one, checked and not stored yet.
async fn drafted(
    change: &Change,
    id: Uuid,
    draft: &Draft,
    campaign: Option<Uuid>,
) -> Result<notice::Model, HotlineError> {
    let now = change.now();
    let mut row = notice::Model {
        id,
        kind: String::new(),
        slug: String::new(),
        title: String::new(),
        title_search: String::new(),
        title_en: String::new(),
        summary: String::new(),
        summary_en: String::new(),
        body: String::new(),
        body_en: String::new(),
        signs: String::new(),
        advice: String::new(),
        indicators: String::new(),
        source_name: String::new(),
        source_url: String::new(),
        scam_type: None,
        audience: String::new(),
        state: NoticeState::Draft.to_string(),
        campaign_id: campaign,
        published_at: None,
        published_by: None,
        published_by_id: None,
        review_at: None,
        review_reason: String::new(),
        withdrawn_at: None,
        withdraw_reason: String::new(),
        expires_at: None,
        created_by: change.actor().name.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    put(change.tx(), &mut row, draft).await?;
    row.slug = free_slug(change.tx(), &row.title, "").await?;
    Ok(row)
}

/// Drafts a warning of a campaign, with what is known of its kind of scam, within the change that notes it there: both are
/// there, or neither. Somebody reads and publishes it.
pub async fn draft_of_campaign(
    change: &mut Change,
    campaign: &campaign::Model,
    indicators: &[(String, String)],
) -> Result<Uuid, HotlineError> {
    let id = Uuid::now_v7();
    change.check(action::HOTLINE_PUBLISH, &about(id))?;
    let usable = |(kind, value): &&(String, String)| {
        Kind::parse(kind).is_some_and(|kind| normal::given(kind, value, "").is_some())
    };
    let topic = campaign.scam_type.as_deref().and_then(scam_type::find);
    let vi = |texts: &[scam_type::Text]| texts.iter().take(MAX_LINES).map(|t| t.vi.clone()).collect();
    let draft = Draft {
        kind: NoticeKind::Warning.to_string(),
        title: text::shorten(&campaign.name, MAX_TITLE),
        summary: text::shorten(&campaign.summary, MAX_SUMMARY),
        body: campaign.summary.clone(),
        signs: topic.map(|t| vi(&t.signs)).unwrap_or_default(),
        advice: topic.map(|t| vi(&t.advice)).unwrap_or_default(),
        indicators: indicators
            .iter()
            .filter(usable)
            .take(MAX_INDICATORS)
            .cloned()
            .collect(),
        scam_type: campaign.scam_type.clone(),
        ..Draft::default()
    };
    let row = insert(change, id, &draft, Some(campaign.id)).await?;
    change.also(action::HOTLINE_PUBLISH, about(id), written(&row))?;
    Ok(id)
}

/// Changes a draft, or what stands in public already.
pub async fn change(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &Draft,
) -> Result<notice::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    let before = row.title.clone();
    let change = match NoticeState::parse(&row.state) {
        Some(NoticeState::Draft) => {
            put(change.tx(), &mut row, draft).await?;
            if row.title != before {
                row.slug = free_slug(change.tx(), &row.title, &row.slug).await?;
            }
            named::compare(hotline, change, &row, Unread::Passed).await?
        }
        Some(state @ (NoticeState::Published | NoticeState::Review)) => {
            let kind = row.kind.clone();
            put(change.tx(), &mut row, draft).await?;
            if row.kind != kind {
                return Err(invalid("kind", "published"));
            }
            if state == NoticeState::Published {
                named::check(hotline, change, &row).await?
            } else {
                named::compare(hotline, change, &row, Unread::Passed).await?
            }
        }
        _ => return Err(not_now("withdrawn")),
    };
    finish(hotline, change, row, "changed").await
}

async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, notice::Model), HotlineError> {
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_PUBLISH, about(id))
        .await?;
    let row = store::notice::one(change.tx(), id).await?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    Ok((change, row))
}

async fn finish(
    hotline: &Hotline,
    change: Change,
    mut row: notice::Model,
    step: &str,
) -> Result<notice::Model, HotlineError> {
    row.version += 1;
    row.updated_at = change.now();
    if !store::notice::save(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    let tag = (!row.withdraw_reason.is_empty()).then(|| reason::tag(hotline, row.id, &row.withdraw_reason));
    change
        .commit(json!({ "step": step, "kind": row.kind, "slug": row.slug, "title": row.title, "state": row.state, "reason_tag": tag }))
        .await?;
    if row.state != NoticeState::Draft.as_str() {
        publish::changed(hotline);
    }
    Ok(row)
}

/// Whether everybody may read a notice now.
pub async fn is_public(hotline: &Hotline, row: &notice::Model) -> Result<bool, HotlineError> {
    let db = hotline.access.db().reader();
    named::is_public(hotline, db, row, hotline.access.clock().now()).await
}

/// Publishes a draft. A warning of a campaign says so there; warnings and corrections are mailed to whoever asked for them. One
/// that had to be looked at again comes back as it was first published: nothing is mailed twice.
pub async fn publish(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<notice::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    let again = match NoticeState::parse(&row.state) {
        Some(NoticeState::Draft) => false,
        Some(NoticeState::Review) => true,
        _ => return Err(not_now("published")),
    };
    let change = named::check(hotline, change, &row).await?;
    let now = change.now();
    row.state = NoticeState::Published.to_string();
    row.published_by = Some(actor.name.clone());
    row.published_by_id = actor.person.map(PersonId::uuid);
    row.review_at = None;
    row.review_reason = String::new();
    if again {
        return finish(hotline, change, row, "published_again").await;
    }
    row.published_at = Some(now);
    let is_warning = row.kind == NoticeKind::Warning.as_str();
    if let Some(campaign) = row.campaign_id.filter(|_| is_warning) {
        store::notice::campaign_warned(change.tx(), campaign, row.id, now).await?;
    }
    if row.kind != NoticeKind::Question.as_str() {
        let mail = subscription::NoticeMail {
            notice: row.id,
            after: None,
        };
        let key = row.id.to_string();
        jobs::enqueue(change.tx(), subscription::SEND, Some(&key), &mail, now).await?;
    }
    finish(hotline, change, row, "published").await
}

/// Takes a notice back; the reason stands with it.
pub async fn withdraw(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    reason: &str,
) -> Result<notice::Model, HotlineError> {
    let reason = form::line(reason, "reason")?;
    if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    let state = NoticeState::parse(&row.state);
    if !matches!(state, Some(NoticeState::Published | NoticeState::Review)) {
        return Err(not_now("not_published"));
    }
    let change = named::compare_reason(hotline, change, &row, &reason).await?;
    let now = change.now();
    row.state = NoticeState::Withdrawn.to_string();
    row.withdrawn_at = Some(now);
    row.withdraw_reason = reason;
    if let Some(campaign) = row.campaign_id {
        store::notice::campaign_unwarned(change.tx(), campaign, row.id, now).await?;
    }
    finish(hotline, change, row, "withdrawn").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_readable_and_bounded() {
        assert_eq!(
            slug_of("Cảnh báo: giả danh Điện lực!"),
            "canh-bao-gia-danh-dien-luc"
        );
        assert_eq!(slug_of("=cmd()|'/c calc'!A0"), "cmd-c-calc-a0");
        assert_eq!(slug_of("<script>alert(1)</script>"), "script-alert-1-script");
        assert_eq!(slug_of("🙂 漢字"), NO_SLUG);
        assert!(slug_of(&"chữ ".repeat(200)).len() < MAX_SLUG);
        assert!(slug_of(&"a".repeat(300)).len() < MAX_SLUG);
    }

    #[test]
    fn indicators_are_in_their_normal_form_and_stand_once() {
        let given = |list: &[(&str, &str)]| {
            let list: Vec<(String, String)> = list
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect();
            indicators(&list).map(|all| all.into_iter().map(|n| (n.kind, n.value)).collect::<Vec<_>>())
        };
        let found = given(&[("phone", "+84 912 000 101"), ("phone", "0912000101")]).unwrap();
        assert_eq!(found, [("phone".to_owned(), "0912000101".to_owned())]);
        assert!(given(&[("phone", "=cmd()")]).is_err());
        assert!(given(&[("person", "Nguyễn Văn Mẫu")]).is_err());
    }
}
