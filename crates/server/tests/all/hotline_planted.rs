//! What a citizen wrote is planted in every field, the reports go their whole way over the API, and then all that leaves the
//! server is looked through: every answer to every role, exports, papers, what incidents hand to others, pages and feeds of
//! the portal, every line of the log, and what stands on the disk. `crates/hotline/tests/all/planted.rs` looks through the
//! tables of both databases.

use crate::{
    document::{Operation, operations},
    hotline_report::{API, officer, post, put, report},
    support::{Client, World},
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    attachment,
    code::Code,
    envelope::{Attachment, Envelope, EnvelopeKind, Letter},
    form::{Form, Identity},
    intake,
};
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    io::{Cursor, Read as _},
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};
use uuid::Uuid;

/// Letters and digits that stand in no other text, small.
const SECRETS: [&str; 16] = [
    "zhrqxa",
    "0912777101",
    "912 777 101",
    "zq.vw@thu.invalid",
    "kwxzt",
    "031234567777",
    "giamho-qwf",
    "tuchoi-qwf",
    "loike-jqwx",
    "nhantin-jqwx",
    "traloi-jqwx",
    "rutlai-jqwx",
    "teptin-jqwx",
    "tronganh-jqwx",
    "phandoi-jqwx",
    "1012777333",
];
/// What may be seen, so that a look that finds nothing has looked.
const OPEN: &str = "mau-gia-3.example";

fn leak(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    SECRETS.into_iter().find(|secret| small.contains(secret))
}

/// All that is logged, also what is left out unless somebody looks for a fault.
struct Listening;

static LINES: AtomicU64 = AtomicU64::new(0);
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

fn hear(name: &str, record: impl FnOnce(&mut Words)) {
    let mut words = Words(name.to_owned());
    record(&mut words);
    LINES.fetch_add(1, Ordering::Relaxed);
    if leak(&words.0).is_some() {
        LEAKS.lock().unwrap().push(words.0);
    }
}

