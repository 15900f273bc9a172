//! What the templates of forms need: choices, inputs, what is wrong with a field, files that were refused or kept. And how
//! files of a form are checked.

use super::{
    Portal,
    fields::{Fields, Refused},
    page::Page,
    ticket::{FormKind, Ticket},
    words::Words,
};
use coloa_hotline::{
    attachment,
    envelope::{Attachment, Letter, MAX_ATTACHMENT, MAX_ATTACHMENTS},
    form::{Fault, Identity},
};
use std::sync::Arc;

/// A box, a button or a line of a list.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) on: bool,
}

/// A line to be filled in.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// `text`, `tel`, `email`.
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) value: String,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FaultView {
    pub(super) field: &'static str,
    /// Where the summary leads: something that can be focused.
    pub(super) target: &'static str,
    pub(super) text: String,
}

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RefusedView {
    pub(super) name: String,
    pub(super) text: String,
}

/// A form with few fields.
#[derive(Clone, Debug, Default)]
pub(super) struct FormView {
    pub(super) faults: Vec<FaultView>,
    /// Asks to press once more.
    pub(super) again: String,
    pub(super) ticket: String,
    pub(super) code: String,
    pub(super) narrative: String,
    pub(super) value: String,
    pub(super) bank: String,
    pub(super) email: String,
    pub(super) contact: Vec<Input>,
    pub(super) kept: Vec<String>,
    pub(super) refused: Vec<RefusedView>,
    /// Kinds of files that are taken, for the chooser.
    pub(super) accept: &'static str,
    pub(super) most_bytes: usize,
    pub(super) most_files: usize,
}

impl FormView {
    pub(super) fn new() -> Self {
        Self {
            accept: attachment::Kind::ACCEPT,
            most_bytes: MAX_ATTACHMENT,
            most_files: MAX_ATTACHMENTS,
            ..Self::default()
        }
    }
    pub(super) fn fault(&self, field: &str) -> Option<&str> {
        fault(&self.faults, field)
    }
    pub(super) fn describe(&self, field: &str, hints: &str) -> String {
        describe(&self.faults, field, hints)
    }
}

/// What is wrong with this field.
pub(super) fn fault<'a>(faults: &'a [FaultView], field: &str) -> Option<&'a str> {
    let found = faults.iter().find(|f| f.field == field)?;
    Some(&found.text)
}

/// Attributes of a field that lead to its hints and to what is wrong with it. All of it are names of ours: it is not escaped.
pub(super) fn describe(faults: &[FaultView], field: &str, hints: &str) -> String {
    let group = describe_group(faults, field, hints);
    match fault(faults, field) {
        Some(_) => format!("{group} aria-invalid=\"true\""),
        None => group,
    }
}

/// The same of a group, which is neither valid nor invalid itself.
pub(super) fn describe_group(faults: &[FaultView], field: &str, hints: &str) -> String {
    match (fault(faults, field), hints) {
        (None, "") => String::new(),
        (None, hints) => format!(" aria-describedby=\"{hints}\""),
        (Some(_), "") => format!(" aria-describedby=\"{field}-fault\""),
        (Some(_), hints) => format!(" aria-describedby=\"{hints} {field}-fault\""),
    }
}

/// The sentence of a fault: the one that is written for this field, else what is wrong in general, behind its name.
pub(super) fn fault_view(page: &Page, fault: Fault) -> FaultView {
    let Fault { field, reason } = fault;
    let words = Words::of(page.language);
    let text = match words.known(&format!("error.{field}_{reason}")) {
        Some(own) => own.to_owned(),
        None => {
            let name = words.get(&format!("field.{field}"));
            let general = words
                .known(&format!("error.{reason}"))
                .unwrap_or_else(|| words.get("error.malformed"));
            format!("{name}: {general}")
        }
    };
    FaultView {
        field,
        target: match field {
            "money" => "money-none",
            "named" => "named-1",
            other => other,
        },
        text,
    }
}

pub(super) fn refused_view(page: &Page, refused: &Refused) -> RefusedView {
    let key = format!("files.{}", refused.reason);
    RefusedView {
        name: refused.name.clone(),
        text: Words::of(page.language).get(&key).to_owned(),
    }
}

/// How to reach whoever writes. All of it may be left out.
pub(super) fn contact_inputs(page: &Page, of: &Identity, with_guardian: bool) -> Vec<Input> {
    let input = |id, label, kind, autocomplete, value: &str| Input {
        id,
        label,
        kind,
        autocomplete,
        value: value.to_owned(),
    };
    let mut inputs = vec![
        input("name", page.t("contact.name"), "text", "name", &of.name),
        input("phone", page.t("contact.phone"), "tel", "tel", &of.phone),
        input("email", page.t("contact.email"), "email", "email", &of.email),
        input(
            "address",
            page.t("contact.address"),
            "text",
            "street-address",
            &of.address,
        ),
    ];
    if with_guardian {
        let guardian = page.t("contact.guardian");
        inputs.push(input("guardian", guardian, "text", "off", &of.guardian));
    }
    inputs
}

