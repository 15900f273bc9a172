//! What the inbox shows first, what of it is over, and who sees what.

use super::list;
use crate::support::{Draft, Filed, World};
use coloa_hotline::{
    HotlineError,
    inbox::{self, Filter, Order, View, work},
    model::{Money, State, Urgency},
    store,
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(
    an_inbox_shows_what_is_urgent_first_and_nothing_out_of_reach => lists,
    an_inbox_shows_first_where_money_may_still_be_stopped => moving,
    an_inbox_shows_what_is_due_first_and_what_is_over_alone => due,
);

async fn lists(db: TestDb) {
    let world = World::on(db).await;
    let money = |money: Money| Draft::default().with(|d| d.form.money = money);
    let usual = world.file_report(money(Money::Asked)).await;
    world.pass(chrono::Duration::minutes(1));
    let now = world.file_report(money(Money::Sending)).await;
    world.pass(chrono::Duration::minutes(1));
    let commune = Some(world.commune.uuid());
    let away = world
        .file_report(money(Money::None).with(|d| d.form.commune = commune))
        .await;
    let number = async |filed: &Filed| world.row(filed.id).await.number;
    let (usual_no, now_no, away_no) = (number(&usual).await, number(&now).await, number(&away).await);

    let all = list(&world, &world.intake, Filter::default()).await;
    assert_eq!(all, [now_no.clone(), away_no.clone(), usual_no.clone()]);
    let waiting = Filter {
        order: Order::Waiting,
        ..Filter::default()
    };
    assert_eq!(list(&world, &world.intake, waiting).await[0], usual_no);
    let urgent = Filter {
        urgency: Some(Urgency::Now),
        ..Filter::default()
    };
    assert_eq!(list(&world, &world.intake, urgent).await, [now_no.as_str()]);
    let numbered = Filter {
        search: Some(now_no.to_lowercase()),
        ..Filter::default()
    };
    assert_eq!(list(&world, &world.intake, numbered).await, [now_no]);
    // A commune sees its own desk; what is out of reach does not exist.
    assert_eq!(
        list(&world, &world.commune_intake, Filter::default()).await,
        [away_no]
    );
    let hidden = inbox::detail::read(&world.hotline, &world.commune_intake, now.id).await;
    assert!(matches!(hidden, Err(HotlineError::NotFound)));
    let nobody = inbox::list(&world.hotline, &world.coordinator, &Filter::default()).await;
    assert!(matches!(nobody, Err(HotlineError::Auth(_))));
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!((counts.now, counts.unassigned, counts.mine), (1, 3, 0));
    let row = world.row(now.id).await;
    work::take(&world.hotline, &world.intake, now.id, row.version)
        .await
        .unwrap();
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!((counts.unassigned, counts.mine), (2, 1));
    let mine = Filter {
        view: View::Mine,
        ..Filter::default()
    };
    assert_eq!(list(&world, &world.intake, mine.clone()).await.len(), 1);
    assert!(list(&world, &world.lead, mine).await.is_empty());
    // An hour later what should have been passed on is overdue.
    world.pass(chrono::Duration::minutes(61));
    assert_eq!(
        inbox::counts(&world.hotline, &world.intake)
            .await
            .unwrap()
            .overdue,
        3
    );
}

async fn moving(db: TestDb) {
    let world = World::on(db).await;
    let mut filed = Vec::new();
    for (money, urgency) in [
        (Money::Sending, Urgency::Now),
        (Money::Sending, Urgency::Now),
        (Money::Sending, Urgency::Today),
        (Money::Sent, Urgency::Now),
        (Money::Sent, Urgency::Today),
    ] {
        let draft = Draft::default().with(|d| d.form.money = money);
        let id = world.file_report(draft).await.id;
        let seen = world.row(id).await.version;
        work::set_urgency(&world.hotline, &world.intake, id, seen, urgency, "Theo lời kể")
            .await
            .unwrap();
        filed.push(id);
        world.pass(chrono::Duration::minutes(1));
    }
    // Somebody who can stop it said that they have the second.
    let mut row = world.row(filed[1]).await;
    row.state = State::Acknowledged.to_string();
    let tx = world.access.db().begin().await.unwrap();
    store::report::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();

    let mut expected = Vec::new();
    for at in [0, 3, 1, 2, 4] {
        expected.push(world.row(filed[at]).await.number);
    }
    assert_eq!(list(&world, &world.intake, Filter::default()).await, expected);
    // What does not fit on the page is not what is moving.
    let short = Filter {
        limit: 1,
        ..Filter::default()
    };
    let (lines, total) = inbox::list(&world.hotline, &world.intake, &short).await.unwrap();
    assert_eq!((lines[0].row.id, lines.len(), total), (filed[0], 1, 5));
}

async fn due(db: TestDb) {
    let world = World::on(db).await;
    let step = || world.pass(chrono::Duration::minutes(1));
    // Nothing of it is owed to anybody.
    let spam = Draft::default().with(|d| d.form.topic = "spam".to_owned());
    let old_spam = world.file_report(spam.clone()).await;
    step();
    let first = world.file_report(Draft::default()).await;
    step();
    // More urgent, and its term ends later.
    let second = Draft::default().with(|d| d.form.money = Money::Sending);
    let second = world.file_report(second).await;
    step();
    let new_spam = world.file_report(spam).await;
    let mut numbers = Vec::new();
    for filed in [&first, &second, &new_spam, &old_spam] {
        let row = world.row(filed.id).await;
        assert_eq!(
            row.next_due_at.is_none(),
            row.scam_type.as_deref() == Some("spam")
        );
        numbers.push(row.number);
    }
    let by_term = |view: View| Filter {
        view,
        order: Order::Due,
        ..Filter::default()
    };
    for view in [View::Open, View::Unassigned, View::All] {
        assert_eq!(
            list(&world, &world.intake, by_term(view)).await,
            numbers,
            "{view:?}"
        );
        // The same from page to page, wherever one ends.
        for limit in 1..4_u64 {
            let mut paged = Vec::new();
            for offset in (0..4).step_by(usize::try_from(limit).unwrap()) {
                let page = Filter {
                    offset,
                    limit,
                    ..by_term(view)
                };
                let (lines, total) = inbox::list(&world.hotline, &world.intake, &page).await.unwrap();
                assert_eq!(total, 4);
                paged.extend(lines.into_iter().map(|line| line.row.number));
            }
            assert_eq!(paged, numbers, "{view:?} {limit}");
        }
    }
    let over = |order: Order| Filter {
        overdue: true,
        order,
        ..Filter::default()
    };
    assert!(list(&world, &world.intake, over(Order::Due)).await.is_empty());
    // The hour of the first is over, that of the second ends just now.
    world.clock.set(world.row(second.id).await.next_due_at.unwrap());
    for order in [Order::Due, Order::Urgency, Order::Newest, Order::Waiting] {
        let found = list(&world, &world.intake, over(order)).await;
        assert_eq!(found, numbers[..1], "{order:?}");
    }
    step();
    assert_eq!(list(&world, &world.intake, over(Order::Due)).await, numbers[..2]);
    assert_eq!(
        list(&world, &world.intake, over(Order::Urgency)).await,
        [numbers[1].clone(), numbers[0].clone()]
    );
    // As many as the inbox says that there are; out of reach there is none.
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!(counts.overdue, 2);
    assert!(
        list(&world, &world.commune_intake, over(Order::Due))
            .await
            .is_empty()
    );
}
