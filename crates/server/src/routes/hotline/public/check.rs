//! Checking before paying or signing in: a link, a number, an account, a name. What is asked goes in the body of a form and
//! is kept nowhere, nor logged. The words are careful: a warning says what it rests on, and nothing known is never said to be safe.

use super::{
    PortalState,
    answers::{too_many, unavailable, unreadable},
    fields::Fields,
    form::{FormView, fault_view},
    guard::Wait,
    page::{self, Ask, Page},
    topics::Topic,
    words::Words,
};
use crate::{
    extract::parse_json,
    problem::{ApiError, ApiResult, Problem},
};
use askama::Template;
use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
    response::Response,
};
use chrono::{DateTime, Utc};
use coloa_base::{ErrorKind, sentence::fill_by};
use coloa_hotline::{
    check::{self, Likeness, Said, Taken, Trick},
    form::Fault,
    model::Proof,
    published::Published,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

const PATH: &str = "/cong-dan/kiem-tra";
/// Bytes of what is asked; a message that somebody got fits.
const MAX_VALUE: usize = check::MAX_ASKED;
/// Bytes of a question of JSON: each of a value may be written as six.
const MAX_BODY: usize = 32 * 1024;

#[derive(Template)]
#[template(path = "portal/check.html")]
struct CheckPage<'a> {
    page: &'a Page,
    form: FormView,
    answers: Vec<AnswerView>,
    as_of: String,
}

/// What is said of one thing.
struct AnswerView {
    /// Word for the style.
    tone: &'static str,
    /// The same as a sign, for who sees no colours.
    mark: &'static str,
    title: String,
    kind: String,
    asked: String,
    text: Vec<String>,
    reasons: Vec<String>,
    links: Vec<(String, String)>,
}

/// What a kind of indicator is called.
pub(super) fn kind_name(page: &Page, kind: &str) -> &'static str {
    let words = Words::of(page.language);
    words
        .known(&format!("kind.{kind}"))
        .unwrap_or(page.t("check.thing"))
}

/// The sentence of a trick.
fn trick(page: &Page, trick: &Trick) -> String {
    let words = Words::of(page.language);
    let typo = trick.params.get("kind").filter(|_| trick.code == "typo");
    let key = match typo {
        Some(kind) => format!("typo.{kind}"),
        None => format!("trick.{}", trick.code),
    };
    // What is checked comes from whoever sent it: it names no place of the sentence.
    fill_by(words.get(&key), |name| trick.params.get(name).cloned())
}

impl AnswerView {
    fn new(page: &Page, published: &Published, taken: &Taken) -> Self {
        let kind = kind_name(page, taken.kind.as_str());
        let mut view = Self {
            tone: taken.outcome.as_str(),
            mark: match taken.outcome {
                Said::Official => "✓",
                Said::LooksLike | Said::Warned => "!",
                Said::Unknown => "?",
            },
            title: String::new(),
            kind: match &taken.bank {
                Some(bank) => format!("{kind} ({bank})"),
                None => kind.to_owned(),
            },
            asked: taken.value.clone(),
            text: Vec::new(),
            reasons: Vec::new(),
            links: Vec::new(),
        };
        match taken.outcome {
            Said::Official => view.official(page, taken),
            Said::Warned => view.warned(page, published, taken),
            Said::LooksLike => view.looks_like(page, taken),
            Said::Unknown => {
                page.t("check.unknown").clone_into(&mut view.title);
                view.text.push(page.t("check.unknown_text").to_owned());
                view.text.push(page.t("check.unknown_todo").to_owned());
            }
        }
        // Beside a warning, what it looks like is worth a line.
        if taken.outcome == Said::Warned {
            view.reasons
                .extend(taken.looks_like.iter().take(1).map(|l| likeness(page, l)));
        }
        view.reasons.extend(taken.signs.iter().map(|s| trick(page, s)));
        view
    }

