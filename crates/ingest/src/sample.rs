//! Invented events in the forms that devices really send, for the sample province, for tests and for benches. Names
//! and addresses are those that documentation reserves (RFC 5737, RFC 2606). The same seed gives the same events.

use chrono::{DateTime, SecondsFormat, Utc};

/// What an event comes from, as a share of a province's stream: four tenths firewall, three web, two Windows, one Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Firewall,
    Web,
    Windows,
    Linux,
}

/// Makes events without end.
#[derive(Clone, Debug)]
pub struct Generator {
    state: u64,
    number: u64,
}

const USERS: [&str; 10] = [
    "nv.an",
    "nv.binh",
    "nv.chi",
    "nv.dung",
    "nv.giang",
    "nv.hoa",
    "nv.khanh",
    "nv.lan",
    "nv.minh",
    "nv.phuong",
];
const PATHS: [&str; 10] = [
    "/",
    "/tin-tuc",
    "/dich-vu-cong/tra-cuu?ma=H",
    "/dich-vu-cong/nop-ho-so",
    "/van-ban/chi-tiet?id=",
    "/static/app.js",
    "/static/style.css",
    "/api/thu-tuc?trang=",
    "/lien-he",
    "/anh/trong-dong.jpg",
];
const AGENTS: [&str; 3] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile Safari/604.1",
];
const IMAGES: [(&str, &str); 5] = [
    (
        "C:\\\\Windows\\\\System32\\\\svchost.exe",
        "svchost.exe -k netsvcs -p",
    ),
    (
        "C:\\\\Program Files\\\\Microsoft Office\\\\Office16\\\\WINWORD.EXE",
        "WINWORD.EXE /n",
    ),
    ("C:\\\\Windows\\\\explorer.exe", "explorer.exe"),
    (
        "C:\\\\Program Files\\\\Google\\\\Chrome\\\\chrome.exe",
        "chrome.exe --type=renderer",
    ),
    (
        "C:\\\\Windows\\\\System32\\\\SearchIndexer.exe",
        "SearchIndexer.exe /Embedding",
    ),
];

