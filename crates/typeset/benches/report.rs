//! A yearly report as DOCX and PDF: 60 duties, the state of 175 agencies, 40 of them silent.
//! `cargo bench -p coloa-typeset`; the goal is less than three seconds for both files together.
#![allow(clippy::unwrap_used)]

use coloa_document::model::{Block, Cell, OfficialDocument, Table};
use coloa_typeset::Typesetter;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

#[path = "../../document/tests/write/samples.rs"]
#[allow(dead_code)]
mod samples;

fn agencies(rows: usize, head: [&str; 4]) -> Table {
    let row = |i: usize| -> Vec<Cell> {
        vec![
            i.to_string().into(),
            format!("Ủy ban nhân dân xã thứ {i}").into(),
            format!("{}/60", i % 61).into(),
            "Đang thực hiện".into(),
        ]
    };
    Table {
        head: head.map(String::from).to_vec(),
        rows: (1..=rows).map(row).collect(),
        ..Default::default()
    }
}

fn report() -> OfficialDocument {
    let mut doc = samples::state_report();
    doc.annexes[0].body = vec![Block::Table(samples::duties(60))];
    doc.annexes[1].body = vec![
        Block::Table(agencies(
            175,
            ["STT", "Cơ quan", "Nhiệm vụ hoàn thành", "Trạng thái"],
        )),
        Block::Table(agencies(
            40,
            ["STT", "Cơ quan chưa báo cáo", "Nhiệm vụ", "Ghi chú"],
        )),
    ];
    doc
}

fn bench(c: &mut Criterion) {
    let doc = report();
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("docx", |b| {
        b.iter(|| coloa_document::docx::docx(black_box(&doc)).unwrap())
    });
    // A subject that changes keeps the typesetter's cache from answering for it.
    let mut n = 0;
    group.bench_function("pdf", |b| {
        b.iter(|| {
            n += 1;
            let mut doc = doc.clone();
            doc.annexes[0].body = vec![Block::Table(samples::duties(60 + n % 7))];
            doc.subject = format!("{} lần {n}", doc.subject);
            Typesetter::system().render(black_box(&doc)).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
