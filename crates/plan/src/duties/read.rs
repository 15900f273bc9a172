//! Lists of duties and one duty with everything about it. A list shows what the reader's grants reach: duties of
//! agencies there, and duties that agencies there guide; a `guide` filter leaves those that one of them guides.

use super::{
    DutyError, Review,
    model::{Duty, DutyFilter, DutyText},
    progress::resource,
    store::{self, read as lists},
};
use crate::entity::{extension, progress};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Reach, action, audit};
use coloa_base::{Page, PageRequest};
use std::collections::HashMap;
use uuid::Uuid;

pub use lists::COUNT_CAP;
pub(crate) use lists::sum_of_number;

/// A duty with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyRow {
    pub duty: Duty,
    pub text: DutyText,
}

/// A duty with everything about it.
#[derive(Clone, Debug)]
pub struct DutyDetail {
    pub duty: Duty,
    pub text: DutyText,
    pub plan: Option<crate::entity::plan::Model>,
    /// Newest first.
    pub progress: Vec<progress::Model>,
    /// Newest first.
    pub extensions: Vec<extension::Model>,
    /// Other dates of the same work of the same agency.
    pub siblings: Vec<Duty>,
}

/// What the reader's grants reach; those who may read no duty at all are refused.
pub(crate) fn reach(access: &Access, actor: &Actor) -> Result<Reach, DutyError> {
    match access.reach(actor, action::DUTY_READ) {
        Reach::Nothing => Err(coloa_auth::AuthError::Forbidden {
            action: action::DUTY_READ,
        }
        .into()),
        other => Ok(other),
    }
}

/// Longest page that is worth keeping.
const KEPT_ROWS: u64 = 50;

/// One page of duties. The first page of a list that nobody typed a search for is what everybody opens, and is
/// kept.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &DutyFilter,
    page: &PageRequest,
) -> Result<Page<DutyRow>, DutyError> {
    let (today, reach) = (access.clock().today(), reach(access, actor)?);
    let listed = listed(access, actor, &reach, filter, page, today);
    if page.cursor.is_some() || page.limit() > KEPT_ROWS || !filter.is_unsearched() {
        return listed.await;
    }
    let asked = (&reach, filter, page.limit(), today);
    let kept = access.kept("duty list", &asked, listed).await?;
    Ok(Page::clone(&kept))
}

async fn listed(
    access: &Access,
    actor: &Actor,
    reach: &Reach,
    filter: &DutyFilter,
    page: &PageRequest,
    today: NaiveDate,
) -> Result<Page<DutyRow>, DutyError> {
    let (duties, next_cursor) = lists::page(access.db(), reach, filter, page, today).await?;
    Ok(Page {
        items: with_texts(access, duties).await?,
        next_cursor,
        total: count(access, actor, filter).await?,
    })
}

/// How many duties the filter and the reader's reach leave; where the tally cannot tell, at most one more than
/// [`COUNT_CAP`].
pub async fn count(access: &Access, actor: &Actor, filter: &DutyFilter) -> Result<u64, DutyError> {
    let today = access.clock().today();
    Ok(if tallied(access, actor, filter).await? {
        let reach = access.reach(actor, action::DUTY_READ);
        lists::tallied(access.db(), &reach, filter, today).await?
    } else {
        lists::counted(access.db(), &reach(access, actor)?, filter, today).await?
    })
}

/// Whether [`count`] counts all and not only up to [`COUNT_CAP`].
pub async fn tallied(access: &Access, actor: &Actor, filter: &DutyFilter) -> Result<bool, DutyError> {
    // Said of whose duties, the question is of their agencies alone.
    let reach = access.reach(actor, action::DUTY_READ);
    let own = !filter.agencies.is_empty() && filter.agencies.iter().all(|a| access.reaches(&reach, *a));
    Ok(lists::countable(filter) && (own || !lists::guides_outside(access.db(), &reach).await?))
}

/// How many reports wait for this person's review, in agencies within reach and of duties that these guide.
pub async fn waiting(access: &Access, actor: &Actor) -> Result<u64, DutyError> {
    let filter = DutyFilter {
        reviews: vec![Review::Submitted],
        ..DutyFilter::default()
    };
    let reach = access.reach(actor, action::DUTY_ACCEPT);
    let today = access.clock().today();
    Ok(if lists::guides_outside(access.db(), &reach).await? {
        lists::exactly(access.db(), &reach, &filter, today).await?
    } else {
        lists::tallied(access.db(), &reach, &filter, today).await?
    })
}

/// Adds the words to duties, in their order.
pub(crate) async fn with_texts(access: &Access, duties: Vec<Duty>) -> Result<Vec<DutyRow>, DutyError> {
    let ids: Vec<_> = duties.iter().map(|d| d.text_id).collect();
    let texts: HashMap<Uuid, DutyText> = store::texts(access.db().reader(), &ids)
        .await?
        .into_iter()
        .map(|t| (t.id, t))
        .collect();
    Ok(duties
        .into_iter()
        .filter_map(|duty| {
            texts
                .get(&duty.text_id)
                .cloned()
                .map(|text| DutyRow { duty, text })
        })
        .collect())
}

/// One duty with all that belongs to it.
pub async fn detail(access: &Access, actor: &Actor, id: Uuid) -> Result<DutyDetail, DutyError> {
    let db = access.db().reader();
    let duty = store::duty(db, id).await?;
    access.check(actor, action::DUTY_READ, &resource(&duty, action::DUTY_READ))?;
    Ok(DutyDetail {
        text: store::text(db, duty.text_id).await?,
        plan: match duty.plan_id {
            Some(plan) => Some(store::plan(db, plan).await?),
            None => None,
        },
        progress: store::progress_of(db, id).await?,
        extensions: store::extensions_of(db, id).await?,
        siblings: lists::siblings(db, &duty).await?,
        duty,
    })
}

/// The audit trail of a duty, newest first.
pub async fn history(access: &Access, actor: &Actor, id: Uuid) -> Result<Vec<audit::Entry>, DutyError> {
    let duty = store::duty(access.db().reader(), id).await?;
    access.check(actor, action::DUTY_READ, &resource(&duty, action::DUTY_READ))?;
    let filter = audit::Filter {
        object_kind: Some("duty".to_owned()),
        object_id: Some(id.to_string()),
        limit: 200,
        ..audit::Filter::default()
    };
    Ok(audit::list(access.db(), &filter).await?)
}

/// Whether the words of a filter are of the stored sets: `not_started,in_progress` and the like.
pub fn parse_list<T>(
    text: Option<&str>,
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, DutyError> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(|t| {
            parse(t).ok_or(DutyError::Invalid {
                field,
                reason: "unknown",
            })
        })
        .collect()
}
