//! Lessons of a case that become duties, beside those of plans.

use crate::{App, problem::ApiResult};
use chrono::NaiveDate;
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_incident::entity::case::incident::Model as Incident;
use coloa_plan::duties::{self, NewDirective, read};
use uuid::Uuid;

/// Gives the work to an agency as a directive that names the case. The id of its text, which its duties share.
pub(super) async fn duty(
    app: &App,
    actor: &Actor,
    row: &Incident,
    agency: AgencyId,
    title: &str,
    due_on: NaiveDate,
) -> ApiResult<Uuid> {
    let new = NewDirective {
        kind: "directive".to_owned(),
        number: Some(row.code.clone()),
        dated: Some(app.clock.today()),
        issuer: None,
        text: title.to_owned(),
        legal_basis: None,
        product: None,
        scope: None,
        leads: vec![agency],
        coordinates: Vec::new(),
        starts_on: None,
        due_on: Some(due_on),
        every_months: None,
    };
    Ok(duties::create_directive(&app.access, actor, new).await?)
}

/// Whether the actor may read a duty that a case is linked to.
pub(super) async fn check(app: &App, actor: &Actor, id: Uuid) -> ApiResult<()> {
    read::detail(&app.access, actor, id).await?;
    Ok(())
}
