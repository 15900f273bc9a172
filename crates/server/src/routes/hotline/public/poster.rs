//! Pages to be printed and put up: large words, whom to phone, and a square code that leads to the page.

use super::{
    PortalState,
    answers::nothing,
    news::{self, find, in_language},
    page::{Ask, Page},
    report::lang_attribute,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use coloa_hotline::model::Language;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Signs on a poster.
const POINTS: usize = 4;
/// White around a square code, in its dots (ISO/IEC 18004).
const QUIET: usize = 4;

#[derive(Template)]
#[template(path = "portal/poster.html")]
struct PosterPage<'a> {
    page: &'a Page,
    back: String,
    lang_attribute: &'static str,
    title: &'a str,
    lead: &'a str,
    points: Vec<&'a str>,
    points_lang: &'static str,
    /// SVG of our own making.
    qr: String,
    address: String,
}

/// `GET /cong-dan/ap-phich`
pub(super) async fn portal(State(portal): State<PortalState>, ask: Ask) -> Response {
    let page = portal.frame(&ask, "/cong-dan/ap-phich").await;
    let address = format!("{}/cong-dan", portal.public_url);
    Page::public(&PosterPage {
        back: page.link("/cong-dan"),
        lang_attribute: "",
        title: page.t("poster.title"),
        lead: page.t("poster.lead"),
        points: vec![
            page.t("poster.report"),
            page.t("poster.check"),
            page.t("poster.anonymous"),
        ],
        points_lang: page.lang(),
        qr: svg(&address),
        address,
        page: &page,
    })
}

/// `GET /cong-dan/tin/{slug}/ap-phich`
pub(super) async fn notice(
    State(portal): State<PortalState>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Response {
    let published = portal.published_or_empty().await;
    let Some(notice) = find(&published, &slug, portal.now()) else {
        return nothing(&Page::new(&portal, &ask, &published, "/cong-dan/canh-bao"));
    };
    let path = news::path(notice);
    let page = Page::new(&portal, &ask, &published, format!("{path}/ap-phich"));
    let address = format!("{}{path}", portal.public_url);
    let (title, written_in) = in_language(&notice.title, &notice.title_en, page.language);
    let (lead, _) = in_language(&notice.summary, &notice.summary_en, written_in);
    let points = if notice.signs.is_empty() {
        &notice.advice
    } else {
        &notice.signs
    };
    Page::public(&PosterPage {
        back: page.link(&path),
        lang_attribute: lang_attribute(written_in, page.language),
        title,
        lead,
        points: points.iter().take(POINTS).map(String::as_str).collect(),
        points_lang: Language::Vietnamese.as_str(),
        qr: svg(&address),
        address,
        page: &page,
    })
}

/// The square code of an address; empty where it is too long for one.
fn svg(address: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(address, EcLevel::M) else {
        return String::new();
    };
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let side = width + 2 * QUIET;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_code_has_its_dots_within_the_white() {
        let svg = svg("https://cong.tinh.example/cong-dan");
        let side: usize = svg
            .split("0 0 ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let dots: Vec<(usize, usize)> = svg
            .split('M')
            .skip(1)
            .map(|dot| {
                let (x, y) = dot.split_once('h').unwrap().0.split_once(' ').unwrap();
                (x.parse().unwrap(), y.parse().unwrap())
            })
            .collect();
        // The corner of the first finder pattern, and nothing in the quiet zone.
        assert!(dots.contains(&(QUIET, QUIET)));
        let inside = QUIET..side - QUIET;
        assert!(dots.iter().all(|(x, y)| inside.contains(x) && inside.contains(y)));
        assert_eq!(super::svg(&"x".repeat(10_000)), "");
    }
}