    fn official(&mut self, page: &Page, taken: &Taken) {
        let Some(official) = &taken.official else {
            return;
        };
        self.title = page.with("check.official", "organisation", &official.organisation);
        self.text.push(match (official.proof, official.expires_at) {
            (Some(proof), Some(until)) => {
                let proof = match proof {
                    Proof::DnsTxt => page.t("trust.by_dns"),
                    Proof::File => page.t("trust.by_file"),
                    Proof::Document => page.t("trust.by_document"),
                };
                let until = page.with("trust.until", "day", page::day(until));
                format!("{} {proof}, {until}.", page.t("check.proved"))
            }
            _ => page.t("check.known").to_owned(),
        });
        self.text
            .push(page.with("check.exactly", "value", &official.value));
        self.text.push(page.t("check.still").to_owned());
    }

    fn warned(&mut self, page: &Page, published: &Published, taken: &Taken) {
        let Some(warning) = &taken.warning else {
            return;
        };
        page.t("check.warned").clone_into(&mut self.title);
        if let Some(official) = &taken.official {
            let whose = &official.organisation;
            self.text.push(if taken.kind.as_str() == "url" {
                page.with("check.warned_page", "organisation", whose)
            } else {
                page.with("check.warned_official", "organisation", whose)
            });
        }
        self.text.push(page.t("check.warned_text").to_owned());
        self.text.push(
            if warning.several_reports {
                page.t("check.warned_by_several")
            } else {
                page.t("check.warned_by_officer")
            }
            .to_owned(),
        );
        if warning.value != taken.value {
            let about = format!("{} {}", kind_name(page, &warning.kind), warning.value);
            self.reasons.push(page.with("check.warned_about", "value", about));
        }
        self.reasons
            .push(page.with("check.warned_reason", "reason", &warning.reason));
        let topic = warning.scam_type.as_deref();
        if let Some(topic) = topic.and_then(|code| Topic::find(&published.document, code)) {
            self.reasons
                .push(page.with("check.warned_type", "name", topic.name(page.language)));
        }
        self.reasons
            .push(page.with("check.warned_since", "day", page::day(warning.since)));
        if let Some(slug) = &warning.notice {
            self.links.push((
                page.link(&format!("/cong-dan/tin/{slug}")),
                page.t("check.notice").to_owned(),
            ));
        }
        self.links.push((
            page.link(&format!("{PATH}/phan-doi?so={}", warning.id)),
            page.t("check.contest").to_owned(),
        ));
    }

    fn looks_like(&mut self, page: &Page, taken: &Taken) {
        let first = taken.looks_like.first();
        self.title = match first.filter(|l| !l.organisation.is_empty()) {
            Some(l) => page.with("check.looks_like", "organisation", &l.organisation),
            None => page.t("check.false_state").to_owned(),
        };
        if let Some(likeness) = first.filter(|l| !l.organisation.is_empty()) {
            self.text
                .push(page.with("check.real_one", "value", &likeness.value));
        }
        self.text.push(page.t("check.looks_like_text").to_owned());
        if let Some(likeness) = first {
            self.reasons
                .extend(likeness.reasons.iter().map(|reason| trick(page, reason)));
        }
        let others = taken.looks_like.iter().skip(1);
        self.reasons.extend(others.map(|l| likeness(page, l)));
    }
}

/// Something official that it looks like, in one line.
fn likeness(page: &Page, likeness: &Likeness) -> String {
    if likeness.organisation.is_empty() {
        page.t("check.false_state").to_owned()
    } else {
        let what = format!("{} ({})", likeness.organisation, likeness.value);
        page.with("check.also_like", "organisation", what)
    }
}

/// `GET /cong-dan/kiem-tra`
pub(super) async fn show(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, PATH).await;
    Page::answer(
        StatusCode::OK,
        &CheckPage {
            page: &page,
            form: FormView::new(),
            answers: Vec::new(),
            as_of: String::new(),
        },
    )
}

