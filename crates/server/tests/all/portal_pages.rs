//! What everybody reads in the portal: notices, the register, feeds, mails, both languages, and what every page keeps to.

use crate::{
    portal::filed,
    portal_front::{PUBLIC_URL, Portal, at, document, notice},
};
use coloa_hotline::{
    envelope::EnvelopeKind,
    model::{Language, NoticeKind},
};

const FORM: &str = "/cong-dan/bao-tin/don";

#[tokio::test]
async fn notices_are_listed_read_and_printed_until_they_are_over() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    for (path, title) in [
        ("/cong-dan/canh-bao", "Giả danh công an gọi điện"),
        ("/cong-dan/dinh-chinh", "Không có tin động đất"),
        ("/cong-dan/hoi-dap", "OTP là gì?"),
    ] {
        let list = citizen.get(path).await.expect(200);
        assert_eq!(list.text().matches("class=\"small\"><time").count(), 1, "{path}");
        let notice = citizen.get(&list.link(title)).await.expect(200);
        for words in ["Đoạn một.", "Đoạn hai.", "Bắt giữ máy", "0900000101", "Tắt máy"] {
            assert!(notice.says(words), "{path}: {words}");
        }
        let poster = citizen.get(&notice.link("Áp phích")).await.expect(200);
        assert!(
            poster.says("<svg ") && poster.says(title) && poster.says(&format!("{PUBLIC_URL}/cong-dan/tin/"))
        );
    }
    let warning = citizen.get("/cong-dan/tin/gia-cong-an").await;
    assert_eq!(warning.link("Tôi gặp chuyện này"), format!("{FORM}?loai=14"));

    portal.desk.publish(|d| d.notices[0].expires_at = Some(at(-1)));
    assert!(citizen.get("/cong-dan/canh-bao").await.says("Chưa có tin nào"));
    citizen.get("/cong-dan/tin/gia-cong-an").await.expect(404);
    citizen
        .get("/cong-dan/tin/gia-cong-an/ap-phich")
        .await
        .expect(404);
    assert!(
        citizen
            .get("/cong-dan/ap-phich")
            .await
            .expect(200)
            .says(&format!("{PUBLIC_URL}/cong-dan"))
    );
}

#[tokio::test]
async fn long_lists_have_pages_and_the_register_is_searched() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    portal.desk.publish(|d| {
        d.notices = (0..45)
            .map(|n| {
                notice(
                    n,
                    NoticeKind::Warning,
                    &format!("tin-{n}"),
                    &format!("Cảnh báo số {n:02}"),
                )
            })
            .collect();
        let bank = d.trusted[0].clone();
        d.trusted.extend((0..30).map(|n| {
            let mut other = bank.clone();
            other.organisation = format!("Cửa hàng mẫu {n:02}");
            other.value = format!("cuahang{n}.example");
            other
        }));
        d.trusted.push({
            let mut over = bank;
            over.organisation = "Hết hạn".into();
            over.expires_at = at(-1);
            over
        });
    });
    let mut path = "/cong-dan/canh-bao".to_owned();
    let mut seen = 0;
    for page in 1..=3 {
        let list = citizen.get(&path).await.expect(200);
        seen += list.text().matches("Cảnh báo số").count();
        assert!(list.says(&format!("{page}/3")));
        if page < 3 {
            path = list.link("Trang sau");
        }
    }
    assert_eq!(seen, 45);
    citizen
        .get("/cong-dan/canh-bao?trang=99999999999999999999")
        .await
        .expect(200);
    assert!(citizen.get("/cong-dan/canh-bao?trang=99").await.says("3/3"));

    let all = citizen.get("/cong-dan/tin-nhiem").await.expect(200);
    assert!(all.says("31 tổ chức") && !all.says("Hết hạn"));
    let found = citizen
        .get("/cong-dan/tin-nhiem?tim=cua%20hang%20mau%2001")
        .await
        .expect(200);
    assert!(found.says("1 tổ chức") && found.says("Cửa hàng mẫu 01"));
    assert!(found.says("chứng minh bằng tên miền, có giá trị đến"));
    let by_value = citizen.get("/cong-dan/tin-nhiem?tim=cuahang7.example").await;
    assert!(by_value.says("Cửa hàng mẫu 07"));
}

