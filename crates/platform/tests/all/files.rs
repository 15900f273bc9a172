use crate::support::open;
use chrono::Utc;
use coloa_base::{FileId, Handling};
use coloa_platform::files::{FileError, Files, NewFile};
use coloa_testkit::TestDb;
use std::{
    path::Path,
    time::{Duration, SystemTime},
};

coloa_testkit::store_suite!(
    a_kept_file_comes_back_whole => keep,
    a_removed_file_is_gone_and_its_double_stays => remove,
    what_a_change_left_behind_is_swept_when_it_is_old => sweep,
);

fn new(handling: Handling) -> NewFile {
    NewFile {
        name: "minh chứng.pdf".into(),
        media_type: "application/pdf".into(),
        handling,
        owner_kind: "duty",
        owner_id: "1".into(),
        uploaded_by: None,
    }
}

async fn keep(db: TestDb) {
    let records = open(&db).await;
    let files = Files::new(db.data().path().join("files"), 100, false);
    let tx = records.begin().await.unwrap();
    let put =
        async |handling, content: &[u8]| files.put(&tx, new(handling), content.to_vec(), Utc::now()).await;
    assert!(matches!(put(Handling::Normal, b"").await, Err(FileError::Empty)));
    assert!(matches!(
        put(Handling::Normal, &[0; 101]).await,
        Err(FileError::TooLarge { limit: 100 })
    ));
    assert!(matches!(
        put(Handling::Secret, b"x").await,
        Err(FileError::Handling { .. })
    ));
    let kept = put(Handling::Internal, b"noi dung").await.unwrap();
    tx.commit().await.unwrap();
    let (row, content) = files.get(&records, FileId(kept.id)).await.unwrap();
    assert_eq!(
        (row.name.as_str(), content.as_slice()),
        ("minh chứng.pdf", b"noi dung".as_slice())
    );

    let path = db
        .data()
        .path()
        .join("files")
        .join(&kept.sha256[..2])
        .join(&kept.sha256);
    std::fs::write(path, b"bi doi").unwrap();
    assert!(matches!(
        files.get(&records, FileId(kept.id)).await,
        Err(FileError::Corrupt)
    ));
}

async fn remove(db: TestDb) {
    let records = open(&db).await;
    let files = Files::new(db.data().path().join("files"), 100, false);
    let tx = records.begin().await.unwrap();
    let put = async || {
        let content = b"noi dung".to_vec();
        files
            .put(&tx, new(Handling::Normal), content, Utc::now())
            .await
            .unwrap()
    };
    let (one, double) = (put().await, put().await);
    tx.commit().await.unwrap();
    let path = db
        .data()
        .path()
        .join("files")
        .join(&one.sha256[..2])
        .join(&one.sha256);

    let remove = async |id| {
        let tx = records.begin().await.unwrap();
        files.remove(&tx, FileId(id)).await.unwrap();
        tx.commit().await.unwrap();
    };
    remove(one.id).await;
    assert!(matches!(
        files.get(&records, FileId(one.id)).await,
        Err(FileError::NotFound)
    ));
    assert_eq!(
        files.get(&records, FileId(double.id)).await.unwrap().1,
        b"noi dung"
    );

    remove(double.id).await;
    assert!(!path.exists());
    // A second time, and one whose content went before its row did.
    remove(double.id).await;
    let tx = records.begin().await.unwrap();
    let torn = files
        .put(&tx, new(Handling::Normal), b"noi dung".to_vec(), Utc::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    std::fs::remove_file(&path).unwrap();
    remove(torn.id).await;
    assert!(matches!(
        files.get(&records, FileId(torn.id)).await,
        Err(FileError::NotFound)
    ));
}

async fn sweep(db: TestDb) {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let records = open(&db).await;
    let dir = db.data().path().join("files");
    let files = Files::new(dir.clone(), 100, false);
    // Before there is any file.
    assert_eq!(files.sweep(&records, b"NP", DAY).await.unwrap(), 0);
    let put = async |content: &[u8], ends: bool| {
        let tx = records.begin().await.unwrap();
        let row = files
            .put(&tx, new(Handling::Normal), content.to_vec(), Utc::now())
            .await
            .unwrap();
        if ends {
            tx.commit().await.unwrap();
        } else {
            tx.rollback().await.unwrap();
        }
        dir.join(&row.sha256[..2]).join(&row.sha256)
    };
    let age = |path: &Path| {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - 2 * DAY).unwrap();
    };
    let (kept, left) = (put(b"NP giu", true).await, put(b"NP sot", false).await);
    let (young, other) = (put(b"NP moi", false).await, put(b"XX khac", false).await);
    let again = put(b"NP lai", false).await;
    let torn = left.with_file_name(".tmpAb12");
    std::fs::write(&torn, b"NP do dang").unwrap();
    for path in [&kept, &left, &other, &again, &torn] {
        age(path);
    }
    // The same is stored once more, and cut off once more: it is young again.
    put(b"NP lai", false).await;
    assert_eq!(files.sweep(&records, b"NP", DAY).await.unwrap(), 2);
    assert!(!left.exists() && !torn.exists());
    assert!([kept, young, other, again].iter().all(|path| path.exists()));
    assert_eq!(files.sweep(&records, b"NP", DAY).await.unwrap(), 0);
}
