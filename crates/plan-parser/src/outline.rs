//! The outline of the body: a numbering state machine turns paragraphs into a tree.
//!
//! A mark is placed by what came before it: a number that follows on ("2." after "1.") is a sibling of that
//! item wherever it stands in the open branch; a list that starts again at 1 while a list of the same kind is
//! open becomes a child. A Roman number used again gets "b", "c" … ("IIIb").

use crate::lines::Flow;
use crate::marker::{self, LETTERS, Mark};
use std::collections::HashMap;
use std::ops::Range;

/// Index of a [`Node`].
pub type Id = usize;

/// An item of the outline.
#[derive(Clone, Debug)]
pub struct Node {
    pub mark: Mark,
    /// As `plans` write it: "II.2.a.1".
    pub path: String,
    /// The first paragraph, without its mark; empty for the root.
    pub own: Range<usize>,
    /// Paragraphs without a mark that follow the first.
    pub more: Vec<Range<usize>>,
    pub children: Vec<Id>,
    /// How many of them are bullets.
    bullets: usize,
    pub parent: Option<Id>,
}

/// The tree; node 0 is the root, whose `more` holds what precedes the first item.
#[derive(Clone, Debug)]
pub struct Outline {
    pub nodes: Vec<Node>,
}

impl Outline {
    #[must_use]
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// The chain of ancestors, nearest first, without the root.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.nodes[id].parent, |p| self.nodes[*p].parent).filter(|p| *p != 0)
    }

    /// How many ancestors an item has.
    #[must_use]
    pub fn depth(&self, id: Id) -> usize {
        self.ancestors(id).count()
    }
}

struct Builder<'a> {
    nodes: Vec<Node>,
    /// Open branch, root first.
    open: Vec<Id>,
    romans: HashMap<String, u32>,
    paths: HashMap<String, u32>,
    flow: &'a Flow,
}

/// Depth of nesting kept; deeper marks become siblings of the deepest.
const MAX_DEPTH: usize = 12;

/// Builds the outline of the paragraphs given. `label` says whether a paragraph is part of a block such as
/// "Chủ trì: …": it never becomes an item.
pub fn build(flow: &Flow, paras: &[Range<usize>], label: &dyn Fn(&str) -> bool) -> Outline {
    let root = Node {
        mark: Mark::Part,
        path: String::new(),
        own: 0..0,
        more: Vec::new(),
        children: Vec::new(),
        bullets: 0,
        parent: None,
    };
    let mut b = Builder {
        nodes: vec![root],
        open: vec![0],
        romans: HashMap::new(),
        paths: HashMap::new(),
        flow,
    };
    for para in paras {
        let text = flow.get(para);
        let start = flow.trim(para.clone()).start;
        match marker::read(text) {
            Some((mark, len)) => {
                let rest = flow.trim(start + len..para.end);
                let bullet = matches!(mark, Mark::Bullet(_));
                if bullet && label(flow.get(&rest)) {
                    b.more(rest);
                } else {
                    b.item(mark, rest);
                }
            }
            None => b.more(para.clone()),
        }
    }
    Outline { nodes: b.nodes }
}