#[tokio::test]
async fn feeds_tell_what_is_new() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    portal
        .desk
        .publish(|d| d.notices[0].title = "Chiêu <mới> & cũ".into());
    let atom = citizen.get("/cong-dan/tin.atom").await.expect(200);
    assert_eq!(atom.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(atom.text().matches("<entry>").count(), 3);
    assert!(atom.says("<title>Chiêu &lt;mới&gt; &amp; cũ</title>"));
    assert!(atom.says(&format!("<link href=\"{PUBLIC_URL}/cong-dan/tin/gia-cong-an\"/>")));
    let rss = citizen.get("/cong-dan/tin.rss").await.expect(200);
    assert_eq!(rss.text().matches("<item>").count(), 3);
    let json = citizen.get("/cong-dan/tin.json").await.expect(200);
    let json: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
    let titles: Vec<_> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| &i["title"])
        .collect();
    assert!(titles.contains(&&serde_json::json!("Chiêu <mới> & cũ")));
}

#[tokio::test]
async fn mails_are_asked_for_and_ended_by_a_press_and_not_by_opening_a_link() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let form = citizen.get("/cong-dan/nhan-tin").await.expect(200);
    let ticket = form.value("ticket");
    for wrong in ["", "không phải thư"] {
        let fields = [("ticket", ticket.as_str()), ("email", wrong)];
        let back = citizen.post("/cong-dan/nhan-tin", &fields).await.expect(422);
        assert!(back.says("href=\"#email\""));
    }
    let fields = [("ticket", ticket.as_str()), ("email", "ban.doc@vidu.example")];
    citizen.post("/cong-dan/nhan-tin", &fields).await.expect(200);
    let envelope = portal.desk.only(EnvelopeKind::Subscription);
    assert!(!serde_json::to_string(&envelope).unwrap().contains("ban.doc"));
    assert_eq!(portal.desk.open(&envelope).identity.email, "ban.doc@vidu.example");

    let token = "A".repeat(43);
    for path in ["/cong-dan/nhan-tin/xac-nhan", "/cong-dan/nhan-tin/huy"] {
        citizen.get(&format!("{path}?t=ngan")).await.expect(404);
        citizen.post(&format!("{path}?t=ngan"), &[]).await.expect(404);
        let before = portal.desk.envelopes().len();
        let asked = citizen.get(&format!("{path}?t={token}")).await.expect(200);
        assert!(asked.says(&format!("action=\"{path}?t={token}\"")));
        assert_eq!(
            portal.desk.envelopes().len(),
            before,
            "opening the link does nothing"
        );
        // As mail programs press it.
        let press = [("List-Unsubscribe", "One-Click")];
        citizen
            .post(&format!("{path}?t={token}"), &press)
            .await
            .expect(200);
        assert_eq!(portal.desk.envelopes().len(), before + 1);
    }
}

#[tokio::test]
async fn mails_are_offered_only_where_they_work_and_can_be_ended_everywhere() {
    const PATH: &str = "/cong-dan/nhan-tin";
    let portal = Portal::new();
    let citizen = portal.citizen();
    let ticket = citizen.get(PATH).await.expect(200).value("ticket");
    for page in ["/cong-dan", "/cong-dan/canh-bao"] {
        assert!(citizen.get(page).await.expect(200).says(PATH), "{page}");
    }
    portal.desk.publish(|document| document.by_mail = false);
    for page in ["/cong-dan", "/cong-dan/canh-bao"] {
        assert!(!citizen.get(page).await.expect(200).says(PATH), "{page}");
    }
    citizen.get(PATH).await.expect(404);
    for email in ["ban.doc@vidu.example", "không phải thư"] {
        let fields = [("ticket", ticket.as_str()), ("email", email)];
        citizen.post(PATH, &fields).await.expect(404);
    }
    assert!(portal.desk.envelopes().is_empty());
    let end = format!("{PATH}/huy?t={}", "A".repeat(43));
    citizen.post(&end, &[]).await.expect(200);
    portal.desk.only(EnvelopeKind::Subscription);
}

#[tokio::test]
async fn both_languages_are_spoken_and_the_choice_is_carried_on() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    assert!(
        citizen
            .get_in("en-GB,en;q=0.8", "/cong-dan")
            .await
            .says("<html lang=\"en\">")
    );
    assert!(
        citizen
            .get_in("en,vi;q=0.5", "/cong-dan")
            .await
            .says("<html lang=\"vi\">")
    );
    let home = citizen.get("/cong-dan?lang=en").await;
    assert!(home.says("Report online scams"));
    assert!(
        home.says("lang=\"vi\""),
        "a warning that is written in Vietnamese says so"
    );
    assert_eq!(home.link("Tiếng Việt"), "/cong-dan?lang=vi");
    let topics = citizen.get(&home.link("Scammed, threatened")).await;
    assert!(topics.says("<input type=\"hidden\" name=\"lang\" value=\"en\">"));
    let form = citizen.get(&format!("{FORM}?lang=en&loai=14")).await.expect(200);
    assert!(form.says(&format!("action=\"{FORM}?lang=en\"")));
    assert_eq!(form.link("Tiếng Việt"), format!("{FORM}?loai=14&lang=vi"));
    let ticket = form.value("ticket");
    let fields = [
        ("ticket", ticket.as_str()),
        ("topic", "14"),
        ("narrative", "They called me"),
        ("money", "asked"),
    ];
    let done = citizen
        .upload(&format!("{FORM}?lang=en"), &fields, &[])
        .await
        .expect(200);
    assert!(done.says("Write this code down"));
    let inside = portal.desk.open(&portal.desk.only(EnvelopeKind::Report));
    assert_eq!(inside.form.unwrap().language, Language::English);
}

