//! From the outline to targets, tasks, assignments and obligations.

use crate::blocks::Label;
use crate::content::{self, Content, Entry, is_heading, named, words};
use crate::head::{self, Regions};
use crate::lines::{Flow, lower};
use crate::marker::Mark;
use crate::model::{AgencyMention, Document, Found, Obligation, ParsedPlan};
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

pub(crate) static ANNEX_REF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:có |kèm theo |chi tiết |cụ thể |tại |theo |căn cứ )[^.;]{0,40}phụ lục|phụ lục[^.;]{0,60}(?:kèm theo|đính kèm|gửi kèm)|(?:danh mục|biểu)[^.;]{0,60}(?:kèm theo|đính kèm)").expect("pattern")
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:trên đây là|yêu cầu |đề nghị |trong quá trình|căn cứ kế hoạch|kế hoạch này|quá trình|các (?:cấp ủy|sở|cơ quan|đơn vị)[^.]*(?:nghiêm túc|kế hoạch này)|(?:ủy ban nhân dân|ubnd|ban thường vụ|ban chỉ đạo|chủ tịch|đảng ủy)[^.]*(?:yêu cầu|đề nghị))").expect("pattern")
});

/// Heading years and agencies that an item stands under.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) lead: Vec<AgencyMention>,
    /// Helpers that the heading names for all its items.
    pub(crate) coordinate: Vec<AgencyMention>,
    /// Range of the words, from, to.
    pub(crate) year: Option<(Range<usize>, Option<i32>, i32)>,
    /// The block of a heading whose items have none.
    pub(crate) block: Vec<Entry>,
    /// In the organisation part.
    pub(crate) organisation: bool,
}

/// An item that may hold duties: path, text, who, and whether it stands in the organisation part.
type Read = (String, Vec<Range<usize>>, Vec<String>, bool);

