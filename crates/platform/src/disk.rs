//! Room on the disk of the data directory.

use std::path::Path;

/// Bytes that an ordinary process may still write where `path` lies, from `statvfs`. A folder that is not there
/// yet is asked for through its nearest parent.
pub fn free_bytes(path: &Path) -> std::io::Result<u64> {
    let mut at = path;
    while !at.exists() {
        match at.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => at = parent,
            _ => at = Path::new("."),
        }
    }
    let stat = rustix::fs::statvfs(at)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_to_be_made_has_the_room_of_its_parent() {
        let dir = tempfile::tempdir().unwrap();
        let there = free_bytes(dir.path()).unwrap();
        let later = free_bytes(&dir.path().join("a/b")).unwrap();
        assert!(there > 0);
        // Other processes write meanwhile: the same disk, not the same byte.
        assert!(later.abs_diff(there) < 1 << 30);
    }
}
