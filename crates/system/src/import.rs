//! Systems out of a table: 300 communes with the same five systems in one sheet.
//!
//! One row a system, found by its owner and its name. A dry run says what each row would do and writes nothing; the
//! real run writes all rows in one audited change, or, where that is wanted, those without an error.

mod known;

use self::known::{Owners, Taken, open_quote};
use crate::{
    SystemError, dossier,
    entity::{dossier_step, information_system, level_dossier, system_profile},
    model::{DossierState, Hosting, Profile, State},
    rules::{self, HostDraft},
    service, store,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use coloa_agency::Agencies;
use coloa_auth::{Access, Actor, Reach, Resource, action};
use coloa_base::{AgencyId, address, clock, text};
use coloa_document::{
    read::decode_text,
    table::{MAX_ROWS, RowError, Table},
    xlsx::{Column, Sheet, Workbook, xlsx},
};
use coloa_law::{LawBook, SystemFacts};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Columns of the table, in order: key, Vietnamese head, width.
pub const COLUMNS: [(&str, &str, f64); 22] = [
    ("agency", "Cơ quan chủ quản", 40.0),
    ("name", "Tên hệ thống", 48.0),
    ("operator", "Đơn vị vận hành", 40.0),
    ("level", "Cấp độ", 10.0),
    ("state", "Tình trạng", 18.0),
    ("purpose", "Mục đích", 40.0),
    ("function", "Chức năng nghiệp vụ", 32.0),
    ("types", "Loại hình", 16.0),
    ("information", "Loại thông tin", 16.0),
    ("subjects_basic", "Số chủ thể dữ liệu cơ bản", 18.0),
    ("subjects_sensitive", "Số chủ thể dữ liệu nhạy cảm", 18.0),
    ("counted_on", "Ngày đếm chủ thể dữ liệu", 14.0),
    ("sector", "Lĩnh vực ưu tiên", 24.0),
    ("hosting", "Nơi đặt", 20.0),
    ("priority", "Giám sát trước", 14.0),
    ("go_live", "Ngày vận hành", 14.0),
    ("retired_on", "Ngày ngừng sử dụng", 14.0),
    ("hosts", "Máy, địa chỉ", 40.0),
    ("decision_number", "Số quyết định phê duyệt", 24.0),
    ("decision_on", "Ngày quyết định", 14.0),
    ("decision_by", "Cơ quan phê duyệt", 32.0),
    ("note", "Ghi chú", 32.0),
];

/// Words of a table for what is stored; the stored word itself is taken, too.
const STATES: [(&str, State); 4] = [
    ("dự kiến", State::Planned),
    ("đang xây dựng", State::Building),
    ("đang vận hành", State::Running),
    ("đã kết thúc", State::Ended),
];
const HOSTINGS: [(&str, Hosting); 5] = [
    ("phòng máy của cơ quan", Hosting::OwnRoom),
    ("trung tâm dữ liệu tỉnh", Hosting::ProvinceCentre),
    ("trung tâm dữ liệu khác", Hosting::OtherCentre),
    ("điện toán đám mây", Hosting::Cloud),
    ("kết hợp", Hosting::Mixed),
];

/// What an import did or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub errors: Vec<RowError>,
    pub applied: bool,
}

impl Outcome {
    /// Rows with an error; a row may have several.
    #[must_use]
    pub fn wrong_rows(&self) -> usize {
        let rows: HashSet<u32> = self.errors.iter().map(|e| e.row).collect();
        rows.len()
    }
}

/// How an import goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Says what it would do.
    Dry,
    /// All rows, or none where one has an error.
    All,
    /// The rows without an error.
    Good,
}

/// A row that can be taken.
struct Wanted {
    row: information_system::Model,
    profile: Profile,
    facts: SystemFacts,
    hosts: Option<Vec<rules::Host>>,
    decision: Option<(String, NaiveDate, String)>,
    before: Option<information_system::Model>,
}

/// An empty table to fill in.
pub fn template() -> Result<Vec<u8>, SystemError> {
    let columns = COLUMNS
        .iter()
        .map(|(key, title, width)| {
            let column = Column::text(*key, *title, *width).editable();
            match *key {
                "level" => column.choices(["1", "2", "3", "4", "5"]),
                "state" => column.choices(STATES.map(|(word, _)| word)),
                "hosting" => column.choices(HOSTINGS.map(|(word, _)| word)),
                "priority" => column.choices(["có", "không"]),
                _ => column,
            }
        })
        .collect();
    let sheet = Sheet {
        name: "Hệ thống thông tin".to_owned(),
        columns,
        spare_rows: MAX_ROWS,
        ..Sheet::default()
    };
    xlsx(&Workbook {
        sheets: vec![sheet],
        ..Workbook::default()
    })
    .map_err(|_| SystemError::Table { reason: "workbook" })
}

