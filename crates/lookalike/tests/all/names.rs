//! Invented registers: names of places and offices put together from a seed, and some names of real public bodies and banks,
//! which are facts.

use coloa_lookalike::Entry;
use std::collections::HashSet;

/// Numbers from a seed (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// `None` of an empty list.
    pub fn of_some<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        (!list.is_empty()).then(|| self.of(list))
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Domains of real organisations, with a name.
pub const REAL: [(&str, &str); 46] = [
    ("Cổng Thông tin điện tử Chính phủ", "chinhphu.vn"),
    ("Cổng Dịch vụ công quốc gia", "dichvucong.gov.vn"),
    ("Bộ Công an", "bocongan.gov.vn"),
    ("Định danh điện tử quốc gia", "vneid.gov.vn"),
    ("Bộ Y tế", "moh.gov.vn"),
    ("Bộ Tài chính", "mof.gov.vn"),
    ("Bộ Khoa học và Công nghệ", "mst.gov.vn"),
    ("Cục Thuế", "gdt.gov.vn"),
    ("Bảo hiểm xã hội Việt Nam", "baohiemxahoi.gov.vn"),
    ("Ngân hàng Nhà nước Việt Nam", "sbv.gov.vn"),
    ("Cục Cảnh sát giao thông", "csgt.vn"),
    ("Cổng Tín nhiệm mạng", "tinnhiemmang.vn"),
    ("Không gian mạng", "khonggianmang.vn"),
    ("Ngân hàng TMCP Ngoại thương Việt Nam", "vietcombank.com.vn"),
    ("Ngân hàng TMCP Công thương Việt Nam", "vietinbank.vn"),
    ("Ngân hàng TMCP Đầu tư và Phát triển Việt Nam", "bidv.com.vn"),
    (
        "Ngân hàng Nông nghiệp và Phát triển Nông thôn Việt Nam",
        "agribank.com.vn",
    ),
    ("Ngân hàng TMCP Kỹ thương Việt Nam", "techcombank.com"),
    ("Ngân hàng TMCP Quân đội", "mbbank.com.vn"),
    ("Ngân hàng TMCP Á Châu", "acb.com.vn"),
    ("Ngân hàng TMCP Việt Nam Thịnh Vượng", "vpbank.com.vn"),
    ("Ngân hàng TMCP Tiên Phong", "tpb.vn"),
    ("Ngân hàng TMCP Sài Gòn Thương Tín", "sacombank.com.vn"),
    ("Ngân hàng TMCP Phát triển TP. Hồ Chí Minh", "hdbank.com.vn"),
    ("Ngân hàng TMCP Sài Gòn – Hà Nội", "shb.com.vn"),
    ("Ngân hàng TMCP Đông Nam Á", "seabank.com.vn"),
    ("Ngân hàng TMCP Bưu điện Liên Việt", "lpbank.com.vn"),
    ("Ngân hàng TMCP Quốc tế Việt Nam", "vib.com.vn"),
    ("Ngân hàng TMCP Phương Đông", "ocb.com.vn"),
    ("Ngân hàng TMCP Xuất Nhập khẩu Việt Nam", "eximbank.com.vn"),
    ("Ngân hàng Chính sách xã hội", "vbsp.org.vn"),
    ("Đài Truyền hình Việt Nam", "vtv.vn"),
    ("Đài Tiếng nói Việt Nam", "vov.vn"),
    ("Thông tấn xã Việt Nam", "vnanet.vn"),
    ("Tập đoàn Điện lực Việt Nam", "evn.com.vn"),
    (
        "Trung tâm Chăm sóc khách hàng Điện lực miền Bắc",
        "cskh.npc.com.vn",
    ),
    ("Tổng công ty Bưu điện Việt Nam", "vnpost.vn"),
    ("Tập đoàn Công nghiệp – Viễn thông Quân đội", "viettel.com.vn"),
    ("Tập đoàn Bưu chính Viễn thông Việt Nam", "vnpt.com.vn"),
    ("MobiFone", "mobifone.vn"),
    ("FPT", "fpt.com.vn"),
    ("Hãng hàng không quốc gia Việt Nam", "vietnamairlines.com"),
    ("Đường sắt Việt Nam", "dsvn.vn"),
    ("Trường Đại học Bách khoa Hà Nội", "hust.edu.vn"),
    ("Đại học Quốc gia Hà Nội", "vnu.edu.vn"),
    ("Bệnh viện Bạch Mai", "bachmai.gov.vn"),
];

