//! Forms of the citizens' portal that are sent twice, that come back to be sent later, that somebody else handed out, or that
//! stand in a page of somebody else.

use crate::portal_front::{Citizen, PICTURE, PUBLIC_URL, Portal, Shown, encoded};
use axum::{
    body::Body,
    http::{Request, header},
};
use coloa_hotline::{code::Code, envelope::EnvelopeKind};

const FORM: &str = "/cong-dan/bao-tin/don";
const FOLLOW: &str = "/cong-dan/theo-doi";
const CONTEST: &str = "/cong-dan/kiem-tra/phan-doi";
const STORY: &str = "Có người gọi tự xưng công an, bắt chuyển 5 triệu";
/// Of the document that is published in these tests.
const WARNING: &str = "00000000-0000-0000-0000-00000000004d";

/// A form without files, of a browser that says this of the page it stands in.
async fn posted(citizen: &Citizen, path: &str, says: &[(&str, &str)], fields: &[(&str, &str)]) -> Shown {
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in says {
        request = request.header(*name, *value);
    }
    citizen
        .send(request.body(Body::from(pairs.join("&"))).unwrap())
        .await
}

fn report<'a>(ticket: &'a str, narrative: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("ticket", ticket),
        ("topic", "14"),
        ("narrative", narrative),
        ("money", "none"),
    ]
}

#[tokio::test]
async fn a_form_in_a_page_of_somebody_else_sends_nothing() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let ticket = portal.state.report_ticket();
    let fields = report(&ticket, STORY);
    let foreign: [&[(&str, &str)]; 5] = [
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://khac.example"),
        ],
        &[("sec-fetch-site", "cross-site")],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://khac.tinh.example"),
        ],
        &[("origin", "https://khac.example"), ("host", "cong.tinh.example")],
        &[("origin", "null")],
    ];
    let token = "A".repeat(43);
    for path in [
        FORM,
        FOLLOW,
        "/cong-dan/theo-doi/gui",
        "/cong-dan/theo-doi/rut",
        "/cong-dan/kiem-tra",
        CONTEST,
        "/cong-dan/nhan-tin",
        &format!("/cong-dan/nhan-tin/xac-nhan?t={token}"),
        &format!("/cong-dan/nhan-tin/huy?t={token}"),
    ] {
        for says in foreign {
            let shown = posted(&citizen, path, says, &fields).await.expect(403);
            assert!(shown.says("được gửi từ một trang khác"), "{path}");
            // What the other page wrote stands nowhere on ours.
            assert!(
                !shown.says("công an, bắt chuyển") && !shown.says(&ticket),
                "{path}"
            );
            citizen.get(&shown.link("Mở biểu mẫu ở đây")).await.expect(200);
        }
    }
    assert!(portal.desk.envelopes().is_empty());
    let english = posted(&citizen, &format!("{FORM}?lang=en"), foreign[0], &fields).await;
    let english = english.expect(403);
    assert!(english.says("sent from another page"));
    assert_eq!(english.link("Open the form here"), "/cong-dan/bao-tin?lang=en");
    // Links and what is only read may come from anywhere.
    let link = Request::get(format!("{FORM}?loai=14")).header("sec-fetch-site", "cross-site");
    citizen.send(link.body(Body::empty()).unwrap()).await.expect(200);

    // Ours, by what browsers of each kind say; and what says nothing.
    let own: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "same-origin"), ("origin", PUBLIC_URL)],
        &[("origin", PUBLIC_URL)],
        &[("origin", "http://10.0.0.5:8470"), ("host", "10.0.0.5:8470")],
        &[],
    ];
    for says in own {
        posted(&citizen, FORM, says, &fields).await.expect(200);
    }
    portal.desk.only(EnvelopeKind::Report);
}

