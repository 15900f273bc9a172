//! Operations on sources: authorise, decide, store.

use crate::{
    SourceError,
    entity::{source, source_status, source_traffic},
    rules::{self, Standing},
    store,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Access, Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{AgencyId, address};
use ipnet::IpNet;
use rand::RngCore;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// What a person says of a source.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub protocol: String,
    pub shipper: String,
    pub agency: AgencyId,
    /// The system whose events these are where no host says another.
    pub system: Option<Uuid>,
    /// It collects for several agencies.
    pub shared: bool,
    /// Fingerprint of its certificate; empty: it shows none.
    pub certificate: String,
    pub addresses: String,
    pub zone_minutes: i32,
    pub silence_minutes: i32,
    pub enabled: bool,
    pub note: String,
}

/// A source with how it stands.
#[derive(Clone, Debug)]
pub struct Row {
    pub source: source::Model,
    pub status: Option<source_status::Model>,
    pub standing: Standing,
    /// Events of the last 24 hours.
    pub events: i64,
}

/// Senders that are not registered: what was heard of them in all.
#[derive(Clone, Debug, Default)]
pub struct Strangers {
    pub last_at: Option<DateTime<Utc>>,
    pub last_sender: Option<String>,
    pub events: i64,
}

/// The token of a source, shown once.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    fn new() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(format!("coloa_{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hint(&self) -> String {
        self.0[self.0.len() - 4..].to_owned()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What a token is kept as and found by.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

fn resource(row: &source::Model) -> Resource {
    Resource::of_agency("source", row.id, AgencyId(row.agency_id))
}

/// The reach of a reader of sources.
fn reach(access: &Access, actor: &Actor) -> Result<Reach, SourceError> {
    match access.reach(actor, action::SOURCE_READ) {
        Reach::Nothing => Err(AuthError::Forbidden {
            action: action::SOURCE_READ,
        }
        .into()),
        reach => Ok(reach),
    }
}

/// Sources within reach, by name, and, for whoever reaches everything, what strangers sent.
pub async fn list(access: &Access, actor: &Actor) -> Result<(Vec<Row>, Option<Strangers>), SourceError> {
    let reach = reach(access, actor)?;
    let db = access.db().reader();
    let sources = store::list(db, &reach).await?;
    let mut statuses: HashMap<Uuid, source_status::Model> = store::statuses(db, None)
        .await?
        .into_iter()
        .map(|s| (s.source_id, s))
        .collect();
    let now = access.clock().now();
    let events: HashMap<Uuid, i64> = store::totals(db, now - Duration::hours(24))
        .await?
        .into_iter()
        .collect();
    let strangers = (reach == Reach::Everything).then(|| {
        let status = statuses.get(&Uuid::nil());
        Strangers {
            last_at: status.map(|s| s.last_at),
            last_sender: status.and_then(|s| s.last_sender.clone()),
            events: events.get(&Uuid::nil()).copied().unwrap_or_default(),
        }
    });
    let rows = sources
        .into_iter()
        .map(|source| {
            let status = statuses.remove(&source.id);
            row(source, status, &events, now)
        })
        .collect();
    Ok((rows, strangers))
}

fn row(
    source: source::Model,
    status: Option<source_status::Model>,
    events: &HashMap<Uuid, i64>,
    now: DateTime<Utc>,
) -> Row {
    Row {
        standing: rules::standing(
            source.enabled,
            source.silence_minutes,
            status.as_ref().map(|s| s.last_at),
            now,
        ),
        events: events.get(&source.id).copied().unwrap_or_default(),
        source,
        status,
    }
}

/// One source with what it sent in the last hours, minute by minute.
pub async fn read(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    hours: i64,
) -> Result<(Row, Vec<source_traffic::Model>), SourceError> {
    let db = access.db().reader();
    let source = store::find(db, id).await?;
    access.check(actor, action::SOURCE_READ, &resource(&source))?;
    let now = access.clock().now();
    let status = store::statuses(db, Some(&[id])).await?.pop();
    let events = store::totals(db, now - Duration::hours(24))
        .await?
        .into_iter()
        .collect();
    let traffic = store::traffic(db, id, now - Duration::hours(hours.clamp(1, 24 * 31))).await?;
    Ok((row(source, status, &events, now), traffic))
}

