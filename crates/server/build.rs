//! The folder of the built web app must exist for `rust-embed`; `make web` fills it.
use std::io::Write;

fn main() -> std::io::Result<()> {
    // Else every change of a test would have it run again, and the library built anew.
    writeln!(std::io::stdout(), "cargo::rerun-if-changed=build.rs")?;
    std::fs::create_dir_all("../../web/dist")
}
