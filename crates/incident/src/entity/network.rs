//! Tables of the response network.

use super::table;

table!(
    /// Somebody, or a body, that can be called when something burns.
    response_contact, "response_contact", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    /// [`crate::model::ContactKind`].
    kind: String,
    /// Code of the body of the law that it holds, e.g. `specialised_force`; empty: none.
    body: String,
    agency_id: Option<Uuid>,
    /// An account of this installation, where the person has one.
    person_id: Option<Uuid>,
    name: String, folded: String,
    post: String, phone: String, email: String,
    /// Separated by `; `.
    skills: String,
    /// Can be reached day and night.
    always: bool,
    active: bool,
    #[sea_orm(column_type = "Text")] note: String,
    /// The last change of phone, mail or person, and when the coordinating agency was told of it (Circular 20/2017, Article 6).
    changed_at: ChronoDateTimeUtc, told_at: Option<ChronoDateTimeUtc>,
    version: i32,
});
table!(
    /// Who is on duty.
    response_roster, "response_roster", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    contact_id: Uuid,
    /// `first` is called first, then `second`.
    line: String,
    from_at: ChronoDateTimeUtc, to_at: ChronoDateTimeUtc,
    made_by: String,
});
table!(
    /// A call to one contact.
    call_out, "call_out", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    drill_id: Option<Uuid>,
    contact_id: Uuid, contact_name: String,
    /// [`crate::model::Channel`].
    channel: String,
    #[sea_orm(column_type = "Text")] text: String,
    /// What the reference in a message is acknowledged by.
    code: String,
    asked_by: String, asked_at: ChronoDateTimeUtc,
    sent_at: Option<ChronoDateTimeUtc>,
    /// Why it did not go out yet.
    error: String,
    acknowledged_at: Option<ChronoDateTimeUtc>,
    acknowledged_by: String, answer: String,
    /// Tried again, or the second line was called, since nobody answered.
    escalated_at: Option<ChronoDateTimeUtc>,
});
table!(
    /// Help that one agency asks of another.
    assistance, "incident_assistance", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    agency_id: Uuid,
    #[sea_orm(column_type = "Text")] wanted: String,
    /// `asked`, `accepted`, `refused`, `done`.
    state: String,
    #[sea_orm(column_type = "Text")] answer: String,
    asked_by: String, asked_at: ChronoDateTimeUtc,
    answered_by: String, answered_at: Option<ChronoDateTimeUtc>,
    done_at: Option<ChronoDateTimeUtc>,
    version: i32,
});
