//! What the public is warned of. An operator verifies it, the rule ([`rule`]) says whether the reports suffice, it ends by
//! itself unless it is renewed, and whoever it belongs to may object ([`contest`]). Nothing of who reports is in it: its words are
//! held against everybody whose report names the thing, when the public is warned and whenever the warning is renewed.

pub mod contest;
pub mod rule;

pub use self::contest::ContestFilter;

use self::rule::{Voices, may_warn};
use crate::{
    Hotline, HotlineError, campaign,
    entity::{mention, verdict},
    error::{invalid, not_now},
    form,
    mention::{
        hub::Hubs,
        normal::{self, Settled, same_bank},
    },
    model::{Outlet, VerdictState},
    redaction::outside::{self, Field, Leaving, Unread},
    store::{self, Connection, mention::Key},
};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Actor, Change, Reach, Resource, action};
use coloa_base::PersonId;
use coloa_extract::Kind;
use coloa_platform::Tx;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Newest mentions that a decision looks at: far more than any rule asks for.
const MOST_MENTIONS: u64 = 2_000;
/// Warnings that one run of the job ends.
const MOST_OVER: u64 = 500;
/// As written into the audit log.
const MACHINE: &str = "hotline.verdict";

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct VerdictFilter {
    pub state: Option<VerdictState>,
    /// Part of a value.
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// What an operator verified.
#[derive(Clone, Debug, Default)]
pub struct VerdictDraft {
    /// [`Kind`].
    pub kind: String,
    pub value: String,
    /// Of an account.
    pub bank: String,
    pub scam_type: Option<String>,
    /// What the public reads.
    pub reason: String,
    /// Why reports of which nobody knows where they came from (by phone, at the counter) are of different people; empty:
    /// nobody says so, and they add nothing to each other. Read by operators alone.
    pub statement: String,
    pub campaign: Option<Uuid>,
}

/// A warning with how many objections wait.
#[derive(Clone, Debug)]
pub struct Line {
    pub verdict: verdict::Model,
    /// As of now, whether the job marked it already or not.
    pub state: VerdictState,
    pub contests: i64,
}

fn about(id: Uuid) -> Resource {
    Resource::installation("hotline_verdict", id)
}

/// Where a warning stands at a moment; `None`: the row is damaged.
#[must_use]
pub fn state_at(row: &verdict::Model, now: DateTime<Utc>) -> Option<VerdictState> {
    match VerdictState::parse(&row.state)? {
        VerdictState::Warned if row.expires_at <= now => Some(VerdictState::Expired),
        state => Some(state),
    }
}

/// All decisions, the newest first, those in force by their end, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &VerdictFilter,
) -> Result<(Vec<Line>, u64), HotlineError> {
    hotline.reach(actor, action::HOTLINE_READ)?;
    let now = hotline.access.clock().now();
    let (rows, total) = store::verdict::page(hotline.access.db().reader(), filter, now).await?;
    Ok((lines(hotline, rows).await?, total))
}

