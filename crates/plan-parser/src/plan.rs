//! From the outline to targets, tasks, assignments and obligations.

use crate::blocks::Label;
use crate::content::{self, Content, Entry, cover, is_heading, named, words};
use crate::head::{self, Regions};
use crate::lines::{Flow, lower};
use crate::marker::Mark;
use crate::metric;
use crate::model::{
    AgencyMention, Assignment, Document, Found, Metric, Obligation, ParsedPlan, Target, Task, Timeframe,
    TimeframeKind,
};
use crate::narrative;
use crate::obligations;
use crate::outline::{self, Id, Outline};
use crate::sections::{self, Role};
use crate::tables;
use crate::timeframe;
use coloa_base::Note;
use regex::Regex;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

static ANNEX_REF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:có |kèm theo |chi tiết |cụ thể |tại |theo )[^.;]{0,40}phụ lục|phụ lục[^.;]{0,60}(?:kèm theo|đính kèm|gửi kèm)|(?:danh mục|biểu)[^.;]{0,60}(?:kèm theo|đính kèm)").expect("pattern")
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:trên đây là|yêu cầu |đề nghị |trong quá trình|căn cứ kế hoạch|quá trình|các (?:cấp ủy|sở|cơ quan|đơn vị)[^.]*(?:nghiêm túc|kế hoạch này)|(?:ủy ban nhân dân|ubnd|ban thường vụ|ban chỉ đạo|chủ tịch|đảng ủy)[^.]*(?:yêu cầu|đề nghị))").expect("pattern")
});

/// Heading years and agencies that an item stands under.
#[derive(Clone, Debug, Default)]
struct Context {
    lead: Vec<AgencyMention>,
    /// Range of the words, from, to.
    year: Option<(Range<usize>, Option<i32>, i32)>,
}

struct Reader<'a> {
    flow: &'a Flow,
    tree: Outline,
    content: Vec<Content>,
    /// The node whose block an item without one shares.
    shared: Vec<Option<Id>>,
    plan: ParsedPlan,
    year: Option<i32>,
    /// Items for the obligations: path, text, who, in the organisation part.
    items: Vec<(String, Vec<Range<usize>>, Vec<String>, bool)>,
    closing: Vec<Range<usize>>,
}

/// Understands a cleaned document.
#[must_use]
pub fn understand(flow: &Flow, regions: &Regions) -> ParsedPlan {
    let document = head::read(flow, regions);
    let data: HashSet<usize> = flow
        .tables
        .iter()
        .enumerate()
        .filter(|(_, g)| tables::is_data(flow, g))
        .map(|(i, _)| i)
        .collect();
    let paragraphs = |list: &[usize]| -> Vec<Range<usize>> {
        let mut out = Vec::new();
        for &i in list {
            let p = &flow.paras[i];
            match p.row {
                Some((t, _)) if data.contains(&t) => {}
                // A table used for layout: its cells are paragraphs.
                Some((t, r)) => out.extend(flow.tables[t].rows[r].iter().filter(|c| !c.is_empty()).cloned()),
                None => out.push(p.range.clone()),
            }
        }
        out
    };
    let body = paragraphs(&regions.body);
    let label = |text: &str| crate::blocks::begins(text);
    let tree = outline::build(flow, &body, &label);
    let content = tree.nodes.iter().map(|n| content::of(flow, n)).collect();
    let year = document
        .date
        .as_ref()
        .and_then(|d| d.value.get(..4).and_then(|y| y.parse().ok()));
    let year = document
        .title
        .as_ref()
        .and_then(|t| timeframe::heading_year(&lower(&t.value)))
        .filter(|(r, f, _)| f.is_none() && !r.is_empty())
        .map(|y| y.2)
        .or(year);
    let mut reader = Reader {
        flow,
        shared: vec![None; tree.nodes.len()],
        tree,
        content,
        plan: ParsedPlan {
            document,
            ..ParsedPlan::default()
        },
        year,
        items: Vec::new(),
        closing: Vec::new(),
    };
    reader.take_closing();
    reader.share_blocks();
    reader.sections();
    let mut plan = reader.finish();
    // Annexes: tables, or text in the same form as the body.
    for (t, grid) in flow.tables.iter().enumerate() {
        if data.contains(&t) {
            let (tasks, targets) = tables::read(flow, grid, year);
            plan.tasks.extend(tasks);
            plan.targets.extend(targets);
        }
    }
    let annex = paragraphs(&regions.annex);
    if !annex.is_empty() && plan.tasks.is_empty() {
        let tree = outline::build(flow, &annex, &label);
        let content = tree.nodes.iter().map(|n| content::of(flow, n)).collect();
        let mut reader = Reader {
            flow,
            shared: vec![None; tree.nodes.len()],
            tree,
            content,
            plan: ParsedPlan::default(),
            year,
            items: Vec::new(),
            closing: Vec::new(),
        };
        reader.share_blocks();
        if reader
            .content
            .iter()
            .any(|c| c.entries.iter().any(|e| e.label == Label::Lead))
        {
            reader.tasks(0, &Context::default());
        }
        plan.tasks.extend(reader.finish().tasks);
    }
    notes(flow, regions, &mut plan, !data.is_empty());
    plan
}

