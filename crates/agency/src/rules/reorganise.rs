//! What a reorganisation does to the directory: computed from a snapshot, shown as a preview, and written by
//! the same function on its day.

use crate::{
    AgencyError,
    directory::Directory,
    model::{
        ADMINISTRATIVE, Code, Draft, DraftLink, Facts, Kind, Link, Name, Parent, Period, Reorganisation,
        RoleHeld, State,
    },
};
use chrono::NaiveDate;
use coloa_base::AgencyId;
use std::collections::{BTreeMap, BTreeSet};

/// Something a person must know before approving. A problem stops it, a warning does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Stable word; the web app has its sentence.
    pub code: &'static str,
    pub agency: Option<AgencyId>,
    /// What it is about: a role, a child's name, a code.
    pub detail: Option<String>,
}

fn notice(code: &'static str, agency: AgencyId, detail: Option<String>) -> Notice {
    Notice {
        code,
        agency: Some(agency),
        detail,
    }
}

/// Everything that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub created: Vec<(AgencyId, Facts)>,
    /// (agency, before, after)
    pub changed: Vec<(AgencyId, Facts, Facts)>,
    pub closed: Vec<AgencyId>,
    pub links: Vec<Link>,
    pub problems: Vec<Notice>,
    pub warnings: Vec<Notice>,
}

/// Computes the effects on that snapshot.
#[must_use]
pub fn effects(directory: &Directory, r: &Reorganisation) -> Effects {
    let mut work = Work {
        directory,
        on: r.effective,
        basis: r.basis.clone(),
        after: BTreeMap::new(),
        out: Effects::default(),
    };
    work.found(&r.draft);
    shape(&mut work, r);
    if !work.out.problems.is_empty() {
        return work.out;
    }
    let closing = closing(r);
    for rename in &r.draft.renames {
        work.rename(
            rename.agency,
            &rename.full,
            rename.abbreviation.clone(),
            rename.symbol.clone(),
        );
    }
    for m in &r.draft.moves {
        work.reparent(m.agency, &m.tree, m.parent);
    }
    for m in &r.draft.roles {
        work.pass_role(&m.role, m.function.as_deref(), m.to);
    }
    for &id in &closing {
        work.close(id, &r.draft);
    }
    for m in &r.draft.codes {
        work.give_code(m.agency, &m.system, &m.code);
    }
    work.out.links = r
        .draft
        .links
        .iter()
        .map(|l| Link {
            reorganisation: r.id,
            kind: r.kind,
            from: l.from,
            to: l.to,
            function: l.function.clone(),
            percent: l.percent,
            effective: r.effective,
        })
        .collect();
    work.out.closed = closing.into_iter().collect();
    work.finish()
}

/// Those that end: sources of a whole link of a closing kind that are not also a target.
fn closing(r: &Reorganisation) -> BTreeSet<AgencyId> {
    if !r.kind.closes() {
        return BTreeSet::new();
    }
    let targets: BTreeSet<AgencyId> = r.draft.links.iter().filter_map(|l| l.to).collect();
    r.draft
        .links
        .iter()
        .filter(|l| l.function.is_none() && !targets.contains(&l.from))
        .map(|l| l.from)
        .collect()
}