const PROVINCES: [&str; 63] = [
    "angiang",
    "bariavungtau",
    "bacgiang",
    "backan",
    "baclieu",
    "bacninh",
    "bentre",
    "binhdinh",
    "binhduong",
    "binhphuoc",
    "binhthuan",
    "camau",
    "cantho",
    "caobang",
    "danang",
    "daklak",
    "daknong",
    "dienbien",
    "dongnai",
    "dongthap",
    "gialai",
    "hagiang",
    "hanam",
    "hanoi",
    "hatinh",
    "haiduong",
    "haiphong",
    "haugiang",
    "hoabinh",
    "hochiminhcity",
    "hungyen",
    "khanhhoa",
    "kiengiang",
    "kontum",
    "laichau",
    "lamdong",
    "langson",
    "laocai",
    "longan",
    "namdinh",
    "nghean",
    "ninhbinh",
    "ninhthuan",
    "phutho",
    "phuyen",
    "quangbinh",
    "quangnam",
    "quangngai",
    "quangninh",
    "quangtri",
    "soctrang",
    "sonla",
    "tayninh",
    "thaibinh",
    "thainguyen",
    "thanhhoa",
    "thuathienhue",
    "tiengiang",
    "travinh",
    "tuyenquang",
    "vinhlong",
    "vinhphuc",
    "yenbai",
];

const OFFICES: [&str; 22] = [
    "sotaichinh",
    "soyte",
    "sogddt",
    "sokhcn",
    "soxaydung",
    "socongthuong",
    "sonoivu",
    "sotuphap",
    "sovhttdl",
    "sonnmt",
    "congan",
    "thanhtra",
    "dichvucong",
    "congbao",
    "bqlkcn",
    "ubmttq",
    "tinhuy",
    "quochoi",
    "hdnd",
    "vpubnd",
    "bchqs",
    "tapchi",
];

pub const SYLLABLES: [&str; 96] = [
    "an", "ba", "bac", "bach", "bang", "bao", "binh", "cam", "can", "cao", "cat", "chau", "chi", "chuong",
    "cu", "dai", "dan", "dao", "dien", "dinh", "doai", "dong", "duc", "duong", "duy", "gia", "giang", "ha",
    "hai", "ham", "hau", "hiep", "hoa", "hoai", "hoang", "hong", "hung", "huong", "khanh", "khe", "kien",
    "kim", "ky", "la", "lac", "lam", "lang", "le", "lien", "linh", "loc", "loi", "long", "luong", "mai",
    "minh", "my", "nam", "nga", "ngan", "nghia", "ngoc", "nhan", "nhon", "ninh", "phong", "phu", "phuc",
    "phuoc", "quang", "que", "quy", "sa", "son", "tam", "tan", "tay", "thach", "thai", "thanh", "thinh",
    "tho", "thuan", "thuong", "tien", "tra", "trach", "tri", "trung", "tuong", "tuyen", "van", "viet",
    "vinh", "xuan", "yen",
];

const SECTORS: [&str; 24] = [
    "xaydung",
    "thuyloi",
    "capnuoc",
    "dienluc",
    "moitruong",
    "vantai",
    "cang",
    "det",
    "duoc",
    "nongsan",
    "thuysan",
    "caosu",
    "xangdau",
    "khoangsan",
    "ximang",
    "giay",
    "luongthuc",
    "congtrinh",
    "khuyennong",
    "quytindung",
    "buuchinh",
    "hoachat",
    "thep",
    "che",
];

