//! From the approved version of a plan to duties, targets and obligations. Idempotent: run again, nothing
//! changes; run after a new version, new items make duties, reworded ones keep their progress, dropped ones
//! are cancelled with their history.

use super::{
    DutyError, Guides, Status,
    model::{Duty, DutyRole, DutyText, NO_DATE},
    rules::{self, Timeframe},
    store, tally,
};
use crate::{
    entity::{item_party, plan, plan_item},
    notices,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use coloa_auth::{Access, Change};
use coloa_base::{AgencyId, PlanId, clock, text};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Most duties that one synchronisation may make: ten times the largest province measured.
pub const MAX_DUTIES: usize = 4_000_000;

/// How far ahead recurring duties are made.
#[derive(Clone, Copy, Debug)]
pub struct SyncSettings {
    /// Days from today; the daily job makes the later instances when their time comes.
    pub horizon_days: u64,
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self { horizon_days: 400 }
    }
}

/// What a synchronisation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    pub texts: usize,
    pub created: usize,
    pub changed: usize,
    pub cancelled: usize,
    pub revived: usize,
    pub targets: usize,
    pub obligations: usize,
}

impl SyncReport {
    /// For the audit entry.
    #[must_use]
    pub fn detail(&self) -> Value {
        json!({
            "texts": self.texts, "created": self.created, "changed": self.changed, "cancelled": self.cancelled,
            "revived": self.revived, "targets": self.targets, "obligations": self.obligations,
        })
    }
}

/// What `plan_item.data` holds of a task or assignment; other fields are for other kinds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ItemData {
    timeframe: Option<FrameData>,
    product: Option<String>,
    /// Period of what comes back, where a reviewer set one.
    every_months: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FrameData {
    kind: Option<String>,
    text: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// Period of what comes back, as the text names it: every six months, every two years.
    every_months: Option<u32>,
}

/// How a past item stood at import.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct StartingState {
    pub status: String,
    pub percent: Option<i32>,
    pub note: Option<String>,
    pub done_on: Option<NaiveDate>,
}

/// Makes the records of a plan agree with its current version, within the caller's change, and tells the agencies
/// what is new to them.
pub async fn sync(change: &Change, access: &Access, plan: PlanId) -> Result<SyncReport, DutyError> {
    let guides = Guides::load(access, change.today()).await?;
    let mut news = BTreeMap::new();
    let report = run(change, plan, &guides, SyncSettings::default(), &mut news).await?;
    let link = format!("{}?plan={plan}", coloa_base::web_path::DUTIES);
    notices::tell_each(change, &news, notices::ASSIGNED, &link).await?;
    Ok(report)
}

/// [`sync`] with its surroundings given; nobody is told: later instances of known work are no news.
pub async fn sync_with(
    change: &Change,
    _access: &Access,
    plan: PlanId,
    guides: &Guides,
    settings: SyncSettings,
) -> Result<SyncReport, DutyError> {
    run(change, plan, guides, settings, &mut BTreeMap::new()).await
}

