//! Warnings by e-mail: asking for them, and the two links of the mails. A link that is opened only asks, since mail programs
//! open links by themselves; a press of the button, or the one-click unsubscription of mail programs (RFC 8058), acts. What
//! is answered is the same whether an address or a token is known or not.

use super::{
    Outgoing, Portal, PortalState,
    answers::{not_handed_in, nothing, too_many, unreadable},
    fields::Fields,
    form::{FaultView, FormView, fault_view},
    page::{Ask, MessagePage, Page},
    ticket::FormKind,
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use coloa_hotline::{
    code::Code,
    envelope::EnvelopeKind,
    form::Fault,
    subscription::{CONFIRM_PATH, END_PATH, Wish},
};
use std::sync::Arc;
use uuid::Uuid;

const PATH: &str = "/cong-dan/nhan-tin";

#[derive(Template)]
#[template(path = "portal/subscribe.html")]
struct SubscribePage<'a> {
    page: &'a Page,
    form: FormView,
}

/// What a link of a mail opens.
#[derive(Template)]
#[template(path = "portal/subscribe_link.html")]
struct LinkPage<'a> {
    page: &'a Page,
    title: &'static str,
    text: &'static str,
    action: String,
    button: &'static str,
}

/// `GET /cong-dan/nhan-tin`
pub(super) async fn show(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, PATH).await;
    if !page.by_mail {
        return nothing(&page);
    }
    let form = FormView {
        ticket: portal.key.issue(FormKind::Subscription, portal.now()),
        ..FormView::new()
    };
    Page::answer(StatusCode::OK, &SubscribePage { page: &page, form })
}

/// `POST /cong-dan/nhan-tin`
pub(super) async fn send(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    let page = portal.frame(&ask, PATH).await;
    if !page.by_mail {
        return nothing(&page);
    }
    let now = portal.now();
    if let Err(wait) = portal.guard.letter(ask.network, now) {
        return portal.not_yet(&ask, (PATH, PATH), wait, request).await;
    }
    let fields = match Fields::read(request, &portal.room).await {
        Ok(fields) => fields,
        Err(why) => return unreadable(&page, why),
    };
    let (ticket, ticket_text, is_new) = portal.ticket(FormKind::Subscription, &fields);
    let email = fields.text("email");
    let back = |faults: Vec<FaultView>, again: &str| {
        let form = FormView {
            faults,
            again: again.to_owned(),
            ticket: ticket_text.clone(),
            email: email.to_owned(),
            ..FormView::new()
        };
        Page::answer(
            StatusCode::UNPROCESSABLE_ENTITY,
            &SubscribePage { page: &page, form },
        )
    };
    let wish = Wish::Subscribe {
        email: email.to_owned(),
        language: ask.language,
    };
    let letter = match wish.letter() {
        Ok(letter) => letter,
        Err(fault) => {
            let reason = if email.is_empty() { "empty" } else { fault.reason };
            let fault = Fault {
                field: "email",
                reason,
            };
            return back(vec![fault_view(&page, fault)], "");
        }
    };
    if is_new || portal.is_too_soon(&ticket) {
        return back(Vec::new(), page.t("report.again"));
    }
    let letter = Arc::new(letter);
    let digest = match Portal::digest(&letter).await {
        Ok(digest) => digest,
        Err(why) => return not_handed_in(&page, &why),
    };
    let code = portal.key.code(&ticket, &digest);
    let outgoing = Outgoing {
        kind: EnvelopeKind::Subscription,
        id: portal.key.envelope_id(&ticket, &code, &digest),
        code,
        network: ask.network,
        // Mails would go to others: what floods is dropped there.
        flood: portal.guard.subscription_floods(ask.network, now),
        letter,
    };
    match portal.hand_in(outgoing).await {
        Ok(_) => said(&page, page.t("subscribe.sent"), page.t("subscribe.sent_text")),
        Err(why) => not_handed_in(&page, &why),
    }
}

fn said(page: &Page, title: &str, text: &str) -> Response {
    MessagePage {
        page,
        title: title.to_owned(),
        text: vec![text.to_owned()],
        links: vec![(page.link("/cong-dan"), page.t("answer.home").to_owned())],
    }
    .answer(StatusCode::OK, None)
}

/// `GET /cong-dan/nhan-tin/xac-nhan?t=`
pub(super) async fn show_confirm(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, PATH).await;
    let link = LinkPage {
        title: page.t("subscribe.confirm"),
        text: page.t("subscribe.confirm_text"),
        button: page.t("subscribe.confirm_button"),
        action: String::new(),
        page: &page,
    };
    show_link(link, CONFIRM_PATH, confirm_wish(&ask))
}

/// `GET /cong-dan/nhan-tin/huy?t=`
pub(super) async fn show_end(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, PATH).await;
    let link = LinkPage {
        title: page.t("subscribe.end"),
        text: page.t("subscribe.end_text"),
        button: page.t("subscribe.end_button"),
        action: String::new(),
        page: &page,
    };
    show_link(link, END_PATH, end_wish(&ask))
}

fn show_link(mut link: LinkPage<'_>, path: &str, wish: Wish) -> Response {
    if wish.letter().is_err() {
        return bad_link(link.page);
    }
    let (Wish::Confirm { token } | Wish::End { token }) = wish else {
        return bad_link(link.page);
    };
    link.action = link.page.link(&format!("{path}?t={token}"));
    Page::answer(StatusCode::OK, &link)
}

fn bad_link(page: &Page) -> Response {
    MessagePage {
        page,
        title: page.t("subscribe.bad_link").to_owned(),
        text: vec![page.t("subscribe.bad_link_text").to_owned()],
        links: vec![(page.link(PATH), page.t("subscribe.title").to_owned())],
    }
    .answer(StatusCode::NOT_FOUND, None)
}

fn confirm_wish(ask: &Ask) -> Wish {
    Wish::Confirm {
        token: ask.query("t").to_owned(),
    }
}

fn end_wish(ask: &Ask) -> Wish {
    Wish::End {
        token: ask.query("t").to_owned(),
    }
}

/// `POST /cong-dan/nhan-tin/xac-nhan?t=`
pub(super) async fn confirm(State(portal): State<PortalState>, ask: Ask) -> Response {
    let wish = confirm_wish(&ask);
    act(
        &portal,
        &ask,
        &wish,
        "subscribe.confirmed",
        "subscribe.confirmed_text",
    )
    .await
}

/// `POST /cong-dan/nhan-tin/huy?t=`, by the button or by a mail program.
pub(super) async fn end(State(portal): State<PortalState>, ask: Ask) -> Response {
    let wish = end_wish(&ask);
    act(&portal, &ask, &wish, "subscribe.ended", "subscribe.ended_text").await
}

async fn act(portal: &PortalState, ask: &Ask, wish: &Wish, title: &str, text: &str) -> Response {
    let page = portal.frame(ask, PATH).await;
    if let Err(wait) = portal.guard.lookup(ask.network, portal.now()) {
        return too_many(&page, wait);
    }
    let Ok(letter) = wish.letter() else {
        return bad_link(&page);
    };
    let outgoing = Outgoing {
        kind: EnvelopeKind::Subscription,
        id: Uuid::now_v7(),
        // Nobody is told it: there is nothing to follow.
        code: Code::random(&mut rand::rng()),
        network: ask.network,
        flood: false,
        letter: Arc::new(letter),
    };
    match portal.hand_in(outgoing).await {
        Ok(_) => said(&page, page.t(title), page.t(text)),
        Err(why) => not_handed_in(&page, &why),
    }
}
