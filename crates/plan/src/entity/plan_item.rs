//! Table `plan_item`: a target, task, assignment or obligation in one version; `lineage_id` is the same item over versions.

use sea_orm::entity::prelude::*;

/// A target, task, assignment or obligation in one version; `lineage_id` is the same item over versions.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_version_id: Uuid,
    pub plan_id: Uuid,
    /// Duties, values and comments hang on this.
    pub lineage_id: Uuid,
    /// Lineage that was split or merged into this one.
    pub derived_from: Option<Uuid>,
    /// `target`, `task`, `assignment`, `obligation`.
    pub kind: String,
    /// Order in the document.
    pub ordinal: i32,
    /// Outline path, e.g. `III.5.h`.
    pub path: String,
    /// Heading of the section it stands in.
    pub heading: Option<String>,
    /// As issued.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// What the kind needs: timeframe, metric, horizon, what, due, recurrence, via, to, product.
    #[sea_orm(column_type = "Json")]
    pub data: Json,
    /// Field name to [start, end) bytes of the source text.
    #[sea_orm(column_type = "Json")]
    pub spans: Json,
    /// 0 to 1.
    pub confidence: f64,
    /// `unseen`, `checked`, `edited`, `added`, `removed`.
    pub review: String,
    /// For items already past at import: status and note.
    #[sea_orm(column_type = "Json", nullable)]
    pub starting_state: Option<Json>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
