//! How what a citizen hands in becomes a record. There is one way in: [`take_in`] sees whether an envelope comes from whoever
//! holds its code, stores it as it is sealed, reads its form where the keys are there, and fills the columns by which reports
//! are sorted. Handing the same over again does nothing more; no report is refused or held back alone, and without the keys it
//! waits, sealed, until they are back ([`open_waiting`]).
//!
//! Rooms: [`reading`] what a form says of urgency and columns · [`contact`] how who reports is known again · [`contest`]
//! objections to warnings · [`file`] what operators file for others · [`add_files`] what they add to it · `later` messages and
//! withdrawals · `waiting` what came in without the keys.

mod adding;
pub mod contact;
pub mod contest;
mod filing;
mod later;
pub mod reading;
mod waiting;

pub use adding::add_files;
pub use filing::{NewReport, file};
pub use waiting::open_waiting;

use self::reading::Reading;
use crate::{
    Hotline, HotlineError,
    classify::terms,
    entity::{client, desk, report, sealed},
    envelope::{self, Envelope, EnvelopeKind, MAX_ATTACHMENT, MAX_ATTACHMENTS, Opener, SealedPart, place},
    error::invalid,
    flood::{self, Arrival},
    form::Identity,
    front::HandedIn,
    jobs,
    model::{Channel, Part, State, Urgency},
    seal::{PublicKey, SealError},
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{Datelike as _, TimeDelta};
use coloa_auth::{
    Actor, Change, Resource, Role, action,
    people::{self, Person},
    recipients,
};
use coloa_base::{AgencyId, Handling, PersonId, clock::vn_date, web_path};
use coloa_platform::files::NewFile;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// As written into the audit log.
const MACHINE: &str = "hotline.intake";
/// What a stored file is called: its own name may say who reports, and is sealed with it.
const FILE_NAME: &str = "tep-niem-phong";
/// Record that a stored file belongs to.
pub const FILE_OWNER: &str = "hotline_report";
/// Bytes that sealing adds, at most.
const SEALING: usize = 64 * 1024;
/// A tag of a network lasts for a day, and is known for two days from then on ([`jobs::NETWORKS_KEPT`]): whoever is told of a
/// report within this time remembers all others of its network.
const LATE: TimeDelta = TimeDelta::days(1);
/// Bytes of a sealed part that is no attachment.
const MAX_TEXT_PART: usize = 1024 * 1024;

/// Takes in what the citizens' front or an operator hands over.
///
/// # Errors
/// What is no envelope, or not signed with the code of its mailbox; and a message or withdrawal to a report that is not there.
pub async fn take_in(hotline: &Hotline, envelope: Envelope) -> Result<HandedIn, HotlineError> {
    take_in_from(hotline, envelope, None).await
}

/// [`take_in`] of what an application filed.
pub async fn take_in_from(
    hotline: &Hotline,
    envelope: Envelope,
    client: Option<&client::Model>,
) -> Result<HandedIn, HotlineError> {
    envelope.verify()?;
    match envelope.kind {
        EnvelopeKind::Report => {
            let origin = Origin {
                actor: client.map_or_else(|| Actor::job(MACHINE), crate::client::machine),
                client,
                filed: None,
            };
            Ok(match take_report(hotline, envelope, &origin).await? {
                Some(_) => HandedIn::Stored,
                None => HandedIn::Again,
            })
        }
        EnvelopeKind::Message => later::take_message(hotline, envelope).await,
        EnvelopeKind::Withdrawal => later::take_withdrawal(hotline, envelope).await,
        EnvelopeKind::Contest => contest::take(hotline, envelope).await,
        EnvelopeKind::Subscription => crate::subscription::take_in(hotline, &envelope).await,
    }
}

/// Who brings a report.
struct Origin<'a> {
    actor: Actor,
    client: Option<&'a client::Model>,
    /// An operator filed it, and whether somebody said who reports.
    filed: Option<bool>,
}

/// The parts of an envelope, as bytes.
#[derive(Debug, Default)]
struct Parts {
    /// What is no attachment, with the bytes inside.
    texts: Vec<(Part, Vec<u8>, u64)>,
    attachments: Vec<(SealedPart, Vec<u8>)>,
}

impl Parts {
    fn text(&self, part: Part) -> Option<&[u8]> {
        self.texts
            .iter()
            .find(|(p, ..)| *p == part)
            .map(|(_, sealed, _)| sealed.as_slice())
    }
    /// How many files, as it is stored.
    fn files(&self) -> i32 {
        i32::try_from(self.attachments.len()).unwrap_or_default()
    }
}

