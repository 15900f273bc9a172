//! Shapes of plans on the wire. Offsets into the source text count UTF-16 code units, as JavaScript does.
//!
//! Rooms: [`plan`] · [`version`] · [`item`] · [`compare`] two versions, and the history.

mod compare;
mod item;
mod plan;
mod version;

pub use compare::{HistoryPage, PlanComparison, comparison};
pub use item::{ItemChange, PlanItem, PlanItems, items};
pub use plan::{NewPlan, PlanChange, PlanDetail, PlanImported, PlanPage, PlanUpload, moved};
pub use version::{PlanVersionDetail, SourceText};

use coloa_base::AgencyId;
use std::collections::HashMap;

type Names = HashMap<AgencyId, String>;

fn filled(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}
