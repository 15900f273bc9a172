//! What is read of the records, and the document that is put together of it: of verdicts just what changed since the earlier one.

use super::{
    Held,
    commune::communes,
    directory,
    official::official,
    stand::{named, stand},
    written::{added_type, contact, name_notices, notice, trusted, warned},
};
use crate::{
    Hotline, HotlineError,
    entity::{contact, notice, trust_item},
    notice::standing::Stands,
    published::{AddedType, Commune, Contact, Document, Published, Trusted, Warned},
    store::{self, publish::Verdict},
    subscription,
};
use chrono::{DateTime, Duration, Utc};
use coloa_law::LawBook;
use coloa_platform::hotline_config::HotlineConfig;
use rustc_hash::FxHashSet;
use std::sync::Arc;
use uuid::Uuid;

/// A change that began before this and was committed after the records were read is still found.
const OVERLAP: Duration = Duration::minutes(5);

/// What was read of the records.
pub(super) struct Parts {
    config: Arc<HotlineConfig>,
    centre: String,
    sealer: crate::envelope::Sealer,
    notices: Vec<notice::Model>,
    trusted: Vec<(trust_item::Model, String)>,
    verdicts: Verdicts,
    contacts: Vec<contact::Model>,
    communes: Vec<Commune>,
    scam_types: Vec<AddedType>,
    by_mail: bool,
}

enum Verdicts {
    All(Vec<Verdict>),
    /// Those that changed since the earlier document.
    Changed(Vec<Verdict>),
}

impl Parts {
    pub(super) async fn read(
        hotline: &Hotline,
        held: Option<&Held>,
        now: DateTime<Utc>,
    ) -> Result<Self, HotlineError> {
        let db = hotline.access.db().reader();
        let verdicts = match held {
            Some(held) if held.read_at <= now => {
                let since = held.read_at - OVERLAP;
                Verdicts::Changed(store::publish::changed_since(db, since).await?)
            }
            _ => Verdicts::All(store::publish::warned(db, now).await?),
        };
        let directory = directory(hotline).await?;
        let mut added = Vec::new();
        for row in store::publish::scam_types(db).await? {
            added.push(added_type(row)?);
        }
        Ok(Self {
            config: Arc::clone(&hotline.config),
            centre: centre(hotline),
            sealer: hotline.sealer(),
            notices: store::publish::notices(db, now).await?,
            trusted: store::trust::proved(db, now).await?,
            verdicts,
            contacts: store::publish::contacts(db).await?,
            communes: communes(&directory, coloa_base::clock::vn_date(now)),
            scam_types: added,
            by_mail: subscription::is_offered(hotline),
        })
    }

    /// The document; the earlier one where it says the same.
    pub(super) fn put_together(self, held: Option<&Held>, changes: u64, now: DateTime<Utc>) -> Held {
        let earlier = held.map(|held| Arc::clone(&held.published));
        let mut warned = match self.verdicts {
            Verdicts::All(rows) => rows.into_iter().filter_map(|row| warned(row, now)).collect(),
            Verdicts::Changed(rows) => {
                let changed: FxHashSet<Uuid> = rows.iter().map(|row| row.id).collect();
                let before = earlier.iter().flat_map(|e| &e.document.warned);
                let mut all: Vec<Warned> = before
                    .filter(|w| w.expires_at > now && !changed.contains(&w.id))
                    .cloned()
                    .collect();
                all.extend(rows.into_iter().filter_map(|row| warned(row, now)));
                all.sort_by_key(|w| w.id);
                all
            }
        };
        let trusted: Vec<Trusted> = self.trusted.into_iter().filter_map(trusted).collect();
        let contacts: Vec<Contact> = self.contacts.into_iter().map(contact).collect();
        let named = named(&self.notices, held, &self.config);
        let standing = stand(&named, &contacts, &trusted, &warned);
        let (mut notices, mut unfit) = (Vec::new(), Vec::new());
        for row in self.notices {
            let Some((_, names)) = named.get(&row.id) else {
                continue;
            };
            match standing.of_all(&names.said) {
                Stands::No => unfit.push(row.id),
                stands => notices.extend(notice(row, names, stands, &standing, &self.config)),
            }
        }
        name_notices(&mut warned, &notices);
        let document = Document {
            made_at: earlier.as_ref().map_or(now, |e| e.document.made_at),
            centre: self.centre,
            sealer: Some(self.sealer),
            notices,
            trusted,
            warned,
            contacts,
            communes: self.communes,
            scam_types: self.scam_types,
            official: official().to_vec(),
            by_mail: self.by_mail,
        };
        let published = match earlier {
            Some(earlier) if earlier.document == document => earlier,
            earlier => {
                let document = Document {
                    made_at: now,
                    ..document
                };
                Arc::new(Published::after(document, earlier.as_deref()))
            }
        };
        Held {
            published,
            changes,
            read_at: now,
            named: Arc::new(named),
            unfit,
        }
    }
}

/// The centre's name: what the installation says, else what the law's list calls the host.
fn centre(hotline: &Hotline) -> String {
    let set = &hotline.config.portal.centre;
    if set.is_empty() {
        LawBook::current().recipient_name(&hotline.config.host).to_owned()
    } else {
        set.clone()
    }
}
