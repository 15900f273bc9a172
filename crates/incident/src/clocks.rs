//! The clocks of a case: set anew, met, acknowledged, reminded.
