//! What the centre tells everybody: the first page, lists of notices, one notice, what happens with what people write.

use super::{
    PortalState,
    answers::nothing,
    check::kind_name,
    page::{self, Ask, Call, Page},
    report::lang_attribute,
};
use askama::Template;
use axum::{extract::Path, extract::State, response::Response};
use chrono::{DateTime, Utc};
use coloa_hotline::{
    model::{Language, NoticeKind},
    published::{Document, Notice, Published},
};

/// Warnings on the first page.
const NEWEST: usize = 5;
/// Lines of a page of a list.
pub(super) const PAGE: usize = 20;

/// Notices that are not over, the newest first.
pub(super) fn current(document: &Document, now: DateTime<Utc>) -> Vec<&Notice> {
    let mut notices: Vec<_> = document
        .notices
        .iter()
        .filter(|n| n.expires_at.is_none_or(|end| end > now))
        .collect();
    notices.sort_by(|a, b| b.published_at.cmp(&a.published_at).then_with(|| b.id.cmp(&a.id)));
    notices
}

/// A text of a notice in a language, and in which one it is written.
pub(super) fn in_language<'a>(vi: &'a str, en: &'a str, language: Language) -> (&'a str, Language) {
    match language {
        Language::English if !en.is_empty() => (en, Language::English),
        _ => (vi, Language::Vietnamese),
    }
}

pub(super) fn path(notice: &Notice) -> String {
    format!("/cong-dan/tin/{}", notice.slug)
}

/// A notice in a list.
pub(super) struct Item {
    pub(super) href: String,
    pub(super) lang_attribute: &'static str,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) day: String,
    pub(super) machine_day: String,
}

impl Item {
    fn new(page: &Page, notice: &Notice) -> Self {
        let (title, written_in) = in_language(&notice.title, &notice.title_en, page.language);
        // Title and summary in one language: a line is not read half and half.
        let (summary, _) = in_language(&notice.summary, &notice.summary_en, written_in);
        Self {
            href: page.link(&path(notice)),
            lang_attribute: lang_attribute(written_in, page.language),
            title: title.to_owned(),
            summary: summary.to_owned(),
            day: page::day(notice.published_at),
            machine_day: page::machine_day(notice.published_at),
        }
    }
}

#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomePage<'a> {
    page: &'a Page,
    warnings: Vec<Item>,
    calls: Vec<Call>,
}

/// `GET /cong-dan`
pub(super) async fn home(State(portal): State<PortalState>, ask: Ask) -> Response {
    let published = portal.published_or_empty().await;
    let page = Page::new(&portal, &ask, &published, "/cong-dan");
    let warnings = current(&published.document, portal.now())
        .into_iter()
        .filter(|n| n.kind == NoticeKind::Warning)
        .take(NEWEST)
        .map(|notice| Item::new(&page, notice))
        .collect();
    let calls = published
        .document
        .contacts
        .iter()
        .map(|contact| Call::new(contact, page.language))
        .collect();
    Page::public(&HomePage {
        page: &page,
        warnings,
        calls,
    })
}

/// Before and after in a list.
pub(super) struct Pages {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) text: String,
}

impl Pages {
    /// `path` with what was asked for, without the page; the page that is shown, and the range of lines on it.
    pub(super) fn new(page: &Page, ask: &Ask, path: &str, total: usize) -> (Self, std::ops::Range<usize>) {
        let last = total.div_ceil(PAGE).max(1);
        let number = ask.query("trang").parse().unwrap_or(1).clamp(1, last);
        let link = |number: usize| {
            let joint = if path.contains('?') { '&' } else { '?' };
            page.link(&format!("{path}{joint}trang={number}"))
        };
        let pages = Self {
            before: if number > 1 {
                link(number - 1)
            } else {
                String::new()
            },
            after: if number < last {
                link(number + 1)
            } else {
                String::new()
            },
            text: format!("{number}/{last}"),
        };
        let from = (number - 1) * PAGE;
        (pages, from..total.min(from + PAGE))
    }
    pub(super) fn is_shown(&self) -> bool {
        !self.before.is_empty() || !self.after.is_empty()
    }
}

#[derive(Template)]
#[template(path = "portal/news.html")]
struct NewsPage<'a> {
    page: &'a Page,
    title: &'static str,
    lead: &'static str,
    items: Vec<Item>,
    pages: Pages,
}

/// Where notices of a kind are listed.
const fn list_path(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Warning => "/cong-dan/canh-bao",
        NoticeKind::Correction => "/cong-dan/dinh-chinh",
        NoticeKind::Question => "/cong-dan/hoi-dap",
    }
}

