//! The language that people search in: words, phrases and fields, joined by AND, OR, NOT.
//!
//! ```text
//! host:web01 AND status:>=500 NOT path:/health*
//! "failed password" src_ip:203.0.113.0/24
//! EventID:(4624 OR 4625) sentbyte:[1000000 TO *]   command:~"-enc\s+[A-Za-z0-9+/=]{40,}"
//! ```
//!
//! A word or phrase matches where it stands as whole words, whatever the case; typed without diacritics it matches
//! with and without. `*` and `?` stand for any characters of a word. In quotes every character means itself; `\"` is a
//! quote. Start at [`parse()`].

mod parse;

pub use parse::parse;

use coloa_base::{AreaError, ErrorKind};
use ipnet::IpNet;
use std::{collections::BTreeMap, ops::Range};

/// Characters of a query at most.
pub const MOST_CHARS: usize = 4_000;
/// Tests in a query at most, and how deep they may be nested.
pub const MOST_TESTS: usize = 200;
pub const MOST_DEPTH: usize = 40;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Everything.
    All,
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    Test(FieldTest),
}

impl Query {
    /// Puts ids in the place of names: `lookup` gives the ids that a word means in a field, `None` where the field has
    /// no names. A name that means nothing stays, and finds nothing.
    #[must_use]
    pub fn with_ids(self, lookup: &impl Fn(&str, &str) -> Option<Vec<uuid::Uuid>>) -> Self {
        let each = |all: Vec<Self>| all.into_iter().map(|one| one.with_ids(lookup)).collect();
        match self {
            Self::And(all) => Self::And(each(all)),
            Self::Or(any) => Self::Or(each(any)),
            Self::Not(one) => Self::Not(Box::new(one.with_ids(lookup))),
            Self::Test(FieldTest {
                field: Some(field),
                test: Test::Words(words),
            }) => match lookup(&field, &words) {
                Some(ids) if !ids.is_empty() => Self::Or(
                    ids.into_iter()
                        .map(|id| {
                            Self::Test(FieldTest {
                                field: Some(field.clone()),
                                test: Test::Words(id.to_string()),
                            })
                        })
                        .collect(),
                ),
                _ => Self::Test(FieldTest {
                    field: Some(field),
                    test: Test::Words(words),
                }),
            },
            other => other,
        }
    }
}

/// One test of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// As it was typed; `None`: any field.
    pub field: Option<String>,
    pub test: Test,
}

/// What the value of a field must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Holds these words one after the other.
    Words(String),
    /// The whole value has this shape, with `*` and `?`.
    Wildcard(String),
    /// A part of it has this form.
    Regex(String),
    /// Lies within these bounds.
    Between(Bound, Bound),
    /// Is an address of this network.
    Network(IpNet),
    /// Is there.
    Exists,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    Open,
    Including(String),
    Excluding(String),
}

/// Why a query is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the query cannot be read: {reason} at {span:?}")]
pub struct QueryError {
    pub reason: Reason,
    /// Where, in characters.
    pub span: Range<usize>,
}

/// What is wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    TooLong,
    TooMany,
    TooDeep,
    /// A quote that is not closed.
    Quote,
    /// A parenthesis or bracket without its other half.
    Parenthesis,
    /// AND, OR or NOT with nothing behind or before it.
    Operand,
    /// A field without a value.
    Value,
    /// A range that is none: `[low TO high]`.
    Range,
    Regex,
}

impl Reason {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::TooDeep => "too_deep",
            Self::Quote => "quote",
            Self::Parenthesis => "parenthesis",
            Self::Operand => "operand",
            Self::Value => "value",
            Self::Range => "range",
            Self::Regex => "regex",
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AreaError for QueryError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
    fn code(&self) -> &'static str {
        "search.query"
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("reason", self.reason.as_str().to_owned()),
            ("from", self.span.start.to_string()),
            ("to", self.span.end.to_string()),
        ])
    }
}
