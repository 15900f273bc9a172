//! The four layers of protection of a system (Directive 14/CT-TTg of 07/06/2019): which stand, and by what.
//!
//! A layer stands by evidence that holds today and has a file, layers 2 and 4 also by what live sources and connections
//! show; a word without a file is declared and does not count. Layer 3 is an assessment by somebody else than whoever
//! watches in layer 2, owns the system or operates it: by one of them, it does not stand. What is live in layer 2 is
//! watched by the province's centre.

use crate::{
    SystemError,
    entity::{information_system, layer_evidence},
    model::{DossierState, State},
    providers, rules,
    service::{self, Upload, resource},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, action};
use coloa_base::text;
use coloa_platform::{Tx, files::Files};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Kind of the record that owns the files of evidence.
pub const FILES: &str = "layer_evidence";

/// All four.
pub const ALL: i32 = 0b1111;
/// Layers that live data can show: professional watching, sharing with the national system.
pub const LIVE: i32 = 0b1010;

/// The bit of a layer, 1 to 4.
#[must_use]
pub const fn bit(layer: i32) -> i32 {
    1 << (layer - 1)
}

/// How one layer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// By evidence that holds and has a file.
    Proved,
    /// By live sources or connections.
    Live,
    /// Somebody said so, without a file.
    Declared,
    /// Its evidence has run out.
    RanOut,
    /// Layer 3 by whoever watches in layer 2, owns the system or operates it.
    NotIndependent,
    Missing,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Live => "live",
            Self::Declared => "declared",
            Self::RanOut => "ran_out",
            Self::NotIndependent => "not_independent",
            Self::Missing => "missing",
        }
    }
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::Proved | Self::Live)
    }
}

fn holds(row: &layer_evidence::Model, on: NaiveDate) -> bool {
    row.since <= on && row.until.is_none_or(|until| on <= until)
}

/// How the layers stand on a day, from evidence and live data; `centre`: what the province's centre is called
/// ([`providers::centre`]); `parties`: what owner and operator of the system are called ([`providers::parties`]).
#[must_use]
pub fn standings(
    evidence: &[layer_evidence::Model],
    live: i32,
    centre: &[String],
    parties: &[String],
    on: NaiveDate,
) -> [Standing; 4] {
    let is_live = |layer| live & LIVE & bit(layer) != 0;
    let mut partial: Vec<&str> = evidence
        .iter()
        .filter(|row| row.layer == 2 && holds(row, on))
        .map(|row| row.provider.as_str())
        .chain(parties.iter().map(String::as_str))
        .collect();
    if is_live(2) {
        partial.extend(centre.iter().map(String::as_str));
    }
    [1, 2, 3, 4].map(|layer| {
        let own = || evidence.iter().filter(move |row| row.layer == layer);
        let holding: Vec<_> = own().filter(|row| holds(row, on)).collect();
        let counts = |row: &layer_evidence::Model| {
            layer != 3 || !partial.iter().any(|name| providers::same(name, &row.provider))
        };
        let counting: Vec<_> = holding.iter().filter(|row| counts(row)).collect();
        if counting.iter().any(|row| row.file_id.is_some()) {
            Standing::Proved
        } else if is_live(layer) {
            Standing::Live
        } else if !counting.is_empty() {
            Standing::Declared
        } else if !holding.is_empty() {
            Standing::NotIndependent
        } else if own().next().is_some() {
            Standing::RanOut
        } else {
            Standing::Missing
        }
    })
}

/// The layers that stand, as bits.
#[must_use]
pub fn bits(standings: &[Standing; 4]) -> i32 {
    (1..=4)
        .zip(standings)
        .filter(|(_, standing)| standing.stands())
        .map(|(layer, _)| bit(layer))
        .sum()
}

/// Why a running system may not run (Circular 12/2022, Article 9.6; Decree 331/2026, Article 30.6). One that the law
/// leaves to the force of another body (`exempt`) is judged there, not by this register.
#[must_use]
pub fn flags(row: &information_system::Model) -> Vec<&'static str> {
    flags_of(&row.state, row.exempt.is_some(), &row.dossier, row.layers)
}

/// The same of what they hang on.
pub(crate) fn flags_of(state: &str, exempt: bool, dossier: &str, layers: i32) -> Vec<&'static str> {
    let mut found = Vec::new();
    if state != State::Running.as_str() || exempt {
        return found;
    }
    if dossier != DossierState::Approved.as_str() {
        found.push("unapproved");
    }
    if layers != ALL {
        found.push("unprotected");
    }
    found
}

/// What a person says of a layer.
#[derive(Clone, Debug)]
pub struct Draft {
    /// 1–4.
    pub layer: i32,
    pub provider: String,
    pub note: String,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// Evidence of all layers of a system, the newest first.
pub async fn of_system(
    access: &Access,
    actor: &Actor,
    system: Uuid,
) -> Result<Vec<layer_evidence::Model>, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&row))?;
    Ok(store::register::evidence(db, system).await?)
}

