//! One change: authorised, in one transaction, audited at its commit. Dropped without commit, nothing
//! happened.

use crate::{Access, Action, Actor, AuthError, Resource, audit};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::Tx;
use serde_json::Value;

/// An authorised change in progress; made by [`Access::begin`].
#[must_use = "a change that is not committed does nothing"]
pub struct Change {
    access: Access,
    tx: Tx,
    actor: Actor,
    action: Action,
    resource: Resource,
    now: DateTime<Utc>,
    earlier: Vec<(Action, Resource, Value)>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Change({} {}/{})",
            self.action, self.resource.kind, self.resource.id
        )
    }
}

impl Change {
    pub(crate) async fn begin(
        access: &Access,
        actor: Actor,
        action: Action,
        resource: Resource,
    ) -> Result<Self, AuthError> {
        let tx = access.db().begin().await?;
        let now = access.clock().now();
        Ok(Self {
            access: access.clone(),
            tx,
            actor,
            action,
            resource,
            now,
            earlier: Vec::new(),
        })
    }

    /// The transaction; all reads that the change decides on belong in it.
    #[must_use]
    pub const fn tx(&self) -> &Tx {
        &self.tx
    }
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }
    /// The instant of the change, the same for all it writes.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        coloa_base::clock::vn_date(self.now)
    }

    /// Authorises and notes a further action inside the same transaction (bulk operations).
    pub fn also(&mut self, action: Action, resource: Resource, detail: Value) -> Result<(), AuthError> {
        self.access.check(&self.actor, action, &resource)?;
        self.earlier.push((action, resource, detail));
        Ok(())
    }

    /// Checks a further permission inside the change without an entry of its own.
    pub fn check(&self, action: Action, resource: &Resource) -> Result<(), AuthError> {
        self.access.check(&self.actor, action, resource)
    }

    /// Where the record's id is only known after it was inserted.
    pub fn set_id(&mut self, id: impl ToString) {
        self.resource.id = id.to_string();
    }

    /// Writes the audit entries and commits. `detail` says what changed (before/after of what matters),
    /// without secrets.
    pub async fn commit(self, detail: Value) -> Result<(), AuthError> {
        for (action, resource, detail) in &self.earlier {
            audit::append(
                &self.tx,
                self.access.keys(),
                &self.actor,
                *action,
                resource,
                detail,
                self.now,
            )
            .await?;
        }
        let head = audit::append(
            &self.tx,
            self.access.keys(),
            &self.actor,
            self.action,
            &self.resource,
            &detail,
            self.now,
        )
        .await?;
        self.tx.commit().await?;
        self.access.changed();
        self.access.noted(&head);
        Ok(())
    }
}
