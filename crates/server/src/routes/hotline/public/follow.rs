//! Following by code: what becomes of a report, messages both ways, more evidence, taking it back. The code comes in the body
//! of a form and goes back in a hidden field of one. A code that is mistyped, and one that never was, are looked up like any
//! other, get the same answer and get it as late. A network that tries many is slowed down and never shut out: a right code
//! opens what it opens within seconds, whoever else guesses on the same line.

use super::{
    NotHandedIn, Outgoing, Portal, PortalState,
    answers::{self, unavailable, unreadable},
    fields::Fields,
    form::{FaultView, Files, FormView, fault_view, file_faults, missing},
    guard::{Network, Tried},
    page::{self, Ask, Page},
    report::lang_attribute,
    ticket::{FormKind, Ticket},
    topics::Topic,
    words::Words,
};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use coloa_hotline::{
    code::{self, Code, CodeError},
    envelope::{EnvelopeKind, Letter, MailboxContent},
    form::{self, Fault},
    front::FrontError,
    model::{Language, State as ReportState},
    published::Published,
};
use coloa_platform::telemetry::chain;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

const PATH: &str = "/cong-dan/theo-doi";
const ADD: &str = "/cong-dan/theo-doi/gui";
/// A look-up takes a whole number of these, however long it took.
pub(super) const PACE: Duration = Duration::from_millis(250);

/// What a code opens.
enum Opened {
    Nothing,
    /// It is there, and nobody sealed anything to it yet.
    Waiting,
    Content(Box<MailboxContent>),
}

/// Why a code that was tried opens nothing.
enum NotOpened {
    /// It was mistyped, or never was.
    Nothing,
    Front(FrontError),
}

impl Portal {
    /// Lets a network wait as long as it has to before it tries a code. Before the code is read: that it waits says nothing
    /// of it, and costs a connection and no memory.
    async fn wait_to_try(&self, network: Network) -> Tried {
        let tried = self.guard.code(network, self.now());
        tokio::time::sleep(tried.wait).await;
        tried
    }

    /// Looks up a code that somebody tries. It counts as a wrong one until it opens something.
    async fn try_code(&self, tried: Tried, written: &str) -> Result<Opened, NotOpened> {
        let opened = self.open(written).await;
        if matches!(opened, Ok(Opened::Nothing)) {
            return Err(NotOpened::Nothing);
        }
        self.guard.not_wrong(tried);
        opened.map_err(NotOpened::Front)
    }

    /// Looks a code up; never sooner than [`PACE`].
    async fn open(&self, written: &str) -> Result<Opened, FrontError> {
        let begun = Instant::now();
        let opened = self.open_at_once(written).await;
        let paces = begun.elapsed().as_millis() / PACE.as_millis() + 1;
        let paces = u32::try_from(paces).unwrap_or(u32::MAX);
        tokio::time::sleep_until(begun + PACE.saturating_mul(paces)).await;
        opened
    }

    async fn open_at_once(&self, written: &str) -> Result<Opened, FrontError> {
        let (mailbox, key) = code::lookup(written);
        let found = self.front.mailbox(&mailbox).await?;
        let nothing = &self.nothing;
        // One is always opened.
        let opened = match &found {
            Some(sealed) if !sealed.is_empty() => MailboxContent::open(&mailbox, &key, sealed),
            _ => MailboxContent::open(&nothing.mailbox, &nothing.key, &nothing.sealed),
        };
        Ok(match (found, opened) {
            (None, _) => Opened::Nothing,
            (Some(sealed), Ok(content)) if !sealed.is_empty() => Opened::Content(Box::new(content)),
            (Some(sealed), opened) => {
                if let (false, Err(e)) = (sealed.is_empty(), opened) {
                    tracing::error!(error = %e, "a mailbox cannot be opened with its code");
                }
                Opened::Waiting
            }
        })
    }
}

/// The page on which a code is entered.
#[derive(Template)]
#[template(path = "portal/follow_enter.html")]
struct EnterPage<'a> {
    page: &'a Page,
    form: FormView,
}

/// What a code opened.
#[derive(Template)]
#[template(path = "portal/follow.html")]
struct FollowPage<'a> {
    page: &'a Page,
    form: FormView,
    view: View,
    advice: Vec<&'a str>,
    advice_lang: &'static str,
}

