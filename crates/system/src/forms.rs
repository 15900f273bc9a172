//! What goes into the documents of a dossier: words of letters, and fields of the forms of the law, from the record.

use crate::{
    SystemError,
    assets::{self, AssetFilter},
    controls,
    dossier::Detail,
    entity::system_asset,
    level,
    model::{AssetKind, Profile},
};
use coloa_auth::{Access, Actor};
use coloa_base::AgencyId;
use coloa_law::{LawBook, SystemFacts};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Words that letters speak of.
pub const WORDS: [&str; 7] = [
    "system",
    "owner",
    "operator",
    "level",
    "regime",
    "appraiser",
    "opinion",
];
/// Assets of one table.
const ROWS: u64 = 500;

/// What goes into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// Rows of the columns that the field names.
    Rows(Vec<Vec<String>>),
}

/// All that documents of a dossier are made of.
#[derive(Clone, Debug)]
pub struct Fields {
    pub words: BTreeMap<&'static str, String>,
    pub values: BTreeMap<String, Value>,
    /// Requirements with a word how they are met, of all.
    pub answered: (usize, usize),
}

/// Agencies that a dossier names.
#[must_use]
pub fn agencies(found: &Detail) -> Vec<AgencyId> {
    [
        Some(found.dossier.agency_id),
        found.dossier.appraiser_id,
        found.system.operator_id,
    ]
    .into_iter()
    .flatten()
    .map(AgencyId)
    .collect()
}

/// The words that letters speak of.
fn words(
    found: &Detail,
    profile: &Profile,
    names: &HashMap<AgencyId, String>,
) -> Result<BTreeMap<&'static str, String>, SystemError> {
    let (row, system) = (&found.dossier, &found.system);
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&AgencyId(id)).cloned());
    let regime = LawBook::current().regime(&row.regime)?;
    let said = [
        system.name.clone(),
        name(Some(row.agency_id)).unwrap_or_default(),
        name(system.operator_id).unwrap_or_else(|| profile.operator_name.clone()),
        row.level.to_string(),
        regime.body.instruments.join("; "),
        name(row.appraiser_id).unwrap_or_else(|| row.appraiser_name.clone()),
        row.appraisal.clone(),
    ];
    Ok(WORDS.into_iter().zip(said).collect())
}

/// What a dossier is made of, for whoever may read it.
pub async fn fields(
    access: &Access,
    actor: &Actor,
    found: &Detail,
    profile: &Profile,
    names: &HashMap<AgencyId, String>,
) -> Result<Fields, SystemError> {
    let words = words(found, profile, names)?;
    let mut values = described(profile, &words);
    levels(access, actor, found, &mut values).await?;
    tables(access, actor, found.system.id, &mut values).await?;
    let requirements = requirements(access, found).await?;
    let answered = requirements
        .iter()
        .filter(|r| r.get(1).is_some_and(|a| !a.is_empty()))
        .count();
    let answered = (answered, requirements.len());
    values.insert("requirements".to_owned(), Value::Rows(requirements));
    Ok(Fields {
        words,
        values,
        answered,
    })
}

/// What the description says.
fn described(profile: &Profile, words: &BTreeMap<&'static str, String>) -> BTreeMap<String, Value> {
    let word = |name: &str| words.get(name).cloned().unwrap_or_default();
    let mut values = BTreeMap::from(
        [
            ("owner_name", word("owner")),
            ("operator_name", word("operator")),
            ("scope", profile.scope.clone()),
            ("served", profile.served.clone()),
            ("preliminary_risk", profile.preliminary_risk.clone()),
            ("threats", profile.threats.clone()),
            ("impact_scope", profile.impact_scope.clone()),
            ("always_on", profile.always_on.clone()),
        ]
        .map(|(key, text)| (key.to_owned(), Value::Text(text))),
    );
    for (who, body) in [("owner", &profile.owner), ("operator", &profile.operator)] {
        for (what, value) in [
            ("founding", &body.founding),
            ("representative", &body.representative),
            ("position", &body.position),
            ("address", &body.address),
            ("phone", &body.phone),
            ("email", &body.email),
        ] {
            values.insert(format!("{who}_{what}"), Value::Text(value.clone()));
        }
    }
    values
}

