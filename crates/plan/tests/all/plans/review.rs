use super::{support::*, text};
use coloa_auth::audit;
use coloa_base::AreaError;
use coloa_plan::plans::{
    PartyState, PlanError, Review, StartingState, VersionState, list,
    review::{self, Decision},
    rules,
};
use coloa_testkit::{TestDb, store_suite};

async fn two_people_editing_is_a_conflict(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let item = items(&world, &coordinator, made.version).await.remove(3);

    let mut mine = same(&item);
    mine.text = "Nội dung của người thứ nhất.".to_owned();
    let edited = review::edit_item(&world.access, &coordinator, seen(&item), mine)
        .await
        .unwrap();
    assert_eq!(
        (edited.review, edited.version),
        (Review::Edited, item.version + 1)
    );

    let mut theirs = same(&item);
    theirs.text = "Nội dung của người thứ hai.".to_owned();
    let late = review::edit_item(&world.access, &coordinator, seen(&item), theirs)
        .await
        .unwrap_err();
    assert_eq!(late.code(), "plan.conflict");
    // What is there now can be shown beside what was wanted.
    let now = list::item(&world.access, &coordinator, item.id).await.unwrap();
    assert_eq!(now.text, "Nội dung của người thứ nhất.");
}

async fn an_edit_keeps_decisions_on_names_that_stay(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    let all = items(&world, &coordinator, made.version).await;
    let item = all.iter().find(|i| i.parties.len() >= 2).unwrap();
    let mut edit = same(item);
    edit.parties.remove(1);
    edit.parties.push(coloa_plan::plans::PartyEdit {
        role: coloa_plan::plans::PartyRole::Coordinate,
        printed: "Hội Người cao tuổi".into(),
        scope: None,
    });
    edit.starting_state = Some(StartingState {
        status: "in_progress".into(),
        percent: Some(40),
        done_on: None,
        note: None,
    });
    let edited = review::edit_item(&world.access, &coordinator, seen(item), edit)
        .await
        .unwrap();
    assert_eq!(edited.parties[0], item.parties[0]);
    assert_eq!(edited.parties[0].state, PartyState::Confirmed);
    assert_eq!(
        edited
            .unresolved()
            .map(|p| p.printed.as_str())
            .collect::<Vec<_>>(),
        ["Hội Người cao tuổi"]
    );

    // Set aside with a reason, it blocks no more.
    let party = edited.unresolved().next().unwrap().id;
    let no_reason = Decision::SetAside(" ".into());
    let refused = review::decide_party(
        &world.access,
        &coordinator,
        seen(&edited),
        party,
        no_reason,
        false,
    )
    .await;
    assert_eq!(refused.unwrap_err().code(), "plan.invalid");
    let reason = Decision::SetAside("không thuộc danh bạ".into());
    let done = review::decide_party(&world.access, &coordinator, seen(&edited), party, reason, false)
        .await
        .unwrap();
    assert_eq!(done[0].unresolved().count(), 0);
}

