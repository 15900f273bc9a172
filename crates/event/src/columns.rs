//! The fields that are kept in columns of their own, and the names that people search by.
//!
//! This is the only place that says which fields are columns. All other fields of an event are kept, too, together in
//! one map; a column is quicker to search and smaller on disk.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number; a value that is none is kept in the map.
    Int,
}

/// A field with a column of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// As it is shown, and as rules spell it.
    pub name: &'static str,
    pub kind: Kind,
}

const fn text(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Text,
    }
}

const fn int(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Int,
    }
}

/// Fields with columns of their own: the Elastic Common Schema as the parsers use it, the names of Windows and Sysmon
/// that rules ask for most, W3C names of web servers and proxies, FortiGate, Suricata, Zeek and auditd.
pub const COLUMNS: &[Column] = &[
    // Elastic Common Schema
    text("message"),
    text("event.action"),
    text("event.code"),
    text("event.outcome"),
    text("event.provider"),
    text("event.original"),
    text("log.level"),
    text("log.source.address"),
    int("log.syslog.priority"),
    int("log.syslog.facility.code"),
    int("log.syslog.severity.code"),
    text("log.syslog.msgid"),
    text("log.syslog.procid"),
    text("log.syslog.structured_data"),
    text("host.name"),
    text("source.ip"),
    int("source.port"),
    text("destination.ip"),
    int("destination.port"),
    text("destination.domain"),
    text("user.name"),
    text("user.effective.name"),
    text("process.name"),
    int("process.pid"),
    text("process.command_line"),
    text("process.working_directory"),
    text("process.tty"),
    text("url.original"),
    text("url.path"),
    text("url.query"),
    text("http.request.method"),
    text("http.request.line"),
    text("http.request.referrer"),
    int("http.response.status_code"),
    int("http.response.bytes"),
    text("user_agent.original"),
    text("file.path"),
    text("file.name"),
    text("rule.id"),
    text("rule.name"),
    text("sshd.method"),
    int("audit.serial"),
    // Windows
    int("EventID"),
    int("EventRecordID"),
    text("Channel"),
    text("Provider_Name"),
    text("Computer"),
    text("Image"),
    text("CommandLine"),
    text("OriginalFileName"),
    text("ParentImage"),
    text("ParentCommandLine"),
    text("CurrentDirectory"),
    text("Description"),
    text("Product"),
    text("Company"),
    text("FileVersion"),
    text("Hashes"),
    text("IntegrityLevel"),
    text("User"),
    text("LogonId"),
    text("LogonGuid"),
    text("ProcessGuid"),
    text("ParentProcessGuid"),
    int("ProcessId"),
    int("ParentProcessId"),
    text("ParentUser"),
    int("TerminalSessionId"),
    text("RuleName"),
    text("UtcTime"),
    text("TargetObject"),
    text("Details"),
    text("EventType"),
    text("TargetFilename"),
    text("CreationUtcTime"),
    text("ImageLoaded"),
    text("Signed"),
    text("Signature"),
    text("SignatureStatus"),
    text("SourceImage"),
    text("TargetImage"),
    text("GrantedAccess"),
    text("CallTrace"),
    text("PipeName"),
    text("QueryName"),
    text("QueryResults"),
    text("QueryStatus"),
    text("Initiated"),
    text("Protocol"),
    text("SourceIp"),
    text("SourceHostname"),
    int("SourcePort"),
    text("DestinationIp"),
    text("DestinationHostname"),
    int("DestinationPort"),
    text("ScriptBlockText"),
    text("ScriptBlockId"),
    text("Path"),
    text("Payload"),
    text("ContextInfo"),
    text("HostApplication"),
    text("SubjectUserName"),
    text("SubjectDomainName"),
    text("SubjectUserSid"),
    text("SubjectLogonId"),
    text("TargetUserName"),
    text("TargetDomainName"),
    text("TargetUserSid"),
    text("TargetLogonId"),
    text("TargetServerName"),
    text("TargetInfo"),
    int("LogonType"),
    text("LogonProcessName"),
    text("AuthenticationPackageName"),
    text("WorkstationName"),
    text("IpAddress"),
    int("IpPort"),
    text("ProcessName"),
    text("NewProcessName"),
    text("Status"),
    text("SubStatus"),
    text("FailureReason"),
    text("ServiceName"),
    text("ServiceFileName"),
    text("ServiceType"),
    text("ImagePath"),
    text("StartType"),
    text("AccountName"),
    text("TaskName"),
    text("TaskContent"),
    text("ObjectName"),
    text("ObjectType"),
    text("ObjectServer"),
    text("AccessMask"),
    text("AccessList"),
    text("PrivilegeList"),
    text("ShareName"),
    text("RelativeTargetName"),
    text("TicketEncryptionType"),
    text("TicketOptions"),
    text("Data"),
    text("param1"),
    text("param2"),
    // Microsoft Defender
    text("Threat Name"),
    text("Category Name"),
    text("Severity Name"),
    text("Action Name"),
    // Web servers and proxies
    text("c-ip"),
    text("c-uri"),
    text("c-uri-query"),
    text("c-useragent"),
    text("cs-host"),
    text("cs-method"),
    text("cs-referer"),
    text("cs-uri"),
    text("cs-uri-stem"),
    text("cs-uri-query"),
    text("cs-user-agent"),
    text("cs-username"),
    int("sc-status"),
    int("sc-bytes"),
    int("cs-bytes"),
    // Firewalls
    text("date"),
    text("time"),
    text("tz"),
    int("eventtime"),
    text("devname"),
    text("devid"),
    text("logid"),
    text("type"),
    text("subtype"),
    text("level"),
    text("vd"),
    text("action"),
    text("service"),
    text("srcip"),
    int("srcport"),
    text("srcintf"),
    text("dstip"),
    int("dstport"),
    text("dstintf"),
    text("srccountry"),
    text("dstcountry"),
    text("policytype"),
    int("policyid"),
    int("sessionid"),
    int("proto"),
    int("duration"),
    int("sentbyte"),
    int("rcvdbyte"),
    int("sentpkt"),
    int("rcvdpkt"),
    text("app"),
    text("appcat"),
    text("hostname"),
    text("url"),
    text("attack"),
    text("msg"),
    // Suricata, Zeek, DNS
    text("event_type"),
    text("src_ip"),
    int("src_port"),
    text("dst_ip"),
    int("dst_port"),
    text("alert.signature"),
    text("alert.category"),
    int("alert.signature_id"),
    int("alert.severity"),
    text("query"),
    text("record_type"),
    text("answers"),
    // auditd
    text("SYSCALL"),
    text("exe"),
    text("comm"),
    text("key"),
    text("a0"),
    text("a1"),
    text("a2"),
    text("a3"),
];