pub(crate) struct Reader<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) tree: Outline,
    pub(crate) content: Vec<Content>,
    /// The node whose block an item without one shares.
    pub(crate) shared: Vec<Option<Id>>,
    pub(crate) plan: ParsedPlan,
    pub(crate) year: Option<i32>,
    /// The one year that the title of a yearly plan names.
    pub(crate) yearly: Option<Found<i32>>,
    /// Reading a general goal, which no year bounds.
    pub(crate) general: bool,
    /// Items for the obligations: path, text, who, in the organisation part.
    pub(crate) items: Vec<Read>,
    pub(crate) closing: Vec<Range<usize>>,
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
    let label = |text: &str| crate::blocks::begins(text) || crate::blocks::tells_content(text);
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
        yearly: None,
        general: false,
        items: Vec::new(),
        closing: Vec::new(),
    };
    reader.yearly = yearly(&reader.plan.document);
    reader.take_closing();
    reader.share_blocks();
    reader.sections();
    let mut plan = reader.finish();
    plan.annex = regions
        .annex
        .first()
        .map(|i| flow.span(&flow.paras[*i].range).bytes.start);
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
            yearly: None,
            general: false,
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
    pub(crate) fn text(&self, range: &Range<usize>) -> &str {
        self.flow.get(range)
    }

    /// The paragraphs after the last item that speak of the plan as a whole.
    pub(crate) fn take_closing(&mut self) {
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
    pub(crate) fn share_blocks(&mut self) {
        for id in 0..self.tree.nodes.len() {
            let group = matches!(
                self.tree.node(id).mark,
                Mark::Arabic(_) | Mark::Roman(_) | Mark::Article(_) | Mark::Letter(_)
            ) || id == 0;
            if !group {
                continue;
            }
            self.share_after_numbers(id);
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

    /// "2.1", "2.2" with one block after the last of them: the others have none, nor anything below.
    fn share_after_numbers(&mut self, group: Id) {
        let list = &self.tree.node(group).children;
        let Some((last, before)) = list.split_last() else {
            return;
        };
        let dotted = |i: &Id| {
            matches!(&self.tree.node(*i).mark, Mark::Arabic(n) if n.len() > 1)
                && self.tree.node(*i).children.is_empty()
        };
        if !before.is_empty()
            && list.iter().all(dotted)
            && !self.content[*last].entries.is_empty()
            && before.iter().all(|i| self.content[*i].entries.is_empty())
        {
            for i in before {
                self.shared[*i] = Some(*last);
            }
        }
    }

    /// Items share a block when they are letters or bullets of one list.
    pub(crate) fn same_group(&self, a: Id, b: Id, group: Id) -> bool {
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

    pub(crate) fn block(&self, id: Id) -> &[Entry] {
        let own = &self.content[id].entries;
        if !own.is_empty() {
            return own;
        }
        self.shared[id].map_or(&[], |s| &self.content[s].entries)
    }

    pub(crate) fn heading(&self, id: Id) -> String {
        let text = self.text(&self.content[id].own);
        match text.find(':') {
            Some(at) if words(&text[..at]) >= 1 => text[..at].to_string(),
            _ => text.split_whitespace().take(40).collect::<Vec<_>>().join(" "),
        }
    }

    pub(crate) fn sections(&mut self) {
        let top: Vec<Id> = self.tree.node(0).children.clone();
        // A directive is a list of what agencies must do, without sections.
        let open: Vec<Id> = top
            .iter()
            .copied()
            .filter(|t| {
                sections::role(&self.heading(*t)).is_none()
                    && matches!(self.tree.node(*t).mark, Mark::Arabic(_) | Mark::Article(_))
            })
            .collect();
        let doing = open.iter().filter(|t| self.guess(**t) == Role::Tasks).count();
        let directive = doing * 2 >= open.len() && doing > 0 && open.len() * 2 >= top.len();
        for id in top {
            self.section(
                id,
                if directive && open.contains(&id) {
                    Some(Role::Tasks)
                } else {
                    None
                },
            );
        }
    }

    /// A part, a Roman section, an article or a top number.
    pub(crate) fn section(&mut self, id: Id, outer: Option<Role>) {
        let node = self.tree.node(id).clone();
        let heading = self.heading(id);
        let role = match outer {
            Some(outer) => Some(sections::inner(&heading, outer).unwrap_or(outer)),
            None => sections::role(&heading),
        };
        if matches!(node.mark, Mark::Part | Mark::Upper(_))
            && node.children.iter().any(|c| {
                matches!(
                    self.tree.node(*c).mark,
                    Mark::Upper(_) | Mark::Roman(_) | Mark::Article(_)
                )
            })
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
    pub(crate) fn guess(&self, id: Id) -> Role {
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

    pub(crate) fn names_doer(&self, range: &Range<usize>) -> bool {
        let low = self.flow.low(range);
        let skip = content::preface(low);
        crate::agencies::subject(
            &self.flow.text[range.start + skip..range.end.max(range.start + skip)],
            &low[skip.min(low.len())..],
        )
        .is_some_and(|s| s.verb)
    }

    pub(crate) fn year_of(&self, id: Id, mut context: Context) -> Context {
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

    pub(crate) fn with_role(&mut self, id: Id, role: Role, context: &Context) {
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
    pub(crate) fn context(&mut self, id: Id, context: &Context) {
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

    pub(crate) fn finish(mut self) -> ParsedPlan {
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

/// "… năm 2026" as the only year of the title: a yearly plan.
fn yearly(document: &Document) -> Option<Found<i32>> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"20[0-9][0-9]").expect("pattern"));
    let title = document.title.as_ref()?;
    let low = lower(&title.value);
    let all: HashSet<&str> = YEAR.find_iter(&low).map(|m| m.as_str()).collect();
    let (range, from, year) = timeframe::heading_year(&low)?;
    let bounded = low[..range.end].rsplit_once("năm").is_some_and(|(head, _)| {
        ["đến", "tới", "hết", "từ"]
            .iter()
            .any(|w| head.trim_end().ends_with(w))
    });
    (all.len() == 1 && from.is_none() && !bounded).then(|| Found {
        value: year,
        span: title.span.clone(),
        confidence: 0.5,
    })
}

/// Whether anything of a plan was found.
#[must_use]
pub fn is_plan(plan: &ParsedPlan, document: &Document) -> bool {
    !plan.tasks.is_empty()
        || !plan.assignments.is_empty()
        || plan.targets.len() > 1
        || document.title.is_some() && document.number.is_some()
}
