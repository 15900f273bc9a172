//! Who does a task: names of many kinds, headings that lead, committees and the agencies they lead.

use crate::variants::{names, one, plan};

#[test]
fn a_committee_and_the_agency_it_leads_in_one_sentence() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. MỤC ĐÍCH\nGiữ an toàn.\nII. TỔ CHỨC THỰC HIỆN\n1. Đảng ủy Công an tỉnh lãnh đạo, chỉ đạo Công an tỉnh chủ trì, phối hợp với Văn phòng Tỉnh ủy giám sát các hệ thống. Nhiệm vụ thường xuyên.\n2. Ban Tuyên giáo và Dân vận Tỉnh ủy hướng dẫn tuyên truyền. Hằng năm.\n3. Các cấp ủy, tổ chức đảng xây dựng kế hoạch và tổ chức quán triệt. Hoàn thành trước ngày 30/4/2026.\nKế hoạch này được phổ biến đến chi bộ.\n",
    );
    assert!(p.assignments.is_empty());
    let t = one(&p, "II.1");
    assert_eq!(names(&t.lead), ["Đảng ủy Công an tỉnh", "Công an tỉnh"]);
    assert_eq!(names(&t.coordinate), ["Văn phòng Tỉnh ủy"]);
    assert_eq!(t.coordinate[0].scope, None);
    let t = one(&p, "II.3");
    assert_eq!(t.timeframe.to.as_deref(), Some("2026-04-30"));
    assert!(!t.text.contains("phổ biến"));
    assert_eq!(p.obligations.len(), 1);
    assert_eq!(p.obligations[0].path, "II.3");
}

#[test]
fn a_paragraph_between_heading_and_list_may_lead() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. CÁC NHIỆM VỤ TRỌNG TÂM VÀ PHÂN CÔNG THỰC HIỆN\n1. Về tuyên truyền\nSở Văn hóa, Thể thao và Du lịch chủ trì:\n- Mở chuyên mục cảnh báo trên loa của thôn.\n- Phối hợp với Công an tỉnh biên tập tin, bài.\n",
    );
    assert_eq!(p.tasks.len(), 2);
    assert_eq!(names(&p.tasks[0].lead), ["Sở Văn hóa, Thể thao và Du lịch"]);
    assert_eq!(names(&p.tasks[1].coordinate), ["Công an tỉnh"]);
}

#[test]
fn helpers_of_a_heading_help_with_its_items() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. NHIỆM VỤ\n1. Giao Sở Giáo dục và Đào tạo chủ trì, phối hợp với Công an tỉnh và các đơn vị liên quan:\na) Soạn tài liệu cho giáo viên chủ nhiệm.\nb) Hằng năm tổ chức cuộc thi trong trường học.\n",
    );
    for path in ["I.1.a", "I.1.b"] {
        let t = one(&p, path);
        assert_eq!(names(&t.lead), ["Sở Giáo dục và Đào tạo"]);
        assert_eq!(names(&t.coordinate), ["Công an tỉnh", "các đơn vị liên quan"]);
    }
}

#[test]
fn long_and_short_names() {
    for (text, want) in [
        (
            "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao, Phòng Hậu cần",
            vec![
                "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao",
                "Phòng Hậu cần",
            ],
        ),
        (
            "Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh; CA tỉnh",
            vec![
                "Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh",
                "CA tỉnh",
            ],
        ),
        (
            "Văn phòng Đoàn ĐBQH và HĐND tỉnh, Văn phòng UBND tỉnh và UBND các quận, huyện",
            vec![
                "Văn phòng Đoàn ĐBQH và HĐND tỉnh",
                "Văn phòng UBND tỉnh",
                "UBND các quận, huyện",
            ],
        ),
        ("Sở TT&TT, CA tỉnh", vec!["Sở TT&TT", "CA tỉnh"]),
        (
            "Tỉnh đoàn; Các khu phố, buôn",
            vec!["Tỉnh đoàn", "Các khu phố, buôn"],
        ),
    ] {
        let p = plan(&format!(
            "KẾ HOẠCH\nThử\n\nI. NHIỆM VỤ\n1. Thay khóa của phòng máy chủ.\n- Chủ trì: {text}.\n- Thời gian: Hằng năm.\n"
        ));
        assert_eq!(names(&p.tasks[0].lead), want);
    }
}

#[test]
fn a_name_nobody_knows_is_an_agency_where_agencies_stand() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. NHIỆM VỤ\n1. Sở Y tế thay khóa.\nII. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính: Bố trí kinh phí.\n2. Công an xã\n- Tiếp nhận tin báo của người dân.\n3. Già làng, người có uy tín: Vận động bà con không bấm vào đường dẫn lạ.\n4. Chế độ báo cáo: Định kỳ hằng năm (trước ngày 15/11), các cơ quan báo cáo kết quả về Công an xã.\n5. Thông tin, báo cáo\nCông an xã tổng hợp số liệu.\n6. Hằng quý, các phòng thuộc xã rà soát thiết bị của mình.\n",
    );
    let agency = |path: &str| {
        p.assignments
            .iter()
            .find(|a| a.path == path)
            .and_then(|a| a.agency.as_ref())
            .map(|a| a.value.as_str())
    };
    assert_eq!(agency("II.3"), Some("Già làng, người có uy tín"));
    assert_eq!(agency("II.5"), None);
    assert_eq!(agency("II.6"), Some("các phòng thuộc xã"));
    assert_eq!(p.obligations.len(), 1);
    assert_eq!(p.obligations[0].due.as_deref(), Some("15/11"));
}

#[test]
fn what_an_annex_holds_that_is_not_there_is_not_made_up() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. MỤC TIÊU\n1. 100% máy trạm cài phần mềm diệt mã độc.\nII. NHIỆM VỤ, GIẢI PHÁP\nNội dung nhiệm vụ, cơ quan chủ trì, phối hợp và tiến độ thực hiện chi tiết tại Phụ lục đính kèm.\nIII. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Chủ trì các nhiệm vụ được giao tại Phụ lục.\n",
    );
    assert!(p.tasks.is_empty());
    assert_eq!(p.assignments.len(), 1);
    assert!(p.notes.iter().any(|n| n.code == "plan.annex_missing"));
}
