//! What a form sent: text fields and files, read within caps. A file that is too large, or one too many, is read to its end
//! and left out, so that the page can say so and keep all else; a body beyond the cap ends the reading: that of the route
//! where files may come, and a hundredth of it where the form says that it has none.

mod pieces;

use self::pieces::{Head, in_pieces};
use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, StatusCode, header},
};
use coloa_hotline::envelope::{MAX_ATTACHMENT, MAX_ATTACHMENTS};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of one text field: the longest narrative, decomposed.
const MAX_FIELD: usize = 256 * 1024;
/// Bytes of all text fields.
const MAX_TEXT: usize = 512 * 1024;
/// Text fields; and files, of which each that is left out is named.
const MAX_FIELDS: usize = 200;
/// Bytes of a form with files. Beyond it nothing is read; above what is kept, so that files that are too large can be named.
pub(super) const MAX_UPLOAD: usize = 64 * 1024 * 1024;
/// Bytes of a form without files.
pub(super) const MAX_FORM: usize = MAX_TEXT + 64 * 1024;
/// Bytes of files that all forms together may hold in memory.
const ROOM: usize = 256 * 1024 * 1024;
/// Room is given in pieces of this size.
const PIECE: usize = 64 * 1024;
/// How long a file waits for room.
const PATIENCE: Duration = Duration::from_secs(10);
/// Characters of a file's name that are kept.
const MAX_NAME: usize = 120;

/// Room in memory for files that are being read.
#[derive(Clone, Debug)]
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(ROOM / PIECE)))
    }
    /// For one more piece; `None`: others hold it all.
    async fn piece(&self) -> Option<OwnedSemaphorePermit> {
        tokio::time::timeout(PATIENCE, self.0.clone().acquire_owned())
            .await
            .ok()?
            .ok()
    }
}

/// A file as it came.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// A file that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) name: String,
    /// `too_large`, `too_many`, `busy`, `empty`, or what the check of attachments says.
    pub(super) reason: &'static str,
}

/// A form that was read.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: Vec<(String, String)>,
    pub(super) files: Vec<Upload>,
    pub(super) refused: Vec<Refused>,
    /// Held until the files are dropped.
    room: Vec<OwnedSemaphorePermit>,
}

/// Why a form cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    TooLarge,
    Malformed,
}

impl Fields {
    /// Reads a form in either encoding.
    pub(super) async fn read(request: Request, room: &Room) -> Result<Self, Unreadable> {
        Self::read_into(request, Some(room)).await
    }

    /// Reads what was typed, and of the files their names alone, as refused.
    pub(super) async fn read_typed(request: Request) -> Result<Self, Unreadable> {
        Self::read_into(request, None).await
    }