impl Generator {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            // Zero would stay zero.
            state: seed ^ 0x9E37_79B9_7F4A_7C15,
            number: 0,
        }
    }

    /// A number below `most`: xorshift64*, good enough for events that nobody attacks.
    pub fn below(&mut self, most: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % most.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).unwrap_or(0)]
    }

    /// What the next event of a mixed stream comes from.
    pub fn kind(&mut self) -> Kind {
        match self.below(10) {
            0..=3 => Kind::Firewall,
            4..=6 => Kind::Web,
            7..=8 => Kind::Windows,
            _ => Kind::Linux,
        }
    }

    fn outside(&mut self) -> String {
        let network = self.pick(&["192.0.2", "198.51.100", "203.0.113"]);
        let host = self.below(254) + 1;
        format!("{network}.{host}")
    }

    fn inside(&mut self) -> String {
        let (net, host) = (self.below(20), self.below(254) + 1);
        format!("10.20.{net}.{host}")
    }

    /// An ordinary event, as its device writes it. Lines of syslog have no priority: the transport adds it.
    pub fn ordinary(&mut self, kind: Kind, at: DateTime<Utc>) -> String {
        self.number += 1;
        match kind {
            Kind::Firewall => self.firewall(at),
            Kind::Web => self.web(at),
            Kind::Windows => self.windows(at),
            Kind::Linux => self.linux(at),
        }
    }

    fn firewall(&mut self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&coloa_zone());
        let (source, target) = (self.inside(), self.outside());
        let (port, to) = (
            1024 + self.below(60_000),
            self.pick(&["443", "443", "443", "80", "8443"]).to_owned(),
        );
        let (sent, received) = (self.below(90_000), self.below(900_000));
        format!(
            "date={} time={} devname=\"FW-TINH-01\" devid=\"FGT60FSAMPLE01\" eventtime={} tz=\"+0700\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip={source} srcport={port} srcintf=\"lan\" dstip={target} dstport={to} dstintf=\"wan1\" sessionid={} proto=6 action=\"accept\" policyid=7 policytype=\"policy\" service=\"HTTPS\" duration={} sentbyte={sent} rcvdbyte={received} sentpkt={} rcvdpkt={} appcat=\"unscanned\"",
            local.format("%Y-%m-%d"),
            local.format("%H:%M:%S"),
            at.timestamp_nanos_opt().unwrap_or_default(),
            100_000 + self.number,
            self.below(300),
            sent / 900 + 1,
            received / 1200 + 1,
        )
    }

    fn web(&mut self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&coloa_zone());
        let source = self.outside();
        let mut path = self.pick(&PATHS).to_owned();
        if path.ends_with('=') || path.ends_with("=H") {
            path.push_str(&(1000 + self.below(90_000)).to_string());
        }
        let status = self.pick(&["200", "200", "200", "200", "304", "404"]);
        let (bytes, agent) = (self.below(60_000), self.pick(&AGENTS));
        format!(
            "{source} - - [{}] \"GET {path} HTTP/1.1\" {status} {bytes} \"https://cong.tinh-mau.example/\" \"{agent}\"",
            local.format("%d/%b/%Y:%H:%M:%S %z"),
        )
    }

    fn windows(&mut self, at: DateTime<Utc>) -> String {
        let time = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let (machine, user) = (self.below(400), self.pick(&USERS));
        let record = self.number;
        if self.below(2) == 0 {
            let which = usize::try_from(self.below(IMAGES.len() as u64)).unwrap_or(0);
            let (image, line) = IMAGES[which];
            let pid = 1000 + self.below(30_000);
            format!(
                r#"{{"@timestamp":"{time}","event":{{"code":"1","provider":"Microsoft-Windows-Sysmon"}},"host":{{"name":"MAY-{machine:03}"}},"winlog":{{"channel":"Microsoft-Windows-Sysmon/Operational","provider_name":"Microsoft-Windows-Sysmon","event_id":1,"computer_name":"MAY-{machine:03}.tinh-mau.example","record_id":{record},"event_data":{{"Image":"{image}","CommandLine":"{line}","ParentImage":"C:\\Windows\\System32\\services.exe","User":"TINHMAU\\{user}","ProcessId":"{pid}","IntegrityLevel":"Medium"}}}}}}"#
            )
        } else {
            let address = self.inside();
            format!(
                r#"{{"@timestamp":"{time}","event":{{"code":"4624","provider":"Microsoft-Windows-Security-Auditing"}},"host":{{"name":"MAY-{machine:03}"}},"winlog":{{"channel":"Security","provider_name":"Microsoft-Windows-Security-Auditing","event_id":4624,"computer_name":"MAY-{machine:03}.tinh-mau.example","record_id":{record},"event_data":{{"TargetUserName":"{user}","TargetDomainName":"TINHMAU","LogonType":"3","IpAddress":"{address}","AuthenticationPackageName":"Kerberos","LogonProcessName":"Kerberos"}}}}}}"#
            )
        }
    }

    fn linux(&mut self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&coloa_zone()).format("%b %e %H:%M:%S");
        let (host, pid) = (self.below(12) + 1, 1000 + self.below(60_000));
        let (user, address, port) = (self.pick(&USERS), self.inside(), 1024 + self.below(60_000));
        match self.below(3) {
            0 => format!(
                "{local} may-chu-{host:02} sshd[{pid}]: Accepted publickey for {user} from {address} port {port} ssh2"
            ),
            1 => format!("{local} may-chu-{host:02} CRON[{pid}]: (root) CMD (run-parts /etc/cron.hourly)"),
            _ => format!(
                "{local} may-chu-{host:02} systemd[1]: Started session-{pid}.scope - Session {pid} of user {user}."
            ),
        }
    }

    /// A password guessed over SSH: many failures and then one that works. Lines as [`Kind::Linux`].
    pub fn ssh_guessing(&mut self, at: DateTime<Utc>, failures: u32) -> Vec<String> {
        let local = at
            .with_timezone(&coloa_zone())
            .format("%b %e %H:%M:%S")
            .to_string();
        let (address, pid) = (self.outside(), 20_000 + self.below(9_000));
        let mut lines: Vec<String> = (0..failures)
            .map(|n| {
                format!(
                    "{local} may-chu-03 sshd[{pid}]: Failed password for root from {address} port {} ssh2",
                    40_000 + n
                )
            })
            .collect();
        lines.push(format!(
            "{local} may-chu-03 sshd[{pid}]: Accepted password for root from {address} port 51515 ssh2"
        ));
        lines
    }

    /// A scanner before a web site, which then finds a shell. Lines as [`Kind::Web`].
    pub fn web_attack(&mut self, at: DateTime<Utc>) -> Vec<String> {
        let local = at
            .with_timezone(&coloa_zone())
            .format("%d/%b/%Y:%H:%M:%S %z")
            .to_string();
        let address = self.outside();
        let line = |request: &str, status: u16, agent: &str| {
            format!("{address} - - [{local}] \"{request} HTTP/1.1\" {status} 512 \"-\" \"{agent}\"")
        };
        vec![
            line(
                "GET /?id=1%27%20UNION%20SELECT%20username,password%20FROM%20users--",
                500,
                "sqlmap/1.8#stable (https://sqlmap.org)",
            ),
            line(
                "GET /..%2f..%2f..%2fetc/passwd",
                404,
                "sqlmap/1.8#stable (https://sqlmap.org)",
            ),
            line("POST /uploads/anh.php?cmd=whoami", 200, AGENTS[0]),
        ]
    }

    /// Somebody clears the log of a machine. JSON as [`Kind::Windows`].
    pub fn log_cleared(&mut self, at: DateTime<Utc>) -> Vec<String> {
        let time = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let machine = self.below(400);
        vec![format!(
            r#"{{"@timestamp":"{time}","event":{{"code":"1102","provider":"Microsoft-Windows-Eventlog"}},"host":{{"name":"MAY-{machine:03}"}},"winlog":{{"channel":"Security","provider_name":"Microsoft-Windows-Eventlog","event_id":1102,"computer_name":"MAY-{machine:03}.tinh-mau.example","record_id":1,"user_data":{{"SubjectUserName":"quantri","SubjectDomainName":"TINHMAU"}}}}}}"#
        )]
    }
}

