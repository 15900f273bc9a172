//! The citizens' portal against those who would break it: floods, guessed codes, scripts, replays, bodies that are too large.

use crate::portal_front::{Citizen, PICTURE, Portal, said};
use axum::http::header;
use coloa_hotline::{code::Code, envelope::EnvelopeKind};
use rand::{SeedableRng, rngs::StdRng};
use std::time::{Duration, Instant};

const FORM: &str = "/cong-dan/bao-tin/don";
const FOLLOW: &str = "/cong-dan/theo-doi";
const FILE: &str = "<script>alert(1)<img>.png";
const SCRIPT: &str = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}";

#[tokio::test]
async fn script_in_every_field_comes_back_as_text() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let harmless = |shown: &str, what: &str| {
        assert!(
            !shown.contains("<script>") && !shown.contains("<img"),
            "{what}: {shown}"
        );
    };
    let fields = [
        "narrative",
        "occurred_on",
        "reached_by",
        "named",
        "named_bank",
        "money",
        "amount",
        "money_sent_at",
        "bank",
        "exposed",
        "commune",
        "is_minor",
        "name",
        "phone",
        "email",
        "address",
        "guardian",
        "kept",
        "ticket",
    ];
    for field in fields {
        let all = [("topic", "14"), (field, SCRIPT)];
        let back = citizen.upload(FORM, &all, &[(FILE, PICTURE)]).await.expect(422);
        harmless(&back.text(), field);
    }
    let back = citizen.upload(FORM, &[("topic", SCRIPT)], &[]).await.expect(422);
    harmless(&back.text(), "topic");
    for (path, field) in [
        (FOLLOW, "code"),
        ("/cong-dan/kiem-tra", "value"),
        ("/cong-dan/kiem-tra", "bank"),
        ("/cong-dan/kiem-tra/phan-doi", "warning"),
        ("/cong-dan/nhan-tin", "email"),
    ] {
        let shown = citizen.post(path, &[("value", "x"), (field, SCRIPT)]).await;
        harmless(&shown.text(), path);
    }
    let script = crate::portal_front::encoded(SCRIPT);
    for path in [
        format!("/cong-dan?lang={script}"),
        format!("/cong-dan/tin-nhiem?tim={script}&trang={script}"),
        format!("{FORM}?loai={script}"),
        format!("/cong-dan/tin/{script}"),
        format!("/cong-dan/kiem-tra/phan-doi?so={script}"),
        format!("/cong-dan/nhan-tin/huy?t={script}"),
        format!("/cong-dan/{script}"),
    ] {
        harmless(&citizen.get(&path).await.text(), &path);
    }
    // What others wrote, and what the centre published.
    let done = citizen
        .report(&[("narrative", SCRIPT), ("money", "none")], &[])
        .await
        .expect(200);
    let code = done.code();
    portal.desk.answer(&code, |m| {
        m.state = SCRIPT.into();
        m.held_by = SCRIPT.into();
        m.receipt_number = SCRIPT.into();
        m.topic = SCRIPT.into();
        m.messages.push(said(SCRIPT));
    });
    harmless(
        &citizen.post(FOLLOW, &[("code", &code)]).await.expect(200).text(),
        "a mailbox",
    );
    portal.desk.publish(|d| {
        d.centre = SCRIPT.into();
        for notice in &mut d.notices {
            for text in [
                &mut notice.title,
                &mut notice.summary,
                &mut notice.body,
                &mut notice.source_name,
            ] {
                *text = SCRIPT.into();
            }
            notice.source_url = "javascript:alert(1)".into();
            notice.signs = vec![SCRIPT.into()];
            notice.indicators[0].value = SCRIPT.into();
        }
        d.contacts[0].name = SCRIPT.into();
        d.contacts[1].value = "javascript:alert(1)".into();
        d.communes[0].name = SCRIPT.into();
        d.trusted[0].organisation = SCRIPT.into();
        d.warned[0].reason = SCRIPT.into();
    });
    for path in crate::portal_weight::PAGES {
        let page = citizen.get(path).await.expect(200).text();
        harmless(&page, path);
        assert!(!page.contains("href=\"javascript"), "{path}");
    }
    let warned = citizen
        .post("/cong-dan/kiem-tra", &[("value", "0912000101")])
        .await
        .expect(200);
    harmless(&warned.text(), "a warning");
    for feed in ["/cong-dan/tin.atom", "/cong-dan/tin.rss"] {
        harmless(&citizen.get(feed).await.expect(200).text(), feed);
    }
}

