//! What a case says to the fields of a form: pure.