/// `GET /cong-dan/canh-bao`
pub(super) async fn warnings(state: State<PortalState>, ask: Ask) -> Response {
    list(state, ask, NoticeKind::Warning).await
}
/// `GET /cong-dan/dinh-chinh`
pub(super) async fn corrections(state: State<PortalState>, ask: Ask) -> Response {
    list(state, ask, NoticeKind::Correction).await
}
/// `GET /cong-dan/hoi-dap`
pub(super) async fn questions(state: State<PortalState>, ask: Ask) -> Response {
    list(state, ask, NoticeKind::Question).await
}

async fn list(State(portal): State<PortalState>, ask: Ask, kind: NoticeKind) -> Response {
    let published = portal.published_or_empty().await;
    let page = Page::new(&portal, &ask, &published, list_path(kind));
    let notices: Vec<_> = current(&published.document, portal.now())
        .into_iter()
        .filter(|n| n.kind == kind)
        .collect();
    let (pages, range) = Pages::new(&page, &ask, list_path(kind), notices.len());
    let (title, lead) = match kind {
        NoticeKind::Warning => (page.t("news.warnings"), page.t("news.warnings_text")),
        NoticeKind::Correction => (page.t("news.corrections"), page.t("news.corrections_text")),
        NoticeKind::Question => (page.t("news.questions"), page.t("news.questions_text")),
    };
    let items = notices[range].iter().map(|notice| Item::new(&page, notice));
    Page::public(&NewsPage {
        title,
        lead,
        items: items.collect(),
        pages,
        page: &page,
    })
}

/// A notice as it is shown.
struct NoticeView<'a> {
    kind: &'static str,
    lang_attribute: &'static str,
    title: &'a str,
    summary: &'a str,
    body: Vec<&'a str>,
    day: String,
    machine_day: String,
    signs: &'a [String],
    advice: &'a [String],
    indicators: Vec<(&'static str, &'a str)>,
    source: &'a str,
    source_href: &'a str,
    report_href: String,
    poster_href: String,
    list_path: &'static str,
}

#[derive(Template)]
#[template(path = "portal/notice.html")]
struct NoticePage<'a> {
    page: &'a Page,
    notice: NoticeView<'a>,
}

/// The notice of an address, while it is not over.
pub(super) fn find<'a>(published: &'a Published, slug: &str, now: DateTime<Utc>) -> Option<&'a Notice> {
    let notice = published.document.notices.iter().find(|n| n.slug == slug)?;
    notice.expires_at.is_none_or(|end| end > now).then_some(notice)
}

/// `GET /cong-dan/tin/{slug}`
pub(super) async fn notice(
    State(portal): State<PortalState>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Response {
    let published = portal.published_or_empty().await;
    let Some(notice) = find(&published, &slug, portal.now()) else {
        return nothing(&Page::new(&portal, &ask, &published, "/cong-dan/canh-bao"));
    };
    let page = Page::new(&portal, &ask, &published, path(notice));
    let (title, written_in) = in_language(&notice.title, &notice.title_en, page.language);
    let (summary, _) = in_language(&notice.summary, &notice.summary_en, written_in);
    let (body, _) = in_language(&notice.body, &notice.body_en, written_in);
    let view = NoticeView {
        kind: match notice.kind {
            NoticeKind::Warning => page.t("news.warning"),
            NoticeKind::Correction => page.t("news.correction"),
            NoticeKind::Question => page.t("news.question"),
        },
        lang_attribute: lang_attribute(written_in, page.language),
        title,
        summary,
        body: paragraphs(body),
        day: page::day(notice.published_at),
        machine_day: page::machine_day(notice.published_at),
        signs: &notice.signs,
        advice: &notice.advice,
        indicators: notice
            .indicators_at(portal.now())
            .map(|i| (kind_name(&page, &i.kind), i.value.as_str()))
            .collect(),
        source: if notice.source_name.is_empty() {
            &notice.source_url
        } else {
            &notice.source_name
        },
        source_href: if is_web(&notice.source_url) {
            &notice.source_url
        } else {
            ""
        },
        report_href: match (&notice.scam_type, notice.kind) {
            (Some(topic), NoticeKind::Warning) => page.link(&format!("/cong-dan/bao-tin/don?loai={topic}")),
            _ => String::new(),
        },
        poster_href: page.link(&format!("{}/ap-phich", path(notice))),
        list_path: list_path(notice.kind),
    };
    Page::public(&NoticePage {
        page: &page,
        notice: view,
    })
}

/// An address that a link may lead to.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Paragraphs of a text: an empty line between.
fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect()
}

#[derive(Template)]
#[template(path = "portal/privacy.html")]
struct PrivacyPage<'a> {
    page: &'a Page,
}

/// `GET /cong-dan/rieng-tu`
pub(super) async fn privacy(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, "/cong-dan/rieng-tu").await;
    Page::public(&PrivacyPage { page: &page })
}
