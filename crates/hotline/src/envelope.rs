//! What the citizens' front hands over: sealed parts, and beside them no more than the machine needs to carry them. The same
//! whether the front is a part of this process or stands in a DMZ, so that there is one way in. All of it is signed with the key
//! of its code, and the mailbox is named after that key: what the front changes, makes up or moves to another report is seen.

use crate::{
    code::{Code, Mailbox},
    form::{Form, Identity},
    model::{Part, Purpose},
    seal::{self, PublicKey, SealError, Secrecy, SecretKey},
    signing::VerifyKey,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How envelopes are written. What was written otherwise is refused, and kept ([`crate::refused`]). 1 was not signed.
pub const FORMAT: u16 = 2;
/// Attachments of one envelope.
pub const MAX_ATTACHMENTS: usize = 5;
/// Bytes of one attachment.
pub const MAX_ATTACHMENT: usize = 10 * 1024 * 1024;
/// Tells what is signed of an envelope from all else that a key may sign.
const SIGNED: &[u8] = b"coloa envelope";

coloa_base::words! {
    /// What is handed over.
    pub enum EnvelopeKind {
        Report = "report",
        /// A message, or further evidence, to a report.
        Message = "message",
        Withdrawal = "withdrawal",
        /// Whoever an indicator belongs to objects to a warning.
        Contest = "contest",
        /// An e-mail address that wants notices, or none any more.
        Subscription = "subscription",
    }
}

/// One thing that a citizen handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// [`FORMAT`].
    #[serde(default)]
    pub format: u16,
    /// Made where it was taken in; of a report the id that it keeps. Handing the same over twice does nothing more.
    pub id: Uuid,
    pub kind: EnvelopeKind,
    pub received_at: DateTime<Utc>,
    /// Where the answers are put: of the code that the citizen holds.
    pub mailbox: String,
    /// Verifies the signature; the mailbox is named after it. 64 hexadecimal digits.
    #[serde(default)]
    pub key: String,
    /// Of all but what the front says of the network. Base64.
    #[serde(default)]
    pub signature: String,
    /// What the answers are sealed to; of reports and objections.
    #[serde(default)]
    pub reply_key: Option<String>,
    /// Keyed tag of the network that it came from, so that a flood can be told; the key changes every day.
    #[serde(default)]
    pub network: Option<String>,
    /// The front saw it come in as part of a flood: it is kept, and held back from the inbox.
    #[serde(default)]
    pub flood: bool,
    pub parts: Vec<SealedPart>,
}

/// A part, sealed for its place in this envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPart {
    pub part: Part,
    /// From 0 within its part.
    pub seq: u16,
    /// Base64.
    pub sealed: String,
    /// Bytes of what is inside.
    pub size: u64,
    /// Of an attachment: SHA-256 of the original and what its bytes say it is.
    #[serde(default)]
    pub sha256: Option<String>,
    #[serde(default)]
    pub media_type: Option<String>,
}

/// The public halves that everything is sealed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealer {
    content: String,
    identity: String,
    #[serde(default)]
    last_resort: Option<String>,
}

impl Sealer {
    #[must_use]
    pub fn new(content: PublicKey, identity: PublicKey, last_resort: Option<PublicKey>) -> Self {
        Self {
            content: content.to_string(),
            identity: identity.to_string(),
            last_resort: last_resort.map(|key| key.to_string()),
        }
    }
    /// Of what was received: whether all of it are keys.
    pub fn check(&self) -> Result<(), SealError> {
        PublicKey::parse(&self.content)?;
        PublicKey::parse(&self.identity)?;
        self.last_resort.as_deref().map(PublicKey::parse).transpose()?;
        Ok(())
    }
    /// Seals for a place.
    pub fn seal(&self, secrecy: Secrecy, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let own = match secrecy {
            Secrecy::Content => &self.content,
            Secrecy::Identity => &self.identity,
        };
        let mut keys = vec![PublicKey::parse(own)?];
        if let Some(last) = &self.last_resort {
            keys.push(PublicKey::parse(last)?);
        }
        Ok(seal::seal(&keys, place, plain))
    }
}

