//! `coloa audit …`

use super::{Context, Failure};
use crate::output;
use coloa_auth::audit;
use coloa_platform::Keys;
use serde_json::json;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Kiểm tra chuỗi nhật ký còn nguyên vẹn; mã thoát 3 nếu không.
    Verify,
    /// In các mục gần nhất.
    List {
        #[arg(long, default_value_t = 50)]
        limit: u64,
        /// Chỉ các hành động bắt đầu bằng chữ này, ví dụ `plan.`.
        #[arg(long)]
        action: Option<String>,
    },
}

pub async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    let db = context.migrated_db().await?;
    let keys = Keys::load_or_create(&context.config.master_key_path())
        .map_err(|e| Failure::caused("cli.start", &e))?;
    match command {
        Command::Verify => {
            let verdict = audit::verify(&db, &keys).await?;
            if context.format == output::Format::Json {
                output::json(
                    &json!({ "entries": verdict.entries, "head": verdict.head, "broken": verdict.broken.map(|b| b.0) }),
                )?;
            } else if verdict.broken.is_none() {
                output::line(&format!(
                    "Nguyên vẹn: {} mục, dấu cuối {}",
                    verdict.entries, verdict.head
                ))?;
            }
            match verdict.broken {
                None => Ok(()),
                Some((seq, why)) => {
                    let code = match why {
                        "missing" => "cli.audit_missing",
                        "changed" => "cli.audit_changed",
                        _ => "cli.audit_cut",
                    };
                    Err(Failure::new(3, code).with("seq", seq))
                }
            }
        }
        Command::List { limit, action } => {
            let entries = audit::list(
                &db,
                &audit::Filter {
                    limit,
                    action,
                    ..audit::Filter::default()
                },
            )
            .await?;
            if context.format == output::Format::Json {
                let rows: Vec<_> = entries
                    .iter()
                    .map(|e| {
                        json!({ "seq": e.seq, "at": e.at, "actor": e.actor_name, "action": e.action,
                                "object": format!("{}/{}", e.object_kind, e.object_id), "detail": e.detail })
                    })
                    .collect();
                return output::json(&rows);
            }
            let rows: Vec<Vec<String>> = entries
                .iter()
                .map(|e| {
                    vec![
                        e.seq.to_string(),
                        coloa_base::clock::vn_date_time_text(e.at),
                        e.actor_name.clone(),
                        e.action.clone(),
                        format!("{}/{}", e.object_kind, e.object_id),
                    ]
                })
                .collect();
            output::table(&["seq", "at", "actor", "action", "object"], &rows)
        }
    }
}
