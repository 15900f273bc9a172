//! Table `hotline_transfer`: a report on its way to the competent body.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_transfer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    pub kind: String,
    /// Code of the body.
    pub recipient: String,
    pub recipient_agency_id: Option<Uuid>,
    pub recipient_name: String,
    /// By phone first, then in writing.
    pub is_urgent: bool,
    pub article: String,
    /// When the phone call is due.
    pub call_by: Option<ChronoDateTimeUtc>,
    /// When the writing is due.
    pub due_at: Option<ChronoDateTimeUtc>,
    pub state: String,
    pub document_number: String,
    pub sent_at: Option<ChronoDateTimeUtc>,
    pub sent_how: String,
    pub ack_number: String,
    pub ack_at: Option<ChronoDateTimeUtc>,
    pub ack_person: String,
    pub returned_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub return_reason: String,
    /// When the shift leader was last rung because nobody had been phoned about it.
    pub rang_at: Option<ChronoDateTimeUtc>,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
