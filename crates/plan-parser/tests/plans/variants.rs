//! Habits of plans that our own documents do not all show: each a small text and what it must give.

use coloa_base::{SourceText, Table};
use coloa_plan_parser::{ParsedPlan, Task, parse};

pub fn plan(text: &str) -> ParsedPlan {
    parse(&SourceText::plain(text)).unwrap()
}

pub fn names(list: &[coloa_plan_parser::AgencyMention]) -> Vec<&str> {
    list.iter().map(|a| a.name.as_str()).collect()
}

pub fn one(p: &ParsedPlan, path: &str) -> Task {
    p.tasks
        .iter()
        .find(|t| t.path == path)
        .unwrap_or_else(|| {
            panic!(
                "{path} in {:?}",
                p.tasks.iter().map(|t| &t.path).collect::<Vec<_>>()
            )
        })
        .clone()
}

#[test]
fn label_variants() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nII. NHIỆM VỤ, GIẢI PHÁP\n1. Rà soát tài khoản quản trị của các máy chủ.\n- Đơn vị chủ trì: Sở Nội vụ.\n- Đơn vị phối hợp: Các sở, ban, ngành; UBND các xã, phường.\n- Thời hạn hoàn thành: Quý IV/2026.\n- Sản phẩm: Báo cáo rà soát.\n2. Dựng lại bản sao lưu của các cơ sở dữ liệu.\n- Cơ quan thực hiện: Sở Y tế, Sở Công Thương\n- Tiến độ: 2026 - 2028\n3. Thay mật khẩu mặc định của thiết bị mạng.\n+ Chủ trì tham mưu, thực hiện: Công an tỉnh (nội dung liên quan đến an ninh mạng); Sở Khoa học và Công nghệ (nội dung liên quan đến nền tảng số).\n+ Phối hợp,thực hiện: UBND cấp xã.\n+ Kiểm tra, phối hợp: Thanh tra tỉnh.\n+ Thời gian: Hằng năm.\n",
    );
    assert_eq!(p.tasks.len(), 3);
    let t = one(&p, "II.1");
    assert_eq!(names(&t.lead), ["Sở Nội vụ"]);
    assert_eq!(
        names(&t.coordinate),
        ["Các sở, ban, ngành", "UBND các xã, phường"]
    );
    assert_eq!(t.timeframe.to.as_deref(), Some("2026-12-31"));
    assert_eq!(t.product.unwrap().value, "Báo cáo rà soát");
    let t = one(&p, "II.2");
    assert_eq!(names(&t.lead), ["Sở Y tế", "Sở Công Thương"]);
    assert_eq!(
        (t.timeframe.from.as_deref(), t.timeframe.to.as_deref()),
        (Some("2026"), Some("2028"))
    );
    let t = one(&p, "II.3");
    assert_eq!(names(&t.lead), ["Công an tỉnh", "Sở Khoa học và Công nghệ"]);
    assert_eq!(
        t.lead[0].scope.as_deref(),
        Some("nội dung liên quan đến an ninh mạng")
    );
    assert_eq!(names(&t.coordinate), ["UBND cấp xã", "Thanh tra tỉnh"]);
    assert_eq!(t.timeframe.kind.code(), "annual");
}

#[test]
fn giao_and_inline_deadlines() {
    let p = plan(
        "CHỈ THỊ\nVề việc thử\n\n1. Giao Sở Tài chính chủ trì, phối hợp với Sở Nội vụ, Công an tỉnh bố trí kinh phí mua thiết bị, hoàn thành trước ngày 30/6/2026.\n2. Giao Công an tỉnh:\na) Lập danh sách cán bộ trực. Xong trong tháng 5/2026.\nb) Chủ trì, phối hợp với các cơ quan liên quan tổ chức trực 24/7.\n3. Các sở, ban, ngành, UBND cấp xã rà soát thiết bị của đơn vị mình (hoàn thành trong Quý III/2026).\n",
    );
    assert_eq!(
        p.tasks.iter().map(|t| t.path.as_str()).collect::<Vec<_>>(),
        ["1", "2.a", "2.b", "3"]
    );
    let t = one(&p, "1");
    assert_eq!(
        (names(&t.lead), names(&t.coordinate)),
        (vec!["Sở Tài chính"], vec!["Sở Nội vụ", "Công an tỉnh"])
    );
    assert_eq!(t.timeframe.to.as_deref(), Some("2026-06-30"));
    let t = one(&p, "2.a");
    assert_eq!(
        (names(&t.lead), t.timeframe.to.as_deref()),
        (vec!["Công an tỉnh"], Some("2026-05-31"))
    );
    assert_eq!(names(&one(&p, "2.b").coordinate), ["các cơ quan liên quan"]);
    let t = one(&p, "3");
    assert_eq!(names(&t.lead), ["Các sở, ban, ngành", "UBND cấp xã"]);
    assert_eq!(t.timeframe.to.as_deref(), Some("2026-09-30"));
}