/// What each kind demands.
fn shape(work: &mut Work<'_>, r: &Reorganisation) {
    let whole: Vec<&DraftLink> = r.draft.links.iter().filter(|l| l.function.is_none()).collect();
    let from: BTreeSet<AgencyId> = whole.iter().map(|l| l.from).collect();
    let to: BTreeSet<AgencyId> = whole.iter().filter_map(|l| l.to).collect();
    let new: BTreeSet<AgencyId> = r.draft.units.iter().map(|u| u.id).collect();
    let need = match r.kind {
        Kind::Rename => r.draft.renames.is_empty().then_some("rename_needed"),
        Kind::Merge => (from.is_empty() || to.len() != 1 || !to.is_disjoint(&new))
            .then_some("one_existing_target_needed"),
        Kind::Consolidate => (from.len() < 2 || to.len() != 1).then_some("two_sources_one_target_needed"),
        Kind::Divide => (from.len() != 1 || to.len() < 2).then_some("one_source_two_targets_needed"),
        Kind::Split => (from.len() != 1 || to.is_empty() || !to.is_subset(&new))
            .then_some("one_source_new_targets_needed"),
        Kind::TransferFunction => {
            let moved = !r.draft.roles.is_empty()
                || r.draft
                    .links
                    .iter()
                    .any(|l| l.function.is_some() && l.to.is_some());
            (!moved).then_some("function_needed")
        }
        Kind::TransferTerritory => {
            (r.draft.moves.is_empty() && r.draft.links.is_empty()).then_some("move_needed")
        }
        Kind::Dissolve => from.is_empty().then_some("source_needed"),
    };
    if let Some(code) = need {
        work.out.problems.push(Notice {
            code,
            agency: None,
            detail: None,
        });
    }
    let named = r
        .draft
        .links
        .iter()
        .flat_map(|l| [Some(l.from), l.to])
        .chain(r.draft.renames.iter().map(|x| Some(x.agency)))
        .chain(r.draft.moves.iter().flat_map(|x| [Some(x.agency), x.parent]))
        .chain(r.draft.roles.iter().map(|x| x.to))
        .chain(r.draft.codes.iter().map(|x| Some(x.agency)))
        .chain(r.draft.units.iter().map(|x| x.parent))
        .flatten()
        .collect::<BTreeSet<_>>();
    for id in named {
        match work.directory.get(id) {
            None if !new.contains(&id) => work.out.problems.push(notice("unknown_agency", id, None)),
            Some(a) => match a.facts.state_on(r.effective) {
                State::Active => {}
                State::Closed => work.out.problems.push(notice("already_closed", id, None)),
                State::Planned => work.out.problems.push(notice("not_yet_founded", id, None)),
            },
            None => {}
        }
    }
    for l in &r.draft.links {
        if Some(l.from) == l.to && l.function.is_none() {
            work.out.problems.push(notice("link_to_itself", l.from, None));
        }
        if l.percent.is_some_and(|p| !(0..=100).contains(&p)) {
            work.out
                .problems
                .push(notice("percent_out_of_range", l.from, None));
        }
        if let Some(f) = l
            .function
            .as_deref()
            .filter(|f| work.directory.terms.get("function", f).is_none())
        {
            work.out
                .problems
                .push(notice("unknown_function", l.from, Some(f.to_owned())));
        }
    }
}

struct Work<'a> {
    directory: &'a Directory,
    on: NaiveDate,
    basis: Option<String>,
    after: BTreeMap<AgencyId, Facts>,
    out: Effects,
}

/// Ends an open period on a day. A fact that begins later contradicts the change.
fn end(period: &mut Period, on: NaiveDate) -> bool {
    if period.to.is_some_and(|to| to <= on) {
        return true;
    }
    if period.from >= on {
        return false;
    }
    period.to = Some(on);
    true
}

