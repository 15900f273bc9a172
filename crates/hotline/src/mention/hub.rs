//! What many reports name and what joins none of them: service numbers, banks, big sites, what the trust register proved, whom
//! the installation itself turns to, and what operators added. The public is never warned of it, but of single pages below an
//! official name.
//!
//! Numbers that begin with 1800 or 1900 belong to whoever rents them: banks and carriers, and now and then an offender. None
//! joins until an operator says of it that it does ([`HubDraft::joins`]).

use super::normal::{self, Settled};
use crate::{
    Hotline, HotlineError,
    entity::hub,
    error::{invalid, not_now},
    form,
    model::TrustKind,
    publish,
    store::{self, Connection, mention::Key},
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_extract::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde_json::json;
use std::{net::IpAddr, sync::LazyLock};
use uuid::Uuid;

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
    /// How sure it is whose a number is.
    pub enum Certainty {
        /// Read where the source says.
        Found = "found",
        /// Known to everybody, and on the site of the source.
        Known = "known",
    }
}

/// The data file, see its head.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    state_suffixes: Vec<String>,
    common_paths: Vec<String>,
    banks: Vec<String>,
    service: Vec<Service>,
    site: Vec<Site>,
}

/// The number of a service, as its organisation publishes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub number: String,
    /// Whose it is.
    pub official: String,
    /// Where it is said.
    pub source: String,
    pub certainty: Certainty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    label: String,
    domains: Vec<String>,
    #[serde(default)]
    content: bool,
    #[serde(default)]
    mail: bool,
    #[serde(default)]
    short_links: bool,
}

/// A big site where anybody puts something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    pub label: &'static str,
    /// It says nothing of where it leads.
    pub is_short_link: bool,
}

/// The file, prepared for look-ups.
struct Everywhere {
    state_suffixes: Vec<String>,
    common_paths: FxHashSet<String>,
    banks: FxHashSet<String>,
    services: FxHashMap<String, Service>,
    sites: Vec<Site>,
    /// Places in `sites`.
    domains: FxHashMap<String, usize>,
    /// Domains that are official, as everybody knows.
    official: FxHashSet<&'static str>,
}

static EVERYWHERE: LazyLock<Everywhere> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../data/hubs.toml")).expect("a test reads the file that is built in");
    let sites = file.site.iter().enumerate();
    let domains = sites.flat_map(|(at, site)| site.domains.iter().map(move |d| (d.clone(), at)));
    Everywhere {
        domains: domains.collect(),
        official: publish::official()
            .iter()
            .flat_map(|o| &o.domains)
            .map(String::as_str)
            .collect(),
        state_suffixes: file.state_suffixes,
        common_paths: file.common_paths.into_iter().collect(),
        banks: file.banks.into_iter().collect(),
        services: file.service.into_iter().map(|s| (s.number.clone(), s)).collect(),
        sites: file.site,
    }
});

/// Whose service number it is, for the public check.
#[must_use]
pub fn service(number: &str) -> Option<&'static str> {
    EVERYWHERE.services.get(number).map(|s| s.official.as_str())
}

/// All service numbers of the file, in no order.
pub fn services() -> impl Iterator<Item = &'static Service> {
    EVERYWHERE.services.values()
}

/// Whether a number is of those that services rent: 1800 and 1900.
#[must_use]
pub fn is_of_a_service(thing: &Settled) -> bool {
    thing.kind == Kind::Phone && (thing.match_key.starts_with("1800") || thing.match_key.starts_with("1900"))
}

/// What the file says: the same in every installation.
#[must_use]
pub fn everywhere(thing: &Settled) -> Option<HubReason> {
    let known = &*EVERYWHERE;
    match thing.kind {
        Kind::Phone => known
            .services
            .contains_key(&thing.match_key)
            .then_some(HubReason::Service),
        Kind::Handle => {
            let name = thing.match_key.trim_start_matches('@');
            known.banks.contains(name).then_some(HubReason::Bank)
        }
        Kind::Ip => thing
            .match_key
            .parse()
            .is_ok_and(is_local)
            .then_some(HubReason::Local),
        Kind::Url | Kind::Domain | Kind::Email => of_host(known, thing),
        Kind::BankAccount | Kind::Wallet => None,
    }
}

