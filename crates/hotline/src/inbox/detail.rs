//! One report, as far as it is not sealed: what was decided, what is due, where it went, what it names, who looked.

use super::{Line, lines};
use crate::{
    Hotline, HotlineError,
    classify::{self, Classified, may_close, terms},
    entity::{call, campaign, mention, reason, report, sealed, transfer, urgency},
    mention::sharing,
    model::{Outcome, State},
    reveal,
    service::{about, is_holder},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Action, Actor, Reach, action};
use coloa_base::AgencyId;
use uuid::Uuid;

/// Reports with the same words that are told.
const MOST_ALIKE: u64 = 20;

/// A report with what its page shows first.
#[derive(Clone, Debug)]
pub struct Detail {
    pub line: Line,
    pub classifications: Vec<Classified>,
    /// Changes of its urgency, the oldest first.
    pub urgencies: Vec<urgency::Model>,
    /// Why it was handed over, closed, taken up again, held back or let go, the oldest first.
    pub reasons: Vec<reason::Model>,
    pub terms: Vec<terms::Term>,
    pub transfers: Vec<transfer::Model>,
    pub calls: Vec<call::Model>,
    pub mentions: Vec<mention::Model>,
    pub campaigns: Vec<campaign::Model>,
    pub similar: Vec<Similar>,
    pub reveals: Vec<reveal::Request>,
    /// Files that a desk added, the oldest first.
    pub additions: Vec<Addition>,
    /// How often anything of it was opened.
    pub openings: u64,
    /// What the reader may do with it now.
    pub may: Vec<&'static str>,
}

/// A report that may be about the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    pub id: Uuid,
    pub number: String,
    /// `same_words`, `same_indicator`.
    pub why: &'static str,
}

/// Files that somebody of a desk added at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    pub id: Uuid,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub files: i32,
}

/// Files that stand together, as one addition each.
fn additions(rows: Vec<sealed::Model>) -> Vec<Addition> {
    let mut found: Vec<Addition> = Vec::new();
    for row in rows {
        let (Some(id), Some(by_name)) = (row.message_id, row.added_by) else {
            continue;
        };
        if let Some(last) = found.last_mut().filter(|last| last.id == id) {
            last.files += 1;
        } else {
            found.push(Addition {
                id,
                by_name,
                at: row.created_at,
                files: 1,
            });
        }
    }
    found
}

/// One report.
pub async fn read(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Detail, HotlineError> {
    let row = hotline.report(actor, action::HOTLINE_READ, id).await?;
    let db = hotline.access.db().reader();
    let transfers = store::transfer::of_report(db, id).await?;
    let messages = store::message::of_report(db, id).await?;
    let facts = terms::Facts::of(&transfers, &messages);
    let terms = terms::of(&hotline.config, &row, &facts);
    let closable = may_close_at_all(hotline, &row, &transfers);
    let detail = Detail {
        classifications: classify::history(db, &row).await?,
        urgencies: store::urgency::of_report(db, id).await?,
        reasons: store::reason::of(db, id).await?,
        terms,
        calls: store::transfer::calls(db, id).await?,
        mentions: store::mention::of_report(db, id).await?,
        campaigns: store::campaign::of_report(db, id).await?,
        similar: similar(hotline, actor, &row).await?,
        reveals: reveal::of_report(hotline, actor, &row).await?,
        additions: additions(store::sealed::added(db, id).await?),
        openings: store::opening::count(db, id).await?,
        may: may(hotline, actor, &row, closable),
        transfers,
        line: line(hotline, row).await?,
    };
    Ok(detail)
}

/// The line of one report.
pub async fn line(hotline: &Hotline, row: report::Model) -> Result<Line, HotlineError> {
    lines(hotline, vec![row])
        .await?
        .pop()
        .ok_or(HotlineError::NotFound)
}

/// Reports within reach that have the same words, or name the same.
async fn similar(
    hotline: &Hotline,
    actor: &Actor,
    row: &report::Model,
) -> Result<Vec<Similar>, HotlineError> {
    let db = hotline.access.db().reader();
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let within = |agency: Option<Uuid>| match agency {
        Some(agency) => hotline.access.reaches(&reach, AgencyId(agency)),
        None => reach == Reach::Everything,
    };
    let mut found: Vec<Similar> = store::report::same_words(db, row, MOST_ALIKE)
        .await?
        .into_iter()
        .filter(|other| within(other.agency_id))
        .map(|other| Similar {
            id: other.id,
            number: other.number,
            why: "same_words",
        })
        .collect();
    for other in sharing::similar(hotline, actor, row.id).await? {
        if found.iter().all(|known| known.id != other.report.id) {
            found.push(Similar {
                id: other.report.id,
                number: other.report.number,
                why: "same_indicator",
            });
        }
    }
    Ok(found)
}

/// Whether there is any outcome that the report may be closed with now.
fn may_close_at_all(hotline: &Hotline, row: &report::Model, transfers: &[transfer::Model]) -> bool {
    use crate::model::TransferState as T;
    let any = |states: &[T]| {
        transfers
            .iter()
            .any(|t| states.iter().any(|s| t.state == s.as_str()))
    };
    let facts = classify::Closing {
        acknowledged: any(&[T::Acknowledged]),
        open_transfer: any(&[T::Draft, T::Sent]),
        original: None,
    };
    let kind = classify::kind_of(row).map(|kind| &kind.body);
    Outcome::ALL
        .iter()
        .any(|outcome| may_close(kind, &hotline.config.host, *outcome, &facts).is_ok())
}

/// What somebody may do with a report now, as words of the interface.
fn may(hotline: &Hotline, actor: &Actor, row: &report::Model, closable: bool) -> Vec<&'static str> {
    if row.erased_at.is_some() {
        return Vec::new();
    }
    let at = about(row);
    let may = |action: Action| hotline.access.may(actor, action, &at);
    let mut found = Vec::new();
    let state = State::parse(&row.state).unwrap_or(State::Received);
    if may(action::HOTLINE_HANDLE) {
        let mine = is_holder(actor, row);
        found.push("open");
        if mine {
            found.push("redact");
        }
        found.push("mentions");
        if state.is_open() {
            found.extend(["urgency", "classify", "transfer", "call", "hand_over", "files"]);
            if row.assigned_to.is_none() {
                found.push("take");
            }
            if mine {
                found.push("release");
            }
            if closable {
                found.push("close");
            }
            found.push("duplicate");
            found.push("quarantine");
        } else {
            found.push("reopen");
        }
        if !row.reply_key.is_empty() {
            found.push("message");
        }
    }
    if row.has_identity && may(action::HOTLINE_REVEAL) {
        found.push("reveal");
    }
    found
}
