//! The response network: teams, experts, contacts, who is on duty. Whoever reads it sees the contacts of the own
//! agencies and those of the centre, the region and the nation. Turns of duty: [`roster`].

pub mod roster;

use crate::{
    IncidentError,
    entity::network::response_contact::{self, Model as Contact},
    error::invalid,
    model::ContactKind,
    rules, store,
};
use chrono::{DateTime, Duration, TimeZone, Utc};
use coloa_auth::{Access, Actor, AuthError, Reach, Resource, action, people};
use coloa_base::{AgencyId, PersonId, VN_OFFSET, clock::vn_date, text};
use coloa_law::{
    Certainty, Circumstance, LawBook,
    book::Row,
    incident::{Body, Duty},
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};
use uuid::Uuid;

/// Phones of everybody who can be called, as they were written, in no order: for whoever must know that a number is no
/// stranger's.
pub async fn phones<C: store::Connection>(db: &C) -> Result<Vec<String>, IncidentError> {
    Ok(store::network::phones(db).await?)
}

/// Skills of one contact.
const MOST_SKILLS: usize = 20;
/// Between skills as they are stored.
const BETWEEN: &str = "; ";

/// From which level on owners keep a team of their own, and where that is said.
#[derive(Clone, Debug, Deserialize)]
pub struct InternalTeamRule {
    pub from_level: i32,
    pub source: String,
    pub article: String,
    pub certainty: Certainty,
}

#[derive(Debug, Deserialize)]
struct Told {
    kinds: Vec<ContactKind>,
}

#[derive(Debug, Deserialize)]
struct Data {
    internal_team: InternalTeamRule,
    told: Told,
}

static DATA: LazyLock<Data> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/network.toml"))
        .expect("embedded network.toml parses; a test reads it")
});

/// What a person says of a contact.
#[derive(Clone, Debug)]
pub struct ContactDraft {
    pub kind: ContactKind,
    /// Code of the body or role of the law that it holds; empty: none.
    pub body: String,
    pub agency: Option<AgencyId>,
    pub person: Option<PersonId>,
    pub name: String,
    pub post: String,
    pub phone: String,
    pub email: String,
    pub skills: Vec<String>,
    pub always: bool,
    pub active: bool,
    pub note: String,
    /// Of a new one: the coordinating agency knows of it already.
    pub told: bool,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    pub kind: Option<ContactKind>,
    pub agency: Option<AgencyId>,
    pub body: Option<String>,
    /// Part of name, post or a skill, with or without diacritics.
    pub search: Option<String>,
    /// Those that are not called any more, too.
    pub inactive: bool,
    /// Those of whose change nobody was told.
    pub untold: bool,
    pub offset: u64,
    pub limit: u64,
}

/// What the law wants told of a changed contact.
#[derive(Clone, Debug)]
pub struct Owed {
    pub duty: &'static Row<Duty>,
    /// `None`: the law names no number.
    pub due_at: Option<DateTime<Utc>>,
}

/// From which level on owners keep a team of their own.
#[must_use]
pub fn internal_team_rule() -> &'static InternalTeamRule {
    &DATA.internal_team
}

