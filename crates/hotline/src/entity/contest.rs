//! Table `hotline_contest`: whoever an indicator belongs to says that it is wrong.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_contest")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub verdict_id: Uuid,
    pub mailbox: String,
    pub reply_key: String,
    #[sea_orm(column_type = "Blob", nullable)]
    pub mailbox_sealed: Option<Vec<u8>>,
    pub mailbox_at: ChronoDateTimeUtc,
    /// Contact and words of whoever contests, sealed.
    #[sea_orm(column_type = "Blob")]
    pub sealed: Vec<u8>,
    pub received_at: ChronoDateTimeUtc,
    pub state: String,
    pub decided_by: Option<String>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    /// When its words went; who decided what stays.
    pub erased_at: Option<ChronoDateTimeUtc>,
    /// How far gone its days were when whoever decides was told: `near`, `over`.
    pub reminded: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