/// Where something was put by anybody, if it was.
#[must_use]
pub fn posted(thing: &Settled) -> Option<Posted> {
    let known = &*EVERYWHERE;
    let hosts = thing.hosts();
    let site = hosts
        .iter()
        .find_map(|h| known.domains.get(*h))
        .and_then(|at| known.sites.get(*at))?;
    names_something(known, site, thing).then_some(Posted {
        label: &site.label,
        is_short_link: site.short_links,
    })
}

fn names_something(known: &Everywhere, site: &Site, thing: &Settled) -> bool {
    match thing.kind {
        Kind::Url => site.content && !is_common(known, &thing.match_key),
        Kind::Email => site.mail,
        _ => false,
    }
}

fn of_host(known: &Everywhere, thing: &Settled) -> Option<HubReason> {
    let hosts = thing.hosts();
    let host = *hosts.first()?;
    if host.parse().is_ok_and(is_local) {
        return Some(HubReason::Local);
    }
    let of_state = |suffix: &String| {
        host.strip_suffix(suffix.as_str())
            .is_some_and(|h| h.is_empty() || h.ends_with('.'))
    };
    if known.state_suffixes.iter().any(of_state) {
        return Some(HubReason::Official);
    }
    let Some(site) = hosts
        .iter()
        .find_map(|h| known.domains.get(*h))
        .and_then(|at| known.sites.get(*at))
    else {
        if hosts.iter().any(|h| known.official.contains(h)) {
            return Some(HubReason::Official);
        }
        // Whoever has a name below it is meant, never the ending itself.
        let is_suffix = thing.kind == Kind::Domain && psl::suffix_str(host) == Some(host);
        return is_suffix.then_some(HubReason::Hosting);
    };
    (!names_something(known, site, thing)).then_some(HubReason::BigSite)
}

/// A page that everybody knows: `facebook.com/login`. A query names something, but where one signs in.
fn is_common(known: &Everywhere, key: &str) -> bool {
    let rest = &key[key.find(['/', '?', '#']).unwrap_or(key.len())..];
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_matches('/').to_ascii_lowercase();
    let signs_in = matches!(path.as_str(), "login" | "signin" | "sign-in");
    known.common_paths.contains(&path) && (signs_in || !rest.contains('?'))
}

fn is_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
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

/// Hubs that operators added, by kind and key.
pub async fn list(hotline: &Hotline, actor: &Actor) -> Result<Vec<hub::Model>, HotlineError> {
    hotline.reach(actor, action::HOTLINE_READ)?;
    Ok(store::mention::hubs(hotline.access.db().reader()).await?)
}

/// What is said of a hub.
#[derive(Clone, Debug, Default)]
pub struct HubDraft {
    pub kind: String,
    pub value: String,
    pub label: String,
    pub reason: String,
    /// The contrary is said: a number of the class of services is an offender's, and joins.
    pub joins: bool,
}

/// Adds a hub: reports that it joined stand apart from now on. Or says of a number of the class of services that it joins.
pub async fn add(hotline: &Hotline, actor: &Actor, draft: &HubDraft) -> Result<hub::Model, HotlineError> {
    let kind = Kind::parse(&draft.kind).ok_or(invalid("kind", "unknown"))?;
    let thing = normal::given(kind, &draft.value, "").ok_or(invalid("value", "kind"))?;
    let reason = form::line(&draft.reason, "reason")?;
    if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let id = Uuid::now_v7();
    let about = Resource::installation("hotline_hub", id);
    let change = hotline.access.begin(actor, action::HOTLINE_VERIFY, about).await?;
    let key = (thing.kind.as_str().to_owned(), thing.match_key.clone());
    if !store::mention::hubs_among(change.tx(), std::slice::from_ref(&key))
        .await?
        .is_empty()
    {
        return Err(not_now("added_already"));
    }
    if draft.joins {
        let hubs = Hubs::among(change.tx(), [&thing], change.now()).await?;
        match hubs.why(&thing) {
            Some(HubReason::ServiceClass) => {}
            // It is known whose it is, whoever says otherwise.
            Some(_) => return Err(not_now("hub")),
            None => return Err(not_now("joins_already")),
        }
    } else if is_warned(change.tx(), &key, change.now()).await? {
        // The public would go on being warned of it.
        return Err(not_now("warned"));
    }
    let row = hub::Model {
        id,
        kind: key.0,
        match_key: key.1,
        label: form::line(&draft.label, "label")?,
        reason,
        joins: draft.joins,
        by_name: actor.name.clone(),
        at: change.now(),
    };
    store::mention::insert_hub(change.tx(), row.clone()).await?;
    let mentions = store::mention::set_joins(change.tx(), &row.kind, &row.match_key, row.joins).await?;
    let detail = json!({
        "step": "added", "kind": row.kind, "key": row.match_key, "joins": row.joins,
        "reason_tag": crate::reason::tag(hotline, row.id, &row.reason), "mentions": mentions,
    });
    change.commit(detail).await?;
    Ok(row)
}

