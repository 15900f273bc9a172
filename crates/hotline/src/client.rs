//! Applications that file reports for citizens: the app of the province, a switchboard. Each signs with a key of its own, of
//! which the public half stands here ([`signature`]); each signature counts once. What is wrong with one is not told, and of
//! nobody else a body is read.
//!
//! An application that got no answer sends the same again, and gets the same code: it comes of a key of the installation, the
//! application, its reference and all that it sent, so that it is stored nowhere and nobody else can ask for it.

pub mod signature;

use self::signature::{Request, Signed};
use crate::{
    Hotline, HotlineError, attachment,
    code::Code,
    entity::{client, nonce, report},
    envelope::{Attachment, Envelope, EnvelopeKind, Letter, MAX_ATTACHMENTS},
    error::{invalid, not_now},
    form::{self, Form, Identity, Named},
    front::HandedIn,
    intake,
    model::{Channel, Exposed, Language, Money, ReachedBy},
    publish, scam_type,
    settings::{Target, not_overtaken},
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use coloa_auth::{Actor, Resource, action};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// Seconds that the watch of a client may differ from ours, and for which a signature can be used.
pub const CREATED_WITHIN: i64 = 300;
/// Bytes of a request: files in Base64 make up most of it.
pub const MOST_BODY: usize = 24 * 1024 * 1024;
/// How long the code of a report is given again to whoever sends the same once more; as long as a form of the portal.
const CODE_AGAIN: TimeDelta = TimeDelta::days(7);
/// Why a file is not taken that came after as many as are taken.
const TOO_MANY: &str = "too_many";
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

/// Who a request says it comes from, and signed it: its headers, before its body is read.
#[derive(Clone, Debug)]
pub struct Caller {
    client: client::Model,
    signed: Signed,
}

/// The application that signed the headers of a request.
///
/// # Errors
/// [`HotlineError::Signature`], whichever check failed.
pub async fn recognise(hotline: &Hotline, request: &Request<'_>) -> Result<Caller, HotlineError> {
    let signed = Signed::read(request).ok_or(HotlineError::Signature)?;
    let found = store::settings::client_of_key(hotline.access.db().reader(), &signed.key_id).await?;
    let client = found.filter(|c| c.active).ok_or(HotlineError::Signature)?;
    let key = signature::key(&client.public_key).ok_or(HotlineError::Signature)?;
    if !signed.verify(&key) || !is_fresh(&signed, hotline.access.clock().now()) {
        return Err(HotlineError::Signature);
    }
    Ok(Caller { client, signed })
}

/// A request that its application sent, whole.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub client: client::Model,
    /// SHA-256 of the body.
    digest: [u8; 32],
}

