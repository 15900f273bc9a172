//! What the commands of the bench share: where the data lies, who signs in.
//!
//! `cargo run --release -p coloa-bench --bin seed` makes the data of plans, `--bin pages` times pages over it, `--bin
//! register` adds systems, assets and incidents to that data and times their pages, `--bin events` sends events to a
//! server of its own. All print what they did; nothing here asserts a time.

mod client;
mod pages;
mod process;

pub use client::User;
pub use pages::{Load, Page, measure};
pub use process::{Process, Usage};

use coloa_platform::Config;
use std::path::PathBuf;

/// Sign-in of every person of the seed.
pub const PASSWORD: &str = "ba vòng thành đo tải";
/// Coordinator, leader and focal points (`daumoi.0` …).
pub const COORDINATOR: &str = "dieuphoi";
pub const LEADER: &str = "lanhdao";
/// Responder of the whole installation, once `register` has seeded.
pub const RESPONDER: &str = "ungcuu";
pub const FOCAL_POINTS: usize = 10;

/// Configuration over the bench's data directory.
#[must_use]
pub fn config(data: PathBuf) -> Config {
    let mut config = Config {
        data_dir: data,
        ..Config::default()
    };
    config.installation.province = "Tỉnh Đo Tải".to_owned();
    config.log.filter = "warn".to_owned();
    config
}
