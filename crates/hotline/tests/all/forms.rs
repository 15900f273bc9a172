//! Papers: what they may say to whom.

use crate::{
    classify::{arrived, classified},
    support::*,
    transfer::Office,
};
use chrono::Duration;
use coloa_auth::{Actor, Role, people};
use coloa_document::{OfficialDocument, docx};
use coloa_hotline::{
    HotlineError,
    forms::{self, PaperKind},
    opening, reveal, store,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    who_reports_stands_in_a_paper_only_while_a_reveal_is_open => identity,
    the_story_stands_in_a_letter_of_whoever_has_the_report => narrative,
    a_letter_is_of_a_transfer => letter,
    papers_are_for_whoever_handles_reports => forbidden,
);

const NAME: &str = "Trần Thị Người Báo";
const STORY: &str = "Kẻ lạ gọi lúc nửa đêm đòi chuyển tiền.";

async fn filed(world: &World) -> Uuid {
    let draft = Draft::about(STORY).with(|d| d.identity.name = NAME.into());
    let id = world.file_report(draft).await.id;
    classified(world, &world.intake, id, "crime_report_individual").await;
    id
}

/// Gives a report to somebody.
async fn assign(world: &World, id: Uuid, actor: &Actor) {
    let tx = world.access.db().begin().await.unwrap();
    let mut row = store::report::one(&tx, id).await.unwrap();
    row.assigned_to = actor.person.map(coloa_base::PersonId::uuid);
    row.assigned_name.clone_from(&actor.name);
    store::report::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
}

/// An intake officer who may see identities as well.
async fn both(world: &World) -> Actor {
    let (id, _) = world.person(Role::IntakeOfficer, None).await;
    let grant = people::NewGrant {
        role: Role::Revealer,
        agency: None,
        area: None,
        from: TODAY,
        to: None,
    };
    people::grant(&world.access, &Actor::command_line(), id, grant)
        .await
        .unwrap();
    people::actor(&world.access, id).await.unwrap().unwrap().0
}

fn holds(paper: &OfficialDocument, words: &str) -> bool {
    format!("{:?}", paper.body).contains(words)
}

async fn write(world: &World, actor: &Actor, id: Uuid, kind: PaperKind) -> OfficialDocument {
    let paper = forms::write(&world.hotline, actor, &Office, id, kind)
        .await
        .unwrap()
        .document;
    assert!(!docx::docx(&paper).unwrap().is_empty());
    paper
}

async fn identity(db: TestDb) {
    let world = World::on(db).await;
    let id = filed(&world).await;
    let officer = both(&world).await;
    for kind in [PaperKind::Receipt, PaperKind::PhoneLog, PaperKind::FollowUp] {
        let paper = write(&world, &officer, id, kind).await;
        assert!(!holds(&paper, NAME) && holds(&paper, "danh tính"), "{kind}");
    }
    let asked = reveal::ask(&world.hotline, &officer, id, "Lập giấy biên nhận")
        .await
        .unwrap();
    assert!(asked.may.contains(&"open"), "{asked:?}");
    let paper = write(&world, &officer, id, PaperKind::Receipt).await;
    assert!(holds(&paper, NAME));
    let filter = opening::Filter {
        report: Some(id),
        limit: 50,
        ..opening::Filter::default()
    };
    let (seen, _) = opening::list(&world.hotline, &world.auditor, &filter)
        .await
        .unwrap();
    assert!(seen.iter().any(|s| s.part == "identity" && s.purpose == "reveal"));
    // To nobody else, and not for longer.
    let paper = write(&world, &world.intake, id, PaperKind::Receipt).await;
    assert!(!holds(&paper, NAME));
    world.pass(Duration::minutes(31));
    let paper = write(&world, &officer, id, PaperKind::Receipt).await;
    assert!(!holds(&paper, NAME));
}

async fn narrative(db: TestDb) {
    let world = World::on(db).await;
    let id = filed(&world).await;
    let paper = write(&world, &world.intake, id, PaperKind::PhoneLog).await;
    assert!(!holds(&paper, STORY));
    assign(&world, id, &world.intake).await;
    let paper = write(&world, &world.intake, id, PaperKind::PhoneLog).await;
    assert!(holds(&paper, STORY));
    let paper = write(&world, &world.intake, id, PaperKind::Receipt).await;
    assert!(!holds(&paper, STORY), "the citizen's copy is no place for it");
    let filter = opening::Filter {
        report: Some(id),
        limit: 50,
        ..opening::Filter::default()
    };
    let (seen, total) = opening::list(&world.hotline, &world.auditor, &filter)
        .await
        .unwrap();
    assert_eq!((total, seen[0].part.as_str()), (1, "narrative"));
    // While the keys are away nothing is read, and papers are still made.
    std::fs::rename(world.key_path(), world.key_path().with_extension("away")).unwrap();
    world.hotline.reload_keys().await.unwrap();
    let paper = write(&world, &world.intake, id, PaperKind::PhoneLog).await;
    assert!(!holds(&paper, STORY));
}

async fn letter(db: TestDb) {
    let world = World::on(db).await;
    let id = filed(&world).await;
    let none = forms::write(&world.hotline, &world.intake, &Office, id, PaperKind::Transfer).await;
    assert!(matches!(
        none,
        Err(HotlineError::State {
            reason: "no_transfer"
        })
    ));
    arrived(&world, &world.intake, id).await;
    let paper = write(&world, &world.intake, id, PaperKind::Transfer).await;
    assert_eq!(paper.addressees, ["Công an tỉnh Lam Sơn"]);
    assert!(paper.subject.contains("HL-2026-"), "{}", paper.subject);
    let book = write(&world, &world.intake, id, PaperKind::FollowUp).await;
    assert!(holds(&book, "12/TTANM") && holds(&book, "45/TN"));
}

async fn forbidden(db: TestDb) {
    let world = World::on(db).await;
    let id = filed(&world).await;
    let revealer = forms::write(&world.hotline, &world.revealer, &Office, id, PaperKind::Receipt).await;
    assert!(matches!(revealer, Err(HotlineError::Auth(_))));
    let commune = forms::write(
        &world.hotline,
        &world.commune_intake,
        &Office,
        id,
        PaperKind::Receipt,
    )
    .await;
    assert!(matches!(commune, Err(HotlineError::NotFound)));
}
