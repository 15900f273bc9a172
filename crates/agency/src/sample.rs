//! The directory of the sample province, from `data/sample/lam-son.toml`.

use crate::{
    Agencies, AgencyError,
    model::{
        Alias, BEGINNING, Code, Contact, Draft, Facts, Group, Kind, Link, Meaning, Name, Parent, Period,
        Reorganisation, RoleHeld, Rule, Stage,
    },
    resolve::alias_key,
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Resource, action, scope};
use coloa_base::{AgencyId, GroupId, ReorganisationId};
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Deserialize)]
struct File {
    agency: Vec<Agency>,
    reorganisation: Vec<History>,
    group: Vec<Named>,
    alias: Vec<Taught>,
}

#[derive(Deserialize)]
struct Agency {
    key: String,
    kind: String,
    level: String,
    founded: Option<Day>,
    closed: Option<Day>,
    names: Vec<Dated>,
    #[serde(default)]
    parents: Vec<Above>,
    #[serde(default)]
    roles: Vec<Held>,
    #[serde(default)]
    codes: Vec<Coded>,
    contact: Option<Reached>,
}

/// Who heads the agency, signing what it issues, and which unit of it does the work.
#[derive(Deserialize)]
struct Reached {
    head: String,
    title: String,
    focal_unit: String,
}

/// A TOML date.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "toml::value::Datetime")]
struct Day(NaiveDate);

impl TryFrom<toml::value::Datetime> for Day {
    type Error = String;
    fn try_from(value: toml::value::Datetime) -> Result<Self, Self::Error> {
        value
            .to_string()
            .parse()
            .map(Day)
            .map_err(|_| format!("{value} is no day"))
    }
}

#[derive(Deserialize)]
struct Dated {
    full: String,
    abbreviation: Option<String>,
    symbol: Option<String>,
    from: Option<Day>,
    to: Option<Day>,
    basis: Option<String>,
}

#[derive(Deserialize)]
struct Above {
    tree: String,
    parent: String,
    from: Option<Day>,
    to: Option<Day>,
}

#[derive(Deserialize)]
struct Held {
    role: String,
    function: Option<String>,
    from: Option<Day>,
    to: Option<Day>,
    basis: Option<String>,
}

#[derive(Deserialize)]
struct Coded {
    system: String,
    code: String,
    from: Option<Day>,
    to: Option<Day>,
}

#[derive(Deserialize)]
struct History {
    kind: Kind,
    title: String,
    effective: Day,
    basis: String,
    function: Option<String>,
    links: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    aliases: Vec<String>,
    rules: Vec<By>,
}

#[derive(Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
enum By {
    Query { kinds: Vec<String>, levels: Vec<String> },
    Member { agency: String },
    Group { group: String },
}

#[derive(Deserialize)]
struct Taught {
    text: String,
    role: String,
    function: String,
}

fn period(from: Option<Day>, to: Option<Day>) -> Period {
    Period::new(from.map_or(BEGINNING, |d| d.0), to.map(|d| d.0))
}

/// Agencies of the sample by their key.
pub type Keys = HashMap<String, AgencyId>;

