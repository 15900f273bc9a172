//! An installation in a temporary folder, and the command run on it.

use serde_json::Value;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Exit code 0; gives what was printed.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }
    /// As [`Run::ok`], as JSON.
    #[track_caller]
    pub fn json(self) -> Value {
        serde_json::from_str(&self.ok()).unwrap()
    }
    /// This exit code, one sentence for the user, and nothing that looks like a code or a placeholder in it.
    #[track_caller]
    pub fn fails(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        let said: Vec<&str> = self
            .err
            .lines()
            .filter_map(|l| l.strip_prefix("coloa: "))
            .collect();
        let [said] = said[..] else {
            panic!("one sentence expected: {self:?}")
        };
        assert!(!said.contains('{') && said.contains(' '), "{said}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        said.to_owned()
    }
}

/// A folder with a data directory that does not exist yet.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }
    /// A file beside the data directory.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// The command, blind to settings of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coloa"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("COLOA_") {
                command.env_remove(name);
            }
        }
        command.current_dir(self.path()).args(arguments);
        command
    }
    pub fn run(&self, arguments: &[&str]) -> Run {
        finish(self.command(arguments), "")
    }
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        finish(self.command(arguments), input)
    }
}

pub fn finish(mut command: Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses an argument does not wait for input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A line on standard error that no capture hides: what was skipped.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
