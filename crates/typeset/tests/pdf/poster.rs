//! Posters, read back with poppler's tools.
use crate::samples::NASTY;
use coloa_testkit::pdf::poppler;
use coloa_typeset::{Poster, Typesetter};

fn poster(title: &str) -> Poster {
    Poster {
        language: "vi".into(),
        centre: "Trung tâm An ninh mạng".into(),
        title: title.into(),
        lead: "Kẻ gian gọi điện tự xưng nhân viên điện lực.".into(),
        points: vec!["Đòi chuyển tiền ngay".into()],
        advice: vec!["Cúp máy, gọi lại số trên hóa đơn".into()],
        follow: "Quét mã để đọc tiếp".into(),
        address: "https://cong.mau.invalid/cong-dan/tin/gia-danh".into(),
        dots: vec![vec![true, false], vec![false, true]],
    }
}

#[test]
fn a_poster_is_one_sheet_with_its_words() {
    let pdf = Typesetter::system().poster(&poster("Giả danh điện lực")).unwrap();
    let Some(text) = poppler("pdftotext", &["-layout"], &pdf) else {
        return;
    };
    for words in [
        "TRUNG TÂM AN NINH MẠNG",
        "Giả danh điện lực",
        "Đòi chuyển tiền ngay",
        "Quét mã",
        "cong.mau.invalid",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let info = poppler("pdfinfo", &[], &pdf).unwrap();
    assert!(
        info.lines().any(|l| l.starts_with("Pages:") && l.ends_with(" 1")),
        "{info}"
    );
}

#[test]
fn text_on_a_poster_stays_text() {
    for text in NASTY.iter().copied().chain(["#panic(\"x\")", "$ #1 [*] `x`", ""]) {
        let mut nasty = poster(text);
        nasty.lead = text.into();
        nasty.points = vec![text.into(); 4];
        nasty.address = text.into();
        nasty.dots = Vec::new();
        assert!(Typesetter::system().poster(&nasty).is_ok(), "{text}");
    }
}
