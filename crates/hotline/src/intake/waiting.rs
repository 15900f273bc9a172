//! Reports that came in while the keys were missing.

use super::{
    Crowd, MACHINE, Origin, contest, desk, later::store_row, read_with, reading::Reading, sealed_part, tell,
};
use crate::{
    Hotline, HotlineError,
    classify::terms,
    envelope::Opener,
    flood,
    model::{State, Urgency},
    store,
};
use coloa_auth::{Actor, action};
use serde_json::json;
use uuid::Uuid;

/// Reads the reports that came in while the keys were missing; how many.
///
/// # Errors
/// `KeyLost` while they still are.
pub async fn open_waiting(hotline: &Hotline) -> Result<usize, HotlineError> {
    const BATCH: u64 = 100;
    let opener = hotline.opener()?;
    let (mut opened, mut after) = (0, None);
    loop {
        let db = hotline.access.db().reader();
        let waiting = store::report::waiting(db, after, BATCH).await?;
        let Some(last) = waiting.last() else { break };
        after = Some(last.id);
        for row in waiting {
            opened += usize::from(open_one(hotline, &opener, row.id).await?);
        }
    }
    contest::open_waiting(hotline, &opener).await?;
    Ok(opened)
}

/// `false`: it was sealed to a key that is still missing, or another process was faster.
async fn open_one(hotline: &Hotline, opener: &Opener, id: Uuid) -> Result<bool, HotlineError> {
    let db = hotline.access.db().reader();
    let parts = store::sealed::of_report(db, id).await?;
    let reading = read_with(hotline, opener, id, |part| sealed_part(&parts, None, part));
    if matches!(reading, Reading::Sealed) {
        return Ok(false);
    }
    let row = store::report::one(db, id).await?;
    let origin = Origin {
        actor: Actor::job(MACHINE),
        client: None,
        filed: None,
    };
    let is_untouched = row.client_id.is_none() && row.assigned_to.is_none();
    let desk = desk(hotline, &origin, &reading).await?.filter(|_| is_untouched);
    let about = crate::service::about(&row);
    let change = hotline
        .access
        .begin(&origin.actor, action::HOTLINE_INTAKE, about)
        .await?;
    let mut row = store::report::locked(change.tx(), id).await?;
    if row.is_opened || row.erased_at.is_some() {
        return Ok(false);
    }
    if let Some(desk) = desk {
        row.desk_id = desk.id;
        row.agency_id = desk.agency_id;
    }
    reading.fill(change.tx(), &mut row).await?;
    // What somebody said of it meanwhile stands.
    if let Some(said) = store::urgency::of_report(change.tx(), id).await?.last() {
        row.urgency = said.after;
    }
    // When it was held back nobody could read that it cannot wait.
    if row.urgency == Urgency::Now.rank() && flood::is_held_back(&row) {
        flood::let_in(&mut row);
    }
    terms::renew(change.tx(), &hotline.config, &mut row).await?;
    if State::parse(&row.state).is_some_and(State::is_open) {
        tell(hotline, &change, &row, Crowd::default()).await?;
    }
    let detail = json!({
        "what": "opened_after_keys_were_back", "urgency": Urgency::of_rank(row.urgency).as_str(), "desk": row.desk_id,
    });
    row.version += 1;
    store_row(hotline, &change, row).await?;
    change.commit(detail).await?;
    Ok(true)
}