/// Holds the body of a request against what its headers say of it. The signature is used up, whatever comes of the request.
///
/// # Errors
/// [`HotlineError::Signature`]: it is another body, or the signature was used before.
pub async fn admit(
    hotline: &Hotline,
    caller: Caller,
    body: &[u8],
    request_id: Option<String>,
) -> Result<Admitted, HotlineError> {
    let Caller { client, signed } = caller;
    if !signed.fits(body) {
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
    Ok(Admitted {
        client,
        digest: signed.digest,
    })
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
    /// Of the client's choice, one for each report: the same again is the same report.
    pub id: Uuid,
    pub form: FilingForm,
    #[serde(default)]
    pub narrative: String,
    #[serde(default)]
    pub identity: FilingIdentity,
    #[serde(default)]
    pub files: Vec<FilingFile>,
}

/// A picture, a recording: told by its bytes, whatever it is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingFile {
    #[serde(default)]
    pub name: String,
    /// Base64.
    pub content: String,
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

/// What became of what an application sent.
#[derive(Debug)]
pub struct Filed {
    pub row: report::Model,
    pub code: Code,
    /// Files that the report goes without, counted from 1, and why.
    pub refused: Vec<(usize, &'static str)>,
}

/// Files what an application sends; the code is for the citizen and stands nowhere. The same once more is the same report with
/// the same code.
///
/// # Errors
/// A field that cannot stand; `filed_otherwise`: the reference is that of another report, `filed_already`: it is too long ago
/// that the code could be given again.
pub async fn file(hotline: &Hotline, from: &Admitted, filing: Filing) -> Result<Filed, HotlineError> {
    let (clock, client) = (hotline.access.clock(), &from.client);
    let form = filing.form.form(client.desk_id).check(clock.today())?;
    let db = hotline.access.db().reader();
    if !scam_type::is_known(db, &form.topic).await? {
        return Err(invalid("topic", "unknown"));
    }
    if let Some(commune) = form.commune {
        let published = publish::current(hotline).await?;
        if !published.document.communes.iter().any(|c| c.id == commune) {
            return Err(invalid("commune", "unknown"));
        }
    }
    // What names an offender is a report without a story, too.
    let narrative = if filing.narrative.trim().is_empty() && !form.named.is_empty() {
        String::new()
    } else {
        form::narrative(&filing.narrative, "narrative")?
    };
    let identity = filing.identity.identity().check()?;
    let (id, code) = names_of(hotline, from, filing.id);
    let (sealer, sealed_to, now) = (hotline.sealer(), code.clone(), clock.now());
    // Files are read from end to end, and sealed.
    let sealing = tokio::task::spawn_blocking(move || {
        let (attachments, refused) = take_files(filing.files)?;
        let letter = Letter {
            form: Some(form),
            narrative,
            identity,
            attachments,
        };
        let envelope = Envelope::seal(&sealer, id, EnvelopeKind::Report, now, &sealed_to, &letter)?;
        Ok::<_, HotlineError>((envelope, refused))
    });
    let (envelope, refused) = sealing
        .await
        .map_err(|e| HotlineError::Store(std::io::Error::other(e).into()))??;
    let handed_in = intake::take_in_from(hotline, envelope, Some(client)).await?;
    let row = store::report::one(db, id).await?;
    if handed_in == HandedIn::Again {
        if row.mailbox != code.mailbox().to_string() {
            return Err(not_now("filed_otherwise"));
        }
        if now - row.received_at > CODE_AGAIN {
            return Err(not_now("filed_already"));
        }
    }
    Ok(Filed { row, code, refused })
}

/// The id of a report, of the application and its reference, and its code, of these and all that was sent.
fn names_of(hotline: &Hotline, from: &Admitted, reference: Uuid) -> (Uuid, Code) {
    let keys = hotline.access.keys();
    let client = from.client.id;
    let named = [client.as_bytes().as_slice(), reference.as_bytes()].concat();
    let mac = keys.mac("hotline.client.report", &named);
    let mut random = [0; 16];
    random.copy_from_slice(&mac[..16]);
    let key = keys.mac("hotline.client.code", client.as_bytes());
    (
        uuid::Builder::from_random_bytes(random).into_uuid(),
        Code::of_form(&key, reference.as_bytes(), &from.digest),
    )
}

/// Which file was not taken, counted from one, and why.
type Refused = (usize, &'static str);

/// The files that are taken, and of the others why not.
fn take_files(files: Vec<FilingFile>) -> Result<(Vec<Attachment>, Vec<Refused>), HotlineError> {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (number, file) in (1..).zip(files) {
        if taken.len() == MAX_ATTACHMENTS {
            refused.push((number, TOO_MANY));
            continue;
        }
        let content = STANDARD
            .decode(&file.content)
            .map_err(|_| invalid("files", "malformed"))?;
        match attachment::take(&file.name, content) {
            Ok(attachment) => taken.push(attachment),
            Err(why) => refused.push((number, why.reason())),
        }
    }
    Ok((taken, refused))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = r#""id":"018f3f1e-0000-7000-8000-000000000001""#;

    fn filing(rest: &str) -> Result<Filing, serde_json::Error> {
        serde_json::from_str(&format!("{{{ID},{rest}}}"))
    }

    #[test]
    fn fields_that_nobody_knows_are_refused() {
        assert!(filing(r#""form":{"topic":"14"},"narrative":"x","files":[{"content":"eA=="}]"#).is_ok());
        for text in [
            r#""form":{"topic":"14"},"narrative":"x","desk":"y""#,
            r#""form":{"topic":"14","channel":"phone"}"#,
            r#""form":{"topic":"14","named":[{"text":"0900","kind":"phone"}]}"#,
            r#""form":{"topic":"14"},"identity":{"refused_because":"x"}"#,
            r#""form":{"topic":"14"},"files":[{"content":"eA==","media_type":"image/png"}]"#,
            r#""form":{"topic":"14"},"files":[{"name":"a.png"}]"#,
            r#""narrative":"x""#,
        ] {
            assert!(filing(text).is_err(), "{text}");
        }
        // Without a reference a request that was not answered could not be sent again.
        assert!(serde_json::from_str::<Filing>(r#"{"form":{"topic":"14"},"narrative":"x"}"#).is_err());
    }

    #[test]
    fn a_report_of_a_client_goes_to_its_desk_whatever_it_says() {
        let desk = Uuid::from_u128(5);
        let form = filing(r#""form":{"topic":"14"}"#).unwrap().form.form(desk);
        assert_eq!((form.channel, form.desk), (Channel::Client, Some(desk)));
    }

    #[test]
    fn files_are_taken_as_the_portal_takes_them() {
        let file = |name: &str, content: &[u8]| FilingFile {
            name: name.to_owned(),
            content: STANDARD.encode(content),
        };
        let mut files: Vec<FilingFile> = (0..MAX_ATTACHMENTS)
            .map(|_| file("tin.txt", b"mot hai ba"))
            .collect();
        files.insert(1, file("anh.png", b"<html>"));
        files.insert(2, file("", b""));
        files.push(file("thua.txt", b"thua"));
        let (taken, refused) = take_files(files).unwrap();
        assert_eq!(taken.len(), MAX_ATTACHMENTS);
        assert!(taken.iter().all(|file| file.media_type == "text/plain"));
        assert_eq!(refused, [(2, "kind"), (3, "empty"), (8, "too_many")]);
        let broken = FilingFile {
            name: String::new(),
            content: "không".to_owned(),
        };
        assert!(matches!(
            take_files(vec![broken]),
            Err(HotlineError::Invalid { field: "files", .. })
        ));
    }
}
