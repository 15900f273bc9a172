//! What is refused at the door of the records, and what came into them late.

use super::{support::*, text};
use chrono::NaiveDate;
use coloa_base::{AreaError, Handling};
use coloa_plan::{
    entity::{duty, obligation},
    plans::{
        ItemKind, PlanError, PlanKind, PlanState, StartingState, approve,
        import::{self, Purpose, Upload},
        list,
        review::{self, PlanEdit},
        rules,
    },
};
use coloa_platform::files::Files;
use coloa_testkit::{TestDb, store_suite};
use sea_orm::EntityTrait;

fn asked(world: &World, text: &str) -> Upload {
    Upload {
        accept_duplicate: false,
        ..upload(world, text)
    }
}

async fn the_same_document_is_imported_twice_only_knowingly(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let send = async |upload| import::import(&world.access, &world.files, &coordinator, upload).await;
    let first = send(asked(&world, &text::first())).await.unwrap();
    // The same file, the same head with other words, the same file as the next version.
    let head = text::second();
    let next = Upload {
        purpose: Purpose::NextVersion { plan: first.plan },
        ..asked(&world, &text::first())
    };
    for upload in [asked(&world, &text::first()), asked(&world, &head)] {
        let refused = send(upload).await.unwrap_err();
        assert_eq!(refused.code(), "plan.duplicate");
        assert_eq!(refused.params()["plan"], first.plan.to_string());
        assert_eq!(refused.params()["number"], "45/KH-UBND");
        assert!(refused.params()["title"].contains("an ninh mạng"));
    }
    into_force(&world, &coordinator, &first).await;
    assert_eq!(send(next).await.unwrap_err().code(), "plan.duplicate");
    // The next version bears the number of its plan.
    let next = Upload {
        purpose: Purpose::NextVersion { plan: first.plan },
        ..asked(&world, &head)
    };
    let next = send(next).await.unwrap();
    assert_eq!(next.plan, first.plan);
    // Another number is another document, and who says so imports it again.
    let other = text::first().replace("45/KH-UBND", "46/KH-UBND");
    send(asked(&world, &other)).await.unwrap();
    send(upload(&world, &text::first())).await.unwrap();
}

async fn a_stamp_of_secrecy_is_heeded(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let stamped = text::first().replace("Số: 45/KH-UBND\n", "Số: 45/KH-UBND\n\nTỐI MẬT\n");
    assert_ne!(stamped, text::first());
    let refused = import(&world, &coordinator, &stamped).await.unwrap_err();
    assert_eq!(refused.code(), "file.handling_refused");
    // The word alone is no stamp.
    let spoken = text::first().replace("Phân công rõ", "Bảo vệ bí mật nhà nước, phân công rõ");
    let made = import(&world, &coordinator, &spoken).await.unwrap();
    let plan = list::plan(&world.access, &coordinator, made.plan).await.unwrap();
    assert_eq!(plan.handling, Handling::Normal);
    // An offline installation keeps it under the mark it bears, whatever was chosen.
    let folder = tempfile::tempdir().unwrap();
    let offline = Files::new(folder.path().join("files"), 1_000_000, true);
    let made = import::import(&world.access, &offline, &coordinator, upload(&world, &stamped))
        .await
        .unwrap();
    let plan = list::plan(&world.access, &coordinator, made.plan).await.unwrap();
    assert_eq!(plan.handling, Handling::TopSecret);
}

