//! What everybody can ask before they pay or sign in: is it official, does it look like something official, is the public
//! warned of it, or is nothing known. Pure over what is published: it knows no report and no reporter, and nothing that it
//! says tells more than a published warning does. Nothing known never means safe, and the name of a person is no question.

mod asked;
mod trick;

pub use trick::Trick;

use self::asked::Meant;
use crate::{
    mention::{
        hub,
        normal::{Settled, same_bank},
    },
    model::{Proof, TrustKind},
    published::{Contact, Published, Trusted, Warned},
    trust,
};
use chrono::{DateTime, Utc};
use coloa_extract::{Kind, phone_value};
use coloa_lookalike::{Candidate, Outcome};
use serde::Serialize;

/// Bytes of what is asked that are looked at.
pub const MAX_ASKED: usize = 4_096;
/// Characters of it that are shown again.
pub const MAX_SHOWN: usize = 200;
/// Things that one question may be taken for.
pub const MOST_TAKEN: usize = 5;

coloa_base::words! {
    /// What is said of a thing.
    pub enum Said {
        /// The public is warned of it, whosever it is.
        Warned = "warned",
        LooksLike = "looks_like",
        Official = "official",
        /// Nothing is known; that does not mean that it is safe.
        Unknown = "unknown",
    }
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What was asked, without what cannot be seen.
    pub asked: String,
    /// What it was taken for, the gravest first; empty: nothing that can be checked was found in it.
    pub taken: Vec<Taken>,
}

/// One thing that a question was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Taken {
    pub kind: Kind,
    /// Its normal form.
    pub value: String,
    /// Of an account: the bank that was asked.
    pub bank: Option<String>,
    pub outcome: Said,
    /// Whose it is; of a link: whose site it is on. It may be warned of nevertheless.
    pub official: Option<Official>,
    pub warning: Option<Warning>,
    /// The likeliest first.
    pub looks_like: Vec<Likeness>,
    /// What is unusual about it, whoever it belongs to.
    pub signs: Vec<Trick>,
}

/// Whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Official {
    pub organisation: String,
    /// The official domain, number, address or account.
    pub value: String,
    /// Of an account: where.
    pub platform: String,
    /// How it was proved; none: known to everybody.
    pub proof: Option<Proof>,
    pub proved_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// What the public is warned of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// By which whoever it belongs to can object.
    pub id: uuid::Uuid,
    /// What the warning is about: the domain of a link, or the link itself.
    pub kind: String,
    pub value: String,
    pub bank: Option<String>,
    pub reason: String,
    /// At least two independent reports named it.
    pub several_reports: bool,
    pub since: DateTime<Utc>,
    pub scam_type: Option<String>,
    /// Of a notice that says more.
    pub notice: Option<String>,
}

/// Something official that it looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// Empty: bodies of the state, none in particular.
    pub organisation: String,
    /// The official domain, or where the name is official.
    pub value: String,
    /// The strongest first.
    pub reasons: Vec<Trick>,
}

impl Answer {
    /// What it was taken for first.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.taken.first().map(|t| t.kind)
    }
    /// What is said of that.
    #[must_use]
    pub fn outcome(&self) -> Said {
        self.taken.first().map_or(Said::Unknown, |t| t.outcome)
    }
}

/// Answers a question.
#[must_use]
pub fn check(published: &Published, asked: &str, now: DateTime<Utc>) -> Answer {
    check_at(published, asked, "", now)
}

/// Answers a question about an account at a bank.
#[must_use]
pub fn check_at(published: &Published, asked: &str, bank: &str, now: DateTime<Utc>) -> Answer {
    let meant = asked::read(&published.register, asked, bank);
    let mut taken: Vec<Taken> = meant.into_iter().map(|m| answer(published, m, now)).collect();
    // What a person must see stands first, whatever else it might be.
    taken.sort_by_key(|t| t.outcome);
    Answer {
        asked: visible(asked, MAX_SHOWN),
        taken,
    }
}

