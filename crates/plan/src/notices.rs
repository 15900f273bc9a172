//! Who is told what inside the product, in the transaction of the change it is about. Mails are for dates alone
//! ([`crate::reminders`]); the sentences of the kinds stand in the web app (`i18n/*/notify.duty.json`).

use crate::reminders::store::{coordinators_of, people_of};
use coloa_auth::{Access, AuthError, Change, notifications, people};
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
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    let cut: String = line.chars().take(SHORT - 1).collect();
    format!("{cut}…")
}

/// The page of one duty.
#[must_use]
pub(crate) fn duty_page(id: Uuid) -> String {
    format!("{}/{id}", web_path::DUTIES)
}

/// Tells these people once each; never the one who made the change.
pub(crate) async fn tell(
    change: &Change,
    people: impl IntoIterator<Item = PersonId>,
    kind: &str,
    params: &Value,
    link: &str,
) -> Result<(), AuthError> {
    let mut people: Vec<PersonId> = people
        .into_iter()
        .filter(|p| Some(*p) != change.actor().person)
        .collect();
    people.sort_unstable();
    people.dedup();
    notifications::notify_all(change.tx(), &people, kind, params, Some(link), change.now()).await
}

/// [`tell`] for the focal points of one agency, else its head.
pub(crate) async fn tell_agency(
    change: &Change,
    agency: AgencyId,
    kind: &str,
    params: &Value,
    link: &str,
) -> Result<(), AuthError> {
    let found = people_of(change.tx(), &[agency], change.today()).await?;
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
    let found = coordinators_of(change.tx(), access, agencies, change.today()).await?;
    tell(change, found.into_values().flatten(), kind, params, link).await
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
    for (agency, people) in people_of(change.tx(), &agencies, change.today()).await? {
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

pub(crate) fn ids(people: impl IntoIterator<Item = people::Person>) -> impl Iterator<Item = PersonId> {
    people.into_iter().map(|p| PersonId(p.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_on_one_line() {
        assert_eq!(short("Rà soát\n  hệ thống"), "Rà soát hệ thống");
        let long = short(&"ă ".repeat(400));
        assert!(long.chars().count() == SHORT && long.ends_with('…'), "{long}");
    }
}