/// Looks at what was due before the import.
async fn what_was_past_is_not_late(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let late = text::first().replace(
        "trước ngày 05 tháng 12 hằng năm",
        "trước ngày 31 tháng 5 năm 2026",
    );
    let made = import(&world, &coordinator, &late).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    let all = items(&world, &coordinator, made.version).await;
    let past = list::past(&world.access, &all).await.unwrap();
    let of = |kind: ItemKind| all.iter().filter(move |i| i.kind == kind);
    let task = of(ItemKind::Task)
        .find(|i| i.text.starts_with("Rà soát, phân loại"))
        .unwrap();
    let report = of(ItemKind::Obligation).next().unwrap();
    assert!(past.contains(&task.id), "{:?}", task.data);
    assert!(past.contains(&report.id), "{:?}", report.data);
    let counts = list::get_version(&world.access, &coordinator, made.version, rules::SURE)
        .await
        .unwrap()
        .counts;
    assert_eq!(counts.past, past.len() as u64);

    let seen_items: Vec<_> = all.iter().filter(|i| past.contains(&i.id)).map(seen).collect();
    review::done_before(&world.access, &coordinator, made.version, &seen_items)
        .await
        .unwrap();
    let again = review::done_before(&world.access, &coordinator, made.version, &seen_items).await;
    assert_eq!(again.unwrap_err().code(), "plan.conflict");
    let target = of(ItemKind::Target).next().unwrap();
    let refused = review::done_before(&world.access, &coordinator, made.version, &[seen(target)]).await;
    assert_eq!(refused.unwrap_err().code(), "plan.wrong_state");
    let all_now = items(&world, &coordinator, made.version).await;
    assert!(list::past(&world.access, &all_now).await.unwrap().is_empty());

    into_force(&world, &coordinator, &made).await;
    let db = world.access.db().reader();
    let duties = duty::Entity::find().all(db).await.unwrap();
    assert!(
        duties
            .iter()
            .all(|d| !d.open || d.due_on.is_none_or(|due| due >= TODAY)),
        "nobody is late"
    );
    assert!(duties.iter().any(|d| d.status == "done"));
    let owed = obligation::Entity::find().all(db).await.unwrap();
    let met = owed
        .iter()
        .find(|o| o.lineage_id == Some(report.lineage))
        .unwrap();
    assert_eq!(
        (met.state.as_str(), met.met_kind.as_deref()),
        ("met", Some("before_import"))
    );
    assert_eq!(met.met_on, met.due_on);
    assert_eq!(met.due_on, NaiveDate::from_ymd_opt(2026, 5, 31));
}

async fn impossible_days_are_refused_by_field(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let all = items(&world, &coordinator, made.version).await;
    let item = all.iter().find(|i| i.kind == ItemKind::Task).unwrap();
    let refuse = async |change: &dyn Fn(&mut coloa_plan::plans::ItemEdit)| {
        let mut edit = same(item);
        change(&mut edit);
        match review::edit_item(&world.access, &coordinator, seen(item), edit).await {
            Err(PlanError::Invalid { field, reason }) => (field, reason),
            other => panic!("{other:?}"),
        }
    };
    for year in ["9999", "0007", "1999", "2101", "+202"] {
        assert_eq!(
            refuse(&|e| e.data.timeframe.to = Some(year.into())).await,
            ("content.timeframe.to", "not_a_date"),
            "{year}"
        );
    }
    assert_eq!(
        refuse(&|e| e.data.timeframe.from = Some("9999-12-31".into())).await,
        ("content.timeframe.from", "not_a_date")
    );
    assert_eq!(
        refuse(&|e| {
            e.data.timeframe.from = Some("2027".into());
            e.data.timeframe.to = Some("2026-12-31".into());
        })
        .await,
        ("content.timeframe.to", "before_from")
    );
    assert_eq!(
        refuse(&|e| e.data.due = Some("2999-01-01".into())).await,
        ("content.due", "not_a_date")
    );
    let state = |status: &str, done_on| {
        Some(StartingState {
            status: status.into(),
            percent: None,
            done_on,
            note: None,
        })
    };
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    assert_eq!(
        refuse(&|e| e.starting_state = state("done", day(2999, 1, 1))).await,
        ("starting_state.done_on", "in_future")
    );
    assert_eq!(
        refuse(&|e| e.starting_state = state("in_progress", day(2026, 1, 1))).await,
        ("starting_state.done_on", "only_when_done")
    );
    assert_eq!(
        refuse(&|e| {
            e.kind = ItemKind::Obligation;
            e.starting_state = state("in_progress", None);
        })
        .await,
        ("starting_state.status", "unknown")
    );
    assert_eq!(
        refuse(&|e| e.data.product = Some("ă".repeat(2_001))).await,
        ("content.product", "too_long")
    );
    // A year and a day within it are a range; today is a day on which something was done.
    let mut edit = same(item);
    edit.data.timeframe.from = Some("2026".into());
    edit.data.timeframe.to = Some("2026-04-30".into());
    edit.starting_state = state("done", Some(TODAY));
    review::edit_item(&world.access, &coordinator, seen(item), edit)
        .await
        .unwrap();
}

