//! Redacted copies: they do not say who reports, and are what is searched.

use super::{fault, list, state};
use crate::support::{Draft, World};
use coloa_auth::Actor;
use coloa_hotline::{
    form::Identity,
    inbox::{self, Filter, work},
    mention::Said,
    model::{MentionRole, Urgency},
    redaction,
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(
    a_redacted_copy_does_not_say_who_reports => redacted,
    what_is_searched_for_is_meant_letter_for_letter => searched,
    the_own_number_of_the_reporter_is_in_no_redacted_copy => own_number,
);

async fn redacted(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::about("Tôi là Nguyễn Thị Bưởi, số 0912 000 101, bị lừa 5 triệu.").with(|d| {
        d.identity = Identity {
            name: "Nguyễn Thị Bưởi".to_owned(),
            phone: "0912000101".to_owned(),
            email: "buoi.nguyen@thu.invalid".to_owned(),
            ..Identity::default()
        };
    });
    let filed = world.file_report(draft).await;
    // Whoever has it, and nobody else.
    let early = redaction::confirm(&world.hotline, &world.intake, filed.id, 1, "Một người dân").await;
    assert_eq!(state(early.unwrap_err()), "not_yours");
    world.take(&world.intake, filed.id).await;
    let may = async |actor: &Actor| {
        let read = inbox::detail::read(&world.hotline, actor, filed.id).await;
        read.unwrap().may.contains(&"redact")
    };
    assert!(may(&world.intake).await && !may(&world.lead).await);
    let confirm = async |text: &str| {
        let seen = world.row(filed.id).await.version;
        redaction::confirm(&world.hotline, &world.intake, filed.id, seen, text).await
    };
    for text in [
        "Chị Bưởi bị lừa",
        "Người có số 0912.000.101",
        "Thư buoi.nguyen@thu.invalid",
    ] {
        let error = confirm(text).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("0912"));
        // Whatever it is, and not which of it.
        assert_eq!(fault(error), ("text", "holds_identity"));
    }
    let row = confirm("Một người dân bị lừa 5 triệu qua cuộc gọi giả công an.")
        .await
        .unwrap();
    assert_eq!(row.redacted_by.as_deref(), Some(world.intake.name.as_str()));
    let search = async |words: &str| {
        let filter = Filter {
            search: Some(words.to_owned()),
            ..Filter::default()
        };
        list(&world, &world.intake, filter).await.len()
    };
    assert_eq!(search("cuoc goi gia cong an").await, 1);
    assert_eq!(search("Bưởi").await, 0);
    // Reasons are looked through in the same way.
    let urgency = work::set_urgency(
        &world.hotline,
        &world.intake,
        filed.id,
        row.version,
        Urgency::Now,
        "Chị Bưởi xin gấp",
    );
    assert_eq!(fault(urgency.await.unwrap_err()), ("reason", "holds_identity"));
    let open = inbox::content::open(&world.hotline, &world.lead, filed.id, "Gọi lại 0912000101").await;
    assert_eq!(fault(open.unwrap_err()), ("reason", "holds_identity"));
    // It can be taken back.
    let row = confirm("  ").await.unwrap();
    assert!(row.redacted.is_empty() && row.redacted_at.is_none());
    assert_eq!(search("cuoc goi").await, 0);
}

async fn searched(db: TestDb) {
    let world = World::on(db).await;
    for text in [
        "Hứa lãi 50% một tháng, gửi tệp ung_dung.apk",
        "Gọi 500 lần, gửi tệp ung-dung.apk",
    ] {
        let filed = world.file_report(Draft::default()).await;
        let seen = world.take(&world.intake, filed.id).await.version;
        redaction::confirm(&world.hotline, &world.intake, filed.id, seen, text)
            .await
            .unwrap();
    }
    let search = async |words: &str| {
        let filter = Filter {
            search: Some(words.to_owned()),
            ..Filter::default()
        };
        list(&world, &world.intake, filter).await.len()
    };
    assert_eq!(search("gửi tệp").await, 2);
    assert_eq!(
        (search("50").await, search("50%").await, search("%").await),
        (2, 1, 1)
    );
    assert_eq!((search("ung_dung").await, search("_").await), (1, 1));
    assert_eq!(
        (search("HL-%").await, search("|").await, search("\\").await),
        (0, 0, 0)
    );
    assert_eq!(search("hl-2026").await, 2);
}

async fn own_number(db: TestDb) {
    let world = World::on(db).await;
    let filed = world
        .file_report(Draft::about("Chuyển từ 1012000333 sang 1012000111."))
        .await;
    world.take(&world.intake, filed.id).await;
    let said = |value: &str, role: MentionRole| Said {
        kind: "bank_account".to_owned(),
        value: value.to_owned(),
        bank: String::new(),
        service: String::new(),
        role: role.to_string(),
    };
    let redact = async |text: &str| {
        let seen = world.row(filed.id).await.version;
        redaction::confirm(&world.hotline, &world.intake, filed.id, seen, text).await
    };
    let mention = async |said: &[Said]| {
        let seen = world.row(filed.id).await.version;
        redaction::confirm_mentions(&world.hotline, &world.intake, filed.id, seen, said).await
    };
    // Words around it say that it is the writer's own.
    let own = redact("Chuyển từ stk của em 1012000333 sang stk 1012000111").await;
    assert_eq!(fault(own.unwrap_err()), ("text", "holds_identity"));
    redact("Chuyển từ stk 1012000333 sang stk 1012000111")
        .await
        .unwrap();
    let victim = said("1012000333", MentionRole::Victim);
    let offender = said("1012000111", MentionRole::Offender);
    // Nobody knew; as soon as somebody says so it must leave the copy.
    let both = [victim, offender];
    assert_eq!(state(mention(&both).await.unwrap_err()), "in_redaction");
    redact("Chuyển sang stk 1012000111").await.unwrap();
    mention(&both).await.unwrap();
    let again = redact("Chuyển từ stk 1012 000 333").await;
    assert_eq!(fault(again.unwrap_err()), ("text", "holds_identity"));
}
