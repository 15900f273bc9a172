//! Desks, templates, contacts: what an installation begins with, and what it may set.

use crate::support::*;
use chrono::Duration;
use coloa_hotline::{
    HotlineError,
    desk::{self, DeskDraft},
    model::{DeskKind, Language},
    scam_type::ContactPurpose,
    settings::{self, ContactDraft, TemplateDraft},
    store,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    an_installation_begins_with_contacts_that_nobody_checked => begins,
    one_desk_takes_what_is_for_no_other => last_desk,
    contacts_can_be_reached_and_were_checked_on_a_day => contacts,
    templates_are_of_kinds_of_the_law => templates,
    whoever_takes_reports_in_sets_nothing => forbidden,
);

fn word<T: std::fmt::Debug>(done: Result<T, HotlineError>) -> String {
    match done.unwrap_err() {
        HotlineError::State { reason } => reason.to_owned(),
        HotlineError::Invalid { field, reason } => format!("{field}: {reason}"),
        other => panic!("{other:?}"),
    }
}

async fn begins(db: TestDb) {
    let world = World::on(db).await;
    for _ in 0..2 {
        settings::ensure(&world.hotline).await.unwrap();
    }
    let all = settings::contacts(&world.hotline, &world.coordinator)
        .await
        .unwrap();
    assert!(all.iter().any(|c| c.value == "111" && c.purpose == "children"));
    assert!(all.iter().all(|c| c.checked_on.is_none() && c.active));
    let values: std::collections::BTreeSet<&str> = all.iter().map(|c| c.value.as_str()).collect();
    assert_eq!(values.len(), all.len(), "once");
    // There is a desk already.
    let desks = desk::list(&world.hotline, &world.coordinator).await.unwrap();
    assert_eq!(desks.iter().filter(|d| d.takes_public).count(), 1);
    assert_eq!(desks[0].kind, DeskKind::Centre.to_string());
}

fn draft(name: &str, agency: Option<Uuid>) -> DeskDraft {
    DeskDraft {
        name: name.into(),
        kind: if agency.is_some() {
            DeskKind::Commune
        } else {
            DeskKind::Centre
        },
        agency,
        takes_public: false,
        active: true,
    }
}

async fn last_desk(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, me) = (&world.hotline, &world.coordinator);
    let off = DeskDraft {
        active: false,
        ..draft(&world.centre.name, None)
    };
    for draft in [
        off.clone(),
        DeskDraft {
            active: true,
            ..off.clone()
        },
    ] {
        assert_eq!(
            word(desk::change(hotline, me, world.centre.id, world.centre.version, &draft).await),
            "last_public_desk"
        );
    }
    let second = DeskDraft {
        takes_public: true,
        ..draft("Bàn thứ hai", Some(world.other_commune.uuid()))
    };
    let second = desk::create(hotline, me, &second).await.unwrap();
    let seen = world.centre.version;
    let changed = desk::change(hotline, me, world.centre.id, seen, &off)
        .await
        .unwrap();
    assert_eq!(changed.version, seen + 1);
    // Whoever saw what stood before does not write over it.
    let stale = desk::change(hotline, me, world.centre.id, seen, &off).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let id = world.file_report(Draft::default()).await.id;
    assert_eq!(world.row(id).await.desk_id, second.id);
    let moved = draft("Bàn thứ hai", Some(world.commune.uuid()));
    assert_eq!(
        word(desk::change(hotline, me, second.id, second.version, &moved).await),
        "agency_id: fixed"
    );
    let nowhere = draft("Bàn", Some(Uuid::now_v7()));
    assert_eq!(
        word(desk::create(hotline, me, &nowhere).await),
        "agency_id: unknown"
    );
    let homeless = DeskDraft {
        kind: DeskKind::Department,
        ..draft("Bàn", None)
    };
    assert_eq!(
        word(desk::create(hotline, me, &homeless).await),
        "agency_id: empty"
    );
}

fn contact(value: &str) -> ContactDraft {
    ContactDraft {
        name: "Ngân hàng Thử".into(),
        name_en: String::new(),
        purpose: ContactPurpose::Bank,
        value: value.into(),
        scam_types: vec!["07".into()],
        checked_on: Some(TODAY),
        source: "trang của ngân hàng".into(),
        position: 1,
        active: true,
    }
}

async fn contacts(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, me) = (&world.hotline, &world.coordinator);
    for value in ["javascript:alert(1)", "gọi 113", "http://thu.example"] {
        let done = settings::put_contact(hotline, me, None, &contact(value)).await;
        assert_eq!(word(done), "value: unreachable", "{value}");
    }
    let tomorrow = ContactDraft {
        checked_on: Some(TODAY + Duration::days(1)),
        ..contact("1900 0000")
    };
    assert_eq!(
        word(settings::put_contact(hotline, me, None, &tomorrow).await),
        "checked_on: future"
    );
    let strange = ContactDraft {
        scam_types: vec!["77".into()],
        ..contact("1900 0000")
    };
    assert_eq!(
        word(settings::put_contact(hotline, me, None, &strange).await),
        "scam_types: unknown"
    );
    let row = settings::put_contact(hotline, me, None, &contact("1900 0000"))
        .await
        .unwrap();
    let seen = Some((row.id, row.version));
    let moved = settings::put_contact(hotline, me, seen, &contact("1900 0001"))
        .await
        .unwrap();
    let stale = settings::put_contact(hotline, me, seen, &contact("1900 0002")).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    assert_eq!((moved.id, moved.value.as_str()), (row.id, "1900 0001"));
    assert_eq!(moved.updated_by, me.name);
    let none = settings::put_contact(hotline, me, Some((Uuid::now_v7(), 1)), &contact("1900 0001")).await;
    assert!(matches!(none, Err(HotlineError::NotFound)));
}

async fn templates(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, me) = (&world.hotline, &world.coordinator);
    let draft = TemplateDraft {
        name: "Đã chuyển công an".into(),
        kind: Some("crime_report_individual".into()),
        language: Language::Vietnamese,
        text: "Tin của bạn đã được chuyển.\nCảm ơn bạn.".into(),
        active: true,
    };
    let strange = TemplateDraft {
        kind: Some("murder".into()),
        ..draft.clone()
    };
    assert_eq!(
        word(settings::put_template(hotline, me, None, &strange).await),
        "kind: unknown"
    );
    let row = settings::put_template(hotline, me, None, &draft).await.unwrap();
    let off = TemplateDraft {
        active: false,
        ..draft
    };
    settings::put_template(hotline, me, Some((row.id, row.version)), &off)
        .await
        .unwrap();
    let all = store::settings::templates(world.access.db().reader())
        .await
        .unwrap();
    assert_eq!((all.len(), all[0].active), (1, false));
}

async fn forbidden(db: TestDb) {
    let world = World::on(db).await;
    let hotline = &world.hotline;
    for actor in [&world.intake, &world.lead, &world.revealer, &world.auditor] {
        assert!(desk::list(hotline, actor).await.is_err());
        assert!(desk::create(hotline, actor, &draft("Bàn", None)).await.is_err());
        assert!(
            settings::put_contact(hotline, actor, None, &contact("113"))
                .await
                .is_err()
        );
    }
}
