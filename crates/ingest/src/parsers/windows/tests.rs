//! One process creation in the shapes of six shippers gives one record.

use super::*;
use serde_json::json;

const COMMAND: &str = r#"powershell.exe -nop -w hidden -c "iex (gc c:\temp\a.ps1)""#;
const IMAGE: &str = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe";
const CHANNEL: &str = "Microsoft-Windows-Sysmon/Operational";

fn check(shape: &str, event: &Event) {
    assert_eq!(event.get("EventID"), Some(&Value::Int(1)), "{shape}");
    for (name, value) in [
        ("Channel", CHANNEL),
        ("Provider_Name", "Microsoft-Windows-Sysmon"),
        ("Computer", "may-01.so-mau.invalid"),
        ("Image", IMAGE),
        ("CommandLine", COMMAND),
        ("ParentImage", r"C:\Windows\explorer.exe"),
    ] {
        assert_eq!(event.text(name).as_deref(), Some(value), "{shape}: {name}");
    }
    assert_eq!(event.logsource.product.as_deref(), Some("windows"), "{shape}");
    assert_eq!(event.logsource.service.as_deref(), Some("sysmon"), "{shape}");
    assert_eq!(event.logsource.categories, ["process_creation"], "{shape}");
    assert_eq!(
        event.time.unwrap().to_rfc3339(),
        "2026-07-01T01:15:00.123+00:00",
        "{shape}"
    );
}

fn data() -> serde_json::Value {
    json!({ "Image": IMAGE, "CommandLine": COMMAND, "ParentImage": r"C:\Windows\explorer.exe" })
}

#[test]
fn event_logs() {
    let json = json!({ "Event": {
        "#attributes": { "xmlns": "http://schemas.microsoft.com/win/2004/08/events/event" },
        "System": {
            "Provider": { "#attributes": { "Name": "Microsoft-Windows-Sysmon", "Guid": "x" } },
            "EventID": 1, "Channel": CHANNEL, "Computer": "may-01.so-mau.invalid",
            "TimeCreated": { "#attributes": { "SystemTime": "2026-07-01T01:15:00.123Z" } },
        },
        "EventData": data(),
    }});
    check("EVTX", &from_evtx(&json));
    check("EVTX as JSON lines", &from_json(&json).unwrap());
}

#[test]
fn forwarded_xml() {
    let xml = format!(
        "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System>\
         <Provider Name=\"Microsoft-Windows-Sysmon\" Guid=\"x\"/><EventID>1</EventID>\
         <TimeCreated SystemTime=\"2026-07-01T01:15:00.123Z\"/><Channel>{CHANNEL}</Channel>\
         <Computer>may-01.so-mau.invalid</Computer></System><EventData>\
         <Data Name=\"Image\">{IMAGE}</Data><Data Name=\"CommandLine\">{}</Data>\
         <Data Name=\"ParentImage\">C:\\Windows\\explorer.exe</Data></EventData></Event>",
        COMMAND.replace('"', "&quot;")
    );
    check("XML", &from_xml(&xml).unwrap());
    assert!(from_xml("<Event><System></Event>").is_err());
    assert!(matches!(from_xml("<a/>"), Err(XmlError::NoRecord)));
    let deep = "<a>".repeat(100_000);
    assert!(from_xml(&deep).is_err(), "the nesting is bounded");
}

#[test]
fn winlogbeat_and_elastic() {
    let mut json = json!({
        "@timestamp": "2026-07-01T01:15:00.123Z", "event": { "code": "1" }, "host": { "name": "may-01" },
        "winlog": {
            "channel": CHANNEL, "provider_name": "Microsoft-Windows-Sysmon",
            "computer_name": "may-01.so-mau.invalid", "event_id": "1", "event_data": data(),
        },
    });
    let event = from_json(&json).unwrap();
    check("Winlogbeat", &event);
    assert_eq!(event.text("host.name").unwrap(), "may-01", "its own names stay");
    json["winlog"]["event_data"] = json!({});
    json["process"] = json!({ "executable": IMAGE, "command_line": COMMAND,
        "parent": { "executable": r"C:\Windows\explorer.exe" } });
    check("Elastic after its pipelines", &from_json(&json).unwrap());
}

#[test]
fn wazuh() {
    let json = json!({
        "timestamp": "2026-07-01T01:15:01.000+0000", "rule": { "id": "92000", "level": 4 },
        "data": { "win": {
            "system": {
                "eventID": "1", "channel": CHANNEL, "providerName": "Microsoft-Windows-Sysmon",
                "computer": "may-01.so-mau.invalid", "systemTime": "2026-07-01T01:15:00.123Z",
            },
            "eventdata": { "image": IMAGE, "commandLine": COMMAND, "parentImage": r"C:\Windows\explorer.exe" },
        }},
    });
    let event = from_json(&json).unwrap();
    check("Wazuh", &event);
    assert_eq!(event.text("rule.id").unwrap(), "92000");
}

