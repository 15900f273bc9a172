//! Table `hotline_sealed`: a part of a report, sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_sealed")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    /// The message or wish it came with, or the addition of a desk; null: the report itself.
    pub message_id: Option<Uuid>,
    pub part: String,
    /// Counted from 0 within its part.
    pub seq: i32,
    /// Short parts; long ones are in a file.
    #[sea_orm(column_type = "Blob", nullable)]
    pub sealed: Option<Vec<u8>>,
    /// The stored file that holds it, sealed as well.
    pub file_id: Option<Uuid>,
    /// Bytes of what is inside.
    pub size: i64,
    /// Of an attachment: of the original, as it arrived.
    pub sha256: Option<String>,
    /// Of an attachment: what its bytes say it is.
    pub media_type: Option<String>,
    pub created_at: ChronoDateTimeUtc,
    /// Who of a desk added it; null: it is of whoever reports.
    pub added_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
