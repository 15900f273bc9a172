//! A document becomes a plan in review: kept as uploaded, read, understood, its names placed.
//!
//! Reading and understanding run on blocking threads, two imports at a time, within [`UNDERSTAND_TIME`].
//! Nothing is kept of a document that cannot be read, is no plan, or bears a stamp of secrecy that the
//! installation may not hold (`stamp`). A document that is in the records already is imported again only where
//! the person says so (`known`).

mod known;
mod stamp;
mod understood;

pub(crate) use known::must_be_replaceable;

use super::{
    Head, Item, Plan, PlanError, PlanKind, PlanState, Version, VersionState, diff, resolve, review, rules,
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, Handling, Note, PlanId, PlanVersionId, SourceText};
use coloa_document::read::{self, Format, Input, Limits, ReadError, Reading, Tools};
use coloa_plan_parser as parser;
use coloa_platform::files::{FileError, Files, NewFile};
use serde_json::json;
use std::time::Duration;
use tokio::sync::Semaphore;
use understood::{head_of, items_of};

/// Time that understanding one text may take; a 40 KB plan takes milliseconds.
pub const UNDERSTAND_TIME: Duration = Duration::from_secs(20);
/// Time that reading one document may take: below the server's limit of a request, so that the refusal says why.
pub const READ_TIME: Duration = Duration::from_secs(90);
/// Reading a large scan keeps a core busy for minutes: the machine has to serve others meanwhile.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What is uploaded, and what it becomes.
#[derive(Clone, Debug)]
pub struct Upload {
    pub file_name: String,
    pub media_type: String,
    pub content: Vec<u8>,
    pub handling: Handling,
    pub purpose: Purpose,
    /// Import it although the records hold the same document.
    pub accept_duplicate: bool,
}

/// What an uploaded document becomes.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// The first version of a new plan.
    New {
        kind: PlanKind,
        owner: AgencyId,
        parent: Option<PlanId>,
        replaces: Option<PlanId>,
    },
    /// The next version of a plan.
    NextVersion { plan: PlanId },
}

/// What an import made.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    pub plan: PlanId,
    pub version: PlanVersionId,
    pub items: usize,
    /// Agency names that nobody could place.
    pub unresolved_names: usize,
}

/// The permission record of a plan.
#[must_use]
pub fn resource(plan: &Plan) -> Resource {
    Resource::of_agency("plan", plan.id, plan.owner).with_shared(plan.state.is_shared())
}

/// Reads and understands a document without any database; what the command line prints.
///
/// Opens its own limits and looks for poppler and tesseract on the path, as the server does.
///
/// # Errors
/// `read.*`, `plan.not_a_plan`, `plan.too_slow`.
pub async fn parse_file(bytes: Vec<u8>, name: &str) -> Result<(Reading, parser::ParsedPlan), PlanError> {
    let input = Input {
        name: name.to_owned(),
        bytes,
    };
    let reading = read::read(input, &Limits::default(), &Tools::find()).await?;
    let (source, parsed) = understand(reading.source).await?;
    Ok((Reading { source, ..reading }, parsed?))
}

type Understood = Result<parser::ParsedPlan, parser::ParseError>;

async fn understand(source: SourceText) -> Result<(SourceText, Understood), PlanError> {
    let work = tokio::task::spawn_blocking(move || {
        let parsed = parser::parse(&source);
        (source, parsed)
    });
    match tokio::time::timeout(UNDERSTAND_TIME, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(e)) => {
            tracing::error!(error = %e, "the plan parser failed");
            Err(PlanError::Parser)
        }
        Err(_) => Err(PlanError::TooSlow {
            seconds: UNDERSTAND_TIME.as_secs(),
        }),
    }
}

/// Imports a document as a new plan or as the next version of one.
///
/// # Errors
/// `read.*` and `file.*` of the document, `plan.not_a_plan`, [`PlanError::OtherVersionInReview`], and who
/// may not.
pub async fn import(
    access: &Access,
    files: &Files,
    actor: &Actor,
    mut upload: Upload,
) -> Result<Imported, PlanError> {
    // Who may not import learns so before the document is read.
    let db = access.db();
    let target = match &upload.purpose {
        Purpose::New { owner, .. } => Resource::of_agency("plan", "new", *owner),
        Purpose::NextVersion { plan } => {
            let plan = store::plan(db.reader(), *plan).await?;
            rules::takes_version(plan.state)?;
            resource(&plan)
        }
    };
    access.check(actor, action::PLAN_IMPORT, &target)?;
    if upload.content.len() as u64 > files.max_bytes() {
        return Err(FileError::TooLarge {
            limit: files.max_bytes(),
        }
        .into());
    }
    if let Purpose::New { owner, .. } = &upload.purpose {
        resolve::Directory::on(access, access.clock().today())
            .await?
            .must_exist("owner", &[*owner])?;
    }

    let _turn = AT_ONCE.acquire().await.expect("the semaphore is never closed");
    let limits = Limits {
        file_bytes: files.max_bytes(),
        total_time: READ_TIME,
        ..Limits::default()
    };
    let input = Input {
        name: upload.file_name.clone(),
        bytes: upload.content.clone(),
    };
    let reading =
        match tokio::time::timeout(limits.total_time, read::read(input, &limits, &Tools::find())).await {
            Ok(done) => done?,
            Err(_) => {
                return Err(ReadError::TimedOut {
                    tool: None,
                    after: limits.total_time,
                }
                .into());
            }
        };
    let Reading { format, source, .. } = reading;
    if let Some(handling) = stamp::stamped(&source.text) {
        upload.handling = upload.handling.max(handling);
        if !files.accepts(upload.handling) {
            return Err(FileError::Handling {
                handling: upload.handling,
            }
            .into());
        }
    }
    let (source, parsed) = understand(source).await?;
    // A directive or the conclusions of a meeting need no outline: their items may be added by hand.
    let loose = matches!(
        upload.purpose,
        Purpose::New {
            kind: PlanKind::Directive | PlanKind::Meeting,
            ..
        }
    );
    let parsed = match parsed {
        Err(parser::ParseError::NotAPlan { .. }) if loose => parser::ParsedPlan::default(),
        other => other?,
    };
    keep(access, files, actor, upload, target, format, source, &parsed).await
}

