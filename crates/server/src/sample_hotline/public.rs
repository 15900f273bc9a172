//! What the sample tells everybody: warnings, a correction of false news, answers to questions; the campaign that one of
//! the warnings came of, what the public is warned of, and somebody who objects.

use super::{
    Seed,
    reports::form,
    stories::{ACCOUNT, OBJECTION, SITE},
};
use coloa_hotline::{
    HotlineError,
    campaign::{self, CampaignDraft, steps},
    code::Code,
    content::{self, Step, StepDraft},
    envelope::{EnvelopeKind, Letter},
    form::{Form, Identity},
    inbox::detail,
    model::{ContentKind, NoticeKind, Outcome},
    notice::{self, Audience, Draft},
    verdict::{self, VerdictDraft},
};
use uuid::Uuid;

/// Of the campaign, and of the warning that it becomes.
const CAMPAIGN: &str = "Giả trang dịch vụ công của tỉnh, thu “lệ phí xác thực”";
const SUMMARY: &str = "Người gọi, người nhắn Zalo xưng cán bộ một cửa, dẫn vào một trang giống cổng dịch vụ công của tỉnh rồi thu “lệ phí” vào \
     tài khoản cá nhân.";

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// A notice of a kind, in both languages.
fn told(kind: NoticeKind, title: (&str, &str), summary: (&str, &str), body: (&str, &str)) -> Draft {
    Draft {
        kind: kind.to_string(),
        title: title.0.to_owned(),
        title_en: title.1.to_owned(),
        summary: summary.0.to_owned(),
        summary_en: summary.1.to_owned(),
        body: body.0.to_owned(),
        body_en: body.1.to_owned(),
        ..Draft::default()
    }
}

