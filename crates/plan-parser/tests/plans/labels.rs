//! The block below a task in many wordings and places.

use crate::variants::{names, one, plan};

/// One task with the three lines of its block.
fn block(lead: &str, help: &str, time: &str) -> String {
    format!(
        "KẾ HOẠCH\nThử nhãn\n\nI. NHIỆM VỤ, GIẢI PHÁP\n1. Thay khóa truy cập của các máy chủ dùng chung.\n{lead}\n{help}\n{time}\n2. Kiểm kê thiết bị lưu trữ di động.\n{lead}\n{time}\n"
    )
}

#[test]
fn every_wording_of_a_label() {
    for (lead, help, time) in [
        ("Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện"),
        ("Đơn vị thực hiện", "Đơn vị phối hợp", "Tiến độ thực hiện"),
        ("Chủ trì tham mưu, thực hiện", "Kiểm tra, phối hợp", "Thời hạn"),
        (
            "Cơ quan, đơn vị chủ trì",
            "Cơ quan/đơn vị phối hợp",
            "Mốc thời gian",
        ),
        (
            "Các cơ quan chủ trì",
            "Các cơ quan phối hợp",
            "Thời gian triển khai",
        ),
        ("Sở, ngành chủ trì", "Sở, ngành phối hợp", "Lộ trình thực hiện"),
        (
            "Cơ quan chịu trách nhiệm chính",
            "Cơ quan tham gia",
            "Thời gian dự kiến",
        ),
        ("Người chủ trì", "Tham gia phối hợp", "Thời gian"),
        // A tone mark lost or misplaced.
        ("Chủ tri thực hiện", "Phối hợp thực hiên", "Thơi gian thực hiện"),
    ] {
        for sign in ["- ", "+ ", "* ", ""] {
            let p = plan(&block(
                &format!("{sign}{lead}: Sở Tài chính."),
                &format!("{sign}{help}: Công an tỉnh; các sở, ban, ngành."),
                &format!("{sign}{time}: Quý II/2027."),
            ));
            assert_eq!(p.tasks.len(), 2, "{sign}{lead}");
            let t = one(&p, "I.1");
            assert_eq!(names(&t.lead), ["Sở Tài chính"], "{lead}");
            assert_eq!(
                names(&t.coordinate),
                ["Công an tỉnh", "các sở, ban, ngành"],
                "{help}"
            );
            assert_eq!(t.timeframe.to.as_deref(), Some("2027-06-30"), "{time}");
            assert!(one(&p, "I.2").coordinate.is_empty());
        }
    }
}

#[test]
fn a_heading_of_agencies_is_no_label() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. NHIỆM VỤ\n1. Các đơn vị được giao nhiệm vụ:\n- Lập sổ theo dõi thiết bị cho từng phòng làm việc.\n- Niêm phong cổng kết nối không dùng đến.\n",
    );
    assert_eq!(p.tasks.len(), 2);
    assert_eq!(names(&p.tasks[1].lead), ["Các đơn vị được giao nhiệm vụ"]);
}

#[test]
fn lead_and_helpers_behind_one_label() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nII- NỘI DUNG CÔNG VIỆC\n1- Công tác chuẩn bị\n1.1- Dựng phòng trực giám sát tại trụ sở mới.\n+ Phân công thực hiện: Phòng Kỹ thuật chủ trì, phối hợp với Phòng Hậu cần, Công an các xã.\n+ Thời gian hoàn thành: Trong tháng 9/2026.\n1.2- Lập danh bạ đầu mối trực.\n+ Phân công thực hiện: Phòng Tham mưu chủ trì; Công an các xã, Phòng Hậu cần phối hợp.\n+ Thời gian: Tháng 02 - 05/2026.\n",
    );
    let t = one(&p, "II.1.1");
    assert_eq!(names(&t.lead), ["Phòng Kỹ thuật"]);
    assert_eq!(names(&t.coordinate), ["Phòng Hậu cần", "Công an các xã"]);
    assert_eq!(t.timeframe.to.as_deref(), Some("2026-09-30"));
    let t = one(&p, "II.1.2");
    assert_eq!(names(&t.lead), ["Phòng Tham mưu"]);
    assert_eq!(names(&t.coordinate), ["Công an các xã", "Phòng Hậu cần"]);
    assert_eq!(
        (t.timeframe.from.as_deref(), t.timeframe.to.as_deref()),
        (Some("2026-02-01"), Some("2026-05-31"))
    );
}

#[test]
fn a_month_of_every_year_is_annual() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. NHIỆM VỤ\n1. Diễn tập khôi phục dữ liệu từ bản sao.\n- Chủ trì: Sở Y tế.\n- Thời gian: Tháng 10 hằng năm.\n2. Đổi chứng thư số của cổng dịch vụ.\n- Chủ trì: Sở Y tế.\n- Thời gian: Khi phát hiện dấu hiệu lộ khóa.\n",
    );
    assert_eq!(p.tasks[0].timeframe.kind.code(), "annual");
    assert_eq!(p.tasks[1].timeframe.kind.code(), "conditional");
}

#[test]
fn one_block_for_a_heading_or_for_numbers() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. NHIỆM VỤ\n1. Thay thiết bị cũ (Chủ trì: Sở Tài chính; phối hợp: Công an tỉnh; thời gian: năm 2027)\n- Lập danh sách thiết bị hết hạn hỗ trợ.\n- Mua thiết bị dự phòng.\n2. Khóa tài khoản thừa\n2.1. Đối chiếu danh sách tài khoản với danh sách người làm việc.\n2.2. Khóa tài khoản không có chủ.\n- Phân công thực hiện:\n+ Chủ trì: Sở Nội vụ.\n+ Thời gian: Hằng năm.\n3. Trong quý III/2026, Văn phòng UBND tỉnh hoàn thành việc chuyển cổng thông tin sang máy chủ mới.\n4. Về con người: Sở Nội vụ chủ trì cử cán bộ trực.\n",
    );
    for path in ["I.1.1", "I.1.2"] {
        let t = one(&p, path);
        assert_eq!(names(&t.lead), ["Sở Tài chính"]);
        assert_eq!(names(&t.coordinate), ["Công an tỉnh"]);
        assert_eq!(t.timeframe.to.as_deref(), Some("2027"));
    }
    for path in ["I.2.1", "I.2.2"] {
        assert_eq!(names(&one(&p, path).lead), ["Sở Nội vụ"]);
        assert_eq!(one(&p, path).timeframe.kind.code(), "annual");
    }
    assert_eq!(names(&one(&p, "I.3").lead), ["Văn phòng UBND tỉnh"]);
    assert_eq!(names(&one(&p, "I.4").lead), ["Sở Nội vụ"]);
}
