//! Assets out of files of inventory: `CycloneDX` (JSON, components) and nmap (XML, hosts with open ports).
//!
//! Both are read as streams of what they say and never believed in their sizes: a file has at most [`MAX_FOUND`]
//! entries. What the record has already is left alone.

use crate::{
    SystemError,
    assets::{self, AssetDraft},
    model::{AssetKind, Origin},
    rules::{self, HostDraft},
    service, store,
};
use coloa_auth::{Access, Actor};
use coloa_base::{address, text};
use quick_xml::{Reader, events::Event};
use serde::Deserialize;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// Entries of one file.
const MAX_FOUND: usize = 50_000;
/// Names that an answer lists.
const SHOWN: usize = 50;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub format: &'static str,
    pub found: usize,
    /// Those that the record does not have yet.
    pub fresh: usize,
    pub names: Vec<String>,
    pub applied: bool,
}

#[derive(Deserialize)]
struct Bom {
    #[serde(rename = "bomFormat")]
    format: String,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(rename = "type", default)]
    kind: String,
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    purl: String,
    #[serde(default)]
    cpe: String,
    #[serde(default)]
    publisher: String,
    #[serde(default)]
    supplier: Supplier,
    #[serde(default)]
    description: String,
    /// What it is made of.
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Default, Deserialize)]
struct Supplier {
    #[serde(default)]
    name: String,
}

/// What was read: assets and hosts.
#[derive(Debug, Default)]
struct Found {
    assets: Vec<AssetDraft>,
    hosts: Vec<HostDraft>,
}

fn draft(kind: AssetKind, name: String) -> AssetDraft {
    AssetDraft {
        kind,
        name,
        vendor: String::new(),
        version: String::new(),
        identifier: String::new(),
        place: String::new(),
        purpose: String::new(),
        origin: Origin::Unknown,
        ends_on: None,
        donated: false,
        checked_on: None,
        checked_by: String::new(),
    }
}

/// Cuts what is longer than a line of the record: descriptions of components may be pages.
fn cut(words: &str) -> String {
    text::shorten(words.trim(), 280)
}

fn cyclonedx(content: &[u8]) -> Result<Found, SystemError> {
    let bom: Bom = serde_json::from_slice(content).map_err(|e| SystemError::Table {
        // The reader of JSON stops at a depth of its own: what lies below would be left out without a word.
        reason: if e.to_string().starts_with("recursion limit") {
            "too_deep"
        } else {
            "damaged"
        },
    })?;
    if bom.format != "CycloneDX" {
        return Err(SystemError::Table {
            reason: "unknown_format",
        });
    }
    let mut assets = Vec::new();
    let mut left = bom.components;
    while let Some(mut component) = left.pop() {
        left.append(&mut component.components);
        if assets.len() + left.len() >= MAX_FOUND {
            return Err(SystemError::TooManyRows {
                limit: MAX_FOUND as u64,
            });
        }
        if !component.name.trim().is_empty() {
            assets.push(component.asset());
        }
    }
    assets.reverse();
    Ok(Found {
        assets,
        hosts: Vec::new(),
    })
}

impl Component {
    fn asset(&self) -> AssetDraft {
        let supplier = if self.supplier.name.is_empty() {
            &self.publisher
        } else {
            &self.supplier.name
        };
        let identifier = if self.purl.starts_with("pkg:") {
            self.purl.as_str()
        } else if self.cpe.starts_with("cpe:") {
            self.cpe.as_str()
        } else {
            ""
        };
        let kind = if self.kind == "device" {
            AssetKind::Device
        } else {
            AssetKind::Software
        };
        AssetDraft {
            vendor: cut(supplier),
            version: cut(&self.version),
            identifier: cut(identifier),
            purpose: cut(&self.description),
            ..draft(kind, cut(&self.name))
        }
    }
}

/// A host of nmap as it is read.
#[derive(Default)]
struct Scanned {
    up: bool,
    address: String,
    name: String,
    ports: Vec<(String, String, String)>,
}

fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> String {
    tag.try_get_attribute(name)
        .ok()
        .flatten()
        .and_then(|a| {
            a.normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .ok()
                .map(|v| v.into_owned())
        })
        .unwrap_or_default()
}

