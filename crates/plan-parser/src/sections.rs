//! What a section is for, by the words of its heading.

use crate::lines::lower;
use regex::Regex;
use std::sync::LazyLock;

/// The part a section plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Purpose, viewpoint, requirement, grounds, situation: nothing to track.
    Context,
    Targets,
    Tasks,
    /// "Tổ chức thực hiện".
    Organisation,
    Funding,
    Reporting,
    Annex,
}

static TARGETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"mục tiêu|chỉ tiêu").expect("pattern"));
static TASKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"nhiệm vụ|giải pháp|nội dung (?:thực hiện|triển khai|công việc|kế hoạch|chủ yếu|trọng tâm|cụ thể|hoạt động)|^nội dung$|^(?:các )?nội dung,|công việc|hoạt động trọng tâm|nội dung$").expect("pattern")
});
static ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"tổ chức thực hiện|tổ chức triển khai|phân công (?:thực hiện|trách nhiệm|nhiệm vụ)|trách nhiệm (?:của|thực hiện)|tổ chức, thực hiện|phân công, tổ chức").expect("pattern")
});
static CONTEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"mục đích|yêu cầu|quan điểm|căn cứ|cơ sở (?:pháp lý|xây dựng)|tình hình|thực trạng|đánh giá|sự cần thiết|phạm vi|đối tượng|nguyên tắc|tầm nhìn|bối cảnh|định hướng|kết quả (?:thực hiện|đạt)|khái quát|giải thích").expect("pattern")
});
static FUNDING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:nguồn |dự toán |về )?kinh phí|^nguồn lực|^dự toán|^bảo đảm kinh phí|^nguồn vốn|^cơ chế tài chính").expect("pattern")
});
static REPORTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:về )?(?:chế độ|công tác)?\s*(?:thông tin,?\s*)?báo cáo|^chế độ|^kiểm tra|^sơ kết|^theo dõi",
    )
    .expect("pattern")
});

/// The role of a heading; `None` where the heading says nothing about it.
#[must_use]
pub fn role(heading: &str) -> Option<Role> {
    let low = lower(heading);
    let low = low.trim().trim_end_matches([':', '.', ';']);
    if low.starts_with("phụ lục") {
        return Some(Role::Annex);
    }
    let first = |re: &Regex| re.find(low).map(|m| m.start());
    // "Nhiệm vụ trọng tâm và phân công thực hiện": what is named first rules.
    let tasks = first(&TASKS);
    if let Some(at) = first(&ORGANISATION)
        && tasks.is_none_or(|t| at <= t)
        && !low.starts_with("nội dung")
    {
        return Some(Role::Organisation);
    }
    if FUNDING.is_match(low) {
        return Some(Role::Funding);
    }
    if REPORTING.is_match(low) && low.split(' ').count() <= 14 {
        return Some(Role::Reporting);
    }
    let targets = first(&TARGETS);
    let context = first(&CONTEXT);
    match (targets, tasks, context) {
        // "Mục tiêu, nhiệm vụ": the headings below decide; until then the first word does.
        (Some(a), Some(b), _) => Some(if a < b { Role::Targets } else { Role::Tasks }),
        (None, Some(b), Some(c)) if c < b && low.starts_with("yêu cầu") => Some(Role::Context),
        (_, Some(_), _) => Some(Role::Tasks),
        (Some(a), None, Some(c)) if c < a => Some(Role::Context),
        (Some(_), None, _) => Some(Role::Targets),
        (None, None, Some(_)) => Some(Role::Context),
        _ => None,
    }
}

/// The role a heading inside a section takes over from it: only headings that *begin* with the word count, so
/// that "Bảo đảm kinh phí thực hiện" stays a group of tasks.
#[must_use]
pub fn inner(heading: &str, outer: Role) -> Option<Role> {
    let low = lower(heading);
    let low = low
        .trim()
        .trim_start_matches("các ")
        .trim_start_matches("một số ")
        .trim_start_matches("về ");
    let starts = |list: &[&str]| list.iter().any(|p| low.starts_with(p));
    let new = if starts(&["mục tiêu", "chỉ tiêu"]) {
        Role::Targets
    } else if starts(&[
        "mục đích",
        "yêu cầu",
        "quan điểm",
        "căn cứ",
        "nguyên tắc",
        "phạm vi",
        "đối tượng",
    ]) {
        Role::Context
    } else if starts(&[
        "nhiệm vụ",
        "giải pháp",
        "nội dung thực hiện",
        "nội dung triển khai",
    ]) && low.split(' ').count() <= 14
    {
        Role::Tasks
    } else if starts(&[
        "tổ chức thực hiện",
        "phân công thực hiện",
        "phân công trách nhiệm",
        "phân công nhiệm vụ",
    ]) {
        Role::Organisation
    } else if starts(&["kinh phí", "nguồn kinh phí"]) {
        Role::Funding
    } else if starts(&[
        "chế độ thông tin",
        "chế độ báo cáo",
        "thông tin, báo cáo",
        "chế độ kiểm tra",
    ]) {
        Role::Reporting
    } else {
        return None;
    };
    match (outer, new) {
        // A task group named "Nhiệm vụ …" inside the organisation part stays there.
        (Role::Organisation, Role::Tasks | Role::Targets | Role::Context) => None,
        // Requirements inside a list of tasks are items.
        (Role::Tasks, Role::Context) if low.split(' ').count() > 4 => None,
        _ => Some(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_classified() {
        for (text, want) in [
            ("MỤC ĐÍCH, YÊU CẦU", Some(Role::Context)),
            ("MỤC TIÊU", Some(Role::Targets)),
            ("MỤC TIÊU VÀ YÊU CẦU", Some(Role::Targets)),
            ("MỤC ĐÍCH, YÊU CẦU, MỤC TIÊU", Some(Role::Context)),
            ("CÁC CHỈ TIÊU CHỦ YẾU", Some(Role::Targets)),
            ("NHIỆM VỤ VÀ GIẢI PHÁP", Some(Role::Tasks)),
            ("NHIỆM VỤ TRỌNG TÂM NĂM 2026", Some(Role::Tasks)),
            ("NỘI DUNG THỰC HIỆN", Some(Role::Tasks)),
            ("TỔ CHỨC THỰC HIỆN", Some(Role::Organisation)),
            ("PHÂN CÔNG NHIỆM VỤ", Some(Role::Organisation)),
            ("CÁC NHIỆM VỤ TRỌNG TÂM VÀ PHÂN CÔNG THỰC HIỆN", Some(Role::Tasks)),
            ("TỔ CHỨC THỰC HIỆN NHIỆM VỤ", Some(Role::Organisation)),
            ("KINH PHÍ THỰC HIỆN", Some(Role::Funding)),
            ("CHẾ ĐỘ BÁO CÁO", Some(Role::Reporting)),
            ("CĂN CỨ LẬP KẾ HOẠCH", Some(Role::Context)),
            ("QUAN ĐIỂM CHỈ ĐẠO", Some(Role::Context)),
            ("Sở Tài chính", None),
        ] {
            assert_eq!(role(text), want, "{text}");
        }
    }
}