/// Type, information and the criteria of the proposed level.
async fn levels(
    access: &Access,
    actor: &Actor,
    found: &Detail,
    values: &mut BTreeMap<String, Value>,
) -> Result<(), SystemError> {
    let facts = level::facts(access, actor, found.system.id).await?;
    let regime = found.dossier.regime.as_str();
    let proposed = u8::try_from(found.dossier.level).unwrap_or_default();
    let assessment = level::assess(&facts, Some(regime), access.clock().today())?;
    let grounds: Vec<String> = assessment
        .matched
        .iter()
        .filter(|m| m.level == Some(proposed))
        .map(|m| format!("{} ({})", m.text, m.legal.citation()))
        .collect();
    let grounds = grounds.join("; ");
    for (key, text) in [
        ("system_type", types(&facts, regime)),
        ("information", information(&facts, regime)),
        ("grounds", grounds.clone()),
    ] {
        values.insert(key.to_owned(), Value::Text(text));
    }
    let row = vec![
        found.system.name.clone(),
        found.dossier.level.to_string(),
        grounds,
    ];
    values.insert("systems".to_owned(), Value::Rows(vec![row]));
    Ok(())
}

/// Names of codes as the regime has them; a code without a name stands for itself.
fn named(codes: Option<&Vec<String>>, of: impl Fn(&str) -> Option<String>) -> String {
    codes
        .into_iter()
        .flatten()
        .map(|c| of(c).unwrap_or_else(|| c.clone()))
        .collect::<Vec<_>>()
        .join("; ")
}

fn types(facts: &SystemFacts, regime: &str) -> String {
    named(facts.types.as_ref(), |code| {
        LawBook::current()
            .system_types
            .iter()
            .find(|t| t.body.regime == regime && t.body.code == code)
            .map(|t| t.body.name.clone())
    })
}

fn information(facts: &SystemFacts, regime: &str) -> String {
    named(facts.information.as_ref(), |code| {
        LawBook::current()
            .info_classes
            .iter()
            .find(|i| i.body.regime == regime && i.body.code == code)
            .map(|i| i.body.name.clone())
    })
}

/// Devices, applications, zones and related systems.
async fn tables(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    values: &mut BTreeMap<String, Value>,
) -> Result<(), SystemError> {
    let applications = vec![AssetKind::Service, AssetKind::Software, AssetKind::Database];
    for (key, kinds) in [
        ("devices", vec![AssetKind::Device]),
        ("applications", applications),
        ("network_plan", vec![AssetKind::Zone]),
    ] {
        let filter = AssetFilter {
            system: Some(system),
            kinds,
            limit: ROWS,
            ..AssetFilter::default()
        };
        let page = assets::list_assets(access, actor, &filter).await?;
        values.insert(key.to_owned(), Value::Rows(page.rows.iter().map(asset).collect()));
    }
    let links: Vec<String> = assets::links(access, actor, system)
        .await?
        .into_iter()
        .map(|l| format!("{}: {}", l.other_name, l.shared))
        .collect();
    values.insert("related_systems".to_owned(), Value::Text(links.join("; ")));
    Ok(())
}

/// Name and version, place, purpose.
fn asset(a: &system_asset::Model) -> Vec<String> {
    let name = format!("{} {}", a.name, a.version).trim().to_owned();
    vec![name, a.place.clone(), a.purpose.clone()]
}

/// Each requirement of the level with how it is met.
async fn requirements(access: &Access, found: &Detail) -> Result<Vec<Vec<String>>, SystemError> {
    let regime = found.dossier.regime.as_str();
    let level = u8::try_from(found.dossier.level).unwrap_or_default();
    let list = LawBook::current().checklist(regime, level, access.clock().today())?;
    let answers = controls::answers(access, &found.system, regime).await?;
    Ok(controls::items(&list)
        .iter()
        .map(|item| {
            let answer = answers.get(&item.key).map(|a| a.row.note.clone());
            vec![
                format!("{} {}", item.clause, item.name.unwrap_or(item.words)),
                answer.unwrap_or_default(),
            ]
        })
        .collect())
}
