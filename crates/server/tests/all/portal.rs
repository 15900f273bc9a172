//! The citizens' portal as a browser without JavaScript sees it: reporting, following, checking, reading.

use crate::portal_front::{Citizen, PICTURE, PUBLIC_URL, Portal, said};
use chrono::TimeDelta;
use coloa_hotline::{
    envelope::EnvelopeKind,
    model::{Channel, Exposed, Language, Money, ReachedBy},
};
use std::sync::atomic::Ordering;

const FORM: &str = "/cong-dan/bao-tin/don";
const STORY: &str = "Có người gọi tự xưng công an, bắt chuyển 5 triệu";

/// Files a report and gives its code.
pub async fn filed(citizen: &Citizen) -> String {
    let shown = citizen
        .report(&[("narrative", STORY), ("money", "none")], &[])
        .await;
    shown.expect(200).code()
}

#[tokio::test]
async fn the_first_page_leads_to_the_three_ways() {
    let portal = Portal::new();
    let home = portal.citizen().get("/cong-dan").await.expect(200);
    assert!(home.says("<html lang=\"vi\">"));
    assert!(home.says("Gọi ngân hàng của bạn ngay"));
    assert!(home.says("href=\"tel:1900000101\""));
    assert!(home.says("Giả danh công an gọi điện"));
    assert!(!home.says("OTP là gì?"), "no warning");
    for (words, path) in [
        ("Bị lừa, bị dọa", "/cong-dan/bao-tin"),
        ("xem trước khi trả tiền", "/cong-dan/kiem-tra"),
        ("Đã báo tin và có mã", "/cong-dan/theo-doi"),
    ] {
        assert_eq!(home.link(words), path);
    }
    assert!(home.header("cache-control").starts_with("public"));
}

#[tokio::test]
async fn a_report_is_sealed_and_answered_with_a_code_and_what_to_do() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let topics = citizen.get("/cong-dan/bao-tin").await.expect(200);
    for topic in coloa_hotline::scam_type::all() {
        assert!(
            topics.says(&format!("value=\"{}\"", topic.code)),
            "{}",
            topic.code
        );
    }
    assert!(topics.says("value=\"x-shipper\""), "the installation's own");
    let form = citizen.get(&format!("{FORM}?loai=14")).await.expect(200);
    assert!(form.says("Phường Bến Đá"));
    assert!(
        form.says("Điều 144"),
        "what a false report brings stands in the law"
    );
    assert!(form.says("Không ghi bí mật nhà nước"));
    let ticket = form.value("ticket");
    let done = citizen
        .upload(
            FORM,
            &[
                ("ticket", &ticket),
                ("topic", "14"),
                ("narrative", STORY),
                ("occurred_on", "2026-07-14"),
                ("reached_by", "phone"),
                ("reached_by", "zalo"),
                ("named", "0912 000 101"),
                ("named_bank", ""),
                ("named", "1012000111"),
                ("named_bank", "Ngân hàng mẫu"),
                ("money", "sent"),
                ("amount", "5 triệu"),
                ("money_sent_at", "2026-07-15T08:30"),
                ("bank", "Ngân hàng mẫu"),
                ("exposed", "otp"),
                ("commune", "00000000-0000-0000-0000-000000000005"),
                ("is_minor", "1"),
                ("may_share", "1"),
                ("name", "Nguyễn Thị Mẫu"),
                ("phone", "0900 000 999"),
            ],
            &[("ảnh.png", PICTURE)],
        )
        .await
        .expect(200);
    let code = done.code();
    assert_eq!(code.len(), 19);
    assert!(done.says("Ghi lại mã này") && done.says("Gọi ngân hàng trước tiên"));
    assert!(
        done.says("Ngân hàng mẫu") && done.says("Tổng đài trẻ em"),
        "{}",
        done.text()
    );
    assert_eq!(done.header("cache-control"), "no-store");
    assert!(done.headers.get("set-cookie").is_none());

    let envelope = portal.desk.only(EnvelopeKind::Report);
    let written = serde_json::to_string(&envelope).unwrap();
    let bare = code.replace('-', "");
    for word in [
        "Mẫu",
        "0900 000 999",
        "1012000111",
        "ảnh",
        code.as_str(),
        bare.as_str(),
    ] {
        assert!(!written.contains(word), "{word} stands in the clear");
    }
    assert!(!envelope.flood && envelope.network.as_ref().is_some_and(|n| n.len() == 32));
    assert!(!written.contains("198.51.100"));
    let inside = portal.desk.open(&envelope);
    let form = inside.form.unwrap();
    assert_eq!(
        (form.channel, form.language, form.topic.as_str()),
        (Channel::Web, Language::Vietnamese, "14")
    );
    assert_eq!(form.reached_by, [ReachedBy::Phone, ReachedBy::Zalo]);
    let named: Vec<_> = form
        .named
        .iter()
        .map(|n| (n.text.as_str(), n.bank.as_str()))
        .collect();
    assert_eq!(named, [("0912 000 101", ""), ("1012000111", "Ngân hàng mẫu")]);
    assert_eq!((form.money, form.amount), (Money::Sent, Some(5_000_000)));
    assert_eq!(
        form.money_sent_at.unwrap().to_rfc3339(),
        "2026-07-15T01:30:00+00:00"
    );
    assert_eq!(form.exposed, [Exposed::Otp]);
    assert!(form.commune.is_some() && form.is_minor && form.may_share && !form.wants_secret);
    assert_eq!(inside.text, STORY);
    assert_eq!(
        (inside.identity.name.as_str(), inside.identity.phone.as_str()),
        ("Nguyễn Thị Mẫu", "0900 000 999")
    );
    assert_eq!(inside.files, [("ảnh.png".to_owned(), PICTURE.to_vec())]);
}

