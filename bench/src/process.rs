//! A program under test, and what it uses (Linux: `/proc`).

use anyhow::{Context, Result};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Ticks of a second in `/proc/PID/stat`: 100 on every Linux that this runs on (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;

/// What a process has used up to now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// Time of a core, of user and system together.
    pub cpu: Duration,
    /// Memory that is resident now, and at most so far, in bytes.
    pub resident: u64,
    pub peak: u64,
}

impl Usage {
    /// Of a process by its number, or of `self`.
    ///
    /// # Errors
    /// There is no such process.
    pub fn of(process: &str) -> Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        // The name may hold spaces and brackets: fields are counted behind it.
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .context("the name of a process")?
            .1
            .split_whitespace()
            .collect();
        let ticks: f64 = fields
            .get(11..13)
            .context("times of a process")?
            .iter()
            .filter_map(|f| f.parse::<f64>().ok())
            .sum();
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let kib = |name: &str| {
            status
                .lines()
                .find_map(|l| l.strip_prefix(name))
                .and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok())
                .unwrap_or(0)
                * 1024
        };
        Ok(Self {
            cpu: Duration::from_secs_f64(ticks / TICKS),
            resident: kib("VmRSS:"),
            peak: kib("VmHWM:"),
        })
    }
}

/// A running server. Ends with this.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// `http://address:port`, as it printed it.
    pub url: String,
}

impl Process {
    /// Starts it and waits until it prints its address.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let at = line.find("http://")?;
                let url = line[at..].split_whitespace().next()?;
                Some(url.trim_end_matches('/').to_owned())
            })
            .context("the server ended before it printed its address")?;
        // Or its pipe fills and it waits.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, url })
    }

    /// # Errors
    /// It is no more.
    pub fn usage(&self) -> Result<Usage> {
        Usage::of(&self.child.id().to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