/// `POST /cong-dan/kiem-tra`
pub(super) async fn ask(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    let now = portal.now();
    if let Err(wait) = portal.guard.lookup(ask.network, now) {
        return too_many(&portal.frame(&ask, PATH).await, wait);
    }
    let fields = match Fields::read(request, &portal.room).await {
        Ok(fields) => fields,
        Err(why) => return unreadable(&portal.frame(&ask, PATH).await, why),
    };
    let Some(published) = portal.published().await else {
        // "Nothing known" would be a lie.
        return unavailable(&portal.frame(&ask, PATH).await);
    };
    let page = Page::new(&portal, &ask, &published, PATH);
    let (value, bank) = (fields.text("value"), fields.text("bank"));
    let mut form = FormView {
        value: value.to_owned(),
        bank: bank.to_owned(),
        ..FormView::new()
    };
    let wrong = match value.len() {
        0 => Some("empty"),
        n if n > MAX_VALUE => Some("too_long"),
        _ => None,
    };
    if let Some(reason) = wrong {
        let fault = Fault {
            field: "value",
            reason,
        };
        form.faults.push(fault_view(&page, fault));
        form.value.truncate(form.value.floor_char_boundary(MAX_VALUE));
        let page = CheckPage {
            page: &page,
            form,
            answers: Vec::new(),
            as_of: String::new(),
        };
        return Page::answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let answer = check::check_at(&published, value, bank, now);
    let mut answers: Vec<_> = answer
        .taken
        .iter()
        .map(|taken| AnswerView::new(&page, &published, taken))
        .collect();
    if answers.is_empty() {
        answers.push(AnswerView {
            tone: Said::Unknown.as_str(),
            mark: "?",
            title: page.t("check.unclear").to_owned(),
            kind: String::new(),
            asked: answer.asked,
            text: vec![page.t("check.unclear_text").to_owned()],
            reasons: Vec::new(),
            links: Vec::new(),
        });
    }
    let as_of = page.with("check.as_of", "at", page::moment(published.document.made_at));
    let page = CheckPage {
        page: &page,
        form,
        answers,
        as_of,
    };
    Page::answer(StatusCode::OK, &page)
}

pub(super) fn routes() -> OpenApiRouter<PortalState> {
    OpenApiRouter::new().routes(routes!(public_check, ask_public_check))
}

/// The answer to a question of the public.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicCheck {
    /// What was asked, without what cannot be seen.
    asked: String,
    /// Of what it was taken for first.
    kind: Option<String>,
    /// `warned`, `looks_like`, `official`, `unknown`. Unknown does not mean safe.
    outcome: String,
    /// All that it was taken for, the gravest first.
    taken: Vec<HotlinePublicTaken>,
    /// When what is published was made.
    as_of: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicTaken {
    kind: String,
    /// Its normal form.
    value: String,
    bank: Option<String>,
    outcome: String,
    // Of a link: whose site it is on. It may be warned of nevertheless.
    official: Option<HotlinePublicOfficial>,
    warning: Option<HotlinePublicWarning>,
    looks_like: Vec<HotlinePublicLikeness>,
    /// What is unusual about it, whoever it belongs to.
    signs: Vec<HotlinePublicTrick>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicOfficial {
    organisation: String,
    value: String,
    platform: String,
    /// `dns_txt`, `file`, `document`; none: known to everybody.
    proof: Option<String>,
    proved_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicWarning {
    id: Uuid,
    kind: String,
    value: String,
    bank: Option<String>,
    reason: String,
    /// At least two independent reports named it when an operator verified it.
    several_reports: bool,
    since: DateTime<Utc>,
    scam_type: Option<String>,
    /// Address of a notice that says more.
    notice_url: Option<String>,
    /// Where whoever it belongs to can object.
    contest_url: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicLikeness {
    /// Empty: bodies of the state, none in particular.
    organisation: String,
    value: String,
    reasons: Vec<HotlinePublicTrick>,
}

/// A stable code with values for a sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicTrick {
    code: String,
    params: BTreeMap<String, String>,
}

impl From<&Trick> for HotlinePublicTrick {
    fn from(trick: &Trick) -> Self {
        let params = trick.params.iter();
        Self {
            code: trick.code.to_owned(),
            params: params.map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        }
    }
}

fn wire(portal: &PortalState, taken: Taken) -> HotlinePublicTaken {
    let base = &portal.public_url;
    HotlinePublicTaken {
        kind: taken.kind.to_string(),
        value: taken.value,
        bank: taken.bank,
        outcome: taken.outcome.to_string(),
        official: taken.official.map(|o| HotlinePublicOfficial {
            organisation: o.organisation,
            value: o.value,
            platform: o.platform,
            proof: o.proof.map(|p| p.to_string()),
            proved_at: o.proved_at,
            expires_at: o.expires_at,
        }),
        warning: taken.warning.map(|w| HotlinePublicWarning {
            contest_url: format!("{base}{PATH}/phan-doi?so={}", w.id),
            notice_url: w.notice.map(|slug| format!("{base}/cong-dan/tin/{slug}")),
            id: w.id,
            kind: w.kind,
            value: w.value,
            bank: w.bank,
            reason: w.reason,
            several_reports: w.several_reports,
            since: w.since,
            scam_type: w.scam_type,
        }),
        looks_like: taken
            .looks_like
            .iter()
            .map(|l| HotlinePublicLikeness {
                organisation: l.organisation.clone(),
                value: l.value.clone(),
                reasons: l.reasons.iter().map(Into::into).collect(),
            })
            .collect(),
        signs: taken.signs.iter().map(Into::into).collect(),
    }
}

/// What is asked, in the body of a request: an address stands in the logs of every proxy on its way.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HotlinePublicQuestion {
    /// What is asked, up to 4,096 bytes.
    value: String,
    /// The bank of an account.
    bank: Option<String>,
}

/// Reads a question of JSON.
async fn question(request: Request) -> ApiResult<HotlinePublicQuestion> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Err(ApiError::invalid("content-type", "json_expected"));
    }
    let body = axum::body::to_bytes(request.into_body(), MAX_BODY).await;
    let body = body.map_err(|_| ApiError::new(ErrorKind::TooLarge, "request.too_large"))?;
    parse_json(&body)
}

