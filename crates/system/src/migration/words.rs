//! The index of words of assets: two million of them are searched in milliseconds.
//!
//! SQLite: a full-text table that triggers keep; its rows are named by a number of their own, since a row's place in
//! the file may change. PostgreSQL: an index over the words as they stand in the row.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

pub(super) struct AssetWords;

impl MigrationName for AssetWords {
    fn name(&self) -> &'static str {
        "m20261221_000010_system_asset_words"
    }
}

const SQLITE: &str = "
ALTER TABLE system_asset ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE system_asset ADD COLUMN number INTEGER;
UPDATE system_asset SET number = rowid, words = lower(folded || ' ' || identifier || ' ' || place);
CREATE UNIQUE INDEX ux_system_asset_number ON system_asset (number);
CREATE VIRTUAL TABLE system_asset_word USING fts5(words, content='', contentless_delete=1, detail=none, prefix='2 3',
    tokenize='unicode61');
INSERT INTO system_asset_word (rowid, words) SELECT number, words FROM system_asset;
CREATE TRIGGER system_asset_word_added AFTER INSERT ON system_asset BEGIN
    UPDATE system_asset SET number = coalesce((SELECT max(number) FROM system_asset), 0) + 1 WHERE id = new.id;
    INSERT INTO system_asset_word (rowid, words) SELECT number, words FROM system_asset WHERE id = new.id;
END;
CREATE TRIGGER system_asset_word_changed AFTER UPDATE OF words ON system_asset WHEN new.words <> old.words BEGIN
    DELETE FROM system_asset_word WHERE rowid = old.number;
    INSERT INTO system_asset_word (rowid, words) VALUES (old.number, new.words);
END;
CREATE TRIGGER system_asset_word_removed AFTER DELETE ON system_asset BEGIN
    DELETE FROM system_asset_word WHERE rowid = old.number;
END;
";

const POSTGRES: &str = "
ALTER TABLE system_asset ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE system_asset SET words = trim(regexp_replace(lower(folded || ' ' || identifier || ' ' || place), '[^a-z0-9]+', ' ', 'g'));
CREATE INDEX ix_system_asset_words ON system_asset USING gin (to_tsvector('simple', words));
";

#[async_trait::async_trait]
impl MigrationTrait for AssetWords {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        let sqlite = db.get_database_backend() == DbBackend::Sqlite;
        db.execute_unprepared(if sqlite { SQLITE } else { POSTGRES })
            .await?;
        // By name over all kinds, and how many are of which origin.
        for (name, columns) in [
            ("ix_system_asset_folded", ["folded", "id"]),
            ("ix_system_asset_origin", ["kind", "origin"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("system_asset");
            for column in columns {
                index.col(column);
            }
            m.create_index(index.to_owned()).await?;
        }
        Ok(())
    }
}
