//! What is said of a system beyond what lists show, as it is sent.

use super::optional;
use crate::problem::{ApiError, ApiResult};
use chrono::NaiveDate;
use coloa_system::model::{self, Paper, PlanStatus, Profile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A document that somebody issued.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PaperBody {
    number: String,
    on: Option<NaiveDate>,
    by: String,
}

/// Owner or operator as a dossier names them.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct BodyBody {
    founding: String,
    representative: String,
    position: String,
    address: String,
    phone: String,
    email: String,
}

/// What is said of a system beyond what lists show.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ProfileBody {
    delegate: String,
    /// Operator that is no agency of the directory.
    operator_name: String,
    purpose: String,
    scope: String,
    served: String,
    owner: BodyBody,
    operator: BodyBody,
    regulation: PaperBody,
    /// `none`, `some`, `full`.
    plan_status: Option<String>,
    plan_expected: Option<NaiveDate>,
    approval_expected: Option<NaiveDate>,
    preliminary_risk: String,
    threats: String,
    impact_scope: String,
    always_on: String,
    list_decision: PaperBody,
}

impl From<Paper> for PaperBody {
    fn from(p: Paper) -> Self {
        Self {
            number: p.number,
            on: p.on,
            by: p.by,
        }
    }
}

impl From<PaperBody> for Paper {
    fn from(p: PaperBody) -> Self {
        Self {
            number: p.number,
            on: p.on,
            by: p.by,
        }
    }
}

impl From<model::Body> for BodyBody {
    fn from(b: model::Body) -> Self {
        Self {
            founding: b.founding,
            representative: b.representative,
            position: b.position,
            address: b.address,
            phone: b.phone,
            email: b.email,
        }
    }
}

impl From<BodyBody> for model::Body {
    fn from(b: BodyBody) -> Self {
        Self {
            founding: b.founding,
            representative: b.representative,
            position: b.position,
            address: b.address,
            phone: b.phone,
            email: b.email,
        }
    }
}

impl From<Profile> for ProfileBody {
    fn from(p: Profile) -> Self {
        Self {
            delegate: p.delegate,
            operator_name: p.operator_name,
            purpose: p.purpose,
            scope: p.scope,
            served: p.served,
            owner: p.owner.into(),
            operator: p.operator.into(),
            regulation: p.regulation.into(),
            plan_status: p.plan_status.map(|s| s.to_string()),
            plan_expected: p.plan_expected,
            approval_expected: p.approval_expected,
            preliminary_risk: p.preliminary_risk,
            threats: p.threats,
            impact_scope: p.impact_scope,
            always_on: p.always_on,
            list_decision: p.list_decision.into(),
        }
    }
}

/// A text that a person wrote, within what a record takes.
const MAX_TEXT: usize = 4_000;

impl ProfileBody {
    pub(super) fn profile(self) -> ApiResult<Profile> {
        let plan_status = optional("plan_status", self.plan_status.as_deref(), PlanStatus::parse)?;
        let p = Profile {
            delegate: self.delegate,
            operator_name: self.operator_name,
            purpose: self.purpose,
            scope: self.scope,
            served: self.served,
            owner: self.owner.into(),
            operator: self.operator.into(),
            regulation: self.regulation.into(),
            plan_status,
            plan_expected: self.plan_expected,
            approval_expected: self.approval_expected,
            preliminary_risk: self.preliminary_risk,
            threats: self.threats,
            impact_scope: self.impact_scope,
            always_on: self.always_on,
            list_decision: self.list_decision.into(),
        };
        for (field, text) in [
            ("delegate", &p.delegate),
            ("operator_name", &p.operator_name),
            ("purpose", &p.purpose),
            ("scope", &p.scope),
            ("served", &p.served),
            ("preliminary_risk", &p.preliminary_risk),
            ("threats", &p.threats),
            ("impact_scope", &p.impact_scope),
            ("always_on", &p.always_on),
        ] {
            if text.chars().count() > MAX_TEXT {
                return Err(ApiError::invalid(field, "too_long"));
            }
        }
        Ok(p)
    }
}