/// One look-up of a network.
fn admit(portal: &PortalState, ask: &Ask) -> ApiResult<()> {
    let admitted = portal.guard.lookup(ask.network, portal.now());
    admitted.map_err(|Wait(seconds)| {
        ApiError::new(ErrorKind::TooMany, "hotline.too_many").with("retry_after_seconds", seconds)
    })
}

async fn answer(portal: &PortalState, value: &str, bank: &str) -> ApiResult<Json<HotlinePublicCheck>> {
    if value.is_empty() || value.len() > MAX_VALUE {
        let reason = if value.is_empty() { "required" } else { "too_long" };
        return Err(ApiError::invalid("value", reason));
    }
    let published = portal
        .published()
        .await
        .ok_or_else(|| ApiError::new(ErrorKind::Unavailable, "hotline.nothing_published"))?;
    let answer = check::check_at(&published, value, bank, portal.now());
    Ok(Json(HotlinePublicCheck {
        kind: answer.kind().map(|k| k.to_string()),
        outcome: answer.outcome().to_string(),
        asked: answer.asked,
        taken: answer
            .taken
            .into_iter()
            .map(|taken| wire(portal, taken))
            .collect(),
        as_of: published.document.made_at,
    }))
}

/// Whether a link, number, account or name is official, looks like something official, or is warned of.
#[utoipa::path(get, path = "/api/v1/hotline/public/check", tag = "hotline-public",
    params(("value" = String, Query, description = "what is asked"), ("bank" = Option<String>, Query, description = "the bank of an account")),
    responses((status = 200, body = HotlinePublicCheck), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn public_check(State(portal): State<PortalState>, ask: Ask) -> ApiResult<Json<HotlinePublicCheck>> {
    admit(&portal, &ask)?;
    answer(&portal, ask.query("value"), ask.query("bank")).await
}

/// The same, with what is asked in the body: so no proxy writes it into its log.
#[utoipa::path(post, path = "/api/v1/hotline/public/check", tag = "hotline-public", request_body = HotlinePublicQuestion,
    responses((status = 200, body = HotlinePublicCheck), (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn ask_public_check(
    State(portal): State<PortalState>,
    ask: Ask,
    request: Request,
) -> ApiResult<Json<HotlinePublicCheck>> {
    // Before the body is read.
    admit(&portal, &ask)?;
    let asked = question(request).await?;
    answer(
        &portal,
        asked.value.trim(),
        asked.bank.as_deref().unwrap_or_default().trim(),
    )
    .await
}