/// Checks and decodes the parts: each once, none larger than is taken.
fn parts(envelope: Envelope) -> Result<Parts, HotlineError> {
    let mut known = BTreeSet::new();
    let mut found = Parts::default();
    for mut part in envelope.parts {
        let most = if part.part == Part::Attachment {
            MAX_ATTACHMENT + SEALING
        } else {
            MAX_TEXT_PART
        };
        if part.sealed.len() / 4 * 3 > most {
            return Err(invalid("parts", "too_large"));
        }
        if !known.insert((part.part, part.seq)) || (part.seq > 0 && part.part != Part::Attachment) {
            return Err(invalid("parts", "repeated"));
        }
        let sealed = STANDARD
            .decode(std::mem::take(&mut part.sealed))
            .map_err(|_| invalid("parts", "malformed"))?;
        if part.part == Part::Attachment {
            found.attachments.push((part, sealed));
        } else {
            found.texts.push((part.part, sealed, part.size));
        }
    }
    if found.attachments.len() > MAX_ATTACHMENTS {
        return Err(invalid("parts", "too_many"));
    }
    Ok(found)
}

/// What the keys that are at hand say of a report's parts.
fn read(hotline: &Hotline, id: Uuid, parts: &Parts) -> Reading {
    match hotline.opener() {
        Ok(opener) => read_with(hotline, &opener, id, |part| parts.text(part)),
        Err(_) => Reading::Sealed,
    }
}

fn read_with<'a>(
    hotline: &Hotline,
    opener: &Opener,
    id: Uuid,
    sealed: impl Fn(Part) -> Option<&'a [u8]>,
) -> Reading {
    let open = |part: Part| sealed(part).map(|sealed| opener.open(part, &place(id, part, 0), sealed));
    let (form, narrative, identity) = (open(Part::Form), open(Part::Narrative), open(Part::Identity));
    // Sealed to a key that is not at hand: it waits for it. What nobody can open keeps no report from being read.
    if [&form, &narrative]
        .into_iter()
        .any(|part| matches!(part, Some(Err(_))))
        || matches!(identity, Some(Err(SealError::OtherKey)))
    {
        return Reading::Sealed;
    }
    let (keys, now) = (hotline.access.keys(), hotline.access.clock().now());
    let tag = narrative
        .and_then(Result::ok)
        .and_then(|text| reading::content_tag(keys, &String::from_utf8_lossy(&text)));
    let contacts = identity
        .and_then(Result::ok)
        .and_then(|json| serde_json::from_slice::<Identity>(&json).ok())
        .and_then(|who| contact::tags(keys, &who));
    let reading = match form.and_then(Result::ok) {
        Some(form) => Reading::of(&form, tag, vn_date(now)),
        None => Reading::Opened {
            form: None,
            tag,
            contacts: None,
        },
    };
    reading.with_contacts(contacts)
}

/// The desk that a report goes to.
async fn desk(
    hotline: &Hotline,
    origin: &Origin<'_>,
    reading: &Reading,
) -> Result<Option<desk::Model>, HotlineError> {
    let db = hotline.access.db().reader();
    let form = reading.form();
    // The portal names none; what names one was typed in there, or by an application.
    let named = origin
        .client
        .map(|client| client.desk_id)
        .or_else(|| form.filter(|f| f.channel != Channel::Web).and_then(|f| f.desk));
    if let Some(id) = named
        && let Some(desk) = store::intake::desk(db, id).await?
    {
        return Ok(Some(desk));
    }
    if let Some(commune) = form.and_then(|f| f.commune)
        && let Some(desk) = store::intake::desk_of(db, commune).await?
    {
        return Ok(Some(desk));
    }
    Ok(store::intake::public_desk(db).await?)
}