fn nmap(content: &[u8]) -> Result<Found, SystemError> {
    let damaged = |_| SystemError::Table { reason: "damaged" };
    let mut reader = Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut found = Found::default();
    let mut host: Option<Scanned> = None;
    let mut port: Option<(String, String, String)> = None;
    let mut known = false;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "nmaprun" => known = true,
                "host" => host = Some(Scanned::default()),
                "status" => {
                    if let Some(host) = &mut host {
                        host.up = attribute(&tag, "state") == "up";
                    }
                }
                "address" => {
                    if let Some(host) = host.as_mut().filter(|_| attribute(&tag, "addrtype") != "mac") {
                        host.address = attribute(&tag, "addr");
                    }
                }
                "hostname" => {
                    if let Some(host) = host.as_mut().filter(|h| h.name.is_empty()) {
                        host.name = attribute(&tag, "name");
                    }
                }
                "port" => {
                    let place = format!("{}/{}", attribute(&tag, "portid"), attribute(&tag, "protocol"));
                    port = Some((place, String::new(), String::new()));
                }
                "state" if attribute(&tag, "state") != "open" => port = None,
                "service" => {
                    if let Some(port) = &mut port {
                        port.1 = attribute(&tag, "product");
                        if port.1.is_empty() {
                            port.1 = attribute(&tag, "name");
                        }
                        port.2 = attribute(&tag, "version");
                    }
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "port" => {
                    if let (Some(host), Some(port)) = (&mut host, port.take()) {
                        host.ports.push(port);
                    }
                }
                "host" => found.take(host.take().unwrap_or_default())?,
                _ => {}
            },
            _ => {}
        }
    }
    if known {
        Ok(found)
    } else {
        Err(SystemError::Table {
            reason: "unknown_format",
        })
    }
}

impl Found {
    fn take(&mut self, host: Scanned) -> Result<(), SystemError> {
        if !host.up || (host.address.is_empty() && host.name.is_empty()) {
            return Ok(());
        }
        if self.assets.len() + self.hosts.len() + host.ports.len() >= MAX_FOUND {
            return Err(SystemError::TooManyRows {
                limit: MAX_FOUND as u64,
            });
        }
        let shown = if host.name.is_empty() {
            host.address.clone()
        } else {
            host.name.clone()
        };
        for (place, service, version) in host.ports {
            let name = if service.is_empty() {
                place.clone()
            } else {
                service
            };
            self.assets.push(AssetDraft {
                version: cut(&version),
                place: cut(&format!("{shown} {place}")),
                ..draft(AssetKind::Service, cut(&name))
            });
        }
        self.hosts.push(HostDraft {
            name: host.name,
            addresses: host.address,
        });
        Ok(())
    }
}

fn read(content: &[u8]) -> Result<(&'static str, Found), SystemError> {
    let start = content
        .iter()
        .copied()
        .find(|b| !b.is_ascii_whitespace() && *b < 0x80);
    match start {
        Some(b'{') => Ok(("cyclonedx", cyclonedx(content)?)),
        Some(b'<') => Ok(("nmap", nmap(content)?)),
        _ => Err(SystemError::Table {
            reason: "unknown_format",
        }),
    }
}