    async fn read_into(request: Request, room: Option<&Room>) -> Result<Self, Unreadable> {
        let multipart = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|v| v.as_bytes().starts_with(b"multipart/form-data"));
        if multipart {
            let (parts, body) = request.into_parts();
            let (body, head) = in_pieces(body);
            let body = Multipart::from_request(Request::from_parts(parts, body), &())
                .await
                .map_err(|_| Unreadable::Malformed)?;
            return Self::read_parts(body, &head, room).await;
        }
        Self::read_encoded(request).await
    }

    /// A form without files, by the same caps as the text of one with files, whatever its route allows: all of it is held
    /// in memory at once.
    async fn read_encoded(request: Request) -> Result<Self, Unreadable> {
        let (parts, body) = request.into_parts();
        // Who says how much comes is answered before it does.
        if said_length(&parts.headers).is_some_and(|bytes| bytes > MAX_FORM) {
            return Err(Unreadable::TooLarge);
        }
        let read = Limited::new(body, MAX_FORM).collect().await;
        let bytes = read
            .map_err(|e| {
                if e.is::<LengthLimitError>() {
                    Unreadable::TooLarge
                } else {
                    Unreadable::Malformed
                }
            })?
            .to_bytes();
        // Before they are taken apart: a field costs more than the sign between two.
        if bytes.split(|b| *b == b'&').nth(MAX_FIELDS).is_some() {
            return Err(Unreadable::TooLarge);
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let axum::Form(values) = axum::Form::<Vec<(String, String)>>::from_request(request, &())
            .await
            .map_err(|_| Unreadable::Malformed)?;
        let text: usize = values.iter().map(|(_, value)| value.len()).sum();
        if text > MAX_TEXT || values.iter().any(|(_, value)| value.len() > MAX_FIELD) {
            return Err(Unreadable::TooLarge);
        }
        Ok(Self {
            values,
            ..Self::default()
        })
    }

    async fn read_parts(mut body: Multipart, head: &Head, room: Option<&Room>) -> Result<Self, Unreadable> {
        let mut form = Self::default();
        let mut text_bytes = 0;
        loop {
            head.begin();
            let Some(mut part) = body.next_field().await.map_err(broken)? else {
                return Ok(form);
            };
            head.end();
            let name = part.name().unwrap_or_default().to_owned();
            let Some(file) = part.file_name().map(file_name) else {
                let mut bytes = Vec::new();
                while let Some(chunk) = part.chunk().await.map_err(broken)? {
                    text_bytes += chunk.len();
                    if bytes.len() + chunk.len() > MAX_FIELD || text_bytes > MAX_TEXT {
                        return Err(Unreadable::TooLarge);
                    }
                    bytes.extend_from_slice(&chunk);
                }
                if form.values.len() >= MAX_FIELDS {
                    return Err(Unreadable::TooLarge);
                }
                form.values
                    .push((name, String::from_utf8_lossy(&bytes).into_owned()));
                continue;
            };
            if form.files.len() + form.refused.len() >= MAX_FIELDS {
                return Err(Unreadable::TooLarge);
            }
            let mut refused = match room {
                None => Some("busy"),
                Some(_) => (form.files.len() >= MAX_ATTACHMENTS).then_some("too_many"),
            };
            let (mut content, mut held) = (Vec::new(), Vec::new());
            let mut seen = 0_usize;
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                seen = seen.saturating_add(chunk.len());
                if refused.is_none() && seen > MAX_ATTACHMENT {
                    refused = Some("too_large");
                }
                while let (None, Some(room), true) = (refused, room, held.len() * PIECE < seen) {
                    match room.piece().await {
                        Some(piece) => held.push(piece),
                        None => refused = Some("busy"),
                    }
                }
                if refused.is_some() {
                    content = Vec::new();
                    held.clear();
                } else {
                    content.extend_from_slice(&chunk);
                }
            }
            if file.is_empty() && seen == 0 {
                // A field for files in which none was chosen.
                continue;
            }
            if seen == 0 {
                refused = Some("empty");
            }
            match refused {
                Some(reason) => form.refused.push(Refused { name: file, reason }),
                None => {
                    form.room.append(&mut held);
                    form.files.push(Upload { name: file, content });
                }
            }
        }
    }

    /// What a field holds, trimmed; empty where it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// All that was chosen in a field of several.
    pub(super) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.trim())
    }

    /// All that was typed, as it came.
    pub(super) fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Whether a box is ticked.
    pub(super) fn is(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

/// How long the body is, where the sender says it.
fn said_length(headers: &HeaderMap) -> Option<usize> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// The last piece of what the browser says, without what no name needs.
fn file_name(said: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    coloa_base::text::nfc(last)
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_NAME)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn broken(e: MultipartError) -> Unreadable {
    if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Unreadable::TooLarge
    } else {
        Unreadable::Malformed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Bytes, HttpBody};
    use hyper::body::Frame;
    use std::{
        convert::Infallible,
        pin::Pin,
        sync::atomic::{AtomicUsize, Ordering},
        task::{Context, Poll},
    };

    /// Below the two megabytes that are the cap where a route sets none.
    fn multipart(parts: &[(&str, Option<&str>, &[u8])]) -> Request {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file.map_or_else(String::new, |f| format!("; filename=\"{f}\""));
            body.extend_from_slice(
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b--\r\n");
        Request::builder()
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap()
    }

    async fn read(request: Request) -> Result<Fields, Unreadable> {
        Fields::read(request, &Room::new()).await
    }

    #[tokio::test]
    async fn fields_of_both_encodings_are_read() {
        let form = read(multipart(&[
            ("topic", None, "14".as_bytes()),
            ("reached", None, b"zalo"),
            ("reached", None, b"phone"),
            ("narrative", None, "  Nó gọi\r\ncho bà ".as_bytes()),
            ("files", Some(""), b""),
        ]))
        .await
        .unwrap();
        assert_eq!(form.text("topic"), "14");
        assert_eq!(form.values("reached").collect::<Vec<_>>(), ["zalo", "phone"]);
        assert_eq!(form.text("narrative"), "Nó gọi\r\ncho bà");
        assert_eq!(
            (form.text("none"), form.is("none"), form.is("topic")),
            ("", false, true)
        );
        assert!(form.files.is_empty() && form.refused.is_empty());

        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("a=1&a=2&b=%C4%91"))
            .unwrap();
        let form = read(request).await.unwrap();
        assert_eq!(form.values("a").count(), 2);
        assert_eq!(form.text("b"), "đ");
    }

    #[tokio::test]
    async fn files_too_many_or_empty_are_named_and_the_rest_is_kept() {
        let mut parts: Vec<(&str, Option<&str>, &[u8])> = vec![("files", Some("C:\\ảnh\\trống.png"), b"")];
        for _ in 0..6 {
            parts.push(("files", Some("../a.png"), b"x"));
        }
        parts.push(("narrative", None, b"text"));
        let form = read(multipart(&parts)).await.unwrap();
        assert_eq!(form.files.len(), MAX_ATTACHMENTS);
        assert_eq!(form.files[0].name, "a.png");
        let refused: Vec<_> = form.refused.iter().map(|r| (r.name.as_str(), r.reason)).collect();
        assert_eq!(refused, [("trống.png", "empty"), ("a.png", "too_many")]);
        assert_eq!(form.text("narrative"), "text");
    }

    #[tokio::test]
    async fn without_room_for_files_what_was_typed_is_read_and_they_are_named() {
        let parts: [(&str, Option<&str>, &[u8]); 4] = [
            ("files", Some(""), b""),
            ("files", Some("a.png"), &[1; 3 * PIECE]),
            ("narrative", None, b" text\r\n"),
            ("files", Some("b.png"), b"x"),
        ];
        let form = Fields::read_typed(multipart(&parts)).await.unwrap();
        assert_eq!(form.typed().collect::<Vec<_>>(), [("narrative", " text\r\n")]);
        let named: Vec<_> = form.refused.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(named, ["a.png", "b.png"]);
        assert!(form.files.is_empty() && form.room.is_empty());
    }

    #[tokio::test]
    async fn what_is_no_form_or_too_much_text_is_said() {
        let long = vec![b'x'; MAX_FIELD + 1];
        let form = read(multipart(&[("narrative", None, &long)])).await;
        assert_eq!(form.unwrap_err(), Unreadable::TooLarge);
        let many = vec![("a", None, &b"x"[..]); MAX_FIELDS + 1];
        assert_eq!(read(multipart(&many)).await.unwrap_err(), Unreadable::TooLarge);
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=b",
            "text/plain",
        ] {
            let request = Request::post("/")
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from("--x\r\nnonsense"))
                .unwrap();
            assert_eq!(read(request).await.unwrap_err(), Unreadable::Malformed, "{kind}");
        }
    }

    /// A body of so many letters, made as they are asked for, and how many were.
    struct Letters {
        left: usize,
        given: Arc<AtomicUsize>,
    }

    impl HttpBody for Letters {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            const CHUNK: usize = 16 * 1024;
            let length = self.left.min(CHUNK);
            if length == 0 {
                return Poll::Ready(None);
            }
            self.left -= length;
            self.given.fetch_add(length, Ordering::Relaxed);
            let letters = Bytes::from_static(&[b'x'; CHUNK]).slice(..length);
            Poll::Ready(Some(Ok(Frame::data(letters))))
        }
    }

    #[tokio::test]
    async fn a_form_without_files_is_small_however_much_its_route_allows() {
        const ENDLESS: usize = 64 * 1024 * 1024;
        let sent = async |length: usize, says: bool| {
            let given = Arc::new(AtomicUsize::new(0));
            let letters = Letters {
                left: length,
                given: given.clone(),
            };
            let mut request =
                Request::post("/").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if says {
                request = request.header(header::CONTENT_LENGTH, length);
            }
            let form = read(request.body(Body::new(letters)).unwrap()).await;
            (form.err(), given.load(Ordering::Relaxed))
        };
        assert_eq!(sent(ENDLESS, true).await, (Some(Unreadable::TooLarge), 0));
        let (refused, taken) = sent(ENDLESS, false).await;
        assert_eq!(refused, Some(Unreadable::TooLarge));
        assert!(taken <= MAX_FORM + 16 * 1024, "{taken}");
        assert_eq!(sent(MAX_FORM, true).await, (None, MAX_FORM));

        let form = async |text: String| {
            let request =
                Request::post("/").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            read(request.body(Body::from(text)).unwrap()).await
        };
        let long = |length: usize| "x".repeat(length);
        assert!(form(format!("a={}", long(MAX_FIELD))).await.is_ok());
        for text in [
            format!("a={}", long(MAX_FIELD + 1)),
            format!("a={0}&b={0}&c=x", long(MAX_FIELD)),
            "a=x&".repeat(MAX_FIELDS),
            "&".repeat(MAX_FORM),
        ] {
            assert_eq!(form(text).await.err(), Some(Unreadable::TooLarge));
        }
    }

    #[tokio::test]
    async fn a_head_that_does_not_end_is_not_waited_for() {
        let called = |length: usize| "x".repeat(length);
        let form = read(multipart(&[
            (&called(30_000), None, b"x"),
            ("next", None, &[b'y'; 200_000]),
        ]));
        let form = form.await.unwrap();
        assert_eq!(form.text(&called(30_000)), "x");
        assert_eq!(form.text("next").len(), 200_000, "what is no head may be long");
        for length in [100_000, 1_000_000] {
            let long = multipart(&[("first", None, b"x"), (&called(length), None, b"x")]);
            assert_eq!(read(long).await.err(), Some(Unreadable::Malformed), "{length}");
            let file = multipart(&[("files", Some(&called(length)), b"x")]);
            assert_eq!(read(file).await.err(), Some(Unreadable::Malformed), "{length}");
        }
    }

    #[tokio::test]
    async fn files_without_end_are_not_all_named() {
        let some = vec![("files", Some("a.txt"), &b"x"[..]); MAX_FIELDS];
        let form = read(multipart(&some)).await.unwrap();
        assert_eq!(
            (form.files.len(), form.refused.len()),
            (MAX_ATTACHMENTS, MAX_FIELDS - MAX_ATTACHMENTS)
        );
        let more = vec![("files", Some("a.txt"), &b"x"[..]); MAX_FIELDS + 1];
        assert_eq!(read(multipart(&more)).await.err(), Some(Unreadable::TooLarge));
    }

    #[tokio::test]
    async fn the_room_is_given_back() {
        let room = Room::new();
        let all = room.0.available_permits();
        let content = vec![1; 3 * PIECE];
        let request = multipart(&[("files", Some("a.png"), &content)]);
        let form = Fields::read(request, &room).await.unwrap();
        assert!(room.0.available_permits() <= all - 3);
        drop(form);
        assert_eq!(room.0.available_permits(), all);
    }
}
