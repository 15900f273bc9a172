//! The mail queue: a row in the transaction of the change, sent by a job through SMTP. With no relay
//! configured or the relay down, mail waits and the administrator sees why.
//!
//! A letter to a citizen ([`queue_sealed`]) stands in the queue sealed, is forgotten once it is sent, and is given up where
//! the relay refuses it for good: whoever mistypes an address, or means harm, holds nobody else's mail up.

use crate::{
    config::MailConfig,
    db::Db,
    error::StoreError,
    jobs::{self, Handler, JobError, JobRow},
    keys::{KeyError, Keys},
};
use chrono::{DateTime, Utc};
use coloa_base::Clock;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::header::{ContentType, HeaderName, HeaderValue},
    transport::smtp::authentication::Credentials,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::{Deserialize, Serialize};
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
/// Mails of one run.
const RUN: u64 = 500;
/// In front of a letter that stands sealed; in the place of its recipient.
const SEALED: &str = "sealed:";
const HIDDEN: &str = "sealed";

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

/// A letter to somebody whose address is nobody's business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub to: String,
    /// Stands in the queue as it is: it says nothing of who gets it.
    pub subject: String,
    pub body: String,
    /// Where one click ends further ones (RFC 2369, RFC 8058).
    pub unsubscribe: Option<String>,
}

/// What a letter is sealed for: it opens as no other mail.
fn place(id: uuid::Uuid) -> String {
    format!("mail/{id}")
}

/// Queues a letter that stands sealed until it is sent. The same id again does nothing.
pub async fn queue_sealed<C: ConnectionTrait>(
    tx: &C,
    keys: &Keys,
    id: uuid::Uuid,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let plain = serde_json::to_vec(letter).map_err(|e| StoreError::Corrupt {
        what: format!("a letter: {e}"),
    })?;
    let row = entity::ActiveModel {
        id: Set(id),
        recipient: Set(HIDDEN.to_owned()),
        subject: Set(letter.subject.clone()),
        body: Set(format!("{SEALED}{}", hex::encode(keys.seal(&place(id), &plain)))),
        state: Set("waiting".to_owned()),
        last_error: Set(None),
        created_at: Set(now),
        sent_at: Set(None),
    };
    entity::Entity::insert(row)
        .on_conflict(OnConflict::column(entity::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
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
    #[error("a sealed letter cannot be opened")]
    Sealed(#[from] KeyError),
    #[error("a sealed letter cannot be read")]
    Malformed,
}

/// What became of one mail that was not sent.
struct Failure {
    text: String,
    /// The relay will never take it.
    for_good: bool,
}

/// Sends what waits, each mail in its own transaction, so that a failure repeats none that went out.
pub struct Sender {
    db: Db,
    config: MailConfig,
    clock: Arc<dyn Clock>,
    keys: Option<Keys>,
}

impl Sender {
    #[must_use]
    pub fn new(db: Db, config: MailConfig, clock: Arc<dyn Clock>) -> Self {
        Self {
            db,
            config,
            clock,
            keys: None,
        }
    }

    /// Opens sealed letters, too.
    #[must_use]
    pub fn with_keys(mut self, keys: Keys) -> Self {
        self.keys = Some(keys);
        self
    }

    /// A mail as it is sent: what was queued open, or what a sealed one holds.
    fn letter(&self, row: &MailRow) -> Result<Letter, MailError> {
        let Some(sealed) = row.body.strip_prefix(SEALED).filter(|_| row.recipient == HIDDEN) else {
            return Ok(Letter {
                to: row.recipient.clone(),
                subject: row.subject.clone(),
                body: row.body.clone(),
                unsubscribe: None,
            });
        };
        let keys = self.keys.as_ref().ok_or(KeyError::Sealed)?;
        let sealed = hex::decode(sealed).map_err(|_| MailError::Malformed)?;
        let plain = keys.open(&place(row.id), &sealed)?;
        serde_json::from_slice(&plain).map_err(|_| MailError::Malformed)
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
            .limit(RUN)
            .all(self.db.reader())
            .await?;
        let more = u64::try_from(rows.len()).is_ok_and(|n| n == RUN);
        let transport = self.transport();
        let mut failed = Vec::new();
        let mut in_a_row = 0;
        for row in rows {
            if in_a_row == GIVE_UP {
                break;
            }
            let outcome = match &transport {
                Ok(transport) => self.send(transport, &row).await,
                Err(e) => Err(Failure {
                    text: e.to_string(),
                    for_good: false,
                }),
            };
            let is_sealed = row.recipient == HIDDEN;
            let tx = self.db.begin().await?;
            let mut update = entity::Entity::update_many().filter(entity::Column::Id.eq(row.id));
            if is_sealed && outcome.as_ref().err().is_none_or(|e| e.for_good) {
                // It is over with this one: nothing of it is kept.
                update = update.col_expr(entity::Column::Body, Expr::value(""));
            }
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
                Err(failure) if is_sealed && failure.for_good => {
                    update
                        .col_expr(entity::Column::State, Expr::value("refused"))
                        .col_expr(entity::Column::LastError, Expr::value(failure.text))
                        .exec(&tx)
                        .await?;
                }
                Err(failure) => {
                    in_a_row += 1;
                    update
                        .col_expr(entity::Column::LastError, Expr::value(failure.text.clone()))
                        .exec(&tx)
                        .await?;
                    failed.push(failure.text);
                }
            }
            tx.commit().await?;
        }
        if more && failed.is_empty() {
            let tx = self.db.begin().await?;
            jobs::enqueue(&tx, SEND, Some("all"), &serde_json::json!({}), self.clock.now()).await?;
            tx.commit().await.map_err(StoreError::from)?;
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
    ) -> Result<(), Failure> {
        let failure = |e: &dyn std::error::Error, for_good| Failure {
            text: crate::telemetry::chain(e),
            for_good,
        };
        let letter = self.letter(row).map_err(|e| failure(&e, false))?;
        let message = self
            .message(row, &letter)
            .map_err(|e| failure(e.as_ref(), true))?;
        let sent = transport.send(message).await.map(drop);
        sent.map_err(|e| {
            let mut failure = failure(&e, e.is_permanent());
            if row.recipient == HIDDEN {
                // Relays like to repeat whom they refuse.
                failure.text = failure.text.replace(&letter.to, "…");
            }
            failure
        })
    }

    fn message(&self, row: &MailRow, letter: &Letter) -> Result<Message, JobError> {
        let mut message = Message::builder()
            .from(self.config.from.parse()?)
            .to(letter.to.parse()?)
            .subject(&letter.subject)
            // A stable id: a repeat after a crash is recognised as the same mail.
            .message_id(Some(format!("<{}@coloa>", row.id)))
            .header(ContentType::TEXT_PLAIN);
        if let Some(url) = letter.unsubscribe.as_deref().filter(|url| is_plain(url)) {
            message = message
                .raw_header(raw("List-Unsubscribe", format!("<{url}>")))
                .raw_header(raw(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ));
        }
        Ok(message.body(letter.body.clone())?)
    }
}

/// Nothing in it ends a header.
fn is_plain(url: &str) -> bool {
    url.bytes().all(|b| b.is_ascii_graphic() && !b"<>".contains(&b))
}

/// A header that is neither folded nor encoded: readers of it take it as it stands.
fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

impl Handler for Sender {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(self.send_all())
    }
}
