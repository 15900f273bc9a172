//! Roles and bodies of the law by code: how they are called on a day, and who holds them for a case.

use crate::{IncidentError, network};
use chrono::NaiveDate;
use coloa_auth::Access;
use coloa_law::LawBook;
use std::collections::HashMap;

/// A role or body of the law for one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub code: String,
    pub name: String,
    /// Name of whoever holds it: the agency itself, who is entered in the network, else as the law says.
    pub holder: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// All that is known of bodies, for one case.
#[derive(Clone, Debug)]
pub struct Bodies {
    holders: HashMap<String, Body>,
    agency: String,
    day: NaiveDate,
}

impl Bodies {
    /// Of a case of the agency of this name, under the law of `day`.
    pub async fn of(access: &Access, agency: &str, day: NaiveDate) -> Result<Self, IncidentError> {
        let said = |text: String| Some(text).filter(|t| !t.is_empty());
        let holders = network::holders(access)
            .await?
            .into_iter()
            .map(|(code, contact)| {
                let body = Body {
                    code: code.clone(),
                    name: String::new(),
                    holder: Some(contact.name),
                    phone: said(contact.phone),
                    email: said(contact.email),
                };
                (code, body)
            })
            .collect();
        Ok(Self {
            holders,
            agency: agency.to_owned(),
            day,
        })
    }

    /// The day whose law names them.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// The one of a code; one that no law knows is called by its code.
    #[must_use]
    pub fn get(&self, code: &str) -> Body {
        let named = LawBook::current().body(code, self.day);
        let name = named.map_or_else(|| code.to_owned(), |b| b.name.to_owned());
        if named.is_some_and(|b| b.of_the_case) {
            return Body {
                code: code.to_owned(),
                name,
                holder: Some(self.agency.clone()),
                phone: None,
                email: None,
            };
        }
        match self.holders.get(code) {
            Some(known) => Body {
                name,
                ..known.clone()
            },
            None => Body {
                code: code.to_owned(),
                name,
                holder: named.and_then(|b| b.held_by).map(str::to_owned),
                phone: None,
                email: None,
            },
        }
    }
}
