//! Protocols that are no HTTP: [`syslog`] over UDP, TCP and TLS · [`gelf`] over UDP and TCP · [`tls`].

pub mod gelf;
pub mod syslog;
pub mod tls;
mod udp;

use crate::{directory::Known, intake::Intake};
use coloa_event_log::Refused;
use coloa_ingest::record::{Format, Record};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};

/// Connections of one port at once; what is beyond it waits in the system's queue.
const MOST_CONNECTIONS: usize = 12_000;
/// Bytes read at a time.
const READ: usize = 16 * 1024;
/// How long a sender without a way to be told waits between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// Binds a UDP socket whose queue in the system is long: a burst waits there, and not on the wire.
///
/// # Errors
/// The address cannot be used.
pub fn bind_udp(address: SocketAddr) -> io::Result<tokio::net::UdpSocket> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    // The system may give less; it is asked for what it has.
    if let Err(e) = socket.set_recv_buffer_size(16 * 1024 * 1024) {
        tracing::debug!(error = %e, "the queue of the socket stays as it is");
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    tokio::net::UdpSocket::from_std(socket.into())
}

/// Takes records in for a sender that cannot be told to wait: it is not read meanwhile, which its own end notices.
/// `false`: told to stop before there was room.
async fn patiently(
    intake: &Intake,
    source: &Known,
    format: Format,
    records: &mut Vec<Record>,
    stop: &mut watch::Receiver<bool>,
) -> bool {
    while !records.is_empty() {
        // Cloned, as a refusal gives nothing back; it is rare.
        match intake.take(source, format, records.clone()).await {
            Ok(_) => {
                records.clear();
                return true;
            }
            Err(Refused::Busy | Refused::DiskLow) => {}
            Err(e) => tracing::error!(error = %e, "events of a stream cannot be kept; its sender waits"),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.changed() => return false,
        }
    }
    true
}

/// Takes connections until `stop` says so, each on a task of its own.
async fn accept<F>(
    listener: &TcpListener,
    mut stop: watch::Receiver<bool>,
    each: impl Fn(TcpStream, SocketAddr) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    while !*stop.borrow() {
        let turn = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            taken = turn => taken,
            _ = stop.changed() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let one = each(stream, peer);
                tokio::spawn(async move {
                    let _permit = permit;
                    one.await;
                });
            }
            Err(e) => {
                tracing::warn!(error = %e, "a connection was not taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
