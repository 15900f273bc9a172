//! Small types that every area shares: identifiers (one type each), dates and the clock, error codes,
//! Vietnamese text folding, paging, handling marks, and the neutral form of a document that was read.
//!
//! Invariant: no I/O, no async, no database. Start reading at [`ids`], [`error`] and [`text`].

pub mod address;
pub mod clock;
pub mod error;
pub mod handling;
pub mod ids;
pub mod indicator;
pub mod money;
pub mod page;
pub mod reminder;
pub mod sentence;
pub mod source_text;
pub mod text;
pub mod web_path;
pub mod words;

pub use clock::{Clock, FixedClock, SystemClock, VN_OFFSET};
pub use error::{AreaError, ErrorKind};
pub use handling::Handling;
pub use ids::*;
pub use page::{Page, PageRequest};
pub use source_text::{Note, SourceText, Table};
