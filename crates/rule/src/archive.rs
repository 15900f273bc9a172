//! Rules as they are handed on: one file, a ZIP archive or a tar archive packed by gzip. What is packed is believed
//! nothing: number of files, bytes of one and bytes in all are bounded while they are unpacked.

use crate::RuleError;
use std::io::{Cursor, Read};

/// Bytes of one rule file, of all of them, and how many there may be. SigmaHQ has 4,000 of some thousand bytes.
const MAX_FILE: u64 = 1024 * 1024;
const MAX_ALL: u64 = 64 * 1024 * 1024;
const MAX_FILES: usize = 20_000;
/// Entries of an archive that are looked at, rules or not.
const MAX_ENTRIES: usize = 200_000;

/// A file of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// Within the archive.
    pub path: String,
    pub text: String,
}

/// Files that hold something, and those that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    pub files: Vec<RuleFile>,
    /// Path and why: `too_large`, `encoding`.
    pub left_out: Vec<(String, &'static str)>,
}

const fn archive(reason: &'static str) -> RuleError {
    RuleError::Archive { reason }
}

fn is_rule(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let hidden = lower
        .split('/')
        .any(|part| part.starts_with('.') || part == "__macosx");
    !hidden && (lower.ends_with(".yml") || lower.ends_with(".yaml"))
}

impl Unpacked {
    fn take(&mut self, path: String, mut from: impl Read, all: &mut u64) -> Result<(), RuleError> {
        if self.files.len() >= MAX_FILES {
            return Err(archive("too_many"));
        }
        let mut bytes = Vec::new();
        from.by_ref()
            .take(MAX_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| archive("broken"))?;
        *all += bytes.len() as u64;
        if *all > MAX_ALL {
            return Err(archive("too_large"));
        }
        if bytes.len() as u64 > MAX_FILE {
            self.left_out.push((path, "too_large"));
            return Ok(());
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.files.push(RuleFile { path, text }),
            Err(_) => self.left_out.push((path, "encoding")),
        }
        Ok(())
    }
}

/// Reads what somebody hands over; what it is shows by its first bytes.
///
/// # Errors
/// [`RuleError::Archive`]: it is broken, or larger than is believed.
pub fn unpack(name: &str, bytes: &[u8]) -> Result<Unpacked, RuleError> {
    let mut found = Unpacked::default();
    let mut all = 0;
    if bytes.starts_with(b"PK\x03\x04") {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| archive("broken"))?;
        if zip.len() > MAX_ENTRIES {
            return Err(archive("too_many"));
        }
        for at in 0..zip.len() {
            let entry = zip.by_index(at).map_err(|_| archive("broken"))?;
            let path = entry.name().to_owned();
            if entry.is_file() && is_rule(&path) {
                found.take(path, entry, &mut all)?;
            }
        }
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        // Also the parts that are no rules are unpacked to get past them.
        let plain = flate2::read::GzDecoder::new(bytes).take(8 * MAX_ALL);
        let mut tar = tar::Archive::new(plain);
        let entries = tar.entries().map_err(|_| archive("broken"))?;
        for (at, entry) in entries.enumerate() {
            if at > MAX_ENTRIES {
                return Err(archive("too_many"));
            }
            let entry = entry.map_err(|_| archive("broken"))?;
            let path = entry
                .path()
                .map_err(|_| archive("broken"))?
                .to_string_lossy()
                .into_owned();
            if entry.header().entry_type().is_file() && is_rule(&path) {
                found.take(path, entry, &mut all)?;
            }
        }
    } else {
        found.take(name.to_owned(), bytes, &mut all)?;
    }
    if found.files.is_empty() && found.left_out.is_empty() {
        return Err(archive("no_rules"));
    }
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            out.start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            out.write_all(content).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = tar::Builder::new(flate2::write::GzEncoder::new(
            Vec::new(),
            flate2::Compression::default(),
        ));
        for (name, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            out.append_data(&mut header, name, *content).unwrap();
        }
        out.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn rules_come_out_of_files_and_archives() {
        let files: &[(&str, &[u8])] = &[
            ("sigma/rules/b.yml", b"title: b"),
            ("sigma/rules/a.yaml", "title: ă".as_bytes()),
            ("sigma/README.md", b"x"),
            ("sigma/.github/x.yml", b"x"),
            ("sigma/rules/bad.yml", b"\xff\xfe\x00"),
        ];
        for packed in [zip(files), tar_gz(files)] {
            let found = unpack("sigma.zip", &packed).unwrap();
            let paths: Vec<&str> = found.files.iter().map(|f| f.path.as_str()).collect();
            assert_eq!(paths, ["sigma/rules/a.yaml", "sigma/rules/b.yml"]);
            assert_eq!(found.left_out, [("sigma/rules/bad.yml".to_owned(), "encoding")]);
        }
        assert_eq!(unpack("one.yml", b"title: c").unwrap().files[0].text, "title: c");
    }

    #[test]
    fn archives_that_are_broken_or_too_large_are_refused() {
        let mut broken = zip(&[("a.yml", b"title: a")]);
        broken.truncate(broken.len() - 10);
        assert!(unpack("x.zip", &broken).is_err());
        assert!(unpack("x.tgz", &tar_gz(&[("a.yml", b"x")])[..20]).is_err());
        assert!(
            unpack("x.zip", &zip(&[("a.txt", b"x")])).is_err(),
            "no rules in it"
        );
        let zeros = vec![b' '; usize::try_from(MAX_FILE).unwrap() + 1];
        let large = zip(&[("a.yml", &zeros)]);
        assert_eq!(unpack("x.zip", &large).unwrap().left_out[0].1, "too_large");
        let names: Vec<String> = (0..80).map(|n| format!("{n}.yml")).collect();
        let bomb: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &zeros[..])).collect();
        let bomb = zip(&bomb);
        assert!(bomb.len() < 1024 * 1024, "it is small as long as it is packed");
        assert!(matches!(
            unpack("x.zip", &bomb),
            Err(RuleError::Archive { reason: "too_large" })
        ));
    }
}
