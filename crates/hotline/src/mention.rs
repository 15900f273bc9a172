//! What reports name: proposed by the machine, confirmed by a person. Of what is the reporter's own, or of a private person
//! who was named beside, no more is kept than a keyed tag, so that it is known again and read by nobody.
//!
//! [`normal`] gives everything one form, [`hub`] says what joins no reports, [`sharing`] which reports name the same.

pub mod hub;
pub mod normal;
pub mod sharing;

use self::{
    hub::{HubReason, Hubs},
    normal::Settled,
};
use crate::{
    Hotline, HotlineError,
    entity::{mention, report},
    error::invalid,
    form::{Form, Named},
    model::MentionRole,
    redaction,
    store::{self, mention::Key},
};
use coloa_auth::{Actor, action};
use coloa_extract::{Indicator, Kind, Span};
use coloa_platform::Keys;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;
use uuid::Uuid;

/// Indicators of one report that are proposed, and that may be confirmed.
pub const MOST: usize = 300;
/// Characters of a service's name.
const MAX_SERVICE: usize = 40;

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the field for it.
    Form,
    Narrative,
    /// In the message at this place, from 0.
    Message(usize),
}

/// Something that a report names, for an operator to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub kind: Kind,
    pub value: String,
    pub match_key: String,
    /// As it stands where it is first named.
    pub raw: String,
    pub place: Place,
    /// In characters of that text; `None`: it does not stand there as such.
    pub span: Option<Span>,
    pub bank: Option<String>,
    pub service: Option<String>,
    /// The words around it say that it is the writer's own, or an operator said so before.
    pub own: bool,
    /// Whose it is likely to be.
    pub role: MentionRole,
    /// Why it would not join reports.
    pub hub: Option<HubReason>,
    /// Other reports that name it.
    pub known_reports: i64,
    /// The public is warned of it.
    pub warned: bool,
}

/// What an operator says of one indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// [`Kind`].
    pub kind: String,
    /// Empty: one that is kept as a tag, and stays as it is.
    pub value: String,
    pub bank: String,
    pub service: String,
    /// [`MentionRole`].
    pub role: String,
}

/// What the texts of a report name.
pub async fn proposals(
    hotline: &Hotline,
    row: &report::Model,
    form: &Form,
    narrative: &str,
    messages: &[String],
) -> Result<Vec<Proposal>, HotlineError> {
    let mut found = Found::default();
    for named in &form.named {
        for one in named_in(named) {
            found.add(&one, Place::Form, false);
        }
    }
    for one in coloa_extract::find(narrative) {
        found.add(&one, Place::Narrative, true);
    }
    for (n, text) in messages.iter().enumerate() {
        for one in coloa_extract::find(text) {
            found.add(&one, Place::Message(n), true);
        }
    }
    let db = hotline.access.db().reader();
    let now = hotline.access.clock().now();
    let keys: Vec<Key> = found.list.iter().map(|(thing, _)| key(thing)).collect();
    let hubs = Hubs::among(db, found.list.iter().map(|(thing, _)| thing), now).await?;
    let warned: FxHashSet<Key> = store::verdict::active_among(db, &keys, now)
        .await?
        .into_iter()
        .map(|v| (v.kind, v.match_key))
        .collect();
    let counts = store::mention::counts(db, &keys, Some(row.id)).await?;
    let counts: FxHashMap<Key, i64> = counts
        .into_iter()
        .map(|(kind, key, n)| ((kind, key), n))
        .collect();
    let standing = store::mention::of_report(db, row.id).await?;
    let victims: FxHashSet<&str> = standing
        .iter()
        .filter(|m| m.role == MentionRole::Victim.as_str())
        .map(|m| m.match_key.as_str())
        .collect();
    let proposal = |(thing, found): (Settled, Finding)| {
        let hub = hubs.why(&thing);
        let own = found.own || victims.contains(tag(hotline, &thing).as_str());
        let key = key(&thing);
        Proposal {
            role: match (own, hub) {
                (true, _) => MentionRole::Victim,
                (false, Some(_)) => MentionRole::Third,
                (false, None) => MentionRole::Offender,
            },
            known_reports: counts.get(&key).copied().unwrap_or(0),
            warned: warned.contains(&key),
            kind: thing.kind,
            value: thing.value,
            match_key: thing.match_key,
            raw: found.raw,
            place: found.place,
            span: found.span,
            bank: thing.bank,
            service: thing.service,
            own,
            hub,
        }
    };
    Ok(found.list.into_iter().map(proposal).collect())
}

/// Where a thing was first found.
struct Finding {
    raw: String,
    place: Place,
    span: Option<Span>,
    own: bool,
}

/// Findings of all texts, each thing once.
#[derive(Default)]
struct Found {
    list: Vec<(Settled, Finding)>,
    known: FxHashMap<(Kind, String), usize>,
}

impl Found {
    fn add(&mut self, one: &Indicator, place: Place, spans: bool) {
        let thing = normal::of(one);
        let domain = thing.domain();
        let span = spans.then_some(Span {
            start: one.start,
            end: one.end,
        });
        let finding = |own| Finding {
            raw: one.raw.clone(),
            place,
            span,
            own,
        };
        self.put(thing, finding(one.own));
        // Two reports rarely have the whole link in common: its host is proposed beside it.
        if let Some(domain) = domain {
            self.put(domain, finding(false));
        }
    }

