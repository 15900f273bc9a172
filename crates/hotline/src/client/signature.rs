//! HTTP Message Signatures (RFC 9421) with Ed25519 over a Content-Digest (RFC 9530), in one profile and no other
//! (`docs/hotline-api.md`): one signature, the components and parameters named here, written in the canonical form of
//! RFC 8941. What is written in any other way is refused, so that there is one reading of every header. The installation is
//! always among what is signed, so that a request to one is worth nothing at another. Headers are verified by themselves: of a
//! stranger no body is read. Pure.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Bytes of a header that are looked at.
const MOST_HEADER: usize = 2048;
/// Characters of a nonce.
const NONCE: std::ops::RangeInclusive<usize> = 16..=128;
/// Characters of the name of a key.
const MOST_KEY_ID: usize = 128;
/// Bytes of a public key, and of a signature.
const KEY: usize = 32;
const SIGNATURE: usize = 64;
/// Bytes of a digest.
const DIGEST: usize = 32;

/// Points of small order on the curve, the sign left out: with one of these as a key, anybody signs.
const WEAK: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

coloa_base::words! {
    /// What can be signed of a request.
    pub enum Component {
        Method = "@method",
        Authority = "@authority",
        Path = "@path",
        TargetUri = "@target-uri",
        ContentDigest = "content-digest",
        ContentType = "content-type",
    }
}

/// A request as far as a signature covers it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub method: &'a str,
    /// Host of this installation ([`authority`]), whatever the request says of it.
    pub authority: &'a str,
    /// Without query: what has one is not of this profile.
    pub path: &'a str,
    /// Public address of this installation, with the path.
    pub target_uri: &'a str,
    pub content_type: &'a str,
    pub content_digest: &'a str,
    /// Header `signature-input`.
    pub input: &'a str,
    /// Header `signature`.
    pub signature: &'a str,
}

/// What a signature says of itself. Nothing of it is true until [`Signed::verify`] says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub key_id: String,
    /// Seconds since 1970.
    pub created: i64,
    pub expires: Option<i64>,
    pub nonce: String,
    /// SHA-256 of the body.
    pub digest: [u8; DIGEST],
    base: String,
    signature: Vec<u8>,
}

impl Signed {
    /// Reads the headers of a request; `None`: not of this profile.
    #[must_use]
    pub fn read(request: &Request<'_>) -> Option<Self> {
        let headers = [request.input, request.signature, request.content_digest];
        if headers.iter().any(|h| h.len() > MOST_HEADER || !h.is_ascii()) {
            return None;
        }
        let digest = digest(request.content_digest)?;
        let (label, input) = request.input.split_once('=')?;
        let (same, signature) = request.signature.split_once('=')?;
        if !is_label(label) || same != label {
            return None;
        }
        let (components, parameters) = input.strip_prefix('(')?.split_once(')')?;
        let components = components_of(components)?;
        let mut signed = Self {
            base: base(request, &components, input)?,
            signature: bytes(signature).filter(|s| s.len() == SIGNATURE)?,
            key_id: String::new(),
            created: 0,
            expires: None,
            nonce: String::new(),
            digest,
        };
        signed.read_parameters(parameters)?;
        Some(signed)
    }

    fn read_parameters(&mut self, text: &str) -> Option<()> {
        let mut seen: Vec<&str> = Vec::new();
        for parameter in text.strip_prefix(';')?.split(';') {
            let (name, value) = parameter.split_once('=')?;
            if seen.contains(&name) {
                return None;
            }
            seen.push(name);
            match name {
                "created" => self.created = integer(value)?,
                "expires" => self.expires = Some(integer(value)?),
                "nonce" => self.nonce = string(value)?.to_owned(),
                "keyid" => self.key_id = string(value)?.to_owned(),
                "alg" if string(value)? == "ed25519" => {}
                _ => return None,
            }
        }
        let needed = ["created", "nonce", "keyid"].iter().all(|n| seen.contains(n));
        (needed && NONCE.contains(&self.nonce.len()) && (1..=MOST_KEY_ID).contains(&self.key_id.len()))
            .then_some(())
    }

    /// Whether this is the body that it speaks of.
    #[must_use]
    pub fn fits(&self, body: &[u8]) -> bool {
        Sha256::digest(body).as_slice().ct_eq(&self.digest).into()
    }

