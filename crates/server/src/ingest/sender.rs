//! Who sends: by the token in any of the ways that shippers show one, else by address.

use super::{Door, Refusal};
use axum::http::{HeaderMap, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use coloa_pipeline::Known;
use std::{net::SocketAddr, sync::Arc};

/// The token of a header: `Bearer t`, `Splunk t`, `ApiKey base64(id:t)` or a bare token, `Basic base64(any:t)`.
fn token(authorization: &str) -> Option<String> {
    let (scheme, rest) = authorization.split_once(' ').unwrap_or(("", authorization));
    let rest = rest.trim();
    let decoded = || {
        let bytes = BASE64_STANDARD.decode(rest).ok()?;
        String::from_utf8(bytes).ok()
    };
    let last = |text: String| text.rsplit_once(':').map(|(_, token)| token.to_owned());
    match scheme.to_ascii_lowercase().as_str() {
        "basic" => decoded().and_then(last),
        "apikey" => decoded().and_then(last).or_else(|| Some(rest.to_owned())),
        "bearer" | "splunk" | "" => Some(rest.to_owned()),
        _ => None,
    }
}

/// The source that a request comes from.
pub(super) fn of(door: &Door, headers: &HeaderMap, peer: SocketAddr) -> Result<Arc<Known>, Refusal> {
    let directory = &door.intake.directory;
    let known = match headers.get(header::AUTHORIZATION).map(|h| h.to_str()) {
        Some(Ok(text)) => token(text).and_then(|t| directory.by_token(&t)),
        Some(Err(_)) => None,
        None => {
            let known = directory.by_address(peer.ip());
            (!known.id.is_nil()).then_some(known)
        }
    };
    let known = known.ok_or(Refusal::Unknown)?;
    if known.enabled {
        Ok(known)
    } else {
        Err(Refusal::Off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_however_they_are_shown() {
        let basic = format!("Basic {}", BASE64_STANDARD.encode("elastic:coloa_x"));
        let key = format!("ApiKey {}", BASE64_STANDARD.encode("id:coloa_x"));
        for shown in [
            &*basic,
            &*key,
            "ApiKey coloa_x",
            "Bearer coloa_x",
            "Splunk coloa_x",
            "splunk  coloa_x",
            "coloa_x",
        ] {
            assert_eq!(token(shown).as_deref(), Some("coloa_x"), "{shown}");
        }
        assert_eq!(token("Basic %%%"), None);
        assert_eq!(token("Digest x"), None);
    }
}