/// Stores a report; `None`: it is there already.
async fn take_report(
    hotline: &Hotline,
    envelope: Envelope,
    origin: &Origin<'_>,
) -> Result<Option<report::Model>, HotlineError> {
    let mailbox = envelope
        .mailbox()
        .ok_or_else(|| invalid("mailbox", "malformed"))?
        .to_string();
    let reply_key = envelope.reply_key.clone().unwrap_or_default();
    PublicKey::parse(&reply_key).map_err(|_| invalid("reply_key", "malformed"))?;
    let id = envelope.id;
    if store::report::is_known(hotline.access.db().reader(), id, &mailbox).await? {
        return Ok(None);
    }
    let (marked, network) = (envelope.flood, envelope.network.clone());
    let arrived_at = envelope.received_at;
    let parts = parts(envelope)?;
    let reading = read(hotline, id, &parts);
    let found = desk(hotline, origin, &reading).await?;
    let about = match found.as_ref().and_then(|d| d.agency_id) {
        Some(agency) => Resource::of_agency("hotline_report", id, AgencyId(agency)),
        None => Resource::installation("hotline_report", id),
    };
    let change = hotline
        .access
        .begin(&origin.actor, action::HOTLINE_INTAKE, about)
        .await?;
    let now = change.now();
    let desk = match found {
        Some(desk) => desk,
        None => {
            // A report does not wait for settings.
            let desk = crate::desk::first(now);
            store::settings::insert_desk(change.tx(), desk.clone()).await?;
            desk
        }
    };
    let series = format!("HL-{}-", change.today().year());
    // Whoever takes a number waits here for whoever took the last one; then the same envelope is seen.
    let number = store::report::next_number(change.tx(), &series).await?;
    if store::report::is_known(change.tx(), id, &mailbox).await? {
        return Ok(None);
    }
    let mut row = report::Model::blank(id, desk.id, desk.agency_id, now);
    row.number = format!("{series}{number:05}");
    row.mailbox = mailbox;
    row.reply_key = reply_key;
    // A watch that runs ahead does not make a report of tomorrow.
    row.received_at = arrived_at.min(now);
    row.network = network.filter(|tag| !tag.is_empty() && tag.len() <= 128);
    row.origin = origin_of(&change, &row).await?;
    row.client_id = origin.client.map(|client| client.id);
    row.files = parts.files();
    row.has_identity = origin.filed.unwrap_or(parts.text(Part::Identity).is_some());
    reading.fill(change.tx(), &mut row).await?;
    if origin.client.is_some() {
        row.channel = Channel::Client.to_string();
    }
    if origin.filed.is_some() {
        row.state = State::Reading.to_string();
        row.assigned_to = origin.actor.person.map(PersonId::uuid);
        row.assigned_name.clone_from(&origin.actor.name);
        row.assigned_at = Some(now);
    }
    let crowd = hold_back(hotline, &change, &mut row, marked).await?;
    terms::renew(change.tx(), &hotline.config, &mut row).await?;
    store_parts(hotline, &change, id, None, parts, None).await?;
    hotline.renew_mailbox(change.tx(), &mut row, now).await?;
    store::report::insert(change.tx(), row.clone()).await?;
    tell(hotline, &change, &row, crowd).await?;
    let client = origin
        .client
        .map(|client| json!({ "id": client.id, "name": client.name, "key_id": client.key_id }));
    change
        .commit(json!({
            "what": "taken_in", "number": row.number, "channel": row.channel, "desk": row.desk_id,
            "urgency": Urgency::of_rank(row.urgency).as_str(), "files": row.files,
            "is_opened": row.is_opened, "held_back": flood::is_held_back(&row), "let_in": flood::is_let_in(&row),
            "client": client,
        }))
        .await?;
    Ok(Some(row))
}

/// What a report has in common with the others of its network and day, and keeps when the network is forgotten.
async fn origin_of(change: &Change, row: &report::Model) -> Result<Option<Uuid>, HotlineError> {
    let Some(network) = &row.network else {
        return Ok(None);
    };
    if let Some(known) = store::report::origin_of(change.tx(), network).await? {
        return Ok(Some(known));
    }
    // It lay in an outbox so long that the network of those that came with it may be forgotten: nobody knows any more.
    Ok((change.now() - row.received_at <= LATE).then(Uuid::new_v4))
}

/// What is said of a report that came with others.
#[derive(Clone, Copy, Debug, Default)]
struct Crowd {
    /// The first of a flood for some time: somebody is to be told.
    is_first_of_flood: bool,
    /// One of so many that nobody is told of each.
    is_clearly_many: bool,
}

/// Holds a report of a flood back, unless money is moving: then it is let in with a mark.
async fn hold_back(
    hotline: &Hotline,
    change: &Change,
    row: &mut report::Model,
    is_marked: bool,
) -> Result<Crowd, HotlineError> {
    let Some(network) = &row.network else {
        return Ok(Crowd::default());
    };
    let (from, to) = (row.received_at - flood::SPAN, row.received_at + flood::SPAN);
    let arrival = Arrival {
        has_network: true,
        is_marked,
        others: store::report::of_network(change.tx(), network, from, to).await?,
        is_repeated: match &row.content_tag {
            Some(words) => store::report::is_said(change.tx(), words, from, to).await?,
            None => false,
        },
    };
    let allowed = hotline.config.portal.reports_per_network;
    if !flood::is_flood(&arrival, allowed) {
        return Ok(Crowd::default());
    }
    row.quarantined_at = Some(change.now());
    if row.urgency == Urgency::Now.rank() {
        flood::let_in(row);
    }
    let was_told = store::report::held_back_since(change.tx(), change.now() - flood::QUIET).await?;
    Ok(Crowd {
        is_first_of_flood: !was_told,
        is_clearly_many: flood::is_clearly_many(&arrival, allowed),
    })
}

