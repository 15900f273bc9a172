//! Calling people, and their answer.
