//! Shapes that several handlers of reports share.
//!
//! Rooms: [`head`] · [`outline`] · [`figures`] · [`preview`] the document for the screen.

mod figures;
mod head;
mod outline;
mod preview;

pub use figures::{
    ReportCounts, ReportDifficulty, ReportDutyRow, ReportTarget, answer, answer_word, difficulty, duty,
    target,
};
pub use head::{HeadWire, stored_head};
pub use outline::{OutlineWire, stored_outline};
pub use preview::{PreviewDocument, preview};

use crate::problem::ApiError;
use coloa_base::ErrorKind;

fn given(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

fn corrupt(what: &str, e: &serde_json::Error) -> ApiError {
    tracing::error!(what, error = %e, "a stored report does not decode");
    ApiError::new(ErrorKind::Internal, "store.failed")
}
