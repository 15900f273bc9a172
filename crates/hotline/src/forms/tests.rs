//! Papers, as they are printed.

use super::*;
use crate::{
    entity::{call, mention},
    model::State,
};
use chrono::{DateTime, Utc};
use coloa_document::{Frame, docx};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn head(variant: OrganKind) -> Head {
    Head {
        variant,
        superior: Some("ỦY BAN NHÂN DÂN TỈNH LAM SƠN".into()),
        issuer: "Trung tâm An ninh mạng tỉnh Lam Sơn".into(),
        symbol: "TTANM".into(),
        unit: Some("TN".into()),
        place: "Lam Sơn".into(),
        signature: Signature {
            authority: Vec::new(),
            role: "GIÁM ĐỐC".into(),
            name: Some("Nguyễn Văn Thử".into()),
        },
        recipients: vec!["Như trên".into()],
        archive: Some("VT".into()),
    }
}

fn row() -> report::Model {
    let received = at("2026-11-25T03:00:00Z");
    let mut row = crate::classify::terms::sample(received);
    row.number = "HL-2026-00012".into();
    row.state = State::Classified.to_string();
    row.kind = Some("crime_report_individual".into());
    row.amount = Some(12_500_000);
    row.bank = Some("nganhangthu".into());
    row.reached_by = "phone,zalo".into();
    row.exposed = "otp".into();
    row.has_identity = true;
    row.redacted = "Người tự xưng công an gọi điện, đòi chuyển tiền.".into();
    row
}