#[tokio::test]
async fn who_knows_the_ticket_of_a_form_learns_nothing_of_what_is_sent_with_it() {
    let portal = Portal::new();
    let (citizen, stranger) = (portal.citizen(), portal.citizen_at([203, 0, 113, 9]));
    // The stranger's ticket gets into the citizen's form, by a browser too old to say where that came from.
    let ticket = stranger.get(&format!("{FORM}?loai=14")).await.value("ticket");
    let form = citizen.upload(FORM, &report(&ticket, ""), &[]).await.expect(422);
    assert_eq!(form.value("ticket"), ticket);
    let code = citizen
        .upload(FORM, &report(&ticket, STORY), &[])
        .await
        .expect(200)
        .code();

    for guess in ["x", "Có người gọi", &STORY.to_uppercase()] {
        let shown = stranger.upload(FORM, &report(&ticket, guess), &[]).await;
        let shown = shown.expect(200);
        assert_ne!(shown.code(), code, "{guess}");
        assert!(!shown.says("đã được nhận từ trước"), "{guess}");
    }
    // What only a box tells apart is another letter as well.
    let minor = [&report(&ticket, STORY)[..], &[("is_minor", "1")]].concat();
    assert_ne!(stranger.upload(FORM, &minor, &[]).await.expect(200).code(), code);
    let all = portal.desk.of_kind(EnvelopeKind::Report);
    let mut known: Vec<_> = all.iter().map(|e| (e.id, e.mailbox.clone())).collect();
    known.sort();
    known.dedup_by(|a, b| a.0 == b.0 || a.1 == b.1);
    assert_eq!((all.len(), known.len()), (5, 5));
    assert_eq!(portal.desk.open(&all[0]).text, STORY);
    let mailbox = Code::parse(&code).unwrap().mailbox().to_string();
    assert_eq!(all[0].mailbox, mailbox);

    // The citizen's own form, sent again, has the code of the first time.
    let again = citizen.upload(FORM, &report(&ticket, STORY), &[]).await;
    let again = again.expect(200);
    assert!(again.says("đã được nhận từ trước"));
    assert_eq!(again.code(), code);
    assert_eq!(portal.desk.of_kind(EnvelopeKind::Report).len(), 5);
}

#[tokio::test]
async fn other_words_on_the_same_form_are_another_letter_of_every_kind() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let form = citizen.get(&format!("{CONTEST}?so={WARNING}")).await.expect(200);
    let ticket = form.value("ticket");
    let contest = async |words: &str| {
        let fields = [
            ("ticket", ticket.as_str()),
            ("warning", WARNING),
            ("narrative", words),
        ];
        citizen.post(CONTEST, &fields).await.expect(200).code()
    };
    let first = contest("Số này tôi mới mua").await;
    assert_ne!(contest("Tôi là chủ số này").await, first);
    assert_eq!(contest("Số này tôi mới mua").await, first);
    assert_eq!(portal.desk.of_kind(EnvelopeKind::Contest).len(), 2);

    let ticket = citizen.get("/cong-dan/nhan-tin").await.value("ticket");
    for email in ["a@vidu.example", "b@vidu.example", "a@vidu.example"] {
        let fields = [("ticket", ticket.as_str()), ("email", email)];
        citizen.post("/cong-dan/nhan-tin", &fields).await.expect(200);
    }
    assert_eq!(portal.desk.of_kind(EnvelopeKind::Subscription).len(), 2);

    let ticket = portal.state.report_ticket();
    let done = citizen.upload(FORM, &report(&ticket, STORY), &[]).await;
    let code = done.expect(200).code();
    let shown = citizen.post(FOLLOW, &[("code", &code)]).await.expect(200);
    let ticket = shown.value("ticket");
    // Back, and on with the form that was sent: nothing of it may be dropped in silence.
    for words in ["Tôi nhớ ra", "Tôi nhớ ra thêm", "Tôi nhớ ra"] {
        let message = [
            ("code", code.as_str()),
            ("ticket", ticket.as_str()),
            ("narrative", words),
        ];
        citizen.post("/cong-dan/theo-doi/gui", &message).await.expect(200);
    }
    let said: Vec<_> = portal
        .desk
        .of_kind(EnvelopeKind::Message)
        .iter()
        .map(|e| portal.desk.open(e).text)
        .collect();
    assert_eq!(said, ["Tôi nhớ ra", "Tôi nhớ ra thêm"]);
}

