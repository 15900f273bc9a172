//! The sample province: written into an empty installation by `coloa serve --sample`, through the same services
//! that people use: directory, people, a plan imported, approved and activated, first progress, and what the other areas
//! add.

use crate::{App, sample_feed, sample_hotline, sample_incident, sample_register};
use chrono::Datelike;
use coloa_agency::sample::{self, Keys};
use coloa_auth::{Actor, AuthError, Role, people};
use coloa_base::{AgencyId, Handling, PageRequest, PersonId};
use coloa_plan::{
    duties::{self, progress::EvidenceFile},
    plans::{
        self, PlanKind,
        approve::Approval,
        import::{Purpose, Upload},
    },
};

/// Password of every person of the sample; printed by the command that seeds it.
pub const PASSWORD: &str = "ba vong thanh co loa";

/// A person of the sample: user name, full name, title, role, key of the agency (none: the whole installation).
pub struct SamplePerson {
    pub user_name: &'static str,
    pub full_name: &'static str,
    pub title: &'static str,
    pub role: Role,
    pub agency: &'static str,
    /// Granted over the whole installation instead of the agency.
    pub everywhere: bool,
}

const fn person(
    user_name: &'static str,
    full_name: &'static str,
    title: &'static str,
    role: Role,
    agency: &'static str,
    everywhere: bool,
) -> SamplePerson {
    SamplePerson {
        user_name,
        full_name,
        title,
        role,
        agency,
        everywhere,
    }
}

/// At least one person per role, invented.
pub const PEOPLE: &[SamplePerson] = &[
    person(
        "quantri",
        "Đỗ Quản Trị",
        "Quản trị hệ thống",
        Role::SystemAdmin,
        "TTANM",
        true,
    ),
    person(
        "dieuphoi",
        "Phạm Thị Điều Phối",
        "Phó Trưởng phòng",
        Role::Coordinator,
        "CAT",
        true,
    ),
    person(
        "thutruong",
        "Lê Văn Thủ Trưởng",
        "Phó Chủ tịch Ủy ban nhân dân tỉnh",
        Role::Head,
        "UBND",
        true,
    ),
    person(
        "lanhdao",
        "Trần Thị Lãnh Đạo",
        "Phó Trưởng Tiểu ban",
        Role::Leader,
        "TIEUBAN",
        true,
    ),
    person(
        "kiemtra",
        "Vũ Văn Kiểm Tra",
        "Thanh tra viên",
        Role::Auditor,
        "TTT",
        true,
    ),
    person(
        "trucca",
        "Đặng Văn Trực Ca",
        "Phân tích viên giám sát",
        Role::Analyst,
        "TTANM",
        true,
    ),
    person(
        "truongca",
        "Mai Thị Trưởng Ca",
        "Trưởng ca trực giám sát",
        Role::ShiftLead,
        "TTANM",
        true,
    ),
    // Whoever warned does not decide on an objection to it.
    person(
        "truongca2",
        "Tạ Văn Ca Sau",
        "Trưởng ca trực giám sát",
        Role::ShiftLead,
        "TTANM",
        true,
    ),
    person(
        "ungcuu",
        "Trịnh Văn Ứng Cứu",
        "Đội trưởng đội ứng cứu sự cố",
        Role::Responder,
        "TTANM",
        true,
    ),
    person(
        "thamdinh",
        "Hồ Văn Thẩm Định",
        "Chuyên viên thẩm định cấp độ",
        Role::Appraiser,
        "TTANM",
        true,
    ),
    person(
        "tiepnhan",
        "Lương Thị Tiếp Nhận",
        "Cán bộ tiếp nhận tin báo",
        Role::IntakeOfficer,
        "TTANM",
        true,
    ),
    person(
        "modanhtinh",
        "Đinh Văn Danh Tính",
        "Người được mở danh tính người báo tin",
        Role::Revealer,
        "TTANM",
        true,
    ),
    // What needs two people: one asks, the other agrees.
    person(
        "dongy",
        "Phan Thị Đồng Ý",
        "Người thứ hai đồng ý mở danh tính",
        Role::Revealer,
        "CAT",
        true,
    ),
    person(
        "daumoi.syt",
        "Ngô Thị Đầu Mối",
        "Chuyên viên",
        Role::FocalPoint,
        "SYT",
        false,
    ),
    person(
        "daumoi.skhcn",
        "Bùi Văn Số",
        "Trưởng phòng Bưu chính, Viễn thông",
        Role::FocalPoint,
        "SKHCN",
        false,
    ),
    person(
        "daumoi.cothanh",
        "Hoàng Thị Phường",
        "Công chức Văn hóa - Xã hội",
        Role::FocalPoint,
        "P01",
        false,
    ),
];

