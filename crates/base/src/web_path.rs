//! Pages of the web app that the server links to: in e-mails, calendars, notifications and beside figures. A test
//! holds each against the routes of `web/`.

/// One duty: `{DUTIES}/<id>`.
pub const DUTIES: &str = "/nhiem-vu";
/// Unfinished work of agencies that are no more: the hand-over list.
pub const HAND_OVER: &str = "/nhiem-vu/ban-giao";
/// One difficulty or proposal: `{DIFFICULTIES}/<id>`.
pub const DIFFICULTIES: &str = "/vuong-mac";
/// One target: `{TARGETS}/<id>`.
pub const TARGETS: &str = "/chi-tieu";
/// The calendar of reports owed; one line: `{OBLIGATIONS}?id=<id>`.
pub const OBLIGATIONS: &str = "/nghia-vu";
/// One report: `{REPORTS}/<id>`.
pub const REPORTS: &str = "/bao-cao";
/// The directory.
pub const AGENCIES: &str = "/co-quan";
/// The register of systems; one: `{SYSTEMS}/<id>`.
pub const SYSTEMS: &str = "/he-thong";
/// How far systems meet their requirements.
pub const SYSTEM_CONTROLS: &str = "/he-thong/yeu-cau";
/// Weaknesses found in systems.
pub const SYSTEM_WEAKNESSES: &str = "/he-thong/diem-yeu";
/// One dossier: `{SYSTEM_DOSSIERS}/<id>`.
pub const SYSTEM_DOSSIERS: &str = "/he-thong/ho-so";
/// Days of systems that wait for somebody.
pub const SYSTEM_WAITING: &str = "/he-thong/den-han";
/// Which systems are connected to monitoring.
pub const SYSTEM_CONNECTION: &str = "/he-thong/ket-noi";
/// One alert: `{ALERTS}/<id>`.
pub const ALERTS: &str = "/canh-bao";
/// One report of a citizen: `{HOTLINE}/<id>`.
pub const HOTLINE: &str = "/tin-bao";
/// Who opened what of which report; of one person: `{HOTLINE_OPENINGS}?person=<id>`.
pub const HOTLINE_OPENINGS: &str = "/tin-bao/nhat-ky-mo";
/// One notice of the hotline to the public: `{HOTLINE_NOTICES}/<id>`.
pub const HOTLINE_NOTICES: &str = "/thong-bao-nguoi-dan";
/// Objections to what the hotline warns the public of.
pub const HOTLINE_CONTESTS: &str = "/canh-bao-nguoi-dan/phan-doi";
/// What the hotline sets; one of its tabs: `{HOTLINE_SETTINGS}?tab=<name>`.
pub const HOTLINE_SETTINGS: &str = "/thiet-lap-tin-bao";
/// One incident: `{INCIDENTS}/<id>`.
pub const INCIDENTS: &str = "/su-co";
/// One drill: `{DRILLS}/<id>`.
pub const DRILLS: &str = "/dien-tap";
/// The response network.
pub const NETWORK: &str = "/mang-luoi";
/// A one-time link: `{INVITATION}/<token>`.
pub const INVITATION: &str = "/lien-ket";

/// All of them, for the test.
pub const ALL: &[&str] = &[
    DUTIES,
    HAND_OVER,
    DIFFICULTIES,
    TARGETS,
    OBLIGATIONS,
    REPORTS,
    AGENCIES,
    SYSTEMS,
    SYSTEM_CONTROLS,
    SYSTEM_WEAKNESSES,
    SYSTEM_DOSSIERS,
    SYSTEM_WAITING,
    SYSTEM_CONNECTION,
    ALERTS,
    HOTLINE,
    HOTLINE_OPENINGS,
    HOTLINE_NOTICES,
    HOTLINE_CONTESTS,
    HOTLINE_SETTINGS,
    INCIDENTS,
    DRILLS,
    NETWORK,
    INVITATION,
];
