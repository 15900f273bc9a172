//! A plan of an invented province in the official layout, in two versions.

const HEAD: &str = "ỦY BAN NHÂN DÂN\nTỈNH SÔNG NGỌC\n-------\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n\nSố: 45/KH-UBND\n\nSông Ngọc, ngày 10 tháng 3 năm 2026\n\nKẾ HOẠCH\nBảo đảm an ninh mạng trên địa bàn tỉnh Sông Ngọc giai đoạn 2026 - 2028\n-----------\n\nCăn cứ Quyết định số 777/QĐ-TTg ngày 05 tháng 01 năm 2026 của Thủ tướng Chính phủ về phòng, chống lừa đảo trên mạng;\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n1. Cụ thể hóa các nhiệm vụ bảo vệ không gian mạng của tỉnh.\n\n2. Phân công rõ trách nhiệm của từng cơ quan.\n\nII. MỤC TIÊU\n\n1. Đến năm 2028, 100% hệ thống thông tin từ cấp độ 3 trở lên được giám sát 24/7.\n\n2. Hằng năm tổ chức ít nhất 01 cuộc diễn tập thực chiến.\n\nIII. NHIỆM VỤ, GIẢI PHÁP\n\n1. Bảo vệ hệ thống thông tin\n\n";

const FOOT: &str = "IV. TỔ CHỨC THỰC HIỆN\n\n1. Công an tỉnh\n\na) Theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này.\n\nb) Tổng hợp, báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện trước ngày 05 tháng 12 hằng năm.\n\n2. Sở Tài chính\n\na) Bố trí kinh phí thực hiện theo quy định của Luật Ngân sách nhà nước.\n\nTrên đây là Kế hoạch bảo đảm an ninh mạng của tỉnh./.\n\nNơi nhận:\n- Bộ Công an;\n- Các sở, ban, ngành;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Mẫu\n";

/// A task with its block of agencies.
fn task(letter: &str, text: &str, lead: &str, with: &str, when: &str) -> String {
    format!(
        "{letter}) {text}\n\n- Chủ trì: {lead}.\n\n- Phối hợp: {with}.\n\n- Thời gian thực hiện: {when}.\n\n"
    )
}

const POLICE: &str = "Công an tỉnh";
const SCIENCE: &str = "Sở Khoa học và Công nghệ";
const ALL: &str = "các sở, ban, ngành";

fn plan(tasks: &[(&str, &str, &str, &str)]) -> String {
    let letters = [
        "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p",
    ];
    let tasks: String = tasks
        .iter()
        .zip(letters)
        .map(|((text, lead, with, when), letter)| task(letter, text, lead, with, when))
        .collect();
    format!("{HEAD}{tasks}{FOOT}")
}

/// Nine tasks.
pub fn first() -> String {
    plan(&[
        (
            "Rà soát, phân loại và phê duyệt cấp độ toàn bộ hệ thống thông tin do tỉnh quản lý.",
            SCIENCE,
            ALL,
            "Quý II năm 2026",
        ),
        (
            "Xây dựng trung tâm giám sát và kết nối nhật ký của máy chủ về trung tâm trong giờ hành chính.",
            POLICE,
            SCIENCE,
            "Năm 2026",
        ),
        (
            "Tổ chức diễn tập ứng cứu sự cố cho đội ứng cứu của tỉnh.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Trang bị phần mềm phòng, chống mã độc tập trung cho máy trạm; kiểm tra, gỡ bỏ phần mềm không có bản quyền trên máy tính công vụ.",
            SCIENCE,
            ALL,
            "Năm 2027",
        ),
        (
            "Bồi dưỡng kỹ năng an toàn số cho cán bộ xã, phường; biên soạn cẩm nang nhận biết lừa đảo trực tuyến phát cho người dân.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Sao lưu dữ liệu dùng chung sang địa điểm dự phòng cách xa trung tâm dữ liệu chính.",
            SCIENCE,
            POLICE,
            "Năm 2027",
        ),
        (
            "Mua bảo hiểm rủi ro không gian mạng cho cổng dịch vụ công.",
            SCIENCE,
            "Sở Tài chính",
            "Năm 2028",
        ),
        (
            "Kiểm tra việc chấp hành pháp luật về an ninh mạng tại các đơn vị vận hành.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Thiết lập đường dây nóng tiếp nhận phản ánh của người dân về lừa đảo.",
            POLICE,
            ALL,
            "Năm 2026",
        ),
    ])
}

/// Three reworded (b, c, i), two split (d, đ), one dropped (g: insurance), four new; the rest as it was.
pub fn second() -> String {
    plan(&[
        (
            "Rà soát, phân loại và phê duyệt cấp độ toàn bộ hệ thống thông tin do tỉnh quản lý.",
            SCIENCE,
            ALL,
            "Quý II năm 2026",
        ),
        (
            "Xây dựng trung tâm giám sát và kết nối nhật ký của máy chủ, thiết bị mạng về trung tâm liên tục 24 giờ mỗi ngày.",
            POLICE,
            SCIENCE,
            "Năm 2026",
        ),
        (
            "Tổ chức diễn tập thực chiến ứng cứu sự cố cho đội ứng cứu của tỉnh và các đơn vị vận hành.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Trang bị phần mềm phòng, chống mã độc tập trung cho máy trạm.",
            SCIENCE,
            ALL,
            "Năm 2027",
        ),
        (
            "Kiểm tra, gỡ bỏ phần mềm không có bản quyền trên máy tính công vụ.",
            SCIENCE,
            ALL,
            "Năm 2027",
        ),
        (
            "Bồi dưỡng kỹ năng an toàn số cho cán bộ xã, phường.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Biên soạn cẩm nang nhận biết lừa đảo trực tuyến phát cho người dân.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Sao lưu dữ liệu dùng chung sang địa điểm dự phòng cách xa trung tâm dữ liệu chính.",
            SCIENCE,
            POLICE,
            "Năm 2027",
        ),
        (
            "Kiểm tra việc chấp hành pháp luật về an ninh mạng tại các đơn vị vận hành.",
            POLICE,
            ALL,
            "Hằng năm",
        ),
        (
            "Thiết lập đường dây nóng và trang tiếp nhận phản ánh trực tuyến của người dân về lừa đảo, tin giả.",
            POLICE,
            ALL,
            "Năm 2026",
        ),
        (
            "Đánh giá chuỗi cung ứng thiết bị trước khi đưa vào vận hành.",
            SCIENCE,
            "Sở Tài chính",
            "Năm 2027",
        ),
        (
            "Thử nghiệm xâm nhập đối với ứng dụng có dữ liệu cá nhân của công dân.",
            POLICE,
            SCIENCE,
            "Hằng năm",
        ),
        (
            "Ký kết quy chế phối hợp với doanh nghiệp viễn thông trong chặn lọc tên miền độc hại.",
            POLICE,
            "Sở Tài chính",
            "Năm 2026",
        ),
        (
            "Lựa chọn mật mã hậu lượng tử cho hệ thống trục liên thông văn bản.",
            SCIENCE,
            POLICE,
            "Năm 2028",
        ),
    ])
}
