//! The redacted copy: the only text of a report that is searched, and that campaigns and other people see. Whoever has the
//! report writes it and confirms that it does not say who reports; before it is stored, the identity is opened inside the
//! process and compared. The same look is taken at every reason that somebody gives, since reasons are stored in the
//! clear. The answer is one word, whatever of the identity is there, and who makes it come too often, or asks for much that the
//! report does not say, is stopped ([`crate::opening`]): otherwise one could ask for an identity name by name.
//!
//! Rooms: `asked` counts what was asked · `outside` takes the look at whatever leaves the desk · `words` how words are held against an identity.

mod asked;
pub(crate) mod outside;
mod words;

pub(crate) use self::asked::{Asked, asked};

pub use self::words::says;

use crate::{
    Hotline, HotlineError,
    entity::{report, sealed},
    envelope::place,
    error::{invalid, not_now},
    form::{self, Identity},
    intake::{self, reading::blank_form},
    mention::{self, Said, normal},
    model::{MentionRole, Part},
    opening,
    seal::SealError,
    service::is_holder,
    store,
};
use coloa_auth::{Actor, Change, action};
use coloa_base::text;
use coloa_extract::Kind;
use coloa_platform::Tx;
use serde_json::json;
use uuid::Uuid;

/// Digits of a text that is compared: some sixty numbers. Thousands of numbers in one text would be as many questions at once.
const MOST_DIGITS: usize = 600;
/// Of all things together that are confirmed of a report: as many accounts as it may name have fewer.
const MOST_DIGITS_OF_LIST: usize = 20 * mention::MOST;

