//! What a form sent: text fields and files, read within caps. A file that is too large, or one too many, is read to its end
//! and left out, so that the page can say so and keep all else; a body beyond the cap of the route ends the reading.

mod pieces;

use self::pieces::{Head, in_pieces};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};
use coloa_hotline::envelope::{MAX_ATTACHMENT, MAX_ATTACHMENTS};
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
        let axum::Form(values) = axum::Form::<Vec<(String, String)>>::from_request(request, &())
            .await
            .map_err(|e| match e.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Unreadable::TooLarge,
                _ => Unreadable::Malformed,
            })?;
        if values.len() > MAX_FIELDS {
            return Err(Unreadable::TooLarge);
        }
        Ok(Self {
            values,
            ..Self::default()
        })
    }

    async fn read_parts(mut body: Multipart, head: &Head, room: &Room) -> Result<Self, Unreadable> {
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
            let mut refused = (form.files.len() >= MAX_ATTACHMENTS).then_some("too_many");
            let (mut content, mut held) = (Vec::new(), Vec::new());
            let mut seen = 0_usize;
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                seen = seen.saturating_add(chunk.len());
                if refused.is_none() && seen > MAX_ATTACHMENT {
                    refused = Some("too_large");
                }
                while refused.is_none() && held.len() * PIECE < seen {
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

    /// Whether a box is ticked.
    pub(super) fn is(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
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
    use axum::body::Body;

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
