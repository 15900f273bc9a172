//! Table `hotline_refused`: what the front handed over and could not be taken in, as it came, until an administrator decides
//! ([`crate::refused`]). What is inside is sealed; nothing here says who wrote it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_refused")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of what came, in hexadecimal: the same is kept once.
    pub digest: String,
    /// As the front calls it.
    pub envelope_id: Uuid,
    /// [`crate::envelope::EnvelopeKind`]; empty: it could not be read.
    pub kind: String,
    /// [`crate::refused::Because`].
    pub reason: String,
    /// The report that it says it belongs to.
    pub report_id: Option<Uuid>,
    /// When the front took it in, as it says.
    pub received_at: Option<ChronoDateTimeUtc>,
    pub refused_at: ChronoDateTimeUtc,
    pub bytes: i64,
    /// The pieces that it lies in, as JSON.
    #[sea_orm(column_type = "Text")]
    pub files: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
