//! Indicators of a scam in what people write: phone numbers, bank accounts, URLs, domains, IP addresses, e-mail
//! addresses, wallets and names of accounts, also where they are written so that no machine finds them.
//!
//! ```
//! let found = coloa_extract::find("Nó gọi bằng o912 ooo 1o1, bắt chuyển 5 triệu vào stk 1012000111 Vietcombank");
//! assert_eq!(found[0].value, "0912000101");
//! assert_eq!((found[1].value.as_str(), found[1].bank), ("1012000111", Some("vietcombank")));
//! assert_eq!(found.len(), 2);
//! ```
//!
//! Pure: no I/O, no clock, no randomness. Every glyph of a text is looked at a bounded number of times, and at most
//! [`MAX_TEXT`] bytes and [`MAX_FOUND`] findings are. What is found is a proposal: a person confirms it.
//!
//! Where to start: [`find`]. It folds the text (`glyphs`), marks the words that say what stands near them
//! (`vocabulary`), and lets each room take its pieces in turn: `address` (URL, domain, IP, e-mail, names of
//! accounts), `wallet`, `number` (phones and accounts). A piece is taken once. The normal forms and what is left out
//! on purpose are written in `testdata/hotline/README.md`; two labelled sets of invented reports stand beside it.
//!
//! Whether a number is the writer's own, a bank's or an agency's decides whoever joins reports; [`Indicator::own`],
//! [`Indicator::bank`], [`Indicator::service`] and [`Indicator::host`] are for that, and [`Indicator::key`] says which
//! findings are the same thing.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod bank;
mod context;
mod glyphs;
mod indicator;
pub mod name;
mod number;
mod vocabulary;
mod wallet;

pub use bank::banks;
pub use indicator::{Indicator, Kind, Span};
pub use number::{international, phone_value};

use glyphs::Glyphs;
use indicator::Found;

/// Bytes of a text that are looked at; what follows is left.
pub const MAX_TEXT: usize = 256 * 1024;
/// Different indicators that are given back.
pub const MAX_FOUND: usize = 2_000;

/// The indicators of a text in its order, each once, with every place that names it.
#[must_use]
pub fn find(text: &str) -> Vec<Indicator> {
    let text = &text[..text.floor_char_boundary(MAX_TEXT)];
    let glyphs = Glyphs::new(text);
    let tags = vocabulary::tag(&glyphs);
    let mut page = Page {
        glyphs: &glyphs,
        tags: &tags,
        taken: vec![false; glyphs.list.len()],
        found: Vec::new(),
    };
    address::look(&mut page);
    wallet::look(&mut page);
    number::look(&mut page);
    address::look_for_names(&mut page);
    indicator::gather(&glyphs, page.found)
}

/// A text while it is looked at.
struct Page<'a> {
    glyphs: &'a Glyphs<'a>,
    /// What each word says of what stands near it.
    tags: &'a [vocabulary::Tags],
    /// Glyphs that belong to a finding, or were seen to be none.
    taken: Vec<bool>,
    found: Vec<Found>,
}

impl Page<'_> {
    /// Keeps a finding, unless some of it belongs to one that was found before.
    fn take(&mut self, found: Found) {
        if !found.at.is_empty() && self.is_free(found.at.clone()) {
            self.close(found.at.clone());
            self.found.push(found);
        }
    }
    /// Nobody looks at these glyphs again.
    fn close(&mut self, at: std::ops::Range<usize>) {
        self.taken[at].fill(true);
    }
    fn is_free(&self, at: std::ops::Range<usize>) -> bool {
        !self.taken[at].iter().any(|taken| *taken)
    }
}
