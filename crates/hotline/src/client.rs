//! Applications that file reports for citizens: the app of the province, a switchboard. Each signs with a key of its own, of
//! which the public half stands here ([`signature`]); each signature counts once. What is wrong with one is not told.

pub mod signature;

use self::signature::{Request, Signed};
use crate::{
    Hotline, HotlineError,
    code::Code,
    entity::{client, nonce, report},
    envelope::{Envelope, EnvelopeKind, Letter},
    error::{invalid, not_now},
    form::{self, Form, Identity, Named},
    front::HandedIn,
    intake,
    model::{Channel, Exposed, Language, Money, ReachedBy},
    scam_type,
    settings::{Target, not_overtaken},
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Actor, Resource, action};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// Seconds that the watch of a client may differ from ours, and for which a signature can be used.
pub const CREATED_WITHIN: i64 = 300;
/// Bytes of a request.
pub const MOST_BODY: usize = 1024 * 1024;
/// How the name of a key begins.
const KEY_ID: &str = "c-";

/// What an application is to be.
#[derive(Clone, Debug)]
pub struct ClientDraft {
    pub name: String,
    /// Ed25519, 32 bytes in Base64.
    pub public_key: String,
    /// Where its reports go.
    pub desk: Uuid,
    pub active: bool,
}

/// All of them, for whoever sets them.
pub async fn list(hotline: &Hotline, actor: &Actor) -> Result<Vec<client::Model>, HotlineError> {
    let all = Resource::installation("hotline_client", "list");
    hotline.access.check(actor, action::HOTLINE_SETTINGS, &all)?;
    Ok(store::settings::clients(hotline.access.db().reader()).await?)
}

/// Makes an application, or changes the one of this id that has the version that was seen. The name of its key is given here
/// and stays.
pub async fn put(
    hotline: &Hotline,
    actor: &Actor,
    seen: Option<(Uuid, i32)>,
    draft: &ClientDraft,
) -> Result<client::Model, HotlineError> {
    let Target { is_new, id, version } = Target::of(seen);
    let about = Resource::installation("hotline_client", id);
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, about)
        .await?;
    let name = form::line(&draft.name, "name")?;
    if name.is_empty() {
        return Err(invalid("name", "empty"));
    }
    let key = signature::key(&draft.public_key).ok_or_else(|| invalid("public_key", "malformed"))?;
    store::settings::desk(change.tx(), draft.desk)
        .await
        .map_err(|e| match e {
            HotlineError::NotFound => invalid("desk_id", "unknown"),
            other => other,
        })?;
    let former = if is_new {
        None
    } else {
        Some(store::settings::client(change.tx(), id).await?)
    };
    let row = client::Model {
        id,
        name,
        key_id: former.as_ref().map_or_else(
            || format!("{KEY_ID}{}", &Uuid::new_v4().simple().to_string()[..16]),
            |f| f.key_id.clone(),
        ),
        public_key: STANDARD.encode(key),
        desk_id: draft.desk,
        active: draft.active,
        created_by: former
            .as_ref()
            .map_or_else(|| actor.name.clone(), |f| f.created_by.clone()),
        created_at: former.as_ref().map_or(change.now(), |f| f.created_at),
        last_used_at: former.as_ref().and_then(|f| f.last_used_at),
        version,
    };
    if is_new {
        store::settings::insert_client(change.tx(), row.clone()).await?;
    } else {
        not_overtaken(store::settings::save_client(change.tx(), row.clone()).await?)?;
    }
    let new_key = former.is_some_and(|f| f.public_key != row.public_key);
    change
        .commit(json!({
            "what": "client", "new": is_new, "name": row.name, "key_id": row.key_id, "new_key": new_key,
            "desk": row.desk_id, "active": row.active,
        }))
        .await?;
    Ok(row)
}

/// The application that signed a request. Its signature is used up, whatever comes of the request.
///
/// # Errors
/// [`HotlineError::Signature`], whichever check failed.
pub async fn verify(
    hotline: &Hotline,
    request: &Request<'_>,
    request_id: Option<String>,
) -> Result<client::Model, HotlineError> {
    let signed = Signed::read(request).ok_or(HotlineError::Signature)?;
    let found = store::settings::client_of_key(hotline.access.db().reader(), &signed.key_id).await?;
    let client = found.filter(|c| c.active).ok_or(HotlineError::Signature)?;
    let key = signature::key(&client.public_key).ok_or(HotlineError::Signature)?;
    if !signed.verify(&key) || !is_fresh(&signed, hotline.access.clock().now()) {
        return Err(HotlineError::Signature);
    }
    let mut machine = machine(&client);
    machine.request_id = request_id;
    let about = Resource::installation("hotline_client", client.id);
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_INTAKE, about)
        .await?;
    let used = nonce::Model {
        id: Uuid::now_v7(),
        client_id: client.id,
        nonce: signed.nonce,
        at: change.now(),
    };
    if !store::settings::use_nonce(change.tx(), used).await? {
        return Err(HotlineError::Signature);
    }
    change.commit(json!({ "what": "signed_request" })).await?;
    Ok(client)
}

/// An application, as the audit log names it.
pub(crate) fn machine(client: &client::Model) -> Actor {
    Actor::job(&format!("{} ({})", client.name, client.key_id))
}

fn is_fresh(signed: &Signed, now: DateTime<Utc>) -> bool {
    let now = now.timestamp();
    (now - signed.created).abs() <= CREATED_WITHIN && signed.expires.is_none_or(|until| until >= now)
}

