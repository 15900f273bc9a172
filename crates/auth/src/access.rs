//! Who may do what to which record, and the door to every change.

use crate::{
    Action, Actor, AuthError, Change,
    anchor::Anchor,
    answers::Answers,
    audit::{self, Head, Verdict},
    policy::Policy,
    scope,
};
use coloa_base::{AgencyId, Clock, PersonId};
use coloa_platform::{Db, Keys};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, RwLock},
};

/// What an action is done to, as far as the policy must know.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Kind of record, e.g. `duty`; also written into the audit entry.
    pub kind: &'static str,
    pub id: String,
    /// The agencies it belongs to; empty: it belongs to the installation, which only grants over the whole
    /// installation reach.
    pub agencies: Vec<AgencyId>,
    pub owner: Option<PersonId>,
    /// Open to everybody who is signed in, e.g. an approved plan.
    pub shared: bool,
}

impl Resource {
    #[must_use]
    pub fn installation(kind: &'static str, id: impl ToString) -> Self {
        Self {
            kind,
            id: id.to_string(),
            agencies: Vec::new(),
            owner: None,
            shared: false,
        }
    }
    #[must_use]
    pub fn of_agency(kind: &'static str, id: impl ToString, agency: AgencyId) -> Self {
        Self {
            agencies: vec![agency],
            ..Self::installation(kind, id)
        }
    }
    #[must_use]
    pub fn of_agencies(kind: &'static str, id: impl ToString, agencies: Vec<AgencyId>) -> Self {
        Self {
            agencies,
            ..Self::installation(kind, id)
        }
    }
    #[must_use]
    pub fn shared(kind: &'static str, id: impl ToString) -> Self {
        Self {
            shared: true,
            ..Self::installation(kind, id)
        }
    }
    #[must_use]
    pub fn owned(kind: &'static str, id: impl ToString, owner: PersonId) -> Self {
        Self {
            owner: Some(owner),
            ..Self::installation(kind, id)
        }
    }
    /// The same resource, open to everybody where `shared`.
    #[must_use]
    pub fn with_shared(mut self, shared: bool) -> Self {
        self.shared = shared;
        self
    }
}

/// Whose records a person reaches with an action: the filter of lists, which must agree with the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Everything,
    /// These agencies and all below them.
    Below(Vec<AgencyId>),
    /// The same, where all agencies of the directory are among them: no record of an agency need be looked at for
    /// whose it is. Records of no agency are not reached.
    Directory(Vec<AgencyId>),
    Nothing,
}

impl Reach {
    /// Whether every record that belongs to an agency is within.
    #[must_use]
    pub fn is_every_agency(&self) -> bool {
        matches!(self, Self::Everything | Self::Directory(_))
    }

    /// SQL condition on a column that holds an agency id.
    #[must_use]
    pub fn condition<C: ColumnTrait>(&self, agency_column: C) -> Condition {
        match self {
            Self::Everything => Condition::all(),
            Self::Nothing => Condition::all().add(Expr::val(1).eq(0)),
            Self::Directory(_) => Condition::all().add(agency_column.is_not_null()),
            Self::Below(roots) => {
                let below = scope::entity::Entity::find()
                    .select_only()
                    .column(scope::entity::Column::AgencyId)
                    .filter(scope::entity::Column::AncestorId.is_in(roots.iter().map(|a| a.uuid())))
                    .into_query();
                Condition::all().add(agency_column.in_subquery(below))
            }
        }
    }
}

/// The policy with the directory it needs and the store that changes go to. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    keys: Keys,
    /// Where the log's end is noted outside the database; tests of single areas have none.
    anchor: Option<Anchor>,
    clock: Arc<dyn Clock>,
    policy: &'static Policy,
    answers: Answers,
    /// Ancestors per agency, replaced as a whole by [`Access::refresh`].
    ancestors: RwLock<Arc<HashMap<AgencyId, Vec<AgencyId>>>>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Access(…)")
    }
}

impl Access {
    pub async fn new(db: Db, keys: Keys, clock: Arc<dyn Clock>) -> Result<Self, AuthError> {
        Self::anchored(db, keys, clock, None).await
    }

    /// With the file that notes where the audit log ends.
    pub async fn anchored(
        db: Db,
        keys: Keys,
        clock: Arc<dyn Clock>,
        anchor: Option<Anchor>,
    ) -> Result<Self, AuthError> {
        let access = Self {
            inner: Arc::new(Inner {
                db,
                keys,
                anchor,
                clock,
                policy: Policy::load()?,
                answers: Answers::default(),
                ancestors: RwLock::default(),
            }),
        };
        access.refresh().await?;
        Ok(access)
    }