    /// Whether the holder of this key signed it.
    #[must_use]
    pub fn verify(&self, key: &[u8; KEY]) -> bool {
        !is_weak(key)
            && UnparsedPublicKey::new(&ED25519, key)
                .verify(self.base.as_bytes(), &self.signature)
                .is_ok()
    }
}

/// A public key as it is handed over: 32 bytes in Base64. `None`: none, or one with which anybody signs.
#[must_use]
pub fn key(text: &str) -> Option<[u8; KEY]> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    let key: [u8; KEY] = bytes.try_into().ok()?;
    (!is_weak(&key)).then_some(key)
}

fn is_weak(key: &[u8; KEY]) -> bool {
    let mut unsigned = *key;
    unsigned[KEY - 1] &= 0x7f;
    WEAK.contains(&hex::encode(unsigned).as_str())
}

/// `sha-256=:…:` and nothing else.
fn digest(header: &str) -> Option<[u8; DIGEST]> {
    bytes(header.strip_prefix("sha-256=")?)?.try_into().ok()
}

/// The host of an address, with its port where that is not the usual one (RFC 9421, section 2.2.3).
#[must_use]
pub fn authority(address: &str) -> String {
    let address = address.to_ascii_lowercase();
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address.as_str()));
    let host = rest.split('/').next().unwrap_or_default();
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    host.strip_suffix(usual).unwrap_or(host).to_owned()
}

/// `:Base64:`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(inner).ok()
}

fn is_label(text: &str) -> bool {
    let first = |c: char| c.is_ascii_lowercase();
    let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    text.len() <= 32 && text.starts_with(first) && text.chars().all(rest)
}

/// `"…"`, of letters, digits and marks that no quoting is needed for.
fn string(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let fine = |c: char| c.is_ascii_alphanumeric() || "-_.:/+=~".contains(c);
    inner.chars().all(fine).then_some(inner)
}

/// Digits, as they are written canonically.
fn integer(text: &str) -> Option<i64> {
    let digits = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let canonical = text == "0" || !text.starts_with('0');
    (digits && canonical).then(|| text.parse().ok()).flatten()
}

/// The components, each once: what the profile needs, where it goes to among them, and the media type where the client signs it.
fn components_of(text: &str) -> Option<Vec<Component>> {
    let mut found: Vec<Component> = Vec::new();
    for item in text.split(' ') {
        let component = Component::parse(item.strip_prefix('"')?.strip_suffix('"')?)?;
        if found.contains(&component) {
            return None;
        }
        found.push(component);
    }
    let has = |c| found.contains(&c);
    let target = has(Component::TargetUri) || (has(Component::Authority) && has(Component::Path));
    (has(Component::Method) && target && has(Component::ContentDigest)).then_some(found)
}

