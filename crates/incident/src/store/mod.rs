//! The only SQL of incidents: cases in [`case`], the network in [`network`], drills in [`drill`].

pub mod case;
pub mod drill;
pub mod network;
