//! What the directory knows, as plain values. Every fact is dated; nothing about an organisation is an enum:
//! kinds, levels, roles, functions and code systems are codes of [`crate::terms`].

use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, FileId, GroupId, PersonId, ReorganisationId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Start of facts whose real start nobody recorded: "from before".
pub const BEGINNING: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("1 January 1900 is a day");
/// The tree that permissions follow.
pub const ADMINISTRATIVE: &str = "administrative";
/// Code system of the installation's own short codes; import and export name agencies by it.
pub const INTERNAL: &str = "internal";

/// Days on which a fact holds: from `from` on, up to and without `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    pub from: NaiveDate,
    /// The first day on which it no longer holds; `None`: still open.
    pub to: Option<NaiveDate>,
}

impl Period {
    pub const ALWAYS: Self = Self {
        from: BEGINNING,
        to: None,
    };

    #[must_use]
    pub const fn since(from: NaiveDate) -> Self {
        Self { from, to: None }
    }
    #[must_use]
    pub const fn new(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
    /// Ends before it begins, or holds on no day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }
}

/// Whom the law means where it names no agency: holders of a role (for one function), or all of a kind and level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Description {
    pub role: Option<String>,
    /// `None`: whatever the function.
    pub function: Option<String>,
    pub kind: Option<String>,
    pub level: Option<String>,
}

/// That an agency fitted a [`Description`], and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Position among the descriptions asked for.
    pub which: usize,
    pub agency: AgencyId,
    pub period: Period,
}

/// A name as printed over letters of that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub full: String,
    pub abbreviation: Option<String>,
    /// In document numbers: `SKHCN` of `12/KH-SKHCN`.
    pub symbol: Option<String>,
    #[serde(flatten)]
    pub period: Period,
    /// Number of the deciding document.
    pub basis: Option<String>,
}

/// A code in one system. The same code may belong to another agency later (province code 52), so
/// (system, code, from) is unique, not (system, code).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub system: String,
    pub code: String,
    #[serde(flatten)]
    pub period: Period,
}

/// The unit above, in one of several trees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    pub tree: String,
    pub parent: AgencyId,
    #[serde(flatten)]
    pub period: Period,
}

/// A role held for a time, e.g. `specialised_unit` for the function `cyber_security_state_management`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleHeld {
    pub role: String,
    pub function: Option<String>,
    #[serde(flatten)]
    pub period: Period,
    pub basis: Option<String>,
}

/// Everything dated about one agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub kind: String,
    pub level: String,
    pub founded: Option<NaiveDate>,
    /// The first day on which it no longer exists.
    pub closed: Option<NaiveDate>,
    pub names: Vec<Name>,
    pub codes: Vec<Code>,
    pub parents: Vec<Parent>,
    pub roles: Vec<RoleHeld>,
}

/// Whether an agency exists on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Planned,
    Active,
    Closed,
}

impl State {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

impl Facts {
    #[must_use]
    pub fn state_on(&self, day: NaiveDate) -> State {
        if self.closed.is_some_and(|c| c <= day) {
            State::Closed
        } else if self.founded.is_some_and(|f| f > day) {
            State::Planned
        } else {
            State::Active
        }
    }
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> Option<&Name> {
        self.names.iter().find(|n| n.period.contains(day))
    }
    /// The name on that day; of a closed agency its last, of a planned one its first.
    #[must_use]
    pub fn shown_name(&self, day: NaiveDate) -> Option<&Name> {
        self.name_on(day)
            .or_else(|| {
                self.names
                    .iter()
                    .filter(|n| n.period.from <= day)
                    .max_by_key(|n| n.period.from)
            })
            .or_else(|| self.names.iter().min_by_key(|n| n.period.from))
    }
    #[must_use]
    pub fn parent_on(&self, tree: &str, day: NaiveDate) -> Option<AgencyId> {
        self.parents
            .iter()
            .find(|p| p.tree == tree && p.period.contains(day))
            .map(|p| p.parent)
    }
    #[must_use]
    pub fn code_on(&self, system: &str, day: NaiveDate) -> Option<&str> {
        self.codes
            .iter()
            .find(|c| c.system == system && c.period.contains(day))
            .map(|c| c.code.as_str())
    }
    /// The code of that day; of an agency whose codes have all ended, the one it had last.
    #[must_use]
    pub fn shown_code(&self, system: &str, day: NaiveDate) -> Option<&str> {
        self.code_on(system, day).or_else(|| {
            self.codes
                .iter()
                .filter(|c| c.system == system)
                .max_by_key(|c| c.period.to)
                .map(|c| c.code.as_str())
        })
    }
    #[must_use]
    pub fn holds(&self, role: &str, function: Option<&str>, day: NaiveDate) -> bool {
        self.roles.iter().any(|r| {
            r.role == role
                && (function.is_none() || r.function.as_deref() == function)
                && r.period.contains(day)
        })
    }
}

/// An organisation of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    pub id: AgencyId,
    pub facts: Facts,
    pub version: i32,
}

/// Who to call, kept by the agency itself; not part of the open directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub focal_unit: Option<String>,
    pub focal_person: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub head_name: Option<String>,
    pub head_title: Option<String>,
    /// People whose whole post is cyber or information security.
    pub specialists_full_time: Option<i32>,
    pub specialists_part_time: Option<i32>,
    /// 0: never entered.
    pub version: i32,
    pub updated_at: Option<DateTime<Utc>>,
}

