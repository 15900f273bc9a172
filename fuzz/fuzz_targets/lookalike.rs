//! What citizens ask about: domains, URLs, e-mail addresses, handles.
#![no_main]

use coloa_lookalike::{Entry, MAX_CANDIDATES, Outcome, Register};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    let official = |organisation: &str, domains: &[&str], brands: &[&str]| Entry {
        organisation: organisation.into(),
        domains: domains.iter().map(|d| (*d).into()).collect(),
        brands: brands.iter().map(|b| (*b).into()).collect(),
    };
    Register::build(vec![
        official(
            "Ngân hàng Ngoại thương",
            &["vietcombank.com.vn"],
            &["VCB Digibank", "VCB"],
        ),
        official(
            "Cổng Dịch vụ công",
            &["dichvucong.gov.vn"],
            &["Dịch vụ công quốc gia"],
        ),
        official("Sở Y tế", &["soyte.angiang.gov.vn"], &[]),
        official("Á Châu", &["acb.com.vn", "dịchvụ.vn"], &[]),
    ])
});

fuzz_target!(|text: &str| {
    if let Ok(verdict) = REGISTER.check(text) {
        if let Outcome::LooksLike(candidates) = verdict.outcome {
            assert!((1..=MAX_CANDIDATES).contains(&candidates.len()));
            assert!(candidates.iter().all(|c| !c.reasons.is_empty()));
        }
        // What was found is asked about again, and is the same host.
        if let Some(ascii) = &verdict.asked.ascii {
            let again = REGISTER.check(ascii).expect("a host");
            assert_eq!(again.asked.ascii.as_ref(), Some(ascii));
        }
    }
    assert!(REGISTER.check_label(text).len() <= MAX_CANDIDATES);
});
