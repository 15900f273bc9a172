//! The trust register ("tín nhiệm mạng"): official sites, apps, accounts, hotlines and mail addresses of organisations.
//!
//! Invariants: organisations only, and each says by an agency of the directory or a number of registration that it is one;
//! nothing counts as official before it is proved, nor after its term; one thing is proved by one organisation at a time;
//! nothing outside is asked but through a [`Prover`], which asks nothing unless the installation says so.

pub mod key;
pub mod proof;

pub use key::match_key;
pub use proof::{ProofFault, Prover, challenge, proves};

use crate::{
    Hotline, HotlineError,
    entity::{trust_item as item, trust_organisation as organisation},
    error::{invalid, not_now},
    form,
    model::{Proof, TrustKind, TrustState},
    publish,
    published::{Published, Trusted},
    store,
};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{AgencyId, text};
use coloa_extract::Kind;
use rand::RngCore as _;
use serde_json::json;
use uuid::Uuid;

coloa_base::words! {
    /// What an organisation is.
    pub enum OrganisationKind {
        Agency = "agency",
        Enterprise = "enterprise",
        Bank = "bank",
        Telecom = "telecom",
        /// A marketplace, a social network, a wallet.
        Platform = "platform",
        Association = "association",
    }
    /// Whether it still is one.
    pub enum OrganisationState { Active = "active", Ended = "ended" }
}

/// Characters of a name, and of the words on a document.
const MAX_NAME: usize = 300;
const MAX_DOCUMENT: usize = 2_000;
/// Items of one organisation.
const MOST_ITEMS: usize = 500;
/// Proofs that one run of [`expire`] ends.
const MOST_EXPIRED: u64 = 500;
/// Who ends proofs in the log.
const EXPIRE: &str = "hotline.expire";

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name, or of a site, number or account.
    pub search: Option<String>,
    pub kind: Option<OrganisationKind>,
    pub state: Option<OrganisationState>,
    pub offset: u64,
    pub limit: u64,
}

/// An organisation to be.
#[derive(Clone, Debug)]
pub struct OrganisationDraft {
    pub name: String,
    pub kind: OrganisationKind,
    pub agency: Option<AgencyId>,
    /// Code of the enterprise, or number of the deciding document.
    pub registration_number: String,
    pub state: OrganisationState,
}

/// What an organisation says is its own.
#[derive(Clone, Debug)]
pub struct ItemDraft {
    pub kind: TrustKind,
    pub value: String,
    /// Of an app or account: `android`, `facebook`, …
    pub platform: String,
    pub proof: Proof,
    /// The document that proves it, where a person looked at one already.
    pub document: String,
}

/// An organisation with what is its own.
#[derive(Clone, Debug)]
pub struct Organisation {
    pub row: organisation::Model,
    pub items: Vec<item::Model>,
}

fn about(id: Uuid) -> Resource {
    Resource::installation("hotline_trust_organisation", id)
}

/// Whoever works at the hotline may look at the register: what is proved stands in public anyway.
fn check_reader(hotline: &Hotline, actor: &Actor) -> Result<(), HotlineError> {
    let any = [
        action::HOTLINE_TRUST,
        action::HOTLINE_READ,
        action::HOTLINE_PUBLISH,
    ];
    if any
        .iter()
        .any(|a| hotline.access.reach(actor, *a) != Reach::Nothing)
    {
        return Ok(());
    }
    Err(AuthError::Forbidden {
        action: action::HOTLINE_TRUST,
    }
    .into())
}

