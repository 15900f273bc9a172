//! What a report can be about, as citizens read it: the topics of the product and the kinds that the installation added, with
//! what to do and whom to turn to.

use super::page::Call;
use coloa_hotline::{
    model::Language,
    published::{AddedType, Contact, Document},
    scam_type::{self, ContactPurpose, Group, Topic as Known},
};

/// A topic of either origin.
#[derive(Clone, Copy, Debug)]
pub(super) enum Topic<'a> {
    Known(&'static Known),
    Added(&'a AddedType),
}

/// Whom to turn to where the data say nothing else.
const USUAL: [ContactPurpose; 2] = [ContactPurpose::Bank, ContactPurpose::Police];

impl<'a> Topic<'a> {
    pub(super) fn find(document: &'a Document, code: &str) -> Option<Self> {
        let known = scam_type::find(code).map(Self::Known);
        known.or_else(|| {
            let added = document.scam_types.iter().find(|t| t.code == code)?;
            Some(Self::Added(added))
        })
    }

    pub(super) fn code(self) -> &'a str {
        match self {
            Self::Known(topic) => &topic.code,
            Self::Added(topic) => &topic.code,
        }
    }
    /// As a citizen would say it.
    pub(super) fn question(self, language: Language) -> &'a str {
        match self {
            Self::Known(topic) => topic.question.of(language),
            Self::Added(topic) => name(&topic.name, &topic.name_en, language),
        }
    }
    pub(super) fn name(self, language: Language) -> &'a str {
        match self {
            Self::Known(topic) => name(&topic.name, &topic.name_en, language),
            Self::Added(topic) => name(&topic.name, &topic.name_en, language),
        }
    }
    pub(super) fn group(self) -> Group {
        match self {
            Self::Known(topic) => topic.group,
            Self::Added(_) => Group::Combined,
        }
    }
    pub(super) fn is_scam(self) -> bool {
        self.group() != Group::Other
    }
    /// What to do now, and in which language it is written.
    pub(super) fn advice(self, language: Language) -> (Vec<&'a str>, Language) {
        match self {
            Self::Known(topic) => (topic.advice.iter().map(|a| a.of(language)).collect(), language),
            Self::Added(topic) => (
                topic.advice.iter().map(String::as_str).collect(),
                Language::Vietnamese,
            ),
        }
    }
    fn purposes(self) -> &'static [ContactPurpose] {
        match self {
            Self::Known(topic) => &topic.contacts,
            Self::Added(_) => &USUAL,
        }
    }
    /// Whom to turn to, the likeliest first; `first` before all.
    pub(super) fn calls(
        self,
        document: &Document,
        language: Language,
        first: &[ContactPurpose],
    ) -> Vec<Call> {
        let mut purposes: Vec<ContactPurpose> = Vec::new();
        for purpose in first.iter().chain(self.purposes()) {
            if !purposes.contains(purpose) {
                purposes.push(*purpose);
            }
        }
        let fits = |contact: &&Contact| {
            contact.scam_types.is_empty() || contact.scam_types.iter().any(|code| code == self.code())
        };
        purposes
            .iter()
            .flat_map(|purpose| {
                let of_purpose = document.contacts.iter().filter(|c| c.purpose == purpose.as_str());
                of_purpose.filter(fits)
            })
            .map(|contact| Call::new(contact, language))
            .collect()
    }
}

/// All of them, in the order in which they are shown.
pub(super) fn all(document: &Document) -> impl Iterator<Item = Topic<'_>> {
    let added = document
        .scam_types
        .iter()
        .filter(|t| scam_type::find(&t.code).is_none());
    scam_type::all()
        .iter()
        .map(Topic::Known)
        .chain(added.map(Topic::Added))
}

/// The name in a language, where there is one.
fn name<'a>(vi: &'a str, en: &'a str, language: Language) -> &'a str {
    match language {
        Language::English if !en.is_empty() => en,
        _ => vi,
    }
}