/// Why the sample was not written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("the directory was not written")]
    Agency(#[from] coloa_agency::AgencyError),
    #[error("people were not written")]
    Auth(#[from] AuthError),
    #[error("the plan was not written")]
    Plan(#[from] plans::PlanError),
    #[error("progress was not written")]
    Duty(#[from] duties::DutyError),
    #[error("sources were not written")]
    Feed(#[from] sample_feed::FeedError),
    #[error("the register of systems was not written")]
    Register(#[from] coloa_system::SystemError),
    #[error("incidents were not written")]
    Incident(#[from] coloa_incident::IncidentError),
    #[error("reports of citizens were not written")]
    Hotline(#[from] coloa_hotline::HotlineError),
    #[error("the sample lacks {0}")]
    Missing(&'static str),
}

/// Writes the sample where the installation is empty; `false` where it is not.
pub async fn seed(app: &App) -> Result<bool, SampleError> {
    if !app.agencies.directory().await?.is_empty() {
        return Ok(false);
    }
    let machine = Actor::command_line();
    let keys = sample::seed(&app.agencies, &machine).await?;
    staff(app, &machine, &keys).await?;
    plan(app, &keys).await?;
    sample_feed::register(app, |key| keys.get(key).copied()).await?;
    sample_register::seed(app, |key| keys.get(key).copied()).await?;
    let cast = sample_incident::Cast {
        responder: actor(app, "ungcuu").await?,
        focal: actor(app, "daumoi.syt").await?,
    };
    sample_incident::seed(app, &cast, |key| keys.get(key).copied()).await?;
    let cast = sample_hotline::Cast {
        intake: actor(app, "tiepnhan").await?,
        lead: actor(app, "truongca").await?,
        verifier: actor(app, "truongca2").await?,
        coordinator: actor(app, "dieuphoi").await?,
        revealer: actor(app, "dongy").await?,
    };
    sample_hotline::seed(app, &cast, |key| keys.get(key).copied()).await?;
    Ok(true)
}

fn key(keys: &Keys, name: &'static str) -> Result<AgencyId, SampleError> {
    keys.get(name).copied().ok_or(SampleError::Missing(name))
}

async fn staff(app: &App, machine: &Actor, keys: &Keys) -> Result<(), SampleError> {
    let from = app.clock.today();
    for p in PEOPLE {
        let agency = key(keys, p.agency)?;
        let new = people::NewPerson {
            user_name: p.user_name.to_owned(),
            full_name: p.full_name.to_owned(),
            email: Some(format!("{}@lamson.invalid", p.user_name)),
            phone: None,
            posts: vec![people::NewPost {
                agency,
                title: p.title.to_owned(),
                from,
                to: None,
            }],
            grants: vec![people::NewGrant {
                role: p.role,
                agency: (!p.everywhere).then_some(agency),
                area: None,
                from,
                to: None,
            }],
        };
        let id: PersonId = people::create(&app.access, machine, new).await?;
        people::set_password(&app.access, machine, id, PASSWORD).await?;
    }
    Ok(())
}

async fn actor(app: &App, user_name: &'static str) -> Result<Actor, SampleError> {
    let person = people::find_by_user_name(app.db.reader(), user_name)
        .await?
        .ok_or(SampleError::Missing(user_name))?;
    Ok(people::actor(&app.access, PersonId(person.id))
        .await?
        .ok_or(SampleError::Missing(user_name))?
        .0)
}

/// The plan goes the way of every plan; names that the sample's directory does not know are set aside with a note.
async fn plan(app: &App, keys: &Keys) -> Result<(), SampleError> {
    let coordinator = actor(app, "dieuphoi").await?;
    let upload = Upload {
        file_name: "ke-hoach-lam-son.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: include_bytes!("../../../testdata/plans/01-ke-hoach-tinh/source.txt").to_vec(),
        handling: Handling::Normal,
        purpose: Purpose::New {
            kind: PlanKind::Plan,
            owner: key(keys, "UBND")?,
            parent: None,
            replaces: None,
        },
        accept_duplicate: false,
    };
    let imported = plans::import::import(&app.access, &app.files, &coordinator, upload).await?;
    // One decision counts for the same name everywhere, so each round settles at least one name.
    loop {
        let items = plans::list::items(&app.access, &coordinator, imported.version).await?;
        let open = items.iter().find_map(|i| {
            let party = i
                .parties
                .iter()
                .find(|p| p.state == plans::PartyState::Unresolved)?;
            Some((
                plans::review::Seen {
                    id: i.id,
                    version: i.version,
                },
                party.id,
            ))
        });
        let Some((seen, party)) = open else { break };
        let nobody = plans::review::Decision::SetAside("Không nêu cơ quan cụ thể".to_owned());
        plans::review::decide_party(&app.access, &coordinator, seen, party, nobody, true).await?;
    }
    let version = plans::list::get_version(&app.access, &coordinator, imported.version, plans::rules::SURE)
        .await?
        .version;
    let approval = Approval {
        seen: version.version,
        threshold: plans::rules::SURE,
        accepted: plans::rules::Accepted {
            unseen: true,
            unassigned: true,
        },
    };
    let plan = plans::approve::approve(&app.access, &coordinator, imported.version, approval)
        .await?
        .plan;
    plans::approve::activate(&app.access, &coordinator, plan.id, plan.version, None).await?;
    first_progress(app).await
}

/// Two agencies have begun to report, the rest is silent: what a province looks like in its first weeks.
async fn first_progress(app: &App) -> Result<(), SampleError> {
    for name in ["daumoi.syt", "daumoi.skhcn"] {
        let reporter = actor(app, name).await?;
        let filter = duties::DutyFilter {
            agencies: reporter.agencies.clone(),
            ..duties::DutyFilter::default()
        };
        let page = PageRequest {
            cursor: None,
            limit: Some(4),
        };
        let rows = duties::read::list(&app.access, &reporter, &filter, &page)
            .await?
            .items;
        for (n, row) in rows.into_iter().enumerate() {
            let done = n == 0;
            let new = duties::NewProgress {
                status: if done {
                    duties::Status::Done
                } else {
                    duties::Status::InProgress
                },
                percent: Some(if done {
                    100
                } else {
                    30 + 20 * i32::try_from(n).unwrap_or(0)
                }),
                note: Some("Đã rà soát và ban hành văn bản triển khai.".to_owned()),
                product: done.then(|| "Kế hoạch của cơ quan".to_owned()),
                done_on: None,
                via: "cli",
            };
            let year = app.clock.today().year();
            let evidence = EvidenceFile {
                name: "minh-chung.txt".to_owned(),
                media_type: "text/plain".to_owned(),
                handling: Handling::Normal,
                content: format!("Minh chứng mẫu năm {year}: văn bản triển khai của cơ quan.").into_bytes(),
            };
            duties::report(
                &app.access,
                &app.files,
                &reporter,
                row.duty.id,
                None,
                new,
                vec![evidence],
            )
            .await?;
        }
    }
    Ok(())
}
