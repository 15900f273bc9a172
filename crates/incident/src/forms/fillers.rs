//! What goes into each field. A key means the same in every form unless `form/key` says otherwise.

use super::{Material, Value, WORDS, is_handled, said, sentence, state_name};
use crate::{
    entity::case::{incident, incident_entry, incident_task},
    model::{EntryKind, EvidenceKind, TaskState},
};
use chrono::{DateTime, SecondsFormat, Utc};
use coloa_base::{
    clock::{vn_date_text, vn_date_time_text},
    text::fold,
};
use coloa_law::{LawBook, dossier::Field};

pub(super) type Filler = fn(&Material, &Field) -> Value;

/// The filler of a field; one of the form itself goes before that of the key.
pub(super) fn find(form: &str, key: &str) -> Option<Filler> {
    let own = OWN.iter().find(|(f, k, _)| (*f, *k) == (form, key)).map(|f| f.2);
    own.or_else(|| COMMON.iter().find(|(k, _)| *k == key).map(|f| f.1))
}

const OWN: &[(&str, &str, Filler)] = &[
    ("qd05-progress", "state", |m, _| text(situation(m))),
    ("nd331-initial", "description", |m, _| {
        text(joined([m.case.description.clone(), said("group", group(m))]))
    }),
    ("nd333-evidence", "operator", |m, _| {
        text(of_evidence(m, |e| e.operator.clone()))
    }),
    ("nd356-08", "measures", |m, _| {
        text(joined([measures(m), m.account.remedy.clone()]))
    }),
    ("nd356-08", "consequence", |m, _| text(data_consequence(m))),
    ("luat91-minutes", "measures", |m, _| {
        text(joined([measures(m), m.account.remedy.clone()]))
    }),
    ("luat91-minutes", "consequence", |m, _| text(data_consequence(m))),
    ("nd331-final", "damage", |m, _| text(&m.account.damage)),
];

