//! Reports of a case: filled, corrected, issued with a number, withdrawn.

use crate::support::World;
use async_trait::async_trait;
use chrono::NaiveDate;
use coloa_auth::{Actor, Role};
use coloa_base::{AgencyId, AreaError};
use coloa_document::{
    model::OrganKind,
    register::{self, Period, SeriesKey},
};
use coloa_incident::{
    IncidentError, case,
    clocks::{self, Met},
    entity::case::incident::Model as Incident,
    forms::Value,
    model::Account,
    reports::{self, Detail, Edit, Format, Issue, Numbering, Paper, Printer},
};
use coloa_platform::files::Files;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_report_is_issued_once_and_never_changes => road,
    numbers_of_drills_stay_out_of_the_register => drills,
    who_may_draft_and_who_may_issue => rights,
    nothing_is_drafted_of_a_state_secret => secret,
);

/// Says what it was asked to print; the layout has its own tests.
struct Echo;

#[async_trait]
impl Printer for Echo {
    async fn numbering(&self, paper: &Paper) -> Result<Numbering, IncidentError> {
        Ok(Numbering {
            organ: OrganKind::State,
            type_code: "bao_cao".to_owned(),
            subject: paper.code.clone(),
            symbol: if paper.drill { "SYT-DT" } else { "SYT" }.to_owned(),
            unit: None,
        })
    }
    async fn print(&self, paper: &Paper, format: Format) -> Result<Vec<u8>, IncidentError> {
        Ok(format!(
            "{format:?} {:?} {:?} drill={}",
            paper.number,
            paper.values.get("cause"),
            paper.drill
        )
        .into_bytes())
    }
}

struct Scene {
    world: World,
    files: Files,
    responder: Actor,
    agency: AgencyId,
}

/// Under the decrees of 2026.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 9, 2).unwrap();

impl Scene {
    async fn new(db: TestDb) -> Self {
        let folder = db.data().path().join("files");
        let world = World::on(db).await;
        world.clock.set(DAY.and_hms_opt(2, 30, 0).unwrap().and_utc());
        let (_, responder) = world.person(Role::Responder, None).await;
        let agency = world.agency("Sở Y tế").await;
        Self {
            files: Files::new(folder, 1 << 20, false),
            world,
            responder,
            agency,
        }
    }

    async fn draft(&self, case: &Incident, form: &str) -> Detail {
        reports::create(&self.world.cases, &self.responder, case.id, form, None)
            .await
            .unwrap()
    }

    async fn issue(&self, d: &Detail, how: &Issue) -> Result<Detail, IncidentError> {
        let key = (d.incident.id, d.report.id);
        reports::issue(
            &self.world.access,
            &self.responder,
            &self.files,
            &Echo,
            key,
            d.report.version,
            how,
        )
        .await
    }

    async fn write(&self, d: &Detail, values: &[(&str, &str)]) -> Detail {
        reports::edit(
            &self.world.access,
            &self.responder,
            d.incident.id,
            d.report.id,
            d.report.version,
            &edit(values),
        )
        .await
        .unwrap()
    }

    async fn clock(&self, case: Uuid, duty: &str) -> coloa_incident::entity::case::incident_clock::Model {
        let found = case::read(&self.world.access, &self.responder, case)
            .await
            .unwrap();
        found.clocks.into_iter().find(|c| c.duty == duty).unwrap()
    }

    async fn last_number(&self) -> i64 {
        let key = SeriesKey {
            issuer: self.agency,
            series: String::new(),
            period: Period::Year(2026),
        };
        register::last_number(self.world.access.db().reader(), &key)
            .await
            .unwrap()
    }
}

fn edit(values: &[(&str, &str)]) -> Edit {
    Edit {
        values: values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Value::Text((*value).to_owned())))
            .collect(),
        recipients: None,
    }
}

fn text<'a>(d: &'a Detail, key: &str) -> &'a str {
    match d.content.values.get(key) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

const WRITTEN: [(&str, &str); 3] = [
    ("cause", "Mật khẩu yếu"),
    ("scope", "Một máy chủ thư"),
    ("remedy", "Đổi mật khẩu, cài lại máy chủ"),
];

fn refused<T: std::fmt::Debug>(result: Result<T, IncidentError>) -> &'static str {
    result.unwrap_err().code()
}

