//! What happens to every request: id, session, CSRF, headers.

pub mod headers;
pub mod session;