/// What sources within reach sent from a moment on, minute by minute.
pub async fn traffic_since(
    access: &Access,
    reach: &Reach,
    from: DateTime<Utc>,
) -> Result<Vec<source_traffic::Model>, SourceError> {
    let db = access.db().reader();
    let own: std::collections::HashSet<Uuid> =
        store::list(db, reach).await?.into_iter().map(|s| s.id).collect();
    let everything = *reach == Reach::Everything;
    let mut rows = store::traffic_since(db, from).await?;
    rows.retain(|row| everything || own.contains(&row.source_id));
    Ok(rows)
}

struct Checked {
    name: String,
    certificate: Option<String>,
    shipper: String,
    addresses: Vec<IpNet>,
    zone_minutes: i32,
    silence_minutes: i32,
    note: String,
    has_token: bool,
}

fn check(draft: &Draft) -> Result<Checked, SourceError> {
    let has_token = rules::has_token(&draft.protocol).ok_or(SourceError::Invalid {
        field: "protocol",
        reason: "unknown",
    })?;
    Ok(Checked {
        name: rules::line(&draft.name, "name", true)?,
        certificate: rules::fingerprint(&draft.certificate)?,
        shipper: rules::line(&draft.shipper, "shipper", false)?,
        addresses: rules::ranges(&draft.addresses)?,
        zone_minutes: rules::zone(draft.zone_minutes)?,
        silence_minutes: rules::silence(draft.silence_minutes)?,
        note: rules::note(&draft.note)?,
        has_token,
    })
}

/// No address may mean two sources.
async fn check_addresses(change: &Change, id: Uuid, own: &[IpNet]) -> Result<(), SourceError> {
    for other in store::all(change.tx()).await? {
        if other.id == id {
            continue;
        }
        for theirs in rules::ranges(&other.addresses).unwrap_or_default() {
            // One within the other is meant: the closer one counts. The same range cannot be two.
            if let Some(address) = own.iter().find(|own| **own == theirs) {
                return Err(SourceError::AddressTaken {
                    address: address::shown(address),
                    name: other.name,
                });
            }
        }
    }
    Ok(())
}

/// No certificate may mean two sources.
async fn check_certificate(change: &Change, id: Uuid, own: Option<&str>) -> Result<(), SourceError> {
    if own.is_none() {
        return Ok(());
    }
    let taken = store::all(change.tx())
        .await?
        .into_iter()
        .any(|other| other.id != id && other.certificate.as_deref() == own);
    if taken {
        return Err(SourceError::Invalid {
            field: "certificate",
            reason: "taken",
        });
    }
    Ok(())
}

/// A source speaks for a system of its own agency; one that collects for several, for any.
async fn check_system(change: &Change, draft: &Draft) -> Result<(), SourceError> {
    let Some(id) = draft.system else {
        return Ok(());
    };
    let fits = coloa_system::store::all(change.tx())
        .await?
        .into_iter()
        .any(|s| s.id == id && (draft.shared || s.agency_id == draft.agency.uuid()));
    if fits {
        return Ok(());
    }
    Err(SourceError::Invalid {
        field: "system_id",
        reason: "unknown",
    })
}

async fn check_agency(access: &Access, change: &Change, agency: AgencyId) -> Result<(), SourceError> {
    if coloa_agency::names(access.db(), &[agency], change.today())
        .await?
        .contains_key(&agency)
    {
        return Ok(());
    }
    Err(SourceError::Invalid {
        field: "agency_id",
        reason: "unknown",
    })
}

