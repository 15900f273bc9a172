//! Reporting: what it is about, then one page of plain questions, then the code and what to do now. Nothing that can be
//! mended loses anything: the form comes back with all that was typed, and with the files that were good. A file that is not
//! taken holds no report up: the page with the code names it and says how another one is sent.

mod amount;
mod draft;
mod view;

pub(super) use draft::identity;
pub(super) use view::lang_attribute;

use self::{
    draft::{Circumstances, Draft},
    view::{ReportForm, ReportPage, ResultPage, TopicPage},
};
use super::{
    NotHandedIn, Outgoing, Portal, PortalState,
    answers::{note, unreadable},
    fields::Fields,
    form::{FaultView, Files, RefusedView, fault_view, file_faults, missing},
    page::{Ask, Page},
    ticket::{FormKind, Ticket},
    topics::Topic,
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use coloa_base::clock::vn_date;
use coloa_hotline::{
    code::Code,
    envelope::{EnvelopeKind, Letter},
    front::HandedIn,
    model::Money,
    published::{Document, Published},
    scam_type::ContactPurpose,
};
use std::sync::Arc;

const TOPICS: &str = "/cong-dan/bao-tin";
const FORM: &str = "/cong-dan/bao-tin/don";

/// `GET /cong-dan/bao-tin`
pub(super) async fn topics(State(portal): State<PortalState>, ask: Ask) -> Response {
    let published = portal.published_or_empty().await;
    let page = Page::new(&portal, &ask, &published, TOPICS);
    Page::answer(StatusCode::OK, &TopicPage::new(&page, &published.document, false))
}

/// `GET /cong-dan/bao-tin/don?loai=`: the topic stands in the address, so that a browser that was short of memory can load
/// the form again; it is one of a short list and says nothing of a person.
pub(super) async fn show(State(portal): State<PortalState>, ask: Ask) -> Response {
    let published = portal.published_or_empty().await;
    let Some(topic) = Topic::find(&published.document, ask.query("loai")) else {
        return no_topic(&portal, &ask, &published, StatusCode::OK);
    };
    let page = frame(&portal, &ask, &published, topic);
    let draft = Draft::default();
    let today = portal.clock.today();
    let mut form = ReportForm::new(&page, &published.document, topic, &draft, today);
    form.ticket = portal.key.issue(FormKind::Report, portal.now());
    Page::answer(StatusCode::OK, &ReportPage { page: &page, form })
}

fn no_topic(portal: &Portal, ask: &Ask, published: &Published, status: StatusCode) -> Response {
    let page = Page::new(portal, ask, published, TOPICS);
    Page::answer(status, &TopicPage::new(&page, &published.document, true))
}

fn frame(portal: &Portal, ask: &Ask, published: &Published, topic: Topic<'_>) -> Page {
    Page::new(
        portal,
        ask,
        published,
        format!("{TOPICS}/don?loai={}", topic.code()),
    )
}

/// `POST /cong-dan/bao-tin/don`
pub(super) async fn send(State(portal): State<PortalState>, ask: Ask, request: Request) -> Response {
    let now = portal.now();
    // Before files are held or anything is looked through: far beyond what people do, it costs no more than reading it.
    if let Err(wait) = portal.guard.letter(ask.network, now) {
        return portal.not_yet(&ask, (TOPICS, FORM), wait, request).await;
    }
    let mut fields = match Fields::read(request, &portal.room).await {
        Ok(fields) => fields,
        Err(why) => return unreadable(&portal.frame(&ask, TOPICS).await, why),
    };
    let published = portal.published_or_empty().await;
    let draft = Draft::read(&fields);
    let Some(topic) = Topic::find(&published.document, &draft.topic) else {
        return no_topic(&portal, &ask, &published, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (ticket, ticket_text, is_new) = portal.ticket(FormKind::Report, &fields);
    let _turn = portal.pocket.turn(ticket.nonce).await;
    let files = portal.files(&mut fields, Some(&ticket)).await;
    let sending = Sending {
        portal: &portal,
        page: frame(&portal, &ask, &published, topic),
        document: &published.document,
        topic,
        draft: &draft,
        ticket,
        ticket_text,
    };
    let communes: Vec<_> = published.document.communes.iter().map(|c| c.id).collect();
    let about = Circumstances {
        language: ask.language,
        now,
        today: vn_date(now),
        communes: &communes,
        asks_money: topic.is_scam(),
    };
    let letter = match draft.letter(&about) {
        Ok(letter) => letter,
        Err(wrong) => {
            let mut faults: Vec<_> = wrong
                .into_iter()
                .map(|fault| fault_view(&sending.page, fault))
                .collect();
            faults.extend(file_faults(&sending.page, &files));
            return sending.back(StatusCode::UNPROCESSABLE_ENTITY, faults, "", files);
        }
    };
    let of_files = file_faults(&sending.page, &files);
    if is_new || portal.is_too_soon(&ticket) {
        let again = sending.page.t("report.again");
        return sending.back(StatusCode::UNPROCESSABLE_ENTITY, of_files, again, files);
    }
    let missing = missing(&sending.page, &files);
    let (form, narrative, identity) = letter;
    let urgent = matches!(form.money, Money::Sending | Money::Sent);
    let is_minor = form.is_minor;
    let letter = Arc::new(Letter {
        form: Some(form),
        narrative,
        identity,
        attachments: files.good,
    });
    match hand_in(&portal, &ask, &ticket, &letter).await {
        Ok((code, handed_in)) => {
            portal.keep_handed_in(&ticket, letter, files.from_before);
            sending.done(&code, handed_in, urgent, is_minor, missing)
        }
        Err(why) => {
            note(&why);
            let files = Files {
                good: Arc::try_unwrap(letter).map(|l| l.attachments).unwrap_or_default(),
                ..Files::default()
            };
            let again = sending.page.t("report.not_sent");
            sending.back(StatusCode::SERVICE_UNAVAILABLE, of_files, again, files)
        }
    }
}

async fn hand_in(
    portal: &Portal,
    ask: &Ask,
    ticket: &Ticket,
    letter: &Arc<Letter>,
) -> Result<(Code, HandedIn), NotHandedIn> {
    let digest = Portal::digest(letter).await?;
    let code = portal.key.code(ticket, &digest);
    let flood = portal.guard.report_floods(ask.network, portal.now());
    let handed_in = portal
        .hand_in(Outgoing {
            kind: EnvelopeKind::Report,
            id: portal.key.envelope_id(ticket, &code, &digest),
            code: code.clone(),
            network: ask.network,
            flood,
            letter: letter.clone(),
        })
        .await;
    if !flood && !matches!(handed_in, Ok(HandedIn::Stored)) {
        portal.guard.report_again(ask.network);
    }
    Ok((code, handed_in?))
}

/// A form that was sent, on its way to an answer.
struct Sending<'a> {
    portal: &'a Portal,
    page: Page,
    document: &'a Document,
    topic: Topic<'a>,
    draft: &'a Draft,
    ticket: Ticket,
    ticket_text: String,
}

impl Sending<'_> {
    /// The form once more, with everything that was typed.
    fn back(self, status: StatusCode, faults: Vec<FaultView>, again: &str, files: Files) -> Response {
        let today = self.portal.clock.today();
        let mut form = ReportForm::new(&self.page, self.document, self.topic, self.draft, today);
        form.faults = faults;
        again.clone_into(&mut form.again);
        form.ticket = self.ticket_text;
        form.kept = self
            .portal
            .keep(&self.page, &self.ticket, files.good, &mut form.faults);
        let page = ReportPage {
            page: &self.page,
            form,
        };
        Page::answer(status, &page)
    }

    fn done(
        self,
        code: &Code,
        handed_in: HandedIn,
        urgent: bool,
        is_minor: bool,
        missing: Vec<RefusedView>,
    ) -> Response {
        let language = self.page.language;
        let mut first = Vec::new();
        if urgent {
            first.push(ContactPurpose::Bank);
        }
        if is_minor {
            first.push(ContactPurpose::Children);
        }
        let (advice, written_in) = self.topic.advice(language);
        let code = code.to_string();
        let page = ResultPage {
            page: &self.page,
            topic: self.topic.code(),
            code_groups: code.split('-').map(str::to_owned).collect(),
            code,
            again: handed_in == HandedIn::Again,
            refused: missing,
            urgent,
            advice,
            advice_lang: lang_attribute(written_in, language),
            calls: self.topic.calls(self.document, language, &first),
        };
        Page::answer(StatusCode::OK, &page)
    }
}
