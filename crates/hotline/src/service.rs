//! What every operation of the hotline stands on: the installation's keys and measures, whose a report is, how it is
//! changed, and how its mailbox is renewed.

use crate::{
    HotlineError,
    code::Mailbox,
    entity::{message, report},
    envelope::{EnvelopeKind, MailboxContent, MailboxMessage, Opener, Sealer},
    keys::{self, HotlineKeys},
    model::{Part, State},
    publish::PublishCache,
    redaction::Asked,
    seal::PublicKey,
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Action, Actor, AuthError, Change, Reach, Resource, action, people};
use coloa_base::{AgencyId, PersonId};
use coloa_platform::{Tx, files::Files, hotline_config::HotlineConfig};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
};
use uuid::Uuid;

/// The hotline of an installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hotline {
    pub access: Access,
    pub files: Files,
    pub config: Arc<HotlineConfig>,
    /// What everybody may read, as it was last made.
    pub publish: Arc<PublishCache>,
    /// What was asked of who reports, and who was told of it.
    pub(crate) asked: Arc<Asked>,
    keys: Arc<RwLock<HotlineKeys>>,
    key_path: Arc<PathBuf>,
}

impl Hotline {
    /// Loads the keys, or makes them for an installation that never had any.
    pub async fn new(
        access: Access,
        files: Files,
        config: HotlineConfig,
        key_path: &Path,
    ) -> Result<Self, HotlineError> {
        let keys = keys::load(access.db(), key_path, access.clock().now()).await?;
        if keys.opener.is_none() {
            tracing::error!("the keys of the hotline are missing: reports are taken in and cannot be read");
        }
        Ok(Self {
            access,
            files,
            config: Arc::new(config),
            publish: Arc::default(),
            asked: Arc::default(),
            keys: Arc::new(RwLock::new(keys)),
            key_path: Arc::new(key_path.to_owned()),
        })
    }

