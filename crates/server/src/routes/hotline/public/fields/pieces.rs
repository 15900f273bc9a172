//! The body of a form with files, a piece at a time. The reader of such forms takes all that has come into memory until it
//! finds the end of a part's head, and looks for it from the beginning each time: a head that does not end would take as
//! much memory as a form may have bytes, beside the room that is shared, and the time to look through all of it.

use axum::{
    BoxError,
    body::{Body, Bytes, HttpBody},
};
use hyper::body::Frame;
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

/// Bytes of a piece.
const PIECE: usize = 16 * 1024;
/// Bytes that may come before a head has ended.
const MAX_HEAD: usize = 64 * 1024;
/// No head is being read.
const NONE: usize = usize::MAX;

/// How much may still come before a head has ended.
#[derive(Clone, Debug)]
pub(super) struct Head(Arc<AtomicUsize>);

impl Head {
    /// From here on the head of a part is read.
    pub(super) fn begin(&self) {
        self.0.store(MAX_HEAD, Ordering::Relaxed);
    }
    /// It was read: what it stands before may be as long as the form.
    pub(super) fn end(&self) {
        self.0.store(NONE, Ordering::Relaxed);
    }
    /// Whether so much more may come.
    fn allows(&self, bytes: usize) -> bool {
        match self.0.load(Ordering::Relaxed) {
            NONE => true,
            left if left < bytes => false,
            left => {
                self.0.store(left - bytes, Ordering::Relaxed);
                true
            }
        }
    }
}

/// See the module.
struct Pieces {
    body: Body,
    rest: Bytes,
    head: Head,
    /// A piece was given: the reader looks at it before it gets the next.
    pauses: bool,
}

/// The same body in pieces, and how much of it may be a head.
pub(super) fn in_pieces(body: Body) -> (Body, Head) {
    let head = Head(Arc::new(AtomicUsize::new(MAX_HEAD)));
    let pieces = Pieces {
        body,
        rest: Bytes::new(),
        head: head.clone(),
        pauses: false,
    };
    (Body::new(pieces), head)
}

#[derive(Debug, thiserror::Error)]
#[error("the head of a part does not end")]
struct Endless;

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if std::mem::take(&mut self.pauses) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(e))) => return Poll::Ready(Some(Err(e.into()))),
                // What is no data, trailers, says nothing to a form.
                Poll::Ready(Some(Ok(frame))) => self.rest = frame.into_data().unwrap_or_default(),
            }
        }
        let length = self.rest.len().min(PIECE);
        if !self.head.allows(length) {
            return Poll::Ready(Some(Err(Endless.into())));
        }
        self.pauses = true;
        let piece = self.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}
