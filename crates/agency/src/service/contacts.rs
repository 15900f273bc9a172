//! Focal unit, head, staff and certificates: kept by the agency itself.

use super::Agencies;
use crate::{
    AgencyError,
    model::{Certificate, Contact},
    rules, store,
};
use coloa_auth::{Access, Action, Actor, Change, Resource, action};
use coloa_base::{AgencyId, PersonId};
use serde_json::json;
use uuid::Uuid;

/// Either right will do: the agency's own over its contacts, or that over the directory.
fn right(access: &Access, actor: &Actor, id: AgencyId) -> Action {
    let own = Resource::of_agency("agency", id, id);
    if access.may(actor, action::AGENCY_CHANGE_CONTACTS, &own) {
        action::AGENCY_CHANGE_CONTACTS
    } else {
        action::AGENCY_CHANGE
    }
}

impl Agencies {
    async fn begin_own(&self, actor: &Actor, id: AgencyId) -> Result<Change, AgencyError> {
        let own = Resource::of_agency("agency", id, id);
        Ok(self
            .access
            .begin(actor, right(&self.access, actor, id), own)
            .await?)
    }

    /// Contact, staff and certificates; for those who read the agency's own records.
    pub async fn contact(
        &self,
        actor: &Actor,
        id: AgencyId,
    ) -> Result<(Contact, Vec<(PersonId, String, String)>, Vec<Certificate>), AgencyError> {
        self.access
            .check(actor, action::AGENCY_READ, &Resource::of_agency("agency", id, id))?;
        let db = self.access.db().reader();
        let today = self.access.clock().today();
        Ok((
            store::contact(db, id).await?,
            store::staff(db, id, today).await?,
            store::certificates(db, id).await?,
        ))
    }

    /// Writes the contact; its `version` is what the editor saw (0: there was none).
    pub async fn change_contact(
        &self,
        actor: &Actor,
        id: AgencyId,
        contact: Contact,
    ) -> Result<i32, AgencyError> {
        for (field, number) in [
            ("specialists_full_time", contact.specialists_full_time),
            ("specialists_part_time", contact.specialists_part_time),
        ] {
            if number.is_some_and(|n| n < 0) {
                return Err(AgencyError::invalid(field, "negative"));
            }
        }
        let directory = self.directory().await?;
        let change = self.begin_own(actor, id).await?;
        rules::takes_records(&directory, id, change.today())?;
        store::put_contact(change.tx(), id, &contact, change.now()).await?;
        change
            .commit(json!({ "focal_unit": contact.focal_unit, "head": contact.head_name }))
            .await?;
        Ok(contact.version + 1)
    }

    pub async fn add_certificate(
        &self,
        actor: &Actor,
        id: AgencyId,
        mut certificate: Certificate,
    ) -> Result<Uuid, AgencyError> {
        certificate.id = Uuid::now_v7();
        for (field, text) in [
            ("person_name", &certificate.person_name),
            ("name", &certificate.name),
            ("issuer", &certificate.issuer),
        ] {
            if rules::clean(text).is_none() {
                return Err(AgencyError::invalid(field, "required"));
            }
        }
        let directory = self.directory().await?;
        let change = self.begin_own(actor, id).await?;
        rules::takes_records(&directory, id, change.today())?;
        store::insert_certificate(change.tx(), id, &certificate).await?;
        change
            .commit(json!({ "certificate": certificate.name, "person": certificate.person_name }))
            .await?;
        Ok(certificate.id)
    }

    pub async fn remove_certificate(
        &self,
        actor: &Actor,
        id: AgencyId,
        certificate: Uuid,
    ) -> Result<(), AgencyError> {
        let found = store::certificate(self.access.db().reader(), certificate).await?;
        let (_, old) = found
            .filter(|(owner, _)| *owner == id)
            .ok_or(AgencyError::NotFound { what: "certificate" })?;
        let change = self.begin_own(actor, id).await?;
        store::delete_certificate(change.tx(), certificate).await?;
        change
            .commit(json!({ "removed_certificate": old.name, "person": old.person_name }))
            .await?;
        Ok(())
    }
}