/// A page of organisations by name, with what is theirs, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &Filter,
) -> Result<(Vec<Organisation>, u64), HotlineError> {
    check_reader(hotline, actor)?;
    let db = hotline.access.db().reader();
    let (rows, total) = store::trust::page(db, filter).await?;
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let mut items = store::trust::items_of(db, &ids).await?;
    let with_items = |row: organisation::Model| Organisation {
        items: items.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok((rows.into_iter().map(with_items).collect(), total))
}

/// One organisation.
pub async fn read(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Organisation, HotlineError> {
    check_reader(hotline, actor)?;
    let db = hotline.access.db().reader();
    let row = store::trust::organisation(db, id).await?;
    let mut items = store::trust::items_of(db, &[id]).await?;
    Ok(Organisation {
        items: items.remove(&id).unwrap_or_default(),
        row,
    })
}

/// Checks a draft and puts it into a row.
async fn put(
    hotline: &Hotline,
    change: &Change,
    row: &mut organisation::Model,
    draft: &OrganisationDraft,
) -> Result<(), HotlineError> {
    row.name = form::line(&draft.name, "name")?;
    if row.name.is_empty() {
        return Err(invalid("name", "empty"));
    }
    if row.name.chars().count() > MAX_NAME {
        return Err(invalid("name", "too_long"));
    }
    row.registration_number = key::registration(&draft.registration_number)?;
    if let Some(agency) = draft.agency {
        let known = coloa_agency::names(hotline.access.db(), &[agency], change.today()).await?;
        if !known.contains_key(&agency) {
            return Err(invalid("agency_id", "unknown"));
        }
    } else if row.registration_number.is_empty() {
        // Nothing says that it is an organisation and no person.
        return Err(invalid("registration_number", "empty"));
    }
    row.agency_id = draft.agency.map(|a| a.uuid());
    row.kind = draft.kind.to_string();
    row.state = draft.state.to_string();
    row.name_search = text::fold_plain(&row.name);
    row.updated_at = change.now();
    if draft.state == OrganisationState::Active
        && let Some(other) = store::trust::other_of(change.tx(), row).await?
    {
        let field = if other.agency_id.is_some() && other.agency_id == row.agency_id {
            "agency_id"
        } else {
            "registration_number"
        };
        return Err(invalid(field, "taken"));
    }
    Ok(())
}

/// Enters an organisation.
pub async fn create(
    hotline: &Hotline,
    actor: &Actor,
    draft: &OrganisationDraft,
) -> Result<Organisation, HotlineError> {
    let id = Uuid::now_v7();
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_TRUST, about(id))
        .await?;
    let mut row = organisation::Model {
        id,
        name: String::new(),
        name_search: String::new(),
        kind: String::new(),
        agency_id: None,
        registration_number: String::new(),
        state: String::new(),
        created_by: actor.name.clone(),
        created_at: change.now(),
        updated_at: change.now(),
        version: 1,
    };
    put(hotline, &change, &mut row, draft).await?;
    store::trust::insert_organisation(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "step": "added", "name": row.name, "kind": row.kind, "agency": row.agency_id, "registration": row.registration_number }))
        .await?;
    Ok(Organisation {
        row,
        items: Vec::new(),
    })
}

/// Changes an organisation. One that ended has nothing official any more.
pub async fn change(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &OrganisationDraft,
) -> Result<Organisation, HotlineError> {
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_TRUST, about(id))
        .await?;
    let mut row = store::trust::organisation(change.tx(), id).await?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    let before = (row.name.clone(), row.state.clone());
    put(hotline, &change, &mut row, draft).await?;
    row.version += 1;
    if !store::trust::save_organisation(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    change
        .commit(json!({ "step": "changed", "before": before, "name": row.name, "state": row.state }))
        .await?;
    publish::changed(hotline);
    read(hotline, actor, id).await
}

/// Enters what an organisation says is its own. It counts once it is proved.
pub async fn add_item(
    hotline: &Hotline,
    actor: &Actor,
    organisation: Uuid,
    draft: &ItemDraft,
) -> Result<Organisation, HotlineError> {
    let (value, key, platform) = match_key(draft.kind, &draft.value, &draft.platform)?;
    if !proves(draft.proof, draft.kind) {
        return Err(invalid("proof", "not_for_this_kind"));
    }
    let document = document(&draft.document)?;
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_TRUST, about(organisation))
        .await?;
    let owner = store::trust::organisation(change.tx(), organisation).await?;
    if owner.state != OrganisationState::Active.as_str() {
        return Err(not_now("ended"));
    }
    let items = store::trust::items_of(change.tx(), &[organisation]).await?;
    if items.values().map(Vec::len).sum::<usize>() >= MOST_ITEMS {
        return Err(invalid("value", "too_many"));
    }
    let mut token = [0; 16];
    rand::rng().fill_bytes(&mut token);
    let mut row = item::Model {
        id: Uuid::now_v7(),
        organisation_id: organisation,
        kind: draft.kind.to_string(),
        value,
        match_key: key,
        platform,
        proof: draft.proof.to_string(),
        token: format!("coloa-{}", hex::encode(token)),
        state: TrustState::Pending.to_string(),
        document: String::new(),
        checked_at: None,
        check_fault: None,
        proved_at: None,
        expires_at: None,
        created_by: actor.name.clone(),
        created_at: change.now(),
        updated_at: change.now(),
        version: 1,
    };
    let live = [TrustState::Pending, TrustState::Proved, TrustState::Expired];
    let same = store::trust::named(change.tx(), &row, &live).await?;
    if same.iter().any(|i| i.organisation_id == organisation) {
        return Err(invalid("value", "taken"));
    }
    if draft.proof == Proof::Document && !document.is_empty() {
        row.document = document;
        row.checked_at = Some(change.now());
        proved(hotline, &change, &mut row).await?;
    }
    store::trust::insert_item(change.tx(), row.clone()).await?;
    let counts = row.state == TrustState::Proved.as_str();
    change
        .commit(json!({ "step": "item_added", "organisation": owner.name, "item": row.id, "kind": row.kind, "value": row.value, "proof": row.proof, "state": row.state }))
        .await?;
    if counts {
        publish::changed(hotline);
    }
    read(hotline, actor, organisation).await
}

