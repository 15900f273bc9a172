//! One thing written in many ways, and what is nothing.

use coloa_extract::{Kind, find};

fn values(text: &str) -> Vec<(Kind, String)> {
    find(text).into_iter().map(|f| (f.kind, f.value)).collect()
}

fn all_are(kind: Kind, value: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(values(text), [(kind, value.to_owned())], "{text}");
    }
}

fn none(texts: &[&str]) {
    for text in texts {
        assert_eq!(values(text), [], "{text}");
    }
}

#[test]
fn phones() {
    all_are(
        Kind::Phone,
        "0912000101",
        &[
            "gọi số 0912000101 nhé",
            "0912 000 101",
            "0912.000.101.",
            "(0912) 000-101",
            "+84912000101",
            "+84 912 000 101",
            "0084912000101",
            "84912000101",
            "O912 OOO 1O1",
            "o9l2ooolol",
            "0 9 1 2 0 0 0 1 0 1",
            "không chín một hai không không không một không một",
            "khong chin mot hai khong khong khong mot khong mot",
            "không chín một hai, ba số không, một không một",
            "sdt0912000101",
            "zalo:0912000101",
            "０９１２０００１０１",
            "0\u{200b}912\u{200b}000\u{200b}101",
            "số 0912000101nha",
            "không 9 một 2 không 0 0 một 0 một",
            "0 9 1 2 . 0 0 0 . 1 0 1",
            "(0912)000101",
            "sđt 912000101",
            "zalo.me/0912000101",
        ],
    );
    all_are(
        Kind::Phone,
        "19001234",
        &["tổng đài 1900 1234", "19001234", "1900.1234", "1900-12-34"],
    );
    all_are(
        Kind::Phone,
        "02473000155",
        &["(024) 7300 0155", "024.7300.0155", "+84 24 7300 0155"],
    );
}

#[test]
fn tens_are_read_as_their_digits() {
    all_are(
        Kind::Phone,
        "0912340010",
        &[
            "không chín mươi mốt hai ba bốn không không mười",
            "không chín một hai ba bốn không không mười",
            "không chín, mười hai, ba bốn, không không một không",
        ],
    );
}

#[test]
fn phones_in_a_row_are_parted() {
    for text in [
        "0912000101, 0912000102",
        "0912000101 0912000102",
        "0912 000 101 0912 000 102",
        "0912.000.101/0912.000.102",
        "0912000101-0912000102",
    ] {
        let numbers: Vec<String> = find(text).into_iter().map(|f| f.value).collect();
        assert_eq!(numbers, ["0912000101", "0912000102"], "{text}");
    }
}

#[test]
fn accounts() {
    all_are(
        Kind::BankAccount,
        "1012000111",
        &[
            "stk 1012000111",
            "STK: 1012000111 Vietcombank",
            "số tài khoản là 1012000111 ạ",
            "chuyển vào 1012000111 VCB",
            "so tai khoan 1012 000 111",
            "1012000111 - Ngân hàng Vietcombank",
            "vcb 1012000111",
            "TÀI KHOẢN 1012.000.111",
        ],
    );
    // The same digits are a phone where they are called so.
    all_are(
        Kind::BankAccount,
        "0912000101",
        &[
            "stk 0912000101 MB Bank",
            "chuyển vào MB 0912000101",
            "0912000101 mbbank",
        ],
    );
    all_are(
        Kind::Phone,
        "0912000101",
        &["momo 0912000101", "chuyển tiền xong gọi 0912000101"],
    );
    assert_eq!(
        values("0912000101, stk 1012000111")[0],
        (Kind::Phone, "0912000101".to_owned())
    );
    let found = find("STK 1012000111 ngân hàng Vietcombank, sđt 0912000101");
    assert_eq!(found[0].bank, Some("vietcombank"));
}

#[test]
fn forms_of_several_lines() {
    let text = "Họ tên: Nguyễn Văn Mẫu\nSĐT: 0912 000 333\nCCCD: 012345678901\nNgân hàng: Sacombank\nSTK nhận: 0601 2345 6789\nSố tiền: 12.000.000\nNội dung: HOC PHI 0123";
    assert_eq!(
        values(text),
        [
            (Kind::Phone, "0912000333".to_owned()),
            (Kind::BankAccount, "060123456789".to_owned())
        ]
    );
    let found = find("Số tài khoản\nVCB: 1028888999\nMB: 0999888777");
    assert_eq!(
        [found[0].bank, found[1].bank],
        [Some("vietcombank"), Some("mbbank")]
    );
    assert_eq!(values("1. 0912000101\n2. 0912000102\n3) 1012000111 vcb").len(), 3);
}

#[test]
fn an_account_without_its_word_stands_at_a_bank() {
    all_are(
        Kind::BankAccount,
        "9911222333",
        &[
            "chuyển cho Mẫu, Vietcombank, 9911222333, 20 triệu",
            "ck 20tr - 9911222333 - Vietcombank - MAU",
            "Số: 9911222333 / NH: BIDV",
            "quét QR ra ngân hàng Timo số 9911222333",
            "STK1: 9911222333 VCB",
            "stk 99l1222333 vcb",
        ],
    );
}

