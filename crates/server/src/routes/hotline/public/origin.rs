//! Which page a form was sent from. Any page of the web can hold a form that posts here, filled in and sent without its
//! reader: it would report in their name, or put words of its own into a form that they go on with. So nothing is taken but
//! from a page of ours.
//!
//! Browsers say it by themselves, and no page can make them say something else: `Sec-Fetch-Site` over HTTPS in all of the last
//! years, else `Origin`. An old phone that says neither is let through, and so are programs, which no page drives. Compared is
//! the host alone: a proxy may end HTTPS, and the portal may stand under several names.

use super::{PortalState, answers::elsewhere, page::Ask};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

const FETCH_SITE: &str = "sec-fetch-site";
/// Under which name we were called, by the browser and by what a proxy passes on. A page can set neither.
const NAMED: [&str; 2] = ["host", "x-forwarded-host"];
/// Where the forms are.
const FORMS: [&str; 4] = [
    "/cong-dan/bao-tin",
    "/cong-dan/theo-doi",
    "/cong-dan/kiem-tra",
    "/cong-dan/nhan-tin",
];

/// Refuses what a page of somebody else sent.
pub(super) async fn own_pages(
    State(portal): State<PortalState>,
    ask: Ask,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || is_own(request.headers(), &portal.public_url) {
        return next.run(request).await;
    }
    let path = request.uri().path();
    let form = FORMS.into_iter().find(|form| path.starts_with(form));
    let form = form.unwrap_or("/cong-dan");
    elsewhere(&portal.frame(&ask, form).await, form)
}

/// Whether a request comes from a page of ours, as far as its browser says.
fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    match headers.get(FETCH_SITE).map(HeaderValue::as_bytes) {
        // `none`: no page sent it, but a person, by loading it again.
        Some(b"same-origin" | b"none") => return true,
        Some(b"cross-site") => return false,
        // `same-site`, and what may come: it must say which page.
        Some(_) if !headers.contains_key(header::ORIGIN) => return false,
        Some(_) | None => {}
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    // `null`: a page that does not want to be known, which ours are not.
    let Some(origin) = origin.to_str().ok().and_then(host_of) else {
        return false;
    };
    let named = NAMED
        .into_iter()
        .flat_map(|name| headers.get_all(name))
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|host| without_port(host.trim()));
    host_of(public_url)
        .into_iter()
        .chain(named)
        .any(|own| own.eq_ignore_ascii_case(origin))
}

/// The host of an address, with a port that is not the usual one.
fn host_of(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split('/').next().unwrap_or_default();
    (matches!(scheme, "http" | "https") && !host.is_empty()).then(|| without_port(host))
}

/// Without the port that goes without saying.
fn without_port(host: &str) -> &str {
    let bare = host.strip_suffix(":443").or_else(|| host.strip_suffix(":80"));
    bare.unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    const PUBLIC: &str = "https://cong.tinh.example";

    fn own(said: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for &(name, value) in said {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        is_own(&headers, PUBLIC)
    }

    #[test]
    fn what_a_browser_says_of_the_page_decides() {
        for said in ["same-origin", "none"] {
            assert!(own(&[("sec-fetch-site", said)]), "{said}");
            // Said of a portal whose own address nobody entered.
            let odd = [("sec-fetch-site", said), ("origin", "https://cong.xa.example")];
            assert!(own(&odd), "{said}");
        }
        for said in ["cross-site", "same-site", "x", ""] {
            assert!(!own(&[("sec-fetch-site", said)]), "{said}");
            let foreign = [("sec-fetch-site", said), ("origin", "https://khac.tinh.example")];
            assert!(!own(&foreign), "{said}");
        }
        // One that says so of ours lies.
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", PUBLIC)]));
    }

    #[test]
    fn an_old_phone_says_the_origin_or_nothing() {
        assert!(own(&[]));
        assert!(own(&[("host", "127.0.0.1:8470")]));
        for origin in [
            PUBLIC,
            "http://cong.tinh.example",
            "https://CONG.tinh.example",
            "https://cong.tinh.example:443",
        ] {
            assert!(own(&[("origin", origin)]), "{origin}");
        }
        for origin in [
            "null",
            "",
            "https://khac.example",
            "https://cong.tinh.example.khac.example",
            "https://xcong.tinh.example",
            "https://cong.tinh.example:8443",
            "file://",
            "chrome-extension://cong.tinh.example",
            "https://cong.tinh.example@khac.example",
        ] {
            assert!(!own(&[("origin", origin)]), "{origin}");
            assert!(
                !own(&[("origin", origin), ("host", "cong.tinh.example")]),
                "{origin}"
            );
        }
    }

    #[test]
    fn a_portal_may_stand_under_several_names() {
        let xa = ("origin", "https://cong.xa.example");
        assert!(!own(&[xa]));
        assert!(own(&[xa, ("host", "cong.xa.example")]));
        assert!(own(&[xa, ("host", "cong.xa.example:443")]));
        assert!(own(&[
            xa,
            ("host", "127.0.0.1:8470"),
            ("x-forwarded-host", "cong.xa.example")
        ]));
        let several = ("x-forwarded-host", "cong.xa.example, trong.example");
        assert!(own(&[xa, several]));
        let local = ("origin", "http://127.0.0.1:8470");
        assert!(own(&[local, ("host", "127.0.0.1:8470")]));
        assert!(!own(&[local, ("host", "127.0.0.1:8471")]));
    }
}
