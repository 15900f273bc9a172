//! What happened in a case, line by line.