#[tokio::test]
async fn a_code_that_opens_nothing_is_answered_like_any_other_and_as_late() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let done = citizen
        .report(&[("narrative", "Bị lừa"), ("money", "none")], &[])
        .await
        .expect(200);
    let right = done.code();
    let absent = Code::random(&mut StdRng::seed_from_u64(1)).to_string();
    // The last character of the right one is another: it was mistyped.
    let mistyped = format!("{}{}", &right[..18], if right.ends_with('0') { '1' } else { '0' });
    let mut answers = Vec::new();
    for code in [&absent, &mistyped, &"*".repeat(16)] {
        let begun = Instant::now();
        let shown = citizen.post(FOLLOW, &[("code", code)]).await.expect(404);
        assert!(
            begun.elapsed() >= Duration::from_millis(250),
            "{:?}",
            begun.elapsed()
        );
        answers.push(shown.text().replace(code.as_str(), "MÃ"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let begun = Instant::now();
    citizen.post(FOLLOW, &[("code", &right)]).await.expect(200);
    assert!(begun.elapsed() >= Duration::from_millis(250));
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_shuts_nobody_out() {
    let portal = Portal::with(|config| {
        config.portal.least_seconds = 0;
        config.portal.wrong_codes_per_hour = 10;
        config.portal.lookups_per_minute = 1;
    });
    // Two behind one address, and somebody else.
    let (guesser, same_line) = (
        portal.citizen_at([198, 51, 100, 9]),
        portal.citizen_at([198, 51, 100, 9]),
    );
    let other = portal.citizen_at([198, 51, 100, 10]);
    let done = same_line
        .report(&[("narrative", "Bị lừa"), ("money", "none")], &[])
        .await
        .expect(200);
    let right = done.code();
    // Many at once, so that none is over before the others begin.
    let mut rng = StdRng::seed_from_u64(2);
    let guesses: Vec<_> = (0..13)
        .map(|_| {
            let (guesser, code) = (guesser.clone(), Code::random(&mut rng).to_string());
            tokio::spawn(async move {
                let begun = Instant::now();
                let shown = guesser.post(FOLLOW, &[("code", &code)]).await.expect(404);
                (begun.elapsed(), shown.text().replace(code.as_str(), "MÃ"))
            })
        })
        .collect();
    let mut answers = Vec::new();
    for guess in guesses {
        answers.push(guess.await.unwrap());
    }
    // In what they say nobody sees that they are slowed down.
    assert!(answers.iter().all(|(_, text)| *text == answers[0].1));
    answers.sort();
    let waited = |at: usize| answers[at].0;
    assert!(waited(0) >= Duration::from_millis(250));
    assert!(
        waited(10) >= Duration::from_millis(500)
            && waited(11) >= Duration::from_millis(750)
            && waited(12) >= Duration::from_millis(1_250),
        "{:?}",
        answers.iter().map(|(waited, _)| waited).collect::<Vec<_>>()
    );
    let opened = async |citizen: &Citizen| {
        let begun = Instant::now();
        citizen.post(FOLLOW, &[("code", &right)]).await.expect(200);
        begun.elapsed()
    };
    assert!(opened(&same_line).await >= Duration::from_millis(2_250));
    opened(&other).await;
    // After an hour nothing is left of it.
    portal.clock.advance(chrono::TimeDelta::hours(2));
    opened(&guesser).await;
}

#[tokio::test]
async fn look_ups_are_limited_by_network() {
    let portal = Portal::with(|config| config.portal.lookups_per_minute = 5);
    let citizen = portal.citizen();
    for _ in 0..5 {
        citizen
            .get("/api/v1/hotline/public/check?value=0912000101")
            .await
            .expect(200);
    }
    let shut = citizen
        .get("/api/v1/hotline/public/check?value=0912000101")
        .await
        .expect(429);
    assert!(shut.says("hotline.too_many") && !shut.header("retry-after").is_empty());
    let shut = citizen
        .post("/cong-dan/kiem-tra", &[("value", "0912000101")])
        .await
        .expect(429);
    assert!(shut.says("tel:1900000101"), "whom to phone is there");
    portal
        .citizen_at([198, 51, 100, 8])
        .post("/cong-dan/kiem-tra", &[("value", "x")])
        .await
        .expect(200);
}

#[tokio::test]
async fn what_is_too_large_or_broken_is_said_in_words() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let long = "x".repeat(20_001);
    let back = citizen
        .report(&[("narrative", &long), ("money", "none")], &[])
        .await
        .expect(422);
    assert!(back.says("dài quá") && back.says(&long));
    let endless = "x".repeat(300_000);
    citizen.report(&[("narrative", &endless)], &[]).await.expect(413);
    let endless = "x".repeat(800_000);
    let shown = citizen
        .post("/cong-dan/kiem-tra", &[("value", endless.as_str())])
        .await
        .expect(413);
    assert!(shown.says("lớn quá"));
    // Where files may come a form that says that it has none is as small as any other.
    let endless = format!("topic=14&narrative={}", "x".repeat(64 * 1024 * 1024));
    for path in [FORM, "/cong-dan/theo-doi/gui"] {
        let request = axum::http::Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(endless.clone()))
            .unwrap();
        let shown = citizen.send(request).await.expect(413);
        assert!(shown.says("lớn quá"), "{path}");
    }
    let broken = axum::http::Request::post(FORM)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b7")
        .body(axum::body::Body::from(
            "--b7\r\nContent-Disposition: form-data; name=\"narrative\"\r\n\r\nNửa chừng",
        ))
        .unwrap();
    let shown = citizen.send(broken).await.expect(400);
    assert!(shown.says("bấm Gửi lần nữa"));
    for text in ["a\u{0}b", "e\u{301}\u{302}\u{303} 😀 \u{202e}", "𝓛ừ𝓪"] {
        let shown = citizen
            .report(&[("narrative", text), ("money", "none"), ("name", text)], &[])
            .await;
        assert!(
            [200, 422].contains(&shown.status.as_u16()),
            "{text:?}: {}",
            shown.status
        );
    }
    let six: Vec<(&str, &[u8])> = vec![("anh.png", PICTURE); 6];
    // It is taken with five, and the sixth is named.
    let done = citizen
        .report(&[("narrative", "x"), ("money", "none")], &six)
        .await
        .expect(200);
    assert!(done.says("quá 5 tệp"));
}

#[tokio::test]
async fn a_ticket_of_one_form_is_worth_nothing_in_another() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let subscription = citizen.get("/cong-dan/nhan-tin").await.value("ticket");
    let report = portal.state.report_ticket();
    let fields = [
        ("ticket", subscription.as_str()),
        ("topic", "14"),
        ("narrative", "x"),
        ("money", "none"),
    ];
    citizen.upload(FORM, &fields, &[]).await.expect(422);
    let fields = [("ticket", report.as_str()), ("email", "a@vidu.example")];
    citizen.post("/cong-dan/nhan-tin", &fields).await.expect(422);
    assert!(portal.desk.envelopes().is_empty());
}

