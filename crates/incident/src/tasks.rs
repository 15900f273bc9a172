//! What is to be done in a case.
