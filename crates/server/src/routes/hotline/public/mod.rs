//! The citizens' portal under `/cong-dan`: pages written by the server that work without JavaScript, without a cookie and
//! without an account. The same router runs in the whole server and alone in a DMZ: it knows [`Front`] and nothing of the
//! records.
//!
//! | question | module |
//! |---|---|
//! | who asks, in which language; the frame of a page | `page`, `words/`, `assets`, `templates/portal/` |
//! | how much one network may ask for; whose turn it is | `guard/` |
//! | which page a form was sent from, what it says, how it is read | `origin`, `ticket`, `fields`, `form`, `pocket` |
//! | reporting, following by code, objecting | `report/`, `follow`, `contest` |
//! | checking a number, a link, an account | `check` |
//! | what the centre tells everybody | `news`, `trust`, `feeds`, `poster`, `subscribe` |
//!
//! Invariants: what a citizen typed stands in no address, cookie, log line or file; it is sealed before it is handed in, and a
//! code travels in the bodies of forms alone. A code that opens nothing is answered like any other that does, and as late.
//! No single report is refused: what floods is stored and marked. Nothing is taken from a form that stands in a page of
//! somebody else.

mod answers;
mod assets;
mod check;
mod contest;
mod feeds;
mod fields;
mod follow;
mod form;
mod guard;
mod news;
mod origin;
mod page;
mod pocket;
mod poster;
mod report;
mod subscribe;
mod ticket;
mod topics;
mod trust;
mod words;

pub use ticket::form_key;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
    routing::get,
};
use chrono::{DateTime, Utc};
use coloa_base::Clock;
use coloa_hotline::{
    code::{Code, Mailbox},
    envelope::{Envelope, EnvelopeKind, Letter, MailboxContent},
    front::{Front, FrontError, HandedIn},
    published::{Document, Published},
    seal::SecretKey,
};
use coloa_platform::{
    hotline_config::{HotlineConfig, PortalConfig},
    telemetry::chain,
};
use guard::{Guard, Network, Turns};
use std::{
    ops::Deref,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};
use ticket::FormKey;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Letters that are sealed and handed in at once.
const AT_ONCE: usize = 4;

/// What the portal stands on. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PortalState {
    portal: Arc<Portal>,
    behind_proxy: bool,
}

impl Deref for PortalState {
    type Target = Portal;
    fn deref(&self) -> &Portal {
        &self.portal
    }
}

/// See [`PortalState`].
#[derive(Debug)]
pub struct Portal {
    front: Arc<dyn Front>,
    clock: Arc<dyn Clock>,
    settings: PortalConfig,
    /// Name of the centre until something is published.
    centre: String,
    /// Where citizens reach the portal, without a slash at the end.
    public_url: String,
    guard: Guard,
    turns: Turns,
    room: fields::Room,
    pocket: pocket::Pocket,
    key: FormKey,
    nothing: Nothing,
    /// What was published last, for when the front cannot say.
    last: RwLock<Option<Arc<Published>>>,
}

/// A mailbox that belongs to nobody, so that looking up a code that does not exist costs what any other does.
struct Nothing {
    mailbox: Mailbox,
    key: SecretKey,
    sealed: Vec<u8>,
}

impl std::fmt::Debug for Nothing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nothing")
    }
}

impl Nothing {
    fn new() -> Self {
        let (mailbox, key) = coloa_hotline::code::lookup("");
        let content = MailboxContent {
            about: EnvelopeKind::Report,
            received_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            state: String::new(),
            held_by: String::new(),
            receipt_number: String::new(),
            topic: String::new(),
            messages: Vec::new(),
            files: 0,
            is_over: true,
        };
        let sealed = content.seal(&mailbox, key.public());
        Self { mailbox, key, sealed }
    }
}

/// Why something was not handed in. The citizen is asked to try again, or to phone.
#[derive(Debug, thiserror::Error)]
enum NotHandedIn {
    #[error("too many letters wait")]
    Busy,
    #[error("the front does not take it")]
    Front(#[from] FrontError),
    #[error("it could not be sealed")]
    Sealing,
}

impl PortalState {
    /// `centre` and `public_url` count where the settings of the portal name none; `form_key` from [`form_key`], the same
    /// after a restart.
    #[must_use]
    pub fn new(
        front: Arc<dyn Front>,
        clock: Arc<dyn Clock>,
        config: &HotlineConfig,
        centre: &str,
        public_url: &str,
        form_key: [u8; 32],
    ) -> Self {
        let settings = config.portal.clone();
        let or = |own: &str, other: &str| {
            if own.is_empty() {
                other.to_owned()
            } else {
                own.to_owned()
            }
        };
        let centre = or(&settings.centre, centre);
        let public_url = or(&settings.public_url, public_url);
        Self {
            portal: Arc::new(Portal {
                guard: Guard::new(&settings),
                turns: Turns::new(AT_ONCE),
                room: fields::Room::new(),
                pocket: pocket::Pocket::default(),
                key: FormKey::new(form_key),
                nothing: Nothing::new(),
                last: RwLock::default(),
                centre,
                public_url: public_url.trim_end_matches('/').to_owned(),
                front,
                clock,
                settings,
            }),
            behind_proxy: false,
        }
    }

    /// A ticket as the form of a report carries it, for those who file many without looking at the form: benches and tests.
    #[must_use]
    pub fn report_ticket(&self) -> String {
        self.key.issue(ticket::FormKind::Report, self.now())
    }

