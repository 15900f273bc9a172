//! What a page of the portal weighs with its style and script, on the line of a slow phone. Measured uncompressed, with as
//! much published as a province would.

use crate::portal_front::{PICTURE, Portal, notice, said};
use coloa_hotline::{
    model::NoticeKind,
    published::{Commune, Contact},
};
use uuid::Uuid;

/// Bytes of a page with its style, script and icon.
const MOST: usize = 60 * 1024;

/// Every page that can be asked for.
pub const PAGES: [&str; 17] = [
    "/cong-dan",
    "/cong-dan/bao-tin",
    "/cong-dan/bao-tin/don?loai=14",
    "/cong-dan/bao-tin/don?loai=other",
    "/cong-dan/theo-doi",
    "/cong-dan/kiem-tra",
    "/cong-dan/kiem-tra/phan-doi?so=00000000-0000-0000-0000-00000000004d",
    "/cong-dan/tin-nhiem",
    "/cong-dan/canh-bao",
    "/cong-dan/dinh-chinh",
    "/cong-dan/hoi-dap",
    "/cong-dan/tin/gia-cong-an",
    "/cong-dan/tin/gia-cong-an/ap-phich",
    "/cong-dan/ap-phich",
    "/cong-dan/nhan-tin",
    "/cong-dan/nhan-tin/huy?t=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "/cong-dan/rieng-tu",
];

/// As a province with 120 communes and a busy centre.
fn busy() -> Portal {
    let portal = Portal::new();
    portal.desk.publish(|d| {
        d.communes = (0..120)
            .map(|n| Commune {
                id: Uuid::from_u128(n + 1000),
                name: format!("Phường Nguyễn Thị Minh Khai {n}"),
            })
            .collect();
        let contact = d.contacts[0].clone();
        d.contacts.extend((0..12).map(|n| Contact {
            name: format!("Đường dây nóng của một ngân hàng thương mại cổ phần {n}"),
            ..contact.clone()
        }));
        d.notices.extend((10..60).map(|n| {
            let mut one = notice(
                n,
                NoticeKind::Warning,
                &format!("tin-{n}"),
                "Giả danh nhân viên điện lực đòi cập nhật mã khách hàng",
            );
            one.summary = one.summary.repeat(3);
            one
        }));
        let trusted = d.trusted[0].clone();
        d.trusted.extend((0..60).map(|n| {
            let mut one = trusted.clone();
            one.organisation = format!("Sở, ngành, đơn vị sự nghiệp công lập số {n}");
            one
        }));
    });
    portal
}

#[tokio::test]
async fn every_page_fits_the_budget_of_a_slow_line() {
    let portal = busy();
    let citizen = portal.citizen();
    let home = citizen.get("/cong-dan").await.expect(200);
    let mut shared = 0;
    let text = home.text();
    for asset in text.split('"').filter(|t| t.starts_with("/cong-dan/tep/")) {
        let file = citizen.get(asset).await.expect(200);
        assert_eq!(
            file.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        shared += file.body.len();
    }
    assert!(shared > 5_000, "style, script and icon are there");
    let mut heavy = Vec::new();
    for language in ["vi", "en"] {
        for path in PAGES {
            let page = citizen.get_in(language, path).await.expect(200);
            let bytes = page.body.len() + shared;
            if bytes > MOST {
                heavy.push(format!("{path} ({language}): {bytes}"));
            }
        }
    }
    // What comes after a form.
    let back = citizen
        .report(&[("amount", "x")], &[("anh.png", PICTURE)])
        .await
        .expect(422);
    let done = citizen
        .report(&[("narrative", "Bị lừa"), ("money", "sent")], &[])
        .await
        .expect(200);
    let code = done.code();
    portal.desk.answer(&code, |m| {
        m.messages = vec![said("Bạn gửi thêm ảnh biên lai nhé"); 10]
    });
    let followed = citizen
        .post("/cong-dan/theo-doi", &[("code", &code)])
        .await
        .expect(200);
    let checked = citizen
        .post("/cong-dan/kiem-tra", &[("value", "0912000101")])
        .await
        .expect(200);
    for (what, page) in [
        ("back", back),
        ("done", done),
        ("followed", followed),
        ("checked", checked),
    ] {
        if page.body.len() + shared > MOST {
            heavy.push(format!("{what}: {}", page.body.len() + shared));
        }
    }
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
}

#[tokio::test]
async fn files_of_other_versions_are_not_there() {
    let citizen = Portal::new().citizen();
    citizen
        .get("/cong-dan/tep/portal.000000000000.css")
        .await
        .expect(404);
    citizen
        .get("/cong-dan/tep/..%2f..%2fCargo.toml")
        .await
        .expect(404);
}