/// The private halves, newest first; with them older ones, so that what was sealed to those still opens.
#[derive(Clone, Debug)]
pub struct Opener {
    pub content: Vec<SecretKey>,
    pub identity: Vec<SecretKey>,
}

impl Opener {
    /// Opens a part that was sealed for a place.
    pub fn open(&self, part: Part, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let keys = match secrecy(part) {
            Secrecy::Content => &self.content,
            Secrecy::Identity => &self.identity,
        };
        seal::open(&keys.iter().collect::<Vec<_>>(), place, sealed)
    }
}

/// Which key a part is sealed to.
#[must_use]
pub const fn secrecy(part: Part) -> Secrecy {
    match part {
        Part::Identity => Secrecy::Identity,
        Part::Form | Part::Narrative | Part::Attachment | Part::Message => Secrecy::Content,
    }
}

/// What a part is sealed for: it opens nowhere else.
#[must_use]
pub fn place(envelope: Uuid, part: Part, seq: u16) -> String {
    format!("{envelope}/{part}/{seq}")
}

/// A file that came with a report. Its name may say who reports, so it is sealed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    /// What its bytes say it is, not what the sender says ([`crate::attachment`]).
    pub media_type: String,
    pub content: Vec<u8>,
}

/// What a citizen wrote, before it is sealed.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub form: Option<Form>,
    pub narrative: String,
    pub identity: Identity,
    pub attachments: Vec<Attachment>,
}

impl Letter {
    /// What tells two letters apart: all that was written, and the files by what is in them, each once and in no order,
    /// since a phone names and orders them as it likes.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let files = self.attachments.iter();
        let mut files: Vec<[u8; 32]> = files.map(|file| Sha256::digest(&file.content).into()).collect();
        files.sort_unstable();
        files.dedup();
        let form = self.form.as_ref().map(json).unwrap_or_default();
        let mut hash = Sha256::new();
        for piece in [
            form.as_slice(),
            self.narrative.as_bytes(),
            &json(&self.identity),
            &files.concat(),
        ] {
            hash.update(u64::try_from(piece.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(piece);
        }
        hash.finalize().into()
    }
}

/// Why an envelope is not what it says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// Of another version of the product.
    #[error("the envelope is written in another format")]
    Format,
    /// Nobody signed it who holds the code of its mailbox, or it was changed since.
    #[error("the envelope is not signed by who holds the code")]
    Signature,
}

impl Envelope {
    /// Seals a letter, and signs it with the code. To that code answers can be sealed.
    pub fn seal(
        sealer: &Sealer,
        id: Uuid,
        kind: EnvelopeKind,
        received_at: DateTime<Utc>,
        code: &Code,
        letter: &Letter,
    ) -> Result<Self, SealError> {
        let mut parts = Vec::new();
        let mut add = |part: Part, seq: u16, plain: &[u8]| -> Result<(), SealError> {
            let sealed = sealer.seal(secrecy(part), &place(id, part, seq), plain)?;
            parts.push(SealedPart {
                part,
                seq,
                sealed: STANDARD.encode(sealed),
                size: u64::try_from(plain.len()).unwrap_or(u64::MAX),
                sha256: None,
                media_type: None,
            });
            Ok(())
        };
        if let Some(form) = &letter.form {
            add(Part::Form, 0, &json(form))?;
        }
        if !letter.narrative.is_empty() {
            let part = match kind {
                EnvelopeKind::Message => Part::Message,
                _ => Part::Narrative,
            };
            add(part, 0, letter.narrative.as_bytes())?;
        }
        if !letter.identity.is_empty() {
            add(Part::Identity, 0, &json(&letter.identity))?;
        }
        for (seq, attachment) in (0_u16..).zip(&letter.attachments) {
            add(Part::Attachment, seq, &attachment.to_bytes())?;
        }
        let mut attachments = letter.attachments.iter();
        for part in parts.iter_mut().filter(|p| p.part == Part::Attachment) {
            if let Some(attachment) = attachments.next() {
                let sealed = std::mem::take(&mut part.sealed);
                let described = attachment.described(part.seq);
                *part = SealedPart { sealed, ..described };
            }
        }
        let mut envelope = Self {
            format: FORMAT,
            id,
            kind,
            received_at,
            mailbox: String::new(),
            key: String::new(),
            signature: String::new(),
            reply_key: matches!(kind, EnvelopeKind::Report | EnvelopeKind::Contest)
                .then(|| code.reply_key().public().to_string()),
            network: None,
            flood: false,
            parts,
        };
        envelope.sign(code);
        Ok(envelope)
    }

