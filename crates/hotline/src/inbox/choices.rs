//! What fields of a report may be, by the law of today and the settings of the installation; and what the reader may do at all.

use crate::{
    Hotline, HotlineError, bank,
    entity::{contact, desk, template},
    published::Commune,
    scam_type, store,
};
use coloa_auth::{Action, Actor, AuthError, Reach, action};
use coloa_extract::Kind;
use coloa_law::{
    LawBook,
    book::Row,
    hotline::{ContentClass, ContentGround, MessageKind, Recipient},
};

/// See the module.
#[derive(Debug)]
pub struct Choices {
    /// Code of the body that hosts the installation.
    pub host: String,
    pub kinds: Vec<&'static Row<MessageKind>>,
    pub recipients: Vec<&'static Row<Recipient>>,
    /// Why content is unlawful, then why it is false news.
    pub content_grounds: Vec<&'static Row<ContentGround>>,
    pub scam_types: Vec<Topic>,
    pub desks: Vec<desk::Model>,
    /// Code and name.
    pub banks: Vec<(&'static str, &'static str)>,
    pub communes: Vec<Commune>,
    pub templates: Vec<template::Model>,
    pub contacts: Vec<contact::Model>,
    /// Independent reports that must name what may be a person's before the public is warned of it.
    pub independent_reports: u32,
    /// Kinds of indicator that may be a person's.
    pub personal_kinds: Vec<&'static str>,
    /// Days that a warning lasts.
    pub warned_days: u32,
    /// Days that a proof of the trust register lasts.
    pub trusted_days: u32,
    /// Words of what the reader may do somewhere.
    pub may: Vec<&'static str>,
}

/// What a report may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// [`scam_type::Group`].
    pub group: &'static str,
    /// The installation added it.
    pub is_added: bool,
    /// What to do now, for whoever has a citizen at the phone.
    pub advice: Vec<scam_type::Text>,
    /// Purposes of contacts, the likeliest first; empty: any.
    pub contacts: Vec<&'static str>,
}

/// What somebody may do, in the words of the interface.
const MAY: [(&str, Action); 10] = [
    ("intake", action::HOTLINE_INTAKE),
    ("handle", action::HOTLINE_HANDLE),
    ("reveal", action::HOTLINE_REVEAL),
    ("agree", action::HOTLINE_AGREE),
    ("verify", action::HOTLINE_VERIFY),
    ("publish", action::HOTLINE_PUBLISH),
    ("trust", action::HOTLINE_TRUST),
    ("settings", action::HOTLINE_SETTINGS),
    ("statistics", action::HOTLINE_STATISTICS),
    ("audit", action::HOTLINE_AUDIT),
];

/// The choices, for whoever has to do with the hotline at all.
pub async fn read(hotline: &Hotline, actor: &Actor) -> Result<Choices, HotlineError> {
    let access = &hotline.access;
    let reached = |action: Action| access.reach(actor, action) != Reach::Nothing;
    let may: Vec<&'static str> = MAY
        .into_iter()
        .filter_map(|(word, action)| reached(action).then_some(word))
        .collect();
    if may.is_empty() && !reached(action::HOTLINE_READ) {
        let action = action::HOTLINE_READ;
        return Err(AuthError::Forbidden { action }.into());
    }
    let (db, today) = (access.db().reader(), access.clock().today());
    let book = LawBook::current();
    let directory = coloa_agency::load(access.db()).await?;
    let own = scam_type::all().iter().map(|topic| Topic {
        code: topic.code.clone(),
        name: topic.name.clone(),
        name_en: topic.name_en.clone(),
        group: topic.group.as_str(),
        is_added: false,
        advice: topic.advice.clone(),
        contacts: topic.contacts.iter().map(|purpose| purpose.as_str()).collect(),
    });
    let mut scam_types: Vec<Topic> = own.collect();
    for row in store::settings::scam_types(db).await? {
        if !row.active {
            continue;
        }
        // Whoever adds a kind writes its advice in one language.
        let advice = scam_type::advice_of(&row)?
            .into_iter()
            .map(|line| scam_type::Text {
                vi: line.clone(),
                en: line,
            });
        scam_types.push(Topic {
            advice: advice.collect(),
            contacts: Vec::new(),
            code: row.code,
            name: row.name,
            name_en: row.name_en,
            group: scam_type::Group::Combined.as_str(),
            is_added: true,
        });
    }
    let mut templates = store::settings::templates(db).await?;
    templates.retain(|row| row.active);
    let mut contacts = store::settings::contacts(db).await?;
    contacts.retain(|row| row.active);
    Ok(Choices {
        host: hotline.config.host.clone(),
        kinds: book.kinds_of_message(today).collect(),
        recipients: book
            .recipients
            .iter()
            .filter(|row| row.legal.in_force(today))
            .collect(),
        content_grounds: [ContentClass::IllegalContent, ContentClass::FalseNews]
            .into_iter()
            .flat_map(|of| book.grounds_of_content(of, today))
            .collect(),
        scam_types,
        desks: store::settings::desks(db).await?,
        banks: bank::all().collect(),
        communes: crate::publish::communes(&directory, today),
        templates,
        contacts,
        independent_reports: hotline.config.independent_reports,
        personal_kinds: Kind::ALL
            .iter()
            .map(|kind| kind.as_str())
            .filter(|kind| hotline.config.is_personal(kind))
            .collect(),
        warned_days: hotline.config.warned_days,
        trusted_days: hotline.config.trusted_days,
        may,
    })
}
