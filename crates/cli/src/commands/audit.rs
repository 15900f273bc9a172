//! `coloa audit …`

use super::{Context, Failure};
use crate::output;
use coloa_auth::{anchor::Anchor, audit};
use coloa_platform::Keys;
use serde_json::json;
use std::fmt::Display;

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
    match command {
        Command::Verify => {
            let path = context.config.master_key_path();
            let keys = Keys::load(&path)
                .map_err(|e| Failure::caused("cli.start", &e))?
                .ok_or_else(|| Failure::new(1, "cli.key_lost").with("path", path.display()))?;
            let anchor = Anchor::at(context.config.audit_anchor_path());
            let verdict = audit::verify_anchored(&db, &keys, &anchor).await?;
            if context.format == output::Format::Json {
                output::json(
                    &json!({ "entries": verdict.entries, "head": verdict.head, "broken": verdict.broken.map(|b| b.0) }),
                )?;
            } else if verdict.broken.is_none() {
                let found: [(&str, &dyn Display); 2] =
                    [("entries", &verdict.entries), ("head", &verdict.head)];
                output::line(&context.say("say.intact", &found))?;
            }
            match verdict.broken {
                None => Ok(()),
                Some((seq, why)) => {
                    Err(Failure::new(3, &format!("cli.audit_{}", why.replace(' ', "_"))).with("seq", seq))
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
