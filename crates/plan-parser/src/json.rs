//! The JSON other programs read (the shape of `coloa plan parse --format json`): the fields of a plan, and
//! beside them `spans` (character offsets `[from, to)` into the normalised text), `confidence` and `notes`.

use crate::model::{AgencyMention, Document, Found, ParsedPlan, Span, Timeframe};
use serde_json::{Map, Value, json};

fn span(s: &Span) -> Value {
    json!([s.chars.start, s.chars.end])
}

fn maybe(s: Option<&Span>) -> Value {
    s.map_or(Value::Null, span)
}

/// Two decimals are all a confidence means.
fn sure(c: f32) -> Value {
    json!((f64::from(c) * 100.0).round() / 100.0)
}

fn value<T: Clone + Into<Value>>(f: Option<&Found<T>>) -> Value {
    f.map_or(Value::Null, |f| f.value.clone().into())
}

fn agencies(list: &[AgencyMention]) -> Value {
    list.iter()
        .map(|a| json!({"agency": a.name, "scope": a.scope}))
        .collect()
}

fn agency_spans(list: &[AgencyMention]) -> Value {
    list.iter().map(|a| span(&a.span)).collect()
}

fn weakest(list: &[AgencyMention]) -> Value {
    list.iter()
        .map(|a| a.confidence)
        .reduce(f32::min)
        .map_or(Value::Null, sure)
}

fn time(t: &Timeframe) -> Value {
    let mut out = json!({"text": t.text, "kind": t.kind.code(), "from": t.from, "to": t.to});
    if let Some(n) = t.every_months {
        out["every_months"] = json!(n);
    }
    out
}

fn document(d: &Document) -> Value {
    let list = |l: &[Found<String>]| -> Value { l.iter().map(|f| f.value.clone()).collect() };
    let spans = |l: &[Found<String>]| -> Value { l.iter().map(|f| maybe(f.span.as_ref())).collect() };
    let single = [
        ("issuer", &d.issuer),
        ("province", &d.province),
        ("number", &d.number),
        ("date", &d.date),
        ("title", &d.title),
        ("signer_role", &d.signer_role),
        ("signer_name", &d.signer_name),
    ];
    let mut at = Map::new();
    let mut confidence = Map::new();
    for (key, field) in single {
        at.insert(
            key.into(),
            field.as_ref().map_or(Value::Null, |f| maybe(f.span.as_ref())),
        );
        confidence.insert(
            key.into(),
            field.as_ref().map_or(Value::Null, |f| sure(f.confidence)),
        );
    }
    for (key, l) in [
        ("implements", &d.implements),
        ("replaces", &d.replaces),
        ("cites", &d.cites),
        ("recipients", &d.recipients),
    ] {
        at.insert(key.into(), spans(l));
        confidence.insert(
            key.into(),
            l.iter()
                .map(|f| f.confidence)
                .reduce(f32::min)
                .map_or(Value::Null, sure),
        );
    }
    json!({
        "issuer": value(d.issuer.as_ref()),
        "province": value(d.province.as_ref()),
        "number": value(d.number.as_ref()),
        "date": value(d.date.as_ref()),
        "title": value(d.title.as_ref()),
        "implements": list(&d.implements),
        "replaces": list(&d.replaces),
        "cites": list(&d.cites),
        "signer": {"role": value(d.signer_role.as_ref()), "name": value(d.signer_name.as_ref())},
        "recipients": list(&d.recipients),
        "spans": at,
        "confidence": confidence,
    })
}

impl ParsedPlan {
    /// The whole plan as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let targets: Vec<Value> = self
            .targets
            .iter()
            .map(|t| {
                let metric = t.metric.as_ref().map(|m| {
                    json!({"comparator": m.comparator.code(), "value": m.value, "unit": m.unit, "of": m.of})
                });
                json!({
                    "path": t.path,
                    "horizon": t.horizon.as_ref().map(|h| h.value),
                    "text": t.text,
                    "metric": metric,
                    "spans": {
                        "text": span(&t.span),
                        "horizon": maybe(t.horizon.as_ref().and_then(|h| h.span.as_ref())),
                        "metric": maybe(t.metric.as_ref().map(|m| &m.span)),
                    },
                    "confidence": {
                        "text": sure(t.confidence),
                        "horizon": t.horizon.as_ref().map_or(Value::Null, |h| sure(h.confidence)),
                        "metric": t.metric.as_ref().map_or(Value::Null, |m| sure(m.confidence)),
                    },
                })
            })
            .collect();
        let tasks: Vec<Value> = self
            .tasks
            .iter()
            .map(|t| {
                json!({
                    "path": t.path,
                    "text": t.text,
                    "lead": agencies(&t.lead),
                    "coordinate": agencies(&t.coordinate),
                    "timeframe": time(&t.timeframe),
                    "product": value(t.product.as_ref()),
                    "spans": {
                        "text": span(&t.span),
                        "lead": agency_spans(&t.lead),
                        "coordinate": agency_spans(&t.coordinate),
                        "timeframe": maybe(t.timeframe.span.as_ref()),
                        "product": maybe(t.product.as_ref().and_then(|p| p.span.as_ref())),
                    },
                    "confidence": {
                        "text": sure(t.confidence),
                        "lead": weakest(&t.lead),
                        "coordinate": weakest(&t.coordinate),
                        "timeframe": sure(t.timeframe.confidence),
                    },
                })
            })
            .collect();
        let obligations: Vec<Value> = self
            .obligations
            .iter()
            .map(|o| {
                let mut out = json!({
                    "path": o.path,
                    "who": o.who,
                    "what": o.what,
                    "to": o.to,
                    "via": o.via,
                    "due": o.due,
                    "recurrence": o.recurrence.map(|r| r.code()),
                    "spans": {"what": span(&o.span)},
                    "confidence": {"what": sure(o.confidence)},
                });
                if let Some(n) = o.every_months {
                    out["every_months"] = json!(n);
                }
                out
            })
            .collect();
        let assignments: Vec<Value> = self
            .assignments
            .iter()
            .map(|a| {
                json!({
                    "path": a.path,
                    "agency": value(a.agency.as_ref()),
                    "text": a.text,
                    "spans": {"text": span(&a.span), "agency": maybe(a.agency.as_ref().and_then(|g| g.span.as_ref()))},
                    "confidence": {"text": sure(a.confidence), "agency": a.agency.as_ref().map_or(Value::Null, |g| sure(g.confidence))},
                })
            })
            .collect();
        json!({
            "document": document(&self.document),
            "targets": targets,
            "tasks": tasks,
            "obligations": obligations,
            "assignments": assignments,
            "notes": self.notes,
        })
    }
}
