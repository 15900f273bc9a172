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
use coloa_platform::config::SessionConfig;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
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
    let subjects = [
        format!("user:{user_name}"),
        format!("address:{}", attempt.address),
    ];
    for subject in &subjects {
        if let Some(wait) = locked(access, config, subject, now).await? {
            return Err(AuthError::TooManyAttempts {
                retry_after_seconds: wait,
            });
        }
    }
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
    match outcome {
        Ok((person, step)) => {
            let tx = access.db().begin().await?;
            if let Some(step) = step {
                // Checked again under the write lock: of two requests with the same code only one wins.
                if !people::advance_totp_step(&tx, PersonId(person.id), step).await? {
                    return Err(AuthError::WrongTotp);
                }
            }
            for subject in &subjects {
                failure::Entity::delete_by_id(subject.clone()).exec(&tx).await?;
            }
            people::mark_signed_in(&tx, PersonId(person.id), now).await?;
            record(&tx, access, &person, "signed_in", attempt, now).await?;
            tx.commit().await?;
            Ok(person)
        }
        // A missing code is the normal second step, not a failure.
        Err((_, AuthError::TotpRequired)) => Err(AuthError::TotpRequired),
        Err((person, error)) => {
            let tx = access.db().begin().await?;
            for subject in &subjects {
                count(&tx, config, subject, now).await?;
            }
            if let Some(person) = &person {
                record(&tx, access, person, "refused", attempt, now).await?;
            }
            tx.commit().await?;
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
    let subject = format!("user:{}", person.user_name);
    if let Some(retry_after_seconds) = locked(access, config, &subject, now).await? {
        return Err(AuthError::TooManyAttempts { retry_after_seconds });
    }
    if secret::verify_password(password, person.password_hash.as_deref()).await? {
        return Ok(());
    }
    let tx = access.db().begin().await?;
    count(&tx, config, &subject, now).await?;
    tx.commit().await.map_err(AuthError::from)?;
    Err(AuthError::WrongPassword)
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
) -> Result<(), AuthError> {
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

/// Seconds to wait, where the subject failed too often lately.
async fn locked(
    access: &Access,
    config: &SessionConfig,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<Option<u64>, AuthError> {
    let Some(row) = failure::Entity::find_by_id(subject.to_owned())
        .one(access.db().reader())
        .await?
    else {
        return Ok(None);
    };
    // One address may stand for a whole office behind one router: it gets ten times the patience.
    let limit = config.attempts * if subject.starts_with("address:") { 10 } else { 1 };
    if u32::try_from(row.failures).unwrap_or(u32::MAX) < limit {
        return Ok(None);
    }
    let until =
        row.last_at + Duration::seconds(i64::try_from(config.lock_seconds).unwrap_or(i64::MAX / 1000));
    Ok((until > now).then(|| u64::try_from((until - now).num_seconds() + 1).unwrap_or(1)))
}

async fn count<C: ConnectionTrait>(
    tx: &C,
    config: &SessionConfig,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    let old = failure::Entity::find_by_id(subject.to_owned()).one(tx).await?;
    let window = Duration::seconds(i64::try_from(config.lock_seconds).unwrap_or(300));
    let failures = old
        .filter(|r| r.last_at + window > now)
        .map_or(1, |r| r.failures + 1);
    let row = failure::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(failures),
        last_at: Set(now),
    };
    failure::Entity::insert(row)
        .on_conflict(
            OnConflict::column(failure::Column::Subject)
                .update_columns([failure::Column::Failures, failure::Column::LastAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
