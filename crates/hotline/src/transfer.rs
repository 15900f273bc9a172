//! Passing reports on: what is urgent by phone first, then in writing. A transfer is over when its receiver said that they
//! have it (number, hour, person), and by nothing else; what they give back is the centre's again. Every moment that
//! somebody enters lies behind the one before it and not ahead of the clock.

use crate::{
    Hotline, HotlineError,
    classify::{self, is_going_on, terms},
    entity::{call, report, transfer},
    error::{invalid, not_now},
    form,
    forms::{self, Heads},
    jobs,
    model::{State, TransferState, Urgency},
    redaction, store,
};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Timelike as _, Utc};
use coloa_auth::{Actor, Change, action, recipients};
use coloa_base::{AgencyId, PersonId, RegisterEntryId, clock::vn_date};
use coloa_document::register;
use coloa_law::{
    LawBook,
    hotline::{MessageKind, MessageMoment, MessageStep},
};
use serde_json::json;
use uuid::Uuid;

/// How far the watch of whoever enters a moment may run ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(2);
/// Calls of one report.
const MOST_CALLS: usize = 200;

/// To whom a report is passed on.
#[derive(Clone, Debug, Default)]
pub struct NewTransfer {
    /// Code of the body.
    pub recipient: String,
    /// Which one it is, where the directory knows it.
    pub recipient_agency: Option<Uuid>,
    /// Empty: its name in the directory, else in the law.
    pub recipient_name: String,
    /// By phone first.
    pub is_urgent: bool,
}

/// A phone call about a report.
#[derive(Clone, Debug)]
pub struct NewCall {
    pub transfer: Option<Uuid>,
    pub called_at: DateTime<Utc>,
    pub to_name: String,
    pub spoke_with: String,
    pub is_reached: bool,
    pub note: String,
}

/// That it went out in writing.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Empty: the next number of the issuing agency's register.
    pub document_number: String,
    pub sent_at: DateTime<Utc>,
    pub sent_how: String,
}

/// That the receiver has it.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    pub number: String,
    pub at: DateTime<Utc>,
    pub person: String,
}

fn state_of(row: &transfer::Model) -> TransferState {
    TransferState::parse(&row.state).unwrap_or(TransferState::Cancelled)
}

fn expect(row: &transfer::Model, states: &[TransferState]) -> Result<(), HotlineError> {
    if states.contains(&state_of(row)) {
        return Ok(());
    }
    Err(not_now(match state_of(row) {
        TransferState::Draft => "transfer_draft",
        TransferState::Sent => "transfer_sent",
        TransferState::Acknowledged => "transfer_acknowledged",
        TransferState::Returned => "transfer_returned",
        TransferState::Cancelled => "transfer_cancelled",
    }))
}