#[test]
fn parts_and_articles() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nPhần thứ nhất\nMỤC TIÊU, YÊU CẦU\nI. MỤC TIÊU\n1. Đến năm 2027\n- 90% cán bộ được tập huấn.\nPhần thứ hai\nNHIỆM VỤ\nI. VỀ CON NGƯỜI\n1. Sở Nội vụ tổ chức tập huấn cho cán bộ chuyên trách.\n",
    );
    assert_eq!(p.targets.len(), 1);
    assert_eq!(p.targets[0].horizon.as_ref().map(|h| h.value), Some(2027));
    assert_eq!(p.tasks.len(), 1);
    assert_eq!(p.tasks[0].path, "Ib.1");
    assert_eq!(names(&p.tasks[0].lead), ["Sở Nội vụ"]);
}

#[test]
fn ocr_slips_are_forgiven() {
    let p = plan(
        "KẾ HOẠCH\nThử\n\nI. MỤC TIÊU\n1. Phân đầu 85% xã, phường có tổ công nghệ số.\n2. Giữ vững an ninh trật tự trên mạng.\nII. NHIỆM VỤ\n1. Sở Y tế rà soát phần mềm khám chữa bệnh.\n",
    );
    let m = p.targets[0].metric.as_ref().unwrap();
    assert_eq!((m.comparator.code(), m.value), (">=", 85.0));
    assert!(p.targets[1].metric.is_none());
    let mut scanned =
        SourceText::plain("KẾ HOẠCH\nThử\n\nII. NHIỆM VỤ\n1. Sở Y tế rà soát phần mềm khám chữa bệnh.\n");
    let clean = parse(&scanned).unwrap().tasks[0].confidence;
    scanned.recognised = true;
    assert!(parse(&scanned).unwrap().tasks[0].confidence < clean);
}

#[test]
fn a_table_given_by_the_reader() {
    let cells = [
        [
            "STT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Thời gian",
            "Sản phẩm",
        ],
        ["I", "Nhóm nhiệm vụ về hạ tầng", "", "", "", ""],
        [
            "1",
            "Dựng hệ thống nhật ký tập trung",
            "Công an tỉnh",
            "Sở Tài chính; các sở, ban, ngành",
            "Quý II/2026",
            "Hệ thống",
        ],
        [
            "2",
            "Thay thiết bị tường lửa đã cũ",
            "Văn phòng UBND tỉnh",
            "",
            "Thường xuyên",
            "",
        ],
    ];
    let mut text = String::from("PHỤ LỤC\nDANH MỤC NHIỆM VỤ\n");
    let mut rows = Vec::new();
    for row in cells {
        let mut out = Vec::new();
        for (i, c) in row.iter().enumerate() {
            if i > 0 {
                text.push('\t');
            }
            out.push(text.len()..text.len() + c.len());
            text.push_str(c);
        }
        text.push('\n');
        rows.push(out);
    }
    let p = parse(&SourceText {
        text,
        tables: vec![Table { rows }],
        ..SourceText::default()
    })
    .unwrap();
    assert_eq!(
        p.tasks.iter().map(|t| t.path.as_str()).collect::<Vec<_>>(),
        ["I.1", "I.2"]
    );
    assert_eq!(
        names(&p.tasks[0].coordinate),
        ["Sở Tài chính", "các sở, ban, ngành"]
    );
    assert_eq!(p.tasks[0].timeframe.to.as_deref(), Some("2026-06-30"));
    assert_eq!(
        p.tasks[0].product.as_ref().map(|p| p.value.as_str()),
        Some("Hệ thống")
    );
    assert!(p.tasks[1].coordinate.is_empty());
}