/// A professional certificate of one of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub id: Uuid,
    pub person: Option<PersonId>,
    pub person_name: String,
    pub name: String,
    pub issuer: String,
    pub number: Option<String>,
    pub issued: Option<NaiveDate>,
    /// The last day on which it is valid; `None`: without end.
    pub valid_to: Option<NaiveDate>,
}

/// What happened in the directory. These are closed: [`crate::rules::reorganise`] gives each its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Đổi tên.
    Rename,
    /// Sáp nhập: into one that stays.
    Merge,
    /// Hợp nhất: several become a new one.
    Consolidate,
    /// Chia: one becomes several and ends.
    Divide,
    /// Tách: a part leaves, the rest stays.
    Split,
    /// Chuyển chức năng.
    TransferFunction,
    /// Chuyển địa bàn, chuyển cơ quan chủ quản: another parent.
    TransferTerritory,
    /// Giải thể.
    Dissolve,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Rename,
        Self::Merge,
        Self::Consolidate,
        Self::Divide,
        Self::Split,
        Self::TransferFunction,
        Self::TransferTerritory,
        Self::Dissolve,
    ];
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Merge => "merge",
            Self::Consolidate => "consolidate",
            Self::Divide => "divide",
            Self::Split => "split",
            Self::TransferFunction => "transfer_function",
            Self::TransferTerritory => "transfer_territory",
            Self::Dissolve => "dissolve",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
    /// Whether those it starts from end with it (where they are not also a target).
    #[must_use]
    pub const fn closes(self) -> bool {
        matches!(
            self,
            Self::Merge | Self::Consolidate | Self::Divide | Self::Dissolve
        )
    }
}

/// What became of what, once applied. Followed by successors and by old names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub reorganisation: ReorganisationId,
    pub kind: Kind,
    pub from: AgencyId,
    pub to: Option<AgencyId>,
    /// Only this function moved; `None`: the whole.
    pub function: Option<String>,
    /// How much of it, in per cent, where that is known.
    pub percent: Option<i32>,
    pub effective: NaiveDate,
}

/// Where a reorganisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Draft,
    /// Approved; applied on its effective date.
    Reviewed,
    Applied,
    Cancelled,
}

impl Stage {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Applied => "applied",
            Self::Cancelled => "cancelled",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Reviewed, Self::Applied, Self::Cancelled]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// A change of the directory being prepared, scheduled or done.
#[derive(Clone, Debug, PartialEq)]
pub struct Reorganisation {
    pub id: ReorganisationId,
    pub kind: Kind,
    pub title: String,
    pub effective: NaiveDate,
    /// Number of the deciding document.
    pub basis: Option<String>,
    pub note: Option<String>,
    pub file: Option<FileId>,
    pub stage: Stage,
    pub draft: Draft,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<DateTime<Utc>>,
    pub applied_at: Option<DateTime<Utc>>,
    /// Why the job could not apply it on its day.
    pub failure: Option<String>,
    pub version: i32,
}

/// The content of a reorganisation. Stored as JSON with [`Draft::format`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// 1.
    pub format: u8,
    /// Agencies that it founds; their ids are made with the draft.
    pub units: Vec<NewUnit>,
    pub links: Vec<DraftLink>,
    pub renames: Vec<Rename>,
    pub moves: Vec<Move>,
    pub roles: Vec<RoleMove>,
    pub codes: Vec<CodeMove>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUnit {
    pub id: AgencyId,
    pub kind: String,
    pub level: String,
    pub full: String,
    pub abbreviation: Option<String>,
    pub symbol: Option<String>,
    /// In the administrative tree.
    pub parent: Option<AgencyId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLink {
    pub from: AgencyId,
    pub to: Option<AgencyId>,
    pub function: Option<String>,
    pub percent: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    pub agency: AgencyId,
    pub full: String,
    pub abbreviation: Option<String>,
    pub symbol: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub agency: AgencyId,
    pub tree: String,
    /// `None`: no longer in that tree.
    pub parent: Option<AgencyId>,
}

/// The role passes to `to`; all who hold it with that function lose it on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMove {
    pub role: String,
    pub function: Option<String>,
    pub to: Option<AgencyId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeMove {
    pub agency: AgencyId,
    pub system: String,
    pub code: String,
}

/// Who belongs to a group; several rules are united.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Rule {
    /// Named one by one, for a time.
    Member {
        agency: AgencyId,
        #[serde(flatten)]
        period: Period,
    },
    /// All that exist on the day with one of these kinds and one of these levels (empty: any).
    Query { kinds: Vec<String>, levels: Vec<String> },
    /// Whoever holds the role on the day.
    Role { role: String, function: Option<String> },
    /// All of another group.
    Group { group: GroupId },
    /// Never this one.
    Except { agency: AgencyId },
}

/// A named group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    pub note: Option<String>,
    pub rules: Vec<Rule>,
    pub version: i32,
}

/// What a printed text means; taught by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Meaning {
    Group {
        group: GroupId,
    },
    Agency {
        agency: AgencyId,
    },
    Role {
        role: String,
        function: Option<String>,
    },
    /// Names nobody in particular ("các đơn vị có liên quan"): understood, and no agency gets a duty from it.
    Nobody,
}

/// A collective or other name as printed in documents, valid for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    pub id: Uuid,
    pub text: String,
    pub meaning: Meaning,
    pub period: Period,
    pub taught_by: String,
    pub taught_at: DateTime<Utc>,
}