/// Adds evidence of a layer.
pub async fn add(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    draft: &Draft,
    files: &Files,
    upload: Option<Upload>,
) -> Result<layer_evidence::Model, SystemError> {
    if !(1..=4).contains(&draft.layer) {
        return Err(rules::invalid("layer", "out_of_range"));
    }
    let provider = rules::line("provider", &draft.provider, true)?;
    let note = rules::note(&draft.note)?;
    if draft.until.is_some_and(|until| until < draft.since) {
        return Err(rules::invalid("until", "before_since"));
    }
    let (change, before) = service::begin(access, actor, system).await?;
    if draft.since > change.today() {
        return Err(rules::invalid("since", "in_the_future"));
    }
    let id = Uuid::now_v7();
    let row = layer_evidence::Model {
        id,
        system_id: system,
        layer: draft.layer,
        folded_provider: text::fold_plain(&provider),
        provider,
        note,
        since: draft.since,
        until: draft.until,
        file_id: service::keep(&change, files, FILES, id, upload).await?,
        created_by: change.actor().name.clone(),
        created_at: change.now(),
    };
    store::register::add_evidence(change.tx(), row.clone()).await?;
    let after = recount(access, change.tx(), before, change.today()).await?;
    let detail = json!({ "layer": row.layer, "provider": row.provider, "since": row.since, "until": row.until,
        "file": row.file_id, "layers": after });
    change.commit(detail).await?;
    Ok(row)
}

/// Takes evidence away.
pub async fn remove(access: &Access, actor: &Actor, system: Uuid, id: Uuid) -> Result<(), SystemError> {
    let (change, before) = service::begin(access, actor, system).await?;
    let row = store::register::take_evidence(change.tx(), system, id).await?;
    let after = recount(access, change.tx(), before, change.today()).await?;
    let detail = json!({ "removed": row.id, "layer": row.layer, "provider": row.provider, "layers": after });
    change.commit(detail).await?;
    Ok(())
}

/// Counts the layers of a system anew; gives their bits.
async fn recount(
    access: &Access,
    tx: &Tx,
    row: information_system::Model,
    on: NaiveDate,
) -> Result<i32, SystemError> {
    let centre = providers::centre(access, on).await?;
    let parties = providers::parties(access, &[&row]).await?;
    let theirs = parties.get(&row.id).map(Vec::as_slice).unwrap_or_default();
    let evidence = store::register::evidence(tx, row.id).await?;
    let layers = bits(&standings(&evidence, row.live_layers, &centre, theirs, on));
    if layers != row.layers {
        store::register::set_layers(tx, row.id, layers, row.live_layers).await?;
    }
    Ok(layers)
}

/// [`providers::parties`] of the systems that have evidence of layer 3: of no others is it asked who they are.
pub(crate) async fn parties_of(
    access: &Access,
    systems: &[information_system::Model],
    evidence: &HashMap<Uuid, Vec<layer_evidence::Model>>,
) -> Result<HashMap<Uuid, Vec<String>>, SystemError> {
    let assessed: Vec<_> = systems
        .iter()
        .filter(|s| {
            let own = evidence.get(&s.id).map(Vec::as_slice).unwrap_or_default();
            own.iter().any(|row| row.layer == 3)
        })
        .collect();
    providers::parties(access, &assessed).await
}

