//! Words of the hotline.

coloa_base::words! {
    /// How a report reached us.
    pub enum Channel {
        /// The public portal.
        Web = "web",
        Phone = "phone",
        WalkIn = "walk_in",
        /// A letter, or a text message that somebody handed on.
        Forwarded = "forwarded",
        /// An application of the province, over the signed interface.
        Client = "client",
    }
    /// The language that the citizen reads.
    pub enum Language { Vietnamese = "vi", English = "en" }
    /// What kind of desk takes reports in.
    pub enum DeskKind { Centre = "centre", Department = "department", Commune = "commune" }
    /// Where a report stands.
    pub enum State {
        /// Nobody looked at it yet.
        Received = "received",
        /// An operator has it.
        Reading = "reading",
        Classified = "classified",
        /// On its way to the competent body.
        Transferred = "transferred",
        /// The competent body has it and said so.
        Acknowledged = "acknowledged",
        /// The centre deals with it itself, or guides the citizen.
        Handling = "handling",
        Answered = "answered",
        Closed = "closed",
        /// The citizen took it back.
        Withdrawn = "withdrawn",
    }
    /// How it ended.
    pub enum Outcome {
        Transferred = "transferred",
        Guided = "guided",
        Handled = "handled",
        Spam = "spam",
        Duplicate = "duplicate",
        Withdrawn = "withdrawn",
    }
    /// How urgent it is. The number that is stored is the place in this list.
    pub enum Urgency {
        /// Money is moving now, or somebody is in danger.
        Now = "now",
        Today = "today",
        Usual = "usual",
        Later = "later",
    }
    /// Whether money is at stake.
    pub enum Money {
        None = "none",
        /// It was asked for, and not sent.
        Asked = "asked",
        /// It is being sent, or the offender is on the phone.
        Sending = "sending",
        Sent = "sent",
    }
    /// How the offender reached the person.
    pub enum ReachedBy {
        Phone = "phone",
        Sms = "sms",
        Zalo = "zalo",
        Facebook = "facebook",
        Telegram = "telegram",
        TikTok = "tiktok",
        Email = "email",
        Web = "web",
        App = "app",
        InPerson = "in_person",
        Other = "other",
    }
    /// What was exposed.
    pub enum Exposed {
        Otp = "otp",
        Password = "password",
        /// Citizen's identity card, its number or picture.
        IdentityCard = "identity_card",
        BankCard = "bank_card",
        /// The device: an application was installed, or it was controlled from afar.
        Device = "device",
        Account = "account",
        PrivateImages = "private_images",
    }
    /// A part of a report.
    pub enum Part {
        /// The answers to the questions.
        Form = "form",
        Narrative = "narrative",
        Identity = "identity",
        Attachment = "attachment",
        Message = "message",
    }
    /// Why somebody opened a part.
    pub enum Purpose {
        /// Whoever has the report reads what it is about.
        Handling = "handling",
        /// Somebody else, with a reason.
        Reason = "reason",
        /// Who reports, with a reason and where the law asks a second person.
        Reveal = "reveal",
        /// Nothing was opened: words that somebody gave were compared with who reports, and said it.
        Compared = "compared",
    }
    /// What words leave the desk in. It stands where the number of a report stands, where they were refused.
    pub enum Outlet {
        Notice = "notice",
        /// Why the public is warned of something.
        Warning = "warning",
        /// To somebody who objects.
        Answer = "answer",
        /// What it is called, and what is said of it.
        Campaign = "campaign",
    }
    /// Where a transfer stands.
    pub enum TransferState {
        Draft = "draft",
        Sent = "sent",
        /// The receiver said that they have it: number, hour, person.
        Acknowledged = "acknowledged",
        /// The receiver gave it back.
        Returned = "returned",
        Cancelled = "cancelled",
    }
    /// Whose an indicator is.
    pub enum MentionRole {
        Offender = "offender",
        /// The reporter's own: it never joins reports and is never shown to anybody.
        Victim = "victim",
        /// A bank, an agency, somebody who was named beside.
        Third = "third",
    }
    /// Where a campaign stands.
    pub enum CampaignState { Open = "open", Warned = "warned", Closed = "closed" }
    /// Where a warning of an indicator stands.
    pub enum VerdictState {
        Warned = "warned",
        Expired = "expired",
        /// It was wrong, or is so no longer.
        Withdrawn = "withdrawn",
    }
    /// Where an objection stands.
    pub enum ContestState {
        Open = "open",
        Upheld = "upheld",
        Rejected = "rejected",
        /// Whoever objected took it back.
        Withdrawn = "withdrawn",
    }
    /// What an organisation proves to be its own.
    pub enum TrustKind {
        Site = "site",
        App = "app",
        /// An account at a social network.
        Account = "account",
        Hotline = "hotline",
        Email = "email",
    }
    /// How it is proved.
    pub enum Proof {
        /// A TXT record of the domain.
        DnsTxt = "dns_txt",
        /// A file below `/.well-known/`.
        File = "file",
        /// A document that a person looked at.
        Document = "document",
    }
    /// Where it stands.
    pub enum TrustState { Pending = "pending", Proved = "proved", Expired = "expired", Revoked = "revoked" }
    /// What a notice is.
    pub enum NoticeKind {
        Warning = "warning",
        /// Of false news: "bác bỏ", "đính chính".
        Correction = "correction",
        Question = "question",
    }
    /// Where it stands.
    pub enum NoticeState {
        Draft = "draft",
        Published = "published",
        /// It was public, and is not until somebody has looked at it: its words name what they may no longer name.
        Review = "review",
        Withdrawn = "withdrawn",
    }
    /// What reported content is.
    pub enum ContentKind { Illegal = "illegal_content", FalseNews = "false_news" }
    /// Where its handling stands.
    pub enum ContentState {
        Recorded = "recorded",
        /// The ground and the competent body are known.
        Assessed = "assessed",
        Transferred = "transferred",
        Answered = "answered",
        Appealed = "appealed",
        Closed = "closed",
    }
}

impl Urgency {
    /// As it is stored: the smaller, the more urgent.
    #[must_use]
    pub const fn rank(self) -> i32 {
        match self {
            Self::Now => 0,
            Self::Today => 1,
            Self::Usual => 2,
            Self::Later => 3,
        }
    }
    #[must_use]
    pub fn of_rank(rank: i32) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|u| u.rank() == rank)
            .unwrap_or(Self::Usual)
    }
}

impl State {
    /// Somebody at the centre has to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn)
    }
    /// Neither the competent body nor the centre itself has said yet that it has the report: money may still be stopped.
    #[must_use]
    pub const fn is_before_receipt(self) -> bool {
        matches!(
            self,
            Self::Received | Self::Reading | Self::Classified | Self::Transferred
        )
    }
}