/// Skills of a contact.
#[must_use]
pub fn skills(contact: &Contact) -> Vec<String> {
    contact
        .skills
        .split(BETWEEN)
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Bodies of the law that a contact may hold today: code and name.
#[must_use]
pub fn bodies(book: &LawBook, today: chrono::NaiveDate) -> Vec<(&str, &str)> {
    let owed: BTreeSet<&str> = book
        .duties
        .iter()
        .filter(|d| d.legal.in_force(today))
        .flat_map(|d| d.to.iter().map(String::as_str))
        .collect();
    let bodies = book
        .bodies
        .iter()
        .filter(|b: &&Row<Body>| b.legal.in_force(today))
        .map(|b| (b.body.code.as_str(), b.body.name.as_str()));
    // Duties are owed to roles of the register, too.
    let roles = book
        .roles
        .iter()
        .filter(|r| r.legal.in_force(today) && owed.contains(r.body.code.as_str()))
        .map(|r| (r.body.code.as_str(), r.body.name.as_str()));
    let mut seen = BTreeSet::new();
    bodies
        .chain(roles)
        .filter(|(code, _)| seen.insert(*code))
        .collect()
}

/// What is owed for a contact whose change was not told yet: the duty of the law of that day, with its term.
#[must_use]
pub fn owed(contact: &Contact) -> Option<Owed> {
    let concerns = DATA.told.kinds.iter().any(|k| k.as_str() == contact.kind);
    if contact.told_at.is_some() || !contact.active || !concerns {
        return None;
    }
    let on = [Circumstance::ContactChanged];
    let duties = LawBook::current().incident_duties(&on, vn_date(contact.changed_at));
    let duty = duties.into_iter().next()?;
    // Terms run in the legal time of Viet Nam.
    let begun = contact.changed_at.with_timezone(&VN_OFFSET).naive_local();
    let due_at = duty
        .term
        .end(begun)
        .and_then(|end| VN_OFFSET.from_local_datetime(&end).single())
        .map(|end| end.with_timezone(&Utc));
    Some(Owed { duty, due_at })
}

/// The record for the policy.
#[must_use]
pub fn resource(contact: &Contact) -> Resource {
    about(contact.id, contact.agency_id.map(AgencyId))
}

fn about(id: Uuid, agency: Option<AgencyId>) -> Resource {
    match agency {
        Some(agency) => Resource::of_agency("response_contact", id, agency),
        None => Resource::installation("response_contact", id),
    }
}

/// The reach of a reader of the network.
///
/// # Errors
/// They may not read it.
pub fn reach(access: &Access, actor: &Actor) -> Result<Reach, IncidentError> {
    let needed = action::NETWORK_READ;
    match access.reach(actor, needed) {
        Reach::Nothing => Err(AuthError::Forbidden { action: needed }.into()),
        reach => Ok(reach),
    }
}

/// Contacts that the reader may see, by name, with how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &ContactFilter,
) -> Result<(Vec<Contact>, u64), IncidentError> {
    let reach = reach(access, actor)?;
    Ok(store::network::contacts(access.db().reader(), &reach, filter).await?)
}

/// A contact that the reader may see.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Contact, IncidentError> {
    let reach = reach(access, actor)?;
    let row = store::network::contact(access.db().reader(), id).await?;
    if sees(access, &reach, &row) {
        Ok(row)
    } else {
        Err(IncidentError::NotFound)
    }
}

fn sees(access: &Access, reach: &Reach, row: &Contact) -> bool {
    let of_all = [
        ContactKind::ProvincialTeam,
        ContactKind::Regional,
        ContactKind::National,
    ];
    *reach == Reach::Everything
        || of_all.iter().any(|k| k.as_str() == row.kind)
        || row.agency_id.is_some_and(|a| access.reaches(reach, AgencyId(a)))
}

/// Who holds each body of the law, by its code; of several the one that can be reached day and night.
pub async fn holders(access: &Access) -> Result<HashMap<String, Contact>, IncidentError> {
    let mut found = HashMap::new();
    for row in store::network::holders(access.db().reader()).await? {
        found.entry(row.body.clone()).or_insert(row);
    }
    Ok(found)
}

/// Owners of a system from the level on at which the rule asks for a team, without one: agency and highest level.
pub async fn without_team(access: &Access, actor: &Actor) -> Result<Vec<(AgencyId, i32)>, IncidentError> {
    let reach = reach(access, actor)?;
    let rows =
        store::network::without_team(access.db().reader(), &reach, DATA.internal_team.from_level).await?;
    Ok(rows
        .into_iter()
        .map(|(agency, level)| (AgencyId(agency), level))
        .collect())
}

fn phone(written: &str) -> Result<String, IncidentError> {
    let phone = rules::line("phone", written, false)?;
    let fine = phone.is_empty()
        || ((3..=30).contains(&phone.len())
            && phone.chars().any(|c| c.is_ascii_digit())
            && phone.chars().all(|c| c.is_ascii_digit() || "+ .-()".contains(c)));
    if fine {
        Ok(phone)
    } else {
        Err(invalid("phone", "malformed"))
    }
}