#[tokio::test]
async fn a_form_with_files_that_were_kept_is_the_same_when_it_is_sent_again() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    // The pictures come with a form that is not complete.
    let ticket = portal.state.report_ticket();
    let picture: (&str, &[u8]) = ("anh.png", PICTURE);
    let back = citizen.upload(FORM, &report(&ticket, ""), &[picture]).await;
    assert!(back.expect(422).says("<li>anh.png</li>"));
    let whole = [&report(&ticket, STORY)[..], &[("kept", "1")]].concat();

    // A thumb that presses twice: both are answered, alike.
    let (one, other) = tokio::join!(
        citizen.upload(FORM, &whole, &[]),
        citizen.upload(FORM, &whole, &[])
    );
    let (one, other) = (one.expect(200), other.expect(200));
    assert_eq!(one.code(), other.code());
    // The answer was lost, and a minute later it is sent again; or by hand, with the picture chosen once more.
    portal.clock.advance(chrono::TimeDelta::minutes(1));
    let again = citizen.upload(FORM, &whole, &[]).await.expect(200);
    let renamed: (&str, &[u8]) = ("IMG_1.PNG", PICTURE);
    let by_hand = citizen.upload(FORM, &report(&ticket, STORY), &[renamed]).await;
    let by_hand = by_hand.expect(200);
    assert_eq!([again.code(), by_hand.code()], [one.code(), one.code()]);
    let envelope = portal.desk.only(EnvelopeKind::Report);
    let inside = portal.desk.open(&envelope);
    assert_eq!(inside.files, [("anh.png".to_owned(), PICTURE.to_vec())]);

    // What was forgotten the first time is not dropped because the words are the same.
    let more: (&str, &[u8]) = ("loi-no-noi.txt", "Nó bảo: chuyển ngay, đừng gọi ai".as_bytes());
    let added = citizen.upload(FORM, &whole, &[more]).await.expect(200);
    assert_ne!(added.code(), one.code());
    let all = portal.desk.of_kind(EnvelopeKind::Report);
    assert_eq!(all.len(), 2);
    assert_eq!(portal.desk.open(&all[1]).files.len(), 2);

    // The same of a message.
    let code = one.code();
    let shown = citizen.post(FOLLOW, &[("code", &code)]).await.expect(200);
    let ticket = shown.value("ticket");
    let long = "x".repeat(20_001);
    let message = |text: &'static str, kept: &'static str| {
        [
            ("code", code.as_str()),
            ("ticket", ticket.as_str()),
            ("narrative", text),
            ("kept", kept),
        ]
    };
    let mut too_long = message("", "");
    too_long[2].1 = &long;
    let back = citizen
        .upload("/cong-dan/theo-doi/gui", &too_long, &[picture])
        .await
        .expect(422);
    assert!(back.says("<li>anh.png</li>"));
    for _ in 0..2 {
        let shown = citizen
            .upload("/cong-dan/theo-doi/gui", &message("Đây là ảnh", "1"), &[])
            .await;
        assert!(shown.expect(200).says("Đã gửi."));
    }
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Message));
    assert_eq!((inside.text.as_str(), inside.files.len()), ("Đây là ảnh", 1));
}

