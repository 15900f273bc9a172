//! Looks outside whether an organisation put a token where only it can: a TXT record, or a file on its site. Nobody is asked
//! unless the installation says so (`hotline.proofs`).
//!
//! Whoever enters a domain decides what this machine is led to ask, so the file is fetched over HTTPS alone, from addresses
//! that are public on the internet (each address that the name resolves to, at the moment of the connection), without
//! following redirects, without a proxy, within a few seconds, and no further than a few lines.

use async_trait::async_trait;
use coloa_hotline::trust::{ProofFault, Prover};
use coloa_platform::hotline_config::ProofConfig;
use hickory_resolver::{TokioResolver, proto::rr::RData};
use rustls::crypto::ring;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};
use ureq::{
    Agent, Error,
    config::Config,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// How long a site or a name server may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a file that are read.
const MOST_BYTES: u64 = 4 * 1024;
/// Records of one name that are looked at, and characters of each.
const MOST_RECORDS: usize = 50;
const MOST_CHARACTERS: usize = 512;

/// What this installation may ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proofs {
    config: ProofConfig,
}

impl Proofs {
    pub(crate) const fn new(config: ProofConfig) -> Self {
        Self { config }
    }
}

#[async_trait]
impl Prover for Proofs {
    async fn txt(&self, name: &str) -> Result<Vec<String>, ProofFault> {
        if !self.config.dns {
            return Err(ProofFault::Off);
        }
        let resolver = TokioResolver::builder_tokio()
            .and_then(|builder| builder.build())
            .map_err(|e| {
                tracing::warn!(error = %e, "the resolver of this machine cannot be used");
                ProofFault::Unreachable
            })?;
        // With the dot at its end no search domain of this machine is put behind it.
        let asked = tokio::time::timeout(PATIENCE, resolver.txt_lookup(format!("{name}."))).await;
        let found = asked.map_err(|_| ProofFault::Unreachable)?.map_err(|e| {
            if e.is_no_records_found() {
                ProofFault::Absent
            } else {
                tracing::info!(error = %e, "a TXT record could not be looked up");
                ProofFault::Unreachable
            }
        })?;
        let text = |record: &RData| match record {
            RData::TXT(txt) => Some(txt.to_string().chars().take(MOST_CHARACTERS).collect()),
            _ => None,
        };
        Ok(found
            .answers()
            .iter()
            .filter_map(|record| text(&record.data))
            .take(MOST_RECORDS)
            .collect())
    }

    async fn file(&self, url: &str) -> Result<String, ProofFault> {
        if !self.config.http {
            return Err(ProofFault::Off);
        }
        let url = url.to_owned();
        let fetched = tokio::task::spawn_blocking(move || fetch(&agent(is_public, true), &url));
        fetched.await.map_err(|_| ProofFault::Unreachable)?
    }
}

/// A client that reaches no address which `allowed` does not allow.
fn agent(allowed: fn(IpAddr) -> bool, https_only: bool) -> Agent {
    let found = rustls_native_certs::load_native_certs();
    let roots: Vec<Certificate<'static>> = found
        .certs
        .iter()
        .map(|c| Certificate::from_der(c).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .https_only(https_only)
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .proxy(None)
        .http_status_as_error(false)
        .max_response_header_size(16 * 1024)
        .user_agent("coloa")
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Guarded { allowed })
}

/// What stands at an address.
fn fetch(agent: &Agent, url: &str) -> Result<String, ProofFault> {
    let answer = agent.get(url).call().map_err(|e| fault(&e))?;
    match answer.status().as_u16() {
        200 => {}
        // Led somewhere else: where that is, the owner of the domain did not put the file.
        300..=399 => return Err(ProofFault::Refused),
        404 | 410 => return Err(ProofFault::Absent),
        _ => return Err(ProofFault::Unreachable),
    }
    let read = answer
        .into_body()
        .into_with_config()
        .limit(MOST_BYTES)
        .lossy_utf8(true)
        .read_to_string();
    read.map_err(|e| fault(&e))
}

fn fault(error: &Error) -> ProofFault {
    match error {
        Error::BodyExceedsLimit(_) => ProofFault::TooLarge,
        Error::Io(e) if e.kind() == io::ErrorKind::PermissionDenied => ProofFault::Refused,
        Error::TooManyRedirects | Error::RedirectFailed => ProofFault::Refused,
        other => {
            tracing::info!(error = %other, "a file of a site could not be fetched");
            ProofFault::Unreachable
        }
    }
}