#[tokio::test]
async fn a_story_alone_is_enough() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let form = citizen.get(&format!("{FORM}?loai=other")).await.expect(200);
    let ticket = form.value("ticket");
    let done = citizen
        .upload(
            FORM,
            &[
                ("ticket", &ticket),
                ("topic", "other"),
                ("narrative", "Chuyện lạ"),
            ],
            &[],
        )
        .await
        .expect(200);
    assert!(!done.says("Gọi ngân hàng trước tiên"));
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    assert!(inside.identity.is_empty() && inside.files.is_empty());
    assert_eq!(inside.form.unwrap().money, Money::None);
}

#[tokio::test]
async fn the_same_form_sent_again_has_the_same_code_and_is_stored_once() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let ticket = citizen.get(&format!("{FORM}?loai=14")).await.value("ticket");
    let fields = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", STORY),
        ("money", "none"),
    ];
    let first = citizen.upload(FORM, &fields, &[]).await.expect(200);
    let again = citizen.upload(FORM, &fields, &[]).await.expect(200);
    assert_eq!(first.code(), again.code());
    assert!(!first.says("đã được nhận từ trước") && again.says("đã được nhận từ trước"));
    portal.desk.only(EnvelopeKind::Report);
}

#[tokio::test]
async fn what_cannot_stand_is_named_and_nothing_typed_is_lost() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let back = citizen
        .report(
            &[
                ("narrative", "  "),
                ("money", "sent"),
                ("amount", "nhiều lắm"),
                ("occurred_on", "hôm qua"),
                ("bank", "Ngân hàng \"A\" & <B>"),
                ("named", "0912 000 101"),
                ("named_bank", ""),
                ("reached_by", "zalo"),
                ("name", "Nguyễn Thị Mẫu"),
                ("may_share", "1"),
            ],
            &[("anh.png", PICTURE)],
        )
        .await
        .expect(422);
    assert!(back.says("Chưa gửi. Cần sửa:"));
    assert_eq!(back.link("Kể chuyện gì đã xảy ra"), "#narrative");
    assert_eq!(back.link("Ghi ngày xảy ra"), "#occurred_on");
    assert!(back.says("aria-describedby=\"occurred_on-fault\" aria-invalid=\"true\""));
    assert!(!back.says("amount-fault"), "an amount in words is no fault");
    for kept in [
        "value=\"nhiều lắm\"",
        "value=\"Ngân hàng &#34;A&#34; &#38; &#60;B&#62;\"",
        "value=\"0912 000 101\"",
        "value=\"zalo\" checked",
        "value=\"sent\" checked",
        "value=\"Nguyễn Thị Mẫu\"",
        "name=\"may_share\" value=\"1\" checked",
        "<li>anh.png</li>",
    ] {
        assert!(back.says(kept), "{kept}: {}", back.text());
    }
    assert!(portal.desk.envelopes().is_empty());

    // Once more with the story: the picture need not be looked for again.
    let ticket = back.value("ticket");
    let fields = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", STORY),
        ("money", "sent"),
        ("kept", "1"),
    ];
    citizen.upload(FORM, &fields, &[]).await.expect(200);
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    assert_eq!(inside.files, [("anh.png".to_owned(), PICTURE.to_vec())]);
}

