//! Where things stand on the pages of the samples, whoever set them: an office suite from DOCX, or our typesetter.
use coloa_testkit::pdf::{place, top};

pub fn report(pages: &[String]) {
    let first = &pages[0];
    let organ = place(first, "ỦY BAN NHÂN DÂN");
    let motto = place(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    assert_eq!(organ.0, motto.0, "on one line");
    assert!(organ.1 < motto.1);
    let number = place(first, "Số: 05/BC-UBND");
    let date = place(first, "Cổ Loa, ngày 05 tháng 02 năm 2026");
    assert_eq!(number.0, date.0, "on one line");
    assert!(number.1 < date.1 && number.0 > organ.0);
    let title = place(first, "BÁO CÁO");
    assert!(title.0 > number.0 && title.1 > number.1, "centred");
    assert!(place(first, "Kính gửi:").0 > title.0);
    let foot = pages.iter().find(|p| p.contains("Nơi nhận:")).unwrap();
    let recipients = place(foot, "Nơi nhận:");
    let authority = place(foot, "TM. ỦY BAN NHÂN DÂN");
    assert_eq!(recipients.0, authority.0, "on one line");
    assert!(recipients.1 < authority.1);
    assert!(place(foot, "PHÓ CHỦ TỊCH").0 < place(foot, "Nguyễn Văn Ước").0);
    assert!(place(foot, "- Như trên;").0 < place(foot, "- Lưu: VT, ANM.").0);
    assert!(place(foot, "Nguyễn Văn Ước").1 > place(foot, "- Lưu: VT, ANM.").1);
}

/// Page numbers, and annexes that begin anew; `annex`: whether a page is the first of the first annex.
pub fn page_numbers(pages: &[String], annex: impl Fn(&str) -> bool) {
    assert!(
        top(&pages[0]).parse::<u32>().is_err(),
        "no number on the first page"
    );
    assert_eq!(top(&pages[1]), "2");
    let annex = pages
        .iter()
        .position(|p| annex(p))
        .expect("an annex without a number on its first page");
    assert!(top(&pages[annex]).contains("Phụ lục I"));
    assert_eq!(top(&pages[annex + 1]), "2");
    assert!(
        pages[annex + 1].contains("Cơ quan chủ trì"),
        "the head of the table is repeated"
    );
    assert!(pages[annex].contains("(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026"));
    assert!(pages.last().unwrap().contains("Phụ lục II"));
}

pub fn letter(pages: &[String]) {
    assert_eq!(pages.len(), 1);
    let page = &pages[0];
    assert!(place(page, "VÀ CHUYỂN ĐỔI SỐ").0 < place(page, "/BCĐ-ANM").0);
    assert!(place(page, "/BCĐ-ANM").0 < place(page, "V/v báo cáo tiến độ").0);
    assert!(place(page, "V/v báo cáo tiến độ").0 < place(page, "THƯỢNG KHẨN").0);
    assert!(
        place(page, "anm@coloa.invalid").0 > place(page, "- Lưu: VT, ANM.").0,
        "at the foot of the page"
    );
    assert!(!page.contains("CÔNG VĂN"));
}

pub fn party(pages: &[String]) {
    let page = &pages[0];
    assert_eq!(
        place(page, "TỈNH ỦY CỔ LOA").0,
        place(page, "ĐẢNG CỘNG SẢN VIỆT NAM").0
    );
    assert!(!page.contains("CỘNG HÒA"));
    assert_eq!(place(page, "*").0, place(page, "TỈNH ỦY CỔ LOA").0 + 1);
    assert_eq!(
        place(page, "Số 15-KH/TU").0,
        place(page, "Cổ Loa, ngày 03 tháng 4 năm 2026").0
    );
    assert_eq!(place(page, "Nơi nhận:").0, place(page, "T/M BAN THƯỜNG VỤ").0);
    assert!(page.contains("- Lưu Văn phòng Tỉnh ủy."));
}
