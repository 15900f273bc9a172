//! Words that leave the desk: the public, other agencies, other desks or somebody who objects will read them. In the change that
//! lets them out they are held against everybody who is behind the reports that they draw on, and against what reporters said
//! to be their own.
//!
//! What draws on one report ([`check_of`]) is looked at closely and counted like the reasons that go with it. Of what draws on many
//! ([`check`]) a refusal says that one of them is named and not which, to nobody: it is noted without a report, and five of them
//! within an hour are all that somebody has, whatever they write ([`crate::opening`]).
//!
//! While the keys are missing nothing leaves that could say who reports: it is refused with `KeyLost`. What draws on no report, or
//! just on reports of people who did not say who they are, needs no key.

use super::{MOST_DIGITS, MOST_DIGITS_OF_LIST, check_words, few_digits, readable, words};
use crate::{
    Hotline, HotlineError,
    entity::{report, sealed},
    envelope::Opener,
    form::Identity,
    intake,
    mention::{
        self,
        normal::{self, Settled},
    },
    model::{Outlet, Part},
    opening::{self, Subject},
    seal::SealError,
    store::{self, mention::Key},
};
use coloa_auth::Change;
use coloa_platform::{StoreError, Tx};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// What becomes of words while the keys are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// They are refused.
    Refused,
    /// They stay inside for now, or take something back: they pass, compared as far as that is possible.
    Passed,
}

/// Words that leave the desk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaving<'a> {
    pub(crate) outlet: Outlet,
    /// What they draw on.
    pub(crate) reports: &'a [Uuid],
    pub(crate) fields: &'a [Field<'a>],
    /// Things that they list ([`LIST`]), beside those that stand in the words.
    pub(crate) listed: &'a [Settled],
    pub(crate) unread: Unread,
}

/// A field and its words.
pub(crate) type Field<'a> = (&'static str, &'a str);

/// Lists of things, in which many digits may stand.
pub(crate) const LIST: &str = "indicators";

/// Reports whose identities are opened at once.
const CHUNK: usize = 100;
/// Reports naming a thing that a text draws on, the newest: as many as a campaign may have.
const MOST_NAMING: u64 = 5_000;

/// Reports that name one of these as the offender's.
pub(crate) async fn naming(tx: &Tx, keys: &[Key]) -> Result<Vec<Uuid>, HotlineError> {
    Ok(store::mention::reports_naming(tx, keys, MOST_NAMING).await?)
}

/// Goes on with a change that lets words out, unless they say who is behind one of the reports that they draw on, or name what any
/// reporter said to be their own. Nothing may have been written in it yet.
///
/// # Errors
/// `holds_identity` of the first field that does; `Guessing`, `too_many_digits`; `KeyLost` where they cannot be compared.
pub(crate) async fn check(
    hotline: &Hotline,
    change: Change,
    leaving: &Leaving<'_>,
) -> Result<Change, HotlineError> {
    let written = leaving.fields.iter().copied();
    let fields: Vec<Field<'_>> = written.filter(|(_, words)| !words.trim().is_empty()).collect();
    for &(field, words) in &fields {
        let most = if field == LIST {
            MOST_DIGITS_OF_LIST
        } else {
            MOST_DIGITS
        };
        few_digits(field, words, most)?;
    }
    let things = things(hotline, leaving.listed, &fields);
    let Some(&(first, _)) = fields
        .first()
        .filter(|_| !(leaving.reports.is_empty() && things.is_empty()))
    else {
        return Ok(change);
    };
    let said = match own(change.tx(), &things).await? {
        Some(field) => Some(field),
        None => named(hotline, change.tx(), leaving, &fields).await?,
    };
    let subject = Subject {
        id: Uuid::nil(),
        number: leaving.outlet.as_str(),
        agency: None,
    };
    // How much was asked is counted of one report alone: a text for many is in words of its own.
    opening::compared(hotline, change, subject, said.unwrap_or(first), said.is_some(), 0).await
}

