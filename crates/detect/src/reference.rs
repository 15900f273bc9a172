//! The same rules in the engine of `rsigma-eval` itself, one engine for all log sources: what [`Detector`] must agree
//! with, and what its speed is compared with. Nothing of the product runs it.

use crate::{detector::Detector, view::View};
use coloa_event::Event;
use rsigma_eval::{CompiledRule, Engine};
use rsigma_parser::LogSource;

/// All rules of a detector in one engine.
pub struct Reference(Engine);

impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reference({} rules)", self.0.rules().len())
    }
}

/// The log sources of an event as the engine wants them: one for each category.
#[must_use]
pub fn log_sources(event: &Event) -> Vec<LogSource> {
    let source = &event.logsource;
    let of = |category: Option<String>| LogSource {
        product: source.product.as_deref().map(str::to_owned),
        service: source.service.as_deref().map(str::to_owned),
        category,
        ..LogSource::default()
    };
    if source.categories.is_empty() {
        return vec![of(None)];
    }
    source
        .categories
        .iter()
        .map(|c| of(Some(c.to_string())))
        .collect()
}

impl Reference {
    #[must_use]
    pub fn new(detector: &Detector) -> Self {
        let mut engine = Engine::new();
        engine.extend_compiled_rules(
            detector
                .rules()
                .iter()
                .enumerate()
                .map(|(place, rule)| CompiledRule {
                    id: Some(place.to_string()),
                    ..rule.compiled.clone()
                }),
        );
        Self(engine)
    }

    /// Places among the detector's rules of those that the event fires, in order.
    #[must_use]
    pub fn evaluate(&self, event: &Event, sources: &[LogSource]) -> Vec<usize> {
        let mut places: Vec<usize> = sources
            .iter()
            .flat_map(|source| self.0.evaluate_with_logsource(&View(event), source))
            .filter_map(|result| result.header.rule_id?.parse().ok())
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}
