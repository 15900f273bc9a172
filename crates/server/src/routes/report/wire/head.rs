//! What stands around the body of the document.

use super::{corrupt, given};
use crate::problem::ApiResult;
use coloa_document::model::{OrganKind, Signature};
use coloa_report::compose::Head;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What stands around the body of the document.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HeadWire {
    /// `true`: Party rules of form, else State rules.
    party: bool,
    superior: Option<String>,
    issuer: String,
    /// Abbreviation in the symbol, e.g. "UBND".
    organ_symbol: String,
    unit_symbol: Option<String>,
    place: String,
    subject: String,
    addressees: Vec<String>,
    legal_bases: Vec<String>,
    /// Lines above the office of the signer, e.g. "TM. ỦY BAN NHÂN DÂN".
    authority: Vec<String>,
    signer_role: String,
    signer_name: Option<String>,
    recipients: Vec<String>,
    /// After "Lưu:", e.g. "VT, NC".
    archive: Option<String>,
}

fn lines(list: Vec<String>) -> Vec<String> {
    list.into_iter()
        .map(|l| l.trim().to_owned())
        .filter(|l| !l.is_empty())
        .collect()
}

impl HeadWire {
    /// Trimmed; empty lines are no lines.
    pub fn read(self) -> Head {
        Head {
            variant: if self.party {
                OrganKind::Party
            } else {
                OrganKind::State
            },
            superior: given(self.superior),
            issuer: self.issuer.trim().to_owned(),
            organ_symbol: self.organ_symbol.trim().to_owned(),
            unit_symbol: given(self.unit_symbol),
            place: self.place.trim().to_owned(),
            subject: self.subject.trim().to_owned(),
            addressees: lines(self.addressees),
            legal_bases: lines(self.legal_bases),
            signature: Signature {
                authority: lines(self.authority),
                role: self.signer_role.trim().to_owned(),
                name: given(self.signer_name),
            },
            recipients: lines(self.recipients),
            archive: given(self.archive),
        }
    }
}

impl From<Head> for HeadWire {
    fn from(h: Head) -> Self {
        Self {
            party: h.variant == OrganKind::Party,
            superior: h.superior,
            issuer: h.issuer,
            organ_symbol: h.organ_symbol,
            unit_symbol: h.unit_symbol,
            place: h.place,
            subject: h.subject,
            addressees: h.addressees,
            legal_bases: h.legal_bases,
            authority: h.signature.authority,
            signer_role: h.signature.role,
            signer_name: h.signature.name,
            recipients: h.recipients,
            archive: h.archive,
        }
    }
}

/// The head as stored with a report.
pub fn stored_head(json: &Value) -> ApiResult<HeadWire> {
    serde_json::from_value::<Head>(json.clone())
        .map(Into::into)
        .map_err(|e| corrupt("head", &e))
}
