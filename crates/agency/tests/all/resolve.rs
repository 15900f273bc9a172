use crate::support::{World, sample_world};
use coloa_agency::model::{Meaning, Period};
use coloa_auth::Actor;
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    the_same_plan_means_other_agencies_on_another_date => two_dates,
    names_are_understood_as_printed => printed,
    a_taught_name_counts_for_its_time => taught,
);

async fn keys(w: &World, text: &str, on: &str) -> String {
    let (keys, unresolved) = w.means(text, None, on).await;
    assert!(unresolved.is_empty(), "{text}: {unresolved:?}");
    keys.join(" ")
}

/// One rename (Trung tâm CNTT&TT), one merge (Sở KH&ĐT into Sở Tài chính), one department whose duty moved (an toàn thông
/// tin from Sở TT&TT to the police while the rest went to Sở KH&CN).
async fn two_dates(db: TestDb) {
    let w = sample_world(db).await;
    let (before, after) = ("2025-02-01", "2025-08-01");
    assert_eq!(keys(&w, "Sở Kế hoạch và Đầu tư", before).await, "SKHDT");
    assert_eq!(keys(&w, "Sở Kế hoạch và Đầu tư", after).await, "STC");
    assert_eq!(keys(&w, "Trung tâm Chuyển đổi số tỉnh", before).await, "TTCDS");
    assert_eq!(
        keys(&w, "Trung tâm Công nghệ thông tin và Truyền thông", after).await,
        "TTCDS"
    );
    assert_eq!(
        keys(&w, "cơ quan chuyên trách về an ninh mạng", before).await,
        "STTTT"
    );
    assert_eq!(
        keys(&w, "cơ quan chuyên trách về an ninh mạng", after).await,
        "CAT"
    );
    let scope = Some("nội dung liên quan đến an toàn thông tin mạng");
    assert_eq!(
        w.means("Sở Thông tin và Truyền thông", scope, after).await.0,
        ["CAT"]
    );
    assert_eq!(
        w.means("Sở Thông tin và Truyền thông", Some("chuyển đổi số"), after)
            .await
            .0,
        ["SKHCN"]
    );
    assert_eq!(
        w.means("Sở Thông tin và Truyền thông", scope, before).await.0,
        ["STTTT"]
    );

    let group = "Các sở, ban, ngành của tỉnh";
    assert_eq!(
        keys(&w, group, before).await,
        "BCHQS BDT BQLKCN CAT SCT SGDDT SGTVT SKHCN SKHDT SLDTBXH SNGV SNNPTNT SNV STC STNMT STP STTTT SVHTTDL SXD SYT TTT VPUBND"
    );
    assert_eq!(
        keys(&w, group, after).await,
        "BCHQS BQLKCN CAT SCT SDTTG SGDDT SKHCN SNGV SNNMT SNV STC STP SVHTTDL SXD SYT TTT VPUBND"
    );
    assert_eq!(
        keys(&w, "UBND các huyện, thị xã, thành phố", before).await,
        "H1 H2 H3"
    );
    let communes = "P01 P02 P03 P04 X01 X02 X03 X04 X05 X06 X07 X08";
    assert_eq!(keys(&w, "Ủy ban nhân dân các xã, phường", after).await, communes);
}

async fn printed(db: TestDb) {
    let w = sample_world(db).await;
    let on = "2026-07-15";
    for (text, expected) in [
        ("Công an tỉnh", "CAT"),
        ("CÔNG AN TỈNH LAM SƠN", "CAT"),
        ("Sở KH&CN", "SKHCN"),
        ("SKHCN", "SKHCN"),
        ("UBND tỉnh", "UBND"),
        ("Uỷ ban nhân dân tỉnh Lam Sơn", "UBND"),
        (
            "Sở Y tế, Công an tỉnh; Sở Nội vụ và Thanh tra tỉnh",
            "CAT SNV SYT TTT",
        ),
        ("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
        ("Sở Tài chính, Nội vụ, Tư pháp", "SNV STC STP"),
        ("các doanh nghiệp viễn thông", "MANGLS NETLS NTSLS VTLS"),
        ("Bộ CHQS tỉnh", "BCHQS"),
    ] {
        let (found, unresolved) = w.means(text, None, on).await;
        assert_eq!(found.join(" "), expected, "{text} {unresolved:?}");
    }
    let (_, unresolved) = w.means("Sở Y tế và Hội Những người thử nghiệm", None, on).await;
    assert_eq!(unresolved, ["Hội Những người thử nghiệm"]);
}

async fn taught(db: TestDb) {
    let w = sample_world(db).await;
    let me = Actor::command_line();
    let text = "Tổ công tác 999";
    assert_eq!(w.means(text, None, "2026-07-15").await.1, [text]);
    let meaning = Meaning::Agency {
        agency: w.keys["DUCSC"],
    };
    let period = Period::since("2026-01-01".parse().unwrap());
    let id = w
        .agencies
        .teach(&me, text, meaning.clone(), period)
        .await
        .unwrap();
    assert_eq!(keys(&w, text, "2026-07-15").await, "DUCSC");
    assert_eq!(w.means(text, None, "2025-12-31").await.1, [text]);
    assert!(
        w.agencies
            .teach(&me, "tổ  công tác 999", meaning, period)
            .await
            .is_err(),
        "taught already"
    );
    w.agencies.forget(&me, id).await.unwrap();
    assert_eq!(w.means(text, None, "2026-07-15").await.1, [text]);
}