/// One decision.
pub async fn read(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Line, HotlineError> {
    hotline.reach(actor, action::HOTLINE_READ)?;
    let row = store::verdict::find(hotline.access.db().reader(), id).await?;
    lines(hotline, vec![row])
        .await?
        .pop()
        .ok_or(HotlineError::NotFound)
}

async fn lines(hotline: &Hotline, rows: Vec<verdict::Model>) -> Result<Vec<Line>, HotlineError> {
    let ids: Vec<Uuid> = rows.iter().map(|v| v.id).collect();
    let now = hotline.access.clock().now();
    let counts = store::verdict::open_contests(hotline.access.db().reader(), &ids).await?;
    let counts: BTreeMap<Uuid, i64> = counts.into_iter().collect();
    let line = |verdict: verdict::Model| Line {
        state: state_at(&verdict, now).unwrap_or(VerdictState::Withdrawn),
        contests: counts.get(&verdict.id).copied().unwrap_or(0),
        verdict,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Independent reports that name a thing, where the rule lets the public be warned of it. `stated_until`: an operator stated of
/// what was received until then that it is of different people.
async fn ruled<C: Connection>(
    hotline: &Hotline,
    db: &C,
    thing: &Settled,
    stated_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<i32, HotlineError> {
    let hub = Hubs::among(db, [thing], now).await?.why_never_warned(thing);
    let named = store::mention::naming(db, thing.kind.as_str(), &thing.match_key, MOST_MENTIONS).await?;
    let ids: Vec<Uuid> = reports_of(thing, &named)?.into_iter().collect();
    let reports = store::campaign::sketches(db, &Reach::Everything, &ids).await?;
    let voices = Voices {
        own: store::mention::of_victims(db, &ids).await?,
        stated_until,
    };
    let config = &hotline.config;
    let least = if config.is_personal(thing.kind.as_str()) {
        config.independent_reports
    } else {
        1
    };
    match may_warn(thing.kind, hub, &reports, &voices, least) {
        Ok(number) => Ok(i32::try_from(number).unwrap_or(i32::MAX)),
        Err(refusal) => Err(not_now(refusal.reason())),
    }
}

/// Which reports name this thing. Two accounts may have the same number: those at another bank are not meant, and where no
/// bank is said there may be but one.
fn reports_of(thing: &Settled, named: &[mention::Model]) -> Result<BTreeSet<Uuid>, HotlineError> {
    if thing.kind != Kind::BankAccount {
        return Ok(named.iter().map(|m| m.report_id).collect());
    }
    let banks: BTreeSet<&str> = named.iter().filter_map(|m| m.bank.as_deref()).collect();
    if thing.bank.is_none() && banks.len() > 1 {
        return Err(invalid("bank", "empty"));
    }
    // Whoever names no bank may mean either of two.
    let sure = |m: &&mention::Model| banks.len() < 2 || m.bank.is_some();
    let meant = |m: &&mention::Model| same_bank(m.bank.as_deref(), thing.bank.as_deref());
    Ok(named
        .iter()
        .filter(sure)
        .filter(meant)
        .map(|m| m.report_id)
        .collect())
}

/// Warnings in force of the same thing.
async fn standing<C: Connection>(db: &C, thing: &Settled, now: DateTime<Utc>) -> Result<bool, HotlineError> {
    let key: Key = (thing.kind.as_str().to_owned(), thing.match_key.clone());
    let rows = store::verdict::active_among(db, std::slice::from_ref(&key), now).await?;
    Ok(rows
        .iter()
        .any(|v| same_bank(v.bank.as_deref(), thing.bank.as_deref())))
}

fn days(hotline: &Hotline) -> TimeDelta {
    TimeDelta::days(hotline.config.warned_days.into())
}

/// What the public reads of a reason: a sentence.
fn reason(text: &str, field: &'static str) -> Result<String, HotlineError> {
    let reason = form::line(text, field)?;
    if reason.is_empty() {
        return Err(invalid(field, "empty"));
    }
    Ok(reason)
}

/// Why reports are of different people: a sentence that names nobody, since it is kept in the clear.
fn statement(text: &str) -> Result<String, HotlineError> {
    let statement = form::line(text, "statement")?;
    if coloa_extract::find(&statement).is_empty() {
        Ok(statement)
    } else {
        Err(invalid("statement", "names_something"))
    }
}

/// Reports that the words of a warning draw on: those that name the thing, at whatever bank, and those of its campaign.
async fn drawn(
    tx: &Tx,
    kind: &str,
    match_key: &str,
    campaign: Option<Uuid>,
) -> Result<Vec<Uuid>, HotlineError> {
    let key: Key = (kind.to_owned(), match_key.to_owned());
    let mut reports = outside::naming(tx, std::slice::from_ref(&key)).await?;
    if let Some(campaign) = campaign {
        reports.extend(store::campaign::reports_of(tx, campaign).await?);
    }
    Ok(reports)
}

/// Goes on with a change of a warning, in which nothing was written yet, unless words of it say who reported.
async fn compared(
    hotline: &Hotline,
    change: Change,
    reports: &[Uuid],
    fields: &[Field<'_>],
    unread: Unread,
) -> Result<Change, HotlineError> {
    let leaving = Leaving {
        outlet: Outlet::Warning,
        reports,
        fields,
        listed: &[],
        unread,
    };
    outside::check(hotline, change, &leaving).await
}

/// Warns the public of something that the operator verified.
pub async fn warn(
    hotline: &Hotline,
    actor: &Actor,
    draft: &VerdictDraft,
) -> Result<verdict::Model, HotlineError> {
    let kind = Kind::parse(&draft.kind).ok_or(invalid("kind", "unknown"))?;
    let thing = normal::given(kind, &draft.value, &draft.bank).ok_or(invalid("value", "kind"))?;
    let reason = reason(&draft.reason, "reason")?;
    let statement = statement(&draft.statement)?;
    let scam_type = campaign::topic(hotline, draft.scam_type.as_deref()).await?;
    let id = Uuid::now_v7();
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_VERIFY, about(id))
        .await?;
    if standing(change.tx(), &thing, change.now()).await? {
        return Err(not_now("warned_already"));
    }
    let stated_until = (!statement.is_empty()).then_some(change.now());
    let reports = ruled(hotline, change.tx(), &thing, stated_until, change.now()).await?;
    let drawn = drawn(change.tx(), thing.kind.as_str(), &thing.match_key, draft.campaign).await?;
    let words = [("reason", reason.as_str()), ("statement", statement.as_str())];
    let change = compared(hotline, change, &drawn, &words, Unread::Refused).await?;
    if let Some(campaign) = draft.campaign {
        campaign::warned(&change, campaign).await?;
    }
    let row = verdict::Model {
        id,
        kind: thing.kind.to_string(),
        value: thing.value,
        match_key: thing.match_key,
        bank: thing.bank,
        state: VerdictState::Warned.to_string(),
        scam_type,
        reason,
        reports,
        statement,
        campaign_id: draft.campaign,
        warned_by: actor.person.map(PersonId::uuid),
        verified_by: actor.person.map(PersonId::uuid),
        verified_name: actor.name.clone(),
        verified_at: change.now(),
        expires_at: change.now() + days(hotline),
        ended_at: None,
        end_reason: String::new(),
        updated_at: change.now(),
        version: 1,
    };
    store::verdict::insert(change.tx(), row.clone()).await?;
    let detail = json!({
        "step": "warned", "kind": row.kind, "value": row.value, "bank": row.bank, "reports": reports,
        "stated": stated_until.is_some(), "reason_tag": crate::reason::tag(hotline, row.id, &row.reason),
        "expires_at": row.expires_at,
    });
    change.commit(detail).await?;
    crate::publish::changed(hotline);
    Ok(row)
}

/// Begins a change of a warning that was not changed since it was seen.
async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, verdict::Model), HotlineError> {
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_VERIFY, about(id))
        .await?;
    let row = store::verdict::find(change.tx(), id).await?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    Ok((change, row))
}

/// Stores a changed warning: version and time go on.
async fn save(change: &Change, mut row: verdict::Model) -> Result<verdict::Model, HotlineError> {
    row.version += 1;
    row.updated_at = change.now();
    if !store::verdict::save(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    Ok(row)
}

/// Lets a warning last anew: the rule is asked again, by the reports of today. What was stated when it was verified holds of
/// the reports of then.
pub async fn renew(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<verdict::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    let now = change.now();
    let kind = Kind::parse(&row.kind).ok_or(HotlineError::NotFound)?;
    let mut thing = Settled::stored(kind, &row.match_key);
    thing.bank.clone_from(&row.bank);
    match state_at(&row, now) {
        Some(VerdictState::Warned) => {}
        Some(VerdictState::Expired) if !standing(change.tx(), &thing, now).await? => {}
        Some(VerdictState::Expired) => return Err(not_now("warned_already")),
        _ => return Err(not_now("withdrawn")),
    }
    let stated_until = (!row.statement.is_empty()).then_some(row.verified_at);
    row.reports = ruled(hotline, change.tx(), &thing, stated_until, now).await?;
    // Others named it since, and what was written before words were compared is compared now.
    let drawn = drawn(change.tx(), &row.kind, &row.match_key, row.campaign_id).await?;
    let words = [
        ("reason", row.reason.as_str()),
        ("statement", row.statement.as_str()),
    ];
    let change = compared(hotline, change, &drawn, &words, Unread::Refused).await?;
    row.state = VerdictState::Warned.to_string();
    row.verified_by = actor.person.map(PersonId::uuid);
    row.verified_name.clone_from(&actor.name);
    row.expires_at = now + days(hotline);
    row.ended_at = None;
    row.end_reason = String::new();
    let row = save(&change, row).await?;
    let detail = json!({ "step": "renewed", "kind": row.kind, "value": row.value, "reports": row.reports, "expires_at": row.expires_at });
    change.commit(detail).await?;
    crate::publish::changed(hotline);
    Ok(row)
}

/// Takes a warning back.
pub async fn withdraw(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    why: &str,
) -> Result<verdict::Model, HotlineError> {
    let why = reason(why, "reason")?;
    let (change, row) = begin(hotline, actor, id, seen).await?;
    // With the keys or without: what is wrong is taken back.
    let drawn = drawn(change.tx(), &row.kind, &row.match_key, row.campaign_id).await?;
    let change = compared(
        hotline,
        change,
        &drawn,
        &[("reason", why.as_str())],
        Unread::Passed,
    )
    .await?;
    let row = end(&change, row, VerdictState::Withdrawn, why).await?;
    let tag = crate::reason::tag(hotline, row.id, &row.end_reason);
    let detail = json!({ "step": "withdrawn", "kind": row.kind, "value": row.value, "reason_tag": tag });
    change.commit(detail).await?;
    crate::publish::changed(hotline);
    Ok(row)
}

/// Ends a warning within a change.
async fn end(
    change: &Change,
    mut row: verdict::Model,
    state: VerdictState,
    why: String,
) -> Result<verdict::Model, HotlineError> {
    if row.state == VerdictState::Withdrawn.as_str() {
        return Err(not_now("withdrawn"));
    }
    row.state = state.to_string();
    row.ended_at = Some(change.now());
    row.end_reason = why;
    save(change, row).await
}

/// Marks warnings whose time is over; they are in force no more already. How many. For a job that comes often.
pub async fn expire(hotline: &Hotline) -> Result<usize, HotlineError> {
    let now = hotline.access.clock().now();
    let mut ended = 0;
    while !store::verdict::over(hotline.access.db().reader(), now, 1)
        .await?
        .is_empty()
    {
        let about = Resource::installation("hotline_verdict", "expired");
        let change = hotline
            .access
            .begin(&Actor::job(MACHINE), action::HOTLINE_VERIFY, about)
            .await?;
        let rows = store::verdict::over(change.tx(), now, MOST_OVER).await?;
        let ids: Vec<Uuid> = rows.iter().map(|v| v.id).collect();
        for row in rows {
            end(&change, row, VerdictState::Expired, String::new()).await?;
        }
        ended += ids.len();
        change
            .commit(json!({ "step": "expired", "verdicts": ids }))
            .await?;
    }
    if ended > 0 {
        crate::publish::changed(hotline);
    }
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MentionRole;

    fn mention(report: u128, bank: Option<&str>) -> mention::Model {
        mention::Model {
            id: Uuid::from_u128(report),
            report_id: Uuid::from_u128(report),
            kind: Kind::BankAccount.to_string(),
            value: "1012000111".to_owned(),
            match_key: "1012000111".to_owned(),
            bank: bank.map(str::to_owned),
            service: None,
            role: MentionRole::Offender.to_string(),
            joins: true,
            confirmed_by: String::new(),
            confirmed_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_account_at_another_bank_is_not_meant() {
        let at = |bank: &str| normal::given(Kind::BankAccount, "1012000111", bank).unwrap();
        let reports = |bank: &str, named: &[mention::Model]| -> Option<Vec<u128>> {
            let found = reports_of(&at(bank), named).ok()?;
            Some(found.iter().map(Uuid::as_u128).collect())
        };
        let one = [mention(1, Some("vietcombank")), mention(2, None)];
        assert_eq!(reports("", &one), Some(vec![1, 2]));
        assert_eq!(reports("VCB", &one), Some(vec![1, 2]));
        assert_eq!(reports("ACB", &one), Some(vec![2]));
        let two = [
            mention(1, Some("vietcombank")),
            mention(2, Some("acb")),
            mention(3, None),
        ];
        assert_eq!(reports("", &two), None);
        assert_eq!(reports("VCB", &two), Some(vec![1]));
        assert_eq!(reports("ACB", &two), Some(vec![2]));
    }
}