async fn is_warned<C: Connection>(db: &C, key: &Key, now: DateTime<Utc>) -> Result<bool, HotlineError> {
    let warned = store::verdict::active_among(db, std::slice::from_ref(key), now).await?;
    Ok(!warned.is_empty())
}

/// Takes a hub out: what an offender's reports name of it joins them again, unless it is a hub for another reason. What was
/// said to join joins no more.
pub async fn remove(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<(), HotlineError> {
    let about = Resource::installation("hotline_hub", id);
    let change = hotline.access.begin(actor, action::HOTLINE_VERIFY, about).await?;
    let row = store::mention::hub(change.tx(), id).await?;
    let key = (row.kind.clone(), row.match_key.clone());
    if row.joins && is_warned(change.tx(), &key, change.now()).await? {
        return Err(not_now("warned"));
    }
    store::mention::delete_hub(change.tx(), id).await?;
    let mut mentions = 0;
    if let Some(kind) = Kind::parse(&row.kind) {
        let thing = Settled::stored(kind, &row.match_key);
        let hubs = Hubs::among(change.tx(), [&thing], change.now()).await?;
        let joins = hubs.why(&thing).is_none();
        mentions = store::mention::set_joins(change.tx(), &row.kind, &row.match_key, joins).await?;
    }
    let detail = json!({
        "step": "removed", "kind": row.kind, "key": row.match_key, "joins": row.joins, "mentions": mentions,
    });
    change.commit(detail).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(kind: Kind, text: &str) -> Option<HubReason> {
        everywhere(&normal::given(kind, text, "").unwrap_or_else(|| panic!("{text}")))
    }

    #[test]
    fn the_file_is_sound() {
        let known = &*EVERYWHERE;
        let all: Vec<&String> = known.sites.iter().flat_map(|s| &s.domains).collect();
        assert_eq!(all.len(), known.domains.len(), "a domain stands twice");
        for domain in all {
            assert_eq!(
                normal::of_host(domain).hosts(),
                [domain.as_str()],
                "{domain} is none that somebody registered"
            );
        }
        assert!(known.sites.iter().all(|s| !s.label.is_empty()));
        assert!(
            known
                .services
                .keys()
                .all(|n| n.bytes().all(|b| b.is_ascii_digit()))
        );
        assert_eq!(service("113"), Some("Công an"));
        for one in services() {
            assert!(
                !one.official.is_empty() && !one.source.is_empty(),
                "{}",
                one.number
            );
            // In the form in which a number is compared; short ones are no phones.
            let known = coloa_extract::phone_value(&one.number);
            assert!(
                known.is_none_or(|n| n == one.number) && (one.number.len() < 6 || is_service(&one.number)),
                "{}",
                one.number
            );
        }
        assert!(services().count() > 30);
    }

    fn is_service(number: &str) -> bool {
        is_of_a_service(&normal::given(Kind::Phone, number, "").unwrap())
    }

    #[test]
    fn numbers_that_services_rent_are_told_by_their_beginning() {
        for number in ["1800 0101", "19000101", "1900 000 101", "+84 1900 000 101"] {
            assert!(is_service(number), "{number}");
        }
        for number in ["0912 000 101", "024 7300 0155", "+855970000218"] {
            assert!(!is_service(number), "{number}");
        }
        let account = normal::given(Kind::BankAccount, "1900000101", "").unwrap();
        assert!(!is_of_a_service(&account));
        // Neither the file nor the class needs the other.
        assert_eq!(why(Kind::Phone, "1900 000 101"), None);
        assert_eq!(why(Kind::Phone, "1900 545413"), Some(HubReason::Service));
    }

    #[test]
    fn big_sites_join_nothing_and_what_somebody_put_there_does() {
        use HubReason::{BigSite, Hosting, Official};
        for (text, reason) in [
            ("https://www.facebook.com", Some(BigSite)),
            ("https://facebook.com/login", Some(BigSite)),
            ("https://www.facebook.com/login?next=x", Some(BigSite)),
            ("https://facebook.com/groups/1234567890", None),
            ("https://m.facebook.com/groups/1234567890", None),
            ("https://docs.google.com/forms/d/e/mau-gia/viewform", None),
            ("https://bit.ly/mau-gia", None),
            ("https://bit.ly", Some(BigSite)),
            ("https://vnexpress.net/mot-bai-bao-1.html", Some(Official)),
            ("https://baomoi.com/mot-bai-bao-1.epi", Some(BigSite)),
            ("https://portal.vietcombank.com.vn/dang-nhap", Some(Official)),
            ("https://dichvucong.gov.vn/p/home", Some(Official)),
            ("https://dichvucong-gov.vn/p/home", None),
            ("https://mau-gia.pages.dev", None),
            ("https://mau-gia.pages.dev/dang-nhap", None),
            ("https://mau-gia.blogspot.com/2026/11/a.html", None),
            ("https://vietcombank.com.vn.mau-gia.example/x", None),
        ] {
            assert_eq!(why(Kind::Url, text), reason, "{text}");
        }
        assert_eq!(everywhere(&normal::of_host("pages.dev")), Some(Hosting));
        assert_eq!(everywhere(&normal::of_host("blogspot.com")), Some(Hosting));
        assert_eq!(everywhere(&normal::of_host("mau-gia.blogspot.com")), None);
        assert_eq!(everywhere(&normal::of_host("com.vn")), Some(Hosting));
    }

    #[test]
    fn a_page_below_an_official_name_may_be_warned_of_and_the_name_never() {
        let never = |hubs: &Hubs, kind: Kind, text: &str| {
            hubs.why_never_warned(&normal::given(kind, text, "").unwrap_or_else(|| panic!("{text}")))
        };
        let none = Hubs::default();
        for text in [
            "https://so-mau.lamson.gov.vn/tep/mau-gia.apk",
            "https://so-mau.lamson.gov.vn/download?tep=mau-gia",
            "https://vietcombank.com.vn/khuyen-mai/mau-gia",
        ] {
            assert_eq!(why(Kind::Url, text), Some(HubReason::Official), "{text}");
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

    #[test]
    fn mail_of_anybody_joins_and_mail_of_a_bank_does_not() {
        assert_eq!(why(Kind::Email, "ho.tro.gia@gmail.com"), None);
        assert_eq!(why(Kind::Domain, "gmail.com"), Some(HubReason::BigSite));
        assert_eq!(
            why(Kind::Email, "cskh@vietcombank.com.vn"),
            Some(HubReason::Official)
        );
        assert_eq!(why(Kind::Email, "cskh@vietcombank-mau.example"), None);
    }

    #[test]
    fn numbers_names_and_addresses() {
        assert_eq!(why(Kind::Phone, "1800 8108"), Some(HubReason::Service));
        assert_eq!(why(Kind::Phone, "0912000101"), None);
        assert_eq!(why(Kind::Handle, "@vietcombank"), Some(HubReason::Bank));
        assert_eq!(why(Kind::Handle, "@vietcombank_hotro"), None);
        assert_eq!(why(Kind::Ip, "192.168.1.1"), Some(HubReason::Local));
        assert_eq!(why(Kind::Url, "http://10.0.0.1/admin"), Some(HubReason::Local));
        assert_eq!(why(Kind::Ip, "203.0.113.9"), None);
    }
}
