//! Named moments of a case, and how it ends.