    /// Signs it as it is now, for the mailbox of this code.
    pub fn sign(&mut self, code: &Code) {
        let key = code.signing_key();
        self.mailbox = Mailbox::of(&key.public()).to_string();
        self.key = key.public().to_string();
        self.signature = STANDARD.encode(key.sign(&self.to_sign()));
    }

    /// Whether it was written by whoever holds the code of its mailbox, and is as it was written.
    pub fn verify(&self) -> Result<(), Forged> {
        if self.format != FORMAT {
            return Err(Forged::Format);
        }
        let key = VerifyKey::parse(&self.key).ok_or(Forged::Signature)?;
        let signature = STANDARD.decode(&self.signature).map_err(|_| Forged::Signature)?;
        let is_of_mailbox = self.mailbox() == Some(Mailbox::of(&key));
        if is_of_mailbox && key.verify(&self.to_sign(), &signature) {
            Ok(())
        } else {
            Err(Forged::Signature)
        }
    }

    /// What is signed: everything but the signature, its key, and what the front alone can say, the network and the flood. Each
    /// piece with its length before it, so that no two envelopes are the same bytes.
    fn to_sign(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        let mut add = |piece: &[u8]| {
            hash.update(u64::try_from(piece.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(piece);
        };
        add(&self.format.to_be_bytes());
        add(self.id.as_bytes());
        add(self.kind.as_str().as_bytes());
        add(&self.received_at.timestamp().to_be_bytes());
        add(&self.received_at.timestamp_subsec_nanos().to_be_bytes());
        add(self.mailbox.as_bytes());
        add(self.reply_key.as_deref().unwrap_or_default().as_bytes());
        for part in &self.parts {
            add(part.part.as_str().as_bytes());
            add(&part.seq.to_be_bytes());
            add(&part.size.to_be_bytes());
            add(part.sha256.as_deref().unwrap_or_default().as_bytes());
            add(part.media_type.as_deref().unwrap_or_default().as_bytes());
            add(part.sealed.as_bytes());
        }
        [SIGNED, hash.finalize().as_slice()].concat()
    }

    /// The mailbox, where it is one.
    #[must_use]
    pub fn mailbox(&self) -> Option<Mailbox> {
        Mailbox::parse(&self.mailbox)
    }

    /// The sealed bytes of a part.
    #[must_use]
    pub fn sealed(&self, part: Part, seq: u16) -> Option<Vec<u8>> {
        let found = self.parts.iter().find(|p| p.part == part && p.seq == seq)?;
        STANDARD.decode(&found.sealed).ok()
    }
}

impl Attachment {
    /// What is said of it beside its seal, which is still empty.
    #[must_use]
    pub(crate) fn described(&self, seq: u16) -> SealedPart {
        SealedPart {
            part: Part::Attachment,
            seq,
            sealed: String::new(),
            size: u64::try_from(self.content.len()).unwrap_or(u64::MAX),
            sha256: Some(hex::encode(Sha256::digest(&self.content))),
            media_type: Some(self.media_type.clone()),
        }
    }
    /// As it is sealed: the length of the name, the name, the content.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let name = self.name.as_bytes();
        let length = u32::try_from(name.len()).unwrap_or_default();
        [&length.to_be_bytes(), name, &self.content].concat()
    }
    /// The name and the content of what [`Self::to_bytes`] made.
    #[must_use]
    pub fn split(bytes: &[u8]) -> Option<(String, &[u8])> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (name, content) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        Some((String::from_utf8(name.to_vec()).ok()?, content))
    }
}

