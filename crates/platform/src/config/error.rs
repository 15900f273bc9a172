//! Why a setting cannot be used.

/// Why a setting cannot be used. Names the key and where it was said; never the value, which may be a secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    #[error("configuration file {path} does not exist")]
    Missing { path: String },
    #[error("there is no setting {key} (in {place})")]
    UnknownKey { key: String, place: String },
    #[error("{key} (in {place}) is not of the right kind: {wanted} is wanted")]
    WrongKind {
        key: String,
        place: String,
        wanted: String,
    },
    #[error("{key} must be {allowed}")]
    OutOfRange { key: &'static str, allowed: String },
    /// The file is no TOML; the text of the reader names line and column.
    #[error("the configuration cannot be read: {detail}")]
    Unreadable { detail: String },
}

impl ConfigError {
    /// Stable name of the sentence, `cli.config_<what>`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "cli.config_missing",
            Self::UnknownKey { .. } => "cli.config_unknown_key",
            Self::WrongKind { .. } => "cli.config_wrong_kind",
            Self::OutOfRange { .. } => "cli.config_out_of_range",
            Self::Unreadable { .. } => "cli.config_unreadable",
        }
    }
    /// Values of the sentence.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Missing { path } => vec![("path", path.clone())],
            Self::UnknownKey { key, place } => vec![("key", key.clone()), ("place", place.clone())],
            Self::WrongKind { key, place, wanted } => vec![
                ("key", key.clone()),
                ("place", place.clone()),
                ("wanted", wanted.clone()),
            ],
            Self::OutOfRange { key, allowed } => {
                vec![("key", (*key).to_owned()), ("allowed", allowed.clone())]
            }
            Self::Unreadable { detail } => vec![("detail", detail.clone())],
        }
    }
}

impl From<figment::Error> for ConfigError {
    fn from(e: figment::Error) -> Self {
        use figment::error::Kind;
        let place = e.metadata.as_ref().map_or_else(String::new, |m| {
            m.source.as_ref().map_or_else(
                || m.name.to_string(),
                |source| match source {
                    figment::Source::File(path) => path.display().to_string(),
                    // A place in our own code says nothing to an operator.
                    _ => m.name.to_string(),
                },
            )
        });
        let path = |last: Option<&str>| {
            let mut parts = e.path.clone();
            // Of a file the path ends with the unknown name already.
            if parts.last().map(String::as_str) != last {
                parts.extend(last.map(str::to_owned));
            }
            parts.join(".")
        };
        match &e.kind {
            Kind::UnknownField(name, _) => Self::UnknownKey {
                key: path(Some(name)),
                place,
            },
            Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => Self::WrongKind {
                key: path(None),
                place,
                wanted: wanted.clone(),
            },
            // A value that a type of ours refused (an address): its text may hold the value.
            Kind::Message(_) if !e.path.is_empty() => Self::WrongKind {
                key: path(None),
                place,
                wanted: "another form".to_owned(),
            },
            _ => Self::Unreadable {
                detail: e.to_string(),
            },
        }
    }
}
