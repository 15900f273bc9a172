//! A person corrects what was understood. Every step is authorised, refused when somebody else was faster,
//! and audited with what it changed.
//!
//! Rooms: [`edit`] what one item says and how it was looked at · [`arrange`] splitting, merging, adding, moving ·
//! [`names`] which agencies a printed name means · [`plan`] the plan itself, what its items continue, giving up.

mod arrange;
mod edit;
mod names;
mod plan;

pub use arrange::{add, merge, move_item, split};
pub use edit::{done_before, edit_item, mark, mark_sure, remove, restore};
pub use names::{Decision, decide_party, resolve_again};
pub(crate) use plan::check_plan_edit;
pub use plan::{PlanEdit, edit_plan, link, reject};

use super::{
    Item, Plan, PlanError, Version, VersionState, import::resource, resolve::Directory, rules, store,
};
use coloa_auth::{Access, Actor, Change, action};
use coloa_base::{ItemId, PlanVersionId};
use serde_json::{Value, json};

/// An item with the version that the editor saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub id: ItemId,
    pub version: i32,
}

/// A version in review, open for one change.
struct Open {
    change: Change,
    plan: Plan,
    version: Version,
}

/// A version of a plan that still goes on.
async fn open(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<Open, PlanError> {
    let open = open_any(access, actor, id).await?;
    rules::takes_version(open.plan.state)?;
    Ok(open)
}

/// A version in review, whatever became of its plan meanwhile.
async fn open_any(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<Open, PlanError> {
    let version = store::version(access.db().reader(), id).await?;
    let plan = store::plan(access.db().reader(), version.plan).await?;
    let change = access.begin(actor, action::PLAN_REVIEW, resource(&plan)).await?;
    // Once more inside the transaction: what is decided below holds until the commit.
    let plan = store::plan(change.tx(), plan.id).await?;
    let version = store::version(change.tx(), id).await?;
    if version.state != VersionState::InReview {
        return Err(PlanError::WrongState {
            what: "version",
            state: version.state.as_str(),
        });
    }
    Ok(Open {
        change,
        plan,
        version,
    })
}

async fn version_of(access: &Access, item: ItemId) -> Result<PlanVersionId, PlanError> {
    Ok(store::item(access.db().reader(), item).await?.plan_version)
}

impl Open {
    async fn item(&self, seen: Seen) -> Result<Item, PlanError> {
        let item = store::item(self.change.tx(), seen.id).await?;
        if item.plan_version != self.version.id {
            return Err(PlanError::NotFound { what: "item" });
        }
        if item.version != seen.version {
            return Err(PlanError::Conflict);
        }
        Ok(item)
    }

    async fn directory(&self, access: &Access) -> Result<Directory, PlanError> {
        Directory::on(
            access,
            self.version.resolved_on.unwrap_or_else(|| self.change.today()),
        )
        .await
    }

    /// Raises the version, so that nobody approves what they have not seen, and commits.
    async fn commit(mut self, detail: Value) -> Result<(), PlanError> {
        store::update_version(self.change.tx(), &mut self.version).await?;
        let mut detail = detail;
        if let Value::Object(map) = &mut detail {
            map.insert("version".to_owned(), json!(self.version.id));
        }
        debug_assert_eq!(self.plan.id, self.version.plan);
        Ok(self.change.commit(detail).await?)
    }
}
