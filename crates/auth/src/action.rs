//! Every action that the policy knows, by area. The name before the dot is the area of a grant.

/// One thing a person may do, `<area>.<verb>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Action(&'static str);

impl Action {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
    /// The area a grant may be limited to.
    #[must_use]
    pub fn area(self) -> &'static str {
        match self.0.split_once('.').map_or(self.0, |(area, _)| area) {
            "duty" | "target" | "obligation" | "difficulty" => "plan",
            "template" | "register" => "report",
            "group" => "agency",
            "source" | "rule" | "indicator" => "alert",
            other => other,
        }
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! actions {
    ($($name:ident = $text:literal),+ $(,)?) => {
        $(pub const $name: Action = Action($text);)+
        /// All of them, in the order of the printed table.
        pub const ALL: &[Action] = &[$($name),+];
    };
}

actions! {
    ACCOUNT_CHANGE = "account.change",
    NOTIFICATION_READ = "notification.read",
    NOTIFICATION_CHANGE = "notification.change",
    PERSON_READ = "person.read",
    PERSON_CREATE = "person.create",
    PERSON_CHANGE = "person.change",
    PERSON_INVITE = "person.invite",
    PERSON_END = "person.end",
    GRANT_CHANGE = "grant.change",
    SESSION_END = "session.end",
    AGENCY_READ = "agency.read",
    AGENCY_CHANGE = "agency.change",
    AGENCY_CHANGE_CONTACTS = "agency.change_contacts",
    AGENCY_REORGANISE = "agency.reorganise",
    AGENCY_IMPORT = "agency.import",
    GROUP_CHANGE = "group.change",
    PLAN_READ = "plan.read",
    PLAN_IMPORT = "plan.import",
    PLAN_REVIEW = "plan.review",
    PLAN_APPROVE = "plan.approve",
    PLAN_ACTIVATE = "plan.activate",
    PLAN_END = "plan.end",
    PLAN_COMMENT = "plan.comment",
    DUTY_READ = "duty.read",
    DUTY_CREATE = "duty.create",
    DUTY_CHANGE = "duty.change",
    DUTY_REPORT = "duty.report",
    DUTY_ACCEPT = "duty.accept",
    DUTY_EXTEND = "duty.extend",
    DUTY_DECIDE_EXTENSION = "duty.decide_extension",
    DUTY_IMPORT = "duty.import",
    DUTY_REMIND = "duty.remind",
    TARGET_READ = "target.read",
    TARGET_ENTER = "target.enter",
    TARGET_CONFIRM = "target.confirm",
    OBLIGATION_READ = "obligation.read",
    OBLIGATION_MEET = "obligation.meet",
    DIFFICULTY_READ = "difficulty.read",
    DIFFICULTY_RAISE = "difficulty.raise",
    DIFFICULTY_ANSWER = "difficulty.answer",
    DIFFICULTY_ESCALATE = "difficulty.escalate",
    REPORT_READ = "report.read",
    REPORT_PREPARE = "report.prepare",
    REPORT_CONSOLIDATE = "report.consolidate",
    REPORT_COMPLETE_PART = "report.complete_part",
    REPORT_CLOSE = "report.close",
    REPORT_APPROVE = "report.approve",
    REPORT_NUMBER = "report.number",
    REPORT_ISSUE = "report.issue",
    REPORT_ATTACH_SIGNED = "report.attach_signed",
    REPORT_EXPORT = "report.export",
    TEMPLATE_READ = "template.read",
    TEMPLATE_CHANGE = "template.change",
    REGISTER_READ = "register.read",
    REGISTER_CHANGE = "register.change",
    SOURCE_READ = "source.read",
    SOURCE_CHANGE = "source.change",
    ALERT_READ = "alert.read",
    ALERT_TRIAGE = "alert.triage",
    ALERT_SUPPRESS = "alert.suppress",
    ALERT_NOTIFY = "alert.notify",
    ALERT_HAND_OVER = "alert.hand_over",
    RULE_READ = "rule.read",
    RULE_TRY = "rule.try",
    RULE_CHANGE = "rule.change",
    INDICATOR_READ = "indicator.read",
    INDICATOR_CHANGE = "indicator.change",
    SYSTEM_READ = "system.read",
    SYSTEM_CHANGE = "system.change",
    SYSTEM_APPRAISE = "system.appraise",
    SYSTEM_RECORD = "system.record",
    SYSTEM_APPROVE = "system.approve",
    SYSTEM_TEMPLATE = "system.template",
    INCIDENT_READ = "incident.read",
    INCIDENT_REPORT = "incident.report",
    INCIDENT_WORK = "incident.work",
    INCIDENT_HANDLE = "incident.handle",
    INCIDENT_ISSUE = "incident.issue",
    INCIDENT_CLOSE = "incident.close",
    INCIDENT_RESTRICT = "incident.restrict",
    NETWORK_READ = "network.read",
    NETWORK_CHANGE = "network.change",
    NETWORK_CALL_OUT = "network.call_out",
    DRILL_READ = "drill.read",
    DRILL_RUN = "drill.run",
    SEARCH_READ = "search.read",
    SEARCH_SAVE = "search.save",
    SEARCH_HOLD = "search.hold",
    HOTLINE_READ = "hotline.read",
    HOTLINE_INTAKE = "hotline.intake",
    HOTLINE_HANDLE = "hotline.handle",
    HOTLINE_REVEAL = "hotline.reveal",
    HOTLINE_AGREE = "hotline.agree",
    HOTLINE_VERIFY = "hotline.verify",
    HOTLINE_PUBLISH = "hotline.publish",
    HOTLINE_TRUST = "hotline.trust",
    HOTLINE_SETTINGS = "hotline.settings",
    HOTLINE_STATISTICS = "hotline.statistics",
    HOTLINE_AUDIT = "hotline.audit",
    LAW_READ = "law.read",
    AUDIT_READ = "audit.read",
    AUDIT_VERIFY = "audit.verify",
    JOB_READ = "job.read",
    JOB_RETRY = "job.retry",
    MAIL_READ = "mail.read",
    PLATFORM_READ = "platform.read",
}