const COINED: [&str; 40] = [
    "agri", "techno", "vina", "sai", "mekong", "indo", "petro", "exim", "fico", "hapro", "invest", "kiwi",
    "lilama", "medi", "navi", "orient", "pacific", "quantum", "rubi", "sino", "tele", "unico", "vexi",
    "wexo", "zeta", "bitex", "cofi", "delta", "euro", "fresh", "globe", "hexa", "infra", "jupi", "kolo",
    "lumi", "matri", "nexo", "opti", "prime",
];

const ENDS: [&str; 24] = [
    "bank", "pay", "tech", "land", "gas", "steel", "port", "med", "food", "tel", "trans", "power", "build",
    "sea", "group", "wood", "mart", "edu", "pharm", "life", "soft", "net", "chem", "fin",
];

/// Some two or three syllables, as of a place.
pub fn place(dice: &mut Dice, syllables: usize) -> String {
    (0..syllables).map(|_| *dice.of(&SYLLABLES)).collect()
}

fn invented(dice: &mut Dice) -> (String, String) {
    match dice.below(100) {
        // Communes and offices of provinces.
        0..30 => {
            let (place, province) = (place(dice, 2), dice.of(&PROVINCES));
            (format!("UBND xã {place}"), format!("{place}.{province}.gov.vn"))
        }
        30..38 => {
            let (office, province) = (dice.of(&OFFICES), dice.of(&PROVINCES));
            (
                format!("{office} {province}"),
                format!("{office}.{province}.gov.vn"),
            )
        }
        // Schools and hospitals.
        38..58 => {
            let kind = dice.of(&["thpt", "thcs", "tieuhoc", "mamnon", "caodang", "benhvien", "ttyt"]);
            let (syllables, suffix) = (2 + dice.below(2), dice.of(&["edu.vn", "edu.vn", "vn", "org.vn"]));
            let place = place(dice, syllables);
            (format!("{kind} {place}"), format!("{kind}{place}.{suffix}"))
        }
        // Companies and cooperatives.
        58..78 => {
            let (sector, place) = (dice.of(&SECTORS), place(dice, 2));
            (
                format!("Công ty {sector} {place}"),
                format!("{sector}{place}.{}", dice.of(&["vn", "com.vn", "com"])),
            )
        }
        78..84 => {
            let place = place(dice, 3);
            (
                format!("Công ty {place}"),
                format!("{place}.{}", dice.of(&["vn", "com.vn"])),
            )
        }
        _ => {
            let (first, last) = (dice.of(&COINED), dice.of(&ENDS));
            let middle = if dice.chance(60) { dice.of(&SYLLABLES) } else { "" };
            (
                format!("{first}{middle}{last}"),
                format!(
                    "{first}{middle}{last}.{}",
                    dice.of(&["vn", "com.vn", "com", "net.vn"])
                ),
            )
        }
    }
}

/// `count` organisations: the real ones, the provinces, and invented ones.
pub fn entries(count: usize) -> Vec<Entry> {
    let mut dice = Dice::new(20_261_129);
    let mut seen = HashSet::new();
    let mut out = Vec::with_capacity(count);
    let provinces = PROVINCES
        .iter()
        .map(|p| (format!("UBND tỉnh {p}"), format!("{p}.gov.vn")));
    let fixed: Vec<(String, String)> = REAL
        .iter()
        .map(|(n, d)| ((*n).to_owned(), (*d).to_owned()))
        .chain(provinces)
        .collect();
    let mut fixed = fixed.into_iter();
    while out.len() < count {
        let (organisation, domain) = fixed.next().unwrap_or_else(|| invented(&mut dice));
        if seen.insert(domain.clone()) {
            out.push(Entry {
                organisation,
                domains: vec![domain],
                brands: Vec::new(),
            });
        }
    }
    out
}