/// Notes what live data show of systems in use, and counts all layers anew: evidence runs out by itself. Gives how
/// many changed.
pub async fn refresh(access: &Access, live: &HashMap<Uuid, i32>) -> Result<usize, SystemError> {
    let today = access.clock().today();
    let db = access.db();
    let mut evidence: HashMap<Uuid, Vec<layer_evidence::Model>> = HashMap::new();
    for row in store::register::all_evidence(db.reader()).await? {
        evidence.entry(row.system_id).or_default().push(row);
    }
    let centre = providers::centre(access, today).await?;
    let mut changed = 0;
    let tx = db.begin().await?;
    let systems = store::all(&tx).await?;
    let parties = parties_of(access, &systems, &evidence).await?;
    for row in systems {
        let shown = live.get(&row.id).copied().unwrap_or_default();
        let own = evidence.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let theirs = parties.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let layers = bits(&standings(own, shown, &centre, theirs, today));
        if (layers, shown) != (row.layers, row.live_layers) {
            store::register::set_layers(&tx, row.id, layers, shown).await?;
            changed += 1;
        }
    }
    tx.commit().await?;
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Evidence with a file.
    fn row(layer: i32, provider: &str, until: Option<&str>) -> layer_evidence::Model {
        layer_evidence::Model {
            id: Uuid::nil(),
            system_id: Uuid::nil(),
            layer,
            provider: provider.to_owned(),
            folded_provider: text::fold_plain(provider),
            note: String::new(),
            since: day("2026-01-01"),
            until: until.map(day),
            file_id: Some(Uuid::nil()),
            created_by: String::new(),
            created_at: Utc::now(),
        }
    }

    fn said(layer: i32, provider: &str) -> layer_evidence::Model {
        layer_evidence::Model {
            file_id: None,
            ..row(layer, provider, None)
        }
    }

    fn stand(evidence: &[layer_evidence::Model], live: i32) -> [Standing; 4] {
        standings(evidence, live, &providers::by_law(), &[], day("2026-07-15"))
    }

    #[test]
    fn layer_three_is_independent_of_layer_two() {
        let same = [row(2, "Công ty An Toàn", None), row(3, "công ty an toàn", None)];
        assert_eq!(stand(&same, 0)[2], Standing::NotIndependent);
        let by_another_name = [row(2, "Tập đoàn VNPT", None), row(3, "VNPT", None)];
        assert_eq!(stand(&by_another_name, 0)[2], Standing::NotIndependent);
        let other = [
            row(2, "Công ty An Toàn", None),
            row(3, "Trung tâm Kiểm định", None),
        ];
        assert_eq!(stand(&other, 0)[2], Standing::Proved);
        // Whoever watched once and does so no more is independent today.
        let was = [
            row(2, "Công ty An Toàn", Some("2026-06-30")),
            row(3, "Công ty An Toàn", None),
        ];
        assert_eq!(stand(&was, 0)[2], Standing::Proved);
        // What is live is watched by the centre, which does not assess it as well.
        let centre = [row(3, "Trung tâm An ninh mạng tỉnh", None)];
        assert_eq!(stand(&centre, bit(2))[2], Standing::NotIndependent);
        assert_eq!(stand(&centre, 0)[2], Standing::Proved, "nobody watches");
        let longer = [
            row(2, "Trung tâm An ninh mạng tỉnh", None),
            row(3, "Trung tâm An ninh mạng tỉnh Lam Sơn", None),
        ];
        assert_eq!(stand(&longer, 0)[2], Standing::NotIndependent);
        assert_eq!(stand(&longer[1..], bit(2))[2], Standing::NotIndependent);
    }

    #[test]
    fn layer_three_is_independent_of_owner_and_operator() {
        let parties = ["Sở Y tế", "SYT", "Công ty Phần mềm Minh Đức"].map(str::to_owned);
        let by = |provider| {
            let evidence = [row(3, provider, None)];
            standings(&evidence, 0, &providers::by_law(), &parties, day("2026-07-15"))[2]
        };
        for provider in [
            "Sở Y tế",
            "syt",
            "Sở Y tế tỉnh Lam Sơn",
            "Công ty cổ phần Phần mềm Minh Đức",
        ] {
            assert_eq!(by(provider), Standing::NotIndependent, "{provider}");
        }
        for provider in ["Trung tâm Y tế dự phòng", "Trung tâm Kiểm định Bình An"] {
            assert_eq!(by(provider), Standing::Proved, "{provider}");
        }
        // The other layers are held by whoever owns the system.
        let own = [row(1, "Sở Y tế", None), row(2, "Sở Y tế", None)];
        let found = standings(&own, 0, &providers::by_law(), &parties, day("2026-07-15"));
        assert_eq!(bits(&found), 0b11);
    }

    #[test]
    fn a_word_without_a_file_is_declared_and_does_not_count() {
        let words = [
            said(1, "Tổ trực"),
            said(2, "Công ty"),
            said(3, "Trung tâm Kiểm định"),
        ];
        let found = stand(&words, bit(2));
        assert_eq!(
            found,
            [
                Standing::Declared,
                Standing::Live,
                Standing::Declared,
                Standing::Missing
            ]
        );
        assert_eq!(bits(&found), bit(2));
        let proved = [said(1, "Tổ trực"), row(1, "Tổ trực", None)];
        assert_eq!(stand(&proved, 0)[0], Standing::Proved);
        // One that is independent and only declared stands in for none that is proved and not independent.
        let mixed = [
            row(2, "VNPT", None),
            row(3, "VNPT", None),
            said(3, "Trung tâm Kiểm định"),
        ];
        assert_eq!(stand(&mixed, 0)[2], Standing::Declared);
    }

    #[test]
    fn evidence_runs_out_and_live_data_stand_in_for_two_layers_alone() {
        let old = [
            row(1, "Tổ trực", Some("2026-07-14")),
            row(2, "Công ty", Some("2026-07-14")),
        ];
        assert_eq!(
            stand(&old, 0),
            [
                Standing::RanOut,
                Standing::RanOut,
                Standing::Missing,
                Standing::Missing
            ]
        );
        let live = stand(&old, ALL);
        assert_eq!(
            live,
            [
                Standing::RanOut,
                Standing::Live,
                Standing::Missing,
                Standing::Live
            ]
        );
        assert_eq!(bits(&live), 0b1010);
        let last = [row(1, "Tổ trực", Some("2026-07-15"))];
        assert_eq!(bits(&stand(&last, 0)), 1, "the last day counts");
    }

    #[test]
    fn an_exempt_system_is_not_flagged() {
        let mut system = crate::service::fresh(Uuid::nil(), Utc::now());
        assert_eq!(flags(&system), ["unapproved", "unprotected"]);
        system.exempt = Some("military".to_owned());
        assert!(flags(&system).is_empty());
    }
}
