//! Notices and reports of the law: drafted, issued with a number, withdrawn.