/// What the citizen sees with the code; sealed to it as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxContent {
    /// `report` or `contest`.
    pub about: EnvelopeKind,
    pub received_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// [`crate::model::State`] or [`crate::model::ContestState`].
    pub state: String,
    /// The body that has it now, by its official name.
    #[serde(default)]
    pub held_by: String,
    /// What the receiving body gave as a number, so that the citizen can ask there.
    #[serde(default)]
    pub receipt_number: String,
    /// Code of a kind of scam, so that the right advice is shown again.
    #[serde(default)]
    pub topic: String,
    pub messages: Vec<MailboxMessage>,
    #[serde(default)]
    pub files: i32,
    /// Nothing can be added any more.
    #[serde(default)]
    pub is_over: bool,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxMessage {
    pub at: DateTime<Utc>,
    pub is_from_citizen: bool,
    pub text: String,
    #[serde(default)]
    pub files: i32,
}

impl MailboxContent {
    /// What a mailbox is sealed for.
    #[must_use]
    pub fn place(mailbox: &Mailbox) -> String {
        format!("mailbox/{mailbox}")
    }
    /// Sealed to the code that this is the public half of.
    #[must_use]
    pub fn seal(&self, mailbox: &Mailbox, reply_key: PublicKey) -> Vec<u8> {
        seal::seal(&[reply_key], &Self::place(mailbox), &json(self))
    }
    /// With the code.
    pub fn open(mailbox: &Mailbox, key: &SecretKey, sealed: &[u8]) -> Result<Self, SealError> {
        let plain = seal::open(&[key], &Self::place(mailbox), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| SealError::Changed)
    }
}

/// Plain structs without maps are always written.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// The purpose that opening a part counts as, unless a reason was asked.
#[must_use]
pub const fn purpose(part: Part) -> Purpose {
    match secrecy(part) {
        Secrecy::Content => Purpose::Handling,
        Secrecy::Identity => Purpose::Reveal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    fn file(name: &str, content: &[u8]) -> Attachment {
        Attachment {
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            content: content.to_vec(),
        }
    }

    fn letter(change: impl FnOnce(&mut Letter)) -> [u8; 32] {
        let mut letter = Letter {
            form: serde_json::from_value(serde_json::json!({
                "channel": "web", "language": "vi", "topic": "14", "money": "none"
            }))
            .unwrap(),
            narrative: "Nó gọi".to_owned(),
            attachments: vec![file("a.png", b"a"), file("b.png", b"b")],
            ..Letter::default()
        };
        change(&mut letter);
        letter.digest()
    }

    #[test]
    fn two_letters_are_one_when_all_that_was_written_is() {
        let one = letter(|_| {});
        assert_eq!(letter(|_| {}), one);
        let form = |change: fn(&mut Form)| letter(|l| change(l.form.as_mut().unwrap()));
        for other in [
            letter(|l| l.form = None),
            form(|f| f.topic = "15".to_owned()),
            form(|f| f.is_minor = true),
            form(|f| f.named = vec![form::Named::default()]),
            letter(|l| l.narrative.push('.')),
            letter(|l| l.narrative.clear()),
            letter(|l| l.identity.phone = "0905 000 999".to_owned()),
            letter(|l| l.attachments.clear()),
            letter(|l| l.attachments[1].content.push(b'b')),
            letter(|l| l.attachments.push(file("c.png", b"c"))),
        ] {
            assert_ne!(other, one);
        }
        // Nothing passes from one field into the next.
        let narrative = letter(|l| l.narrative = "Nó gọi{}".to_owned());
        assert_ne!(narrative, letter(|l| l.identity.name = "{}".to_owned()));
    }

    #[test]
    fn the_same_files_are_the_same_however_a_phone_names_and_orders_them() {
        let one = letter(|_| {});
        for same in [
            letter(|l| l.attachments.reverse()),
            letter(|l| l.attachments[0].name = "IMG_0001.PNG".to_owned()),
            letter(|l| l.attachments.push(file("a (1).png", b"a"))),
        ] {
            assert_eq!(same, one);
        }
    }
}
