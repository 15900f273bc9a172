//! Files that are generated and committed: reviewed like code, and stale ones fail the tests.

use anyhow::Context;
use std::path::Path;

/// One generated file.
#[derive(Debug)]
pub struct Generated {
    /// Relative to the root of the repository.
    pub path: &'static str,
    /// What it should hold.
    pub content: String,
    /// The command that writes it.
    pub command: &'static str,
}

/// The OpenAPI document, with every object's keys sorted: a diff shows changes and no reshuffling.
pub fn openapi() -> anyhow::Result<Generated> {
    let document = sorted(serde_json::to_value(coloa_server::routes::document())?);
    Ok(Generated {
        path: "web/openapi.json",
        content: format!("{}\n", serde_json::to_string_pretty(&document)?),
        command: "cargo run -p xtask -- openapi",
    })
}

/// Keys in alphabetical order at every depth, whatever map `serde_json` was built with: small diffs.
#[must_use]
pub fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let ordered: std::collections::BTreeMap<String, Value> =
                map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            Value::Object(ordered.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

const POLICY_INTRO: &str = "\
<!-- Sinh ra từ crates/auth/policies/roles.cedar bằng `cargo run -p xtask -- policy`; không sửa tay. -->
# Bảng phân quyền

Mỗi dòng là một việc (`lĩnh vực.hành động`), mỗi cột là một vai trò. `yes`: người giữ vai trò được làm việc đó **trong
phạm vi được giao** — một cơ quan và mọi đơn vị bên dưới, hoặc toàn hệ thống — và trong lĩnh vực được giao. Ô trống: không
được. Một người có thể giữ nhiều vai trò, mỗi vai trò có ngày bắt đầu và ngày kết thúc.

| vai trò | tên gọi |
|---|---|
| system_admin | Quản trị hệ thống: người dùng, phân quyền, danh bạ, tác vụ nền; không đọc nội dung |
| coordinator | Điều phối: kế hoạch, nhiệm vụ, báo cáo của phạm vi được giao |
| focal_point | Đầu mối của cơ quan |
| head | Thủ trưởng cơ quan: phê duyệt, ban hành |
| leader | Lãnh đạo: đọc |
| analyst | Phân tích viên giám sát: xem và xử lý cảnh báo |
| shift_lead | Trưởng ca trực giám sát: như phân tích viên, quản lý nguồn nhật ký; phụ trách ca tiếp nhận tin báo |
| responder | Ứng cứu sự cố: xử lý sự cố tại trung tâm, gọi mạng lưới ứng cứu |
| appraiser | Thẩm định cấp độ: xem hồ sơ và cho ý kiến |
| intake_officer | Cán bộ tiếp nhận tin báo: nhận tin của người dân, phân loại, chuyển; không thấy ai báo |
| revealer | Người được mở danh tính: xem ai báo tin khi có lý do; là người thứ hai đồng ý |
| auditor | Kiểm tra, kiểm toán: đọc, kèm nhật ký |

Ngoài bảng: ai đã đăng nhập cũng đọc và góp ý được kế hoạch đã phê duyệt, đọc danh bạ cơ quan và quy định; tự đổi tài
khoản của mình; đọc thông báo gửi cho mình.

";

/// The role × action table for the people who decide who may do what.
pub fn policy() -> anyhow::Result<Generated> {
    let table = coloa_auth::policy::Policy::load()?.table();
    Ok(Generated {
        path: "docs/policy.md",
        content: format!("{POLICY_INTRO}{table}"),
        command: "cargo run -p xtask -- policy",
    })
}

impl Generated {
    /// Writes the file, or with `check` says what differs.
    pub fn settle(&self, root: &Path, check: bool) -> anyhow::Result<Vec<String>> {
        let path = root.join(self.path);
        if !check {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&path, &self.content)
                .with_context(|| format!("{} cannot be written", self.path))?;
            return Ok(Vec::new());
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        if found == self.content {
            return Ok(Vec::new());
        }
        let diff = similar::TextDiff::from_lines(found.as_str(), self.content.as_str());
        let shown: String = diff
            .unified_diff()
            .context_radius(2)
            .header("committed", "generated")
            .to_string();
        let short: String = shown.lines().take(60).map(|l| format!("{l}\n")).collect();
        Ok(vec![format!(
            "{} is stale: run `{}`\n{short}",
            self.path, self.command
        )])
    }
}