/// Where a field is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its place among [`COLUMNS`].
    pub column: Option<usize>,
    /// The field that it may be a copy of ([`COPIES`]).
    pub copy_of: Option<&'static str>,
}

// Asked for every field of every event: the names are the program's own, so that nobody can choose them to collide.
static PLACES: LazyLock<FxHashMap<String, Place>> = LazyLock::new(|| {
    let mut places: FxHashMap<String, Place> = FxHashMap::default();
    for (at, column) in COLUMNS.iter().enumerate() {
        places.entry(column.name.to_ascii_lowercase()).or_default().column = Some(at);
    }
    for (copy, original) in COPIES {
        // The first original of a copy is the one that readers know.
        places
            .entry((*copy).to_owned())
            .or_default()
            .copy_of
            .get_or_insert(original);
    }
    places
});

/// Where a field is kept, by its name in lower case.
#[must_use]
pub fn place(key: &str) -> Place {
    PLACES.get(key).copied().unwrap_or_default()
}

/// The place of a field among [`COLUMNS`], by its name in lower case.
#[must_use]
pub fn column(key: &str) -> Option<usize> {
    place(key).column
}

/// Fields that parsers set to what another field says, for rules that know it by this name: (copy, original). Where
/// both say the same, the copy is not stored, and comes back when the event is read.
pub const COPIES: &[(&str, &str)] = &[
    ("c-ip", "source.ip"),
    ("cs-username", "user.name"),
    ("cs-method", "http.request.method"),
    ("c-uri", "url.original"),
    ("cs-uri", "url.original"),
    ("cs-uri-stem", "url.path"),
    ("cs-uri-query", "url.query"),
    ("c-uri-query", "url.query"),
    ("sc-status", "http.response.status_code"),
    ("sc-bytes", "http.response.bytes"),
    ("cs-referer", "http.request.referrer"),
    ("cs-user-agent", "user_agent.original"),
    ("c-useragent", "user_agent.original"),
    ("dest_ip", "dst_ip"),
    ("dest_port", "dst_port"),
    ("id.orig_h", "src_ip"),
    ("id.orig_p", "src_port"),
    ("id.resp_h", "dst_ip"),
    ("id.resp_p", "dst_port"),
    ("dns.rrname", "query"),
    ("dns.rrtype", "record_type"),
    ("qtype_name", "record_type"),
    ("http.hostname", "cs-host"),
    ("http.url", "c-uri"),
    ("http.http_user_agent", "c-useragent"),
    ("http.http_method", "cs-method"),
    ("http.status", "sc-status"),
    ("commandline", "process.command_line"),
    ("hostname", "computer"),
    ("host.name", "computer"),
];