async fn split_merge_add_remove_and_order(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let paths = async || -> Vec<String> {
        items(&world, &coordinator, made.version)
            .await
            .into_iter()
            .filter(|i| i.is_kept() && i.path.starts_with("III"))
            .map(|i| i.path)
            .collect()
    };
    let all = items(&world, &coordinator, made.version).await;
    let at = |path: &str| all.iter().find(|i| i.path == path).unwrap().clone();
    let whole = at("III.1.d");
    let mut parts = [same(&whole), same(&whole)];
    parts[0].text = "Trang bị phần mềm.".into();
    parts[1].text = "Kiểm tra phần mềm.".into();
    parts[1].path = "III.1.d2".into();
    let one = review::split(&world.access, &coordinator, seen(&whole), vec![parts[0].clone()]).await;
    assert_eq!(one.unwrap_err().code(), "plan.invalid");
    let parts = review::split(&world.access, &coordinator, seen(&whole), parts.to_vec())
        .await
        .unwrap();
    assert_eq!(parts[0].id, whole.id);
    assert_ne!(parts[0].lineage, parts[1].lineage);
    assert_eq!(parts[1].parties.len(), whole.parties.len());
    assert_eq!(paths().await[3..6], ["III.1.d", "III.1.d2", "III.1.đ"]);

    let merged = review::merge(
        &world.access,
        &coordinator,
        made.version,
        &[seen(&parts[0]), seen(&parts[1])],
        same(&whole),
    )
    .await
    .unwrap();
    assert_eq!(merged.text, whole.text);
    assert_eq!(merged.parties.len(), whole.parties.len());
    assert_eq!(paths().await[3..5], ["III.1.d", "III.1.đ"]);

    // The absorbed part can come back, once.
    let gone = list::item(&world.access, &coordinator, parts[1].id)
        .await
        .unwrap();
    assert_eq!(gone.review, Review::Removed);
    let back = review::restore(&world.access, &coordinator, seen(&gone))
        .await
        .unwrap();
    assert!(back.is_kept());
    assert!(
        review::restore(&world.access, &coordinator, seen(&back))
            .await
            .is_err()
    );
    review::remove(&world.access, &coordinator, seen(&back))
        .await
        .unwrap();

    let new = task("III.1.x", "Việc thêm bằng tay.", "Công an tỉnh");
    let added = review::add(
        &world.access,
        &coordinator,
        made.version,
        Some(at("III.1.a").id),
        new,
    )
    .await
    .unwrap();
    assert_eq!(added.review, Review::Added);
    assert_eq!(paths().await[..3], ["III.1.a", "III.1.x", "III.1.b"]);
    review::move_item(&world.access, &coordinator, added.id, Some(at("III.1.b").id))
        .await
        .unwrap();
    assert_eq!(paths().await[..3], ["III.1.a", "III.1.b", "III.1.x"]);
    review::move_item(&world.access, &coordinator, added.id, None)
        .await
        .unwrap();
    assert_eq!(items(&world, &coordinator, made.version).await[0].id, added.id);

    // Every step left its entry.
    let filter = audit::Filter {
        object_id: Some(made.plan.to_string()),
        limit: 50,
        ..Default::default()
    };
    let entries = audit::list(world.access.db(), &filter).await.unwrap();
    let ops: Vec<String> = entries
        .iter()
        .rev()
        .map(|e| {
            serde_json::from_str::<serde_json::Value>(&e.detail).unwrap()["op"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        ops,
        [
            "import", "split", "merge", "restore", "remove", "add", "move", "move"
        ]
    );
    assert!(
        audit::verify(world.access.db(), world.access.keys())
            .await
            .unwrap()
            .broken
            .is_none()
    );
}

async fn sure_items_pass_in_bulk(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let counts = async || rules::counts(&items(&world, &coordinator, made.version).await, rules::SURE);
    let before = counts().await;
    assert_eq!(before.sure + before.to_look_at, before.items);
    assert!(before.unresolved_items >= 9);
    place_names(&world, &coordinator, made.version).await;
    let placed = counts().await;
    assert_eq!(placed.unresolved_items, 0);
    assert!(placed.sure > before.sure);
    let n = review::mark_sure(&world.access, &coordinator, made.version, rules::SURE)
        .await
        .unwrap();
    assert_eq!(n as u64, placed.sure);
    let after = counts().await;
    assert_eq!((after.sure, after.unseen), (0, placed.to_look_at));

    // The mark can be taken back.
    let checked = items(&world, &coordinator, made.version)
        .await
        .into_iter()
        .find(|i| i.review == Review::Checked);
    let seen = seen(&checked.unwrap());
    let back = review::mark(&world.access, &coordinator, made.version, &[seen], false)
        .await
        .unwrap();
    assert_eq!(back[0].review, Review::Unseen);
}

async fn nonsense_is_refused_by_field(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let item = items(&world, &coordinator, made.version).await.remove(0);
    let field = async |change: fn(&mut coloa_plan::plans::ItemEdit)| {
        let mut edit = same(&item);
        change(&mut edit);
        match review::edit_item(&world.access, &coordinator, seen(&item), edit).await {
            Err(PlanError::Invalid { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(field(|e| e.text = "  ".into()).await, "text");
    assert_eq!(field(|e| e.text = "ă".repeat(20_001)).await, "text");
    assert_eq!(
        field(|e| e.data.timeframe.to = Some("31/02/2026".into())).await,
        "content.timeframe.to"
    );
    assert_eq!(field(|e| e.data.due = Some("31/02".into())).await, "content.due");
    assert_eq!(
        field(|e| {
            e.starting_state = Some(StartingState {
                status: "almost".into(),
                percent: None,
                done_on: None,
                note: None,
            });
        })
        .await,
        "starting_state.status"
    );
}

async fn a_version_can_be_given_up(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let version = self::version(&world, &coordinator, made.version).await;
    let other = import_next(&world, &coordinator, made.plan, &text::second())
        .await
        .unwrap_err();
    assert_eq!(other.code(), "plan.other_version_in_review");
    review::reject(
        &world.access,
        &coordinator,
        made.version,
        version.version,
        "bản thảo",
    )
    .await
    .unwrap();
    let version = self::version(&world, &coordinator, made.version).await;
    assert_eq!(version.state, VersionState::Rejected);
    let item = items(&world, &coordinator, made.version).await.remove(0);
    let late = review::edit_item(&world.access, &coordinator, seen(&item), same(&item))
        .await
        .unwrap_err();
    assert_eq!(late.code(), "plan.wrong_state");
    import_next(&world, &coordinator, made.plan, &text::second())
        .await
        .unwrap();
}

store_suite!(
    conflict => two_people_editing_is_a_conflict,
    names => an_edit_keeps_decisions_on_names_that_stay,
    structure => split_merge_add_remove_and_order,
    bulk => sure_items_pass_in_bulk,
    nonsense => nonsense_is_refused_by_field,
    rejection => a_version_can_be_given_up,
);