#[tokio::test]
async fn an_amount_that_cannot_be_read_goes_with_the_story() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let too_long = "9".repeat(501);
    let fields = [
        ("narrative", STORY),
        ("money", "sent"),
        ("amount", too_long.as_str()),
    ];
    let back = citizen.report(&fields, &[]).await.expect(422);
    assert_eq!(back.link("Số tiền: dài quá"), "#amount");
    assert!(back.says("aria-describedby=\"amount-hint amount-fault\" aria-invalid=\"true\""));

    let fields = [("narrative", STORY), ("money", "sent"), ("amount", "5000 USDT")];
    citizen.report(&fields, &[]).await.expect(200);
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    assert_eq!(inside.text, format!("{STORY}\nSố tiền: 5000 USDT"));
    assert_eq!(inside.form.unwrap().amount, None);
}

/// What is no picture, and what is too large.
fn not_taken() -> (&'static [u8], Vec<u8>) {
    let page = &b"<html><script>alert(1)</script></html>"[..];
    (page, vec![b'x'; coloa_hotline::envelope::MAX_ATTACHMENT + 1])
}

#[tokio::test]
async fn a_file_that_is_not_taken_holds_no_report_up_and_is_named_with_the_reason() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let (page, large) = not_taken();
    let files: [(&str, &[u8]); 3] = [("trang.jpg", page), ("to.txt", &large), ("anh.png", PICTURE)];
    let fields = [("narrative", STORY), ("money", "none")];
    let done = citizen.report(&fields, &files).await.expect(200);
    assert!(!done.code().is_empty());
    assert!(
        done.says("<b>trang.jpg</b>: loại tệp này không nhận"),
        "{}",
        done.text()
    );
    assert!(done.says("<b>to.txt</b>: lớn hơn 10 MB") && done.says("không kèm các tệp này"));
    assert!(!done.says("anh.png"), "it went with the report");
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    assert_eq!(inside.text, STORY);
    assert_eq!(inside.files, [("anh.png".to_owned(), PICTURE.to_vec())]);
}

#[tokio::test]
async fn where_something_else_is_wrong_the_form_names_the_file_too_and_keeps_the_others() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let (page, _) = not_taken();
    let files: [(&str, &[u8]); 2] = [("trang.jpg", page), ("anh.png", PICTURE)];
    let fields = [
        ("narrative", STORY),
        ("money", "sent"),
        ("occurred_on", "hôm qua"),
    ];
    let back = citizen.report(&fields, &files).await.expect(422);
    assert!(back.says("trang.jpg: loại tệp này không nhận"));
    assert!(back.says("<li>anh.png</li>") && back.says(STORY) && back.says("value=\"hôm qua\""));
    assert!(portal.desk.envelopes().is_empty());

    // Half an hour later the picture is gone: the report goes, and it is said.
    portal.clock.advance(TimeDelta::minutes(31));
    let ticket = back.value("ticket");
    let fields = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", STORY),
        ("money", "none"),
        ("kept", "1"),
    ];
    let done = citizen.upload(FORM, &fields, &[]).await.expect(200);
    assert!(done.says("không còn giữ được"));
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    assert!(inside.files.is_empty());
}

