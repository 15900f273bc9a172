//! The citizens' portal alone, as it runs in a DMZ: [`Desk`] is a front that keeps what is handed in, [`Citizen`] a browser
//! without JavaScript.
#![allow(dead_code)]

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use coloa_base::{Clock, FixedClock};
use coloa_hotline::{
    code::{Code, Mailbox},
    envelope::{Attachment, Envelope, EnvelopeKind, MailboxContent, MailboxMessage, Opener, Sealer, place},
    form::{Form, Identity},
    front::{Front, FrontError, HandedIn},
    model::{NoticeKind, Part, Proof, TrustKind},
    published::{
        AddedType, Commune, Contact, Document, Notice, NoticeIndicator, Official, Published, Trusted, Warned,
    },
    seal::SecretKey,
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_server::routes::hotline::public::{PortalState, router};
use http_body_util::BodyExt;
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tower::ServiceExt;
use uuid::Uuid;

pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();
pub const PUBLIC_URL: &str = "https://cong.tinh.example";
/// A picture of one point.
pub const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDATx\x9cc\xf8\
\x0f\0\x01\x01\x01\0\x1b\xb6\xee\x56\0\0\0\0IEND\xaeB`\x82";

/// A front that keeps everything in memory.
#[derive(Debug)]
pub struct Desk {
    content: SecretKey,
    identity: SecretKey,
    kept: Mutex<Kept>,
    /// Nothing is taken in any more.
    pub full: AtomicBool,
    published: Mutex<Arc<Published>>,
}

#[derive(Debug, Default)]
struct Kept {
    envelopes: Vec<Envelope>,
    mailboxes: HashMap<String, Vec<u8>>,
}

/// What was inside an envelope.
#[derive(Debug, Default)]
pub struct Inside {
    pub form: Option<Form>,
    /// Narrative, or message.
    pub text: String,
    pub identity: Identity,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Desk {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn envelopes(&self) -> Vec<Envelope> {
        self.kept().envelopes.clone()
    }

    pub fn of_kind(&self, kind: EnvelopeKind) -> Vec<Envelope> {
        let mut all = self.envelopes();
        all.retain(|e| e.kind == kind);
        all
    }

    /// The one envelope of a kind.
    #[track_caller]
    pub fn only(&self, kind: EnvelopeKind) -> Envelope {
        let mut found = self.of_kind(kind);
        assert_eq!(found.len(), 1);
        found.remove(0)
    }

    /// Opens what was sealed to the desk.
    pub fn open(&self, envelope: &Envelope) -> Inside {
        let opener = Opener {
            content: vec![self.content.clone()],
            identity: vec![self.identity.clone()],
        };
        let mut inside = Inside::default();
        for part in &envelope.parts {
            let sealed = envelope.sealed(part.part, part.seq).unwrap();
            let place = place(envelope.id, part.part, part.seq);
            let plain = opener.open(part.part, &place, &sealed).unwrap();
            match part.part {
                Part::Form => inside.form = serde_json::from_slice(&plain).unwrap(),
                Part::Narrative | Part::Message => inside.text = String::from_utf8(plain).unwrap(),
                Part::Identity => inside.identity = serde_json::from_slice(&plain).unwrap(),
                Part::Attachment => {
                    let (name, content) = Attachment::split(&plain).unwrap();
                    inside.files.push((name, content.to_vec()));
                }
            }
        }
        inside
    }

    /// Puts an answer into the mailbox of a code.
    pub fn answer(&self, code: &str, change: impl FnOnce(&mut MailboxContent)) {
        let code = Code::parse(code).unwrap();
        let mut content = MailboxContent {
            about: EnvelopeKind::Report,
            received_at: at(0),
            updated_at: at(60),
            state: "received".into(),
            held_by: String::new(),
            receipt_number: String::new(),
            topic: "14".into(),
            messages: Vec::new(),
            files: 0,
            is_over: false,
        };
        change(&mut content);
        let sealed = content.seal(&code.mailbox(), code.reply_key().public());
        self.kept().mailboxes.insert(code.mailbox().to_string(), sealed);
    }

    pub fn publish(&self, change: impl FnOnce(&mut Document)) {
        let mut document = document();
        change(&mut document);
        let mut published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        *published = Arc::new(Published::new(document));
    }
}

#[async_trait::async_trait]
impl Front for Desk {
    async fn sealer(&self) -> Result<Sealer, FrontError> {
        Ok(Sealer::new(self.content.public(), self.identity.public(), None))
    }
    async fn hand_in(&self, envelope: Envelope) -> Result<HandedIn, FrontError> {
        if self.full.load(Ordering::Relaxed) {
            return Err(FrontError::Full);
        }
        // Whatever the portal hands in is signed with its code.
        assert_eq!(envelope.verify(), Ok(()));
        let mut kept = self.kept();
        let has_mailbox = matches!(envelope.kind, EnvelopeKind::Report | EnvelopeKind::Contest);
        let known = kept.envelopes.iter().any(|e| e.id == envelope.id)
            || (has_mailbox && kept.mailboxes.contains_key(&envelope.mailbox));
        if known {
            return Ok(HandedIn::Again);
        }
        if has_mailbox {
            kept.mailboxes.insert(envelope.mailbox.clone(), Vec::new());
        }
        kept.envelopes.push(envelope);
        Ok(HandedIn::Stored)
    }
    async fn mailbox(&self, mailbox: &Mailbox) -> Result<Option<Vec<u8>>, FrontError> {
        Ok(self.kept().mailboxes.get(&mailbox.to_string()).cloned())
    }
    async fn published(&self) -> Result<Arc<Published>, FrontError> {
        let published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(published.clone())
    }
}

/// Seconds after the morning of [`TODAY`].
pub fn at(seconds: i64) -> DateTime<Utc> {
    FixedClock::on(TODAY).now() + TimeDelta::seconds(seconds)
}

pub fn notice(number: u128, kind: NoticeKind, slug: &str, title: &str) -> Notice {
    Notice {
        id: Uuid::from_u128(number),
        kind,
        slug: slug.into(),
        title: title.into(),
        title_en: String::new(),
        summary: "Kẻ gian gọi điện tự xưng công an, bắt chuyển tiền để “xác minh”.".into(),
        summary_en: String::new(),
        body: "Đoạn một.\n\nĐoạn hai.".into(),
        body_en: String::new(),
        signs: vec!["Bắt giữ máy, không cho gọi ai".into()],
        advice: vec!["Tắt máy, gọi lại Công an phường".into()],
        indicators: vec![NoticeIndicator {
            kind: "phone".into(),
            value: "0900000101".into(),
            until: None,
        }],
        source_name: "Trung tâm".into(),
        source_url: "https://tin.tinh.example/1".into(),
        scam_type: Some("14".into()),
        audience: "everybody".into(),
        published_at: at(-3600),
        updated_at: at(-3600),
        expires_at: None,
    }
}

/// What is published in these tests; nothing of it exists.
pub fn document() -> Document {
    let contact = |name: &str, purpose: &str, value: &str| Contact {
        name: name.into(),
        name_en: String::new(),
        purpose: purpose.into(),
        value: value.into(),
        scam_types: Vec::new(),
        checked_on: Some(TODAY),
    };
    Document {
        made_at: at(-60),
        centre: "Trung tâm An ninh mạng tỉnh Sông Ngọc".into(),
        sealer: None,
        notices: vec![
            notice(1, NoticeKind::Warning, "gia-cong-an", "Giả danh công an gọi điện"),
            notice(
                2,
                NoticeKind::Correction,
                "khong-co-dong-dat",
                "Không có tin động đất",
            ),
            notice(3, NoticeKind::Question, "otp-la-gi", "OTP là gì?"),
        ],
        trusted: vec![Trusted {
            organisation: "Ngân hàng mẫu Sông Ngọc".into(),
            kind: TrustKind::Site,
            value: "nganhangsongngoc.vn".into(),
            match_key: "nganhangsongngoc.vn".into(),
            platform: String::new(),
            proof: Proof::DnsTxt,
            proved_at: at(-86_400),
            expires_at: at(86_400 * 300),
        }],
        warned: vec![Warned {
            id: Uuid::from_u128(77),
            kind: "phone".into(),
            value: "0912000101".into(),
            match_key: "0912000101".into(),
            bank: None,
            scam_type: Some("14".into()),
            reason: "Nhiều người bị gọi từ số này, tự xưng công an".into(),
            several_reports: true,
            since: at(-86_400),
            expires_at: at(86_400 * 100),
            notice: Some("gia-cong-an".into()),
        }],
        contacts: vec![
            contact("Ngân hàng mẫu", "bank", "1900 000 101"),
            contact("Công an tỉnh", "police", "069 000 0101"),
            contact("Tổng đài trẻ em", "children", "111"),
        ],
        communes: vec![Commune {
            id: Uuid::from_u128(5),
            name: "Phường Bến Đá".into(),
        }],
        scam_types: vec![AddedType {
            code: "x-shipper".into(),
            name: "Giả người giao hàng".into(),
            name_en: String::new(),
            advice: vec!["Không chuyển tiền cho người giao hàng gọi trước".into()],
        }],
        official: vec![Official {
            organisation: "Cổng dịch vụ công mẫu".into(),
            domains: vec!["dichvucongmau.gov.vn".into()],
            brands: Vec::new(),
        }],
        by_mail: true,
    }
}

/// The portal with its front.
pub struct Portal {
    pub desk: Arc<Desk>,
    pub clock: FixedClock,
    pub state: PortalState,
    router: Router,
}

impl Portal {
    pub fn new() -> Self {
        Self::with(|config| config.portal.least_seconds = 0)
    }

    /// With settings of the test's own.
    pub fn with(change: impl FnOnce(&mut HotlineConfig)) -> Self {
        let desk = Arc::new(Desk {
            content: SecretKey::generate(),
            identity: SecretKey::generate(),
            kept: Mutex::default(),
            full: AtomicBool::new(false),
            published: Mutex::new(Arc::new(Published::new(document()))),
        });
        let mut config = HotlineConfig::default();
        change(&mut config);
        let clock = FixedClock::on(TODAY);
        let state = PortalState::new(
            desk.clone(),
            Arc::new(clock.clone()),
            &config,
            "Trung tâm",
            PUBLIC_URL,
            [7; 32],
        );
        Self {
            desk,
            clock,
            router: router(state.clone()),
            state,
        }
    }

    pub fn citizen(&self) -> Citizen {
        self.citizen_at([198, 51, 100, 7])
    }

    pub fn citizen_at(&self, address: [u8; 4]) -> Citizen {
        Citizen {
            router: self.router.clone(),
            address: SocketAddr::from((address, 40_000)),
        }
    }
}

/// A browser without JavaScript.
#[derive(Clone)]
pub struct Citizen {
    router: Router,
    address: SocketAddr,
}

/// An answer.
pub struct Shown {
    asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Citizen {
    /// Before a whole server, at this address.
    pub fn before(router: Router, address: [u8; 4]) -> Self {
        Self {
            router,
            address: SocketAddr::from((address, 40_000)),
        }
    }

    pub async fn get(&self, path: &str) -> Shown {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// As a browser in this language.
    pub async fn get_in(&self, language: &str, path: &str) -> Shown {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form without files.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let pairs: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(pairs.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// A form with files: text fields, then name and content.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Shown {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--b7\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for (name, content) in files {
            let head = format!(
                "--b7\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b7--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b7")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    pub async fn send(&self, mut request: Request<Body>) -> Shown {
        let asked = format!("{} {}", request.method(), request.uri());
        request.extensions_mut().insert(ConnectInfo(self.address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Shown {
            asked,
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Files a report with these fields besides ticket and topic.
    pub async fn report(&self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Shown {
        let form = self.get("/cong-dan/bao-tin/don?loai=14").await.expect(200);
        let ticket = form.value("ticket");
        let mut all = vec![("ticket", ticket.as_str()), ("topic", "14")];
        all.extend_from_slice(fields);
        self.upload("/cong-dan/bao-tin/don", &all, files).await
    }
}

impl Shown {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        self
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    /// Whether it says so, markup aside.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }
    /// Value of the first input of this name.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let text = self.text();
        let input = text
            .split('<')
            .find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")));
        let input = input.unwrap_or_else(|| panic!("{}: no input {name}: {text}", self.asked));
        attribute(input, "value")
    }
    /// The code that a result shows.
    #[track_caller]
    pub fn code(&self) -> String {
        let text = self.text();
        let place = text.split('<').find(|tag| tag.contains("data-copy="));
        attribute(
            place.unwrap_or_else(|| panic!("{}: no code: {text}", self.asked)),
            "data-copy",
        )
    }
    /// Address of the first link whose text holds these words.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        let text = self.text();
        let anchor = text
            .split("<a ")
            .find(|a| a.split("</a>").next().is_some_and(|a| a.contains(words)));
        let anchor = anchor.unwrap_or_else(|| panic!("{}: no link {words}: {text}", self.asked));
        attribute(anchor, "href").replace("&#38;", "&")
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let behind = tag.split(&format!("{name}=\"")).nth(1);
    behind
        .and_then(|v| v.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// A message of the centre.
pub fn said(text: &str) -> MailboxMessage {
    MailboxMessage {
        at: at(120),
        is_from_citizen: false,
        text: text.into(),
        files: 0,
    }
}
