//! Words and values of the register. [`Profile`] is stored as JSON: add fields with defaults, never rename one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coloa_base::words! {
    /// Where a system stands in its life.
    pub enum State {
        Planned = "planned",
        /// Under investment or construction.
        Building = "building",
        Running = "running",
        /// No more in use; its record stays.
        Ended = "ended",
    }
    /// Where a system runs.
    pub enum Hosting {
        OwnRoom = "own_room",
        /// The data centre of the province.
        ProvinceCentre = "province_centre",
        OtherCentre = "other_centre",
        Cloud = "cloud",
        Mixed = "mixed",
    }
    /// Where a dossier stands (Decree 331/2026, form 08, with "returned" of Article 23.2).
    pub enum DossierState {
        None = "none",
        Draft = "draft",
        Sent = "sent",
        Returned = "returned",
        Appraised = "appraised",
        Approved = "approved",
        /// Given up before approval.
        Dropped = "dropped",
        /// A later one was approved.
        Superseded = "superseded",
    }
    /// Why a dossier is made.
    pub enum Reason {
        First = "first",
        /// Something changed: done as if for the first time (Decree 331/2026, Article 25).
        Redetermination = "redetermination",
        /// An approved level meets the new conditions of a newer law.
        Transition = "transition",
        /// Approved before the register was kept here.
        Recorded = "recorded",
    }
    /// Kinds of assets beside hosts.
    pub enum AssetKind {
        Domain = "domain",
        Service = "service",
        Software = "software",
        Device = "device",
        Database = "database",
        /// A network zone with its ranges.
        Zone = "zone",
    }
    /// Where software or a device comes from.
    pub enum Origin { VietNam = "vn", Foreign = "foreign", Unknown = "unknown" }
    /// What is done to a system and kept with its proof.
    pub enum RecordKind {
        /// Supervision while it is built and installed.
        Supervision = "supervision",
        /// A device looked at before use.
        DeviceCheck = "device_check",
        SelfAssessment = "self_assessment",
        IndependentAssessment = "independent_assessment",
        /// Conditions before operation (Decree 331/2026, Article 28.3).
        ConditionAssessment = "condition_assessment",
        RiskAssessment = "risk_assessment",
        RestoreTest = "restore_test",
        Acceptance = "acceptance",
    }
    pub enum Outcome { Passed = "passed", Conditional = "conditional", Failed = "failed" }
    /// Answer to an item of a checklist.
    pub enum Answer {
        Met = "met",
        Partly = "partly",
        Unmet = "unmet",
        /// A reason is required.
        NotApplicable = "not_applicable",
    }
    pub enum WeaknessSource {
        Scan = "scan",
        Warning = "warning",
        Pentest = "pentest",
        Inspection = "inspection",
        Other = "other",
    }
    pub enum Severity { Critical = "critical", High = "high", Medium = "medium", Low = "low" }
    /// How far the protection plan is carried out (Decree 331/2026, form 08).
    pub enum PlanStatus { None = "none", Some = "some", Full = "full" }
    /// Why a paper does not count on a day.
    pub enum Lack {
        /// It has no number: nobody can look it up.
        Missing = "missing",
        /// Nobody said when it was issued.
        Undated = "undated",
        /// It was issued after that day.
        Late = "late",
    }
    /// Which way data go over a link.
    pub enum Direction { In = "in", Out = "out", Both = "both" }
}

/// A document that somebody issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paper {
    pub number: String,
    pub on: Option<NaiveDate>,
    pub by: String,
}

impl Paper {
    /// Why it does not count on a day; `None`: it was issued by then, and somebody can look it up by its number.
    #[must_use]
    pub fn lack(&self, on: NaiveDate) -> Option<Lack> {
        match self.on {
            _ if self.number.trim().is_empty() => Some(Lack::Missing),
            None => Some(Lack::Undated),
            Some(day) if day > on => Some(Lack::Late),
            Some(_) => None,
        }
    }
}

/// Owner or operator as a dossier names them (Circular 12/2022, Article 8; Decree 331/2026, Article 22).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Document that gives it its functions.
    pub founding: String,
    pub representative: String,
    pub position: String,
    pub address: String,
    pub phone: String,
    pub email: String,
}

/// What is said of a system beyond what lists show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Who acts for the owner by authorisation.
    pub delegate: String,
    /// Operator that is no agency of the directory, e.g. a company.
    pub operator_name: String,
    pub purpose: String,
    pub scope: String,
    /// Whom it serves.
    pub served: String,
    pub owner: Body,
    pub operator: Body,
    /// The regulation on its protection: issued before the level is approved.
    pub regulation: Paper,
    pub plan_status: Option<PlanStatus>,
    pub plan_expected: Option<NaiveDate>,
    pub approval_expected: Option<NaiveDate>,
    pub preliminary_risk: String,
    pub threats: String,
    pub impact_scope: String,
    pub always_on: String,
    /// Decision by which it stands on the national-security list.
    pub list_decision: Paper,
}
