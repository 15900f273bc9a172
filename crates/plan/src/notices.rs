//! Who is told what inside the product, in the transaction of the change it is about. Mails are for dates alone
//! ([`crate::reminders`]); the sentences of the kinds stand in the web app (`i18n/*/notify.duty.json`).

pub(crate) use coloa_auth::recipients::{ids, tell};
use coloa_auth::{
    Access, AuthError, Change, Role,
    recipients::{answering, nearest},
};
use coloa_base::{AgencyId, PersonId, web_path};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

pub const ACCEPTED: &str = "duty.accepted";
pub const ACCEPTED_MANY: &str = "duty.accepted_many";
pub const RETURNED: &str = "duty.returned";
pub const ASSIGNED: &str = "duty.assigned";
pub const HANDED_OVER: &str = "duty.handed_over";
/// A reorganisation left unfinished work behind.
pub const LEFT_BEHIND: &str = "duty.left_behind";
pub const EXTENSION_REQUESTED: &str = "duty.extension_requested";
pub const EXTENSION_APPROVED: &str = "duty.extension_approved";
pub const EXTENSION_REFUSED: &str = "duty.extension_refused";
pub const COMMENTED: &str = "duty.commented";
pub const DIFFICULTY_RAISED: &str = "difficulty.raised";
pub const DIFFICULTY_ANSWERED: &str = "difficulty.answered";
pub const DIFFICULTY_ESCALATED: &str = "difficulty.escalated";

/// Characters of a record's words within a sentence.
const SHORT: usize = 120;

/// The beginning of a text, on one line.
#[must_use]
pub(crate) fn short(text: &str) -> String {
    coloa_base::text::shorten(text, SHORT)
}

/// The page of one duty.
#[must_use]
pub(crate) fn duty_page(id: Uuid) -> String {
    format!("{}/{id}", web_path::DUTIES)
}

/// [`tell`] for the focal points of one agency, else its head.
pub(crate) async fn tell_agency(
    change: &Change,
    agency: AgencyId,
    kind: &str,
    params: &Value,
    link: &str,
) -> Result<(), AuthError> {
    let found = answering(change.tx(), &[agency], change.today()).await?;
    tell(change, ids(found.into_values().flatten()), kind, params, link).await
}

/// [`tell`] for those who coordinate any of these agencies.
pub(crate) async fn tell_coordinators(
    change: &Change,
    access: &Access,
    agencies: &[AgencyId],
    kind: &str,
    params: &Value,
    link: &str,
) -> Result<(), AuthError> {
    let found = nearest(change.tx(), access, Role::Coordinator, agencies, change.today()).await?;
    tell(change, ids(found.into_values().flatten()), kind, params, link).await
}

/// Tells each person how many records of the change are new to the own agencies: one entry a person, however many
/// agencies it answers for. `link` is given the number and gives the page.
pub(crate) async fn tell_each(
    change: &Change,
    numbers: &BTreeMap<AgencyId, usize>,
    kind: &str,
    link: &str,
) -> Result<(), AuthError> {
    let agencies: Vec<AgencyId> = numbers.keys().copied().collect();
    let mut each: BTreeMap<PersonId, usize> = BTreeMap::new();
    for (agency, people) in answering(change.tx(), &agencies, change.today()).await? {
        for person in people {
            *each.entry(PersonId(person.id)).or_default() += numbers.get(&agency).copied().unwrap_or(0);
        }
    }
    // People with the same number share one statement.
    let mut by_number: BTreeMap<usize, Vec<PersonId>> = BTreeMap::new();
    for (person, number) in each {
        by_number.entry(number).or_default().push(person);
    }
    for (count, people) in by_number {
        tell(change, people, kind, &serde_json::json!({ "count": count }), link).await?;
    }
    Ok(())
}