#[test]
fn addresses() {
    all_are(
        Kind::Domain,
        "ngan-hang-gia.top",
        &[
            "ngan-hang-gia.top",
            "web NGAN-HANG-GIA.TOP.",
            "ngan-hang-gia[.]top",
            "ngan-hang-gia(dot)top",
            "ngan-hang-gia (.) top",
            "ngan-hang-gia . top",
            "ngan-hang-gia .top",
            "ngan-hang-gia。top",
            "ngan-hang-gia．top",
            "ngan-hang-gia chấm top",
            "ngan-hang-gia cham top",
            "vào ngan-hang-gia.top, bấm",
        ],
    );
    all_are(
        Kind::Url,
        "https://mau-gia.example/a?b=1",
        &[
            "https://mau-gia.example/a?b=1",
            "HTTPS://MAU-GIA.example/a?b=1.",
            "hxxps://mau-gia[.]example/a?b=1",
            "(https://mau-gia.example/a?b=1)",
        ],
    );
    all_are(
        Kind::Email,
        "mau.gia1@gmail.com",
        &[
            "mau.gia1@gmail.com",
            "Mau.Gia1@GMAIL.com.",
            "mau.gia1 a còng gmail chấm com",
            "mau.gia1[at]gmail[dot]com",
            "mau.gia1 @gmail.com",
            "mau.gia1@ gmail.com",
        ],
    );
    all_are(
        Kind::Ip,
        "203.0.113.7",
        &["203.0.113.7", "IP 203.0.113.7:8080", "203[.]0[.]113[.]7"],
    );
    all_are(
        Kind::Url,
        "http://[2001:db8::7]:81/a",
        &["http://[2001:db8::7]:81/a"],
    );
}

#[test]
fn handles() {
    all_are(
        Kind::Handle,
        "@hotro_gia88",
        &[
            "@hotro_gia88",
            "tele @HoTro_Gia88.",
            "t.me/hotro_gia88",
            "tele: hotro_gia88",
            "nick telegram là hotro_gia88",
            "facebook.com/hotro_gia88",
        ],
    );
    all_are(
        Kind::Url,
        "https://t.me/hotro_gia88",
        &["https://t.me/hotro_gia88"],
    );
    assert_eq!(
        find("https://t.me/hotro_gia88")[0].key(),
        find("@hotro_gia88")[0].key()
    );
    assert_eq!(find("tele @hotro_gia88")[0].service, Some("telegram"));
}

#[test]
fn what_is_no_indicator() {
    none(&[
        "chuyển 5.000.000 đồng ngày 12/03/2026 lúc 14h30",
        "mã đơn hàng 0912000101",
        "CCCD 001099000101, MST 0109000111",
        "mã OTP 482915 và mã giao dịch FT26156000219",
        "mất 15tr5, còn 1.200.000đ",
        "biển số 29A-123.45",
        "hợp đồng 15/2026/HĐ số 0000123456",
        "mất tiền.la lối cũng vậy.no bo di roi",
        "gọi 113 hoặc 156, soạn tin gửi 5656",
        "thẻ visa 4111 0000 0000 0706",
        "phiên bản 5.1.7.2 của app, file bienlai.pdf",
        "sinh ngày 05-08-1990, số nhà 123/45",
        "0912xxx101",
        "đăng nhập tài khoản, nhập mã 482915; tai khoan bao ma 482915",
        "tài khoản còn 45000000, tài khoản bị trừ 12000000, tài khoản tiết kiệm 300000000",
        "chuyển 150 000 000 cho nó",
        "tk 0071000***123, tk 0071...123, thẻ 4221********1234",
        "ba năm bốn tháng hai ngày sáu giờ tám phút",
        "em bị lừa 3 triệu đồng ạ, 5 năm ạ, cảm ơn bác ạ",
        "mật khẩu 12345678, 5 cái @20k",
        "tọa độ 10.823099, 106.629664",
        "chuyển 15000000 cho nó, cọc 500000",
        "mã định danh 079060001234, số hồ sơ 0001234567",
        "chuyến bay VN1234, vé 738-1234567890",
        "xe 30A-12345, khung RLHJA1234AY567890",
        "bản 0.21 2026-08-07",
    ]);
}

#[test]
fn own_things_are_told() {
    for text in [
        "stk của em là 1012000111 vcb",
        "Số điện thoại của tôi 0912000101",
        "tk em 1012000111",
        "số 0912000101 của mình",
        "số của má tui là 0912000101",
        "số tài khoản ngân hàng của tôi là 1012000111 vcb",
        "còn của em là 0912000101",
        "1012000111 là stk của em",
    ] {
        assert!(find(text)[0].own, "{text}");
    }
    for text in [
        "stk của nó là 1012000111 vcb",
        "nó gọi em bằng số 0912000101",
        "tài khoản của em bị trừ, nó chuyển tới 1012000111 vcb",
    ] {
        assert!(!find(text)[0].own, "{text}");
    }
}

#[test]
fn what_is_named_twice_is_given_once() {
    let found = find("gọi 0912000101 rồi +84912000101, xong 0912.000.101");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].again.len(), 2);
}

#[test]
fn as_json_it_has_the_fields_of_the_command() {
    let found = find("ck vào stk 1012000111 vcb");
    let json = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"kind": "bank_account", "value": "1012000111", "raw": "1012000111", "start": 11, "end": 21, "bank": "vietcombank"})
    );
}