/// Counts in `news` how many open duties each agency was given.
async fn run(
    change: &Change,
    plan: PlanId,
    guides: &Guides,
    settings: SyncSettings,
    news: &mut BTreeMap<AgencyId, usize>,
) -> Result<SyncReport, DutyError> {
    let tx = change.tx();
    let plan = store::plan(tx, plan.uuid()).await?;
    let version = plan.current_version_id.ok_or(DutyError::NotApproved)?;
    // Of a plan that has ended or was replaced nothing is asked any more; what was done stays.
    let over = matches!(plan.state.as_str(), "ended" | "replaced");
    let items = if over {
        Vec::new()
    } else {
        store::items(tx, version).await?
    };
    let ids: Vec<_> = items.iter().map(|i| i.id).collect();
    let mut parties: HashMap<Uuid, Vec<item_party::Model>> = HashMap::new();
    for party in store::parties(tx, &ids).await? {
        parties.entry(party.item_id).or_default().push(party);
    }
    let imported = store::imported_at(tx, plan.id).await?.unwrap_or(plan.created_at);
    let window = Window {
        since: clock::vn_date(imported),
        until: change.today() + Days::new(settings.horizon_days),
        period: (plan.period_from, plan.period_to),
    };
    let mut report = SyncReport::default();
    let known: HashMap<Uuid, DutyText> = store::texts_of_plan(tx, plan.id)
        .await?
        .into_iter()
        .map(|t| (t.id, t))
        .collect();
    let mut wanted_texts = HashSet::new();
    let work: Vec<_> = items
        .iter()
        .filter(|i| i.kind == "task" || i.kind == "assignment")
        .collect();
    // Twenty texts at a time: what stands is compared without holding all of it in memory.
    for batch in work.chunks(20) {
        let ids: Vec<_> = batch.iter().map(|i| i.lineage_id).collect();
        let mut standing: HashMap<Uuid, Vec<store::Existing>> = HashMap::new();
        for duty in store::existing(tx, &ids).await? {
            standing.entry(duty.text_id).or_default().push(duty);
        }
        for item in batch {
            if !wanted_texts.insert(item.lineage_id) {
                continue;
            }
            let parties = parties.get(&item.id).map_or(&[][..], Vec::as_slice);
            let scope = scope_of(parties);
            let row = text_row(&plan, item, scope.as_deref(), change.now());
            put_text(tx, known.get(&item.lineage_id), row, &mut report).await?;
            let duties = Wanted {
                plan: &plan,
                item,
                parties,
                guides,
                window: &window,
                now: change.now(),
            };
            duties
                .put(
                    tx,
                    standing.remove(&item.lineage_id).unwrap_or_default(),
                    &mut report,
                    news,
                )
                .await?;
            if report.created > MAX_DUTIES {
                return Err(DutyError::TooMany { limit: MAX_DUTIES });
            }
        }
    }
    let dropped: Vec<_> = known
        .keys()
        .filter(|id| !wanted_texts.contains(id))
        .copied()
        .collect();
    for batch in dropped.chunks(20) {
        let gone: Vec<_> = store::existing(tx, batch)
            .await?
            .into_iter()
            .filter(|d| Status::parse(&d.status).is_some_and(Status::open))
            .map(|d| d.id)
            .collect();
        report.cancelled += usize::try_from(store::cancel(tx, &gone).await?).unwrap_or(usize::MAX);
    }
    store::set_text_state(tx, &dropped, "dropped").await?;
    if report.created + report.changed + report.cancelled + report.revived > 0 {
        tally::recount(tx, Some(plan.id)).await?;
    }
    report.targets = crate::targets::sync(tx, &plan, &items, &parties).await?;
    report.obligations = crate::obligations::sync(tx, &plan, &items, &parties, &window).await?;
    Ok(report)
}

/// Days between which instances are made, and the period of the plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub since: NaiveDate,
    pub until: NaiveDate,
    pub period: (Option<NaiveDate>, Option<NaiveDate>),
}

/// Ids in the JSON of a party.
pub(crate) fn agencies_of(party: &item_party::Model) -> Vec<Uuid> {
    party
        .agencies
        .as_array()
        .map(|list| {
            list.iter()
                .filter_map(|v| v.as_str().and_then(|s| s.parse().ok()))
                .collect()
        })
        .unwrap_or_default()
}

fn scope_of(parties: &[item_party::Model]) -> Option<String> {
    let mut scopes: Vec<_> = parties.iter().filter_map(|p| p.scope.clone()).collect();
    scopes.dedup();
    (!scopes.is_empty()).then(|| scopes.join("; "))
}

fn frame_of(item: &plan_item::Model) -> (Timeframe, Option<String>) {
    let data: ItemData = serde_json::from_value(item.data.clone()).unwrap_or_default();
    let frame = data.timeframe.unwrap_or_default();
    let frame = Timeframe {
        kind: frame.kind.unwrap_or_else(|| "none".to_owned()),
        text: frame.text,
        from: frame.from,
        to: frame.to,
        every_months: data.every_months.or(frame.every_months),
    };
    (frame, data.product.filter(|p| !p.trim().is_empty()))
}

/// Number, date and clause: what a reader needs to find the words in the plan.
fn legal_basis(plan: &plan::Model, item: &plan_item::Model) -> Option<String> {
    let number = plan.number.clone()?;
    let date = plan
        .issued_on
        .map(|d| format!(" ({})", clock::vn_date_text(d)))
        .unwrap_or_default();
    Some(format!("{number}{date}, {}", item.path))
}

