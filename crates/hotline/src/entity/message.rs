//! Table `hotline_message`: a message between the citizen and the centre, sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    pub is_from_citizen: bool,
    #[sea_orm(column_type = "Blob")]
    pub sealed: Vec<u8>,
    pub files: i32,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    pub at: ChronoDateTimeUtc,
    /// An operator read the citizen's message.
    pub read_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
