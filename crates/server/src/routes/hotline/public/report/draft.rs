//! What a citizen typed into the form of a report: kept as it was typed, so that the form can be shown again with all of it,
//! and read into what is sealed.

use super::amount;
use crate::routes::hotline::public::{fields::Fields, form::contact, words::Words};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_hotline::{
    form::{self, Fault, Form, Identity, MAX_NAMED, Named},
    model::{Channel, Exposed, Language, Money, ReachedBy},
};
use uuid::Uuid;

/// Rows for numbers and links of the offender.
pub(super) const ROWS: usize = 4;
/// Boxes on what should be known of the person.
pub(super) const SITUATION: [&str; 4] = ["for_another", "is_minor", "is_not_fluent", "is_abroad"];
/// Boxes on what may be done with the report.
pub(super) const WISHES: [&str; 2] = ["wants_secret", "may_share"];

/// As it was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) topic: String,
    pub(super) narrative: String,
    pub(super) occurred_on: String,
    pub(super) reached_by: Vec<ReachedBy>,
    /// Text and bank.
    pub(super) named: Vec<(String, String)>,
    pub(super) money: String,
    pub(super) amount: String,
    pub(super) money_sent_at: String,
    pub(super) bank: String,
    pub(super) bank_told: bool,
    pub(super) exposed: Vec<Exposed>,
    pub(super) commune: String,
    /// Those of [`SITUATION`] and [`WISHES`] that are ticked.
    pub(super) ticked: Vec<&'static str>,
    pub(super) contact: Identity,
}

/// What the form says besides what was typed.
pub(super) struct Circumstances<'a> {
    pub(super) language: Language,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) communes: &'a [Uuid],
    /// Whether money is at stake must be answered.
    pub(super) asks_money: bool,
}

impl Draft {
    pub(super) fn read(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        let banks = fields.values("named_bank").chain(std::iter::repeat(""));
        Self {
            topic: text("topic"),
            narrative: text("narrative"),
            occurred_on: text("occurred_on"),
            reached_by: fields.values("reached_by").filter_map(ReachedBy::parse).collect(),
            named: fields
                .values("named")
                .zip(banks)
                .take(MAX_NAMED)
                .map(|(text, bank)| (text.to_owned(), bank.to_owned()))
                .collect(),
            money: text("money"),
            amount: text("amount"),
            money_sent_at: text("money_sent_at"),
            bank: text("bank"),
            bank_told: fields.is("bank_told"),
            exposed: fields.values("exposed").filter_map(Exposed::parse).collect(),
            commune: text("commune"),
            ticked: SITUATION
                .into_iter()
                .chain(WISHES)
                .filter(|name| fields.is(name))
                .collect(),
            contact: contact(fields),
        }
    }

    fn is(&self, name: &str) -> bool {
        self.ticked.contains(&name)
    }

