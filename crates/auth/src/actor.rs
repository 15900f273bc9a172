//! Who acts: a signed-in person with the grants of today, or the machine itself.

use crate::{Action, Role};
use coloa_base::{AgencyId, PersonId};

/// One role held today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    /// `None`: the whole installation.
    pub agency: Option<AgencyId>,
    /// `None`: all areas.
    pub area: Option<String>,
}

impl Grant {
    /// Whether the grant counts for actions of that area.
    #[must_use]
    pub fn covers(&self, action: Action) -> bool {
        self.area.as_deref().is_none_or(|area| area == action.area())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    Person,
    /// A background job.
    Job,
    /// The command line on the host: whoever runs it can read the database file anyway.
    CommandLine,
}

impl ActorKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Job => "job",
            Self::CommandLine => "command_line",
        }
    }
}

/// Who acts, with what, and where the request came from.
#[derive(Clone, Debug)]
pub struct Actor {
    pub kind: ActorKind,
    pub person: Option<PersonId>,
    /// As written into the audit log: full name and user name, or the job.
    pub name: String,
    pub grants: Vec<Grant>,
    /// Agencies in which the person has a post today.
    pub agencies: Vec<AgencyId>,
    pub request_id: Option<String>,
}

impl Actor {
    #[must_use]
    pub fn job(name: &str) -> Self {
        Self::machine(ActorKind::Job, name)
    }
    #[must_use]
    pub fn command_line() -> Self {
        Self::machine(ActorKind::CommandLine, "coloa")
    }
    fn machine(kind: ActorKind, name: &str) -> Self {
        Self {
            kind,
            person: None,
            name: name.to_owned(),
            grants: Vec::new(),
            agencies: Vec::new(),
            request_id: None,
        }
    }
    #[must_use]
    pub fn is_machine(&self) -> bool {
        self.kind != ActorKind::Person
    }
}
