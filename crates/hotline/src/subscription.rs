//! Notices by e-mail, for whoever asks: an address counts once its owner opened the link that was sent to it, and ends with
//! one click.
//!
//! Invariants: an address stands sealed, and in the queue of mails too; a token is stored nowhere, it is made again from the
//! key of the installation; whoever asks learns nothing of which addresses are known; nobody is sent a second question
//! within a day; handing the same in twice does nothing more.

use crate::{
    Hotline, HotlineError,
    entity::{notice as notice_row, subscriber},
    envelope::{Envelope, Letter, place},
    error::not_now,
    form::{Fault, Identity},
    front::HandedIn,
    model::{Language, Part},
    notice, store,
    trust::key,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use coloa_base::sentence::fill;
use coloa_platform::{
    Keys, Tx,
    jobs::{self, Handler, JobError, JobRow},
    mail,
};
use serde::{Deserialize, Serialize};
use std::{future::Future, pin::Pin, sync::LazyLock};
use uuid::Uuid;

/// Where links of mails lead, with the token as `t`. What opens there only asks; a press confirms or ends.
pub const CONFIRM_PATH: &str = "/cong-dan/nhan-tin/xac-nhan";
pub const END_PATH: &str = "/cong-dan/nhan-tin/huy";
/// Kind of the job that mails one notice ([`NoticeMail`]).
pub const SEND: &str = "hotline.mail_notice";
/// Kind of the job that forgets addresses; every day.
pub const TIDY: &str = "hotline.subscription_tidy";

/// Hours within which the link is opened.
const CONFIRM_HOURS: i64 = 72;
/// How long an address that was asked is left in peace.
const ASKED_AGAIN: Duration = Duration::hours(24);
/// How long an ended one is known, without its address.
const ENDED_KEPT: Duration = Duration::days(30);
/// Addresses that may wait for their owners within an hour: beyond it somebody abuses the form.
const MOST_WAITING: u64 = 500;
/// Mails of one run.
const BATCH: u64 = 200;
/// Characters of a token: 32 bytes in Base64.
const TOKEN: usize = 43;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    vi: Sentences,
    en: Sentences,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    confirm_subject: String,
    confirm_body: String,
    notice_subject: String,
    notice_body: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/subscription.toml"))
        .expect("embedded subscription.toml parses; a test reads it")
});

fn sentences(language: Language) -> &'static Sentences {
    match language {
        Language::Vietnamese => &WORDS.vi,
        Language::English => &WORDS.en,
    }
}

/// What a citizen wants. Never printed: it holds an address or a token.
#[derive(Clone, PartialEq, Eq)]
pub enum Wish {
    Subscribe { email: String, language: Language },
    Confirm { token: String },
    End { token: String },
}

impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wish(…)")
    }
}

/// A wish as it is handed over; the address travels as who somebody is.
#[derive(Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Subscribe { language: Language },
    Confirm { token: String },
    End { token: String },
}

fn token_of(written: &str) -> Option<String> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let token = written.trim();
    (token.len() == TOKEN && token.bytes().all(fits)).then(|| token.to_owned())
}

impl Wish {
    /// What is sealed into an envelope of kind subscription.
    pub fn letter(&self) -> Result<Letter, Fault> {
        let malformed = |field| Fault {
            field,
            reason: "malformed",
        };
        let token = |token: &str| token_of(token).ok_or(malformed("token"));
        let mut identity = Identity::default();
        let written = match self {
            Self::Subscribe { email, language } => {
                identity.email = key::email(email).map_err(|_| malformed("email"))?;
                Written::Subscribe { language: *language }
            }
            Self::Confirm { token: given } => Written::Confirm { token: token(given)? },
            Self::End { token: given } => Written::End { token: token(given)? },
        };
        Ok(Letter {
            // Plain structs are always written.
            narrative: serde_json::to_string(&written).unwrap_or_default(),
            identity,
            ..Letter::default()
        })
    }