/// Asks whether it shall really be taken back.
#[derive(Template)]
#[template(path = "portal/withdraw.html")]
struct WithdrawPage<'a> {
    page: &'a Page,
    form: FormView,
}

/// A mailbox in plain words.
#[derive(Debug, Default)]
struct View {
    title: &'static str,
    /// What was just done.
    done: String,
    state: &'static str,
    state_text: &'static str,
    facts: Vec<(&'static str, String)>,
    messages: Vec<Said>,
    may_add: bool,
    may_withdraw: bool,
    topic: String,
}

#[derive(Debug)]
struct Said {
    mine: bool,
    who: String,
    at: String,
    machine: String,
    text: String,
    files: String,
}

impl View {
    fn of(page: &Page, published: &Published, opened: &Opened) -> Self {
        let words = Words::of(page.language);
        let content = match opened {
            Opened::Content(content) => content,
            Opened::Nothing | Opened::Waiting => {
                return Self {
                    title: page.t("follow.report"),
                    state: page.t("state.waiting"),
                    state_text: page.t("state.waiting_text"),
                    may_add: true,
                    may_withdraw: true,
                    ..Self::default()
                };
            }
        };
        let is_contest = content.about == EnvelopeKind::Contest;
        let kind = if is_contest { "contest" } else { "report" };
        let state = words
            .known(&format!("state.{kind}_{}", content.state))
            .unwrap_or(page.t("state.unknown"));
        let state_text = words
            .known(&format!("state.{kind}_{}_text", content.state))
            .unwrap_or_default();
        let mut facts = vec![
            (page.t("follow.received_at"), page::moment(content.received_at)),
            (page.t("follow.updated_at"), page::moment(content.updated_at)),
        ];
        if !content.held_by.is_empty() {
            facts.push((page.t("follow.held_by"), content.held_by.clone()));
        }
        if !content.receipt_number.is_empty() {
            facts.push((page.t("follow.receipt"), content.receipt_number.clone()));
        }
        if let Some(topic) = Topic::find(&published.document, &content.topic) {
            facts.push((page.t("follow.topic"), topic.name(page.language).to_owned()));
        }
        if content.files > 0 {
            facts.push((page.t("follow.files"), content.files.to_string()));
        }
        let said = content.messages.iter().map(|message| Said {
            mine: message.is_from_citizen,
            who: if message.is_from_citizen {
                page.t("follow.you").to_owned()
            } else {
                page.centre.clone()
            },
            at: page::moment(message.at),
            machine: page::machine_day(message.at),
            text: message.text.clone(),
            files: if message.files > 0 {
                page.with("follow.message_files", "n", message.files)
            } else {
                String::new()
            },
        });
        let is_open = !is_contest && !content.is_over;
        let is_withdrawn = content.state == ReportState::Withdrawn.as_str();
        Self {
            title: if is_contest {
                page.t("follow.contest")
            } else {
                page.t("follow.report")
            },
            done: String::new(),
            state,
            state_text,
            facts,
            messages: said.collect(),
            may_add: is_open,
            may_withdraw: is_open && !is_withdrawn,
            topic: content.topic.clone(),
        }
    }
}

/// `GET /cong-dan/theo-doi`; and what is sent by forms leads here when it is only asked for.
pub(super) async fn enter(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, PATH).await;
    enter_page(&page, StatusCode::OK, "", None)
}

fn enter_page(page: &Page, status: StatusCode, code: &str, reason: Option<&'static str>) -> Response {
    let fault = reason.map(|reason| {
        fault_view(
            page,
            Fault {
                field: "code",
                reason,
            },
        )
    });
    let form = FormView {
        code: code.chars().take(40).collect(),
        faults: fault.into_iter().collect(),
        ..FormView::new()
    };
    Page::answer(status, &EnterPage { page, form })
}

/// What was sent with a code that opened something.
struct Admitted {
    published: Arc<Published>,
    page: Page,
    fields: Fields,
    opened: Opened,
    code: String,
}

