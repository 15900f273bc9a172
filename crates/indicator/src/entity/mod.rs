//! Tables of indicators.

pub mod indicator_list;