fn notes(flow: &Flow, regions: &Regions, plan: &mut ParsedPlan, table: bool) {
    let mut note = |code: &str, detail: Option<String>| {
        plan.notes.push(Note {
            code: code.into(),
            detail,
        })
    };
    let refers = regions
        .head
        .iter()
        .chain(&regions.preamble)
        .chain(&regions.body)
        .find_map(|i| {
            let p = &flow.paras[*i].range;
            ANNEX_REF
                .find(flow.low(p))
                .map(|m| flow.text[p.start + m.start()..p.start + m.end()].to_string())
        });
    if let Some(words) = refers
        && regions.annex.is_empty()
        && !table
    {
        note("plan.annex_missing", Some(words));
    }
    let d = &plan.document;
    let missing: Vec<&str> = [
        ("number", d.number.is_none()),
        ("date", d.date.is_none()),
        ("issuer", d.issuer.is_none()),
        ("title", d.title.is_none()),
        ("signer", d.signer_name.is_none()),
    ]
    .into_iter()
    .filter_map(|(k, m)| m.then_some(k))
    .collect();
    for key in missing {
        plan.notes.push(Note {
            code: "plan.head_missing".into(),
            detail: Some(key.into()),
        });
    }
    if plan.tasks.is_empty() {
        plan.notes.push(Note {
            code: "plan.no_tasks".into(),
            detail: None,
        });
    }
    let without = plan.tasks.iter().filter(|t| t.lead.is_empty()).count();
    if without > 0 {
        plan.notes.push(Note {
            code: "plan.tasks_without_lead".into(),
            detail: Some(without.to_string()),
        });
    }
}

