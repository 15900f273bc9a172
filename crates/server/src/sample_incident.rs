//! Incidents of the sample province: one that an agency has just reported, one that is handled, who can be called, and
//! a drill that is planned. Written through the services that people use; everything is invented.

use crate::App;
use chrono::{Days, Duration};
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_incident::{
    IncidentError,
    case::{self, CaseDraft},
    drill::{self, DrillDraft},
    model::{ContactKind, DrillTargets, EntryKind, Facts, Origin},
    network::{
        self, ContactDraft,
        roster::{self, TurnDraft},
    },
    short_report::{self, ShortReport},
    timeline::{self, Note},
};
use coloa_law::LawBook;

/// Who acts in the sample.
pub struct Cast {
    pub responder: Actor,
    /// Of the department of health.
    pub focal: Actor,
}

/// Writes incidents, contacts and a drill. `agency` finds an agency of the sample by its key.
pub async fn seed(
    app: &App,
    cast: &Cast,
    agency: impl Fn(&str) -> Option<AgencyId>,
) -> Result<(), IncidentError> {
    let (Some(science), Some(health), Some(centre)) = (agency("SKHCN"), agency("SYT"), agency("TTANM"))
    else {
        return Ok(());
    };
    contacts(app, cast, centre, health).await?;
    reported(app, cast, health).await?;
    handled(app, cast, science).await?;
    let participants = [Some(health), agency("P01")].into_iter().flatten().collect();
    exercise(app, cast, centre, participants).await
}

async fn contacts(app: &App, cast: &Cast, centre: AgencyId, health: AgencyId) -> Result<(), IncidentError> {
    let now = app.clock.now();
    let responder = cast.responder.person;
    let known: Vec<&str> = network::bodies(LawBook::current(), app.clock.today())
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    for (kind, agency, person, name, post, skills, body) in [
        (
            ContactKind::ProvincialTeam,
            Some(centre),
            responder,
            "Trịnh Văn Ứng Cứu",
            "Đội trưởng đội ứng cứu",
            vec!["ứng cứu", "phân tích nhật ký"],
            "response_team",
        ),
        (
            ContactKind::ProvincialTeam,
            Some(centre),
            None,
            "Cao Thị Pháp Chứng",
            "Thành viên đội ứng cứu",
            vec!["pháp chứng số", "mã độc"],
            "",
        ),
        (
            ContactKind::InternalTeam,
            Some(health),
            cast.focal.person,
            "Ngô Thị Đầu Mối",
            "Đầu mối ứng cứu Sở Y tế",
            vec!["máy chủ bệnh viện"],
            "",
        ),
        (
            ContactKind::National,
            None,
            None,
            "Trực ban lực lượng chuyên trách (mẫu)",
            "Trực ban",
            Vec::new(),
            "specialised_force",
        ),
    ] {
        let draft = ContactDraft {
            kind,
            // The law of the day names whom a contact may stand for.
            body: if known.contains(&body) { body } else { "" }.to_owned(),
            agency,
            person,
            name: name.to_owned(),
            post: post.to_owned(),
            phone: "0900 000 000".to_owned(),
            email: "mau@lamson.invalid".to_owned(),
            skills: skills.into_iter().map(str::to_owned).collect(),
            always: true,
            active: true,
            note: String::new(),
            told: true,
        };
        let made = network::create(&app.access, &cast.responder, &draft).await?;
        if person == responder {
            let turn = TurnDraft {
                contact: made.id,
                line: roster::Line::First,
                from: now - Duration::hours(2),
                to: now + Duration::days(6),
            };
            roster::add(&app.access, &cast.responder, &turn).await?;
        }
    }
    Ok(())
}

/// The short form of a department, which nobody took up yet.
async fn reported(app: &App, cast: &Cast, health: AgencyId) -> Result<(), IncidentError> {
    let said = ShortReport {
        agency: health,
        system: None,
        group: "phishing".to_owned(),
        description: "Ba cán bộ nhận thư giả danh kho bạc, một người đã nhập mật khẩu.".to_owned(),
        detected_at: app.clock.now() - Duration::minutes(38),
        still_going: true,
        contact_phone: "0900 000 000".to_owned(),
        personal_data: None,
        state_secret: false,
    };
    short_report::take(&app.cases, &cast.focal, &said).await?;
    Ok(())
}

/// A case that is handled by its playbook.
async fn handled(app: &App, cast: &Cast, science: AgencyId) -> Result<(), IncidentError> {
    let now = app.clock.now();
    let row = case::create(
        &app.cases,
        &cast.responder,
        &CaseDraft {
            title: "Mã độc mã hóa tệp trên máy chủ dùng chung".to_owned(),
            description: "Tệp trong thư mục dùng chung bị đổi đuôi từ sáng; máy chủ còn chạy.".to_owned(),
            agency: science,
            system: None,
            group: "malware".to_owned(),
            scenario: "attack".to_owned(),
            severity: "M2".to_owned(),
            origin: Origin::Manual,
            origin_ref: String::new(),
            reporter: String::new(),
            detected_at: now - Duration::hours(5),
            occurred_at: None,
            personal_data: true,
            data_known_at: Some(now - Duration::hours(3)),
            state_secret: false,
            facts: Facts {
                basic_count: Some(1_200),
                ..Facts::default()
            },
            playbook: "ransomware".to_owned(),
            drill: None,
        },
    )
    .await?;
    let note = Note {
        at: Some(now - Duration::hours(4)),
        kind: EntryKind::Decision,
        text: "Rút cáp mạng của máy chủ, không tắt nguồn; giữ ảnh bộ nhớ.".to_owned(),
        internal: false,
    };
    timeline::write(&app.access, &cast.responder, row.id, &note).await
}

async fn exercise(
    app: &App,
    cast: &Cast,
    centre: AgencyId,
    agencies: Vec<AgencyId>,
) -> Result<(), IncidentError> {
    let today = app.clock.today();
    let draft = DrillDraft {
        title: "Diễn tập ứng cứu tấn công thay đổi giao diện".to_owned(),
        purpose: "Kiểm tra việc báo trong giờ đầu và thông báo ban đầu đúng hạn.".to_owned(),
        agency: centre,
        playbook: "defacement".to_owned(),
        planned_on: today.checked_add_days(Days::new(14)).unwrap_or(today),
        targets: DrillTargets {
            acknowledged: Some(15),
            contained: Some(60),
            ..DrillTargets::default()
        },
        agencies,
    };
    drill::create(&app.cases, &cast.responder, &draft).await?;
    Ok(())
}