fn answer(published: &Published, meant: Meant, now: DateTime<Utc>) -> Taken {
    let Meant { thing, verdict } = meant;
    let mut signs: Vec<Trick> = verdict.iter().flat_map(|v| &v.signs).map(Trick::from).collect();
    let posted = hub::posted(&thing);
    if let Some(site) = posted {
        let code = match thing.kind {
            Kind::Email => "free_mail",
            _ if site.is_short_link => "short_link",
            _ => "anybody_posts_there",
        };
        signs.push(Trick::new(code).with("site", site.label));
    }
    // What anybody puts on a big site is nothing official.
    let official =
        official(published, &thing, verdict.as_ref().map(|v| &v.outcome), now).filter(|_| posted.is_none());
    if official.is_some() && thing.kind == Kind::Email {
        signs.push(Trick::new("sender_can_be_forged"));
    }
    // A page of an official host may have been broken into, and an official number be misused: both are said.
    let warning = warning(published, &thing, now);
    let looks_like = match (&official, verdict) {
        (Some(_), _) => Vec::new(),
        (None, Some(verdict)) => likenesses(verdict.outcome),
        (None, None) => names(published, &thing, now),
    };
    Taken {
        kind: thing.kind,
        value: visible(&thing.value, MAX_SHOWN),
        bank: thing.bank,
        outcome: if warning.is_some() {
            Said::Warned
        } else if official.is_some() {
            Said::Official
        } else if looks_like.is_empty() {
            Said::Unknown
        } else {
            Said::LooksLike
        },
        official,
        warning,
        looks_like,
        signs,
    }
}

/// Whose it is, where somebody proved it or everybody knows.
fn official(
    published: &Published,
    thing: &Settled,
    said: Option<&Outcome>,
    now: DateTime<Utc>,
) -> Option<Official> {
    let proved = |kind: TrustKind| {
        let at = published.trusted.get(&(kind, thing.match_key.clone()))?;
        published
            .document
            .trusted
            .get(*at)
            .filter(|t| t.expires_at > now)
            .map(of_trusted)
    };
    match thing.kind {
        Kind::Phone => proved(TrustKind::Hotline).or_else(|| contact(published, &thing.match_key)),
        Kind::Handle => {
            let service = thing.service.as_deref()?;
            trust::official_account(published, service, &thing.match_key, now).map(of_trusted)
        }
        Kind::Email => proved(TrustKind::Email).or_else(|| official_host(published, thing, said, now)),
        Kind::Url => {
            let page = || proved(TrustKind::App).or_else(|| proved(TrustKind::Account));
            official_host(published, thing, said, now).or_else(page)
        }
        Kind::Domain => official_host(published, thing, said, now),
        Kind::BankAccount | Kind::Ip | Kind::Wallet => None,
    }
}

fn of_trusted(trusted: &Trusted) -> Official {
    Official {
        organisation: trusted.organisation.clone(),
        value: trusted.value.clone(),
        platform: trusted.platform.clone(),
        proof: Some(trusted.proof),
        proved_at: Some(trusted.proved_at),
        expires_at: Some(trusted.expires_at),
    }
}

fn known(organisation: &str, value: &str) -> Official {
    Official {
        organisation: organisation.to_owned(),
        value: value.to_owned(),
        platform: String::new(),
        proof: None,
        proved_at: None,
        expires_at: None,
    }
}

fn official_host(
    published: &Published,
    thing: &Settled,
    said: Option<&Outcome>,
    now: DateTime<Utc>,
) -> Option<Official> {
    let Some(Outcome::Official(found)) = said else {
        return None;
    };
    let host = thing.host.as_deref()?;
    if let Some(trusted) = trust::official_site(published, host, now) {
        return Some(of_trusted(trusted));
    }
    // A proof that is over since the document was made is none.
    let known_to_all = published
        .document
        .official
        .iter()
        .any(|o| o.organisation == found.organisation);
    known_to_all.then(|| known(&found.organisation, &found.domain))
}