/// What an application files. Unknown fields are refused, so that none is lost unnoticed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Of the client's choice: the same again is the same report.
    #[serde(default)]
    pub id: Option<Uuid>,
    pub form: FilingForm,
    #[serde(default)]
    pub narrative: String,
    #[serde(default)]
    pub identity: FilingIdentity,
}

/// Answers to the questions of the form ([`Form`]).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingForm {
    #[serde(default)]
    pub language: Option<Language>,
    pub topic: String,
    #[serde(default)]
    pub occurred_on: Option<NaiveDate>,
    #[serde(default)]
    pub reached_by: Vec<ReachedBy>,
    #[serde(default)]
    pub named: Vec<FilingNamed>,
    #[serde(default)]
    pub money: Option<Money>,
    #[serde(default)]
    pub money_sent_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub amount: Option<i64>,
    #[serde(default)]
    pub bank: String,
    #[serde(default)]
    pub bank_told: bool,
    #[serde(default)]
    pub exposed: Vec<Exposed>,
    #[serde(default)]
    pub commune: Option<Uuid>,
    #[serde(default)]
    pub is_minor: bool,
    #[serde(default)]
    pub is_not_fluent: bool,
    #[serde(default)]
    pub is_abroad: bool,
    #[serde(default)]
    pub for_another: bool,
    #[serde(default)]
    pub wants_secret: bool,
    #[serde(default)]
    pub may_share: bool,
}

/// A number, link, account or name of the offender.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingNamed {
    pub text: String,
    #[serde(default)]
    pub bank: String,
}

/// Who reports; all of it may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FilingIdentity {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub address: String,
    pub id_card: String,
    pub guardian: String,
}

impl FilingForm {
    fn form(self, desk: Uuid) -> Form {
        Form {
            channel: Channel::Client,
            language: self.language.unwrap_or(Language::Vietnamese),
            topic: self.topic,
            occurred_on: self.occurred_on,
            reached_by: self.reached_by,
            named: self
                .named
                .into_iter()
                .map(|n| Named {
                    text: n.text,
                    bank: n.bank,
                })
                .collect(),
            money: self.money.unwrap_or(Money::None),
            money_sent_at: self.money_sent_at,
            amount: self.amount,
            bank: self.bank,
            bank_told: self.bank_told,
            exposed: self.exposed,
            commune: self.commune,
            desk: Some(desk),
            is_minor: self.is_minor,
            is_not_fluent: self.is_not_fluent,
            is_abroad: self.is_abroad,
            for_another: self.for_another,
            wants_secret: self.wants_secret,
            may_share: self.may_share,
        }
    }
}

impl FilingIdentity {
    fn identity(self) -> Identity {
        Identity {
            name: self.name,
            phone: self.phone,
            email: self.email,
            address: self.address,
            id_card: self.id_card,
            guardian: self.guardian,
            refused_because: String::new(),
        }
    }
}

/// Files what an application sends; the code is for the citizen and stands nowhere.
///
/// # Errors
/// A field that cannot stand, and a report that is there already.
pub async fn file(
    hotline: &Hotline,
    client: &client::Model,
    filing: Filing,
) -> Result<(report::Model, Code), HotlineError> {
    let clock = hotline.access.clock();
    let form = filing.form.form(client.desk_id).check(clock.today())?;
    let db = hotline.access.db().reader();
    if !scam_type::is_known(db, &form.topic).await? {
        return Err(invalid("topic", "unknown"));
    }
    // What names an offender is a report without a story, too.
    let narrative = if filing.narrative.trim().is_empty() && !form.named.is_empty() {
        String::new()
    } else {
        form::narrative(&filing.narrative, "narrative")?
    };
    let letter = Letter {
        form: Some(form),
        narrative,
        identity: filing.identity.identity().check()?,
        attachments: Vec::new(),
    };
    let (id, code) = (
        filing.id.unwrap_or_else(Uuid::now_v7),
        Code::random(&mut rand::rng()),
    );
    let envelope = Envelope::seal(
        &hotline.sealer(),
        id,
        EnvelopeKind::Report,
        clock.now(),
        &code,
        &letter,
    )?;
    match intake::take_in_from(hotline, envelope, Some(client)).await? {
        HandedIn::Stored => Ok((store::report::one(db, id).await?, code)),
        // Its code was given when it was filed, and nobody can give it again.
        HandedIn::Again => Err(not_now("filed_already")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filing(text: &str) -> Result<Filing, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn fields_that_nobody_knows_are_refused() {
        assert!(filing(r#"{"form":{"topic":"14"},"narrative":"x"}"#).is_ok());
        for text in [
            r#"{"form":{"topic":"14"},"narrative":"x","desk":"y"}"#,
            r#"{"form":{"topic":"14","channel":"phone"}}"#,
            r#"{"form":{"topic":"14","named":[{"text":"0900","kind":"phone"}]}}"#,
            r#"{"form":{"topic":"14"},"identity":{"refused_because":"x"}}"#,
            r#"{"narrative":"x"}"#,
        ] {
            assert!(filing(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_report_of_a_client_goes_to_its_desk_whatever_it_says() {
        let desk = Uuid::from_u128(5);
        let form = filing(r#"{"form":{"topic":"14"}}"#).unwrap().form.form(desk);
        assert_eq!((form.channel, form.desk), (Channel::Client, Some(desk)));
    }
}
