//! DOCX and PDF of a province's report: 60 tasks, 175 agencies, 40 of them silent. Goal: both under 3 s in a
//! release build. `cargo bench -p coloa-server --bench report`
#![allow(missing_docs)]

use chrono::{NaiveDate, Utc};
use coloa_document::{
    OfficialDocument, PdfRenderer,
    model::{OrganKind, Signature},
};
use coloa_report::{
    compose::{Head, Material, document, workbook},
    snapshot::{DutyRow, FORMAT, Frozen, PartSnapshot, PlanSnapshot},
    topics::Topics,
    words::Words,
};
use coloa_typeset::Typesetter;
use criterion::{Criterion, criterion_group, criterion_main};
use std::{collections::BTreeMap, hint::black_box};
use uuid::Uuid;

fn figures() -> Frozen {
    let lineages: Vec<Uuid> = (0..60).map(|_| Uuid::now_v7()).collect();
    let parts = (0..175)
        .map(|agency| PartSnapshot {
            format: FORMAT,
            agency_id: Uuid::now_v7(),
            agency_name: format!("Ủy ban nhân dân xã Số {:03}", agency + 1),
            taken_at: Utc::now(),
            duties: lineages
                .iter()
                .enumerate()
                .map(|(task, lineage)| DutyRow {
                    duty_id: Uuid::now_v7(),
                    lineage_id: Some(*lineage),
                    path: Some(format!("III.{}", task + 1)),
                    text: format!(
                        "Nhiệm vụ số {}: tổ chức giám sát, diễn tập, tuyên truyền",
                        task + 1
                    ),
                    role: "lead".into(),
                    due_on: NaiveDate::from_ymd_opt(2026, 6, 30),
                    timeframe_text: None,
                    instance: None,
                    status: if agency < 40 { "not_started" } else { "done" }.into(),
                    percent: (agency >= 40).then_some(100),
                    late_days: (agency < 40).then_some(167),
                    reported: agency >= 40,
                    note: (agency >= 40).then(|| "Đã ban hành kế hoạch và tổ chức thực hiện".into()),
                    product: None,
                    unaccepted: false,
                    evidence: 1,
                })
                .collect(),
        })
        .collect();
    Frozen {
        plan: PlanSnapshot {
            format: FORMAT,
            ..PlanSnapshot::default()
        },
        parts,
    }
}

fn head() -> Head {
    Head {
        variant: OrganKind::State,
        superior: None,
        issuer: "Ủy ban nhân dân tỉnh Sông Ngọc".into(),
        organ_symbol: "UBND".into(),
        unit_symbol: None,
        place: "Sông Ngọc".into(),
        subject: "Kết quả bảo đảm an ninh mạng năm 2026".into(),
        addressees: vec!["Bộ Công an".into()],
        legal_bases: Vec::new(),
        signature: Signature {
            authority: vec!["TM. ỦY BAN NHÂN DÂN".into()],
            role: "CHỦ TỊCH".into(),
            name: Some("Lê Thử Nghiệm".into()),
        },
        recipients: vec!["Như trên".into()],
        archive: Some("VT, NC".into()),
    }
}

fn with_material<T>(work: impl Fn(&Material<'_>) -> T) -> T {
    let (head, frozen, texts) = (head(), figures(), BTreeMap::new());
    let day = NaiveDate::from_ymd_opt(2026, 12, 18).expect("a day");
    work(&Material {
        head: &head,
        outline: coloa_law::outline("strategy_year", day).expect("the built-in outline is in force"),
        frozen: &frozen,
        topics: Topics::builtin(),
        words: Words::builtin(),
        texts: &texts,
        from: NaiveDate::from_ymd_opt(2025, 12, 15).expect("a day"),
        to: NaiveDate::from_ymd_opt(2026, 12, 14).expect("a day"),
        reckoned_on: NaiveDate::from_ymd_opt(2026, 12, 14).expect("a day"),
        number: Some(5),
        date: Some(day),
        draft: false,
    })
}

fn both(document: &OfficialDocument) -> (Vec<u8>, Vec<u8>) {
    let docx = coloa_document::docx::docx(document).expect("a valid document");
    (
        docx,
        Typesetter::system().pdf(document).expect("a valid document"),
    )
}

fn report(c: &mut Criterion) {
    let mut group = c.benchmark_group("report");
    group.sample_size(10);
    group.bench_function("compose", |b| {
        b.iter(|| with_material(|m| black_box(document(m))))
    });
    let composed = with_material(document);
    group.bench_function("docx_and_pdf", |b| b.iter(|| black_box(both(&composed))));
    let book = with_material(workbook);
    group.bench_function("xlsx", |b| {
        b.iter(|| black_box(coloa_document::xlsx::xlsx(&book).expect("a valid workbook")));
    });
    group.finish();
}

criterion_group!(benches, report);
criterion_main!(benches);
