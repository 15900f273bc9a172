//! What level the facts of a system come to: the guided assessment, and what is kept of it.

use crate::{
    App,
    extract::{Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::law::{basis, certainty},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Resource, action};
use coloa_law::{
    Assessment, LawBook, SystemFacts,
    assess::{Alternative, Matched, WouldRaise},
    source::Legal,
};
use coloa_system::{entity::level_assessment, level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(assess_facts))
        .routes(routes!(read_choices))
        .routes(routes!(read_facts))
        .routes(routes!(list_assessments, keep_assessment))
}

#[derive(Deserialize, ToSchema)]
pub struct AssessBody {
    /// Facts as `docs/assess.md` describes them.
    #[schema(value_type = Object)]
    facts: serde_json::Value,
    /// `R85`, `R331`; missing: that of the day.
    regime: Option<String>,
    /// Today where nothing is said.
    on: Option<NaiveDate>,
}

impl AssessBody {
    fn facts(&self) -> ApiResult<SystemFacts> {
        serde_json::from_value(self.facts.clone()).map_err(|e| {
            tracing::debug!(error = %e, "facts refused");
            ApiError::invalid("facts", "malformed")
        })
    }
}

/// Article and source of a rule.
#[derive(Serialize, ToSchema)]
pub struct LegalInfo {
    source: String,
    article: String,
    /// `found`, `known`, `unsure`.
    certainty: &'static str,
}

impl From<&Legal> for LegalInfo {
    fn from(l: &Legal) -> Self {
        Self {
            source: l.source.clone(),
            article: l.article.clone(),
            certainty: certainty(l.certainty),
        }
    }
}

/// A fact with its value.
#[derive(Serialize, ToSchema)]
pub struct FactInfo {
    fact: String,
    value: String,
}

#[derive(Serialize, ToSchema)]
pub struct MatchedInfo {
    code: String,
    level: Option<u8>,
    text: String,
    legal: LegalInfo,
    because: Vec<FactInfo>,
}

/// What a near criterion lacks.
#[derive(Serialize, ToSchema)]
pub struct LackInfo {
    fact: Option<String>,
    have: Option<String>,
    /// The condition, as a data file of the law has it.
    #[schema(value_type = Object)]
    need: serde_json::Value,
}

