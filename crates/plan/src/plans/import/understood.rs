//! What the parser found, as the head and the items of a version: each field with its span and confidence.

use crate::plans::{
    FieldSpan, Head, Item, ItemData, ItemKind, Metric, Party, PartyRole, PartyState, Review, Timeframe,
    TimeframeKind, rules,
};
use coloa_base::{ItemId, PlanId, PlanVersionId};
use coloa_plan_parser as parser;
use std::collections::BTreeMap;
use uuid::Uuid;

fn field_span(span: &parser::Span, confidence: f32) -> FieldSpan {
    FieldSpan {
        start: span.bytes.start,
        end: span.bytes.end,
        confidence: f64::from(confidence),
    }
}

pub(super) fn head_of(parsed: &parser::ParsedPlan) -> Head {
    let d = &parsed.document;
    let mut spans = BTreeMap::new();
    let mut one = |name: &str, found: &Option<parser::Found<String>>| -> Option<String> {
        let found = found.as_ref()?;
        if let Some(span) = &found.span {
            spans.insert(name.to_owned(), field_span(span, found.confidence));
        }
        Some(found.value.clone())
    };
    let (issuer, province, number) = (
        one("issuer", &d.issuer),
        one("province", &d.province),
        one("number", &d.number),
    );
    let (date, title) = (one("date", &d.date), one("title", &d.title));
    let (signer_role, signer_name) = (
        one("signer_role", &d.signer_role),
        one("signer_name", &d.signer_name),
    );
    let mut many = |name: &str, found: &[parser::Found<String>]| -> Vec<String> {
        for (i, f) in found.iter().enumerate() {
            if let Some(span) = &f.span {
                spans.insert(format!("{name}.{i}"), field_span(span, f.confidence));
            }
        }
        found.iter().map(|f| f.value.clone()).collect()
    };
    let (implements, replaces) = (many("implements", &d.implements), many("replaces", &d.replaces));
    let (cites, recipients) = (many("cites", &d.cites), many("recipients", &d.recipients));
    Head {
        issuer,
        province,
        number,
        date,
        title,
        implements,
        replaces,
        cites,
        signer_role,
        signer_name,
        recipients,
        spans,
    }
}

/// An item being built from what the parser found.
struct Draft {
    kind: ItemKind,
    path: String,
    text: String,
    data: ItemData,
    spans: BTreeMap<String, FieldSpan>,
    confidence: f32,
    parties: Vec<Party>,
    start: usize,
}

impl Draft {
    fn new(kind: ItemKind, path: &str, text: &str, span: &parser::Span, confidence: f32) -> Self {
        Self {
            kind,
            path: path.to_owned(),
            text: text.to_owned(),
            data: ItemData::default(),
            spans: BTreeMap::from([("text".to_owned(), field_span(span, confidence))]),
            confidence,
            parties: Vec::new(),
            start: span.bytes.start,
        }
    }

    fn span(&mut self, field: impl Into<String>, span: Option<&parser::Span>, confidence: f32) {
        if let Some(span) = span {
            self.spans.insert(field.into(), field_span(span, confidence));
        }
    }

    fn party(
        &mut self,
        role: PartyRole,
        printed: &str,
        scope: Option<&str>,
        span: Option<&parser::Span>,
        confidence: f32,
    ) {
        let id = Uuid::now_v7();
        let ordinal = self.parties.iter().filter(|p| p.role == role).count();
        self.parties.push(Party {
            id,
            role,
            ordinal: i32::try_from(ordinal).unwrap_or(i32::MAX),
            printed: printed.to_owned(),
            scope: scope.map(str::to_owned),
            state: PartyState::Unresolved,
            via: None,
            confidence: f64::from(confidence),
            agencies: Vec::new(),
        });
        self.span(format!("party:{id}"), span, confidence);
    }
}

