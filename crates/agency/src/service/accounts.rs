//! Accounts in bulk: one row a person, each with a one-time link; all rows or none.

use super::Agencies;
use crate::{AgencyError, directory::Directory, model::INTERNAL, rules};
use chrono::NaiveDate;
use coloa_auth::{Actor, AuthError, Reach, Resource, Role, action, people};
use coloa_base::{AgencyId, PersonId, text};
use coloa_document::table::{RowError, Table};
use coloa_document::xlsx::{Column, Sheet, Value, Workbook, xlsx};
use serde_json::json;
use std::collections::HashMap;

/// Accounts of one file.
const MAX_ACCOUNTS: usize = 5_000;

/// Columns of the table, in order: key, Vietnamese head, width.
const COLUMNS: [(&str, &str, f64); 6] = [
    ("agency", "Mã nội bộ cơ quan", 20.0),
    ("full_name", "Họ và tên", 28.0),
    ("user_name", "Tên đăng nhập", 24.0),
    ("email", "Thư điện tử", 30.0),
    ("title", "Chức vụ", 24.0),
    ("role", "Vai trò", 16.0),
];

/// Roles by the words that the table uses. Others are granted one by one.
const ROLES: [(Role, &str); 4] = [
    (Role::FocalPoint, "Đầu mối"),
    (Role::Head, "Thủ trưởng"),
    (Role::Coordinator, "Điều phối"),
    (Role::Leader, "Lãnh đạo"),
];

/// An account that was made, or would be.
#[derive(Clone, Debug)]
pub struct BulkAccount {
    /// As the spreadsheet counts.
    pub row: u32,
    pub full_name: String,
    pub user_name: String,
    pub agency: AgencyId,
    pub agency_name: String,
    pub title: String,
    pub role: Role,
    /// Of the one-time link; `None` in a dry run. It is not stored in the clear and cannot be shown again.
    pub token: Option<String>,
}

/// What the table did or would do.
#[derive(Clone, Debug, Default)]
pub struct BulkOutcome {
    pub accounts: Vec<BulkAccount>,
    pub errors: Vec<RowError>,
    pub applied: bool,
}

