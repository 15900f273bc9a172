//! Tables of the directory.

macro_rules! table {
    ($module:ident, $table:literal, { $($(#[$attr:meta])* $field:ident : $ty:ty),+ $(,)? }) => {
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

table!(agency, "agency", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    kind: String, level: String, founded: Option<Date>, closed: Option<Date>, version: i32,
});
table!(name, "agency_name", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    agency_id: Uuid, full_name: String, abbreviation: Option<String>, symbol: Option<String>, basis: Option<String>,
    valid_from: Date, valid_to: Option<Date>,
});
table!(code, "agency_code", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    agency_id: Uuid, system: String, code: String, valid_from: Date, valid_to: Option<Date>,
});
table!(parent, "agency_parent", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    agency_id: Uuid, parent_id: Uuid, tree: String, valid_from: Date, valid_to: Option<Date>,
});
table!(role, "agency_role", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    agency_id: Uuid, role: String, function: Option<String>, basis: Option<String>, valid_from: Date, valid_to: Option<Date>,
});
table!(contact, "agency_contact", {
    #[sea_orm(primary_key, auto_increment = false)] agency_id: Uuid,
    focal_unit: Option<String>, focal_person: Option<String>, phone: Option<String>, email: Option<String>,
    head_name: Option<String>, head_title: Option<String>,
    specialists_full_time: Option<i32>, specialists_part_time: Option<i32>,
    version: i32, updated_at: ChronoDateTimeUtc,
});
table!(certificate, "agency_certificate", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    agency_id: Uuid, person_id: Option<Uuid>, person_name: String, name: String, issuer: String, number: Option<String>,
    issued: Option<Date>, valid_to: Option<Date>,
});
table!(reorganisation, "reorganisation", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    kind: String, title: String, effective: Date, basis: Option<String>, note: Option<String>, file_id: Option<Uuid>,
    stage: String, draft: String, created_by: String, created_at: ChronoDateTimeUtc,
    reviewed_by: Option<String>, reviewed_at: Option<ChronoDateTimeUtc>, applied_at: Option<ChronoDateTimeUtc>,
    failure: Option<String>, version: i32,
});
table!(link, "reorganisation_link", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    reorganisation_id: Uuid, kind: String, from_id: Uuid, to_id: Option<Uuid>, function: Option<String>, percent: Option<i32>,
    effective: Date,
});
table!(group, "agency_group", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    name: String, key: String, note: Option<String>, rules: String, version: i32,
});
table!(alias, "agency_alias", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    text: String, key: String, meaning: String, valid_from: Date, valid_to: Option<Date>, taught_by: String,
    taught_at: ChronoDateTimeUtc,
});
table!(term, "directory_term", {
    #[sea_orm(primary_key, auto_increment = false)] vocabulary: String,
    #[sea_orm(primary_key, auto_increment = false)] code: String,
    vi: String, en: String, position: i32,
});
table!(revision, "directory_revision", {
    #[sea_orm(primary_key, auto_increment = false)] id: i32,
    revision: i64,
});
