//! The error of an area whose records are dated, versioned and may have files: written once for the areas that
//! refuse for the same reasons. An area with reasons of its own writes its enum out.

/// `record_error!(name, "area", "about")`: an enum with the codes `area.not_found`, `area.invalid`, `area.changed`
/// and `area.state`.
macro_rules! record_error {
    ($name:ident, $area:literal, $about:literal) => {
        #[doc = $about]
        #[derive(Debug, thiserror::Error)]
        pub enum $name {
            #[error("no such {what}")]
            NotFound { what: &'static str },
            #[error("{field} is not valid: {reason}")]
            Invalid {
                field: &'static str,
                reason: &'static str,
            },
            #[error("the {} was changed by somebody else", $area)]
            Changed,
            #[error("the step does not fit: {reason}")]
            State { reason: &'static str },
            #[error("the evidence was not kept")]
            File(#[from] coloa_platform::files::FileError),
            #[error("the directory could not be asked")]
            Agency(#[source] Box<coloa_agency::AgencyError>),
            #[error("not authorised or not stored")]
            Auth(#[from] coloa_auth::AuthError),
            #[error("the records of the area {} failed", $area)]
            Store(#[from] coloa_platform::StoreError),
        }

        impl From<coloa_agency::AgencyError> for $name {
            fn from(e: coloa_agency::AgencyError) -> Self {
                Self::Agency(Box::new(e))
            }
        }

        impl From<sea_orm::DbErr> for $name {
            fn from(e: sea_orm::DbErr) -> Self {
                Self::Store(e.into())
            }
        }

        impl coloa_base::AreaError for $name {
            fn kind(&self) -> coloa_base::ErrorKind {
                use coloa_base::ErrorKind;
                match self {
                    Self::NotFound { .. } => ErrorKind::NotFound,
                    Self::Invalid { .. } => ErrorKind::Invalid,
                    Self::Changed => ErrorKind::Changed,
                    Self::State { .. } => ErrorKind::Conflict,
                    Self::File(e) => e.kind(),
                    Self::Agency(e) => e.kind(),
                    Self::Auth(e) => e.kind(),
                    Self::Store(e) => e.kind(),
                }
            }
            fn code(&self) -> &'static str {
                match self {
                    Self::NotFound { .. } => concat!($area, ".not_found"),
                    Self::Invalid { .. } => concat!($area, ".invalid"),
                    Self::Changed => concat!($area, ".changed"),
                    Self::State { .. } => concat!($area, ".state"),
                    Self::File(e) => e.code(),
                    Self::Agency(e) => e.code(),
                    Self::Auth(e) => e.code(),
                    Self::Store(e) => e.code(),
                }
            }
            fn params(&self) -> std::collections::BTreeMap<&'static str, String> {
                use std::collections::BTreeMap;
                match self {
                    Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
                    Self::Invalid { field, reason } => BTreeMap::from([
                        ("field", (*field).to_owned()),
                        ("reason", (*reason).to_owned()),
                    ]),
                    Self::State { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
                    Self::File(e) => e.params(),
                    Self::Agency(e) => e.params(),
                    Self::Auth(e) => e.params(),
                    Self::Store(e) => e.params(),
                    Self::Changed => BTreeMap::new(),
                }
            }
        }
    };
}
pub(crate) use record_error;