/// Everything that was typed, in the page that asks to wait.
#[tokio::test]
async fn who_sends_too_much_gets_all_of_it_back_to_send_it_later() {
    // Twenty letters of one network within ten minutes: those of a neighbour on the same line.
    let portal = Portal::with(|config| {
        config.portal.least_seconds = 0;
        config.portal.reports_per_network = 1;
    });
    let (citizen, neighbour) = (portal.citizen(), portal.citizen());
    let code = citizen
        .report(&[("narrative", "Bị lừa"), ("money", "none")], &[])
        .await
        .expect(200)
        .code();
    let ticket = portal.state.report_ticket();
    for _ in 0..19 {
        neighbour.upload(FORM, &[("topic", "14")], &[]).await.expect(422);
    }
    let story = "Nó bảo \"chuyển ngay\"\r\n<b>bốn</b> lần";
    let typed = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", story),
        ("money", "sending"),
        ("reached_by", "phone"),
        ("reached_by", "zalo"),
        ("named", "0912 000 101"),
        ("named_bank", ""),
        ("name", "Nguyễn Thị Mẫu"),
    ];
    let shut = citizen.upload(FORM, &typed, &[("anh.png", PICTURE)]).await;
    let shut = shut.expect(429);
    assert!(!shut.header("retry-after").is_empty() && shut.header("cache-control") == "no-store");
    assert!(shut.says("còn nguyên trong trang này") && shut.says("gọi các số ở đầu trang"));
    assert!(shut.says("<li>anh.png</li>") && shut.says("phải chọn lại"));
    portal.desk.only(EnvelopeKind::Report);
    // As a browser sends it when the button is pressed: the hidden fields, and what stands in the text.
    let text = shut.text();
    let form = text.split("<form").nth(1).unwrap();
    assert!(form.contains("action=\"/cong-dan/bao-tin/don\""));
    let hidden: Vec<(String, String)> = form
        .split("<input type=\"hidden\" ")
        .skip(1)
        .map(|input| {
            let value = |name: &str| {
                let behind = input.split(&format!("{name}=\"")).nth(1).unwrap();
                behind.split('"').next().unwrap().to_owned()
            };
            (value("name"), value("value"))
        })
        .collect();
    let expected: Vec<_> = typed.iter().filter(|(name, _)| *name != "narrative").collect();
    assert_eq!(hidden.len(), expected.len());
    for ((name, value), (expected_name, expected)) in hidden.iter().zip(expected) {
        assert_eq!((name.as_str(), value.as_str()), (*expected_name, *expected));
    }
    assert!(form.contains("Nó bảo &#34;chuyển ngay&#34;\r\n&#60;b&#62;bốn&#60;/b&#62; lần</textarea>"));
    // A minute later there is room again, and it is the same letter.
    portal.clock.advance(chrono::TimeDelta::minutes(1));
    let mut again: Vec<_> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    again.push(("narrative", story));
    let files: [(&str, &[u8]); 1] = [("anh.png", PICTURE)];
    citizen.upload(FORM, &again, &files).await.expect(200);
    let stored = portal.desk.of_kind(EnvelopeKind::Report);
    let inside = portal.desk.open(&stored[1]);
    assert_eq!(inside.files.len(), 1);
    assert_eq!(inside.identity.name, "Nguyễn Thị Mẫu");
    assert_eq!(inside.form.unwrap().reached_by.len(), 2);

    // Of all that is handed in.
    for _ in 0..20 {
        neighbour.upload(FORM, &[("topic", "14")], &[]).await;
    }
    let words = ("narrative", "Tôi nhớ ra thêm");
    for (path, fields) in [
        (
            "/cong-dan/theo-doi/gui",
            vec![("code", code.as_str()), ("ticket", ticket.as_str()), words],
        ),
        (CONTEST, vec![("warning", WARNING), words]),
        ("/cong-dan/nhan-tin", vec![("email", "ban.doc@vidu.example")]),
    ] {
        let shut = citizen.post(path, &fields).await.expect(429);
        assert!(shut.says(&format!("action=\"{path}\"")), "{path}");
        for (_, value) in fields {
            assert!(shut.says(value), "{path}: {value}");
        }
    }
}
