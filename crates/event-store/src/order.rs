//! The orders in which rows come, and how early a row, a row group or a segment may come in them.

use crate::metastore::Segment;

/// In which order rows come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By time, the newest first.
    #[default]
    Newest,
    /// By number, upwards and downwards.
    SeqUp,
    SeqDown,
}

/// How early a row comes: the smaller, the earlier.
pub(crate) type Rank = (i64, i64);

pub(crate) fn rank(order: Order, (time, seq): (i64, i64)) -> Rank {
    match order {
        Order::Newest => (time.saturating_neg(), seq.saturating_neg()),
        Order::SeqUp => (seq, 0),
        Order::SeqDown => (seq.saturating_neg(), 0),
    }
}

/// How early a row of a row group may come, by the times and numbers of its first and last.
pub(crate) fn best_of(order: Order, [(_, newest), (first, last)]: [(i64, i64); 2]) -> Rank {
    match order {
        Order::Newest => (newest.saturating_neg(), i64::MIN),
        Order::SeqUp => (first, 0),
        Order::SeqDown => (last.saturating_neg(), 0),
    }
}

/// How early a row of a segment may come.
pub(crate) fn best(order: Order, segment: &Segment) -> Rank {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    match order {
        Order::Newest => (segment.time.1.timestamp_micros().saturating_neg(), i64::MIN),
        Order::SeqUp => (number(segment.seq.0), 0),
        Order::SeqDown => (number(segment.seq.1).saturating_neg(), 0),
    }
}
