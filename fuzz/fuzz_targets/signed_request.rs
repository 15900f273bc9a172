//! A request that an application signed (RFC 9421) and what it files: the digest of the body, `signature-input` and
//! `signature`, a line each, then the body. `=` in the first line stands for the digest that fits, or no run would get
//! behind it.
#![no_main]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_hotline::{
    client::{
        Filing,
        signature::{Request, Signed, key},
    },
    form,
};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(4, |byte| *byte == b'\n');
    let mut header = || {
        let part = parts.next().unwrap_or_default();
        std::str::from_utf8(part).unwrap_or_default()
    };
    let (digest, input, signature) = (header(), header(), header());
    let body = parts.next().unwrap_or_default();
    let fitting = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
    let request = Request {
        method: "POST",
        authority: "tinh.invalid",
        path: "/api/v1/hotline/intake",
        target_uri: "https://tinh.invalid/api/v1/hotline/intake",
        content_type: "application/json",
        content_digest: if digest == "=" { &fitting } else { digest },
        input,
        signature,
    };
    if let Some(signed) = Signed::read(&request) {
        assert_eq!(signed.fits(body), request.content_digest == fitting);
        // What it says of itself stands there, as it is said.
        for (name, value) in [("keyid", &signed.key_id), ("nonce", &signed.nonce)] {
            assert!(input.contains(&format!(";{name}=\"{value}\"")) && value.len() <= 128);
        }
        assert!(input.contains(&format!(";created={}", signed.created)) && signed.created >= 0);
        // Nobody holds this key.
        assert!(!signed.verify(&[9; 32]));
        // It says which installation it is for. There is one way to write each header, and another body is another request.
        assert!(input.contains("\"@authority\"") || input.contains("\"@target-uri\""));
        let refused = |other: Request<'_>| assert_eq!(Signed::read(&other), None);
        for input in [format!("{input} "), format!(" {input}"), format!("{input};")] {
            refused(Request {
                input: &input,
                ..request
            });
        }
        for signature in [format!("{signature} "), signature.replacen('=', " = ", 1)] {
            refused(Request {
                signature: &signature,
                ..request
            });
        }
        assert!(!(signed.fits(body) && signed.fits(&[body, b" "].concat())));
    }
    if let Some(public) = key(input) {
        assert_eq!(key(&STANDARD.encode(public)), Some(public));
    }
    // What was cleaned is clean.
    if let Ok(filing) = serde_json::from_slice::<Filing>(body) {
        if let Ok(text) = form::narrative(&filing.narrative, "narrative") {
            assert_eq!(form::narrative(&text, "narrative").as_ref(), Ok(&text));
        }
        for text in [&filing.identity.name, &filing.form.topic, &filing.form.bank] {
            if let Ok(line) = form::line(text, "line") {
                assert!(!line.contains('\n'));
                assert_eq!(form::line(&line, "line").as_ref(), Ok(&line));
            }
        }
    }
});