    /// Keeps the key by which networks are told apart for a day in this file, so that a restart does not make two of one.
    #[must_use]
    pub fn keep_day_key(self, path: PathBuf) -> Self {
        self.guard.keep_day_key(path);
        self
    }

    /// A proxy on this machine names the caller (`http.behind_proxy`).
    #[must_use]
    pub fn behind_proxy(mut self, yes: bool) -> Self {
        self.behind_proxy = yes;
        self
    }
}

impl Portal {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What everybody may read; where the front cannot say, what it said last.
    async fn published(&self) -> Option<Arc<Published>> {
        match self.front.published().await {
            Ok(published) => {
                let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
                *last = Some(published.clone());
                Some(published)
            }
            Err(e) => {
                tracing::error!(error = %chain(&e), "the front does not say what is published");
                self.last.read().unwrap_or_else(PoisonError::into_inner).clone()
            }
        }
    }

    /// The same, for pages that stand without it.
    async fn published_or_empty(&self) -> Arc<Published> {
        let published = self.published().await;
        published.unwrap_or_else(|| Arc::new(Published::new(Document::default())))
    }

    /// What tells a letter from any other on the same form. Files are read from end to end.
    async fn digest(letter: &Arc<Letter>) -> Result<[u8; 32], NotHandedIn> {
        let letter = letter.clone();
        let digest = tokio::task::spawn_blocking(move || letter.digest());
        digest.await.map_err(|_| NotHandedIn::Sealing)
    }

    /// Seals a letter and hands it in, when it is the turn of its network.
    async fn hand_in(&self, letter: Outgoing) -> Result<HandedIn, NotHandedIn> {
        let received_at = self.now();
        let sealer = self.front.sealer().await?;
        let Outgoing {
            kind,
            id,
            code,
            network,
            flood,
            letter,
        } = letter;
        let turn = self
            .turns
            .wait(network, self.guard.letters(network, received_at))
            .await
            .map_err(|guard::Busy| NotHandedIn::Busy)?;
        let sealing = tokio::task::spawn_blocking(move || {
            Envelope::seal(&sealer, id, kind, received_at, &code, &letter)
        });
        let mut envelope = sealing
            .await
            .map_err(|_| NotHandedIn::Sealing)?
            .map_err(|_| NotHandedIn::Sealing)?;
        if matches!(kind, EnvelopeKind::Report | EnvelopeKind::Contest) {
            envelope.network = Some(self.guard.tag(network, self.clock.today()));
        }
        envelope.flood = flood;
        let handed_in = self.front.hand_in(envelope).await;
        drop(turn);
        Ok(handed_in?)
    }
}

/// A letter on its way.
struct Outgoing {
    kind: EnvelopeKind,
    id: Uuid,
    code: Code,
    network: Network,
    flood: bool,
    letter: Arc<Letter>,
}

/// All pages and the public part of the API.
pub fn router(state: PortalState) -> Router {
    let uploads = Router::new()
        .route("/cong-dan/bao-tin/don", get(report::show).post(report::send))
        .route("/cong-dan/theo-doi/gui", get(follow::enter).post(follow::add))
        .layer(DefaultBodyLimit::max(fields::MAX_UPLOAD));
    let pages = Router::new()
        .route("/cong-dan", get(news::home))
        .route("/cong-dan/", get(news::home))
        .route("/cong-dan/bao-tin", get(report::topics))
        .route("/cong-dan/theo-doi", get(follow::enter).post(follow::open))
        .route(
            "/cong-dan/theo-doi/rut",
            get(follow::enter).post(follow::withdraw),
        )
        .route("/cong-dan/kiem-tra", get(check::show).post(check::ask))
        .route(
            "/cong-dan/kiem-tra/phan-doi",
            get(contest::show).post(contest::send),
        )
        .route("/cong-dan/tin-nhiem", get(trust::list))
        .route("/cong-dan/canh-bao", get(news::warnings))
        .route("/cong-dan/dinh-chinh", get(news::corrections))
        .route("/cong-dan/hoi-dap", get(news::questions))
        .route("/cong-dan/tin/{slug}", get(news::notice))
        .route("/cong-dan/tin/{slug}/ap-phich", get(poster::notice))
        .route("/cong-dan/ap-phich", get(poster::portal))
        .route("/cong-dan/tin.atom", get(feeds::atom))
        .route("/cong-dan/tin.rss", get(feeds::rss))
        .route("/cong-dan/tin.json", get(feeds::json))
        .route("/cong-dan/nhan-tin", get(subscribe::show).post(subscribe::send))
        .route(
            "/cong-dan/nhan-tin/xac-nhan",
            get(subscribe::show_confirm).post(subscribe::confirm),
        )
        .route(
            "/cong-dan/nhan-tin/huy",
            get(subscribe::show_end).post(subscribe::end),
        )
        .route("/cong-dan/rieng-tu", get(news::privacy))
        .route("/cong-dan/tep/{file}", get(assets::serve))
        .route("/cong-dan/{*rest}", get(answers::nothing_here))
        .merge(api().split_for_parts().0)
        .layer(DefaultBodyLimit::max(fields::MAX_FORM));
    uploads
        .merge(pages)
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            origin::own_pages,
        ))
        .layer(axum::middleware::from_fn(headers))
        .with_state(state)
}

/// The routes of the API that need no sign-in, for the document of the API as well.
pub fn api() -> OpenApiRouter<PortalState> {
    OpenApiRouter::new().merge(check::routes()).merge(feeds::routes())
}

/// No page takes anything from elsewhere, is shown within another, or says to another where a reader came from. To ourselves
/// it is said: without that a browser would not say which page a form was sent from ([`origin`]).
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
