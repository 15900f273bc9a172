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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const PROXY: &str = "127.0.0.1:40000";

    /// Whom a request is from that came over `peer` with these lines.
    fn seen(behind_proxy: bool, peer: &str, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        address(behind_proxy, peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn callers_behind_the_proxy_are_told_apart() {
        assert_eq!(seen(true, PROXY, &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(seen(true, PROXY, &["203.0.113.8"]), "203.0.113.8");
        assert_eq!(seen(true, "[::1]:40000", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn what_a_caller_writes_before_the_proxy_counts_for_nothing() {
        for lines in [
            &["198.51.100.1, 203.0.113.7"][..],
            &["198.51.100.1", "203.0.113.7"],
            &["198.51.100.1, 198.51.100.2", "198.51.100.3 ,203.0.113.7 "],
        ] {
            assert_eq!(seen(true, PROXY, lines), "203.0.113.7", "{lines:?}");
        }
    }

    #[test]
    fn without_a_trusted_proxy_the_header_is_nothing() {
        assert_eq!(seen(false, PROXY, &["203.0.113.7"]), "127.0.0.1");
        // From another machine: nobody there is the proxy.
        assert_eq!(seen(true, "192.0.2.5:40000", &["203.0.113.7"]), "192.0.2.5");
        assert_eq!(seen(true, PROXY, &[]), "127.0.0.1");
        assert_eq!(seen(true, PROXY, &["unknown"]), "127.0.0.1");
        assert_eq!(seen(true, PROXY, &["203.0.113.7, "]), "127.0.0.1");
    }
}
