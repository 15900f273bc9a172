//! One step of the signing flow: who may, under the lock of the report, from the version that was seen.

use super::{Reports, advance};
use crate::{
    ReportError,
    flow::Step,
    store::{self, Report},
};
use coloa_auth::{Action, Actor, Change};
use coloa_base::ReportId;
use serde_json::Value;

/// A report that took a step, open for what the step writes.
pub(super) struct Stepped {
    pub change: Change,
    pub row: Report,
}

impl Reports {
    /// Authorises, locks the report, refuses where somebody was faster or the step does not follow, and moves the
    /// state on. Nothing stands before [`Stepped::commit`].
    pub(super) async fn step(
        &self,
        actor: &Actor,
        action: Action,
        id: ReportId,
        version: i32,
        step: Step,
    ) -> Result<Stepped, ReportError> {
        let row = self.allowed(actor, action, id).await?;
        let change = self.access.begin(actor, action, Self::resource(&row)).await?;
        let mut row = store::find_locked(change.tx(), id).await?;
        if row.version != version {
            return Err(ReportError::Conflict);
        }
        advance(&mut row, step)?;
        Ok(Stepped { change, row })
    }
}

impl Stepped {
    /// Writes the report, raises its version, and records what was done.
    pub(super) async fn commit(self, detail: Value) -> Result<(), ReportError> {
        store::update(self.change.tx(), self.row).await?;
        Ok(self.change.commit(detail).await?)
    }
}

/// A reason that somebody gave, without which the step is not taken.
pub(super) fn reason(text: &str) -> Result<&str, ReportError> {
    match text.trim() {
        "" => Err(ReportError::Invalid { field: "reason" }),
        text => Ok(text),
    }
}
