//! The same plan set in other ways: wraps, blank lines, page breaks and numbering signs change nothing.

use crate::variants::plan;
use coloa_plan_parser::ParsedPlan;

const TEXT: &[&str] = &[
    "KẾ HOẠCH",
    "Phòng, chống giả danh trên mạng tại tỉnh Lam Sơn",
    "Thực hiện Công văn số 61/BCA-A05 ngày 09/01/2026 của Bộ Công an, Ủy ban nhân dân tỉnh Lam Sơn ban hành Kế hoạch như sau:",
    "I. MỤC TIÊU",
    "1. Đến năm 2028",
    "- Nâng năng lực tiếp nhận tin báo: (1) 95% tin báo được trả lời trong ngày, kể cả ngày nghỉ, ngày lễ của năm. (2) Tổng đài trực đủ người suốt ngày đêm tại trung tâm của tỉnh. (3) Ít nhất 12 lớp hướng dẫn cho người cao tuổi ở các thôn.",
    "II. NHIỆM VỤ VÀ GIẢI PHÁP",
    "1. Tuyên truyền, hướng dẫn người dân nhận biết thủ đoạn giả danh mới",
    "Tiếp tục phát bản tin cảnh báo trên loa truyền thanh, đưa nội dung của Kế hoạch số 47/KH-UBND ngày 18/02/2025 và giai đoạn 2026 - 2028 vào sinh hoạt thôn.",
    "- Chủ trì thực hiện: Công an tỉnh (nội dung liên quan đến thủ đoạn giả danh); Sở Văn hóa, Thể thao và Du lịch (nội dung liên quan đến loa truyền thanh).",
    "- Phối hợp thực hiện: Đài Phát thanh - Truyền hình tỉnh; các tổ chức chính trị - xã hội của tỉnh; Ủy ban nhân dân các xã, phường.",
    "- Thời gian thực hiện: Thường xuyên.",
    "2. Ngăn chặn tài khoản giả danh cơ quan",
    "a) Công an tỉnh",
    "- Tiếp nhận phản ánh của người dân, xác minh và đề nghị nền tảng gỡ bỏ tài khoản giả danh trong thời gian ngắn nhất có thể.",
    "- Chủ động rà quét trang giả danh cơ quan nhà nước.",
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Các doanh nghiệp viễn thông, cơ sở bán lẻ thiết bị di động trên địa bàn tỉnh",
    "- Chủ động xác thực thông tin thuê bao trước khi bán sim cho người dùng ở các thôn vùng xa của tỉnh.",
    "2. Ủy ban nhân dân các xã, phường",
    "Phân công cán bộ đầu mối trực đường dây nóng.",
];

fn wrap(width: usize, blank: &str, lead: &str) -> String {
    let mut out = String::new();
    for (n, para) in TEXT.iter().enumerate() {
        let mut line = lead.to_string();
        let mut first = true;
        for word in para.split(' ') {
            if line.trim().chars().count() + 1 + word.chars().count() > width {
                out.push_str(&line);
                out.push_str(if blank == "every" || blank == "first" && first {
                    " \n\n"
                } else {
                    " \n"
                });
                line = String::new();
                first = false;
            }
            if !line.trim().is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(&line);
        out.push_str(if blank == "none" { "\n" } else { "\n\n" });
        if n % 6 == 5 {
            out.push_str("\n\n\n7\n\n");
        }
    }
    out
}

fn shape(p: &ParsedPlan) -> String {
    let mut out = String::new();
    for t in &p.targets {
        out += &format!(
            "{} {} {:?}\n",
            t.path,
            t.text,
            t.horizon.as_ref().map(|h| h.value)
        );
    }
    for t in &p.tasks {
        let who = |l: &[coloa_plan_parser::AgencyMention]| {
            l.iter()
                .map(|a| format!("{}[{}]", a.name, a.scope.clone().unwrap_or_default()))
                .collect::<Vec<_>>()
                .join("|")
        };
        out += &format!(
            "{} {} {} {} {}\n",
            t.path,
            t.text,
            who(&t.lead),
            who(&t.coordinate),
            t.timeframe.kind.code()
        );
    }
    for a in &p.assignments {
        out += &format!(
            "{} {} {:?}\n",
            a.path,
            a.text,
            a.agency.as_ref().map(|a| &a.value)
        );
    }
    out
}

#[test]
fn wraps_and_blank_lines_change_nothing() {
    let want = shape(&plan(&TEXT.join("\n")));
    for part in [
        "I.1.1.(2) Tổng đài trực đủ người",
        "II.1 Tiếp tục phát bản tin",
        "II.2.a.2 Chủ động rà quét",
        "III.1.1 Chủ động xác thực",
        "Đài Phát thanh - Truyền hình tỉnh[]|các tổ chức chính trị - xã hội của tỉnh[]",
    ] {
        assert!(want.contains(part), "{part} in\n{want}");
    }
    for width in [58, 64, 70, 76, 80, 86, 92, 100] {
        for blank in ["none", "first", "para", "every"] {
            for lead in ["", "      "] {
                assert_eq!(
                    shape(&plan(&wrap(width, blank, lead))),
                    want,
                    "width {width}, blank {blank:?}"
                );
            }
        }
    }
}

#[test]
fn other_signs_of_numbering_change_nothing() {
    let text = TEXT.join("\n");
    let want = shape(&plan(&text));
    let each = |change: &dyn Fn(&str) -> String| text.lines().map(change).collect::<Vec<_>>().join("\n");
    let roman = |sign: &'static str| {
        each(&move |l: &str| match l.split_once(". ") {
            Some((n, rest)) if n.chars().all(|c| matches!(c, 'I' | 'V')) => format!("{n}{sign}{rest}"),
            _ => l.to_string(),
        })
    };
    let number = |sign: &'static str| {
        each(&move |l: &str| match l.split_once(". ") {
            Some((n, rest)) if n.chars().all(|c| c.is_ascii_digit()) => format!("{n}{sign}{rest}"),
            _ => l.to_string(),
        })
    };
    for changed in [
        roman("- "),
        roman(" - "),
        roman("/ "),
        number("/ "),
        number(") "),
        number("- "),
        number("."),
        each(&|l| l.strip_prefix("- ").map_or(l.to_string(), |r| format!("• {r}"))),
        each(&|l| l.strip_prefix("- ").map_or(l.to_string(), |r| format!("– {r}"))),
        each(&|l| l.replace("a) ", "a. ")),
        each(&|l| l.replace("Ủy ban", "Uỷ ban")).replace("Uỷ ban", "Ủy ban"),
    ] {
        assert_eq!(shape(&plan(&changed)), want);
    }
}

#[test]
fn a_letterhead_with_bars() {
    let p = plan(
        "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 19/KH-UBND | Lam Sơn, ngày 17 tháng 3 năm 2026 |\nKẾ HOẠCH\nĐổi thiết bị mạng cũ\nI. NHIỆM VỤ\n1. Sở Y tế thay bộ định tuyến tại các trạm y tế.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n| TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Thị Thử |\n",
    );
    let d = p.document;
    assert_eq!(d.number.unwrap().value, "19/KH-UBND");
    assert_eq!(d.date.unwrap().value, "2026-03-17");
    assert_eq!(d.title.unwrap().value, "Đổi thiết bị mạng cũ");
    assert_eq!(d.signer_name.unwrap().value, "Lê Thị Thử");
}