/// What stands in those inputs, as it was typed.
pub(super) fn contact(fields: &Fields) -> Identity {
    let text = |name| fields.text(name).to_owned();
    Identity {
        name: text("name"),
        phone: text("phone"),
        email: text("email"),
        address: text("address"),
        guardian: text("guardian"),
        ..Identity::default()
    }
}

/// Files of a form, checked.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) good: Vec<Attachment>,
    /// How many of them were kept for the form; they come first.
    pub(super) from_before: usize,
    /// Of a kind or size that is not taken.
    pub(super) refused: Vec<Refused>,
    /// There was no room for these: the letter goes without them.
    pub(super) no_room: Vec<Refused>,
    /// Files that the form says were kept, and that are gone.
    pub(super) lost: bool,
}

impl Portal {
    /// Checks the files that came, and adds those that were kept for this form, where it says that it counts on some.
    pub(super) async fn files(&self, fields: &mut Fields, ticket: Option<&Ticket>) -> Files {
        let mut files = Files::default();
        let promised: usize = fields.text("kept").parse().unwrap_or(0);
        if let Some(ticket) = ticket.filter(|_| promised > 0) {
            files.good = self.pocket.take(&ticket.nonce, self.now());
            files.from_before = files.good.len();
        }
        files.lost = files.good.len() < promised.min(MAX_ATTACHMENTS);
        for refused in std::mem::take(&mut fields.refused) {
            match refused.reason {
                "busy" => files.no_room.push(refused),
                _ => files.refused.push(refused),
            }
        }
        let uploads = std::mem::take(&mut fields.files);
        // They are looked through from end to end.
        let checked = tokio::task::spawn_blocking(move || {
            let check = |upload: super::fields::Upload| {
                let name = upload.name.clone();
                attachment::take(&upload.name, upload.content).map_err(|refused| Refused {
                    name,
                    reason: refused.reason(),
                })
            };
            uploads.into_iter().map(check).collect::<Vec<_>>()
        });
        let Ok(checked) = checked.await else {
            files.lost = true;
            return files;
        };
        for outcome in checked {
            match outcome {
                Ok(file) if files.good.len() < MAX_ATTACHMENTS => files.good.push(file),
                Ok(file) => files.refused.push(Refused {
                    name: file.name,
                    reason: "too_many",
                }),
                Err(refused) => files.refused.push(refused),
            }
        }
        files
    }

    /// Keeps good files for when the form comes back; their names. Where there is no room for them the form says so.
    pub(super) fn keep(
        &self,
        page: &Page,
        ticket: &Ticket,
        files: Vec<Attachment>,
        faults: &mut Vec<FaultView>,
    ) -> Vec<String> {
        let names = files.iter().map(|f| f.name.clone()).collect();
        match self.pocket.keep(ticket.nonce, files, self.now()) {
            Ok(()) => names,
            Err(_) => {
                faults.push(of_files(page.t("files.lost").to_owned()));
                Vec::new()
            }
        }
    }

    /// A form was handed in: what was kept for it stays a while, so that the same form sent again is the same letter.
    pub(super) fn keep_handed_in(&self, ticket: &Ticket, letter: Arc<Letter>, from_before: usize) {
        if let Ok(mut letter) = Arc::try_unwrap(letter) {
            letter.attachments.truncate(from_before);
            self.pocket
                .keep_handed_in(ticket.nonce, letter.attachments, self.now());
        }
    }

    /// The ticket that a form came with; else a new one, and `true`: the form has to be sent once more.
    pub(super) fn ticket(&self, kind: FormKind, fields: &Fields) -> (Ticket, String, bool) {
        let now = self.now();
        let sent = fields.text("ticket");
        if let Some(ticket) = self.key.read(kind, sent, now) {
            return (ticket, sent.to_owned(), false);
        }
        let text = self.key.issue(kind, now);
        let ticket = self
            .key
            .read(kind, &text, now)
            .expect("a ticket that was just issued is read");
        (ticket, text, true)
    }

    /// Whether a form came back sooner than anybody fills it in.
    pub(super) fn is_too_soon(&self, ticket: &Ticket) -> bool {
        (self.now() - ticket.issued).num_seconds() < i64::from(self.settings.least_seconds)
    }
}

fn of_files(text: String) -> FaultView {
    FaultView {
        field: "files",
        target: "files",
        text,
    }
}

/// What files that were not taken are in a summary of faults.
pub(super) fn file_faults(page: &Page, files: &Files) -> Vec<FaultView> {
    let refused = files.refused.iter().chain(&files.no_room).map(|refused| {
        let view = refused_view(page, refused);
        of_files(format!("{}: {}", view.name, view.text))
    });
    let lost = files.lost.then(|| of_files(page.t("files.lost").to_owned()));
    refused.chain(lost).collect()
}

/// Files that are missing from what was handed in, for the page that says that it was.
pub(super) fn missing(page: &Page, files: &Files) -> Vec<RefusedView> {
    let refused = files.refused.iter().chain(&files.no_room);
    let lost = files.lost.then(|| RefusedView {
        name: page.t("files.earlier").to_owned(),
        text: page.t("files.gone").to_owned(),
    });
    refused.map(|r| refused_view(page, r)).chain(lost).collect()
}
