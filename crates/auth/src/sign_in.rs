//! Signing in: password, then a one-time code where one is enrolled; failures are counted per user name and
//! per address, and each outcome is in the audit log.

use crate::{
    AuthError,
    access::{Access, Resource},
    action,
    actor::{Actor, ActorKind},
    audit,
    people::{self, Person},
    secret,
};
use chrono::{DateTime, Duration, Utc};
use coloa_base::PersonId;
use coloa_platform::{Db, config::SessionConfig};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;

mod failure {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_failure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub failures: i32,
        pub last_at: ChronoDateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a person sends to sign in.
#[derive(Clone)]
pub struct Attempt<'a> {
    pub user_name: &'a str,
    pub password: &'a str,
    pub totp_code: Option<&'a str>,
    /// The caller's address.
    pub address: &'a str,
}

/// Checks the attempt; the caller opens the session.
pub async fn sign_in(
    access: &Access,
    config: &SessionConfig,
    attempt: &Attempt<'_>,
) -> Result<Person, AuthError> {
    let now = access.clock().now();
    let user_name = attempt.user_name.trim().to_lowercase();
    let subjects = [subject("user", &user_name), subject("address", attempt.address)];
    // Before the password is looked at: of many guesses at once none may slip under the limit.
    reserve(access, config, &subjects, now).await?;
    let person = people::find_by_user_name(access.db().reader(), &user_name).await?;
    let hash = person.as_ref().and_then(|p| p.password_hash.clone());
    let right = secret::verify_password(attempt.password, hash.as_deref()).await?;
    let outcome = match person {
        Some(person) if right && person.state == people::ENDED => {
            Err((Some(person), AuthError::AccountEnded))
        }
        Some(person) if right => check_code(access, &person, attempt.totp_code, now)
            .map(|step| (person.clone(), step))
            .map_err(|e| (Some(person), e)),
        person => Err((person, AuthError::WrongCredentials)),
    };
    let tx = access.db().begin().await?;
    match outcome {
        Ok((person, step)) => {
            if let Some(step) = step {
                // Checked again under the write lock: of two requests with the same code only one wins.
                if !people::advance_totp_step(&tx, PersonId(person.id), step).await? {
                    return Err(AuthError::WrongTotp);
                }
            }
            forget(&tx, &subjects).await?;
            people::mark_signed_in(&tx, PersonId(person.id), now).await?;
            let head = record(&tx, access, &person, "signed_in", attempt, now).await?;
            tx.commit().await?;
            access.noted(&head);
            Ok(person)
        }
        // A missing code is the normal second step, not a failure.
        Err((_, AuthError::TotpRequired)) => {
            release(&tx, &subjects).await?;
            tx.commit().await?;
            Err(AuthError::TotpRequired)
        }
        Err((person, error)) => {
            if let Some(person) = &person {
                let head = record(&tx, access, person, "refused", attempt, now).await?;
                tx.commit().await?;
                access.noted(&head);
            }
            Err(error)
        }
    }
}

/// The own password, asked for again; guesses count as failed sign-ins, so that a borrowed session cannot be
/// used to find it out.
pub(crate) async fn prove_password(
    access: &Access,
    config: &SessionConfig,
    person: &Person,
    password: &str,
) -> Result<(), AuthError> {
    let now = access.clock().now();
    let subjects = [subject("user", &person.user_name)];
    reserve(access, config, &subjects, now).await?;
    if !secret::verify_password(password, person.password_hash.as_deref()).await? {
        return Err(AuthError::WrongPassword);
    }
    let tx = access.db().begin().await?;
    forget(&tx, &subjects).await?;
    tx.commit().await?;
    Ok(())
}

