//! The whole server, portal and records in one process, against floods, power cuts and what is no text.

use crate::{
    portal_front::{Citizen, PICTURE},
    support::{TODAY, World},
};
use coloa_auth::Role;
use coloa_base::FixedClock;
use coloa_hotline::{code::Code, entity::report, store};
use coloa_server::{App, serve};
use coloa_testkit::{TempData, TestDb, store_suite};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

const FORM: &str = "/cong-dan/bao-tin/don";
const STORY: &str = "Bị gọi điện, đòi chuyển tiền vào tài khoản lạ";

store_suite!(what_no_database_can_hold_is_refused_in_queries => control_characters);

/// A form that holds all that is needed.
fn fields(ticket: &str) -> [(&str, &str); 4] {
    [
        ("ticket", ticket),
        ("topic", "14"),
        ("narrative", STORY),
        ("money", "asked"),
    ]
}

async fn stored(app: &App) -> u64 {
    store::keys::received(app.db.reader(), None).await.unwrap()
}

/// The report that a code belongs to.
async fn of_code(app: &App, code: &str) -> report::Model {
    let mailbox = Code::parse(code).unwrap().mailbox().to_string();
    let found = store::report::by_mailbox(app.db.reader(), &mailbox).await;
    found.unwrap().unwrap()
}