const COMMON: &[(&str, Filler)] = &[
    ("act", |m, _| {
        text(joined([group(m).to_owned(), m.case.description.clone()]))
    }),
    ("address", |m, _| text(&m.sender_address)),
    ("approver", |m, _| text(of_evidence(m, |e| e.approver.clone()))),
    ("at", |m, _| moment(Some(m.now))),
    ("attachments", attachments),
    ("cause", |m, _| text(&m.account.cause)),
    ("class", |m, _| {
        option_of(
            "class",
            if m.case.scenario.is_empty() {
                ""
            } else {
                &m.case.scenario
            },
        )
    }),
    ("commitment", |_, _| nothing()),
    ("confidential", |m, _| {
        yes_no(m.account.confidential || m.case.restricted)
    }),
    ("consequence", |m, _| text(consequence(m))),
    ("contact", contact),
    ("continuity", |_, _| nothing()),
    ("course", |m, _| text(course(m))),
    ("damage", |m, _| {
        text(joined([m.account.damage.clone(), m.account.scope.clone()]))
    }),
    ("data", |m, _| text(data(m))),
    ("deadline", |_, _| nothing()),
    ("description", |m, _| text(description(m))),
    ("detected_at", |m, _| moment(Some(m.case.detected_at))),
    ("detected_by", |m, f| chosen(&m.account.detected_by, f)),
    ("difficulties", |_, _| nothing()),
    ("domain", |m, _| text(&m.account.domains)),
    ("done", |m, _| text(done_since(m))),
    ("ended_at", |m, _| moment(m.case.ended_at)),
    ("first_result", |m, _| text(&m.account.result)),
    ("guidance", |m, _| text(&m.account.data_guidance)),
    ("hash", |m, _| text(of_evidence(m, |e| said("hash", &e.sha256)))),
    ("incident", |m, _| text(&m.case.code)),
    ("initial_report", |m, _| text(initial_report(m))),
    ("intake", |_, _| nothing()),
    ("ip", |m, _| text(&m.account.addresses)),
    ("isp", |m, _| text(&m.account.isp)),
    ("lessons", |m, _| {
        text(joined([m.account.lessons.clone(), m.account.proposal.clone()]))
    }),
    ("level", |m, f| level(m, f)),
    ("measures", |m, _| text(measures(m))),
    ("minutes", |m, _| text(minutes(m))),
    ("next", |m, _| text(titles(open_tasks(m)))),
    ("notified", notified),
    ("number", |m, _| text(m.place.to_string())),
    ("officer", |m, _| text(&m.account.data_officer)),
    ("operator", |m, _| text(&m.operator)),
    ("operator_owner", |m, _| {
        text(joined([
            said("operator", &m.operator),
            said("owner", &m.agency),
            said("address", &m.address),
        ]))
    }),
    ("options", |m, _| text(&m.account.proposal)),
    ("ordered", |m, _| {
        Value::Rows(
            asked(m)
                .map(|(a, name)| vec![name.clone(), a.wanted.clone()])
                .collect(),
        )
    }),
    ("organisation", |m, _| text(&m.sender)),
    ("os", |m, _| text(&m.account.operating_system)),
    ("owner", |m, _| text(&m.agency)),
    ("participants", |m, _| text(participants(m))),
    ("persons", |m, _| {
        text(joined([
            said("owner", &m.agency),
            said("operator", &m.operator),
            m.account.providers.clone(),
        ]))
    }),
    ("place", |m, _| text(&m.account.data_place)),
    ("plan", plan),
    ("proposal", |m, _| text(&m.account.proposal)),
    ("providers", |m, _| text(&m.account.providers)),
    ("purpose", |m, _| text(&m.account.purpose)),
    ("question", |_, _| nothing()),
    ("recovery", |m, _| text(&m.account.recovery)),
    ("remedy", |m, _| text(&m.account.remedy)),
    ("repeatable", |m, _| repeatable(m)),
    ("reported_at", |m, _| moment(Some(m.now))),
    ("request", |m, _| text(&m.account.proposal)),
    ("resources", |m, _| text(participants(m))),
    ("result", |m, _| text(&m.account.result)),
    ("risk", |m, _| text(&m.account.data_risk)),
    ("safeguards", |m, f| chosen(&m.account.safeguards, f)),
    ("scope", |m, _| text(&m.account.scope)),
    ("security_provider", |m, _| text(&m.account.security_provider)),
    ("sender", |m, _| {
        text(joined([m.sender.clone(), said("address", &m.sender_address)]))
    }),
    ("services", |m, f| chosen(&m.account.services, f)),
    ("situation", |m, _| text(situation(m))),
    ("staff", |m, _| {
        if m.team.is_empty() {
            nothing()
        } else {
            text(m.team.len().to_string())
        }
    }),
    ("state", |m, _| {
        option_of("state", if is_handled(&m.case) { "done" } else { "open" })
    }),
    ("supporters", |m, _| text(supporters(m))),
    ("system", |m, _| text(&m.case.system_name)),
    ("target", |m, _| {
        text(joined([
            m.case.system_name.clone(),
            m.account.domains.clone(),
            m.account.addresses.clone(),
        ]))
    }),
    ("team", |m, _| {
        Value::Rows(
            m.team
                .iter()
                .map(|c| {
                    vec![
                        c.name.clone(),
                        c.post.clone(),
                        c.phone.clone(),
                        c.email.clone(),
                        c.skills.clone(),
                    ]
                })
                .collect(),
        )
    }),
    ("time", |m, _| {
        moment(Some(m.case.occurred_at.unwrap_or(m.case.detected_at)))
    }),
    ("tool", |m, _| text(of_evidence(m, |e| e.tool.clone()))),
    ("wanted", |m, _| {
        Value::Rows(
            asked(m)
                .map(|(a, name)| vec![name.clone(), a.wanted.clone(), answer(a)])
                .collect(),
        )
    }),
    ("witness", |m, _| text(of_evidence(m, |e| e.witness.clone()))),
];

fn text(value: impl AsRef<str>) -> Value {
    Value::Text(value.as_ref().trim().to_owned())
}

const fn nothing() -> Value {
    Value::Text(String::new())
}

fn moment(at: Option<DateTime<Utc>>) -> Value {
    Value::Text(at.map(written).unwrap_or_default())
}

/// A moment as a field holds it.
pub(crate) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn yes_no(yes: bool) -> Value {
    text(if yes { "yes" } else { "no" })
}

/// What is said, a line each.
fn joined<const N: usize>(parts: [String; N]) -> String {
    lines(parts)
}