impl Builder<'_> {
    fn top(&self) -> Id {
        *self.open.last().unwrap_or(&0)
    }

    fn more(&mut self, range: Range<usize>) {
        let range = self.flow.trim(range);
        if range.is_empty() {
            return;
        }
        let top = self.top();
        // "Phần thứ hai" on a line, its title on the next.
        if top != 0 && self.nodes[top].own.is_empty() {
            self.nodes[top].own = range;
        } else {
            self.nodes[top].more.push(range);
        }
    }

    fn find(&self, test: impl Fn(&Mark) -> bool) -> Option<usize> {
        self.open
            .iter()
            .enumerate()
            .skip(1)
            .rev()
            .find(|(_, id)| test(&self.nodes[**id].mark))
            .map(|(depth, _)| depth)
    }

    fn item(&mut self, mark: Mark, own: Range<usize>) {
        // `depth`: how many open nodes stay.
        let depth = match &mark {
            Mark::Part => 1,
            Mark::Upper(_) => self.find(|m| matches!(m, Mark::Part)).map_or(1, |d| d + 1),
            Mark::Roman(_) => self
                .find(|m| matches!(m, Mark::Part | Mark::Upper(_)))
                .map_or(1, |d| d + 1),
            Mark::Article(_) => self
                .find(|m| matches!(m, Mark::Part | Mark::Upper(_) | Mark::Roman(_)))
                .map_or(1, |d| d + 1),
            Mark::Arabic(n) => self.arabic(n),
            Mark::Letter(k) => self.letter(*k),
            Mark::Paren(k) => {
                let sibling = self.find(|m| matches!(m, Mark::Paren(p) if p + 1 == *k));
                sibling.unwrap_or(self.open.len())
            }
            Mark::Bullet(sign) => self
                .find(|m| matches!(m, Mark::Bullet(s) if s == sign))
                .filter(|d| {
                    // Not a bullet above a number that was opened inside it.
                    self.open[*d + 1..]
                        .iter()
                        .all(|id| matches!(self.nodes[*id].mark, Mark::Bullet(_) | Mark::Paren(_)))
                })
                .unwrap_or(self.open.len()),
        };
        self.open.truncate(depth.clamp(1, MAX_DEPTH));
        let parent = self.top();
        let path = self.path(&mark, parent);
        let id = self.nodes.len();
        self.nodes.push(Node {
            mark,
            path,
            own,
            more: Vec::new(),
            children: Vec::new(),
            bullets: 0,
            parent: Some(parent),
        });
        self.nodes[parent].children.push(id);
        self.open.push(id);
    }

    fn arabic(&self, n: &[u32]) -> usize {
        // "1.2" goes below "1", "1.2.3" below "1.2".
        if n.len() > 1 {
            if let Some(d) =
                self.find(|m| matches!(m, Mark::Arabic(p) if p.len() < n.len() && n.starts_with(p)))
            {
                return d + 1;
            }
            if let Some(d) = self.find(|m| matches!(m, Mark::Arabic(p) if p.len() == n.len())) {
                return d;
            }
            return self.base();
        }
        let next = |m: &Mark| matches!(m, Mark::Arabic(p) if p.len() == 1 && p[0] + 1 == n[0]);
        if let Some(d) = self.find(next) {
            return d;
        }
        let nearest = self.find(|m| matches!(m, Mark::Arabic(p) if p.len() == 1));
        match nearest {
            // A list that starts again while one is open: below the item that is open, bullets closed.
            Some(d) if n[0] == 1 => {
                let mut keep = self.open.len();
                while keep > d + 1 && matches!(self.nodes[self.open[keep - 1]].mark, Mark::Bullet(_)) {
                    keep -= 1;
                }
                keep.max(d + 1)
            }
            // A number was left out or repeated.
            Some(d) => d,
            None => self.base(),
        }
    }

    /// Below the nearest Roman number, article, letter of a part, or the root.
    fn base(&self) -> usize {
        self.find(|m| matches!(m, Mark::Part | Mark::Upper(_) | Mark::Roman(_) | Mark::Article(_)))
            .map_or(1, |d| d + 1)
    }

    fn letter(&self, k: usize) -> usize {
        if let Some(d) = self.find(|m| matches!(m, Mark::Letter(_))) {
            let same = self.find(|m| matches!(m, Mark::Letter(p) if p + 1 == k));
            return same.unwrap_or(d);
        }
        // Bullets are below letters, except where a bullet introduces the list.
        let mut keep = self.open.len();
        while keep > 1 {
            let node = &self.nodes[self.open[keep - 1]];
            let intro = k == 0 && self.flow.get(&node.own).ends_with(':');
            if !matches!(node.mark, Mark::Bullet(_) | Mark::Paren(_)) || intro && keep == self.open.len() {
                break;
            }
            keep -= 1;
        }
        keep
    }

    fn path(&mut self, mark: &Mark, parent: Id) -> String {
        let above = self.nodes[parent].path.clone();
        let join = |part: &str| {
            if above.is_empty() {
                part.to_string()
            } else {
                format!("{above}.{part}")
            }
        };
        let path = match mark {
            Mark::Part | Mark::Upper(_) => return above,
            Mark::Roman(n) => {
                let name = marker::to_roman(*n);
                let used = self.romans.entry(name.clone()).or_default();
                *used += 1;
                let again = match *used {
                    1 => String::new(),
                    n => LETTERS_PLAIN
                        .get(n as usize - 1)
                        .map_or_else(|| format!("({n})"), |c| (*c).to_string()),
                };
                return format!("{name}{again}");
            }
            Mark::Article(n) => join(&n.to_string()),
            Mark::Arabic(n) => {
                if let Mark::Arabic(p) = &self.nodes[parent].mark
                    && n.starts_with(p)
                    && n.len() > 1
                {
                    let tail: Vec<String> = n[p.len()..].iter().map(u32::to_string).collect();
                    join(&tail.join("."))
                } else {
                    join(&n.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
                }
            }
            Mark::Letter(k) => join(LETTERS.get(*k).copied().unwrap_or("?")),
            Mark::Paren(n) => join(&format!("({n})")),
            Mark::Bullet(_) => {
                self.nodes[parent].bullets += 1;
                let ordinal = self.nodes[parent].bullets;
                join(&ordinal.to_string())
            }
        };
        // The same number twice under one parent: later ones are told apart like Roman numbers are.
        let used = self.paths.entry(path.clone()).or_default();
        *used += 1;
        match *used {
            1 => path,
            n => LETTERS_PLAIN
                .get(n as usize - 1)
                .map_or_else(|| format!("{path}({n})"), |c| format!("{path}{c}")),
        }
    }
}

const LETTERS_PLAIN: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::clean;
    use coloa_base::SourceText;

    fn paths(text: &str) -> Vec<String> {
        let flow = clean(&SourceText::plain(text));
        let paras: Vec<_> = flow.paras.iter().map(|p| p.range.clone()).collect();
        let tree = build(&flow, &paras, &|t| t.starts_with("Chủ trì"));
        tree.nodes.iter().skip(1).map(|n| n.path.clone()).collect()
    }

    #[test]
    fn paths_follow_the_numbering() {
        assert_eq!(
            paths("I. A\n1. B\na) C\n- D\n+ E\n+ F\n- G\nđ) H\n2. I\n2.1. J\n- K\nII. L\nII. M\n1. N"),
            [
                "I",
                "I.1",
                "I.1.a",
                "I.1.a.1",
                "I.1.a.1.1",
                "I.1.a.1.2",
                "I.1.a.2",
                "I.1.đ",
                "I.2",
                "I.2.1",
                "I.2.1.1",
                "II",
                "IIb",
                "IIb.1"
            ]
        );
    }

    #[test]
    fn a_list_that_starts_again_is_a_child() {
        assert_eq!(
            paths("1. Một\na) Hai:\n1. Ba\n2. Bốn\nb) Năm\n2. Sáu"),
            ["1", "1.a", "1.a.1", "1.a.2", "1.b", "2"]
        );
    }

    #[test]
    fn labels_are_no_items() {
        assert_eq!(
            paths("I. Một\n1. Hai\n- Chủ trì: Sở A\n2. Ba"),
            ["I", "I.1", "I.2"]
        );
    }
}
