//! Programs of Linux that write to syslog: what they are to Sigma, and what their sentences say.

use super::syslog::Line;
use coloa_event::{Event, LogSource};

/// Programs and the service they are to Sigma; others are `syslog`.
const SERVICES: [(&str, &str); 13] = [
    ("sshd", "sshd"),
    ("sshd-session", "sshd"),
    ("sudo", "sudo"),
    ("su", "auth"),
    ("login", "auth"),
    ("cron", "cron"),
    ("crond", "cron"),
    ("auditd", "auditd"),
    ("audispd", "auditd"),
    ("clamd", "clamav"),
    ("freshclam", "clamav"),
    ("vsftpd", "vsftpd"),
    ("guacd", "guacamole"),
];

/// The event of a line. Names of fields are those of the Elastic Common Schema.
#[must_use]
pub fn event(line: &Line<'_>) -> Event {
    let mut event = Event {
        time: line.time,
        ..Event::default()
    };
    let mut set = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            event.fields.set(name, value);
        }
    };
    set("host.name", line.host);
    set("process.name", line.app);
    set("log.syslog.msgid", line.message_id);
    set("log.syslog.structured_data", line.structured);
    set("message", Some(line.message));
    match line.pid.map(str::parse::<i64>) {
        Some(Ok(pid)) => event.fields.set("process.pid", pid),
        Some(Err(_)) => event
            .fields
            .set("log.syslog.procid", line.pid.unwrap_or_default()),
        None => {}
    }
    if let Some(priority) = line.priority {
        event.fields.set("log.syslog.priority", i64::from(priority));
        event
            .fields
            .set("log.syslog.facility.code", i64::from(priority / 8));
        event
            .fields
            .set("log.syslog.severity.code", i64::from(priority % 8));
    }
    let Some(app) = line.app else {
        // Nothing says that the sender runs Linux: a firewall speaks syslog, too.
        return event;
    };
    // "sshd(pam_unix)" and "/usr/sbin/sshd" are sshd.
    let app = app.split('(').next().unwrap_or(app);
    let app = app.rsplit('/').next().unwrap_or(app).to_ascii_lowercase();
    let service = SERVICES
        .iter()
        .find(|(name, _)| *name == app)
        .map_or("syslog", |(_, service)| service);
    event.logsource = LogSource {
        product: Some("linux".into()),
        service: Some(service.into()),
        categories: Vec::new(),
    };
    match service {
        "sshd" => sshd(&mut event, line.message),
        "sudo" => sudo(&mut event, line.message),
        _ => {}
    }
    event
}

/// Who tried to sign in from where, and how it ended.
fn sshd(event: &mut Event, message: &str) {
    let (outcome, rest) = if let Some(rest) = message.strip_prefix("Accepted ") {
        ("success", rest)
    } else if let Some(rest) = message.strip_prefix("Failed ") {
        ("failure", rest)
    } else if let Some(rest) = message.strip_prefix("Invalid user ") {
        place(event, rest);
        event.fields.set("event.outcome", "failure");
        if let Some((user, _)) = rest.split_once(" from ") {
            event.fields.set("user.name", user);
        }
        return;
    } else {
        // "Connection closed by 10.0.0.1 port 22", "Received disconnect from 10.0.0.1 port 22".
        for before in [" by ", " from "] {
            if let Some((_, rest)) = message.split_once(before) {
                let mut words = rest.split(' ');
                if let Some(address) = words.next().filter(|w| w.parse::<std::net::IpAddr>().is_ok()) {
                    event.fields.set("source.ip", address);
                }
            }
        }
        return;
    };
    let Some((method, rest)) = rest.split_once(" for ") else {
        return;
    };
    event.fields.set("event.action", "ssh_login");
    event.fields.set("event.outcome", outcome);
    event.fields.set("sshd.method", method);
    let rest = rest.strip_prefix("invalid user ").unwrap_or(rest);
    // A name may hold spaces and the words " from ": the last ones are the program's.
    if let Some((user, _)) = rest.rsplit_once(" from ") {
        event.fields.set("user.name", user);
    }
    place(event, rest);
}

