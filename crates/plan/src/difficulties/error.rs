//! Why an operation on difficulties was refused.

crate::error::record_error!(DifficultyError, "difficulty", "Errors of difficulties.");
