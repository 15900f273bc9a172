//! Invented figures of a province: 60 tasks, 175 agencies, 40 of them silent.

use chrono::{NaiveDate, Utc};
use coloa_document::model::{OrganKind, Signature};
use coloa_report::{
    compose::Head,
    snapshot::{DifficultyRow, DutyRow, FORMAT, Frozen, PartSnapshot, PlanSnapshot, TargetRow},
};
use sea_orm_migration::MigratorTrait;
use uuid::Uuid;

/// The tables that reports read and write.
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> coloa_platform::db::MigrationList {
        let mut all = coloa_platform::migration::migrations();
        all.extend(coloa_auth::migration::migrations());
        all.extend(coloa_document::migration::migrations());
        all.extend(coloa_plan::migration::migrations());
        all.extend(coloa_report::migration::migrations());
        all
    }
}

pub const FROM: NaiveDate = NaiveDate::from_ymd_opt(2025, 12, 15).unwrap();
pub const TO: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 14).unwrap();

pub fn frozen(tasks: usize, agencies: usize, silent: usize) -> Frozen {
    let lineages: Vec<Uuid> = (0..tasks).map(|_| Uuid::now_v7()).collect();
    let words = [
        "diễn tập ứng cứu",
        "giám sát hệ thống",
        "tuyên truyền kỹ năng",
        "việc riêng của tỉnh",
    ];
    let parts = (0..agencies)
        .map(|a| PartSnapshot {
            format: FORMAT,
            agency_id: Uuid::now_v7(),
            agency_name: format!("Ủy ban nhân dân xã Số {:03}", a + 1),
            taken_at: Utc::now(),
            duties: lineages
                .iter()
                .enumerate()
                .map(|(t, lineage)| {
                    let reported = a >= silent;
                    let done = reported && (a + t) % 3 == 0;
                    DutyRow {
                        duty_id: Uuid::now_v7(),
                        lineage_id: Some(*lineage),
                        path: Some(format!("III.{}", t + 1)),
                        text: format!("Nhiệm vụ {}: {}", t + 1, words[t % words.len()]),
                        role: "lead".into(),
                        due_on: NaiveDate::from_ymd_opt(2026, 6, 30),
                        timeframe_text: None,
                        instance: None,
                        status: if done {
                            "done"
                        } else if reported {
                            "in_progress"
                        } else {
                            "not_started"
                        }
                        .into(),
                        percent: reported.then_some(if done { 100 } else { 40 }),
                        late_days: (!done).then_some(167),
                        reported,
                        note: reported.then(|| "Đã ban hành kế hoạch".into()),
                        product: None,
                        evidence: u32::from(done),
                        unaccepted: false,
                    }
                })
                .collect(),
        })
        .collect();
    let target = |goal, value: Option<f64>| TargetRow {
        target_id: Uuid::now_v7(),
        path: "II.1".into(),
        text: "Tỷ lệ hệ thống được giám sát".into(),
        kind: "numeric".into(),
        unit: Some("%".into()),
        comparator: Some(">=".into()),
        goal: Some(goal),
        goal_year: None,
        value,
        reached: None,
        numerator: None,
        denominator: None,
        source: None,
        query: None,
        note: None,
    };
    Frozen {
        plan: PlanSnapshot {
            format: FORMAT,
            targets: vec![target(100.0, Some(87.5)), target(15.0, None)],
            difficulties: vec![DifficultyRow {
                id: Uuid::now_v7(),
                kind: "difficulty".into(),
                agency_name: "Phường Một".into(),
                text: "Thiếu cán bộ chuyên trách.".into(),
                addressee: Some("Sở Nội vụ".into()),
                state: "open".into(),
                answer: None,
            }],
        },
        parts,
    }
}

pub fn head() -> Head {
    Head {
        variant: OrganKind::State,
        superior: None,
        issuer: "Ủy ban nhân dân tỉnh Lam Sơn".into(),
        organ_symbol: "UBND".into(),
        unit_symbol: None,
        place: "Lam Sơn".into(),
        subject: "Kết quả thực hiện Kế hoạch bảo đảm an ninh mạng năm 2026".into(),
        addressees: vec!["Bộ Công an".into()],
        legal_bases: Vec::new(),
        signature: Signature {
            authority: vec!["TM. ỦY BAN NHÂN DÂN".into(), "KT. CHỦ TỊCH".into()],
            role: "PHÓ CHỦ TỊCH".into(),
            name: Some("Lê Thử Nghiệm".into()),
        },
        recipients: vec!["Như trên".into(), "Thường trực Tỉnh ủy".into()],
        archive: Some("VT, NC".into()),
    }
}