#[tokio::test]
async fn a_file_that_is_not_taken_holds_no_message_up() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let code = filed(&citizen).await;
    let shown = citizen
        .post("/cong-dan/theo-doi", &[("code", &code)])
        .await
        .expect(200);
    let ticket = shown.value("ticket");
    let (page, _) = not_taken();
    let files: [(&str, &[u8]); 1] = [("trang.jpg", page)];
    let send = "/cong-dan/theo-doi/gui";
    // Alone it is nothing that could go.
    let alone = [("code", code.as_str()), ("ticket", ticket.as_str())];
    let back = citizen.upload(send, &alone, &files).await.expect(422);
    assert!(back.says("trang.jpg: loại tệp này không nhận"));
    assert!(portal.desk.of_kind(EnvelopeKind::Message).is_empty());

    let message = [
        ("code", code.as_str()),
        ("ticket", ticket.as_str()),
        ("narrative", "Họ lại gọi"),
    ];
    let sent = citizen.upload(send, &message, &files).await.expect(200);
    assert!(sent.says("Đã gửi.") && sent.says("<b>trang.jpg</b>: loại tệp này không nhận"));
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Message));
    assert_eq!((inside.text.as_str(), inside.files.len()), ("Họ lại gọi", 0));
}

#[tokio::test]
async fn who_is_too_quick_or_comes_without_a_ticket_presses_once_more() {
    let portal = Portal::with(|config| config.portal.least_seconds = 3);
    let citizen = portal.citizen();
    let fields = [("narrative", STORY), ("money", "none")];
    let back = citizen.report(&fields, &[]).await.expect(422);
    assert!(back.says("bấm Gửi lần nữa") && back.says(STORY));
    portal.clock.advance(TimeDelta::seconds(3));
    let ticket = back.value("ticket");
    let all = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", STORY),
        ("money", "none"),
    ];
    citizen.upload(FORM, &all, &[]).await.expect(200);

    let old = citizen.get(&format!("{FORM}?loai=14")).await.value("ticket");
    portal.clock.advance(TimeDelta::days(8));
    for ticket in ["", "AAAA", old.as_str()] {
        let all = [
            ("ticket", ticket),
            ("topic", "14"),
            ("narrative", STORY),
            ("money", "none"),
        ];
        let back = citizen.upload(FORM, &all, &[]).await.expect(422);
        assert!(back.says(STORY));
        assert_ne!(back.value("ticket"), ticket);
    }
    portal.desk.only(EnvelopeKind::Report);
}

#[tokio::test]
async fn where_nothing_can_be_stored_it_is_said_and_all_is_kept() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    portal.desk.full.store(true, Ordering::Relaxed);
    let fields = [("narrative", STORY), ("money", "none")];
    let back = citizen.report(&fields, &[("anh.png", PICTURE)]).await.expect(503);
    assert!(back.says("Tin chưa gửi được") && back.says(STORY) && back.says("<li>anh.png</li>"));
    portal.desk.full.store(false, Ordering::Relaxed);
    let ticket = back.value("ticket");
    let all = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", STORY),
        ("money", "none"),
        ("kept", "1"),
    ];
    citizen.upload(FORM, &all, &[]).await.expect(200);
    assert_eq!(
        portal
            .desk
            .open(&portal.desk.only(EnvelopeKind::Report))
            .files
            .len(),
        1
    );
}

