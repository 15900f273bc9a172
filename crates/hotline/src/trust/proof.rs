//! How it is proved that something is an organisation's own: a token where only the organisation can put it.

use crate::{
    entity::trust_item as item,
    model::{Proof, TrustKind},
};

coloa_base::words! {
    /// Why a check proved nothing.
    pub enum ProofFault {
        /// The installation asks nobody outside.
        Off = "off",
        /// There is no such record or file.
        Absent = "absent",
        /// It holds something else.
        Mismatch = "mismatch",
        /// The name server or site does not answer, or not in time.
        Unreachable = "unreachable",
        /// The site leads to an address inside a network, or somewhere else.
        Refused = "refused",
        TooLarge = "too_large",
    }
}

/// Asks outside whether an organisation put the token where only it can.
#[async_trait::async_trait]
pub trait Prover: Send + Sync + std::fmt::Debug {
    /// Values of the TXT records of a name.
    async fn txt(&self, name: &str) -> Result<Vec<String>, ProofFault>;
    /// What stands at an address; at most a few lines.
    async fn file(&self, url: &str) -> Result<String, ProofFault>;
}

/// Whether that kind of thing can be proved that way: what stands on a machine of the organisation by that machine,
/// everything by a document.
#[must_use]
pub const fn proves(proof: Proof, kind: TrustKind) -> bool {
    match proof {
        Proof::Document => true,
        Proof::DnsTxt | Proof::File => matches!(kind, TrustKind::Site | TrustKind::Email),
    }
}

/// Where the token of an item is looked for: the name of a TXT record, or the address of a file. `None`: in a document.
#[must_use]
pub fn challenge(row: &item::Model) -> Option<String> {
    let domain = row.match_key.rsplit('@').next().unwrap_or_default();
    match Proof::parse(&row.proof)? {
        Proof::DnsTxt => Some(format!("_coloa-challenge.{domain}")),
        Proof::File => Some(format!("https://{domain}/.well-known/coloa-challenge.txt")),
        Proof::Document => None,
    }
}

/// Whether the token stands where it should.
pub(super) async fn ask(prover: &dyn Prover, row: &item::Model) -> Result<(), ProofFault> {
    let place = challenge(row).ok_or(ProofFault::Off)?;
    let found = match Proof::parse(&row.proof) {
        Some(Proof::File) => prover.file(&place).await?.lines().map(str::to_owned).collect(),
        _ => prover.txt(&place).await?,
    };
    if found.iter().all(|line| line.trim().is_empty()) {
        return Err(ProofFault::Absent);
    }
    if found.iter().any(|line| line.trim() == row.token) {
        Ok(())
    } else {
        Err(ProofFault::Mismatch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn the_token_is_looked_for_where_only_the_owner_can_put_it() {
        let row = |kind: TrustKind, key: &str, proof: Proof| item::Model {
            id: Uuid::nil(),
            organisation_id: Uuid::nil(),
            kind: kind.to_string(),
            value: key.to_owned(),
            match_key: key.to_owned(),
            platform: String::new(),
            proof: proof.to_string(),
            token: String::new(),
            state: String::new(),
            document: String::new(),
            checked_at: None,
            check_fault: None,
            proved_at: None,
            expires_at: None,
            created_by: String::new(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            version: 1,
        };
        let place = |kind, key, proof| challenge(&row(kind, key, proof));
        assert_eq!(
            place(TrustKind::Site, "mau.example", Proof::DnsTxt).as_deref(),
            Some("_coloa-challenge.mau.example")
        );
        assert_eq!(
            place(TrustKind::Site, "mau.example", Proof::File).as_deref(),
            Some("https://mau.example/.well-known/coloa-challenge.txt")
        );
        assert_eq!(
            place(TrustKind::Email, "cskh@mau.example", Proof::DnsTxt).as_deref(),
            Some("_coloa-challenge.mau.example")
        );
        assert_eq!(place(TrustKind::Hotline, "19000000", Proof::Document), None);
        assert!(!proves(Proof::DnsTxt, TrustKind::Hotline) && proves(Proof::Document, TrustKind::Hotline));
    }
}
