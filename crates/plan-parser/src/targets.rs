//! Targets: the leaves of the "mục tiêu" part.

use crate::content::{self, cover, is_heading, words};
use crate::lines::lower;
use crate::marker::Mark;
use crate::metric;
use crate::model::{Found, Metric, Target};
use crate::outline::Id;
use crate::plan::{ANNEX_REF, Context, Reader};
use crate::sections::{self, Role};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

impl Reader<'_> {
    pub(crate) fn targets(&mut self, id: Id, context: &Context) {
        let node = self.tree.node(id).clone();
        let c = self.content[id].clone();
        let heading = lower(&self.heading(id));
        let general = heading.starts_with("mục tiêu chung")
            || heading.starts_with("mục tiêu tổng quát")
            || heading.starts_with("mục tiêu tổng thể")
            || heading == "tổng quát"
            || heading == "mục tiêu chủ yếu chung";
        if node.children.is_empty() {
            let ranges = self.leaf_ranges(id, true);
            if !ranges.is_empty() {
                self.general = general;
                self.target(&node.path, &ranges, context);
                self.general = false;
            }
            return;
        }
        // A general goal in dashes says the purpose of the plan; in one paragraph it is the goal.
        if general {
            if let Some(m) = c
                .more
                .first()
                .filter(|m| words(self.text(m)) >= 8 && !self.text(m).ends_with(':'))
            {
                self.general = true;
                self.target(&node.path, std::slice::from_ref(m), context);
                self.general = false;
            }
            return;
        }
        for child in node.children {
            let heading = self.heading(child);
            let next = self.year_of(child, context.clone());
            let has_below =
                !self.tree.node(child).children.is_empty() || !self.content[child].more.is_empty();
            match sections::inner(&heading, Role::Targets).filter(|_| has_below || words(&heading) <= 8) {
                Some(role) if role != Role::Targets => self.with_role(child, role, &next),
                _ => self.targets(child, &next),
            }
        }
    }

    pub(crate) fn target(&mut self, path: &str, ranges: &[Range<usize>], context: &Context) {
        let all = cover(ranges);
        let whole = content::text(self.flow, ranges);
        if self.only_refers(&whole) {
            return;
        }
        if ranges.len() == 1
            && let Some((_, parts)) = content::inline_parts(self.flow, &ranges[0])
        {
            for (n, part) in parts {
                self.one_target(&format!("{path}.({n})"), self.flow.get(&part), &part, context);
            }
            return;
        }
        self.one_target(path, &whole, &all, context);
    }

    pub(crate) fn one_target(&mut self, path: &str, text: &str, range: &Range<usize>, context: &Context) {
        static OWN: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(?:phấn đấu\s*,?\s*)?(?:(?:đến|tới|trong|hết|đến hết|từ)\s*)?(?:hết\s+|cuối\s+)?năm\s+(20[0-9][0-9])").expect("pattern")
        });
        static ANY: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"(?:đến|hết|trong)\s+(?:hết\s+|cuối\s+)?(?:năm|tháng [0-9]{1,2}(?:/| năm))\s*(20[0-9][0-9])",
            )
            .expect("pattern")
        });
        let low = self.flow.low(range);
        let own = OWN.captures(low).or_else(|| {
            if context.year.is_none() {
                ANY.captures(low)
            } else {
                None
            }
        });
        let horizon = match own.and_then(|c| {
            c.get(1)
                .and_then(|m| m.as_str().parse::<i32>().ok().map(|y| (y, m.range())))
        }) {
            Some((y, r)) => Some(Found {
                value: y,
                span: Some(self.flow.span(&(range.start + r.start..range.start + r.end))),
                confidence: 0.85,
            }),
            None => context.year.as_ref().map(|(r, _, y)| Found {
                value: *y,
                span: Some(self.flow.span(r)),
                confidence: 0.9,
            }),
        };
        let horizon = horizon.or_else(|| self.yearly.clone().filter(|_| !self.general));
        let metric = self.metric(range);
        self.plan.targets.push(Target {
            path: path.into(),
            text: text.into(),
            span: self.flow.span(range),
            horizon,
            metric,
            confidence: 0.85,
        });
    }

    pub(crate) fn metric(&self, range: &Range<usize>) -> Option<Metric> {
        let text = &self.flow.text[range.clone()];
        metric::parse(text).map(|m| Metric {
            comparator: m.comparator,
            value: m.value,
            unit: m.unit,
            of: m.of.map(|o| {
                self.flow
                    .get(&(range.start + o.start..range.start + o.end))
                    .to_string()
            }),
            span: self
                .flow
                .span(&(range.start + m.range.start..range.start + m.range.end)),
            confidence: 0.85,
        })
    }

    /// Paragraphs of a leaf: without its heading, where it has one.
    pub(crate) fn leaf_ranges(&self, id: Id, target: bool) -> Vec<Range<usize>> {
        let node = self.tree.node(id);
        let c = &self.content[id];
        let mut out = Vec::new();
        let heading = is_heading(self.flow, node, c) && !c.more.is_empty();
        if !heading && !c.own.is_empty() {
            // "Mục tiêu tổng quát: …" on one line.
            let text = self.text(&c.own);
            let low = lower(text);
            match text.find(':') {
                Some(at)
                    if target
                        && (low.starts_with("mục tiêu") || low.starts_with("tầm nhìn"))
                        && at + 1 < text.len() =>
                {
                    out.push(self.flow.trim(c.own.start + at + 1..c.own.end));
                }
                _ => out.push(c.own.clone()),
            }
        }
        out.extend(c.more.iter().cloned());
        // A heading alone is no item.
        if c.more.is_empty() && matches!(node.mark, Mark::Part | Mark::Roman(_) | Mark::Upper(_)) {
            out.clear();
        }
        out
    }

    pub(crate) fn only_refers(&self, text: &str) -> bool {
        words(text) <= if text.contains(". ") { 30 } else { 60 } && ANNEX_REF.is_match(&lower(text))
    }
}
