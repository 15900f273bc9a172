//! The usual head of an agency's reports: as set, else from the directory.

use super::{Reports, decode, encode};
use crate::{ReportError, compose::Head, directory::Organ, entity::report_head, store};
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, PersonId};
use coloa_document::model::{OrganKind, Signature};
use serde_json::json;

/// Words of the directory's kinds that mean a Party organisation; see `data/head.toml`.
static HEADS: std::sync::LazyLock<Defaults> = std::sync::LazyLock::new(|| {
    toml::from_str(include_str!("../../data/head.toml")).expect("embedded head.toml parses; a test reads it")
});

#[derive(serde::Deserialize)]
struct Defaults {
    party_kinds: Vec<String>,
    state: Form,
    party: Form,
    /// Bodies that sign in the name of all their members, by the beginning of their name.
    collective: Vec<Collective>,
}

#[derive(serde::Deserialize)]
struct Form {
    head_title: String,
    archive: String,
    first_recipient: String,
}

#[derive(serde::Deserialize)]
struct Collective {
    begins: String,
    authority: String,
    head_title: String,
}

/// A head with its version; version 0: nobody set one, it is what the directory suggests.
#[derive(Clone, Debug)]
pub struct UsualHead {
    pub head: Head,
    pub version: i32,
}

/// What the directory knows of an agency, put as a head. `place` is the province or commune by name.
#[must_use]
pub fn suggest(organ: &Organ, superior: Option<&str>, place: &str) -> Head {
    let party = HEADS.party_kinds.contains(&organ.kind);
    let form = if party { &HEADS.party } else { &HEADS.state };
    let collective = HEADS
        .collective
        .iter()
        .find(|c| organ.name.to_lowercase().starts_with(&c.begins));
    Head {
        variant: if party { OrganKind::Party } else { OrganKind::State },
        // A people's committee stands alone in its head; other bodies name the one above.
        superior: superior.filter(|_| collective.is_none()).map(str::to_owned),
        issuer: organ.name.clone(),
        organ_symbol: organ.symbol.clone().unwrap_or_default(),
        unit_symbol: None,
        place: place.to_owned(),
        subject: String::new(),
        addressees: Vec::new(),
        legal_bases: Vec::new(),
        signature: Signature {
            authority: collective.map(|c| c.authority.clone()).into_iter().collect(),
            role: organ
                .head_title
                .clone()
                .unwrap_or_else(|| {
                    collective.map_or_else(|| form.head_title.clone(), |c| c.head_title.clone())
                })
                .to_uppercase(),
            name: organ.head_name.clone(),
        },
        recipients: vec![form.first_recipient.clone()],
        archive: Some(form.archive.clone()),
    }
}

impl Reports {
    /// The head an agency's next report begins with.
    pub async fn usual_head(&self, actor: &Actor, agency: AgencyId) -> Result<UsualHead, ReportError> {
        self.access.check(
            actor,
            action::REPORT_READ,
            &Resource::of_agency("report_head", agency, agency),
        )?;
        if let Some(row) = store::head(self.access.db().reader(), agency).await? {
            return Ok(UsualHead {
                head: decode(&row.head)?,
                version: row.version,
            });
        }
        let today = self.access.clock().today();
        let organ = self.directory.organ(agency, today).await?.unwrap_or_default();
        let superior = match organ.superior {
            Some(id) => self.directory.names(&[id], today).await?.remove(&id),
            None => None,
        };
        let head = suggest(&organ, superior.as_deref(), &self.place);
        Ok(UsualHead { head, version: 0 })
    }

    /// Sets it; `seen` is the version the writer saw, 0 where there was none.
    pub async fn set_usual_head(
        &self,
        actor: &Actor,
        agency: AgencyId,
        head: &Head,
        seen: i32,
    ) -> Result<i32, ReportError> {
        if head.issuer.trim().is_empty() {
            return Err(ReportError::Invalid { field: "issuer" });
        }
        let resource = Resource::of_agency("report_head", agency, agency);
        let change = self.access.begin(actor, action::REPORT_PREPARE, resource).await?;
        let row = report_head::Model {
            agency_id: agency.uuid(),
            head: encode(head)?,
            changed_by: actor.person.map(PersonId::uuid),
            changed_at: change.now(),
            version: seen + 1,
        };
        let version = row.version;
        store::put_head(change.tx(), row, seen).await?;
        change.commit(json!({ "head": encode(head)? })).await?;
        Ok(version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peoples_committee_signs_in_the_name_of_all() {
        let organ = Organ {
            name: "Ủy ban nhân dân xã Bình Hòa".into(),
            symbol: Some("UBND".into()),
            ..Organ::default()
        };
        let head = suggest(&organ, Some("Ủy ban nhân dân tỉnh Sông Ngọc"), "Bình Hòa");
        assert_eq!(head.signature.authority, ["TM. ỦY BAN NHÂN DÂN"]);
        assert_eq!((head.signature.role.as_str(), head.superior), ("CHỦ TỊCH", None));
    }

    #[test]
    fn a_party_body_gets_party_rules() {
        let organ = Organ {
            name: "Ban Tuyên giáo và Dân vận Tỉnh ủy".into(),
            kind: HEADS.party_kinds[0].clone(),
            ..Organ::default()
        };
        let head = suggest(&organ, Some("Tỉnh ủy Sông Ngọc"), "Sông Ngọc");
        assert_eq!(head.variant, OrganKind::Party);
        assert_eq!(head.superior.as_deref(), Some("Tỉnh ủy Sông Ngọc"));
    }
}
