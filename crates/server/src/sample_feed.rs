//! The sample province sends: a firewall, a portal and servers over syslog, machines over the interface of
//! Elasticsearch, and now and then somebody attacks. Everything goes the way of real events.

use crate::{App, monitoring::Bound};
use chrono::Utc;
use coloa_agency::AgencyError;
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_ingest::{
    record::{Format, Record},
    sample::{Generator, Kind},
};
use coloa_source::service::{self, Draft};
use coloa_system::service as systems;
use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};
use tokio::net::UdpSocket;
use uuid::Uuid;

/// A source over syslog.
struct Sender {
    name: &'static str,
    system: &'static str,
    /// Of the system.
    level: i32,
    /// Key of the agency in the sample's directory.
    agency: &'static str,
    /// The loopback address that it sends from.
    address: [u8; 4],
    kind: Kind,
    shipper: &'static str,
}

const SENDERS: [Sender; 3] = [
    Sender {
        name: "Tường lửa biên trung tâm dữ liệu",
        system: "Trung tâm tích hợp dữ liệu",
        level: 3,
        agency: "SKHCN",
        address: [127, 0, 0, 11],
        kind: Kind::Firewall,
        shipper: "fortigate",
    },
    Sender {
        name: "Máy chủ web Cổng thông tin điện tử",
        system: "Cổng thông tin điện tử tỉnh",
        level: 3,
        agency: "UBND",
        address: [127, 0, 0, 12],
        kind: Kind::Web,
        shipper: "nginx",
    },
    Sender {
        name: "Máy chủ Linux Cổng dịch vụ công",
        system: "Hệ thống thông tin giải quyết thủ tục hành chính",
        level: 3,
        agency: "UBND",
        address: [127, 0, 0, 13],
        kind: Kind::Linux,
        shipper: "rsyslog",
    },
];
const MACHINES: &str = "Máy trạm Sở Y tế (Winlogbeat)";

/// Why the sources of the sample were not written.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error("the directory cannot be asked")]
    Agency(#[from] AgencyError),
    #[error("the systems were not written")]
    System(#[from] coloa_system::SystemError),
    #[error("the sources were not written")]
    Source(#[from] coloa_source::SourceError),
}

fn draft(
    name: &str,
    protocol: &str,
    shipper: &str,
    agency: AgencyId,
    system: Option<Uuid>,
    addresses: String,
) -> Draft {
    Draft {
        name: name.to_owned(),
        protocol: protocol.to_owned(),
        shipper: shipper.to_owned(),
        agency,
        system,
        shared: false,
        certificate: String::new(),
        addresses,
        zone_minutes: 7 * 60,
        silence_minutes: 15,
        enabled: true,
        note: String::new(),
    }
}

/// Registers the sources of the sample; `agency` finds one by its key.
///
/// # Errors
/// They were not written.
pub async fn register(app: &App, agency: impl Fn(&'static str) -> Option<AgencyId>) -> Result<(), FeedError> {
    let machine = Actor::command_line();
    for sender in SENDERS {
        let Some(agency) = agency(sender.agency) else {
            continue;
        };
        let address = Ipv4Addr::from(sender.address).to_string();
        let system = registered(app, &machine, sender.system, agency, sender.level).await?;
        let draft = draft(
            sender.name,
            "syslog",
            sender.shipper,
            agency,
            Some(system),
            address,
        );
        service::create(&app.access, &machine, &draft).await?;
    }
    if let Some(agency) = agency("SYT") {
        let system = registered(app, &machine, "Hệ thống quản lý văn bản Sở Y tế", agency, 2).await?;
        let draft = draft(
            MACHINES,
            "bulk",
            "winlogbeat",
            agency,
            Some(system),
            String::new(),
        );
        service::create(&app.access, &machine, &draft).await?;
    }
    // Nobody sends for this one yet: the share of connected systems has something to say.
    if let Some(agency) = agency("SKHCN") {
        registered(
            app,
            &machine,
            "Hệ thống thông tin quản lý đề tài khoa học",
            agency,
            2,
        )
        .await?;
    }
    app.refresh_sources().await;
    Ok(())
}

/// Registers a system of the sample.
async fn registered(
    app: &App,
    machine: &Actor,
    name: &str,
    agency: AgencyId,
    level: i32,
) -> Result<Uuid, FeedError> {
    let draft = systems::Draft {
        level,
        priority: true,
        ..systems::Draft::named(name, agency)
    };
    let made = systems::create(&app.access, machine, &draft).await?;
    Ok(made.system.id)
}

/// How often something is sent.
const PULSE: Duration = Duration::from_millis(500);
/// Pulses between two attacks; the first comes early, so that there is something to see.
const ATTACK_EVERY: u64 = 180;

/// Sends until the process ends.
pub async fn send(app: App, bound: Bound) {
    let (Some(pipeline), Some(syslog)) = (app.pipeline.clone(), bound.syslog_udp) else {
        return;
    };
    let mut sockets = Vec::new();
    for sender in SENDERS {
        // Each from an address of its own, as devices do; where the system has none of these, nothing is sent.
        match UdpSocket::bind(SocketAddr::from((sender.address, 0))).await {
            Ok(socket) => sockets.push((socket, sender.kind)),
            Err(e) => tracing::info!(error = %e, "a source of the sample cannot send"),
        }
    }
    let mut generator = Generator::new(Utc::now().timestamp().unsigned_abs());
    let mut tick = tokio::time::interval(PULSE);
    for pulse in 1_u64.. {
        tick.tick().await;
        let now = Utc::now();
        for (socket, kind) in &sockets {
            let number = match kind {
                Kind::Firewall => 4,
                Kind::Web => 3,
                _ => 1,
            };
            let mut lines: Vec<String> = (0..number).map(|_| generator.ordinary(*kind, now)).collect();
            match (kind, pulse % ATTACK_EVERY) {
                (Kind::Linux, 20) => lines.extend(generator.ssh_guessing(now, 30)),
                (Kind::Web, 50) => lines.extend(generator.web_attack(now)),
                _ => {}
            }
            for line in lines {
                // Facility local0, severity informational (RFC 5424, 6.2.1).
                let datagram = format!("<134>{line}");
                if let Err(e) = socket.send_to(datagram.as_bytes(), syslog).await {
                    tracing::debug!(error = %e, "a line of the sample was not sent");
                }
            }
        }
        let mut events: Vec<String> = (0..2).map(|_| generator.ordinary(Kind::Windows, now)).collect();
        if pulse % ATTACK_EVERY == 80 {
            events.extend(generator.log_cleared(now));
        }
        let Some(machines) = pipeline
            .intake
            .directory
            .all()
            .into_iter()
            .find(|s| s.name == MACHINES)
        else {
            continue;
        };
        let records = events
            .into_iter()
            .map(|event| Record {
                payload: event.into_bytes().into(),
                ..Record::default()
            })
            .collect();
        if let Err(e) = pipeline.intake.take(&machines, Format::Auto, records).await {
            tracing::debug!(error = %e, "events of the sample were not taken");
        }
    }
}
