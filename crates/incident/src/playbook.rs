//! Playbooks: what to do in a kind of incident.