/// Writes the sample directory into an empty installation, as one audited change.
pub async fn seed(agencies: &Agencies, actor: &Actor) -> Result<Keys, AgencyError> {
    let file: File = toml::from_str(include_str!("../data/sample/lam-son.toml"))
        .map_err(|e| AgencyError::Data(e.to_string()))?;
    let keys: Keys = file
        .agency
        .iter()
        .map(|a| (a.key.clone(), AgencyId::new()))
        .collect();
    let id = |key: &str| {
        keys.get(key)
            .copied()
            .ok_or_else(|| AgencyError::Data(format!("unknown key {key}")))
    };
    let mut all = Vec::new();
    for a in &file.agency {
        let parents = a
            .parents
            .iter()
            .map(|p| {
                Ok(Parent {
                    tree: p.tree.clone(),
                    parent: id(&p.parent)?,
                    period: period(p.from, p.to),
                })
            })
            .collect::<Result<_, AgencyError>>()?;
        let mut codes: Vec<Code> = a
            .codes
            .iter()
            .map(|c| Code {
                system: c.system.clone(),
                code: c.code.clone(),
                period: period(c.from, c.to),
            })
            .collect();
        codes.push(Code {
            system: crate::model::INTERNAL.to_owned(),
            code: a.key.clone(),
            period: Period::ALWAYS,
        });
        let facts = Facts {
            kind: a.kind.clone(),
            level: a.level.clone(),
            founded: a.founded.map(|d| d.0),
            closed: a.closed.map(|d| d.0),
            names: a
                .names
                .iter()
                .map(|n| Name {
                    full: n.full.clone(),
                    abbreviation: n.abbreviation.clone(),
                    symbol: n.symbol.clone(),
                    period: period(n.from, n.to),
                    basis: n.basis.clone(),
                })
                .collect(),
            codes,
            parents,
            roles: a
                .roles
                .iter()
                .map(|r| RoleHeld {
                    role: r.role.clone(),
                    function: r.function.clone(),
                    period: period(r.from, r.to),
                    basis: r.basis.clone(),
                })
                .collect(),
        };
        all.push((id(&a.key)?, facts));
    }
    let change = agencies
        .access()
        .begin(
            actor,
            action::AGENCY_IMPORT,
            Resource::installation("agency", "sample"),
        )
        .await?;
    let tx = change.tx();
    store::raise_revision(tx).await?;
    store::insert(tx, &all).await?;
    for a in &file.agency {
        if let Some(c) = &a.contact {
            let contact = Contact {
                head_name: Some(c.head.clone()),
                head_title: Some(c.title.clone()),
                focal_unit: Some(c.focal_unit.clone()),
                ..Contact::default()
            };
            store::put_contact(tx, id(&a.key)?, &contact, change.now()).await?;
        }
    }
    for h in &file.reorganisation {
        let row = history(h, change.now());
        let links: Vec<Link> = h
            .links
            .iter()
            .map(|l| {
                Ok(Link {
                    reorganisation: row.id,
                    kind: h.kind,
                    from: id(&l.from)?,
                    to: Some(id(&l.to)?),
                    function: h.function.clone(),
                    percent: None,
                    effective: h.effective.0,
                })
            })
            .collect::<Result<_, AgencyError>>()?;
        store::insert_reorganisation(tx, &row).await?;
        store::insert_links(tx, &links).await?;
    }
    let groups: HashMap<&str, GroupId> = file
        .group
        .iter()
        .map(|g| (g.name.as_str(), GroupId::new()))
        .collect();
    for g in &file.group {
        let rules = g
            .rules
            .iter()
            .map(|r| {
                Ok(match r {
                    By::Query { kinds, levels } => Rule::Query {
                        kinds: kinds.clone(),
                        levels: levels.clone(),
                    },
                    By::Member { agency } => Rule::Member {
                        agency: id(agency)?,
                        period: Period::ALWAYS,
                    },
                    By::Group { group } => Rule::Group {
                        group: *groups
                            .get(group.as_str())
                            .ok_or_else(|| AgencyError::Data(format!("unknown group {group}")))?,
                    },
                })
            })
            .collect::<Result<_, AgencyError>>()?;
        let group = Group {
            id: groups[g.name.as_str()],
            name: g.name.clone(),
            note: None,
            rules,
            version: 1,
        };
        store::insert_group(tx, &group).await?;
    }
    let directory = store::load(tx).await?;
    let taught = file
        .group
        .iter()
        .flat_map(|g| {
            g.aliases.iter().map(|a| {
                (
                    a.clone(),
                    Meaning::Group {
                        group: groups[g.name.as_str()],
                    },
                )
            })
        })
        .chain(file.alias.iter().map(|a| {
            (
                a.text.clone(),
                Meaning::Role {
                    role: a.role.clone(),
                    function: Some(a.function.clone()),
                },
            )
        }));
    let mut seen = std::collections::HashSet::new();
    for (text, meaning) in taught {
        let key = alias_key(&directory, &text)?;
        if seen.insert(key.clone()) {
            let alias = Alias {
                id: Uuid::now_v7(),
                text,
                meaning,
                period: Period::ALWAYS,
                taught_by: actor.name.clone(),
                taught_at: change.now(),
            };
            store::insert_alias(tx, &alias, &key).await?;
        }
    }
    scope::replace(
        tx,
        directory.iter().map(|a| a.id),
        directory.closure(change.today()),
    )
    .await?;
    change
        .commit(json!({ "sample": "lam-son", "agencies": all.len() }))
        .await?;
    agencies.access().refresh().await?;
    Ok(keys)
}

fn history(h: &History, now: chrono::DateTime<chrono::Utc>) -> Reorganisation {
    Reorganisation {
        id: ReorganisationId::new(),
        kind: h.kind,
        title: h.title.clone(),
        effective: h.effective.0,
        basis: Some(h.basis.clone()),
        note: None,
        file: None,
        stage: Stage::Applied,
        draft: Draft {
            format: 1,
            ..Draft::default()
        },
        created_by: "coloa".to_owned(),
        created_at: now,
        reviewed_by: Some("coloa".to_owned()),
        reviewed_at: Some(now),
        applied_at: Some(now),
        failure: None,
        version: 1,
    }
}
