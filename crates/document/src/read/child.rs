//! A program on an untrusted file: no shell, no standard input, empty environment, resource limits, a
//! deadline, capped output. It and all its children die with the future that waits for it.

use super::{Limits, ReadError, Tool};
use std::{ffi::OsStr, path::Path, process::Stdio};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, Command},
};

/// Bytes kept of what a program complains.
const COMPLAINT: u64 = 16 << 10;
/// Bytes that a program may write into one file.
const FILE: u64 = 256 << 20;

pub(super) struct Output {
    pub ok: bool,
    pub printed: Vec<u8>,
    /// Standard error, lossy; for telling why, never shown.
    pub complaint: String,
}

/// Ends the whole process group when dropped, so that a wrapper script leaves nothing behind.
struct Group {
    child: Child,
    id: Option<i32>,
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            kill_group(id);
        }
        // `kill_on_drop` reaps the child itself.
    }
}

/// Runs a program to its end.
///
/// # Errors
/// [`ReadError::ToolMissing`], [`ReadError::ToolFailed`] where it cannot start, [`ReadError::TimedOut`],
/// [`ReadError::TooMuchText`] above `tool_output_bytes`.
pub(super) async fn run<S: AsRef<OsStr>>(
    tool: Tool,
    program: Option<&Path>,
    folder: &Path,
    arguments: &[S],
    limits: &Limits,
) -> Result<Output, ReadError> {
    let program = program.ok_or(ReadError::ToolMissing { tool })?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", folder)
        .env("TMPDIR", folder)
        // Tesseract otherwise spins a thread per core for no gain on single pages.
        .env("OMP_THREAD_LIMIT", "1")
        .envs(
            ["PATH", "TESSDATA_PREFIX"]
                .into_iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    limit_resources(&mut command, limits);
    let child = command.spawn().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => ReadError::ToolMissing { tool },
        _ => ReadError::ToolFailed {
            tool,
            source: Some(e.into()),
        },
    })?;
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    let mut group = Group { child, id };
    let out = group.child.stdout.take();
    let err = group.child.stderr.take();
    let work = async {
        let (printed, complaint) = tokio::join!(drain(out, limits.tool_output_bytes), listen(err));
        let (printed, complaint) = (printed?, complaint?);
        if printed.len() as u64 > limits.tool_output_bytes {
            return Ok(None);
        }
        let status = group.child.wait().await?;
        std::io::Result::Ok(Some((status, printed, complaint)))
    };
    let done = tokio::time::timeout(limits.tool_time, work).await;
    match done {
        Err(_) => Err(ReadError::TimedOut {
            tool: Some(tool),
            after: limits.tool_time,
        }),
        Ok(Err(e)) => Err(ReadError::ToolFailed {
            tool,
            source: Some(e.into()),
        }),
        Ok(Ok(None)) => Err(ReadError::TooMuchText {
            limit: limits.tool_output_bytes,
        }),
        Ok(Ok(Some((status, printed, complaint)))) => {
            // The leader is reaped; its number may be given away, so the group is left alone from here on.
            group.id = None;
            if std::os::unix::process::ExitStatusExt::signal(&status) == Some(libc::SIGXCPU) {
                return Err(ReadError::TimedOut {
                    tool: Some(tool),
                    after: limits.tool_time,
                });
            }
            let complaint = String::from_utf8_lossy(&complaint).into_owned();
            tracing::debug!(tool = tool.program(), code = status.code(), "program ended");
            Ok(Output {
                ok: status.success(),
                printed,
                complaint,
            })
        }
    }
}

/// Everything a pipe gives, up to the cap and one byte more.
async fn drain(pipe: Option<impl AsyncRead + Unpin>, cap: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(cap.saturating_add(1)).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// The beginning of a complaint; the rest is read and dropped, as a closed pipe would end the program.
async fn listen(pipe: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        (&mut pipe).take(COMPLAINT).read_to_end(&mut bytes).await?;
        tokio::io::copy(&mut pipe, &mut tokio::io::sink()).await?;
    }
    Ok(bytes)
}

#[allow(unsafe_code)]
fn kill_group(id: i32) {
    // SAFETY: `killpg` takes plain numbers; the group was made by us for this child, which is not reaped yet.
    unsafe {
        libc::killpg(id, libc::SIGKILL);
    }
}

#[allow(unsafe_code)]
fn limit_resources(command: &mut Command, limits: &Limits) {
    let cpu = limits.tool_time.as_secs().max(1);
    let memory = limits.tool_memory;
    let set = move || {
        for (resource, value) in [
            (libc::RLIMIT_CPU, cpu),
            (libc::RLIMIT_AS, memory),
            (libc::RLIMIT_FSIZE, FILE),
            (libc::RLIMIT_CORE, 0),
            (libc::RLIMIT_NOFILE, 256),
        ] {
            let limit = libc::rlimit {
                rlim_cur: value,
                rlim_max: value,
            };
            // SAFETY: `limit` lives through the call, and setrlimit is safe between fork and exec.
            if unsafe { libc::setrlimit(resource, &raw const limit) } != 0 {
                return Err(std::io::Error::last_os_error());
            }
        }
        Ok(())
    };
    // SAFETY: the closure allocates nothing and calls setrlimit only, as is allowed between fork and exec.
    unsafe {
        command.pre_exec(set);
    }
}
