//! Checklists of basic requirements: the items of a system's level and regime, their answers, and the gaps.
//!
//! Items come from the law ([`LawBook::checklist`]); here stand the answers. A system that runs inside another one
//! (its data centre) may inherit the answers that the other marks as common: they count while they hold there, and
//! are broken for all when they do not. Where the law's list is known in part, the score says so and is never full.
//! An item is met by a file, or by a word that says by what.

use crate::{
    SystemError,
    entity::{control_answer, control_computed, information_system},
    model::Answer,
    rules,
    service::{self, Upload, resource},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Change, action};
use coloa_law::{Checklist, LawBook, source::Legal};
use coloa_platform::files::Files;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// An item of a checklist with a key of its own.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Stable within regime and level: `<group>:<clause>`, with `~2` … where a clause has several.
    pub key: String,
    /// Code of the group; `design`, `zone` and `obligation` for what stands beside the standard.
    pub group: &'a str,
    pub group_name: &'a str,
    pub clause: &'a str,
    pub name: Option<&'a str>,
    pub words: &'a str,
    pub legal: &'a Legal,
}

/// All items of a checklist, in its order.
#[must_use]
pub fn items<'a>(list: &'a Checklist<'a>) -> Vec<Item<'a>> {
    let mut found = Vec::new();
    for group in &list.groups {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for item in &group.items {
            let time = times.entry(item.clause).or_default();
            *time += 1;
            let key = match *time {
                1 => format!("{}:{}", group.code, item.clause),
                n => format!("{}:{}~{n}", group.code, item.clause),
            };
            found.push(Item {
                key,
                group: group.code,
                group_name: group.name,
                clause: item.clause,
                name: item.name,
                words: item.words,
                legal: item.legal,
            });
        }
    }
    found.extend(list.zones.iter().map(|zone| Item {
        key: format!("zone:{}", zone.body.id),
        group: "zone",
        group_name: "",
        clause: "",
        name: None,
        words: &zone.body.name,
        legal: &zone.legal,
    }));
    found.extend(list.designs.iter().map(|design| Item {
        key: format!("design:{}", design.id),
        group: "design",
        group_name: "",
        clause: "",
        name: Some(design.name),
        words: design.asks,
        legal: design.legal,
    }));
    found.extend(list.obligations.iter().map(|o| Item {
        key: format!("obligation:{}", o.body.id),
        group: "obligation",
        group_name: "",
        clause: "",
        name: None,
        words: &o.body.text,
        legal: &o.legal,
    }));
    found
}

/// An answer as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub row: control_answer::Model,
    /// It is the answer of the system that hosts this one.
    pub inherited: bool,
    /// Its evidence has run out: it counts as unmet.
    pub ran_out: bool,
    /// Nobody answered: what the product sees stands in.
    pub by_product: bool,
}

impl Standing {
    /// What counts.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let answer = Answer::parse(&self.row.answer).unwrap_or(Answer::Unmet);
        if self.ran_out && answer == Answer::Met {
            Answer::Unmet
        } else {
            answer
        }
    }
}

/// Own answers over those inherited, as they stand on a day.
#[must_use]
pub fn standings(
    own: Vec<control_answer::Model>,
    common: Vec<control_answer::Model>,
    on: NaiveDate,
) -> HashMap<String, Standing> {
    let stands = |row: control_answer::Model, inherited| Standing {
        ran_out: row.holds_until.is_some_and(|until| until < on),
        by_product: false,
        row,
        inherited,
    };
    let mut all: HashMap<String, Standing> = common
        .into_iter()
        .filter(|row| row.common)
        .map(|row| (row.item.clone(), stands(row, true)))
        .collect();
    all.extend(own.into_iter().map(|row| (row.item.clone(), stands(row, false))));
    all
}

/// What the product sees stands where nobody answered; what a person said stays.
pub(crate) fn filled(
    mut answers: HashMap<String, Standing>,
    computed: Vec<control_computed::Model>,
    level: u8,
) -> HashMap<String, Standing> {
    for seen in computed {
        answers.entry(seen.item.clone()).or_insert_with(|| Standing {
            row: control_answer::Model {
                id: Uuid::nil(),
                system_id: seen.system_id,
                regime: seen.regime,
                item: seen.item,
                level: i32::from(level),
                answer: seen.answer,
                note: String::new(),
                holds_until: None,
                owner: String::new(),
                due_on: None,
                common: false,
                answered_by: String::new(),
                answered_at: seen.at,
                file_id: None,
            },
            inherited: false,
            ran_out: false,
            by_product: true,
        });
    }
    answers
}

/// How many items have which answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Items of the checklist.
    pub items: usize,
    pub met: usize,
    pub partly: usize,
    pub unmet: usize,
    pub not_applicable: usize,
    pub unanswered: usize,
    /// The law's list is known in full.
    pub complete: bool,
}

