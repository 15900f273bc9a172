//! Tables of a case.

use super::table;

table!(
    /// An incident, real or of a drill.
    incident, "incident", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    /// `SC-2026-0001`; of a drill `DT-2026-0001`.
    code: String,
    title: String, folded: String,
    #[sea_orm(column_type = "Text")] description: String,
    /// Whose system it is; whose reach the case lies in.
    agency_id: Uuid,
    system_id: Option<Uuid>,
    /// As it was called, what level it had and whether it was on the national list when the case began.
    system_name: String, system_level: i32, listed: bool,
    /// `military`, `defence`, `cipher`: the forces of defence are told of it, and others' duties do not apply.
    system_exempt: Option<String>,
    /// Its owner runs it: nobody tells themselves.
    self_operated: bool,
    /// Code of a group, scenario and degree of the law's lists.
    group_code: String, scenario: String, severity: String,
    /// [`crate::model::State`].
    state: String,
    /// [`crate::model::Origin`], and the id of what it came from.
    origin: String, origin_ref: String,
    /// Who told, as they gave it.
    reporter: String,
    /// [`crate::model::Facts`] as JSON.
    #[sea_orm(column_type = "Text")] facts: String,
    /// [`crate::model::Account`] as JSON.
    #[sea_orm(column_type = "Text")] account: String,
    /// A person's word on the class; null: as the test of the law says.
    confirmed_serious: Option<bool>,
    /// Counts as serious now.
    serious: bool,
    personal_data: bool,
    /// Suspected leak of a state secret: no content is entered here.
    state_secret: bool,
    /// Only members see it.
    restricted: bool,
    /// T0: when it was detected. To the minute.
    detected_at: ChronoDateTimeUtc,
    occurred_at: Option<ChronoDateTimeUtc>,
    /// When personal data was known to be affected.
    data_known_at: Option<ChronoDateTimeUtc>,
    /// When it was known that those on the spot do not control it.
    capacity_known_at: Option<ChronoDateTimeUtc>,
    /// When it came in here, and when the centre took it up.
    reported_at: ChronoDateTimeUtc,
    acknowledged_at: Option<ChronoDateTimeUtc>,
    contained_at: Option<ChronoDateTimeUtc>,
    eradicated_at: Option<ChronoDateTimeUtc>,
    recovered_at: Option<ChronoDateTimeUtc>,
    /// The response is over: terms of the final reports run.
    ended_at: Option<ChronoDateTimeUtc>,
    closed_at: Option<ChronoDateTimeUtc>,
    lead_id: Option<Uuid>, lead_name: String,
    playbook: String,
    merged_into: Option<Uuid>,
    /// The drill it belongs to; such a case counts nowhere.
    drill_id: Option<Uuid>,
    /// The next term of its clocks that is not met.
    next_due: Option<ChronoDateTimeUtc>,
    created_by: String,
    version: i32,
});
table!(
    /// What the law wants told to one recipient, and whether it was.
    incident_clock, "incident_clock", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    /// Row of the law, and the codes of who owes it to whom.
    duty: String, owed_by: String, owed_to: String,
    starts_at: ChronoDateTimeUtc,
    /// Null: the law names no number.
    due_at: Option<ChronoDateTimeUtc>,
    met_at: Option<ChronoDateTimeUtc>, met_by: String,
    /// The term as it stood when it was met.
    due_when_met: Option<ChronoDateTimeUtc>,
    /// How it was told, e.g. number of the letter, name of whoever took the call.
    proof: String,
    report_id: Option<Uuid>,
    /// The recipient confirmed that it came (Circular 20/2017, Article 10).
    acknowledged_at: Option<ChronoDateTimeUtc>, acknowledged_by: String,
    /// It does not apply any more.
    void_at: Option<ChronoDateTimeUtc>,
    /// How many of the reminders went out.
    reminded: i32,
    version: i32,
});
table!(
    /// A clock that was set anew: what stood before, and why.
    clock_change, "incident_clock_change", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid, clock_id: Uuid,
    /// `started`, `moved`, `void`, `revived`.
    what: String,
    old_due: Option<ChronoDateTimeUtc>, new_due: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")] reason: String,
    by_name: String, at: ChronoDateTimeUtc,
});
table!(
    /// A line of the timeline.
    incident_entry, "incident_entry", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    /// When it happened, and when it was written.
    at: ChronoDateTimeUtc, written_at: ChronoDateTimeUtc,
    /// [`crate::model::EntryKind`].
    kind: String,
    /// [`crate::model::Side`] that wrote it.
    side: String,
    /// Read by that side alone.
    internal: bool,
    #[sea_orm(column_type = "Text")] text: String,
    /// Parameters of what the product wrote, as JSON; the sentence is the reader's.
    #[sea_orm(column_type = "Text")] detail: String,
    author_id: Option<Uuid>, author_name: String,
    /// The agency whose side wrote it.
    agency_id: Option<Uuid>,
});
table!(
    /// Something to be done.
    incident_task, "incident_task", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    place: i32,
    /// [`crate::model::Phase`].
    phase: String,
    title: String,
    #[sea_orm(column_type = "Text")] text: String,
    /// [`crate::model::Side`] that does it.
    side: String,
    assignee_id: Option<Uuid>, assignee_name: String,
    due_at: Option<ChronoDateTimeUtc>,
    /// [`crate::model::TaskState`].
    state: String,
    #[sea_orm(column_type = "Text")] result: String,
    done_at: Option<ChronoDateTimeUtc>, done_by: String,
    /// Playbook and step it came from.
    playbook: String,
    /// The duty of a plan that a lesson became.
    plan_duty: Option<Uuid>,
    version: i32,
});
table!(
    /// Something kept as proof (Decree 333/2026, Article 12.3).
    incident_evidence, "incident_evidence", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    name: String,
    #[sea_orm(column_type = "Text")] note: String,
    /// Null: a thing that is kept elsewhere.
    file_id: Option<Uuid>,
    sha256: String, size: i64,
    /// [`crate::model::EvidenceKind`].
    kind: String,
    /// May be malware: given out packed, never opened here.
    dangerous: bool,
    /// What a scanner said; empty: none was asked.
    scanned: String,
    collected_at: ChronoDateTimeUtc, collected_from: String,
    tool: String, operator: String, approver: String, witness: String,
    repeatable: bool,
    minutes_file: Option<Uuid>,
    added_by: String, added_at: ChronoDateTimeUtc,
});
table!(
    /// A link of the chain of custody.
    evidence_custody, "incident_evidence_custody", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid, evidence_id: Uuid,
    /// [`crate::model::Custody`].
    what: String,
    at: ChronoDateTimeUtc,
    from_name: String, to_name: String,
    #[sea_orm(column_type = "Text")] purpose: String,
    /// Hash of the content found at that moment; empty: not looked at.
    sha256: String,
    by_name: String,
});
table!(
    /// An indicator of compromise found in the case.
    incident_indicator, "incident_indicator", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    /// `ip`, `domain`, `url`, `email`, `md5`, `sha1`, `sha256`, `other`.
    kind: String, value: String,
    #[sea_orm(column_type = "Text")] note: String,
    /// Where it was found: `text`, `alert`, `import`, `manual`.
    source: String,
    added_by: String, added_at: ChronoDateTimeUtc,
});
table!(
    /// What a case has to do with.
    incident_link, "incident_link", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    /// [`crate::model::LinkKind`].
    kind: String,
    /// Id of the other record, or a path of the web app.
    target: String,
    label: String,
    added_by: String, added_at: ChronoDateTimeUtc,
});
table!(
    /// Somebody who works on a case beyond their role, or may see it while it is restricted.
    incident_member, "incident_member", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid, person_id: Uuid, name: String,
    added_by: String, added_at: ChronoDateTimeUtc,
});
table!(
    /// A notice or report of the law, filled from the case.
    incident_report, "incident_report", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    incident_id: Uuid,
    /// Row of the law.
    form: String,
    /// Which one of its form in this case, from 1.
    place: i32,
    /// [`crate::model::ReportState`].
    state: String,
    /// As JSON: values of fields by their key (text, or rows of a table), which of them a person edited, who issues it,
    /// why it was withdrawn.
    #[sea_orm(column_type = "Text")] content: String,
    /// Who receives it, as it is printed.
    #[sea_orm(column_type = "Text")] recipients: String,
    number: String, issued_on: Option<Date>, issued_by: String,
    /// As it was issued, and as it came back signed.
    file_id: Option<Uuid>, signed_file: Option<Uuid>,
    created_by: String, created_at: ChronoDateTimeUtc,
    version: i32,
});
