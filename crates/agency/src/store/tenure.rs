//! Who fitted a description, and when: without loading the whole directory.

use super::entity::{agency, role};
use crate::{
    AgencyError,
    model::{BEGINNING, Description, Period, Tenure},
};
use coloa_base::AgencyId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// Every time at which an agency fitted one of the descriptions.
pub(crate) async fn tenures<C: ConnectionTrait>(
    db: &C,
    wanted: &[Description],
) -> Result<Vec<Tenure>, AgencyError> {
    let roles: Vec<&str> = wanted.iter().filter_map(|d| d.role.as_deref()).collect();
    let held = role::Entity::find()
        .filter(role::Column::Role.is_in(roles))
        .all(db)
        .await?;
    let kinds: Vec<&str> = wanted
        .iter()
        .filter(|d| d.role.is_none())
        .filter_map(|d| d.kind.as_deref())
        .collect();
    let ids: Vec<Uuid> = held.iter().map(|r| r.agency_id).collect();
    let agencies: HashMap<Uuid, agency::Model> = agency::Entity::find()
        .filter(
            Condition::any()
                .add(agency::Column::Id.is_in(ids))
                .add(agency::Column::Kind.is_in(kinds)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|a| (a.id, a))
        .collect();
    let mut found = Vec::new();
    for (which, description) in wanted.iter().enumerate() {
        let fits = |a: &agency::Model| {
            description.kind.as_ref().is_none_or(|k| *k == a.kind)
                && description.level.as_ref().is_none_or(|l| *l == a.level)
        };
        let mut add = |a: &agency::Model, from, to| {
            if let Some(period) = lived(a, from, to).filter(|_| fits(a)) {
                found.push(Tenure {
                    which,
                    agency: AgencyId(a.id),
                    period,
                });
            }
        };
        match &description.role {
            Some(role) => {
                for r in held.iter().filter(|r| {
                    r.role == *role && (description.function.is_none() || r.function == description.function)
                }) {
                    if let Some(a) = agencies.get(&r.agency_id) {
                        add(a, r.valid_from, r.valid_to);
                    }
                }
            }
            None => {
                for a in agencies.values() {
                    add(a, BEGINNING, None);
                }
            }
        }
    }
    found.sort_by_key(|t| (t.which, t.agency, t.period));
    Ok(found)
}

/// The part of a period in which the agency existed.
fn lived(a: &agency::Model, from: chrono::NaiveDate, to: Option<chrono::NaiveDate>) -> Option<Period> {
    let from = a.founded.map_or(from, |founded| founded.max(from));
    let to = match (to, a.closed) {
        (Some(to), Some(closed)) => Some(to.min(closed)),
        (to, closed) => to.or(closed),
    };
    let period = Period { from, to };
    (!period.is_empty()).then_some(period)
}
