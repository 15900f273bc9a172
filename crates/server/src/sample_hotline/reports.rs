//! What came in during the last three days, the oldest first, and how far each of it is.

use super::{
    Seed,
    settings::Desks,
    steps::PassedOn,
    stories::{
        ACCOUNT, BETTING, BETTING_PAGE, BIRTH_PAPERS, BIRTH_PAPERS_REDACTED, CALLER, FALSE_NEWS,
        HOSPITAL_CALL, HOSPITAL_CALL_REDACTED, HOSPITAL_SMS, IDENTITY_LEVEL, IDENTITY_LEVEL_REDACTED,
        LAND_PAPERS, LAND_PAPERS_REDACTED, NUISANCE, ON_THE_PHONE, ONE_STOP_DESK, ONLINE_JOB,
        ONLINE_JOB_CHAT, ONLINE_JOB_MESSAGE, ONLINE_JOB_REDACTED, OWN_ACCOUNT, SHARED_COMPUTER, SITE,
        TAKEN_ACCOUNT, VISA_FEE,
    },
};
use coloa_base::AgencyId;
use coloa_hotline::{
    HotlineError, attachment,
    code::Code,
    content,
    envelope::{EnvelopeKind, Letter},
    form::{Form, Identity, Named},
    mention::Said,
    model::{Channel, ContentKind, Exposed, Language, Money, Outcome, ReachedBy},
    reveal,
};
use uuid::Uuid;

const CRIME: &str = "crime_report_individual";
/// Why a report is closed that was passed on.
const RECEIVED: &str = "Cơ quan điều tra đã xác nhận tiếp nhận";

/// Reports that later rooms go on with.
pub(super) struct Reported {
    pub(super) false_news: Uuid,
    /// They name one account and one site.
    pub(super) campaign: [Uuid; 3],
}

/// A form about something, with nothing else answered.
pub(super) fn form(topic: &str) -> Form {
    Form {
        channel: Channel::Web,
        language: Language::Vietnamese,
        topic: topic.to_owned(),
        occurred_on: None,
        reached_by: Vec::new(),
        named: Vec::new(),
        money: Money::None,
        money_sent_at: None,
        amount: None,
        bank: String::new(),
        bank_told: false,
        exposed: Vec::new(),
        commune: None,
        desk: None,
        is_minor: false,
        is_not_fluent: false,
        is_abroad: false,
        for_another: false,
        wants_secret: false,
        may_share: true,
    }
}

fn named(list: &[&str]) -> Vec<Named> {
    let one = |text: &&str| Named {
        text: (*text).to_owned(),
        bank: String::new(),
    };
    list.iter().map(one).collect()
}

fn who(name: &str, phone: &str) -> Identity {
    Identity {
        name: name.to_owned(),
        phone: phone.to_owned(),
        ..Identity::default()
    }
}

fn said(kind: &str, value: &str, role: &str) -> Said {
    Said {
        kind: kind.to_owned(),
        value: value.to_owned(),
        role: role.to_owned(),
        ..Said::default()
    }
}

fn commune(agency: AgencyId) -> Option<Uuid> {
    Some(agency.uuid())
}