impl Agencies {
    /// Whoever may make accounts nowhere sees nothing of the table either.
    fn may_make_accounts(&self, actor: &Actor) -> Result<(), AgencyError> {
        match self.access.reach(actor, action::PERSON_CREATE) {
            Reach::Nothing => Err(AuthError::Forbidden {
                action: action::PERSON_CREATE,
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Makes an account per row with a one-time link each, valid for `hours`. Without `apply` the same is tried
    /// and rolled back, so that the dry run finds what the real one would.
    pub async fn bulk_accounts(
        &self,
        actor: &Actor,
        file_name: &str,
        content: &[u8],
        hours: i64,
        apply: bool,
    ) -> Result<BulkOutcome, AgencyError> {
        self.may_make_accounts(actor)?;
        let table = Table::read(file_name, content, &COLUMNS.map(|(key, title, _)| (key, title)))?;
        if table.rows.is_empty() {
            return Err(AgencyError::Unreadable { reason: "no_rows" });
        }
        if table.rows.len() > MAX_ACCOUNTS {
            return Err(AgencyError::TooLarge {
                what: "rows",
                limit: MAX_ACCOUNTS as u64,
            });
        }
        let directory = self.directory().await?;
        let today = self.access.clock().today();
        let mut outcome = BulkOutcome::default();
        let mut wanted = Vec::new();
        let mut seen = HashMap::new();
        for (number, row) in &table.rows {
            if let Some(new) = person(&directory, today, *number, row, &mut seen, &mut outcome.errors) {
                wanted.push((*number, new));
            }
        }
        if wanted.is_empty() {
            return Ok(outcome);
        }
        let involved = wanted.iter().map(|(_, new)| new.posts[0].agency).collect();
        let mut change = self
            .access
            .begin(
                actor,
                action::PERSON_CREATE,
                Resource::of_agencies("person", "bulk", involved),
            )
            .await?;
        for (number, new) in wanted {
            let id = PersonId::new();
            let refused = |column, reason: &str, value: &str| RowError::new(number, column, reason, value);
            match people::insert(&mut change, id, &new).await {
                Ok(()) => {}
                Err(AuthError::UserNameTaken(value)) => {
                    outcome.errors.push(refused("user_name", "taken", &value));
                    continue;
                }
                Err(AuthError::Invalid { field }) => {
                    outcome.errors.push(refused(field, "invalid", ""));
                    continue;
                }
                Err(AuthError::Forbidden { .. }) => {
                    outcome
                        .errors
                        .push(refused("role", "forbidden", role_name(new.grants[0].role)));
                    continue;
                }
                Err(e) => return Err(e.into()),
            }
            let token = match apply {
                true => Some(people::insert_invitation(&change, id, hours).await?),
                false => None,
            };
            let agency = new.posts[0].agency;
            outcome.accounts.push(BulkAccount {
                row: number,
                agency,
                agency_name: directory
                    .name(agency, today)
                    .map(|n| n.full.clone())
                    .unwrap_or_default(),
                title: new.posts[0].title.clone(),
                role: new.grants[0].role,
                full_name: new.full_name,
                user_name: new.user_name,
                token,
            });
        }
        outcome.errors.sort_by_key(|e| e.row);
        if !apply || !outcome.errors.is_empty() {
            for account in &mut outcome.accounts {
                account.token = None;
            }
            return Ok(outcome);
        }
        let names: Vec<&String> = outcome.accounts.iter().map(|a| &a.user_name).collect();
        change.commit(json!({ "accounts": names })).await?;
        outcome.applied = true;
        Ok(outcome)
    }

    /// An empty table to fill in, with the codes of the agencies whose accounts the person may make.
    pub async fn accounts_template(&self, actor: &Actor) -> Result<Vec<u8>, AgencyError> {
        self.may_make_accounts(actor)?;
        let directory = self.directory().await?;
        let today = self.access.clock().today();
        let mine = directory.iter().map(|a| a.id).filter(|&id| {
            directory.alive(id, today)
                && self.access.may(
                    actor,
                    action::PERSON_CREATE,
                    &Resource::of_agency("person", "new", id),
                )
        });
        let agencies: Vec<Vec<Value>> = directory
            .sorted(mine, today)
            .into_iter()
            .filter_map(|id| {
                let facts = &directory.get(id)?.facts;
                let code = facts.code_on(INTERNAL, today)?;
                let name = facts.shown_name(today)?;
                Some(vec![Value::Text(code.to_owned()), Value::Text(name.full.clone())])
            })
            .collect();
        let form = Sheet {
            name: "Tài khoản".to_owned(),
            note: Some(
                "Mỗi dòng một người. Mã nội bộ lấy ở tờ “Cơ quan”. Tên đăng nhập: 3 đến 64 chữ không dấu, số, \
                 dấu chấm, gạch. Bỏ trống vai trò là Đầu mối; vai trò khác xem tờ “Vai trò”."
                    .to_owned(),
            ),
            columns: COLUMNS
                .iter()
                .map(|(key, title, width)| Column::text(*key, *title, *width))
                .collect(),
            spare_rows: 20,
            ..Sheet::default()
        };
        let list = |name: &str, columns: [(&str, f64); 2], rows| Sheet {
            name: name.to_owned(),
            columns: columns
                .into_iter()
                .enumerate()
                .map(|(i, (title, width))| Column::text(format!("c{i}"), title, width))
                .collect(),
            rows,
            ..Sheet::default()
        };
        let roles = ROLES
            .iter()
            .map(|(role, name)| {
                vec![
                    Value::Text((*name).to_owned()),
                    Value::Text(role.as_str().to_owned()),
                ]
            })
            .collect();
        write(vec![
            form,
            list("Cơ quan", [("Mã nội bộ", 20.0), ("Tên", 60.0)], agencies),
            list("Vai trò", [("Vai trò", 20.0), ("Mã", 20.0)], roles),
        ])
    }

    /// The links as a workbook, to be handed out; `address` makes a link of a token.
    pub fn links_xlsx(
        accounts: &[BulkAccount],
        address: impl Fn(&str) -> String,
    ) -> Result<Vec<u8>, AgencyError> {
        write(vec![Sheet {
            name: "Tài khoản".to_owned(),
            note: Some(
                "Mỗi liên kết dùng một lần. Giao trực tiếp cho từng người, không gửi chung.".to_owned(),
            ),
            columns: [
                ("full_name", "Họ và tên", 28.0),
                ("agency", "Cơ quan", 40.0),
                ("user_name", "Tên đăng nhập", 24.0),
                ("link", "Liên kết đặt mật khẩu", 80.0),
            ]
            .into_iter()
            .map(|(key, title, width)| Column::text(key, title, width))
            .collect(),
            rows: accounts
                .iter()
                .map(|a| {
                    let link = a.token.as_deref().map(&address).unwrap_or_default();
                    [&a.full_name, &a.agency_name, &a.user_name, &link]
                        .into_iter()
                        .map(|v| Value::Text(v.clone()))
                        .collect()
                })
                .collect(),
            ..Sheet::default()
        }])
    }
}

fn write(sheets: Vec<Sheet>) -> Result<Vec<u8>, AgencyError> {
    xlsx(&Workbook {
        sheets,
        ..Workbook::default()
    })
    .map_err(|_| AgencyError::Unreadable { reason: "workbook" })
}

/// The person of a row; names everything that is wrong with it.
fn person(
    directory: &Directory,
    today: NaiveDate,
    number: u32,
    row: &HashMap<&'static str, String>,
    seen: &mut HashMap<String, u32>,
    errors: &mut Vec<RowError>,
) -> Option<people::NewPerson> {
    let cell = |key: &str| row.get(key).map(|v| v.trim()).filter(|v| !v.is_empty());
    let mut fail = |column: &'static str, reason: &str| {
        let value = cell(column).unwrap_or_default();
        errors.push(RowError::new(number, column, reason, value));
    };
    let agency = match cell("agency") {
        None => {
            fail("agency", "required");
            None
        }
        Some(code) => {
            let found = directory
                .by_code(INTERNAL, code, today)
                .filter(|&id| directory.alive(id, today));
            if found.is_none() {
                fail("agency", "unknown");
            }
            found
        }
    };
    let full_name = cell("full_name").and_then(rules::clean);
    if full_name.is_none() {
        fail("full_name", "required");
    }
    let role = cell("role").map_or(Some(Role::FocalPoint), role_of);
    if role.is_none() {
        fail("role", "unknown");
    }
    let user_name = match cell("user_name").map(people::user_name) {
        None => {
            fail("user_name", "required");
            None
        }
        Some(Err(_)) => {
            fail("user_name", "invalid");
            None
        }
        Some(Ok(name)) => match seen.insert(name.clone(), number) {
            Some(first) => {
                fail("user_name", &format!("repeats_row_{first}"));
                None
            }
            None => Some(name),
        },
    };
    let (agency, role) = (agency?, role?);
    Some(people::NewPerson {
        user_name: user_name?,
        full_name: full_name?,
        email: cell("email").map(str::to_owned),
        phone: None,
        posts: vec![people::NewPost {
            agency,
            title: cell("title").unwrap_or("Đầu mối").to_owned(),
            from: today,
            to: None,
        }],
        grants: vec![people::NewGrant {
            role,
            agency: Some(agency),
            area: None,
            from: today,
            to: None,
        }],
    })
}

/// A role as the table writes it, or its code.
fn role_of(written: &str) -> Option<Role> {
    let folded = text::fold(written);
    ROLES
        .iter()
        .find(|(role, name)| role.as_str() == folded || text::fold(name) == folded)
        .map(|(role, _)| *role)
}

fn role_name(role: Role) -> &'static str {
    ROLES
        .iter()
        .find(|(r, _)| *r == role)
        .map_or(role.as_str(), |(_, name)| *name)
}
