//! Systems out of a table: 300 communes with the same five systems in one sheet.
//!
//! One row a system, found by its owner and its name; a name that fits several is an error. A dry run says what each row
//! would do and writes nothing; the real run writes all rows in one audited change, or, where that is wanted, those
//! without an error.
//!
//! Rooms: `known` what the table is read against · `row` how one row is read · `write` how rows are stored.

mod known;
mod row;
mod write;

use self::{
    known::{Asked, Owners, Taken, open_quote},
    row::Reader,
    write::store_all,
};
use crate::{
    SystemError,
    entity::information_system,
    model::{Hosting, State},
    store,
};
use coloa_agency::Agencies;
use coloa_auth::{Access, Actor, Reach, Resource, action};
use coloa_base::text;
use coloa_document::{
    read::decode_text,
    table::{MAX_ROWS, RowError, Table},
    xlsx::{Column, Sheet, Workbook, xlsx},
};
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
    let standing = store::within(db, &reach).await?;
    let ids: Vec<Uuid> = standing.iter().map(|s| s.id).collect();
    let mut said = store::register::profiles(db, &ids).await?;
    let mut known: HashMap<(Uuid, String), Vec<information_system::Model>> = HashMap::new();
    for system in standing {
        let key = (system.agency_id, system.folded.clone());
        known.entry(key).or_default().push(system);
    }
    let asked = Asked::of(access, &reach, today).await?;
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
        let mut named = known.remove(&key).unwrap_or_default();
        // One that is in use is meant before those that ended.
        if named.iter().any(|s| s.active) {
            named.retain(|s| s.active);
        }
        if named.len() > 1 {
            reader.refuse("name", "several");
            continue;
        }
        let old = named.pop();
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
            reader.lowered(one, &asked);
            reader.recorded(one, asked.of_system(one.row.id), today);
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
