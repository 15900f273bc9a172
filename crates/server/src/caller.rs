//! Whose address a request comes from.

use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The caller's address; a proxy on this machine may name it where the configuration trusts one. The proxy's own
/// entry is the last of the last line: whatever stands before it came from the caller.
pub(crate) fn address(behind_proxy: bool, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.rsplit(',').next())
        .and_then(|v| v.trim().parse::<IpAddr>().ok());
    match forwarded {
        Some(ip) if behind_proxy && peer.ip().is_loopback() => ip,
        _ => peer.ip(),
    }
}