fn text_row(
    plan: &plan::Model,
    item: &plan_item::Model,
    scope: Option<&str>,
    now: DateTime<Utc>,
) -> DutyText {
    let (frame, product) = frame_of(item);
    let searched = [
        Some(item.path.as_str()),
        item.heading.as_deref(),
        Some(item.text.as_str()),
        product.as_deref(),
    ];
    DutyText {
        id: item.lineage_id,
        plan_id: Some(plan.id),
        item_id: Some(item.id),
        path: Some(item.path.clone()),
        text: item.text.clone(),
        folded: text::fold_plain(&searched.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        scope: scope.map(str::to_owned),
        legal_basis: legal_basis(plan, item),
        product,
        timeframe_kind: frame.kind.clone(),
        timeframe_text: frame.text.clone(),
        every_months: frame.every().and_then(|m| i32::try_from(m).ok()),
        source: json!({ "kind": plan.kind, "item_kind": item.kind, "derived_from": item.derived_from }),
        state: "active".to_owned(),
        created_at: now,
        version: 1,
    }
}

async fn put_text(
    tx: &coloa_platform::Tx,
    known: Option<&DutyText>,
    mut row: DutyText,
    report: &mut SyncReport,
) -> Result<(), DutyError> {
    match known {
        None => {
            report.texts += 1;
            store::insert_text(tx, row).await?;
        }
        Some(old) => {
            row.created_at = old.created_at;
            row.version = old.version;
            if row != *old {
                row.version += 1;
                report.texts += 1;
                store::save_text(tx, row).await?;
            }
        }
    }
    Ok(())
}

type Key = (Uuid, String, String);

/// The duties of one item that stand, by the agency of the plan, role and instance.
struct Standing {
    /// By the agency that the plan gave them to, wherever they were handed.
    by_origin: BTreeMap<Key, store::Existing>,
    /// Handed duties by who holds them now: a later version names the holder itself. The value is the key above.
    by_holder: BTreeMap<Key, Key>,
    /// Who holds the latest handed duty of an agency in a role.
    heirs: BTreeMap<(Uuid, String), (Option<NaiveDate>, Uuid)>,
}

impl Standing {
    fn new(found: Vec<store::Existing>, wanted: &BTreeMap<Uuid, (DutyRole, Option<Uuid>)>) -> Self {
        let (mut by_origin, mut by_holder, mut heirs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for d in found {
            let origin = d.assigned_from.unwrap_or(d.agency_id);
            let key = (origin, d.role.clone(), d.instance.clone());
            if d.assigned_from.is_some() {
                if !wanted.contains_key(&origin) {
                    by_holder.insert((d.agency_id, d.role.clone(), d.instance.clone()), key.clone());
                }
                let heir = heirs
                    .entry((origin, d.role.clone()))
                    .or_insert((d.starts_on, d.agency_id));
                if d.starts_on > heir.0 {
                    *heir = (d.starts_on, d.agency_id);
                }
            }
            by_origin.insert(key, d);
        }
        Self {
            by_origin,
            by_holder,
            heirs,
        }
    }

    fn take(&mut self, agency: Uuid, role: DutyRole, instance: &str) -> Option<store::Existing> {
        let key = (agency, role.as_str().to_owned(), instance.to_owned());
        self.by_origin
            .remove(&key)
            .or_else(|| self.by_origin.remove(self.by_holder.get(&key)?))
    }

    fn heir(&self, agency: Uuid, role: DutyRole) -> Option<Uuid> {
        self.heirs
            .get(&(agency, role.as_str().to_owned()))
            .map(|(_, holder)| *holder)
    }

    fn rest(self) -> impl Iterator<Item = store::Existing> {
        self.by_origin.into_values()
    }
}

/// The duties that one item wants.
struct Wanted<'a> {
    plan: &'a plan::Model,
    item: &'a plan_item::Model,
    parties: &'a [item_party::Model],
    guides: &'a Guides,
    window: &'a Window,
    now: DateTime<Utc>,
}

impl Wanted<'_> {
    /// Agencies with their role; who leads does not also coordinate.
    fn agencies(&self) -> BTreeMap<Uuid, (DutyRole, Option<Uuid>)> {
        let mut found: BTreeMap<Uuid, (DutyRole, Option<Uuid>)> = BTreeMap::new();
        for party in self.parties {
            let Some(role) = DutyRole::parse(&party.role) else {
                continue;
            };
            let guide = self
                .guides
                .of(party.scope.as_deref())
                .map(coloa_base::AgencyId::uuid);
            for agency in agencies_of(party) {
                let entry = found.entry(agency).or_insert((role, guide));
                if role < entry.0 {
                    *entry = (role, guide.or(entry.1));
                }
            }
        }
        found
    }

    async fn put(
        &self,
        tx: &coloa_platform::Tx,
        standing: Vec<store::Existing>,
        report: &mut SyncReport,
        news: &mut BTreeMap<AgencyId, usize>,
    ) -> Result<(), DutyError> {
        let (frame, _) = frame_of(self.item);
        let instances = rules::instances(&frame, self.window.period, self.window.since, self.window.until);
        let agencies = self.agencies();
        let mut standing = Standing::new(standing, &agencies);
        let starting: Option<StartingState> = self
            .item
            .starting_state
            .clone()
            .and_then(|v| serde_json::from_value(v).ok());
        let (mut created, mut first_reports) = (Vec::new(), Vec::new());
        for (agency, (role, guide)) in &agencies {
            for (index, instance) in instances.iter().enumerate() {
                match standing.take(*agency, *role, &instance.key) {
                    Some(old) => {
                        let due = if old.due_moved {
                            old.due_on
                        } else {
                            instance.due_on
                        };
                        if (old.starts_on, old.due_on, old.guide_agency_id)
                            != (instance.starts_on, due, *guide)
                        {
                            store::redate(tx, old.id, instance.starts_on, due, *guide).await?;
                            report.changed += 1;
                        }
                        if old.status == Status::Cancelled.as_str() {
                            store::revive(tx, old.id).await?;
                            report.revived += 1;
                        }
                    }
                    None => {
                        let mut duty = self.duty(*agency, *role, *guide, instance);
                        // Of an agency that is no more, later instances go where its work was handed.
                        if self.guides.closed(AgencyId(*agency))
                            && let Some(holder) = standing.heir(*agency, *role)
                        {
                            duty.agency_id = holder;
                            duty.assigned_from = Some(*agency);
                        }
                        // A past item starts where the reviewer said; of a recurring one, its first instance.
                        if let Some(state) = starting.as_ref().filter(|_| index == 0) {
                            first_reports.extend(self.start(&mut duty, state));
                        }
                        if duty.open {
                            *news.entry(AgencyId(duty.agency_id)).or_default() += 1;
                        }
                        created.push(duty);
                    }
                }
            }
        }
        // Instances before the import and beyond this horizon are not asked for now, and stay.
        let stays = |d: &store::Existing| {
            let named = frame
                .every()
                .zip(d.starts_on)
                .is_some_and(|(m, start)| rules::instance_key(start, m) == d.instance);
            let wanted = agencies
                .get(&d.assigned_from.unwrap_or(d.agency_id))
                .or_else(|| agencies.get(&d.agency_id))
                .is_some_and(|(role, _)| role.as_str() == d.role);
            let outside = d.due_on.is_some_and(|due| due < self.window.since)
                || d.starts_on.is_some_and(|start| start > self.window.until);
            let in_plan = self
                .window
                .period
                .1
                .is_none_or(|end| d.starts_on.is_none_or(|start| start <= end));
            named && wanted && outside && in_plan
        };
        let gone: Vec<_> = standing
            .rest()
            .filter(|d| Status::parse(&d.status).is_some_and(Status::open) && !stays(d))
            .map(|d| d.id)
            .collect();
        report.cancelled += usize::try_from(store::cancel(tx, &gone).await?).unwrap_or(usize::MAX);
        report.created += created.len();
        store::insert_duties(tx, created).await?;
        for row in first_reports {
            store::insert_progress(tx, row).await?;
        }
        Ok(())
    }

    fn duty(&self, agency: Uuid, role: DutyRole, guide: Option<Uuid>, instance: &rules::Instance) -> Duty {
        Duty {
            id: store::fresh(),
            text_id: self.item.lineage_id,
            plan_id: Some(self.plan.id),
            agency_id: agency,
            assigned_from: None,
            role: role.as_str().to_owned(),
            guide_agency_id: guide,
            starts_on: instance.starts_on,
            due_on: instance.due_on,
            due_key: instance.due_on.unwrap_or(NO_DATE),
            due_moved: false,
            instance: instance.key.clone(),
            status: Status::NotStarted.as_str().to_owned(),
            open: true,
            percent: None,
            review: super::Review::None.as_str().to_owned(),
            reported_at: None,
            done_on: None,
            created_at: self.now,
            version: 1,
        }
    }

    /// Gives a new duty its starting state and the report that says so.
    fn start(&self, duty: &mut Duty, state: &StartingState) -> Option<crate::entity::progress::Model> {
        let status = Status::parse(&state.status).filter(|s| *s != Status::NotStarted)?;
        let percent = if status == Status::Done {
            Some(100)
        } else {
            state.percent.filter(|p| (0..=100).contains(p))
        };
        duty.status = status.as_str().to_owned();
        duty.open = status.open();
        duty.percent = percent;
        // What a reviewer says of work under way is no report of the agency: it is still to be asked.
        if status == Status::Done {
            duty.review = super::Review::Accepted.as_str().to_owned();
            duty.reported_at = Some(self.now);
        }
        duty.done_on = state.done_on.filter(|_| status == Status::Done);
        Some(crate::entity::progress::Model {
            id: store::fresh(),
            duty_id: duty.id,
            plan_id: duty.plan_id,
            agency_id: duty.agency_id,
            status: duty.status.clone(),
            percent,
            done_on: duty.done_on,
            note: state.note.clone(),
            product: None,
            state: "accepted".to_owned(),
            via: "import".to_owned(),
            reported_by: None,
            reporter_name: String::new(),
            reported_at: self.now,
            reviewed_by: None,
            reviewed_at: Some(self.now),
            review_reason: None,
        })
    }
}