/// Stores sealed parts: short ones in the records, attachments in files of their own. `added_by`: who of a desk added them;
/// `None`: they are of whoever reports.
async fn store_parts(
    hotline: &Hotline,
    change: &Change,
    report: Uuid,
    message: Option<Uuid>,
    parts: Parts,
    added_by: Option<&Actor>,
) -> Result<(), HotlineError> {
    let (tx, now) = (change.tx(), change.now());
    let row = |part: Part, seq: u16, size: u64| sealed::Model {
        id: Uuid::now_v7(),
        report_id: report,
        message_id: message,
        part: part.to_string(),
        seq: i32::from(seq),
        sealed: None,
        file_id: None,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        sha256: None,
        media_type: None,
        created_at: now,
        added_by: added_by.map(|actor| actor.name.clone()),
    };
    let mut rows = Vec::new();
    for (part, sealed, size) in parts.texts {
        // What a message says stands with it.
        if part == Part::Message {
            continue;
        }
        rows.push(sealed::Model {
            sealed: Some(sealed),
            ..row(part, 0, size)
        });
    }
    for (part, sealed) in parts.attachments {
        let file = NewFile {
            name: FILE_NAME.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            handling: Handling::Internal,
            owner_kind: FILE_OWNER,
            owner_id: report.to_string(),
            uploaded_by: added_by.and_then(|actor| actor.person),
        };
        let stored = hotline.files.put(tx, file, sealed, now).await?;
        rows.push(sealed::Model {
            file_id: Some(stored.id),
            sha256: part.sha256.filter(|hash| hash.len() == 64),
            // Said by the front; what is served is told by the bytes again.
            media_type: part
                .media_type
                .filter(|media| crate::attachment::Kind::parse(media).is_some()),
            ..row(Part::Attachment, part.seq, part.size)
        });
    }
    store::sealed::insert(tx, rows).await?;
    Ok(())
}

/// People with a role for a desk: of its agency or the nearest one above, else of the whole installation.
async fn on_duty(
    hotline: &Hotline,
    change: &Change,
    agency: Option<Uuid>,
    role: Role,
) -> Result<Vec<Person>, HotlineError> {
    let (tx, today) = (change.tx(), change.today());
    Ok(match agency {
        Some(agency) => {
            let agencies = [AgencyId(agency)];
            let near = recipients::nearest(tx, &hotline.access, role, &agencies, today).await?;
            near.into_values().flatten().collect()
        }
        None => people::holders_everywhere(tx, role, today).await?,
    })
}

/// Tells intake officers and shift leads of a report that cannot wait, and shift leads of a flood. Of the report there is
/// nothing but its number. Of clearly many that come of one network the inbox alone tells, so that a flood does not bury what
/// people are told of all others.
async fn tell(
    hotline: &Hotline,
    change: &Change,
    row: &report::Model,
    crowd: Crowd,
) -> Result<(), HotlineError> {
    if crowd.is_first_of_flood {
        let leads = jobs::leads(&hotline.access, change.tx(), row, change.today()).await?;
        let link = format!("{}?view=quarantined", web_path::HOTLINE);
        let people = recipients::ids(leads);
        recipients::tell(change, people, "hotline.flood", &json!({}), &link).await?;
    }
    if row.urgency != Urgency::Now.rank() || flood::is_held_back(row) || crowd.is_clearly_many {
        return Ok(());
    }
    let mut people = on_duty(hotline, change, row.agency_id, Role::IntakeOfficer).await?;
    people.extend(on_duty(hotline, change, row.agency_id, Role::ShiftLead).await?);
    let params = json!({ "number": row.number });
    let link = jobs::link(row.id);
    recipients::tell(change, recipients::ids(people), "hotline.urgent", &params, &link).await?;
    Ok(())
}

/// The sealed bytes of a part that stands in the records.
pub(crate) fn sealed_part(parts: &[sealed::Model], message: Option<Uuid>, part: Part) -> Option<&[u8]> {
    parts
        .iter()
        .find(|s| s.message_id == message && s.part == part.as_str())
        .and_then(|s| s.sealed.as_deref())
}

/// For which place a stored part was sealed: of the report itself, or of what came later.
pub(crate) fn place_of(row: &sealed::Model, part: Part) -> String {
    let seq = u16::try_from(row.seq).unwrap_or_default();
    envelope::place(row.message_id.unwrap_or(row.report_id), part, seq)
}

/// A desk that reports can be filed at.
pub(crate) async fn desk_for_filing(hotline: &Hotline, id: Uuid) -> Result<desk::Model, HotlineError> {
    store::intake::desk(hotline.access.db().reader(), id)
        .await?
        .ok_or_else(|| invalid("desk_id", "unknown"))
}