async fn road(db: TestDb) {
    let s = Scene::new(db).await;
    let access = &s.world.access;
    let case = s.world.case(&s.responder, s.agency).await;
    let offered = reports::offered(access, &s.responder, case.id).await.unwrap();
    assert_eq!(
        offered.iter().filter(|o| !o.duties.is_empty()).count(),
        2,
        "notice and report of 72 hours"
    );
    assert!(
        offered.iter().all(|o| o.form.body.id != "tt20-05"),
        "figures of a period belong to no case"
    );

    let draft = s.draft(&case, "nd331-72h").await;
    assert_eq!(
        draft.report.recipients,
        "Lực lượng chuyên trách bảo vệ an ninh mạng"
    );
    assert_eq!(
        draft.missing(),
        ["Nguyên nhân", "Phạm vi ảnh hưởng", "Biện pháp khắc phục"]
    );
    match s.issue(&draft, &Issue::default()).await {
        Err(IncidentError::FieldsMissing { names }) => {
            assert_eq!(names, "Nguyên nhân; Phạm vi ảnh hưởng; Biện pháp khắc phục");
        }
        other => panic!("{other:?}"),
    }
    // What a person wrote stays, the rest follows the case.
    let draft = s.write(&draft, &WRITTEN[..1]).await;
    let account = Account {
        cause: "Chưa rõ".to_owned(),
        scope: WRITTEN[1].1.to_owned(),
        remedy: WRITTEN[2].1.to_owned(),
        ..Account::default()
    };
    let row = case::read(access, &s.responder, case.id).await.unwrap().incident;
    let change = case::CaseChange {
        title: row.title.clone(),
        description: row.description.clone(),
        system: None,
        group: row.group_code.clone(),
        scenario: row.scenario.clone(),
        account,
    };
    case::change(&s.world.cases, &s.responder, case.id, row.version, &change)
        .await
        .unwrap();
    let draft = reports::refill(
        access,
        &s.responder,
        case.id,
        draft.report.id,
        draft.report.version,
    )
    .await
    .unwrap();
    assert_eq!(
        (text(&draft, "cause"), text(&draft, "scope")),
        (WRITTEN[0].1, WRITTEN[1].1)
    );
    let stale = reports::edit(access, &s.responder, case.id, draft.report.id, 1, &edit(&WRITTEN)).await;
    assert_eq!(refused(stale), "incident.changed");
    let nonsense = reports::edit(
        access,
        &s.responder,
        case.id,
        draft.report.id,
        draft.report.version,
        &edit(&[("no_such", "x")]),
    )
    .await;
    assert_eq!(refused(nonsense), "incident.invalid");

    s.world.pass(90);
    let clock = s.clock(case.id, "nd331-report").await;
    let how = Issue {
        issued_on: None,
        clocks: vec![clock.id],
    };
    let issued = s.issue(&draft, &how).await.unwrap();
    assert_eq!(
        (issued.report.number.as_str(), issued.report.issued_on),
        ("01/BC-SYT", Some(DAY))
    );
    let met = s.clock(case.id, "nd331-report").await;
    assert_eq!(
        (met.report_id, met.proof.as_str()),
        (Some(issued.report.id), "01/BC-SYT")
    );
    assert_eq!(met.met_at, Some(s.world.now()));
    for format in [Format::Docx, Format::Pdf] {
        let (name, bytes) = reports::file(
            access,
            &s.responder,
            &s.files,
            &Echo,
            (case.id, issued.report.id),
            format,
        )
        .await
        .unwrap();
        assert_eq!(
            bytes,
            format!("{format:?} Some(1) Some(Text(\"Mật khẩu yếu\")) drill=false").into_bytes()
        );
        assert!(name.ends_with(format.media().0), "{name}");
    }
    never_changes(&s, &issued).await;
    withdrawn(&s, &case, &issued).await;
}

async fn never_changes(s: &Scene, issued: &Detail) {
    let (id, report, seen) = (issued.incident.id, issued.report.id, issued.report.version);
    let access = &s.world.access;
    assert_eq!(
        refused(reports::edit(access, &s.responder, id, report, seen, &edit(&WRITTEN)).await),
        "incident.state"
    );
    assert_eq!(
        refused(reports::refill(access, &s.responder, id, report, seen).await),
        "incident.state"
    );
    assert_eq!(
        refused(s.issue(issued, &Issue::default()).await),
        "incident.state"
    );
    let kept = reports::read(access, &s.responder, id, report).await.unwrap();
    assert_eq!(kept.content, issued.content);
    // A clock that a report met is not opened beside it.
    let clock = s.clock(id, "nd331-report").await;
    let reopened = clocks::unmeet(&s.world.cases, &s.responder, id, clock.id, "nhầm").await;
    assert_eq!(refused(reopened), "incident.invalid");
}

