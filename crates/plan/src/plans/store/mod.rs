//! The only queries on plans, versions, items, parties and links. [`list`] finds plans.

mod list;

pub(crate) use list::{around, issued_on, list, version_owners};

use super::{
    FieldSpan, Head, Item, ItemData, ItemKind, Party, PartyRole, PartyState, Plan, PlanError, PlanKind,
    PlanState, Review, Version, VersionState,
};
use crate::entity::{item_link, item_party, plan, plan_item, plan_version};
use coloa_base::{AgencyId, FileId, Handling, ItemId, Note, PersonId, PlanId, PlanVersionId};
use coloa_platform::StoreError;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

fn corrupt(what: &str) -> PlanError {
    PlanError::Store(StoreError::Corrupt {
        what: what.to_owned(),
    })
}

fn read<T: DeserializeOwned>(what: &str, value: serde_json::Value) -> Result<T, PlanError> {
    serde_json::from_value(value).map_err(|e| corrupt(&format!("{what}: {e}")))
}

fn write<T: Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value)
        .expect("the JSON columns hold only strings, numbers, lists and maps of strings")
}

fn plan_of(row: plan::Model) -> Result<Plan, PlanError> {
    Ok(Plan {
        id: PlanId(row.id),
        kind: PlanKind::parse(&row.kind).ok_or_else(|| corrupt("plan.kind"))?,
        state: PlanState::parse(&row.state).ok_or_else(|| corrupt("plan.state"))?,
        handling: Handling::parse(&row.handling).ok_or_else(|| corrupt("plan.handling"))?,
        legal_basis: read("plan.legal_basis", row.legal_basis)?,
        title: row.title,
        number: row.number,
        issued_on: row.issued_on,
        issuer: row.issuer,
        owner: AgencyId(row.owner_agency_id),
        parent: row.parent_plan_id.map(PlanId),
        replaces: row.replaces_plan_id.map(PlanId),
        period_from: row.period_from,
        period_to: row.period_to,
        current_version: row.current_version_id.map(PlanVersionId),
        created_at: row.created_at,
        activated_at: row.activated_at,
        version: row.version,
    })
}

pub(crate) async fn plan<C: ConnectionTrait>(c: &C, id: PlanId) -> Result<Plan, PlanError> {
    let row = plan::Entity::find_by_id(id.uuid()).one(c).await?;
    plan_of(row.ok_or(PlanError::NotFound { what: "plan" })?)
}

fn folded(plan: &Plan) -> String {
    coloa_base::text::fold_plain(&format!(
        "{} {}",
        plan.title,
        plan.number.as_deref().unwrap_or_default()
    ))
}

fn plan_row(plan: &Plan) -> plan::ActiveModel {
    plan::ActiveModel {
        id: Set(plan.id.uuid()),
        kind: Set(plan.kind.as_str().to_owned()),
        title: Set(plan.title.clone()),
        folded: Set(folded(plan)),
        number: Set(plan.number.clone()),
        issued_on: Set(plan.issued_on),
        issuer: Set(plan.issuer.clone()),
        owner_agency_id: Set(plan.owner.uuid()),
        parent_plan_id: Set(plan.parent.map(PlanId::uuid)),
        replaces_plan_id: Set(plan.replaces.map(PlanId::uuid)),
        period_from: Set(plan.period_from),
        period_to: Set(plan.period_to),
        state: Set(plan.state.as_str().to_owned()),
        current_version_id: Set(plan.current_version.map(PlanVersionId::uuid)),
        legal_basis: Set(write(&plan.legal_basis)),
        handling: Set(plan.handling.as_str().to_owned()),
        activated_at: Set(plan.activated_at),
        version: Set(plan.version),
        ..Default::default()
    }
}

pub(crate) async fn insert_plan<C: ConnectionTrait>(
    c: &C,
    plan: &Plan,
    by: Option<PersonId>,
) -> Result<(), PlanError> {
    let row = plan::ActiveModel {
        created_by: Set(by.map(PersonId::uuid)),
        created_at: Set(plan.created_at),
        ..plan_row(plan)
    };
    plan::Entity::insert(row).exec_without_returning(c).await?;
    Ok(())
}