impl Subscriber for Listening {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::DEBUG
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        hear(span.metadata().name(), |words| span.record(words));
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        hear("", |words| values.record(words));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        hear(event.metadata().target(), |words| event.record(words));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn picture() -> Attachment {
    let note = b"Exif\0\0Tronganh-Jqwx cua Zhrqxa";
    let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
    let bytes = [
        &b"\xff\xd8\xff\xe1"[..],
        &length,
        note,
        b"\xff\xc0\x00\x0b\x08\0\x01\0\x01\x01\x01\x11\0",
        b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0\x12\x34\xff\xd9",
    ]
    .concat();
    attachment::take("Teptin-Jqwx.jpg", bytes).unwrap()
}

fn identity() -> Identity {
    Identity {
        name: "Nguyễn Thị Zhrqxa".to_owned(),
        phone: "0912 777 101".to_owned(),
        email: "zq.vw@thu.invalid".to_owned(),
        address: "77 ngõ Kwxzt, xã Sông Thử".to_owned(),
        id_card: "031234567777".to_owned(),
        guardian: "Giamho-Qwf".to_owned(),
        refused_because: "Tuchoi-Qwf".to_owned(),
    }
}

/// One with all that can be said, the other from somebody who does not say who they are.
fn letter(times: &str, identity: Identity) -> Letter {
    let form: Form = serde_json::from_value(json!({
        "channel": "web", "language": "vi", "topic": "14", "money": "asked", "reached_by": ["phone"], "exposed": ["otp"],
        "named": [{ "text": "0912003101, không phải số của Zhrqxa 0912777101" }], "bank": "VCB gần nhà Zhrqxa",
        "wants_secret": true, "may_share": true,
    }))
    .unwrap();
    Letter {
        form: Some(form),
        narrative: format!(
            "Loike-Jqwx: lần {times} số 0912003101 gọi, bảo vào {OPEN}, ck từ stk của em 1012777333; em là Zhrqxa."
        ),
        identity,
        attachments: vec![picture()],
    }
}

async fn hand_in(world: &World, kind: EnvelopeKind, code: &Code, letter: &Letter) -> Uuid {
    let (hotline, id) = (&world.app.hotline, Uuid::now_v7());
    let mut envelope = Envelope::seal(&hotline.sealer(), id, kind, world.clock.now(), code, letter).unwrap();
    // Each from a network of its own.
    envelope.network = Some(id.simple().to_string());
    intake::take_in(hotline, envelope).await.unwrap();
    id
}

/// A change of what is behind a path, as it is now.
async fn step(me: &Client, path: &str, rest: &str, body: Option<Value>) -> Value {
    let seen = me.get(path).await.expect(200).version();
    let reply = me
        .call(Method::POST, &format!("{path}{rest}"), body.as_ref(), Some(seen))
        .await;
    assert!(reply.status.is_success(), "{path}{rest}: {}", reply.text());
    reply.json()
}

/// An operator goes through a report: opened, redacted, named, classified, answered, passed on.
async fn handled(world: &World, me: &Client, id: Uuid, own: &[&str], account: &str) {
    post(me, id, "/take", json!({})).await.expect(200);
    let opened = me.post(&report(id, "/open"), &json!({})).await.expect(200).json();
    assert!(leak(&opened.to_string()).is_some(), "whoever has it reads it");
    for file in opened["attachments"].as_array().unwrap() {
        let path = report(id, &format!("/attachments/{}/open", file["id"].as_str().unwrap()));
        for original in [false, true] {
            let ask = json!({ "original": original, "reason": "Xem ảnh gốc" });
            me.post(&path, &ask).await.expect(200);
        }
    }
    for words in own {
        let refused = put(me, id, "/redaction", json!({ "text": words }))
            .await
            .expect(422);
        assert_eq!(leak(&refused.text()), None, "{}", refused.text());
    }
    let text = format!("Một người bị số 0912003101 gọi, bảo vào {OPEN}.");
    put(me, id, "/redaction", json!({ "text": text }))
        .await
        .expect(200);
    let named = |kind: &str, value: &str, role: &str| json!({ "kind": kind, "value": value, "role": role });
    let mentions = json!({ "mentions": [
        named("phone", "0912003101", "offender"), named("domain", OPEN, "offender"),
        named("bank_account", account, "victim"),
    ] });
    put(me, id, "/mentions", mentions).await.expect(200);
    let crime = json!({ "kind": "crime_report_individual", "reason": "" });
    post(me, id, "/classify", crime).await.expect(200);
    let answer = json!({ "text": "Traloi-Jqwx: chào bà Zhrqxa." });
    post(me, id, "/messages", answer).await.expect(200);
    let to = json!({ "recipient": "investigation_agency", "recipient_name": "Công an tỉnh Sông Ngọc", "is_urgent": false });
    let begun = post(me, id, "/transfers", to).await.expect(200).json();
    let path = format!(
        "{API}/transfers/{}",
        begun["transfers"][0]["id"].as_str().unwrap()
    );
    let sent = json!({ "document_number": "12/TTANM", "sent_at": world.clock.now(), "sent_how": "văn thư", "version": 1 });
    me.post(&format!("{path}/send"), &sent).await.expect(200);
    world.clock.advance(chrono::Duration::minutes(20));
    let said =
        json!({ "ack_number": "45/TN", "ack_at": world.clock.now(), "ack_person": "Trực ban", "version": 2 });
    me.post(&format!("{path}/acknowledge"), &said).await.expect(200);
}

/// Who reports is seen, as it may be.
async fn revealed(world: &World, id: Uuid) {
    let (asker, second) = (
        world.as_role(Role::Revealer, None).await,
        world.as_role(Role::Revealer, None).await,
    );
    let reason = json!({ "reason": "Gọi lại để ngăn chuyển tiền" });
    let asked = asker
        .post(&report(id, "/reveals"), &reason)
        .await
        .expect(201)
        .json();
    let path = format!("{API}/reveals/{}", asked["id"].as_str().unwrap());
    second
        .post(&format!("{path}/decide"), &json!({ "grant": true }))
        .await
        .expect(200);
    let seen = asker.post(&format!("{path}/open"), &json!({})).await.expect(200);
    assert_eq!(leak(&seen.text()), Some("zhrqxa"));
}

/// Words that say who reports do not leave, and the answer repeats none.
fn no_outlet(said: &str) {
    assert!(said.contains("holds_identity"), "{said}");
    assert_eq!(leak(said), None, "{said}");
}

/// What came of the reports: ids of each kind, by how the paths begin that name one. Words that name who reports are tried first.
async fn spread(world: &World, me: &Client, reports: &[Uuid]) -> Vec<(String, Vec<String>)> {
    let lead = world.as_role(Role::ShiftLead, None).await;
    let agency = world.listed_agency(None).await;
    let refused = async |client: &Client, path: &str, body: Value| {
        let reply = client.post(&format!("{API}{path}"), &body).await;
        no_outlet(&reply.expect(422).text());
    };
    for (name, summary) in [("Lừa chị Zhrqxa", ""), ("Giả danh công an", "Gọi 0912777101")] {
        let body = json!({ "name": name, "summary": summary, "report_ids": reports });
        refused(me, "/campaigns", body).await;
    }
    let warning = json!({ "kind": "phone", "value": "0912003101", "reason": "Dọa bắt bà Zhrqxa" });
    refused(&lead, "/verdicts", warning).await;
    let content = json!({
        "kind": "illegal_content", "place": OPEN, "summary": "Chị Zhrqxa gửi ảnh", "report_id": reports[0],
    });
    refused(me, "/content", content).await;
    let body = json!({ "name": "Giả danh công an", "scam_type": "14", "report_ids": reports });
    let made = me
        .post(&format!("{API}/campaigns"), &body)
        .await
        .expect(201)
        .json();
    let campaign = made["line"]["id"].as_str().unwrap().to_owned();
    let path = format!("{API}/campaigns/{campaign}");
    let warning = json!({ "kind": "phone", "value": "0912003101", "reason": "Giả danh công an, dọa bắt" });
    let verdict = lead
        .post(&format!("{API}/verdicts"), &warning)
        .await
        .expect(201)
        .json();
    let list = step(
        &lead,
        &path,
        "/indicator-list",
        Some(json!({ "name": "Giả danh công an" })),
    )
    .await;
    let body = json!({ "agency_id": agency, "group": "phishing", "severity": "M3" });
    let case = step(&lead, &path, "/incident", Some(body)).await;
    let notice = step(&lead, &path, "/notice", None).await;
    let drafted = format!("{API}/notices/{}", notice["notice_id"].as_str().unwrap());
    let seen = lead.get(&drafted).await.expect(200).version();
    let named =
        json!({ "kind": "warning", "title": "Giả danh công an", "body": "Viết thư cho zq.vw@thu.invalid" });
    no_outlet(&lead.put(&drafted, seen, &named).await.expect(422).text());
    let one = |value: &Value| vec![value.as_str().unwrap().to_owned()];
    vec![
        (
            format!("{API}/reports/"),
            reports.iter().map(Uuid::to_string).collect(),
        ),
        (format!("{API}/campaigns/"), vec![campaign]),
        (format!("{API}/verdicts/"), one(&verdict["id"])),
        (format!("{API}/notices/"), one(&notice["notice_id"])),
        ("/api/v1/incidents/".to_owned(), one(&case["incident_id"])),
        ("/api/v1/indicators/".to_owned(), one(&list["indicator_list_id"])),
    ]
}

/// Every path that something can be read from: all that the API has, lists in full, exports in every format, papers, pages.
fn paths(ids: &[(String, Vec<String>)]) -> Vec<String> {
    let mut all = Vec::new();
    // Papers open what they say, so that they are asked for as changes are.
    let is_read = |o: &&Operation| !o.mutates() || o.path.ends_with("/forms/{form}");
    for operation in operations().iter().filter(is_read) {
        let about = ids
            .iter()
            .find(|(begin, _)| operation.path.starts_with(&format!("{begin}{{id}}")));
        let Some((_, ids)) = about else {
            all.push(operation.example_path());
            continue;
        };
        for id in ids {
            let named = operation.path.replacen("{id}", id, 1);
            if named.contains("{form}") {
                // Both formats are made of the same values.
                for form in ["receipt", "transfer", "phone_log", "follow_up"] {
                    all.push(format!("{}?format=docx", named.replace("{form}", form)));
                }
                all.push(format!("{}?format=pdf", named.replace("{form}", "receipt")));
                continue;
            }
            let one = Operation {
                path: named,
                ..operation.clone()
            };
            let path = one.example_path();
            if path.ends_with("/export") {
                all.extend(["csv", "json", "stix"].map(|kind| format!("{path}?format={kind}")));
            }
            if path.ends_with("/poster") {
                all.push(format!("{path}?format=svg"));
            }
            all.push(path);
        }
    }
    for report in &ids[0].1 {
        all.push(format!("{API}/clusters?report_id={report}"));
    }
    for by in ["scam_type", "kind", "commune", "channel", "month", "desk"] {
        let path = format!("{API}/statistics?from=2026-01-01&to=2026-12-31&by={by}");
        all.extend([format!("{path}&format=csv"), path]);
    }
    let more = [
        "/api/v1/hotline/reports?view=all&limit=200",
        "/api/v1/hotline/openings?limit=200",
        "/api/v1/hotline/openings?format=csv",
        "/api/v1/hotline/openings/summary?format=csv",
        "/api/v1/hotline/clusters?days=30",
        "/api/v1/hotline/public/check?value=0912003101",
        "/api/v1/incidents/export?format=csv",
        "/api/v1/incidents/export?format=json",
        "/api/v1/incidents/export?format=stix",
        "/api/v1/audit?limit=200",
        "/api/v1/notifications?limit=100",
        "/cong-dan",
        "/cong-dan/canh-bao",
        "/cong-dan/tin-nhiem",
        "/cong-dan/tin.atom",
        "/cong-dan/tin.rss",
        "/cong-dan/tin.json",
    ];
    all.extend(more.map(str::to_owned));
    all
}

/// A body as text; of an office file all that is packed in it.
fn text(body: &[u8]) -> String {
    if !body.starts_with(b"PK") {
        return String::from_utf8_lossy(body).into_owned();
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(body)).unwrap();
    let mut all = String::new();
    for n in 0..archive.len() {
        let mut part = Vec::new();
        archive.by_index(n).unwrap().read_to_end(&mut part).unwrap();
        all.push_str(&String::from_utf8_lossy(&part));
    }
    all
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_a_citizen_wrote_leaves_the_server() {
    tracing::subscriber::set_global_default(Listening).expect("nobody else listens");
    let world = World::new().await;
    let me = officer(&world).await;
    let code = || Code::random(&mut rand::rng());
    let (first, second) = (code(), code());
    let reports = [
        hand_in(&world, EnvelopeKind::Report, &first, &letter("một", identity())).await,
        hand_in(
            &world,
            EnvelopeKind::Report,
            &second,
            &letter("hai, hôm qua", Identity::default()),
        )
        .await,
    ];
    let further = |words: &str| Letter {
        narrative: words.to_owned(),
        attachments: vec![picture()],
        ..Letter::default()
    };
    hand_in(
        &world,
        EnvelopeKind::Message,
        &first,
        &further("Nhantin-Jqwx của Zhrqxa"),
    )
    .await;
    // Of somebody who does not say who they are nobody can see the name in a text; an account that is their own says so.
    let account = "Ck từ stk của em 1012777333";
    let own = ["Chị Zhrqxa kể lại", "Gọi 0912777101", account];
    handled(&world, &me, reports[0], &own, "1012777333").await;
    // Two whose own account is the same would be one voice.
    handled(&world, &me, reports[1], &[account], "1012777444").await;
    revealed(&world, reports[0]).await;
    let ids = spread(&world, &me, &reports).await;
    hand_in(&world, EnvelopeKind::Withdrawal, &second, &further("Rutlai-Jqwx")).await;
    let mut objection = letter("ba", identity());
    objection.narrative = "Phandoi-Jqwx: số này của Zhrqxa".to_owned();
    hand_in(&world, EnvelopeKind::Contest, &code(), &objection).await;
    world.run_jobs().await;

    let paths = paths(&ids);
    let (mut answered, mut shows) = (Vec::new(), Vec::new());
    for role in Role::ALL {
        // Somebody of the role who has none of the reports, and asked for nothing.
        let client = world.as_role(*role, None).await;
        for path in &paths {
            let reply = if path.contains("/forms/") {
                client.post(path, &json!({})).await
            } else {
                client.get(path).await
            };
            let said = text(&reply.body);
            assert_eq!(leak(&said), None, "{} reads it at {path}: {said}", role.as_str());
            if reply.status == 200 {
                answered.push(path.as_str());
                shows.extend(said.contains(OPEN).then_some(path.as_str()));
            }
        }
    }
    // That there was something to look at, and that the look finds what there is.
    let holds = |paths: &[&str], part: &str| paths.iter().any(|path| path.contains(part));
    for part in [
        "/forms/receipt?format=pdf",
        "/export?format=stix",
        "/export?format=csv",
        "/openings?format=csv",
    ] {
        assert!(holds(&answered, part), "{part}: {answered:#?}");
    }
    for part in [
        "/reports?view=all",
        "/forms/transfer?format=docx",
        "/campaigns/",
        "/api/v1/incidents/",
        "/api/v1/indicators/",
    ] {
        assert!(holds(&shows, part), "{part}: {shows:#?}");
    }
    for code in [&first, &second] {
        let shown = world.stranger().get("/cong-dan/canh-bao").await.text();
        assert!(!shown.contains(&code.to_string()));
    }

    // What somebody asks is theirs as well: the answer shows it again, and no line of the log does.
    let (stranger, check) = (world.stranger(), "/api/v1/hotline/public/check");
    stranger
        .get(&format!("{check}?value=0912777101"))
        .await
        .expect(200);
    stranger
        .post(check, &json!({ "value": "0912777101" }))
        .await
        .expect(200);
    stranger
        .post(check, &json!({ "0912777101": "x" }))
        .await
        .expect(422);
    stranger.get("/cong-dan/kiem-tra/phan-doi?so=0912777101").await;
    me.get(&format!("{API}/indicators?search=0912777101"))
        .await
        .expect(200);

    assert!(LINES.load(Ordering::Relaxed) > 1_000, "something was logged");
    let leaks = LEAKS.lock().unwrap().clone();
    assert!(leaks.is_empty(), "{leaks:#?}");
    for path in files(world.db().data().path().to_owned()) {
        let stored = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert_eq!(leak(&stored), None, "{}", path.display());
    }
}
