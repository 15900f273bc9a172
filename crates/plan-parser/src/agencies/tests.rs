//! Names as a person would split them.

use super::*;

fn names(text: &str) -> Vec<String> {
    split(text).into_iter().map(|m| m.name).collect()
}

#[test]
fn lists_are_split_as_a_person_would() {
    for (text, want) in [
        (
            "Các sở, ban, ngành của tỉnh; UBND các xã, phường; các cơ quan, đơn vị có liên quan.",
            vec![
                "Các sở, ban, ngành của tỉnh",
                "UBND các xã, phường",
                "các cơ quan, đơn vị có liên quan",
            ],
        ),
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Giáo dục và Đào tạo và Công an tỉnh",
            vec![
                "Sở Văn hóa, Thể thao và Du lịch",
                "Sở Giáo dục và Đào tạo",
                "Công an tỉnh",
            ],
        ),
        (
            "Các Sở, Ban, Ngành, UBND cấp xã, các đơn vị, tổ chức và doanh nghiệp",
            vec![
                "Các Sở, Ban, Ngành",
                "UBND cấp xã",
                "các đơn vị, tổ chức và doanh nghiệp",
            ],
        ),
        (
            "Báo và phát thanh, truyền hình tỉnh; doanh nghiệp viễn thông",
            vec!["Báo và phát thanh, truyền hình tỉnh", "doanh nghiệp viễn thông"],
        ),
        (
            "Các sở: Nội vụ, Tài chính, Văn hóa, Thể thao và Du lịch",
            vec!["Sở Nội vụ", "Sở Tài chính", "Sở Văn hóa, Thể thao và Du lịch"],
        ),
        (
            "Sở Y tế, Công an tỉnh theo chức năng, nhiệm vụ được giao",
            vec!["Sở Y tế", "Công an tỉnh"],
        ),
        (
            "Công an xã, Văn phòng HĐND và UBND xã",
            vec!["Công an xã", "Văn phòng HĐND và UBND xã"],
        ),
    ] {
        assert_eq!(names(text), want, "{text}");
    }
}

#[test]
fn a_scope_stays_with_its_agency() {
    let text = "Công an tỉnh (nội dung liên quan đến an ninh mạng); Sở Khoa học và Công nghệ (nội dung liên quan đến chuyển đổi số)";
    let found = split(text);
    assert_eq!(found[0].name, "Công an tỉnh");
    assert_eq!(
        &text[found[0].scope.clone().unwrap()],
        "nội dung liên quan đến an ninh mạng"
    );
    assert_eq!(
        &text[found[1].scope.clone().unwrap()],
        "nội dung liên quan đến chuyển đổi số"
    );
    let text = "Cục Quản lý mạng (Bộ Công an), Sở Y tế";
    assert_eq!(names(text), ["Cục Quản lý mạng (Bộ Công an)", "Sở Y tế"]);
}

#[test]
fn a_subject_ends_where_its_verb_begins() {
    for (text, want) in [
        (
            "Công an tỉnh, Sở Tài chính và các cơ quan liên quan phối hợp rà soát",
            vec!["Công an tỉnh", "Sở Tài chính", "các cơ quan liên quan"],
        ),
        (
            "Các doanh nghiệp cung cấp dịch vụ số trên địa bàn thực hiện tuyên truyền",
            vec!["Các doanh nghiệp cung cấp dịch vụ số trên địa bàn"],
        ),
        (
            "Các cơ sở giáo dục, đào tạo xây dựng chương trình",
            vec!["Các cơ sở giáo dục, đào tạo"],
        ),
        (
            "Người đứng đầu cơ quan, đơn vị chịu trách nhiệm",
            vec!["Người đứng đầu cơ quan, đơn vị"],
        ),
        (
            "Lực lượng chuyên trách bảo vệ an ninh mạng tiếp nhận tin báo",
            vec!["Lực lượng chuyên trách bảo vệ an ninh mạng"],
        ),
        (
            "Người đứng đầu cấp ủy trực tiếp chỉ đạo",
            vec!["Người đứng đầu cấp ủy"],
        ),
    ] {
        let got = subject(text, &lower(text)).unwrap();
        assert!(got.verb, "{text}");
        assert_eq!(
            got.mentions.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(),
            want
        );
    }
    for text in [
        "Tổ chức tuyên truyền",
        "Ban hành quy chế",
        "Phòng, chống lừa đảo",
        "Báo cáo định kỳ",
        "Ngân sách tỉnh bảo đảm",
    ] {
        assert!(subject(text, &lower(text)).is_none(), "{text}");
    }
}

#[test]
fn headings_that_are_agencies() {
    for text in [
        "Sở Nội vụ",
        "Công an tỉnh:",
        "Cơ quan, tổ chức, doanh nghiệp, cơ sở giáo dục, đào tạo trên địa bàn tỉnh:",
        "Chủ quản hệ thống thông tin",
        "Các sở, ban, ngành và địa phương",
        "Các doanh nghiệp viễn thông, Internet, nền tảng số trên địa bàn tỉnh",
    ] {
        assert!(is_list(text), "{text}");
    }
    for text in [
        "Bảo vệ hạ tầng số",
        "Tổ chức thực hiện",
        "Đào tạo và phát triển nguồn nhân lực",
        "Chế độ thông tin, báo cáo",
        "Phân công trách nhiệm",
    ] {
        assert!(!is_list(text), "{text}");
    }
}
