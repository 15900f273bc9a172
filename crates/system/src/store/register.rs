//! What hangs on a system: description, assets, links, records, assessments, layers, controls, weaknesses.

use crate::{
    SystemError,
    assets::{AssetFilter, WeaknessFilter},
    entity::{
        control_answer, information_system, layer_evidence, level_assessment, system_asset, system_host,
        system_link, system_profile, system_record, weakness,
    },
    model::{AssetKind, Origin, Profile},
};
use chrono::NaiveDate;
use coloa_auth::Reach;
use coloa_base::text;
use coloa_law::SystemFacts;
use coloa_platform::{
    StoreError,
    db::rows::{insert, insert_all, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What is said of a system, and the facts of its level; both empty where nothing was said.
pub(crate) async fn profile<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<(Profile, SystemFacts), SystemError> {
    let Some(row) = system_profile::Entity::find_by_id(system).one(db).await? else {
        return Ok((Profile::default(), SystemFacts::default()));
    };
    Ok((
        serde_json::from_str(&row.profile).map_err(SystemError::json)?,
        serde_json::from_str(&row.facts).map_err(SystemError::json)?,
    ))
}

async fn set<C: ConnectionTrait>(tx: &C, row: system_profile::Model) -> Result<(), StoreError> {
    let guard = Condition::all().add(system_profile::Column::SystemId.eq(row.system_id));
    if update::<system_profile::Entity, _, _>(tx, row.clone(), guard).await? {
        return Ok(());
    }
    insert::<system_profile::Entity, _, _>(tx, row).await
}

pub(crate) async fn set_profile<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    said: &Profile,
) -> Result<(), SystemError> {
    let facts = profile(tx, system).await?.1;
    Ok(set(tx, described(system, said, &facts)?).await?)
}

pub(crate) async fn set_facts<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    facts: &SystemFacts,
) -> Result<(), SystemError> {
    let said = profile(tx, system).await?.0;
    Ok(set(tx, described(system, &said, facts)?).await?)
}

/// A description as a row.
pub(crate) fn described(
    system: Uuid,
    said: &Profile,
    facts: &SystemFacts,
) -> Result<system_profile::Model, SystemError> {
    Ok(system_profile::Model {
        system_id: system,
        profile: serde_json::to_string(said).map_err(SystemError::json)?,
        facts: serde_json::to_string(facts).map_err(SystemError::json)?,
    })
}

/// Descriptions of many systems at once.
pub(crate) async fn add_profiles<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<system_profile::Model>,
) -> Result<(), StoreError> {
    insert_all::<system_profile::Entity, _, _>(tx, rows).await
}

/// Systems of an agency with the facts of their levels.
pub(crate) async fn profiles_of_agency<C: ConnectionTrait>(
    db: &C,
    agency: Uuid,
) -> Result<Vec<(information_system::Model, SystemFacts)>, SystemError> {
    let systems = information_system::Entity::find()
        .filter(information_system::Column::AgencyId.eq(agency))
        .all(db)
        .await?;
    let said = profiles(db, &systems.iter().map(|s| s.id).collect::<Vec<_>>()).await?;
    Ok(systems
        .into_iter()
        .map(|s| {
            let facts = said
                .get(&s.id)
                .map(|(_, facts)| facts.clone())
                .unwrap_or_default();
            (s, facts)
        })
        .collect())
}

/// Ids of one question: SQLite takes 32,766 values.
const MANY: usize = 10_000;

