//! Words and values of incidents. [`Facts`], [`Account`] and [`DrillTargets`] are stored as JSON: add fields with
//! defaults, never rename one.

use serde::{Deserialize, Serialize};

coloa_base::words! {
    /// Where an incident stands.
    pub enum State {
        /// Told, and nobody at the centre took it up yet.
        Reported = "reported",
        Handling = "handling",
        Contained = "contained",
        Recovered = "recovered",
        /// The response is over; reports may be outstanding.
        Ended = "ended",
        Closed = "closed",
        /// It was none.
        Dismissed = "dismissed",
        /// Goes on in another case.
        Merged = "merged",
    }
    /// Where a case comes from.
    pub enum Origin {
        Alert = "alert",
        Hotline = "hotline",
        /// The short form of an agency.
        Agency = "agency",
        Manual = "manual",
        Import = "import",
        Drill = "drill",
    }
    /// Who acts: the centre, or the agency whose system it is (and those who help it).
    pub enum Side { Centre = "centre", Agency = "agency" }
    /// What a line of the timeline is about.
    pub enum EntryKind {
        Created = "created",
        Note = "note",
        Decision = "decision",
        /// A named moment was set: acknowledged, contained, …
        Step = "step",
        /// Class, severity, personal data, T0.
        Class = "class",
        Clock = "clock",
        Task = "task",
        Evidence = "evidence",
        Report = "report",
        Link = "link",
        Call = "call",
        Assistance = "assistance",
        HandOver = "hand_over",
        /// Something that happened in a drill.
        Inject = "inject",
    }
    /// Part of the handling that a task belongs to (Circular 20/2017, Article 11, and Decree 333/2026, Article 9.2).
    pub enum Phase {
        Verify = "verify",
        Contain = "contain",
        Preserve = "preserve",
        Notify = "notify",
        Eradicate = "eradicate",
        Recover = "recover",
        Review = "review",
    }
    pub enum TaskState { Open = "open", Done = "done", Skipped = "skipped" }
    pub enum EvidenceKind {
        File = "file",
        Log = "log",
        Image = "image",
        Memory = "memory",
        Disk = "disk",
        Malware = "malware",
        Minutes = "minutes",
        /// Kept elsewhere.
        Thing = "thing",
    }
    /// What was done with a piece of evidence.
    pub enum Custody {
        Collected = "collected",
        Transferred = "transferred",
        Examined = "examined",
        Verified = "verified",
        Copied = "copied",
        Returned = "returned",
        Destroyed = "destroyed",
    }
    pub enum LinkKind {
        Alert = "alert",
        Search = "search",
        System = "system",
        PlanDuty = "plan_duty",
        /// Another case that belongs to it.
        Incident = "incident",
        Url = "url",
    }
    pub enum ReportState { Draft = "draft", Issued = "issued", Withdrawn = "withdrawn" }
    /// Whom the network knows.
    pub enum ContactKind {
        ProvincialTeam = "provincial_team",
        /// A team of an owner of systems from level 2.
        InternalTeam = "internal_team",
        Expert = "expert",
        Regional = "regional",
        National = "national",
    }
    /// How somebody is called.
    pub enum Channel {
        InApp = "in_app",
        Mail = "mail",
        /// Through the HTTP gateway of the installation.
        Sms = "sms",
        Voice = "voice",
    }
    pub enum DrillState { Planned = "planned", Running = "running", Ended = "ended", Dropped = "dropped" }
    /// A moment of a case that a drill measures.
    pub enum Milestone {
        Reported = "reported",
        Acknowledged = "acknowledged",
        Contained = "contained",
        Eradicated = "eradicated",
        Recovered = "recovered",
        InitialNotice = "initial_notice",
        CallAnswered = "call_answered",
    }
}

/// What is known of a case as far as its class and clocks hang on it. `None`: not looked into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Codes of consequences of the law's test ([`coloa_law::incident::SeriousTest`]).
    pub consequences: Option<Vec<String>>,
    pub owner_controls: Option<bool>,
    /// Signs of infringing national security or public order, or a serious interruption.
    pub security_sign: bool,
    pub dangerous_situation: bool,
    /// Personal data: a breach that may harm; found by the processor; of location, biometry or finance.
    pub processor_found: bool,
    pub special_data: bool,
    pub basic_count: Option<u32>,
    pub sensitive_count: Option<u32>,
    /// Further agencies whose systems are hit.
    pub spread: Vec<uuid::Uuid>,
}

/// What reports say of a case; plain text in the words of whoever handles it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    pub detected_by: String,
    pub addresses: String,
    pub domains: String,
    pub services: String,
    pub operating_system: String,
    pub purpose: String,
    pub safeguards: String,
    pub providers: String,
    pub isp: String,
    pub security_provider: String,
    pub contact_name: String,
    pub contact_post: String,
    pub contact_phone: String,
    pub contact_email: String,
    pub operator_name: String,
    pub scope: String,
    pub cause: String,
    pub damage: String,
    pub measures: String,
    pub remedy: String,
    pub result: String,
    pub recovery: String,
    pub supporters: String,
    pub proposal: String,
    pub lessons: String,
    pub data_kinds: String,
    pub data_place: String,
    pub data_risk: String,
    pub data_guidance: String,
    pub data_officer: String,
    pub confidential: bool,
}

/// Minutes of the exercise within which a milestone should be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrillTargets {
    pub reported: Option<u32>,
    pub acknowledged: Option<u32>,
    pub contained: Option<u32>,
    pub eradicated: Option<u32>,
    pub recovered: Option<u32>,
    pub initial_notice: Option<u32>,
    pub call_answered: Option<u32>,
}
