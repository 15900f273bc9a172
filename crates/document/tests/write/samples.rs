//! Documents that the tests of writing share. People, places of work and numbers are invented.

use chrono::NaiveDate;
use coloa_document::model::{
    Align, Annex, Block, Cell, Heading, HeadingLevel, List, Marker, Marks, OfficialDocument, OrganKind,
    Paragraph, Run, Signature, Symbol, Table, Urgency,
};

pub fn d(text: &str) -> NaiveDate {
    text.parse().expect("a day like 2026-01-31")
}

pub fn heading(level: HeadingLevel, number: &str, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        number: (!number.is_empty()).then(|| number.into()),
        text: text.into(),
    })
}

pub fn text(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        runs: vec![text.into()],
        ..Default::default()
    })
}

pub fn duties(rows: usize) -> Table {
    let agencies = [
        "Sở Khoa học và Công nghệ",
        "Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số",
        "Ủy ban nhân dân phường Ễnh Ương",
    ];
    let states = ["Hoàn thành", "Đang thực hiện", "Chậm", "Chưa có báo cáo"];
    let mut all = vec![vec![Cell::group("I. Giám sát, ứng cứu sự cố", 6)]];
    all.extend((1..=rows).map(|i| {
        vec![
            Cell::from(i.to_string()),
            Cell::from(format!(
                "Nhiệm vụ thứ {i}: rà quét lỗ hổng, kết nối giám sát hệ thống thông tin cấp độ 3"
            )),
            Cell::from(agencies[i % agencies.len()]),
            Cell::from(format!("{:02}/12/2026", i % 28 + 1)),
            Cell::from(states[i % states.len()]),
            Cell::from(format!("{} %", i * 7 % 101)),
        ]
    }));
    Table {
        caption: None,
        head: [
            "STT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Thời hạn",
            "Trạng thái",
            "Kết quả",
        ]
        .map(String::from)
        .to_vec(),
        rows: all,
        widths: vec![1.0, 5.0, 4.0, 2.0, 2.2, 1.6],
        aligns: vec![
            Align::Center,
            Align::Left,
            Align::Left,
            Align::Center,
            Align::Center,
            Align::Right,
        ],
        small: false,
    }
}

