//! The seeds of the fuzz targets of this crate, so that what a fuzzer found once stays found. Their names say what becomes
//! of them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_hotline::{
    attachment::{shown, take},
    client::{
        Filing,
        signature::{Request, Signed, key},
    },
};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// Name and content of every seed of a target.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(target);
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Reads a seed as the target does: digest, input, signature, each a line, then the body.
fn read(seed: &[u8]) -> (Option<Signed>, &[u8]) {
    let parts: Vec<&[u8]> = seed.splitn(4, |byte| *byte == b'\n').collect();
    let text = |n: usize| std::str::from_utf8(parts[n]).unwrap();
    let body = parts[3];
    let fitting = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
    let request = Request {
        method: "POST",
        authority: "tinh.invalid",
        path: "/api/v1/hotline/intake",
        target_uri: "https://tinh.invalid/api/v1/hotline/intake",
        content_type: "application/json",
        content_digest: if text(0) == "=" { &fitting } else { text(0) },
        input: text(1),
        signature: text(2),
    };
    (Signed::read(&request), body)
}

#[test]
fn requests_are_read_in_one_way_or_refused() {
    let documented = key("6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=").unwrap();
    let mut seen = [0; 2];
    for (name, seed) in seeds("signed_request") {
        let (signed, body) = read(&seed);
        if name.starts_with("refused-") {
            assert_eq!(signed, None, "{name}");
            seen[0] += 1;
            continue;
        }
        let signed = signed.unwrap_or_else(|| panic!("{name} is refused"));
        assert!(signed.fits(body), "{name}");
        // A seed holds no signature that is worth anything, but for the one of the documentation.
        assert_eq!(signed.verify(&documented), name == "as-documented", "{name}");
        if !name.ends_with("alg") {
            let filing: Filing = serde_json::from_slice(body).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(filing.form.topic, "14", "{name}");
        }
        seen[1] += 1;
    }
    assert!(seen.iter().all(|seen| *seen > 3), "{seen:?}");
}

#[test]
fn files_are_shown_without_what_was_written_beside_or_not_taken() {
    const BESIDE: &[u8] = b"NHA-RIENG";
    let holds = |content: &[u8]| coloa_testkit::holds(content, BESIDE);
    let (mut refused, mut cleaned) = (0, 0);
    for (name, seed) in seeds("attachment") {
        let taken = take(&name, seed.clone());
        if name.starts_with("refused-") {
            assert!(taken.is_err(), "{name}");
            refused += 1;
            continue;
        }
        assert_eq!(taken.unwrap_or_else(|e| panic!("{name}: {e}")).content, seed);
        let copy = shown(&seed);
        if name.starts_with("shown-") {
            let copy = copy.unwrap_or_else(|| panic!("of {name} there is no copy"));
            assert!(
                !holds(&copy.content) && copy.content.len() <= seed.len(),
                "{name}"
            );
            cleaned += usize::from(holds(&seed));
        }
    }
    assert!(refused > 3 && cleaned > 5, "{refused} refused, {cleaned} cleaned");
}
