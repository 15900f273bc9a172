//! What many reports name and what joins none of them: service numbers, banks, big sites, what the trust register proved, whom
//! the installation itself turns to, and what operators added. The public is never warned of it, but of single pages below an
//! official name. `file` says what is known everywhere, `added` keeps what operators say.
//!
//! Numbers that begin with 1800 or 1900 belong to whoever rents them: banks and carriers, and now and then an offender. None
//! joins until an operator says of it that it does ([`HubDraft::joins`]).

mod added;
mod file;

pub use self::{
    added::{HubDraft, add, list, remove},
    file::{Certainty, Posted, Service, everywhere, is_of_a_service, posted, service, services},
};

use self::file::{EVERYWHERE, is_common};
use super::normal::{self, Settled};
use crate::{
    HotlineError,
    model::TrustKind,
    store::{self, Connection, mention::Key},
};
use chrono::{DateTime, Utc};
use coloa_extract::Kind;
use rustc_hash::FxHashSet;

coloa_base::words! {
    /// Why something joins no reports.
    pub enum HubReason {
        /// An operator added it.
        Added = "added",
        /// A short or free number of a service.
        Service = "service_number",
        /// The name of a bank.
        Bank = "bank",
        /// A site that everybody uses.
        BigSite = "big_site",
        /// An official domain, or one below an ending that is kept for bodies of the state.
        Official = "official",
        /// An ending below which anybody gets a name.
        Hosting = "hosting",
        /// An address that no network routes.
        Local = "local",
        /// An organisation proved in the trust register that it is its own.
        Trusted = "trusted",
        /// Whom citizens, the centre or the response network turn to: contacts, agencies.
        Contact = "contact",
        /// Begins as numbers of services do, and no operator said that it is an offender's.
        ServiceClass = "service_class",
    }
}

/// Everything that is known to be a hub among some things.
#[derive(Debug, Default)]
pub struct Hubs {
    added: FxHashSet<Key>,
    /// Of which an operator said that they join.
    joining: FxHashSet<Key>,
    trusted: FxHashSet<(String, String)>,
    /// Numbers of whom the installation turns to.
    contacts: FxHashSet<String>,
}

/// Numbers of whom citizens, the centre and the response network turn to.
async fn contacts<C: Connection>(db: &C) -> Result<FxHashSet<String>, HotlineError> {
    let mut written: Vec<String> = store::publish::contacts(db)
        .await?
        .into_iter()
        .map(|contact| contact.value)
        .collect();
    written.extend(coloa_agency::phones(db).await?);
    written.extend(coloa_incident::network::phones(db).await?);
    Ok(written.iter().flat_map(|text| normal::phones(text)).collect())
}

impl Hubs {
    /// Looks them up.
    pub async fn among<C: Connection>(
        db: &C,
        things: impl IntoIterator<Item = &Settled>,
        now: DateTime<Utc>,
    ) -> Result<Self, HotlineError> {
        let (mut keys, mut proved) = (FxHashSet::default(), FxHashSet::default());
        let mut has_phones = false;
        for thing in things {
            has_phones |= thing.kind == Kind::Phone;
            for (kind, key) in thing.covering() {
                proved.insert(key.clone());
                keys.insert((kind.as_str().to_owned(), key));
            }
        }
        if keys.is_empty() {
            return Ok(Self::default());
        }
        let keys: Vec<Key> = keys.into_iter().collect();
        let of_key: Vec<&str> = proved.iter().map(String::as_str).collect();
        let (mut added, mut joining) = (FxHashSet::default(), FxHashSet::default());
        for (kind, key, joins) in store::mention::hubs_among(db, &keys).await? {
            let of = if joins { &mut joining } else { &mut added };
            of.insert((kind, key));
        }
        Ok(Self {
            added,
            joining,
            trusted: store::trust::proved_among(db, &of_key, now)
                .await?
                .into_iter()
                .map(|(kind, key, _)| (kind, key))
                .collect(),
            contacts: if has_phones {
                contacts(db).await?
            } else {
                FxHashSet::default()
            },
        })
    }