/// Writes the plan where it still has the version `plan.version`, which it then raises.
pub(crate) async fn update_plan<C: ConnectionTrait>(c: &C, plan: &mut Plan) -> Result<(), PlanError> {
    let seen = plan.version;
    plan.version += 1;
    let done = plan::Entity::update_many()
        .set(plan::ActiveModel {
            id: sea_orm::ActiveValue::NotSet,
            ..plan_row(plan)
        })
        .filter(plan::Column::Id.eq(plan.id.uuid()))
        .filter(plan::Column::Version.eq(seen))
        .exec(c)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(PlanError::Conflict)
    }
}

#[derive(FromQueryResult)]
struct VersionRow {
    id: Uuid,
    plan_id: Uuid,
    ordinal: i32,
    source_file_id: Option<Uuid>,
    source_format: String,
    recognised: bool,
    notes: serde_json::Value,
    document: serde_json::Value,
    state: String,
    resolved_on: Option<chrono::NaiveDate>,
    imported_by: Option<Uuid>,
    imported_at: chrono::DateTime<chrono::Utc>,
    approved_by: Option<Uuid>,
    approved_at: Option<chrono::DateTime<chrono::Utc>>,
    version: i32,
}

impl VersionRow {
    fn read(self) -> Result<Version, PlanError> {
        Ok(Version {
            id: PlanVersionId(self.id),
            plan: PlanId(self.plan_id),
            ordinal: self.ordinal,
            source_file: self.source_file_id.map(FileId),
            source_format: self.source_format,
            recognised: self.recognised,
            notes: read::<Vec<Note>>("plan_version.notes", self.notes)?,
            head: read::<Head>("plan_version.document", self.document)?,
            state: VersionState::parse(&self.state).ok_or_else(|| corrupt("plan_version.state"))?,
            resolved_on: self.resolved_on,
            imported_by: self.imported_by.map(PersonId),
            imported_at: self.imported_at,
            approved_by: self.approved_by.map(PersonId),
            approved_at: self.approved_at,
            version: self.version,
        })
    }
}

/// All columns but the text, which is large and read apart.
fn versions_query() -> sea_orm::Select<plan_version::Entity> {
    use plan_version::Column as C;
    plan_version::Entity::find().select_only().columns([
        C::Id,
        C::PlanId,
        C::Ordinal,
        C::SourceFileId,
        C::SourceFormat,
        C::Recognised,
        C::Notes,
        C::Document,
        C::State,
        C::ResolvedOn,
        C::ImportedBy,
        C::ImportedAt,
        C::ApprovedBy,
        C::ApprovedAt,
        C::Version,
    ])
}

pub(crate) async fn version<C: ConnectionTrait>(c: &C, id: PlanVersionId) -> Result<Version, PlanError> {
    versions_query()
        .filter(plan_version::Column::Id.eq(id.uuid()))
        .into_model::<VersionRow>()
        .one(c)
        .await?
        .ok_or(PlanError::NotFound { what: "version" })?
        .read()
}

pub(crate) async fn versions<C: ConnectionTrait>(c: &C, plan: PlanId) -> Result<Vec<Version>, PlanError> {
    versions_query()
        .filter(plan_version::Column::PlanId.eq(plan.uuid()))
        .order_by_asc(plan_version::Column::Ordinal)
        .into_model::<VersionRow>()
        .all(c)
        .await?
        .into_iter()
        .map(VersionRow::read)
        .collect()
}

pub(crate) async fn source_text<C: ConnectionTrait>(c: &C, id: PlanVersionId) -> Result<String, PlanError> {
    plan_version::Entity::find()
        .select_only()
        .column(plan_version::Column::SourceText)
        .filter(plan_version::Column::Id.eq(id.uuid()))
        .into_tuple::<String>()
        .one(c)
        .await?
        .ok_or(PlanError::NotFound { what: "version" })
}

fn version_row(v: &Version) -> plan_version::ActiveModel {
    plan_version::ActiveModel {
        id: Set(v.id.uuid()),
        plan_id: Set(v.plan.uuid()),
        ordinal: Set(v.ordinal),
        source_file_id: Set(v.source_file.map(FileId::uuid)),
        source_format: Set(v.source_format.clone()),
        recognised: Set(v.recognised),
        notes: Set(write(&v.notes)),
        document: Set(write(&v.head)),
        state: Set(v.state.as_str().to_owned()),
        resolved_on: Set(v.resolved_on),
        imported_by: Set(v.imported_by.map(PersonId::uuid)),
        imported_at: Set(v.imported_at),
        approved_by: Set(v.approved_by.map(PersonId::uuid)),
        approved_at: Set(v.approved_at),
        version: Set(v.version),
        ..Default::default()
    }
}

