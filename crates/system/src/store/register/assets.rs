//! Domains, services, software, devices, databases and zones of systems.

use super::reachable;
use crate::{
    SystemError,
    assets::{AssetFilter, AssetPage},
    entity::system_asset,
    model::{AssetKind, Origin},
};
use coloa_auth::Reach;
use coloa_platform::{
    StoreError,
    db::{
        rows::{insert_all, update},
        search::{begins, holds},
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Alias, Expr, Query},
};
use uuid::Uuid;

pub(crate) async fn add_assets<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<system_asset::Model>,
) -> Result<(), StoreError> {
    insert_all::<system_asset::Entity, _, _>(tx, rows).await
}

pub(crate) async fn asset<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    id: Uuid,
) -> Result<system_asset::Model, SystemError> {
    system_asset::Entity::find_by_id(id)
        .filter(system_asset::Column::SystemId.eq(system))
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

pub(crate) async fn save_asset<C: ConnectionTrait>(
    tx: &C,
    row: system_asset::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(system_asset::Column::Id.eq(row.id))
        .add(system_asset::Column::SystemId.eq(row.system_id))
        .add(system_asset::Column::VersionNo.eq(row.version_no - 1));
    update::<system_asset::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn delete_asset<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    system_asset::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Assets of a system, by kind and name.
pub(crate) async fn assets_of<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_asset::Model>, StoreError> {
    Ok(system_asset::Entity::find()
        .filter(system_asset::Column::SystemId.eq(system))
        .order_by_asc(system_asset::Column::Kind)
        .order_by_asc(system_asset::Column::Folded)
        .order_by_asc(system_asset::Column::Id)
        .all(db)
        .await?)
}

/// Assets that a search over all counts, at most; whoever finds more types another word.
const MOST_FOUND: usize = 1_000;

/// What a filter wants, but for reach and search.
fn wanted(filter: &AssetFilter) -> Condition {
    use system_asset::Column;
    let mut wanted = Condition::all();
    if let Some(system) = filter.system {
        wanted = wanted.add(Column::SystemId.eq(system));
    }
    if !filter.kinds.is_empty() {
        wanted = wanted.add(Column::Kind.is_in(filter.kinds.iter().map(|k| k.as_str())));
    }
    if !filter.origins.is_empty() {
        wanted = wanted.add(Column::Origin.is_in(filter.origins.iter().map(|o| o.as_str())));
    }
    if let Some(day) = filter.ends_by {
        wanted = wanted.add(Column::EndsOn.lte(day));
    }
    if filter.unchecked {
        wanted = wanted
            .add(Column::Donated.eq(true))
            .add(Column::CheckedOn.is_null());
    }
    wanted
}

/// Assets within reach by name, all of them counted; rows are looked at one by one for `words` (see
/// [`coloa_base::text::words`]).
pub(crate) async fn assets<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &AssetFilter,
    words: &str,
) -> Result<AssetPage, StoreError> {
    use system_asset::Column;
    let mut wanted = wanted(filter).add(reachable(Column::SystemId, reach));
    for word in words.split_whitespace() {
        wanted = wanted.add(
            Condition::any()
                .add(begins(Column::Words, word))
                .add(holds(Column::Words, &format!(" {word}"))),
        );
    }
    let found = system_asset::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = page(found, filter, db).await?;
    Ok(AssetPage {
        more: filter.offset + (rows.len() as u64) < total,
        rows,
        total: Some(total),
    })
}

/// Assets of all agencies that hold words beginning with these, through the index of words. Of very many the first
/// [`MOST_FOUND`] are given.
pub(crate) async fn search_assets<C: ConnectionTrait>(
    db: &C,
    filter: &AssetFilter,
    words: &str,
) -> Result<AssetPage, StoreError> {
    use system_asset::{Column, Entity};
    let mut query = Query::select();
    query
        .column((Entity, Column::Id))
        .cond_where(wanted(filter))
        .limit(MOST_FOUND as u64 + 1);
    let words = words.split_whitespace();
    if db.get_database_backend() == DbBackend::Sqlite {
        // The index leads: it gives one after another, and the first of very many are enough.
        let asked: Vec<String> = words.map(|word| format!("\"{word}\"*")).collect();
        query
            .from(Alias::new("system_asset_word"))
            // Not reordered by SQLite. What joins stands among the conditions: a cross join has none of its own.
            .cross_join(Entity)
            .and_where(Expr::cust(
                "\"system_asset\".\"number\" = \"system_asset_word\".\"rowid\"",
            ))
            .and_where(Expr::cust_with_values(
                "\"system_asset_word\" MATCH ?",
                [asked.join(" ")],
            ));
    } else {
        let asked: Vec<String> = words.map(|word| format!("{word}:*")).collect();
        query.from(Entity).and_where(Expr::cust_with_values(
            "to_tsvector('simple', \"system_asset\".\"words\") @@ to_tsquery('simple', $1)",
            [asked.join(" & ")],
        ));
    }
    let statement = db.get_database_backend().build(&query);
    let mut ids = Vec::new();
    for row in db.query_all_raw(statement).await? {
        ids.push(row.try_get_by_index::<Uuid>(0)?);
    }
    let counted = ids.len() <= MOST_FOUND;
    ids.truncate(MOST_FOUND);
    let number = ids.len() as u64;
    let rows = page(Entity::find().filter(Column::Id.is_in(ids)), filter, db).await?;
    Ok(AssetPage {
        more: filter.offset + (rows.len() as u64) < number,
        rows,
        total: counted.then_some(number),
    })
}

async fn page<C: ConnectionTrait>(
    found: Select<system_asset::Entity>,
    filter: &AssetFilter,
    db: &C,
) -> Result<Vec<system_asset::Model>, StoreError> {
    Ok(found
        .order_by_asc(system_asset::Column::Folded)
        .order_by_asc(system_asset::Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?)
}

/// Software and devices made in Viet Nam, and those whose origin is known at all.
pub(crate) async fn origins<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<(u64, u64), StoreError> {
    use system_asset::Column;
    let kinds = [AssetKind::Software, AssetKind::Device].map(|k| k.as_str());
    let known = system_asset::Entity::find()
        .filter(reachable(Column::SystemId, reach))
        .filter(Column::Kind.is_in(kinds))
        .filter(Column::Origin.ne(Origin::Unknown.as_str()));
    let domestic = known
        .clone()
        .filter(Column::Origin.eq(Origin::VietNam.as_str()))
        .count(db)
        .await?;
    Ok((domestic, known.count(db).await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assets::{self as drafts, AssetDraft},
        migration::Migrator,
    };
    use coloa_base::text;
    use coloa_platform::Db;
    use coloa_testkit::{TestDb, store_suite};

    store_suite!(both_ways_of_searching_find_the_same_assets => both_ways);

    /// Kind, name, identifier, place.
    const ASSETS: [(AssetKind, &str, &str, &str); 12] = [
        (AssetKind::Device, "Máy chủ web số 1", "", "10.1.0.5"),
        (AssetKind::Device, "Máy chủ web số 2", "", "10.1.0.50"),
        (AssetKind::Device, "Đầu đọc thẻ", "", "Phòng máy chủ, tầng 2"),
        (
            AssetKind::Software,
            "Nginx",
            "pkg:generic/nginx@1.24.0",
            "web01 443/tcp",
        ),
        (
            AssetKind::Software,
            "OpenSSL",
            "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*",
            "",
        ),
        // Words that the index would take for its own.
        (AssetKind::Software, "near AND not OR", "", ""),
        (AssetKind::Software, "Dự phòng 50%_a", "", "a-b/c"),
        (
            AssetKind::Service,
            "O'Brien \"quoted\" : * ^",
            "",
            "web-01.tinh.invalid",
        ),
        (AssetKind::Domain, "hoà-bình.tinh.invalid", "", "2001:db8::1"),
        (AssetKind::Domain, "hòa bình", "", ""),
        (AssetKind::Database, "Cơ sở dữ liệu hộ tịch", "", "db01"),
        (AssetKind::Zone, "Vùng máy chủ", "", "10.1.0.0/24"),
    ];
    const SEARCHES: [&str; 30] = [
        "máy",
        "may chu",
        "MÁY CHỦ",
        "chủ máy",
        "web",
        "web 1",
        "web01",
        "10.1",
        "10.1.0.5",
        "10.1.0.0/24",
        "nginx",
        "nginx@1.24",
        "pkg",
        "cpe:2.3",
        "openssl 3",
        "đầu",
        "dau doc",
        "hoà bình",
        "hòa",
        "near",
        "and not",
        "or",
        "50%",
        "_a",
        "a-b",
        "o'brien",
        "\"quoted\"",
        "2001:db8",
        "inv",
        "không có",
    ];

    fn row(at: usize) -> system_asset::Model {
        let (kind, name, identifier, place) = ASSETS[at];
        let draft = AssetDraft {
            kind,
            name: name.to_owned(),
            vendor: String::new(),
            version: String::new(),
            identifier: identifier.to_owned(),
            place: place.to_owned(),
            purpose: String::new(),
            origin: Origin::Unknown,
            ends_on: None,
            donated: false,
            checked_on: None,
            checked_by: String::new(),
        };
        drafts::asset(Uuid::from_u128(1), &draft).unwrap()
    }

    fn filters() -> [AssetFilter; 3] {
        let all = AssetFilter {
            limit: 50,
            ..AssetFilter::default()
        };
        [
            AssetFilter {
                kinds: vec![AssetKind::Device, AssetKind::Domain],
                ..all.clone()
            },
            AssetFilter {
                offset: 1,
                limit: 2,
                ..all.clone()
            },
            all,
        ]
    }

    /// How many assets a search finds among all; both ways, and under every filter, the same.
    async fn compared(db: &Db, search: &str) -> u64 {
        let words = text::words(search);
        assert!(!words.is_empty(), "{search}");
        let said = |page: &AssetPage| {
            let names: Vec<String> = page.rows.iter().map(|r| r.name.clone()).collect();
            (names, page.total, page.more)
        };
        let mut total = 0;
        for filter in filters() {
            let by_row = assets(db.reader(), &Reach::Everything, &filter, &words)
                .await
                .unwrap();
            let by_index = search_assets(db.reader(), &filter, &words).await.unwrap();
            assert_eq!(said(&by_row), said(&by_index), "{search} {filter:?}");
            total = by_row.total.unwrap_or_default();
        }
        total
    }

    async fn both_ways(mut test: TestDb) {
        let db = coloa_testkit::migrated::<Migrator>(&mut test).await;
        let rows: Vec<system_asset::Model> = (0..ASSETS.len()).map(row).collect();
        let tx = db.begin().await.unwrap();
        add_assets(&tx, rows.clone()).await.unwrap();
        tx.commit().await.unwrap();
        let mut found = Vec::new();
        for search in SEARCHES {
            found.push((search, compared(&db, search).await));
        }
        let nothing: Vec<&str> = found.iter().filter(|(_, n)| *n == 0).map(|(s, _)| *s).collect();
        assert_eq!(nothing, ["không có"], "{found:?}");
        assert_eq!(compared(&db, "web").await, 4);
        assert_eq!(compared(&db, "10.1.0.5").await, 2, "the beginning of a word");
        assert_eq!(compared(&db, "hoà").await, 2, "however its mark is placed");

        // What is changed or taken away is found so, too.
        let tx = db.begin().await.unwrap();
        let mut renamed = row(4);
        renamed.id = rows[3].id;
        renamed.version_no = 2;
        assert!(save_asset(&tx, renamed).await.unwrap());
        delete_asset(&tx, rows[0].id).await.unwrap();
        tx.commit().await.unwrap();
        for search in SEARCHES {
            compared(&db, search).await;
        }
        let now = [
            compared(&db, "nginx").await,
            compared(&db, "openssl").await,
            compared(&db, "10.1.0.5").await,
        ];
        assert_eq!(now, [0, 2, 1]);
    }
}