fn check_code(
    access: &Access,
    person: &Person,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<i64>, AuthError> {
    let (true, Some(sealed)) = (person.totp_confirmed, &person.totp_secret) else {
        return Ok(None);
    };
    let code = code
        .filter(|c| !c.trim().is_empty())
        .ok_or(AuthError::TotpRequired)?;
    let secret = access.keys().open("totp", sealed)?;
    let step = secret::totp_step(&secret, code, now).ok_or(AuthError::WrongTotp)?;
    if person.totp_step.is_some_and(|last| step <= last) {
        return Err(AuthError::WrongTotp);
    }
    Ok(Some(step))
}

async fn record<C: ConnectionTrait>(
    tx: &C,
    access: &Access,
    person: &Person,
    outcome: &str,
    attempt: &Attempt<'_>,
    now: DateTime<Utc>,
) -> Result<audit::Head, AuthError> {
    let mut actor = Actor::job("sign-in");
    actor.kind = ActorKind::Person;
    actor.person = Some(PersonId(person.id));
    actor.name = person.audit_name();
    let resource = Resource::owned("account", person.id, PersonId(person.id));
    let detail = json!({ "sign_in": outcome, "address": attempt.address });
    audit::append(
        tx,
        access.keys(),
        &actor,
        action::ACCOUNT_CHANGE,
        &resource,
        &detail,
        now,
    )
    .await
}

/// Longest name that is kept as it is; whatever is longer is known by its hash, so that nobody can fill the table.
const SUBJECT_LENGTH: usize = 80;

fn subject(kind: &str, name: &str) -> String {
    if name.len() <= SUBJECT_LENGTH {
        format!("{kind}:{name}")
    } else {
        format!("{kind}#{}", secret::token_hash(name))
    }
}

fn window(config: &SessionConfig) -> Duration {
    // A year at most: what is configured beyond that would overflow dates.
    Duration::seconds(i64::try_from(std::cmp::min(config.lock_seconds, 365 * 86_400)).unwrap_or(300))
}

/// Counts an attempt of each subject; refuses where one has had too many. A right password gives them back.
async fn reserve(
    access: &Access,
    config: &SessionConfig,
    subjects: &[String],
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    let tx = access.db().begin().await?;
    for subject in subjects {
        if let Some(retry_after_seconds) = locked(&tx, config, subject, now).await? {
            return Err(AuthError::TooManyAttempts { retry_after_seconds });
        }
        count(&tx, config, subject, now).await?;
        // Of several first attempts at once none saw a row; each sees the count of those before it now.
        if over(&tx, config, subject).await? {
            return Err(AuthError::TooManyAttempts {
                retry_after_seconds: u64::try_from(window(config).num_seconds()).unwrap_or(1),
            });
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Whether more attempts are counted than are allowed.
async fn over<C: ConnectionTrait>(tx: &C, config: &SessionConfig, subject: &str) -> Result<bool, AuthError> {
    let row = failure::Entity::find_by_id(subject.to_owned()).one(tx).await?;
    Ok(row.is_some_and(|r| u32::try_from(r.failures).unwrap_or(u32::MAX) > limit(config, subject)))
}

/// One address may stand for a whole office behind one router: it gets ten times the patience.
fn limit(config: &SessionConfig, subject: &str) -> u32 {
    std::cmp::max(config.attempts, 1) * if subject.starts_with("address") { 10 } else { 1 }
}

/// Seconds to wait, where the subject failed too often lately.
async fn locked<C: ConnectionTrait>(
    tx: &C,
    config: &SessionConfig,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<Option<u64>, AuthError> {
    // The row is locked until the attempt is counted (PostgreSQL; SQLite has one writer).
    let row = failure::Entity::find_by_id(subject.to_owned())
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if u32::try_from(row.failures).unwrap_or(u32::MAX) < limit(config, subject) {
        return Ok(None);
    }
    let until = row.last_at + window(config);
    Ok((until > now).then(|| u64::try_from((until - now).num_seconds() + 1).unwrap_or(1)))
}

/// One more attempt; those longer ago than the window are forgotten.
async fn count<C: ConnectionTrait>(
    tx: &C,
    config: &SessionConfig,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    failure::Entity::delete_many()
        .filter(failure::Column::Subject.eq(subject))
        .filter(failure::Column::LastAt.lte(now - window(config)))
        .exec(tx)
        .await?;
    let row = failure::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(1),
        last_at: Set(now),
    };
    let one_more = Expr::col((failure::Entity, failure::Column::Failures)).add(1);
    failure::Entity::insert(row)
        .on_conflict(
            OnConflict::column(failure::Column::Subject)
                .value(failure::Column::Failures, one_more)
                .update_column(failure::Column::LastAt)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes one attempt back.
async fn release<C: ConnectionTrait>(tx: &C, subjects: &[String]) -> Result<(), AuthError> {
    failure::Entity::update_many()
        .col_expr(
            failure::Column::Failures,
            Expr::col(failure::Column::Failures).sub(1),
        )
        .filter(failure::Column::Subject.is_in(subjects.iter().cloned()))
        .filter(failure::Column::Failures.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets all attempts.
async fn forget<C: ConnectionTrait>(tx: &C, subjects: &[String]) -> Result<(), AuthError> {
    failure::Entity::delete_many()
        .filter(failure::Column::Subject.is_in(subjects.iter().cloned()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes attempts that no longer count; a periodic job.
pub async fn sweep(db: &Db, config: &SessionConfig, now: DateTime<Utc>) -> Result<u64, AuthError> {
    let tx = db.begin().await?;
    let gone = failure::Entity::delete_many()
        .filter(failure::Column::LastAt.lte(now - window(config)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}
