//! Drills, who takes part, injects.
