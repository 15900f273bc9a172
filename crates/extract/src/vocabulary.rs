//! What words say of the numbers and names near them.
//!
//! Words are compared without marks, so that "tai khoan" and "tài khoản" are one; where a syllable without marks is
//! another word too, its exact spellings are listed ([`EXACT`]). Spellings are those of all regions and of short messages.

use crate::{bank, glyphs::Glyphs};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a word says; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags(u32);

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)+) => {
        impl Tags { $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)+ }
    };
}

tags! {
    /// A phone number comes: "sđt", "gọi", "zalo".
    PHONE = 0;
    /// The number of an account comes: "stk", "tài khoản".
    ACCOUNT = 1;
    /// Money goes somewhere: "chuyển khoản", "vào".
    PAY = 2;
    /// A bank.
    BANK = 3;
    /// A number of something else comes: "mã đơn", "cccd".
    OTHER = 4;
    /// A day or an hour comes.
    DATE = 5;
    /// A site comes: "web", "link".
    WEB = 6;
    /// A service whose accounts have names.
    SERVICE = 7;
    /// A wallet of cryptocurrency comes.
    WALLET = 8;
    /// The number before it is an amount of money.
    MONEY = 9;
    /// The number before it counts something.
    UNIT = 10;
    /// The writer.
    ME = 11;
    /// May stand between a service and the name of an account.
    LINK = 12;
    /// Something a writer calls his own: "số", "stk", "nick".
    THING = 13;
    /// Says the amount that follows.
    AMOUNT = 14;
    /// A phrase goes on with the next word.
    PART = 15;
}

impl Tags {
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
    const fn without(self, less: Self) -> Self {
        Self(self.0 & !less.0)
    }
    /// Either, or both.
    pub const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }
}

