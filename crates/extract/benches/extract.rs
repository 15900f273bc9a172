//! Time to find the indicators of a text of 2,000 characters, and of the longest one (`cargo bench -p coloa-extract`).

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;
use std::{hint::black_box, path::Path};

/// Reports one behind the other, cut at so many characters.
fn text(chars: usize) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/hotline/reports-frozen.jsonl");
    let reports = std::fs::read_to_string(file).expect("the reports are part of the repository");
    let mut text = String::new();
    for line in reports.lines().cycle() {
        let report: Value = serde_json::from_str(line).expect("a line is a report");
        text.push_str(report["text"].as_str().expect("a report has a text"));
        text.push('\n');
        if text.chars().count() >= chars {
            break;
        }
    }
    text.chars().take(chars).collect()
}

fn extract(c: &mut Criterion) {
    let mut group = c.benchmark_group("extract");
    for chars in [2_000, 100_000] {
        let text = text(chars);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{chars}_characters"), |b| {
            b.iter(|| coloa_extract::find(black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
