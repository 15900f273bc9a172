//! Who is told that a report needs them, in the transaction of the step that made it so. The sentences of the kinds
//! stand in the web app (`i18n/*/notify.report.json`); the head is written to as well, words in `data/notice.toml`.

use crate::{ReportError, store::Report};
use coloa_auth::{
    Access, Change, Role,
    people::Person,
    recipients::{answering, ids, nearest, tell},
};
use coloa_base::{AgencyId, PersonId, clock::vn_date_text, text::shorten, web_path};
use coloa_platform::mail;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

/// A part of a report is asked of the agency.
pub const PART_ASKED: &str = "report.part_asked";
/// The same, by a day.
pub const PART_ASKED_BY: &str = "report.part_asked_by";
pub const WAITS_APPROVAL: &str = "report.waits_approval";
pub const RETURNED: &str = "report.returned";
pub const APPROVED: &str = "report.approved";
pub const WAITS_ISSUE: &str = "report.waits_issue";
pub const ISSUED: &str = "report.issued";

/// Characters of a title within a sentence.
const TITLE: usize = 120;

#[derive(Deserialize)]
struct Mail {
    subject: String,
    body: String,
}

static MAILS: LazyLock<BTreeMap<String, Mail>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/notice.toml")).expect("embedded notice.toml parses; a test reads it")
});

/// The page of a report.
fn page(row: &Report) -> String {
    format!("{}/{}", web_path::REPORTS, row.id)
}

fn params(row: &Report) -> Value {
    json!({ "text": shorten(&row.title, TITLE) })
}

/// Tells every agency of a consolidated report that its part is asked for.
pub(crate) async fn parts_asked(
    change: &Change,
    row: &Report,
    agencies: &[AgencyId],
) -> Result<(), ReportError> {
    if row.level != "consolidated" {
        return Ok(());
    }
    let people = answering(change.tx(), agencies, change.today()).await?;
    let mut params = params(row);
    let kind = match row.due_on {
        Some(due) => {
            params["date"] = vn_date_text(due).into();
            PART_ASKED_BY
        }
        None => PART_ASKED,
    };
    let people = ids(people.into_values().flatten());
    Ok(tell(change, people, kind, &params, &page(row)).await?)
}

/// Who has a role for the issuing agency.
async fn of_issuer(
    change: &Change,
    access: &Access,
    role: Role,
    row: &Report,
) -> Result<Vec<Person>, ReportError> {
    let issuer = AgencyId(row.agency_id);
    let found = nearest(change.tx(), access, role, &[issuer], change.today()).await?;
    Ok(found.into_values().flatten().collect())
}

/// Tells the head that a closed report waits, inside the product and by mail.
pub(crate) async fn waits_approval(
    change: &Change,
    access: &Access,
    row: &Report,
    public_url: &str,
) -> Result<(), ReportError> {
    let heads = of_issuer(change, access, Role::Head, row).await?;
    for head in &heads {
        let own = change.actor().person == Some(PersonId(head.id));
        if let Some(address) = head.email.as_deref().filter(|_| !own) {
            let (subject, body) = write(&head.language, &head.full_name, row, public_url);
            mail::queue(change.tx(), address, &subject, &body, change.now()).await?;
        }
    }
    Ok(tell(change, ids(heads), WAITS_APPROVAL, &params(row), &page(row)).await?)
}

/// Tells whoever began the report what became of it.
pub(crate) async fn tell_author(change: &Change, row: &Report, kind: &str) -> Result<(), ReportError> {
    let author = row.created_by.map(PersonId);
    Ok(tell(change, author, kind, &params(row), &page(row)).await?)
}

/// Tells those who give numbers that an approved report waits, and whoever began it.
pub(crate) async fn approved(change: &Change, access: &Access, row: &Report) -> Result<(), ReportError> {
    let coordinators = of_issuer(change, access, Role::Coordinator, row).await?;
    let people = ids(coordinators).chain(row.created_by.map(PersonId));
    Ok(tell(change, people, APPROVED, &params(row), &page(row)).await?)
}

/// Tells the head that a numbered report can go out.
pub(crate) async fn waits_issue(change: &Change, access: &Access, row: &Report) -> Result<(), ReportError> {
    let heads = of_issuer(change, access, Role::Head, row).await?;
    Ok(tell(change, ids(heads), WAITS_ISSUE, &params(row), &page(row)).await?)
}

/// Subject and body in the person's language; Vietnamese where that is not known.
fn write(language: &str, name: &str, row: &Report, public_url: &str) -> (String, String) {
    let mail = MAILS
        .get(language)
        .or_else(|| MAILS.get("vi"))
        .expect("notice.toml has Vietnamese; a test reads it");
    let link = format!("{}{}", public_url.trim_end_matches('/'), page(row));
    let title = shorten(&row.title, TITLE);
    let values: [(&str, &dyn std::fmt::Display); 3] = [("name", &name), ("title", &title), ("link", &link)];
    (
        crate::words::fill(&mail.subject, &values),
        crate::words::fill(mail.body.trim_start(), &values),
    )
}