/// The yearly report of a provincial People's Committee, with two annexes.
pub fn state_report() -> OfficialDocument {
    OfficialDocument {
        variant: OrganKind::State,
        type_code: "bao_cao".into(),
        superior: None,
        issuer: "Ủy ban nhân dân tỉnh Cổ Loa".into(),
        number: Some(5),
        symbol: Symbol {
            organ: "UBND".into(),
            unit: None,
        },
        place: "Cổ Loa".into(),
        date: Some(d("2026-02-05")),
        year: 2026,
        subject: "Kết quả thực hiện Kế hoạch bảo đảm an toàn, an ninh mạng năm 2025 trên địa bàn tỉnh Cổ Loa"
            .into(),
        addressees: vec!["Bộ Công an".into(), "Bộ Khoa học và Công nghệ".into()],
        legal_bases: vec![
            "Căn cứ Luật An ninh mạng ngày 10 tháng 12 năm 2025".into(),
            "Căn cứ Kế hoạch số 15/KH-UBND ngày 09 tháng 3 năm 2025 của Ủy ban nhân dân tỉnh".into(),
        ],
        body: vec![
            text(
                "Thực hiện các văn bản nêu trên, Ủy ban nhân dân tỉnh báo cáo kết quả thực hiện nhiệm vụ bảo đảm an toàn, \
                 an ninh mạng năm 2025 trên địa bàn tỉnh như sau:",
            ),
            heading(HeadingLevel::Section, "I.", "Công tác chỉ đạo, điều hành"),
            heading(HeadingLevel::Clause, "1.", "Văn bản ban hành"),
            Block::Paragraph(Paragraph {
                runs: vec![
                    "Trong năm đã ban hành ".into(),
                    Run::bold("12 văn bản"),
                    ", trong đó có văn bản về ".into(),
                    Run::italic("kiện toàn Ban Chỉ đạo"),
                    " và ".into(),
                    Run {
                        text: "Ễ Ộ Ự Ơ ơ Ư ư Ẵ ẵ Ặ".into(),
                        bold: true,
                        italic: true,
                    },
                    ".".into(),
                ],
                ..Default::default()
            }),
            Block::List(List {
                items: vec![
                    vec!["Kế hoạch diễn tập thực chiến năm 2025;".into()],
                    vec!["Quy chế phối hợp ứng cứu sự cố an ninh mạng trên địa bàn tỉnh.".into()],
                ],
                marker: Marker::Dash,
            }),
            heading(HeadingLevel::Section, "II.", "Kết quả thực hiện chỉ tiêu"),
            Block::Table(Table {
                caption: Some("Bảng 1. Chỉ tiêu năm 2025".into()),
                head: ["STT", "Chỉ tiêu", "Kế hoạch", "Thực hiện", "%"]
                    .map(String::from)
                    .to_vec(),
                rows: vec![
                    vec![
                        "1".into(),
                        "Hệ thống thông tin cấp độ 3 kết nối giám sát 24/7".into(),
                        "46".into(),
                        "41".into(),
                        "89,1".into(),
                    ],
                    vec![
                        "2".into(),
                        "Tỷ lệ kinh phí an ninh mạng".into(),
                        "≥ 15 %".into(),
                        "15,4 %".into(),
                        "100".into(),
                    ],
                ],
                widths: vec![1.0, 6.0, 2.0, 2.0, 1.5],
                aligns: vec![
                    Align::Center,
                    Align::Left,
                    Align::Right,
                    Align::Right,
                    Align::Right,
                ],
                small: false,
            }),
            heading(HeadingLevel::Section, "III.", "Kiến nghị, đề xuất"),
            heading(
                HeadingLevel::Point,
                "a)",
                "Đề nghị Bộ Công an hướng dẫn mẫu báo cáo.",
            ),
            text("Ủy ban nhân dân tỉnh báo cáo để quý Bộ tổng hợp./."),
        ],
        signature: Signature {
            authority: vec!["TM. Ủy ban nhân dân".into(), "KT. Chủ tịch".into()],
            role: "Phó Chủ tịch".into(),
            name: Some("Nguyễn Văn Ước".into()),
        },
        recipients: vec![
            "Thường trực Tỉnh ủy (để báo cáo)".into(),
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh".into(),
            "Các sở, ban, ngành thuộc tỉnh".into(),
        ],
        archive: Some("VT, ANM".into()),
        drafter: Some("NVU.20".into()),
        contact: None,
        marks: Marks {
            notice: Some("Biểu mẫu chưa phải mẫu chính thức".into()),
            ..Default::default()
        },
        annexes: vec![
            Annex {
                title: "Danh mục nhiệm vụ và kết quả thực hiện".into(),
                attached_line: true,
                note: None,
                landscape: true,
                body: vec![Block::Table(duties(40))],
            },
            Annex {
                title: "Cơ quan chưa gửi báo cáo".into(),
                attached_line: true,
                body: vec![text("Có 02 cơ quan chưa gửi báo cáo.")],
                ..Default::default()
            },
        ],
    }
}

/// An official letter of a department with a long name under a long superior.
pub fn state_letter() -> OfficialDocument {
    OfficialDocument {
        type_code: "cong_van".into(),
        superior: Some("Ủy ban nhân dân tỉnh Cổ Loa".into()),
        issuer: "Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số".into(),
        number: None,
        date: None,
        symbol: Symbol {
            organ: "BCĐ".into(),
            unit: Some("ANM".into()),
        },
        subject: "báo cáo tiến độ thực hiện nhiệm vụ bảo đảm an ninh mạng quý I năm 2026".into(),
        addressees: vec!["Ủy ban nhân dân các xã, phường".into()],
        legal_bases: vec![],
        body: vec![text("Đề nghị các đơn vị báo cáo trước ngày 15 tháng 3 năm 2026."); 3],
        signature: Signature {
            authority: vec!["KT. Trưởng Ban".into()],
            role: "Phó Trưởng Ban Thường trực".into(),
            name: None,
        },
        marks: Marks {
            urgency: Some(Urgency::VeryUrgent),
            draft: Some("Dự thảo".into()),
            ..Default::default()
        },
        contact: Some(
            "Số 1, đường Thành Nội, tỉnh Cổ Loa; điện thoại: 0000.000.000; thư điện tử: anm@coloa.invalid"
                .into(),
        ),
        annexes: vec![],
        drafter: None,
        ..state_report()
    }
}