/// Reads a file of inventory; `apply` adds what the record does not have yet.
pub async fn import(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    content: &[u8],
    apply: bool,
) -> Result<Outcome, SystemError> {
    let (format, found) = read(content)?;
    let total = found.assets.len() + found.hosts.len();
    let (change, mut row) = service::begin(access, actor, system).await?;
    let has: HashSet<_> = store::register::assets_of(change.tx(), system)
        .await?
        .into_iter()
        .map(|a| (a.kind, a.folded, a.version, a.place))
        .collect();
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for draft in &found.assets {
        let asset = assets::asset(system, draft)?;
        let key = (
            asset.kind.clone(),
            asset.folded.clone(),
            asset.version.clone(),
            asset.place.clone(),
        );
        if !has.contains(&key) && seen.insert(key) {
            rows.push(asset);
        }
    }
    let mut hosts: Vec<rules::Host> = store::hosts_of(change.tx(), system)
        .await?
        .into_iter()
        .map(|h| rules::Host {
            addresses: address::ranges(&h.addresses).unwrap_or_default(),
            name: h.name,
        })
        .collect();
    let before = hosts.len();
    for host in rules::hosts(&found.hosts)? {
        let here = hosts.iter().any(|h| {
            (!host.name.is_empty() && h.name == host.name)
                || host.addresses.iter().any(|range| h.addresses.contains(range))
        });
        if !here {
            hosts.push(host);
        }
    }
    let fresh_hosts = hosts.get(before..).unwrap_or_default();
    let names = rows
        .iter()
        .map(|r| r.name.clone())
        .chain(fresh_hosts.iter().map(|h| match h.name.as_str() {
            "" => address::written(&h.addresses),
            name => name.to_owned(),
        }))
        .take(SHOWN)
        .collect();
    let outcome = Outcome {
        format,
        found: total,
        fresh: rows.len() + fresh_hosts.len(),
        names,
        applied: apply,
    };
    if apply && outcome.fresh > 0 {
        service::check_hosts(&change, coloa_base::AgencyId(row.agency_id), system, &hosts).await?;
        store::register::add_assets(change.tx(), rows).await?;
        if !fresh_hosts.is_empty() {
            // Whoever has the record open would put the hosts that were seen before back in their place.
            row.version += 1;
            if !store::save(change.tx(), row).await? {
                return Err(SystemError::Changed);
            }
            store::set_hosts(change.tx(), system, &hosts).await?;
        }
        change
            .commit(json!({ "inventory": format, "added": outcome.fresh }))
            .await?;
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_become_software_with_their_identifiers() {
        let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
            {"type":"library","name":"openssl","version":"3.0.1","purl":"pkg:deb/debian/openssl@3.0.1","supplier":{"name":"Debian"}},
            {"type":"device","name":"Tường lửa","cpe":"cpe:2.3:h:x:y:1:*:*:*:*:*:*:*"},{"type":"library","name":" "}]}"#;
        let (format, found) = read(text.as_bytes()).unwrap();
        assert_eq!((format, found.assets.len()), ("cyclonedx", 2));
        assert_eq!(found.assets[0].identifier, "pkg:deb/debian/openssl@3.0.1");
        assert_eq!(found.assets[0].vendor, "Debian");
        assert_eq!(found.assets[1].kind, AssetKind::Device);
    }

    #[test]
    fn components_of_components_are_taken_and_too_deep_ones_are_said() {
        let text = r#"{"bomFormat":"CycloneDX","components":[
            {"name":"a","components":[{"name":"b","components":[{"name":"c"}]}]},{"name":"d"}]}"#;
        let found = cyclonedx(text.as_bytes()).unwrap();
        let names: Vec<&str> = found.assets.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(["a", "b", "c", "d"].iter().all(|name| names.contains(name)));
        let deep = format!(
            r#"{{"bomFormat":"CycloneDX","components":[{}{}]}}"#,
            r#"{"name":"x","components":["#.repeat(100),
            "]}".repeat(100)
        );
        assert!(matches!(
            cyclonedx(deep.as_bytes()),
            Err(SystemError::Table { reason: "too_deep" })
        ));
    }

    #[test]
    fn open_ports_of_hosts_that_are_up_become_services() {
        let text = r#"<?xml version="1.0"?><nmaprun scanner="nmap"><host><status state="up"/><address addr="10.1.0.5" addrtype="ipv4"/>
            <address addr="00:11:22:33:44:55" addrtype="mac"/><hostnames><hostname name="web01" type="PTR"/></hostnames>
            <ports><port protocol="tcp" portid="443"><state state="open"/><service name="https" product="nginx" version="1.24"/></port>
            <port protocol="tcp" portid="23"><state state="closed"/></port></ports></host>
            <host><status state="down"/><address addr="10.1.0.6" addrtype="ipv4"/></host></nmaprun>"#;
        let (format, found) = read(text.as_bytes()).unwrap();
        assert_eq!((format, found.assets.len(), found.hosts.len()), ("nmap", 1, 1));
        assert_eq!(
            (found.assets[0].name.as_str(), found.assets[0].place.as_str()),
            ("nginx", "web01 443/tcp")
        );
        assert_eq!(found.hosts[0].addresses, "10.1.0.5");
    }

    #[test]
    fn other_files_are_refused_and_never_panic() {
        for bad in [
            &b""[..],
            b"{",
            b"{\"bomFormat\":\"SPDX\"}",
            b"<html></html>",
            b"<nmaprun><host>",
            b"\xff\xfe\x00",
            b"<host></host></nmaprun>",
        ] {
            let found = read(bad);
            assert!(found.is_err() || found.unwrap().1.assets.is_empty());
        }
    }
}