fn timeframe_of(t: &parser::Timeframe) -> Timeframe {
    let kind = match (TimeframeKind::parse(t.kind.code()), t.every_months) {
        (_, Some(3)) => TimeframeKind::Quarterly,
        (Some(kind), _) => kind,
        (None, _) => TimeframeKind::None,
    };
    Timeframe {
        text: t.text.clone(),
        kind,
        from: t.from.clone(),
        to: t.to.clone(),
        every_months: t.every_months.map(u32::from),
    }
}

pub(super) fn items_of(
    p: &parser::ParsedPlan,
    text: &str,
    plan: PlanId,
    version: PlanVersionId,
) -> Vec<Item> {
    let mut drafts = Vec::new();
    for t in &p.targets {
        let mut d = Draft::new(ItemKind::Target, &t.path, &t.text, &t.span, t.confidence);
        if let Some(horizon) = &t.horizon {
            d.data.horizon = Some(horizon.value);
            d.span("horizon", horizon.span.as_ref(), horizon.confidence);
        }
        if let Some(m) = &t.metric {
            d.data.metric = Some(Metric {
                comparator: m.comparator.code().to_owned(),
                value: m.value,
                unit: m.unit.clone(),
                of: m.of.clone(),
            });
            d.span("metric", Some(&m.span), m.confidence);
        }
        drafts.push(d);
    }
    for t in &p.tasks {
        let mut d = Draft::new(ItemKind::Task, &t.path, &t.text, &t.span, t.confidence);
        for (role, mentions) in [(PartyRole::Lead, &t.lead), (PartyRole::Coordinate, &t.coordinate)] {
            for m in mentions {
                d.party(role, &m.name, m.scope.as_deref(), Some(&m.span), m.confidence);
            }
        }
        d.data.timeframe = timeframe_of(&t.timeframe);
        d.span("timeframe", t.timeframe.span.as_ref(), t.timeframe.confidence);
        if let Some(product) = &t.product {
            d.data.product = Some(product.value.clone());
            d.span("product", product.span.as_ref(), product.confidence);
        }
        drafts.push(d);
    }
    for a in &p.assignments {
        let mut d = Draft::new(ItemKind::Assignment, &a.path, &a.text, &a.span, a.confidence);
        if let Some(agency) = &a.agency {
            d.party(
                PartyRole::Assignee,
                &agency.value,
                None,
                agency.span.as_ref(),
                agency.confidence,
            );
        }
        drafts.push(d);
    }
    for o in &p.obligations {
        let mut d = Draft::new(ItemKind::Obligation, &o.path, &o.what, &o.span, o.confidence);
        for who in &o.who {
            d.party(PartyRole::Report, who, None, None, o.confidence);
        }
        d.data.to = o.to.clone();
        d.data.via = o.via.clone();
        d.data.due = o.due.clone();
        d.data.recurrence = o.recurrence.map(|r| r.code().to_owned());
        d.data.every_months = o.every_months;
        drafts.push(d);
    }
    // The order of the document; an obligation stands after the item it was read from.
    drafts.sort_by_key(|d| (d.start, d.kind));
    if let Some(annex) = p.annex {
        for draft in drafts.iter_mut().filter(|d| d.start >= annex) {
            draft.path = rules::in_annex(&draft.path);
        }
    }
    let places: Vec<(&str, usize)> = drafts.iter().map(|d| (d.path.as_str(), d.start)).collect();
    let headings = rules::headings(text, &places);
    drafts
        .into_iter()
        .enumerate()
        .map(|(i, d)| Item {
            id: ItemId::new(),
            plan_version: version,
            plan,
            lineage: Uuid::now_v7(),
            derived_from: None,
            kind: d.kind,
            ordinal: i32::try_from(i).unwrap_or(i32::MAX),
            heading: headings.get(rules::parent_path(&d.path)).cloned(),
            path: d.path,
            text: d.text,
            data: d.data,
            spans: d.spans,
            confidence: f64::from(d.confidence),
            review: Review::Unseen,
            starting_state: None,
            parties: d.parties,
            version: 1,
        })
        .collect()
}
