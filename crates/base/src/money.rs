//! Money is whole đồng in an `i64`, never a fraction.

use serde::{Deserialize, Serialize};

/// An amount in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dong(pub i64);
