//! Checks of form.
use super::samples::{party_plan, state_letter, state_report};
use coloa_base::Handling;
use coloa_document::layout::Layout;
use coloa_document::model::OfficialDocument;
use coloa_document::validate::{Severity, check_layout, validate};
use coloa_law::OrganKind;

fn codes(doc: &OfficialDocument) -> Vec<String> {
    validate(doc, false)
        .into_iter()
        .map(|f| format!("{:?} {} ({})", f.severity, f.code, f.field))
        .collect()
}

fn changed(change: impl FnOnce(&mut OfficialDocument)) -> Vec<String> {
    let mut doc = state_report();
    change(&mut doc);
    codes(&doc)
}

#[test]
fn documents_in_order_raise_nothing() {
    assert_eq!(codes(&state_report()), Vec::<String>::new());
    assert_eq!(codes(&state_letter()), Vec::<String>::new());
    assert_eq!(codes(&party_plan()), Vec::<String>::new());
}

#[test]
fn each_rule_is_checked() {
    let one = |found: Vec<String>, expected: &str| assert_eq!(found, [expected]);
    one(
        changed(|d| d.archive = None),
        "Error document.no_archive (archive)",
    );
    one(
        changed(|d| d.recipients.push("Lưu: VT".into())),
        "Warning document.archive_in_recipients (recipients)",
    );
    one(
        changed(|d| d.subject = "V/v báo cáo".into()),
        "Error document.subject_vv (subject)",
    );
    one(
        changed(|d| d.subject.push('.')),
        "Warning document.subject_stop (subject)",
    );
    one(
        changed(|d| d.date = None),
        "Error document.number_without_date (date)",
    );
    one(
        changed(|d| d.number = None),
        "Note document.date_without_number (number)",
    );
    one(
        changed(|d| d.marks.draft = Some("Dự thảo".into())),
        "Error document.numbered_draft (marks)",
    );
    one(
        changed(|d| d.signature.name = None),
        "Error document.no_signer (signature)",
    );
    one(
        changed(|d| d.signature.authority[0] = "T/M Ủy ban".into()),
        "Warning document.authority_form (signature)",
    );
    one(
        changed(|d| d.place = "tỉnh Cổ Loa".into()),
        "Warning document.place_prefix (place)",
    );
    one(
        changed(|d| d.subject = "Kết quả của Tỉnh Cổ Loa".into()),
        "Note document.capital_noun (subject)",
    );
    one(
        changed(|d| d.marks.handling = Handling::Secret),
        "Error document.classified (marks)",
    );
    one(
        changed(|d| d.symbol.organ = "U BND".into()),
        "Warning document.symbol_space (symbol)",
    );
    one(
        changed(|d| d.subject.push('\u{7}')),
        "Warning document.control_characters (subject)",
    );
    one(
        changed(|d| d.issuer = " ".into()),
        "Error document.missing (issuer)",
    );
    one(
        changed(|d| d.type_code = "x".into()),
        "Error document.unknown_type (type_code)",
    );
    one(
        changed(|d| d.number = Some(0)),
        "Error law.number_too_small (document)",
    );
    one(
        changed(|d| d.type_code = "quyet_dinh".into()),
        "Warning document.addressee_unusual (addressees)",
    );
    let mut letter = state_letter();
    letter.addressees.clear();
    assert_eq!(codes(&letter), ["Error document.no_addressee (addressees)"]);
}

#[test]
fn titles_are_told_from_names() {
    let signer = |name: &str| changed(|d| d.signature.name = Some(name.into()));
    for name in [
        "TS. Nguyễn Văn A",
        "PGS.TS Nguyễn Văn A",
        "ThS Nguyễn Văn A",
        "Tiến sĩ Nguyễn Văn A",
        "tiến sĩ Nguyễn Văn A",
    ] {
        assert_eq!(
            signer(name),
            ["Error document.title_before_name (signature)"],
            "{name}"
        );
    }
    for name in [
        "Tsần A Lềnh",
        "Canh Thị B",
        "Lsu Văn C",
        "Nguyễn Văn TS",
        "Cn Văn",
    ] {
        assert!(signer(name).is_empty(), "{name}");
    }
    assert_eq!(
        signer("Đại tá Nguyễn Văn A"),
        ["Note document.rank_before_name (signature)"]
    );
    assert_eq!(
        signer("NGUYỄN VĂN A"),
        ["Warning document.name_in_capitals (signature)"]
    );
}

#[test]
fn a_classified_installation_may_hold_secrets() {
    let mut doc = state_report();
    doc.marks.handling = Handling::Secret;
    assert!(validate(&doc, true).is_empty());
}

#[test]
fn findings_come_heaviest_first() {
    let mut doc = state_report();
    doc.subject = "V/v Kết quả của Tỉnh Cổ Loa.".into();
    let all = validate(&doc, false);
    assert_eq!(
        all.iter().map(|f| f.severity).collect::<Vec<_>>(),
        [Severity::Error, Severity::Warning, Severity::Note]
    );
}

#[test]
fn sizes_go_together() {
    let (layout, _) = Layout::on(OrganKind::State, super::samples::d("2026-01-01")).unwrap();
    assert!(check_layout(layout).is_empty());
    let mut odd = layout.clone();
    odd.header.place_date_size = 14.0;
    assert_eq!(check_layout(&odd)[0].code, "document.sizes_inconsistent");
}
