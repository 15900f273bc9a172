//! The trust register: what organisations proved to be their own. Organisations only; nobody is scored.

use super::{
    PortalState,
    answers::too_many,
    news::Pages,
    page::{self, Ask, Page},
};
use askama::Template;
use axum::{extract::State, response::Response};
use coloa_base::text::{fold_plain, sort_key};
use coloa_hotline::{
    model::{Proof, TrustKind},
    published::Trusted,
};
use std::collections::BTreeMap;

const PATH: &str = "/cong-dan/tin-nhiem";
/// Characters of a search.
const MAX_SEARCH: usize = 100;

#[derive(Template)]
#[template(path = "portal/trust.html")]
struct TrustPage<'a> {
    page: &'a Page,
    search: String,
    total: usize,
    organisations: Vec<Organisation<'a>>,
    pages: Pages,
}

struct Organisation<'a> {
    name: &'a str,
    items: Vec<Item<'a>>,
}

struct Item<'a> {
    kind: String,
    value: &'a str,
    /// How and until when it is proved.
    proof: String,
}

impl<'a> Item<'a> {
    fn new(page: &Page, trusted: &'a Trusted) -> Self {
        let kind = match trusted.kind {
            TrustKind::Site => page.t("trust.site"),
            TrustKind::App => page.t("trust.app"),
            TrustKind::Account => page.t("trust.account"),
            TrustKind::Hotline => page.t("trust.hotline"),
            TrustKind::Email => page.t("trust.mail"),
        };
        let proof = match trusted.proof {
            Proof::DnsTxt => page.t("trust.by_dns"),
            Proof::File => page.t("trust.by_file"),
            Proof::Document => page.t("trust.by_document"),
        };
        let until = page.with("trust.until", "day", page::day(trusted.expires_at));
        Self {
            kind: if trusted.platform.is_empty() {
                kind.to_owned()
            } else {
                format!("{kind} ({})", trusted.platform)
            },
            value: &trusted.value,
            proof: format!("{proof}, {until}"),
        }
    }
}

/// `GET /cong-dan/tin-nhiem?tim=&trang=`
pub(super) async fn list(State(portal): State<PortalState>, ask: Ask) -> Response {
    let published = portal.published_or_empty().await;
    let search: String = ask.query("tim").chars().take(MAX_SEARCH).collect();
    let query = query_string(&search);
    let path = format!("{PATH}{query}");
    let page = Page::new(&portal, &ask, &published, path.as_str());
    let (wanted, now) = (fold_plain(&search), portal.now());
    // All of them are looked through.
    if let Err(wait) = portal.guard.lookup(ask.network, now) {
        return too_many(&page, wait);
    }
    let mut organisations: BTreeMap<(String, &str), Vec<&Trusted>> = BTreeMap::new();
    for trusted in published.document.trusted.iter().filter(|t| t.expires_at > now) {
        let key = (sort_key(&trusted.organisation), trusted.organisation.as_str());
        organisations.entry(key).or_default().push(trusted);
    }
    organisations.retain(|(_, name), items| {
        fold_plain(name).contains(&wanted) || items.iter().any(|t| fold_plain(&t.value).contains(&wanted))
    });
    let total = organisations.len();
    let (pages, range) = Pages::new(&page, &ask, &path, total);
    let shown = organisations.into_iter().skip(range.start).take(range.len());
    Page::public(&TrustPage {
        organisations: shown
            .map(|((_, name), items)| Organisation {
                name,
                items: items.into_iter().map(|t| Item::new(&page, t)).collect(),
            })
            .collect(),
        page: &page,
        search,
        total,
        pages,
    })
}

fn query_string(search: &str) -> String {
    if search.is_empty() {
        return String::new();
    }
    let encoded: String = search
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("?tim={encoded}")
}