fn lines(parts: impl IntoIterator<Item = String>) -> String {
    let said: Vec<String> = parts
        .into_iter()
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect();
    said.join("\n")
}

/// The option that a word of the case is called by.
fn option_of(list: &str, word: &str) -> Value {
    let words = WORDS.choice.get(list);
    text(words.and_then(|w| w.get(word)).map_or("", String::as_str))
}

/// Free text as options of a field: those that it names, and what is beyond them. Other kinds take it as it is.
fn chosen(said: &str, field: &Field) -> Value {
    if field.kind != coloa_law::dossier::FieldKind::Choices {
        return text(said);
    }
    let mut items: Vec<String> = Vec::new();
    let mut add = |item: &str| {
        if !items.iter().any(|i| i == item) {
            items.push(item.to_owned());
        }
    };
    for part in said
        .split([',', ';', '\n'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
    {
        let folded = format!(" {} ", fold(part));
        let mut whole = false;
        for option in &field.options {
            let own = format!(" {} ", fold(option));
            if folded.contains(&own) {
                add(option);
                whole |= folded == own;
            }
        }
        if !whole {
            add(part);
        }
    }
    text(items.join("; "))
}

/// Name of a row of the lists of incidents.
fn listed<'a>(kind: &str, code: &'a str) -> &'a str {
    LawBook::current()
        .incident_groups
        .iter()
        .find(|g| g.body.kind == kind && g.body.code == code)
        .map_or(code, |g| g.body.name.as_str())
}

fn group(m: &Material) -> &str {
    listed("group", &m.case.group_code)
}

fn description(m: &Material) -> String {
    lines([
        m.case.description.clone(),
        said("group", group(m)),
        said("severity", listed("severity", &m.case.severity)),
        said("scope", &m.account.scope),
        said("damage", &m.account.damage),
    ])
}

fn level(m: &Material, field: &Field) -> Value {
    let level = m.case.system_level.to_string();
    // 0: not determined, which is none of the options.
    text(
        field
            .options
            .iter()
            .find(|o| **o == level)
            .map_or("", String::as_str),
    )
}

/// The harm that was noted, in the words of the law's test.
fn noted(m: &Material) -> String {
    let codes = m.facts.consequences.clone().unwrap_or_default();
    let names: Vec<&str> = LawBook::current()
        .serious_tests
        .iter()
        .flat_map(|t| &t.body.consequences)
        .filter(|c| codes.contains(&c.code))
        .map(|c| c.label.as_str())
        .collect();
    said("consequences", &names.join("; "))
}

fn consequence(m: &Material) -> String {
    lines([m.account.damage.clone(), noted(m)])
}

fn data_consequence(m: &Material) -> String {
    lines([m.account.data_risk.clone(), m.account.damage.clone()])
}

fn data(m: &Material) -> String {
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    lines([
        m.account.data_kinds.clone(),
        said("basic", &number(m.facts.basic_count)),
        said("sensitive", &number(m.facts.sensitive_count)),
    ])
}

fn contact(m: &Material, field: &Field) -> Value {
    let a = &m.account;
    let row = [
        &a.contact_name,
        &a.contact_post,
        &a.contact_phone,
        &a.contact_email,
    ]
    .map(|c| c.trim().to_owned());
    if row.iter().all(String::is_empty) {
        return nothing();
    }
    if field.kind == coloa_law::dossier::FieldKind::Table {
        return Value::Rows(vec![row.to_vec()]);
    }
    let said: Vec<String> = row.into_iter().filter(|c| !c.is_empty()).collect();
    text(said.join(", "))
}

fn is_done(task: &incident_task::Model) -> bool {
    task.state == TaskState::Done.as_str()
}

fn open_tasks(m: &Material) -> impl Iterator<Item = &incident_task::Model> {
    m.tasks.iter().filter(|t| t.state == TaskState::Open.as_str())
}

fn titles<'a>(tasks: impl Iterator<Item = &'a incident_task::Model>) -> String {
    lines(tasks.map(|t| t.title.clone()))
}

/// A task with what came of it.
fn outcome(task: &incident_task::Model) -> String {
    if task.result.trim().is_empty() {
        task.title.clone()
    } else {
        format!("{}: {}", task.title, task.result.trim())
    }
}

