//! What a case may be, by the law of its day.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::NaiveDate;
use coloa_law::LawBook;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_incident_choices))
}

/// A value of a list of the law.
#[derive(Serialize, ToSchema)]
pub struct IncidentChoice {
    code: String,
    name: String,
    article: String,
    certainty: &'static str,
    /// Set by law; otherwise a suggestion.
    legal_list: bool,
}

/// The test of the law for serious incidents.
#[derive(Serialize, ToSchema)]
pub struct ConsequenceTestInfo {
    name: String,
    article: String,
    confirmed_by: String,
    consequences: Vec<ConsequenceInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct ConsequenceInfo {
    code: String,
    label: String,
}

/// What to do in the first minutes, and what never.
#[derive(Serialize, ToSchema)]
pub struct PlaybookFirstMinutes {
    #[serde(rename = "do")]
    should: Vec<String>,
    #[serde(rename = "do_not")]
    should_not: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlaybookInfo {
    id: String,
    title: String,
    title_en: String,
    /// Codes of the groups it is for.
    groups: Vec<String>,
    when_to_use: String,
    first_minutes: PlaybookFirstMinutes,
    steps: usize,
}

/// A form of the law that a case can be told by.
#[derive(Serialize, ToSchema)]
pub struct IncidentFormChoice {
    id: String,
    number: Option<String>,
    name: String,
    /// The layout was issued; otherwise ours.
    official: bool,
    article: String,
    source: String,
    certainty: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentChoices {
    groups: Vec<IncidentChoice>,
    scenarios: Vec<IncidentChoice>,
    /// The worst first.
    severities: Vec<IncidentChoice>,
    /// The least degree that counts as serious here.
    serious_from: String,
    tests: Vec<ConsequenceTestInfo>,
    playbooks: Vec<PlaybookInfo>,
    forms: Vec<IncidentFormChoice>,
}

fn choices(kind: &str, day: NaiveDate) -> Vec<IncidentChoice> {
    LawBook::current()
        .incident_groups(kind, day)
        .map(|g| IncidentChoice {
            code: g.body.code.clone(),
            name: g.body.name.clone(),
            article: g.legal.article.clone(),
            certainty: crate::routes::law::certainty(g.legal.certainty),
            legal_list: g.body.legal_list,
        })
        .collect()
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct IncidentChoicesQuery {
    /// The day whose law says what a case may be: that of its detection; today where nothing is said.
    on: Option<NaiveDate>,
}

/// What a case may be: groups, degrees, the tests of the law, playbooks, forms.
#[utoipa::path(get, path = "/choices", tag = "incident", params(IncidentChoicesQuery), responses((status = 200, body = IncidentChoices), (status = 422, body = Problem)))]
async fn get_incident_choices(
    State(app): State<App>,
    SignedIn(_actor): SignedIn,
    Query(q): Query<IncidentChoicesQuery>,
) -> ApiResult<Json<IncidentChoices>> {
    let today = app.clock.today();
    let day = q.on.unwrap_or(today);
    // Nothing was detected tomorrow.
    if day > today {
        return Err(ApiError::invalid("on", "in_the_future"));
    }
    let book = LawBook::current();
    let of_duty = |id: &str| book.duties.iter().any(|d| d.body.form.as_deref() == Some(id));
    Ok(Json(IncidentChoices {
        groups: choices("group", day),
        scenarios: choices("scenario", day),
        severities: choices("severity", day),
        serious_from: app.cases.settings.serious_from.clone(),
        tests: book
            .serious_tests
            .iter()
            .filter(|t| t.legal.in_force(day))
            .map(|t| ConsequenceTestInfo {
                name: t.body.name.clone(),
                article: t.legal.citation(),
                confirmed_by: t.body.confirmed_by.clone(),
                consequences: t
                    .body
                    .consequences
                    .iter()
                    .map(|c| ConsequenceInfo {
                        code: c.code.clone(),
                        label: c.label.clone(),
                    })
                    .collect(),
            })
            .collect(),
        playbooks: app
            .cases
            .playbooks
            .all()
            .iter()
            .map(|p| PlaybookInfo {
                id: p.id.clone(),
                title: p.title.clone(),
                title_en: p.title_en.clone(),
                groups: p.groups.clone(),
                when_to_use: p.when_to_use.clone(),
                first_minutes: PlaybookFirstMinutes {
                    should: p.first_minutes.should.clone(),
                    should_not: p.first_minutes.should_not.clone(),
                },
                steps: p.steps.len(),
            })
            .collect(),
        forms: book
            .forms
            .iter()
            // A report is written by the form of the day on which it is written.
            .filter(|f| f.legal.in_force(today) && of_duty(&f.body.id))
            .map(|f| IncidentFormChoice {
                id: f.body.id.clone(),
                number: f.body.number.clone(),
                name: f.body.name.clone(),
                official: f.body.official,
                article: f.legal.article.clone(),
                source: f.legal.source.clone(),
                certainty: crate::routes::law::certainty(f.legal.certainty),
            })
            .collect(),
    }))
}
