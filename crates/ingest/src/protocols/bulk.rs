//! Bodies of Elasticsearch's `_bulk`: a line that says what to do, a line with the document. Only `create`, `index` and
//! `update` bring one.
//!
//! What is no action line is a document that lost its own: it is taken as a record, since a shipper that is told no
//! gives up the whole batch.

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use std::borrow::Cow;

/// What a sender asks for; the reply names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Create,
    Index,
    Update,
    /// Nothing is ever deleted: it is answered, and no more.
    Delete,
}

impl Action {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Index => "index",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// One action with its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    pub action: Action,
    /// `_id`, by which a repeat is told.
    pub id: Option<Cow<'a, str>>,
    pub index: Option<Cow<'a, str>>,
    /// As it came; `None`: a deletion, or an action without its document.
    pub document: Option<&'a [u8]>,
    /// The line was no action; it stands in `document`.
    pub stray: bool,
}

#[derive(Default, Deserialize)]
struct Meta<'a> {
    #[serde(borrow, default, rename = "_id", deserialize_with = "words")]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "_index", deserialize_with = "words")]
    index: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    create: Option<Meta<'a>>,
    #[serde(borrow)]
    index: Option<Meta<'a>>,
    #[serde(borrow)]
    update: Option<Meta<'a>>,
    #[serde(borrow)]
    delete: Option<Meta<'a>>,
}

/// Some senders number their documents.
fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Word<'a> {
        Text(#[serde(borrow)] Cow<'a, str>),
        Number(i64),
        Other(IgnoredAny),
    }
    Ok(match Option::<Word<'de>>::deserialize(from)? {
        Some(Word::Text(text)) if !text.is_empty() => Some(text),
        Some(Word::Number(n)) => Some(Cow::Owned(n.to_string())),
        _ => None,
    })
}

fn action(line: &[u8]) -> Option<(Action, Meta<'_>)> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    match (line.create, line.index, line.update, line.delete) {
        (Some(meta), None, None, None) => Some((Action::Create, meta)),
        (None, Some(meta), None, None) => Some((Action::Index, meta)),
        (None, None, Some(meta), None) => Some((Action::Update, meta)),
        (None, None, None, Some(meta)) => Some((Action::Delete, meta)),
        _ => None,
    }
}

/// The items of a body, in their order; blank lines between them count for nothing.
pub fn items(body: &[u8]) -> impl Iterator<Item = Item<'_>> {
    let mut lines = super::ndjson::records(body).peekable();
    std::iter::from_fn(move || {
        let line = lines.next()?;
        let Some((action, meta)) = self::action(line) else {
            return Some(Item {
                action: Action::Index,
                id: None,
                index: None,
                document: Some(line),
                stray: true,
            });
        };
        let document = if action == Action::Delete {
            None
        } else {
            lines.next()
        };
        Some(Item {
            action,
            id: meta.id,
            index: meta.index,
            document: document.map(|d| if action == Action::Update { updated(d) } else { d }),
            stray: false,
        })
    })
}

/// The document within an update; the whole line where there is none.
fn updated(line: &[u8]) -> &[u8] {
    #[derive(Deserialize)]
    struct Update<'a> {
        #[serde(borrow)]
        doc: Option<&'a serde_json::value::RawValue>,
    }
    serde_json::from_slice::<Update<'_>>(line)
        .ok()
        .and_then(|u| u.doc)
        .map_or(line, |doc| doc.get().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Vec<(&'static str, Option<String>, Option<String>)> {
        items(body.as_bytes())
            .map(|i| {
                (
                    i.action.as_str(),
                    i.id.map(Cow::into_owned),
                    i.document.map(|d| String::from_utf8_lossy(d).into_owned()),
                )
            })
            .collect()
    }

    #[test]
    fn actions_of_every_sender_are_understood() {
        let body = "{\"create\":{\"_index\":\"a\",\"_type\":\"_doc\"}}\n{\"x\":1}\n\n\
                    {\"index\": {\"_index\": \"b\", \"_id\": \"7\", \"pipeline\": \"p\", \"dynamic_templates\": {\"a\": \"b\"}}}\r\n{\"x\":2}\r\n\
                    {\"delete\":{\"_id\":\"9\"}}\n\
                    {\"update\":{\"_id\":8}}\n{\"doc\":{\"x\":3},\"doc_as_upsert\":true}";
        let text = |t: &str| Some(t.to_owned());
        assert_eq!(
            read(body),
            [
                ("create", None, text("{\"x\":1}")),
                ("index", text("7"), text("{\"x\":2}")),
                ("delete", text("9"), None),
                ("update", text("8"), text("{\"x\":3}")),
            ]
        );
    }

    #[test]
    fn a_document_that_looks_like_an_action_follows_its_own() {
        let body = "{\"index\":{}}\n{\"index\":{\"_id\":\"x\"}}\n";
        assert_eq!(
            read(body),
            [("index", None, Some("{\"index\":{\"_id\":\"x\"}}".into()))]
        );
    }

    #[test]
    fn what_is_no_action_is_kept_as_a_record() {
        let found: Vec<bool> = items(b"khong phai\n{\"create\":{}}\n{\"a\":1}\n{\"create\":{}}")
            .map(|i| i.stray)
            .collect();
        assert_eq!(found, [true, false, false]);
        assert_eq!(items(b"{\"create\":{}}").next().unwrap().document, None);
        assert_eq!(items(b"\n\n").count(), 0);
        assert!(items(b"{\"create\":{},\"index\":{}}").next().unwrap().stray);
    }
}
