use crate::support::open;
use chrono::Utc;
use coloa_base::{FileId, Handling};
use coloa_platform::files::{FileError, Files, NewFile};
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    a_kept_file_comes_back_whole => keep,
    a_removed_file_is_gone_and_its_double_stays => remove,
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