impl Seed<'_> {
    /// All reports.
    pub(super) async fn reports(&self, desks: &Desks) -> Result<Reported, HotlineError> {
        let false_news = self.asks_whether_it_is_true().await?;
        let first = self.land_papers().await?;
        self.nuisance().await?;
        self.hospital_call(desks.well).await?;
        self.one_stop_desk().await?;
        let second = self.birth_papers().await?;
        self.online_job().await?;
        self.shared_computer(desks.plain).await?;
        let third = self.identity_level(desks.centre).await?;
        self.visa_fee().await?;
        self.hospital_sms(desks.health).await?;
        self.betting_page().await?;
        self.taken_account().await?;
        self.on_the_phone().await?;
        Ok(Reported {
            false_news,
            campaign: [first, second, third],
        })
    }

    /// Somebody asks whether what goes around is true; the rest is told in `public`.
    async fn asks_whether_it_is_true(&self) -> Result<Uuid, HotlineError> {
        let asked = Form {
            reached_by: vec![ReachedBy::Zalo],
            occurred_on: Some(self.day(4_900)),
            ..form("false_news")
        };
        let who = who("Lâm Văn Mẫu Một", "0900 000 201");
        let id = self.online(4_560, asked, FALSE_NEWS, who).await?;
        let row = self.take(id).await?;
        self.classified(row, "feedback").await?;
        Ok(id)
    }

    /// The first of three that name one account.
    async fn land_papers(&self) -> Result<Uuid, HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(6_000)),
            reached_by: vec![ReachedBy::Phone, ReachedBy::Web],
            named: named(&[CALLER, SITE, ACCOUNT]),
            money: Money::Sent,
            money_sent_at: Some(self.ago(6_000)),
            amount: Some(2_350_000),
            exposed: vec![Exposed::IdentityCard],
            commune: commune(self.places.old_town),
            ..form("09")
        };
        let who = who("Lâm Thị Mẫu Hai", "0900 000 202");
        let id = self.online(4_080, written, LAND_PAPERS, who).await?;
        let row = self.take(id).await?;
        let mentions = [
            said("phone", CALLER, "offender"),
            said("domain", SITE, "offender"),
            said("bank_account", ACCOUNT, "offender"),
            said("bank_account", OWN_ACCOUNT, "victim"),
        ];
        let row = self.confirmed(row, LAND_PAPERS_REDACTED, &mentions).await?;
        let row = self.classified(row, CRIME).await?;
        let how = PassedOn {
            called: None,
            sent: 4_040,
            number: "11/TTANM-TBTG",
            acknowledged: Some((3_900, "TN-0117 (mẫu)", "Cán bộ tiếp nhận hồ sơ (mẫu)")),
        };
        let row = self.passed_on(row, &how).await?;
        let text = "Cơ quan điều tra đã tiếp nhận tin của bạn; số tiếp nhận ở ngay trên trang này. Có thêm biên lai hoặc tin nhắn, xin đưa \
                    trực tiếp nơi tiếp nhận.";
        self.closed(row, Outcome::Transferred, RECEIVED, text).await?;
        Ok(id)
    }

    async fn nuisance(&self) -> Result<(), HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(3_000)),
            reached_by: vec![ReachedBy::Phone],
            named: named(&["0900 000 771", "0900 000 772"]),
            commune: commune(self.places.snail),
            ..form("spam")
        };
        let id = self.online(3_000, written, NUISANCE, Identity::default()).await?;
        let row = self.classified(self.take(id).await?, "spam").await?;
        let text = "Cuộc gọi mời chào không có dấu hiệu tội phạm. Bạn có thể chặn số trên máy và phản ánh tới đầu số chống cuộc gọi rác \
                    ở trang “Gọi ai”; trung tâm ghi nhận để thống kê.";
        self.closed(
            row,
            Outcome::Spam,
            "Cuộc gọi mời chào, không có dấu hiệu tội phạm",
            text,
        )
        .await?;
        Ok(())
    }

    /// Over: the competent body has it.
    async fn hospital_call(&self, desk: Uuid) -> Result<(), HotlineError> {
        let told = Form {
            channel: Channel::WalkIn,
            occurred_on: Some(self.day(2_760)),
            reached_by: vec![ReachedBy::Phone],
            named: named(&["0905 000 777"]),
            money: Money::Asked,
            amount: Some(15_000_000),
            commune: commune(self.places.well),
            ..form("05")
        };
        let who = Identity {
            address: "Số 12 ngõ Giếng Mẫu, phường Giếng Ngọc".to_owned(),
            ..who("Lâm Thị Mẫu Ba", "0900 000 203")
        };
        let row = self.written_down(desk, 2_760, told, HOSPITAL_CALL, who).await?;
        let mentions = [said("phone", "0905 000 777", "offender")];
        let row = self.confirmed(row, HOSPITAL_CALL_REDACTED, &mentions).await?;
        let row = self.classified(row, CRIME).await?;
        let how = PassedOn {
            called: None,
            sent: 2_720,
            number: "12/TTANM-TBTG",
            acknowledged: Some((2_640, "TN-0121 (mẫu)", "Trực ban (mẫu)")),
        };
        let row = self.passed_on(row, &how).await?;
        let text = "Tin của bà đã tới cơ quan điều tra. Cảm ơn bà và nhân viên quầy giao dịch: hỏi lại người nhà trước khi chuyển tiền là \
                    cách làm đúng.";
        self.closed(row, Outcome::Transferred, RECEIVED, text).await?;
        Ok(())
    }

    /// A denunciation: who wrote it is seen only when a second person agrees, and one request waits.
    async fn one_stop_desk(&self) -> Result<(), HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(7_200)),
            reached_by: vec![ReachedBy::InPerson],
            commune: commune(self.places.snail),
            wants_secret: true,
            may_share: false,
            ..form("other")
        };
        let who = Identity {
            email: "mau.bon@lamson.invalid".to_owned(),
            ..who("Lâm Văn Mẫu Bốn", "0900 000 204")
        };
        let id = self.online(1_620, written, ONE_STOP_DESK, who).await?;
        let row = self.classified(self.take(id).await?, "denunciation").await?;
        let text = "Trung tâm đã nhận nội dung tố cáo và giữ kín danh tính của bạn. Nội dung thuộc thẩm quyền của người đứng đầu cơ quan \
                    quản lý cán bộ; trung tâm sẽ báo bạn khi chuyển.";
        self.answered(row, text).await?;
        let reason = "Hỏi lại thời gian và số hồ sơ bị trả để chuyển đủ căn cứ";
        reveal::ask(self.hotline, &self.cast.revealer, id, reason).await?;
        Ok(())
    }

    /// The second.
    async fn birth_papers(&self) -> Result<Uuid, HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(2_900)),
            reached_by: vec![ReachedBy::Zalo, ReachedBy::Web],
            named: named(&[SITE, ACCOUNT]),
            money: Money::Sent,
            money_sent_at: Some(self.ago(2_900)),
            amount: Some(1_200_000),
            bank_told: true,
            commune: commune(self.places.old_town),
            ..form("09")
        };
        let who = who("Lâm Thị Mẫu Năm", "0900 000 205");
        let id = self.online(1_380, written, BIRTH_PAPERS, who).await?;
        let row = self.take(id).await?;
        let mentions = [
            said("domain", SITE, "offender"),
            said("bank_account", ACCOUNT, "offender"),
        ];
        let row = self.confirmed(row, BIRTH_PAPERS_REDACTED, &mentions).await?;
        let row = self.classified(row, CRIME).await?;
        let how = PassedOn {
            called: None,
            sent: 1_340,
            number: "13/TTANM-TBTG",
            acknowledged: Some((1_200, "TN-0126 (mẫu)", "Cán bộ tiếp nhận hồ sơ (mẫu)")),
        };
        self.passed_on(row, &how).await?;
        Ok(id)
    }

    /// Sent on, and not acknowledged yet; the citizen wrote again.
    async fn online_job(&self) -> Result<(), HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(2_880)),
            reached_by: vec![ReachedBy::Telegram],
            named: named(&["@viecnhe_mau88"]),
            money: Money::Sent,
            money_sent_at: Some(self.ago(2_700)),
            amount: Some(18_400_000),
            commune: commune(self.places.snail),
            ..form("12")
        };
        let letter = Letter {
            form: Some(written),
            narrative: ONLINE_JOB.to_owned(),
            identity: who("Lâm Thị Mẫu Sáu", "0900 000 206"),
            attachments: vec![attachment::take("doan-chat.txt", ONLINE_JOB_CHAT.into())?],
        };
        let code = Code::random(&mut rand::rng());
        let id = self
            .hand_in(EnvelopeKind::Report, self.ago(1_200), &code, &letter)
            .await?;
        let row = self.take(id).await?;
        let mentions = [said("handle", "@viecnhe_mau88", "offender")];
        let row = self.confirmed(row, ONLINE_JOB_REDACTED, &mentions).await?;
        let row = self.classified(row, CRIME).await?;
        let how = PassedOn {
            called: None,
            sent: 1_150,
            number: "14/TTANM-TBTG",
            acknowledged: None,
        };
        let row = self.passed_on(row, &how).await?;
        let text = "Trung tâm đã chuyển tin báo tới cơ quan điều tra. Bạn dừng nạp tiền là đúng. Xin tìm lại biên lai các lần nạp và gửi bằng \
                    mã tra cứu; đừng xóa nhóm Telegram.";
        self.answered(row, text).await?;
        let again = Letter {
            narrative: ONLINE_JOB_MESSAGE.to_owned(),
            ..Letter::default()
        };
        // Behind the answer, whatever the clock says meanwhile.
        let now = self.hotline.access.clock().now();
        self.hand_in(EnvelopeKind::Message, now, &code, &again).await?;
        Ok(())
    }

    /// No crime: the commune deals with it.
    async fn shared_computer(&self, desk: Uuid) -> Result<(), HotlineError> {
        let told = Form {
            channel: Channel::WalkIn,
            occurred_on: Some(self.day(420)),
            commune: commune(self.places.plain),
            ..form("other")
        };
        let who = Identity {
            refused_because: "Người phản ánh không muốn để lại tên".to_owned(),
            ..Identity::default()
        };
        let row = self.written_down(desk, 420, told, SHARED_COMPUTER, who).await?;
        self.classified(row, "feedback").await?;
        Ok(())
    }

    /// The third, by phone: urgent, called about at once, acknowledged.
    async fn identity_level(&self, desk: Uuid) -> Result<Uuid, HotlineError> {
        let told = Form {
            channel: Channel::Phone,
            occurred_on: Some(self.day(200)),
            reached_by: vec![ReachedBy::Phone, ReachedBy::Web],
            named: named(&[CALLER, SITE, ACCOUNT]),
            money: Money::Sent,
            money_sent_at: Some(self.ago(195)),
            amount: Some(86_000_000),
            bank_told: true,
            exposed: vec![Exposed::IdentityCard],
            commune: commune(self.places.snail),
            ..form("09")
        };
        let who = Identity {
            id_card: "099000000207".to_owned(),
            ..who("Lâm Văn Mẫu Bảy", "0900 000 207")
        };
        let row = self.written_down(desk, 175, told, IDENTITY_LEVEL, who).await?;
        let mentions = [
            said("phone", CALLER, "offender"),
            said("domain", SITE, "offender"),
            said("bank_account", ACCOUNT, "offender"),
        ];
        let row = self.confirmed(row, IDENTITY_LEVEL_REDACTED, &mentions).await?;
        let row = self.classified(row, CRIME).await?;
        let how = PassedOn {
            called: Some(170),
            sent: 140,
            number: "15/TTANM-TBTG",
            acknowledged: Some((120, "TN-0131 (mẫu)", "Trực ban hình sự (mẫu)")),
        };
        let row = self.passed_on(row, &how).await?;
        let id = row.id;
        let text = "Trực ban đã liên hệ ngân hàng về lần chuyển thứ hai. Xin bác giữ điện thoại, không nghe lại số cũ, không chuyển thêm dù họ \
                    nói gì.";
        self.answered(row, text).await?;
        Ok(id)
    }

    async fn visa_fee(&self) -> Result<(), HotlineError> {
        let written = Form {
            language: Language::English,
            occurred_on: Some(self.day(60)),
            reached_by: vec![ReachedBy::Other, ReachedBy::Web],
            named: named(&["xuatnhapcanh-mau.example/pay"]),
            money: Money::Asked,
            amount: Some(3_200_000),
            exposed: vec![Exposed::BankCard],
            is_not_fluent: true,
            ..form("09")
        };
        let who = Identity {
            email: "sample.eight@lamson.invalid".to_owned(),
            name: "Sample Reporter Eight".to_owned(),
            ..Identity::default()
        };
        self.online(50, written, VISA_FEE, who).await?;
        Ok(())
    }

    /// At a department: classified, the letter is not sent yet.
    async fn hospital_sms(&self, desk: Uuid) -> Result<(), HotlineError> {
        let told = Form {
            channel: Channel::Phone,
            occurred_on: Some(self.day(60)),
            reached_by: vec![ReachedBy::Sms],
            named: named(&["vienphi-bvdk.example/tra-cuu"]),
            money: Money::Asked,
            amount: Some(740_000),
            ..form("10")
        };
        let who = who("Lâm Thị Mẫu Chín", "0900 000 209");
        let row = self.written_down(desk, 42, told, HOSPITAL_SMS, who).await?;
        let row = self.classified(row, "crime_information").await?;
        self.begin_transfer(row, false).await?;
        Ok(())
    }

    /// Nobody says who they are; what they point to is recorded as content.
    async fn betting_page(&self) -> Result<(), HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(600)),
            reached_by: vec![ReachedBy::Facebook],
            named: named(&[BETTING]),
            commune: commune(self.places.snail),
            ..form("08")
        };
        let id = self
            .online(35, written, BETTING_PAGE, Identity::default())
            .await?;
        self.take(id).await?;
        let draft = content::Draft {
            kind: ContentKind::Illegal,
            place: BETTING.to_owned(),
            summary: "Quảng cáo cá độ, cờ bạc đăng trong nhóm mua bán đồ cũ; nhắm vào học sinh".to_owned(),
            ground: Some("gambling".to_owned()),
            competent: None,
            report: Some(id),
        };
        content::create(self.hotline, &self.cast.intake, &draft).await?;
        Ok(())
    }

    /// Under age and pressed for money.
    async fn taken_account(&self) -> Result<(), HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(60)),
            reached_by: vec![ReachedBy::Facebook],
            money: Money::Asked,
            amount: Some(600_000),
            exposed: vec![Exposed::Account, Exposed::Password],
            commune: commune(self.places.snail),
            is_minor: true,
            wants_secret: true,
            ..form("account_taken")
        };
        let who = who("Em Mẫu Mười", "0900 000 210");
        self.online(9, written, TAKEN_ACCOUNT, who).await?;
        Ok(())
    }

    /// Money moves while somebody writes.
    async fn on_the_phone(&self) -> Result<(), HotlineError> {
        let written = Form {
            occurred_on: Some(self.day(4)),
            reached_by: vec![ReachedBy::Phone],
            named: named(&["0905 000 246"]),
            money: Money::Sending,
            money_sent_at: Some(self.ago(30)),
            amount: Some(48_000_000),
            commune: commune(self.places.snail),
            for_another: true,
            ..form("14")
        };
        let who = who("Lâm Văn Mẫu Mười Một", "0900 000 211");
        self.online(4, written, ON_THE_PHONE, who).await?;
        Ok(())
    }
}