/// A decision of a provincial Party committee.
pub fn party_plan() -> OfficialDocument {
    OfficialDocument {
        variant: OrganKind::Party,
        type_code: "ke_hoach".into(),
        superior: None,
        issuer: "Tỉnh ủy Cổ Loa".into(),
        number: Some(15),
        symbol: Symbol {
            organ: "TU".into(),
            unit: None,
        },
        date: Some(d("2026-04-03")),
        subject: "thực hiện Nghị quyết của Bộ Chính trị về bảo đảm an ninh mạng".into(),
        addressees: vec![],
        legal_bases: vec![],
        body: vec![
            heading(HeadingLevel::Section, "I-", "Mục đích, yêu cầu"),
            text(
                "Quán triệt và tổ chức thực hiện nghiêm túc các nhiệm vụ bảo đảm an ninh mạng trên địa bàn tỉnh.",
            ),
            heading(HeadingLevel::Section, "II-", "Tổ chức thực hiện"),
            text("Các cấp ủy, tổ chức đảng trực thuộc căn cứ Kế hoạch này xây dựng kế hoạch của đơn vị."),
        ],
        signature: Signature {
            authority: vec!["T/M Ban Thường vụ".into()],
            role: "Phó Bí thư".into(),
            name: Some("Trần Thị Ngỡ".into()),
        },
        recipients: vec![
            "Các đảng ủy trực thuộc Tỉnh ủy".into(),
            "Các đồng chí Tỉnh ủy viên".into(),
        ],
        archive: Some("Văn phòng Tỉnh ủy".into()),
        drafter: None,
        marks: Marks::default(),
        annexes: vec![],
        ..state_report()
    }
}

/// A plan of the province: no addressee, sections with clauses and points.
pub fn state_plan() -> OfficialDocument {
    OfficialDocument {
        type_code: "ke_hoach".into(),
        number: Some(86),
        date: Some(d("2026-03-09")),
        subject: "Nâng cao năng lực bảo vệ hệ thống thông tin trên địa bàn tỉnh Cổ Loa giai đoạn 2026 - 2030"
            .into(),
        addressees: vec![],
        legal_bases: vec![],
        body: vec![
            text(
                "Thực hiện Nghị quyết của Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:",
            ),
            heading(HeadingLevel::Section, "I.", "Mục tiêu"),
            heading(HeadingLevel::Clause, "1.", "Mục tiêu cụ thể"),
            text("a) 100% hệ thống thông tin được phê duyệt cấp độ."),
            text("đ) Mỗi xã, phường có một tổ công nghệ số cộng đồng."),
        ],
        marks: Marks {
            urgency: Some(Urgency::Express),
            ..Default::default()
        },
        annexes: vec![],
        drafter: Some("nvu.20".into()),
        ..state_report()
    }
}

/// A decision: grounds, the word of decision, articles.
pub fn decision() -> OfficialDocument {
    let article = |number: &str, title: &str| heading(HeadingLevel::Article, number, title);
    OfficialDocument {
        type_code: "quyet_dinh".into(),
        number: Some(415),
        date: Some(d("2026-10-20")),
        subject: "Về việc kiện toàn Đội ứng cứu sự cố an ninh mạng tỉnh Cổ Loa".into(),
        addressees: vec![],
        legal_bases: vec![
            "Căn cứ Luật Tổ chức chính quyền địa phương".into(),
            "Căn cứ Luật An ninh mạng".into(),
            "Theo đề nghị của Giám đốc Công an tỉnh".into(),
        ],
        body: vec![
            Block::Paragraph(Paragraph {
                runs: vec![Run::bold("QUYẾT ĐỊNH:")],
                align: Align::Center,
                flush: true,
            }),
            article("Điều 1.", "Kiện toàn Đội ứng cứu sự cố"),
            text("Đội gồm 15 thành viên, do đại diện Công an tỉnh làm Đội trưởng."),
            article("Điều 2.", "Hiệu lực thi hành"),
            text("Quyết định này có hiệu lực kể từ ngày ký./."),
        ],
        signature: Signature {
            authority: vec![],
            role: "Chủ tịch".into(),
            name: Some("Lê Văn Ổi".into()),
        },
        recipients: vec!["Như Điều 2".into(), "Công an tỉnh".into()],
        marks: Marks::default(),
        annexes: vec![],
        drafter: None,
        ..state_report()
    }
}

