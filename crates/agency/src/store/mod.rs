//! The only SQL of the directory.

pub(crate) mod entity;
mod people;
mod reorganisations;
mod tenure;

pub(crate) use people::*;
pub(crate) use reorganisations::*;
pub(crate) use tenure::tenures;

use crate::{
    AgencyError,
    directory::Directory,
    model::{Agency, Alias, Code, Facts, Group, Kind, Link, Name, Parent, Period, RoleHeld},
    terms::{Term, Terms},
};
use coloa_base::{AgencyId, GroupId, ReorganisationId};
use coloa_platform::StoreError;
use entity::{agency, alias, code, group, link, name, parent, revision, role, term};
/// A connection or a transaction, for whoever reads beside another area's change.
pub(crate) use sea_orm::ConnectionTrait as Connection;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one INSERT: SQLite takes 32,766 values a statement.
const CHUNK: usize = 400;

fn corrupt(what: &str, e: impl std::fmt::Display) -> AgencyError {
    StoreError::Corrupt {
        what: format!("{what}: {e}"),
    }
    .into()
}

/// The directory's revision: what is in memory is old once this has grown.
pub(crate) async fn revision<C: ConnectionTrait>(db: &C) -> Result<i64, AgencyError> {
    Ok(revision::Entity::find_by_id(1)
        .one(db)
        .await?
        .map_or(0, |r| r.revision))
}

/// Begins a change of the directory: takes the row's lock, so that changes go one after the other.
pub(crate) async fn raise_revision<C: ConnectionTrait>(tx: &C) -> Result<(), AgencyError> {
    revision::Entity::update_many()
        .col_expr(
            revision::Column::Revision,
            Expr::col(revision::Column::Revision).add(1),
        )
        .filter(revision::Column::Id.eq(1))
        .exec(tx)
        .await?;
    Ok(())
}

/// The whole directory.
pub(crate) async fn load<C: ConnectionTrait>(db: &C) -> Result<Directory, AgencyError> {
    // First, so that a change that slips in between makes this snapshot look old, not new.
    let at = revision(db).await?;
    let mut agencies: HashMap<Uuid, Agency> = agency::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|a| {
            let facts = Facts {
                kind: a.kind,
                level: a.level,
                founded: a.founded,
                closed: a.closed,
                ..Facts::default()
            };
            (
                a.id,
                Agency {
                    id: AgencyId(a.id),
                    facts,
                    version: a.version,
                },
            )
        })
        .collect();
    for row in name::Entity::find()
        .order_by_asc(name::Column::ValidFrom)
        .all(db)
        .await?
    {
        if let Some(a) = agencies.get_mut(&row.agency_id) {
            a.facts.names.push(Name {
                full: row.full_name,
                abbreviation: row.abbreviation,
                symbol: row.symbol,
                period: Period::new(row.valid_from, row.valid_to),
                basis: row.basis,
            });
        }
    }
    for row in code::Entity::find()
        .order_by_asc(code::Column::ValidFrom)
        .all(db)
        .await?
    {
        if let Some(a) = agencies.get_mut(&row.agency_id) {
            a.facts.codes.push(Code {
                system: row.system,
                code: row.code,
                period: Period::new(row.valid_from, row.valid_to),
            });
        }
    }
    for row in parent::Entity::find()
        .order_by_asc(parent::Column::ValidFrom)
        .all(db)
        .await?
    {
        if let Some(a) = agencies.get_mut(&row.agency_id) {
            let period = Period::new(row.valid_from, row.valid_to);
            a.facts.parents.push(Parent {
                tree: row.tree,
                parent: AgencyId(row.parent_id),
                period,
            });
        }
    }
    for row in role::Entity::find()
        .order_by_asc(role::Column::ValidFrom)
        .all(db)
        .await?
    {
        if let Some(a) = agencies.get_mut(&row.agency_id) {
            let period = Period::new(row.valid_from, row.valid_to);
            a.facts.roles.push(RoleHeld {
                role: row.role,
                function: row.function,
                period,
                basis: row.basis,
            });
        }
    }
    let mut terms = Terms::shipped()?;
    for row in term::Entity::find()
        .order_by_asc(term::Column::Position)
        .all(db)
        .await?
    {
        terms.put(
            &row.vocabulary,
            Term {
                code: row.code,
                vi: row.vi,
                en: row.en,
                words: Vec::new(),
            },
        );
    }
    Ok(Directory::new(
        at,
        terms,
        agencies.into_values().collect(),
        links(db).await?,
        groups(db).await?,
        aliases(db).await?,
    ))
}

async fn links<C: ConnectionTrait>(db: &C) -> Result<Vec<Link>, AgencyError> {
    let rows = link::Entity::find()
        .order_by_asc(link::Column::Effective)
        .order_by_asc(link::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|r| {
            Ok(Link {
                reorganisation: ReorganisationId(r.reorganisation_id),
                kind: Kind::parse(&r.kind).ok_or_else(|| corrupt("kind of a link", &r.kind))?,
                from: AgencyId(r.from_id),
                to: r.to_id.map(AgencyId),
                function: r.function,
                percent: r.percent,
                effective: r.effective,
            })
        })
        .collect()
}

