//! Illegal content and false news that people report: recorded, given a ground of the law with the body that is competent,
//! passed on, answered, objected to, corrected, closed.
//!
//! Invariants: nothing is looked up at the address that was reported, and nothing is taken down from here; who posted it is
//! no field; nobody is shown the term of another body; each step stays on record and comes in its order; no word of it says who
//! reported it, and without the keys, by which that is told, nothing is passed on.

use crate::{
    Hotline, HotlineError,
    classify::terms,
    entity::{content, content_step, report},
    error::{invalid, not_now},
    form,
    mention::normal,
    model::{ContentKind, ContentState, NoticeKind},
    notice,
    redaction::{self, outside},
    service::about as about_report,
    store,
};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use coloa_auth::{Actor, Change, Reach, Resource, action};
use coloa_base::{AgencyId, clock::vn_date, text};
use coloa_extract::Kind;
use coloa_law::{
    LawBook, WorkCalendar,
    book::Row,
    hotline::{ContentClass, ContentGround},
};
use serde_json::json;
use uuid::Uuid;

/// Characters of an address, a summary, and what is said of a step.
const MAX_PLACE: usize = 2_000;
const MAX_TEXT: usize = 4_000;
/// Characters of the number of a document and of a name.
const MAX_NUMBER: usize = 100;
const MAX_NAME: usize = 300;
/// Characters of the key of an address.
const MAX_KEY: usize = 500;

coloa_base::words! {
    /// What is done with it.
    pub enum Step {
        /// Written down.
        Record = "record",
        /// Ground and competent body.
        Assess = "assess",
        /// To the competent body.
        Transfer = "transfer",
        /// What the competent body answered; of the centre's own, what it decided.
        Answer = "answer",
        /// Whoever posted or reported it does not agree.
        Appeal = "appeal",
        /// False news: a draft of what is right.
        Correct = "correct",
        Close = "close",
        Reopen = "reopen",
    }
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<ContentState>,
    pub kind: Option<ContentKind>,
    /// Number, or part of the address or summary.
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// What was reported.
#[derive(Clone, Debug)]
pub struct Draft {
    pub kind: ContentKind,
    /// Where it stands, as it was reported.
    pub place: String,
    pub summary: String,
    /// Code of the ground; with it, it is assessed at once.
    pub ground: Option<String>,
    /// Code of the competent body, where it is another than the ground's.
    pub competent: Option<String>,
    pub report: Option<Uuid>,
}

/// One step, as a person takes it.
#[derive(Clone, Debug, Default)]
pub struct StepDraft {
    pub text: String,
    pub document_number: String,
    pub recipient_name: String,
    pub ground: Option<String>,
    pub competent: Option<String>,
}

/// One record with its steps.
#[derive(Clone, Debug)]
pub struct Detail {
    pub row: content::Model,
    pub report_number: Option<String>,
    pub steps: Vec<content_step::Model>,
    /// What can be done now.
    pub may: Vec<Step>,
}

/// A record with the number of the report that it came from.
#[derive(Clone, Debug)]
pub struct Line {
    pub row: content::Model,
    pub report_number: Option<String>,
}

const fn class(kind: ContentKind) -> ContentClass {
    match kind {
        ContentKind::Illegal => ContentClass::IllegalContent,
        ContentKind::FalseNews => ContentClass::FalseNews,
    }
}

/// Steps that follow where it stands. `own`: the host is the competent body.
#[must_use]
pub fn steps_from(state: ContentState, kind: ContentKind, own: bool, is_corrected: bool) -> Vec<Step> {
    let mut steps = match (state, own) {
        (ContentState::Recorded, _) => vec![Step::Assess, Step::Close],
        (ContentState::Assessed, true) => vec![Step::Assess, Step::Answer, Step::Close],
        (ContentState::Assessed, false) => vec![Step::Assess, Step::Transfer, Step::Close],
        // It is over only once the competent body said so; what came back is assessed anew.
        (ContentState::Transferred, _) => vec![Step::Assess, Step::Answer],
        (ContentState::Answered, _) => vec![Step::Appeal, Step::Close],
        (ContentState::Appealed, true) => vec![Step::Assess, Step::Answer],
        (ContentState::Appealed, false) => vec![Step::Assess, Step::Transfer, Step::Answer],
        (ContentState::Closed, _) => vec![Step::Appeal, Step::Reopen],
    };
    let open = !matches!(state, ContentState::Recorded | ContentState::Closed);
    if kind == ContentKind::FalseNews && open && !is_corrected {
        steps.push(Step::Correct);
    }
    steps
}

fn steps_of(hotline: &Hotline, row: &content::Model) -> Vec<Step> {
    let (Some(state), Some(kind)) = (ContentState::parse(&row.state), ContentKind::parse(&row.kind)) else {
        return Vec::new();
    };
    steps_from(
        state,
        kind,
        row.competent == hotline.config.host,
        row.notice_id.is_some(),
    )
}

/// Whose it is: of the report that it came from, else of the installation.
fn about(row: &content::Model, from: Option<&report::Model>) -> Resource {
    match from.and_then(|r| r.agency_id) {
        Some(agency) => Resource::of_agency("hotline_content", row.id, AgencyId(agency)),
        None => Resource::installation("hotline_content", row.id),
    }
}

/// A page within reach, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &Filter,
) -> Result<(Vec<Line>, u64), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let db = hotline.access.db().reader();
    let (rows, total) = store::content::page(db, &reach, filter).await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|r| r.report_id).collect();
    let numbers = store::content::report_numbers(db, &ids).await?;
    let line = |row: content::Model| Line {
        report_number: row.report_id.and_then(|id| numbers.get(&id).cloned()),
        row,
    };
    Ok((rows.into_iter().map(line).collect(), total))
}