/// A report of a provincial Party committee to its superior.
pub fn party_report() -> OfficialDocument {
    OfficialDocument {
        type_code: "bao_cao".into(),
        number: Some(7),
        date: Some(d("2026-12-15")),
        subject: "kết quả thực hiện nhiệm vụ bảo đảm an ninh mạng năm 2026".into(),
        addressees: vec!["Ban Bí thư Trung ương Đảng".into()],
        body: vec![
            heading(HeadingLevel::Section, "I-", "Kết quả thực hiện"),
            text("Các cấp ủy đã ban hành chương trình bảo vệ dữ liệu của cơ quan mình."),
        ],
        recipients: vec!["Văn phòng Trung ương Đảng".into()],
        ..party_plan()
    }
}

/// Text that tries to be more than text.
pub const NASTY: [&str; 12] = [
    "#panic(\"x\")",
    "$x^2$ #{1+1} @label <label>",
    "#eval(\"1\") #import \"/etc/passwd\": *",
    "*đậm* _nghiêng_ `mã` = Tiêu đề",
    "</w:t></w:r><w:p>chèn</w:p>",
    "&amp; & < > \" ' ]]>",
    "<w:trHeight w:val=\"1\" w:hRule=\"atLeast\" />",
    "a\u{0}b\u{1}c\u{b}d\u{1b}e\u{fffe}f",
    "\u{202e}đảo ngược\u{202c}",
    "🛡️ 中文 العربية",
    "{{data}} {organ} {number} \\u{41} \\",
    "=HYPERLINK(\"http://x.invalid\",\"a\")",
];

/// Every field filled with text that tries to be more.
pub fn nasty() -> OfficialDocument {
    let all = NASTY.join(" ");
    let runs: Vec<Run> = NASTY.iter().map(|t| Run::plain(*t)).collect();
    OfficialDocument {
        superior: Some(all.clone()),
        issuer: all.clone(),
        symbol: Symbol {
            organ: "#panic()".into(),
            unit: None,
        },
        place: NASTY[1].into(),
        subject: all.clone(),
        addressees: NASTY.iter().map(ToString::to_string).collect(),
        legal_bases: vec![all.clone()],
        body: vec![
            heading(HeadingLevel::Section, "#panic", &all),
            heading(HeadingLevel::Part, "$", &all),
            Block::Paragraph(Paragraph {
                runs: runs.clone(),
                ..Default::default()
            }),
            Block::List(List {
                items: vec![runs.clone()],
                marker: Marker::Plus,
            }),
            Block::Table(Table {
                caption: Some(all.clone()),
                head: vec![all.clone(), "#b".into()],
                rows: NASTY
                    .iter()
                    .map(|t| {
                        vec![
                            Cell::from(*t),
                            Cell {
                                runs: runs.clone(),
                                ..Default::default()
                            },
                        ]
                    })
                    .collect(),
                widths: vec![f32::NAN, -1.0],
                ..Default::default()
            }),
        ],
        signature: Signature {
            authority: vec![all.clone()],
            role: all.clone(),
            name: Some(all.clone()),
        },
        recipients: vec![all.clone()],
        archive: Some(all.clone()),
        drafter: Some(all.clone()),
        contact: Some(NASTY[0].into()),
        marks: Marks {
            circulation: Some(NASTY[3].into()),
            draft: Some(NASTY[0].into()),
            notice: Some(all.clone()),
            ..Default::default()
        },
        annexes: vec![Annex {
            title: all.clone(),
            note: Some(all),
            ..Default::default()
        }],
        ..state_report()
    }
}
