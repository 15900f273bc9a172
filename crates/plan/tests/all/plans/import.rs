use super::{support::*, text};
use coloa_auth::{Role, audit};
use coloa_base::{AreaError, Handling, PlanId};
use coloa_plan::{
    entity::plan,
    plans::{ItemKind, PartyRole, PlanError, PlanState, VersionState, import, list, rules},
};
use coloa_testkit::{TestDb, store_suite};
use sea_orm::EntityTrait;

async fn a_document_becomes_items(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();

    let detail = list::detail(&world.access, &coordinator, made.plan)
        .await
        .unwrap();
    assert_eq!(detail.plan.state, PlanState::InReview);
    assert_eq!(detail.plan.number.as_deref(), Some("45/KH-UBND"));
    assert_eq!(
        detail.plan.issued_on,
        chrono::NaiveDate::from_ymd_opt(2026, 3, 10)
    );
    assert_eq!(detail.plan.legal_basis, ["777/QĐ-TTg"]);
    assert_eq!(
        detail.plan.period_to,
        chrono::NaiveDate::from_ymd_opt(2028, 12, 31)
    );
    assert_eq!(detail.versions.len(), 1);
    assert_eq!(detail.versions[0].state, VersionState::InReview);
    // Names are placed on the day of issue at first.
    assert_eq!(detail.versions[0].resolved_on, detail.plan.issued_on);

    let all = items(&world, &coordinator, made.version).await;
    let source = list::source_text(&world.access, &coordinator, made.version)
        .await
        .unwrap();
    assert_eq!(all.iter().filter(|i| i.kind == ItemKind::Task).count(), 9);
    assert!(all.iter().any(|i| i.kind == ItemKind::Target));
    assert!(all.iter().any(|i| i.kind == ItemKind::Obligation));
    assert!(all.windows(2).all(|w| w[0].ordinal < w[1].ordinal));
    for item in &all {
        for (field, span) in &item.spans {
            assert!(
                source.get(span.start..span.end).is_some(),
                "{field} of {} is no place in the text",
                item.path
            );
        }
    }
    let drill = all.iter().find(|i| i.text.contains("diễn tập ứng cứu")).unwrap();
    assert_eq!(drill.path, "III.1.c");
    assert_eq!(drill.heading.as_deref(), Some("Bảo vệ hệ thống thông tin"));
    let lead = drill.parties.iter().find(|p| p.role == PartyRole::Lead).unwrap();
    let place = &drill.spans[&format!("party:{}", lead.id)];
    assert_eq!(&source[place.start..place.end], lead.printed);

    let (file, content) = list::source_file(&world.access, &world.files, &coordinator, made.version)
        .await
        .unwrap();
    assert_eq!(file.name, "ke-hoach.txt");
    assert_eq!(content, text::first().as_bytes());
    let entries = audit::list(
        world.access.db(),
        &audit::Filter {
            object_id: Some(made.plan.to_string()),
            limit: 9,
            ..audit::Filter::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].action, "plan.import");
}

async fn what_cannot_be_imported_leaves_nothing(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let code = async |upload| match import::import(&world.access, &world.files, &coordinator, upload).await {
        Ok(_) => panic!("was imported"),
        Err(e) => e.code(),
    };
    let with = |content: &[u8]| import::Upload {
        content: content.to_vec(),
        ..upload(&world, "")
    };

    assert_eq!(code(with(b"")).await, "read.empty");
    assert_eq!(code(with(b"   \n \n")).await, "read.empty");
    assert_eq!(code(with(b"PK\x03\x04 torn")).await, "read.damaged");
    assert_eq!(
        code(with(
            "Thư mời dự tiệc cuối năm của lớp học.\nMong bạn đến.".as_bytes()
        ))
        .await,
        "plan.not_a_plan"
    );
    assert_eq!(code(with(&vec![b'a'; 1_000_001])).await, "file.too_large");
    let secret = import::Upload {
        handling: Handling::Secret,
        ..upload(&world, &text::first())
    };
    assert_eq!(code(secret).await, "file.handling_refused");

    let page = list::list(
        &world.access,
        &coordinator,
        &list::Filter::default(),
        &Default::default(),
    )
    .await
    .unwrap();
    assert_eq!(page.total, 0);
}

async fn who_may_not_import_is_refused_before_reading(db: TestDb) {
    let (world, _) = office(db).await;
    let stranger = world.person("daumoi", Role::FocalPoint, world.agencies[0]).await;
    let torn = import::Upload {
        content: b"PK\x03\x04 torn".to_vec(),
        ..upload(&world, "")
    };
    let refused = import::import(&world.access, &world.files, &stranger, torn)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "auth.forbidden");
}

