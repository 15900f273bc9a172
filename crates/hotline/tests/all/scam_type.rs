//! Codes that reports carry: the product's and those that an installation added.

use crate::support::*;
use coloa_hotline::{
    scam_type,
    settings::{self, ScamTypeDraft},
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(an_added_kind_is_known_and_named_even_when_it_is_switched_off => added);

async fn added(db: TestDb) {
    let world = World::on(db).await;
    let db = world.access.db().reader();
    assert!(scam_type::is_known(db, "14").await.unwrap());
    assert!(!scam_type::is_known(db, "x-gia-danh-shipper").await.unwrap());
    let draft = ScamTypeDraft {
        name: "Giả danh shipper".into(),
        name_en: "False courier".into(),
        advice: vec!["Gọi lại cho bưu cục.".into(), "  ".into()],
        active: true,
    };
    let row = settings::put_scam_type(&world.hotline, &world.coordinator, None, &draft)
        .await
        .unwrap();
    assert_eq!(row.code, "x-gia-danh-shipper");
    assert_eq!(scam_type::advice_of(&row).unwrap(), ["Gọi lại cho bưu cục."]);
    let off = ScamTypeDraft {
        name: "Giả danh người giao hàng".into(),
        active: false,
        ..draft
    };
    let changed = settings::put_scam_type(
        &world.hotline,
        &world.coordinator,
        Some((row.id, row.version)),
        &off,
    )
    .await
    .unwrap();
    assert_eq!(
        (changed.code.as_str(), changed.active),
        ("x-gia-danh-shipper", false)
    );
    assert!(scam_type::is_known(db, "x-gia-danh-shipper").await.unwrap());
    let names = scam_type::names(db).await.unwrap();
    assert_eq!(names["x-gia-danh-shipper"].0, "Giả danh người giao hàng");
    assert_eq!(names["99"].0, "Khác");
}