impl Score {
    /// Share of the items that apply and are met, in percent, rounded down; never full while an item is open or the
    /// list is known in part.
    #[must_use]
    pub fn percent(&self) -> Option<u32> {
        let apply = self.items.checked_sub(self.not_applicable).filter(|n| *n > 0)?;
        let percent = u32::try_from(self.met * 100 / apply).unwrap_or(100);
        Some(if self.complete { percent } else { percent.min(99) })
    }
    /// Items that still have to be done.
    #[must_use]
    pub const fn gaps(&self) -> usize {
        self.partly + self.unmet + self.unanswered
    }
}

/// Counts the answers to these items.
#[must_use]
pub fn score(list: &Checklist<'_>, items: &[Item<'_>], answers: &HashMap<String, Standing>) -> Score {
    let mut score = Score {
        items: items.len(),
        complete: list.complete,
        ..Score::default()
    };
    for item in items {
        match answers.get(&item.key).map(Standing::answer) {
            Some(Answer::Met) => score.met += 1,
            Some(Answer::Partly) => score.partly += 1,
            Some(Answer::Unmet) => score.unmet += 1,
            Some(Answer::NotApplicable) => score.not_applicable += 1,
            None => score.unanswered += 1,
        }
    }
    score
}

/// Level and regime whose checklist a system has: those decided, else those proposed, else those of its record
/// under the regime of the day.
#[must_use]
pub fn basis(row: &information_system::Model, on: NaiveDate) -> Option<(String, u8)> {
    let level = level_of(row.level, row.proposed_level)?;
    let regime = row.regime.clone().or_else(|| regime_on(on))?;
    Some((regime, level))
}

/// The level decided, else the one proposed; 0 is none.
pub(crate) fn level_of(decided: i32, proposed: i32) -> Option<u8> {
    let level = if decided > 0 { decided } else { proposed };
    u8::try_from(level).ok().filter(|l| (1..=5).contains(l))
}

/// Code of the regime of a day.
pub(crate) fn regime_on(day: NaiveDate) -> Option<String> {
    let found = LawBook::current().regime_on(day).ok()?;
    Some(found.regime.body.code.clone())
}

/// Answers of a system under a regime, with those it inherits.
pub async fn answers(
    access: &Access,
    row: &information_system::Model,
    regime: &str,
) -> Result<HashMap<String, Standing>, SystemError> {
    // Of the regime that the system has now: what is computed belongs to it.
    let level = basis(row, access.clock().today()).map_or(0, |(_, level)| level);
    let db = access.db().reader();
    let own = store::register::answers(db, row.id, regime).await?;
    let common = match row.host_system_id {
        Some(host) => store::register::answers(db, host, regime).await?,
        None => Vec::new(),
    };
    let computed = store::register::computed(db, row.id, regime).await?;
    let said = standings(own, common, access.clock().today());
    Ok(filled(said, computed, level))
}

/// What a person says of an item.
#[derive(Clone, Debug)]
pub struct Draft {
    pub item: String,
    pub answer: Answer,
    /// Evidence, or why the item does not apply.
    pub note: String,
    pub holds_until: Option<NaiveDate>,
    /// Who closes the gap.
    pub owner: String,
    pub due_on: Option<NaiveDate>,
    /// Systems that this one hosts may rely on it.
    pub common: bool,
}

/// Items of one change.
const MAX_ANSWERS: usize = 400;
/// Kind of the record that owns the files of answers.
pub const FILES: &str = "control_answer";
/// Letters and digits of a note that says by what an item is met.
const SUBSTANCE: usize = 8;

/// An item whose answer was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub item: String,
    pub field: &'static str,
    pub reason: &'static str,
}

/// What became of answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub saved: usize,
    pub refused: Vec<Refused>,
}

/// Why an answer is not taken, if it is not; `proved`: a file shows it.
fn fault(draft: &Draft, proved: bool) -> Result<(String, String), SystemError> {
    let note = rules::note(&draft.note)?;
    if draft.answer == Answer::NotApplicable && note.is_empty() {
        return Err(rules::invalid("note", "required"));
    }
    let said = note.chars().filter(|c| c.is_alphanumeric()).count();
    if draft.answer == Answer::Met && !proved && said < SUBSTANCE {
        return Err(rules::invalid("note", "needs_evidence"));
    }
    Ok((note, rules::line("owner", &draft.owner, false)?))
}

/// Answers items of the checklist of a system. One that cannot be taken does not hold back the others; the file of an
/// answer stays with it until the item is said to be unmet.
///
/// # Errors
/// None can be taken: why the first one cannot.
pub async fn answer(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    regime: &str,
    level: u8,
    drafts: &[Draft],
) -> Result<Taken, SystemError> {
    let (change, _) = service::begin(access, actor, system).await?;
    take(change, system, (regime, level), drafts, None).await
}