    /// Reads what a front handed in; `None`: it holds no wish.
    fn read(hotline: &Hotline, envelope: &Envelope) -> Result<Option<Self>, HotlineError> {
        let opener = hotline.opener()?;
        let open = |part: Part| {
            let sealed = envelope.sealed(part, 0)?;
            opener.open(part, &place(envelope.id, part, 0), &sealed).ok()
        };
        let written = open(Part::Narrative).and_then(|plain| serde_json::from_slice(&plain).ok());
        Ok(match written {
            Some(Written::Subscribe { language }) => open(Part::Identity)
                .and_then(|plain| serde_json::from_slice::<Identity>(&plain).ok())
                .and_then(|identity| key::email(&identity.email).ok())
                .map(|email| Self::Subscribe { email, language }),
            Some(Written::Confirm { token }) => token_of(&token).map(|token| Self::Confirm { token }),
            Some(Written::End { token }) => token_of(&token).map(|token| Self::End { token }),
            None => None,
        })
    }
}

fn tag(keys: &Keys, purpose: &str, text: &[u8]) -> String {
    hex::encode(keys.mac(purpose, text))
}

fn address_tag(keys: &Keys, address: &str) -> String {
    tag(keys, "hotline.subscriber.address", address.as_bytes())
}

fn token_tag(keys: &Keys, token: &str) -> String {
    tag(keys, "hotline.subscriber.token_tag", token.as_bytes())
}

/// What the links of a subscriber hold.
fn token(keys: &Keys, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(keys.mac("hotline.subscriber.token", id.as_bytes()))
}

/// What an address is sealed for.
fn address_place(id: Uuid) -> String {
    format!("hotline.subscriber/{id}")
}

/// The id of a mail: the same for the same thing, so that nothing is sent twice.
fn mail_id(keys: &Keys, about: Uuid, subscriber: Uuid) -> Uuid {
    let bytes = keys.mac(
        "hotline.subscriber.mail",
        &[about.into_bytes(), subscriber.into_bytes()].concat(),
    );
    let (first, _) = bytes.split_at(16);
    let first = <[u8; 16]>::try_from(first).unwrap_or_default();
    uuid::Builder::from_custom_bytes(first).into_uuid()
}

/// Whether notices can go out by e-mail: their links lead to the portal, so its address must be known.
#[must_use]
pub fn is_offered(hotline: &Hotline) -> bool {
    !hotline.config.portal.public_url.is_empty()
}

/// The portal's address, without a slash at its end.
fn portal(hotline: &Hotline) -> Result<&str, HotlineError> {
    let url = hotline.config.portal.public_url.trim_end_matches('/');
    if url.is_empty() {
        return Err(not_now("no_public_url"));
    }
    Ok(url)
}

/// The centre's name, for a mail.
fn centre(hotline: &Hotline) -> &str {
    let set = &hotline.config.portal.centre;
    if set.is_empty() {
        coloa_law::LawBook::current().recipient_name(&hotline.config.host)
    } else {
        set
    }
}