pub(crate) async fn insert_version<C: ConnectionTrait>(
    c: &C,
    v: &Version,
    text: &str,
) -> Result<(), PlanError> {
    let row = plan_version::ActiveModel {
        source_text: Set(text.to_owned()),
        ..version_row(v)
    };
    plan_version::Entity::insert(row)
        .exec_without_returning(c)
        .await?;
    Ok(())
}

/// Writes the version where it still has the version number `v.version`, which it then raises.
pub(crate) async fn update_version<C: ConnectionTrait>(c: &C, v: &mut Version) -> Result<(), PlanError> {
    let seen = v.version;
    v.version += 1;
    let done = plan_version::Entity::update_many()
        .set(plan_version::ActiveModel {
            id: sea_orm::ActiveValue::NotSet,
            ..version_row(v)
        })
        .filter(plan_version::Column::Id.eq(v.id.uuid()))
        .filter(plan_version::Column::Version.eq(seen))
        .exec(c)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(PlanError::Conflict)
    }
}

fn party_of(row: item_party::Model) -> Result<Party, PlanError> {
    Ok(Party {
        id: row.id,
        role: PartyRole::parse(&row.role).ok_or_else(|| corrupt("item_party.role"))?,
        ordinal: row.ordinal,
        printed: row.printed,
        scope: row.scope,
        state: PartyState::parse(&row.state).ok_or_else(|| corrupt("item_party.state"))?,
        via: row.via,
        confidence: row.confidence,
        agencies: read("item_party.agencies", row.agencies)?,
    })
}

fn item_of(row: plan_item::Model, parties: Vec<Party>) -> Result<Item, PlanError> {
    Ok(Item {
        id: ItemId(row.id),
        plan_version: PlanVersionId(row.plan_version_id),
        plan: PlanId(row.plan_id),
        lineage: row.lineage_id,
        derived_from: row.derived_from,
        kind: ItemKind::parse(&row.kind).ok_or_else(|| corrupt("plan_item.kind"))?,
        ordinal: row.ordinal,
        path: row.path,
        heading: row.heading,
        text: row.text,
        data: read::<ItemData>("plan_item.data", row.data)?,
        spans: read::<BTreeMap<String, FieldSpan>>("plan_item.spans", row.spans)?,
        confidence: row.confidence,
        review: Review::parse(&row.review).ok_or_else(|| corrupt("plan_item.review"))?,
        starting_state: row
            .starting_state
            .map(|v| read("plan_item.starting_state", v))
            .transpose()?,
        parties,
        version: row.version,
    })
}

async fn with_parties<C: ConnectionTrait>(
    c: &C,
    rows: Vec<plan_item::Model>,
) -> Result<Vec<Item>, PlanError> {
    let mut parties: HashMap<Uuid, Vec<Party>> = HashMap::new();
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    for chunk in ids.chunks(500) {
        let found = item_party::Entity::find()
            .filter(item_party::Column::ItemId.is_in(chunk.iter().copied()))
            .order_by_asc(item_party::Column::Ordinal)
            .all(c)
            .await?;
        for row in found {
            parties.entry(row.item_id).or_default().push(party_of(row)?);
        }
    }
    rows.into_iter()
        .map(|row| {
            let mut own = parties.remove(&row.id).unwrap_or_default();
            own.sort_by_key(|p| (p.role, p.ordinal));
            item_of(row, own)
        })
        .collect()
}

/// All items of a version in the order of the document, removed ones too.
pub(crate) async fn items<C: ConnectionTrait>(c: &C, version: PlanVersionId) -> Result<Vec<Item>, PlanError> {
    let rows = plan_item::Entity::find()
        .filter(plan_item::Column::PlanVersionId.eq(version.uuid()))
        .order_by_asc(plan_item::Column::Ordinal)
        .order_by_asc(plan_item::Column::Id)
        .all(c)
        .await?;
    with_parties(c, rows).await
}

