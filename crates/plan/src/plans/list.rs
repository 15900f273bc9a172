//! Reading: the list of plans, one plan with its versions and relatives, items, source text, comparison,
//! history.

use super::{
    Counts, Item, ItemKind, Plan, PlanError, PlanKind, PlanState, Version,
    diff::{self, Match},
    import::resource,
    past::Calendar,
    rules, store,
};
use coloa_auth::{Access, Actor, Reach, action, audit};
use coloa_base::{AgencyId, ItemId, Page, PageRequest, PlanId, PlanVersionId, clock::vn_date};
use coloa_platform::files::{Files, StoredFile};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of title or number, in any spelling.
    pub text: Option<String>,
    pub kinds: Vec<PlanKind>,
    pub states: Vec<PlanState>,
    pub owner: Option<AgencyId>,
    /// Plans whose period holds that year.
    pub year: Option<i32>,
    pub parent: Option<PlanId>,
    pub sort: Sort,
}

/// Order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Imported last, first.
    #[default]
    Newest,
    /// Issued last, first.
    Issued,
    Title,
}

/// A plan in a list, with the items of the version in force (or, before approval, of the latest one).
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub plan: Plan,
    pub items: BTreeMap<ItemKind, u64>,
    /// A version waits for review.
    pub in_review: Option<PlanVersionId>,
}

/// Plans that the person may read.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<Listed>, PlanError> {
    // The cursor is the number of rows before; ids part equal keys, so that pages never overlap.
    let offset = match page.cursor.as_deref() {
        Some(c) => c.parse::<u64>().map_err(|_| PlanError::Invalid {
            field: "cursor",
            reason: "malformed",
        })?,
        None => 0,
    };
    let reach = access.reach(actor, action::PLAN_READ);
    let (plans, total) = store::list(access.db().reader(), &reach, filter, offset, page.limit()).await?;
    let shown = offset + plans.len() as u64;
    let items = listed(access, actor, plans).await?;
    Ok(Page {
        items,
        next_cursor: (shown < total).then(|| shown.to_string()),
        total,
    })
}

async fn listed(access: &Access, actor: &Actor, plans: Vec<Plan>) -> Result<Vec<Listed>, PlanError> {
    let db = access.db().reader();
    let waiting = store::in_review(db, &plans.iter().map(|p| p.id.uuid()).collect::<Vec<_>>()).await?;
    let shown: HashMap<PlanId, PlanVersionId> = plans
        .iter()
        .filter_map(|p| Some((p.id, p.current_version.or_else(|| waiting.get(&p.id).copied())?)))
        .collect();
    let versions: Vec<_> = shown.values().map(|v| v.uuid()).collect();
    let mut counts = store::kind_counts(db, &versions).await?;
    Ok(plans
        .into_iter()
        .map(|plan| Listed {
            items: shown
                .get(&plan.id)
                .and_then(|v| counts.remove(&v.uuid()))
                .unwrap_or_default(),
            in_review: waiting
                .get(&plan.id)
                .copied()
                .filter(|_| access.may(actor, action::PLAN_REVIEW, &resource(&plan))),
            plan,
        })
        .collect())
}

/// One plan with its versions and the plans around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    pub plan: Plan,
    pub versions: Vec<Version>,
    pub parent: Option<Plan>,
    pub replaces: Option<Plan>,
    pub replaced_by: Option<Plan>,
    pub children: Vec<Plan>,
    /// What the person may do with it.
    pub may: Vec<&'static str>,
}

/// Loads a plan that the person may read.
pub async fn plan(access: &Access, actor: &Actor, id: PlanId) -> Result<Plan, PlanError> {
    let plan = store::plan(access.db().reader(), id).await?;
    access.check(actor, action::PLAN_READ, &resource(&plan))?;
    Ok(plan)
}

/// A plan with everything around it that the person may read.
pub async fn detail(access: &Access, actor: &Actor, id: PlanId) -> Result<Detail, PlanError> {
    let db = access.db().reader();
    let plan = plan(access, actor, id).await?;
    let reviewer = access.may(actor, action::PLAN_REVIEW, &resource(&plan))
        || access.reach(actor, action::PLAN_READ) == Reach::Everything;
    let versions = store::versions(db, id)
        .await?
        .into_iter()
        .filter(|v| {
            reviewer
                || matches!(
                    v.state,
                    super::VersionState::Approved | super::VersionState::Superseded
                )
        })
        .collect();
    let around = store::around(db, &access.reach(actor, action::PLAN_READ), &plan).await?;
    let find = |id: Option<PlanId>| around.iter().find(|p| Some(p.id) == id).cloned();
    let may = [
        action::PLAN_IMPORT,
        action::PLAN_REVIEW,
        action::PLAN_APPROVE,
        action::PLAN_ACTIVATE,
        action::PLAN_END,
        action::PLAN_COMMENT,
    ];
    Ok(Detail {
        parent: find(plan.parent),
        replaces: find(plan.replaces),
        replaced_by: around
            .iter()
            .find(|p| {
                p.replaces == Some(id)
                    && matches!(
                        p.state,
                        PlanState::Active | PlanState::Ended | PlanState::Replaced
                    )
            })
            .cloned(),
        children: around.iter().filter(|p| p.parent == Some(id)).cloned().collect(),
        may: may
            .into_iter()
            .filter(|a| access.may(actor, *a, &resource(&plan)))
            .map(|a| a.as_str())
            .collect(),
        versions,
        plan,
    })
}

