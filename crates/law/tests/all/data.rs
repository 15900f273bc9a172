//! Every record is complete and findable by date.
use crate::d;
use coloa_law::document_types::document_type_by_abbreviation;
use coloa_law::outline::BlockKind;
use coloa_law::{Certainty, OrganKind, document_type, document_types, outline};
use std::collections::BTreeSet;

#[test]
fn types_of_the_state() {
    let day = d("2026-11-01");
    let all: Vec<_> = document_types(OrganKind::State, day)
        .filter(|t| !t.copy)
        .collect();
    assert_eq!(all.len(), 29, "Article 7 lists 29 types");
    let codes: BTreeSet<_> = all.iter().map(|t| &t.code).collect();
    assert_eq!(codes.len(), all.len(), "codes are unique");
    let without: Vec<_> = all
        .iter()
        .filter(|t| t.abbreviation.is_none())
        .map(|t| t.code.as_str())
        .collect();
    assert_eq!(without, ["cong_van", "thu_cong"]);
    assert_eq!(
        document_type_by_abbreviation(OrganKind::State, "QyĐ", day)
            .unwrap()
            .name,
        "Quy định"
    );
    assert_eq!(
        document_type_by_abbreviation(OrganKind::State, "QĐ", day)
            .unwrap()
            .name,
        "Quyết định"
    );
}

#[test]
fn types_are_looked_up_by_date_and_organ() {
    assert!(
        document_type(OrganKind::State, "bao_cao", d("2020-03-04")).is_none(),
        "decree not yet in force"
    );
    let state = document_type(OrganKind::State, "cong_van", d("2020-03-05")).unwrap();
    assert!(state.untitled && state.abbreviation.is_none());
    let party = document_type(OrganKind::Party, "cong_van", d("2026-01-01")).unwrap();
    assert_eq!(party.abbreviation.as_deref(), Some("CV"));
    assert_eq!(party.legal.certainty, Certainty::Unsure);
}

#[test]
fn yearly_outline() {
    let o = outline("strategy_year", d("2026-12-31")).unwrap();
    assert_eq!(o.sections.len(), 7);
    assert_eq!(o.sections[2].parts.len(), 12);
    assert!(!o.official_form);
    let kinds: BTreeSet<String> = o
        .sections
        .iter()
        .flat_map(|s| s.blocks.iter().chain(s.parts.iter().flat_map(|p| &p.blocks)))
        .map(|b| format!("{:?}", b.kind))
        .collect();
    let all = [
        BlockKind::Text,
        BlockKind::TargetTable,
        BlockKind::DutyTable,
        BlockKind::Difficulties,
        BlockKind::Counts,
        BlockKind::Late,
        BlockKind::SilentAgencies,
    ];
    assert_eq!(kinds, all.iter().map(|k| format!("{k:?}")).collect());
    let text = serde_json::to_string(o).unwrap();
    assert_eq!(
        &serde_json::from_str::<coloa_law::ReportOutline>(&text).unwrap(),
        o,
        "an outline can be stored and read back"
    );
}
