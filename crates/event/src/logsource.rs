//! What kind of log an event belongs to, in the words of Sigma's `logsource`.

use std::borrow::Cow;

/// Product, service and categories of an event. One event may belong to several categories: a registry change of
/// Sysmon is `registry_set` and `registry_event`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogSource {
    pub product: Option<Cow<'static, str>>,
    pub service: Option<Cow<'static, str>>,
    pub categories: Vec<Cow<'static, str>>,
}

impl LogSource {
    /// Nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a rule that asks for these dimensions may look at the event: each that the rule names must be one that
    /// the event is known to have. An event of unknown origin is looked at by rules without a log source only.
    #[must_use]
    pub fn serves(&self, product: Option<&str>, category: Option<&str>, service: Option<&str>) -> bool {
        let same = |wanted: Option<&str>, own: Option<&str>| {
            wanted.is_none_or(|w| own.is_some_and(|o| o.eq_ignore_ascii_case(w)))
        };
        same(product, self.product.as_deref())
            && same(service, self.service.as_deref())
            && category.is_none_or(|w| self.categories.iter().any(|c| c.eq_ignore_ascii_case(w)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_runs_on_its_log_source_only() {
        let sysmon = LogSource {
            product: Some("windows".into()),
            service: Some("sysmon".into()),
            categories: vec!["registry_set".into(), "registry_event".into()],
        };
        assert!(sysmon.serves(Some("windows"), Some("registry_event"), None));
        assert!(sysmon.serves(Some("Windows"), None, Some("sysmon")));
        assert!(sysmon.serves(None, None, None));
        assert!(!sysmon.serves(Some("linux"), None, None));
        assert!(!sysmon.serves(Some("windows"), Some("process_creation"), None));
        let unknown = LogSource::default();
        assert!(unknown.is_unknown() && unknown.serves(None, None, None));
        assert!(
            !unknown.serves(None, Some("webserver"), None),
            "nothing says that it is one"
        );
    }
}
