//! What the sample's hotline is set to: desks, contacts, templates of answers, a kind of scam of its own, and the trust
//! register of the province.

use super::Seed;
use chrono::Days;
use coloa_base::AgencyId;
use coloa_hotline::{
    HotlineError,
    desk::{self, DeskDraft},
    model::{DeskKind, Language, Proof, TrustKind},
    scam_type::ContactPurpose,
    settings::{self, ContactDraft, ScamTypeDraft, TemplateDraft},
    trust::{self, ItemDraft, OrganisationDraft, OrganisationKind, OrganisationState},
};
use uuid::Uuid;

/// Desks at which operators file. The centre's is there from the beginning, and takes what the portal brings.
pub(super) struct Desks {
    pub(super) centre: Uuid,
    pub(super) health: Uuid,
    pub(super) well: Uuid,
    pub(super) plain: Uuid,
}

/// Name, English name, purpose, number.
const CONTACTS: [(&str, &str, ContactPurpose, &str); 6] = [
    (
        "Tổng đài mẫu của ngân hàng: chặn giao dịch",
        "Sample bank line: stop a payment",
        ContactPurpose::Bank,
        "1900 000 101",
    ),
    (
        "Trực ban Công an tỉnh Lam Sơn (số mẫu)",
        "Provincial police on duty (sample number)",
        ContactPurpose::Police,
        "0900 000 113",
    ),
    (
        "Đường dây nóng của trung tâm (số mẫu)",
        "Hotline of the centre (sample number)",
        ContactPurpose::Centre,
        "1900 000 222",
    ),
    (
        "Đường dây trẻ em của tỉnh (số mẫu)",
        "Child helpline of the province (sample number)",
        ContactPurpose::Children,
        "1800 000 111",
    ),
    (
        "Tiếp nhận cuộc gọi, tin nhắn rác (số mẫu)",
        "Spam calls and messages (sample number)",
        ContactPurpose::Spam,
        "1900 000 156",
    ),
    (
        "Hỏi tin thật, tin giả (số mẫu)",
        "Ask whether news is true (sample number)",
        ContactPurpose::FalseNews,
        "1900 000 808",
    ),
];

/// Name, kind of message, language, words.
const TEMPLATES: [(&str, Option<&str>, Language, &str); 5] = [
    (
        "Đã nhận, đang đọc",
        None,
        Language::Vietnamese,
        "Trung tâm đã nhận tin báo và đang đọc. Nếu tiền còn đang chuyển hoặc có người đang gặp nguy hiểm, xin gọi ngay \
         ngân hàng và 113, không chờ trả lời ở đây. Xin giữ nguyên tin nhắn, ảnh chụp màn hình và biên lai.",
    ),
    (
        "Đã chuyển cơ quan điều tra",
        Some("crime_report_individual"),
        Language::Vietnamese,
        "Trung tâm đã chuyển tin báo tới cơ quan điều tra. Khi nơi nhận xác nhận, số tiếp nhận hiện ở trang theo dõi; từ đó \
         việc kiểm tra, xác minh do cơ quan điều tra làm và thông báo. Có thêm chứng cứ, xin gửi bằng mã tra cứu.",
    ),
    (
        "Hướng dẫn khi đã chuyển tiền",
        Some("crime_report_individual"),
        Language::Vietnamese,
        "Việc cần làm ngay: gọi ngân hàng của bạn yêu cầu chặn giao dịch và ghi lại giờ gọi; đổi mật khẩu từ một máy khác; \
         không tin ai nhận “lấy lại tiền giúp”. Trung tâm không bao giờ hỏi mã OTP, mật khẩu hay thu phí.",
    ),
    (
        "Khiếu nại: hướng dẫn nơi nhận",
        Some("complaint"),
        Language::Vietnamese,
        "Nội dung bạn gửi là khiếu nại một quyết định, hành vi hành chính. Trung tâm không có thẩm quyền giải quyết; nơi nhận \
         đơn là cơ quan đã ra quyết định hoặc có hành vi đó.",
    ),
    (
        "We have your report",
        None,
        Language::English,
        "We have your report and are reading it. If money is still moving, call your bank now. Keep messages, screenshots and \
         receipts. We never ask for one-time codes or passwords, and we never charge a fee.",
    ),
];

/// What an organisation of the register says is its own: kind, value, platform.
type Owned = (TrustKind, &'static str, &'static str);

/// The document that a person looked at, as the register keeps it.
const DOCUMENT: &str = "Văn bản đề nghị ghi danh bạ tín nhiệm, có chữ ký số của cơ quan (bản mẫu)";

