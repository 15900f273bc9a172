//! `coloa user …`: people, from the host. Passwords come from standard input, never from an argument.

use super::{Context, Failure, day};
use crate::output;
use coloa_agency::model::INTERNAL;
use coloa_auth::{Actor, Role, people};
use coloa_base::{AgencyId, PersonId};
use coloa_server::App;
use serde_json::json;
use std::io::{BufRead, IsTerminal};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Thêm người dùng; không có mật khẩu cho tới khi đặt.
    Add {
        user_name: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: Option<String>,
        /// Mã nội bộ của cơ quan; không có: toàn hệ thống.
        #[arg(long)]
        agency: Option<String>,
        #[arg(long, default_value = "Chuyên viên")]
        title: String,
        /// Vai trò được giao ngay.
        #[arg(long)]
        role: Option<String>,
    },
    /// Liệt kê người dùng.
    List {
        #[arg(long)]
        search: Option<String>,
    },
    /// Giao một vai trò.
    Grant {
        user_name: String,
        role: String,
        #[arg(long)]
        agency: Option<String>,
        #[arg(long)]
        area: Option<String>,
        /// Đến hết ngày trước ngày này.
        #[arg(long)]
        to: Option<String>,
    },
    /// Đặt mật khẩu, đọc một dòng từ đầu vào chuẩn.
    Password { user_name: String },
    /// Cấp liên kết dùng một lần để người dùng tự đặt mật khẩu.
    Invite { user_name: String },
    /// Kết thúc tài khoản.
    End { user_name: String },
}

pub async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    let app = context.app().await?;
    let machine = Actor::command_line();
    let today = app.clock.today();
    match command {
        Command::Add {
            user_name,
            name,
            email,
            agency,
            title,
            role,
        } => {
            let agency = find_agency(&app, agency.as_deref()).await?;
            let role = role.as_deref().map(parse_role).transpose()?;
            let new = people::NewPerson {
                user_name,
                full_name: name,
                email,
                phone: None,
                posts: agency
                    .map(|agency| people::NewPost {
                        agency,
                        title,
                        from: today,
                        to: None,
                    })
                    .into_iter()
                    .collect(),
                grants: role
                    .map(|role| people::NewGrant {
                        role,
                        agency,
                        area: None,
                        from: today,
                        to: None,
                    })
                    .into_iter()
                    .collect(),
            };
            let id = people::create(&app.access, &machine, new).await?;
            output::value(context.format, "id", &id.to_string())
        }
        Command::List { search } => list(context, &app, search).await,
        Command::Grant {
            user_name,
            role,
            agency,
            area,
            to,
        } => {
            let id = find(&app, &user_name).await?;
            let to = to.as_deref().map(day).transpose()?;
            let agency = find_agency(&app, agency.as_deref()).await?;
            let grant = people::NewGrant {
                role: parse_role(&role)?,
                agency,
                area,
                from: today,
                to,
            };
            people::grant(&app.access, &machine, id, grant).await?;
            Ok(())
        }
        Command::Password { user_name } => {
            let id = find(&app, &user_name).await?;
            if std::io::stdin().is_terminal() {
                eprint!("{} ", context.say("say.new_password", &[]));
            }
            let mut password = String::new();
            std::io::stdin()
                .lock()
                .read_line(&mut password)
                .map_err(|e| Failure::io("stdin", e))?;
            let password = password.trim_end_matches(['\r', '\n']);
            if password.is_empty() {
                return Err(Failure::usage("cli.empty_password"));
            }
            people::set_password(&app.access, &machine, id, password).await?;
            Ok(())
        }
        Command::Invite { user_name } => {
            let id = find(&app, &user_name).await?;
            let token =
                people::invite(&app.access, &machine, id, app.config.session.invitation_hours).await?;
            let link = format!(
                "{}{}/{token}",
                app.config.public_url(),
                coloa_base::web_path::INVITATION
            );
            output::value(context.format, "link", &link)
        }
        Command::End { user_name } => {
            let id = find(&app, &user_name).await?;
            people::end(&app.access, &machine, id).await?;
            Ok(())
        }
    }
}

async fn find(app: &App, user_name: &str) -> Result<PersonId, Failure> {
    let person = people::find_by_user_name(app.db.reader(), user_name).await?;
    person
        .map(|p| PersonId(p.id))
        .ok_or_else(|| Failure::new(1, "cli.no_user").with("user_name", user_name))
}

async fn find_agency(app: &App, code: Option<&str>) -> Result<Option<AgencyId>, Failure> {
    let Some(code) = code else { return Ok(None) };
    let found = app
        .agencies
        .directory()
        .await?
        .by_code(INTERNAL, code, app.clock.today());
    found
        .map(Some)
        .ok_or_else(|| Failure::new(1, "cli.no_agency").with("code", code))
}

fn parse_role(text: &str) -> Result<Role, Failure> {
    Role::parse(text).ok_or_else(|| {
        let roles: Vec<&str> = Role::ALL.iter().map(|r| r.as_str()).collect();
        Failure::usage("cli.no_role")
            .with("role", text)
            .with("roles", roles.join(", "))
    })
}

async fn list(context: &Context, app: &App, search: Option<String>) -> Result<(), Failure> {
    let mut filter = people::PeopleFilter {
        search,
        limit: 500,
        ..people::PeopleFilter::default()
    };
    let mut all = Vec::new();
    loop {
        let (rows, total) = people::list(&app.access, &Actor::command_line(), &filter).await?;
        let got = rows.len() as u64;
        all.extend(rows);
        filter.offset += got;
        if got == 0 || filter.offset >= total {
            break;
        }
    }
    if context.format == output::Format::Json {
        let rows: Vec<_> = all
            .iter()
            .map(|d| {
                json!({
                    "id": d.person.id, "user_name": d.person.user_name, "full_name": d.person.full_name, "state": d.person.state,
                    "totp": d.person.totp_confirmed, "roles": d.grants.iter().map(|g| &g.role).collect::<Vec<_>>(),
                })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|d| {
            let roles: Vec<&str> = d.grants.iter().map(|g| g.role.as_str()).collect();
            vec![
                d.person.user_name.clone(),
                d.person.full_name.clone(),
                d.person.state.clone(),
                roles.join(","),
            ]
        })
        .collect();
    output::table(&["user_name", "full_name", "state", "roles"], &rows)
}
