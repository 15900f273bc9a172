//! Columns that tables learn after their first form. One at a time: SQLite changes one column in a statement.

use sea_orm_migration::prelude::*;

/// Adds a column to a table.
#[must_use]
pub fn added(table: &'static str, column: impl IntoColumnDef) -> TableAlterStatement {
    Table::alter().table(table).add_column(column).to_owned()
}

/// Takes it away again.
#[must_use]
pub fn dropped(table: &'static str, column: &'static str) -> TableAlterStatement {
    Table::alter().table(table).drop_column(column).to_owned()
}
