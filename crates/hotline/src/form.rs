//! What a citizen, or an operator for them, fills in. It is read from outside, so every field is bounded and cleaned here;
//! what passed [`Form::check`] and [`Identity::check`] may be stored (sealed) and shown.

use crate::model::{Channel, Exposed, Language, Money, ReachedBy};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Characters of a narrative or message.
pub const MAX_NARRATIVE: usize = 20_000;
/// Characters of any other field.
pub const MAX_LINE: usize = 500;
/// Indicators that may be named in the form.
pub const MAX_NAMED: usize = 20;
/// Đồng; above it a figure is mistyped.
pub const MAX_AMOUNT: i64 = 100_000_000_000_000;

/// What is wrong with a field, by its name in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    /// `empty`, `too_long`, `range`, `unknown`, `future`, `control_character`.
    pub reason: &'static str,
}

/// A number, link, account or name that the citizen gives for the offender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// As written.
    pub text: String,
    /// The bank of an account.
    #[serde(default)]
    pub bank: String,
}

/// The answers. Nothing in it says who reports, as far as questions can see to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub channel: Channel,
    pub language: Language,
    /// Code of a kind of scam, or of what else it is about ([`crate::scam_type`]).
    pub topic: String,
    #[serde(default)]
    pub occurred_on: Option<NaiveDate>,
    #[serde(default)]
    pub reached_by: Vec<ReachedBy>,
    #[serde(default)]
    pub named: Vec<Named>,
    pub money: Money,
    #[serde(default)]
    pub money_sent_at: Option<DateTime<Utc>>,
    /// Đồng.
    #[serde(default)]
    pub amount: Option<i64>,
    /// The bank that the money went to, as written.
    #[serde(default)]
    pub bank: String,
    /// Whether the bank was told already.
    #[serde(default)]
    pub bank_told: bool,
    #[serde(default)]
    pub exposed: Vec<Exposed>,
    /// The commune where the person lives or it happened.
    #[serde(default)]
    pub commune: Option<Uuid>,
    /// The desk that took it in, where it was not the portal.
    #[serde(default)]
    pub desk: Option<Uuid>,
    #[serde(default)]
    pub is_minor: bool,
    #[serde(default)]
    pub is_not_fluent: bool,
    #[serde(default)]
    pub is_abroad: bool,
    /// Reported for somebody else.
    #[serde(default)]
    pub for_another: bool,
    /// The reporter asks that the report be kept secret.
    #[serde(default)]
    pub wants_secret: bool,
    /// Agrees that what was reported, without who reported, is shared to warn others.
    #[serde(default)]
    pub may_share: bool,
}

/// Who reports. All of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub address: String,
    /// Number of the identity card, with day and place of issue (Circular 28/2020, Article 5.3).
    #[serde(default)]
    pub id_card: String,
    /// Of somebody under age: father, mother or guardian.
    #[serde(default)]
    pub guardian: String,
    /// Why the reporter gives nothing, where an operator asked (the report is taken all the same).
    #[serde(default)]
    pub refused_because: String,
}

impl Form {
    /// Cleans what can be cleaned and says the first thing that cannot stand.
    pub fn check(mut self, today: NaiveDate) -> Result<Self, Fault> {
        self.topic = line(&self.topic, "topic")?;
        if self.topic.is_empty() {
            return Err(Fault {
                field: "topic",
                reason: "empty",
            });
        }
        if self.occurred_on.is_some_and(|day| day > today) {
            return Err(Fault {
                field: "occurred_on",
                reason: "future",
            });
        }
        if self
            .amount
            .is_some_and(|amount| !(0..=MAX_AMOUNT).contains(&amount))
        {
            return Err(Fault {
                field: "amount",
                reason: "range",
            });
        }
        self.bank = line(&self.bank, "bank")?;
        if self.named.len() > MAX_NAMED {
            return Err(Fault {
                field: "named",
                reason: "too_many",
            });
        }
        for named in &mut self.named {
            named.text = line(&named.text, "named")?;
            named.bank = line(&named.bank, "named")?;
        }
        self.named.retain(|named| !named.text.is_empty());
        self.reached_by.sort_unstable();
        self.reached_by.dedup();
        self.exposed.sort_unstable();
        self.exposed.dedup();
        Ok(self)
    }
}

impl Identity {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As [`Form::check`].
    pub fn check(self) -> Result<Self, Fault> {
        Ok(Self {
            name: line(&self.name, "name")?,
            phone: line(&self.phone, "phone")?,
            email: line(&self.email, "email")?,
            address: line(&self.address, "address")?,
            id_card: line(&self.id_card, "id_card")?,
            guardian: line(&self.guardian, "guardian")?,
            refused_because: line(&self.refused_because, "refused_because")?,
        })
    }
}

/// One line of text: NFC, trimmed, no control characters.
pub fn line(text: &str, field: &'static str) -> Result<String, Fault> {
    let text = clean(text, field, MAX_LINE)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A narrative or message: NFC, line breaks kept.
pub fn narrative(text: &str, field: &'static str) -> Result<String, Fault> {
    let text = clean(text, field, MAX_NARRATIVE)?;
    if text.is_empty() {
        return Err(Fault {
            field,
            reason: "empty",
        });
    }
    Ok(text)
}

fn clean(text: &str, field: &'static str, most: usize) -> Result<String, Fault> {
    let text = coloa_base::text::nfc(text.trim()).replace("\r\n", "\n");
    if text.chars().count() > most {
        return Err(Fault {
            field,
            reason: "too_long",
        });
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(Fault {
            field,
            reason: "control_character",
        });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        serde_json::from_value(serde_json::json!({
            "channel": "web", "language": "vi", "topic": "14", "money": "none"
        }))
        .unwrap()
    }

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();

    #[test]
    fn fields_out_of_bounds_are_named() {
        let with = |change: fn(&mut Form)| {
            let mut form = form();
            change(&mut form);
            form.check(TODAY).map(drop).map_err(|f| (f.field, f.reason))
        };
        assert_eq!(with(|_| {}), Ok(()));
        assert_eq!(with(|f| f.topic = "  ".into()), Err(("topic", "empty")));
        assert_eq!(with(|f| f.amount = Some(-1)), Err(("amount", "range")));
        assert_eq!(
            with(|f| f.occurred_on = TODAY.succ_opt()),
            Err(("occurred_on", "future"))
        );
        assert_eq!(with(|f| f.bank = "x".repeat(501)), Err(("bank", "too_long")));
        assert_eq!(
            with(|f| f.bank = "a\u{0}b".into()),
            Err(("bank", "control_character"))
        );
        assert_eq!(
            with(|f| f.named = vec![Named::default(); 21]),
            Err(("named", "too_many"))
        );
    }

    #[test]
    fn text_is_cleaned_and_bounded() {
        assert_eq!(
            line("  Nguye\u{302}\u{303}n \n Văn  ", "name").unwrap(),
            "Nguyễn Văn"
        );
        assert_eq!(narrative("  một\r\nhai ", "narrative").unwrap(), "một\nhai");
        assert!(narrative(" \n ", "narrative").is_err());
        assert!(narrative(&"x".repeat(MAX_NARRATIVE + 1), "narrative").is_err());
        let mut with_empty = form();
        with_empty.named = vec![
            Named::default(),
            Named {
                text: " 0900 ".into(),
                bank: String::new(),
            },
        ];
        assert_eq!(with_empty.check(TODAY).unwrap().named[0].text, "0900");
    }
}