#[test]
fn letterhead_in_table_cells() {
    let left = "ỦY BAN NHÂN DÂN TỈNH LAM SƠN Số: 15/KH-UBND";
    let right =
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Lam Sơn, ngày 05 tháng 02 năm 2026";
    let foot = "Nơi nhận: - Bộ Công an; - Các sở, ban, ngành; - Lưu: VT, NC.";
    let sign = "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Trần Văn Mẫu";
    let text = format!(
        "{left}\t{right}\nKẾ HOẠCH\nThử việc đọc đầu văn bản\n\nI. NHIỆM VỤ\n1. Sở Y tế rà soát phần mềm khám chữa bệnh.\n{foot}\t{sign}\n"
    );
    let at = |s: &str| {
        let i = text.find(s).unwrap();
        i..i + s.len()
    };
    let tables = vec![
        Table {
            rows: vec![vec![at(left), at(right)]],
        },
        Table {
            rows: vec![vec![at(foot), at(sign)]],
        },
    ];
    let p = parse(&SourceText {
        text: text.clone(),
        tables,
        ..SourceText::default()
    })
    .unwrap();
    let d = p.document;
    assert_eq!(d.number.unwrap().value, "15/KH-UBND");
    assert_eq!(d.date.unwrap().value, "2026-02-05");
    assert_eq!(d.title.unwrap().value, "Thử việc đọc đầu văn bản");
    assert_eq!(
        d.recipients.iter().map(|r| r.value.as_str()).collect::<Vec<_>>(),
        ["Bộ Công an", "Các sở, ban, ngành", "Lưu: VT, NC"]
    );
    assert_eq!(d.signer_name.unwrap().value, "Trần Văn Mẫu");
    assert_eq!(d.signer_role.unwrap().value, "CHỦ TỊCH");
}

fn paths<T>(list: &[T], path: impl Fn(&T) -> &str) -> Vec<String> {
    list.iter().map(|t| path(t).to_string()).collect()
}

#[test]
fn parts_in_capital_letters_and_labels_as_lettered_items() {
    let p = plan(include_str!("texts/parts_in_letters.txt"));
    let title = p.document.title.as_ref().unwrap();
    assert!(title.value.starts_with("Thực hiện Nghị quyết") && title.value.ends_with("năm 2025"));
    assert_eq!(
        p.document.issuer.as_ref().unwrap().value,
        "Ủy ban nhân dân tỉnh Lam Sơn"
    );
    assert_eq!(
        paths(&p.document.implements, |f| &f.value),
        ["57-NQ/TW", "03/NQ-CP"]
    );
    assert_eq!(paths(&p.targets, |t| &t.path), ["B.1.1", "B.1.2", "B.2"]);
    assert_eq!(paths(&p.tasks, |t| &t.path), ["Ib.1", "Ib.2", "IIb.1", "IIb.2"]);
    assert_eq!(
        names(&p.tasks[1].lead),
        ["Báo và Đài Phát thanh - Truyền hình tỉnh"]
    );
    assert_eq!(
        names(&p.tasks[2].coordinate),
        ["Các doanh nghiệp viễn thông", "UBND cấp xã"]
    );
    assert_eq!(p.tasks[2].timeframe.to.as_deref(), Some("2025-06-30"));
    assert_eq!(paths(&p.assignments, |a| &a.path), ["Đ.1", "Đ.2", "Đ.3"]);
    assert_eq!(p.obligations[1].due.as_deref(), Some("2025-02-15"));
}

#[test]
fn letterhead_and_foot_in_two_columns() {
    let p = plan(include_str!("texts/two_columns.txt"));
    let d = &p.document;
    assert_eq!(d.issuer.as_ref().unwrap().value, "Ủy ban nhân dân tỉnh Lam Sơn");
    assert_eq!(d.number.as_ref().unwrap().value, "35/KH-UBND");
    assert_eq!(d.date.as_ref().unwrap().value, "2026-01-20");
    assert_eq!(
        d.title.as_ref().unwrap().value,
        "Bảo đảm an toàn thông tin mạng tỉnh Lam Sơn năm 2026"
    );
    assert_eq!(
        paths(&d.recipients, |f| &f.value),
        ["Bộ Công an", "Như phần III", "Lưu: VT"]
    );
    assert_eq!(d.signer_name.as_ref().unwrap().value, "Trần Thị Giả Định");
    assert_eq!(p.targets[0].horizon.as_ref().map(|h| h.value), Some(2026));
    // The lead said in brackets, the block without bullets, two dates of one duty.
    assert_eq!(names(&p.tasks[1].lead), ["Công an tỉnh"]);
    assert_eq!(names(&p.tasks[1].coordinate), ["Sở Nội vụ"]);
    assert_eq!(
        names(&p.tasks[2].lead),
        ["Công an tỉnh", "Sở Khoa học và Công nghệ"]
    );
    let dates: Vec<_> = p
        .obligations
        .iter()
        .map(|o| (o.due.as_deref(), o.every_months))
        .collect();
    assert_eq!(dates, [(Some("15/06"), Some(6)), (Some("15/12"), Some(12))]);
}