#[tokio::test]
async fn every_page_has_strict_headers_and_neither_scripts_nor_styles_within() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    for path in crate::portal_weight::PAGES {
        let page = citizen.get(path).await.expect(200);
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(page.headers.get("set-cookie").is_none(), "{path}");
        let text = page.text();
        assert!(!text.contains(" style=") && !text.contains("<style"), "{path}");
        let scripts: Vec<_> = text
            .match_indices("<script")
            .map(|(at, _)| &text[at..at + 12])
            .collect();
        assert!(
            scripts.iter().all(|s| *s == "<script src="),
            "{path}: {scripts:?}"
        );
        for elsewhere in ["src=\"http", "href=\"http://", "@import"] {
            assert!(!text.contains(elsewhere), "{path}: {elsewhere}");
        }
    }
    let nothing = citizen.get("/cong-dan/khong-co").await.expect(404);
    assert!(nothing.says("Không có trang này"));
    assert!(nothing.header("content-security-policy").contains("'none'"));
}

/// What can be told of accessibility without a browser: every field has a label, ids are single, what is referred to
/// exists, groups have legends.
#[tokio::test]
async fn every_field_has_a_label_and_every_reference_leads_somewhere() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    let mut pages = Vec::new();
    for path in crate::portal_weight::PAGES {
        pages.push(citizen.get(path).await.text());
    }
    pages.push(citizen.report(&[("amount", "x")], &[]).await.expect(422).text());
    for text in pages {
        let tags: Vec<&str> = text
            .split('<')
            .skip(1)
            .map(|t| t.split('>').next().unwrap())
            .collect();
        let value = |tag: &str, name: &str| {
            let found = tag.split(&format!(" {name}=\"")).nth(1)?;
            Some(found.split('"').next().unwrap().to_owned())
        };
        let mut ids: Vec<String> = tags.iter().filter_map(|t| value(t, "id")).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice");
        for tag in &tags {
            for name in ["aria-describedby", "aria-labelledby", "for"] {
                for id in value(tag, name)
                    .unwrap_or_default()
                    .split(' ')
                    .filter(|i| !i.is_empty())
                {
                    assert!(ids.contains(&id.to_owned()), "{tag}: {id}");
                }
            }
            let link = value(tag, "href").unwrap_or_default();
            if let Some(id) = link.strip_prefix('#') {
                assert!(ids.contains(&id.to_owned()), "{tag}");
            }
        }
        let labelled: Vec<String> = tags
            .iter()
            .filter(|t| t.starts_with("label"))
            .filter_map(|t| value(t, "for"))
            .collect();
        for (at, tag) in tags.iter().enumerate() {
            let field = tag.starts_with("input") || tag.starts_with("select") || tag.starts_with("textarea");
            if !field || tag.contains("type=\"hidden\"") {
                continue;
            }
            let inside = tags[at - 1].starts_with("label");
            let named = value(tag, "id").is_some_and(|id| labelled.contains(&id));
            assert!(inside || named, "no label: {tag}");
        }
        let (groups, legends) = (text.matches("<fieldset").count(), text.matches("<legend").count());
        assert_eq!(groups, legends);
        assert_eq!(text.matches("<h1").count(), 1);
        assert!(text.contains("id=\"noi-dung\""));
    }
}

#[tokio::test]
async fn before_anything_is_published_reports_are_taken() {
    let portal = Portal::new();
    portal.desk.publish(|d| {
        *d = coloa_hotline::published::Document::default();
        d.made_at = document().made_at;
    });
    let citizen = portal.citizen();
    let home = citizen.get("/cong-dan").await.expect(200);
    assert!(home.says("Trung tâm") && home.says("Chưa có cảnh báo nào"));
    filed(&citizen).await;
    assert_eq!(portal.desk.only(EnvelopeKind::Report).received_at, at(0));
}
