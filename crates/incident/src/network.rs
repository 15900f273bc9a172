//! The response network: teams, experts, contacts, who is on duty.
