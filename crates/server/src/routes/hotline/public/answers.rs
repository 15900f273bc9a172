//! Pages that say why something did not go: there is no such page, too much was asked, another page sent it, nothing can be
//! taken now. Each names what to do and whom to phone.

use super::{
    NotHandedIn, Portal, PortalState,
    fields::{Fields, Unreadable},
    form::FormView,
    guard::Wait,
    page::{Ask, MessagePage, Page},
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use coloa_hotline::front::FrontError;
use coloa_platform::telemetry::chain;

/// Seconds after which it is worth trying again.
const SOON: u64 = 60;

impl Portal {
    /// The frame of a page that says no more than that.
    pub(super) async fn frame(&self, ask: &Ask, path: &str) -> Page {
        let published = self.published_or_empty().await;
        Page::new(self, ask, &published, path)
    }

    /// More letters than one network hands in: all that was typed goes back, to be sent again to `action`. Others may be
    /// what made it too many, and nothing shall be written twice for them. Files are read past, and have to be chosen again.
    pub(super) async fn not_yet(
        &self,
        ask: &Ask,
        (path, action): (&str, &str),
        Wait(seconds): Wait,
        request: Request,
    ) -> Response {
        let page = self.frame(ask, path).await;
        let fields = match Fields::read_typed(request).await {
            Ok(fields) => fields,
            Err(why) => return unreadable(&page, why),
        };
        let form = FormView {
            again: page.with("answer.wait_text", "minutes", seconds.div_ceil(60)),
            narrative: fields.text(NARRATIVE).to_owned(),
            ..FormView::new()
        };
        let wait = WaitPage {
            action: page.link(action),
            hidden: fields.typed().filter(|(name, _)| *name != NARRATIVE).collect(),
            files: fields.refused.iter().map(|file| file.name.as_str()).collect(),
            form,
            page: &page,
        };
        let mut response = Page::answer(StatusCode::TOO_MANY_REQUESTS, &wait);
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}

/// The field that is shown, so that it can be read, changed and copied; all others go along.
const NARRATIVE: &str = "narrative";

/// What was typed, with a button to send it again.
#[derive(Template)]
#[template(path = "portal/wait.html")]
struct WaitPage<'a> {
    page: &'a Page,
    form: FormView,
    action: String,
    hidden: Vec<(&'a str, &'a str)>,
    /// Names of those that have to be chosen again.
    files: Vec<&'a str>,
}

pub(super) async fn nothing_here(State(portal): State<PortalState>, ask: Ask) -> Response {
    nothing(&portal.frame(&ask, "/cong-dan").await)
}

pub(super) fn nothing(page: &Page) -> Response {
    MessagePage {
        page,
        title: page.t("answer.nothing").to_owned(),
        text: vec![page.t("answer.nothing_text").to_owned()],
        links: home(page),
    }
    .answer(StatusCode::NOT_FOUND, None)
}

/// More than one network asks for, of what nobody typed much.
pub(super) fn too_many(page: &Page, Wait(seconds): Wait) -> Response {
    let minutes = seconds.div_ceil(60);
    MessagePage {
        page,
        title: page.t("answer.too_many").to_owned(),
        text: vec![
            page.with("answer.too_many_text", "minutes", minutes),
            page.t("answer.phone").to_owned(),
        ],
        links: Vec::new(),
    }
    .answer(StatusCode::TOO_MANY_REQUESTS, Some(seconds))
}

/// A page of somebody else sent it. What stood in it is not shown: whoever wrote that may not be the reader.
pub(super) fn elsewhere(page: &Page, form: &str) -> Response {
    MessagePage {
        page,
        title: page.t("answer.elsewhere").to_owned(),
        text: vec![
            page.t("answer.elsewhere_text").to_owned(),
            page.t("answer.elsewhere_own").to_owned(),
            page.t("answer.phone").to_owned(),
        ],
        links: vec![(page.link(form), page.t("answer.to_form").to_owned())],
    }
    .answer(StatusCode::FORBIDDEN, None)
}

pub(super) fn unreadable(page: &Page, why: Unreadable) -> Response {
    let (status, text) = match why {
        Unreadable::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, page.t("answer.too_large_text")),
        Unreadable::Malformed => (StatusCode::BAD_REQUEST, page.t("answer.malformed_text")),
    };
    MessagePage {
        page,
        title: page.t("answer.unreadable").to_owned(),
        text: vec![text.to_owned(), page.t("answer.phone").to_owned()],
        links: Vec::new(),
    }
    .answer(status, None)
}

/// Nothing can be taken in or looked up now.
pub(super) fn unavailable(page: &Page) -> Response {
    MessagePage {
        page,
        title: page.t("answer.unavailable").to_owned(),
        text: vec![
            page.t("answer.unavailable_text").to_owned(),
            page.t("answer.phone").to_owned(),
        ],
        links: home(page),
    }
    .answer(StatusCode::SERVICE_UNAVAILABLE, Some(SOON))
}

/// The same, of what was to be handed in; the reason goes to the log.
pub(super) fn not_handed_in(page: &Page, why: &NotHandedIn) -> Response {
    note(why);
    unavailable(page)
}

/// Says to the log why something was not handed in.
pub(super) fn note(why: &NotHandedIn) {
    match why {
        NotHandedIn::Busy => tracing::warn!("more letters wait than the portal takes"),
        NotHandedIn::Front(FrontError::Full | FrontError::NoKey) => {
            tracing::error!(error = %chain(why), "the portal takes nothing in");
        }
        NotHandedIn::Front(_) | NotHandedIn::Sealing => {
            tracing::error!(error = %chain(why), "a letter was not handed in");
        }
    }
}

fn home(page: &Page) -> Vec<(String, String)> {
    vec![(page.link("/cong-dan"), page.t("answer.home").to_owned())]
}
