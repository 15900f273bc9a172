//! How one row of a table is read: every cell by what it holds, with a word for each that cannot be used.

use super::{
    HOSTINGS, STATES,
    known::{Asked, Owners, Taken},
};
use crate::{
    SystemError, dossier,
    entity::information_system,
    model::{Hosting, Profile, State},
    rules::{self, HostDraft},
    service,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, address, clock, text};
use coloa_document::table::RowError;
use coloa_law::{LawBook, SystemFacts};
use std::collections::HashMap;
use uuid::Uuid;

/// A row that can be taken.
pub(super) struct Wanted {
    pub(super) row: information_system::Model,
    pub(super) profile: Profile,
    pub(super) facts: SystemFacts,
    pub(super) hosts: Option<Vec<rules::Host>>,
    pub(super) decision: Option<(String, NaiveDate, String)>,
    pub(super) before: Option<information_system::Model>,
}

/// Reads one row, noting what is wrong with it.
pub(super) struct Reader<'a> {
    pub(super) number: u32,
    pub(super) row: &'a HashMap<&'static str, String>,
    pub(super) errors: &'a mut Vec<RowError>,
}

impl Reader<'_> {
    pub(super) fn text(&self, key: &str) -> &str {
        self.row.get(key).map(String::as_str).unwrap_or_default()
    }

    pub(super) fn refuse(&mut self, key: &'static str, reason: &str) {
        let value = text::shorten(self.text(key), 200);
        self.errors.push(RowError::new(self.number, key, reason, &value));
    }

    /// One line of text; `None`: it is too long, which is said.
    pub(super) fn line(&mut self, key: &'static str) -> Option<String> {
        let said = rules::line(key, self.text(key), false);
        if said.is_err() {
            self.refuse(key, "too_long");
        }
        said.ok()
    }

    pub(super) fn agency(&mut self, key: &'static str, owners: &Owners, required: bool) -> Option<AgencyId> {
        let word = text::fold(self.text(key));
        if word.is_empty() {
            if required {
                self.refuse(key, "required");
            }
            return None;
        }
        match owners.get(&word) {
            Some(Some(id)) => Some(id),
            Some(None) => {
                self.refuse(key, "ambiguous");
                None
            }
            None => {
                self.refuse(key, "unknown");
                None
            }
        }
    }

    fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&str, T)],
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let written = self.text(key).to_owned();
        if written.is_empty() {
            return None;
        }
        let folded = text::fold(&written);
        let found = words
            .iter()
            .find(|(word, _)| text::fold(word) == folded)
            .map(|(_, value)| *value)
            .or_else(|| parse(&folded));
        if found.is_none() {
            self.refuse(key, "unknown");
        }
        found
    }

    fn day(&mut self, key: &'static str) -> Option<NaiveDate> {
        let written = self.text(key).to_owned();
        if written.is_empty() {
            return None;
        }
        let found = NaiveDate::parse_from_str(&written, "%d/%m/%Y").or_else(|_| written.parse());
        if found.is_err() {
            self.refuse(key, "malformed");
        }
        found.ok()
    }

    fn count(&mut self, key: &'static str) -> Option<u64> {
        let written: String = self
            .text(key)
            .chars()
            .filter(|c| !matches!(c, '.' | ' ' | ','))
            .collect();
        if written.is_empty() {
            return None;
        }
        let found = written.parse().ok();
        if found.is_none() {
            self.refuse(key, "malformed");
        }
        found
    }

    fn codes(&mut self, key: &'static str, known: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let codes: Vec<String> = self
            .text(key)
            .split([',', ';', ' '])
            .filter(|c| !c.is_empty())
            .map(str::to_uppercase)
            .collect();
        if codes.is_empty() {
            return None;
        }
        if !codes.iter().all(|code| known(code)) {
            self.refuse(key, "unknown");
        }
        Some(codes)
    }

    fn decision(&mut self, today: NaiveDate) -> Option<(String, NaiveDate, String)> {
        let number = self.line("decision_number")?;
        let on = self.day("decision_on");
        let by = self.line("decision_by")?;
        if number.is_empty() && on.is_none() && by.is_empty() {
            return None;
        }
        if number.is_empty() {
            self.refuse("decision_number", "required");
        }
        if by.is_empty() {
            self.refuse("decision_by", "required");
        }
        match on {
            None => self.refuse("decision_on", "required"),
            Some(day) if day > today => self.refuse("decision_on", "in_the_future"),
            Some(_) => {}
        }
        on.map(|on| (number, on, by))
    }

    /// A level without a decision is held to what was assessed and asked for, as in the form.
    pub(super) fn lowered(&mut self, one: &Wanted, asked: &Asked) {
        let Some(before) = one.before.as_ref().filter(|_| one.decision.is_none()) else {
            return;
        };
        if let Err(SystemError::Invalid { field, reason }) = asked.check(before, one.row.level) {
            self.refuse(field, reason);
        }
    }

    /// A level that was approved before obeys the rules of one that is recorded by hand: made while a regime decided,
    /// before the system was registered here, and below what was assessed only with a note why.
    pub(super) fn recorded(&mut self, one: &Wanted, assessed: Option<&Vec<(String, i32)>>, today: NaiveDate) {
        let Some((_, on, _)) = &one.decision else { return };
        let Ok(regime) = LawBook::current().regime_on(*on) else {
            self.refuse("decision_on", "outside_regime");
            return;
        };
        let registered = one
            .before
            .as_ref()
            .map_or(today, |b| clock::vn_date(b.created_at));
        if *on >= registered {
            self.refuse("decision_on", "needs_file");
        }
        let assessed = assessed.into_iter().flatten();
        let binding = dossier::checks::binding(
            assessed.map(|(regime, level)| (regime.as_str(), *level)),
            &regime.regime.body.code,
            one.row.proposed_level,
        );
        if one.row.level < binding && self.text("note").is_empty() {
            self.refuse("level", "below_proposal");
        }
    }

    /// What the row says of a system; `None`: nothing new. Empty cells leave what stands.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn system(
        &mut self,
        agency: AgencyId,
        name: &str,
        before: Option<information_system::Model>,
        mut profile: Profile,
        mut facts: SystemFacts,
        owners: &Owners,
        now: DateTime<Utc>,
        taken: &mut Taken,
    ) -> Option<Wanted> {
        let book = LawBook::current();
        let old = (before.clone(), profile.clone(), facts.clone());
        let mut row = before
            .clone()
            .unwrap_or_else(|| service::fresh(Uuid::now_v7(), now));
        row.name = name.to_owned();
        row.folded = text::fold_plain(name);
        row.agency_id = agency.uuid();
        if let Some(operator) = self.agency("operator", owners, false) {
            row.operator_id = Some(operator.uuid());
        }
        if let Some(level) = self.count("level") {
            match i32::try_from(level).ok().filter(|l| (1..=5).contains(l)) {
                Some(level) if row.decided_on.is_some() && row.level != level => {
                    self.refuse("level", "decided");
                }
                Some(level) => row.level = level,
                None => self.refuse("level", "out_of_range"),
            }
        }
        if let Some(state) = self.word("state", &STATES, State::parse) {
            row.state = state.as_str().to_owned();
            row.active = state != State::Ended;
        }
        if let Some(hosting) = self.word("hosting", &HOSTINGS, Hosting::parse) {
            row.hosting = Some(hosting.as_str().to_owned());
        }
        if let Some(priority) = self.word(
            "priority",
            &[("có", true), ("x", true), ("không", false)],
            |_| None,
        ) {
            row.priority = priority;
        }
        if let Some(day) = self.day("go_live") {
            row.go_live = Some(day);
        }
        self.ended(&mut row, before.as_ref(), clock::vn_date(now));
        let sector = text::fold(self.text("sector"));
        if !sector.is_empty() {
            let known = book
                .choices
                .iter()
                .filter(|c| c.body.list == "priority_sector")
                .find(|c| c.body.code == sector || text::fold(&c.body.label) == sector);
            match known {
                Some(known) => row.sector = Some(known.body.code.clone()),
                None => self.refuse("sector", "unknown"),
            }
        }
        for (key, field) in [("purpose", &mut profile.purpose), ("note", &mut row.note)] {
            match rules::note(self.text(key)) {
                Ok(said) if said.is_empty() => {}
                Ok(said) => *field = said,
                Err(_) => self.refuse(key, "too_long"),
            }
        }
        facts.function = self
            .line("function")
            .filter(|said| !said.is_empty())
            .or(facts.function);
        let types = self.codes("types", |c| book.system_types.iter().any(|t| t.body.code == c));
        facts.types = types.or(facts.types);
        let information = self.codes("information", |c| {
            book.info_classes.iter().any(|i| i.body.code == c)
        });
        facts.information = information.or(facts.information);
        facts.subjects_basic = self.count("subjects_basic").or(facts.subjects_basic);
        facts.subjects_sensitive = self.count("subjects_sensitive").or(facts.subjects_sensitive);
        let counted = self.day("counted_on");
        if counted.is_some_and(|day| day > clock::vn_date(now)) {
            self.refuse("counted_on", "in_the_future");
        }
        facts.counted_on = counted.or(facts.counted_on);
        let hosts = self.hosts(agency, row.id, taken);
        let mut decision = self.decision(clock::vn_date(now));
        if decision.is_some() {
            if row.level == 0 {
                self.refuse("level", "required");
            }
            if row.decided_on.is_some() {
                // It stands already; a later decision goes through a dossier.
                decision = None;
            }
        }
        let new = (Some(row.clone()), profile.clone(), facts.clone());
        if new == old && hosts.is_none() && decision.is_none() {
            return None;
        }
        Some(Wanted {
            row,
            profile,
            facts,
            hosts,
            decision,
            before,
        })
    }

    /// Whether the days of a system fit its state, and since when it is no more in use.
    fn ended(
        &mut self,
        row: &mut information_system::Model,
        before: Option<&information_system::Model>,
        today: NaiveDate,
    ) {
        let said = self.day("retired_on");
        let state = State::parse(&row.state).unwrap_or(State::Running);
        if let Err(SystemError::Invalid { field, reason }) = rules::days(state, row.go_live, said, today) {
            self.refuse(field, reason);
        }
        row.retired_on = rules::retired_on(before, state, said, today);
    }

    /// Hosts of the row: names and addresses separated by semicolons, a name and its addresses by spaces.
    fn hosts(&mut self, agency: AgencyId, system: Uuid, taken: &mut Taken) -> Option<Vec<rules::Host>> {
        let written = self.text("hosts").to_owned();
        if written.is_empty() {
            return None;
        }
        let drafts: Vec<HostDraft> = written
            .split([';', '\n'])
            .map(|part| {
                let (addresses, names): (Vec<&str>, Vec<&str>) = part
                    .split([' ', ','])
                    .filter(|w| !w.is_empty())
                    .partition(|w| address::range(w).is_some());
                HostDraft {
                    name: names.join(" "),
                    addresses: addresses.join(","),
                }
            })
            .collect();
        match rules::hosts(&drafts) {
            Ok(hosts) if taken.take(agency.uuid(), system, &hosts) => Some(hosts),
            Ok(_) => {
                self.refuse("hosts", "taken");
                None
            }
            Err(_) => {
                self.refuse("hosts", "malformed");
                None
            }
        }
    }
}