/// "… from 10.0.0.1 port 55000 ssh2"
fn place(event: &mut Event, text: &str) {
    let Some((_, rest)) = text.rsplit_once(" from ") else {
        return;
    };
    let mut words = rest.split(' ');
    if let Some(address) = words.next() {
        event.fields.set("source.ip", address.trim_end_matches(':'));
    }
    if words.next() == Some("port")
        && let Some(Ok(port)) = words.next().map(str::parse::<i64>)
    {
        event.fields.set("source.port", port);
    }
}

/// `user : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/bin/sh`
fn sudo(event: &mut Event, message: &str) {
    let Some((user, rest)) = message.trim_start().split_once(" : ") else {
        return;
    };
    event.fields.set("user.name", user.trim());
    for part in rest.split(" ; ") {
        match part.split_once('=') {
            Some(("USER", who)) => event.fields.set("user.effective.name", who),
            Some(("COMMAND", command)) => event.fields.set("process.command_line", command),
            Some(("PWD", folder)) => event.fields.set("process.working_directory", folder),
            Some(("TTY", terminal)) => event.fields.set("process.tty", terminal),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsers::syslog::{self, Clock};
    use crate::parsers::testing::has;

    fn read(text: &str) -> Event {
        let clock = Clock {
            received: "2026-01-02T00:00:00Z".parse().unwrap(),
            zone: chrono::FixedOffset::east_opt(7 * 3600).unwrap(),
        };
        event(&syslog::read(text, &clock).unwrap())
    }

    #[test]
    fn sign_ins_over_ssh() {
        let failed = read(
            "<38>Jan  1 08:15:00 h sshd[7]: Failed password for invalid user a from b from 203.0.113.7 port 55000 ssh2",
        );
        has(
            &failed,
            &[
                ("user.name", "a from b"),
                ("source.ip", "203.0.113.7"),
                ("source.port", "55000"),
                ("event.outcome", "failure"),
                ("sshd.method", "password"),
                ("log.syslog.facility.code", "4"),
            ],
        );
        assert_eq!(failed.logsource.service.as_deref(), Some("sshd"));
        let accepted = read(
            "Jan  1 08:15:00 h sshd[7]: Accepted publickey for mau from 203.0.113.7 port 1 ssh2: RSA SHA256:x",
        );
        has(&accepted, &[("event.outcome", "success"), ("user.name", "mau")]);
        let invalid = read("Jan  1 08:15:00 h sshd[7]: Invalid user admin from 203.0.113.7");
        has(&invalid, &[("source.ip", "203.0.113.7"), ("user.name", "admin")]);
        let closed = read("Jan  1 08:15:00 h sshd[7]: Connection closed by 203.0.113.9 [preauth]");
        has(&closed, &[("source.ip", "203.0.113.9")]);
        let pam = read("Jan  1 08:15:00 h sshd(pam_unix)[7]: check pass; user unknown");
        assert_eq!(pam.logsource.service.as_deref(), Some("sshd"));
    }

    #[test]
    fn commands_of_sudo() {
        let event = read(
            "Jan  1 08:15:00 h sudo:   mau : TTY=pts/0 ; PWD=/home/mau ; USER=root ; COMMAND=/bin/cat /etc/shadow",
        );
        has(
            &event,
            &[
                ("user.name", "mau"),
                ("user.effective.name", "root"),
                ("process.command_line", "/bin/cat /etc/shadow"),
            ],
        );
        assert_eq!(event.logsource.service.as_deref(), Some("sudo"));
    }

    #[test]
    fn a_line_without_a_program_is_nobodys() {
        let event = read("<14>%ASA-6-302013: Built outbound TCP connection");
        assert!(event.logsource.is_unknown());
        has(
            &event,
            &[("message", "%ASA-6-302013: Built outbound TCP connection")],
        );
    }
}
