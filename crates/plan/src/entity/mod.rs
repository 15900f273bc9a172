//! The tables of plans, one module each. Only `store` modules query them.

pub mod calendar_token;
pub mod comment;
pub mod difficulty;
pub mod difficulty_answer;
pub mod duty;
pub mod duty_tally;
pub mod duty_text;
pub mod extension;
pub mod item_link;
pub mod item_party;
pub mod obligation;
pub mod plan;
pub mod plan_item;
pub mod plan_version;
pub mod progress;
pub mod reminder;
pub mod target;
pub mod target_goal;
pub mod target_value;
