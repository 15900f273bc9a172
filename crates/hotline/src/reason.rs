//! Why somebody did something. The words stand in the records, and go when the report is erased; the audit log forgets nothing,
//! so it holds a keyed tag of them: whoever has the words can show that they are the ones that were given, and whoever has
//! the log alone learns nothing from it.

use crate::{Hotline, HotlineError, entity::reason, store};
use coloa_auth::Change;
use coloa_base::PersonId;
use uuid::Uuid;

const PURPOSE: &str = "hotline.reason";

coloa_base::words! {
    /// What was done for a reason that no other row keeps.
    pub enum Step {
        HandedOver = "handed_over",
        /// Somebody said how urgent it is, and it was so already.
        UrgencyKept = "urgency_kept",
        Closed = "closed",
        Reopened = "reopened",
        HeldBack = "held_back",
        LetGo = "let_go",
        /// Of an item of the trust register.
        Revoked = "revoked",
    }
}

/// What the audit log holds of words about something.
pub(crate) fn tag(hotline: &Hotline, about: Uuid, words: &str) -> String {
    // With what it is about: the same words of two reports have nothing in common.
    let said = [&about.as_bytes()[..], words.as_bytes()].concat();
    hex::encode(hotline.access.keys().mac(PURPOSE, &said))
}

/// Keeps words; their tag is for the audit log.
pub(crate) async fn keep(
    hotline: &Hotline,
    change: &Change,
    about: Uuid,
    step: Step,
    words: &str,
) -> Result<String, HotlineError> {
    let actor = change.actor();
    let row = reason::Model {
        id: Uuid::now_v7(),
        about_id: about,
        step: step.to_string(),
        words: words.to_owned(),
        by_id: actor.person.map(PersonId::uuid),
        by_name: actor.name.clone(),
        at: change.now(),
    };
    store::reason::insert(change.tx(), row).await?;
    Ok(tag(hotline, about, words))
}
