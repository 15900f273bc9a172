use coloa_platform::{Db, config::DatabaseConfig, migration::Migrator};
use coloa_testkit::TestDb;

pub async fn open(db: &TestDb) -> Db {
    let config = DatabaseConfig {
        url: db.url().to_owned(),
        ..DatabaseConfig::default()
    };
    let records = Db::connect(&config, &db.data().sqlite()).await.unwrap();
    records.migrate::<Migrator>().await.unwrap();
    records
}