fn transfer() -> transfer::Model {
    let now = at("2026-11-25T03:10:00Z");
    transfer::Model {
        id: Uuid::from_u128(1),
        report_id: Uuid::nil(),
        kind: "crime_report_individual".into(),
        recipient: "investigation_agency".into(),
        recipient_agency_id: None,
        recipient_name: "Cơ quan điều tra Công an tỉnh Lam Sơn".into(),
        is_urgent: true,
        article: "Điều 145, Bộ luật".into(),
        call_by: Some(now),
        due_at: Some(now),
        state: TransferState::Draft.to_string(),
        document_number: String::new(),
        sent_at: None,
        sent_how: String::new(),
        ack_number: String::new(),
        ack_at: None,
        ack_person: String::new(),
        returned_at: None,
        return_reason: String::new(),
        rang_at: None,
        by_id: None,
        by_name: String::new(),
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

fn material() -> Material {
    Material {
        row: row(),
        desk: "Đường dây nóng".into(),
        commune: "Xã Sông Thử".into(),
        scam_type: "Giả danh công an".into(),
        handler: "Cơ quan điều tra".into(),
        officer: "Cán bộ thử số 1 (can.bo.1)".into(),
        identity: None,
        narrative: None,
        mentions: vec![mention("0900000101", "offender"), mention("0900000202", "victim")],
        transfer: Some(transfer()),
        number: None,
        calls: vec![call::Model {
            id: Uuid::nil(),
            report_id: Uuid::nil(),
            transfer_id: None,
            called_at: at("2026-11-25T03:05:00Z"),
            to_name: "Trực ban".into(),
            spoke_with: "đồng chí trực".into(),
            is_reached: true,
            note: String::new(),
            by_id: None,
            by_name: String::new(),
            created_at: at("2026-11-25T03:06:00Z"),
        }],
        now: at("2026-11-25T04:00:00Z"),
    }
}

fn mention(value: &str, role: &str) -> mention::Model {
    mention::Model {
        id: Uuid::nil(),
        report_id: Uuid::nil(),
        kind: "phone".into(),
        value: value.into(),
        match_key: value.into(),
        bank: None,
        service: None,
        role: role.into(),
        joins: true,
        confirmed_by: String::new(),
        confirmed_at: at("2026-11-25T03:06:00Z"),
    }
}

fn who() -> Identity {
    Identity {
        name: "Trần Thị Người Báo".into(),
        phone: "0900 000 303".into(),
        address: "thôn Thử, xã Sông Thử".into(),
        ..Identity::default()
    }
}

/// All that a paper prints.
fn text(document: &OfficialDocument) -> String {
    let mut out = vec![document.subject.clone()];
    out.extend(document.addressees.iter().cloned());
    for block in &document.body {
        match block {
            Block::Paragraph(p) => out.push(p.runs.iter().map(|r| r.text.as_str()).collect()),
            Block::Table(t) => {
                out.extend(t.head.iter().cloned());
                let cells = t.rows.iter().flatten();
                out.extend(cells.map(|c| c.runs.iter().map(|r| r.text.as_str()).collect::<String>()));
            }
            _ => {}
        }
    }
    out.join("\n")
}

#[test]
fn every_paper_is_laid_out_and_every_field_is_filled_or_left_to_the_hand() {
    let m = material();
    for kind in PaperKind::ALL {
        let layout = layout(*kind);
        for variant in [OrganKind::State, OrganKind::Party] {
            let known = document_type(variant, &layout.kind, vn_date(m.now));
            assert!(known.is_some(), "{kind} of {variant:?}");
            let document = document(*kind, &head(variant), &m);
            Frame::of(&document).unwrap();
            assert!(!docx::docx(&document).unwrap().is_empty());
            assert!(!text(&document).contains('{'), "{}", text(&document));
            assert_eq!(document.marks.notice.as_ref(), Some(&WORDS.notice));
        }
        for field in &layout.fields {
            let filled = values::find(&field.key, &m).is_some();
            assert!(filled != field.key.starts_with("hand_"), "{}", field.key);
        }
    }
    for key in values::SENTENCE {
        assert!(values::find(key, &m).is_some(), "{key}");
    }
}

#[test]
fn what_somebody_wrote_is_never_taken_for_a_name() {
    let mut m = material();
    m.calls[0].to_name = "Trực ban {person}".into();
    m.calls[0].spoke_with = "đồng chí {at}".into();
    let said = values::find("calls", &m).unwrap();
    assert!(
        said.contains("gọi Trực ban {person}, liên lạc được, gặp đồng chí {at}"),
        "{said}"
    );
    m.desk = "Bàn {number} {kind}".into();
    let receipt = text(&document(PaperKind::Receipt, &head(OrganKind::State), &m));
    assert!(
        receipt.contains("Bàn {number} {kind} đã tiếp nhận tin"),
        "{receipt}"
    );
}

#[test]
fn who_reports_stands_only_where_it_was_opened() {
    let mut m = material();
    for kind in PaperKind::ALL {
        let hidden = text(&document(*kind, &head(OrganKind::State), &m));
        assert!(hidden.contains(&WORDS.hidden), "{kind}");
    }
    m.identity = Some(who());
    for kind in PaperKind::ALL {
        let paper = document(*kind, &head(OrganKind::State), &m);
        assert!(text(&paper).contains("Trần Thị Người Báo"), "{kind}");
        let inner = paper.marks.handling == Handling::Internal;
        assert_eq!(inner, *kind != PaperKind::Receipt, "{kind}");
    }
    // Whoever gave nothing hides nothing.
    m.identity = None;
    m.row.has_identity = false;
    assert!(!text(&document(PaperKind::PhoneLog, &head(OrganKind::State), &m)).contains(&WORDS.hidden));
}

#[test]
fn a_letter_says_the_confirmed_summary_until_the_story_was_opened() {
    let mut m = material();
    let letter = document(PaperKind::Transfer, &head(OrganKind::State), &m);
    let said = text(&letter);
    assert!(said.contains("Người tự xưng công an gọi điện"));
    assert!(
        said.contains("0900000101") && !said.contains("0900000202"),
        "{said}"
    );
    assert!(said.contains("12.500.000 đồng") && said.contains("Zalo") && said.contains("mã OTP"));
    assert!(said.contains("tố giác về tội phạm") && said.contains("Điều 145"));
    assert_eq!(letter.addressees, ["Cơ quan điều tra Công an tỉnh Lam Sơn"]);
    assert_eq!(letter.marks.draft.as_ref(), Some(&WORDS.draft));
    m.narrative = Some("Dòng một\nDòng hai".into());
    let said = text(&document(PaperKind::Transfer, &head(OrganKind::State), &m));
    assert!(said.contains("Dòng hai") && !said.contains("Người tự xưng công an gọi điện"));
}

#[test]
fn a_letter_bears_the_number_and_day_of_the_register() {
    let mut m = material();
    let transfer = m.transfer.as_mut().unwrap();
    transfer.sent_at = Some(at("2026-11-25T03:30:00Z"));
    transfer.state = TransferState::Sent.to_string();
    m.number = Some((7, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()));
    let letter = document(PaperKind::Transfer, &head(OrganKind::State), &m);
    assert_eq!((letter.number, letter.marks.draft.clone()), (Some(7), None));
    let (whole, bare) = printed(
        &head(OrganKind::State),
        &letter.type_code,
        7,
        letter.date.unwrap(),
    )
    .unwrap();
    assert!(
        whole.ends_with(&bare) && bare.starts_with('7') || bare.starts_with("07"),
        "{whole}"
    );
    assert_eq!(Frame::of(&letter).unwrap().number_line, whole);
}

#[test]
fn the_letter_is_of_the_newest_transfer_that_was_not_taken_back() {
    let mut rows = vec![transfer(), transfer()];
    rows[0].id = Uuid::from_u128(10);
    rows[1].id = Uuid::from_u128(11);
    assert_eq!(current(&rows).unwrap().id, Uuid::from_u128(11));
    rows[1].state = TransferState::Cancelled.to_string();
    assert_eq!(current(&rows).unwrap().id, Uuid::from_u128(10));
    rows[0].state = TransferState::Returned.to_string();
    assert!(current(&rows).is_none());
}