/// Phrases of one to three words without marks.
const PHRASES: &[(Tags, &str)] = &[
    (
        Tags::PHONE.and(Tags::THING),
        "sdt|dt|dth|so dt|so dth|sodt|dien thoai|so dien thoai|dthoai|sdt1|sdt2|sdt3|so may|so phone|thue bao|sim|di dong|dd|so lien lac",
    ),
    (
        Tags::PHONE,
        "shopee|lazada|tiki|sendo|grab|goi|goi dien|dien|alo|a lo|allo|hotline|hot line|tong dai|tel|phone|mobile|call|lien he|lien lac|lh|so la|nhan tin|nt|sms|\
         nhan zalo|cskh|dau so|bam may|quay so|so nuoc ngoai|may ban|whatsapp|whatsap|wa|imessage|quay roi|nhay may|telephone|\
         doi no|bam so|so goi|cuoc goi|ket ban|add",
    ),
    (
        Tags::PHONE.and(Tags::SERVICE).and(Tags::THING),
        "zalo|zl|zalo id|viber|za lo|gialo|da lo",
    ),
    (
        Tags::PHONE.and(Tags::THING),
        "momo|mo mo|vi momo|zalopay|zalo pay|viettel money|viettelmoney|viettel pay|viettelpay|shopeepay|shopee pay|vnpt money|\
         vi dien tu|mobifone money|moca|airpay|vnpay",
    ),
    (
        Tags::ACCOUNT.and(Tags::THING),
        "stk|so tk|so tai khoan|tai khoan|tk|so the|tknh|stknh|sotk|tai khoang|so tai khoang|account number|acc number|tai khoan so|\
         s t k|stk1|stk2|stk3|tk1|tk2|tk3|taikhoan|sotaikhoan|so tk nh|tai khoan nh|so acc|the so|the atm|atm",
    ),
    (
        Tags::PAY,
        "chuyen khoan|chuyen tien|chuyen|ck|chuyen vao|chuyen vo|nap|nap tien|nop|nop tien|nop vao|gui|gui tien|bank|banking|\
         ngan hang|nh|coc|dat coc|thanh toan|dong|dong phi|vao|vo|qua so|thu huong|nhan tien|ibanking|ban vao|bank vao|hoan tien|\
         bank qua|ck qua|tra|ck vao|ck vo|ck toi|chuyen toi|chuyen den|don vao|chu tk|chu tai khoan|dat coc vao|don tien|rot tien|cuyen",
    ),
    (
        Tags::OTHER,
        "otp|cccd|cmnd|cmt|cmtnd|cmt nd|cccd so|can cuoc|cc cd|so cccd|cccd gan chip|mst|ma so thue|hop dong|hdong|hd so|so hd|hoa don|bien so|bks|bsx|\
         bien kiem soat|bien ban|seri|serial|imei|bhxh|bhyt|bao hiem xa hoi|don hang|van don|txid|tx|hash|tham chieu|but toan|so tien|cvv|\
         cvc|pin|giay phep|gpkd|dkkd|quyet dinh|so ho so|ho so|ma gd|ma giao dich|so gd|so giao dich|giao dich so|ma dh|ma don|\
         ma don hang|ma van don|ma khach hang|ma kh|ma otp|ma xac nhan|ma xac thuc|ma ho so|ma so|ma dat cho|ma ve|ma du thuong|ma tham chieu|\
         ma hop dong|ma hd|ma nhan vien|ma sinh vien|ma nv|mssv|ma cuoc|ma loi|ma thue|ma vach|ma bao mat|ma hoan tien|ma tra cuu|ma phieu|ma buu gui|\
         noi dung|visa|mastercard|master card|jcb|the tin dung|the visa|the credit|ref|trace|so but toan|ma code|ma pin|ma don vi|ma qhns|\
         so seri|the cao|ma the|giay to|so khung|so may xe|bien lai so|phieu thu|passport|ho chieu|so ho chieu|gplx|bang lai|bang lai xe|lenh bat|\
         thong bao so|cong van|cong van so|so cong van|van ban so|ho ngheo|so bao danh|sbd|the bhyt|the bao hiem|so bhxh|uid|id game|game id|\
         ma van|mtcn|western union|code|so xac nhan|ma xac minh|ma kich hoat|ma bao ve|ma dang nhap|dinh danh|ma dinh danh|so dinh danh|cif|ma cif|so cif|so don|so bien nhan|bien nhan|bien nhan so|so hoa don|so phieu|\
         ma doanh nghiep|ma dn|ma cong ty|mat khau|password|pass|so hop dong|so quyet dinh|so giay phep|ma qr|so van don|ma bao danh|chuyen bay|so hieu|van don so|bill so|so bill|order|order id|tracking|mvd|mdh|mgd|gd|giai dac biet|ky quay|ve so|so ve|tai khoan game|id",
    ),
    (
        Tags::DATE,
        "ngay|luc|hom|nam|thang|gio|den ngay|tu ngay|khoang|sinh nam|sn|ngay sinh|tuoi",
    ),
    (
        Tags::WEB,
        "web|wed|website|trang|trang web|link|lik|link web|duong link|duong dan|app|ung dung|site|ten mien|domain|truy cap|url|san|dia chi web|\
         vao web|vao link|vao trang|bam vao|click|bam|dang nhap|tai|cong|wep|wedsite|webside|phan mem|lien ket",
    ),
    (
        Tags::SERVICE.and(Tags::THING),
        "tele|telegram|telegam|tlg|telegrem|telgram|facebook|fb|face|fanpage|messenger|mess|instagram|insta|ig|intagram|tiktok|tik tok|top top|\
         toptop|twitter|line|line id|wechat|we chat|weixin|skype|discord|threads|youtube|messeger|facebok|signal|snapchat|qq|kakao|kakaotalk|\
         id telegram|id tele|id facebook|id fb|id zalo|id line|id wechat|wechat id|tele id|telegram id|nick tele|nick fb|nick zalo|nick facebook|\
         acc tele|acc fb|user tele|username|user name|nickname|lotus|gapo|linkedin|id tiktok|kenh tiktok|id skype",
    ),
    (
        Tags::SERVICE.and(Tags::THING),
        "nick|user|nick name|ten dang nhap",
    ),
    (
        Tags::WALLET,
        "vi|dia chi vi|wallet|usdt|trc20|trc 20|erc20|erc 20|bep20|bep 20|btc|eth|bitcoin|ethereum|tron|trx|bnb|coin|crypto|tien ao|\
         tien so|solana|sol|ton|xrp|ltc|doge|blockchain|binance|address|metamask|trust wallet|trustwallet|remitano|okx|bybit|usdc",
    ),
    (
        Tags::MONEY.and(Tags::UNIT),
        "d|dong|vnd|vn d|k|tr|trieu|nghin|ngan|ngan dong|nghin dong|trieu dong|cu|ty|ti|chai|lit|usd|usdt|do|do la|dola|euro|eur|xu|canh|\
         ve vnd|trieu vnd|btc|eth|rup|te|nhan dan te|won|yen|bat|u|xi|ngin|dong tien|dong phi",
    ),
    (
        Tags::UNIT,
        "lan|nguoi|suat|thang|ngay|cai|phut|gio|h|nam|diem|con|tuoi|chiec|thung|hop|don|giay|tuan|luot|kg|km|m|ve|buoi|dem|so|cuoc|tin|\
         goi|chu so|phan tram|nick|so dau|so cuoi|ban|bai|ho|ca|mon|nhom|dua|thang con|bo",
    ),
    (
        Tags::ME,
        "toi|em|e|minh|mik|mk|mh|tui|t|tao|tau|chau|cua toi|chung toi|bon em|tui em|nha toi|nha em|nha tui|gia dinh toi|me em|me toi|\
         bo em|bo toi|ba toi|ba em|vo toi|chong toi|chi em|anh em|me e|bo e|m|mjh|ong toi|ba ngoai|ma tui|ba tui|me tui|con toi|con em|\
         ck em|vk em|con gai toi|con trai toi|choa|mui|bay tui|nguoi viet don|nguoi bao|nguoi to giac|nguoi trinh bao|nan nhan|bi hai",
    ),
    (
        Tags::LINK,
        "id|nick|user|username|ten|la|acc|account|nhom|kenh|group|channel|cua|no|hen|nua|khac|moi|tai khoan|admin|ad|ban|me|ho tro|cskh|chi|anh|co|dang|dung|\
         tren|qua|ib|inbox|add|ket ban|lien he|so|nay|ten la|dia chi|page|trang|fanpage|bot|link",
    ),
    (Tags::THING, "so|nick|acc|vi|the|account|mail|email|gmail"),
    (
        Tags::AMOUNT,
        "ma|giao dich|so tien|gia|phi|tong|mat|muon|vay|no tien|tri gia|gia tri|het|thieu|lai|luong|thuong|bi tru|tru|con|co|du|so du|tang|giam|con lai|la du",
    ),
];

