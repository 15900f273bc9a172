//! Tables of information systems.

pub mod information_system;
pub mod system_host;

/// Tables that hang on a system or a dossier, a module each.
macro_rules! table {
    ($(#[$doc:meta])* $module:ident, $table:literal, { $($(#[$attr:meta])* $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$attr])* pub $field: $ty),+ }
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(
    /// What is said of a system beyond what lists show: [`crate::model::Profile`] and the facts of its level, as JSON.
    system_profile, "system_profile", {
    #[sea_orm(primary_key, auto_increment = false)] system_id: Uuid,
    #[sea_orm(column_type = "Text")] profile: String,
    #[sea_orm(column_type = "Text")] facts: String,
});
table!(
    /// A domain, service, piece of software, device, database or network zone of a system.
    system_asset, "system_asset", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    /// [`crate::model::AssetKind`].
    kind: String,
    name: String, folded: String,
    vendor: String, version: String,
    /// CPE 2.3 name or package URL.
    identifier: String,
    /// Address, port, location or range, as the kind has it.
    place: String, purpose: String,
    /// [`crate::model::Origin`].
    origin: String,
    /// Last day of licence or support.
    ends_on: Option<Date>,
    /// Name, identifier and place as [`coloa_base::text::words`]: what a search looks in.
    words: String,
    /// Given to the agency: the police unit checks it before use.
    donated: bool, checked_on: Option<Date>, checked_by: String,
    version_no: i32,
});
table!(
    /// What one system gives to another, and on which conditions.
    system_link, "system_link", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    /// The other system, where it is registered here.
    other_id: Option<Uuid>,
    other_name: String,
    /// `in`, `out`, `both`.
    direction: String,
    #[sea_orm(column_type = "Text")] shared: String,
    #[sea_orm(column_type = "Text")] conditions: String,
    agreed_on: Option<Date>,
});
table!(
    /// Something that was done to a system on a day and is proved: a check, an assessment, a test.
    system_record, "system_record", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    /// [`crate::model::RecordKind`].
    kind: String,
    done_on: Date,
    /// Who did it.
    done_by: String,
    /// `passed`, `conditional`, `failed`.
    outcome: String,
    #[sea_orm(column_type = "Text")] note: String,
    /// When it is due again.
    next_on: Option<Date>,
    file_id: Option<Uuid>,
    created_by: String, created_at: ChronoDateTimeUtc,
});
table!(
    /// What an assessment of a level came to, with the facts it was made on.
    level_assessment, "level_assessment", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    regime: String, on_day: Date,
    /// 0: undetermined.
    level: i32,
    settled: bool,
    /// Codes of the criteria that matched, separated by commas.
    codes: String,
    #[sea_orm(column_type = "Text")] facts: String,
    made_by: String, made_at: ChronoDateTimeUtc,
});
table!(
    /// A dossier by which a level is proposed, appraised and approved.
    level_dossier, "level_dossier", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    /// The owner of the system at the time, and whose reach it lies in.
    agency_id: Uuid,
    regime: String, level: i32,
    /// [`crate::model::Reason`].
    reason: String,
    /// [`crate::model::DossierState`].
    state: String,
    assessment_id: Option<Uuid>,
    /// Who appraises.
    appraiser_id: Option<Uuid>, appraiser_name: String,
    sent_on: Option<Date>, reply_due: Option<Date>,
    /// The day the full valid dossier was there: terms run from it.
    complete_on: Option<Date>, appraise_due: Option<Date>,
    appraised_on: Option<Date>,
    #[sea_orm(column_type = "Text")] appraisal: String,
    approve_due: Option<Date>, approved_on: Option<Date>,
    decision_number: String, decision_by: String,
    decision_file: Option<Uuid>,
    #[sea_orm(column_type = "Text")] note: String,
    created_by: String, created_at: ChronoDateTimeUtc,
    version: i32,
});
table!(
    /// A step that a dossier took.
    dossier_step, "dossier_step", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    dossier_id: Uuid, at: ChronoDateTimeUtc,
    /// `created`, `sent`, `returned`, `accepted`, `appraised`, `approved`, `recorded`, `dropped`, `filed`.
    step: String,
    by_name: String,
    #[sea_orm(column_type = "Text")] note: String,
    /// The day that the step bears; null: it bears none, or was taken before that was noted.
    on_day: Option<Date>,
});
table!(
    /// A document of a dossier.
    dossier_document, "dossier_document", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    dossier_id: Uuid,
    /// Id of the row of the law that asks for it.
    code: String,
    file_id: Uuid, filed_by: String, filed_at: ChronoDateTimeUtc,
});
table!(
    /// What shows that a layer of protection stands.
    layer_evidence, "layer_evidence", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    /// 1–4.
    layer: i32,
    /// Unit or company that holds the layer.
    provider: String, folded_provider: String,
    #[sea_orm(column_type = "Text")] note: String,
    since: Date,
    /// Last day, where it ends.
    until: Option<Date>,
    file_id: Option<Uuid>,
    created_by: String, created_at: ChronoDateTimeUtc,
});
table!(
    /// The answer to one item of a checklist.
    control_answer, "control_answer", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid,
    regime: String,
    /// Key of the item within the checklist of its regime and level.
    item: String,
    level: i32,
    /// [`crate::model::Answer`].
    answer: String,
    #[sea_orm(column_type = "Text")] note: String,
    /// Last day on which the evidence holds.
    holds_until: Option<Date>,
    /// Who is to close the gap, and by when.
    owner: String, due_on: Option<Date>,
    /// Other systems that this one hosts may rely on it.
    common: bool,
    answered_by: String, answered_at: ChronoDateTimeUtc,
    /// What proves it.
    file_id: Option<Uuid>,
});
table!(
    /// A weakness found in a system.
    weakness, "system_weakness", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid, agency_id: Uuid,
    title: String, folded: String,
    /// CVE or other identifier.
    identifier: String,
    /// [`crate::model::WeaknessSource`].
    source: String,
    /// [`crate::model::Severity`].
    severity: String,
    found_on: Date, due_on: Option<Date>,
    /// Looked at and judged.
    reviewed_on: Option<Date>, fixed_on: Option<Date>,
    #[sea_orm(column_type = "Text")] proof: String,
    #[sea_orm(column_type = "Text")] note: String,
    version: i32,
});
table!(
    /// That a system be put on the list of systems important to national security.
    national_request, "national_request", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    system_id: Uuid, agency_id: Uuid,
    /// [`crate::national::RequestState`].
    state: String,
    /// Codes of the criteria that matched when it was asked for, separated by commas.
    codes: String,
    #[sea_orm(column_type = "Text")] note: String,
    requested_on: Date, decided_on: Option<Date>,
    number: String, decided_by: String,
    #[sea_orm(column_type = "Text")] decision_note: String,
    decision_file: Option<Uuid>,
    created_by: String, created_at: ChronoDateTimeUtc,
    version: i32,
});
table!(
    /// A document of such a request.
    national_document, "national_document", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    request_id: Uuid,
    name: String,
    file_id: Uuid, filed_by: String, filed_at: ChronoDateTimeUtc,
});
table!(
    /// Why a candidate of a year is not asked for.
    national_review, "national_review", {
    #[sea_orm(primary_key, auto_increment = false)] system_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] year: i32,
    #[sea_orm(column_type = "Text")] why: String,
    by_name: String, at: ChronoDateTimeUtc,
});
table!(
    /// A person was told of a day.
    system_notice, "system_notice", {
    #[sea_orm(primary_key, auto_increment = false)] person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] object_id: Uuid,
    /// [`crate::waiting::Kind`].
    #[sea_orm(primary_key, auto_increment = false)] kind: String,
    #[sea_orm(primary_key, auto_increment = false)] due_on: Date,
    #[sea_orm(primary_key, auto_increment = false)] moment: String,
    sent_at: ChronoDateTimeUtc,
});
table!(
    /// A form of the installation in the place of our wording of a document.
    form_template, "form_template", {
    /// Of the document.
    #[sea_orm(primary_key, auto_increment = false)] code: String,
    file_name: String,
    file_id: Uuid, uploaded_by: String, uploaded_at: ChronoDateTimeUtc,
});
table!(
    /// An answer that the product gives by what it sees.
    control_computed, "control_computed", {
    #[sea_orm(primary_key, auto_increment = false)] system_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)] regime: String,
    #[sea_orm(primary_key, auto_increment = false)] item: String,
    /// [`crate::computed::Kind`].
    kind: String,
    /// [`crate::model::Answer`].
    answer: String,
    /// What it was judged by, as JSON.
    #[sea_orm(column_type = "Text")] figures: String,
    at: ChronoDateTimeUtc,
});
