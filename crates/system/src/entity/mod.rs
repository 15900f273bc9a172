//! Tables of information systems.

pub mod information_system;
pub mod system_host;
