//! The pages of a report: the topics, the form, what comes back.

use super::draft::{Draft, ROWS, SITUATION, WISHES};
use crate::routes::hotline::public::{
    form::{self, Choice, FaultView, Input, RefusedView},
    page::{Call, Page},
    topics::{self, Topic},
    words::Words,
};
use askama::Template;
use chrono::NaiveDate;
use coloa_hotline::{
    attachment::Kind,
    envelope::{MAX_ATTACHMENT, MAX_ATTACHMENTS},
    model::{Exposed, Language, Money, ReachedBy},
    published::Document,
    scam_type::Group,
};
use coloa_law::LawBook;

/// The kind of message whose row says what a false report brings.
const CRIME_REPORT: &str = "crime_report_individual";

/// The first step.
#[derive(Template)]
#[template(path = "portal/topic.html")]
pub(super) struct TopicPage<'a> {
    page: &'a Page,
    groups: Vec<TopicGroup<'a>>,
    /// It was sent without a choice.
    missing: bool,
    first: &'a str,
}

struct TopicGroup<'a> {
    name: &'static str,
    topics: Vec<TopicLine<'a>>,
}

struct TopicLine<'a> {
    code: &'a str,
    question: &'a str,
}

impl<'a> TopicPage<'a> {
    pub(super) fn new(page: &'a Page, document: &'a Document, missing: bool) -> Self {
        let groups = [
            (Group::Account, page.t("topic.account")),
            (Group::Brand, page.t("topic.brand")),
            (Group::Combined, page.t("topic.combined")),
            (Group::Other, page.t("topic.other")),
        ];
        let groups: Vec<_> = groups
            .into_iter()
            .map(|(group, name)| TopicGroup {
                name,
                topics: topics::all(document)
                    .filter(|topic| topic.group() == group)
                    .map(|topic| TopicLine {
                        code: topic.code(),
                        question: topic.question(page.language),
                    })
                    .collect(),
            })
            .collect();
        let first = groups.iter().flat_map(|g| &g.topics).next();
        let first = first.map_or("", |topic| topic.code);
        Self {
            page,
            groups,
            missing,
            first,
        }
    }
}

/// What the law says of a report that is knowingly false.
pub(super) struct LawNote {
    note: String,
    citation: String,
}

impl LawNote {
    fn on(day: NaiveDate) -> Option<Self> {
        let row = LawBook::current().kind_of_message(CRIME_REPORT, day)?;
        Some(Self {
            note: row.note.clone()?,
            citation: row.legal.source.clone(),
        })
    }
}

/// A line for a number or a link.
struct NamedRow {
    number: usize,
    text: String,
    bank: String,
}

/// The form as it is shown.
pub(super) struct ReportForm {
    pub(super) faults: Vec<FaultView>,
    pub(super) again: String,
    pub(super) ticket: String,
    /// Names of files that are kept for it.
    pub(super) kept: Vec<String>,
    topic: String,
    question: String,
    today: String,
    narrative: String,
    occurred_on: String,
    reached: Vec<Choice>,
    money: Vec<Choice>,
    amount: String,
    money_sent_at: String,
    bank: String,
    bank_told: bool,
    named: Vec<NamedRow>,
    exposed: Vec<Choice>,
    communes: Vec<Choice>,
    situation: Vec<Choice>,
    contact: Vec<Input>,
    wishes: Vec<Choice>,
    law: Option<LawNote>,
    /// Kinds of files that are taken, for the chooser.
    accept: &'static str,
    most_bytes: usize,
    most_files: usize,
}