/// Registers a source; with its token where senders of its protocol show one.
pub async fn create(
    access: &Access,
    actor: &Actor,
    draft: &Draft,
) -> Result<(source::Model, Option<Token>), SourceError> {
    let checked = check(draft)?;
    let id = Uuid::now_v7();
    let about = Resource::of_agency("source", id, draft.agency);
    let change = access.begin(actor, action::SOURCE_CHANGE, about).await?;
    check_agency(access, &change, draft.agency).await?;
    check_addresses(&change, id, &checked.addresses).await?;
    check_certificate(&change, id, checked.certificate.as_deref()).await?;
    check_system(&change, draft).await?;
    let token = checked.has_token.then(Token::new);
    let row = source::Model {
        id,
        name: checked.name,
        protocol: draft.protocol.clone(),
        shipper: checked.shipper,
        agency_id: draft.agency.uuid(),
        system_id: draft.system,
        shared: draft.shared,
        certificate: checked.certificate,
        token_hash: token.as_ref().map(|t| token_hash(t.reveal())),
        token_hint: token.as_ref().map(Token::hint),
        addresses: address::written(&checked.addresses),
        zone_minutes: checked.zone_minutes,
        silence_minutes: checked.silence_minutes,
        enabled: draft.enabled,
        note: checked.note,
        created_at: change.now(),
        version: 1,
    };
    store::insert_one(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "name": row.name, "protocol": row.protocol, "addresses": row.addresses }))
        .await?;
    Ok((row, token))
}

/// The row as it stands in the transaction, authorised and of the version that was seen.
async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, source::Model), SourceError> {
    let row = store::find(access.db().reader(), id).await?;
    let change = access.begin(actor, action::SOURCE_CHANGE, resource(&row)).await?;
    let row = store::find(change.tx(), id).await?;
    change.check(action::SOURCE_CHANGE, &resource(&row))?;
    if row.version != seen {
        return Err(SourceError::Changed);
    }
    Ok((change, row))
}

/// Begins reading records of a source again; whoever calls commits.
pub async fn begin_replay(access: &Access, actor: &Actor, id: Uuid) -> Result<Change, SourceError> {
    let row = store::find(access.db().reader(), id).await?;
    Ok(access.begin(actor, action::SOURCE_CHANGE, resource(&row)).await?)
}

async fn save(change: &Change, mut row: source::Model) -> Result<source::Model, SourceError> {
    row.version += 1;
    if store::save(change.tx(), row.clone()).await? {
        Ok(row)
    } else {
        Err(SourceError::Changed)
    }
}

/// Changes what is said of a source; its protocol stays.
pub async fn change(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &Draft,
) -> Result<source::Model, SourceError> {
    let checked = check(draft)?;
    let (change, mut row) = begin(access, actor, id, seen).await?;
    if draft.protocol != row.protocol {
        return Err(SourceError::Invalid {
            field: "protocol",
            reason: "fixed",
        });
    }
    if draft.agency.uuid() != row.agency_id {
        // It leaves one agency for another: both must be within reach.
        change.check(
            action::SOURCE_CHANGE,
            &Resource::of_agency("source", id, draft.agency),
        )?;
        check_agency(access, &change, draft.agency).await?;
    }
    check_addresses(&change, id, &checked.addresses).await?;
    check_certificate(&change, id, checked.certificate.as_deref()).await?;
    check_system(&change, draft).await?;
    let before = json!({ "name": row.name, "addresses": row.addresses, "enabled": row.enabled, "agency": row.agency_id, "system": row.system_id, "shared": row.shared });
    row.name = checked.name;
    row.shipper = checked.shipper;
    row.agency_id = draft.agency.uuid();
    row.system_id = draft.system;
    row.shared = draft.shared;
    row.certificate = checked.certificate;
    row.addresses = address::written(&checked.addresses);
    row.zone_minutes = checked.zone_minutes;
    row.silence_minutes = checked.silence_minutes;
    row.enabled = draft.enabled;
    row.note = checked.note;
    let row = save(&change, row).await?;
    change
        .commit(
            json!({ "before": before, "name": row.name, "addresses": row.addresses, "enabled": row.enabled,
            "agency": row.agency_id, "system": row.system_id, "shared": row.shared }),
        )
        .await?;
    Ok(row)
}

/// Makes a new token; the old one opens nothing any more.
pub async fn renew_token(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(source::Model, Token), SourceError> {
    let (change, mut row) = begin(access, actor, id, seen).await?;
    if rules::has_token(&row.protocol) != Some(true) {
        return Err(SourceError::Invalid {
            field: "protocol",
            reason: "no_token",
        });
    }
    let token = Token::new();
    row.token_hash = Some(token_hash(token.reveal()));
    row.token_hint = Some(token.hint());
    let row = save(&change, row).await?;
    change.commit(json!({ "step": "token_renewed" })).await?;
    Ok((row, token))
}