/// Files one report and says how it was answered.
async fn file(citizen: &Citizen, ticket: &str) -> u16 {
    let fields = [
        ("ticket", ticket),
        ("topic", "14"),
        ("narrative", "Bị gọi điện đòi chuyển tiền"),
        ("money", "asked"),
    ];
    citizen.upload(FORM, &fields, &[]).await.status.as_u16()
}

/// 10,000 reports of 50 addresses at once, while other people report.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_neither_delays_nor_marks_the_report_of_somebody_else() {
    const ADDRESSES: u8 = 50;
    const EACH: usize = 200;
    /// What one network may report unmarked, and twenty times of it.
    const UNMARKED: usize = 2;
    const TAKEN: usize = 40;
    let portal = Portal::with(|config| {
        config.portal.least_seconds = 0;
        config.portal.reports_per_network = 2;
    });
    let mut flood = Vec::new();
    for address in 1..=ADDRESSES {
        let citizen = portal.citizen_at([127, 0, 0, address]);
        let tickets: Vec<_> = (0..EACH).map(|_| portal.state.report_ticket()).collect();
        // Ten connections of each.
        for part in tickets.chunks(EACH / 10) {
            let (citizen, part) = (citizen.clone(), part.to_vec());
            flood.push(tokio::spawn(async move {
                let mut statuses = Vec::new();
                for ticket in part {
                    statuses.push(file(&citizen, &ticket).await);
                }
                statuses
            }));
        }
    }
    let mut waits = Vec::new();
    for person in 1..=20 {
        let citizen = portal.citizen_at([127, 0, 1, person]);
        let begun = Instant::now();
        let ticket = citizen
            .get(&format!("{FORM}?loai=14"))
            .await
            .expect(200)
            .value("ticket");
        assert_eq!(file(&citizen, &ticket).await, 200);
        waits.push(begun.elapsed());
    }
    let mut statuses = Vec::new();
    for one in flood {
        statuses.extend(one.await.unwrap());
    }
    waits.sort();
    assert!(waits[18] < Duration::from_secs(2), "p95: {:?}", waits[18]);

    let all = usize::from(ADDRESSES);
    let count = |status: u16| statuses.iter().filter(|s| **s == status).count();
    assert_eq!(
        count(200),
        all * TAKEN,
        "what is refused is far beyond what people do"
    );
    assert_eq!(count(429), all * (EACH - TAKEN));
    let stored = portal.desk.of_kind(EnvelopeKind::Report);
    assert_eq!(stored.len(), all * TAKEN + 20);
    assert_eq!(stored.iter().filter(|e| !e.flood).count(), all * UNMARKED + 20);
    // Those of the 20 are among the unmarked: each of their networks filed one report alone.
    let mut by_network = std::collections::HashMap::<_, Vec<_>>::new();
    for envelope in &stored {
        by_network
            .entry(envelope.network.clone().unwrap())
            .or_default()
            .push(envelope.flood);
    }
    let alone: Vec<_> = by_network.values().filter(|marks| marks.len() == 1).collect();
    assert_eq!(alone.len(), 20);
    assert!(alone.iter().all(|marks| !marks[0]));
}

