//! What operators file for citizens who phone or come: sealed like everything else, and taken in the same way.

use super::{Origin, desk_for_filing, take_report};
use crate::{
    Hotline, HotlineError,
    code::Code,
    entity::report,
    envelope::{Attachment, Envelope, EnvelopeKind, Letter},
    error::{invalid, not_now},
    form::{self, Form, Identity},
    model::Channel,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_base::AgencyId;
use uuid::Uuid;

/// A report as an operator writes it down.
#[derive(Clone, Debug)]
pub struct NewReport {
    pub desk: Uuid,
    pub form: Form,
    pub narrative: String,
    pub identity: Identity,
    pub attachments: Vec<Attachment>,
    /// When the citizen called or came; `None`: now.
    pub received_at: Option<DateTime<Utc>>,
}

/// Files a report. The code is for the citizen: it is shown once and stands nowhere.
pub async fn file(
    hotline: &Hotline,
    actor: &Actor,
    new: NewReport,
) -> Result<(report::Model, Code), HotlineError> {
    let desk = desk_for_filing(hotline, new.desk).await?;
    let about = match desk.agency_id {
        Some(agency) => Resource::of_agency("hotline_report", "new", AgencyId(agency)),
        None => Resource::installation("hotline_report", "new"),
    };
    // Before the fields are looked at: whoever may not file is not told what a form must look like.
    hotline.access.check(actor, action::HOTLINE_INTAKE, &about)?;
    let now = hotline.access.clock().now();
    if !matches!(
        new.form.channel,
        Channel::Phone | Channel::WalkIn | Channel::Forwarded
    ) {
        return Err(invalid("channel", "unknown"));
    }
    if new.received_at.is_some_and(|at| at > now) {
        return Err(invalid("received_at", "future"));
    }
    let mut form = new.form.check(hotline.access.clock().today())?;
    form.desk = Some(desk.id);
    let narrative = form::narrative(&new.narrative, "narrative")?;
    let identity = new.identity.check()?;
    // Whoever refuses to say it is taken down all the same, with the reason.
    let has_identity = Identity {
        refused_because: String::new(),
        ..identity.clone()
    } != Identity::default();
    let code = Code::random(&mut rand::rng());
    let letter = Letter {
        form: Some(form),
        narrative,
        identity,
        attachments: new.attachments,
    };
    let envelope = Envelope::seal(
        &hotline.sealer(),
        Uuid::now_v7(),
        EnvelopeKind::Report,
        new.received_at.unwrap_or(now),
        &code,
        &letter,
    )?;
    let origin = Origin {
        actor: actor.clone(),
        client: None,
        filed: Some(has_identity),
    };
    let row = take_report(hotline, envelope, &origin)
        .await?
        .ok_or_else(|| not_now("filed_already"))?;
    Ok((row, code))
}