impl Work<'_> {
    fn facts(&mut self, id: AgencyId) -> Option<&mut Facts> {
        if !self.after.contains_key(&id) {
            self.after.insert(id, self.directory.get(id)?.facts.clone());
        }
        self.after.get_mut(&id)
    }

    fn current(&self, id: AgencyId) -> Option<&Facts> {
        self.after
            .get(&id)
            .or_else(|| self.directory.get(id).map(|a| &a.facts))
    }

    fn found(&mut self, draft: &Draft) {
        for u in &draft.units {
            let since = Period::since(self.on);
            // The id comes from the draft: it must not stand for an agency that is there already.
            if self.directory.get(u.id).is_some() || self.after.contains_key(&u.id) {
                self.out
                    .problems
                    .push(notice("unit_exists", u.id, Some(u.full.clone())));
                continue;
            }
            for (vocabulary, code) in [("kind", &u.kind), ("level", &u.level)] {
                if self.directory.terms.get(vocabulary, code).is_none() {
                    self.out
                        .problems
                        .push(notice("unknown_term", u.id, Some(code.clone())));
                }
            }
            let Some(full) = super::clean(&u.full) else {
                self.out.problems.push(notice("name_needed", u.id, None));
                continue;
            };
            let facts = Facts {
                kind: u.kind.clone(),
                level: u.level.clone(),
                founded: Some(self.on),
                closed: None,
                names: vec![Name {
                    full,
                    abbreviation: u.abbreviation.clone(),
                    symbol: u.symbol.clone(),
                    period: since,
                    basis: self.basis.clone(),
                }],
                codes: Vec::new(),
                parents: u
                    .parent
                    .map(|parent| Parent {
                        tree: ADMINISTRATIVE.to_owned(),
                        parent,
                        period: since,
                    })
                    .into_iter()
                    .collect(),
                roles: Vec::new(),
            };
            self.after.insert(u.id, facts);
        }
    }

    fn later_facts(&mut self, id: AgencyId, what: &str) {
        self.out
            .problems
            .push(notice("later_facts", id, Some(what.to_owned())));
    }

    fn rename(&mut self, id: AgencyId, full: &str, abbreviation: Option<String>, symbol: Option<String>) {
        let (on, basis) = (self.on, self.basis.clone());
        let Some(full) = super::clean(full) else {
            self.out.problems.push(notice("name_needed", id, None));
            return;
        };
        let Some(facts) = self.facts(id) else { return };
        let fine = facts.names.iter_mut().all(|n| end(&mut n.period, on));
        facts.names.push(Name {
            full,
            abbreviation,
            symbol,
            period: Period::since(on),
            basis,
        });
        if !fine {
            self.later_facts(id, "name");
        }
    }

    fn reparent(&mut self, id: AgencyId, tree: &str, parent: Option<AgencyId>) {
        let on = self.on;
        let Some(facts) = self.facts(id) else { return };
        // A unit founded on that very day may stand under another parent than it was drafted with.
        facts
            .parents
            .retain(|p| !(p.tree == tree && p.period == Period::since(on)));
        let fine = facts
            .parents
            .iter_mut()
            .filter(|p| p.tree == tree)
            .all(|p| end(&mut p.period, on));
        if let Some(parent) = parent {
            facts.parents.push(Parent {
                tree: tree.to_owned(),
                parent,
                period: Period::since(on),
            });
        }
        if !fine {
            self.later_facts(id, "parent");
        }
    }

    fn pass_role(&mut self, role: &str, function: Option<&str>, to: Option<AgencyId>) {
        let on = self.on;
        let holders: Vec<AgencyId> = self
            .directory
            .iter()
            .map(|a| a.id)
            .chain(self.after.keys().copied().collect::<Vec<_>>())
            .filter(|&id| {
                self.current(id).is_some_and(|f| {
                    f.roles.iter().any(|r| {
                        r.role == role
                            && r.function.as_deref() == function
                            && r.period.to.is_none_or(|t| t > on)
                    })
                })
            })
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        for id in holders {
            if Some(id) == to {
                continue;
            }
            let Some(facts) = self.facts(id) else { continue };
            let fine = facts
                .roles
                .iter_mut()
                .filter(|r| r.role == role && r.function.as_deref() == function)
                .all(|r| end(&mut r.period, on));
            if !fine {
                self.later_facts(id, role);
            }
        }
        if let Some(to) = to {
            self.hold_role(to, role, function);
        }
    }

    fn hold_role(&mut self, to: AgencyId, role: &str, function: Option<&str>) {
        let (on, basis) = (self.on, self.basis.clone());
        let Some(facts) = self.facts(to) else { return };
        let own = |r: &&RoleHeld| r.role == role && r.function.as_deref() == function;
        if facts.roles.iter().filter(own).any(|r| r.period.contains(on)) {
            return;
        }
        // Recorded to begin later: until then nobody would hold it, and two records of it would overlap.
        if facts.roles.iter().filter(own).any(|r| r.period.from > on) {
            self.later_facts(to, role);
            return;
        }
        facts.roles.push(RoleHeld {
            role: role.to_owned(),
            function: function.map(str::to_owned),
            period: Period::since(on),
            basis,
        });
    }

    fn give_code(&mut self, id: AgencyId, system: &str, code: &str) {
        let on = self.on;
        let Some(facts) = self.facts(id) else { return };
        let fine = facts
            .codes
            .iter_mut()
            .filter(|c| c.system == system)
            .all(|c| end(&mut c.period, on));
        facts.codes.push(Code {
            system: system.to_owned(),
            code: code.to_owned(),
            period: Period::since(on),
        });
        if !fine {
            self.later_facts(id, system);
        }
    }

    /// Ends an agency: names, codes, parents; its roles and children go to the successor where there is one.
    fn close(&mut self, id: AgencyId, draft: &Draft) {
        let on = self.on;
        let links: Vec<&DraftLink> = draft.links.iter().filter(|l| l.from == id).collect();
        let whole: Vec<AgencyId> = links
            .iter()
            .filter(|l| l.function.is_none())
            .filter_map(|l| l.to)
            .collect();
        let heir = if let [one] = whole.as_slice() {
            Some(*one)
        } else {
            None
        };
        let roles: Vec<RoleHeld> = self
            .current(id)
            .map(|f| {
                f.roles
                    .iter()
                    .filter(|r| r.period.contains(on))
                    .cloned()
                    .collect()
            })
            .unwrap_or_default();
        for role in roles {
            let scoped = links
                .iter()
                .find(|l| l.function.is_some() && l.function == role.function)
                .and_then(|l| l.to);
            match scoped.or(heir) {
                Some(to) => self.hold_role(to, &role.role, role.function.as_deref()),
                None => self
                    .out
                    .warnings
                    .push(notice("role_without_holder", id, Some(role.role))),
            }
        }
        let children: Vec<(AgencyId, String)> = self
            .directory
            .iter()
            .filter(|c| c.id != id)
            .flat_map(|c| c.facts.parents.iter().map(move |p| (c, p)))
            .filter(|(c, p)| p.parent == id && p.period.contains(on) && c.facts.state_on(on) == State::Active)
            .map(|(c, p)| (c.id, p.tree.clone()))
            .collect();
        self.later_children(id);
        for (child, tree) in children {
            let moved = self
                .current(child)
                .is_some_and(|f| f.closed.is_some_and(|c| c <= on) || f.parent_on(&tree, on) != Some(id));
            let ends_too = draft
                .links
                .iter()
                .any(|l| l.from == child && l.function.is_none());
            if moved || ends_too {
                continue;
            }
            match heir {
                Some(heir) if heir != child => {
                    self.reparent(child, &tree, Some(heir));
                    self.out.warnings.push(notice("child_follows", child, None));
                }
                _ => self.out.problems.push(notice("child_left", child, None)),
            }
        }
        let Some(facts) = self.facts(id) else { return };
        facts.closed = Some(on);
        let fine = facts.names.iter_mut().all(|n| end(&mut n.period, on))
            & facts.codes.iter_mut().all(|c| end(&mut c.period, on))
            & facts.parents.iter_mut().all(|p| end(&mut p.period, on))
            & facts.roles.iter_mut().all(|r| end(&mut r.period, on));
        if !fine {
            self.later_facts(id, "closed");
        }
    }

    /// Units that are recorded to come below an agency after it has ended: their record must be mended first.
    fn later_children(&mut self, id: AgencyId) {
        let on = self.on;
        let later: BTreeSet<AgencyId> = self
            .directory
            .iter()
            .map(|c| c.id)
            .filter(|&c| c != id)
            .filter(|&c| {
                self.current(c).is_some_and(|f| {
                    f.state_on(on) != State::Closed
                        && f.parents.iter().any(|p| {
                            let begins = p.period.from.max(f.founded.unwrap_or(p.period.from));
                            p.parent == id && begins > on && p.period.to.is_none_or(|to| to > begins)
                        })
                })
            })
            .collect();
        for child in later {
            self.out.problems.push(notice("child_later", child, None));
        }
    }

    fn finish(mut self) -> Effects {
        for (id, facts) in std::mem::take(&mut self.after) {
            match super::check(self.directory, facts) {
                Ok(facts) => match self.directory.get(id) {
                    None => self.out.created.push((id, facts)),
                    Some(before) if before.facts != facts => {
                        self.out.changed.push((id, before.facts.clone(), facts))
                    }
                    Some(_) => {}
                },
                Err(e) => self.out.problems.push(refused(Some(id), &e)),
            }
        }
        let ids: Vec<AgencyId> = self
            .out
            .created
            .iter()
            .map(|(id, _)| *id)
            .chain(self.out.changed.iter().map(|(id, ..)| *id))
            .collect();
        let next = self.directory.with(
            self.out
                .created
                .iter()
                .cloned()
                .chain(self.out.changed.iter().map(|(id, _, after)| (*id, after.clone()))),
        );
        if let Err(e) = super::check_within(&next, &ids) {
            self.out.problems.push(refused(None, &e));
        }
        self.out
    }
}

/// What the rules of single records object to, in words of a preview.
fn refused(agency: Option<AgencyId>, e: &AgencyError) -> Notice {
    let (code, detail) = match e {
        AgencyError::CodeTaken { code, .. } => ("code_taken", Some(code.clone())),
        AgencyError::UnknownTerm { code, .. } => ("unknown_term", Some(code.clone())),
        AgencyError::Invalid { reason: "ring", .. } => ("ring", None),
        AgencyError::Invalid {
            reason: "overlap", ..
        } => ("overlap", None),
        _ => ("invalid_facts", None),
    };
    Notice { code, agency, detail }
}
