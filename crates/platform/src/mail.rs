//! The mail queue: a row in the transaction of the change, sent by a job through SMTP. With no relay
//! configured or the relay down, mail waits and the administrator sees why.

use crate::{
    config::MailConfig,
    db::Db,
    error::StoreError,
    jobs::{self, Handler, JobError, JobRow},
};
use chrono::{DateTime, Utc};
use coloa_base::Clock;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType,
    transport::smtp::authentication::Credentials,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use std::{future::Future, pin::Pin, sync::Arc};

/// Kind of the job that sends what waits.
pub const SEND: &str = "mail.send";

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub recipient: String,
        pub subject: String,
        pub body: String,
        pub state: String,
        pub last_error: Option<String>,
        pub created_at: ChronoDateTimeUtc,
        pub sent_at: Option<ChronoDateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as MailRow;

/// Failures one after another that mean "the relay is down": the rest waits for the next run instead of each
/// waiting for its own time-out.
const GIVE_UP: usize = 3;

/// Queues a plain-text mail and the job that sends it.
pub async fn queue<C: ConnectionTrait>(
    tx: &C,
    recipient: &str,
    subject: &str,
    body: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        recipient: Set(recipient.to_owned()),
        subject: Set(subject.to_owned()),
        body: Set(body.to_owned()),
        state: Set("waiting".to_owned()),
        last_error: Set(None),
        created_at: Set(now),
        sent_at: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(tx).await?;
    jobs::enqueue(tx, SEND, Some("all"), &serde_json::json!({}), now).await?;
    Ok(())
}

/// How many mails wait, and the last error among them.
pub async fn backlog(db: &Db) -> Result<(u64, Option<String>), StoreError> {
    let waiting = || entity::Entity::find().filter(entity::Column::State.eq("waiting"));
    let count = waiting().count(db.reader()).await?;
    let last = waiting()
        .filter(entity::Column::LastError.is_not_null())
        .order_by_desc(entity::Column::CreatedAt)
        .one(db.reader())
        .await?;
    Ok((count, last.and_then(|m| m.last_error)))
}

/// The newest mails, for the administrator.
pub async fn list(db: &Db, limit: u64) -> Result<Vec<MailRow>, StoreError> {
    Ok(entity::Entity::find()
        .order_by_desc(entity::Column::CreatedAt)
        .limit(limit)
        .all(db.reader())
        .await?)
}

#[derive(Debug, thiserror::Error)]
enum MailError {
    #[error("no SMTP relay is configured (mail.smtp)")]
    NotConfigured,
    #[error("mail.smtp must be host:port")]
    Address,
    #[error("{0} of the waiting mails could not be sent; the last: {1}")]
    Some(usize, String),
}

/// Sends what waits, each mail in its own transaction, so that a failure repeats none that went out.
pub struct Sender {
    db: Db,
    config: MailConfig,
    clock: Arc<dyn Clock>,
}

impl Sender {
    #[must_use]
    pub fn new(db: Db, config: MailConfig, clock: Arc<dyn Clock>) -> Self {
        Self { db, config, clock }
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, JobError> {
        if self.config.smtp.is_empty() {
            return Err(MailError::NotConfigured.into());
        }
        let (host, port) = self.config.smtp.rsplit_once(':').ok_or(MailError::Address)?;
        let mut builder = match self.config.security.as_str() {
            "tls" => AsyncSmtpTransport::<Tokio1Executor>::relay(host)?,
            "none" => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
            _ => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host)?,
        };
        builder = builder
            .port(port.parse().map_err(|_| MailError::Address)?)
            .timeout(Some(std::time::Duration::from_secs(20)));
        if !self.config.user.is_empty() {
            builder = builder.credentials(Credentials::new(
                self.config.user.clone(),
                self.config.password.clone(),
            ));
        }
        Ok(builder.build())
    }

    async fn send_all(&self) -> Result<(), JobError> {
        let rows = entity::Entity::find()
            .filter(entity::Column::State.eq("waiting"))
            .order_by_asc(entity::Column::CreatedAt)
            .limit(500)
            .all(self.db.reader())
            .await?;
        let transport = self.transport();
        let mut failed = Vec::new();
        let mut in_a_row = 0;
        for row in rows {
            if in_a_row == GIVE_UP {
                break;
            }
            let outcome = match &transport {
                Ok(transport) => self
                    .send(transport, &row)
                    .await
                    .map_err(|e| crate::telemetry::chain(e.as_ref())),
                Err(e) => Err(e.to_string()),
            };
            let tx = self.db.begin().await?;
            let update = entity::Entity::update_many().filter(entity::Column::Id.eq(row.id));
            match outcome {
                Ok(()) => {
                    update
                        .col_expr(entity::Column::State, Expr::value("sent"))
                        .col_expr(entity::Column::SentAt, Expr::value(self.clock.now()))
                        .col_expr(entity::Column::LastError, Expr::value(Option::<String>::None))
                        .exec(&tx)
                        .await?;
                    in_a_row = 0;
                }
                Err(text) => {
                    in_a_row += 1;
                    update
                        .col_expr(entity::Column::LastError, Expr::value(text.clone()))
                        .exec(&tx)
                        .await?;
                    failed.push(text);
                }
            }
            tx.commit().await?;
        }
        match failed.pop() {
            None => Ok(()),
            Some(last) => Err(MailError::Some(failed.len() + 1, last).into()),
        }
    }

    async fn send(
        &self,
        transport: &AsyncSmtpTransport<Tokio1Executor>,
        row: &MailRow,
    ) -> Result<(), JobError> {
        let message = Message::builder()
            .from(self.config.from.parse()?)
            .to(row.recipient.parse()?)
            .subject(&row.subject)
            // A stable id: a repeat after a crash is recognised as the same mail.
            .message_id(Some(format!("<{}@coloa>", row.id)))
            .header(ContentType::TEXT_PLAIN)
            .body(row.body.clone())?;
        transport.send(message).await?;
        Ok(())
    }
}

impl Handler for Sender {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(self.send_all())
    }
}
