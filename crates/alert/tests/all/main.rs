//! Findings become alerts, on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_alert::{
    entity::{alert, alert_finding},
    migration::Migrator,
    rules::{KEPT_EVENTS, KEPT_FINDINGS},
    take::{Taken, take, take_from_log},
    triage::{self, AlertFilter},
};
use coloa_auth::{Access, Actor};
use coloa_base::FixedClock;
use coloa_event::{Entity, Finding};
use coloa_platform::{Db, Keys};
use coloa_testkit::{TestDb, store_suite};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

const AGENCY: Uuid = Uuid::from_u128(5);
const SOURCE: Uuid = Uuid::from_u128(7);

fn at(minutes: i64) -> DateTime<Utc> {
    "2026-07-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
}

fn finding(id: &str, entity: &str, minutes: i64) -> Finding {
    Finding {
        id: id.to_owned(),
        rule_id: "do-mat-khau".to_owned(),
        rule_title: "Dò mật khẩu".to_owned(),
        level: "medium",
        tags: Vec::new(),
        at: at(minutes),
        source: SOURCE,
        agency: Some(AGENCY),
        system: None,
        entity: Some(Entity {
            kind: "ip",
            value: entity.to_owned(),
        }),
        host: Some("may-chu-01".to_owned()),
        seq: 1,
        event: json!({ "source.ip": entity }),
        events: 3,
    }
}

async fn taken(db: &Db, findings: &[Finding]) -> Taken {
    take(db, findings, at(0)).await.unwrap()
}

async fn alerts(db: &Db) -> Vec<alert::Model> {
    alert::Entity::find()
        .order_by_asc(alert::Column::FirstAt)
        .order_by_asc(alert::Column::Id)
        .all(db.reader())
        .await
        .unwrap()
}

store_suite!(findings_about_the_same_thing_are_one_alert => grouping);

async fn grouping(mut db: TestDb) {
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let first = taken(
        &records,
        &[
            finding("1", "203.0.113.7", 0),
            finding("2", "203.0.113.9", 1),
            Finding {
                level: "critical",
                ..finding("3", "203.0.113.7", 5)
            },
            // Late, and of another source that nobody registered.
            Finding {
                source: Uuid::nil(),
                agency: None,
                ..finding("4", "203.0.113.7", 2)
            },
        ],
    )
    .await;
    assert_eq!((first.raised.len(), first.counted, first.repeated), (3, 4, 0));
    let all = alerts(&records).await;
    let seven = all.iter().find(|a| a.id == first.raised[0]).unwrap();
    assert_eq!((seven.count, seven.events, seven.severity), (2, 6, 5));
    assert_eq!(
        (seven.first_at, seven.last_at, seven.agency_id),
        (at(0), at(5), Some(AGENCY))
    );
    assert_eq!(all.iter().filter(|a| a.agency_id.is_none()).count(), 1);

    // Found again, nothing changes; a batch may hold both.
    let again = taken(
        &records,
        &[
            finding("1", "203.0.113.7", 0),
            finding("5", "203.0.113.7", 9),
            finding("5", "203.0.113.7", 9),
        ],
    )
    .await;
    assert_eq!((again.raised.len(), again.counted, again.repeated), (0, 1, 2));
    // A day later it is another one, also within one batch.
    let later = taken(
        &records,
        &[
            finding("6", "203.0.113.7", 24 * 60),
            finding("7", "203.0.113.7", 3 * 24 * 60),
        ],
    )
    .await;
    assert_eq!((later.raised.len(), later.counted), (1, 2));
    // A closed alert takes nothing.
    for mut row in alerts(&records)
        .await
        .into_iter()
        .map(IntoActiveModel::into_active_model)
    {
        row.state = Set("closed".to_owned());
        let tx = records.begin().await.unwrap();
        row.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let after = taken(&records, &[finding("8", "203.0.113.7", 3 * 24 * 60 + 1)]).await;
    assert_eq!(after.raised.len(), 1);
}

store_suite!(events_of_a_flood_are_counted_and_the_first_are_kept => flood);

async fn flood(mut db: TestDb) {
    use coloa_alert::entity::alert_finding;
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let many: Vec<Finding> = (0..KEPT_EVENTS * 3)
        .map(|n| finding(&n.to_string(), "203.0.113.7", n % 60))
        .collect();
    taken(&records, &many).await;
    let all = alerts(&records).await;
    assert_eq!((all.len(), all[0].count), (1, KEPT_EVENTS * 3));
    let findings = alert_finding::Entity::find();
    assert_eq!(
        findings.clone().count(records.reader()).await.unwrap(),
        many.len() as u64
    );
    let kept = findings.all(records.reader()).await.unwrap();
    assert_eq!(
        kept.iter().filter(|f| f.event.is_some()).count() as i64,
        KEPT_EVENTS
    );
}

store_suite!(what_the_log_gives_again_is_known_by_its_number => replayed);

async fn replayed(mut db: TestDb) {
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let of_log = |seqs: std::ops::Range<u64>| -> Vec<Finding> {
        seqs.map(|seq| Finding {
            seq,
            ..finding(&format!("nk-{seq}"), "203.0.113.7", 0)
        })
        .collect()
    };
    let most = u64::try_from(KEPT_FINDINGS).unwrap() + 500;
    let first = take_from_log(&records, &of_log(1..most), most, at(0))
        .await
        .unwrap();
    assert_eq!(
        (first.raised.len(), first.counted, first.repeated),
        (1, most - 1, 0)
    );
    let rows = alert_finding::Entity::find()
        .count(records.reader())
        .await
        .unwrap();
    assert_eq!(rows, KEPT_FINDINGS as u64, "the others are counted only");

    // After a restart the log is read again from an earlier place, in other portions.
    let again = take_from_log(&records, &of_log(700..most + 3), most + 3, at(0))
        .await
        .unwrap();
    assert_eq!(
        (again.raised.len(), again.counted, again.repeated),
        (0, 3, most - 700)
    );
    assert_eq!(alerts(&records).await[0].count as u64, most + 2);

    // What is found in stored events later is known by its id, whatever its number.
    let found_later = [
        finding("nk-5", "203.0.113.7", 0),
        finding("khac", "203.0.113.7", 0),
    ];
    let later = taken(&records, &found_later).await;
    assert_eq!((later.counted, later.repeated), (1, 1));
}

store_suite!(alerts_are_found_letter_for_letter => searched);

async fn searched(mut db: TestDb) {
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let about = |id: &str, host: &str, title: &str| Finding {
        host: Some(host.to_owned()),
        rule_title: title.to_owned(),
        ..finding(id, &format!("{id}@may.invalid"), 0)
    };
    taken(
        &records,
        &[
            about("mot", "may_chu", "Đầy 100% đĩa"),
            about("hai", "may-chu", "Đầy 1000 thư mục"),
        ],
    )
    .await;
    let clock = FixedClock::on(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap());
    let access = Access::new(records, Keys::from_bytes([7; 32]), Arc::new(clock))
        .await
        .unwrap();
    for (search, total) in [
        ("may", 2),
        ("may_chu", 1),
        ("100", 2),
        ("100%", 1),
        ("mot_may", 0),
        ("%", 1),
        ("_", 1),
        ("|", 0),
    ] {
        let filter = AlertFilter {
            search: Some(search.to_owned()),
            limit: 10,
            ..AlertFilter::default()
        };
        let found = triage::list(&access, &Actor::command_line(), &filter)
            .await
            .unwrap();
        assert_eq!((found.0.len() as u64, found.1), (total, total), "{search}");
    }
}
