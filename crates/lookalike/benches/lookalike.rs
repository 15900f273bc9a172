//! Time of one question against 20,000 official names, and of preparing them (`cargo bench -p coloa-lookalike`).

use coloa_lookalike::Register;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

#[path = "../tests/all/names.rs"]
#[allow(dead_code, reason = "the tests use the others")]
mod names;

/// What people ask, and what somebody would send who wants the answer to be slow.
fn questions() -> Vec<(&'static str, String)> {
    let full = |label: String| format!("{}.vn", &label[..label.len().min(63)]);
    vec![
        ("official", "https://www.vietcombank.com.vn/vi-VN".into()),
        ("unknown", "tiembanhhoamai.com".into()),
        ("typo", "vietconbank.com.vn".into()),
        (
            "contains",
            "https://vietcombank-xacthuc-taikhoan.vip/login?id=8841".into(),
        ),
        ("homoglyph", "vіеtсоmbаnk.com".into()),
        ("subdomain", "www.dichvucong.gov.vn.id-8841.evil.example".into()),
        ("worst_labels", "thptphuocthanh.".repeat(16) + "vn"),
        (
            "worst_words",
            full("xacthuc-hotro-vn-vietcombanj-vn-online-24-the-vip-app-thuongvi".into()),
        ),
        (
            "worst_overlaps",
            full("agribanktechnobankvinabankindobankpetrobankeximbankmedibanknavib".into()),
        ),
        ("worst_short_labels", "a-b.".repeat(60) + "vn"),
        ("worst_glyphs", "віетсомбанк.".repeat(8) + "vn"),
        ("one_megabyte", format!("https://{}", "a".repeat(1 << 20))),
    ]
}

fn check(c: &mut Criterion) {
    let register = Register::build(names::entries(20_000));
    let mut group = c.benchmark_group("check_20000");
    for (name, text) in questions() {
        group.bench_function(name, |b| b.iter(|| register.check(black_box(&text))));
    }
    group.finish();
}

fn build(c: &mut Criterion) {
    let entries = names::entries(20_000);
    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    group.bench_function("20000", |b| {
        b.iter_batched(|| entries.clone(), Register::build, BatchSize::LargeInput)
    });
    group.finish();
}

criterion_group!(benches, check, build);
criterion_main!(benches);
