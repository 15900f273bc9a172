//! Indicators of compromise in a text: pure.
