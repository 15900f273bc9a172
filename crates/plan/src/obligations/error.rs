//! Why an operation on obligations was refused.

crate::error::record_error!(ObligationError, "obligation", "Errors of obligations.");