/// 10,000 reports of 50 addresses as fast as they are answered, into the records, while other people report.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_flood_the_records_hold_back_all_but_the_first_and_nothing_of_anybody_else() {
    const ADDRESSES: u8 = 50;
    const EACH: usize = 200;
    const PEOPLE: u8 = 20;
    /// Of one network: one is let in, and twenty times as many are stored.
    const STORED: usize = 20;
    let world = World::with(TestDb::sqlite(), |config| {
        config.hotline.portal.least_seconds = 0;
        config.hotline.portal.reports_per_network = 1;
    })
    .await;
    let officer = world.as_role(Role::IntakeOfficer, None).await;
    let (router, portal) = (serve::router(&world.app), world.app.portal.clone().unwrap());
    let mut flood = Vec::new();
    for address in 1..=ADDRESSES {
        let (portal, citizen) = (
            portal.clone(),
            Citizen::before(router.clone(), [127, 0, 0, address]),
        );
        flood.push(tokio::spawn(async move {
            let mut statuses = Vec::new();
            for _ in 0..EACH {
                let ticket = portal.report_ticket();
                let shown = citizen.upload(FORM, &fields(&ticket), &[]).await;
                statuses.push(shown.status.as_u16());
            }
            statuses
        }));
    }
    let (mut waits, mut codes) = (Vec::new(), Vec::new());
    for person in 1..=PEOPLE {
        let citizen = Citizen::before(router.clone(), [127, 0, 1, person]);
        let begun = Instant::now();
        let form = citizen.get(&format!("{FORM}?loai=14")).await.expect(200);
        let done = citizen.upload(FORM, &fields(&form.value("ticket")), &[]).await;
        codes.push(done.expect(200).code());
        waits.push(begun.elapsed());
    }
    assert!(
        flood.iter().any(|one| !one.is_finished()),
        "the people reported while it went on"
    );
    waits.sort();
    let p95 = waits[usize::from(PEOPLE) * 95 / 100 - 1];
    assert!(p95 < Duration::from_secs(2), "{waits:?}");

    let mut statuses = Vec::new();
    for one in flood {
        statuses.extend(one.await.unwrap());
    }
    let all = usize::from(ADDRESSES);
    let count = |status: u16| statuses.iter().filter(|s| **s == status).count();
    assert_eq!((count(200), count(429)), (all * STORED, all * (EACH - STORED)));
    let people = u64::from(PEOPLE);
    let all = u64::from(ADDRESSES);
    assert_eq!(stored(&world.app).await, all * 20 + people);
    for code in &codes {
        assert_eq!(of_code(&world.app, code).await.quarantined_at, None);
    }
    for (view, total) in [("open", all + people), ("quarantined", all * 19)] {
        let path = format!("/api/v1/hotline/reports?view={view}");
        let page = officer.get(&path).await.expect(200).json();
        assert_eq!(page["total"], total, "{view}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_money_is_moving_a_flood_on_the_same_line_holds_nobody_back() {
    let world = World::with(TestDb::sqlite(), |config| {
        config.hotline.portal.least_seconds = 0;
        config.hotline.portal.reports_per_network = 1;
    })
    .await;
    let officer = world.as_role(Role::IntakeOfficer, None).await;
    let portal = world.app.portal.clone().unwrap();
    let citizen = Citizen::before(serve::router(&world.app), [127, 0, 0, 1]);
    for money in ["asked", "asked", "asked", "sending"] {
        let ticket = portal.report_ticket();
        let mut sent = fields(&ticket);
        sent[3].1 = money;
        citizen.upload(FORM, &sent, &[]).await.expect(200);
    }
    let shown = async |view: &str| {
        let path = format!("/api/v1/hotline/reports?view={view}");
        let page = officer.get(&path).await.expect(200).json();
        let lines = page["items"].as_array().unwrap().iter();
        lines
            .map(|line| {
                let is = |mark: &str| line[mark].as_bool().unwrap();
                let urgency = line["urgency"].as_str().unwrap().to_owned();
                (urgency, is("is_one_of_many"), is("is_quarantined"))
            })
            .collect::<Vec<_>>()
    };
    let line = |urgency: &str, marked, held| (urgency.to_owned(), marked, held);
    assert_eq!(
        shown("open").await,
        [line("now", true, false), line("usual", false, false)]
    );
    assert_eq!(shown("quarantined").await, vec![line("usual", false, true); 2]);
}

/// Every file below a folder.
fn files(folder: PathBuf) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { files(path) } else { 1 })
        .sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_between_upload_and_submit_leaves_nothing_half_done() {
    let (folder, clock) = (TempData::new(), FixedClock::on(TODAY));
    let start = async || {
        let mut config = World::config(folder.path(), "sqlite");
        config.hotline.portal.least_seconds = 0;
        let app = App::start(config, Arc::new(clock.clone())).await.unwrap();
        let citizen = Citizen::before(serve::router(&app), [203, 0, 113, 9]);
        (app, citizen)
    };
    let picture: (&str, &[u8]) = ("anh.png", PICTURE);

    // The picture is there, the story is not yet.
    let (app, citizen) = start().await;
    let form = citizen.get(&format!("{FORM}?loai=14")).await.expect(200);
    let ticket = form.value("ticket");
    let unfinished = [("ticket", ticket.as_str()), ("topic", "14"), ("money", "asked")];
    let back = citizen.upload(FORM, &unfinished, &[picture]).await.expect(422);
    assert!(back.says("<li>anh.png</li>"));
    assert_eq!((stored(&app).await, files(app.config.files_dir())), (0, 0));
    drop((app, citizen));

    // The form that is open in the browser is still good; that the picture is gone is said, and not passed over.
    let (app, citizen) = start().await;
    let with_kept = [&fields(&ticket)[..], &[("kept", "1")]].concat();
    let without = citizen.upload(FORM, &with_kept, &[]).await.expect(200);
    assert!(without.says("không còn giữ được"));
    assert_eq!((stored(&app).await, files(app.config.files_dir())), (1, 0));
    // With the picture chosen once more it is another letter: none is dropped because the words are the same.
    let done = citizen.upload(FORM, &fields(&ticket), &[picture]).await;
    let code = done.expect(200).code();
    assert_ne!(code, without.code());
    assert_eq!((stored(&app).await, files(app.config.files_dir())), (2, 1));
    drop((app, citizen));

    // It was stored, and the answer was lost on its way: the same form again has the same code, and files nothing more.
    let (app, citizen) = start().await;
    let again = citizen.upload(FORM, &fields(&ticket), &[picture]).await;
    let again = again.expect(200);
    assert_eq!(again.code(), code);
    assert!(again.says("đã được nhận từ trước"));
    assert_eq!((stored(&app).await, files(app.config.files_dir())), (2, 1));
    let row = of_code(&app, &code).await;
    assert_eq!((row.files, row.is_opened), (1, true));
    let followed = citizen.post("/cong-dan/theo-doi", &[("code", &code)]).await;
    followed.expect(200);
}

async fn control_characters(db: TestDb) {
    let world = World::on(db).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    for path in [
        "reports",
        "campaigns",
        "verdicts",
        "indicators",
        "notices",
        "content",
    ] {
        let path = format!("/api/v1/hotline/{path}");
        for nul in ["%00", "a%00b"] {
            let refused = lead.get(&format!("{path}?search={nul}")).await.expect(422);
            assert_eq!(refused.param("reason"), "control_character", "{path}");
        }
        // Written with its percent sign it is text like any other.
        lead.get(&format!("{path}?search=%2500")).await.expect(200);
    }
}
