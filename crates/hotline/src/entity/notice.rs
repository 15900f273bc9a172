//! Table `hotline_notice`: what the centre tells the public.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub slug: String,
    pub title: String,
    /// Title and summary, folded.
    #[sea_orm(column_type = "Text")]
    pub title_search: String,
    pub title_en: String,
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    #[sea_orm(column_type = "Text")]
    pub summary_en: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_en: String,
    /// A JSON list.
    #[sea_orm(column_type = "Text")]
    pub signs: String,
    /// A JSON list.
    #[sea_orm(column_type = "Text")]
    pub advice: String,
    /// A JSON list of kind and value.
    #[sea_orm(column_type = "Text")]
    pub indicators: String,
    pub source_name: String,
    pub source_url: String,
    pub scam_type: Option<String>,
    pub audience: String,
    pub state: String,
    pub campaign_id: Option<Uuid>,
    pub published_at: Option<ChronoDateTimeUtc>,
    pub published_by: Option<String>,
    /// Who looks at it when it has to be looked at again.
    pub published_by_id: Option<Uuid>,
    /// Since when it is out of the public until somebody looks at it.
    pub review_at: Option<ChronoDateTimeUtc>,
    /// What its words name although the public is not warned of it any more.
    #[sea_orm(column_type = "Text")]
    pub review_reason: String,
    pub withdrawn_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub withdraw_reason: String,
    pub expires_at: Option<ChronoDateTimeUtc>,
    pub created_by: String,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