/// Reads the form and opens its code; else the answer to be given.
async fn admit(portal: &Portal, ask: &Ask, request: Request) -> Result<Admitted, Box<Response>> {
    let published = portal.published_or_empty().await;
    let page = Page::new(portal, ask, &published, PATH);
    let tried = portal.wait_to_try(ask.network).await;
    let fields = match Fields::read(request, &portal.room).await {
        Ok(fields) => fields,
        Err(why) => {
            portal.guard.not_wrong(tried);
            return Err(Box::new(unreadable(&page, why)));
        }
    };
    let code = fields.text("code").to_owned();
    // How long a code is says nothing about reports; it helps whoever copied half of it.
    if Code::parse(&code) == Err(CodeError::Length) {
        portal.guard.not_wrong(tried);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Box::new(enter_page(&page, status, &code, Some("length"))));
    }
    let opened = portal.try_code(tried, &code).await.map_err(|why| {
        Box::new(match why {
            NotOpened::Nothing => enter_page(&page, StatusCode::NOT_FOUND, &code, Some("unknown")),
            NotOpened::Front(e) => {
                tracing::error!(error = %chain(&e), "the front does not look up mailboxes");
                unavailable(&page)
            }
        })
    })?;
    Ok(Admitted {
        published,
        page,
        fields,
        opened,
        code,
    })
}

impl Admitted {
    fn view(&self) -> View {
        View::of(&self.page, &self.published, &self.opened)
    }

    /// The page of what the code opened, with the form to add something.
    fn answer(&self, portal: &Portal, status: StatusCode, view: View, mut form: FormView) -> Response {
        form.code.clone_from(&self.code);
        if form.ticket.is_empty() {
            form.ticket = portal.key.issue(FormKind::Message, portal.now());
        }
        let language = self.page.language;
        let topic = Topic::find(&self.published.document, &view.topic);
        let (advice, written_in) =
            topic.map_or_else(|| (Vec::new(), Language::Vietnamese), |t| t.advice(language));
        let page = FollowPage {
            page: &self.page,
            form,
            advice: if view.may_add { advice } else { Vec::new() },
            advice_lang: lang_attribute(written_in, language),
            view,
        };
        Page::answer(status, &page)
    }
}

/// `POST /cong-dan/theo-doi`
pub(super) async fn open(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    match admit(&portal, &ask, request).await {
        Ok(admitted) => {
            let view = admitted.view();
            admitted.answer(&portal, StatusCode::OK, view, FormView::new())
        }
        Err(answer) => *answer,
    }
}

/// `POST /cong-dan/theo-doi/gui`: a message, files, or both.
pub(super) async fn add(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    if let Err(wait) = portal.guard.letter(ask.network, portal.now()) {
        return portal.not_yet(&ask, (PATH, ADD), wait, request).await;
    }
    let mut admitted = match admit(&portal, &ask, request).await {
        Ok(admitted) => admitted,
        Err(answer) => return *answer,
    };
    let mut view = admitted.view();
    if !view.may_add {
        return admitted.answer(&portal, StatusCode::CONFLICT, view, FormView::new());
    }
    let (ticket, ticket_text, is_new) = portal.ticket(FormKind::Message, &admitted.fields);
    let _turn = portal.pocket.turn(ticket.nonce).await;
    let files = portal.files(&mut admitted.fields, Some(&ticket)).await;
    let typed = admitted.fields.text("narrative").to_owned();
    let page = &admitted.page;
    let of_files = file_faults(page, &files);
    let has_files = !files.good.is_empty();
    let mut faults = Vec::new();
    let text = match form::narrative(&typed, "narrative") {
        Ok(text) => text,
        Err(Fault { reason: "empty", .. }) => {
            if !has_files && of_files.is_empty() {
                faults.push(message_fault(page));
            }
            String::new()
        }
        Err(fault) => {
            faults.push(fault_view(page, fault));
            String::new()
        }
    };
    let back = |files: Files, mut faults: Vec<FaultView>, again: &str| {
        let kept = portal.keep(page, &ticket, files.good, &mut faults);
        FormView {
            faults,
            again: again.to_owned(),
            ticket: ticket_text.clone(),
            narrative: typed.clone(),
            kept,
            ..FormView::new()
        }
    };
    // A file that is not taken holds up nothing that can go without it.
    let is_nothing = text.is_empty() && !has_files;
    if is_nothing || is_new || !faults.is_empty() {
        let again = if is_new { page.t("report.again") } else { "" };
        faults.extend(of_files);
        let form = back(files, faults, again);
        return admitted.answer(&portal, StatusCode::UNPROCESSABLE_ENTITY, view, form);
    }
    let refused = missing(page, &files);
    let letter = Arc::new(Letter {
        narrative: text,
        attachments: files.good,
        ..Letter::default()
    });
    let kind = EnvelopeKind::Message;
    match hand_in(&portal, &ask, kind, &ticket, &admitted.code, &letter).await {
        Ok(()) => {
            portal.keep_handed_in(&ticket, letter, files.from_before);
            page.t("follow.added").clone_into(&mut view.done);
            let written = code::lookup(&admitted.code);
            refresh(&portal, &mut admitted, &mut view, &written).await;
            let form = FormView {
                refused,
                ..FormView::new()
            };
            admitted.answer(&portal, StatusCode::OK, view, form)
        }
        Err(why) => {
            answers::note(&why);
            let files = Files {
                good: Arc::try_unwrap(letter).map(|l| l.attachments).unwrap_or_default(),
                ..Files::default()
            };
            let form = back(files, of_files, page.t("report.not_sent"));
            admitted.answer(&portal, StatusCode::SERVICE_UNAVAILABLE, view, form)
        }
    }
}

