//! Proof with its chain of custody.