/// Viet Nam's zone: devices of the sample write local times.
fn coloa_zone() -> chrono::FixedOffset {
    chrono::FixedOffset::east_opt(7 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        parsers::syslog::Clock,
        record::{Format, Record, understand},
    };

    fn at() -> DateTime<Utc> {
        "2026-07-01T02:00:00Z".parse().unwrap()
    }

    fn product(text: &str) -> String {
        let record = Record {
            payload: text.as_bytes().into(),
            ..Record::default()
        };
        let clock = Clock {
            received: at(),
            zone: coloa_zone(),
        };
        let (event, problem) = understand(&record, Format::Auto, &clock);
        assert_eq!(problem, None, "{text}");
        assert_eq!(event.time.map(|t| (t - at()).num_seconds()), Some(0), "{text}");
        let source = event.logsource;
        source
            .product
            .or_else(|| source.categories.first().cloned())
            .unwrap_or_default()
            .into_owned()
    }

    #[test]
    fn every_kind_is_understood_at_its_time() {
        let mut generator = Generator::new(7);
        for (kind, wanted) in [
            (Kind::Firewall, "fortigate"),
            (Kind::Web, "webserver"),
            (Kind::Windows, "windows"),
            (Kind::Linux, "linux"),
        ] {
            for _ in 0..50 {
                assert_eq!(product(&generator.ordinary(kind, at())), wanted);
            }
        }
        for line in generator.ssh_guessing(at(), 5) {
            assert_eq!(product(&line), "linux");
        }
        assert!(
            generator
                .web_attack(at())
                .iter()
                .all(|l| product(l) == "webserver")
        );
        assert!(
            generator
                .log_cleared(at())
                .iter()
                .all(|l| product(l) == "windows")
        );
    }

    #[test]
    fn a_seed_repeats_itself_and_its_events_do_not() {
        let lines = |seed| {
            let mut generator = Generator::new(seed);
            (0..200)
                .map(|_| {
                    let kind = generator.kind();
                    generator.ordinary(kind, at())
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(1), lines(1));
        assert_ne!(lines(1), lines(2));
        let mut all = lines(1);
        all.sort();
        all.dedup();
        assert!(all.len() > 190, "{}", all.len());
    }
}
