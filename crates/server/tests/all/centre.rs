//! A centre that takes events in: what tests of monitoring and of search begin with.

use crate::support::*;
use coloa_auth::Role;
use coloa_base::AgencyId;
use coloa_pipeline::Pipeline;
use coloa_server::monitoring::{Bound, Monitoring};
use coloa_testkit::TestDb;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{io::Write, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A centre that listens, an agency with its focal point, and a shift lead who reaches everything.
pub struct Centre {
    pub world: World,
    pub agency: AgencyId,
    pub lead: Client,
    pub clerk: Client,
    pub bound: Bound,
    pub pipeline: Pipeline,
    pub monitoring: Monitoring,
}

pub const ANY: &str = "127.0.0.1:0";

pub async fn centre_in(mut world: World) -> Centre {
    world.with_pipeline().await;
    let agency = world.listed_agency(None).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    let clerk = world.as_role(Role::FocalPoint, Some(agency)).await;
    let pipeline = world.app.pipeline.clone().unwrap();
    let monitoring = Monitoring::start(&world.app, &pipeline).await.unwrap();
    Centre {
        bound: monitoring.bound,
        world,
        agency,
        lead,
        clerk,
        pipeline,
        monitoring,
    }
}

pub async fn centre(db: TestDb) -> Centre {
    let world = World::with(db, |config| {
        let ingest = &mut config.ingest;
        for address in [
            &mut ingest.http,
            &mut ingest.syslog_udp,
            &mut ingest.syslog_tcp,
            &mut ingest.gelf_udp,
            &mut ingest.gelf_tcp,
        ] {
            *address = ANY.to_owned();
        }
        ingest.min_free_bytes = 0;
        ingest.wait_ms = 300;
    })
    .await;
    centre_in(world).await
}

impl Centre {
    /// Registers a source; its id and its token.
    pub async fn source(&self, name: &str, protocol: &str, addresses: &str) -> (String, String) {
        let body =
            json!({ "name": name, "protocol": protocol, "agency_id": self.agency, "addresses": addresses });
        let made = self.lead.post("/api/v1/sources", &body).await.expect(201).json();
        (
            made["source"]["id"].as_str().unwrap().to_owned(),
            made["token"].as_str().unwrap_or_default().to_owned(),
        )
    }

    pub async fn alerts(&self, who: &Client) -> Vec<Value> {
        self.pipeline.caught_up().await;
        let page = who.get("/api/v1/alerts?limit=500").await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    /// Sends events as a file does.
    pub async fn deliver(&self, token: &str, lines: &[&str]) {
        let body: String = lines
            .iter()
            .map(|l| format!("{{\"create\":{{}}}}\n{l}\n"))
            .collect();
        let authorization = format!("Bearer {token}");
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", "application/x-ndjson"),
        ];
        let door = self.bound.http.unwrap();
        let (status, _, answer) = http(door, "POST", "/_bulk", &headers, body.as_bytes()).await;
        assert_eq!(status, 200, "{answer}");
    }

    pub async fn stop(self) -> World {
        self.monitoring.stop().await;
        self.world
    }
}

/// Waits until the log holds so many records: what comes over the network without an answer takes its time.
pub async fn arrived(pipeline: &Pipeline, records: u64) {
    let all = async {
        while pipeline.progress().next <= records {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all)
        .await
        .expect("all of it arrives");
}

/// The answer of a request: its status and its body. One connection each, as simple senders do.
pub async fn http(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> (u16, String, String) {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server that refuses early may close before it has read all.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, head.to_ascii_lowercase(), body.to_owned())
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
