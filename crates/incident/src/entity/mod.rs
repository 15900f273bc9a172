//! Tables of incidents. Ids of law rows, agencies and people are kept as they were, with the name of the time beside
//! them: a case is read years later.

pub mod case;
pub mod drill;
pub mod figure;
pub mod network;

/// A table, a module each.
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
pub(crate) use table;