#[tokio::test]
async fn who_guessed_too_much_is_slowed_down_at_every_door() {
    let portal = Portal::with(|config| {
        config.portal.least_seconds = 0;
        config.portal.wrong_codes_per_hour = 3;
    });
    let guesser = portal.citizen_at([198, 51, 100, 9]);
    let right = guesser
        .report(&[("narrative", "Bị lừa"), ("money", "none")], &[])
        .await
        .expect(200)
        .code();
    let doors = [FOLLOW, "/cong-dan/theo-doi/gui", "/cong-dan/theo-doi/rut"];
    let mut rng = StdRng::seed_from_u64(3);
    for door in doors {
        let code = Code::random(&mut rng).to_string();
        guesser.post(door, &[("code", &code)]).await.expect(404);
    }
    // What is no code is no guess.
    guesser.post(FOLLOW, &[("code", "4K7M")]).await.expect(422);
    // One measure for all doors, and each opens: the second asks for words.
    for (door, status) in doors.into_iter().zip([200, 422, 200]) {
        let begun = Instant::now();
        guesser.post(door, &[("code", &right)]).await.expect(status);
        assert!(begun.elapsed() >= Duration::from_millis(500), "{door}");
    }
}

#[tokio::test]
async fn whatever_is_sent_again_counts_once() {
    let portal = Portal::new();
    // Between two presses a phone goes from the net at home to that of its operator.
    let (home, away) = (portal.citizen(), portal.citizen_at([203, 0, 113, 5]));
    let ticket = home.get(&format!("{FORM}?loai=14")).await.value("ticket");
    let mut fields = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", "Bị gọi điện đòi chuyển tiền"),
        ("money", "asked"),
    ];
    let code = home.upload(FORM, &fields, &[]).await.expect(200).code();
    let again = away.upload(FORM, &fields, &[]).await.expect(200);
    assert!(again.says("đã được nhận từ trước"));
    portal.clock.advance(chrono::TimeDelta::days(1));
    fields[2].1 = "Chuyện khác, để lấp chuyện trước";
    let late = away.upload(FORM, &fields, &[]).await.expect(200);
    assert_eq!(again.code(), code);
    // Other words are another letter: neither lost, nor in the place of the first.
    assert_ne!(late.code(), code);
    let stored = portal.desk.of_kind(EnvelopeKind::Report);
    let stored: Vec<_> = stored.iter().map(|e| portal.desk.open(e).text).collect();
    assert_eq!(
        stored,
        ["Bị gọi điện đòi chuyển tiền", "Chuyện khác, để lấp chuyện trước"]
    );

    let code = ("code", code.as_str());
    let shown = home.post(FOLLOW, &[code]).await.expect(200);
    let ticket = shown.value("ticket");
    let message = [
        code,
        ("ticket", ticket.as_str()),
        ("narrative", "Tôi nhớ ra thêm"),
    ];
    let asked = home.post("/cong-dan/theo-doi/rut", &[code]).await.expect(200);
    let ticket = asked.value("ticket");
    let back = [
        code,
        ("ticket", ticket.as_str()),
        ("confirm", "1"),
        ("narrative", "Tôi nhầm"),
    ];
    let warning = "00000000-0000-0000-0000-00000000004d";
    let form = home
        .get(&format!("/cong-dan/kiem-tra/phan-doi?so={warning}"))
        .await;
    let ticket = form.value("ticket");
    let objection = [
        ("ticket", ticket.as_str()),
        ("warning", warning),
        ("narrative", "Số mới mua"),
    ];
    let ticket = home.get("/cong-dan/nhan-tin").await.value("ticket");
    let mails = [("ticket", ticket.as_str()), ("email", "ban.doc@vidu.example")];
    for (path, fields, kind) in [
        ("/cong-dan/theo-doi/gui", &message[..], EnvelopeKind::Message),
        ("/cong-dan/theo-doi/rut", &back[..], EnvelopeKind::Withdrawal),
        (
            "/cong-dan/kiem-tra/phan-doi",
            &objection[..],
            EnvelopeKind::Contest,
        ),
        ("/cong-dan/nhan-tin", &mails[..], EnvelopeKind::Subscription),
    ] {
        for citizen in [&home, &away, &home] {
            citizen.post(path, fields).await.expect(200);
        }
        assert_eq!(portal.desk.of_kind(kind).len(), 1, "{path}");
    }
}

