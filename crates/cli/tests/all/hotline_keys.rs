//! `coloa hotline key …`: shares among custodians, the loss of the key file and the way back; and the front that stands
//! alone, which calls nobody.

use crate::support::{Place, finish};
use coloa_base::SystemClock;
use coloa_hotline::{
    Hotline,
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter, place},
    form::Form,
    intake,
    model::Part,
    store,
};
use coloa_platform::Config;
use coloa_server::App;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

const NARRATIVE: &str = "Nó bảo tôi chuyển tiền vào tài khoản lạ";

async fn app(place: &Place) -> App {
    let config = Config {
        data_dir: place.data(),
        ..Config::default()
    };
    App::start(config, Arc::new(SystemClock)).await.unwrap()
}

/// Files a report as the portal does; its id.
async fn report(place: &Place) -> Uuid {
    let app = app(place).await;
    let hotline = &app.hotline;
    let form: Form = serde_json::from_value(json!({
        "channel": "web", "language": "vi", "topic": "14", "money": "none"
    }))
    .unwrap();
    let letter = Letter {
        form: Some(form),
        narrative: NARRATIVE.to_owned(),
        ..Letter::default()
    };
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    let code = Code::of_form(&[7; 32], id.as_bytes(), &[0; 32]);
    let envelope = Envelope::seal(&hotline.sealer(), id, EnvelopeKind::Report, now, &code, &letter).unwrap();
    intake::take_in(hotline, envelope).await.unwrap();
    app.db.close().await.unwrap();
    id
}

/// What the report says, where the keys of the machine open it.
async fn narrative(hotline: &Hotline, id: Uuid) -> Option<String> {
    let parts = store::sealed::of_report(hotline.access.db().reader(), id)
        .await
        .unwrap();
    let part = parts.iter().find(|p| p.part == Part::Narrative.as_str()).unwrap();
    let sealed = part.sealed.as_ref().unwrap();
    let opened = hotline
        .opener()
        .ok()?
        .open(Part::Narrative, &place(id, Part::Narrative, 0), sealed);
    Some(String::from_utf8(opened.ok()?).unwrap())
}

async fn reads(place: &Place, id: Uuid) -> Option<String> {
    let app = app(place).await;
    let read = narrative(&app.hotline, id).await;
    app.db.close().await.unwrap();
    read
}

fn status(place: &Place) -> (i32, Value) {
    let run = place.run(&["hotline", "key", "status", "--format", "json"]);
    (run.code, serde_json::from_str(&run.out).unwrap())
}