#[tokio::test]
async fn with_the_code_one_sees_reads_writes_and_takes_back() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let code = filed(&citizen).await;
    let typed = code.to_lowercase().replace('-', " ");
    let waiting = citizen
        .post("/cong-dan/theo-doi", &[("code", &typed)])
        .await
        .expect(200);
    assert!(waiting.says("đang chờ người trực mở"));

    portal.desk.answer(&code, |m| {
        m.state = "acknowledged".into();
        m.held_by = "Cơ quan điều tra Công an tỉnh".into();
        m.receipt_number = "214/2026".into();
        m.messages.push(said("Bạn gửi thêm <b>ảnh</b> biên lai nhé"));
    });
    let shown = citizen
        .post("/cong-dan/theo-doi", &[("code", &code)])
        .await
        .expect(200);
    for words in [
        "Nơi có thẩm quyền đã nhận",
        "Cơ quan điều tra Công an tỉnh",
        "214/2026",
        "Bạn gửi thêm &#60;b&#62;ảnh&#60;/b&#62; biên lai nhé",
        "Giả danh cơ quan công an",
    ] {
        assert!(shown.says(words), "{words}: {}", shown.text());
    }
    assert_eq!(shown.header("cache-control"), "no-store");

    let ticket = shown.value("ticket");
    let message = [
        ("code", code.as_str()),
        ("ticket", ticket.as_str()),
        ("narrative", "Đây là ảnh"),
    ];
    let files: [(&str, &[u8]); 1] = [("bien lai.png", PICTURE)];
    let added = citizen
        .upload("/cong-dan/theo-doi/gui", &message, &files)
        .await
        .expect(200);
    assert!(added.says("Đã gửi."));
    citizen
        .upload("/cong-dan/theo-doi/gui", &message, &files)
        .await
        .expect(200);
    let envelope = portal.desk.only(EnvelopeKind::Message);
    assert!(envelope.reply_key.is_none());
    assert_eq!(envelope.mailbox, portal.desk.only(EnvelopeKind::Report).mailbox);
    let inside = portal.desk.open(&envelope);
    assert_eq!((inside.text.as_str(), inside.files.len()), ("Đây là ảnh", 1));

    let nothing = [("code", code.as_str()), ("ticket", ticket.as_str())];
    let back = citizen
        .upload("/cong-dan/theo-doi/gui", &nothing, &[])
        .await
        .expect(422);
    assert!(back.says("Viết tin nhắn hoặc chọn tệp"));

    let ask = citizen
        .post("/cong-dan/theo-doi/rut", &[("code", &code)])
        .await
        .expect(200);
    assert!(ask.says("Rút tin báo?"));
    assert!(portal.desk.of_kind(EnvelopeKind::Withdrawal).is_empty());
    let ticket = ask.value("ticket");
    let sure = [
        ("code", code.as_str()),
        ("ticket", ticket.as_str()),
        ("confirm", "1"),
        ("narrative", "Tôi nhầm"),
    ];
    let done = citizen.post("/cong-dan/theo-doi/rut", &sure).await.expect(200);
    assert!(done.says("Đã ghi nhận việc rút tin"));
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Withdrawal));
    assert_eq!(inside.text, "Tôi nhầm");

    portal.desk.answer(&code, |m| {
        m.state = "withdrawn".into();
        m.is_over = true;
    });
    let over = citizen
        .post("/cong-dan/theo-doi", &[("code", &code)])
        .await
        .expect(200);
    assert!(over.says("Bạn đã rút tin") && !over.says("name=\"narrative\"") && !over.says("theo-doi/rut"));
    citizen
        .upload("/cong-dan/theo-doi/gui", &message, &[])
        .await
        .expect(409);
}

#[tokio::test]
async fn pages_of_forms_that_are_only_asked_for_ask_for_the_code() {
    let citizen = Portal::new().citizen();
    for path in [
        "/cong-dan/theo-doi",
        "/cong-dan/theo-doi/gui",
        "/cong-dan/theo-doi/rut",
    ] {
        assert!(citizen.get(path).await.expect(200).says("name=\"code\""));
    }
    let back = citizen
        .post("/cong-dan/theo-doi", &[("code", "4K7M")])
        .await
        .expect(422);
    assert!(back.says("Mã có 16 chữ và số"));
}

