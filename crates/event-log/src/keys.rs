//! Which ids of senders were seen: their hashes, in two tables of which the older is emptied in turn. So an id is
//! remembered for at least one whole turn, and forgetting costs one statement.

use coloa_ingest::record::Record;
use sha2::{Digest, Sha256};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::HashSet;
use uuid::Uuid;

/// Hashes of one statement.
const ROWS: usize = 500;
/// Hashes in one table: 16 bytes each and their tree, some 300 MB.
const MOST: i64 = 10_000_000;
/// How long one turn lasts at most, in days: senders repeat within minutes, rarely after a weekend.
const DAYS: i64 = 7;

type Hash = [u8; 16];

/// Tables and the turn.
pub(crate) const SCHEMA: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS key_0 (hash BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS key_1 (hash BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS key_turn (one INTEGER PRIMARY KEY CHECK (one = 1), turn INTEGER NOT NULL, since INTEGER NOT NULL, number INTEGER NOT NULL)",
    "INSERT OR IGNORE INTO key_turn VALUES (1, 0, 0, 0)",
];

fn hash(source: Uuid, key: &str) -> Hash {
    let digest = Sha256::new()
        .chain_update(source.as_bytes())
        .chain_update(key.as_bytes())
        .finalize();
    let mut hash = Hash::default();
    hash.copy_from_slice(&digest[..16]);
    hash
}

/// Notes the ids of these records; for each record whether it was seen before, also among those before it. Within
/// the writer's transaction.
pub(crate) async fn seen(
    tx: &mut SqliteConnection,
    source: Uuid,
    records: &[Record],
    now: i64,
) -> sqlx::Result<Vec<bool>> {
    let hashes: Vec<Option<Hash>> = records
        .iter()
        .map(|r| r.key.as_deref().map(|key| hash(source, key)))
        .collect();
    let asked: Vec<Hash> = hashes.iter().copied().flatten().collect();
    if asked.is_empty() {
        return Ok(vec![false; records.len()]);
    }
    let turn = current(tx, now).await?;
    let mut fresh: HashSet<Hash> = HashSet::with_capacity(asked.len());
    for some in asked.chunks(ROWS) {
        let old = among(tx, 1 - turn, some).await?;
        let mut insert = QueryBuilder::<Sqlite>::new(format!("INSERT OR IGNORE INTO key_{turn} (hash) "));
        let new: Vec<&Hash> = some.iter().filter(|h| !old.contains(*h)).collect();
        if new.is_empty() {
            continue;
        }
        insert.push_values(new, |mut row, hash| {
            row.push_bind(hash.to_vec());
        });
        insert.push(" RETURNING hash");
        for row in insert.build().fetch_all(&mut *tx).await? {
            fresh.extend(to_hash(&row)?);
        }
    }
    sqlx::query("UPDATE key_turn SET number = number + ?1")
        .bind(i64::try_from(fresh.len()).unwrap_or(i64::MAX))
        .execute(&mut *tx)
        .await?;
    // The first record of an id takes it; one of the same id after it finds it gone.
    Ok(hashes
        .iter()
        .map(|hash| hash.is_some_and(|h| !fresh.remove(&h)))
        .collect())
}

fn to_hash(row: &sqlx::sqlite::SqliteRow) -> sqlx::Result<Option<Hash>> {
    let bytes: Vec<u8> = row.try_get(0)?;
    Ok(bytes.try_into().ok())
}

async fn among(tx: &mut SqliteConnection, table: i64, asked: &[Hash]) -> sqlx::Result<HashSet<Hash>> {
    let mut select = QueryBuilder::<Sqlite>::new(format!("SELECT hash FROM key_{table} WHERE hash IN ("));
    let mut list = select.separated(", ");
    for hash in asked {
        list.push_bind(hash.to_vec());
    }
    select.push(")");
    let mut found = HashSet::new();
    for row in select.build().fetch_all(&mut *tx).await? {
        found.extend(to_hash(&row)?);
    }
    Ok(found)
}

/// The table whose turn it is; the other one is emptied where this one is full or old.
async fn current(tx: &mut SqliteConnection, now: i64) -> sqlx::Result<i64> {
    let row = sqlx::query("SELECT turn, since, number FROM key_turn")
        .fetch_one(&mut *tx)
        .await?;
    let (turn, since, number): (i64, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let old = since > 0 && now.saturating_sub(since) > DAYS * 86_400;
    if number < MOST && !old && since > 0 {
        return Ok(turn);
    }
    let turn = if since == 0 { turn } else { 1 - turn };
    sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM key_{turn}")))
        .execute(&mut *tx)
        .await?;
    sqlx::query("UPDATE key_turn SET turn = ?1, since = ?2, number = 0")
        .bind(turn)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    Ok(turn)
}
