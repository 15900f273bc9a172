//! Floods are held back; no single report is, nor people on one line, nor anybody whose money is moving.

use super::new_code;
use crate::support::{Draft, World};
use chrono::{Duration, TimeDelta};
use coloa_hotline::{
    HotlineError, flood,
    front::{Front as _, HandedIn},
    inbox::{self, Filter, View},
    model::Money,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_flood_is_held_back_and_a_single_report_never => floods,
    people_on_one_line_are_no_flood => shared_line,
    where_money_is_moving_nobody_is_held_back => moving,
);

/// A thousand reports of eight networks within a minute, and one of somebody else among them.
async fn floods(db: TestDb) {
    let world = World::on(db).await;
    let front = coloa_hotline::direct::Direct::new(world.hotline.clone());
    let mut citizen = None;
    for n in 0..1_000 {
        let draft = Draft {
            network: Some(format!("mạng-{}", n % 8)),
            // The front saw the flood as well; it is not asked about the first ones.
            flood: n > 100,
            ..Draft::about("Gửi hàng loạt, gửi hàng loạt, gửi hàng loạt.")
        };
        let envelope = world.envelope(&draft, &new_code());
        assert_eq!(front.hand_in(envelope).await.unwrap(), HandedIn::Stored);
        world.pass(Duration::milliseconds(60));
        if n == 500 {
            let draft = Draft {
                network: Some("mạng-khác".to_owned()),
                ..Draft::about("Tôi vừa mất tiền thật")
            };
            citizen = Some(world.file_report(draft).await);
        }
    }
    let row = world.row(citizen.unwrap().id).await;
    assert_eq!(row.quarantined_at, None);
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    // Five of each network are let in before anybody can know.
    assert_eq!(counts.quarantined, 1_000 - 8 * 5);
    let list = async |view: View| {
        let filter = Filter {
            view,
            ..Filter::default()
        };
        let (lines, total) = inbox::list(&world.hotline, &world.intake, &filter).await.unwrap();
        (lines, total)
    };
    let (_, open) = list(View::Open).await;
    assert_eq!(open, 8 * 5 + 1);
    let (held, _) = list(View::Quarantined).await;
    // Shift leads hear of a flood once.
    let floods = world.notices(&world.lead).await;
    assert_eq!(floods.iter().filter(|n| n.kind == "hotline.flood").count(), 1);
    // A person lets them go.
    let ids: Vec<Uuid> = held.iter().take(3).map(|l| l.row.id).collect();
    assert_eq!(
        inbox::work::lift(&world.hotline, &world.intake, &ids)
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        inbox::work::lift(&world.hotline, &world.intake, &ids)
            .await
            .unwrap(),
        0
    );
    assert_eq!(list(View::Open).await.1, open + 3);

    // Marked or not, a report that stands alone is let in; and so is the same network tomorrow.
    let alone = |network: &str| Draft {
        network: Some(network.to_owned()),
        flood: true,
        ..Draft::default()
    };
    let lone = world.file_report(alone("mạng-lạ")).await;
    assert_eq!(world.row(lone.id).await.quarantined_at, None);
    world.pass(TimeDelta::days(1));
    let tomorrow = world.file_report(alone("mạng-1")).await;
    assert_eq!(world.row(tomorrow.id).await.quarantined_at, None);
    // By hand neither.
    let row = world.row(lone.id).await;
    let held = inbox::work::quarantine(
        &world.hotline,
        &world.intake,
        lone.id,
        row.version,
        true,
        "Nghi rác",
    );
    assert!(matches!(
        held.await,
        Err(HotlineError::State {
            reason: "stands_alone"
        })
    ));
}

/// Reports with words of their own, all of one line.
fn on_one_line(n: u32) -> Draft {
    Draft {
        network: Some("một đường dây".to_owned()),
        // The front counts without reading: it marks whatever is beyond the measure.
        flood: n >= 5,
        ..Draft::about(&format!(
            "Người thứ {n} ở cơ quan này kể một chuyện không giống ai."
        ))
    }
}

/// A school, a branch of a bank, the telephones of a district: one address, and each tells something else.
async fn shared_line(db: TestDb) {
    let world = World::on(db).await;
    let is_held = async |draft: Draft| {
        let filed = world.file_report(draft).await;
        world.pass(Duration::seconds(10));
        world.row(filed.id).await.quarantined_at.is_some()
    };
    for n in 0..15 {
        assert!(!is_held(on_one_line(n)).await, "{n}");
    }
    assert!(world.notices(&world.lead).await.is_empty());
    // The same words once more are a flood, and so is more than people on one line send, whatever they say.
    let same = Draft {
        narrative: on_one_line(3).narrative,
        ..on_one_line(15)
    };
    assert!(is_held(same).await);
    for n in 16..20 {
        assert!(!is_held(on_one_line(n)).await, "{n}");
    }
    assert!(is_held(on_one_line(20)).await && is_held(on_one_line(21)).await);
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!(
        (counts.quarantined, world.notices(&world.lead).await.len()),
        (3, 1)
    );
    // Ten minutes later it is a line like any other.
    world.pass(Duration::minutes(15));
    let later = world.file_report(on_one_line(23)).await;
    assert_eq!(world.row(later.id).await.quarantined_at, None);
}

async fn moving(db: TestDb) {
    let world = World::on(db).await;
    let told = async |kind: &str| {
        let notices = world.notices(&world.intake).await;
        notices.iter().filter(|n| n.kind == kind).count()
    };
    let shout = |n: u32| {
        Draft {
            narrative: "Gửi hàng loạt, gửi hàng loạt, gửi hàng loạt.".to_owned(),
            ..on_one_line(n)
        }
        .with(|d| d.form.money = Money::Sending)
    };
    let mut filed = Vec::new();
    for n in 0..30 {
        filed.push(world.file_report(shout(n)).await.id);
        world.pass(Duration::seconds(1));
    }
    let alone = world.file_report(shout(0).with(|d| d.network = Some("mạng khác".to_owned())));
    let alone = alone.await.id;
    // All are in the inbox; those beyond the measure with a mark, behind whoever came alone.
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!((counts.now, counts.quarantined), (31, 0));
    for (n, id) in filed.iter().enumerate() {
        let row = world.row(*id).await;
        assert_eq!(flood::is_let_in(&row), n >= 5, "{n}");
        assert!(!flood::is_held_back(&row) && row.next_due_at.is_some(), "{n}");
    }
    let filter = Filter {
        limit: 100,
        ..Filter::default()
    };
    let (lines, _) = inbox::list(&world.hotline, &world.intake, &filter).await.unwrap();
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[0].row.id, alone);
    let marked: Vec<_> = lines.iter().map(|l| flood::is_let_in(&l.row)).collect();
    assert!(marked.is_sorted() && marked.iter().filter(|m| **m).count() == 25);
    // Each is told, until they are clearly many; and that there are many is told once.
    assert_eq!(told("hotline.urgent").await, 20 + 1);
    let leads = world.notices(&world.lead).await;
    assert_eq!(leads.iter().filter(|n| n.kind == "hotline.flood").count(), 1);
    // A person may hold one back after all.
    let row = world.row(filed[20]).await;
    let held = inbox::work::quarantine(
        &world.hotline,
        &world.intake,
        row.id,
        row.version,
        true,
        "Cùng một bài",
    )
    .await
    .unwrap();
    assert!(flood::is_held_back(&held) && !flood::is_let_in(&held));
}
