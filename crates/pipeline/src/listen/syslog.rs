//! Syslog: RFC 3164 and 5424 over UDP (RFC 5426), TCP (RFC 6587, both framings on one port) and TLS (RFC 5425).

use super::{
    READ, accept, patiently,
    tls::{self, Tls},
    udp,
};
use crate::{directory::Known, intake::Intake};
use coloa_ingest::{
    protocols::{MAX_RECORD, syslog::Framer},
    record::{Format, Record},
};
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream, UdpSocket},
    sync::{Semaphore, watch},
};
use uuid::Uuid;

/// Datagrams that are taken together.
const MOST_DATAGRAMS: usize = 2_000;
/// Writes of datagrams at once; beyond it they wait in the queue of the system.
const WRITES: usize = 8;
/// How often the system's count of lost datagrams is looked at.
const COUNTED_EVERY: Duration = Duration::from_secs(1);
/// How long a greeting of TLS may take.
const GREETING: Duration = Duration::from_secs(15);

fn record(payload: &[u8], sender: IpAddr, cut: u64) -> Record {
    Record {
        key: None,
        sender: Some(sender.to_canonical()),
        payload: payload.into(),
        cut,
    }
}

/// Takes datagrams until `stop` says so.
pub async fn udp(intake: Intake, socket: UdpSocket, mut stop: watch::Receiver<bool>) {
    let address = socket.local_addr().ok();
    let writes = Arc::new(Semaphore::new(WRITES));
    let mut buffer = vec![0; 64 * 1024];
    let mut tick = tokio::time::interval(COUNTED_EVERY);
    let mut lost = address.and_then(udp::lost).unwrap_or(0);
    while !*stop.borrow() {
        tokio::select! {
            ready = socket.readable() => {
                if let Err(e) = ready {
                    tracing::warn!(error = %e, "the socket of syslog is not readable");
                    tokio::time::sleep(COUNTED_EVERY).await;
                    continue;
                }
                let batches = datagrams(&intake, &socket, &mut buffer);
                if batches.is_empty() {
                    continue;
                }
                let Ok(permit) = writes.clone().acquire_owned().await else { break };
                let intake = intake.clone();
                tokio::spawn(async move {
                    let _permit = permit;
                    for (source, records) in batches.into_values() {
                        let number = records.len() as u64;
                        if let Err(e) = intake.take(&source, Format::Auto, records).await {
                            // A datagram cannot be sent back: it is counted.
                            intake.dropped(source.id, number);
                            tracing::warn!(error = %e, lost = number, "datagrams of syslog were lost");
                        }
                    }
                });
            }
            _ = tick.tick() => {
                if let Some(now) = address.and_then(udp::lost)
                    && now > lost
                {
                    intake.dropped(Uuid::nil(), now - lost);
                    lost = now;
                }
            }
            _ = stop.changed() => {}
        }
    }
    // What was read is written before this ends.
    let _ = writes.acquire_many(u32::try_from(WRITES).unwrap_or(1)).await;
}

/// All datagrams that wait, by source.
fn datagrams(
    intake: &Intake,
    socket: &UdpSocket,
    buffer: &mut [u8],
) -> HashMap<Uuid, (Arc<Known>, Vec<Record>)> {
    let mut batches: HashMap<Uuid, (Arc<Known>, Vec<Record>)> = HashMap::new();
    let mut sources: HashMap<IpAddr, Arc<Known>> = HashMap::new();
    for _ in 0..MOST_DATAGRAMS {
        let (length, peer) = match socket.try_recv_from(buffer) {
            Ok(one) => one,
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
            Err(e) => {
                tracing::debug!(error = %e, "a datagram was not received");
                break;
            }
        };
        let source = sources
            .entry(peer.ip())
            .or_insert_with(|| intake.directory.by_address(peer.ip()));
        let payload = buffer[..length].trim_ascii();
        if payload.is_empty() {
            continue;
        }
        if !source.enabled {
            intake.dropped(source.id, 1);
            continue;
        }
        batches
            .entry(source.id)
            .or_insert_with(|| (source.clone(), Vec::new()))
            .1
            .push(record(payload, peer.ip(), 0));
    }
    batches
}

