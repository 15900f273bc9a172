//! Cases and what hangs on them.