fn shares(place: &Place, more: &[&str]) -> Vec<String> {
    let arguments = [&["hotline", "key", "split", "--format", "json"], more].concat();
    let made = place.run(&arguments).json();
    let shares = made["shares"].as_array().unwrap().iter();
    shares.map(|s| s.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_key_is_made_good_by_the_custodians() {
    let place = Place::new();
    let before = report(&place).await;
    let shares = shares(&place, &["--needed", "2", "--custodians", "3"]);
    let old = report(&place).await;
    assert_eq!(reads(&place, old).await.as_deref(), Some(NARRATIVE));
    let (code, standing) = status(&place);
    assert_eq!((code, &standing["file"]), (0, &json!("fits")));
    assert_eq!(
        (&standing["uncovered"], &standing["older"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(standing["last_resort_is_here"], json!(false));
    // The shares are nowhere on the machine.
    for entry in ["coloa.sqlite", "secrets/hotline.key", "secrets/audit.anchor"] {
        let bytes = std::fs::read(place.data().join(entry)).unwrap();
        for share in &shares {
            let digits = share.split('-').nth(4).unwrap().as_bytes();
            assert!(!bytes.windows(digits.len()).any(|w| w == digits), "{entry}");
        }
    }

    // The disk with the keys is gone. Reports still come in.
    std::fs::remove_file(place.data().join("secrets/hotline.key")).unwrap();
    assert_eq!(status(&place).0, 3);
    assert!(place.run(&["doctor"]).fails(3).contains("cần xử lý"));
    assert_eq!(reads(&place, old).await, None);
    let meanwhile = report(&place).await;

    // Too few, mistyped, of another key: each is told, and nothing is written.
    let recover = |input: &str| place.run_with_input(&["hotline", "key", "recover"], input);
    assert!(recover(&shares[0]).fails(1).contains("Cần 2 mảnh"));
    let mistyped = shares[1].replacen(|c: char| c.is_ascii_digit(), "", 1);
    let said = recover(&format!("{}\n{mistyped}\n", shares[0])).fails(1);
    assert!(said.contains("thứ 2"), "{said}");
    let foreign = coloa_hotline::custody::split(2, 2).unwrap().shares.join("\n");
    assert!(recover(&foreign).fails(1).contains("Chưa ghi gì"));
    assert!(!place.data().join("secrets/hotline.key").exists());

    // As it is typed from paper: in capitals, broken into lines, with what was printed around it.
    let (head, tail) = shares[2].split_at(30);
    let typed = format!(
        "Mảnh 3/3:\n{}\n{tail}\n\nMảnh 1/3:\n{}\n",
        head.to_uppercase(),
        shares[0]
    );
    let said = recover(&typed).ok();
    assert!(
        said.contains("đã tạo khóa mới") && said.contains("--replace"),
        "{said}"
    );
    for id in [old, meanwhile] {
        assert_eq!(reads(&place, id).await.as_deref(), Some(NARRATIVE));
    }
    // What came in before there was a key of last resort needs the old file.
    assert_eq!(reads(&place, before).await, None);
    let new = report(&place).await;
    assert_eq!(reads(&place, new).await.as_deref(), Some(NARRATIVE));
    let (code, standing) = status(&place);
    assert_eq!((code, &standing["last_resort_is_here"]), (0, &json!(true)));

    // A new key of last resort, since the old one is on this machine now; the old reports still open.
    place.run(&["hotline", "key", "split"]).fails(1);
    assert_eq!(self::shares(&place, &["--replace"]).len(), 5);
    assert_eq!(status(&place).1["last_resort_is_here"], json!(false));
    assert_eq!(reads(&place, old).await.as_deref(), Some(NARRATIVE));
    let log = place.run(&[
        "audit",
        "list",
        "--action",
        "hotline.settings",
        "--format",
        "json",
    ]);
    let done: BTreeSet<String> = log
        .json()
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| {
            let detail: Value = serde_json::from_str(entry["detail"].as_str()?).ok()?;
            Some(detail["what"].as_str()?.to_owned())
        })
        .collect();
    for step in ["last_resort", "recovered"] {
        assert!(done.contains(step), "{done:?}");
    }
    place.run(&["audit", "verify"]).ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_keys_leave_old_reports_readable() {
    let place = Place::new();
    let old = report(&place).await;
    let before = status(&place).1;
    place.run(&["hotline", "key", "rotate"]).ok();
    let after = status(&place).1;
    assert_ne!(before["content_key"], after["content_key"]);
    assert_ne!(before["identity_key"], after["identity_key"]);
    assert_eq!((&after["file"], &after["older"]), (&json!("fits"), &json!(1)));
    let new = report(&place).await;
    for id in [old, new] {
        assert_eq!(reads(&place, id).await.as_deref(), Some(NARRATIVE));
    }
    // Without the file it is not done by accident: what is lost would stay lost.
    std::fs::remove_file(place.data().join("secrets/hotline.key")).unwrap();
    assert!(
        place
            .run(&["hotline", "key", "rotate"])
            .fails(1)
            .contains("--anew")
    );
    place.run(&["hotline", "key", "rotate", "--anew"]).ok();
    assert_eq!(status(&place).0, 0);
    assert_eq!(reads(&place, old).await, None);
}

#[test]
fn shares_are_printed_once_each_on_a_line_and_bad_numbers_are_refused() {
    let place = Place::new();
    let said = place
        .run(&["hotline", "key", "split", "--needed", "1", "--custodians", "3"])
        .fails(2);
    assert!(said.contains("ít nhất 2"), "{said}");
    assert!(!place.data().exists());
    let out = place
        .run(&["hotline", "key", "split", "--needed", "2", "--custodians", "2"])
        .ok();
    let lines: Vec<&str> = out.lines().filter(|l| l.starts_with("coloa-share-2-")).collect();
    assert_eq!(lines.len(), 2);
    let files = [place.file("a.txt", lines[0]), place.file("b.txt", lines[1])];
    let said = place
        .run(&["hotline", "key", "recover", &files[0], &files[1], "--lang", "en"])
        .ok();
    // The key file was there: no new keys were needed.
    assert!(!said.contains("new keys"), "{said}");
    let missing = place
        .run(&["hotline", "key", "recover", "/khong/co.txt"])
        .fails(1);
    assert!(missing.contains("Không có tệp"), "{missing}");
}

#[test]
fn doctor_says_whether_the_keys_stand() {
    let place = Place::new();
    let outcome = |what: &str| {
        let run = place.run(&["doctor", "--format", "json"]);
        let checks: Value = serde_json::from_str(&run.out).unwrap();
        let found = checks.as_array().unwrap().iter().find(|c| c["what"] == what);
        found.unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    place.run(&["user", "add", "nguyenan", "--name", "An"]).ok();
    assert_eq!(outcome("hotline keys"), "ok");
    assert_eq!(outcome("key of last resort"), "warn");
    place.run(&["hotline", "key", "split"]).ok();
    assert_eq!(outcome("key of last resort"), "ok");
    std::fs::write(place.data().join("secrets/hotline.key"), "hỏng\n").unwrap();
    assert_eq!(outcome("hotline keys"), "fail");
    // Whoever starts anything else is told what to do.
    let said = place.run(&["user", "list"]).fails(1);
    assert!(said.contains("hotline.key"), "{said}");
}

#[cfg(target_os = "linux")]
mod alone {
    use super::*;
    use std::{
        io::{BufRead as _, BufReader},
        path::Path,
        process::{Child, Stdio},
    };

    const TOKEN: &str = "hotline.relay.token=ma-tiep-van-cua-hai-may-0123456789abcdef";

    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// Sockets of a process over IPv4: the own port and the state.
    fn sockets(pid: u32) -> Vec<(u16, String)> {
        let own: BTreeSet<String> = std::fs::read_dir(format!("/proc/{pid}/fd"))
            .unwrap()
            .filter_map(|fd| std::fs::read_link(fd.unwrap().path()).ok())
            .filter_map(|link| {
                let link = link.display().to_string();
                Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
            })
            .collect();
        let table = std::fs::read_to_string(format!("/proc/{pid}/net/tcp")).unwrap();
        let rows = table
            .lines()
            .skip(1)
            .map(|l| l.split_whitespace().collect::<Vec<_>>());
        rows.filter(|row| own.contains(row[9]))
            .map(|row| {
                let port = row[1].split_once(':').unwrap().1;
                (u16::from_str_radix(port, 16).unwrap(), row[3].to_owned())
            })
            .collect()
    }

    fn get(url: &str, token: Option<&str>) -> u16 {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        let request = agent.get(url);
        let request = match token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        request.call().unwrap().status().as_u16()
    }

    #[test]
    fn the_front_listens_and_calls_nobody() {
        let place = Place::new();
        let listen = "http.listen=127.0.0.1:0";
        let relay = "hotline.relay.listen=127.0.0.1:0";
        let mut command = place.command(&[
            "serve", "--role", "public", "--lang", "en", "--set", listen, "--set", relay, "--set", TOKEN,
        ]);
        let mut child = Running(
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
        let mut told = |word: &str| {
            let line = lines
                .find(|l| l.as_ref().unwrap().contains(word))
                .unwrap()
                .unwrap();
            line.split_whitespace().last().unwrap().to_owned()
        };
        let (citizens, core) = (told("citizens' front"), told("core calls"));
        assert_eq!(get(&format!("{citizens}/cong-dan"), None), 200);
        assert_eq!(get(&format!("{citizens}/"), None), 303);
        // Nobody signs in here, and there is no API but the portal's.
        for path in [
            "/api/v1/auth/session",
            "/api/v1/hotline/reports",
            "/relay/v1/state",
        ] {
            assert_eq!(get(&format!("{citizens}{path}"), None), 404, "{path}");
        }
        let token = TOKEN.split_once('=').unwrap().1;
        let state = format!("http://{core}/relay/v1/state");
        assert_eq!((get(&state, None), get(&state, Some(token))), (401, 200));

        let port = |address: &str| address.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
        let own = [port(&citizens), port(&core)];
        let found = sockets(child.0.id());
        assert!(
            found.iter().filter(|(_, state)| state == "0A").count() == 2,
            "{found:?}"
        );
        // Every other connection came in on one of the two ports: none was opened from here.
        assert!(found.iter().all(|(port, _)| own.contains(port)), "{found:?}");
        for path in [
            "coloa.sqlite",
            "secrets/master.key",
            "secrets/hotline.key",
            "events",
        ] {
            assert!(!Path::new(&place.data()).join(path).exists(), "{path}");
        }
    }

    #[test]
    fn a_front_says_what_it_lacks() {
        let place = Place::new();
        let run = |more: &[&str]| place.run(&[&["serve", "--role", "public"], more].concat());
        assert!(run(&[]).fails(2).contains("hotline.relay.listen"));
        let listen = ["--set", "hotline.relay.listen=127.0.0.1:0"];
        assert!(run(&listen).fails(2).contains("hotline.relay.token"));
        assert!(run(&["--sample"]).fails(2).contains("--sample"));
        // On the folder of a core it does not start.
        place.run(&["user", "add", "nguyenan", "--name", "An"]).ok();
        let core = finish(
            place.command(&["serve", "--role", "public", "--set", listen[1], "--set", TOKEN]),
            "",
        );
        assert!(core.fails(2).contains("coloa.sqlite"));
    }
}
