//! `/api/v1/hotline`: reports of citizens, for those who handle them. What citizens themselves see is in [`public`].

mod campaign;
mod client;
mod content;
mod filing;
mod notice;
mod opened;
mod opening;
pub mod public;
mod refused;
mod report;
mod reveal;
mod settings;
mod statistics;
pub(crate) mod transfer;
mod trust;
mod verdict;
mod wire;

use self::settings::{HotlineContact, HotlineDesk};
use crate::{
    App,
    extract::{Json, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use coloa_hotline::inbox::choices;
use coloa_law::hotline::ContentClass;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_hotline_choices))
        .merge(report::routes())
        .merge(transfer::routes())
        .merge(reveal::routes())
        .merge(opening::routes())
        .merge(campaign::routes())
        .merge(verdict::routes())
        .merge(trust::routes())
        .merge(notice::routes())
        .merge(content::routes())
        .merge(settings::routes())
        .merge(statistics::routes())
        .merge(client::routes())
        .merge(refused::routes())
}

/// What a message is in the eyes of the law.
#[derive(Serialize, ToSchema)]
pub struct HotlineKind {
    code: String,
    name: String,
    text: String,
    /// Code of the competent body.
    handler: String,
    handler_name: String,
    article: String,
    /// Whoever receives it may neither refuse nor resolve it, unless they are the competent body.
    crime: bool,
    spam: bool,
    /// Who reports is seen with a second person alone.
    two_to_reveal: bool,
    note: Option<String>,
}

/// A body that messages go to.
#[derive(Serialize, ToSchema)]
pub struct HotlineRecipient {
    code: String,
    name: String,
    held_by: String,
}

/// Why content is unlawful or false news, and who is competent.
#[derive(Serialize, ToSchema)]
pub struct HotlineContentGround {
    code: String,
    name: String,
    text: String,
    /// `illegal_content`, `false_news`.
    of: &'static str,
    article: String,
    /// `found`, `known`, `unsure`.
    certainty: &'static str,
    /// Code of the competent body.
    competent: String,
    competent_name: String,
    note: Option<String>,
}

/// What a report may be about.
#[derive(Serialize, ToSchema)]
pub struct HotlineTopic {
    code: String,
    name: String,
    name_en: String,
    /// `brand`, `account`, `combined`; `other`: no scam.
    group: &'static str,
    /// The installation added it.
    is_added: bool,
    /// What to do now.
    advice: Vec<HotlineAdvice>,
    /// Purposes of contacts, the likeliest first; empty: any.
    contacts: Vec<&'static str>,
}

/// A sentence for the citizen in both languages.
#[derive(Serialize, ToSchema)]
pub struct HotlineAdvice {
    vi: String,
    en: String,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineBank {
    code: &'static str,
    name: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineCommune {
    id: Uuid,
    name: String,
}

/// Words for an answer.
#[derive(Serialize, ToSchema)]
pub struct HotlineAnswerTemplate {
    id: Uuid,
    name: String,
    /// Null: for all kinds.
    kind: Option<String>,
    language: String,
    text: String,
}

/// What fields may be, and what the reader may do.
#[derive(Serialize, ToSchema)]
pub struct HotlineChoices {
    /// Code of the body that hosts the installation: the terms of another one are never shown.
    host: String,
    kinds: Vec<HotlineKind>,
    recipients: Vec<HotlineRecipient>,
    /// Of the law of today.
    content_grounds: Vec<HotlineContentGround>,
    scam_types: Vec<HotlineTopic>,
    desks: Vec<HotlineDesk>,
    banks: Vec<HotlineBank>,
    communes: Vec<HotlineCommune>,
    templates: Vec<HotlineAnswerTemplate>,
    contacts: Vec<HotlineContact>,
    /// Independent reports that must name what may be a person's before the public is warned of it.
    independent_reports: u32,
    /// Kinds of indicator that may be a person's: `phone`, `bank_account`, and as the installation sets `email`, `wallet`, `handle`.
    personal_kinds: Vec<&'static str>,
    /// Days that a warning lasts.
    warned_days: u32,
    /// Days that a proof of the trust register lasts.
    trusted_days: u32,
    /// `intake`, `handle`, `reveal`, `agree`, `verify`, `publish`, `trust`, `settings`, `statistics`, `audit`.
    may: Vec<&'static str>,
}

impl From<choices::Choices> for HotlineChoices {
    fn from(all: choices::Choices) -> Self {
        let name_of = |code: &str| {
            let found = all.recipients.iter().find(|r| r.code == code);
            found.map_or_else(|| code.to_owned(), |r| r.name.clone())
        };
        Self {
            kinds: all
                .kinds
                .iter()
                .map(|kind| HotlineKind {
                    code: kind.code.clone(),
                    name: kind.name.clone(),
                    text: kind.text.clone(),
                    handler: kind.handler.clone(),
                    handler_name: name_of(&kind.handler),
                    article: kind.legal.citation(),
                    crime: kind.crime,
                    spam: kind.spam,
                    two_to_reveal: kind.two_to_reveal,
                    note: kind.note.clone(),
                })
                .collect(),
            recipients: all
                .recipients
                .iter()
                .map(|recipient| HotlineRecipient {
                    code: recipient.code.clone(),
                    name: recipient.name.clone(),
                    held_by: recipient.held_by.clone(),
                })
                .collect(),
            content_grounds: all
                .content_grounds
                .iter()
                .map(|ground| HotlineContentGround {
                    code: ground.code.clone(),
                    name: ground.name.clone(),
                    text: ground.text.clone(),
                    of: match ground.of {
                        ContentClass::IllegalContent => "illegal_content",
                        ContentClass::FalseNews => "false_news",
                    },
                    article: ground.legal.citation(),
                    certainty: super::law::certainty(ground.legal.certainty),
                    competent: ground.competent.clone(),
                    competent_name: name_of(&ground.competent),
                    note: ground.note.clone(),
                })
                .collect(),
            host: all.host,
            scam_types: all
                .scam_types
                .into_iter()
                .map(|topic| HotlineTopic {
                    code: topic.code,
                    name: topic.name,
                    name_en: topic.name_en,
                    group: topic.group,
                    is_added: topic.is_added,
                    advice: topic
                        .advice
                        .into_iter()
                        .map(|text| HotlineAdvice {
                            vi: text.vi,
                            en: text.en,
                        })
                        .collect(),
                    contacts: topic.contacts,
                })
                .collect(),
            desks: all.desks.into_iter().map(Into::into).collect(),
            banks: all
                .banks
                .into_iter()
                .map(|(code, name)| HotlineBank { code, name })
                .collect(),
            communes: all
                .communes
                .into_iter()
                .map(|commune| HotlineCommune {
                    id: commune.id,
                    name: commune.name,
                })
                .collect(),
            templates: all
                .templates
                .into_iter()
                .map(|template| HotlineAnswerTemplate {
                    id: template.id,
                    name: template.name,
                    kind: template.kind,
                    language: template.language,
                    text: template.text,
                })
                .collect(),
            contacts: all.contacts.into_iter().map(Into::into).collect(),
            independent_reports: all.independent_reports,
            personal_kinds: all.personal_kinds,
            warned_days: all.warned_days,
            trusted_days: all.trusted_days,
            may: all.may,
        }
    }
}

/// What fields of a report may be, and what the reader may do at all.
#[utoipa::path(get, path = "/choices", tag = "hotline", responses((status = 200, body = HotlineChoices), (status = 403, body = Problem)))]
async fn get_hotline_choices(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<HotlineChoices>> {
    let all = choices::read(&app.hotline, &actor).await?;
    Ok(Json(all.into()))
}
