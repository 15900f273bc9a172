//! How the layers are read, one over the other. Values that are text stay text, whatever they look like; none is ever printed.

use super::{Config, ConfigError};
use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format, Serialized, Toml},
    value::{Dict, Map, Value},
};
use std::{collections::BTreeSet, path::Path};

/// Variables of ours that are no settings: of the command line and of the tests.
const NOT_SETTINGS: &[&str] = &["config", "lang", "plans", "test_postgres", "url"];
const PREFIX: &str = "COLOA_";

impl Config {
    /// Reads the configuration. `flags` are dotted keys with values, the strongest layer.
    pub fn load(file: Option<&Path>, flags: &[(String, String)]) -> Result<Self, ConfigError> {
        Self::load_from(file, std::env::vars(), flags)
    }

    fn load_from(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        flags: &[(String, String)],
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        // A skipped field is missing from the defaults; give it back so that the struct stays complete.
        for secret in [
            "mail.password",
            "ingest.s3.secret_access_key",
            "incident.gateway.token",
            "hotline.relay.token",
        ] {
            figment = figment.merge(Serialized::default(secret, ""));
        }
        let texts = texts(&figment);
        if let Some(path) = file {
            if !path.is_file() {
                return Err(ConfigError::Missing {
                    path: path.display().to_string(),
                });
            }
            figment = figment.merge(Toml::file_exact(path));
        }
        for (name, value) in environment {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let key = rest.to_lowercase().replace("__", ".");
            if NOT_SETTINGS.contains(&key.as_str()) {
                continue;
            }
            figment = figment.merge(Said {
                place: name,
                value: meant(&texts, &key, &value),
                key,
            });
        }
        for (key, value) in flags {
            figment = figment.merge(Said {
                place: format!("--set {key}"),
                value: meant(&texts, key, value),
                key: key.clone(),
            });
        }
        let config: Self = figment.extract()?;
        config.check()?;
        Ok(config)
    }
}

/// One setting of the environment or of a flag.
struct Said {
    key: String,
    value: Value,
    place: String,
}

impl Provider for Said {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.place.clone())
    }
    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let nested = figment::util::nest(&self.key, self.value.clone());
        let dict = nested.into_dict().unwrap_or_default();
        Ok(Map::from([(Profile::Default, dict)]))
    }
}

/// Keys whose values are text: a password of digits stays a password.
fn texts(defaults: &Figment) -> BTreeSet<String> {
    fn walk(prefix: &str, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Dict(_, dict) => {
                for (key, inner) in dict {
                    let path = if prefix.is_empty() {
                        key.clone()
                    } else {
                        format!("{prefix}.{key}")
                    };
                    walk(&path, inner, found);
                }
            }
            Value::String(..) => {
                found.insert(prefix.to_owned());
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Ok(all) = defaults.extract::<Value>() {
        walk("", &all, &mut found);
    }
    found
}

/// A value as it was written: text where the setting is text (quotes around it may be left out), else what it says.
fn meant(texts: &BTreeSet<String>, key: &str, written: &str) -> Value {
    let quoted = written.len() >= 2 && written.starts_with('"') && written.ends_with('"');
    if texts.contains(key) && !quoted {
        return Value::from(written.to_owned());
    }
    written
        .parse()
        .unwrap_or_else(|_| Value::from(written.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_flag_beats_the_file_which_beats_the_default() {
        let f = file("[http]\nlisten = \"127.0.0.1:9000\"\n[session]\nattempts = 9\n");
        let config = Config::load(
            Some(f.path()),
            &[("http.listen".into(), "\"127.0.0.1:9001\"".into())],
        )
        .unwrap();
        assert_eq!(config.http.listen.port(), 9001);
        assert_eq!(config.session.attempts, 9);
        assert_eq!(config.database.read_connections, 8);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let f = file("[http]\nlitsen = \"127.0.0.1:9000\"\n");
        let text = Config::load(Some(f.path()), &[]).unwrap_err().to_string();
        assert!(text.contains("litsen"), "{text}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let text = Config::load(Some(Path::new("/nowhere/coloa.toml")), &[])
            .unwrap_err()
            .to_string();
        assert!(text.contains("/nowhere/coloa.toml"), "{text}");
    }

    fn from_environment(name: &str, value: &str) -> Result<Config, ConfigError> {
        Config::load_from(None, std::iter::once((name.to_owned(), value.to_owned())), &[])
    }

    #[test]
    fn text_stays_text_and_is_never_printed() {
        for secret in ["123456", "true", "0123", "a=b", "[x]"] {
            let config = from_environment("COLOA_MAIL__PASSWORD", secret).unwrap();
            assert_eq!(config.mail.password, secret);
            let config = from_environment("COLOA_INGEST__S3__SECRET_ACCESS_KEY", secret).unwrap();
            assert_eq!(config.ingest.s3.secret_access_key, secret);
            assert!(
                !serde_json::to_string(&config)
                    .unwrap()
                    .contains("secret_access_key")
            );
        }
        let error = from_environment("COLOA_SESSION__ATTEMPTS", "bi-mat").unwrap_err();
        assert!(!error.to_string().contains("bi-mat"), "{error}");
        assert!(
            matches!(&error, ConfigError::WrongKind { key, place, .. } if key == "session.attempts" && place == "COLOA_SESSION__ATTEMPTS"),
            "{error:?}"
        );
    }

    #[test]
    fn an_unknown_variable_or_flag_is_named() {
        let error = from_environment("COLOA_HTTP__LITSEN", "x").unwrap_err();
        assert_eq!(
            error,
            ConfigError::UnknownKey {
                key: "http.litsen".into(),
                place: "COLOA_HTTP__LITSEN".into()
            }
        );
        let error = Config::load(None, &[("nothing.at.all".into(), "1".into())]).unwrap_err();
        assert!(matches!(error, ConfigError::UnknownKey { .. }), "{error:?}");
    }
}