#[allow(clippy::too_many_arguments)]
async fn keep(
    access: &Access,
    files: &Files,
    actor: &Actor,
    upload: Upload,
    target: Resource,
    format: Format,
    source: SourceText,
    parsed: &parser::ParsedPlan,
) -> Result<Imported, PlanError> {
    let head = head_of(parsed);
    let issued_on = head.date.as_deref().and_then(|d| d.parse::<NaiveDate>().ok());
    let mut change = access.begin(actor, action::PLAN_IMPORT, target).await?;
    let (now, today) = (change.now(), change.today());
    if !upload.accept_duplicate {
        let seen = known::Document {
            number: head.number.as_deref(),
            issued_on,
            issuer: head.issuer.as_deref(),
            content: Some(&upload.content),
        };
        let next_of = match upload.purpose {
            Purpose::NextVersion { plan } => Some(plan),
            Purpose::New { .. } => None,
        };
        known::refuse(access, files, &change, &seen, next_of).await?;
    }

    let (plan, ordinal, earlier) = match &upload.purpose {
        Purpose::New {
            kind,
            owner,
            parent,
            replaces,
        } => {
            for above in [parent, replaces].into_iter().flatten() {
                let above = store::plan(change.tx(), *above).await?;
                change.check(action::PLAN_READ, &resource(&above))?;
                if *replaces == Some(above.id) {
                    must_be_replaceable(&above)?;
                }
            }
            let title = head
                .title
                .clone()
                .unwrap_or_else(|| title_from(&upload.file_name));
            let (period_from, period_to) = rules::period_of(&title);
            let plan = Plan {
                id: PlanId::new(),
                kind: *kind,
                number: head.number.clone(),
                issued_on,
                issuer: head.issuer.clone(),
                owner: *owner,
                parent: *parent,
                replaces: *replaces,
                period_from,
                period_to,
                title,
                state: PlanState::InReview,
                current_version: None,
                legal_basis: head.implements.clone(),
                handling: upload.handling,
                created_at: now,
                activated_at: None,
                version: 1,
            };
            store::insert_plan(change.tx(), &plan, actor.person).await?;
            (plan, 1, Vec::new())
        }
        Purpose::NextVersion { plan } => {
            let mut plan = store::plan(change.tx(), *plan).await?;
            rules::takes_version(plan.state)?;
            let versions = store::versions(change.tx(), plan.id).await?;
            if versions.iter().any(|v| v.state == VersionState::InReview) {
                return Err(PlanError::OtherVersionInReview);
            }
            let earlier = match plan.current_version {
                Some(id) => store::items(change.tx(), id).await?,
                None => Vec::new(),
            };
            // The handling mark only ever rises with a version.
            plan.handling = plan.handling.max(upload.handling);
            store::update_plan(change.tx(), &mut plan).await?;
            let ordinal = versions.iter().map(|v| v.ordinal).max().unwrap_or(0) + 1;
            (plan, ordinal, earlier)
        }
    };

    let version_id = PlanVersionId::new();
    let file = NewFile {
        name: upload.file_name.clone(),
        media_type: media_type(format, &upload.media_type),
        handling: upload.handling,
        owner_kind: "plan_version",
        owner_id: version_id.to_string(),
        uploaded_by: actor.person,
    };
    let stored = files.put(change.tx(), file, upload.content, now).await?;

    let resolved_on = issued_on.filter(|d| *d <= today).unwrap_or(today);
    let mut items = items_of(parsed, &source.text, plan.id, version_id);
    if items.len() > rules::ITEMS_MAX {
        return Err(PlanError::Invalid {
            field: "document",
            reason: "too_many_items",
        });
    }
    let directory = resolve::Directory::on(access, resolved_on).await?;
    resolve::place_all(&directory, &mut items);
    resolve::take_over_decisions(&earlier, &mut items, &directory.at(today));
    let unresolved_names = rules::unresolved_names(&items).len();

    let mut notes: Vec<Note> = source.notes.clone();
    notes.extend(parsed.notes.iter().filter(|n| !source.notes.contains(n)).cloned());
    let version = Version {
        id: version_id,
        plan: plan.id,
        ordinal,
        source_file: Some(coloa_base::FileId(stored.id)),
        source_format: format_word(format).to_owned(),
        recognised: source.recognised,
        notes,
        head,
        state: VersionState::InReview,
        resolved_on: Some(resolved_on),
        imported_by: actor.person,
        imported_at: now,
        approved_by: None,
        approved_at: None,
        version: 1,
    };
    store::insert_version(change.tx(), &version, &source.text).await?;
    store::insert_items(change.tx(), &items).await?;
    let kept: Vec<&Item> = earlier.iter().filter(|i| i.is_kept()).collect();
    store::insert_links(
        change.tx(),
        version_id,
        &diff::propose(&kept, &items.iter().collect::<Vec<_>>()),
    )
    .await?;

    change.set_id(plan.id);
    change
        .commit(json!({
            "op": "import", "version": version_id, "ordinal": ordinal, "title": plan.title, "file": stored.name,
            "sha256": stored.sha256, "items": items.len(), "unresolved_names": unresolved_names,
        }))
        .await?;
    tracing::info!(plan = %plan.id, items = items.len(), unresolved_names, "plan imported");
    Ok(Imported {
        plan: plan.id,
        version: version_id,
        items: items.len(),
        unresolved_names,
    })
}