/// Syllables that without marks are other words too: how they may be written when they have marks. An empty spelling
/// stands for the one without marks.
const EXACT: &[(&str, &[&str])] = &[
    ("goi", &["gọi", "gọỉ", "gởi", ""]),
    ("dien", &["điện", ""]),
    ("nap", &["nạp", ""]),
    ("vo", &["vô", ""]),
    ("vao", &["vào", "vảo", ""]),
    ("dong", &["đồng", "đóng", ""]),
    ("cu", &["củ", ""]),
    ("do", &["đô"]),
    ("ton", &["ton", ""]),
    ("tron", &["tron", ""]),
    ("ty", &["tỷ", "tỉ", ""]),
    ("ti", &["tỉ", "tỷ", ""]),
    ("toi", &["tôi", ""]),
    ("t", &["t", ""]),
    ("m", &["m", ""]),
    ("vi", &["ví", ""]),
    ("san", &["sàn", ""]),
    ("trang", &["trang", ""]),
    ("tai", &["tải", "tại", ""]),
    ("cong", &["cổng", ""]),
    ("bam", &["bấm", ""]),
    ("nam", &["năm", ""]),
    ("sim", &["sim", ""]),
    ("gui", &["gửi", "gởi", ""]),
    ("tra", &["trả", ""]),
    ("coc", &["cọc", ""]),
    ("nop", &["nộp", ""]),
    ("so", &["số", "sô", ""]),
    ("gd", &["gd", ""]),
    ("hom", &["hôm", ""]),
    ("luc", &["lúc", ""]),
    ("gio", &["giờ", ""]),
    ("ngay", &["ngày", ""]),
    ("thang", &["tháng", "thằng", ""]),
    ("chau", &["cháu", ""]),
    ("minh", &["mình", ""]),
    ("tau", &["tau", ""]),
    ("the", &["thẻ"]),
    ("ngan", &["ngàn", "nghìn", ""]),
    ("te", &["tệ", ""]),
    ("u", &["u", ""]),
    ("em", &["em", ""]),
    ("lai", &["lãi"]),
    ("gia", &["giá"]),
    ("con", &["còn", "con", ""]),
    ("co", &["có", ""]),
    ("du", &["dư", ""]),
    ("chuyen", &["chuyển", ""]),
    ("ve", &["vé"]),
    // "đồng ạ", "năm ạ", "bác ạ", "ạ cháu".
    ("dong a", &["đông á"]),
    ("nam a", &["nam á"]),
    ("bac a", &["bắc á"]),
    ("viet a", &["việt á"]),
    ("a chau", &["á châu"]),
    ("ban viet", &["bản việt", ""]),
    ("an binh", &["an bình", ""]),
    ("hang hai", &["hàng hải", ""]),
    ("phuong dong", &["phương đông", ""]),
    ("tien phong", &["tiên phong", ""]),
    ("loc phat", &["lộc phát", ""]),
    ("quoc dan", &["quốc dân", ""]),
    ("cong thuong", &["công thương", ""]),
    ("phi", &["phí", ""]),
    ("tru", &["trừ", ""]),
    ("het", &["hết", ""]),
    ("mat", &["mất", ""]),
    ("bat", &["bạt"]),
    ("vo toi", &["vợ tôi"]),
    ("dd", &["dđ", "đd", ""]),
    ("d", &["đ", ""]),
    ("add", &["add", ""]),
    ("la", &["là", ""]),
    ("nhom", &["nhóm", ""]),
    ("no", &["nó", "nớ", ""]),
    ("ho so", &["hồ sơ", "hồ sớ", ""]),
    ("the so", &["thẻ số", ""]),
    ("ma so", &["mã số", ""]),
    ("ma the", &["mã thẻ", ""]),
    ("ma van", &["mã vận", ""]),
    ("so may", &["số máy", ""]),
    ("ma tui", &["má tui", "mạ tui", ""]),
];

