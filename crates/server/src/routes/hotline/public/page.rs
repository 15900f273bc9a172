//! What every page has: the language, the frame around it, how it is answered.

use super::{Portal, PortalState, assets, guard::Network, words::Words};
use askama::Template;
use axum::{
    extract::{ConnectInfo, FromRequestParts, Query},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::clock::{vn_date_text, vn_date_time_text};
use coloa_hotline::{
    model::Language,
    published::{Contact, Published},
};
use std::{convert::Infallible, fmt::Display, net::SocketAddr};

/// Contacts in the strip on top of every page.
const STRIP: usize = 3;

/// Who asks, and in which language.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) language: Language,
    /// The language was chosen: links carry it on.
    pub(super) chosen: bool,
    pub(super) network: Network,
    query: Vec<(String, String)>,
}

impl Ask {
    /// A value of the address; empty where there is none.
    pub(super) fn query(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.trim())
    }
}

impl FromRequestParts<PortalState> for Ask {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &PortalState) -> Result<Self, Infallible> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let query = query.map(|Query(pairs)| pairs).unwrap_or_default();
        let chosen = query
            .iter()
            .find(|(name, _)| name == "lang")
            .and_then(|(_, value)| Language::parse(value));
        let preferred = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
        let peer = peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)));
        let address = crate::caller::address(state.behind_proxy, peer, &parts.headers);
        Ok(Self {
            language: chosen.unwrap_or_else(|| preferred_language(preferred.unwrap_or_default())),
            chosen: chosen.is_some(),
            network: Network::of(address),
            query,
        })
    }
}

/// Vietnamese, unless the browser names languages and none of them is Vietnamese.
fn preferred_language(accept: &str) -> Language {
    let mut tags = accept
        .split(',')
        .filter_map(|tag| tag.split(';').next())
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .peekable();
    if tags.peek().is_none() {
        return Language::Vietnamese;
    }
    let mut tags = tags.map(str::to_ascii_lowercase);
    if tags.any(|tag| tag == "*" || tag == "vi" || tag.starts_with("vi-")) {
        Language::Vietnamese
    } else {
        Language::English
    }
}

/// The frame of a page.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) language: Language,
    chosen: bool,
    /// Where the same page is in the other language.
    path: String,
    pub(super) centre: String,
    /// Whom to phone when money is moving.
    pub(super) strip: Vec<Call>,
    /// Warnings can be had by e-mail.
    pub(super) by_mail: bool,
}

/// Whom to turn to, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) value: String,
    /// `tel:…`, `https://…`, or empty.
    pub(super) href: String,
    pub(super) checked_on: String,
}

impl Call {
    pub(super) fn new(contact: &Contact, language: Language) -> Self {
        let name = match language {
            Language::English if !contact.name_en.is_empty() => &contact.name_en,
            _ => &contact.name,
        };
        Self {
            name: name.clone(),
            value: contact.value.clone(),
            href: href(&contact.value),
            checked_on: contact.checked_on.map(vn_date_text).unwrap_or_default(),
        }
    }
}

/// Where a contact leads: a phone is dialled, a page of the web opened.
fn href(value: &str) -> String {
    let value = value.trim();
    let digits: String = value.chars().filter(|c| c.is_ascii_digit()).collect();
    let is_phone = value.chars().all(|c| c.is_ascii_digit() || " .-()+".contains(c));
    if value.starts_with("https://") {
        value.to_owned()
    } else if is_phone && (3..=15).contains(&digits.len()) {
        let plus = if value.starts_with('+') { "+" } else { "" };
        format!("tel:{plus}{digits}")
    } else {
        String::new()
    }
}

impl Page {
    /// `path`: where the same page can be asked for again, without a language.
    pub(super) fn new(portal: &Portal, ask: &Ask, published: &Published, path: impl Into<String>) -> Self {
        let centre = match published.document.centre.as_str() {
            "" => portal.centre.clone(),
            name => name.to_owned(),
        };
        let strip = ["bank", "police", "centre"]
            .iter()
            .flat_map(|purpose| {
                published
                    .document
                    .contacts
                    .iter()
                    .filter(|c| c.purpose == *purpose)
            })
            .map(|contact| Call::new(contact, ask.language))
            .filter(|call| !call.href.is_empty())
            .take(STRIP)
            .collect();
        Self {
            language: ask.language,
            chosen: ask.chosen,
            path: path.into(),
            centre,
            strip,
            by_mail: published.document.by_mail,
        }
    }

