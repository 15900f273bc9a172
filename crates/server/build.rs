//! The folder of the built web app must exist for `rust-embed`; `make web` fills it.
fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("../../web/dist")
}
