//! People, posts, sessions, roles, the policy table and the audit chain.
