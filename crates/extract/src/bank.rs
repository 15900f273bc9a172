//! Banks of Viet Nam as people name them.

/// Short name, and how people write it, without marks.
const BANKS: &[(&str, &str)] = &[
    (
        "vietcombank",
        "vietcombank|vcb|vietcom|viet com bank|vietcom bank|ngoai thuong|vietcombak",
    ),
    (
        "techcombank",
        "techcombank|tcb|tech|techcom|ky thuong|techcom bank|techconbank|teckcombank|techbank",
    ),
    ("mbbank", "mb|mbbank|mb bank|quan doi|ngan hang quan doi|mbb"),
    (
        "agribank",
        "agribank|agri|agri bank|nong nghiep|nhno|vbard|agribak",
    ),
    ("bidv", "bidv|dau tu va phat trien"),
    (
        "vietinbank",
        "vietinbank|vietin|viettinbank|viettin|ctg|cong thuong|vietin bank|icb",
    ),
    ("acb", "acb|a chau|ngan hang a chau|nh a chau|ac b"),
    ("tpbank", "tpbank|tpb|tp bank|tien phong"),
    ("sacombank", "sacombank|sacom|stb|sacom bank|scombank"),
    ("vpbank", "vpbank|vpb|vp bank|viet nam thinh vuong|vpbak|vp"),
    ("vib", "vib|vib bank|quoc te vib"),
    ("shb", "shb|sai gon ha noi"),
    ("msb", "msb|maritime|maritimebank|hang hai|maritime bank"),
    ("hdbank", "hdbank|hdb|hd bank"),
    ("ocb", "ocb|phuong dong"),
    ("seabank", "seabank|sea bank|ssb|dong nam a"),
    ("eximbank", "eximbank|exim|eib|exim bank"),
    ("scb", "scb|sai gon thuong tin|nh sai gon"),
    (
        "dongabank",
        "dong a|ngan hang dong a|nh dong a|dongabank|dong a bank|dab|vikki|vikkibank|vikki bank",
    ),
    (
        "lpbank",
        "lpbank|lpb|lienviet|lienvietpostbank|lien viet|lienviet postbank|lp bank|buu dien lien viet|loc phat|lienvietbank",
    ),
    (
        "namabank",
        "nam a|ngan hang nam a|nh nam a|namabank|nam a bank|nab",
    ),
    (
        "bacabank",
        "bac a|ngan hang bac a|nh bac a|bacabank|bac a bank|bab",
    ),
    ("abbank", "abbank|abb|ab bank|an binh"),
    ("pvcombank", "pvcombank|pvcom|pvcom bank|pv com bank"),
    ("baovietbank", "baovietbank|bao viet bank|bvb"),
    (
        "bvbank",
        "bvbank|ban viet|vietcapitalbank|viet capital|viet capital bank|vietcapital",
    ),
    (
        "kienlongbank",
        "kienlongbank|kien long|kienlong|klb|kien long bank|kienlong bank",
    ),
    ("indovina", "indovina|ivb|indovina bank"),
    ("shinhan", "shinhan|shinhanbank|shinhan bank|shinhanbank vn"),
    ("woori", "woori|wooribank|woori bank"),
    ("hsbc", "hsbc"),
    ("uob", "uob"),
    ("cimb", "cimb|cimb bank"),
    ("standardchartered", "standard chartered"),
    ("publicbank", "public bank|pbvn|publicbank"),
    ("ncb", "ncb|quoc dan|ncb bank"),
    ("pgbank", "pgbank|pgb|pg bank"),
    ("saigonbank", "saigonbank|sgb|saigon bank"),
    ("vietbank", "vietbank|viet bank"),
    (
        "vietabank",
        "vietabank|viet a|ngan hang viet a|nh viet a|viet a bank|vab",
    ),
    ("gpbank", "gpbank|gp bank|gpb"),
    ("oceanbank", "oceanbank|ocean bank|mbv"),
    ("coopbank", "coopbank|co op bank|hop tac xa"),
    ("cake", "cake|cake bank|cakebank"),
    ("timo", "timo"),
    ("ubank", "ubank"),
    ("tnex", "tnex"),
    ("liobank", "liobank"),
    ("vrb", "vrb|viet nga"),
    ("citibank", "citibank|citi bank"),
    ("kookmin", "kookmin|kbank|kasikorn|kasikornbank"),
];

/// Short names of all that are known, those that people name most first.
pub fn banks() -> impl Iterator<Item = &'static str> {
    BANKS.iter().map(|(short, _)| *short)
}

/// All ways to write all of them.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BANKS.iter().flat_map(|(_, names)| names.split('|'))
}

/// The short name of the bank that is named so, without marks.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    BANKS
        .iter()
        .find(|(_, names)| names.split('|').any(|known| known == name))
        .map(|(short, _)| *short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_one_bank() {
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(count, all.len(), "a name stands at two banks");
        assert_eq!(named("viet com bank"), Some("vietcombank"));
        assert_eq!(named("ngan hang"), None);
    }
}