/// A version that the person may read: one in review only by those who reach its owner.
async fn version(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<(Plan, Version), PlanError> {
    let db = access.db().reader();
    let version = store::version(db, id).await?;
    let plan = store::plan(db, version.plan).await?;
    let open = matches!(
        version.state,
        super::VersionState::Approved | super::VersionState::Superseded
    );
    access.check(
        actor,
        action::PLAN_READ,
        &resource(&plan).with_shared(plan.state.is_shared() && open),
    )?;
    Ok((plan, version))
}

/// A version, and what stands in the way of its approval.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionRead {
    pub plan: Plan,
    pub version: Version,
    pub counts: Counts,
    /// Names that block approval.
    pub unresolved: Vec<super::error::UnresolvedName>,
    /// Paths of the tasks that nobody would get.
    pub unassigned: Vec<String>,
}

/// A version with its counts.
pub async fn get_version(
    access: &Access,
    actor: &Actor,
    id: PlanVersionId,
    threshold: f64,
) -> Result<VersionRead, PlanError> {
    let (plan, version) = version(access, actor, id).await?;
    let items = store::items(access.db().reader(), id).await?;
    let mut counts = rules::counts(&items, threshold);
    counts.past = past(access, &items).await?.len() as u64;
    Ok(VersionRead {
        plan,
        version,
        counts,
        unresolved: rules::unresolved_names(&items),
        unassigned: rules::unassigned(&items),
    })
}

/// Items of one version that would be late the moment the plan is activated: due before today, new with this
/// version, and nobody said how far they had come.
pub async fn past(access: &Access, items: &[Item]) -> Result<HashSet<ItemId>, PlanError> {
    let db = access.db().reader();
    let Some(first) = items.first() else {
        return Ok(HashSet::new());
    };
    let versions = store::versions(db, first.plan).await?;
    let in_review = versions
        .iter()
        .any(|v| v.id == first.plan_version && v.state == super::VersionState::InReview);
    if !in_review {
        return Ok(HashSet::new());
    }
    let plan = store::plan(db, first.plan).await?;
    let today = access.clock().today();
    let imported = versions.iter().map(|v| vn_date(v.imported_at)).min();
    let calendar = Calendar::of(&plan, imported.unwrap_or(today), today);
    // What goes on from the version in force has its duties and their progress already.
    let goes_on: HashSet<ItemId> = match plan.current_version {
        Some(_) => {
            let links = store::links(db, first.plan_version).await?;
            links.into_iter().map(|l| l.item).collect()
        }
        None => HashSet::new(),
    };
    Ok(items
        .iter()
        .filter(|i| !goes_on.contains(&i.id) && calendar.is_past(i))
        .map(|i| i.id)
        .collect())
}

/// The text of a version and its items, all of them.
pub async fn items(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<Vec<Item>, PlanError> {
    version(access, actor, id).await?;
    store::items(access.db().reader(), id).await
}

/// The text that spans point into.
pub async fn source_text(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<String, PlanError> {
    version(access, actor, id).await?;
    store::source_text(access.db().reader(), id).await
}

/// One item as it is now.
pub async fn item(access: &Access, actor: &Actor, id: ItemId) -> Result<Item, PlanError> {
    let item = store::item(access.db().reader(), id).await?;
    version(access, actor, item.plan_version).await?;
    Ok(item)
}

/// The document as uploaded.
pub async fn source_file(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: PlanVersionId,
) -> Result<(StoredFile, Vec<u8>), PlanError> {
    let (_, version) = version(access, actor, id).await?;
    let file = version.source_file.ok_or(PlanError::NotFound { what: "file" })?;
    Ok(files.get(access.db(), file).await?)
}

/// Both versions and how their items belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub old_version: Option<Version>,
    pub new_version: Version,
    pub old: Vec<Item>,
    pub new: Vec<Item>,
    pub matches: Vec<Match>,
}

/// Compares a version with the one before it: by its links while in review, by lineage afterwards.
pub async fn compare(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<Comparison, PlanError> {
    let db = access.db().reader();
    let (plan, new_version) = version(access, actor, id).await?;
    let in_review = new_version.state == super::VersionState::InReview;
    let old_version = if in_review {
        match plan.current_version {
            Some(v) => Some(store::version(db, v).await?),
            None => None,
        }
    } else {
        store::versions(db, plan.id)
            .await?
            .into_iter()
            .filter(|v| v.ordinal < new_version.ordinal && v.approved_at.is_some())
            .max_by_key(|v| v.ordinal)
    };
    let kept = |items: Vec<Item>| items.into_iter().filter(Item::is_kept).collect::<Vec<_>>();
    let new = kept(store::items(db, id).await?);
    let old = match &old_version {
        Some(v) => kept(store::items(db, v.id).await?),
        None => Vec::new(),
    };
    // The links stay after approval: they say what was decided then.
    let links = store::links(db, id).await?;
    let matches = diff::compare(
        &old.iter().collect::<Vec<_>>(),
        &new.iter().collect::<Vec<_>>(),
        &links,
    );
    Ok(Comparison {
        old_version,
        new_version,
        old,
        new,
        matches,
    })
}

/// What happened to a plan, newest first; `before` pages.
pub async fn history(
    access: &Access,
    actor: &Actor,
    id: PlanId,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<audit::Entry>, PlanError> {
    let plan = store::plan(access.db().reader(), id).await?;
    // The steps of a review are for those who reach the owner, not for everybody who may read the result.
    access.check(actor, action::PLAN_READ, &resource(&plan).with_shared(false))?;
    let filter = audit::Filter {
        object_kind: Some("plan".to_owned()),
        object_id: Some(id.to_string()),
        before,
        limit,
        ..audit::Filter::default()
    };
    Ok(audit::list(access.db(), &filter).await?)
}