struct Vocabulary {
    phrases: FxHashMap<&'static str, Tags>,
    exact: FxHashMap<&'static str, &'static [&'static str]>,
    /// Words of the longest phrase that begins with this word.
    longest: FxHashMap<&'static str, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut phrases: FxHashMap<&'static str, Tags> = FxHashMap::default();
    for (tags, list) in PHRASES {
        for phrase in list.split('|') {
            let entry = phrases.entry(phrase.trim()).or_default();
            *entry = entry.and(*tags);
        }
    }
    for phrase in bank::names() {
        let entry = phrases.entry(phrase).or_default();
        *entry = entry.and(Tags::BANK);
    }
    let mut longest: FxHashMap<&'static str, usize> = FxHashMap::default();
    for phrase in phrases.keys() {
        let first = phrase.split(' ').next().unwrap_or(phrase);
        let words = phrase.split(' ').count();
        let entry = longest.entry(first).or_default();
        *entry = words.max(*entry);
    }
    Vocabulary {
        phrases,
        longest,
        exact: EXACT.iter().copied().collect(),
    }
});

/// Most words of a phrase.
#[cfg(test)]
const LONGEST: usize = 4;

/// The tags of each word. A phrase tags its last word, and where it is the longest its other words say nothing.
pub(crate) fn tag(glyphs: &Glyphs<'_>) -> Vec<Tags> {
    let known = &*VOCABULARY;
    let mut tags = vec![Tags::default(); glyphs.words.len()];
    let mut at = 0;
    let mut phrase = String::new();
    while at < glyphs.words.len() {
        let Some(longest) = known.longest.get(glyphs.word(at)) else {
            at += 1;
            continue;
        };
        let mut found = (1, Tags::default());
        phrase.clear();
        for length in 1..=(*longest).min(glyphs.words.len() - at) {
            let index = at + length - 1;
            if length > 1 {
                if glyphs.words[index].gap > crate::glyphs::Gap::Near {
                    break;
                }
                phrase.push(' ');
            }
            phrase.push_str(glyphs.word(index));
            if let Some(meant) = known.phrases.get(phrase.as_str())
                && is_spelled(known, glyphs, &phrase, at..at + length)
            {
                found = (length, *meant);
            }
        }
        let last = at + found.0 - 1;
        tags[at..last].fill(Tags::PART);
        tags[last] = match found {
            // "mã" is a code; without its mark it is as often "mà".
            (1, _) if glyphs.word(at) == "ma" => match glyphs.exact(at).as_str() {
                "mã" => Tags::OTHER,
                "ma" => Tags::AMOUNT,
                _ => Tags::default(),
            },
            // "đồng" is money, "đóng" is to pay.
            (1, both) if glyphs.words[at].marked && glyphs.word(at) == "dong" => {
                both.without(if glyphs.exact(at) == "đóng" {
                    Tags::MONEY.and(Tags::UNIT)
                } else {
                    Tags::PAY
                })
            }
            (_, meant) => meant,
        };
        at += found.0;
    }
    tags
}

fn is_spelled(known: &Vocabulary, glyphs: &Glyphs<'_>, phrase: &str, words: std::ops::Range<usize>) -> bool {
    let Some(spellings) = known.exact.get(phrase) else {
        return true;
    };
    if !words.clone().any(|w| glyphs.words[w].marked) {
        return spellings.contains(&"");
    }
    let exact: Vec<String> = words.map(|w| glyphs.exact(w)).collect();
    spellings.contains(&exact.join(" ").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<Tags> {
        tag(&Glyphs::new(text))
    }

    #[test]
    fn phrases_are_known_with_and_without_marks() {
        for text in ["tài khoản", "tai khoan", "TÀI KHOẢN", "ta\u{300}i khoa\u{309}n"] {
            assert!(tags(text)[1].has(Tags::ACCOUNT), "{text}");
        }
        assert!(tags("mã đơn hàng")[2].has(Tags::OTHER));
    }

    #[test]
    fn a_syllable_with_other_marks_is_another_word() {
        assert!(tags("thẻ")[0].has(Tags::THING));
        assert!(!tags("thế")[0].has(Tags::THING));
        assert!(!tags("vợ")[0].has(Tags::PAY) && tags("vô")[0].has(Tags::PAY));
    }

    #[test]
    fn phrases_are_written_as_they_are_compared() {
        for (_, list) in PHRASES {
            for phrase in list.split('|') {
                assert!(phrase.split(' ').count() <= LONGEST, "{phrase}");
            }
        }
    }
}
