//! Text as people type it: in decomposed letters, with emoji, with marks that nobody sees. What an operator confirms is found
//! by whoever looks for it, however they type, and says nothing of the reporter, however it is typed.

use crate::support::{Draft, World};
use coloa_hotline::{
    HotlineError,
    inbox::{self, Filter},
    message, redaction,
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(text_is_one_however_it_is_typed => composed);

/// Signs of several characters each.
const SIGNS: &str = "👮🏽‍♂️ 👨‍👩‍👧 🇻🇳 1️⃣";

async fn composed(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::about(&format!(
        "Ke\u{309} gian go\u{323}i tu\u{31b}\u{300} 0905 000 999 {SIGNS}, tu\u{323} xu\u{31b}ng co\u{302}ng an."
    ))
    .with(|d| d.identity.name = "Nguye\u{302}\u{303}n Thi\u{323} Bu\u{31b}o\u{31b}\u{309}i".to_owned());
    let filed = world.file_report(draft).await;
    world.take(&world.intake, filed.id).await;
    let version = async || world.row(filed.id).await.version;
    let confirm = async |text: &str| {
        redaction::confirm(&world.hotline, &world.intake, filed.id, version().await, text).await
    };
    let opened = inbox::content::open(&world.hotline, &world.intake, filed.id, "")
        .await
        .unwrap();
    assert_eq!(opened.proposals.len(), 1, "the number is seen between the signs");
    assert_eq!(opened.proposals[0].value, "0905000999");

    for own in [
        "Chị Bưởi kể",
        "chi\u{323} Bu\u{31b}o\u{31b}\u{309}i kể 😀",
        "Chị B\u{200b}ưởi kể",
        "NGUYỄN\u{feff} THỊ BƯỞI",
    ] {
        let refused = confirm(own).await;
        assert!(
            matches!(
                refused,
                Err(HotlineError::Invalid {
                    reason: "holds_identity",
                    ..
                })
            ),
            "{own:?}"
        );
    }
    let row = confirm(&format!(
        "Mo\u{323}\u{302}t ngu\u{31b}o\u{31b}\u{300}i bi\u{323} go\u{323}i {SIGNS}"
    ))
    .await
    .unwrap();
    assert_eq!(row.redacted, format!("Một người bị gọi {SIGNS}"));
    for (words, found) in [
        ("Một người", 1),
        ("Mo\u{302}\u{323}t ngu\u{31b}o\u{31b}\u{300}i", 1),
        ("MOT NGUOI BI", 1),
        ("một người nọ", 0),
        ("'; DROP TABLE hotline_report; --", 0),
    ] {
        let filter = Filter {
            search: Some(words.to_owned()),
            ..Filter::default()
        };
        let (_, total) = inbox::list(&world.hotline, &world.intake, &filter).await.unwrap();
        assert_eq!(total, found, "{words:?}");
    }
    let answer = format!("Trung ta\u{302}m \u{111}a\u{303} nha\u{323}\u{302}n {SIGNS}");
    message::answer(&world.hotline, &world.intake, filed.id, version().await, &answer)
        .await
        .unwrap();
    let content = world.mailbox(&filed.code).await.unwrap();
    assert_eq!(content.messages[0].text, format!("Trung tâm đã nhận {SIGNS}"));
}
