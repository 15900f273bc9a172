//! The directory of agencies: dated names, codes, parents and roles, reorganisations, groups and collective names.

pub mod migration;
