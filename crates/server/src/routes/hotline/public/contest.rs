//! Objecting to a warning: whoever a number, an account or a link belongs to says why the warning is wrong. It is sealed like
//! a report, and followed by a code.

use super::{
    Outgoing, Portal, PortalState,
    answers::{not_handed_in, nothing, unreadable},
    check::kind_name,
    fields::Fields,
    form::{FaultView, FormView, contact, contact_inputs, fault_view},
    page::{Ask, Page},
    report::identity,
    ticket::FormKind,
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use coloa_hotline::{
    envelope::{EnvelopeKind, Letter},
    form::{self, Form, Identity},
    model::{Channel, Language, Money},
    published::{Published, Warned},
};
use std::sync::Arc;
use uuid::Uuid;

const CHECK: &str = "/cong-dan/kiem-tra";
const CONTEST: &str = "/cong-dan/kiem-tra/phan-doi";

#[derive(Template)]
#[template(path = "portal/contest.html")]
struct ContestPage<'a> {
    page: &'a Page,
    form: FormView,
    warning: String,
    kind: &'static str,
    value: &'a str,
}

#[derive(Template)]
#[template(path = "portal/contest_result.html")]
struct ResultPage<'a> {
    page: &'a Page,
    code: String,
    code_groups: Vec<String>,
}

fn warned<'a>(published: &'a Published, id: &str) -> Option<&'a Warned> {
    let id: Uuid = id.parse().ok()?;
    published.document.warned.iter().find(|w| w.id == id)
}

fn frame(portal: &PortalState, ask: &Ask, published: &Published, warned: &Warned) -> Page {
    Page::new(
        portal,
        ask,
        published,
        format!("{CHECK}/phan-doi?so={}", warned.id),
    )
}

fn contest_page<'a>(
    page: &'a Page,
    warned: &'a Warned,
    identity: &Identity,
    form: FormView,
) -> ContestPage<'a> {
    ContestPage {
        page,
        form: FormView {
            contact: contact_inputs(page, identity, false),
            ..form
        },
        warning: warned.id.to_string(),
        kind: kind_name(page, &warned.kind),
        value: &warned.value,
    }
}

/// `GET /cong-dan/kiem-tra/phan-doi?so=`
pub(super) async fn show(State(portal): State<PortalState>, ask: Ask) -> Response {
    let published = portal.published_or_empty().await;
    let Some(warned) = warned(&published, ask.query("so")) else {
        return nothing(&Page::new(&portal, &ask, &published, CHECK));
    };
    let page = frame(&portal, &ask, &published, warned);
    let form = FormView {
        ticket: portal.key.issue(FormKind::Contest, portal.now()),
        ..FormView::new()
    };
    Page::answer(
        StatusCode::OK,
        &contest_page(&page, warned, &Identity::default(), form),
    )
}

/// `POST /cong-dan/kiem-tra/phan-doi`
pub(super) async fn send(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    if let Err(wait) = portal.guard.letter(ask.network, portal.now()) {
        return portal.not_yet(&ask, (CHECK, CONTEST), wait, request).await;
    }
    let fields = match Fields::read(request, &portal.room).await {
        Ok(fields) => fields,
        Err(why) => return unreadable(&portal.frame(&ask, CHECK).await, why),
    };
    let published = portal.published_or_empty().await;
    let Some(warned) = warned(&published, fields.text("warning")) else {
        return nothing(&Page::new(&portal, &ask, &published, CHECK));
    };
    let page = frame(&portal, &ask, &published, warned);
    let (ticket, ticket_text, is_new) = portal.ticket(FormKind::Contest, &fields);
    let typed = contact(&fields);
    let back = |faults: Vec<FaultView>, again: &str| {
        let form = FormView {
            faults,
            again: again.to_owned(),
            ticket: ticket_text.clone(),
            narrative: fields.text("narrative").to_owned(),
            ..FormView::new()
        };
        Page::answer(
            StatusCode::UNPROCESSABLE_ENTITY,
            &contest_page(&page, warned, &typed, form),
        )
    };
    let mut faults = Vec::new();
    let narrative = form::narrative(fields.text("narrative"), "narrative")
        .map_err(|fault| faults.push(fault))
        .unwrap_or_default();
    let identity = identity(&typed, &mut faults);
    if !faults.is_empty() {
        let faults = faults.into_iter().map(|fault| fault_view(&page, fault));
        return back(faults.collect(), "");
    }
    if is_new || portal.is_too_soon(&ticket) {
        return back(Vec::new(), page.t("report.again"));
    }
    let letter = Arc::new(Letter {
        form: Some(form_of(warned, ask.language)),
        narrative,
        identity,
        attachments: Vec::new(),
    });
    let digest = match Portal::digest(&letter).await {
        Ok(digest) => digest,
        Err(why) => return not_handed_in(&page, &why),
    };
    let code = portal.key.code(&ticket, &digest);
    let outgoing = Outgoing {
        kind: EnvelopeKind::Contest,
        id: portal.key.envelope_id(&ticket, &code, &digest),
        code: code.clone(),
        network: ask.network,
        flood: false,
        letter,
    };
    match portal.hand_in(outgoing).await {
        Ok(_) => {
            let code = code.to_string();
            let page = ResultPage {
                page: &page,
                code_groups: code.split('-').map(str::to_owned).collect(),
                code,
            };
            Page::answer(StatusCode::OK, &page)
        }
        Err(why) => not_handed_in(&page, &why),
    }
}

/// What is objected to: the topic of the form is the id of the warning ([`coloa_hotline::intake::contest`]).
fn form_of(warned: &Warned, language: Language) -> Form {
    Form {
        channel: Channel::Web,
        language,
        topic: warned.id.to_string(),
        occurred_on: None,
        reached_by: Vec::new(),
        named: Vec::new(),
        money: Money::None,
        money_sent_at: None,
        amount: None,
        bank: String::new(),
        bank_told: false,
        exposed: Vec::new(),
        commune: None,
        desk: None,
        is_minor: false,
        is_not_fluent: false,
        is_abroad: false,
        for_another: false,
        wants_secret: false,
        may_share: false,
    }
}