    /// What is sealed, or everything that cannot stand.
    pub(super) fn letter(&self, about: &Circumstances<'_>) -> Result<(Form, String, Identity), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut narrative = form::narrative(&self.narrative, "narrative")
            .map_err(|fault| faults.push(fault))
            .unwrap_or_default();
        let occurred_on = optional(&self.occurred_on, "occurred_on", amount::day, &mut faults);
        if occurred_on.is_some_and(|day| day > about.today) {
            faults.push(Fault {
                field: "occurred_on",
                reason: "future",
            });
        }
        let money = match Money::parse(&self.money) {
            Some(money) => money,
            None => {
                if about.asks_money {
                    faults.push(Fault {
                        field: "money",
                        reason: "empty",
                    });
                }
                Money::None
            }
        };
        let written = line(&self.amount, "amount", &mut faults);
        let sum = amount::dong(&written).filter(|sum| *sum <= form::MAX_AMOUNT);
        if sum.is_none() && !written.is_empty() {
            // A report does not wait for a figure: whoever opens it reads what was written.
            let name = Words::of(about.language).get("field.amount");
            narrative = format!("{narrative}\n{name}: {written}").trim_start().to_owned();
        }
        let sent_at = optional(&self.money_sent_at, "money_sent_at", amount::moment, &mut faults);
        if sent_at.is_some_and(|at| at > about.now) {
            faults.push(Fault {
                field: "money_sent_at",
                reason: "future",
            });
        }
        let mut named = Vec::new();
        for (text, bank) in &self.named {
            if !text.is_empty() || !bank.is_empty() {
                named.push(Named {
                    // A bank alone says something, too.
                    text: if text.is_empty() {
                        bank.clone()
                    } else {
                        text.clone()
                    },
                    bank: bank.clone(),
                });
            }
        }
        let bank = line(&self.bank, "bank", &mut faults);
        let mut fault_of_named = None;
        for one in &mut named {
            for text in [&mut one.text, &mut one.bank] {
                match form::line(text, "named") {
                    Ok(clean) => *text = clean,
                    Err(fault) => fault_of_named = Some(fault),
                }
            }
        }
        faults.extend(fault_of_named);
        let identity = self.identity(&mut faults);
        let commune = Uuid::parse_str(&self.commune)
            .ok()
            .filter(|id| about.communes.contains(id));
        let form = Form {
            channel: Channel::Web,
            language: about.language,
            topic: self.topic.clone(),
            occurred_on,
            reached_by: self.reached_by.clone(),
            named,
            money,
            money_sent_at: sent_at,
            amount: sum,
            bank,
            bank_told: self.bank_told,
            exposed: self.exposed.clone(),
            commune,
            desk: None,
            is_minor: self.is("is_minor"),
            is_not_fluent: self.is("is_not_fluent"),
            is_abroad: self.is("is_abroad"),
            for_another: self.is("for_another"),
            wants_secret: self.is("wants_secret"),
            may_share: self.is("may_share"),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        match form.check(about.today) {
            Ok(form) => Ok((form, narrative, identity)),
            Err(fault) => Err(vec![fault]),
        }
    }

    fn identity(&self, faults: &mut Vec<Fault>) -> Identity {
        identity(&self.contact, faults)
    }
}

/// Contact as it may be sealed; what cannot stand is added to the faults.
pub(in crate::routes::hotline::public) fn identity(typed: &Identity, faults: &mut Vec<Fault>) -> Identity {
    Identity {
        name: line(&typed.name, "name", faults),
        phone: line(&typed.phone, "phone", faults),
        email: line(&typed.email, "email", faults),
        address: line(&typed.address, "address", faults),
        guardian: line(&typed.guardian, "guardian", faults),
        ..Identity::default()
    }
}

fn line(typed: &str, field: &'static str, faults: &mut Vec<Fault>) -> String {
    form::line(typed, field)
        .map_err(|fault| faults.push(fault))
        .unwrap_or_default()
}

/// What may be left empty.
fn optional<T>(
    typed: &str,
    field: &'static str,
    read: impl Fn(&str) -> Option<T>,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    let found = read(typed);
    if found.is_none() {
        faults.push(Fault {
            field,
            reason: "malformed",
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_base::clock::vn_date;

    /// Field and reason.
    type Faults = Vec<(&'static str, &'static str)>;

    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_796_000_000, 0).unwrap();

    fn draft() -> Draft {
        Draft {
            topic: "14".into(),
            narrative: "Có người gọi tự xưng công an".into(),
            money: "sent".into(),
            ..Draft::default()
        }
    }

    fn read(draft: &Draft, communes: &[Uuid]) -> Result<(Form, String, Identity), Faults> {
        read_in(Language::Vietnamese, draft, communes)
    }

    fn read_in(
        language: Language,
        draft: &Draft,
        communes: &[Uuid],
    ) -> Result<(Form, String, Identity), Faults> {
        let about = Circumstances {
            language,
            now: NOW,
            today: vn_date(NOW),
            communes,
            asks_money: true,
        };
        let letter = draft.letter(&about);
        letter.map_err(|faults| faults.iter().map(|f| (f.field, f.reason)).collect())
    }

    #[test]
    fn all_that_cannot_stand_is_named_at_once() {
        let wrong = Draft {
            narrative: String::new(),
            money: String::new(),
            amount: "9".repeat(501),
            occurred_on: "2099-01-01".into(),
            money_sent_at: "2099-01-01T00:00".into(),
            bank: "x".repeat(501),
            named: vec![("a\u{0}b".into(), String::new())],
            contact: Identity {
                phone: "0".repeat(501),
                ..Identity::default()
            },
            ..draft()
        };
        let expected = [
            ("narrative", "empty"),
            ("occurred_on", "future"),
            ("money", "empty"),
            ("amount", "too_long"),
            ("money_sent_at", "future"),
            ("bank", "too_long"),
            ("named", "control_character"),
            ("phone", "too_long"),
        ];
        assert_eq!(read(&wrong, &[]).unwrap_err(), expected);
    }

    #[test]
    fn what_is_left_out_is_left_out() {
        let (form, narrative, identity) = read(&draft(), &[]).unwrap();
        assert_eq!(narrative, "Có người gọi tự xưng công an");
        assert!(identity.is_empty());
        assert_eq!(form.money, Money::Sent);
        assert!(form.named.is_empty() && form.amount.is_none() && form.commune.is_none());
        assert!(!form.may_share && !form.wants_secret);
    }

    #[test]
    fn an_amount_that_cannot_be_read_holds_no_report_up() {
        let told = "Có người gọi tự xưng công an";
        for (language, amount, expected, line) in [
            (Language::Vietnamese, "hơn 5 triệu rưỡi", Some(5_500_000), ""),
            (Language::Vietnamese, "", None, ""),
            (Language::Vietnamese, " 5000  USDT ", None, "\nSố tiền: 5000 USDT"),
            (Language::English, "100 USD", None, "\nAmount: 100 USD"),
            // More than there can be is mistyped.
            (Language::Vietnamese, "200000 tỷ", None, "\nSố tiền: 200000 tỷ"),
        ] {
            let draft = Draft {
                amount: amount.into(),
                ..draft()
            };
            let (form, narrative, _) = read_in(language, &draft, &[]).unwrap();
            assert_eq!(form.amount, expected, "{amount}");
            assert_eq!(narrative, format!("{told}{line}"), "{amount}");
        }
        let most = Draft {
            narrative: "x".repeat(form::MAX_NARRATIVE),
            amount: "không nhớ".into(),
            ..draft()
        };
        let (_, narrative, _) = read(&most, &[]).unwrap();
        assert!(narrative.ends_with("x\nSố tiền: không nhớ"));
    }

    #[test]
    fn a_commune_is_one_of_those_offered_and_rows_may_have_gaps() {
        let (known, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let of = |commune: Uuid| {
            let draft = Draft {
                commune: commune.to_string(),
                named: vec![
                    (String::new(), String::new()),
                    ("0900000101".into(), String::new()),
                    (String::new(), "Ngân hàng A".into()),
                ],
                ticked: vec!["may_share"],
                ..draft()
            };
            read(&draft, &[known]).unwrap().0
        };
        assert_eq!(of(known).commune, Some(known));
        assert_eq!(of(other).commune, None);
        let named: Vec<_> = of(known).named.into_iter().map(|n| (n.text, n.bank)).collect();
        assert_eq!(
            named,
            [
                ("0900000101".to_owned(), String::new()),
                ("Ngân hàng A".to_owned(), "Ngân hàng A".to_owned())
            ]
        );
        assert!(of(known).may_share);
    }
}