/// Short names that people search by, and the fields that each stands for.
const SEARCHED: &[(&str, &[&str])] = &[
    (
        "src_ip",
        &[
            "source.ip",
            "src_ip",
            "srcip",
            "IpAddress",
            "SourceIp",
            "c-ip",
            "client.ip",
            "id.orig_h",
        ],
    ),
    (
        "dst_ip",
        &[
            "destination.ip",
            "dst_ip",
            "dstip",
            "DestinationIp",
            "dest_ip",
            "id.resp_h",
            "server.ip",
        ],
    ),
    (
        "ip",
        &[
            "source.ip",
            "src_ip",
            "srcip",
            "IpAddress",
            "SourceIp",
            "c-ip",
            "client.ip",
            "id.orig_h",
            "destination.ip",
            "dst_ip",
            "dstip",
            "DestinationIp",
            "dest_ip",
            "id.resp_h",
            "server.ip",
            "log.source.address",
        ],
    ),
    (
        "src_port",
        &[
            "source.port",
            "src_port",
            "srcport",
            "SourcePort",
            "IpPort",
            "id.orig_p",
        ],
    ),
    (
        "dst_port",
        &[
            "destination.port",
            "dst_port",
            "dstport",
            "DestinationPort",
            "dest_port",
            "id.resp_p",
        ],
    ),
    (
        "user",
        &[
            "user.name",
            "user",
            "User",
            "TargetUserName",
            "SubjectUserName",
            "cs-username",
            "AccountName",
        ],
    ),
    (
        "status",
        &[
            "http.response.status_code",
            "sc-status",
            "status",
            "Status",
            "http.status",
        ],
    ),
    ("path", &["url.path", "cs-uri-stem", "Path", "file.path"]),
    ("url", &["url.original", "c-uri", "cs-uri", "url", "http.url"]),
    ("method", &["http.request.method", "cs-method"]),
    ("agent", &["user_agent.original", "cs-user-agent", "c-useragent"]),
    (
        "process",
        &["process.name", "Image", "exe", "ProcessName", "NewProcessName"],
    ),
    ("command", &["process.command_line", "CommandLine", "commandline"]),
    ("event_id", &["EventID", "event.code"]),
    ("action", &["event.action", "action"]),
    ("file", &["file.path", "TargetFilename", "file.name", "FileName"]),
    (
        "domain",
        &[
            "query",
            "QueryName",
            "cs-host",
            "DestinationHostname",
            "destination.domain",
            "dns.rrname",
        ],
    ),
    (
        "hash",
        &[
            "Hashes",
            "file.hash.sha256",
            "file.hash.md5",
            "md5",
            "sha1",
            "sha256",
        ],
    ),
];

/// The fields that a name stands for in a search: its own, or those that it is short for.
#[must_use]
pub fn searched(name: &str) -> Vec<&str> {
    SEARCHED
        .iter()
        .find(|(short, _)| short.eq_ignore_ascii_case(name))
        .map_or_else(|| vec![name], |(_, fields)| fields.to_vec())
}

/// The short names that people search by.
pub fn short_names() -> impl Iterator<Item = &'static str> {
    SEARCHED.iter().map(|(short, _)| *short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_stands_once_and_is_found_by_its_key() {
        let columns = PLACES.values().filter(|p| p.column.is_some()).count();
        assert_eq!(columns, COLUMNS.len(), "two columns of one name");
        assert_eq!(
            column("commandline").map(|at| COLUMNS[at].name),
            Some("CommandLine")
        );
        assert_eq!(column("CommandLine"), None, "keys are in lower case");
        assert_eq!(column("no.such"), None);
    }

    #[test]
    fn a_copy_is_of_a_field_that_is_no_copy_of_it() {
        for (copy, original) in COPIES {
            assert!(
                !COPIES.contains(&(original, copy)),
                "{copy} and {original} are copies of each other"
            );
        }
    }

    #[test]
    fn short_names_stand_for_what_each_device_calls_it() {
        assert!(searched("SRC_IP").contains(&"srcip"));
        assert_eq!(searched("devname"), ["devname"]);
    }
}
