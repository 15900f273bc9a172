//! Tables of the registry.

pub mod source;
pub mod source_status;
pub mod source_traffic;
pub mod system_status;
pub mod unregistered_host;
