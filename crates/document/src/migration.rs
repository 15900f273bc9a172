//! Tables of the number register.

use sea_orm_migration::prelude::*;

/// The migrations of this crate, oldest first.
#[must_use]
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(CreateNumberRegister), Box::new(CreateCommitteeTerms)]
}

#[derive(DeriveIden)]
enum NumberSeries {
    Table,
    Id,
    IssuerId,
    Series,
    Period,
    LastNumber,
}

#[derive(DeriveIden)]
enum RegisterEntry {
    Table,
    Id,
    SeriesId,
    IssuerId,
    Number,
    Symbol,
    IssuedOn,
    TypeCode,
    Subject,
    DocumentId,
    ExternalSystem,
    ExternalNumber,
    ExternalOn,
    CancelledAt,
    CancelledBy,
    CancelReason,
    CreatedAt,
    CreatedBy,
}

struct CreateNumberRegister;

impl MigrationName for CreateNumberRegister {
    fn name(&self) -> &'static str {
        "m20261122_000010_document_number_register"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateNumberRegister {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(NumberSeries::Table)
                    .col(ColumnDef::new(NumberSeries::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(NumberSeries::IssuerId).uuid().not_null())
                    .col(ColumnDef::new(NumberSeries::Series).text().not_null())
                    .col(ColumnDef::new(NumberSeries::Period).text().not_null())
                    .col(ColumnDef::new(NumberSeries::LastNumber).big_integer().not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("number_series_key")
                    .table(NumberSeries::Table)
                    .col(NumberSeries::IssuerId)
                    .col(NumberSeries::Series)
                    .col(NumberSeries::Period)
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(RegisterEntry::Table)
                    .col(ColumnDef::new(RegisterEntry::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(RegisterEntry::SeriesId).uuid().not_null())
                    .col(ColumnDef::new(RegisterEntry::IssuerId).uuid().not_null())
                    .col(ColumnDef::new(RegisterEntry::Number).big_integer().not_null())
                    .col(ColumnDef::new(RegisterEntry::Symbol).text().not_null())
                    .col(ColumnDef::new(RegisterEntry::IssuedOn).date().not_null())
                    .col(ColumnDef::new(RegisterEntry::TypeCode).text().not_null())
                    .col(ColumnDef::new(RegisterEntry::Subject).text().not_null())
                    .col(ColumnDef::new(RegisterEntry::DocumentId).uuid())
                    .col(ColumnDef::new(RegisterEntry::ExternalSystem).text())
                    .col(ColumnDef::new(RegisterEntry::ExternalNumber).text())
                    .col(ColumnDef::new(RegisterEntry::ExternalOn).date())
                    .col(ColumnDef::new(RegisterEntry::CancelledAt).timestamp_with_time_zone())
                    .col(ColumnDef::new(RegisterEntry::CancelledBy).uuid())
                    .col(ColumnDef::new(RegisterEntry::CancelReason).text())
                    .col(
                        ColumnDef::new(RegisterEntry::CreatedAt)
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(ColumnDef::new(RegisterEntry::CreatedBy).uuid().not_null())
                    .foreign_key(
                        ForeignKey::create()
                            .name("register_entry_series")
                            .from(RegisterEntry::Table, RegisterEntry::SeriesId)
                            .to(NumberSeries::Table, NumberSeries::Id),
                    )
                    .to_owned(),
            )
            .await?;
        // A number is given once; a document bears one number. (NULLs are distinct in both databases.)
        manager
            .create_index(
                Index::create()
                    .name("register_entry_number")
                    .table(RegisterEntry::Table)
                    .col(RegisterEntry::SeriesId)
                    .col(RegisterEntry::Number)
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("register_entry_document")
                    .table(RegisterEntry::Table)
                    .col(RegisterEntry::DocumentId)
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("register_entry_issuer_day")
                    .table(RegisterEntry::Table)
                    .col(RegisterEntry::IssuerId)
                    .col(RegisterEntry::IssuedOn)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(RegisterEntry::Table).to_owned())
            .await?;
        manager
            .drop_table(Table::drop().table(NumberSeries::Table).to_owned())
            .await
    }
}

#[derive(DeriveIden)]
enum CommitteeTerm {
    Table,
    Id,
    IssuerId,
    FirstDay,
    LastDay,
    CreatedAt,
}

struct CreateCommitteeTerms;

impl MigrationName for CreateCommitteeTerms {
    fn name(&self) -> &'static str {
        "m20261128_000011_document_committee_term"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateCommitteeTerms {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(CommitteeTerm::Table)
                    .col(ColumnDef::new(CommitteeTerm::Id).uuid().not_null().primary_key())
                    .col(ColumnDef::new(CommitteeTerm::IssuerId).uuid().not_null())
                    .col(ColumnDef::new(CommitteeTerm::FirstDay).date().not_null())
                    .col(ColumnDef::new(CommitteeTerm::LastDay).date().not_null())
                    .col(
                        ColumnDef::new(CommitteeTerm::CreatedAt)
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .to_owned(),
            )
            .await?;
        // A term is kept once, also where two clerks type it at the same time.
        manager
            .create_index(
                Index::create()
                    .name("committee_term_first_day")
                    .table(CommitteeTerm::Table)
                    .col(CommitteeTerm::IssuerId)
                    .col(CommitteeTerm::FirstDay)
                    .unique()
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(CommitteeTerm::Table).to_owned())
            .await
    }
}