/// Takes connections until `stop` says so; over TLS where `tls` is given.
pub async fn tcp(intake: Intake, listener: TcpListener, tls: Option<Tls>, stop: watch::Receiver<bool>) {
    accept(&listener, stop.clone(), |stream, peer| {
        let (intake, tls, stop) = (intake.clone(), tls.clone(), stop.clone());
        async move {
            match tls {
                None => plain(&intake, stream, peer, stop).await,
                Some(tls) => secured(&intake, stream, peer, &tls, stop).await,
            }
        }
    })
    .await;
}

/// A stream of messages that is being read.
struct Reading<'a> {
    intake: &'a Intake,
    source: Arc<Known>,
    peer: IpAddr,
    framer: Framer,
    records: Vec<Record>,
    stop: watch::Receiver<bool>,
}

impl<'a> Reading<'a> {
    fn new(intake: &'a Intake, source: Arc<Known>, peer: IpAddr, stop: watch::Receiver<bool>) -> Self {
        Self {
            intake,
            source,
            peer,
            framer: Framer::new(MAX_RECORD),
            records: Vec::new(),
            stop,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let (records, peer) = (&mut self.records, self.peer);
        self.framer.push(bytes, |frame| {
            records.push(record(frame.message, peer, frame.cut))
        });
    }

    /// Writes what is whole; `false`: the stream is to end.
    async fn write(&mut self) -> bool {
        if !self.source.enabled {
            self.intake.dropped(self.source.id, self.records.len() as u64);
            self.records.clear();
            return false;
        }
        patiently(
            self.intake,
            &self.source,
            Format::Auto,
            &mut self.records,
            &mut self.stop,
        )
        .await
    }

    async fn finish(mut self) {
        let (records, peer) = (&mut self.records, self.peer);
        self.framer
            .finish(|frame| records.push(record(frame.message, peer, frame.cut)));
        self.write().await;
    }
}

async fn plain(intake: &Intake, stream: TcpStream, peer: SocketAddr, stop: watch::Receiver<bool>) {
    let source = intake.directory.by_address(peer.ip());
    let mut reading = Reading::new(intake, source, peer.ip(), stop.clone());
    let mut stop = stop;
    loop {
        // Nothing is held for a connection that says nothing.
        tokio::select! {
            ready = stream.readable() => if ready.is_err() { break },
            _ = stop.changed() => break,
        }
        match fetch(&stream, &mut reading) {
            Ok(0) => break,
            Ok(_) => {
                if !reading.write().await {
                    return;
                }
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(e) => {
                tracing::debug!(error = %e, %peer, "a stream of syslog broke off");
                break;
            }
        }
    }
    reading.finish().await;
}

/// Reads once. Not async: its buffer is not held while the connection waits.
fn fetch(stream: &TcpStream, reading: &mut Reading<'_>) -> io::Result<usize> {
    let mut buffer = [0; READ];
    let length = stream.try_read(&mut buffer)?;
    reading.push(&buffer[..length]);
    Ok(length)
}

async fn secured(
    intake: &Intake,
    stream: TcpStream,
    peer: SocketAddr,
    tls: &Tls,
    stop: watch::Receiver<bool>,
) {
    let greeting = tokio::time::timeout(GREETING, tls.acceptor.accept(stream)).await;
    let mut stream = match greeting {
        Ok(Ok(stream)) => stream,
        Ok(Err(e)) => {
            tracing::info!(error = %e, %peer, "a sender speaks no TLS that is understood");
            return;
        }
        Err(_) => {
            tracing::info!(%peer, "a sender did not finish its greeting");
            return;
        }
    };
    // A certificate says more about who sends than an address does.
    let source = tls::fingerprint(&stream)
        .and_then(|fingerprint| intake.directory.by_certificate(&fingerprint))
        .unwrap_or_else(|| intake.directory.by_address(peer.ip()));
    let mut reading = Reading::new(intake, source, peer.ip(), stop.clone());
    let mut stop = stop;
    let mut buffer = vec![0; READ];
    loop {
        let read = tokio::select! {
            read = stream.read(&mut buffer) => read,
            _ = stop.changed() => break,
        };
        match read {
            Ok(0) => break,
            Ok(length) => {
                reading.push(&buffer[..length]);
                if !reading.write().await {
                    return;
                }
            }
            Err(e) => {
                // Many senders end without the goodbye that TLS asks for.
                tracing::debug!(error = %e, %peer, "a stream of syslog broke off");
                break;
            }
        }
    }
    reading.finish().await;
}