/// Resolves as usual, and refuses a name that leads to any address which is not allowed: the connection is made to what was
/// looked at here, and to nothing else.
#[derive(Debug)]
struct Guarded {
    allowed: fn(IpAddr) -> bool,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        if found.iter().all(|address| (self.allowed)(address.ip())) {
            Ok(found)
        } else {
            Err(Error::Io(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "an address inside a network",
            )))
        }
    }
}

/// Whether an address is one of the public internet (IANA's registries of special-purpose addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = matches!(
        (a, b, c),
        // This network, shared address space (RFC 6598), protocol assignments, 6to4 relays, benchmarks, reserved.
        (0 | 240..=255, _, _) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _)
    );
    !(special
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_unspecified())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = embedded(ip) {
        return is_public_v4(inner);
    }
    let [a, b, ..] = ip.segments();
    // Global unicast alone, without what is kept for protocols, documentation and tests in it.
    let global = a & 0xe000 == 0x2000;
    let special = a == 0x2001 && (b < 0x0200 || b == 0x0db8) || a & 0xfff0 == 0x3ff0;
    global && !special
}

/// The IPv4 address that an IPv6 one stands for: mapped, translated (RFC 6052), 6to4.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] if !ip.is_loopback() && !ip.is_unspecified() => {
            Some(of(high, low))
        }
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        sync::atomic::{AtomicUsize, Ordering},
    };

    #[test]
    fn addresses_inside_a_network_are_none_of_the_internet() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2001::1",
            "3fff::1",
            "fec0::1",
            "4000::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "8.8.8.8",
            "1.1.1.1",
            "203.162.0.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "2402:800::1",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    /// A site on this machine that answers everything the same way, and how often it was asked.
    fn site(answer: String) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!(
            "http://{}/.well-known/coloa-challenge.txt",
            listener.local_addr().unwrap()
        );
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut stream = stream;
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (address, asked)
    }

    fn said(status: &str, head: &str, body: &str) -> String {
        format!(
            "HTTP/1.1 {status}\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
    }

    #[test]
    fn a_file_is_read_a_few_lines_far_and_nothing_is_followed() {
        let anywhere = agent(|_| true, false);
        let (url, _) = site(said("200 OK", "", "coloa-1234\n"));
        assert_eq!(fetch(&anywhere, &url).unwrap(), "coloa-1234\n");
        let (url, _) = site(said("200 OK", "", &"x".repeat(5_000)));
        assert_eq!(fetch(&anywhere, &url), Err(ProofFault::TooLarge));
        let (target, asked) = site(said("200 OK", "", "coloa-1234"));
        let (url, _) = site(said("302 Found", &format!("location: {target}\r\n"), ""));
        assert_eq!(fetch(&anywhere, &url), Err(ProofFault::Refused));
        assert_eq!(asked.load(Ordering::SeqCst), 0);
        let (url, _) = site(said("404 Not Found", "", "coloa-1234"));
        assert_eq!(fetch(&anywhere, &url), Err(ProofFault::Absent));
        let (url, _) = site(said("500 Internal Server Error", "", ""));
        assert_eq!(fetch(&anywhere, &url), Err(ProofFault::Unreachable));
    }

    #[test]
    fn nothing_inside_a_network_is_ever_asked() {
        let (url, asked) = site(said("200 OK", "", "coloa-1234"));
        assert_eq!(fetch(&agent(is_public, false), &url), Err(ProofFault::Refused));
        let by_name = url.replace("127.0.0.1", "localhost");
        assert_eq!(
            fetch(&agent(is_public, false), &by_name),
            Err(ProofFault::Refused)
        );
        // And over HTTPS alone.
        assert_eq!(fetch(&agent(|_| true, true), &url), Err(ProofFault::Unreachable));
        assert_eq!(asked.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn nobody_is_asked_where_the_installation_does_not_say_so() {
        let off = Proofs::new(ProofConfig::default());
        assert_eq!(
            off.txt("_coloa-challenge.mau.invalid").await,
            Err(ProofFault::Off)
        );
        assert_eq!(off.file("https://mau.invalid/").await, Err(ProofFault::Off));
    }
}