fn email(written: &str) -> Result<String, IncidentError> {
    let email = rules::line("email", written, false)?;
    let parts = email.split_once('@');
    let fine = email.is_empty()
        || (email.len() <= 254
            && !email.contains(char::is_whitespace)
            && parts.is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.')));
    if fine {
        Ok(email)
    } else {
        Err(invalid("email", "malformed"))
    }
}

fn written_skills(skills: &[String]) -> Result<String, IncidentError> {
    let mut said: Vec<String> = Vec::new();
    for skill in skills {
        let skill = rules::line("skills", &skill.replace(';', " "), false)?;
        if !skill.is_empty() && !said.contains(&skill) {
            said.push(skill);
        }
    }
    if said.len() > MOST_SKILLS {
        return Err(invalid("skills", "too_many"));
    }
    Ok(said.join(BETWEEN))
}

/// Writes what a draft says into a row; whether phone, mail or person are others now.
fn apply(row: &mut Contact, draft: &ContactDraft) -> Result<bool, IncidentError> {
    let before = (
        row.name.clone(),
        row.phone.clone(),
        row.email.clone(),
        row.person_id,
    );
    row.kind = draft.kind.as_str().to_owned();
    row.body = draft.body.trim().to_owned();
    row.agency_id = draft.agency.map(AgencyId::uuid);
    row.person_id = draft.person.map(PersonId::uuid);
    row.name = rules::line("name", &draft.name, true)?;
    row.post = rules::line("post", &draft.post, false)?;
    row.phone = phone(&draft.phone)?;
    row.email = email(&draft.email)?;
    row.skills = written_skills(&draft.skills)?;
    row.always = draft.always;
    row.active = draft.active;
    row.note = rules::text("note", &draft.note, false)?;
    row.folded = text::fold_plain(&format!("{} {} {}", row.name, row.post, row.skills));
    if row.phone.is_empty() && row.email.is_empty() && row.person_id.is_none() {
        return Err(invalid("phone", "unreachable"));
    }
    if draft.kind == ContactKind::InternalTeam && row.agency_id.is_none() {
        return Err(invalid("agency_id", "required"));
    }
    Ok(before
        != (
            row.name.clone(),
            row.phone.clone(),
            row.email.clone(),
            row.person_id,
        ))
}

/// What a draft refers to exists.
async fn check(access: &Access, before: Option<&Contact>, draft: &ContactDraft) -> Result<(), IncidentError> {
    let today = access.clock().today();
    let body = draft.body.trim();
    // What stands may be a body of earlier law.
    let stands = before.is_some_and(|b| b.body == body);
    if !body.is_empty()
        && !stands
        && !bodies(LawBook::current(), today)
            .iter()
            .any(|(code, _)| *code == body)
    {
        return Err(invalid("body", "unknown"));
    }
    if let Some(agency) = draft.agency
        && before.is_none_or(|b| b.agency_id != Some(agency.uuid()))
        && !coloa_agency::names(access.db(), &[agency], today)
            .await?
            .contains_key(&agency)
    {
        return Err(invalid("agency_id", "unknown"));
    }
    if let Some(person) = draft.person
        && before.is_none_or(|b| b.person_id != Some(person.uuid()))
        && people::actor(access, person).await?.is_none()
    {
        return Err(invalid("person_id", "unknown"));
    }
    Ok(())
}

/// Adds a contact.
pub async fn create(access: &Access, actor: &Actor, draft: &ContactDraft) -> Result<Contact, IncidentError> {
    let id = Uuid::now_v7();
    let change = access
        .begin(actor, action::NETWORK_CHANGE, about(id, draft.agency))
        .await?;
    check(access, None, draft).await?;
    let mut row = fresh(id, change.now());
    apply(&mut row, draft)?;
    row.told_at = draft.told.then_some(change.now());
    store::network::insert_contact(change.tx(), row.clone()).await?;
    change.commit(said(&row)).await?;
    Ok(row)
}

const fn fresh(id: Uuid, now: DateTime<Utc>) -> Contact {
    response_contact::Model {
        id,
        kind: String::new(),
        body: String::new(),
        agency_id: None,
        person_id: None,
        name: String::new(),
        folded: String::new(),
        post: String::new(),
        phone: String::new(),
        email: String::new(),
        skills: String::new(),
        always: false,
        active: true,
        note: String::new(),
        changed_at: now,
        told_at: None,
        version: 1,
    }
}

fn said(row: &Contact) -> serde_json::Value {
    json!({ "kind": row.kind, "body": row.body, "name": row.name, "phone": row.phone, "email": row.email,
        "always": row.always, "active": row.active })
}

/// Begins a change of a contact as it was seen.
async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(coloa_auth::Change, Contact), IncidentError> {
    let row = store::network::contact(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::NETWORK_CHANGE, resource(&row))
        .await?;
    let row = store::network::contact(change.tx(), id).await?;
    change.check(action::NETWORK_CHANGE, &resource(&row))?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(IncidentError::Changed);
    }
    Ok((change, row))
}