#[tokio::test]
async fn emoji_and_decomposed_letters_arrive_as_they_were_meant() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    // A mark behind each letter, in either order where there are two; and signs of several characters: a tone of skin, a
    // family, a flag, a key.
    let signs = "👮🏽‍♂️ 👨‍👩‍👧 🇻🇳 1️⃣";
    let typed = format!(
        "Nga\u{302}n ha\u{300}ng gia\u{309}, vie\u{323}\u{302}c bie\u{302}\u{323}t ngu\u{31b}o\u{31b}\u{300}i {signs}"
    );
    let meant = format!("Ngân hàng giả, việc biệt người {signs}");
    let fields = [
        ("narrative", typed.as_str()),
        ("money", "sent"),
        ("bank", "Nga\u{302}n ha\u{300}ng 🏦"),
        ("named", "Nguye\u{302}\u{303}n Va\u{306}n Ke\u{309} Gian 😈"),
        ("named_bank", ""),
        ("name", "Tra\u{302}\u{300}n Thi\u{323} 🌸"),
    ];
    let done = citizen.report(&fields, &[("a\u{309}nh 📷.png", PICTURE)]).await;
    let code = done.expect(200).code();
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    let form = inside.form.unwrap();
    assert_eq!(inside.text, meant);
    assert_eq!(form.bank, "Ngân hàng 🏦");
    assert_eq!(form.named[0].text, "Nguyễn Văn Kẻ Gian 😈");
    assert_eq!(inside.identity.name, "Trần Thị 🌸");
    assert_eq!(inside.files[0].0, "ảnh 📷.png");

    let shown = citizen.post(FOLLOW, &[("code", &code)]).await.expect(200);
    let ticket = shown.value("ticket");
    let message = [
        ("code", code.as_str()),
        ("ticket", ticket.as_str()),
        ("narrative", typed.as_str()),
    ];
    citizen
        .upload("/cong-dan/theo-doi/gui", &message, &[])
        .await
        .expect(200);
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Message));
    assert_eq!(inside.text, meant);
    // Where they cannot be what was asked for it is said, and nothing breaks.
    citizen
        .post(FOLLOW, &[("code", &"😀".repeat(16))])
        .await
        .expect(404);
    let unknown = citizen.post("/cong-dan/kiem-tra", &[("value", "🌸 🇻🇳")]).await;
    assert!(unknown.expect(200).says("Chưa nhận ra điều bạn hỏi"));
    let back = citizen
        .report(
            &[
                ("narrative", &typed),
                ("money", "sent"),
                ("occurred_on", "hôm qua 💰"),
            ],
            &[],
        )
        .await
        .expect(422);
    assert!(back.says(signs) && back.says("hôm qua 💰") && back.says("Ghi ngày xảy ra"));
}