impl Reader<'_> {
    fn text(&self, range: &Range<usize>) -> &str {
        self.flow.get(range)
    }

    /// The paragraphs after the last item that speak of the plan as a whole.
    fn take_closing(&mut self) {
        let Some(last) = self.content.len().checked_sub(1) else {
            return;
        };
        let flow = self.flow;
        let node = self.tree.node(last);
        let heading = is_heading(flow, node, &self.content[last]) && last > 0;
        let c = &mut self.content[last];
        // The first paragraph below a heading is what the heading announces.
        let keep = usize::from(
            heading
                && !c
                    .more
                    .first()
                    .is_some_and(|m| flow.low(m).starts_with("trên đây")),
        );
        let from = c
            .more
            .iter()
            .enumerate()
            .skip(keep)
            .find(|(_, m)| CLOSING.is_match(flow.low(m)))
            .map(|(i, _)| i);
        if let Some(from) = from {
            self.closing = c.more.split_off(from);
        }
    }

    /// Lettered items that share one block after the last of them.
    fn share_blocks(&mut self) {
        for id in 0..self.tree.nodes.len() {
            let group = matches!(
                self.tree.node(id).mark,
                Mark::Arabic(_) | Mark::Roman(_) | Mark::Article(_) | Mark::Letter(_)
            ) || id == 0;
            if !group {
                continue;
            }
            let below: Vec<Id> = content::leaves(&self.tree, id);
            let mut next: Option<Id> = None;
            for leaf in below.into_iter().rev() {
                if leaf == id {
                    continue;
                }
                if !self.content[leaf].entries.is_empty() {
                    next = Some(leaf);
                } else if let Some(n) = next
                    && self.shared[leaf].is_none()
                    && self.same_group(leaf, n, id)
                {
                    self.shared[leaf] = Some(n);
                }
            }
        }
    }

    /// Items share a block when they are letters or bullets of one list.
    fn same_group(&self, a: Id, b: Id, group: Id) -> bool {
        let number = |i: Id| {
            matches!(
                self.tree.node(i).mark,
                Mark::Arabic(_) | Mark::Roman(_) | Mark::Article(_)
            )
        };
        if number(a) || number(b) {
            return false;
        }
        let path = |i: Id| self.tree.ancestors(i).take_while(|p| *p != group).any(number);
        !path(a) && !path(b)
    }

    fn block(&self, id: Id) -> &[Entry] {
        let own = &self.content[id].entries;
        if !own.is_empty() {
            return own;
        }
        self.shared[id].map_or(&[], |s| &self.content[s].entries)
    }

    fn heading(&self, id: Id) -> String {
        let text = self.text(&self.content[id].own);
        match text.find(':') {
            Some(at) if words(&text[..at]) >= 1 => text[..at].to_string(),
            _ => text.split_whitespace().take(40).collect::<Vec<_>>().join(" "),
        }
    }

    fn sections(&mut self) {
        let top: Vec<Id> = self.tree.node(0).children.clone();
        for id in top {
            self.section(id, None);
        }
    }

    /// A part, a Roman section, an article or a top number.
    fn section(&mut self, id: Id, outer: Option<Role>) {
        let node = self.tree.node(id).clone();
        let heading = self.heading(id);
        let role = sections::role(&heading).or(outer);
        if matches!(node.mark, Mark::Part | Mark::Upper(_))
            && node
                .children
                .iter()
                .any(|c| !matches!(self.tree.node(*c).mark, Mark::Bullet(_) | Mark::Letter(_)))
        {
            for c in node.children {
                self.section(c, role);
            }
            return;
        }
        let role = role.unwrap_or_else(|| self.guess(id));
        let context = self.year_of(id, Context::default());
        self.with_role(id, role, &context);
    }

    /// A section whose heading says nothing: a list of what agencies must do is a list of tasks.
    fn guess(&self, id: Id) -> Role {
        let below = content::leaves(&self.tree, id);
        let blocks = below
            .iter()
            .any(|l| self.content[*l].entries.iter().any(|e| e.label == Label::Lead));
        let own = &self.content[id].own;
        let agency = named(self.flow, own).is_some() || self.names_doer(own);
        let roman = matches!(self.tree.node(id).mark, Mark::Roman(_));
        let inside = roman
            && self
                .tree
                .node(id)
                .children
                .iter()
                .any(|c| named(self.flow, &self.content[*c].own).is_some());
        if blocks || agency || inside {
            Role::Tasks
        } else {
            Role::Context
        }
    }

    fn names_doer(&self, range: &Range<usize>) -> bool {
        let low = self.flow.low(range);
        let skip = content::preface(low);
        crate::agencies::subject(
            &self.flow.text[range.start + skip..range.end.max(range.start + skip)],
            &low[skip.min(low.len())..],
        )
        .is_some_and(|s| s.verb)
    }

    fn year_of(&self, id: Id, mut context: Context) -> Context {
        let own = self.content[id].own.clone();
        let node = self.tree.node(id);
        let leaf = node.children.is_empty() && self.content[id].more.is_empty();
        // Only the heading's own words: a run-in item keeps its year to itself.
        let head_len = self.text(&own).find(':').unwrap_or(own.len());
        let range = own.start..own.start + head_len.min(own.len());
        if !leaf
            && words(self.text(&range)) <= 40
            && let Some((r, from, to)) = timeframe::heading_year(self.flow.low(&range))
        {
            context.year = Some((range.start + r.start..range.start + r.end, from, to));
        }
        context
    }

    fn with_role(&mut self, id: Id, role: Role, context: &Context) {
        match role {
            Role::Targets => self.targets(id, context),
            Role::Tasks => self.tasks(id, context),
            Role::Organisation => self.organisation(id, context),
            Role::Reporting => self.reporting(id),
            Role::Context => self.context(id, context),
            Role::Funding | Role::Annex => {}
        }
    }

    /// Inside "Mục đích, yêu cầu" a sub-heading may still open targets or tasks.
    fn context(&mut self, id: Id, context: &Context) {
        for c in self.tree.node(id).children.clone() {
            let heading = self.heading(c);
            if let Some(role) = sections::inner(&heading, Role::Context)
                && role != Role::Context
            {
                let next = self.year_of(c, context.clone());
                self.with_role(c, role, &next);
            }
        }
    }

    // ---- targets ----

    fn targets(&mut self, id: Id, context: &Context) {
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
                self.target(&node.path, &ranges, context);
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
                self.target(&node.path, &[m.clone()], context);
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

    fn target(&mut self, path: &str, ranges: &[Range<usize>], context: &Context) {
        let all = cover(ranges);
        let whole = content::text(self.flow, ranges);
        if self.only_refers(&whole) {
            return;
        }
        if ranges.len() == 1
            && let Some((_, parts)) = content::inline_parts(self.flow, &ranges[0])
        {
            for (n, part) in parts {
                self.one_target(
                    &format!("{path}.({n})"),
                    &self.flow.get(&part).to_string(),
                    &part,
                    context,
                );
            }
            return;
        }
        self.one_target(path, &whole, &all, context);
    }

    fn one_target(&mut self, path: &str, text: &str, range: &Range<usize>, context: &Context) {
        static OWN: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"^(?:phấn đấu\s*,?\s*)?(?:đến|tới|trong|hết|đến hết|từ)\s*(?:hết\s+|cuối\s+)?năm\s+(20\d\d)",
            )
            .expect("pattern")
        });
        static ANY: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?:đến|hết|trong)\s+(?:hết\s+|cuối\s+)?(?:năm|tháng \d{1,2}(?:/| năm))\s*(20\d\d)")
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

    fn metric(&self, range: &Range<usize>) -> Option<Metric> {
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
    fn leaf_ranges(&self, id: Id, target: bool) -> Vec<Range<usize>> {
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

    fn only_refers(&self, text: &str) -> bool {
        words(text) <= 30 && ANNEX_REF.is_match(&lower(text))
    }

    // ---- tasks ----

    fn tasks(&mut self, id: Id, context: &Context) {
        let node = self.tree.node(id).clone();
        let c = self.content[id].clone();
        let mut context = context.clone();
        let name = named(self.flow, &c.own);
        if node.children.is_empty() {
            self.leaf_task(id, &context, name);
            return;
        }
        if let Some(n) = &name {
            context.lead.clone_from(&n.agencies);
            if n.agencies.iter().any(|a| content::is_committee(&a.name)) {
                let intro = n.rest.iter().chain(&c.more).next();
                if let Some(p) = intro {
                    context.lead.extend(content::operating_agency(self.flow, p));
                }
            }
        } else if self.introduces(id) {
            // "X có trách nhiệm:" with (1), (2) below.
            let who = narrative::read(self.flow, &c.own, true);
            if !who.lead.is_empty() {
                context.lead = who.lead;
            }
        }
        if self.is_one_task(id) {
            self.merged_task(id, &context);
            return;
        }
        // A paragraph of its own below an agency heading, before its list.
        if name.is_some()
            && let Some(m) = c
                .more
                .first()
                .filter(|m| words(self.text(m)) >= 8 && self.text(m).ends_with('.'))
            && content::operating_agency(self.flow, m).is_empty()
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

    fn introduces(&self, id: Id) -> bool {
        self.text(&self.content[id].own).ends_with(':')
    }

    /// An item whose list tells its parts: one block, or one deadline, for all of them.
    fn is_one_task(&self, id: Id) -> bool {
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

    fn merged_task(&mut self, id: Id, context: &Context) {
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

    fn leaf_task(&mut self, id: Id, context: &Context, name: Option<content::Named>) {
        let path = self.tree.node(id).path.clone();
        let mut context = context.clone();
        let mut ranges = self.leaf_ranges(id, false);
        if let Some(n) = name {
            context.lead.clone_from(&n.agencies);
            if n.agencies.iter().any(|a| content::is_committee(&a.name))
                && let Some(p) = n.rest.iter().chain(&self.content[id].more).next()
            {
                context.lead.extend(content::operating_agency(self.flow, p));
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

    fn task(&mut self, path: &str, ranges: &[Range<usize>], holder: Id, context: &Context) {
        let flow = self.flow;
        let block = self.block(holder).to_vec();
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
                    if e.label == Label::Lead && low.contains("phối hợp với") {
                        let who = narrative::read(flow, &e.content, true);
                        if !who.lead.is_empty() {
                            found = who.lead;
                            coordinate.extend(who.coordinate);
                        }
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
            for r in ranges {
                let who = narrative::read(flow, r, !context.lead.is_empty() || !lead.is_empty());
                if lead.is_empty() {
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
        self.items.push((path.into(), ranges.to_vec(), found_who, false));
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
    fn extra_target(&mut self, path: &str, ranges: &[Range<usize>], context: &Context) {
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

    fn timeframe(
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

    // ---- organisation, reporting ----

    fn organisation(&mut self, id: Id, context: &Context) {
        // The part gives its items own deadlines or blocks: they are tasks.
        let below = content::leaves(&self.tree, id);
        let dated = below
            .iter()
            .filter(|l| {
                let c = &self.content[**l];
                let r = c.more.last().filter(|m| !m.is_empty()).unwrap_or(&c.own);
                timeframe::trailing(self.flow.low(r)).is_some()
                    || c.entries.iter().any(|e| e.label == Label::Lead)
            })
            .count();
        if dated >= 3 && dated * 10 >= below.len() * 3 {
            self.organised_tasks(id, context);
            return;
        }
        let node = self.tree.node(id).clone();
        if node.children.is_empty() {
            for (i, m) in self.content[id].more.clone().into_iter().enumerate() {
                let path = if i == 0 {
                    node.path.clone()
                } else {
                    format!("{}.{}", node.path, i + 1)
                };
                self.assignment(&path, &[m], None, true);
            }
            return;
        }
        for c in node.children {
            self.assignments(c, None, true);
        }
    }

    fn organised_tasks(&mut self, id: Id, context: &Context) {
        for c in self.tree.node(id).children.clone() {
            let heading = self.heading(c);
            match sections::role(&heading) {
                Some(role @ (Role::Funding | Role::Reporting)) => self.with_role(c, role, context),
                _ => {
                    let next = self.year_of(c, context.clone());
                    self.tasks(c, &next);
                }
            }
        }
    }

    fn assignments(&mut self, id: Id, agency: Option<Found<String>>, free: bool) {
        let node = self.tree.node(id).clone();
        let c = self.content[id].clone();
        let name = named(self.flow, &c.own);
        let mut agency = agency;
        let mut free = free;
        if let Some(n) = &name {
            agency = Some(Found {
                value: self.text(&n.printed).to_string(),
                span: Some(self.flow.span(&n.printed)),
                confidence: 0.9,
            });
            free = false;
        }
        if node.children.is_empty() {
            let ranges: Vec<Range<usize>> = match name {
                Some(n) => n.rest.into_iter().chain(c.more.iter().cloned()).collect(),
                None => self.leaf_ranges(id, false),
            };
            if !ranges.is_empty() {
                self.assignment(&node.path, &ranges, agency, free);
            }
            return;
        }
        if name.is_none()
            && is_heading(self.flow, &node, &c)
            && matches!(node.mark, Mark::Arabic(_))
            && sections::role(&self.heading(id)) != Some(Role::Organisation)
        {
            free = false;
        }
        let intro = name
            .as_ref()
            .and_then(|n| n.rest.clone())
            .into_iter()
            .chain(c.more.iter().cloned())
            .find(|m| words(self.text(m)) >= 8 && !self.text(m).ends_with(':'));
        if let Some(m) = intro {
            self.assignment(&node.path, &[m], agency.clone(), false);
        }
        for child in node.children {
            self.assignments(child, agency.clone(), free);
        }
    }

    /// `free`: no heading stands above, so the subject of the sentence is the agency.
    fn assignment(&mut self, path: &str, ranges: &[Range<usize>], agency: Option<Found<String>>, free: bool) {
        let flow = self.flow;
        let all = cover(ranges);
        let text = content::text(flow, ranges);
        let text = text.trim_end_matches(['/', ' ']).to_string();
        let text = text.strip_suffix("./").map_or(text.clone(), |t| format!("{t}."));
        let mut agency = agency;
        if agency.is_none() && free {
            let low = flow.low(&all);
            let skip = content::preface(low);
            if let Some(s) = crate::agencies::subject(&flow.text[all.start + skip..all.end], &low[skip..])
                && s.verb
                && let (Some(a), Some(b)) = (s.mentions.first(), s.mentions.last())
            {
                let range = all.start + skip + a.range.start..all.start + skip + b.range.end;
                agency = Some(Found {
                    value: flow.get(&range).to_string(),
                    span: Some(flow.span(&range)),
                    confidence: 0.75,
                });
            }
        }
        let who = agency.as_ref().map_or_else(Vec::new, |a| {
            crate::agencies::split(&a.value)
                .into_iter()
                .map(|m| m.name)
                .collect()
        });
        self.items.push((path.into(), ranges.to_vec(), who, true));
        let confidence = if agency.is_some() { 0.9 } else { 0.7 };
        self.plan.assignments.push(Assignment {
            path: path.into(),
            agency,
            text,
            span: flow.span(&all),
            confidence,
        });
    }

    fn reporting(&mut self, id: Id) {
        for leaf in content::leaves(&self.tree, id) {
            let path = self.tree.node(leaf).path.clone();
            let c = &self.content[leaf];
            let mut ranges = vec![];
            // "3. Chế độ báo cáo: Các cơ quan …": the words after the heading.
            let text = self.text(&c.own);
            match text.find(':') {
                Some(at) if sections::role(&text[..at]).is_some() => {
                    ranges.push(self.flow.trim(c.own.start + at + 1..c.own.end))
                }
                _ if is_heading(self.flow, self.tree.node(leaf), c) && !c.more.is_empty() => {}
                _ => ranges.push(c.own.clone()),
            }
            ranges.extend(c.more.iter().cloned());
            ranges.retain(|r| !r.is_empty());
            self.items.push((path, ranges, Vec::new(), true));
        }
    }

    fn finish(mut self) -> ParsedPlan {
        let mut found: Vec<Obligation> = Vec::new();
        if !self.closing.is_empty() {
            self.items
                .push(("closing".into(), self.closing.clone(), Vec::new(), false));
        }
        for (path, ranges, who, organisation) in &self.items {
            let item = obligations::Item {
                path,
                ranges,
                who: who.clone(),
                organisation: *organisation,
            };
            found.extend(obligations::find(self.flow, &item));
        }
        self.plan.obligations = found;
        self.plan
    }
}

/// Whether anything of a plan was found.
#[must_use]
pub fn is_plan(plan: &ParsedPlan, document: &Document) -> bool {
    !plan.tasks.is_empty()
        || !plan.assignments.is_empty()
        || plan.targets.len() > 1
        || document.title.is_some() && document.number.is_some()
}