/// What is signed (RFC 9421, section 2.5).
fn base(request: &Request<'_>, components: &[Component], input: &str) -> Option<String> {
    let mut lines = Vec::with_capacity(components.len() + 1);
    for component in components {
        let value = match component {
            Component::Method => request.method,
            Component::Authority => request.authority,
            Component::Path => request.path,
            Component::TargetUri => request.target_uri,
            Component::ContentDigest => request.content_digest,
            Component::ContentType => request.content_type,
        };
        // A line break in a value would be a line that nobody signed.
        if value.contains(['\n', '\r']) || value.is_empty() {
            return None;
        }
        lines.push(format!("\"{component}\": {value}"));
    }
    lines.push(format!("\"@signature-params\": {input}"));
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    const BODY: &[u8] = br#"{"narrative":"x"}"#;
    /// The body of the example of `docs/hotline-api.md`.
    const EXAMPLE: &[u8] =
        br#"{"id":"018f3f1e-0000-7000-8000-000000000001","form":{"topic":"14","money":"asked"},"narrative":"x"}"#;
    const PARAMETERS: &str = r#";created=1795582800;nonce="n0123456789abcdef";keyid="c-1""#;
    const COMPONENTS: &str = r#"("@method" "@authority" "@path" "content-digest")"#;

    fn pair() -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
    }

    fn public() -> [u8; 32] {
        pair().public_key().as_ref().try_into().unwrap()
    }

    /// The headers of a request that is signed as it must be.
    struct Headers {
        input: String,
        signature: String,
        digest: String,
    }

    fn signed(components: &str, parameters: &str) -> Headers {
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(BODY)));
        let input = format!("{components}{parameters}");
        let base = format!(
            "\"@method\": POST\n\"@authority\": tinh.invalid\n\"@path\": /api/v1/hotline/intake\n\
             \"content-digest\": {digest}\n\"@signature-params\": {input}"
        );
        let signature = STANDARD.encode(pair().sign(base.as_bytes()));
        Headers {
            input: format!("sig1={input}"),
            signature: format!("sig1=:{signature}:"),
            digest,
        }
    }

    fn request(headers: &Headers) -> Request<'_> {
        Request {
            method: "POST",
            authority: "tinh.invalid",
            path: "/api/v1/hotline/intake",
            target_uri: "https://tinh.invalid/api/v1/hotline/intake",
            content_type: "application/json",
            content_digest: &headers.digest,
            input: &headers.input,
            signature: &headers.signature,
        }
    }

    fn holds(request: &Request<'_>) -> bool {
        Signed::read(request).is_some_and(|s| s.verify(&public()))
    }

    #[test]
    fn what_is_signed_as_it_must_be_holds() {
        let headers = signed(COMPONENTS, PARAMETERS);
        let read = Signed::read(&request(&headers)).unwrap();
        assert!(read.verify(&public()) && read.fits(BODY) && !read.fits(b"{}") && !read.fits(b""));
        assert_eq!(
            (
                read.key_id.as_str(),
                read.created,
                read.nonce.as_str(),
                read.expires
            ),
            ("c-1", 1_795_582_800, "n0123456789abcdef", None)
        );
        let more = format!("{PARAMETERS};expires=1795582900;alg=\"ed25519\"");
        let headers = signed(COMPONENTS, &more);
        let read = Signed::read(&request(&headers)).unwrap();
        assert!(read.verify(&public()) && read.expires == Some(1_795_582_900));
    }

    /// The example of `docs/hotline-api.md`, made with openssl.
    #[test]
    fn another_implementation_is_understood() {
        let headers = signed(COMPONENTS, PARAMETERS);
        let request = Request {
            content_digest: "sha-256=:5xuUV/+DGEOl3FSqyA41fciDKzcmCDDdzfIU0Org9oo=:",
            input: r#"sig1=("@method" "@authority" "@path" "content-digest");created=1795582800;nonce="n0123456789abcdef";keyid="c-1""#,
            signature: "sig1=:YIbMU80n7xZKGrvj+UX3GPvCn7MOOwWfhuA8WvEuKdv0KKdtdg3PuzoqDNAJPC6J2jMEvo/89eCrNjCyhuCbDQ==:",
            ..request(&headers)
        };
        let read = Signed::read(&request).unwrap();
        assert!(read.verify(&key("6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=").unwrap()));
        assert!(read.fits(EXAMPLE));
    }

    #[test]
    fn whatever_is_changed_no_longer_holds() {
        let headers = signed(COMPONENTS, PARAMETERS);
        let whole = request(&headers);
        assert!(holds(&whole));
        assert!(!holds(&Request {
            method: "PUT",
            ..whole
        }));
        // The same request at another installation.
        assert!(!holds(&Request {
            authority: "tinh-khac.invalid",
            ..whole
        }));
        assert!(!holds(&Request {
            path: "/api/v1/hotline",
            ..whole
        }));
        let other = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(b"{}")));
        assert!(!holds(&Request {
            content_digest: &other,
            ..whole
        }));
        for (from, to) in [("1795582800", "1795582801"), ("c-1", "c-2"), ("cdef", "cdee")] {
            let input = headers.input.replace(from, to);
            assert!(
                !holds(&Request {
                    input: &input,
                    ..whole
                }),
                "{from}"
            );
        }
        let read = Signed::read(&whole).unwrap();
        let other = Ed25519KeyPair::from_seed_unchecked(&[8; 32]).unwrap();
        assert!(!read.verify(other.public_key().as_ref().try_into().unwrap()));
    }

    #[test]
    fn headers_that_are_written_in_another_way_are_refused() {
        let refused = |components: &str, parameters: &str| {
            let headers = signed(components, parameters);
            Signed::read(&request(&headers)).is_none()
        };
        for components in [
            "()",
            r#"("@method" "@authority" "@path")"#,
            r#"("@method" "content-digest")"#,
            r#"("@authority" "@path" "content-digest")"#,
            r#"("@method" "@path" "content-digest")"#,
            r#"("@method" "@authority" "content-digest")"#,
            r#"("@method"  "@authority" "@path" "content-digest")"#,
            r#"("@method" "@authority" "@path" "content-digest" "@path")"#,
            r#"("@method" "@authority" "@path" "content-digest" "cookie")"#,
            r#"("@method";req "@authority" "@path" "content-digest")"#,
            r#"("@METHOD" "@authority" "@path" "content-digest")"#,
        ] {
            assert!(refused(components, PARAMETERS), "{components}");
        }
        let with = |from: &str, to: &str| PARAMETERS.replacen(from, to, 1);
        for parameters in [
            String::new(),
            with(";created=1795582800", ""),
            with(r#";nonce="n0123456789abcdef""#, ""),
            with(r#";keyid="c-1""#, ""),
            with("1795582800", "01795582800"),
            with("1795582800", "1795582800.0"),
            with("1795582800", "-1"),
            with("n0123456789abcdef", "short"),
            with(r#""c-1""#, "c-1"),
            with(r#""c-1""#, r#""c\"1""#),
            format!("{PARAMETERS};keyid=\"c-2\""),
            format!("{PARAMETERS};tag=\"app\""),
            format!("{PARAMETERS};alg=\"hmac-sha256\""),
            format!("{PARAMETERS}; expires=1795582900"),
            format!("{PARAMETERS}, sig2={COMPONENTS}{PARAMETERS}"),
        ] {
            assert!(refused(COMPONENTS, &parameters), "{parameters}");
        }
        let headers = signed(COMPONENTS, PARAMETERS);
        let whole = request(&headers);
        let relabelled = headers.signature.replace("sig1", "sig2");
        for wrong in [
            Request {
                signature: &relabelled,
                ..whole
            },
            Request {
                signature: "sig1=::",
                ..whole
            },
            Request {
                signature: "sig1=:AAAA:",
                ..whole
            },
            Request {
                signature: "",
                ..whole
            },
            Request { input: "", ..whole },
            Request {
                content_digest: "",
                ..whole
            },
            Request {
                content_digest: "md5=:AAAA:",
                ..whole
            },
            Request {
                content_digest: "sha-256=:AAAA:",
                ..whole
            },
        ] {
            assert!(Signed::read(&wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn the_full_address_can_be_signed_in_the_place_of_the_path() {
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(BODY)));
        let input = format!(r#"("@method" "@target-uri" "content-type" "content-digest"){PARAMETERS}"#);
        let base = format!(
            "\"@method\": POST\n\"@target-uri\": https://tinh.invalid/api/v1/hotline/intake\n\"content-type\": application/json\n\
             \"content-digest\": {digest}\n\"@signature-params\": {input}"
        );
        let headers = Headers {
            input: format!("sig1={input}"),
            signature: format!("sig1=:{}:", STANDARD.encode(pair().sign(base.as_bytes()))),
            digest,
        };
        let whole = request(&headers);
        assert!(holds(&whole));
        assert!(!holds(&Request {
            target_uri: "https://other.invalid/api/v1/hotline/intake",
            ..whole
        }));
        assert!(!holds(&Request {
            content_type: "text/plain",
            ..whole
        }));
    }

    #[test]
    fn an_installation_is_called_by_its_host() {
        for (address, host) in [
            ("https://Tinh.invalid", "tinh.invalid"),
            ("https://tinh.invalid:443/", "tinh.invalid"),
            ("https://tinh.invalid:8443/cong", "tinh.invalid:8443"),
            ("http://tinh.invalid:80", "tinh.invalid"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(authority(address), host, "{address}");
        }
    }

    #[test]
    fn keys_with_which_anybody_signs_are_none() {
        assert!(key(&STANDARD.encode(public())).is_some());
        for text in ["", "AAAA", "không phải khóa"] {
            assert_eq!(key(text), None);
        }
        for weak in WEAK {
            let mut bytes: [u8; 32] = hex::decode(weak).unwrap().try_into().unwrap();
            assert_eq!(key(&STANDARD.encode(bytes)), None);
            bytes[31] |= 0x80;
            assert_eq!(key(&STANDARD.encode(bytes)), None);
        }
        // The identity: R = B, S = 1 is a "signature" of everything under it.
        let headers = signed(COMPONENTS, PARAMETERS);
        let read = Signed::read(&request(&headers)).unwrap();
        let mut identity = [0; 32];
        identity[0] = 1;
        assert!(!read.verify(&identity));
    }
}