    /// Why a thing joins nothing; `None`: it may.
    #[must_use]
    pub fn why(&self, thing: &Settled) -> Option<HubReason> {
        let covering = thing.covering();
        let added =
            |(kind, key): &(Kind, String)| self.added.contains(&(kind.as_str().to_owned(), key.clone()));
        if covering.iter().any(added) {
            return Some(HubReason::Added);
        }
        let everywhere = everywhere(thing);
        if everywhere.is_some() {
            return everywhere;
        }
        if covering.iter().any(|k| self.is_trusted(thing, k)) {
            return Some(HubReason::Trusted);
        }
        if thing.kind == Kind::Phone && self.contacts.contains(&thing.match_key) {
            return Some(HubReason::Contact);
        }
        let key = (thing.kind.as_str().to_owned(), thing.match_key.clone());
        (is_of_a_service(thing) && !self.joining.contains(&key)).then_some(HubReason::ServiceClass)
    }

    /// Why the public is never warned of a thing; `None`: it may be. A page is not its host: one below an official name that
    /// somebody broke into is warned of, unless the page itself was proved, or is one where everybody signs in.
    #[must_use]
    pub fn why_never_warned(&self, thing: &Settled) -> Option<HubReason> {
        let why = self.why(thing)?;
        let of_host = thing.kind == Kind::Url
            && matches!(why, HubReason::Official | HubReason::Trusted)
            && !is_common(&EVERYWHERE, &thing.match_key)
            && !self.is_trusted(thing, &(thing.kind, thing.match_key.clone()));
        (!of_host).then_some(why)
    }

    fn is_trusted(&self, thing: &Settled, (kind, key): &(Kind, String)) -> bool {
        let has = |trust: TrustKind| self.trusted.contains(&(trust.as_str().to_owned(), key.clone()));
        match kind {
            Kind::Domain => has(TrustKind::Site) || thing.kind == Kind::Email && has(TrustKind::Email),
            Kind::Url => has(TrustKind::Site) || has(TrustKind::App) || has(TrustKind::Account),
            Kind::Phone => has(TrustKind::Hotline),
            Kind::Email => has(TrustKind::Email),
            Kind::Handle => has(TrustKind::Account),
            Kind::BankAccount | Kind::Ip | Kind::Wallet => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_below_an_official_name_may_be_warned_of_and_the_name_never() {
        let given =
            |kind: Kind, text: &str| normal::given(kind, text, "").unwrap_or_else(|| panic!("{text}"));
        let never = |hubs: &Hubs, kind: Kind, text: &str| hubs.why_never_warned(&given(kind, text));
        let none = Hubs::default();
        for text in [
            "https://so-mau.lamson.gov.vn/tep/mau-gia.apk",
            "https://so-mau.lamson.gov.vn/download?tep=mau-gia",
            "https://vietcombank.com.vn/khuyen-mai/mau-gia",
        ] {
            assert_eq!(
                everywhere(&given(Kind::Url, text)),
                Some(HubReason::Official),
                "{text}"
            );
            assert_eq!(never(&none, Kind::Url, text), None, "{text}");
        }
        for (kind, text, reason) in [
            (Kind::Domain, "so-mau.lamson.gov.vn", HubReason::Official),
            (Kind::Url, "https://so-mau.lamson.gov.vn", HubReason::Official),
            (
                Kind::Url,
                "https://dichvucong.gov.vn/dang-nhap",
                HubReason::Official,
            ),
            (Kind::Email, "cskh@vietcombank.com.vn", HubReason::Official),
            (
                Kind::Url,
                "https://baomoi.com/mot-bai-bao-1.epi",
                HubReason::BigSite,
            ),
            (Kind::Url, "http://10.0.0.1/admin", HubReason::Local),
            (Kind::Phone, "1800 8108", HubReason::Service),
        ] {
            assert_eq!(never(&none, kind, text), Some(reason), "{text}");
        }
        let key = |text: &str| text.to_owned();
        let hubs = Hubs {
            added: [(key("url"), key("so-mau.lamson.gov.vn/chung"))]
                .into_iter()
                .collect(),
            trusted: [
                (key("site"), key("mau-that.example")),
                (key("app"), key("mau-that.example/ung-dung")),
            ]
            .into_iter()
            .collect(),
            ..Hubs::default()
        };
        let never = |text: &str| never(&hubs, Kind::Url, text);
        assert_eq!(never("https://mau-that.example/bi-chiem"), None);
        assert_eq!(
            never("https://mau-that.example/ung-dung"),
            Some(HubReason::Trusted)
        );
        assert_eq!(
            never("https://so-mau.lamson.gov.vn/chung"),
            Some(HubReason::Added)
        );
    }
}