async fn groups<C: ConnectionTrait>(db: &C) -> Result<Vec<Group>, AgencyError> {
    let rows = group::Entity::find()
        .order_by_asc(group::Column::Key)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|r| {
            let rules = serde_json::from_str(&r.rules).map_err(|e| corrupt("rules of a group", e))?;
            Ok(Group {
                id: GroupId(r.id),
                name: r.name,
                note: r.note,
                rules,
                version: r.version,
            })
        })
        .collect()
}

async fn aliases<C: ConnectionTrait>(db: &C) -> Result<Vec<Alias>, AgencyError> {
    let rows = alias::Entity::find()
        .order_by_asc(alias::Column::Key)
        .order_by_asc(alias::Column::ValidFrom)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|r| {
            let meaning = serde_json::from_str(&r.meaning).map_err(|e| corrupt("meaning of an alias", e))?;
            let period = Period::new(r.valid_from, r.valid_to);
            Ok(Alias {
                id: r.id,
                text: r.text,
                meaning,
                period,
                taught_by: r.taught_by,
                taught_at: r.taught_at,
            })
        })
        .collect()
}

/// Inserts new agencies with all their facts. Parents may be among them.
pub(crate) async fn insert<C: ConnectionTrait>(tx: &C, new: &[(AgencyId, Facts)]) -> Result<(), AgencyError> {
    for chunk in new.chunks(CHUNK) {
        let rows = chunk.iter().map(|(id, f)| agency::ActiveModel {
            id: Set(id.uuid()),
            kind: Set(f.kind.clone()),
            level: Set(f.level.clone()),
            founded: Set(f.founded),
            closed: Set(f.closed),
            version: Set(1),
        });
        agency::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    insert_facts(tx, new).await
}

/// Replaces the facts of existing agencies; each version rises by one. Fails with
/// [`AgencyError::Conflict`] where the version is not the expected one.
pub(crate) async fn replace<C: ConnectionTrait>(
    tx: &C,
    changed: &[(AgencyId, i32, Facts)],
) -> Result<(), AgencyError> {
    for (id, version, f) in changed {
        let done = agency::Entity::update_many()
            .col_expr(agency::Column::Kind, Expr::value(f.kind.clone()))
            .col_expr(agency::Column::Level, Expr::value(f.level.clone()))
            .col_expr(agency::Column::Founded, Expr::value(f.founded))
            .col_expr(agency::Column::Closed, Expr::value(f.closed))
            .col_expr(agency::Column::Version, Expr::value(version + 1))
            .filter(agency::Column::Id.eq(id.uuid()))
            .filter(agency::Column::Version.eq(*version))
            .exec(tx)
            .await?;
        if done.rows_affected == 0 {
            return Err(AgencyError::Conflict);
        }
    }
    for chunk in changed.chunks(CHUNK) {
        let ids = || chunk.iter().map(|(id, ..)| id.uuid());
        name::Entity::delete_many()
            .filter(name::Column::AgencyId.is_in(ids()))
            .exec(tx)
            .await?;
        code::Entity::delete_many()
            .filter(code::Column::AgencyId.is_in(ids()))
            .exec(tx)
            .await?;
        parent::Entity::delete_many()
            .filter(parent::Column::AgencyId.is_in(ids()))
            .exec(tx)
            .await?;
        role::Entity::delete_many()
            .filter(role::Column::AgencyId.is_in(ids()))
            .exec(tx)
            .await?;
    }
    let facts: Vec<(AgencyId, Facts)> = changed.iter().map(|(id, _, f)| (*id, f.clone())).collect();
    insert_facts(tx, &facts).await
}

async fn insert_facts<C: ConnectionTrait>(tx: &C, all: &[(AgencyId, Facts)]) -> Result<(), AgencyError> {
    let names: Vec<name::ActiveModel> = all
        .iter()
        .flat_map(|(id, f)| {
            f.names.iter().map(|n| name::ActiveModel {
                id: Set(Uuid::now_v7()),
                agency_id: Set(id.uuid()),
                full_name: Set(n.full.clone()),
                abbreviation: Set(n.abbreviation.clone()),
                symbol: Set(n.symbol.clone()),
                basis: Set(n.basis.clone()),
                valid_from: Set(n.period.from),
                valid_to: Set(n.period.to),
            })
        })
        .collect();
    for chunk in names.chunks(CHUNK) {
        name::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    let codes: Vec<code::ActiveModel> = all
        .iter()
        .flat_map(|(id, f)| {
            f.codes.iter().map(|c| code::ActiveModel {
                id: Set(Uuid::now_v7()),
                agency_id: Set(id.uuid()),
                system: Set(c.system.clone()),
                code: Set(c.code.clone()),
                valid_from: Set(c.period.from),
                valid_to: Set(c.period.to),
            })
        })
        .collect();
    for chunk in codes.chunks(CHUNK) {
        code::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    let parents: Vec<parent::ActiveModel> = all
        .iter()
        .flat_map(|(id, f)| {
            f.parents.iter().map(|p| parent::ActiveModel {
                id: Set(Uuid::now_v7()),
                agency_id: Set(id.uuid()),
                parent_id: Set(p.parent.uuid()),
                tree: Set(p.tree.clone()),
                valid_from: Set(p.period.from),
                valid_to: Set(p.period.to),
            })
        })
        .collect();
    for chunk in parents.chunks(CHUNK) {
        parent::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    let roles: Vec<role::ActiveModel> = all
        .iter()
        .flat_map(|(id, f)| {
            f.roles.iter().map(|r| role::ActiveModel {
                id: Set(Uuid::now_v7()),
                agency_id: Set(id.uuid()),
                role: Set(r.role.clone()),
                function: Set(r.function.clone()),
                basis: Set(r.basis.clone()),
                valid_from: Set(r.period.from),
                valid_to: Set(r.period.to),
            })
        })
        .collect();
    for chunk in roles.chunks(CHUNK) {
        role::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

pub(crate) async fn insert_links<C: ConnectionTrait>(tx: &C, new: &[Link]) -> Result<(), AgencyError> {
    for chunk in new.chunks(CHUNK) {
        let rows = chunk.iter().map(|l| link::ActiveModel {
            id: Set(Uuid::now_v7()),
            reorganisation_id: Set(l.reorganisation.uuid()),
            kind: Set(l.kind.as_str().to_owned()),
            from_id: Set(l.from.uuid()),
            to_id: Set(l.to.map(AgencyId::uuid)),
            function: Set(l.function.clone()),
            percent: Set(l.percent),
            effective: Set(l.effective),
        });
        link::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, AgencyError> {
    serde_json::to_string(value).map_err(|e| AgencyError::Data(e.to_string()))
}

pub(crate) async fn insert_group<C: ConnectionTrait>(tx: &C, g: &Group) -> Result<(), AgencyError> {
    let row = group::ActiveModel {
        id: Set(g.id.uuid()),
        name: Set(g.name.clone()),
        key: Set(coloa_base::text::fold(&g.name)),
        note: Set(g.note.clone()),
        rules: Set(json(&g.rules)?),
        version: Set(1),
    };
    group::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn update_group<C: ConnectionTrait>(tx: &C, g: &Group) -> Result<(), AgencyError> {
    let done = group::Entity::update_many()
        .col_expr(group::Column::Name, Expr::value(g.name.clone()))
        .col_expr(group::Column::Key, Expr::value(coloa_base::text::fold(&g.name)))
        .col_expr(group::Column::Note, Expr::value(g.note.clone()))
        .col_expr(group::Column::Rules, Expr::value(json(&g.rules)?))
        .col_expr(group::Column::Version, Expr::value(g.version + 1))
        .filter(group::Column::Id.eq(g.id.uuid()))
        .filter(group::Column::Version.eq(g.version))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        Err(AgencyError::Conflict)
    } else {
        Ok(())
    }
}

pub(crate) async fn delete_group<C: ConnectionTrait>(tx: &C, id: GroupId) -> Result<(), AgencyError> {
    group::Entity::delete_by_id(id.uuid()).exec(tx).await?;
    Ok(())
}

pub(crate) async fn insert_alias<C: ConnectionTrait>(
    tx: &C,
    a: &Alias,
    key: &str,
) -> Result<(), AgencyError> {
    let row = alias::ActiveModel {
        id: Set(a.id),
        text: Set(a.text.clone()),
        key: Set(key.to_owned()),
        meaning: Set(json(&a.meaning)?),
        valid_from: Set(a.period.from),
        valid_to: Set(a.period.to),
        taught_by: Set(a.taught_by.clone()),
        taught_at: Set(a.taught_at),
    };
    alias::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn delete_alias<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<bool, AgencyError> {
    Ok(alias::Entity::delete_by_id(id).exec(tx).await?.rows_affected > 0)
}

/// Full names on a day; of a closed agency its last one before it.
pub(crate) async fn names<C: ConnectionTrait>(
    db: &C,
    ids: &[AgencyId],
    on: chrono::NaiveDate,
) -> Result<HashMap<AgencyId, String>, AgencyError> {
    let mut found: HashMap<AgencyId, String> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(Uuid, chrono::NaiveDate, String)> = name::Entity::find()
            .select_only()
            .columns([
                name::Column::AgencyId,
                name::Column::ValidFrom,
                name::Column::FullName,
            ])
            .filter(name::Column::AgencyId.is_in(chunk.iter().map(|id| id.uuid())))
            .order_by_asc(name::Column::ValidFrom)
            .into_tuple()
            .all(db)
            .await?;
        for (agency, from, full_name) in rows {
            // In order of time: the last one that began before the day wins; a future one only where there is no other.
            let id = AgencyId(agency);
            if from <= on || !found.contains_key(&id) {
                found.insert(id, full_name);
            }
        }
    }
    Ok(found)
}