/// What was done, in the words of whoever handles it, else by the tasks; and what is still to be done.
fn measures(m: &Material) -> String {
    let taken = if m.account.measures.trim().is_empty() {
        lines(m.tasks.iter().filter(|t| is_done(t)).map(outcome))
    } else {
        m.account.measures.clone()
    };
    let planned: Vec<&str> = open_tasks(m).map(|t| t.title.as_str()).collect();
    lines([taken, said("planned", &planned.join("; "))])
}

/// Named moments of a case in the order of time.
fn moments(case: &incident::Model) -> Vec<(DateTime<Utc>, &'static str)> {
    let mut all: Vec<_> = [
        ("occurred", case.occurred_at),
        ("detected", Some(case.detected_at)),
        ("reported", Some(case.reported_at)),
        ("acknowledged", case.acknowledged_at),
        ("contained", case.contained_at),
        ("eradicated", case.eradicated_at),
        ("recovered", case.recovered_at),
        ("ended", case.ended_at),
    ]
    .into_iter()
    .filter_map(|(name, at)| at.map(|at| (at, name)))
    .collect();
    all.sort_by_key(|(at, _)| *at);
    all
}

fn line(at: DateTime<Utc>, what: &str) -> String {
    sentence("moment", &[("at", &vn_date_time_text(at)), ("what", what)])
}

fn moment_name(name: &str) -> &str {
    WORDS.moment.get(name).map_or("", String::as_str)
}

/// Words that people wrote on the timeline; what one side keeps to itself never leaves the house.
fn told(m: &Material) -> impl Iterator<Item = &incident_entry::Model> {
    m.entries.iter().filter(|e| {
        let by_people = [EntryKind::Note, EntryKind::Decision]
            .iter()
            .any(|k| k.as_str() == e.kind);
        by_people && !e.internal && !e.text.trim().is_empty()
    })
}

fn course(m: &Material) -> String {
    let mut all: Vec<(DateTime<Utc>, String)> = moments(&m.case)
        .into_iter()
        .map(|(at, name)| (at, moment_name(name).to_owned()))
        .chain(told(m).map(|e| (e.at, e.text.trim().to_owned())))
        .collect();
    all.sort_by_key(|(at, _)| *at);
    lines(all.into_iter().map(|(at, what)| line(at, &what)))
}

fn situation(m: &Material) -> String {
    let last = moments(&m.case)
        .last()
        .map(|(at, name)| line(*at, moment_name(name)));
    lines([state_name(&m.case).to_owned(), last.unwrap_or_default()])
}

/// What happened since the report of the same form before this one.
fn done_since(m: &Material) -> String {
    let before = m
        .reports
        .iter()
        .filter(|r| r.created_at < m.begun_at && r.state == "issued");
    let since = before.map(|r| r.created_at).max().unwrap_or(m.case.detected_at);
    let tasks = m
        .tasks
        .iter()
        .filter(|t| is_done(t))
        .filter_map(|t| Some((t.done_at?, outcome(t))));
    let named = moments(&m.case)
        .into_iter()
        .map(|(at, name)| (at, moment_name(name).to_owned()));
    let words = told(m).map(|e| (e.at, e.text.trim().to_owned()));
    let mut all: Vec<_> = tasks
        .chain(named)
        .chain(words)
        .filter(|(at, _)| *at >= since)
        .collect();
    all.sort_by_key(|(at, _)| *at);
    lines(all.into_iter().map(|(at, what)| line(at, &what)))
}

/// Those that were asked for help.
fn asked(m: &Material) -> impl Iterator<Item = &(crate::entity::network::assistance::Model, String)> {
    m.assistance.iter()
}

fn answer(a: &crate::entity::network::assistance::Model) -> String {
    let word = WORDS.answer.get(&a.state).cloned().unwrap_or_default();
    lines([word, a.answer.clone()])
}

fn helping(m: &Material) -> impl Iterator<Item = &(crate::entity::network::assistance::Model, String)> {
    asked(m).filter(|(a, _)| a.state == "accepted" || a.state == "done")
}

