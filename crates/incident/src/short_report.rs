//! The one-minute form of an agency: what it says becomes a case that waits to be taken up.

use crate::{
    IncidentError,
    case::{self, CaseDraft, Cases},
    entity::case::incident,
    error::invalid,
    model::{Facts, Origin},
    rules,
};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_base::{AgencyId, clock::vn_date};
use coloa_law::LawBook;
use uuid::Uuid;

/// What an agency says of an incident in one minute.
#[derive(Clone, Debug)]
pub struct ShortReport {
    pub agency: AgencyId,
    pub system: Option<Uuid>,
    /// Code of a group of incidents.
    pub group: String,
    pub description: String,
    pub detected_at: DateTime<Utc>,
    /// It still goes on: those on the spot do not control it.
    pub still_going: bool,
    pub contact_phone: String,
    /// `None`: not known.
    pub personal_data: Option<bool>,
    pub state_secret: bool,
}

/// Takes the short form of an agency: the case waits to be taken up, and its clocks run. Its degree is the least that
/// is not serious until somebody at the centre judges it, or the least serious one while it goes on.
pub async fn take(
    cases: &Cases,
    actor: &Actor,
    said: &ShortReport,
) -> Result<incident::Model, IncidentError> {
    let book = LawBook::current();
    let day = vn_date(said.detected_at);
    let group = book
        .incident_groups("group", day)
        .find(|g| g.body.code == said.group)
        .ok_or(invalid("what", "unknown"))?;
    let degrees: Vec<&str> = book
        .incident_groups("severity", day)
        .map(|g| g.body.code.as_str())
        .collect();
    let serious = degrees.iter().position(|d| *d == cases.settings.serious_from);
    let place = serious.map_or(0, |at| if said.still_going { at } else { at + 1 });
    let severity = degrees.get(place).or(degrees.last()).copied().unwrap_or_default();
    let agencies =
        coloa_agency::names(cases.access.db(), &[said.agency], cases.access.clock().today()).await?;
    let agency = agencies
        .get(&said.agency)
        .ok_or(invalid("agency_id", "unknown"))?;
    let name = &group.body.name;
    let mut title: Vec<char> = name.chars().collect();
    if let Some(first) = title.first_mut() {
        *first = first.to_uppercase().next().unwrap_or(*first);
    }
    let title: String = title.into_iter().collect();
    case::create(
        cases,
        actor,
        &CaseDraft {
            title: format!("{title} – {agency}"),
            description: said.description.clone(),
            agency: said.agency,
            system: said.system,
            group: said.group.clone(),
            scenario: String::new(),
            severity: severity.to_owned(),
            origin: Origin::Agency,
            origin_ref: String::new(),
            reporter: rules::line(
                "contact_phone",
                &format!("{} {}", actor.name, said.contact_phone),
                false,
            )?,
            detected_at: said.detected_at,
            occurred_at: None,
            personal_data: said.personal_data.unwrap_or(false),
            data_known_at: None,
            state_secret: said.state_secret,
            facts: Facts {
                owner_controls: said.still_going.then_some(false),
                ..Facts::default()
            },
            playbook: String::new(),
            drill: None,
        },
    )
    .await
}
