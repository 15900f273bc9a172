//! Objections that come over the front, and what follows them with their code.

use super::front::{FILE, FILE_NAME, NAME, NARRATIVE, pair, round};
use crate::support::World;
use coloa_auth::Actor;
use coloa_base::Clock as _;
use coloa_hotline::{code::Code, entity::verdict, model::VerdictState, store, verdict::contest};
use uuid::Uuid;

/// A site that the public is warned of.
async fn warned(world: &World) -> Uuid {
    let now = world.clock.now();
    let row = verdict::Model {
        id: Uuid::now_v7(),
        kind: "domain".to_owned(),
        value: "mau-gia-3.example".to_owned(),
        match_key: "mau-gia-3.example".to_owned(),
        bank: None,
        state: VerdictState::Warned.to_string(),
        scam_type: None,
        reason: "Giả mạo ngân hàng mẫu".to_owned(),
        reports: 2,
        statement: String::new(),
        campaign_id: None,
        warned_by: None,
        verified_by: None,
        verified_name: "Trưởng ca thử".to_owned(),
        verified_at: now,
        expires_at: now + chrono::Duration::days(180),
        ended_at: None,
        end_reason: String::new(),
        updated_at: now,
        version: 1,
    };
    let (id, tx) = (row.id, world.app.db.begin().await.unwrap());
    store::verdict::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_with_the_code_of_an_objection_before_it_was_handed_over_is_not_lost() {
    let (_folder, _, front, world) = pair().await;
    let warning = warned(&world).await.to_string();
    round(&world).await;

    let page = "/cong-dan/kiem-tra/phan-doi";
    let form = front.page(&format!("{page}?so={warning}")).await;
    let ticket = form.between("name=\"ticket\" value=\"", "\"");
    let fields = [
        ("ticket", ticket.as_str()),
        ("warning", &warning),
        ("narrative", NARRATIVE),
        ("name", NAME),
    ];
    let objected = front.post(page, &fields, &[]).await;
    assert_eq!(objected.status, 200, "{objected:?}");
    let code = objected.between("data-copy=\"", "\"");
    // The front does not know what the code belongs to, and takes what comes with it.
    let shown = front.follow(&code).await;
    let ticket = shown.between("name=\"ticket\" value=\"", "\"");
    let reply = "Tôi gửi thêm giấy phép của tiệm";
    let fields = [("code", code.as_str()), ("ticket", &ticket), ("narrative", reply)];
    let files = [("files", FILE_NAME, FILE)];
    let sent = front.post("/cong-dan/theo-doi/gui", &fields, &files).await;
    assert_eq!((sent.status, front.waiting().await), (200, 2), "{sent:?}");

    let done = round(&world).await;
    assert_eq!((done.taken, done.refused, front.waiting().await), (2, 0, 0));
    let mailbox = Code::parse(&code).unwrap().mailbox().to_string();
    let objection = store::intake::contest_of(world.app.db.reader(), &mailbox)
        .await
        .unwrap()
        .unwrap();
    let machine = Actor::command_line();
    let opened = contest::open(&world.app.hotline, &machine, objection.id, "Xem xét")
        .await
        .unwrap();
    assert_eq!(
        (opened.text.as_str(), opened.contact.name.as_str()),
        (NARRATIVE, NAME)
    );
    assert_eq!(
        (opened.messages.len(), opened.messages[0].text.as_str()),
        (1, reply)
    );
    assert_eq!(opened.attachments[0].name, FILE_NAME);
    // Whoever objects sees that it arrived.
    assert!(front.follow(&code).await.text.contains(reply));
    front.stop().await;
}