/// The row of a CSV file where a quote begins that nothing ends.
fn unended(content: &[u8]) -> Option<u32> {
    // A workbook has no quotes; what cannot be decoded is refused as a whole.
    if content.starts_with(b"PK") {
        return None;
    }
    decode_text(content).ok().and_then(|(text, _)| open_quote(&text))
}

/// Imports a table.
pub async fn table(
    access: &Access,
    actor: &Actor,
    file_name: &str,
    content: &[u8],
    mode: Mode,
) -> Result<Outcome, SystemError> {
    let reach = match access.reach(actor, action::SYSTEM_CHANGE) {
        Reach::Nothing => {
            access.check(
                actor,
                action::SYSTEM_CHANGE,
                &Resource::installation("information_system", "import"),
            )?;
            Reach::Everything
        }
        reach => reach,
    };
    if let Some(row) = unended(content) {
        let error = RowError::new(row, COLUMNS[0].0, "open_quote", "");
        return Ok(Outcome {
            errors: vec![error],
            ..Outcome::default()
        });
    }
    let columns = COLUMNS.map(|(key, title, _)| (key, title));
    let table = Table::read(file_name, content, &columns)?;
    let (now, today) = (access.clock().now(), access.clock().today());
    let directory = Agencies::new(access.clone()).directory().await?;
    let owners = Owners::of(&directory, today);
    let db = access.db().reader();
    let assessed = store::register::assessed(db).await?;
    let standing = store::within(db, &reach).await?;
    let ids: Vec<Uuid> = standing.iter().map(|s| s.id).collect();
    let mut said = store::register::profiles(db, &ids).await?;
    let mut known: HashMap<(Uuid, String), information_system::Model> = standing
        .into_iter()
        .map(|s| ((s.agency_id, s.folded.clone()), s))
        .collect();
    let mut taken = Taken::of(access).await?;
    let records = access.reach(actor, action::SYSTEM_RECORD);
    let mut outcome = Outcome::default();
    let mut seen: HashMap<(Uuid, String), u32> = HashMap::new();
    let mut wanted = Vec::new();
    for (number, row) in &table.rows {
        let before = outcome.errors.len();
        let mut reader = Reader {
            number: *number,
            row,
            errors: &mut outcome.errors,
        };
        let Some(agency) = reader.agency("agency", &owners, true) else {
            continue;
        };
        if !access.reaches(&reach, agency) {
            reader.refuse("agency", "out_of_reach");
            continue;
        }
        let Some(name) = reader.line("name").filter(|name| !name.is_empty()) else {
            if reader.text("name").is_empty() {
                reader.refuse("name", "required");
            }
            continue;
        };
        let key = (agency.uuid(), text::fold_plain(&name));
        if let Some(first) = seen.insert(key.clone(), *number) {
            reader.refuse("name", &format!("repeats_row_{first}"));
            continue;
        }
        let old = known.remove(&key);
        let (profile, facts) = old.as_ref().and_then(|s| said.remove(&s.id)).unwrap_or_default();
        if !access.reaches(&records, agency) && !reader.text("decision_number").is_empty() {
            // It would count like an approval.
            reader.refuse("decision_number", "not_allowed");
            continue;
        }
        let found = reader.system(
            agency,
            &name,
            old.clone(),
            profile,
            facts,
            &owners,
            now,
            &mut taken,
        );
        if let Some(one) = &found {
            reader.recorded(one, assessed.get(&one.row.id), today);
        }
        if outcome.errors.len() > before {
            continue;
        }
        match (&found, &old) {
            (None, _) => outcome.unchanged += 1,
            (Some(_), None) => outcome.created += 1,
            (Some(_), Some(_)) => outcome.changed += 1,
        }
        wanted.extend(found);
    }
    let write = match mode {
        Mode::Dry => false,
        Mode::All => outcome.errors.is_empty(),
        Mode::Good => true,
    };
    if write && !wanted.is_empty() {
        store_all(access, actor, file_name, &outcome, wanted).await?;
        outcome.applied = true;
    }
    Ok(outcome)
}