/// Descriptions of these systems.
pub(crate) async fn profiles<C: ConnectionTrait>(
    db: &C,
    systems: &[Uuid],
) -> Result<HashMap<Uuid, (Profile, SystemFacts)>, SystemError> {
    let mut found = HashMap::with_capacity(systems.len());
    for part in systems.chunks(MANY) {
        let rows = system_profile::Entity::find()
            .filter(system_profile::Column::SystemId.is_in(part.iter().copied()))
            .all(db)
            .await?;
        for row in rows {
            let said = serde_json::from_str(&row.profile).map_err(SystemError::json)?;
            let facts = serde_json::from_str(&row.facts).map_err(SystemError::json)?;
            found.insert(row.system_id, (said, facts));
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Counted {
    system_id: Uuid,
    number: i64,
}

/// How many hosts these systems have.
pub(crate) async fn host_counts<C: ConnectionTrait>(
    db: &C,
    systems: &[Uuid],
) -> Result<HashMap<Uuid, usize>, StoreError> {
    let mut found = HashMap::with_capacity(systems.len());
    for part in systems.chunks(MANY) {
        let rows = system_host::Entity::find()
            .select_only()
            .column(system_host::Column::SystemId)
            .column_as(system_host::Column::Id.count(), "number")
            .filter(system_host::Column::SystemId.is_in(part.iter().copied()))
            .group_by(system_host::Column::SystemId)
            .into_model::<Counted>()
            .all(db)
            .await?;
        found.extend(
            rows.into_iter()
                .map(|row| (row.system_id, usize::try_from(row.number).unwrap_or_default())),
        );
    }
    Ok(found)
}

// Assets.

pub(crate) async fn add_assets<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<system_asset::Model>,
) -> Result<(), StoreError> {
    insert_all::<system_asset::Entity, _, _>(tx, rows).await
}

pub(crate) async fn asset<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    id: Uuid,
) -> Result<system_asset::Model, SystemError> {
    system_asset::Entity::find_by_id(id)
        .filter(system_asset::Column::SystemId.eq(system))
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

pub(crate) async fn save_asset<C: ConnectionTrait>(
    tx: &C,
    row: system_asset::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(system_asset::Column::Id.eq(row.id))
        .add(system_asset::Column::SystemId.eq(row.system_id))
        .add(system_asset::Column::VersionNo.eq(row.version_no - 1));
    update::<system_asset::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn delete_asset<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    system_asset::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Assets of a system, by kind and name.
pub(crate) async fn assets_of<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_asset::Model>, StoreError> {
    Ok(system_asset::Entity::find()
        .filter(system_asset::Column::SystemId.eq(system))
        .order_by_asc(system_asset::Column::Kind)
        .order_by_asc(system_asset::Column::Folded)
        .order_by_asc(system_asset::Column::Id)
        .all(db)
        .await?)
}

/// Condition on a column with a system's id: the system lies within reach.
fn reachable<E: ColumnTrait>(column: E, reach: &Reach) -> Condition {
    match reach {
        Reach::Everything => Condition::all(),
        other => {
            let systems = information_system::Entity::find()
                .select_only()
                .column(information_system::Column::Id)
                .filter(other.condition(information_system::Column::AgencyId))
                .into_query();
            Condition::all().add(column.in_subquery(systems))
        }
    }
}

pub(crate) async fn assets<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &AssetFilter,
) -> Result<(Vec<system_asset::Model>, u64), StoreError> {
    use system_asset::Column;
    let mut wanted = reachable(Column::SystemId, reach);
    if let Some(system) = filter.system {
        wanted = wanted.add(Column::SystemId.eq(system));
    }
    if !filter.kinds.is_empty() {
        wanted = wanted.add(Column::Kind.is_in(filter.kinds.iter().map(|k| k.as_str())));
    }
    if !filter.origins.is_empty() {
        wanted = wanted.add(Column::Origin.is_in(filter.origins.iter().map(|o| o.as_str())));
    }
    if let Some(day) = filter.ends_by {
        wanted = wanted.add(Column::EndsOn.lte(day));
    }
    if filter.unchecked {
        wanted = wanted
            .add(Column::Donated.eq(true))
            .add(Column::CheckedOn.is_null());
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        wanted = wanted.add(
            Condition::any()
                .add(Column::Folded.contains(&search))
                .add(Column::Identifier.contains(&search))
                .add(Column::Place.contains(&search)),
        );
    }
    let found = system_asset::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_asc(Column::Folded)
        .order_by_asc(Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Software and devices made in Viet Nam, and those whose origin is known at all.
pub(crate) async fn origins<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<(u64, u64), StoreError> {
    use system_asset::Column;
    let kinds = [AssetKind::Software, AssetKind::Device].map(|k| k.as_str());
    let known = system_asset::Entity::find()
        .filter(reachable(Column::SystemId, reach))
        .filter(Column::Kind.is_in(kinds))
        .filter(Column::Origin.ne(Origin::Unknown.as_str()));
    let domestic = known
        .clone()
        .filter(Column::Origin.eq(Origin::VietNam.as_str()))
        .count(db)
        .await?;
    Ok((domestic, known.count(db).await?))
}

// Links and records.

/// Links of a system, and those of others that lead to it.
pub(crate) async fn links<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_link::Model>, StoreError> {
    Ok(system_link::Entity::find()
        .filter(
            Condition::any()
                .add(system_link::Column::SystemId.eq(system))
                .add(system_link::Column::OtherId.eq(system)),
        )
        .order_by_asc(system_link::Column::OtherName)
        .all(db)
        .await?)
}

pub(crate) async fn add_link<C: ConnectionTrait>(tx: &C, row: system_link::Model) -> Result<(), StoreError> {
    insert::<system_link::Entity, _, _>(tx, row).await
}

pub(crate) async fn take_link<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    id: Uuid,
) -> Result<system_link::Model, SystemError> {
    let row = system_link::Entity::find_by_id(id)
        .filter(system_link::Column::SystemId.eq(system))
        .one(tx)
        .await?
        .ok_or(SystemError::NotFound)?;
    system_link::Entity::delete_by_id(id).exec(tx).await?;
    Ok(row)
}

/// Records of a system, the newest first.
pub(crate) async fn records<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_record::Model>, StoreError> {
    Ok(system_record::Entity::find()
        .filter(system_record::Column::SystemId.eq(system))
        .order_by_desc(system_record::Column::DoneOn)
        .order_by_desc(system_record::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn add_record<C: ConnectionTrait>(
    tx: &C,
    row: system_record::Model,
) -> Result<(), StoreError> {
    insert::<system_record::Entity, _, _>(tx, row).await
}

/// Kind and system of all records of these kinds.
pub(crate) async fn recorded<C: ConnectionTrait>(
    db: &C,
    kinds: &[&str],
) -> Result<Vec<(Uuid, String)>, StoreError> {
    Ok(system_record::Entity::find()
        .select_only()
        .column(system_record::Column::SystemId)
        .column(system_record::Column::Kind)
        .filter(system_record::Column::Kind.is_in(kinds.iter().copied()))
        .distinct()
        .into_tuple()
        .all(db)
        .await?)
}

// Assessments.

/// Assessments of a system, the newest first.
pub(crate) async fn assessments<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<level_assessment::Model>, StoreError> {
    Ok(level_assessment::Entity::find()
        .filter(level_assessment::Column::SystemId.eq(system))
        .order_by_desc(level_assessment::Column::MadeAt)
        .order_by_desc(level_assessment::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn last_assessment<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Option<level_assessment::Model>, StoreError> {
    Ok(assessments(db, system).await?.into_iter().next())
}

pub(crate) async fn add_assessment<C: ConnectionTrait>(
    tx: &C,
    row: level_assessment::Model,
) -> Result<(), StoreError> {
    insert::<level_assessment::Entity, _, _>(tx, row).await
}

// Layers.

/// Evidence of a system, the newest first.
pub(crate) async fn evidence<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<layer_evidence::Model>, StoreError> {
    Ok(layer_evidence::Entity::find()
        .filter(layer_evidence::Column::SystemId.eq(system))
        .order_by_asc(layer_evidence::Column::Layer)
        .order_by_desc(layer_evidence::Column::Since)
        .order_by_desc(layer_evidence::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn all_evidence<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<layer_evidence::Model>, StoreError> {
    Ok(layer_evidence::Entity::find().all(db).await?)
}

pub(crate) async fn add_evidence<C: ConnectionTrait>(
    tx: &C,
    row: layer_evidence::Model,
) -> Result<(), StoreError> {
    insert::<layer_evidence::Entity, _, _>(tx, row).await
}

pub(crate) async fn take_evidence<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    id: Uuid,
) -> Result<layer_evidence::Model, SystemError> {
    let row = layer_evidence::Entity::find_by_id(id)
        .filter(layer_evidence::Column::SystemId.eq(system))
        .one(tx)
        .await?
        .ok_or(SystemError::NotFound)?;
    layer_evidence::Entity::delete_by_id(id).exec(tx).await?;
    Ok(row)
}

/// Notes which layers stand; no change that a person makes, so the version stays.
pub(crate) async fn set_layers<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    layers: i32,
    live: i32,
) -> Result<(), StoreError> {
    information_system::Entity::update_many()
        .col_expr(information_system::Column::Layers, Expr::value(layers))
        .col_expr(information_system::Column::LiveLayers, Expr::value(live))
        .filter(information_system::Column::Id.eq(system))
        .exec(tx)
        .await?;
    Ok(())
}

// Controls.

/// Answers of a system under a regime.
pub(crate) async fn answers<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    regime: &str,
) -> Result<Vec<control_answer::Model>, StoreError> {
    Ok(control_answer::Entity::find()
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::Regime.eq(regime))
        .all(db)
        .await?)
}

pub(crate) async fn all_answers<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<control_answer::Model>, StoreError> {
    Ok(control_answer::Entity::find().all(db).await?)
}

/// Puts answers in the place of those to the same items.
pub(crate) async fn set_answers<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    regime: &str,
    rows: Vec<control_answer::Model>,
) -> Result<(), StoreError> {
    let items: Vec<_> = rows.iter().map(|r| r.item.clone()).collect();
    control_answer::Entity::delete_many()
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::Regime.eq(regime))
        .filter(control_answer::Column::Item.is_in(items))
        .exec(tx)
        .await?;
    insert_all::<control_answer::Entity, _, _>(tx, rows).await
}

/// Takes an answer away; `false`: there was none.
pub(crate) async fn take_answer<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    regime: &str,
    item: &str,
) -> Result<bool, StoreError> {
    let done = control_answer::Entity::delete_many()
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::Regime.eq(regime))
        .filter(control_answer::Column::Item.eq(item))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

// Weaknesses.

pub(crate) async fn weakness<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    id: Uuid,
) -> Result<weakness::Model, SystemError> {
    weakness::Entity::find_by_id(id)
        .filter(weakness::Column::SystemId.eq(system))
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

pub(crate) async fn add_weakness<C: ConnectionTrait>(tx: &C, row: weakness::Model) -> Result<(), StoreError> {
    insert::<weakness::Entity, _, _>(tx, row).await
}

pub(crate) async fn save_weakness<C: ConnectionTrait>(
    tx: &C,
    row: weakness::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(weakness::Column::Id.eq(row.id))
        .add(weakness::Column::Version.eq(row.version - 1));
    update::<weakness::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn weaknesses<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &WeaknessFilter,
    today: NaiveDate,
) -> Result<(Vec<weakness::Model>, u64), StoreError> {
    use weakness::Column;
    let mut wanted = reach.condition(Column::AgencyId);
    if let Some(system) = filter.system {
        wanted = wanted.add(Column::SystemId.eq(system));
    }
    if !filter.severities.is_empty() {
        wanted = wanted.add(Column::Severity.is_in(filter.severities.iter().map(|s| s.as_str())));
    }
    if let Some(open) = filter.open {
        wanted = wanted.add(if open {
            Column::FixedOn.is_null()
        } else {
            Column::FixedOn.is_not_null()
        });
    }
    if filter.late {
        wanted = wanted.add(Column::FixedOn.is_null()).add(Column::DueOn.lt(today));
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        wanted = wanted.add(
            Condition::any()
                .add(Column::Folded.contains(&search))
                .add(Column::Identifier.contains(search.to_uppercase())),
        );
    }
    let found = weakness::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    // Databases disagree on where an empty day sorts.
    let rows = found
        .order_by_asc(Column::FixedOn.is_not_null())
        .order_by_asc(Column::DueOn.is_null())
        .order_by_asc(Column::DueOn)
        .order_by_asc(Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

/// All weaknesses within reach found up to a day.
pub(crate) async fn weaknesses_until<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    to: NaiveDate,
) -> Result<Vec<weakness::Model>, StoreError> {
    Ok(weakness::Entity::find()
        .filter(reach.condition(weakness::Column::AgencyId))
        .filter(weakness::Column::FoundOn.lte(to))
        .all(db)
        .await?)
}

/// Weaknesses of a system are those of another owner from now on.
pub(crate) async fn hand_over<C: ConnectionTrait>(tx: &C, system: Uuid, to: Uuid) -> Result<(), StoreError> {
    weakness::Entity::update_many()
        .col_expr(weakness::Column::AgencyId, Expr::value(to))
        .filter(weakness::Column::SystemId.eq(system))
        .exec(tx)
        .await?;
    Ok(())
}
