//! The ticket that a form carries: a nonce and when it was handed out, authenticated with a key that stays here. Sending the
//! same form again is recognised by it and gives the same code, also after a restart: the key is kept in a file beside the
//! data. It holds nothing about whoever fills the form in.
//!
//! A ticket alone is worth nothing: somebody else may have put it into the form, or find it in a browser that is shared. Code
//! and envelope come of the ticket **and** of what was written ([`coloa_hotline::envelope::Letter::digest`]), so that other
//! words on the same ticket are another letter, and say nothing of the first.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_hotline::code::Code;
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;
use std::{io::Write as _, path::Path};
use uuid::Uuid;

/// A form that lay about longer is handed out anew, with what was filled in.
const MOST_AGE: TimeDelta = TimeDelta::days(7);
const NONCE: usize = 16;
const TIME: usize = 8;
const TAG: usize = 16;

/// What a form is for: a ticket of one fits no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormKind {
    Report,
    Message,
    Withdrawal,
    Contest,
    Subscription,
}

impl FormKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Message => "message",
            Self::Withdrawal => "withdrawal",
            Self::Contest => "contest",
            Self::Subscription => "subscription",
        }
    }
}

/// A ticket that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) nonce: [u8; NONCE],
    pub(super) issued: DateTime<Utc>,
}

/// The key of the tickets. Not printed.
#[derive(Clone)]
pub(super) struct FormKey([u8; 32]);

impl std::fmt::Debug for FormKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormKey(…)")
    }
}

impl FormKey {
    pub(super) const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A new ticket.
    pub(super) fn issue(&self, kind: FormKind, now: DateTime<Utc>) -> String {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let time = now.timestamp().to_be_bytes();
        let tag = self.mac(&[b"ticket", kind.word().as_bytes(), &nonce, &time]);
        URL_SAFE_NO_PAD.encode([&nonce[..], &time, &tag[..TAG]].concat())
    }

    /// Reads a ticket; `None`: it is none of ours, for another kind of form, or too old.
    pub(super) fn read(&self, kind: FormKind, text: &str, now: DateTime<Utc>) -> Option<Ticket> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
        let (time, tag) = rest.split_first_chunk::<TIME>()?;
        if tag.len() != TAG {
            return None;
        }
        let expected = self.mac(&[b"ticket", kind.word().as_bytes(), nonce, time]);
        let same: bool = subtle::ConstantTimeEq::ct_eq(&expected[..TAG], tag).into();
        let issued = DateTime::from_timestamp(i64::from_be_bytes(*time), 0)?;
        (same && now - issued <= MOST_AGE).then_some(Ticket {
            nonce: *nonce,
            issued,
        })
    }

    /// The code of a letter with this digest that is handed in with this ticket.
    pub(super) fn code(&self, ticket: &Ticket, digest: &[u8; 32]) -> Code {
        Code::of_form(&self.0, &ticket.nonce, digest)
    }

    /// The id of its envelope, to this code: the same for the same letter on the same form, in the order of the forms.
    pub(super) fn envelope_id(&self, ticket: &Ticket, code: &Code, digest: &[u8; 32]) -> Uuid {
        let mailbox = code.mailbox().to_string();
        let mac = self.mac(&[b"envelope", &ticket.nonce, mailbox.as_bytes(), digest]);
        let mut random = [0; 10];
        random.copy_from_slice(&mac[..10]);
        let millis = u64::try_from(ticket.issued.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Keyed hash of pieces, each with its length before it.
    fn mac(&self, pieces: &[&[u8]]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(b"coloa portal form v1");
        for piece in pieces {
            mac.update(&u64::try_from(piece.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(piece);
        }
        mac.finalize().into_bytes().into()
    }
}

/// The key of the forms from its file (mode 0600), which is made where there is none.
///
/// # Errors
/// The file cannot be read or written, or holds something else.
pub fn form_key(path: &Path) -> std::io::Result<[u8; 32]> {
    let wrong = || std::io::Error::new(std::io::ErrorKind::InvalidData, "no key of forms");
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let bytes = hex::decode(text.trim()).map_err(|_| wrong())?;
            bytes.try_into().map_err(|_| wrong())
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            rand::rng().fill_bytes(&mut key);
            let parent = path.parent().unwrap_or_else(|| Path::new("."));
            std::fs::create_dir_all(parent)?;
            let new = path.with_extension("new");
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&new)?;
            writeln!(file, "{}", hex::encode(key))?;
            file.sync_all()?;
            std::fs::rename(&new, path)?;
            std::fs::File::open(parent)?.sync_all()?;
            Ok(key)
        }
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_796_000_000, 0).unwrap();

    #[test]
    fn a_ticket_fits_its_kind_of_form_for_some_days() {
        let key = FormKey::new([7; 32]);
        let text = key.issue(FormKind::Report, NOW);
        let ticket = key.read(FormKind::Report, &text, NOW).unwrap();
        assert_eq!(ticket.issued, NOW);
        assert!(key.read(FormKind::Message, &text, NOW).is_none());
        assert!(FormKey::new([8; 32]).read(FormKind::Report, &text, NOW).is_none());
        assert!(key.read(FormKind::Report, &text, NOW + MOST_AGE).is_some());
        let late = NOW + MOST_AGE + TimeDelta::seconds(1);
        assert!(key.read(FormKind::Report, &text, late).is_none());
        for text in ["", "AAAA", "không phải vé", &"A".repeat(100_000)] {
            assert!(key.read(FormKind::Report, text, NOW).is_none());
        }
    }

    #[test]
    fn no_changed_ticket_is_taken() {
        let key = FormKey::new([7; 32]);
        let bytes = URL_SAFE_NO_PAD.decode(key.issue(FormKind::Report, NOW)).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let text = URL_SAFE_NO_PAD.encode(changed);
            assert!(key.read(FormKind::Report, &text, NOW).is_none(), "byte {at}");
        }
    }

    #[test]
    fn the_same_form_is_the_same_envelope_with_the_same_code() {
        let key = FormKey::new([7; 32]);
        let ticket = |text: &str| key.read(FormKind::Report, text, NOW).unwrap();
        let (one, other) = (key.issue(FormKind::Report, NOW), key.issue(FormKind::Report, NOW));
        let (one, other) = (ticket(&one), ticket(&other));
        let of = |ticket: &Ticket, letter: u8| {
            let code = key.code(ticket, &[letter; 32]);
            (key.envelope_id(ticket, &code, &[letter; 32]), code)
        };
        assert_eq!(of(&one, 1), of(&one, 1));
        for another in [of(&other, 1), of(&one, 2)] {
            assert_ne!(another.0, of(&one, 1).0);
            assert_ne!(another.1, of(&one, 1).1);
        }
        // To another code the same words are another message.
        let (id, _) = of(&one, 1);
        assert_ne!(key.envelope_id(&one, &of(&one, 2).1, &[1; 32]), id);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(format!("{key:?}"), "FormKey(…)");
    }

    #[test]
    fn the_key_stays_in_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal/form.key");
        let key = form_key(&path).unwrap();
        assert_eq!(form_key(&path).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&path, "something else").unwrap();
        assert!(form_key(&path).is_err());
    }
}