pub(crate) async fn item<C: ConnectionTrait>(c: &C, id: ItemId) -> Result<Item, PlanError> {
    let row = plan_item::Entity::find_by_id(id.uuid()).one(c).await?;
    let row = row.ok_or(PlanError::NotFound { what: "item" })?;
    with_parties(c, vec![row])
        .await?
        .pop()
        .ok_or(PlanError::NotFound { what: "item" })
}

fn item_row(item: &Item) -> plan_item::ActiveModel {
    plan_item::ActiveModel {
        id: Set(item.id.uuid()),
        plan_version_id: Set(item.plan_version.uuid()),
        plan_id: Set(item.plan.uuid()),
        lineage_id: Set(item.lineage),
        derived_from: Set(item.derived_from),
        kind: Set(item.kind.as_str().to_owned()),
        ordinal: Set(item.ordinal),
        path: Set(item.path.clone()),
        heading: Set(item.heading.clone()),
        text: Set(item.text.clone()),
        data: Set(write(&item.data)),
        spans: Set(write(&item.spans)),
        confidence: Set(item.confidence),
        review: Set(item.review.as_str().to_owned()),
        starting_state: Set(item.starting_state.as_ref().map(write)),
        version: Set(item.version),
    }
}

fn party_row(item: ItemId, p: &Party) -> item_party::ActiveModel {
    item_party::ActiveModel {
        id: Set(p.id),
        item_id: Set(item.uuid()),
        role: Set(p.role.as_str().to_owned()),
        ordinal: Set(p.ordinal),
        printed: Set(p.printed.clone()),
        scope: Set(p.scope.clone()),
        state: Set(p.state.as_str().to_owned()),
        via: Set(p.via.clone()),
        confidence: Set(p.confidence),
        agencies: Set(write(&p.agencies)),
    }
}

pub(crate) async fn insert_items<C: ConnectionTrait>(c: &C, items: &[Item]) -> Result<(), PlanError> {
    for chunk in items.chunks(100) {
        plan_item::Entity::insert_many(chunk.iter().map(item_row))
            .exec_without_returning(c)
            .await?;
        let parties: Vec<_> = chunk
            .iter()
            .flat_map(|i| i.parties.iter().map(|p| party_row(i.id, p)))
            .collect();
        for rows in parties.chunks(200) {
            item_party::Entity::insert_many(rows.to_vec())
                .exec_without_returning(c)
                .await?;
        }
    }
    Ok(())
}

/// Writes the item and its parties where it still has the version `item.version`, which it then raises.
pub(crate) async fn update_item<C: ConnectionTrait>(c: &C, item: &mut Item) -> Result<(), PlanError> {
    let seen = item.version;
    item.version += 1;
    let done = plan_item::Entity::update_many()
        .set(plan_item::ActiveModel {
            id: sea_orm::ActiveValue::NotSet,
            ..item_row(item)
        })
        .filter(plan_item::Column::Id.eq(item.id.uuid()))
        .filter(plan_item::Column::Version.eq(seen))
        .exec(c)
        .await?;
    if done.rows_affected != 1 {
        return Err(PlanError::Conflict);
    }
    item_party::Entity::delete_many()
        .filter(item_party::Column::ItemId.eq(item.id.uuid()))
        .exec(c)
        .await?;
    if !item.parties.is_empty() {
        let rows: Vec<_> = item.parties.iter().map(|p| party_row(item.id, p)).collect();
        item_party::Entity::insert_many(rows)
            .exec_without_returning(c)
            .await?;
    }
    Ok(())
}

/// Makes room for `count` items at `ordinal`.
pub(crate) async fn shift<C: ConnectionTrait>(
    c: &C,
    version: PlanVersionId,
    ordinal: i32,
    count: i32,
) -> Result<(), PlanError> {
    plan_item::Entity::update_many()
        .col_expr(
            plan_item::Column::Ordinal,
            Expr::col(plan_item::Column::Ordinal).add(count),
        )
        .filter(plan_item::Column::PlanVersionId.eq(version.uuid()))
        .filter(plan_item::Column::Ordinal.gte(ordinal))
        .exec(c)
        .await?;
    Ok(())
}