async fn store_all(
    access: &Access,
    actor: &Actor,
    file_name: &str,
    outcome: &Outcome,
    wanted: Vec<Wanted>,
) -> Result<(), SystemError> {
    let agencies: HashSet<AgencyId> = wanted.iter().map(|w| AgencyId(w.row.agency_id)).collect();
    let about = Resource::of_agencies("information_system", "import", agencies.iter().copied().collect());
    let change = access.begin(actor, action::SYSTEM_CHANGE, about).await?;
    // Reaching one of several agencies is not reaching all of them.
    for agency in agencies {
        change.check(
            action::SYSTEM_CHANGE,
            &Resource::of_agency("information_system", "import", agency),
        )?;
    }
    let (tx, now) = (change.tx(), change.now());
    let mut created = Vec::new();
    let mut profiles: Vec<system_profile::Model> = Vec::new();
    let mut decided = Vec::new();
    let mut hosts = Vec::new();
    for one in wanted {
        let Wanted {
            mut row,
            profile,
            facts,
            hosts: own,
            decision,
            before,
        } = one;
        if let Some((number, on, by)) = decision {
            let mut dossier = recorded(&row, &number, on, &by, &change.actor().name, now.naive_utc())?;
            // Where it is found: the table that it was taken from.
            dossier.note = rules::line("note", &text::shorten(file_name, 200), false)?;
            row.regime = Some(dossier.regime.clone());
            row.decided_on = Some(on);
            row.dossier = DossierState::Approved.as_str().to_owned();
            decided.push(dossier);
        }
        hosts.extend(own.map(|own| (row.id, own)));
        match before {
            None => {
                profiles.push(store::register::described(row.id, &profile, &facts)?);
                created.push(row);
            }
            Some(before) => {
                row.version = before.version + 1;
                let id = row.id;
                if !store::save(tx, row).await? {
                    return Err(SystemError::Changed);
                }
                store::register::set_facts(tx, id, &facts).await?;
                store::register::set_profile(tx, id, &profile).await?;
            }
        }
    }
    store::insert_many(tx, created).await?;
    store::register::add_profiles(tx, profiles).await?;
    store::add_hosts(tx, hosts).await?;
    let steps = decided
        .iter()
        .map(|d| dossier_step::Model {
            id: Uuid::now_v7(),
            dossier_id: d.id,
            at: now,
            step: "recorded".to_owned(),
            by_name: d.created_by.clone(),
            note: d.decision_number.clone(),
            on_day: d.approved_on,
        })
        .collect();
    store::dossier::insert_many(tx, decided, steps).await?;
    change
        .commit(json!({ "created": outcome.created, "changed": outcome.changed, "refused": outcome.wrong_rows() }))
        .await?;
    Ok(())
}

/// A level that was approved before, as a row of the table says it.
fn recorded(
    row: &information_system::Model,
    number: &str,
    on: NaiveDate,
    by: &str,
    person: &str,
    now: NaiveDateTime,
) -> Result<level_dossier::Model, SystemError> {
    let regime = LawBook::current().regime_on(on)?.regime.body.code.clone();
    let fresh = dossier::fresh(row, &regime, row.level, person, now.and_utc());
    Ok(dossier::recorded(fresh, number.to_owned(), on, by.to_owned()))
}

/// Reads one row, noting what is wrong with it.
struct Reader<'a> {
    number: u32,
    row: &'a HashMap<&'static str, String>,
    errors: &'a mut Vec<RowError>,
}

impl Reader<'_> {
    fn text(&self, key: &str) -> &str {
        self.row.get(key).map(String::as_str).unwrap_or_default()
    }

    fn refuse(&mut self, key: &'static str, reason: &str) {
        let value = text::shorten(self.text(key), 200);
        self.errors.push(RowError::new(self.number, key, reason, &value));
    }

    /// One line of text; `None`: it is too long, which is said.
    fn line(&mut self, key: &'static str) -> Option<String> {
        let said = rules::line(key, self.text(key), false);
        if said.is_err() {
            self.refuse(key, "too_long");
        }
        said.ok()
    }

    fn agency(&mut self, key: &'static str, owners: &Owners, required: bool) -> Option<AgencyId> {
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

    /// A level that was approved before obeys the rules of one that is recorded by hand: made while a regime decided,
    /// before the system was registered here, and below what was assessed only with a note why.
    fn recorded(&mut self, one: &Wanted, assessed: Option<&Vec<(String, i32)>>, today: NaiveDate) {
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
    fn system(
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