/// A moment as a person enters it: not ahead of the clock.
fn moment(field: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, HotlineError> {
    if at > now + AHEAD {
        return Err(invalid(field, "future"));
    }
    Ok(at.min(now))
}

/// Behind a moment of the machine, which knows the second where a person knows the minute.
fn not_before(field: &'static str, at: DateTime<Utc>, earlier: DateTime<Utc>) -> Result<(), HotlineError> {
    let minute = earlier.with_second(0).map_or(earlier, |m| m.trunc_subsecs(0));
    if at < minute {
        return Err(invalid(field, "too_early"));
    }
    Ok(())
}

fn required(text: &str, field: &'static str) -> Result<String, HotlineError> {
    let text = form::line(text, field)?;
    if text.is_empty() {
        return Err(invalid(field, "empty"));
    }
    Ok(text)
}

/// When the writing is due, and the article that says so. The first transfer is counted from the receipt where the law
/// counts from it; a later one from now. Where the law gives no term, what must go elsewhere goes at once all the same.
fn due(
    hotline: &Hotline,
    row: &report::Model,
    kind: &coloa_law::book::Row<MessageKind>,
    is_first: bool,
    now: DateTime<Utc>,
) -> (Option<DateTime<Utc>>, String) {
    let (config, day) = (&hotline.config, vn_date(row.received_at));
    let term = LawBook::current()
        .terms_of_message(&kind.code, &config.host, day)
        .into_iter()
        .find(|t| t.step == MessageStep::PassOn);
    match term {
        Some(term) => {
            let from = if is_first && term.counted_from == MessageMoment::Receipt {
                row.received_at
            } else {
                now
            };
            (terms::end(term, from, config), term.legal.citation())
        }
        None => (
            now.checked_add_signed(terms::at_once(config)),
            kind.legal.citation(),
        ),
    }
}

/// When somebody should have been phoned: of a report that is as urgent as can be it is counted from the receipt, as the ring
/// is.
fn call_by(hotline: &Hotline, row: &report::Model, now: DateTime<Utc>) -> DateTime<Utc> {
    let from = if row.urgency == Urgency::Now.rank() {
        row.received_at
    } else {
        now
    };
    from + TimeDelta::minutes(hotline.config.ring_after_minutes.into())
}

/// Checks whom it goes to; gives the code and the name.
async fn receiver(
    hotline: &Hotline,
    change: &Change,
    kind: &MessageKind,
    draft: &NewTransfer,
) -> Result<(String, String), HotlineError> {
    let host = &hotline.config.host;
    let body = LawBook::current()
        .recipients
        .iter()
        .find(|r| r.code == draft.recipient && r.legal.in_force(change.today()))
        .ok_or_else(|| invalid("recipient", "unknown"))?;
    // Information on a crime goes to the body that is competent for it and to no other.
    if kind.crime && body.code != kind.handler {
        return Err(invalid("recipient", "not_competent"));
    }
    let given = form::line(&draft.recipient_name, "recipient_name")?;
    let known = match draft.recipient_agency {
        Some(id) => {
            let id = AgencyId(id);
            let names = coloa_agency::names(hotline.access.db(), &[id], change.today()).await?;
            let name = names.get(&id).cloned();
            Some(name.ok_or_else(|| invalid("recipient_agency_id", "unknown"))?)
        }
        None => None,
    };
    let named = Some(given).filter(|n| !n.is_empty()).or(known);
    // A body of the host's own kind is another one, and has to be named.
    let name = match named {
        Some(name) => name,
        None if body.code == *host => return Err(invalid("recipient_name", "empty")),
        None => body.name.clone(),
    };
    Ok((body.code.clone(), name))
}

/// Begins to pass a report on.
pub async fn create(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &NewTransfer,
) -> Result<report::Model, HotlineError> {
    let (change, row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    is_going_on(&row)?;
    let kind = classify::kind_of(&row).ok_or_else(|| not_now("not_classified"))?;
    let (recipient, recipient_name) = receiver(hotline, &change, kind, draft).await?;
    let standing = store::transfer::of_report(change.tx(), id).await?;
    for other in &standing {
        match state_of(other) {
            TransferState::Draft | TransferState::Sent => return Err(not_now("transfer_open")),
            TransferState::Acknowledged
                if other.recipient == recipient && other.recipient_name == recipient_name =>
            {
                return Err(not_now("transfer_acknowledged"));
            }
            _ => {}
        }
    }
    let now = change.now();
    let (due_at, article) = due(hotline, &row, kind, standing.is_empty(), now);
    let new = transfer::Model {
        id: Uuid::now_v7(),
        report_id: id,
        kind: kind.code.clone(),
        recipient,
        recipient_agency_id: draft.recipient_agency,
        recipient_name,
        is_urgent: draft.is_urgent,
        article,
        call_by: draft.is_urgent.then(|| call_by(hotline, &row, now)),
        due_at,
        state: TransferState::Draft.to_string(),
        document_number: String::new(),
        sent_at: None,
        sent_how: String::new(),
        ack_number: String::new(),
        ack_at: None,
        ack_person: String::new(),
        returned_at: None,
        return_reason: String::new(),
        rang_at: None,
        by_id: actor.person.map(PersonId::uuid),
        by_name: actor.name.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    store::transfer::insert(change.tx(), new.clone()).await?;
    let row = hotline.save_handled(&change, row).await?;
    change
        .commit(json!({
            "what": "transfer_begun", "transfer": new.id, "recipient": new.recipient,
            "recipient_name": new.recipient_name, "urgent": new.is_urgent,
        }))
        .await?;
    Ok(row)
}

/// Notes a phone call about a report.
pub async fn call(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &NewCall,
) -> Result<report::Model, HotlineError> {
    let (mut change, row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    let called_at = moment("called_at", draft.called_at, change.now())?;
    not_before("called_at", called_at, row.received_at)?;
    let spoke_with = form::line(&draft.spoke_with, "spoke_with")?;
    let note = form::line(&draft.note, "note")?;
    for (field, words) in [("spoke_with", &spoke_with), ("note", &note)] {
        change = redaction::check_words(hotline, change, &row, field, words).await?;
    }
    if draft.is_reached && spoke_with.is_empty() {
        return Err(invalid("spoke_with", "empty"));
    }
    if let Some(transfer) = draft.transfer {
        let transfer = store::transfer::one(change.tx(), transfer).await?;
        if transfer.report_id != id {
            return Err(invalid("transfer_id", "unknown"));
        }
        expect(
            &transfer,
            &[
                TransferState::Draft,
                TransferState::Sent,
                TransferState::Acknowledged,
            ],
        )?;
    }
    if store::transfer::calls(change.tx(), id).await?.len() >= MOST_CALLS {
        return Err(not_now("too_many_calls"));
    }
    let new = call::Model {
        id: Uuid::now_v7(),
        report_id: id,
        transfer_id: draft.transfer,
        called_at,
        to_name: required(&draft.to_name, "to_name")?,
        spoke_with,
        is_reached: draft.is_reached,
        note,
        by_id: actor.person.map(PersonId::uuid),
        by_name: actor.name.clone(),
        created_at: change.now(),
    };
    store::transfer::insert_call(change.tx(), new.clone()).await?;
    let row = hotline.save_handled(&change, row).await?;
    // What was said stands with the report; the trail has that there was a call.
    change
        .commit(json!({ "what": "called", "call": new.id, "transfer": new.transfer_id, "reached": new.is_reached }))
        .await?;
    Ok(row)
}

/// Begins a change of a transfer that was not changed since it was looked at.
async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, report::Model, transfer::Model), HotlineError> {
    let known = store::transfer::one(hotline.access.db().reader(), id).await?;
    let (change, row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, known.report_id, None)
        .await?;
    let row_of = store::transfer::one(change.tx(), id).await?;
    if row_of.version != seen {
        return Err(HotlineError::Conflict);
    }
    Ok((change, row, row_of))
}

/// Stores a transfer and its report, and commits.
async fn finish(
    hotline: &Hotline,
    change: Change,
    row: report::Model,
    mut transfer: transfer::Model,
    detail: serde_json::Value,
) -> Result<report::Model, HotlineError> {
    transfer.version += 1;
    transfer.updated_at = change.now();
    store::transfer::update(change.tx(), transfer).await?;
    let row = hotline.save_handled(&change, row).await?;
    change.commit(detail).await?;
    Ok(row)
}

/// The report that belongs to a transfer, for whoever may change it.
async fn report_of(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<report::Model, HotlineError> {
    let known = store::transfer::one(hotline.access.db().reader(), id).await?;
    hotline.report(actor, action::HOTLINE_READ, known.report_id).await
}

/// Notes that it went out in writing. Where the office numbers its letters here, the next number of the register of the
/// issuing agency is taken, on the day on which it goes out.
pub async fn send(
    hotline: &Hotline,
    actor: &Actor,
    heads: &dyn Heads,
    id: Uuid,
    seen: i32,
    draft: &Sending,
) -> Result<report::Model, HotlineError> {
    let given = form::line(&draft.document_number, "document_number")?;
    let head = if given.is_empty() {
        let report = report_of(hotline, actor, id).await?;
        let issuer = forms::issuer(&report, actor).ok_or_else(|| invalid("document_number", "empty"))?;
        Some((issuer, heads.head(Some(issuer)).await?))
    } else {
        None
    };
    let (change, mut row, mut transfer) = begin(hotline, actor, id, seen).await?;
    expect(&transfer, &[TransferState::Draft])?;
    let sent_at = moment("sent_at", draft.sent_at, change.now())?;
    not_before("sent_at", sent_at, row.received_at)?;
    if transfer.is_urgent && !store::transfer::is_phoned(change.tx(), row.id).await? {
        return Err(not_now("call_first"));
    }
    transfer.document_number = match head {
        None => given,
        Some((issuer, head)) => {
            if vn_date(sent_at) != change.today() {
                return Err(invalid("document_number", "empty"));
            }
            let subject = forms::letter_subject(&row);
            forms::number(&change, issuer, &head, id, subject).await?
        }
    };
    transfer.state = TransferState::Sent.to_string();
    transfer.sent_at = Some(sent_at);
    transfer.sent_how = required(&draft.sent_how, "sent_how")?;
    stand(&mut row, State::Transferred);
    let detail = json!({
        "what": "transfer_sent", "transfer": id, "recipient": transfer.recipient, "number": transfer.document_number,
        "sent_at": sent_at,
    });
    finish(hotline, change, row, transfer, detail).await
}

/// Notes that the receiver has it.
pub async fn acknowledge(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &Acknowledgement,
) -> Result<report::Model, HotlineError> {
    let (change, mut row, mut transfer) = begin(hotline, actor, id, seen).await?;
    expect(&transfer, &[TransferState::Sent])?;
    let at = moment("ack_at", draft.at, change.now())?;
    not_before("ack_at", at, transfer.sent_at.unwrap_or(transfer.created_at))?;
    transfer.ack_number = required(&draft.number, "ack_number")?;
    transfer.ack_person = required(&draft.person, "ack_person")?;
    transfer.ack_at = Some(at);
    transfer.state = TransferState::Acknowledged.to_string();
    stand(&mut row, State::Acknowledged);
    let detail = json!({
        "what": "transfer_acknowledged", "transfer": id, "recipient": transfer.recipient,
        "number": transfer.ack_number, "at": at,
    });
    finish(hotline, change, row, transfer, detail).await
}

/// Where a report stands now. What the citizen took back stays so, wherever it is by then.
fn stand(row: &mut report::Model, state: State) {
    if State::parse(&row.state) != Some(State::Withdrawn) {
        row.state = state.to_string();
    }
}

/// Puts a report back where it waits for a transfer; one that was closed goes on.
fn put_back(row: &mut report::Model) {
    stand(row, State::Classified);
    row.outcome = None;
    row.closed_at = None;
    row.erase_after = None;
}

/// Notes that the receiver gave it back: it is the centre's again, and whoever has it hears of it.
pub async fn give_back(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    returned_at: DateTime<Utc>,
    reason: &str,
) -> Result<report::Model, HotlineError> {
    let (change, mut row, mut transfer) = begin(hotline, actor, id, seen).await?;
    expect(&transfer, &[TransferState::Sent, TransferState::Acknowledged])?;
    let at = moment("returned_at", returned_at, change.now())?;
    let earlier = transfer
        .ack_at
        .or(transfer.sent_at)
        .unwrap_or(transfer.created_at);
    not_before("returned_at", at, earlier)?;
    transfer.return_reason = required(reason, "reason")?;
    let change = redaction::check_words(hotline, change, &row, "reason", &transfer.return_reason).await?;
    transfer.returned_at = Some(at);
    transfer.state = TransferState::Returned.to_string();
    put_back(&mut row);
    let leads = jobs::leads(&hotline.access, change.tx(), &row, change.today()).await?;
    let people = recipients::ids(leads).chain(row.assigned_to.map(PersonId));
    let params = json!({ "number": row.number, "recipient": transfer.recipient_name });
    recipients::tell(
        &change,
        people,
        "hotline.transfer_returned",
        &params,
        &jobs::link(row.id),
    )
    .await?;
    let detail = json!({
        "what": "transfer_returned", "transfer": id, "recipient": transfer.recipient, "at": at,
    });
    finish(hotline, change, row, transfer, detail).await
}

/// Takes a transfer back that nobody acknowledged. A number that was taken for it stays used, and is cancelled.
pub async fn cancel(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    reason: &str,
) -> Result<report::Model, HotlineError> {
    let (change, mut row, mut transfer) = begin(hotline, actor, id, seen).await?;
    expect(&transfer, &[TransferState::Draft, TransferState::Sent])?;
    transfer.return_reason = required(reason, "reason")?;
    let change = redaction::check_words(hotline, change, &row, "reason", &transfer.return_reason).await?;
    if let Some(entry) = register::entry_of_document(change.tx(), id).await? {
        let by = actor.person.unwrap_or(PersonId(Uuid::nil()));
        let entry = RegisterEntryId(entry.id);
        let why = forms::letter_cancelled(&row);
        register::cancel(change.tx(), entry, &why, by, change.now()).await?;
    }
    transfer.state = TransferState::Cancelled.to_string();
    if State::parse(&row.state) == Some(State::Transferred) {
        put_back(&mut row);
    }
    let detail = json!({ "what": "transfer_cancelled", "transfer": id, "recipient": transfer.recipient });
    finish(hotline, change, row, transfer, detail).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_lies_behind_the_one_before_it_and_not_ahead_of_the_clock() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-25T05:00:00Z");
        assert!(moment("sent_at", at("2026-11-25T05:03:00Z"), now).is_err());
        assert_eq!(moment("sent_at", at("2026-11-25T05:01:00Z"), now).unwrap(), now);
        let received = at("2026-11-25T04:30:41Z");
        assert!(not_before("called_at", at("2026-11-25T04:30:00Z"), received).is_ok());
        assert!(not_before("called_at", at("2026-11-25T04:29:59Z"), received).is_err());
    }
}