fn kept(plan: &coloa_plan::plans::Plan) -> PlanEdit {
    PlanEdit {
        kind: plan.kind,
        owner: None,
        title: plan.title.clone(),
        number: plan.number.clone(),
        issued_on: plan.issued_on,
        issuer: plan.issuer.clone(),
        parent: plan.parent,
        replaces: plan.replaces,
        period_from: plan.period_from,
        period_to: plan.period_to,
        legal_basis: plan.legal_basis.clone(),
    }
}

async fn a_plan_is_replaced_once_and_then_rests(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let old = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &old).await;
    let successor = || Upload {
        purpose: Purpose::New {
            kind: PlanKind::Plan,
            owner: world.province,
            parent: None,
            replaces: Some(old.plan),
        },
        ..upload(&world, &text::second())
    };
    let send = async |upload| import::import(&world.access, &world.files, &coordinator, upload).await;
    let (one, two) = (send(successor()).await.unwrap(), send(successor()).await.unwrap());
    // A next version of the old plan waits while the plan is replaced.
    let waiting = import_next(&world, &coordinator, old.plan, &text::second())
        .await
        .unwrap();
    into_force(&world, &coordinator, &one).await;

    place_names(&world, &coordinator, two.version).await;
    let how = approval(&world, &coordinator, two.version, true).await;
    let plan = approve::approve(&world.access, &coordinator, two.version, how)
        .await
        .unwrap()
        .plan;
    let refused = approve::activate(&world.access, &coordinator, plan.id, plan.version, None)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.already_replaced");
    assert_eq!(
        send(successor()).await.unwrap_err().code(),
        "plan.already_replaced"
    );

    // What was replaced is history: neither it nor its waiting version is edited, which can still be given up.
    let gone = list::plan(&world.access, &coordinator, old.plan).await.unwrap();
    assert_eq!(gone.state, PlanState::Replaced);
    let refused = review::edit_plan(&world.access, &coordinator, gone.id, gone.version, kept(&gone)).await;
    assert_eq!(refused.unwrap_err().code(), "plan.wrong_state");
    let item = items(&world, &coordinator, waiting.version).await.remove(0);
    let refused = review::edit_item(&world.access, &coordinator, seen(&item), same(&item)).await;
    assert_eq!(refused.unwrap_err().code(), "plan.wrong_state");
    let version = self::version(&world, &coordinator, waiting.version).await.version;
    review::reject(
        &world.access,
        &coordinator,
        waiting.version,
        version,
        "đã được thay thế",
    )
    .await
    .unwrap();
}

async fn the_owner_changes_and_texts_have_an_end(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &made).await;
    let plan = list::plan(&world.access, &coordinator, made.plan).await.unwrap();
    let edit = async |edit: PlanEdit| {
        review::edit_plan(&world.access, &coordinator, plan.id, plan.version, edit).await
    };
    let long = PlanEdit {
        issuer: Some("ă".repeat(301)),
        ..kept(&plan)
    };
    assert_eq!(edit(long).await.unwrap_err().code(), "plan.text_too_long");
    let long = PlanEdit {
        legal_basis: vec!["ă".repeat(2_001)],
        ..kept(&plan)
    };
    assert_eq!(edit(long).await.unwrap_err().params()["field"], "legal_basis");
    let unknown = PlanEdit {
        owner: Some(coloa_base::AgencyId::new()),
        ..kept(&plan)
    };
    assert_eq!(edit(unknown).await.unwrap_err().code(), "auth.forbidden");
    let owner = world.agencies[2];
    let moved = edit(PlanEdit {
        owner: Some(owner),
        ..kept(&plan)
    })
    .await
    .unwrap();
    assert_eq!(moved.owner, owner);
    // Where it is not spoken of, it stays.
    let kept_owner = review::edit_plan(&world.access, &coordinator, plan.id, moved.version, kept(&plan))
        .await
        .unwrap();
    assert_eq!(kept_owner.owner, owner);
}

store_suite!(
    duplicate => the_same_document_is_imported_twice_only_knowingly,
    stamp => a_stamp_of_secrecy_is_heeded,
    past => what_was_past_is_not_late,
    days => impossible_days_are_refused_by_field,
    replaced => a_plan_is_replaced_once_and_then_rests,
    owner => the_owner_changes_and_texts_have_an_end,
);
