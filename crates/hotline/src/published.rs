//! What everybody may read: notices, the trust register, warned indicators, whom to turn to. Made from the records when one
//! of them changes, and carried to the front as one document, so that a public machine needs no way into the records.

use crate::{
    envelope::Sealer,
    model::{NoticeKind, Proof, TrustKind},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_lookalike::{Entry, Register};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The document as it is made and carried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub made_at: DateTime<Utc>,
    /// Name of the centre, as the portal shows it.
    pub centre: String,
    #[serde(default)]
    pub sealer: Option<Sealer>,
    #[serde(default)]
    pub notices: Vec<Notice>,
    #[serde(default)]
    pub trusted: Vec<Trusted>,
    #[serde(default)]
    pub warned: Vec<Warned>,
    #[serde(default)]
    pub contacts: Vec<Contact>,
    #[serde(default)]
    pub communes: Vec<Commune>,
    /// Kinds of scam that the installation added.
    #[serde(default)]
    pub scam_types: Vec<AddedType>,
    /// Official domains and brands that fakes imitate, besides those of [`Self::trusted`].
    #[serde(default)]
    pub official: Vec<Official>,
    /// Notices go out by e-mail as well, to whoever asks for them.
    #[serde(default)]
    pub by_mail: bool,
}

/// Something the centre tells the public.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: Uuid,
    pub kind: NoticeKind,
    /// Last part of its address.
    pub slug: String,
    pub title: String,
    #[serde(default)]
    pub title_en: String,
    pub summary: String,
    #[serde(default)]
    pub summary_en: String,
    /// Paragraphs, an empty line between.
    pub body: String,
    #[serde(default)]
    pub body_en: String,
    #[serde(default)]
    pub signs: Vec<String>,
    #[serde(default)]
    pub advice: Vec<String>,
    #[serde(default)]
    pub indicators: Vec<NoticeIndicator>,
    #[serde(default)]
    pub source_name: String,
    #[serde(default)]
    pub source_url: String,
    #[serde(default)]
    pub scam_type: Option<String>,
    /// `everybody`, `elderly`, `young`, `parents`, `small_firms`.
    #[serde(default)]
    pub audience: String,
    pub published_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When it is over, or when its words name what they may no longer name, whichever is sooner: a front that nobody reaches
    /// goes by it.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Notice {
    /// What it names and may name now.
    pub fn indicators_at(&self, now: DateTime<Utc>) -> impl Iterator<Item = &NoticeIndicator> {
        let lasts = move |one: &&NoticeIndicator| one.until.is_none_or(|end| end > now);
        self.indicators.iter().filter(lasts)
    }
}

/// An indicator that a notice names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeIndicator {
    /// [`coloa_extract::Kind`].
    pub kind: String,
    pub value: String,
    /// When it may no longer be named, since the public is not warned of it any more.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

/// What an organisation proved to be its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    pub organisation: String,
    pub kind: TrustKind,
    pub value: String,
    pub match_key: String,
    #[serde(default)]
    pub platform: String,
    pub proof: Proof,
    pub proved_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// An indicator that the public is warned of. Nothing of who reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    pub id: Uuid,
    pub kind: String,
    pub value: String,
    pub match_key: String,
    #[serde(default)]
    pub bank: Option<String>,
    #[serde(default)]
    pub scam_type: Option<String>,
    pub reason: String,
    /// When an operator verified it, at least two independent reports named it; no: one did, or it is not known.
    #[serde(default)]
    pub several_reports: bool,
    pub since: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Of a notice that says more.
    #[serde(default)]
    pub notice: Option<String>,
}

/// Whom a citizen may turn to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    /// `bank`, `police`, `spam`, `children`, `false_news`, `centre`, `other`.
    pub purpose: String,
    pub value: String,
    /// Codes; empty: all.
    #[serde(default)]
    pub scam_types: Vec<String>,
    #[serde(default)]
    pub checked_on: Option<NaiveDate>,
}

/// A commune or ward of the province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commune {
    pub id: Uuid,
    pub name: String,
}

/// A kind of scam that the installation added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedType {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    #[serde(default)]
    pub advice: Vec<String>,
}

/// Official names of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    pub organisation: String,
    pub domains: Vec<String>,
    #[serde(default)]
    pub brands: Vec<String>,
}

/// The document, prepared for look-ups.
pub struct Published {
    pub document: Document,
    /// Shared by documents that do not differ in what it is made of.
    pub(crate) register: Arc<Register>,
    /// Places in `document.warned`.
    pub(crate) warned: FxHashMap<(String, String), usize>,
    /// Places in `document.trusted`.
    pub(crate) trusted: FxHashMap<(TrustKind, String), usize>,
}

impl std::fmt::Debug for Published {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Published({})", self.document.made_at)
    }
}

impl Published {
    /// Prepares a document.
    #[must_use]
    pub fn new(document: Document) -> Self {
        Self::after(document, None)
    }

    /// Prepares a document that takes another one's place: official names are prepared anew only where they differ.
    #[must_use]
    pub fn after(document: Document, earlier: Option<&Self>) -> Self {
        let warned = document.warned.iter().enumerate();
        let warned = warned
            .map(|(at, w)| ((w.kind.clone(), w.match_key.clone()), at))
            .collect();
        let trusted = document.trusted.iter().enumerate();
        let trusted = trusted
            .map(|(at, t)| ((t.kind, t.match_key.clone()), at))
            .collect();
        let same = |earlier: &&Self| {
            earlier.document.trusted == document.trusted && earlier.document.official == document.official
        };
        let register = match earlier.filter(same) {
            Some(earlier) => Arc::clone(&earlier.register),
            None => Arc::new(register(&document)),
        };
        Self {
            document,
            register,
            warned,
            trusted,
        }
    }
}

/// Official names: what organisations proved, and what is known besides.
fn register(document: &Document) -> Register {
    let mut entries: FxHashMap<&str, Entry> = FxHashMap::default();
    for item in &document.trusted {
        let entry = entries.entry(&item.organisation).or_insert_with(|| Entry {
            organisation: item.organisation.clone(),
            ..Entry::default()
        });
        match item.kind {
            TrustKind::Site => entry.domains.push(item.match_key.clone()),
            TrustKind::App | TrustKind::Account | TrustKind::Hotline | TrustKind::Email => {}
        }
    }
    let mut entries: Vec<Entry> = entries.into_values().collect();
    entries.sort_by(|a, b| a.organisation.cmp(&b.organisation));
    entries.extend(document.official.iter().map(|o| Entry {
        organisation: o.organisation.clone(),
        domains: o.domains.clone(),
        brands: o.brands.clone(),
    }));
    Register::build(entries)
}
