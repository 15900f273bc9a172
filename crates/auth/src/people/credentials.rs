//! What opens an account: one-time links, the password, one-time codes.

use super::{
    ACTIVE, Person, PersonDetail, bare_actor,
    entity::{invitation, person},
    find,
    list::get,
    posts::check_grant,
};
use crate::{Access, Actor, AuthError, Resource, Role, action, secret, session, sign_in::prove_password};
use chrono::{DateTime, Duration, Utc};
use coloa_base::{AgencyId, PersonId};
use coloa_platform::config::SessionConfig;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr,
};
use serde_json::json;

/// Whoever opens an account for somebody must be allowed to give each role that it holds.
fn check_roles(change: &crate::Change, detail: &PersonDetail) -> Result<(), AuthError> {
    let today = change.today();
    for g in detail
        .grants
        .iter()
        .filter(|g| g.valid_to.is_none_or(|to| to > today))
    {
        let focal_point = g.role == Role::FocalPoint.as_str();
        check_grant(
            change,
            action::PERSON_INVITE,
            PersonId(g.person_id),
            focal_point,
            g.agency_id.map(AgencyId),
        )?;
    }
    Ok(())
}

/// A one-time link's token that sets a new password; earlier links of the person stop working.
pub async fn invite(access: &Access, actor: &Actor, id: PersonId, hours: i64) -> Result<String, AuthError> {
    let detail = get(access, id).await?;
    let change = access
        .begin(actor, action::PERSON_INVITE, detail.resource())
        .await?;
    check_roles(&change, &detail)?;
    if detail.person.state != ACTIVE {
        return Err(AuthError::PersonEnded);
    }
    let token = insert_invitation(&change, id, hours).await?;
    change
        .commit(json!({ "user_name": detail.person.user_name }))
        .await?;
    Ok(token)
}

/// [`invite`] inside a larger change.
pub async fn insert_invitation(
    change: &crate::Change,
    id: PersonId,
    hours: i64,
) -> Result<String, AuthError> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::PersonId.eq(id.uuid()))
        .exec(change.tx())
        .await?;
    let token = secret::random_token();
    let row = invitation::ActiveModel {
        token_hash: Set(secret::token_hash(&token)),
        person_id: Set(id.uuid()),
        expires_at: Set(change.now() + Duration::hours(hours)),
        used_at: Set(None),
    };
    invitation::Entity::insert(row)
        .exec_without_returning(change.tx())
        .await?;
    Ok(token)
}

/// Whom a one-time link is for.
pub async fn invited(access: &Access, token: &str) -> Result<Person, AuthError> {
    let row = invitation::Entity::find_by_id(secret::token_hash(token))
        .one(access.db().reader())
        .await?
        .filter(|i| i.used_at.is_none() && i.expires_at > access.clock().now())
        .ok_or(AuthError::InvitationInvalid)?;
    find(access.db().reader(), PersonId(row.person_id))
        .await?
        .filter(|p| p.state == ACTIVE)
        .ok_or(AuthError::InvitationInvalid)
}

/// Uses a one-time link: sets the password and ends every session of the person.
pub async fn accept_invitation(access: &Access, token: &str, password: &str) -> Result<(), AuthError> {
    let person = invited(access, token).await?;
    secret::check_strength(password, &person.user_name)?;
    let hash = secret::hash_password(password).await?;
    let id = PersonId(person.id);
    let change = access
        .begin(
            &bare_actor(&person),
            action::ACCOUNT_CHANGE,
            Resource::owned("account", id, id),
        )
        .await?;
    let used = invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(change.now()))
        .filter(invitation::Column::TokenHash.eq(secret::token_hash(token)))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(change.tx())
        .await?;
    if used.rows_affected == 0 {
        return Err(AuthError::InvitationInvalid);
    }
    set_hash(change.tx(), id, &hash).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "password": "set by link" })).await
}

/// Changes the own password; other sessions end.
pub async fn change_password(
    access: &Access,
    config: &SessionConfig,
    actor: &Actor,
    current: &str,
    new: &str,
) -> Result<(), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id)
        .await?
        .ok_or(AuthError::Unauthenticated)?;
    prove_password(access, config, &person, current).await?;
    secret::check_strength(new, &person.user_name)?;
    let hash = secret::hash_password(new).await?;
    let change = access
        .begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id))
        .await?;
    set_hash(change.tx(), id, &hash).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "password": "changed" })).await
}

/// Sets a password from the command line of the host.
pub async fn set_password(
    access: &Access,
    actor: &Actor,
    id: PersonId,
    password: &str,
) -> Result<(), AuthError> {
    let detail = get(access, id).await?;
    secret::check_strength(password, &detail.person.user_name)?;
    let hash = secret::hash_password(password).await?;
    let change = access
        .begin(actor, action::PERSON_INVITE, detail.resource())
        .await?;
    check_roles(&change, &detail)?;
    set_hash(change.tx(), id, &hash).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "password": "set" })).await
}