    /// A sentence.
    pub(super) fn t(&self, key: &str) -> &'static str {
        Words::of(self.language).get(key)
    }
    /// A sentence with one place filled in.
    pub(super) fn with(&self, key: &str, place: &str, value: impl Display) -> String {
        self.t(key).replace(&format!("{{{place}}}"), &value.to_string())
    }
    /// For the `lang` attribute.
    pub(super) fn lang(&self) -> &'static str {
        self.language.as_str()
    }
    /// Whether forms that ask by `GET` carry the language as a field.
    pub(super) fn is_chosen(&self) -> bool {
        self.chosen
    }
    /// A page of the portal, in the language that was chosen.
    pub(super) fn link(&self, path: &str) -> String {
        if self.chosen {
            with_language(path, self.language)
        } else {
            path.to_owned()
        }
    }
    /// The same page in the other language.
    pub(super) fn other(&self) -> String {
        with_language(&self.path, self.other_language())
    }
    pub(super) fn other_lang(&self) -> &'static str {
        self.other_language().as_str()
    }
    const fn other_language(&self) -> Language {
        match self.language {
            Language::Vietnamese => Language::English,
            Language::English => Language::Vietnamese,
        }
    }
    pub(super) fn css(&self) -> &'static str {
        assets::css_path()
    }
    pub(super) fn script(&self) -> &'static str {
        assets::script_path()
    }
    pub(super) fn icon(&self) -> &'static str {
        assets::icon_path()
    }

    /// The answer: never stored, since it may hold what somebody wrote.
    pub(super) fn answer(status: StatusCode, template: &impl Template) -> Response {
        Self::html(status, template, "no-store")
    }
    /// The answer that is the same for everybody.
    pub(super) fn public(template: &impl Template) -> Response {
        Self::html(StatusCode::OK, template, "public, max-age=60")
    }
    fn html(status: StatusCode, template: &impl Template, cache: &'static str) -> Response {
        match template.render() {
            Ok(html) => {
                let headers = [
                    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                    (header::CACHE_CONTROL, cache),
                    (header::VARY, "accept-language"),
                ];
                (status, headers, html).into_response()
            }
            Err(e) => {
                tracing::error!(error = %e, "a page of the portal cannot be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn with_language(path: &str, language: Language) -> String {
    let (path, fragment) = match path.split_once('#') {
        Some((path, fragment)) => (path, format!("#{fragment}")),
        None => (path, String::new()),
    };
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}lang={language}{fragment}")
}

/// `dd/MM/yyyy HH:mm`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    vn_date_time_text(at)
}

/// `dd/MM/yyyy` of an instant.
pub(super) fn day(at: DateTime<Utc>) -> String {
    vn_date_text(coloa_base::clock::vn_date(at))
}

/// As `<time datetime>` wants it.
pub(super) fn machine_day(at: DateTime<Utc>) -> String {
    let day: NaiveDate = coloa_base::clock::vn_date(at);
    day.to_string()
}

/// A page that says one thing and whom to turn to.
#[derive(Template)]
#[template(path = "portal/message.html")]
pub(super) struct MessagePage<'a> {
    pub(super) page: &'a Page,
    pub(super) title: String,
    pub(super) text: Vec<String>,
    pub(super) links: Vec<(String, String)>,
}

impl MessagePage<'_> {
    pub(super) fn answer(self, status: StatusCode, retry: Option<u64>) -> Response {
        let mut response = Page::answer(status, &self);
        if let Some(value) = retry.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_comes_first() {
        let of = preferred_language;
        for accept in [
            "",
            "vi",
            "vi-VN,vi;q=0.9,en;q=0.8",
            "en-US,en;q=0.9,vi;q=0.1",
            "*",
        ] {
            assert_eq!(of(accept), Language::Vietnamese, "{accept}");
        }
        for accept in ["en", "en-GB,en;q=0.9", "ko-KR,ko", "video"] {
            assert_eq!(of(accept), Language::English, "{accept}");
        }
    }

    #[test]
    fn links_carry_the_language() {
        let en = Language::English;
        assert_eq!(with_language("/cong-dan", en), "/cong-dan?lang=en");
        assert_eq!(
            with_language("/cong-dan?loai=14", en),
            "/cong-dan?loai=14&lang=en"
        );
        assert_eq!(with_language("/cong-dan#tin", en), "/cong-dan?lang=en#tin");
    }

    #[test]
    fn contacts_are_dialled_or_opened() {
        assert_eq!(href("156"), "tel:156");
        assert_eq!(href("024 0000 0101"), "tel:02400000101");
        assert_eq!(href("+84 24 0000 0101"), "tel:+842400000101");
        assert_eq!(href("https://cong.example"), "https://cong.example");
        for other in ["javascript:alert(1)", "http://cong.example", "số in sau thẻ", ""] {
            assert_eq!(href(other), "", "{other}");
        }
    }
}