impl Seed<'_> {
    /// Desks, contacts, templates, a kind of scam.
    pub(super) async fn settings(&self) -> Result<Desks, HotlineError> {
        settings::ensure(self.hotline).await?;
        let coordinator = &self.cast.coordinator;
        let first = desk::list(self.hotline, coordinator)
            .await?
            .into_iter()
            .find(|desk| desk.takes_public && desk.active)
            .ok_or(HotlineError::NotFound)?;
        let (health, department) = (self.places.health, DeskKind::Department);
        let desks = Desks {
            centre: first.id,
            health: self.desk("Bàn tiếp nhận Sở Y tế", department, health).await?,
            well: self
                .commune("Bàn tiếp nhận phường Giếng Ngọc", self.places.well)
                .await?,
            plain: self
                .commune("Bàn tiếp nhận xã Bình Nguyên", self.places.plain)
                .await?,
        };
        self.commune("Bàn tiếp nhận phường Cổ Thành", self.places.old_town)
            .await?;
        self.contacts().await?;
        for (name, kind, language, text) in TEMPLATES {
            let draft = TemplateDraft {
                name: name.to_owned(),
                kind: kind.map(str::to_owned),
                language,
                text: text.to_owned(),
                active: true,
            };
            settings::put_template(self.hotline, coordinator, None, &draft).await?;
        }
        let courier = ScamTypeDraft {
            name: "Giả danh người giao hàng, báo có bưu phẩm".to_owned(),
            name_en: "False courier: “you have a parcel”".to_owned(),
            advice: [
                "Chỉ trả tiền khi đã cầm hàng đúng đơn mình đặt; không chuyển khoản trước cho người gọi.",
                "Không bấm đường dẫn “hủy gói hội viên”, “hoàn phí giao hàng” mà người gọi gửi.",
                "Đã chuyển tiền: gọi ngân hàng yêu cầu chặn giao dịch, giữ lại số điện thoại và tin nhắn.",
            ]
            .map(str::to_owned)
            .to_vec(),
            active: true,
        };
        settings::put_scam_type(self.hotline, coordinator, None, &courier).await?;
        Ok(desks)
    }

    async fn commune(&self, name: &str, agency: AgencyId) -> Result<Uuid, HotlineError> {
        self.desk(name, DeskKind::Commune, agency).await
    }

    async fn desk(&self, name: &str, kind: DeskKind, agency: AgencyId) -> Result<Uuid, HotlineError> {
        let draft = DeskDraft {
            name: name.to_owned(),
            kind,
            agency: Some(agency.uuid()),
            takes_public: false,
            active: true,
        };
        Ok(desk::create(self.hotline, &self.cast.coordinator, &draft)
            .await?
            .id)
    }

    async fn contacts(&self) -> Result<(), HotlineError> {
        let checked_on = self.day(0).checked_sub_days(Days::new(6));
        for (name, name_en, purpose, value) in CONTACTS {
            let draft = ContactDraft {
                name: name.to_owned(),
                name_en: name_en.to_owned(),
                purpose,
                value: value.to_owned(),
                scam_types: Vec::new(),
                checked_on,
                source: "tỉnh mẫu hư cấu".to_owned(),
                // Before those that every installation begins with.
                position: 0,
                active: true,
            };
            settings::put_contact(self.hotline, &self.cast.coordinator, None, &draft).await?;
        }
        Ok(())
    }

    /// Official sites, numbers and accounts of the province. One of them still waits for its proof.
    pub(super) async fn trust(&self) -> Result<(), HotlineError> {
        use TrustKind::{Account, Email, Hotline, Site};
        let proved: [(&str, AgencyId, &[Owned]); 5] = [
            (
                "Ủy ban nhân dân tỉnh Lam Sơn",
                self.places.committee,
                &[(Site, "lamson.gov.vn", "")],
            ),
            (
                "Trung tâm Phục vụ hành chính công tỉnh Lam Sơn",
                self.places.service_centre,
                &[
                    (Site, "dichvucong.lamson.gov.vn", ""),
                    (Hotline, "1900 000 100", ""),
                ],
            ),
            (
                "Công an tỉnh Lam Sơn",
                self.places.police,
                &[(Site, "congan.lamson.gov.vn", ""), (Hotline, "0900 000 113", "")],
            ),
            (
                "Trung tâm An ninh mạng tỉnh Lam Sơn",
                self.places.centre,
                &[
                    (Site, "anninhmang.lamson.gov.vn", ""),
                    (Hotline, "1900 000 222", ""),
                    (Email, "duongday@anninhmang.lamson.gov.vn", ""),
                ],
            ),
            (
                "Sở Y tế tỉnh Lam Sơn",
                self.places.health,
                &[
                    (Site, "soyte.lamson.gov.vn", ""),
                    (Account, "@soyte.lamson.mau", "facebook"),
                ],
            ),
        ];
        for (name, agency, owned) in proved {
            let organisation = self.organisation(name, OrganisationKind::Agency, agency).await?;
            for (kind, value, platform) in owned {
                self.item(organisation, *kind, value, platform, Proof::Document)
                    .await?;
            }
        }
        let (name, kind) = ("Công ty Điện lực Lam Sơn Vàng", OrganisationKind::Enterprise);
        let power = self.organisation(name, kind, self.places.power).await?;
        self.item(power, Site, "lamsonvang.example", "", Proof::DnsTxt)
            .await
    }

    async fn organisation(
        &self,
        name: &str,
        kind: OrganisationKind,
        agency: AgencyId,
    ) -> Result<Uuid, HotlineError> {
        let draft = OrganisationDraft {
            name: name.to_owned(),
            kind,
            agency: Some(agency),
            registration_number: String::new(),
            state: OrganisationState::Active,
        };
        let made = trust::create(self.hotline, &self.cast.coordinator, &draft).await?;
        Ok(made.row.id)
    }

    async fn item(
        &self,
        organisation: Uuid,
        kind: TrustKind,
        value: &str,
        platform: &str,
        proof: Proof,
    ) -> Result<(), HotlineError> {
        let document = match proof {
            Proof::Document => DOCUMENT,
            Proof::DnsTxt | Proof::File => "",
        };
        let draft = ItemDraft {
            kind,
            value: value.to_owned(),
            platform: platform.to_owned(),
            proof,
            document: document.to_owned(),
        };
        trust::add_item(self.hotline, &self.cast.coordinator, organisation, &draft).await?;
        Ok(())
    }
}