    #[must_use]
    pub fn db(&self) -> &Db {
        &self.inner.db
    }
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }
    /// Notes outside the database how far the log reaches; called after a commit.
    pub(crate) fn noted(&self, head: &Head) {
        if let Some(anchor) = &self.inner.anchor {
            anchor.advance(&self.inner.keys, head);
        }
    }

    /// Walks the audit log, and asks the anchor where there is one.
    pub async fn verify_audit(&self) -> Result<Verdict, AuthError> {
        match &self.inner.anchor {
            Some(anchor) => audit::verify_anchored(&self.inner.db, &self.inner.keys, anchor).await,
            None => audit::verify(&self.inner.db, &self.inner.keys).await,
        }
    }
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }
    /// Called when something was written: answers that were kept are forgotten.
    pub(crate) fn changed(&self) {
        self.inner.answers.changed();
    }

    /// The answer to a question that many ask, see [`Answers::kept`].
    pub async fn kept<V, E>(
        &self,
        question: &'static str,
        asked: &(impl std::fmt::Debug + ?Sized),
        compute: impl Future<Output = Result<V, E>>,
    ) -> Result<Arc<V>, E>
    where
        V: Send + Sync + 'static,
    {
        self.inner
            .answers
            .kept(self.inner.clock.now(), question, asked, compute)
            .await
    }
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.inner.policy
    }

    /// Reads the directory's closure anew; called after every change of it, and now and then in case
    /// another process changed it.
    pub async fn refresh(&self) -> Result<(), AuthError> {
        let map = Arc::new(scope::load(self.inner.db.reader()).await?);
        *self
            .inner
            .ancestors
            .write()
            .expect("no panic while the directory is replaced") = map;
        self.inner.answers.changed();
        Ok(())
    }

    fn ancestors(&self) -> Arc<HashMap<AgencyId, Vec<AgencyId>>> {
        Arc::clone(
            &self
                .inner
                .ancestors
                .read()
                .expect("no panic while the directory is replaced"),
        )
    }

    /// The agencies above one today, without itself.
    #[must_use]
    pub fn above(&self, agency: AgencyId) -> Vec<AgencyId> {
        self.ancestors().get(&agency).cloned().unwrap_or_default()
    }

    /// The agency and all below it today.
    #[must_use]
    pub fn below(&self, agency: AgencyId) -> HashSet<AgencyId> {
        self.ancestors()
            .iter()
            .filter(|(_, above)| above.contains(&agency))
            .map(|(below, _)| *below)
            .chain([agency])
            .collect()
    }

    /// Whether a record of the agency lies within a reach.
    #[must_use]
    pub fn reaches(&self, reach: &Reach, agency: AgencyId) -> bool {
        match reach {
            Reach::Everything => true,
            Reach::Nothing => false,
            Reach::Below(roots) | Reach::Directory(roots) => {
                roots.contains(&agency) || self.above(agency).iter().any(|a| roots.contains(a))
            }
        }
    }

    /// Fails with [`AuthError::Forbidden`] where the policy says no.
    pub fn check(&self, actor: &Actor, action: Action, resource: &Resource) -> Result<(), AuthError> {
        let map = self.ancestors();
        let above = |agency: AgencyId| map.get(&agency).cloned().unwrap_or_default();
        if self.inner.policy.decide(actor, action, resource, &above)? {
            Ok(())
        } else if actor.person.is_none() && !actor.is_machine() {
            Err(AuthError::Unauthenticated)
        } else {
            Err(AuthError::Forbidden { action })
        }
    }

    /// Whether [`Access::check`] would pass.
    #[must_use]
    pub fn may(&self, actor: &Actor, action: Action, resource: &Resource) -> bool {
        self.check(actor, action, resource).is_ok()
    }

    /// Whose records the person reaches with the action.
    #[must_use]
    pub fn reach(&self, actor: &Actor, action: Action) -> Reach {
        if actor.is_machine() {
            return Reach::Everything;
        }
        let mut roots = Vec::new();
        for grant in &actor.grants {
            if grant.covers(action) && self.inner.policy.role_allows(grant.role, action) {
                match grant.agency {
                    None => return Reach::Everything,
                    Some(agency) => roots.push(agency),
                }
            }
        }
        roots.sort_unstable();
        roots.dedup();
        let among = |agency: &AgencyId| roots.contains(agency);
        if roots.is_empty() {
            Reach::Nothing
        } else if self
            .ancestors()
            .iter()
            .all(|(agency, above)| among(agency) || above.iter().any(among))
        {
            Reach::Directory(roots)
        } else {
            Reach::Below(roots)
        }
    }

    /// Authorises, then begins the transaction of a change. Its commit writes the audit entry.
    pub async fn begin(
        &self,
        actor: &Actor,
        action: Action,
        resource: Resource,
    ) -> Result<Change, AuthError> {
        self.check(actor, action, &resource)?;
        Change::begin(self, actor.clone(), action, resource).await
    }
}