/// Does what a citizen handed in. What holds no wish, or leads nowhere, is dropped: the citizen can ask again, and nobody
/// learns by it who is known.
///
/// # Errors
/// `KeyLost`: nobody can tell what is wished; `no_public_url`: no mail could lead anywhere, whoever asks for it.
pub async fn take_in(hotline: &Hotline, envelope: &Envelope) -> Result<HandedIn, HotlineError> {
    let Some(wish) = Wish::read(hotline, envelope)? else {
        return Ok(HandedIn::Stored);
    };
    let now = hotline.access.clock().now();
    let keys = hotline.access.keys();
    let tx = hotline.access.db().begin().await?;
    match wish {
        // A flood is no citizen, and the mails would go to others.
        Wish::Subscribe { .. } if envelope.flood => return Ok(HandedIn::Stored),
        // Before the address is looked for: a failure for those that are not known would tell them from those that are.
        Wish::Subscribe { .. } if !is_offered(hotline) => return Err(not_now("no_public_url")),
        Wish::Subscribe { email, language } => {
            subscribe(hotline, &tx, envelope.id, &email, language, now).await?
        }
        Wish::Confirm { token } => {
            let row = store::subscriber::of_token(&tx, &token_tag(keys, &token)).await?;
            let in_time = |row: &subscriber::Model| row.created_at + Duration::hours(CONFIRM_HOURS) > now;
            if let Some(row) = row.filter(|r| r.confirmed_at.is_none() && r.ended_at.is_none() && in_time(r))
            {
                store::subscriber::confirm(&tx, row.id, now).await?;
            }
        }
        Wish::End { token } => {
            let row = store::subscriber::of_token(&tx, &token_tag(keys, &token)).await?;
            if let Some(row) = row.filter(|r| r.ended_at.is_none()) {
                store::subscriber::end(&tx, row.id, now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(HandedIn::Stored)
}

/// Enters an address and asks its owner.
async fn subscribe(
    hotline: &Hotline,
    tx: &Tx,
    id: Uuid,
    email: &str,
    language: Language,
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    let keys = hotline.access.keys();
    let address_tag = address_tag(keys, email);
    if store::subscriber::one(tx, id).await?.is_some() {
        return Ok(());
    }
    if let Some(known) = store::subscriber::of_address(tx, &address_tag).await? {
        if known.confirmed_at.is_some() || known.created_at + ASKED_AGAIN > now {
            return Ok(());
        }
        store::subscriber::delete(tx, known.id).await?;
    }
    if store::subscriber::waiting_since(tx, now - Duration::hours(1)).await? >= MOST_WAITING {
        tracing::warn!("too many addresses wait for their owners: no further one is asked within the hour");
        return Ok(());
    }
    let token = token(keys, id);
    let row = subscriber::Model {
        id,
        address_tag,
        address_sealed: keys.seal(&address_place(id), email.as_bytes()),
        token_tag: token_tag(keys, &token),
        language: language.to_string(),
        created_at: now,
        confirmed_at: None,
        ended_at: None,
    };
    store::subscriber::insert(tx, row).await?;
    let words = sentences(language);
    let confirm = format!("{}{CONFIRM_PATH}?t={token}", portal(hotline)?);
    let hours = CONFIRM_HOURS.to_string();
    let values = [
        ("centre", centre(hotline)),
        ("confirm", &confirm),
        ("hours", &hours),
    ];
    let letter = mail::Letter {
        to: email.to_owned(),
        subject: fill(&words.confirm_subject, &values),
        body: fill(&words.confirm_body, &values).trim_start().to_owned(),
        unsubscribe: None,
    };
    mail::queue_sealed(tx, keys, mail_id(keys, id, id), &letter, now).await?;
    Ok(())
}

/// Which notice goes out, and after whom it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeMail {
    pub notice: Uuid,
    #[serde(default)]
    pub after: Option<Uuid>,
}

/// Queues the mails of a notice, some at a time; another job goes on. Again for the same does nothing more.
pub async fn send_notice(hotline: &Hotline, mail: NoticeMail) -> Result<usize, HotlineError> {
    let now = hotline.access.clock().now();
    let db = hotline.access.db().reader();
    let row = match store::notice::one(db, mail.notice).await {
        Ok(row) => row,
        Err(HotlineError::NotFound) => return Ok(0),
        Err(e) => return Err(e),
    };
    if !notice::is_public(hotline, &row).await? {
        return Ok(0);
    }
    let readers = store::subscriber::confirmed_after(db, mail.after, BATCH).await?;
    let Some(last) = readers.last().map(|r| r.id) else {
        return Ok(0);
    };
    let keys = hotline.access.keys();
    let tx = hotline.access.db().begin().await?;
    let mut queued = 0;
    for reader in &readers {
        // One that cannot be opened must not keep the others from theirs.
        let Some(letter) = letter(hotline, &row, reader)? else {
            tracing::warn!(subscriber = %reader.id, "an address of a subscriber cannot be opened");
            continue;
        };
        coloa_platform::mail::queue_sealed(&tx, keys, mail_id(keys, row.id, reader.id), &letter, now).await?;
        queued += 1;
    }
    if u64::try_from(readers.len()).is_ok_and(|n| n == BATCH) {
        let next = NoticeMail {
            after: Some(last),
            ..mail
        };
        let key = format!("{}/{last}", row.id);
        jobs::enqueue(&tx, SEND, Some(&key), &next, now).await?;
    }
    tx.commit().await?;
    Ok(queued)
}

fn letter(
    hotline: &Hotline,
    row: &notice_row::Model,
    reader: &subscriber::Model,
) -> Result<Option<mail::Letter>, HotlineError> {
    let keys = hotline.access.keys();
    let plain = keys.open(&address_place(reader.id), &reader.address_sealed).ok();
    let Some(to) = plain.and_then(|plain| String::from_utf8(plain).ok()) else {
        return Ok(None);
    };
    let language = Language::parse(&reader.language).unwrap_or(Language::Vietnamese);
    let in_english = |english: &str| language == Language::English && !english.is_empty();
    let pick = |vi: &'_ String, en: &'_ String| if in_english(en) { en.clone() } else { vi.clone() };
    let (title, summary) = (
        pick(&row.title, &row.title_en),
        pick(&row.summary, &row.summary_en),
    );
    let portal = portal(hotline)?;
    let link = format!("{portal}{}/{}", notice::PUBLIC_PATH, row.slug);
    let end = format!("{portal}{END_PATH}?t={}", token(keys, reader.id));
    let words = sentences(language);
    let values = [
        ("centre", centre(hotline)),
        ("title", title.as_str()),
        ("summary", summary.as_str()),
        ("link", link.as_str()),
        ("end", end.as_str()),
    ];
    Ok(Some(mail::Letter {
        to,
        subject: fill(&words.notice_subject, &values),
        body: fill(&words.notice_body, &values).trim_start().to_owned(),
        unsubscribe: Some(end),
    }))
}

/// Forgets addresses whose owners did not answer, and what is left of those that ended.
pub async fn tidy(hotline: &Hotline) -> Result<u64, HotlineError> {
    let now = hotline.access.clock().now();
    let tx = hotline.access.db().begin().await?;
    let entered = now - Duration::hours(CONFIRM_HOURS);
    let forgotten = store::subscriber::forget(&tx, entered, now - ENDED_KEPT).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// [`send_notice`] as a job.
#[derive(Debug)]
pub struct Send(pub Hotline);

impl Handler for Send {
    fn run<'a>(
        &'a self,
        job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + std::marker::Send + 'a>> {
        Box::pin(async move {
            let mail: NoticeMail = serde_json::from_value(job.payload.clone())?;
            send_notice(&self.0, mail).await?;
            Ok(())
        })
    }
}

/// [`tidy`] as a job.
#[derive(Debug)]
pub struct Tidy(pub Hotline);

impl Handler for Tidy {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + std::marker::Send + 'a>> {
        Box::pin(async move {
            tidy(&self.0).await?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_its_links() {
        for words in [&WORDS.vi, &WORDS.en] {
            assert!(words.confirm_body.contains("{confirm}") && words.confirm_body.contains("{hours}"));
            assert!(words.notice_body.contains("{link}") && words.notice_body.contains("{end}"));
            assert!(words.notice_subject.contains("{title}") && words.confirm_subject.contains("{centre}"));
        }
    }

    #[test]
    fn a_wish_that_is_none_is_refused_before_it_travels() {
        let subscribe = |email: &str| Wish::Subscribe {
            email: email.to_owned(),
            language: Language::English,
        };
        let letter = subscribe(" Nguoi.Doc@Mau.invalid ").letter().unwrap();
        assert_eq!(letter.identity.email, "nguoi.doc@mau.invalid");
        assert!(!letter.narrative.contains('@'), "the address travels apart");
        for email in [
            "",
            "a@b",
            "a b@mau.invalid",
            "a@mau.invalid\r\nBcc: b@mau.invalid",
            "<a@mau.invalid>",
        ] {
            assert_eq!(subscribe(email).letter().unwrap_err().field, "email", "{email}");
        }
        for token in ["", "abc", &"x".repeat(TOKEN + 1), &"=".repeat(TOKEN)] {
            let wish = Wish::End {
                token: token.to_string(),
            };
            assert_eq!(wish.letter().unwrap_err().field, "token", "{token}");
        }
        assert_eq!(format!("{:?}", subscribe("a@mau.invalid")), "Wish(…)");
    }

    #[test]
    fn tokens_and_tags_tell_nothing_of_each_other() {
        let (keys, other) = (Keys::from_bytes([7; 32]), Keys::from_bytes([8; 32]));
        let id = Uuid::now_v7();
        let one = token(&keys, id);
        assert_eq!(one.len(), TOKEN);
        assert_eq!(one, token(&keys, id));
        assert_ne!(one, token(&other, id));
        assert!(!token_tag(&keys, &one).contains(&one));
        assert_ne!(mail_id(&keys, id, id), mail_id(&keys, id, Uuid::now_v7()));
        assert_eq!(mail_id(&keys, id, id), mail_id(&keys, id, id));
    }
}