impl ReportForm {
    pub(super) fn new(
        page: &Page,
        document: &Document,
        topic: Topic<'_>,
        draft: &Draft,
        today: NaiveDate,
    ) -> Self {
        let words = Words::of(page.language);
        let choice = |value: &str, key: String, on: bool| Choice {
            value: value.to_owned(),
            label: words.get(&key).to_owned(),
            on,
        };
        let ticks = |names: &[&'static str]| {
            let tick =
                |name: &&'static str| choice(name, format!("report.{name}"), draft.ticked.contains(name));
            names.iter().map(tick).collect()
        };
        let money = if draft.money.is_empty() && !topic.is_scam() {
            Money::None.as_str()
        } else {
            &draft.money
        };
        let blank = (String::new(), String::new());
        let rows = draft.named.iter().chain(std::iter::repeat(&blank));
        let named = (1..).zip(rows).take(draft.named.len().max(ROWS));
        Self {
            faults: Vec::new(),
            again: String::new(),
            ticket: String::new(),
            kept: Vec::new(),
            topic: topic.code().to_owned(),
            question: topic.question(page.language).to_owned(),
            today: today.to_string(),
            narrative: draft.narrative.clone(),
            occurred_on: draft.occurred_on.clone(),
            reached: ReachedBy::ALL
                .iter()
                .map(|r| choice(r.as_str(), format!("reached.{r}"), draft.reached_by.contains(r)))
                .collect(),
            money: Money::ALL
                .iter()
                .map(|m| choice(m.as_str(), format!("money.{m}"), m.as_str() == money))
                .collect(),
            amount: draft.amount.clone(),
            money_sent_at: draft.money_sent_at.clone(),
            bank: draft.bank.clone(),
            bank_told: draft.bank_told,
            named: named
                .map(|(number, (text, bank))| NamedRow {
                    number,
                    text: text.clone(),
                    bank: bank.clone(),
                })
                .collect(),
            exposed: Exposed::ALL
                .iter()
                .map(|e| choice(e.as_str(), format!("exposed.{e}"), draft.exposed.contains(e)))
                .collect(),
            communes: document
                .communes
                .iter()
                .map(|c| Choice {
                    value: c.id.to_string(),
                    label: c.name.clone(),
                    on: c.id.to_string() == draft.commune,
                })
                .collect(),
            situation: ticks(&SITUATION),
            contact: form::contact_inputs(page, &draft.contact, true),
            wishes: ticks(&WISHES),
            law: LawNote::on(today),
            accept: Kind::ACCEPT,
            most_bytes: MAX_ATTACHMENT,
            most_files: MAX_ATTACHMENTS,
        }
    }

    fn fault(&self, field: &str) -> Option<&str> {
        form::fault(&self.faults, field)
    }
    fn describe(&self, field: &str, hints: &str) -> String {
        form::describe(&self.faults, field, hints)
    }
    fn describe_group(&self, field: &str, hints: &str) -> String {
        form::describe_group(&self.faults, field, hints)
    }
}

/// The second step.
#[derive(Template)]
#[template(path = "portal/report.html")]
pub(super) struct ReportPage<'a> {
    pub(super) page: &'a Page,
    pub(super) form: ReportForm,
}

/// It is stored: the code, and what to do now.
#[derive(Template)]
#[template(path = "portal/result.html")]
pub(super) struct ResultPage<'a> {
    pub(super) page: &'a Page,
    pub(super) topic: &'a str,
    /// `4K7M-0Q2Z-…`.
    pub(super) code: String,
    pub(super) code_groups: Vec<String>,
    /// It was there already.
    pub(super) again: bool,
    pub(super) refused: Vec<RefusedView>,
    /// Money is on its way.
    pub(super) urgent: bool,
    pub(super) advice: Vec<&'a str>,
    pub(super) advice_lang: &'static str,
    pub(super) calls: Vec<Call>,
}

/// ` lang="vi"` where a text is not in the language of its page.
pub(in crate::routes::hotline::public) const fn lang_attribute(
    text: Language,
    page: Language,
) -> &'static str {
    match (text, page) {
        (Language::Vietnamese, Language::English) => " lang=\"vi\"",
        (Language::English, Language::Vietnamese) => " lang=\"en\"",
        _ => "",
    }
}
