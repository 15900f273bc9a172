//! Makes what everybody may read ([`Published`]) from the records and keeps it in memory.
//!
//! How it stays quick with hundreds of thousands of warned values: whoever asks holds the last document and never waits for
//! the next one (only the very first waits); one at a time makes it, away from the threads that answer; verdicts are read
//! once, later only those that changed since ([`store::publish::changed_since`], by an index), and those whose term is over
//! are left out in memory; official names are prepared anew only where they differ; a document that says the same as
//! before is dropped, so that nothing is carried to a front for nothing. A small one is made again as soon as something
//! changed; a large one at most once a second. Both are made again every minute, for terms that end and for changes of other
//! processes.

use crate::{
    Hotline, HotlineError,
    entity::{contact, notice, scam_type, trust_item},
    mention::normal,
    model::{NoticeKind, Proof, TrustKind, VerdictState},
    notice::{
        self as notices,
        named::Names,
        standing::{self, Standing, Stands},
    },
    published::{
        AddedType, Commune, Contact, Document, Notice, NoticeIndicator, Official, Published, Trusted, Warned,
    },
    scam_type as scam_types,
    store::{self, publish::Verdict},
    subscription,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_agency::{Agencies, Directory};
use coloa_base::text;
use coloa_extract::Kind;
use coloa_law::LawBook;
use coloa_platform::hotline_config::HotlineConfig;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::{
    Arc, LazyLock, OnceLock, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// How old a document may become although nothing is known to have changed.
const MOST_AGE: Duration = Duration::minutes(1);
/// How often a large one is made.
const BETWEEN: Duration = Duration::seconds(1);
/// Warned values from which on it is large.
const LARGE: usize = 2_000;
/// A change that began before this and was committed after the records were read is still found.
const OVERLAP: Duration = Duration::minutes(5);
/// Independent reports from which on the public is told of several.
const SEVERAL: i32 = 2;
/// Level of the directory whose agencies stand for communes, and what their names begin with.
const COMMUNE: &str = "commune";
const COMMITTEE: &str = "Ủy ban nhân dân ";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficialFile {
    organisation: Vec<OfficialRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficialRow {
    name: String,
    domains: Vec<String>,
    #[serde(default)]
    brands: Vec<String>,
}

/// Names that fakes imitate, known to everybody.
static OFFICIAL: LazyLock<Vec<Official>> = LazyLock::new(|| {
    let file: OfficialFile = toml::from_str(include_str!("../data/official.toml"))
        .expect("embedded official.toml parses; a test reads it");
    let official = |row: OfficialRow| Official {
        organisation: row.name,
        domains: row.domains,
        brands: row.brands,
    };
    file.organisation.into_iter().map(official).collect()
});

/// Names that fakes imitate, known to everybody.
pub(crate) fn official() -> &'static [Official] {
    &OFFICIAL
}

/// The last document, and whether it still says what the records say.
#[derive(Debug, Default)]
pub struct PublishCache {
    held: RwLock<Option<Held>>,
    /// Counted up by every change that the public sees.
    changes: AtomicU64,
    /// Whoever makes the next one.
    making: tokio::sync::Mutex<()>,
    agencies: OnceLock<Agencies>,
}

#[derive(Clone, Debug)]
struct Held {
    published: Arc<Published>,
    /// Changes that were known when it was begun.
    changes: u64,
    /// When the records were read.
    read_at: DateTime<Utc>,
    named: Arc<Named>,
    /// Published notices that are not in it: their words name what they may no longer name.
    unfit: Vec<Uuid>,
}

/// What notices name that may be a person's, with the version of each in which it was read.
type Named = FxHashMap<Uuid, (i32, Arc<Names>)>;

impl Held {
    fn is_due(&self, changes: u64, now: DateTime<Utc>) -> bool {
        let age = now - self.read_at;
        if age < Duration::zero() || age >= MOST_AGE {
            return true;
        }
        changes != self.changes && (self.published.document.warned.len() < LARGE || age >= BETWEEN)
    }
}

impl PublishCache {
    fn held(&self) -> Option<Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fresh(&self, now: DateTime<Utc>) -> Option<Arc<Published>> {
        let changes = self.changes.load(Ordering::SeqCst);
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_ref().filter(|held| !held.is_due(changes, now))?;
        Some(Arc::clone(&held.published))
    }

    fn keep(&self, held: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }
}

/// Something that the public sees was changed: the next who asks makes the document anew. Call it after the commit.
pub fn changed(hotline: &Hotline) {
    hotline.publish.changes.fetch_add(1, Ordering::SeqCst);
}

/// Published notices that are left out, since their words name what they may no longer name.
pub(crate) async fn unfit(hotline: &Hotline) -> Result<Vec<Uuid>, HotlineError> {
    current(hotline).await?;
    let held = hotline.publish.held();
    Ok(held.map(|held| held.unfit).unwrap_or_default())
}

/// The directory of agencies, read anew only where it changed.
pub async fn directory(hotline: &Hotline) -> Result<Arc<Directory>, HotlineError> {
    let agencies = &hotline.publish.agencies;
    let agencies = agencies.get_or_init(|| Agencies::new(hotline.access.clone()));
    Ok(agencies.directory().await?)
}

/// What everybody may read now. While somebody makes the next one, the last one is given.
pub async fn current(hotline: &Hotline) -> Result<Arc<Published>, HotlineError> {
    let cache = &hotline.publish;
    let now = hotline.access.clock().now();
    if let Some(published) = cache.fresh(now) {
        return Ok(published);
    }
    let held = cache.held();
    let turn = match &held {
        Some(held) => match cache.making.try_lock() {
            Ok(turn) => turn,
            Err(_) => return Ok(Arc::clone(&held.published)),
        },
        None => cache.making.lock().await,
    };
    // Somebody may have made it while this one waited.
    if let Some(published) = cache.fresh(now) {
        return Ok(published);
    }
    let made = make(hotline, cache.held(), now).await;
    drop(turn);
    match (made, held) {
        (Ok(published), _) => Ok(published),
        (Err(error), Some(held)) => {
            let error = coloa_platform::telemetry::chain(&error);
            tracing::warn!(error = %error, "what the public reads could not be made anew");
            Ok(held.published)
        }
        (Err(error), None) => Err(error),
    }
}

async fn make(
    hotline: &Hotline,
    held: Option<Held>,
    now: DateTime<Utc>,
) -> Result<Arc<Published>, HotlineError> {
    // Before the records are read: what changes meanwhile makes it stale again.
    let changes = hotline.publish.changes.load(Ordering::SeqCst);
    let parts = Parts::read(hotline, held.as_ref(), now).await?;
    let made = tokio::task::spawn_blocking(move || parts.put_together(held.as_ref(), changes, now));
    let held = made.await.map_err(|_| coloa_platform::StoreError::Corrupt {
        what: "the published document".to_owned(),
    })?;
    let published = Arc::clone(&held.published);
    hotline.publish.keep(held);
    Ok(published)
}

/// What was read of the records.
struct Parts {
    config: Arc<HotlineConfig>,
    centre: String,
    sealer: crate::envelope::Sealer,
    notices: Vec<notice::Model>,
    trusted: Vec<(trust_item::Model, String)>,
    verdicts: Verdicts,
    contacts: Vec<contact::Model>,
    communes: Vec<Commune>,
    scam_types: Vec<AddedType>,
    by_mail: bool,
}

enum Verdicts {
    All(Vec<Verdict>),
    /// Those that changed since the earlier document.
    Changed(Vec<Verdict>),
}

impl Parts {
    async fn read(hotline: &Hotline, held: Option<&Held>, now: DateTime<Utc>) -> Result<Self, HotlineError> {
        let db = hotline.access.db().reader();
        let verdicts = match held {
            Some(held) if held.read_at <= now => {
                let since = held.read_at - OVERLAP;
                Verdicts::Changed(store::publish::changed_since(db, since).await?)
            }
            _ => Verdicts::All(store::publish::warned(db, now).await?),
        };
        let directory = directory(hotline).await?;
        let mut added = Vec::new();
        for row in store::publish::scam_types(db).await? {
            added.push(added_type(row)?);
        }
        Ok(Self {
            config: Arc::clone(&hotline.config),
            centre: centre(hotline),
            sealer: hotline.sealer(),
            notices: store::publish::notices(db, now).await?,
            trusted: store::trust::proved(db, now).await?,
            verdicts,
            contacts: store::publish::contacts(db).await?,
            communes: communes(&directory, coloa_base::clock::vn_date(now)),
            scam_types: added,
            by_mail: subscription::is_offered(hotline),
        })
    }

    /// The document; the earlier one where it says the same.
    fn put_together(self, held: Option<&Held>, changes: u64, now: DateTime<Utc>) -> Held {
        let earlier = held.map(|held| Arc::clone(&held.published));
        let mut warned = match self.verdicts {
            Verdicts::All(rows) => rows.into_iter().filter_map(|row| warned(row, now)).collect(),
            Verdicts::Changed(rows) => {
                let changed: FxHashSet<Uuid> = rows.iter().map(|row| row.id).collect();
                let before = earlier.iter().flat_map(|e| &e.document.warned);
                let mut all: Vec<Warned> = before
                    .filter(|w| w.expires_at > now && !changed.contains(&w.id))
                    .cloned()
                    .collect();
                all.extend(rows.into_iter().filter_map(|row| warned(row, now)));
                all.sort_by_key(|w| w.id);
                all
            }
        };
        let trusted: Vec<Trusted> = self.trusted.into_iter().filter_map(trusted).collect();
        let contacts: Vec<Contact> = self.contacts.into_iter().map(contact).collect();
        let named = named(&self.notices, held, &self.config);
        let standing = stand(&named, &contacts, &trusted, &warned);
        let (mut notices, mut unfit) = (Vec::new(), Vec::new());
        for row in self.notices {
            let Some((_, names)) = named.get(&row.id) else {
                continue;
            };
            match standing.of_all(&names.said) {
                Stands::No => unfit.push(row.id),
                stands => notices.extend(notice(row, names, stands, &standing, &self.config)),
            }
        }
        name_notices(&mut warned, &notices);
        let document = Document {
            made_at: earlier.as_ref().map_or(now, |e| e.document.made_at),
            centre: self.centre,
            sealer: Some(self.sealer),
            notices,
            trusted,
            warned,
            contacts,
            communes: self.communes,
            scam_types: self.scam_types,
            official: OFFICIAL.clone(),
            by_mail: self.by_mail,
        };
        let published = match earlier {
            Some(earlier) if earlier.document == document => earlier,
            earlier => {
                let document = Document {
                    made_at: now,
                    ..document
                };
                Arc::new(Published::after(document, earlier.as_deref()))
            }
        };
        Held {
            published,
            changes,
            read_at: now,
            named: Arc::new(named),
            unfit,
        }
    }
}

/// What notices name; looked for where it was not in this version yet.
fn named(rows: &[notice::Model], held: Option<&Held>, config: &HotlineConfig) -> Named {
    let known = |row: &notice::Model| {
        let (version, names) = held?.named.get(&row.id)?;
        (*version == row.version).then(|| Arc::clone(names))
    };
    let names = |row: &notice::Model| {
        let names = known(row).unwrap_or_else(|| Arc::new(Names::of(row, config)));
        (row.id, (row.version, names))
    };
    rows.iter().map(names).collect()
}

/// What the naming of these rests on.
fn stand(named: &Named, contacts: &[Contact], trusted: &[Trusted], warned: &[Warned]) -> Standing {
    let mut standing = Standing::default();
    let keys = standing::keys(named.values().flat_map(|(_, names)| names.all()));
    if keys.is_empty() {
        return standing;
    }
    for contact in contacts {
        standing.add_contact(&contact.value);
    }
    // There may be hundreds of thousands; few are named.
    let keys: FxHashSet<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
    for one in trusted.iter().filter(|t| keys.contains(t.match_key.as_str())) {
        standing.add_proved((one.kind.to_string(), one.match_key.clone()), one.expires_at);
    }
    for one in warned.iter().filter(|w| keys.contains(w.match_key.as_str())) {
        let key = (one.kind.clone(), one.match_key.clone());
        standing.add_warned(key, one.bank.clone(), one.expires_at);
    }
    standing
}

/// The centre's name: what the installation says, else what the law's list calls the host.
fn centre(hotline: &Hotline) -> String {
    let set = &hotline.config.portal.centre;
    if set.is_empty() {
        LawBook::current().recipient_name(&hotline.config.host).to_owned()
    } else {
        set.clone()
    }
}

/// Communes and wards of the directory on a day, by name.
#[must_use]
pub fn communes(directory: &Directory, today: NaiveDate) -> Vec<Commune> {
    let mut found: Vec<Commune> = directory
        .iter()
        .filter(|a| a.facts.kind == COMMUNE && directory.alive(a.id, today))
        .filter_map(|a| {
            let name = a.facts.name_on(today)?;
            let bare = name.full.strip_prefix(COMMITTEE).unwrap_or(&name.full);
            Some(Commune {
                id: a.id.uuid(),
                name: first_upper(bare),
            })
        })
        .collect();
    found.sort_by_cached_key(|c| (text::sort_key(&c.name), c.id));
    found
}

fn first_upper(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn added_type(row: scam_type::Model) -> Result<AddedType, HotlineError> {
    Ok(AddedType {
        advice: scam_types::advice_of(&row)?,
        code: row.code,
        name: row.name,
        name_en: row.name_en,
    })
}

fn contact(row: contact::Model) -> Contact {
    let codes = row.scam_types.split(',').map(str::trim).filter(|c| !c.is_empty());
    Contact {
        scam_types: codes.map(str::to_owned).collect(),
        name: row.name,
        name_en: row.name_en,
        purpose: row.purpose,
        value: row.value,
        checked_on: row.checked_on,
    }
}

/// A row that no word of ours describes is no news for the public. `stands`: how long its words may be said; of its list that
/// is left out which may no longer be named.
fn notice(
    row: notice::Model,
    names: &Names,
    stands: Stands,
    standing: &Standing,
    config: &HotlineConfig,
) -> Option<Notice> {
    let lists = notices::lists(&row);
    let indicator = |(at, (kind, value)): (usize, (String, String))| {
        let stands = match names.listed.get(at).and_then(Option::as_ref) {
            Some(thing) => standing.of(thing),
            // What cannot be read may be anybody's.
            None if config.is_personal(&kind) => Stands::No,
            None => Stands::Always,
        };
        (stands != Stands::No).then(|| NoticeIndicator {
            kind,
            value,
            until: stands.end(),
        })
    };
    Some(Notice {
        id: row.id,
        kind: NoticeKind::parse(&row.kind)?,
        slug: row.slug,
        title: row.title,
        title_en: row.title_en,
        summary: row.summary,
        summary_en: row.summary_en,
        body: row.body,
        body_en: row.body_en,
        signs: lists.signs,
        advice: lists.advice,
        indicators: lists
            .indicators
            .into_iter()
            .enumerate()
            .filter_map(indicator)
            .collect(),
        source_name: row.source_name,
        source_url: row.source_url,
        scam_type: row.scam_type,
        audience: row.audience,
        published_at: row.published_at?,
        updated_at: row.updated_at,
        expires_at: row.expires_at.into_iter().chain(stands.end()).min(),
    })
}

fn trusted((row, organisation): (trust_item::Model, String)) -> Option<Trusted> {
    Some(Trusted {
        organisation,
        kind: TrustKind::parse(&row.kind)?,
        value: row.value,
        match_key: row.match_key,
        platform: row.platform,
        proof: Proof::parse(&row.proof)?,
        proved_at: row.proved_at?,
        expires_at: row.expires_at?,
    })
}

/// `None`: the public is not warned of it now.
fn warned(row: Verdict, now: DateTime<Utc>) -> Option<Warned> {
    let counts = row.state == VerdictState::Warned.as_str() && row.expires_at > now;
    counts.then_some(Warned {
        id: row.id,
        kind: row.kind,
        value: row.value,
        match_key: row.match_key,
        bank: row.bank,
        scam_type: row.scam_type,
        reason: row.reason,
        several_reports: row.reports >= SEVERAL,
        since: row.verified_at,
        expires_at: row.expires_at,
        notice: None,
    })
}

/// Says of each warned value which notice tells more: the newest that names it.
fn name_notices(warned: &mut [Warned], notices: &[Notice]) {
    let mut named: FxHashMap<(&str, String), &str> = FxHashMap::default();
    for notice in notices {
        for indicator in &notice.indicators {
            let kind = Kind::parse(&indicator.kind);
            let Some(thing) = kind.and_then(|kind| normal::given(kind, &indicator.value, "")) else {
                continue;
            };
            named
                .entry((thing.kind.as_str(), thing.match_key))
                .or_insert(&notice.slug);
        }
    }
    if named.is_empty() {
        warned.iter_mut().for_each(|w| w.notice = None);
        return;
    }
    for one in warned {
        let key = (one.kind.as_str(), one.match_key.clone());
        one.notice = named.get(&key).map(|slug| (*slug).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_lookalike::{Entry, Outcome, Register};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    fn held(warned: usize) -> Held {
        let one = Warned {
            id: Uuid::nil(),
            kind: "phone".into(),
            value: String::new(),
            match_key: String::new(),
            bank: None,
            scam_type: None,
            reason: String::new(),
            several_reports: false,
            since: at(0),
            expires_at: at(0),
            notice: None,
        };
        let document = Document {
            warned: vec![one; warned],
            ..Document::default()
        };
        Held {
            published: Arc::new(Published::new(document)),
            changes: 7,
            read_at: at(1_000),
            named: Arc::default(),
            unfit: Vec::new(),
        }
    }

    #[test]
    fn a_small_document_is_made_at_once_a_large_one_at_most_once_a_second_and_each_within_a_minute() {
        let (small, large) = (held(1), held(LARGE));
        assert!(!small.is_due(7, at(1_059)), "nothing changed");
        assert!(small.is_due(7, at(1_060)), "a minute is over");
        assert!(small.is_due(8, at(1_000)));
        let soon = at(1_000) + Duration::milliseconds(999);
        assert!(!large.is_due(8, soon));
        assert!(large.is_due(8, at(1_001)));
        assert!(large.is_due(7, at(999)), "the clock was set back");
    }

    #[test]
    fn official_names_are_sound_and_recognised() {
        let entries: Vec<Entry> = OFFICIAL
            .iter()
            .map(|o| Entry {
                organisation: o.organisation.clone(),
                domains: o.domains.clone(),
                brands: o.brands.clone(),
            })
            .collect();
        assert!(entries.len() >= 100, "{}", entries.len());
        let register = Register::build(entries);
        assert!(register.refused().is_empty(), "{:?}", register.refused());
        for official in OFFICIAL.iter() {
            assert!(!official.domains.is_empty(), "{}", official.organisation);
            assert_eq!(official.organisation, text::nfc(&official.organisation));
            for domain in &official.domains {
                let verdict = register
                    .check(&format!("https://www.{domain}/dang-nhap"))
                    .unwrap();
                assert!(matches!(verdict.outcome, Outcome::Official(_)), "{domain}");
            }
        }
        for fake in [
            "dichvucong-gov.vn",
            "vietcombank-xacthuc.vip",
            "vneid.bocongan-gov.example",
        ] {
            let verdict = register.check(fake).unwrap();
            assert!(
                matches!(
                    verdict.outcome,
                    Outcome::LooksLike(_) | Outcome::FalseState { .. }
                ),
                "{fake}: {:?}",
                verdict.outcome
            );
        }
    }

    #[test]
    fn the_newest_notice_that_names_a_value_tells_more_of_it() {
        let notice = |slug: &str, value: &str| Notice {
            id: Uuid::nil(),
            kind: NoticeKind::Warning,
            slug: slug.into(),
            title: String::new(),
            title_en: String::new(),
            summary: String::new(),
            summary_en: String::new(),
            body: String::new(),
            body_en: String::new(),
            signs: Vec::new(),
            advice: Vec::new(),
            indicators: vec![NoticeIndicator {
                kind: "phone".into(),
                value: value.into(),
                until: None,
            }],
            source_name: String::new(),
            source_url: String::new(),
            scam_type: None,
            audience: String::new(),
            published_at: at(0),
            updated_at: at(0),
            expires_at: None,
        };
        let mut warned = held(2).published.document.warned.clone();
        warned[0].match_key = "0912000101".into();
        warned[1].match_key = "0912000102".into();
        let notices = [notice("moi", "+84 912 000 101"), notice("cu", "0912000101")];
        name_notices(&mut warned, &notices);
        assert_eq!(warned[0].notice.as_deref(), Some("moi"));
        assert_eq!(warned[1].notice, None);
        name_notices(&mut warned, &[]);
        assert_eq!(
            warned[0].notice, None,
            "a notice that was withdrawn tells nothing"
        );
    }

    #[test]
    fn communes_are_called_as_people_call_them() {
        assert_eq!(first_upper("xã Sông Thử"), "Xã Sông Thử");
        assert_eq!(first_upper("đặc khu Thử"), "Đặc khu Thử");
        assert_eq!(first_upper(""), "");
    }
}