fn supporters(m: &Material) -> String {
    let helpers = helping(m).map(|(a, name)| {
        if a.answer.trim().is_empty() {
            name.clone()
        } else {
            format!("{name}: {}", a.answer.trim())
        }
    });
    lines(std::iter::once(m.account.supporters.clone()).chain(helpers))
}

fn participants(m: &Material) -> String {
    let mut names = vec![m.agency.clone()];
    if m.operator != m.agency {
        names.push(m.operator.clone());
    }
    names.push(m.account.supporters.clone());
    names.extend(helping(m).map(|(_, name)| name.clone()));
    lines(names)
}

fn initial_report(m: &Material) -> String {
    let issued = |form: &String| {
        let of_form = m
            .reports
            .iter()
            .filter(|r| &r.form == form && r.state == "issued");
        of_form.min_by_key(|r| (r.issued_on, r.place))
    };
    let first = WORDS.initial.forms.iter().find_map(issued);
    first
        .and_then(|r| Some((r, r.issued_on?)))
        .map(|(r, day)| sentence("report", &[("number", &r.number), ("day", &vn_date_text(day))]))
        .unwrap_or_default()
}

fn attachments(m: &Material, field: &Field) -> Value {
    if field.kind != coloa_law::dossier::FieldKind::Choices {
        return text(lines(m.evidence.iter().map(|e| e.name.clone())));
    }
    let word = |kind: &str| match EvidenceKind::parse(kind) {
        Some(EvidenceKind::Log) => "log",
        Some(EvidenceKind::Malware) => "malware",
        _ => "other",
    };
    let found: Vec<&str> = m.evidence.iter().map(|e| word(&e.kind)).collect();
    options(field, "attachments", |word| found.contains(&word))
}

/// Options of a field whose word holds, in the order of the form.
fn options(field: &Field, list: &str, holds: impl Fn(&str) -> bool) -> Value {
    let words = WORDS.choice.get(list);
    let taken: Vec<&str> = field
        .options
        .iter()
        .filter(|option| {
            words
                .into_iter()
                .flatten()
                .any(|(word, name)| name == *option && holds(word))
        })
        .map(String::as_str)
        .collect();
    text(taken.join("; "))
}

fn notified(m: &Material, field: &Field) -> Value {
    let told: Vec<&str> = m
        .clocks
        .iter()
        .filter(|c| c.met_at.is_some() && c.void_at.is_none())
        .map(|c| c.owed_to.as_str())
        .collect();
    options(field, "notified", |body| told.contains(&body))
}

/// A property of the pieces of evidence; several are named.
fn of_evidence(
    m: &Material,
    property: impl Fn(&crate::entity::case::incident_evidence::Model) -> String,
) -> String {
    let said: Vec<(&str, String)> = m
        .evidence
        .iter()
        .map(|e| (e.name.as_str(), property(e).trim().to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match said.as_slice() {
        [(_, only)] => only.clone(),
        many => lines(many.iter().map(|(name, value)| format!("{name}: {value}"))),
    }
}

fn minutes(m: &Material) -> String {
    let kept = m.evidence.iter().filter(|e| {
        e.minutes_file.is_some()
            || [EvidenceKind::Minutes, EvidenceKind::Image]
                .iter()
                .any(|k| k.as_str() == e.kind)
    });
    lines(kept.map(|e| e.name.clone()))
}

/// Said only where it is the same for all pieces.
fn repeatable(m: &Material) -> Value {
    let Some(first) = m.evidence.first() else {
        return nothing();
    };
    if m.evidence.iter().all(|e| e.repeatable == first.repeatable) {
        yes_no(first.repeatable)
    } else {
        nothing()
    }
}

fn plan(m: &Material, _: &Field) -> Value {
    let rows = m
        .tasks
        .iter()
        .filter(|t| t.state != TaskState::Skipped.as_str())
        .map(|t| {
            let phase = WORDS.phase.get(&t.phase).cloned().unwrap_or_default();
            let by = if t.assignee_name.is_empty() {
                WORDS.side.get(&t.side).cloned().unwrap_or_default()
            } else {
                t.assignee_name.clone()
            };
            vec![
                phase,
                t.title.clone(),
                by,
                t.due_at.map(vn_date_time_text).unwrap_or_default(),
            ]
        });
    Value::Rows(rows.collect())
}