async fn save(change: coloa_auth::Change, mut row: Contact) -> Result<Contact, IncidentError> {
    row.version += 1;
    if !store::network::save_contact(change.tx(), row.clone()).await? {
        return Err(IncidentError::Changed);
    }
    change.commit(said(&row)).await?;
    Ok(row)
}

/// Changes a contact. Another name, phone, mail or person is a change that the coordinating agency is to be told of.
pub async fn change(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &ContactDraft,
) -> Result<Contact, IncidentError> {
    let (change, mut row) = begin(access, actor, id, Some(seen)).await?;
    // Whoever moves it to another agency must be allowed to there.
    change.check(action::NETWORK_CHANGE, &about(id, draft.agency))?;
    check(access, Some(&row), draft).await?;
    if apply(&mut row, draft)? {
        row.changed_at = change.now();
        row.told_at = None;
    }
    save(change, row).await
}

/// Notes that the coordinating agency was told of the last change. `at`: now where nothing is said.
pub async fn told(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    at: Option<DateTime<Utc>>,
) -> Result<Contact, IncidentError> {
    let (change, mut row) = begin(access, actor, id, None).await?;
    if row.told_at.is_some() {
        return Err(IncidentError::State { state: "told" });
    }
    let at = at.unwrap_or(change.now());
    if at > change.now() {
        return Err(invalid("told_at", "in_the_future"));
    }
    // People say minutes; the change was stored to the second.
    if at + Duration::minutes(1) <= row.changed_at {
        return Err(IncidentError::Contradiction {
            field: "told_at",
            other: "changed_at",
        });
    }
    row.told_at = Some(at);
    save(change, row).await
}

/// Takes a contact away that was never used; others are set inactive.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid) -> Result<(), IncidentError> {
    let (change, row) = begin(access, actor, id, None).await?;
    if store::network::is_used(change.tx(), id).await? {
        return Err(IncidentError::State { state: "used" });
    }
    store::network::delete_contact(change.tx(), id).await?;
    change.commit(json!({ "removed": row.name })).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(kind: ContactKind, changed: &str) -> Contact {
        Contact {
            kind: kind.as_str().to_owned(),
            ..fresh(Uuid::nil(), changed.parse().unwrap())
        }
    }

    #[test]
    fn circular_20_2017_article_6_a_changed_contact_is_told_within_24_hours() {
        let changed = contact(ContactKind::ProvincialTeam, "2026-07-15T05:00:00Z");
        let owed = owed(&changed).unwrap();
        assert_eq!(owed.duty.body.id, "tt20-contact");
        assert_eq!(owed.due_at, Some("2026-07-16T05:00:00Z".parse().unwrap()));
        assert!(owed.duty.legal.article.contains("Điều 6"));
    }

    #[test]
    fn nothing_is_owed_once_it_was_told_nor_for_contacts_of_others() {
        let mut row = contact(ContactKind::ProvincialTeam, "2026-07-15T05:00:00Z");
        row.told_at = Some(row.changed_at);
        assert!(owed(&row).is_none());
        assert!(owed(&contact(ContactKind::National, "2026-07-15T05:00:00Z")).is_none());
    }

    #[test]
    fn recipients_of_duties_are_bodies_that_a_contact_may_hold() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let codes: Vec<&str> = bodies(LawBook::builtin(), day)
            .into_iter()
            .map(|(c, _)| c)
            .collect();
        for code in [
            "coordinating_agency",
            "specialised_force",
            "data_protection_authority",
        ] {
            assert_eq!(codes.iter().filter(|c| **c == code).count(), 1, "{code}");
        }
        // A body of earlier law is held no more.
        assert!(!codes.contains(&"national_committee"));
    }

    #[test]
    fn phones_mails_and_skills_are_told_apart_from_nonsense() {
        assert!(phone("+84 24 0000 0000").is_ok() && phone("gọi tổ trực").is_err() && phone("()").is_err());
        assert!(
            email("truc@tinh.invalid").is_ok() && email("truc").is_err() && email("@tinh.invalid").is_err()
        );
        let skills = [
            "pháp y số".to_owned(),
            " pháp y số".to_owned(),
            "mã độc; web".to_owned(),
        ];
        assert_eq!(written_skills(&skills).unwrap(), "pháp y số; mã độc web");
    }

    #[test]
    fn the_rule_of_internal_teams_says_where_it_is_from() {
        let rule = internal_team_rule();
        assert!((1..=5).contains(&rule.from_level) && !rule.article.is_empty() && !rule.source.is_empty());
    }
}