/// A directive or meeting typed in without a document, or a plan whose items are all added by hand.
///
/// # Errors
/// `plan.invalid` by field, `file.handling_refused`, [`PlanError::Duplicate`], and who may not.
pub async fn create_empty(
    access: &Access,
    files: &Files,
    actor: &Actor,
    edit: review::PlanEdit,
    owner: AgencyId,
    handling: Handling,
    accept_duplicate: bool,
) -> Result<Imported, PlanError> {
    review::check_plan_edit(&edit)?;
    if !files.accepts(handling) {
        return Err(FileError::Handling { handling }.into());
    }
    let mut change = access
        .begin(
            actor,
            action::PLAN_IMPORT,
            Resource::of_agency("plan", "new", owner),
        )
        .await?;
    resolve::Directory::on(access, change.today())
        .await?
        .must_exist("owner", &[owner])?;
    if !accept_duplicate {
        let seen = known::Document {
            number: edit.number.as_deref(),
            issued_on: edit.issued_on,
            issuer: edit.issuer.as_deref(),
            content: None,
        };
        known::refuse(access, files, &change, &seen, None).await?;
    }
    let plan_id = PlanId::new();
    let plan = Plan {
        id: plan_id,
        kind: edit.kind,
        title: edit.title,
        number: edit.number,
        issued_on: edit.issued_on,
        issuer: edit.issuer,
        owner,
        parent: edit.parent,
        replaces: edit.replaces,
        period_from: edit.period_from,
        period_to: edit.period_to,
        state: PlanState::InReview,
        current_version: None,
        legal_basis: edit.legal_basis,
        handling,
        created_at: change.now(),
        activated_at: None,
        version: 1,
    };
    for above in [plan.parent, plan.replaces].into_iter().flatten() {
        let above = store::plan(change.tx(), above).await?;
        change.check(action::PLAN_READ, &resource(&above))?;
        if plan.replaces == Some(above.id) {
            must_be_replaceable(&above)?;
        }
    }
    let version = Version {
        id: PlanVersionId::new(),
        plan: plan_id,
        ordinal: 1,
        source_file: None,
        source_format: "none".to_owned(),
        recognised: false,
        notes: Vec::new(),
        head: Head::default(),
        state: VersionState::InReview,
        resolved_on: Some(change.today()),
        imported_by: actor.person,
        imported_at: change.now(),
        approved_by: None,
        approved_at: None,
        version: 1,
    };
    store::insert_plan(change.tx(), &plan, actor.person).await?;
    store::insert_version(change.tx(), &version, "").await?;
    change.set_id(plan_id);
    change
        .commit(json!({ "op": "create", "version": version.id, "title": plan.title }))
        .await?;
    Ok(Imported {
        plan: plan_id,
        version: version.id,
        items: 0,
        unresolved_names: 0,
    })
}

fn title_from(file_name: &str) -> String {
    let stem = file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem)
        .trim();
    if stem.is_empty() {
        file_name.to_owned()
    } else {
        stem.replace('_', " ")
    }
}

/// The stored word of a format.
#[must_use]
pub const fn format_word(format: Format) -> &'static str {
    match format {
        Format::Docx => "docx",
        Format::Pdf => "pdf",
        Format::Markdown => "markdown",
        _ => "text",
    }
}

/// The type by content, not as the browser claimed it.
fn media_type(format: Format, claimed: &str) -> String {
    match format {
        Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document".to_owned(),
        Format::Pdf => "application/pdf".to_owned(),
        Format::Markdown => "text/markdown".to_owned(),
        Format::Text => "text/plain".to_owned(),
        _ => claimed.to_owned(),
    }
}
