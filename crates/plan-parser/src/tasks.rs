//! Tasks: the smallest items with their own leads, and the time each has.

use crate::blocks::Label;
use crate::content::{self, cover, is_heading, named, words};
use crate::lines::lower;
use crate::marker::Mark;
use crate::metric;
use crate::model::{AgencyMention, Found, Task, Timeframe, TimeframeKind};
use crate::narrative;
use crate::outline::Id;
use crate::plan::{Context, Reader};
use crate::sections::{self, Role};
use crate::timeframe;
use std::ops::Range;

impl Reader<'_> {
    pub(crate) fn tasks(&mut self, id: Id, context: &Context) {
        let node = self.tree.node(id).clone();
        let c = self.content[id].clone();
        let mut context = context.clone();
        let name = named(self.flow, &c.own);
        if node.children.is_empty() {
            self.leaf_task(id, &context, name);
            return;
        }
        if name.is_some() && self.introduces(id) {
            context.coordinate = narrative::read(self.flow, &c.own, true).coordinate;
        }
        if let Some(n) = &name {
            context.lead.clone_from(&n.agencies);
            if n.agencies.iter().any(|a| content::is_committee(&a.name)) {
                let intro = n.rest.iter().chain(&c.more).next();
                if let Some(p) = intro {
                    context
                        .lead
                        .extend(content::operating_agency(self.flow, p).map_or_else(Vec::new, |o| o.0));
                }
            }
        } else if self.introduces(id) {
            // "X có trách nhiệm:" with (1), (2) below.
            let who = narrative::read(self.flow, &c.own, true);
            if !who.lead.is_empty() {
                context.lead = who.lead;
                context.coordinate = who.coordinate;
            }
        }
        // "1. Về tuyên truyền" and below it "Sở X chủ trì:" over the list.
        if name.is_none()
            && let Some(m) = c.more.last().filter(|m| self.text(m).ends_with(':'))
            && let Some(n) = named(self.flow, m)
        {
            context.lead = n.agencies;
        }
        if self.is_one_task(id) {
            self.merged_task(id, &context);
            return;
        }
        if !c.entries.is_empty()
            && content::leaves(&self.tree, id)
                .iter()
                .all(|l| self.content[*l].entries.is_empty())
        {
            context.block.clone_from(&c.entries);
        }
        // A paragraph of its own below an agency heading, before its list.
        if name.is_some()
            && let Some(m) = c
                .more
                .first()
                .filter(|m| words(self.text(m)) >= 8 && self.text(m).ends_with('.'))
            && content::operating_agency(self.flow, m).is_none()
        {
            self.task(&node.path, std::slice::from_ref(m), id, &context);
        }
        for child in node.children {
            let heading = self.heading(child);
            let next = self.year_of(child, context.clone());
            let below = !self.tree.node(child).children.is_empty() || !self.content[child].more.is_empty();
            let role = sections::inner(&heading, Role::Tasks).filter(|_| {
                below && !matches!(self.tree.node(child).mark, Mark::Bullet(_) | Mark::Letter(_))
            });
            match role {
                Some(role) if role != Role::Tasks => self.with_role(child, role, &next),
                _ => self.tasks(child, &next),
            }
        }
    }

    pub(crate) fn introduces(&self, id: Id) -> bool {
        self.text(&self.content[id].own).ends_with(':')
    }

    /// An item whose list tells its parts: one block, or one deadline, for all of them.
    pub(crate) fn is_one_task(&self, id: Id) -> bool {
        let node = self.tree.node(id);
        let own = self.text(&self.content[id].own);
        let low = lower(own);
        let bullets = node.children.iter().all(|c| {
            matches!(self.tree.node(*c).mark, Mark::Bullet(_) | Mark::Paren(_))
                && self.tree.node(*c).children.is_empty()
        });
        if !bullets || named(self.flow, &self.content[id].own).is_some() {
            return false;
        }
        if content::tells_parts(&low)
            && !node
                .children
                .iter()
                .any(|c| !self.content[*c].entries.is_empty() && *c != node.children[node.children.len() - 1])
        {
            return true;
        }
        let last = node.children[node.children.len() - 1];
        let blocks = node
            .children
            .iter()
            .filter(|c| !self.content[**c].entries.is_empty())
            .count();
        let block_at_end = blocks == 1 && !self.content[last].entries.is_empty()
            || !self.content[id].entries.is_empty() && blocks == 0;
        let lists_parts = [
            "gồm:",
            "bao gồm:",
            "gồm có:",
            "sau:",
            "sau đây:",
            "như:",
            "cụ thể:",
            "nội dung:",
        ]
        .iter()
        .any(|e| low.ends_with(e))
            && words(own) >= 8;
        let parens = node
            .children
            .iter()
            .all(|c| matches!(self.tree.node(*c).mark, Mark::Paren(_)));
        let ends = |c: Id| timeframe::trailing(self.flow.low(&self.content[c].own)).is_some();
        if parens {
            let deadline = ends(last) && !node.children[..node.children.len() - 1].iter().any(|c| ends(*c));
            return blocks <= 1 && block_at_end || deadline;
        }
        match node.mark {
            Mark::Letter(_) | Mark::Bullet(_) => {
                block_at_end && !is_heading(self.flow, node, &self.content[id]) && words(own) >= 12
                    || lists_parts && blocks == 0
            }
            Mark::Arabic(_) => lists_parts && block_at_end,
            _ => false,
        }
    }

    pub(crate) fn merged_task(&mut self, id: Id, context: &Context) {
        let node = self.tree.node(id).clone();
        let mut ranges = vec![self.content[id].own.clone()];
        ranges.extend(self.content[id].more.clone());
        let mut holder = id;
        for c in &node.children {
            ranges.push(self.content[*c].own.clone());
            ranges.extend(self.content[*c].more.clone());
            if !self.content[*c].entries.is_empty() {
                holder = *c;
            }
        }
        ranges.retain(|r| !r.is_empty());
        let holder = if self.block(id).is_empty() { holder } else { id };
        self.task(&node.path, &ranges, holder, context);
    }

    pub(crate) fn leaf_task(&mut self, id: Id, context: &Context, name: Option<content::Named>) {
        let path = self.tree.node(id).path.clone();
        let mut context = context.clone();
        let mut ranges = self.leaf_ranges(id, false);
        if let Some(n) = name {
            context.lead.clone_from(&n.agencies);
            if n.agencies.iter().any(|a| content::is_committee(&a.name))
                && let Some(p) = n.rest.iter().chain(&self.content[id].more).next()
            {
                context
                    .lead
                    .extend(content::operating_agency(self.flow, p).map_or_else(Vec::new, |o| o.0));
            }
            ranges = n
                .rest
                .into_iter()
                .chain(self.content[id].more.iter().cloned())
                .collect();
            if ranges.is_empty() {
                return;
            }
        }
        if ranges.is_empty() {
            return;
        }
        let text = content::text(self.flow, &ranges);
        if self.only_refers(&text) || self.block(id).is_empty() && words(&text) < 3 {
            return;
        }
        // "(1) … (2) …" in the sentence, each on its own.
        if self.block(id).is_empty()
            && ranges.len() == 1
            && timeframe::trailing(self.flow.low(&ranges[0])).is_none()
            && let Some((intro, parts)) = content::inline_parts(self.flow, &ranges[0])
            && !content::tells_parts(self.flow.low(&intro))
        {
            let who = narrative::read(self.flow, &intro, !context.lead.is_empty());
            if !who.lead.is_empty() {
                context.lead = who.lead;
            }
            for (n, part) in parts {
                self.task(&format!("{path}.({n})"), &[part], id, &context);
            }
            return;
        }
        self.task(&path, &ranges, id, &context);
    }

    pub(crate) fn task(&mut self, path: &str, ranges: &[Range<usize>], holder: Id, context: &Context) {
        let flow = self.flow;
        let mut block = self.block(holder).to_vec();
        if block.is_empty() {
            block.clone_from(&context.block);
        }
        let own_block = !self.content[holder].entries.is_empty();
        let all = cover(ranges);
        let text = content::text(flow, ranges);
        let mut lead = Vec::new();
        let mut coordinate = Vec::new();
        let mut product = None;
        let mut time: Option<Range<usize>> = None;
        let sure = if own_block { 0.95 } else { 0.85 };
        let agencies_named = block
            .iter()
            .any(|e| matches!(e.label, Label::Lead | Label::Coordinate));
        for e in &block {
            match e.label {
                Label::Lead | Label::Coordinate => {
                    let low = flow.low(&e.content);
                    let mut found = content::mentions(flow, &e.content, sure);
                    if e.label == Label::Lead
                        && low.contains("phối hợp")
                        && let Some(who) = narrative::shared(flow, &e.content)
                    {
                        found = who.lead;
                        coordinate.extend(who.coordinate);
                    }
                    if let Some(scope) = &e.scope {
                        for a in &mut found {
                            if a.scope.is_none() {
                                a.scope = Some(flow.get(scope).to_string());
                                a.scope_span = Some(flow.span(scope));
                            }
                        }
                    }
                    if e.label == Label::Lead {
                        lead.extend(found)
                    } else {
                        coordinate.extend(found)
                    }
                }
                Label::Time => time = Some(e.content.clone()),
                Label::Product => {
                    product = Some(Found {
                        value: flow.get(&e.content).to_string(),
                        span: Some(flow.span(&e.content)),
                        confidence: sure,
                    })
                }
                Label::Other => {}
            }
        }
        if !agencies_named {
            for (i, r) in ranges.iter().enumerate() {
                let who = narrative::read(flow, r, !context.lead.is_empty() || !lead.is_empty());
                // Parts of a list below the first sentence name who is spoken of, not who leads.
                if lead.is_empty() && (i == 0 || context.lead.is_empty()) {
                    lead = who.lead;
                }
                for c in who.coordinate {
                    if !coordinate
                        .iter()
                        .any(|o: &AgencyMention| lower(&o.name) == lower(&c.name))
                    {
                        coordinate.push(c);
                    }
                }
            }
        }
        if lead.is_empty() {
            lead.clone_from(&context.lead);
            if coordinate.is_empty() {
                coordinate.clone_from(&context.coordinate);
            }
        }
        let timeframe = self.timeframe(ranges, time, context);
        let found_who: Vec<String> = lead.iter().map(|a| a.name.clone()).collect();
        let confidence = if own_block {
            0.95
        } else if lead.is_empty() {
            0.7
        } else {
            0.85
        };
        self.items
            .push((path.into(), ranges.to_vec(), found_who, context.organisation));
        self.plan.tasks.push(Task {
            path: path.into(),
            text,
            span: flow.span(&all),
            lead,
            coordinate,
            timeframe,
            product,
            confidence,
        });
        self.extra_target(path, ranges, context);
    }

    /// A ratio promised inside a task ("đạt tối thiểu 15% …") that no target states yet: the sentence is a target.
    pub(crate) fn extra_target(&mut self, path: &str, ranges: &[Range<usize>], context: &Context) {
        for r in ranges {
            let text = &self.flow.text[r.clone()];
            let Some(m) = metric::parse(text) else { continue };
            let low = self.flow.low(r);
            let head = low[..m.range.start].trim_end();
            let promised = [
                "đạt tối thiểu",
                "tối thiểu",
                "ít nhất",
                "không thấp hơn",
                "không dưới",
            ]
            .iter()
            .any(|w| head.ends_with(w));
            if m.unit != "%" || !promised {
                continue;
            }
            let known = self.plan.targets.iter().any(|t| {
                t.metric
                    .as_ref()
                    .is_some_and(|k| k.unit == m.unit && (k.value - m.value).abs() < f64::EPSILON)
            });
            if known {
                continue;
            }
            let from = text[..m.range.start].rfind(". ").map_or(0, |p| p + 2);
            let to = text[m.range.end..]
                .find(". ")
                .map_or(text.len(), |p| m.range.end + p + 1);
            let sentence = self.flow.trim(r.start + from..r.start + to);
            let shown = self.flow.get(&sentence).to_string();
            self.one_target(path, &shown, &sentence, context);
            if let Some(t) = self.plan.targets.last_mut() {
                t.confidence = 0.6;
            }
        }
    }

    pub(crate) fn timeframe(
        &self,
        ranges: &[Range<usize>],
        labelled: Option<Range<usize>>,
        context: &Context,
    ) -> Timeframe {
        let flow = self.flow;
        let year = context.year.as_ref().map(|y| y.2).or(self.year);
        let make = |range: &Range<usize>, confidence: f32| {
            let text = flow.get(range).trim_end_matches(['.', ';', ' ']).to_string();
            let p = timeframe::parse(&text, year);
            Timeframe {
                text: Some(text),
                kind: p.kind,
                from: p.from,
                to: p.to,
                every_months: p.every_months,
                span: Some(flow.span(range)),
                confidence,
            }
        };
        if let Some(range) = labelled {
            return make(&range, 0.95);
        }
        let at = |r: &Range<usize>, part: Range<usize>| r.start + part.start..r.start + part.end;
        if let Some(r) = ranges.last()
            && let Some(part) = timeframe::trailing(flow.low(r))
        {
            return make(&at(r, part), 0.9);
        }
        for r in ranges.iter().rev() {
            if let Some(part) = timeframe::clause(flow.low(r)) {
                return make(&at(r, part), 0.8);
            }
        }
        if let Some((range, from, to)) = &context.year {
            return Timeframe {
                text: Some(flow.get(range).to_string()),
                kind: if from.is_some() {
                    TimeframeKind::Range
                } else {
                    TimeframeKind::By
                },
                from: from.map(|y| y.to_string()),
                to: Some(to.to_string()),
                every_months: None,
                span: Some(flow.span(range)),
                confidence: 0.7,
            };
        }
        for r in ranges {
            if let Some(part) = timeframe::soft(flow.low(r)) {
                return make(&at(r, part), 0.6);
            }
        }
        Timeframe {
            confidence: 0.7,
            ..Timeframe::default()
        }
    }
}
