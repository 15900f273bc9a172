//! What came from elsewhere.

use crate::{entity::case::incident, model::Origin};
use coloa_platform::StoreError;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// Values of one condition; databases bound how many a statement may have.
const AT_ONCE: usize = 400;

/// Which of these names are known: cases that came under them, and our own that come back.
pub(crate) async fn known<C: ConnectionTrait>(
    db: &C,
    names: &[String],
) -> Result<HashSet<String>, StoreError> {
    let mut found = HashSet::new();
    for some in names.chunks(AT_ONCE) {
        let came: Vec<String> = incident::Entity::find()
            .select_only()
            .column(incident::Column::OriginRef)
            .filter(incident::Column::Origin.eq(Origin::Import.as_str()))
            .filter(incident::Column::OriginRef.is_in(some.iter().map(String::as_str)))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(came);
        let ids = some
            .iter()
            .filter_map(|name| Uuid::parse_str(name.strip_prefix("incident--")?).ok());
        let ours: Vec<Uuid> = incident::Entity::find()
            .select_only()
            .column(incident::Column::Id)
            .filter(incident::Column::Id.is_in(ids))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(ours.into_iter().map(|id| format!("incident--{id}")));
    }
    Ok(found)
}