#[derive(Serialize, ToSchema)]
pub struct NearInfo {
    code: String,
    level: u8,
    text: String,
    legal: LegalInfo,
    lacks: Vec<LackInfo>,
    /// It hangs on a fact that is seldom true.
    last: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OptionInfo {
    code: String,
    label: String,
}

#[derive(Serialize, ToSchema)]
pub struct QuestionInfo {
    fact: String,
    text: Option<String>,
    options: Vec<OptionInfo>,
    /// Criteria that wait for it.
    decides: Vec<String>,
    up_to: Option<u8>,
    last: bool,
}

#[derive(Serialize, ToSchema)]
pub struct WarningInfo {
    code: String,
    text: String,
    legal: Option<LegalInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct ReadingInfo {
    word: String,
    reading: String,
    level: Option<u8>,
    codes: Vec<String>,
    legal: LegalInfo,
}

#[derive(Serialize, ToSchema)]
pub struct RaisedInfo {
    from: Option<u8>,
    to: u8,
    article: String,
}

/// What an assessment comes to.
#[derive(Serialize, ToSchema)]
pub struct AssessmentInfo {
    regime: String,
    regime_name: String,
    /// `in_force`, `transition`, `asked`.
    basis: &'static str,
    regime_certainty: &'static str,
    day: NaiveDate,
    /// Null: undetermined. Never 1 unless a criterion of level 1 matches.
    level: Option<u8>,
    settled: bool,
    matched: Vec<MatchedInfo>,
    raised: Option<RaisedInfo>,
    national_list: Vec<MatchedInfo>,
    procedure_level: Option<u8>,
    would_raise: Vec<NearInfo>,
    questions: Vec<QuestionInfo>,
    warnings: Vec<WarningInfo>,
    alternatives: Vec<ReadingInfo>,
}

fn matched(m: &Matched<'_>) -> MatchedInfo {
    MatchedInfo {
        code: m.code.to_owned(),
        level: m.level,
        text: m.text.to_owned(),
        legal: m.legal.into(),
        because: m
            .because
            .iter()
            .map(|b| FactInfo {
                fact: b.fact.clone(),
                value: b.value.clone(),
            })
            .collect(),
    }
}

fn near(w: &WouldRaise<'_>) -> NearInfo {
    NearInfo {
        code: w.code.to_owned(),
        level: w.level,
        text: w.text.to_owned(),
        legal: w.legal.into(),
        lacks: w
            .lacks
            .iter()
            .map(|l| LackInfo {
                fact: l.fact.clone(),
                have: l.have.clone(),
                need: serde_json::to_value(l.need).unwrap_or_default(),
            })
            .collect(),
        last: w.last,
    }
}

fn reading(a: &Alternative<'_>) -> ReadingInfo {
    ReadingInfo {
        word: a.word.to_owned(),
        reading: a.reading.to_owned(),
        level: a.level,
        codes: a.codes.iter().map(|c| (*c).to_owned()).collect(),
        legal: a.legal.into(),
    }
}

pub(super) fn assessment(a: &Assessment<'_>) -> AssessmentInfo {
    AssessmentInfo {
        regime: a.regime.to_owned(),
        regime_name: a.regime_name.to_owned(),
        basis: basis(a.basis),
        regime_certainty: certainty(a.regime_certainty),
        day: a.day,
        level: a.level,
        settled: a.settled,
        matched: a.matched.iter().map(matched).collect(),
        raised: a.raised.as_ref().map(|r| RaisedInfo {
            from: r.from,
            to: r.to,
            article: r.article.to_owned(),
        }),
        national_list: a.national_list.iter().map(matched).collect(),
        procedure_level: a.procedure_level,
        would_raise: a.would_raise.iter().map(near).collect(),
        questions: a
            .questions
            .iter()
            .map(|q| QuestionInfo {
                fact: q.fact.clone(),
                text: q.text.map(str::to_owned),
                options: q
                    .options
                    .iter()
                    .map(|o| OptionInfo {
                        code: o.code.clone(),
                        label: o.label.clone(),
                    })
                    .collect(),
                decides: q.decides.iter().map(|c| (*c).to_owned()).collect(),
                up_to: q.up_to,
                last: q.last,
            })
            .collect(),
        warnings: a
            .warnings
            .iter()
            .map(|w| WarningInfo {
                code: w.code.to_owned(),
                text: w.text.clone(),
                legal: w.legal.map(LegalInfo::from),
            })
            .collect(),
        alternatives: a.alternatives.iter().map(reading).collect(),
    }
}

/// Assesses facts and keeps nothing.
#[utoipa::path(post, path = "/assess", tag = "system", request_body = AssessBody, responses((status = 200, body = AssessmentInfo), (status = 422, body = Problem)))]
async fn assess_facts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<AssessBody>,
) -> ApiResult<Json<AssessmentInfo>> {
    app.access
        .check(&actor, action::LAW_READ, &Resource::shared("law", "book"))?;
    let on = body.on.unwrap_or_else(|| app.clock.today());
    let found = level::assess(&body.facts()?, body.regime.as_deref(), on)?;
    Ok(Json(assessment(&found)))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ChoicesQuery {
    regime: Option<String>,
    on: Option<NaiveDate>,
}

/// Something to choose, as the law names it.
#[derive(Serialize, ToSchema)]
pub struct NamedInfo {
    code: String,
    name: String,
    text: String,
    examples: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RegimeInfo {
    code: String,
    name: String,
    instruments: Vec<String>,
}

/// What the guided assessment offers to choose from.
#[derive(Serialize, ToSchema)]
pub struct ChoicesInfo {
    /// The regime of the day, or the one asked for.
    regime: String,
    regimes: Vec<RegimeInfo>,
    types: Vec<NamedInfo>,
    information: Vec<NamedInfo>,
    /// Today's names of public online services.
    public_services: Vec<NamedInfo>,
    /// Priority sectors.
    sectors: Vec<OptionInfo>,
    /// Every question there is, in the order of asking.
    questions: Vec<QuestionInfo>,
}

/// Types, classes of information and questions of a regime, in the words of the law.
#[utoipa::path(get, path = "/assess/choices", tag = "system", params(ChoicesQuery), responses((status = 200, body = ChoicesInfo), (status = 422, body = Problem)))]
async fn read_choices(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ChoicesQuery>,
) -> ApiResult<Json<ChoicesInfo>> {
    app.access
        .check(&actor, action::LAW_READ, &Resource::shared("law", "book"))?;
    let book = LawBook::current();
    let on = q.on.unwrap_or_else(|| app.clock.today());
    let regime = match q.regime {
        Some(code) => book.regime(&code)?.body.code.clone(),
        None => book.regime_on(on)?.regime.body.code.clone(),
    };
    let options = |list: &str| -> Vec<OptionInfo> {
        book.choices
            .iter()
            .filter(|c| c.body.list == list)
            .map(|c| OptionInfo {
                code: c.body.code.clone(),
                label: c.body.label.clone(),
            })
            .collect()
    };
    Ok(Json(ChoicesInfo {
        regimes: book
            .regimes
            .iter()
            .map(|r| RegimeInfo {
                code: r.body.code.clone(),
                name: r.body.name.clone(),
                instruments: r.body.instruments.clone(),
            })
            .collect(),
        types: book
            .system_types
            .iter()
            .filter(|t| t.body.regime == regime)
            .map(|t| NamedInfo {
                code: t.body.code.clone(),
                name: t.body.name.clone(),
                text: t.body.text.clone(),
                examples: t.body.examples.clone(),
            })
            .collect(),
        information: book
            .info_classes
            .iter()
            .filter(|i| i.body.regime == regime)
            .map(|i| NamedInfo {
                code: i.body.code.clone(),
                name: i.body.name.clone(),
                text: i.body.text.clone(),
                examples: Vec::new(),
            })
            .collect(),
        public_services: book
            .public_services
            .iter()
            .map(|s| NamedInfo {
                code: s.body.code.clone(),
                name: s.body.name.clone(),
                text: String::new(),
                examples: Vec::new(),
            })
            .collect(),
        sectors: options("priority_sector"),
        questions: book
            .questions
            .iter()
            .map(|q| QuestionInfo {
                fact: q.body.fact.clone(),
                text: Some(q.body.text.clone()),
                options: q
                    .body
                    .options
                    .iter()
                    .map(|o| OptionInfo {
                        code: o.code.clone(),
                        label: o.label.clone(),
                    })
                    .collect(),
                decides: Vec::new(),
                up_to: None,
                last: q.body.last,
            })
            .collect(),
        regime,
    }))
}

/// Facts of a record.
#[derive(Serialize, ToSchema)]
pub struct FactsInfo {
    #[schema(value_type = Object)]
    facts: serde_json::Value,
}

/// The facts of the record of a system, with what its neighbours say.
#[utoipa::path(get, path = "/{id}/facts", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = FactsInfo), (status = 404, body = Problem)))]
async fn read_facts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<FactsInfo>> {
    let facts = level::facts(&app.access, &actor, id).await?;
    Ok(Json(FactsInfo {
        facts: serde_json::to_value(facts).map_err(|_| ApiError::invalid("facts", "malformed"))?,
    }))
}

/// An assessment that was kept.
#[derive(Serialize, ToSchema)]
pub struct KeptAssessment {
    id: Uuid,
    regime: String,
    on: NaiveDate,
    /// 0: undetermined.
    level: i32,
    settled: bool,
    codes: Vec<String>,
    made_by: String,
    made_at: DateTime<Utc>,
    /// What the facts come to under the same regime, with articles.
    assessment: Option<AssessmentInfo>,
}

fn kept(row: level_assessment::Model) -> KeptAssessment {
    let facts: Option<SystemFacts> = serde_json::from_str(&row.facts).ok();
    let again = facts.and_then(|f| level::assess(&f, Some(&row.regime), row.on_day).ok());
    KeptAssessment {
        assessment: again.as_ref().map(assessment),
        id: row.id,
        regime: row.regime,
        on: row.on_day,
        level: row.level,
        settled: row.settled,
        codes: row
            .codes
            .split(',')
            .filter(|c| !c.is_empty())
            .map(str::to_owned)
            .collect(),
        made_by: row.made_by,
        made_at: row.made_at,
    }
}

/// Assessments of a system, the newest first.
#[utoipa::path(get, path = "/{id}/assessments", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<KeptAssessment>), (status = 404, body = Problem)))]
async fn list_assessments(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<KeptAssessment>>> {
    let rows = level::history(&app.access, &actor, id).await?;
    Ok(Json(rows.into_iter().map(kept).collect()))
}

/// Keeps facts and what they come to: the proposed level of the record.
#[utoipa::path(post, path = "/{id}/assessments", tag = "system", params(("id" = Uuid, Path)), request_body = AssessBody,
    responses((status = 201, body = KeptAssessment), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn keep_assessment(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<AssessBody>,
) -> ApiResult<(StatusCode, Json<KeptAssessment>)> {
    let on = body.on.unwrap_or_else(|| app.clock.today());
    let row = level::keep(&app.access, &actor, id, body.facts()?, body.regime.as_deref(), on).await?;
    Ok((StatusCode::CREATED, Json(kept(row))))
}