/// `POST /cong-dan/theo-doi/rut`: asks, and takes back when that was confirmed.
pub(super) async fn withdraw(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    let mut admitted = match admit(&portal, &ask, request).await {
        Ok(admitted) => admitted,
        Err(answer) => return *answer,
    };
    let mut view = admitted.view();
    if !view.may_withdraw {
        return admitted.answer(&portal, StatusCode::CONFLICT, view, FormView::new());
    }
    let (ticket, ticket_text, is_new) = portal.ticket(FormKind::Withdrawal, &admitted.fields);
    let typed = admitted.fields.text("narrative").to_owned();
    let ask_first = |faults: Vec<FaultView>, status: StatusCode| {
        let form = FormView {
            faults,
            ticket: ticket_text.clone(),
            code: admitted.code.clone(),
            narrative: typed.clone(),
            ..FormView::new()
        };
        let page = WithdrawPage {
            page: &admitted.page,
            form,
        };
        Page::answer(status, &page)
    };
    if is_new || !admitted.fields.is("confirm") {
        return ask_first(Vec::new(), StatusCode::OK);
    }
    let reason = match form::narrative(&typed, "narrative") {
        Ok(text) => text,
        Err(Fault { reason: "empty", .. }) => String::new(),
        Err(fault) => {
            let faults = vec![fault_view(&admitted.page, fault)];
            return ask_first(faults, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let letter = Arc::new(Letter {
        narrative: reason,
        ..Letter::default()
    });
    let kind = EnvelopeKind::Withdrawal;
    match hand_in(&portal, &ask, kind, &ticket, &admitted.code, &letter).await {
        Ok(()) => {
            admitted.page.t("follow.withdrawn").clone_into(&mut view.done);
            let written = code::lookup(&admitted.code);
            refresh(&portal, &mut admitted, &mut view, &written).await;
            view.may_withdraw = false;
            admitted.answer(&portal, StatusCode::OK, view, FormView::new())
        }
        Err(why) => answers::not_handed_in(&admitted.page, &why),
    }
}

async fn hand_in(
    portal: &Portal,
    ask: &Ask,
    kind: EnvelopeKind,
    ticket: &Ticket,
    code: &str,
    letter: &Arc<Letter>,
) -> Result<(), NotHandedIn> {
    // It opened a mailbox: it is a code.
    let code = Code::parse(code).map_err(|_| NotHandedIn::Sealing)?;
    let digest = Portal::digest(letter).await?;
    let letter = Outgoing {
        kind,
        id: portal.key.envelope_id(ticket, &code, &digest),
        code,
        network: ask.network,
        flood: false,
        letter: letter.clone(),
    };
    portal.hand_in(letter).await.map(drop)
}

/// Where the records are in this process, what was added is in the mailbox already.
async fn refresh(
    portal: &Portal,
    admitted: &mut Admitted,
    view: &mut View,
    (mailbox, key): &(code::Mailbox, coloa_hotline::seal::SecretKey),
) {
    let Ok(Some(sealed)) = portal.front.mailbox(mailbox).await else {
        return;
    };
    if let Ok(content) = MailboxContent::open(mailbox, key, &sealed) {
        admitted.opened = Opened::Content(Box::new(content));
        let done = std::mem::take(&mut view.done);
        *view = admitted.view();
        view.done = done;
    }
}

fn message_fault(page: &Page) -> FaultView {
    FaultView {
        field: "narrative",
        target: "narrative",
        text: page.t("error.message_empty").to_owned(),
    }
}

#[cfg(test)]
mod tests;
