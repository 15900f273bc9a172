//! The "tổ chức thực hiện" part item by item, and the reporting part.

use crate::blocks::Label;
use crate::content::{self, cover, is_heading, named, words};
use crate::lines::lower;
use crate::marker::Mark;
use crate::model::{Assignment, Found};
use crate::outline::Id;
use crate::plan::{Context, Reader};
use crate::sections::{self, Role};
use crate::timeframe;
use std::ops::Range;

impl Reader<'_> {
    pub(crate) fn organisation(&mut self, id: Id, context: &Context) {
        // The part gives its items own deadlines or blocks: they are tasks.
        let below = content::leaves(&self.tree, id);
        let dated = below
            .iter()
            .filter(|l| {
                let c = &self.content[**l];
                let r = c.more.last().filter(|m| !m.is_empty()).unwrap_or(&c.own);
                // The date of a report makes no task of the item.
                let low = self.flow.low(r);
                timeframe::trailing(low).is_some() && !low.contains("báo cáo")
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
        let place = self.agencies_stand(&node.children);
        for c in node.children {
            self.assignments(c, None, true, place);
        }
    }

    /// Whether the items of a list are headed by agencies: then a heading nobody knows is one too.
    fn agencies_stand(&self, list: &[Id]) -> bool {
        let known = list
            .iter()
            .filter(|c| named(self.flow, &self.content[**c].own).is_some())
            .count();
        known >= 2 && known * 3 >= list.len()
    }

    /// The heading of an item that stands where agencies stand.
    fn placed(&self, id: Id) -> Option<content::Named> {
        let node = self.tree.node(id);
        let c = &self.content[id];
        let text = self.text(&c.own);
        let skip = content::preface(self.flow.low(&c.own));
        let start = c.own.start + skip;
        let (printed, rest) = match text.find(':') {
            Some(at) if at > skip => (
                self.flow.trim(start..c.own.start + at),
                self.flow.trim(c.own.start + at + 1..c.own.end),
            ),
            _ => (self.flow.trim(start..c.own.end), c.own.end..c.own.end),
        };
        let heading = self.text(&printed);
        let below = !rest.is_empty() || !c.more.is_empty() || !node.children.is_empty();
        let low = lower(heading);
        const NO_NAME: [&str; 8] = [
            "trách nhiệm",
            "về ",
            "công tác",
            "thông tin",
            "một số",
            "nội dung",
            "thời gian",
            "nhiệm vụ",
        ];
        let fits = below
            && (2..=30).contains(&words(heading))
            && !heading.ends_with(['.', ';', ','])
            && heading.starts_with(char::is_uppercase)
            && sections::role(heading).is_none()
            && !NO_NAME.iter().any(|w| low.starts_with(w))
            && !crate::lexicon::VERBS
                .iter()
                .any(|v| low.strip_prefix(v).is_some_and(|r| r.starts_with([' ', ','])));
        fits.then(|| content::Named {
            agencies: content::mentions(self.flow, &printed, 0.6),
            printed,
            rest: (!rest.is_empty()).then_some(rest),
        })
    }

    pub(crate) fn organised_tasks(&mut self, id: Id, context: &Context) {
        for c in self.tree.node(id).children.clone() {
            let heading = self.heading(c);
            match sections::role(&heading) {
                Some(role @ (Role::Funding | Role::Reporting)) => self.with_role(c, role, context),
                _ => {
                    let mut next = self.year_of(c, context.clone());
                    next.organisation = true;
                    self.tasks(c, &next);
                }
            }
        }
    }

    pub(crate) fn assignments(&mut self, id: Id, agency: Option<Found<String>>, free: bool, place: bool) {
        let node = self.tree.node(id).clone();
        let c = self.content[id].clone();
        let name = named(self.flow, &c.own).or_else(|| self.placed(id).filter(|_| place));
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
                // A heading that names nobody stands above its paragraph.
                let free = free && (c.more.is_empty() || !is_heading(self.flow, &node, &c));
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
        let place = self.agencies_stand(&node.children);
        for child in node.children {
            self.assignments(child, agency.clone(), free, place);
        }
    }

    /// `free`: no heading stands above, so the subject of the sentence is the agency.
    pub(crate) fn assignment(
        &mut self,
        path: &str,
        ranges: &[Range<usize>],
        agency: Option<Found<String>>,
        free: bool,
    ) {
        let flow = self.flow;
        let all = cover(ranges);
        let text = content::text(flow, ranges);
        let text = text
            .strip_suffix("./.")
            .map_or(text.clone(), |t| format!("{}.", t.trim_end()));
        let mut agency = agency;
        if agency.is_none() && free {
            agency = self.said(&all);
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

    /// The subject of an item: "Sở X theo dõi …", "Định kỳ hằng năm, các cơ quan … báo cáo …".
    fn said(&self, item: &Range<usize>) -> Option<Found<String>> {
        let flow = self.flow;
        let low = flow.low(item);
        let skip = content::preface(low);
        let opening = [
            "định kỳ",
            "hằng ",
            "hàng ",
            "căn cứ ",
            "trên cơ sở",
            "trước ngày",
            "theo ",
        ]
        .iter()
        .any(|w| low.starts_with(w));
        let later = low
            .match_indices(", ")
            .map(|(at, s)| at + s.len())
            .take_while(|at| *at < 240)
            .take(if opening { 6 } else { 0 });
        std::iter::once(skip).chain(later).find_map(|from| {
            let s = crate::agencies::subject(&flow.text[item.start + from..item.end], &low[from..])?;
            let (a, b) = (s.mentions.first()?, s.mentions.last()?);
            let range = item.start + from + a.range.start..item.start + from + b.range.end;
            s.verb.then(|| Found {
                value: flow.get(&range).to_string(),
                span: Some(flow.span(&range)),
                confidence: if from == skip { 0.75 } else { 0.6 },
            })
        })
    }

    pub(crate) fn reporting(&mut self, id: Id) {
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
}