    fn put(&mut self, thing: Settled, finding: Finding) {
        match self.known.get(&(thing.kind, thing.match_key.clone())) {
            Some(at) => {
                let (first, known) = &mut self.list[*at];
                first.bank = first.bank.take().or(thing.bank);
                first.service = first.service.take().or(thing.service);
                known.own |= finding.own;
                // The place in a text says more than that in a field.
                if known.span.is_none() && finding.span.is_some() {
                    known.raw = finding.raw;
                    known.place = finding.place;
                    known.span = finding.span;
                }
            }
            None if self.list.len() < MOST => {
                let key = (thing.kind, thing.match_key.clone());
                self.known.insert(key, self.list.len());
                self.list.push((thing, finding));
            }
            None => {}
        }
    }
}

/// What a field of the form names: with a bank beside it, digits are an account.
fn named_in(named: &Named) -> Vec<Indicator> {
    let beside = |what: &str| coloa_extract::find(&format!("{what} {} {}", named.text, named.bank));
    let has_bank = !named.bank.trim().is_empty();
    if has_bank {
        let account = beside("stk");
        if account.iter().any(|i| i.kind == Kind::BankAccount) {
            return account;
        }
    }
    let plain = coloa_extract::find(&named.text);
    if !plain.is_empty() {
        return plain;
    }
    // A bare number, or a bare name.
    let account = beside("stk");
    if !account.is_empty() {
        return account;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let signed = |c: char| c.is_ascii_digit() || c == '_';
    let text = named.text.trim();
    if text.chars().all(is_name) && text.chars().any(signed) {
        return coloa_extract::find(&format!("@{text}"));
    }
    Vec::new()
}

fn key(thing: &Settled) -> Key {
    (thing.kind.as_str().to_owned(), thing.match_key.clone())
}

/// What is kept of something that nobody shall read: the same for the same thing.
pub(crate) fn tag(hotline: &Hotline, thing: &Settled) -> String {
    tag_of(hotline.access.keys(), thing.kind.as_str(), &thing.match_key)
}

/// [`tag`] of a kind and key.
pub(crate) fn tag_of(keys: &Keys, kind: &str, key: &str) -> String {
    hex::encode(keys.mac("hotline.mention", format!("{kind}/{key}").as_bytes()))
}

/// Puts what an operator confirmed in the place of what was confirmed before. What was kept as a tag stays, unless the same
/// thing is said to be somebody else's now. What says who reports is never somebody else's.
pub async fn confirm(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    said: &[Said],
) -> Result<report::Model, HotlineError> {
    if said.len() > MOST {
        return Err(invalid("mentions", "too_many"));
    }
    let said: Vec<(Settled, MentionRole)> = said
        .iter()
        .map(read)
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    let says_nothing = said.is_empty();
    let (change, row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    let hubs = Hubs::among(change.tx(), said.iter().map(|(thing, _)| thing), change.now()).await?;
    let mut rows: Vec<mention::Model> = Vec::new();
    let mut known: FxHashSet<Key> = FxHashSet::default();
    let mut tags: FxHashSet<String> = FxHashSet::default();
    let mut in_the_clear: Vec<String> = Vec::new();
    for (thing, role) in said {
        if !known.insert(key(&thing)) {
            continue;
        }
        let tag = tag(hotline, &thing);
        let hub = hubs.why(&thing);
        // Whose name stands beside may be a private person; what everybody knows may be read.
        let is_open = role == MentionRole::Offender || role == MentionRole::Third && hub.is_some();
        tags.insert(tag.clone());
        let (value, match_key, bank, service) = if is_open {
            in_the_clear.push(thing.value.clone());
            in_the_clear.extend([thing.bank.clone(), thing.service.clone()].into_iter().flatten());
            (thing.value, thing.match_key, thing.bank, thing.service)
        } else {
            (String::new(), tag, None, None)
        };
        rows.push(mention::Model {
            id: Uuid::now_v7(),
            report_id: row.id,
            kind: thing.kind.to_string(),
            value,
            match_key,
            bank,
            service,
            role: role.to_string(),
            joins: role == MentionRole::Offender && hub.is_none(),
            confirmed_by: actor.name.clone(),
            confirmed_at: change.now(),
        });
    }
    let change = redaction::check_mentions(hotline, change, &row, &in_the_clear).await?;
    let standing = store::mention::of_report(change.tx(), row.id).await?;
    rows.extend(
        standing
            .into_iter()
            .filter(|m| m.value.is_empty() && !tags.contains(&m.match_key)),
    );
    let count = |role: MentionRole| rows.iter().filter(|m| m.role == role.as_str()).count();
    // Numbers alone: the log is read by others than the reports.
    let detail = json!({
        "step": "mentions", "offender": count(MentionRole::Offender), "victim": count(MentionRole::Victim),
        "third": count(MentionRole::Third), "joins": rows.iter().filter(|m| m.joins).count(),
    });
    store::mention::replace(change.tx(), row.id, rows).await?;
    let row = if says_nothing {
        hotline.save(&change, row).await?
    } else {
        hotline.save_handled(&change, row).await?
    };
    change.commit(detail).await?;
    Ok(row)
}

/// `None`: nothing is said of it.
fn read(said: &Said) -> Result<Option<(Settled, MentionRole)>, HotlineError> {
    let kind = Kind::parse(&said.kind).ok_or(invalid("mentions", "kind"))?;
    let role = MentionRole::parse(&said.role).ok_or(invalid("mentions", "role"))?;
    if said.value.trim().is_empty() {
        return match role {
            MentionRole::Offender => Err(invalid("mentions", "empty")),
            MentionRole::Victim | MentionRole::Third => Ok(None),
        };
    }
    let mut thing = normal::given(kind, &said.value, &said.bank).ok_or(invalid("mentions", "value"))?;
    let service: String = said
        .service
        .trim()
        .to_lowercase()
        .chars()
        .take(MAX_SERVICE)
        .collect();
    if !service.is_empty()
        && service
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    {
        thing.service = Some(service);
    }
    Ok(Some((thing, role)))
}
