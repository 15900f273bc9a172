//! The closure of the directory that permissions look at: for each agency, itself and all above it today.
//! The agency area rewrites it whenever the directory changes; lists filter by it in SQL.

use crate::AuthError;
use coloa_base::AgencyId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use std::collections::HashMap;

pub mod entity {
    //! Table `agency_scope`.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency_scope")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ancestor_id: Uuid,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Replaces the closure. `edges` holds (agency, ancestor) without the reflexive rows, which are added for
/// every agency of `agencies`.
pub async fn replace<C: ConnectionTrait>(
    tx: &C,
    agencies: impl IntoIterator<Item = AgencyId>,
    edges: impl IntoIterator<Item = (AgencyId, AgencyId)>,
) -> Result<(), AuthError> {
    entity::Entity::delete_many().exec(tx).await?;
    let mut rows: Vec<(AgencyId, AgencyId)> = agencies.into_iter().map(|a| (a, a)).chain(edges).collect();
    rows.sort_unstable();
    rows.dedup();
    for chunk in rows.chunks(400) {
        let models = chunk.iter().map(|(a, b)| entity::ActiveModel {
            agency_id: Set(a.uuid()),
            ancestor_id: Set(b.uuid()),
        });
        entity::Entity::insert_many(models)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Ancestors of every agency, without itself.
pub(crate) async fn load<C: ConnectionTrait>(db: &C) -> Result<HashMap<AgencyId, Vec<AgencyId>>, AuthError> {
    let mut map: HashMap<AgencyId, Vec<AgencyId>> = HashMap::new();
    for row in entity::Entity::find().all(db).await? {
        let above = map.entry(AgencyId(row.agency_id)).or_default();
        if row.ancestor_id != row.agency_id {
            above.push(AgencyId(row.ancestor_id));
        }
    }
    Ok(map)
}
