use crate::support::{person, world};
use coloa_auth::{Role, audit};
use coloa_base::AgencyId;
use coloa_testkit::TestDb;
use sea_orm::{ConnectionTrait, Statement};

coloa_testkit::store_suite!(a_changed_or_cut_log_is_found => tampering, a_cut_tail_is_found_by_the_anchor => cut_tail, concurrent_changes_make_one_chain => concurrency);

async fn tampering(db: TestDb) {
    let w = world(db).await;
    for name in ["mot", "hai", "ba0"] {
        person(&w, name, Role::FocalPoint, Some(AgencyId::new())).await;
    }
    let whole = audit::verify(w.access.db(), w.access.keys()).await.unwrap();
    assert_eq!((whole.entries, whole.broken), (3, None));

    let run = async |sql: &str| {
        let tx = w.access.db().begin().await.unwrap();
        tx.execute_raw(Statement::from_string(w.access.db().backend(), sql))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    run("UPDATE audit_entry SET actor_name = 'ai đó' WHERE seq = 2").await;
    assert_eq!(
        audit::verify(w.access.db(), w.access.keys())
            .await
            .unwrap()
            .broken,
        Some((2, "changed"))
    );
    run("UPDATE audit_entry SET actor_name = 'coloa' WHERE seq = 2").await;
    assert_eq!(
        audit::verify(w.access.db(), w.access.keys())
            .await
            .unwrap()
            .broken,
        None
    );
    run("DELETE FROM audit_entry WHERE seq = 3").await;
    assert_eq!(
        audit::verify(w.access.db(), w.access.keys())
            .await
            .unwrap()
            .broken,
        Some((3, "cut off"))
    );
    run("DELETE FROM audit_entry WHERE seq = 1").await;
    assert_eq!(
        audit::verify(w.access.db(), w.access.keys())
            .await
            .unwrap()
            .broken,
        Some((1, "missing"))
    );
}

/// Whoever can write the database can cut the tail and set the head back; the anchor outside it still knows.
async fn cut_tail(db: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.anchor");
    let mut w = world(db).await;
    w.access = coloa_auth::Access::anchored(
        w.access.db().clone(),
        w.access.keys().clone(),
        w.access.clock().clone(),
        Some(coloa_auth::anchor::Anchor::at(path.clone())),
    )
    .await
    .unwrap();
    for name in ["mot", "hai", "ba0"] {
        person(&w, name, Role::FocalPoint, Some(AgencyId::new())).await;
    }
    assert_eq!(w.access.verify_audit().await.unwrap().broken, None);
    let kept = std::fs::read_to_string(&path).unwrap();

    let run = async |sql: &str| {
        let tx = w.access.db().begin().await.unwrap();
        tx.execute_raw(Statement::from_string(w.access.db().backend(), sql))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    run("DELETE FROM audit_entry WHERE seq > 1").await;
    run("UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit_entry WHERE seq = 1)").await;
    assert_eq!(
        audit::verify(w.access.db(), w.access.keys())
            .await
            .unwrap()
            .broken,
        None,
        "the database alone looks whole"
    );
    assert_eq!(
        w.access.verify_audit().await.unwrap().broken,
        Some((3, "cut off"))
    );
    run("DELETE FROM audit_entry").await;
    run(&format!(
        "UPDATE audit_head SET seq = 0, hash = '{}'",
        "coloa-audit-1"
    ))
    .await;
    assert_eq!(
        w.access.verify_audit().await.unwrap().broken,
        Some((3, "cut off"))
    );

    // The anchor cannot be set back without the key.
    std::fs::write(&path, kept.replacen('3', "1", 1)).unwrap();
    assert_eq!(w.access.verify_audit().await.unwrap().broken, Some((0, "anchor")));
}

async fn concurrency(db: TestDb) {
    let w = std::sync::Arc::new(world(db).await);
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let w = w.clone();
            tokio::spawn(async move {
                person(&w, &format!("nguoi{n}"), Role::FocalPoint, Some(AgencyId::new())).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let verdict = audit::verify(w.access.db(), w.access.keys()).await.unwrap();
    assert_eq!((verdict.entries, verdict.broken), (20, None));
}