#[test]
fn nxlog() {
    let mut json = json!({
        "EventTime": "2026-07-01T01:15:00.123Z", "EventID": 1, "Channel": CHANNEL,
        "SourceName": "Microsoft-Windows-Sysmon", "Hostname": "may-01.so-mau.invalid",
    });
    for (name, value) in data().as_object().unwrap() {
        json[name] = value.clone();
    }
    check("NXLog", &from_json(&json).unwrap());
}

#[test]
fn fluent_bit() {
    let mut json = json!({
        "TimeCreated": "2026-07-01 08:15:00.123 +0700", "EventID": 1, "Channel": CHANNEL,
        "ProviderName": "Microsoft-Windows-Sysmon", "Computer": "may-01.so-mau.invalid",
    });
    let mut by_place = vec![json!(""); 23];
    (by_place[4], by_place[10]) = (json!(IMAGE), json!(COMMAND));
    by_place[20] = json!(r"C:\Windows\explorer.exe");
    json["StringInserts"] = by_place.into();
    check("Fluent Bit by place", &from_json(&json).unwrap());
    json["StringInserts"] = json!([]);
    json["EventData"] = data();
    check("Fluent Bit by name", &from_json(&json).unwrap());
}

#[test]
fn process_creations_of_the_security_log_have_sigmas_names() {
    let json = json!({ "Event": {
        "System": { "EventID": { "#attributes": { "Qualifiers": "" }, "#text": 4688 }, "Channel": "Security" },
        "EventData": { "NewProcessName": IMAGE, "ParentProcessName": "C:\\a.exe", "CommandLine": COMMAND },
    }});
    let event = from_evtx(&json);
    assert_eq!(event.text("Image").unwrap(), IMAGE);
    assert_eq!(event.text("ParentImage").unwrap(), "C:\\a.exe");
    assert_eq!(event.logsource.categories, ["process_creation"]);
}

#[test]
fn registry_values_of_the_security_log_have_sysmons_paths() {
    let json = json!({ "Event": {
        "System": { "EventID": 4657, "Channel": "Security" },
        "EventData": { "ObjectName": r"\REGISTRY\MACHINE\SOFTWARE\Run", "ObjectValueName": "mau", "NewValue": "1" },
    }});
    let event = from_evtx(&json);
    assert_eq!(event.text("TargetObject").unwrap(), r"HKLM\SOFTWARE\Run\mau");
    assert_eq!(event.text("Details").unwrap(), "1");
}

#[test]
fn names_with_spaces_and_data_without_names() {
    let json = json!({ "Event": {
        "System": { "EventID": 1116, "Channel": "Microsoft-Windows-Windows Defender/Operational" },
        "EventData": { "Threat Name": "HackTool:Win32/Mau", "Data": { "#text": ["a", "b"] } },
    }});
    let event = from_evtx(&json);
    assert_eq!(event.text("Threat Name").unwrap(), "HackTool:Win32/Mau");
    assert_eq!(event.text("ThreatName"), event.text("Threat Name"));
    assert_eq!(event.get("Data").unwrap().to_json(), json!(["a", "b"]));
    assert_eq!(event.logsource.service.as_deref(), Some("windefend"));
}

#[test]
fn user_data_is_flat_and_engine_details_are_fields() {
    let cleared = json!({ "Event": {
        "System": { "EventID": 1102, "Channel": "Security" },
        "UserData": { "LogFileCleared": { "#attributes": { "xmlns": "x" }, "SubjectUserName": "mau" } },
    }});
    assert_eq!(from_evtx(&cleared).text("SubjectUserName").unwrap(), "mau");
    let engine = json!({ "Event": {
        "System": { "EventID": 400, "Channel": "Windows PowerShell" },
        "EventData": { "Data": { "#text": ["Available", "\tHostName=ConsoleHost\r\n\tHostApplication=powershell -nop"] } },
    }});
    let event = from_evtx(&engine);
    assert_eq!(event.text("HostApplication").unwrap(), "powershell -nop");
    assert_eq!(event.logsource.categories, ["ps_classic_start"]);
}

#[test]
fn what_is_no_record_is_left_to_others() {
    assert!(from_json(&json!({ "EventID": 1 })).is_none());
    assert!(from_json(&json!({ "message": "x" })).is_none());
    assert!(from_json(&json!([1])).is_none());
}