    /// Reads the file of keys again, after it was brought back or the custodians put theirs together.
    pub async fn reload_keys(&self) -> Result<(), HotlineError> {
        let keys = keys::load(self.access.db(), &self.key_path, self.access.clock().now()).await?;
        *self
            .keys
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Where the file of keys stands.
    #[must_use]
    pub fn key_path(&self) -> &Path {
        &self.key_path
    }

    /// What everything is sealed to.
    #[must_use]
    pub fn sealer(&self) -> Sealer {
        self.keys
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .sealer
            .clone()
    }

    /// What opens; `KeyLost` where the file is gone.
    pub fn opener(&self) -> Result<Opener, HotlineError> {
        let keys = self
            .keys
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        keys.opener.clone().ok_or(HotlineError::KeyLost)
    }

    /// Whose reports `actor` reaches with an action; refused where none.
    pub fn reach(&self, actor: &Actor, action: Action) -> Result<Reach, HotlineError> {
        match self.access.reach(actor, action) {
            Reach::Nothing => Err(AuthError::Forbidden { action }.into()),
            reach => Ok(reach),
        }
    }

    /// People who may do something to this.
    pub async fn who_may(&self, action: Action, about: &Resource) -> Result<Vec<PersonId>, HotlineError> {
        let mut found = Vec::new();
        for person in people::able(&self.access, action).await? {
            let actor = people::actor(&self.access, person).await?;
            if actor.is_some_and(|(actor, ..)| self.access.may(&actor, action, about)) {
                found.push(person);
            }
        }
        Ok(found)
    }

    /// A report that `actor` reaches with this action. What is out of reach does not exist.
    pub async fn report(
        &self,
        actor: &Actor,
        action: Action,
        id: Uuid,
    ) -> Result<report::Model, HotlineError> {
        let reach = self.reach(actor, action)?;
        let row = store::report::one(self.access.db().reader(), id).await?;
        let within = match row.agency_id {
            Some(agency) => self.access.reaches(&reach, AgencyId(agency)),
            None => reach == Reach::Everything,
        };
        if within {
            Ok(row)
        } else {
            Err(HotlineError::NotFound)
        }
    }

    /// Begins a change of a report: reached with [`action::HOTLINE_READ`], permitted with `what`, and not changed since
    /// `seen`. The row is read in the transaction.
    pub async fn begin(
        &self,
        actor: &Actor,
        what: Action,
        id: Uuid,
        seen: Option<i32>,
    ) -> Result<(Change, report::Model), HotlineError> {
        let row = self.report(actor, action::HOTLINE_READ, id).await?;
        let change = self.access.begin(actor, what, about(&row)).await?;
        let row = store::report::locked(change.tx(), id).await?;
        if seen.is_some_and(|version| version != row.version) {
            return Err(HotlineError::Conflict);
        }
        if row.erased_at.is_some() {
            return Err(crate::error::not_now("erased"));
        }
        Ok((change, row))
    }

    /// [`Self::save`] of a step by which a report is handled: it was classified, passed on, answered or closed, or what it names
    /// or its redacted copy was confirmed. Whoever does that did not open it idly; to take it, give it back or hand it over
    /// is not enough, since nothing of the report is needed for it.
    pub async fn save_handled(
        &self,
        change: &Change,
        row: report::Model,
    ) -> Result<report::Model, HotlineError> {
        if let Some(person) = change.actor().person {
            store::opening::acted(change.tx(), row.id, person.uuid()).await?;
        }
        self.save(change, row).await
    }

    /// Stores a changed report: version and time go on, its next term is set, and its mailbox is renewed where the keys are
    /// there.
    pub async fn save(&self, change: &Change, mut row: report::Model) -> Result<report::Model, HotlineError> {
        row.version += 1;
        row.updated_at = change.now();
        crate::classify::terms::renew(change.tx(), &self.config, &mut row).await?;
        self.renew_mailbox(change.tx(), &mut row, change.now()).await?;
        store::report::update(change.tx(), row.clone()).await?;
        Ok(row)
    }

    /// Seals what the citizen may see to the code. Without the keys the mailbox stays as it is until they are back.
    pub async fn renew_mailbox(
        &self,
        tx: &Tx,
        row: &mut report::Model,
        now: DateTime<Utc>,
    ) -> Result<(), HotlineError> {
        let (Ok(opener), Some(mailbox)) = (self.opener(), Mailbox::parse(&row.mailbox)) else {
            return Ok(());
        };
        let mut messages = Vec::new();
        for message in store::message::of_report(tx, row.id).await? {
            // One that cannot be opened (sealed to a lost key) must not keep the others from the citizen.
            if let Ok(text) = open_message(&opener, &message) {
                messages.push(MailboxMessage {
                    at: message.at,
                    is_from_citizen: message.is_from_citizen,
                    text,
                    files: message.files,
                });
            }
        }
        let state = State::parse(&row.state).unwrap_or(State::Received);
        let transfer = store::transfer::last_sent(tx, row.id).await?;
        let added = store::sealed::count_added(tx, row.id).await?;
        let content = MailboxContent {
            about: EnvelopeKind::Report,
            received_at: row.received_at,
            updated_at: now,
            state: state.to_string(),
            held_by: transfer
                .as_ref()
                .map(|t| t.recipient_name.clone())
                .unwrap_or_default(),
            receipt_number: transfer.map(|t| t.ack_number).unwrap_or_default(),
            topic: row.scam_type.clone().unwrap_or_default(),
            messages,
            // Those that came from the citizen: what a desk added is nothing that they sent.
            files: row.files.saturating_sub(i32::try_from(added).unwrap_or(i32::MAX)),
            is_over: matches!(state, State::Closed | State::Withdrawn),
        };
        let key = PublicKey::parse(&row.reply_key)?;
        row.mailbox_sealed = Some(content.seal(&mailbox, key));
        row.mailbox_at = now;
        Ok(())
    }
}

/// Whether a person has a report.
#[must_use]
pub fn is_holder(actor: &Actor, row: &report::Model) -> bool {
    actor
        .person
        .is_some_and(|person| row.assigned_to == Some(person.uuid()))
}

/// Whose a report is, for the policy.
#[must_use]
pub fn about(row: &report::Model) -> Resource {
    match row.agency_id {
        Some(agency) => Resource::of_agency("hotline_report", row.id, AgencyId(agency)),
        None => Resource::installation("hotline_report", row.id),
    }
}

/// Messages are sealed for the place of their own id.
pub fn open_message(opener: &Opener, row: &message::Model) -> Result<String, HotlineError> {
    let place = crate::envelope::place(row.id, Part::Message, 0);
    let plain = opener.open(Part::Message, &place, &row.sealed)?;
    Ok(String::from_utf8_lossy(&plain).into_owned())
}