#[tokio::test]
async fn a_check_says_what_is_known_and_never_that_the_unknown_is_safe() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let check = |value: &'static str| {
        let citizen = citizen.clone();
        async move {
            let shown = citizen.post("/cong-dan/kiem-tra", &[("value", value)]).await;
            shown.expect(200)
        }
    };
    let official = check("https://nganhangsongngoc.vn/dang-nhap").await;
    assert!(official.says("answer official") && official.says("Đúng là của Ngân hàng mẫu Sông Ngọc"));
    let fake = check("nganhangsongngoc-xacthuc.vip").await;
    assert!(fake.says("answer looks_like") && fake.says("Địa chỉ thật: nganhangsongngoc.vn"));
    assert!(fake.says("Gắn tên"), "the trick is named: {}", fake.text());
    let warned = check("0912 000 101").await;
    assert!(warned.says("answer warned") && warned.says("tự xưng công an"));
    assert_eq!(warned.link("Đọc cảnh báo đầy đủ"), "/cong-dan/tin/gia-cong-an");
    let contest = warned.link("Gửi phản đối");
    let unknown = check("hoamai-mau.top").await;
    assert!(unknown.says("answer unknown") && unknown.says("không có nghĩa là an toàn"));
    assert!(check("Nguyễn Văn A").await.says("Chưa nhận ra điều bạn hỏi"));
    citizen
        .post("/cong-dan/kiem-tra", &[("value", " ")])
        .await
        .expect(422);

    let form = citizen.get(&contest).await.expect(200);
    assert!(form.says("0912000101"));
    let (ticket, warning) = (form.value("ticket"), form.value("warning"));
    let fields = [("ticket", ticket.as_str()), ("warning", warning.as_str())];
    let back = citizen
        .post("/cong-dan/kiem-tra/phan-doi", &fields)
        .await
        .expect(422);
    assert!(back.says("href=\"#narrative\""));
    let words = [
        ("narrative", "Số này mới đổi chủ"),
        ("email", "chu.so@vidu.example"),
    ];
    let done = citizen
        .post("/cong-dan/kiem-tra/phan-doi", &[&fields[..], &words[..]].concat())
        .await
        .expect(200);
    let envelope = portal.desk.only(EnvelopeKind::Contest);
    let inside = portal.desk.open(&envelope);
    assert_eq!(inside.text, "Số này mới đổi chủ");
    assert_eq!(inside.identity.email, "chu.so@vidu.example");
    assert_eq!(inside.form.unwrap().topic, warning);

    let code = done.code();
    portal.desk.answer(&code, |m| {
        m.about = EnvelopeKind::Contest;
        m.state = "upheld".into();
        m.topic = String::new();
    });
    let shown = citizen
        .post("/cong-dan/theo-doi", &[("code", &code)])
        .await
        .expect(200);
    assert!(shown.says("Phản đối của bạn") && shown.says("Đã gỡ cảnh báo"));
    assert!(!shown.says("theo-doi/rut") && !shown.says("theo-doi/gui"));

    portal.desk.publish(|d| d.warned.clear());
    citizen.get(&contest).await.expect(404);
}

#[tokio::test]
async fn machines_get_the_same_answers_as_json() {
    let citizen = Portal::new().citizen();
    let check = |value: &'static str| {
        let citizen = citizen.clone();
        async move {
            let shown = citizen
                .get(&format!("/api/v1/hotline/public/check?value={value}"))
                .await
                .expect(200);
            serde_json::from_slice::<serde_json::Value>(&shown.body).unwrap()
        }
    };
    let warned = check("0912000101").await;
    assert_eq!(
        (&warned["outcome"], &warned["kind"]),
        (&"warned".into(), &"phone".into())
    );
    let warning = &warned["taken"][0]["warning"];
    assert_eq!(
        warning["notice_url"],
        format!("{PUBLIC_URL}/cong-dan/tin/gia-cong-an")
    );
    assert_eq!(check("nganhangsongngoc.vn").await["outcome"], "official");
    let fake = check("nganhangsongngoc-xacthuc.vip").await;
    assert_eq!(
        fake["taken"][0]["looks_like"][0]["reasons"][0]["code"],
        "contains"
    );
    assert_eq!(check("hoamai-mau.top").await["outcome"], "unknown");
    let none = citizen.get("/api/v1/hotline/public/check").await.expect(422);
    assert_eq!(none.header("content-type"), "application/problem+json");

    let list = citizen.get("/api/v1/hotline/public/notices").await.expect(200);
    let list: serde_json::Value = serde_json::from_slice(&list.body).unwrap();
    assert_eq!(list["notices"].as_array().unwrap().len(), 3);
    assert!(
        list["notices"][0]["url"]
            .as_str()
            .unwrap()
            .starts_with(PUBLIC_URL)
    );
}