/// Answers one item with the file that proves it.
pub async fn prove(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    basis: (&str, u8),
    draft: &Draft,
    files: &Files,
    upload: Upload,
) -> Result<Taken, SystemError> {
    let (change, _) = service::begin(access, actor, system).await?;
    let known = store::register::answers(change.tx(), system, basis.0)
        .await?
        .into_iter()
        .find(|a| a.item == draft.item);
    let id = known.map_or_else(Uuid::now_v7, |a| a.id);
    let file = service::keep(&change, files, FILES, id, Some(upload)).await?;
    let drafts = std::slice::from_ref(draft);
    take(change, system, basis, drafts, file.map(|file| (id, file))).await
}

/// `proof`: id of the one answer, and its file.
async fn take(
    change: Change,
    system: Uuid,
    (regime, level): (&str, u8),
    drafts: &[Draft],
    proof: Option<(Uuid, Uuid)>,
) -> Result<Taken, SystemError> {
    if drafts.is_empty() || drafts.len() > MAX_ANSWERS {
        return Err(rules::invalid("answers", "too_many"));
    }
    let mut said = HashSet::new();
    if !drafts.iter().all(|draft| said.insert(draft.item.as_str())) {
        // Nobody could tell which of the two holds.
        return Err(rules::invalid("item", "answered_twice"));
    }
    let list = LawBook::current().checklist(regime, level, change.today())?;
    let known: HashSet<String> = items(&list).into_iter().map(|item| item.key).collect();
    let own: HashMap<String, (Uuid, Option<Uuid>)> = store::register::answers(change.tx(), system, regime)
        .await?
        .into_iter()
        .map(|a| (a.item, (a.id, a.file_id)))
        .collect();
    let (mut rows, mut refused) = (Vec::with_capacity(drafts.len()), Vec::new());
    for draft in drafts {
        let (id, before) = own.get(&draft.item).copied().unzip();
        let kept = before.flatten().filter(|_| draft.answer != Answer::Unmet);
        let file = proof.map(|(_, file)| file).or(kept);
        let good = if known.contains(&draft.item) {
            fault(draft, file.is_some())
        } else {
            Err(rules::invalid("item", "unknown"))
        };
        let (note, owner) = match good {
            Ok(said) => said,
            Err(SystemError::Invalid { field, reason }) => {
                refused.push(Refused {
                    item: draft.item.clone(),
                    field,
                    reason,
                });
                continue;
            }
            Err(e) => return Err(e),
        };
        rows.push(control_answer::Model {
            // Its file and its notices are of the answer, whoever says it anew.
            id: proof.map(|(id, _)| id).or(id).unwrap_or_else(Uuid::now_v7),
            system_id: system,
            regime: list.regime.to_owned(),
            item: draft.item.clone(),
            level: i32::from(level),
            answer: draft.answer.as_str().to_owned(),
            note,
            holds_until: draft.holds_until,
            owner,
            due_on: draft.due_on,
            common: draft.common,
            answered_by: change.actor().name.clone(),
            answered_at: change.now(),
            file_id: file,
        });
    }
    if let (true, Some(first)) = (rows.is_empty(), refused.first()) {
        return Err(rules::invalid(first.field, first.reason));
    }
    let saved = rows.len();
    let said: Vec<_> = rows
        .iter()
        .map(|r| json!({ "item": r.item, "answer": r.answer, "file": r.file_id }))
        .collect();
    store::register::set_answers(change.tx(), system, regime, rows).await?;
    change
        .commit(json!({ "regime": regime, "answers": said }))
        .await?;
    Ok(Taken { saved, refused })
}

/// Takes back the own answer to an item: what is inherited counts again.
pub async fn withdraw(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    regime: &str,
    item: &str,
) -> Result<(), SystemError> {
    let (change, _) = service::begin(access, actor, system).await?;
    if !store::register::take_answer(change.tx(), system, regime, item).await? {
        return Err(SystemError::NotFound);
    }
    change
        .commit(json!({ "regime": regime, "withdrawn": item }))
        .await?;
    Ok(())
}

/// One system with its checklist, answered.
#[derive(Clone, Debug)]
pub struct Answered {
    pub system: information_system::Model,
    pub answers: HashMap<String, Standing>,
    /// What the product sees, also where a person answered.
    pub computed: HashMap<String, control_computed::Model>,
    /// Regime and level of the checklist; `None`: the system has no level yet.
    pub basis: Option<(String, u8)>,
}

