//! Contacts, certificates, and the posts of auth read for an agency.

use super::entity::{certificate, contact};
use crate::{
    AgencyError,
    model::{Certificate, Contact},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::people::{person, post};
use coloa_base::{AgencyId, PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

fn to_contact(row: contact::Model) -> Contact {
    Contact {
        focal_unit: row.focal_unit,
        focal_person: row.focal_person,
        phone: row.phone,
        email: row.email,
        head_name: row.head_name,
        head_title: row.head_title,
        specialists_full_time: row.specialists_full_time,
        specialists_part_time: row.specialists_part_time,
        version: row.version,
        updated_at: Some(row.updated_at),
    }
}

pub(crate) async fn contact<C: ConnectionTrait>(db: &C, id: AgencyId) -> Result<Contact, AgencyError> {
    Ok(contact::Entity::find_by_id(id.uuid())
        .one(db)
        .await?
        .map(to_contact)
        .unwrap_or_default())
}

pub(crate) async fn contacts<C: ConnectionTrait>(db: &C) -> Result<HashMap<AgencyId, Contact>, AgencyError> {
    Ok(contact::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|r| (AgencyId(r.agency_id), to_contact(r)))
        .collect())
}

/// Phones of all contacts, as they were written.
pub(crate) async fn phones<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, AgencyError> {
    Ok(contact::Entity::find()
        .select_only()
        .column(contact::Column::Phone)
        .filter(contact::Column::Phone.ne(""))
        .into_tuple()
        .all(db)
        .await?)
}

/// Writes the contact; its version must be the stored one (0 where there is none).
pub(crate) async fn put_contact<C: ConnectionTrait>(
    tx: &C,
    id: AgencyId,
    c: &Contact,
    now: DateTime<Utc>,
) -> Result<(), AgencyError> {
    let stored = contact::Entity::find_by_id(id.uuid()).one(tx).await?;
    if stored.as_ref().map_or(0, |s| s.version) != c.version {
        return Err(AgencyError::Conflict);
    }
    let row = contact::ActiveModel {
        agency_id: Set(id.uuid()),
        focal_unit: Set(c.focal_unit.clone()),
        focal_person: Set(c.focal_person.clone()),
        phone: Set(c.phone.clone()),
        email: Set(c.email.clone()),
        head_name: Set(c.head_name.clone()),
        head_title: Set(c.head_title.clone()),
        specialists_full_time: Set(c.specialists_full_time),
        specialists_part_time: Set(c.specialists_part_time),
        version: Set(c.version + 1),
        updated_at: Set(now),
    };
    if stored.is_some() {
        contact::Entity::update(row).exec(tx).await?;
    } else {
        contact::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn to_certificate(row: certificate::Model) -> Certificate {
    Certificate {
        id: row.id,
        person: row.person_id.map(PersonId),
        person_name: row.person_name,
        name: row.name,
        issuer: row.issuer,
        number: row.number,
        issued: row.issued,
        valid_to: row.valid_to,
    }
}

pub(crate) async fn certificates<C: ConnectionTrait>(
    db: &C,
    id: AgencyId,
) -> Result<Vec<Certificate>, AgencyError> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::AgencyId.eq(id.uuid()))
        .order_by_asc(certificate::Column::PersonName)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(to_certificate).collect())
}

pub(crate) async fn certificate<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<Option<(AgencyId, Certificate)>, AgencyError> {
    Ok(certificate::Entity::find_by_id(id)
        .one(db)
        .await?
        .map(|r| (AgencyId(r.agency_id), to_certificate(r))))
}

/// Agencies with at least one certificate valid on the day.
pub(crate) async fn certified<C: ConnectionTrait>(
    db: &C,
    on: NaiveDate,
) -> Result<Vec<AgencyId>, AgencyError> {
    let rows = certificate::Entity::find()
        .filter(
            certificate::Column::ValidTo
                .is_null()
                .or(certificate::Column::ValidTo.gte(on)),
        )
        .filter(
            certificate::Column::Issued
                .is_null()
                .or(certificate::Column::Issued.lte(on)),
        )
        .all(db)
        .await?;
    let mut ids: Vec<AgencyId> = rows.into_iter().map(|r| AgencyId(r.agency_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

pub(crate) async fn insert_certificate<C: ConnectionTrait>(
    tx: &C,
    agency: AgencyId,
    c: &Certificate,
) -> Result<(), AgencyError> {
    let row = certificate::ActiveModel {
        id: Set(c.id),
        agency_id: Set(agency.uuid()),
        person_id: Set(c.person.map(PersonId::uuid)),
        person_name: Set(c.person_name.clone()),
        name: Set(c.name.clone()),
        issuer: Set(c.issuer.clone()),
        number: Set(c.number.clone()),
        issued: Set(c.issued),
        valid_to: Set(c.valid_to),
    };
    certificate::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(crate) async fn delete_certificate<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<bool, AgencyError> {
    Ok(certificate::Entity::delete_by_id(id)
        .exec(tx)
        .await?
        .rows_affected
        > 0)
}

/// People with a post in the agency on the day, sorted by given name: (person, name, title).
pub(crate) async fn staff<C: ConnectionTrait>(
    db: &C,
    agency: AgencyId,
    on: NaiveDate,
) -> Result<Vec<(PersonId, String, String)>, AgencyError> {
    let posts = post::Entity::find()
        .filter(post::Column::AgencyId.eq(agency.uuid()))
        .filter(post::Column::ValidFrom.lte(on))
        .filter(post::Column::ValidTo.is_null().or(post::Column::ValidTo.gt(on)))
        .all(db)
        .await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(posts.iter().map(|p| p.person_id)))
        .order_by_asc(person::Column::SortKey)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for p in people {
        for post in posts.iter().filter(|post| post.person_id == p.id) {
            found.push((PersonId(p.id), p.full_name.clone(), post.title.clone()));
        }
    }
    Ok(found)
}