async fn others_see_a_plan_once_it_is_approved(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let focal = world.person("daumoi", Role::FocalPoint, world.agencies[0]).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let total = async |filter: list::Filter| {
        list::list(&world.access, &focal, &filter, &Default::default())
            .await
            .unwrap()
            .total
    };
    assert_eq!(total(list::Filter::default()).await, 0);
    assert!(matches!(
        list::plan(&world.access, &focal, made.plan).await,
        Err(PlanError::Auth(_))
    ));
    assert!(list::items(&world.access, &focal, made.version).await.is_err());

    into_force(&world, &coordinator, &made).await;
    assert_eq!(total(list::Filter::default()).await, 1);
    assert_eq!(
        total(list::Filter {
            text: Some("an ninh MANG 45/kh".into()),
            ..Default::default()
        })
        .await,
        1
    );
    assert_eq!(
        total(list::Filter {
            year: Some(2027),
            ..Default::default()
        })
        .await,
        1
    );
    assert_eq!(
        total(list::Filter {
            year: Some(2029),
            ..Default::default()
        })
        .await,
        0
    );
    assert_eq!(
        total(list::Filter {
            states: vec![PlanState::Ended],
            ..Default::default()
        })
        .await,
        0
    );
    list::items(&world.access, &focal, made.version).await.unwrap();
    // How it was reviewed stays with those who reviewed.
    assert!(
        list::history(&world.access, &focal, made.plan, None, 10)
            .await
            .is_err()
    );

    let next = import_next(&world, &coordinator, made.plan, &text::second())
        .await
        .unwrap();
    assert!(list::items(&world.access, &focal, next.version).await.is_err());
    let detail = list::detail(&world.access, &focal, made.plan).await.unwrap();
    assert_eq!(detail.versions.len(), 1);
}

async fn pages_do_not_overlap(db: TestDb) {
    let (world, coordinator) = office(db).await;
    for _ in 0..5 {
        import(&world, &coordinator, &text::first()).await.unwrap();
    }
    for sort in [list::Sort::Newest, list::Sort::Issued, list::Sort::Title] {
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let page = coloa_base::PageRequest {
                cursor,
                limit: Some(2),
            };
            let filter = list::Filter {
                sort,
                ..Default::default()
            };
            let page = list::list(&world.access, &coordinator, &filter, &page)
                .await
                .unwrap();
            assert_eq!(page.total, 5);
            seen.extend(page.items.iter().map(|l| l.plan.id));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        let mut unique = seen.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!((seen.len(), unique.len()), (5, 5));
    }
}

async fn what_is_searched_for_is_meant_letter_for_letter(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let stored = plan::Entity::find_by_id(made.plan.uuid());
    let row = stored.one(world.access.db().reader()).await.unwrap().unwrap();
    for folded in ["ke hoach 100% ke_toan", "ke hoach 1000 ke-toan"] {
        let row = plan::Model {
            id: PlanId::new().uuid(),
            folded: folded.to_owned(),
            ..row.clone()
        };
        world.put::<plan::Entity, _>(row).await;
    }
    for (words, total) in [
        ("kế_toán", 1),
        ("100", 2),
        ("100%", 1),
        ("45_kh", 0),
        ("%", 1),
        ("|", 0),
    ] {
        let filter = list::Filter {
            text: Some(words.to_owned()),
            ..Default::default()
        };
        let page = list::list(&world.access, &coordinator, &filter, &Default::default()).await;
        assert_eq!(page.unwrap().total, total, "{words}");
    }
}

store_suite!(
    document => a_document_becomes_items,
    refusals => what_cannot_be_imported_leaves_nothing,
    forbidden => who_may_not_import_is_refused_before_reading,
    shared => others_see_a_plan_once_it_is_approved,
    paging => pages_do_not_overlap,
    searching => what_is_searched_for_is_meant_letter_for_letter,
);

/// The real plans are read where they are there; nothing of them is kept here.
#[tokio::test]
async fn real_plans_are_imported_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans");
    if !folder.is_dir() {
        let said = "skipped: no folder with real plans beside the repository\n";
        std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()).unwrap();
        return;
    }
    let (world, coordinator) = office(TestDb::sqlite()).await;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt") {
            let made = import(&world, &coordinator, &std::fs::read_to_string(&path).unwrap())
                .await
                .unwrap();
            let counts = rules::counts(&items(&world, &coordinator, made.version).await, rules::SURE);
            assert!(counts.items > 30, "{}: {counts:?}", path.display());
        }
    }
}
