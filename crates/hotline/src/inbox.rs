//! Inboxes: reports by urgency, within the reach of whoever looks, and what is done to them.
//!
//! Rooms: this file lists and counts · [`choices`] what fields may be · [`detail`] one report, as far as it is not sealed ·
//! [`content`] what is sealed, opened · [`work`] who has a report, how urgent it is, how it ends.

pub mod choices;
pub mod content;
pub mod detail;
pub mod work;

use crate::{
    Hotline, HotlineError,
    classify::terms,
    entity::{report, transfer},
    mention::sharing,
    model::{Channel, State, Urgency},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, action};
use coloa_base::{AgencyId, PersonId};
use std::collections::HashMap;
use uuid::Uuid;

coloa_base::words! {
    /// What an inbox shows.
    pub enum View {
        /// What somebody has to do something with.
        Open = "open",
        /// Of that, the reader's own.
        Mine = "mine",
        /// Of that, what nobody has.
        Unassigned = "unassigned",
        /// Held back as part of a flood.
        Quarantined = "quarantined",
        Closed = "closed",
        All = "all",
    }
    /// In which order.
    pub enum Order {
        /// The most urgent first, among them the newest.
        Urgency = "urgency",
        Newest = "newest",
        /// What waits longest first.
        Waiting = "waiting",
        /// What is over, or ends next, first; what has no term last, the newest of it first.
        Due = "due",
    }
}

impl View {
    /// It shows nothing but what somebody has to do something with.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Mine | Self::Unassigned)
    }
}

/// What an inbox is narrowed by.
#[derive(Clone, Debug)]
pub struct Filter {
    pub view: View,
    pub urgency: Option<Urgency>,
    pub state: Option<State>,
    pub kind: Option<String>,
    pub scam_type: Option<String>,
    pub desk: Option<Uuid>,
    pub channel: Option<Channel>,
    /// Part of the number or of the redacted copy.
    pub search: Option<String>,
    /// Received at or after, before.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Just those with a term that is over.
    pub overdue: bool,
    /// Whose [`View::Mine`] is; set by [`list`].
    pub person: Option<Uuid>,
    pub order: Order,
    pub offset: u64,
    pub limit: u64,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            view: View::Open,
            urgency: None,
            state: None,
            kind: None,
            scam_type: None,
            desk: None,
            channel: None,
            search: None,
            from: None,
            to: None,
            overdue: false,
            person: None,
            order: Order::Urgency,
            offset: 0,
            limit: 50,
        }
    }
}

/// A report with what its line shows.
#[derive(Clone, Debug)]
pub struct Line {
    pub row: report::Model,
    /// In the law of its day.
    pub kind_name: Option<String>,
    pub scam_type_name: Option<String>,
    pub desk_name: String,
    pub commune_name: Option<String>,
    /// Messages of the citizen that nobody read.
    pub unread: i64,
    /// What is due next.
    pub next_due_text: Option<&'static str>,
    /// Of the last transfer.
    pub transfer_state: Option<String>,
    /// Other reports that name the same.
    pub shared_with: i64,
}

/// What an inbox holds, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub now: i64,
    pub today: i64,
    pub unassigned: i64,
    pub mine: i64,
    pub quarantined: i64,
    pub unread: i64,
    pub overdue: i64,
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A page of reports within reach, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &Filter,
) -> Result<(Vec<Line>, u64), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let filter = Filter {
        person: actor.person.map(PersonId::uuid),
        limit: filter.limit.clamp(1, 200),
        ..filter.clone()
    };
    let (db, now) = (hotline.access.db().reader(), hotline.access.clock().now());
    let (rows, total) = store::report::page(db, &reach, &filter, now).await?;
    Ok((lines(hotline, rows).await?, total))
}

/// Open reports within reach, counted.
pub async fn counts(hotline: &Hotline, actor: &Actor) -> Result<Counts, HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let person = actor.person.map(PersonId::uuid);
    let (db, now) = (hotline.access.db().reader(), hotline.access.clock().now());
    let asked = (&reach, person);
    let counted = hotline
        .access
        .kept("hotline.counts", &asked, async {
            let mut counts = Counts::default();
            for tally in store::report::tally(db, &reach).await? {
                match Urgency::of_rank(tally.urgency) {
                    Urgency::Now => counts.now += tally.number,
                    Urgency::Today => counts.today += tally.number,
                    Urgency::Usual | Urgency::Later => {}
                }
                if tally.assigned_to.is_none() {
                    counts.unassigned += tally.number;
                } else if tally.assigned_to == person {
                    counts.mine += tally.number;
                }
            }
            counts.quarantined = number(store::report::count_held_back(db, &reach).await?);
            counts.unread = number(store::report::count_unread(db, &reach).await?);
            counts.overdue = number(store::report::count_overdue(db, &reach, now).await?);
            Ok::<_, HotlineError>(counts)
        })
        .await?;
    Ok((*counted).clone())
}

/// Rows with what their lines show.
pub async fn lines(hotline: &Hotline, rows: Vec<report::Model>) -> Result<Vec<Line>, HotlineError> {
    let (access, now) = (&hotline.access, hotline.access.clock().now());
    let db = access.db().reader();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let unread = store::message::unread(db, &ids).await?;
    let shared = sharing::shared_with(db, &ids, now).await?;
    let mut last: HashMap<Uuid, transfer::Model> = HashMap::new();
    for transfer in store::transfer::of_reports(db, &ids).await? {
        last.insert(transfer.report_id, transfer);
    }
    let desks: HashMap<Uuid, String> = store::settings::desks(db)
        .await?
        .into_iter()
        .map(|desk| (desk.id, desk.name))
        .collect();
    let scams = crate::scam_type::names(db).await?;
    let communes: Vec<AgencyId> = rows.iter().filter_map(|r| r.commune_id).map(AgencyId).collect();
    let communes = coloa_agency::names(access.db(), &communes, access.clock().today()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            kind_name: crate::classify::kind_of(&row).map(|kind| kind.name.clone()),
            scam_type_name: row
                .scam_type
                .as_ref()
                .and_then(|code| scams.get(code))
                .map(|(name, _)| name.clone()),
            desk_name: desks.get(&row.desk_id).cloned().unwrap_or_default(),
            commune_name: row.commune_id.and_then(|id| communes.get(&AgencyId(id))).cloned(),
            unread: unread.get(&row.id).copied().unwrap_or(0),
            next_due_text: row.next_due_term.as_deref().and_then(terms::text_of),
            transfer_state: last.get(&row.id).map(|t| t.state.clone()),
            shared_with: shared.get(&row.id).copied().unwrap_or(0),
            row,
        })
        .collect())
}