async fn withdrawn(s: &Scene, case: &Incident, issued: &Detail) {
    let (id, report, seen) = (issued.incident.id, issued.report.id, issued.report.version);
    let no_reason = reports::withdraw(&s.world.cases, &s.responder, id, report, seen, " ").await;
    assert_eq!(refused(no_reason), "incident.invalid");
    let gone = reports::withdraw(&s.world.cases, &s.responder, id, report, seen, "Sai phạm vi")
        .await
        .unwrap();
    assert_eq!(
        (gone.report.state.as_str(), gone.content.reason.as_str()),
        ("withdrawn", "Sai phạm vi")
    );
    let clock = s.clock(id, "nd331-report").await;
    assert_eq!(
        (clock.met_at, clock.report_id),
        (None, None),
        "what was withdrawn was not told"
    );
    let db = s.world.access.db().reader();
    assert!(register::entry_of_document(db, report).await.unwrap().is_none());
    // Its number stays used.
    let next = s.draft(case, "nd331-72h").await;
    let next = s.write(&next, &WRITTEN[..1]).await;
    let next = s.issue(&next, &Issue::default()).await.unwrap();
    assert_eq!((next.report.number.as_str(), next.report.place), ("02/BC-SYT", 2));
    let met = Met {
        proof: "điện thoại".to_owned(),
        ..Met::default()
    };
    clocks::meet(&s.world.cases, &s.responder, id, clock.id, clock.version, &met)
        .await
        .unwrap();
}

async fn drills(db: TestDb) {
    let s = Scene::new(db).await;
    let drill = Uuid::now_v7();
    let mut played = s.world.draft_case(s.agency);
    played.drill = Some(drill);
    let played = case::create(&s.world.cases, &s.responder, &played).await.unwrap();
    let real = s.world.case(&s.responder, s.agency).await;
    for (case, number) in [
        (&played, "01/BC-SYT-DT"),
        (&real, "01/BC-SYT"),
        (&played, "02/BC-SYT-DT"),
        (&real, "02/BC-SYT"),
    ] {
        let draft = s.draft(case, "nd331-72h").await;
        let draft = s.write(&draft, &WRITTEN).await;
        let issued = s.issue(&draft, &Issue::default()).await.unwrap();
        assert_eq!(issued.report.number, number);
        let entry = register::entry_of_document(s.world.access.db().reader(), issued.report.id)
            .await
            .unwrap();
        assert_eq!(entry.is_some(), case.drill_id.is_none(), "{number}");
    }
    assert_eq!(s.last_number().await, 2, "of real reports alone");
}

async fn rights(db: TestDb) {
    let s = Scene::new(db).await;
    let access = &s.world.access;
    let case = s.world.case(&s.responder, s.agency).await;
    let (_, focal) = s.world.person(Role::FocalPoint, Some(s.agency)).await;
    let draft = reports::create(&s.world.cases, &focal, case.id, "nd331-72h", None)
        .await
        .unwrap();
    let key = (case.id, draft.report.id);
    let draft = reports::edit(access, &focal, key.0, key.1, 1, &edit(&WRITTEN))
        .await
        .unwrap();
    let issued = reports::issue(
        access,
        &focal,
        &s.files,
        &Echo,
        key,
        draft.report.version,
        &Issue::default(),
    )
    .await;
    assert_eq!(refused(issued), "auth.forbidden");
    let other = s.world.agency("Sở Khác").await;
    let (_, stranger) = s.world.person(Role::Head, Some(other)).await;
    assert_eq!(
        refused(reports::read(access, &stranger, key.0, key.1).await),
        "auth.forbidden"
    );
    let (_, head) = s.world.person(Role::Head, Some(s.agency)).await;
    // Not in the name of an agency that is not theirs.
    let foreign = reports::create(&s.world.cases, &head, case.id, "nd331-72h", Some(other))
        .await
        .unwrap();
    let foreign = reports::edit(access, &head, case.id, foreign.report.id, 1, &edit(&WRITTEN))
        .await
        .unwrap();
    let taken = reports::issue(
        access,
        &head,
        &s.files,
        &Echo,
        (case.id, foreign.report.id),
        foreign.report.version,
        &Issue::default(),
    )
    .await;
    assert_eq!(refused(taken), "auth.forbidden");
    let issued = reports::issue(
        access,
        &head,
        &s.files,
        &Echo,
        key,
        draft.report.version,
        &Issue::default(),
    )
    .await
    .unwrap();
    assert_eq!(issued.report.number, "01/BC-SYT");
    let tomorrow = Issue {
        issued_on: DAY.succ_opt(),
        clocks: Vec::new(),
    };
    let draft = s.draft(&case, "nd331-72h").await;
    let draft = s.write(&draft, &WRITTEN).await;
    assert_eq!(refused(s.issue(&draft, &tomorrow).await), "incident.invalid");
    let before = Issue {
        issued_on: DAY.pred_opt(),
        clocks: Vec::new(),
    };
    assert_eq!(refused(s.issue(&draft, &before).await), "incident.contradiction");
}

async fn secret(db: TestDb) {
    let s = Scene::new(db).await;
    let mut draft = s.world.draft_case(s.agency);
    draft.state_secret = true;
    draft.description.clear();
    let case = case::create(&s.world.cases, &s.responder, &draft).await.unwrap();
    let made = reports::create(&s.world.cases, &s.responder, case.id, "nd331-72h", None).await;
    assert_eq!(refused(made), "incident.state_secret");
}