/// The number of a service that everybody may turn to.
fn contact(published: &Published, number: &str) -> Option<Official> {
    let same = |c: &&Contact| {
        let digits: String = c.value.chars().filter(char::is_ascii_digit).collect();
        digits == number || phone_value(&c.value).as_deref() == Some(number)
    };
    let contact = published.document.contacts.iter().find(same);
    let contact = contact.map(|c| known(&c.name, &c.value));
    contact.or_else(|| hub::service(number).map(|name| known(name, number)))
}

/// What the public is warned of: the thing itself, else what it lies below.
fn warning(published: &Published, thing: &Settled, now: DateTime<Utc>) -> Option<Warning> {
    let fits = |w: &&Warned| {
        w.expires_at > now
            && (thing.kind != Kind::BankAccount || same_bank(w.bank.as_deref(), thing.bank.as_deref()))
    };
    let of_key = |(kind, key): (Kind, String)| {
        let key = (kind.as_str().to_owned(), key);
        let at = published.warned.get(&key)?;
        let found = published.document.warned.get(*at).filter(fits);
        // There may be another of the same number at another bank.
        let other = || {
            published
                .document
                .warned
                .iter()
                .filter(|w| (&w.kind, &w.match_key) == (&key.0, &key.1))
                .find(fits)
        };
        found.or_else(other)
    };
    let warned = thing.covering().into_iter().find_map(of_key)?;
    Some(Warning {
        id: warned.id,
        kind: warned.kind.clone(),
        value: warned.value.clone(),
        bank: warned.bank.clone(),
        reason: warned.reason.clone(),
        several_reports: warned.several_reports,
        since: warned.since,
        scam_type: warned.scam_type.clone(),
        notice: warned.notice.clone(),
    })
}

fn likenesses(outcome: Outcome) -> Vec<Likeness> {
    match outcome {
        Outcome::LooksLike(candidates) => candidates.iter().map(likeness).collect(),
        Outcome::FalseState { suffix } => vec![Likeness {
            organisation: String::new(),
            value: suffix.clone(),
            reasons: vec![Trick::new("false_state").with("suffix", &suffix)],
        }],
        Outcome::Official(_) | Outcome::Unknown => Vec::new(),
    }
}

fn likeness(candidate: &Candidate) -> Likeness {
    Likeness {
        organisation: candidate.official.organisation.clone(),
        value: candidate.official.domain.clone(),
        reasons: candidate.reasons.iter().map(Trick::from).collect(),
    }
}

/// Official names that the name of an account bears. At another service than the one where an organisation proved it, the
/// same name is anybody's.
fn names(published: &Published, thing: &Settled, now: DateTime<Utc>) -> Vec<Likeness> {
    if thing.kind != Kind::Handle {
        return Vec::new();
    }
    let elsewhere = published
        .trusted
        .get(&(TrustKind::Account, thing.match_key.clone()));
    let elsewhere = elsewhere
        .and_then(|at| published.document.trusted.get(*at))
        .filter(|t| t.expires_at > now);
    let elsewhere = elsewhere.map(|t| Likeness {
        organisation: t.organisation.clone(),
        value: t.value.clone(),
        reasons: vec![Trick::new("official_elsewhere").with("platform", &t.platform)],
    });
    let bearing = published
        .register
        .check_label(thing.match_key.trim_start_matches('@'));
    elsewhere
        .into_iter()
        .chain(bearing.iter().map(likeness))
        .collect()
}

/// A text on one line, without what cannot be seen and what turns the order of letters, at most `most` characters.
fn visible(text: &str, most: usize) -> String {
    let text = &text[..text.floor_char_boundary(MAX_ASKED)];
    let is_seen = |c: &char| !c.is_control() && !is_invisible(*c);
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let shown: String = spaced.filter(is_seen).collect();
    let line = shown
        .split(' ')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    line.chars().take(most).collect()
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