fn document(written: &str) -> Result<String, HotlineError> {
    let text = text::nfc(written.trim());
    if text.chars().count() > MAX_DOCUMENT {
        return Err(invalid("document", "too_long"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(invalid("document", "control_character"));
    }
    Ok(text)
}

/// Puts a row to proved from now on, unless another organisation proved the same.
async fn proved(hotline: &Hotline, change: &Change, row: &mut item::Model) -> Result<(), HotlineError> {
    let others = store::trust::named(change.tx(), row, &[TrustState::Proved]).await?;
    let now = change.now();
    let counts = |i: &item::Model| i.expires_at.is_some_and(|end| end > now);
    if others.iter().any(counts) {
        return Err(not_now("proved_by_another"));
    }
    row.state = TrustState::Proved.to_string();
    row.proved_at = Some(now);
    row.expires_at = now.checked_add_signed(Duration::days(hotline.config.trusted_days.into()));
    row.check_fault = None;
    Ok(())
}

/// Begins a change of an item that was not taken back.
async fn begin_item(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
) -> Result<(Change, item::Model, organisation::Model), HotlineError> {
    let row = store::trust::item(hotline.access.db().reader(), id).await?;
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_TRUST, about(row.organisation_id))
        .await?;
    let row = store::trust::item(change.tx(), id).await?;
    if row.state == TrustState::Revoked.as_str() {
        return Err(not_now("revoked"));
    }
    let owner = store::trust::organisation(change.tx(), row.organisation_id).await?;
    Ok((change, row, owner))
}

/// Stores a changed item, with the entry of the log, and lets the public see it.
async fn finish(
    hotline: &Hotline,
    actor: &Actor,
    change: Change,
    mut row: item::Model,
    step: &str,
    reason: &str,
) -> Result<Organisation, HotlineError> {
    row.version += 1;
    row.updated_at = change.now();
    if !store::trust::save_item(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    let tag = if reason.is_empty() {
        None
    } else {
        Some(crate::reason::keep(hotline, &change, row.id, crate::reason::Step::Revoked, reason).await?)
    };
    change
        .commit(json!({ "step": step, "item": row.id, "kind": row.kind, "value": row.value, "state": row.state, "fault": row.check_fault, "reason_tag": tag }))
        .await?;
    publish::changed(hotline);
    read(hotline, actor, row.organisation_id).await
}

/// Looks whether the organisation put the token where only it can. What was asked, and why it proved nothing, stays on
/// record; what was proved before goes on to its end.
pub async fn check(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    prover: &dyn Prover,
) -> Result<Organisation, HotlineError> {
    let seen = store::trust::item(hotline.access.db().reader(), id).await?;
    // Before anybody outside is asked, and without holding the records meanwhile.
    hotline
        .access
        .check(actor, action::HOTLINE_TRUST, &about(seen.organisation_id))?;
    if seen.state == TrustState::Revoked.as_str() {
        return Err(not_now("revoked"));
    }
    if challenge(&seen).is_none() {
        return Err(not_now("document"));
    }
    let answer = proof::ask(prover, &seen).await;
    let (change, mut row, owner) = begin_item(hotline, actor, id).await?;
    if row.version != seen.version {
        return Err(HotlineError::Conflict);
    }
    row.checked_at = Some(change.now());
    match answer {
        Ok(()) if owner.state != OrganisationState::Active.as_str() => return Err(not_now("ended")),
        Ok(()) => proved(hotline, &change, &mut row).await?,
        Err(fault) => row.check_fault = Some(fault.to_string()),
    }
    finish(hotline, actor, change, row, "item_checked", "").await
}

/// A person looked at a document that proves it; the words say which.
pub async fn prove(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    written: &str,
) -> Result<Organisation, HotlineError> {
    let document = document(written)?;
    if document.is_empty() {
        return Err(invalid("document", "empty"));
    }
    let (change, mut row, owner) = begin_item(hotline, actor, id).await?;
    if owner.state != OrganisationState::Active.as_str() {
        return Err(not_now("ended"));
    }
    row.proof = Proof::Document.to_string();
    row.document = document;
    row.checked_at = Some(change.now());
    proved(hotline, &change, &mut row).await?;
    finish(hotline, actor, change, row, "item_proved", "").await
}

/// Lets a proof last another term: a record or file is looked at again, a document was by the person who says so.
pub async fn renew(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    prover: &dyn Prover,
) -> Result<Organisation, HotlineError> {
    let seen = store::trust::item(hotline.access.db().reader(), id).await?;
    if challenge(&seen).is_some() {
        return check(hotline, actor, id, prover).await;
    }
    let (change, mut row, owner) = begin_item(hotline, actor, id).await?;
    if owner.state != OrganisationState::Active.as_str() {
        return Err(not_now("ended"));
    }
    if row.document.is_empty() || row.proved_at.is_none() {
        return Err(not_now("not_proved"));
    }
    row.checked_at = Some(change.now());
    proved(hotline, &change, &mut row).await?;
    finish(hotline, actor, change, row, "item_renewed", "").await
}

/// Takes an item back: it is official no more.
pub async fn revoke(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    reason: &str,
) -> Result<Organisation, HotlineError> {
    let reason = form::line(reason, "reason")?;
    if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let (change, mut row, _) = begin_item(hotline, actor, id).await?;
    row.state = TrustState::Revoked.to_string();
    row.expires_at = Some(change.now());
    finish(hotline, actor, change, row, "item_revoked", &reason).await
}

/// Ends proofs whose term is over. How many. (They counted no more from that moment on; this says so in the records.)
pub async fn expire(hotline: &Hotline) -> Result<usize, HotlineError> {
    let now = hotline.access.clock().now();
    if store::trust::over(hotline.access.db().reader(), now, 1)
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let actor = Actor::job(EXPIRE);
    let resource = Resource::installation("hotline_trust_organisation", "expired");
    let change = hotline
        .access
        .begin(&actor, action::HOTLINE_TRUST, resource)
        .await?;
    let over = store::trust::over(change.tx(), now, MOST_EXPIRED).await?;
    let mut ended = Vec::new();
    for mut row in over {
        row.state = TrustState::Expired.to_string();
        row.version += 1;
        row.updated_at = change.now();
        let id = row.id;
        if store::trust::save_item(change.tx(), row).await? {
            ended.push(id);
        }
    }
    change
        .commit(json!({ "step": "expired", "items": ended }))
        .await?;
    publish::changed(hotline);
    Ok(ended.len())
}

/// What an organisation may prove that says of something of a kind that it is its own.
pub(crate) const fn proofs_of(kind: Kind) -> &'static [TrustKind] {
    match kind {
        Kind::Phone => &[TrustKind::Hotline],
        Kind::Domain => &[TrustKind::Site],
        Kind::Url => &[TrustKind::Site, TrustKind::App, TrustKind::Account],
        Kind::Email => &[TrustKind::Email, TrustKind::Site],
        Kind::Handle => &[TrustKind::Account],
        Kind::BankAccount | Kind::Ip | Kind::Wallet => &[],
    }
}

/// Who proved that a host, or one above it, is theirs: what a badge shows.
#[must_use]
pub fn official_site<'a>(published: &'a Published, host: &str, now: DateTime<Utc>) -> Option<&'a Trusted> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, above)| above))
        .find_map(|name| published.trusted.get(&(TrustKind::Site, name.to_owned())))
        .and_then(|at| published.document.trusted.get(*at))
        .filter(|t| t.expires_at > now)
}

/// Who proved that an account is theirs, at this service alone: the same name is anybody's at another.
#[must_use]
pub fn official_account<'a>(
    published: &'a Published,
    service: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Option<&'a Trusted> {
    let service = service.to_lowercase();
    published
        .document
        .trusted
        .iter()
        .filter(|t| t.kind == TrustKind::Account && t.match_key == key)
        .find(|t| t.platform == service && t.expires_at > now)
}