/// One that `actor` reaches, and the report that it came from. What is out of reach does not exist.
async fn reached(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
) -> Result<(content::Model, Option<report::Model>), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let db = hotline.access.db().reader();
    let row = store::content::one(db, id).await?;
    let from = match row.report_id {
        Some(report) => Some(store::report::one(db, report).await?),
        None => None,
    };
    let within = match from.as_ref().and_then(|r| r.agency_id) {
        Some(agency) => hotline.access.reaches(&reach, AgencyId(agency)),
        None => reach == Reach::Everything,
    };
    if within {
        Ok((row, from))
    } else {
        Err(HotlineError::NotFound)
    }
}

/// One with its steps.
pub async fn read(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Detail, HotlineError> {
    let (row, from) = reached(hotline, actor, id).await?;
    let db = hotline.access.db().reader();
    let acts = hotline
        .access
        .may(actor, action::HOTLINE_HANDLE, &about(&row, from.as_ref()));
    Ok(Detail {
        steps: store::content::steps(db, id).await?,
        may: if acts { steps_of(hotline, &row) } else { Vec::new() },
        report_number: from.map(|r| r.number),
        row,
    })
}

fn words(written: &str, field: &'static str) -> Result<String, HotlineError> {
    let text = text::nfc(written.trim()).replace("\r\n", "\n");
    if text.chars().count() > MAX_TEXT {
        return Err(invalid(field, "too_long"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(invalid(field, "control_character"));
    }
    Ok(text)
}

fn short(written: &str, field: &'static str, most: usize) -> Result<String, HotlineError> {
    let line = form::line(written, field)?;
    if line.chars().count() > most {
        return Err(invalid(field, "too_long"));
    }
    Ok(line)
}

/// The address on one line, and what the same address has in common however it is written.
fn place(written: &str) -> Result<(String, String), HotlineError> {
    let place = text::nfc(&written.split_whitespace().collect::<Vec<_>>().join(" "));
    if place.is_empty() {
        return Err(invalid("place", "empty"));
    }
    if place.chars().count() > MAX_PLACE {
        return Err(invalid("place", "too_long"));
    }
    if place.chars().any(char::is_control) {
        return Err(invalid("place", "control_character"));
    }
    let named = [Kind::Url, Kind::Domain, Kind::Handle]
        .into_iter()
        .find_map(|kind| normal::given(kind, &place, ""));
    let key = named.map_or_else(|| text::fold_plain(&place), |thing| thing.match_key);
    let key = key[..key.floor_char_boundary(MAX_KEY)].to_owned();
    Ok((place, key))
}

/// The ground of a code, in force on the day, and the body that is competent: the ground's, or another that the list knows.
fn ground(
    kind: ContentKind,
    code: &str,
    competent: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(&'static Row<ContentGround>, String), HotlineError> {
    let book = LawBook::current();
    let found = book
        .grounds_of_content(class(kind), vn_date(now))
        .find(|g| g.code == code)
        .ok_or(invalid("ground", "unknown"))?;
    let competent = match competent.map(str::trim).filter(|c| !c.is_empty()) {
        Some(code) if book.recipients.iter().any(|r| r.code == code) => code.to_owned(),
        Some(_) => return Err(invalid("competent", "unknown")),
        None => found.competent.clone(),
    };
    Ok((found, competent))
}

/// Gives it ground, body and, where the law gives the host one, a term from now on.
fn assess(
    hotline: &Hotline,
    row: &mut content::Model,
    code: &str,
    competent: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    let kind = ContentKind::parse(&row.kind).ok_or(invalid("kind", "unknown"))?;
    let (ground, competent) = ground(kind, code, competent, now)?;
    row.due_at = due(hotline, ground, &competent, now);
    row.ground = ground.code.clone();
    row.article = ground.legal.citation();
    row.competent = competent;
    row.state = ContentState::Assessed.to_string();
    Ok(())
}

/// The end of the term that the host owes; `None`: the law gives it none.
fn due(
    hotline: &Hotline,
    ground: &ContentGround,
    competent: &str,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    // A body that a person chose instead owes what the law gives that ground's own body: nothing here.
    let span = ground
        .term_of(&hotline.config.host)
        .filter(|_| competent == ground.competent)?;
    let working = |day: NaiveDate, days: u32| {
        let days = i32::try_from(days).ok()?;
        WorkCalendar::current().add_working_days(day, days).ok()
    };
    span.end(now, terms::at_once(&hotline.config), working)
}

fn step_row(
    change: &Change,
    content: Uuid,
    step: Step,
    draft: &StepDraft,
) -> Result<content_step::Model, HotlineError> {
    Ok(content_step::Model {
        id: Uuid::now_v7(),
        content_id: content,
        step: step.to_string(),
        at: change.now(),
        by_id: change.actor().person.map(|p| p.uuid()),
        by_name: change.actor().name.clone(),
        text: words(&draft.text, "text")?,
        document_number: short(&draft.document_number, "document_number", MAX_NUMBER)?,
        recipient_name: short(&draft.recipient_name, "recipient_name", MAX_NAME)?,
    })
}

/// Writes down what was reported.
pub async fn create(hotline: &Hotline, actor: &Actor, draft: &Draft) -> Result<Detail, HotlineError> {
    let (place, place_key) = place(&draft.place)?;
    let summary = words(&draft.summary, "summary")?;
    if summary.is_empty() {
        return Err(invalid("summary", "empty"));
    }
    let from = match draft.report {
        Some(id) => Some(
            hotline
                .report(actor, action::HOTLINE_READ, id)
                .await
                .map_err(|e| match e {
                    HotlineError::NotFound => invalid("report_id", "unknown"),
                    e => e,
                })?,
        ),
        None => None,
    };
    let mut row = content::Model {
        id: Uuid::now_v7(),
        number: String::new(),
        kind: draft.kind.to_string(),
        folded: text::fold_plain(&format!("{place} {summary}")),
        place,
        place_key,
        summary,
        ground: String::new(),
        article: String::new(),
        competent: String::new(),
        state: ContentState::Recorded.to_string(),
        report_id: draft.report,
        notice_id: None,
        due_at: None,
        created_by: actor.name.clone(),
        created_at: hotline.access.clock().now(),
        updated_at: hotline.access.clock().now(),
        version: 1,
    };
    let mut change = hotline
        .access
        .begin(actor, action::HOTLINE_HANDLE, about(&row, from.as_ref()))
        .await?;
    if let Some(from) = &from {
        for (field, words) in [("place", &row.place), ("summary", &row.summary)] {
            change = redaction::check_words(hotline, change, from, field, words).await?;
        }
    }
    row.created_at = change.now();
    row.updated_at = change.now();
    let series = format!("ND-{}-", change.today().year());
    let number = store::report::next_number(change.tx(), &series).await?;
    row.number = format!("{series}{number:05}");
    let recorded = step_row(&change, row.id, Step::Record, &StepDraft::default())?;
    store::content::insert_step(change.tx(), recorded).await?;
    if let Some(code) = draft.ground.as_deref().map(str::trim).filter(|c| !c.is_empty()) {
        assess(hotline, &mut row, code, draft.competent.as_deref(), change.now())?;
        let assessed = step_row(&change, row.id, Step::Assess, &StepDraft::default())?;
        store::content::insert_step(change.tx(), assessed).await?;
    }
    store::content::insert_content(change.tx(), row.clone()).await?;
    if let (Some(from), Some(person)) = (&from, actor.person) {
        // Whoever opened the report did something with it.
        store::opening::acted(change.tx(), from.id, person.uuid()).await?;
        change.also(
            action::HOTLINE_READ,
            about_report(from),
            json!({ "step": "content", "content": row.number }),
        )?;
    }
    // Not what was reported: the log is read by others.
    change
        .commit(json!({ "step": "recorded", "number": row.number, "kind": row.kind, "ground": row.ground, "competent": row.competent }))
        .await?;
    read(hotline, actor, row.id).await
}

/// Takes a step.
pub async fn step(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    step: Step,
    draft: &StepDraft,
) -> Result<Detail, HotlineError> {
    let (row, from) = reached(hotline, actor, id).await?;
    let mut change = hotline
        .access
        .begin(actor, action::HOTLINE_HANDLE, about(&row, from.as_ref()))
        .await?;
    let mut row = store::content::one(change.tx(), id).await?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    if !steps_of(hotline, &row).contains(&step) {
        return Err(not_now("step"));
    }
    let mut taken = step_row(&change, id, step, draft)?;
    if let Some(from) = &from {
        change = redaction::check_words(hotline, change, from, "text", &taken.text).await?;
    }
    let now = change.now();
    let needs = |field: &'static str, value: &str| {
        if value.is_empty() {
            Err(invalid(field, "empty"))
        } else {
            Ok(())
        }
    };
    match step {
        Step::Record => return Err(not_now("step")),
        Step::Assess => {
            let code = draft.ground.as_deref().map(str::trim).unwrap_or_default();
            needs("ground", code)?;
            assess(hotline, &mut row, code, draft.competent.as_deref(), now)?;
        }
        Step::Transfer => {
            needs("document_number", &taken.document_number)?;
            if let Some(from) = &from {
                // The words may be older than the key that was missing when they were written.
                let leaving = [("place", row.place.as_str()), ("summary", row.summary.as_str())];
                change = outside::check_of(hotline, change, from, &leaving).await?;
            }
            if taken.recipient_name.is_empty() {
                taken.recipient_name = LawBook::current().recipient_name(&row.competent).to_owned();
            }
            row.state = ContentState::Transferred.to_string();
            row.due_at = None;
        }
        Step::Answer => {
            needs("text", &taken.text)?;
            row.state = ContentState::Answered.to_string();
            row.due_at = None;
        }
        Step::Appeal => {
            needs("text", &taken.text)?;
            row.state = ContentState::Appealed.to_string();
        }
        Step::Correct => row.notice_id = Some(correct(&change, &row, draft).await?),
        Step::Close => {
            // Without an answer of the competent body there must be a reason.
            needs("text", &taken.text)?;
            row.state = ContentState::Closed.to_string();
            row.due_at = None;
        }
        Step::Reopen => {
            needs("text", &taken.text)?;
            let state = if row.ground.is_empty() {
                ContentState::Recorded
            } else {
                ContentState::Assessed
            };
            row.state = state.to_string();
        }
    }
    store::content::insert_step(change.tx(), taken.clone()).await?;
    row.version += 1;
    row.updated_at = now;
    if !store::content::save(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    change
        .commit(json!({
            "step": step.as_str(), "number": row.number, "state": row.state, "ground": row.ground, "competent": row.competent,
            "document": taken.document_number, "recipient": taken.recipient_name, "notice": row.notice_id,
        }))
        .await?;
    read(hotline, actor, id).await
}

/// A draft of a correction; whoever may publish completes it with what is right and where that stands.
async fn correct(change: &Change, row: &content::Model, draft: &StepDraft) -> Result<Uuid, HotlineError> {
    let id = Uuid::now_v7();
    change.check(
        action::HOTLINE_PUBLISH,
        &Resource::installation("hotline_notice", id),
    )?;
    let text = words(&draft.text, "text")?;
    let title = if text.is_empty() { &row.summary } else { &text };
    let correction = notice::Draft {
        kind: NoticeKind::Correction.to_string(),
        title: text::shorten(title, 200),
        summary: text::shorten(title, 500),
        body: text.clone(),
        ..notice::Draft::default()
    };
    Ok(notice::insert(change, id, &correction, None).await?.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_closed_while_the_competent_body_has_it() {
        for kind in ContentKind::ALL {
            for own in [true, false] {
                let from = |state| steps_from(state, *kind, own, false);
                assert!(!from(ContentState::Transferred).contains(&Step::Close));
                assert!(!from(ContentState::Appealed).contains(&Step::Close));
                assert!(
                    !from(ContentState::Recorded).contains(&Step::Transfer),
                    "without a ground"
                );
                assert_eq!(from(ContentState::Assessed).contains(&Step::Transfer), !own);
                assert_eq!(from(ContentState::Assessed).contains(&Step::Answer), own);
                assert!(
                    from(ContentState::Closed).contains(&Step::Appeal),
                    "an objection is always heard"
                );
                assert!(!from(ContentState::Closed).contains(&Step::Close));
            }
        }
        let of = |kind, corrected| steps_from(ContentState::Answered, kind, false, corrected);
        assert!(of(ContentKind::FalseNews, false).contains(&Step::Correct));
        assert!(!of(ContentKind::FalseNews, true).contains(&Step::Correct));
        assert!(!of(ContentKind::Illegal, false).contains(&Step::Correct));
    }

    #[test]
    fn one_address_has_one_key_and_anything_written_is_kept_as_text() {
        let key = |text: &str| place(text).unwrap().1;
        assert_eq!(
            key("https://www.mau-gia.example/bai-1"),
            key("hxxp://mau-gia[.]example/bai-1")
        );
        assert_eq!(place("=cmd()|' /C calc'!A0").unwrap().0, "=cmd()|' /C calc'!A0");
        assert_eq!(
            place("<script>alert(1)</script>").unwrap().0,
            "<script>alert(1)</script>"
        );
        assert!(place(" \n ").is_err() && place("a\u{0}b").is_err());
        assert!(place(&"x".repeat(MAX_PLACE + 1)).is_err());
        assert!(key(&format!("https://mau-gia.example/{}", "ă".repeat(800))).len() <= MAX_KEY);
    }

    #[test]
    fn a_ground_is_of_its_kind_and_of_the_day() {
        let now: DateTime<Utc> = "2026-11-25T05:00:00Z".parse().unwrap();
        let (found, competent) = ground(ContentKind::Illegal, "gambling", None, now).unwrap();
        assert_eq!(
            (found.code.as_str(), competent.as_str()),
            ("gambling", "investigation_agency")
        );
        assert!(ground(ContentKind::FalseNews, "gambling", None, now).is_err());
        assert!(ground(ContentKind::Illegal, "nothing", None, now).is_err());
        let (_, other) = ground(ContentKind::Illegal, "gambling", Some("cyber_police"), now).unwrap();
        assert_eq!(other, "cyber_police");
        assert!(ground(ContentKind::Illegal, "gambling", Some("=cmd()"), now).is_err());
    }
}
