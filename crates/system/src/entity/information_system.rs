//! Table `information_system`.

use sea_orm::entity::prelude::*;

/// An information system.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "information_system")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// Lower case and without diacritics, to sort and search by.
    pub folded: String,
    pub agency_id: Uuid,
    /// 1–5; 0: not determined.
    pub level: i32,
    /// On the list of systems that are watched first.
    pub priority: bool,
    /// Why it does not count for the share of connected systems: `military`, `defence`, `cipher`; null: it counts.
    pub exempt: Option<String>,
    /// The day from which its events go to the national centre, too.
    pub national_since: Option<Date>,
    pub note: String,
    /// In use.
    pub active: bool,
    /// [`crate::model::State`].
    pub state: String,
    /// Who operates it (đơn vị vận hành), where that is an agency of the directory.
    pub operator_id: Option<Uuid>,
    /// The specialised unit (đơn vị chuyên trách) of its owner.
    pub unit_id: Option<Uuid>,
    /// The system that hosts it, e.g. the data centre: its common controls are inherited.
    pub host_system_id: Option<Uuid>,
    /// Code of a priority sector.
    pub sector: Option<String>,
    /// [`crate::model::Hosting`].
    pub hosting: Option<String>,
    pub go_live: Option<Date>,
    /// The first day on which it was no more in use; null while it is in use, and where nobody noted the day.
    pub retired_on: Option<Date>,
    /// Level of the last assessment; 0: none, or undetermined.
    pub proposed_level: i32,
    /// [`crate::model::DossierState`] of the dossier that counts.
    pub dossier: String,
    /// Regime of that dossier.
    pub regime: Option<String>,
    /// The day its level was decided.
    pub decided_on: Option<Date>,
    /// On the list of systems important to national security, since that day.
    pub listed_since: Option<Date>,
    /// Layers of protection that stand, 1 to 4, as bits 1, 2, 4, 8.
    pub layers: i32,
    /// Of these, what live sources and connections show.
    pub live_layers: i32,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
