//! What is known of a case, and what reports say of it, as they are sent both ways.

use coloa_incident::model::{Account, Facts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is known of a case as far as its class and clocks hang on it. Null: not looked into.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct IncidentFacts {
    /// Codes of the consequences of the law's test.
    pub consequences: Option<Vec<String>>,
    pub owner_controls: Option<bool>,
    pub security_sign: bool,
    pub dangerous_situation: bool,
    pub processor_found: bool,
    /// Location, biometry, or sensitive data of finance.
    pub special_data: bool,
    pub basic_count: Option<u32>,
    pub sensitive_count: Option<u32>,
    /// Further agencies whose systems are hit.
    pub spread: Vec<Uuid>,
}

impl From<IncidentFacts> for Facts {
    fn from(f: IncidentFacts) -> Self {
        Self {
            consequences: f.consequences,
            owner_controls: f.owner_controls,
            security_sign: f.security_sign,
            dangerous_situation: f.dangerous_situation,
            processor_found: f.processor_found,
            special_data: f.special_data,
            basic_count: f.basic_count,
            sensitive_count: f.sensitive_count,
            spread: f.spread,
        }
    }
}

impl From<Facts> for IncidentFacts {
    fn from(f: Facts) -> Self {
        Self {
            consequences: f.consequences,
            owner_controls: f.owner_controls,
            security_sign: f.security_sign,
            dangerous_situation: f.dangerous_situation,
            processor_found: f.processor_found,
            special_data: f.special_data,
            basic_count: f.basic_count,
            sensitive_count: f.sensitive_count,
            spread: f.spread,
        }
    }
}

/// What reports say of a case, in the words of whoever handles it.
macro_rules! account {
    ($($field:ident),+ $(,)?) => {
        /// What reports say of a case, in the words of whoever handles it.
        #[derive(Default, Serialize, Deserialize, ToSchema)]
        #[serde(default)]
        pub struct IncidentAccount {
            $(pub $field: String,)+
            /// The sender asks that it is kept confidential.
            pub confidential: bool,
        }
        impl From<Account> for IncidentAccount {
            fn from(a: Account) -> Self {
                Self { $($field: a.$field,)+ confidential: a.confidential }
            }
        }
        impl From<IncidentAccount> for Account {
            fn from(a: IncidentAccount) -> Self {
                Self { $($field: a.$field,)+ confidential: a.confidential }
            }
        }
    };
}
account!(
    detected_by,
    addresses,
    domains,
    services,
    operating_system,
    purpose,
    safeguards,
    providers,
    isp,
    security_provider,
    contact_name,
    contact_post,
    contact_phone,
    contact_email,
    operator_name,
    scope,
    cause,
    damage,
    measures,
    remedy,
    result,
    recovery,
    supporters,
    proposal,
    lessons,
    data_kinds,
    data_place,
    data_risk,
    data_guidance,
    data_officer,
);
