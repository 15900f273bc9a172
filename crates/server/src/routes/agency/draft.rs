//! The content of a reorganisation on the wire.

use coloa_agency::model::{CodeMove, Draft, DraftLink, Move, NewUnit, Rename, RoleMove};
use coloa_base::AgencyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What it changes: which agencies it founds, what becomes of whom, and what else changes on that day.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct DraftWire {
    units: Vec<UnitWire>,
    links: Vec<DraftLinkWire>,
    renames: Vec<RenameWire>,
    moves: Vec<MoveWire>,
    roles: Vec<RoleMoveWire>,
    codes: Vec<CodeMoveWire>,
}

/// An agency that it founds.
#[derive(Serialize, Deserialize, ToSchema)]
struct UnitWire {
    /// Made by the editor, so that the rest of the draft can name it.
    id: Uuid,
    kind: String,
    level: String,
    full: String,
    abbreviation: Option<String>,
    symbol: Option<String>,
    /// In the administrative tree.
    parent: Option<Uuid>,
}

/// What becomes of whom.
#[derive(Serialize, Deserialize, ToSchema)]
struct DraftLinkWire {
    from: Uuid,
    /// Missing: nobody takes over.
    to: Option<Uuid>,
    /// Only this function; missing: the whole.
    function: Option<String>,
    /// How much of it, in per cent.
    percent: Option<i32>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RenameWire {
    agency: Uuid,
    full: String,
    abbreviation: Option<String>,
    symbol: Option<String>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct MoveWire {
    agency: Uuid,
    tree: String,
    /// Missing: no longer in that tree.
    parent: Option<Uuid>,
}

/// The role passes to `to`; all who hold it with that function lose it.
#[derive(Serialize, Deserialize, ToSchema)]
struct RoleMoveWire {
    role: String,
    function: Option<String>,
    to: Option<Uuid>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct CodeMoveWire {
    agency: Uuid,
    system: String,
    code: String,
}

fn list<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(B::from).collect()
}

/// Both ways between two structs of the same fields; ids lose and gain their type.
macro_rules! same {
    ($wire:ident, $model:ident { $($plain:ident),* } ids { $($id:ident),* } maybe { $($maybe:ident),* }) => {
        impl From<$wire> for $model {
            fn from(w: $wire) -> Self {
                Self { $($plain: w.$plain,)* $($id: AgencyId(w.$id),)* $($maybe: w.$maybe.map(AgencyId),)* }
            }
        }
        impl From<$model> for $wire {
            fn from(m: $model) -> Self {
                Self { $($plain: m.$plain,)* $($id: m.$id.uuid(),)* $($maybe: m.$maybe.map(AgencyId::uuid),)* }
            }
        }
    };
}

same!(UnitWire, NewUnit { kind, level, full, abbreviation, symbol } ids { id } maybe { parent });
same!(DraftLinkWire, DraftLink { function, percent } ids { from } maybe { to });
same!(RenameWire, Rename { full, abbreviation, symbol } ids { agency } maybe {});
same!(MoveWire, Move { tree } ids { agency } maybe { parent });
same!(RoleMoveWire, RoleMove { role, function } ids {} maybe { to });
same!(CodeMoveWire, CodeMove { system, code } ids { agency } maybe {});

impl From<DraftWire> for Draft {
    fn from(w: DraftWire) -> Self {
        Self {
            format: 1,
            units: list(w.units),
            links: list(w.links),
            renames: list(w.renames),
            moves: list(w.moves),
            roles: list(w.roles),
            codes: list(w.codes),
        }
    }
}

impl From<Draft> for DraftWire {
    fn from(d: Draft) -> Self {
        Self {
            units: list(d.units),
            links: list(d.links),
            renames: list(d.renames),
            moves: list(d.moves),
            roles: list(d.roles),
            codes: list(d.codes),
        }
    }
}