async fn set_hash<C: ConnectionTrait>(tx: &C, id: PersonId, hash: &str) -> Result<(), AuthError> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(hash))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Begins TOTP enrolment: a new secret, not in force until [`confirm_totp`].
pub async fn start_totp(access: &Access, actor: &Actor, issuer: &str) -> Result<(String, String), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id)
        .await?
        .ok_or(AuthError::Unauthenticated)?;
    if person.totp_confirmed {
        return Err(AuthError::TotpState);
    }
    let secret = secret::new_totp_secret();
    let change = access
        .begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id))
        .await?;
    set_totp(change.tx(), id, Some(access.keys().seal("totp", &secret)), false).await?;
    change.commit(json!({ "totp": "started" })).await?;
    Ok((
        secret::totp_base32(&secret),
        secret::totp_url(&secret, issuer, &person.user_name),
    ))
}

/// Puts TOTP in force once the first code is right.
pub async fn confirm_totp(access: &Access, actor: &Actor, code: &str) -> Result<(), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id)
        .await?
        .ok_or(AuthError::Unauthenticated)?;
    let sealed = person
        .totp_secret
        .filter(|_| !person.totp_confirmed)
        .ok_or(AuthError::TotpState)?;
    let step = secret::totp_step(&access.keys().open("totp", &sealed)?, code, access.clock().now())
        .ok_or(AuthError::WrongTotp)?;
    let change = access
        .begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id))
        .await?;
    set_totp(change.tx(), id, Some(sealed), true).await?;
    advance_totp_step(change.tx(), id, step).await?;
    change.commit(json!({ "totp": "confirmed" })).await
}

/// Switches TOTP off, with the password.
pub async fn remove_totp(
    access: &Access,
    config: &SessionConfig,
    actor: &Actor,
    password: &str,
) -> Result<(), AuthError> {
    let id = actor.person.ok_or(AuthError::Unauthenticated)?;
    let person = find(access.db().reader(), id)
        .await?
        .ok_or(AuthError::Unauthenticated)?;
    prove_password(access, config, &person, password).await?;
    let change = access
        .begin(actor, action::ACCOUNT_CHANGE, Resource::owned("account", id, id))
        .await?;
    set_totp(change.tx(), id, None, false).await?;
    change.commit(json!({ "totp": "removed" })).await
}

/// Switches TOTP off for somebody who lost the device; their sessions end.
pub async fn reset_totp(access: &Access, actor: &Actor, id: PersonId) -> Result<(), AuthError> {
    let detail = get(access, id).await?;
    let change = access
        .begin(actor, action::PERSON_CHANGE, detail.resource())
        .await?;
    check_roles(&change, &detail)?;
    set_totp(change.tx(), id, None, false).await?;
    session::end_all(change.tx(), id).await?;
    change.commit(json!({ "totp": "reset" })).await
}

/// Signs somebody out everywhere; gives how many sessions there were.
pub async fn end_sessions(access: &Access, actor: &Actor, id: PersonId) -> Result<u64, AuthError> {
    let detail = get(access, id).await?;
    let change = access
        .begin(actor, action::SESSION_END, detail.resource())
        .await?;
    let ended = session::end_all(change.tx(), id).await?;
    change.commit(json!({ "sessions": ended })).await?;
    Ok(ended)
}

async fn set_totp<C: ConnectionTrait>(
    tx: &C,
    id: PersonId,
    sealed: Option<Vec<u8>>,
    confirmed: bool,
) -> Result<(), AuthError> {
    person::Entity::update_many()
        .col_expr(person::Column::TotpSecret, Expr::value(sealed))
        .col_expr(person::Column::TotpConfirmed, Expr::value(confirmed))
        .col_expr(person::Column::TotpStep, Expr::value(Option::<i64>::None))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Moves the last accepted step forward; `false` where it stands there already (the code was used).
pub(crate) async fn advance_totp_step<C: ConnectionTrait>(
    tx: &C,
    id: PersonId,
    step: i64,
) -> Result<bool, AuthError> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::TotpStep, Expr::value(step))
        .filter(person::Column::Id.eq(id.uuid()))
        .filter(
            person::Column::TotpStep
                .is_null()
                .or(person::Column::TotpStep.lt(step)),
        )
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub(crate) async fn mark_signed_in<C: ConnectionTrait>(
    tx: &C,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    person::Entity::update_many()
        .col_expr(person::Column::SignedInAt, Expr::value(now))
        .filter(person::Column::Id.eq(id.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}
