//! What the form of a report says, as far as it stands in the columns by which reports are sorted: answers to closed questions,
//! amounts, days. Nothing that was written freely goes there; of a bank its short name, where it is one that is known.

use crate::{
    HotlineError,
    entity::report,
    form::Form,
    model::{Channel, Exposed, Language, Money, Urgency},
    scam_type,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use coloa_base::{clock::vn_date, text};
use coloa_platform::{Keys, Tx};

/// How long money that was sent may still be stopped on its way.
const ON_ITS_WAY: TimeDelta = TimeDelta::hours(24);
/// Days after which what happened without money or access can wait.
const LONG_AGO: i64 = 30;
/// Characters of a narrative below which many people write the same.
const LEAST_WORDS: usize = 40;
/// Where the topic of a form is none.
const OTHER: &str = "other";

/// What could be read of a report.
#[derive(Clone, Debug)]
pub enum Reading {
    /// Nothing: the key is not at hand.
    Sealed,
    Opened {
        /// `None`: there is none, or it is no form.
        form: Option<Box<Form>>,
        /// Of its words.
        tag: Option<String>,
        /// Of how who reports can be reached ([`super::contact`]).
        contacts: Option<String>,
    },
}

impl Reading {
    /// Reads a form. What is no form, or does not pass its checks, costs no report: what can be used of it is.
    #[must_use]
    pub fn of(json: &[u8], tag: Option<String>, today: NaiveDate) -> Self {
        let form = serde_json::from_slice::<Form>(json).ok();
        let form = form.map(|form| {
            let usable = form.clone().check(today).unwrap_or_else(|_| Form {
                topic: OTHER.to_owned(),
                occurred_on: None,
                named: Vec::new(),
                amount: None,
                bank: String::new(),
                ..form
            });
            Box::new(usable)
        });
        Self::Opened {
            form,
            tag,
            contacts: None,
        }
    }

    /// With how who reports can be reached. Of a sealed report it waits.
    #[must_use]
    pub fn with_contacts(mut self, found: Option<String>) -> Self {
        if let Self::Opened { contacts, .. } = &mut self {
            *contacts = found;
        }
        self
    }

    #[must_use]
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::Opened { form, .. } => form.as_deref(),
            Self::Sealed => None,
        }
    }

    /// Fills the columns of a row. Of a sealed report they stay as they are.
    pub async fn fill(&self, tx: &Tx, row: &mut report::Model) -> Result<(), HotlineError> {
        let Self::Opened { form, tag, contacts } = self else {
            return Ok(());
        };
        row.is_opened = true;
        row.content_tag.clone_from(tag);
        row.contact_tags.clone_from(contacts);
        let Some(form) = form else { return Ok(()) };
        row.channel = form.channel.to_string();
        row.language = form.language.to_string();
        row.urgency = urgency(form, row.received_at).rank();
        row.scam_type = scam_type::is_known(tx, &form.topic)
            .await?
            .then(|| form.topic.clone());
        row.money = form.money.to_string();
        row.money_sent_at = form.money_sent_at.map(|at| at.min(row.received_at));
        row.amount = form.amount;
        row.bank = known_bank(&form.bank);
        row.occurred_on = form.occurred_on;
        row.commune_id = form.commune;
        row.reached_by = join(form.reached_by.iter().map(|by| by.as_str()));
        row.exposed = join(form.exposed.iter().map(|what| what.as_str()));
        row.is_minor = form.is_minor;
        row.is_not_fluent = form.is_not_fluent;
        row.is_abroad = form.is_abroad;
        row.wants_secret = form.wants_secret;
        Ok(())
    }
}

/// A form of which nothing is known: shown where the real one cannot be read.
#[must_use]
pub fn blank_form(row: &report::Model) -> Form {
    Form {
        channel: Channel::parse(&row.channel).unwrap_or(Channel::Web),
        language: Language::parse(&row.language).unwrap_or(Language::Vietnamese),
        topic: row.scam_type.clone().unwrap_or_else(|| OTHER.to_owned()),
        occurred_on: row.occurred_on,
        reached_by: Vec::new(),
        named: Vec::new(),
        money: Money::parse(&row.money).unwrap_or(Money::None),
        money_sent_at: row.money_sent_at,
        amount: row.amount,
        bank: row.bank.clone().unwrap_or_default(),
        bank_told: false,
        exposed: Vec::new(),
        commune: row.commune_id,
        desk: None,
        is_minor: row.is_minor,
        is_not_fluent: row.is_not_fluent,
        is_abroad: row.is_abroad,
        for_another: false,
        wants_secret: row.wants_secret,
        may_share: false,
    }
}

/// Codes, joined as they are stored.
fn join<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(",")
}

/// How urgent a report is by its answers alone.
#[must_use]
pub fn urgency(form: &Form, received_at: DateTime<Utc>) -> Urgency {
    let exposed = |what: Exposed| form.exposed.contains(&what);
    // Somebody presses a child, or holds pictures of it.
    let child_in_danger = form.is_minor
        && (matches!(form.money, Money::Asked | Money::Sending) || exposed(Exposed::PrivateImages));
    if form.money == Money::Sending
        || child_in_danger
        || (form.money == Money::Sent && is_on_its_way(form, received_at))
    {
        return Urgency::Now;
    }
    // Whoever has these may be emptying an account.
    let access = [
        Exposed::Otp,
        Exposed::Password,
        Exposed::BankCard,
        Exposed::Device,
        Exposed::Account,
        Exposed::PrivateImages,
    ];
    if form.money == Money::Sent || access.into_iter().any(exposed) || form.is_minor {
        return Urgency::Today;
    }
    let is_long_ago = form
        .occurred_on
        .is_some_and(|day| (vn_date(received_at) - day).num_days() > LONG_AGO);
    if is_long_ago && form.money == Money::None {
        Urgency::Later
    } else {
        Urgency::Usual
    }
}

