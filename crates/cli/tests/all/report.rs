//! `coloa report build`: a report without a browser, from the sample province.

use crate::support::Place;
use coloa_base::SystemClock;
use coloa_document::read::{Limits, SheetChoice, read_pure, read_sheet};
use coloa_platform::Config;
use coloa_server::{App, sample};
use std::sync::Arc;

async fn province() -> Place {
    let place = Place::new();
    let mut config = Config {
        data_dir: place.data(),
        ..Config::default()
    };
    config.installation.province = "Tỉnh Lam Sơn".to_owned();
    let app = App::start(config, Arc::new(SystemClock)).await.unwrap();
    sample::seed(&app).await.unwrap();
    app.db.close().await.unwrap();
    place
}

#[tokio::test]
async fn a_report_is_built_as_files_and_nothing_is_stored() {
    let place = province().await;
    let period = ["--from", "01/01/2026", "--to", "2026-12-31"];
    let entries = place.run(&["audit", "verify", "--format", "json"]).json()["entries"].clone();
    let build = [
        &["report", "build", "--issuer", "UBND", "--out", "ra"],
        &period[..],
    ]
    .concat();
    let printed = place.run(&build).ok();
    let names: Vec<&str> = printed.lines().collect();
    assert_eq!(
        names,
        [
            "ra/bao-cao-2026-12-31.docx",
            "ra/bao-cao-2026-12-31.pdf",
            "ra/bao-cao-2026-12-31.xlsx"
        ]
    );
    let bytes = |i: usize| std::fs::read(place.path().join(names[i])).unwrap();
    let docx = read_pure(names[0], &bytes(0), &Limits::default())
        .unwrap()
        .source
        .text;
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BÁO CÁO",
        "Kết quả thực hiện nhiệm vụ an ninh mạng năm 2026",
        "Nơi nhận:",
    ] {
        assert!(
            docx.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(words),
            "{words} in\n{docx}"
        );
    }
    assert!(bytes(1).starts_with(b"%PDF-"));
    let sheet = read_sheet(names[2], &bytes(2), SheetChoice::First, &Limits::default()).unwrap();
    assert!(sheet.rows.len() > 1);
    let after = place.run(&["audit", "verify", "--format", "json"]).json()["entries"].clone();
    assert_eq!(after, entries, "a draft from the host leaves no record");

    // What cannot be built says why, and writes no file.
    let wrong = |more: &[&str]| place.run(&[&["report", "build", "--out", "khac"], more].concat());
    let issuer = ["--issuer", "UBND"];
    let said = wrong(&[&["--issuer", "KHONGCO"], &period[..]].concat()).fails(1);
    assert!(said.contains("KHONGCO"), "{said}");
    let said = wrong(&[&issuer[..], &["--from", "30/02/2026", "--to", "2026-12-31"]].concat()).fails(2);
    assert!(said.contains("30/02/2026"), "{said}");
    let said = wrong(&[&issuer[..], &["--plan", "1"], &period].concat()).fails(2);
    assert!(said.contains("kế hoạch 1"), "{said}");
    let said = wrong(&[&issuer[..], &["--formats", "docx,doc"], &period].concat()).fails(2);
    assert!(said.contains("doc") && said.contains("xlsx"), "{said}");
    let said = wrong(&[&issuer[..], &["--from", "2026-12-31", "--to", "2026-01-01"]].concat()).fails(2);
    assert!(said.contains("2026-12-31"), "{said}");
    let said = wrong(&[&issuer[..], &["--subject", " "], &period].concat()).fails(1);
    assert!(said.contains("còn thiếu trích yếu"), "{said}");
    assert!(!place.path().join("khac").exists());

    let plans = place.run(&["plan", "list", "--format", "json"]).json();
    assert!(plans[0]["title"].as_str().unwrap().contains("Lam Sơn"), "{plans}");
}