/// [`check`] of words that draw on one report alone.
///
/// # Errors
/// `holds_identity`, `Guessing`, `too_many_digits`; `KeyLost` and `Seal` where they cannot be compared.
pub(crate) async fn check_of(
    hotline: &Hotline,
    mut change: Change,
    row: &report::Model,
    fields: &[Field<'_>],
) -> Result<Change, HotlineError> {
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    readable(hotline, row, &parts)?;
    for &(field, words) in fields {
        change = check_words(hotline, change, row, field, words).await?;
    }
    Ok(change)
}

/// What the fields name, as it would be kept of something that is a reporter's own.
fn things(hotline: &Hotline, listed: &[Settled], fields: &[Field<'_>]) -> Vec<(&'static str, Key)> {
    let key = |thing: &Settled| (thing.kind.to_string(), mention::tag(hotline, thing));
    let mut things: Vec<(&'static str, Key)> = listed.iter().map(|thing| (LIST, key(thing))).collect();
    for &(field, words) in fields {
        let found = coloa_extract::find(words);
        things.extend(found.iter().map(|one| (field, key(&normal::of(one)))));
    }
    things
}

/// The first field that names what a reporter said to be their own.
async fn own(tx: &Tx, things: &[(&'static str, Key)]) -> Result<Option<&'static str>, HotlineError> {
    let keys: BTreeSet<Key> = things.iter().map(|(_, key)| key.clone()).collect();
    let keys: Vec<Key> = keys.into_iter().collect();
    let victims = store::notice::victims_among(tx, &keys).await?;
    let own = things.iter().find(|(_, key)| victims.contains(key));
    Ok(own.map(|(field, _)| *field))
}

/// The first field that says who is behind one of the reports.
async fn named(
    hotline: &Hotline,
    tx: &Tx,
    leaving: &Leaving<'_>,
    fields: &[Field<'_>],
) -> Result<Option<&'static str>, HotlineError> {
    let reports: BTreeSet<Uuid> = leaving.reports.iter().copied().collect();
    let reports: Vec<Uuid> = reports.into_iter().collect();
    let texts = fields
        .iter()
        .map(|(field, text)| (*field, words::Words::new(text)));
    let texts: Arc<Vec<(&'static str, words::Words)>> = Arc::new(texts.collect());
    let opener = hotline.opener().ok().map(Arc::new);
    let mut missing = false;
    // Some at a time: whoever hands in a report decides how long a part of it is.
    for some in reports.chunks(CHUNK) {
        let sealed = store::sealed::identities(tx, some).await?;
        let Some(opener) = opener.clone() else {
            missing |= !sealed.is_empty();
            continue;
        };
        let texts = Arc::clone(&texts);
        // Each takes a multiplication on the curve: not on the threads that answer.
        let looked = tokio::task::spawn_blocking(move || look(&opener, &sealed, &texts));
        let seen = looked.await.map_err(|_| StoreError::Corrupt {
            what: "an identity".to_owned(),
        })?;
        if seen.said.is_some() {
            return Ok(seen.said);
        }
        missing |= seen.missing;
    }
    if missing && leaving.unread == Unread::Refused {
        return Err(HotlineError::KeyLost);
    }
    Ok(None)
}

/// What came of holding words against some identities.
struct Look {
    said: Option<&'static str>,
    /// Some were sealed to a key that is not here.
    missing: bool,
}

/// Holds words against identities, until one is said.
fn look(opener: &Opener, sealed: &[sealed::Model], texts: &[(&'static str, words::Words)]) -> Look {
    let mut look = Look {
        said: None,
        missing: false,
    };
    for row in sealed {
        let Some(content) = &row.sealed else { continue };
        let place = intake::place_of(row, Part::Identity);
        let opened = match opener.open(Part::Identity, &place, content) {
            Ok(opened) => opened,
            Err(SealError::OtherKey) => {
                look.missing = true;
                continue;
            }
            // What no key opens is nobody's name.
            Err(SealError::Changed | SealError::Malformed) => continue,
        };
        let identity: Identity = serde_json::from_slice(&opened).unwrap_or_default();
        let said = texts.iter().find(|(_, words)| words::prints(words, &identity));
        look.said = said.map(|(field, _)| *field);
        if look.said.is_some() {
            break;
        }
    }
    look
}