/// Moves one item; its content, and so its version, stay.
pub(crate) async fn place<C: ConnectionTrait>(c: &C, item: ItemId, ordinal: i32) -> Result<(), PlanError> {
    plan_item::Entity::update_many()
        .col_expr(plan_item::Column::Ordinal, Expr::value(ordinal))
        .filter(plan_item::Column::Id.eq(item.uuid()))
        .exec(c)
        .await?;
    Ok(())
}

/// A link between an item of a version in review and a lineage of the version in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub item: ItemId,
    pub lineage: Uuid,
    /// Likeness, 0 to 1.
    pub score: f64,
    /// Set or confirmed by a person.
    pub confirmed: bool,
}

pub(crate) async fn links<C: ConnectionTrait>(c: &C, version: PlanVersionId) -> Result<Vec<Link>, PlanError> {
    Ok(item_link::Entity::find()
        .filter(item_link::Column::PlanVersionId.eq(version.uuid()))
        .order_by_asc(item_link::Column::ItemId)
        .order_by_asc(item_link::Column::LineageId)
        .all(c)
        .await?
        .into_iter()
        .map(|r| Link {
            item: ItemId(r.item_id),
            lineage: r.lineage_id,
            score: r.score,
            confirmed: r.confirmed,
        })
        .collect())
}

pub(crate) async fn insert_links<C: ConnectionTrait>(
    c: &C,
    version: PlanVersionId,
    links: &[Link],
) -> Result<(), PlanError> {
    for chunk in links.chunks(200) {
        let rows = chunk.iter().map(|l| item_link::ActiveModel {
            item_id: Set(l.item.uuid()),
            lineage_id: Set(l.lineage),
            plan_version_id: Set(version.uuid()),
            score: Set(l.score),
            confirmed: Set(l.confirmed),
        });
        item_link::Entity::insert_many(rows)
            .exec_without_returning(c)
            .await?;
    }
    Ok(())
}

pub(crate) async fn delete_links<C: ConnectionTrait>(c: &C, item: ItemId) -> Result<(), PlanError> {
    item_link::Entity::delete_many()
        .filter(item_link::Column::ItemId.eq(item.uuid()))
        .exec(c)
        .await?;
    Ok(())
}

/// Kept items per version and kind.
pub(crate) async fn kind_counts<C: ConnectionTrait>(
    c: &C,
    versions: &[Uuid],
) -> Result<HashMap<Uuid, BTreeMap<ItemKind, u64>>, PlanError> {
    let mut counts: HashMap<Uuid, BTreeMap<ItemKind, u64>> = HashMap::new();
    for chunk in versions.chunks(500) {
        let rows: Vec<(Uuid, String, i64)> = plan_item::Entity::find()
            .select_only()
            .column(plan_item::Column::PlanVersionId)
            .column(plan_item::Column::Kind)
            .column_as(plan_item::Column::Id.count(), "n")
            .filter(plan_item::Column::PlanVersionId.is_in(chunk.iter().copied()))
            .filter(plan_item::Column::Review.ne(Review::Removed.as_str()))
            .group_by(plan_item::Column::PlanVersionId)
            .group_by(plan_item::Column::Kind)
            .into_tuple()
            .all(c)
            .await?;
        for (version, kind, n) in rows {
            let kind = ItemKind::parse(&kind).ok_or_else(|| corrupt("plan_item.kind"))?;
            counts
                .entry(version)
                .or_default()
                .insert(kind, u64::try_from(n).unwrap_or(0));
        }
    }
    Ok(counts)
}

/// The version in review of each plan that has one.
pub(crate) async fn in_review<C: ConnectionTrait>(
    c: &C,
    plans: &[Uuid],
) -> Result<HashMap<PlanId, PlanVersionId>, PlanError> {
    let mut found = HashMap::new();
    for chunk in plans.chunks(500) {
        let rows: Vec<(Uuid, Uuid)> = plan_version::Entity::find()
            .select_only()
            .column(plan_version::Column::PlanId)
            .column(plan_version::Column::Id)
            .filter(plan_version::Column::PlanId.is_in(chunk.iter().copied()))
            .filter(plan_version::Column::State.eq(VersionState::InReview.as_str()))
            .into_tuple()
            .all(c)
            .await?;
        found.extend(rows.into_iter().map(|(p, v)| (PlanId(p), PlanVersionId(v))));
    }
    Ok(found)
}
