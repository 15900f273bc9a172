//! GELF over UDP (in chunks, compressed) and TCP (ended by NUL).

use super::{READ, accept, patiently};
use crate::intake::Intake;
use coloa_ingest::{
    protocols::{
        MAX_RECORD,
        gelf::{Assembler, unpack},
    },
    record::{Format, Record},
};
use std::{net::SocketAddr, time::Instant};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream, UdpSocket},
    sync::watch,
};

fn record(payload: Vec<u8>, peer: SocketAddr, cut: u64) -> Record {
    Record {
        key: None,
        sender: Some(peer.ip().to_canonical()),
        payload: payload.into(),
        cut,
    }
}

/// Takes datagrams until `stop` says so.
pub async fn udp(intake: Intake, socket: UdpSocket, mut stop: watch::Receiver<bool>) {
    let mut assembler = Assembler::default();
    let mut buffer = vec![0; 64 * 1024];
    while !*stop.borrow() {
        let (length, peer) = tokio::select! {
            received = socket.recv_from(&mut buffer) => match received {
                Ok(one) => one,
                Err(e) => {
                    tracing::debug!(error = %e, "a datagram was not received");
                    continue;
                }
            },
            _ = stop.changed() => break,
        };
        let source = intake.directory.by_address(peer.ip());
        let whole = assembler.push(peer.ip(), &buffer[..length], Instant::now());
        let lost = assembler.take_lost();
        if lost > 0 {
            intake.dropped(source.id, lost);
        }
        match whole {
            Ok(None) => {}
            Ok(Some(payload)) if source.enabled => {
                let records = vec![record(payload, peer, 0)];
                if let Err(e) = intake.take(&source, Format::Gelf, records).await {
                    intake.dropped(source.id, 1);
                    tracing::warn!(error = %e, "a message of GELF was lost");
                }
            }
            Ok(Some(_)) => intake.dropped(source.id, 1),
            Err(e) => {
                intake.dropped(source.id, 1);
                tracing::debug!(error = %e, %peer, "a datagram is no message of GELF");
            }
        }
    }
}

/// Takes connections until `stop` says so.
pub async fn tcp(intake: Intake, listener: TcpListener, stop: watch::Receiver<bool>) {
    accept(&listener, stop.clone(), |stream, peer| {
        let (intake, stop) = (intake.clone(), stop.clone());
        async move { read(&intake, stream, peer, stop).await }
    })
    .await;
}

async fn read(intake: &Intake, mut stream: TcpStream, peer: SocketAddr, mut stop: watch::Receiver<bool>) {
    let source = intake.directory.by_address(peer.ip());
    let mut waiting = stop.clone();
    let (mut message, mut cut) = (Vec::new(), 0_u64);
    let mut buffer = vec![0; READ];
    loop {
        let length = tokio::select! {
            read = stream.read(&mut buffer) => match read {
                Ok(0) | Err(_) => break,
                Ok(length) => length,
            },
            _ = stop.changed() => break,
        };
        let mut records = Vec::new();
        for part in buffer[..length].split_inclusive(|b| *b == 0) {
            let (text, ended) = match part.split_last() {
                Some((0, text)) => (text, true),
                _ => (part, false),
            };
            let room = MAX_RECORD.saturating_sub(message.len()).min(text.len());
            message.extend_from_slice(&text[..room]);
            cut += (text.len() - room) as u64;
            if ended {
                records.extend(whole(&mut message, peer, cut));
                cut = 0;
            }
        }
        if !source.enabled {
            intake.dropped(source.id, records.len() as u64);
            return;
        }
        if !patiently(intake, &source, Format::Gelf, &mut records, &mut waiting).await {
            return;
        }
    }
    let mut records: Vec<Record> = whole(&mut message, peer, cut).into_iter().collect();
    if source.enabled {
        patiently(intake, &source, Format::Gelf, &mut records, &mut waiting).await;
    }
}

fn whole(message: &mut Vec<u8>, peer: SocketAddr, cut: u64) -> Option<Record> {
    let text = std::mem::take(message);
    // TCP carries no packed messages, but some senders do not know it.
    let plain = unpack(&text).unwrap_or(text);
    (!plain.trim_ascii().is_empty()).then(|| record(plain, peer, cut))
}
