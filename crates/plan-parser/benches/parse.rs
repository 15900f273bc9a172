//! Time to understand a plan of ours, as it is and repeated to about 40 KB (`cargo bench -p coloa-plan-parser`).

use coloa_base::SourceText;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;

fn parse(c: &mut Criterion) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans/01-ke-hoach-tinh/source.txt");
    let text = std::fs::read_to_string(file).expect("the sample plan is part of the repository");
    let mut group = c.benchmark_group("parse");
    let body = text
        .find("III. NHIỆM VỤ")
        .map_or("", |at| &text[at..text.find("IV. TỔ CHỨC").unwrap_or(text.len())]);
    let mut long = text.clone();
    while long.len() < 40 * 1024 {
        let at = long.find("IV. TỔ CHỨC").expect("the sample plan has this part");
        long.insert_str(at, body);
    }
    for (name, text) in [("sample", text), ("40_kb", long)] {
        let source = SourceText::plain(&text);
        group.throughput(Throughput::Bytes(source.text.len() as u64));
        group.bench_function(name, |b| b.iter(|| coloa_plan_parser::parse(black_box(&source))));
    }
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