/// Confirms a redacted copy, by whoever has the report. An empty one takes back what was confirmed.
///
/// # Errors
/// `not_yours`; `holds_identity`, also for what is marked as the reporter's own; `Guessing` where that came too often; `KeyLost`
/// and `Seal` where nobody can compare it.
pub async fn confirm(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    redacted: &str,
) -> Result<report::Model, HotlineError> {
    let (mut change, mut row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    if !is_holder(actor, &row) {
        return Err(not_now("not_yours"));
    }
    let is_empty = redacted.trim().is_empty();
    if is_empty {
        row.redacted.clear();
        row.redacted_search.clear();
        row.redacted_by = None;
        row.redacted_at = None;
    } else {
        let redacted = form::narrative(redacted, "text")?;
        // Without the keys nobody can compare it.
        let parts = store::sealed::of_report(change.tx(), row.id).await?;
        readable(hotline, &row, &parts)?;
        few_digits("text", &redacted, MOST_DIGITS)?;
        let named = mention::proposals(hotline, &row, &blank_form(&row), &redacted, &[]).await?;
        let own = named.iter().any(|p| p.own || p.role == MentionRole::Victim);
        let says = own || says_who(hotline, &row, &parts, &redacted);
        let asked = asked(&redacted, &known(hotline, change.tx(), &row, &parts).await?);
        change = opening::compared(hotline, change, (&row).into(), "text", says, asked).await?;
        row.redacted_search = text::fold_plain(&redacted);
        row.redacted = redacted;
        row.redacted_by = Some(actor.name.clone());
        row.redacted_at = Some(change.now());
    }
    let characters = row.redacted.chars().count();
    let row = if is_empty {
        hotline.save(&change, row).await?
    } else {
        hotline.save_handled(&change, row).await?
    };
    change
        .commit(json!({ "what": "redacted", "characters": characters }))
        .await?;
    Ok(row)
}

/// [`mention::confirm`], unless the redacted copy still holds what is said to be the reporter's own: it must go there first.
pub async fn confirm_mentions(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    said: &[Said],
) -> Result<report::Model, HotlineError> {
    let row = hotline.report(actor, action::HOTLINE_HANDLE, id).await?;
    let own = said.iter().filter(|s| s.role == MentionRole::Victim.as_str());
    let own: Vec<_> = own
        .filter_map(|s| normal::given(Kind::parse(&s.kind)?, &s.value, &s.bank))
        .collect();
    if !own.is_empty() {
        let redacted = coloa_extract::find(&row.redacted);
        let held = |found: &coloa_extract::Indicator| {
            let found = normal::of(found);
            own.iter()
                .any(|own| own.kind == found.kind && own.match_key == found.match_key)
        };
        if redacted.iter().any(held) {
            return Err(not_now("in_redaction"));
        }
    }
    mention::confirm(hotline, actor, id, seen, said).await
}

/// Goes on with a change of `row`, in which nothing was written yet, unless words that go with it say who reports. While the keys
/// are missing they cannot be compared, and pass: they stay at the desk, and reports must go on. What leaves it does not
/// ([`outside::check`]).
///
/// # Errors
/// `holds_identity`, `Guessing`, `too_many_digits`.
pub(crate) async fn check_words(
    hotline: &Hotline,
    change: Change,
    row: &report::Model,
    field: &'static str,
    words: &str,
) -> Result<Change, HotlineError> {
    if words.trim().is_empty() {
        return Ok(change);
    }
    few_digits(field, words, MOST_DIGITS)?;
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    let says = says_who(hotline, row, &parts, words);
    let asked = asked(words, &known(hotline, change.tx(), row, &parts).await?);
    opening::compared(hotline, change, row.into(), field, says, asked).await
}

fn few_digits(field: &'static str, words: &str, most: usize) -> Result<(), HotlineError> {
    if words.chars().filter(char::is_ascii_digit).count() > most {
        return Err(invalid(field, "too_many_digits"));
    }
    Ok(())
}

/// What somebody may read of a report who may handle it: what was kept of it, and what was told as far as a key opens it.
async fn known(
    hotline: &Hotline,
    tx: &Tx,
    row: &report::Model,
    parts: &[sealed::Model],
) -> Result<String, HotlineError> {
    let mut known = row.redacted.clone();
    for mention in store::mention::of_report(tx, row.id).await? {
        let words = [Some(mention.value), mention.bank, mention.service];
        for part in words.into_iter().flatten() {
            // With a comma between, digits of two numbers do not become one.
            known.push_str(", ");
            known.push_str(&part);
        }
    }
    let Ok(opener) = hotline.opener() else {
        return Ok(known);
    };
    for part in parts {
        let kind = match Part::parse(&part.part) {
            Some(kind @ (Part::Form | Part::Narrative | Part::Message)) => kind,
            _ => continue,
        };
        let Some(sealed) = &part.sealed else { continue };
        if let Ok(opened) = opener.open(kind, &intake::place_of(part, kind), sealed) {
            known.push_str(", ");
            known.push_str(&String::from_utf8_lossy(&opened));
        }
    }
    Ok(known)
}

/// Whether words say who reported `row`, as far as the keys are there.
fn says_who(hotline: &Hotline, row: &report::Model, parts: &[sealed::Model], words: &str) -> bool {
    let Ok(opener) = hotline.opener() else {
        return false;
    };
    let Some(sealed) = intake::sealed_part(parts, None, Part::Identity) else {
        return false;
    };
    let place = place(row.id, Part::Identity, 0);
    // Sealed to a key that is lost: there is nothing to compare with.
    let Ok(opened) = opener.open(Part::Identity, &place, sealed) else {
        return false;
    };
    let identity: Identity = serde_json::from_slice(&opened).unwrap_or_default();
    says(words, &identity)
}

/// Whether words can be held against who reported `row`: the keys are here, and that of this report is among them.
///
/// # Errors
/// `KeyLost`, `Seal`.
fn readable(hotline: &Hotline, row: &report::Model, parts: &[sealed::Model]) -> Result<(), HotlineError> {
    let opener = hotline.opener()?;
    let Some(sealed) = intake::sealed_part(parts, None, Part::Identity) else {
        return Ok(());
    };
    match opener.open(Part::Identity, &place(row.id, Part::Identity, 0), sealed) {
        Err(SealError::OtherKey) => Err(SealError::OtherKey.into()),
        // What no key opens is nobody's name.
        Ok(_) | Err(SealError::Changed | SealError::Malformed) => Ok(()),
    }
}

/// Goes on with a change of `row`, in which nothing was written yet, unless what it would keep in the clear as somebody else's says
/// who reports. It is told in one word. Nothing passes uncompared, unlike words of a reason.
///
/// # Errors
/// `reporters_own`, `Guessing`, `too_many_digits`; `KeyLost` and `Seal` where the keys of the identity are missing.
pub(crate) async fn check_mentions(
    hotline: &Hotline,
    change: Change,
    row: &report::Model,
    values: &[String],
) -> Result<Change, HotlineError> {
    if values.is_empty() {
        return Ok(change);
    }
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    readable(hotline, row, &parts)?;
    // With commas between, digits of two numbers do not become one.
    let values = values.join(", ");
    few_digits("mentions", &values, MOST_DIGITS_OF_LIST)?;
    let says = says_who(hotline, row, &parts, &values);
    let asked = asked(&values, &known(hotline, change.tx(), row, &parts).await?);
    match opening::compared(hotline, change, row.into(), "mentions", says, asked).await {
        Err(HotlineError::Invalid { .. }) => Err(invalid("mentions", "reporters_own")),
        compared => compared,
    }
}
