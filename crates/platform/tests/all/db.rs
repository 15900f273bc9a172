//! The pools of the records database.

use coloa_platform::{Db, config::DatabaseConfig};
use coloa_testkit::{TestDb, store_suite};

store_suite!(a_change_may_read_beside_its_transaction => reads_beside);

/// More changes than there are connections, each of which reads outside its transaction while it holds it.
async fn reads_beside(records: TestDb) {
    let config = DatabaseConfig {
        url: records.url().to_owned(),
        read_connections: 4,
        ..DatabaseConfig::default()
    };
    let db = Db::connect(&config, &records.data().sqlite()).await.unwrap();
    let changes: Vec<_> = (0..24)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let change = db.begin().await?;
                db.ping().await?;
                change.commit().await?;
                Ok::<_, coloa_platform::StoreError>(())
            })
        })
        .collect();
    for change in changes {
        change.await.unwrap().unwrap();
    }
}