/// One system with its checklist, answered.
pub async fn read(access: &Access, actor: &Actor, system: Uuid) -> Result<Answered, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&row))?;
    let basis = basis(&row, access.clock().today());
    let (mut given, mut computed) = (HashMap::new(), HashMap::new());
    if let Some((regime, _)) = &basis {
        given = answers(access, &row, regime).await?;
        computed = store::register::computed(db, system, regime)
            .await?
            .into_iter()
            .map(|c| (c.item.clone(), c))
            .collect();
    }
    Ok(Answered {
        system: row,
        answers: given,
        computed,
        basis,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;

    fn row(item: &str, answer: Answer, common: bool, until: Option<&str>) -> control_answer::Model {
        control_answer::Model {
            id: Uuid::nil(),
            system_id: Uuid::nil(),
            regime: "R85".into(),
            item: item.into(),
            level: 3,
            answer: answer.as_str().into(),
            note: String::new(),
            holds_until: until.map(|u| u.parse().unwrap()),
            owner: String::new(),
            due_on: None,
            common,
            answered_by: String::new(),
            answered_at: Utc::now(),
            file_id: None,
        }
    }

    fn on() -> NaiveDate {
        "2026-07-15".parse().unwrap()
    }

    #[test]
    fn every_item_of_every_checklist_has_a_key_of_its_own() {
        let book = LawBook::builtin();
        for regime in ["R85", "R331"] {
            for level in 1..=5 {
                let list = book
                    .checklist(regime, level, "2026-11-01".parse().unwrap())
                    .unwrap();
                let all = items(&list);
                let keys: std::collections::HashSet<_> = all.iter().map(|i| &i.key).collect();
                assert_eq!(keys.len(), all.len(), "{regime} {level}");
                assert!(all.iter().all(|i| !i.words.is_empty()));
            }
        }
    }

    #[test]
    fn a_common_control_counts_while_it_holds_at_the_host() {
        let common = vec![
            row("a", Answer::Met, true, None),
            row("b", Answer::Met, true, Some("2026-07-14")),
            row("c", Answer::Met, false, None),
        ];
        let found = standings(vec![row("a", Answer::Partly, false, None)], common.clone(), on());
        assert_eq!(found["a"].answer(), Answer::Partly, "the own answer counts");
        assert_eq!(
            (found["b"].answer(), found["b"].inherited),
            (Answer::Unmet, true),
            "broken for all"
        );
        assert!(!found.contains_key("c"), "not offered to others");
        let found = standings(Vec::new(), common, on());
        assert_eq!((found["a"].answer(), found["a"].inherited), (Answer::Met, true));
    }

    #[test]
    fn what_the_product_sees_never_stands_over_what_a_person_said() {
        let seen = |item: &str, answer: Answer| control_computed::Model {
            system_id: Uuid::nil(),
            regime: "R85".into(),
            item: item.into(),
            kind: "monitoring".into(),
            answer: answer.as_str().into(),
            figures: "{}".into(),
            at: Utc::now(),
        };
        let said = standings(
            vec![row("a", Answer::Unmet, false, None)],
            vec![row("b", Answer::Met, true, None)],
            on(),
        );
        let all = filled(
            said,
            vec![
                seen("a", Answer::Met),
                seen("b", Answer::Unmet),
                seen("c", Answer::Partly),
            ],
            3,
        );
        assert_eq!((all["a"].answer(), all["a"].by_product), (Answer::Unmet, false));
        assert_eq!((all["b"].answer(), all["b"].inherited), (Answer::Met, true));
        assert_eq!((all["c"].answer(), all["c"].by_product), (Answer::Partly, true));
    }

    #[test]
    fn an_item_is_met_by_a_file_or_by_a_word_of_substance() {
        let draft = |answer, note: &str| Draft {
            item: "M1:7.1.1.1".to_owned(),
            answer,
            note: note.to_owned(),
            holds_until: None,
            owner: String::new(),
            due_on: None,
            common: false,
        };
        for (note, proved, good) in [
            ("", false, false),
            ("ok.........", false, false),
            ("Có quy chế", false, true),
            ("", true, true),
        ] {
            assert_eq!(fault(&draft(Answer::Met, note), proved).is_ok(), good, "{note}");
        }
        assert!(fault(&draft(Answer::Partly, ""), false).is_ok());
        assert!(
            fault(&draft(Answer::NotApplicable, ""), true).is_err(),
            "it says why"
        );
    }

    #[test]
    fn a_list_known_in_part_is_never_full() {
        let full = Score {
            items: 10,
            met: 8,
            not_applicable: 2,
            complete: true,
            ..Score::default()
        };
        assert_eq!((full.percent(), full.gaps()), (Some(100), 0));
        let part = Score {
            complete: false,
            ..full
        };
        assert_eq!(part.percent(), Some(99));
        assert_eq!(
            Score {
                items: 2,
                not_applicable: 2,
                ..Score::default()
            }
            .percent(),
            None
        );
    }
}
