//! The own form, for another installation: everything that may leave, and what [`super::read`] takes in again.

use super::Leaving;
use crate::{IncidentError, model::Account};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a file of ours says that it is.
pub(super) const FORMAT: &str = "coloa-incidents/1";

#[derive(Serialize, Deserialize)]
pub(super) struct File {
    pub format: String,
    pub incidents: Vec<Case>,
}

/// A case; what another installation does not know may be left out.
#[derive(Serialize, Deserialize)]
pub(super) struct Case {
    /// What it is known by elsewhere.
    pub id: String,
    #[serde(default)]
    pub code: String,
    pub title: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub agency: String,
    #[serde(default)]
    pub system: String,
    #[serde(default)]
    pub system_level: i32,
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub scenario: String,
    #[serde(default)]
    pub severity: String,
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub serious: bool,
    #[serde(default)]
    pub personal_data: bool,
    pub detected_at: DateTime<Utc>,
    #[serde(default)]
    pub occurred_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub data_known_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub acknowledged_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub contained_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub eradicated_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub recovered_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub closed_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub account: Account,
    #[serde(default)]
    pub indicators: Vec<OfCase>,
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub clocks: Vec<Clock>,
    #[serde(default)]
    pub tasks: Vec<Task>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfCase {
    pub kind: String,
    pub value: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    pub at: DateTime<Utc>,
    pub kind: String,
    pub text: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Clock {
    pub duty: String,
    pub owed_to: String,
    pub due_at: Option<DateTime<Utc>>,
    pub met_at: Option<DateTime<Utc>>,
    pub void: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Task {
    pub phase: String,
    pub title: String,
    pub state: String,
    pub done_at: Option<DateTime<Utc>>,
}

/// A piece of evidence by what it is known by; its content does not leave.
#[derive(Serialize, Deserialize)]
pub(super) struct Evidence {
    pub kind: String,
    pub sha256: String,
    pub size: i64,
    pub collected_at: DateTime<Utc>,
}

pub(super) fn file(all: &[Leaving]) -> Result<Vec<u8>, IncidentError> {
    let file = File {
        format: FORMAT.to_owned(),
        incidents: all.iter().map(case).collect(),
    };
    serde_json::to_vec_pretty(&file).map_err(IncidentError::json)
}

fn case(one: &Leaving) -> Case {
    let row = &one.case;
    Case {
        // What came from elsewhere goes on under the name that it had there.
        id: super::stix::external_id(row),
        code: row.code.clone(),
        title: row.title.clone(),
        description: row.description.clone(),
        agency: one.agency.clone(),
        system: row.system_name.clone(),
        system_level: row.system_level,
        group: row.group_code.clone(),
        scenario: row.scenario.clone(),
        severity: row.severity.clone(),
        state: row.state.clone(),
        serious: row.serious,
        personal_data: row.personal_data,
        detected_at: row.detected_at,
        occurred_at: row.occurred_at,
        data_known_at: row.data_known_at,
        acknowledged_at: row.acknowledged_at,
        contained_at: row.contained_at,
        eradicated_at: row.eradicated_at,
        recovered_at: row.recovered_at,
        ended_at: row.ended_at,
        closed_at: row.closed_at,
        account: one.account.clone(),
        indicators: one
            .indicators
            .iter()
            .map(|i| OfCase {
                kind: i.kind.clone(),
                value: i.value.clone(),
                note: i.note.clone(),
            })
            .collect(),
        notes: one
            .notes
            .iter()
            .map(|n| Note {
                at: n.at,
                kind: n.kind.clone(),
                text: n.text.clone(),
            })
            .collect(),
        clocks: one
            .clocks
            .iter()
            .map(|c| Clock {
                duty: c.duty.clone(),
                owed_to: c.owed_to.clone(),
                due_at: c.due_at,
                met_at: c.met_at,
                void: c.void_at.is_some(),
            })
            .collect(),
        tasks: one
            .tasks
            .iter()
            .map(|t| Task {
                phase: t.phase.clone(),
                title: t.title.clone(),
                state: t.state.clone(),
                done_at: t.done_at,
            })
            .collect(),
        evidence: one
            .evidence
            .iter()
            .map(|e| Evidence {
                kind: e.kind.clone(),
                sha256: e.sha256.clone(),
                size: e.size,
                collected_at: e.collected_at,
            })
            .collect(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::entity::case::{incident, incident_entry, incident_indicator};
    use chrono::TimeZone;
    use uuid::Uuid;

    /// A case as it leaves, with names of persons where rows have them.
    pub(in crate::exchange) fn sample() -> Leaving {
        let at = Utc.with_ymd_and_hms(2026, 9, 1, 2, 3, 0).unwrap();
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        Leaving {
            case: incident::Model {
                id,
                code: "SC-2026-0001".to_owned(),
                title: "Máy chủ bị mã hóa".to_owned(),
                folded: String::new(),
                description: "Tệp đổi đuôi".to_owned(),
                agency_id: Uuid::from_u128(7),
                system_id: None,
                system_name: "Một cửa".to_owned(),
                system_level: 3,
                system_exempt: None,
                self_operated: true,
                listed: false,
                group_code: "malware".to_owned(),
                scenario: "attack".to_owned(),
                severity: "M2".to_owned(),
                state: "handling".to_owned(),
                origin: "manual".to_owned(),
                origin_ref: String::new(),
                reporter: "Nguyễn Thị Thử".to_owned(),
                facts: "{}".to_owned(),
                account: "{}".to_owned(),
                confirmed_serious: None,
                serious: true,
                personal_data: false,
                state_secret: false,
                restricted: false,
                detected_at: at,
                occurred_at: None,
                data_known_at: None,
                capacity_known_at: None,
                reported_at: at,
                acknowledged_at: None,
                contained_at: None,
                eradicated_at: None,
                recovered_at: None,
                ended_at: None,
                closed_at: None,
                lead_id: None,
                lead_name: "Nguyễn Thị Thử".to_owned(),
                playbook: String::new(),
                merged_into: None,
                drill_id: None,
                next_due: None,
                created_by: "Nguyễn Thị Thử".to_owned(),
                version: 1,
            },
            agency: "Sở Thử".to_owned(),
            account: Account::default(),
            clocks: Vec::new(),
            notes: vec![incident_entry::Model {
                id: Uuid::from_u128(0x21),
                incident_id: id,
                at,
                written_at: at,
                kind: "decision".to_owned(),
                side: "centre".to_owned(),
                internal: false,
                text: "Cô lập máy chủ".to_owned(),
                detail: "{}".to_owned(),
                author_id: None,
                author_name: "Nguyễn Thị Thử".to_owned(),
                agency_id: None,
            }],
            tasks: Vec::new(),
            evidence: Vec::new(),
            indicators: [
                ("ip", "203.0.113.7"),
                ("ip", "2001:db8::7"),
                ("domain", "c2.example.com"),
                ("url", "http://c2.example.com/a'b"),
                ("email", "ke@example.org"),
                ("md5", "d41d8cd98f00b204e9800998ecf8427e"),
                ("sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
                (
                    "sha256",
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                ),
                ("other", "Mutex \\ABC"),
            ]
            .into_iter()
            .zip(0x100..)
            .map(|((kind, value), n)| incident_indicator::Model {
                id: Uuid::from_u128(n),
                incident_id: id,
                kind: kind.to_owned(),
                value: value.to_owned(),
                note: String::new(),
                source: "text".to_owned(),
                added_by: "Nguyễn Thị Thử".to_owned(),
                added_at: at,
            })
            .collect(),
        }
    }

    #[test]
    fn no_name_of_a_person_leaves() {
        let text = String::from_utf8(file(&[sample()]).unwrap()).unwrap();
        assert!(text.contains("Sở Thử") && text.contains("Cô lập máy chủ"));
        assert!(!text.contains("Nguyễn"), "{text}");
        let account = super::super::without_persons(Account {
            contact_name: "Nguyễn Thị Thử".to_owned(),
            contact_phone: "0900000000".to_owned(),
            data_officer: "Nguyễn Thị Thử".to_owned(),
            cause: "Lỗ hổng".to_owned(),
            ..Account::default()
        });
        let text = serde_json::to_string(&account).unwrap();
        assert!(text.contains("Lỗ hổng") && !text.contains("Nguyễn") && !text.contains("0900"));
    }
}
