//! Notices for machines: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1, and the list of the public API.

use super::{
    PortalState,
    news::{current, in_language, path},
    page::Ask,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use coloa_hotline::{model::Language, published::Notice};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Notices of a feed.
const MOST: usize = 50;

pub(super) fn routes() -> OpenApiRouter<PortalState> {
    OpenApiRouter::new().routes(routes!(public_notices))
}

/// A notice as a feed tells it.
struct Entry<'a> {
    notice: &'a Notice,
    url: String,
    title: &'a str,
    summary: &'a str,
}

struct Feed<'a> {
    title: String,
    home: String,
    updated: DateTime<Utc>,
    language: Language,
    entries: Vec<Entry<'a>>,
}

/// Builds the feed of what is published and writes it.
async fn answer(
    portal: PortalState,
    ask: Ask,
    media_type: &'static str,
    write: impl Fn(&Feed<'_>) -> String,
) -> Response {
    let Some(published) = portal.published().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let document = &published.document;
    let entries: Vec<_> = current(document, portal.now())
        .into_iter()
        .take(MOST)
        .map(|notice| Entry {
            notice,
            url: format!("{}{}", portal.public_url, path(notice)),
            title: in_language(&notice.title, &notice.title_en, ask.language).0,
            summary: in_language(&notice.summary, &notice.summary_en, ask.language).0,
        })
        .collect();
    let feed = Feed {
        title: if document.centre.is_empty() {
            portal.centre.clone()
        } else {
            document.centre.clone()
        },
        home: format!("{}/cong-dan", portal.public_url),
        updated: entries
            .iter()
            .map(|e| e.notice.updated_at.max(e.notice.published_at))
            .max()
            .unwrap_or(document.made_at),
        language: ask.language,
        entries,
    };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::VARY, "accept-language"),
    ];
    (headers, write(&feed)).into_response()
}

/// `GET /cong-dan/tin.atom`
pub(super) async fn atom(State(portal): State<PortalState>, ask: Ask) -> Response {
    answer(portal, ask, "application/atom+xml; charset=utf-8", |feed| {
        let (title, home) = (xml(&feed.title), xml(&feed.home));
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
             <id>{home}</id><title>{title}</title><updated>{}</updated><author><name>{title}</name></author>\n\
             <link rel=\"self\" href=\"{home}/tin.atom\"/><link href=\"{home}\"/>\n",
            feed.language,
            rfc3339(feed.updated),
        );
        for entry in &feed.entries {
            let _ = writeln!(
                out,
                "<entry><id>urn:uuid:{}</id><title>{}</title><link href=\"{}\"/><published>{}</published>\
                 <updated>{}</updated><category term=\"{}\"/><summary>{}</summary></entry>",
                entry.notice.id,
                xml(entry.title),
                xml(&entry.url),
                rfc3339(entry.notice.published_at),
                rfc3339(entry.notice.updated_at),
                entry.notice.kind,
                xml(entry.summary),
            );
        }
        out.push_str("</feed>\n");
        out
    })
    .await
}

/// `GET /cong-dan/tin.rss`
pub(super) async fn rss(State(portal): State<PortalState>, ask: Ask) -> Response {
    answer(portal, ask, "application/rss+xml; charset=utf-8", |feed| {
        let (title, home) = (xml(&feed.title), xml(&feed.home));
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{title}</title><link>{home}</link>\
             <description>{title}</description><language>{}</language><lastBuildDate>{}</lastBuildDate>\n",
            feed.language,
            feed.updated.to_rfc2822(),
        );
        for entry in &feed.entries {
            let _ = writeln!(
                out,
                "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">urn:uuid:{}</guid><pubDate>{}</pubDate>\
                 <category>{}</category><description>{}</description></item>",
                xml(entry.title),
                xml(&entry.url),
                entry.notice.id,
                entry.notice.published_at.to_rfc2822(),
                entry.notice.kind,
                xml(entry.summary),
            );
        }
        out.push_str("</channel></rss>\n");
        out
    })
    .await
}

/// `GET /cong-dan/tin.json`
pub(super) async fn json(State(portal): State<PortalState>, ask: Ask) -> Response {
    answer(portal, ask, "application/feed+json", |feed| {
        let item = |entry: &Entry<'_>| {
            json!({
                "id": format!("urn:uuid:{}", entry.notice.id),
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.summary,
                "date_published": rfc3339(entry.notice.published_at),
                "date_modified": rfc3339(entry.notice.updated_at),
                "tags": [entry.notice.kind],
            })
        };
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": format!("{}/tin.json", feed.home),
            "language": feed.language,
            "items": feed.entries.iter().map(item).collect::<Vec<_>>(),
        })
        .to_string()
    })
    .await
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Text within XML 1.0: what is markup is escaped, what may not stand in it is left out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Notices that everybody may read.
#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicNotices {
    /// When the list was made.
    made_at: DateTime<Utc>,
    notices: Vec<HotlinePublicNotice>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicNotice {
    id: Uuid,
    /// `warning`, `correction`, `question`.
    kind: String,
    url: String,
    title: String,
    title_en: String,
    summary: String,
    summary_en: String,
    body: String,
    body_en: String,
    signs: Vec<String>,
    advice: Vec<String>,
    indicators: Vec<HotlinePublicIndicator>,
    source_name: String,
    source_url: String,
    scam_type: Option<String>,
    audience: String,
    published_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HotlinePublicIndicator {
    kind: String,
    value: String,
}

/// Warnings, corrections and answers that the centre published, the newest first.
#[utoipa::path(get, path = "/api/v1/hotline/public/notices", tag = "hotline-public",
    responses((status = 200, body = HotlinePublicNotices), (status = 503)))]
async fn public_notices(State(portal): State<PortalState>) -> Response {
    let Some(published) = portal.published().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let now = portal.now();
    let notice = |n: &Notice| HotlinePublicNotice {
        id: n.id,
        kind: n.kind.to_string(),
        url: format!("{}{}", portal.public_url, path(n)),
        title: n.title.clone(),
        title_en: n.title_en.clone(),
        summary: n.summary.clone(),
        summary_en: n.summary_en.clone(),
        body: n.body.clone(),
        body_en: n.body_en.clone(),
        signs: n.signs.clone(),
        advice: n.advice.clone(),
        indicators: n
            .indicators_at(now)
            .map(|i| HotlinePublicIndicator {
                kind: i.kind.clone(),
                value: i.value.clone(),
            })
            .collect(),
        source_name: n.source_name.clone(),
        source_url: n.source_url.clone(),
        scam_type: n.scam_type.clone(),
        audience: n.audience.clone(),
        published_at: n.published_at,
        updated_at: n.updated_at,
        expires_at: n.expires_at,
    };
    let notices = HotlinePublicNotices {
        made_at: published.document.made_at,
        notices: current(&published.document, now)
            .into_iter()
            .take(MOST)
            .map(notice)
            .collect(),
    };
    ([(header::CACHE_CONTROL, "public, max-age=60")], Json(notices)).into_response()
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn what_is_no_xml_is_left_out() {
        assert_eq!(
            xml("<b>\"Tiền\" & 'vàng'</b>\u{0}\u{8}\u{fffe}\n"),
            "&lt;b&gt;&quot;Tiền&quot; &amp; &#39;vàng&#39;&lt;/b&gt;\n"
        );
    }
}
