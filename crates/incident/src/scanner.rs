//! A ClamAV daemon that looks at evidence before it is kept, where the installation has one (`incident.clamd`). It is
//! a help, not a guard: without an answer evidence is taken and marked so.

use clamav_client::tokio::{Tcp, scan_buffer};
use std::time::Duration;

/// How long the daemon may take for one file.
const PATIENCE: Duration = Duration::from_secs(60);
/// Characters that are kept of a name that it gives.
const MAX_NAME: usize = 100;

/// What a scanner said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The installation has none.
    NotAsked,
    Clean,
    /// The name of what was found.
    Found(String),
    /// It did not answer, or not in a way that is understood.
    Failed,
}

impl Said {
    /// As it is stored: empty, `clean`, `not_scanned`, `found:<name>`.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::NotAsked => String::new(),
            Self::Clean => "clean".to_owned(),
            Self::Found(name) => format!("found:{name}"),
            Self::Failed => "not_scanned".to_owned(),
        }
    }
}

/// The daemon of an installation.
#[derive(Clone, Debug)]
pub struct Scanner {
    /// `host:port`; empty: none.
    address: String,
    patience: Duration,
}

impl Scanner {
    /// `address`: `host:port`; empty: nothing is asked.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            patience: PATIENCE,
        }
    }

    /// Waits no longer than that.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Asks about a content.
    pub async fn look(&self, content: &[u8]) -> Said {
        if self.address.is_empty() {
            return Said::NotAsked;
        }
        let daemon = Tcp {
            host_address: self.address.as_str(),
        };
        match tokio::time::timeout(self.patience, scan_buffer(content, daemon, None)).await {
            Ok(Ok(answer)) => understood(&answer),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the scanner does not answer");
                Said::Failed
            }
            Err(_) => {
                tracing::warn!("the scanner takes too long");
                Said::Failed
            }
        }
    }
}

/// `stream: OK`, `stream: <name> FOUND`, or a fault, ended by NUL.
fn understood(answer: &[u8]) -> Said {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_matches(['\0', '\n', '\r', ' ']);
    let said = text.strip_prefix("stream: ").unwrap_or(text);
    if said == "OK" {
        return Said::Clean;
    }
    if let Some(name) = said.strip_suffix(" FOUND") {
        let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        return Said::Found(name);
    }
    tracing::warn!("the scanner refuses to look");
    Said::Failed
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    #[test]
    fn answers_are_understood() {
        assert_eq!(understood(b"stream: OK\0"), Said::Clean);
        assert_eq!(
            understood(b"stream: Eicar-Test-Signature FOUND\0"),
            Said::Found("Eicar-Test-Signature".to_owned())
        );
        for fault in [
            &b"INSTREAM size limit exceeded. ERROR\0"[..],
            b"",
            b"\xff\xfe",
            b"HTTP/1.1 400",
        ] {
            assert_eq!(understood(fault), Said::Failed);
        }
        let long = format!("stream: {}\u{7} FOUND", "x".repeat(5000));
        assert_eq!(understood(long.as_bytes()), Said::Found("x".repeat(MAX_NAME)));
    }

    /// A daemon that reads everything it is sent and answers in that way; `None`: never.
    async fn daemon(answer: Option<&'static [u8]>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut got = Vec::new();
            let mut piece = [0; 1024];
            // Command, length, content, end: the length alone has zeros, too.
            while got.len() < 26 || !got.ends_with(&[0; 4]) {
                let n = stream.read(&mut piece).await.unwrap();
                got.extend_from_slice(&piece[..n]);
            }
            assert!(got.starts_with(b"zINSTREAM\0"));
            match answer {
                Some(answer) => stream.write_all(answer).await.unwrap(),
                None => std::future::pending().await,
            }
        });
        address
    }

    #[tokio::test]
    async fn the_daemon_is_asked_and_not_waited_for_without_end() {
        let said = |address: String, patience| async move {
            Scanner::at(&address)
                .with_patience(patience)
                .look(b"noi dung")
                .await
        };
        let long = Duration::from_secs(30);
        assert_eq!(said(daemon(Some(b"stream: OK\0")).await, long).await, Said::Clean);
        assert_eq!(
            said(daemon(Some(b"stream: X FOUND\0")).await, long).await,
            Said::Found("X".to_owned())
        );
        assert_eq!(
            said(daemon(None).await, Duration::from_millis(100)).await,
            Said::Failed
        );
        assert_eq!(said("127.0.0.1:1".to_owned(), long).await, Said::Failed);
        assert_eq!(said(String::new(), long).await, Said::NotAsked);
    }
}
