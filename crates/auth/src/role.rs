//! Roles that a grant may give. Later areas add theirs here and a paragraph in `policies/roles.cedar`.

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($(#[$doc])* $name),+ }
        impl Role {
            /// All roles, in the order of the printed table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The stored name; also the attribute of a principal in the policy.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

roles! {
    /// Quản trị hệ thống: people, grants, directory, jobs; reads no content.
    SystemAdmin = "system_admin",
    /// Điều phối: plans, duties, reports of a subtree.
    Coordinator = "coordinator",
    /// Đầu mối của cơ quan.
    FocalPoint = "focal_point",
    /// Thủ trưởng cơ quan: approves and issues.
    Head = "head",
    /// Lãnh đạo: reads.
    Leader = "leader",
    /// Phân tích viên trực giám sát: looks through alerts and judges them.
    Analyst = "analyst",
    /// Trưởng ca trực: as an analyst, and looks after the sources.
    ShiftLead = "shift_lead",
    /// Ứng cứu sự cố: handles incidents at the centre, calls the response network.
    Responder = "responder",
    /// Thẩm định cấp độ: says whether dossiers are complete and gives the opinion.
    Appraiser = "appraiser",
    /// Cán bộ tiếp nhận tin báo: takes reports of citizens in, classifies them, passes them on.
    IntakeOfficer = "intake_officer",
    /// Người được mở danh tính: sees who reports, with a reason; agrees as the second person.
    Revealer = "revealer",
    /// Kiểm tra, kiểm toán: reads with the trail.
    Auditor = "auditor",
}

impl Role {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.as_str() == text)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
