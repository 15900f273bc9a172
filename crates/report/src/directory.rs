//! What reports need of the directory: names on a day, and what stands in the head of an agency's documents.

use crate::ReportError;
use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_platform::Db;
use sea_orm::{
    ConnectionTrait, ExprTrait, FromQueryResult,
    sea_query::{Alias, Expr, Order, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// An agency as far as its documents show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organ {
    pub name: String,
    /// Abbreviation in document symbols, e.g. "UBND".
    pub symbol: Option<String>,
    /// Kind of organisation, see the agency area.
    pub kind: String,
    /// The agency above it in the administrative tree.
    pub superior: Option<AgencyId>,
    pub head_name: Option<String>,
    pub head_title: Option<String>,
}

/// Reads the directory.
#[async_trait::async_trait]
pub trait Directory: Send + Sync {
    /// Names on a day; agencies without one then are left out.
    async fn names(&self, ids: &[AgencyId], on: NaiveDate) -> Result<HashMap<AgencyId, String>, ReportError>;
    /// One agency on a day; `None`: unknown.
    async fn organ(&self, id: AgencyId, on: NaiveDate) -> Result<Option<Organ>, ReportError>;
}

/// The directory's tables.
#[derive(Clone, Debug)]
pub struct Records(pub Db);

#[derive(FromQueryResult)]
struct NameRow {
    agency_id: Uuid,
    full_name: String,
    symbol: Option<String>,
    abbreviation: Option<String>,
}

impl Records {
    /// The name on the day; of a closed agency its last one, of a future one its first.
    async fn name_rows(
        &self,
        ids: &[AgencyId],
        on: NaiveDate,
    ) -> Result<HashMap<Uuid, NameRow>, ReportError> {
        let db = self.0.reader();
        let mut found: HashMap<Uuid, NameRow> = HashMap::new();
        for chunk in ids.chunks(500) {
            let mut query = Query::select();
            query
                .columns(["agency_id", "full_name", "symbol", "abbreviation"].map(Alias::new))
                .from(Alias::new("agency_name"))
                .and_where(Expr::col(Alias::new("agency_id")).is_in(chunk.iter().map(|a| a.uuid())))
                // The last row written below wins: names yet to come first, then by the day they began.
                .order_by_expr(Expr::col(Alias::new("valid_from")).lte(on), Order::Asc)
                .order_by(Alias::new("valid_from"), Order::Asc);
            for row in NameRow::find_by_statement(db.get_database_backend().build(&query))
                .all(db)
                .await?
            {
                found.insert(row.agency_id, row);
            }
        }
        Ok(found)
    }
}

#[async_trait::async_trait]
impl Directory for Records {
    async fn names(&self, ids: &[AgencyId], on: NaiveDate) -> Result<HashMap<AgencyId, String>, ReportError> {
        Ok(self
            .name_rows(ids, on)
            .await?
            .into_iter()
            .map(|(id, row)| (AgencyId(id), row.full_name))
            .collect())
    }

    async fn organ(&self, id: AgencyId, on: NaiveDate) -> Result<Option<Organ>, ReportError> {
        let db = self.0.reader();
        let Some(name) = self.name_rows(&[id], on).await?.remove(&id.uuid()) else {
            return Ok(None);
        };
        let one = |table: &str, columns: &[&str], key: &str| {
            let mut query = Query::select();
            query
                .columns(columns.iter().map(|c| Alias::new(*c)))
                .from(Alias::new(table))
                .and_where(Expr::col(Alias::new(key)).eq(id.uuid()));
            query
        };
        let backend = db.get_database_backend();
        let kind = db
            .query_one_raw(backend.build(&one("agency", &["kind"], "id")))
            .await?;
        let mut parent = one("agency_parent", &["parent_id"], "agency_id");
        parent
            .and_where(Expr::col(Alias::new("tree")).eq("administrative"))
            .and_where(Expr::col(Alias::new("valid_from")).lte(on))
            .order_by(Alias::new("valid_from"), Order::Desc)
            .limit(1);
        let parent = db.query_one_raw(backend.build(&parent)).await?;
        let contact = db
            .query_one_raw(backend.build(&one("agency_contact", &["head_name", "head_title"], "agency_id")))
            .await?;
        Ok(Some(Organ {
            name: name.full_name,
            symbol: name.symbol.or(name.abbreviation),
            kind: kind
                .map(|r| r.try_get("", "kind"))
                .transpose()?
                .unwrap_or_default(),
            superior: parent
                .map(|r| r.try_get::<Uuid>("", "parent_id"))
                .transpose()?
                .map(AgencyId),
            head_name: contact
                .as_ref()
                .map(|r| r.try_get("", "head_name"))
                .transpose()?
                .flatten(),
            head_title: contact
                .as_ref()
                .map(|r| r.try_get("", "head_title"))
                .transpose()?
                .flatten(),
        }))
    }
}
