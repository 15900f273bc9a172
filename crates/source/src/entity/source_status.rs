//! Table `source_status`: when a source was heard.

use sea_orm::entity::prelude::*;

/// When a source was heard. The nil id stands for senders that are not registered.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source_status")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: Uuid,
    pub first_at: ChronoDateTimeUtc,
    pub last_at: ChronoDateTimeUtc,
    /// Where the last event came from, as far as the network says.
    pub last_sender: Option<String>,
    /// Since when it counts as silent; null: it is heard.
    pub silent_since: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