/// Sent so short ago that a bank may still stop it; by the day, where nobody said the hour.
fn is_on_its_way(form: &Form, received_at: DateTime<Utc>) -> bool {
    match (form.money_sent_at, form.occurred_on) {
        (Some(at), _) => received_at - at < ON_ITS_WAY,
        (None, Some(day)) => (vn_date(received_at) - day).num_days() <= 1,
        (None, None) => true,
    }
}

/// Short name of a bank that somebody wrote; whatever else stands in the field goes nowhere.
fn known_bank(written: &str) -> Option<String> {
    if written.is_empty() {
        return None;
    }
    coloa_extract::find(&format!("stk 1012000111 ngân hàng {written}"))
        .iter()
        .find_map(|found| found.bank)
        .map(str::to_owned)
}

/// Keyed tag of what a narrative says, the same for the same words however they are spaced and marked; `None`: too short to
/// tell two people apart.
#[must_use]
pub fn content_tag(keys: &Keys, narrative: &str) -> Option<String> {
    let words = text::words(narrative);
    if words.chars().count() < LEAST_WORDS {
        return None;
    }
    Some(hex::encode(&keys.mac("hotline.content", words.as_bytes())[..16]))
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

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-25T{hour:02}:00:00Z").parse().unwrap()
    }

    #[test]
    fn urgency_is_in_the_answers() {
        let of = |change: &dyn Fn(&mut Form)| {
            let mut form = form();
            change(&mut form);
            urgency(&form, at(5))
        };
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(of(&|_| {}), Urgency::Usual);
        assert_eq!(of(&|f| f.money = Money::Sending), Urgency::Now);
        let sent = |change: &dyn Fn(&mut Form)| {
            of(&|f| {
                f.money = Money::Sent;
                change(f);
            })
        };
        assert_eq!(
            sent(&|f| f.money_sent_at = Some(at(5) - TimeDelta::hours(23))),
            Urgency::Now
        );
        assert_eq!(
            sent(&|f| f.money_sent_at = Some(at(5) - TimeDelta::hours(24))),
            Urgency::Today
        );
        // A watch that runs ahead.
        assert_eq!(sent(&|f| f.money_sent_at = Some(at(6))), Urgency::Now);
        assert_eq!(sent(&|f| f.occurred_on = day("2026-11-24")), Urgency::Now);
        assert_eq!(sent(&|f| f.occurred_on = day("2026-11-23")), Urgency::Today);
        assert_eq!(sent(&|_| {}), Urgency::Now);
        assert_eq!(of(&|f| f.money = Money::Asked), Urgency::Usual);
        let child = |change: &dyn Fn(&mut Form)| {
            of(&|f| {
                f.is_minor = true;
                change(f);
            })
        };
        assert_eq!(child(&|f| f.money = Money::Asked), Urgency::Now);
        assert_eq!(child(&|f| f.exposed = vec![Exposed::PrivateImages]), Urgency::Now);
        assert_eq!(child(&|_| {}), Urgency::Today);
        assert_eq!(of(&|f| f.exposed = vec![Exposed::Otp]), Urgency::Today);
        assert_eq!(of(&|f| f.exposed = vec![Exposed::IdentityCard]), Urgency::Usual);
        assert_eq!(of(&|f| f.occurred_on = day("2026-10-25")), Urgency::Later);
        assert_eq!(of(&|f| f.occurred_on = day("2026-10-26")), Urgency::Usual);
    }

    #[test]
    fn a_bank_is_one_that_is_known_or_none() {
        assert_eq!(
            known_bank("VCB chi nhánh gần nhà bà Bưởi").as_deref(),
            Some("vietcombank")
        );
        assert_eq!(known_bank("Bà Bưởi, ngõ 12"), None);
        assert_eq!(known_bank(""), None);
    }

    #[test]
    fn the_same_words_have_one_tag_and_few_words_have_none() {
        let keys = Keys::from_bytes([3; 32]);
        let tag = |text: &str| content_tag(&keys, text);
        let text = "Nó gọi bảo mình bị phạt nguội, bắt chuyển tiền ngay vào tài khoản.";
        assert!(tag(text).is_some());
        assert_eq!(tag(text), tag(&text.to_uppercase().replace(", ", "  -  ")));
        assert_ne!(tag(text), tag(&format!("{text} Hôm qua.")));
        assert_ne!(tag(text), content_tag(&Keys::from_bytes([4; 32]), text));
        assert_eq!(tag("Tôi bị lừa"), None);
    }

    #[test]
    fn a_form_that_does_not_pass_costs_no_report() {
        let today = vn_date(at(5));
        let read = |json: &str| Reading::of(json.as_bytes(), None, today);
        assert!(read("{").form().is_none());
        let long = format!(
            r#"{{"channel":"phone","language":"vi","topic":"14","money":"sending","bank":"{}"}}"#,
            "x".repeat(600)
        );
        let kept = read(&long);
        let form = kept.form().unwrap();
        assert_eq!((form.channel, form.money), (Channel::Phone, Money::Sending));
        assert_eq!((form.topic.as_str(), form.bank.as_str()), (OTHER, ""));
    }
}