impl Seed<'_> {
    async fn published(&self, id: Uuid, version: i32) -> Result<(), HotlineError> {
        notice::publish(self.hotline, &self.cast.coordinator, id, version).await?;
        Ok(())
    }

    async fn publish(&self, draft: &Draft) -> Result<(), HotlineError> {
        let row = notice::create(self.hotline, &self.cast.coordinator, draft).await?;
        self.published(row.id, row.version).await
    }

    /// Completes a draft that something else began, and publishes it.
    async fn complete(&self, id: Uuid, draft: &Draft) -> Result<(), HotlineError> {
        let coordinator = &self.cast.coordinator;
        let begun = notice::read(self.hotline, coordinator, id).await?;
        let row = notice::change(self.hotline, coordinator, id, begun.version, draft).await?;
        self.published(id, row.version).await
    }

    /// False news from a report to its correction: recorded, asked of the competent body, answered, corrected in public, and
    /// whoever asked is told.
    pub(super) async fn false_news(&self, report: Uuid) -> Result<(), HotlineError> {
        let (hotline, lead) = (self.hotline, &self.cast.lead);
        let draft = content::Draft {
            kind: ContentKind::FalseNews,
            place: "Nhóm Zalo của thôn Đông, ảnh chụp “thông báo vỡ hồ”".to_owned(),
            summary: "Ảnh chụp thông báo không số, không ngày ký nói hồ Ba Vành sắp vỡ, yêu cầu dân di dời trong đêm".to_owned(),
            ground: Some("false_alarm".to_owned()),
            competent: None,
            report: Some(report),
        };
        let mut now = content::create(hotline, &self.cast.intake, &draft).await?.row;
        let answer = "Đơn vị quản lý hồ xác nhận mực nước ở mức bình thường, không có thông báo di dời; ảnh chụp là giả.";
        let steps = [
            (
                Step::Transfer,
                StepDraft {
                    document_number: "16/TTANM-TBTG".to_owned(),
                    recipient_name: "Phòng An ninh mạng, Công an tỉnh".to_owned(),
                    ..StepDraft::default()
                },
            ),
            (
                Step::Answer,
                StepDraft {
                    text: answer.to_owned(),
                    ..StepDraft::default()
                },
            ),
            (
                Step::Correct,
                StepDraft {
                    text: "Không có chuyện hồ Ba Vành sắp vỡ".to_owned(),
                    ..StepDraft::default()
                },
            ),
        ];
        for (step, draft) in &steps {
            now = content::step(hotline, lead, now.id, now.version, *step, draft)
                .await?
                .row;
        }
        let correction = Draft {
            source_name: "Sở Nông nghiệp và Môi trường tỉnh Lam Sơn (mẫu)".to_owned(),
            source_url: "https://lamson.gov.vn/thong-bao-ho-ba-vanh".to_owned(),
            ..told(
                NoticeKind::Correction,
                (
                    "Bác bỏ: không có chuyện hồ Ba Vành sắp vỡ",
                    "Not true: the Ba Vành reservoir is not about to break",
                ),
                (
                    "Ảnh chụp “thông báo di dời trước 5 giờ sáng” lan trên các nhóm Zalo là giả.",
                    "The picture of an “evacuation notice” that goes around in Zalo groups is forged.",
                ),
                (
                    "Đơn vị quản lý hồ cho biết mực nước đang ở mức bình thường, thân đập được kiểm tra hằng ngày và không có thông báo di \
                     dời nào được ban hành.\n\nDấu hiệu của ảnh giả: không có số và ngày ký, tên xã viết sai, yêu cầu chuyển tiếp cho nhiều \
                     người.\n\nKhi có tình huống thật, chính quyền xã báo bằng loa, tin nhắn và người tới tận nhà. Thấy thông báo lạ, xin \
                     hỏi trước khi chuyển tiếp.",
                    "The operator says that the water stands at its usual level, that the dam is inspected every day and that no evacuation \
                     was ordered.\n\nHow to tell the forgery: no number, no date, the name of the commune is misspelled, and it asks to be \
                     passed on.",
                ),
            )
        };
        if let Some(id) = now.notice_id {
            self.complete(id, &correction).await?;
        }
        let row = detail::read(hotline, &self.cast.intake, report).await?.line.row;
        let text = "Cảm ơn bạn đã hỏi trước khi chuyển tiếp. Thông báo đó là giả; trung tâm đã đăng đính chính ở mục Đính chính, bạn có thể \
                    gửi đường dẫn đó vào nhóm.";
        let reason = "Đã đăng đính chính, có nguồn";
        self.closed(row, Outcome::Handled, reason, text).await?;
        Ok(())
    }

    /// A warning that came of no campaign, and two questions.
    pub(super) async fn notices(&self) -> Result<(), HotlineError> {
        let otp = told(
            NoticeKind::Question,
            (
                "Mã OTP là gì, vì sao không được đọc cho ai?",
                "What is a one-time code, and why tell it to nobody?",
            ),
            (
                "Mã OTP là chữ ký của bạn cho một lần giao dịch. Ai có mã là ký thay được bạn.",
                "A one-time code is your signature for one payment. Whoever has it signs for you.",
            ),
            (
                "Ngân hàng gửi mã để chính bạn nhập vào ứng dụng. Không nhân viên ngân hàng, cán bộ hay công an nào cần biết mã.\n\nNgười hỏi \
                 mã qua điện thoại, dù nói đúng họ tên và số căn cước của bạn, là kẻ lừa đảo. Đã lỡ đọc mã: gọi ngay đường dây nóng của \
                 ngân hàng yêu cầu khóa giao dịch.",
                "The bank sends it for you to type into its app. No bank clerk, official or police officer needs to know it.\n\nWhoever asks \
                 for it on the phone is a scammer, even if they know your name. If you told it to somebody, call the bank at once.",
            ),
        );
        self.publish(&otp).await?;
        let shop = Draft {
            audience: Audience::SmallFirms.to_string(),
            ..told(
                NoticeKind::Question,
                (
                    "Cửa hàng nhỏ: làm sao biết tiền đã thật sự về?",
                    "Small shops: how to know that the money is really there?",
                ),
                (
                    "Chỉ tin số dư trong ứng dụng ngân hàng của mình, không tin ảnh chụp màn hình của khách.",
                    "Trust the balance in your own banking app, not a customer's screenshot.",
                ),
                (
                    "Ảnh “chuyển khoản thành công” làm giả trong một phút. Trước khi giao hàng, mở ứng dụng ngân hàng của cửa hàng hoặc nghe loa \
                     báo tiền của chính mình.\n\nMã QR dán ở quầy có thể bị dán đè: mỗi sáng quét thử một lần xem tên người nhận.\n\nKhách xin \
                     “chuyển thừa, nhờ trả lại” vào tài khoản khác: không trả, mời khách liên hệ ngân hàng.",
                    "A “transfer successful” picture is forged in a minute. Before you hand over goods, look into the shop's own banking app or \
                     wait for your own payment speaker.\n\nSomebody may paste another QR code over yours: scan it every morning and read the \
                     payee's name.",
                ),
            )
        };
        self.publish(&shop).await?;
        let police = Draft {
            signs: texts(&[
                "Xưng công an, viện kiểm sát, tòa án; đọc đúng họ tên, số căn cước của bạn",
                "Bảo bạn liên quan một vụ án, cấm tắt máy, cấm kể với người nhà",
                "Bắt chuyển tiền vào “tài khoản tạm giữ” hoặc cài ứng dụng lạ",
            ]),
            advice: texts(&[
                "Tắt máy. Gọi lại số trực ban có trên trang này, không gọi số mà họ đưa.",
                "Không chuyển tiền, không đọc mã OTP, không cài ứng dụng theo lời người gọi.",
                "Đã chuyển tiền: gọi ngân hàng trước, rồi trình báo công an nơi gần nhất.",
            ]),
            scam_type: Some("14".to_owned()),
            audience: Audience::Elderly.to_string(),
            ..told(
                NoticeKind::Warning,
                (
                    "Công an không làm việc, không thu tiền qua điện thoại",
                    "The police do not question or collect money by phone",
                ),
                (
                    "Cuộc gọi dọa bắt, đòi chuyển tiền để “chứng minh trong sạch” là lừa đảo.",
                    "A call that threatens arrest and wants money to “prove that you are innocent” is a scam.",
                ),
                (
                    "Cơ quan công an mời làm việc bằng giấy mời, giấy triệu tập gửi qua công an nơi bạn ở. Không có “tài khoản tạm giữ” nào để \
                     người dân chuyển tiền vào.\n\nKẻ gọi thường giữ máy hàng giờ để bạn không kịp hỏi ai. Hãy tắt máy và kể ngay với một \
                     người trong nhà.",
                    "The police summon people in writing, through the police where you live. There is no “safe account” to send money to.\n\nSuch \
                     callers keep you on the line for hours so that you ask nobody. Hang up, and tell somebody at home.",
                ),
            )
        };
        self.publish(&police).await
    }

    /// Three reports become a campaign, what they share is verified and warned of, and the warning is published. Gives the
    /// warning of the account.
    pub(super) async fn campaign(&self, reports: &[Uuid]) -> Result<Uuid, HotlineError> {
        let (hotline, lead) = (self.hotline, &self.cast.verifier);
        let draft = CampaignDraft {
            name: CAMPAIGN.to_owned(),
            summary: SUMMARY.to_owned(),
            scam_type: Some("09".to_owned()),
        };
        let made = campaign::create(hotline, &self.cast.intake, &draft, reports).await?;
        let warned = |kind: &str, value: &str, reason: &str| VerdictDraft {
            kind: kind.to_owned(),
            value: value.to_owned(),
            bank: String::new(),
            scam_type: Some("09".to_owned()),
            reason: reason.to_owned(),
            statement: String::new(),
            campaign: Some(made.id),
        };
        let account = "Tài khoản nhận “lệ phí xác thực” của trang giả dịch vụ công";
        let account = verdict::warn(hotline, lead, &warned("bank_account", ACCOUNT, account)).await?;
        let site = "Trang giả cổng dịch vụ công của tỉnh, hỏi số căn cước và thu “lệ phí”";
        verdict::warn(hotline, lead, &warned("domain", SITE, site)).await?;
        let seen = campaign::read(hotline, lead, made.id)
            .await?
            .line
            .campaign
            .version;
        let row = steps::notice(hotline, lead, made.id, seen).await?;
        let warning = Draft {
            signs: texts(&[
                "Xưng cán bộ một cửa, nói hồ sơ thiếu thông tin, phải cập nhật ngay trong ngày",
                "Gửi đường dẫn qua Zalo, tin nhắn; tên trang gần giống nhưng không có đuôi .gov.vn",
                "Thu “lệ phí xác thực”, “phí đồng bộ” vào tài khoản mang tên cá nhân",
            ]),
            advice: texts(&[
                "Chỉ vào dichvucong.lamson.gov.vn bằng cách tự gõ; không bấm đường dẫn được gửi tới.",
                "Lệ phí chỉ nộp trong cổng dịch vụ công hoặc tại quầy, không chuyển vào tài khoản cá nhân.",
                "Đã chuyển tiền: gọi ngân hàng yêu cầu chặn giao dịch, ghi lại giờ chuyển, rồi báo tin ở đây.",
            ]),
            indicators: vec![
                ("bank_account".to_owned(), ACCOUNT.to_owned()),
                ("domain".to_owned(), SITE.to_owned()),
            ],
            scam_type: Some("09".to_owned()),
            ..told(
                NoticeKind::Warning,
                (
                    CAMPAIGN,
                    "A false public service site of the province collects “verification fees”",
                ),
                (
                    SUMMARY,
                    "Callers and Zalo accounts pose as officials and lead to a site that looks like the province's.",
                ),
                (
                    "Trong ba ngày, ba người báo cùng một trang và cùng một tài khoản nhận tiền. Trang dùng tên dichvucong-lamson.example: dấu \
                     gạch nối thay cho dấu chấm của trang thật dichvucong.lamson.gov.vn.\n\nNgười gọi thường biết tên và loại hồ sơ của bạn. \
                     Điều đó không chứng minh họ là cán bộ: hãy tắt máy và gọi lại bộ phận một cửa theo số ở mục Danh bạ tín nhiệm.",
                    "Within three days three people reported the same site and the same account. The site is called dichvucong-lamson.example: a \
                     hyphen where the real dichvucong.lamson.gov.vn has a dot.\n\nCallers often know your name and your file. That does not \
                     make them officials: hang up and call the one-stop desk by the number in the trust register.",
                ),
            )
        };
        if let Some(id) = row.notice_id {
            self.complete(id, &warning).await?;
        }
        Ok(account.id)
    }

    /// Whoever the account belongs to says that they have nothing to do with it; nobody decided yet.
    pub(super) async fn objection(&self, verdict: Uuid) -> Result<(), HotlineError> {
        let letter = Letter {
            form: Some(Form {
                may_share: false,
                ..form(&verdict.to_string())
            }),
            narrative: OBJECTION.to_owned(),
            identity: Identity {
                name: "Lâm Văn Mẫu Mười Hai".to_owned(),
                phone: "0900 000 212".to_owned(),
                ..Identity::default()
            },
            attachments: Vec::new(),
        };
        let code = Code::random(&mut rand::rng());
        let now = self.hotline.access.clock().now();
        self.hand_in(EnvelopeKind::Contest, now, &code, &letter).await?;
        Ok(())
    }
}
