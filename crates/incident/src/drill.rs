//! Exercises over the engine of real cases.
