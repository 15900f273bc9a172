//! How words are held against an identity. Two looks are taken: a close one ([`says`]) at words about one report, where a given name
//! in small letters counts as well; and one at what is printed ([`prints`]) and drawn from many reports, where syllables of
//! names are everybody's words and names of places ("bạn liên hệ", "tỉnh Hải Dương"): there a name is what is written as a name.

use crate::form::Identity;
use coloa_base::text;
use coloa_extract::Kind;
use std::{ops::RangeInclusive, sync::LazyLock};

/// Digits of a phone number that tell it from others, however it is written.
const PHONE: usize = 9;
/// Digits of the number of an identity card, at least.
const ID_CARD: usize = 9;
/// Characters of the part of a mail address before `@` that are no common word.
const MAILBOX: usize = 6;
/// Words of a street with its house that are no count of something ("số 1", "thôn 3").
const STREET: usize = 3;

/// Whether a text says anything of an identity.
#[must_use]
pub fn says(words: &str, identity: &Identity) -> bool {
    let words = Words::new(words);
    let names = |text: &str| text.split([',', ';', '/', '(', ')']).any(|name| words.name(name));
    words.phone(&identity.phone)
        || words.number(&identity.id_card)
        || words.email(&identity.email)
        || words.address(&identity.address)
        || names(&identity.name)
        || words.phone(&identity.guardian)
        || names(&identity.guardian)
}

/// Whether a text that many read, and that draws on many reports, says anything of the identity behind one of them.
pub(super) fn prints(words: &Words, identity: &Identity) -> bool {
    let names = |text: &str| {
        text.split([',', ';', '/', '(', ')'])
            .any(|name| words.prints_name(name))
    };
    words.phone(&identity.phone)
        || words.number(&identity.id_card)
        || words.prints_email(&identity.email)
        || words.prints_address(&identity.address)
        || names(&identity.name)
        || words.phone(&identity.guardian)
        || names(&identity.guardian)
}

/// Words before a given name, folded.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let titles = "anh chị em ông bà cô chú bác dì cậu mợ thím cháu con bạn mẹ bố cha ba má tên";
    titles.split(' ').map(text::fold).collect()
});

/// Last words of what people are called in print, before their name: "nạn nhân", "người báo", "người dân", "học sinh", "sinh viên".
static CALLED: LazyLock<Vec<String>> =
    LazyLock::new(|| "nhân báo dân sinh viên".split(' ').map(text::fold).collect());

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// A sentence, a line or a quotation begins.
    Begins,
    /// A comma, or another mark.
    Apart,
    /// A blank.
    Blank,
}

/// A text, taken apart in the ways in which it is compared.
pub(super) struct Words {
    /// As written.
    written: Vec<String>,
    /// What stands before each.
    gaps: Vec<Gap>,
    /// Written in capitals: there they say nothing.
    is_loud: bool,
    /// Folded, with marks.
    folded: Vec<String>,
    /// Folded, without marks.
    pub(super) plain: Vec<String>,
    lower: String,
    /// Digits that stand together, blanks and dashes between them left out; and those of numbers that are spelled otherwise.
    pub(super) digits: Vec<String>,
    emails: Vec<String>,
}

/// Marks without width. They come along with what is copied from messengers, and would part a name from itself.
const UNSEEN: [RangeInclusive<char>; 5] = [
    '\u{ad}'..='\u{ad}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
];

/// A text as it is seen, composed.
fn visible(text: &str) -> String {
    let seen = |c: &char| !UNSEEN.iter().any(|marks| marks.contains(c));
    text::nfc(&text.chars().filter(seen).collect::<String>())
}

/// Words of a text: letters and digits that stand together.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What stands before each of [`words_of`].
fn gaps_of(text: &str) -> Vec<Gap> {
    let (mut gaps, mut gap, mut in_word) = (Vec::new(), Gap::Begins, false);
    for c in text.chars() {
        if c.is_alphanumeric() {
            if !in_word {
                gaps.push(gap);
            }
            (in_word, gap) = (true, Gap::Blank);
            continue;
        }
        in_word = false;
        gap = match (gap, c) {
            (Gap::Begins, _)
            | (_, '.' | '!' | '?' | ':' | ';' | '\n' | '•' | '-' | '–' | '“' | '"' | '(') => {
                Gap::Begins
            }
            (gap, c) if c.is_whitespace() => gap,
            _ => Gap::Apart,
        };
    }
    gaps
}

/// Whether most letters are capitals.
fn is_loud(text: &str) -> bool {
    let large = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    large > small
}

/// Whether words stand in a text one behind the other.
fn stands(words: &[String], wanted: &[String]) -> bool {
    !wanted.is_empty() && words.windows(wanted.len()).any(|some| some == wanted)
}

fn digit_runs(text: &str) -> Vec<String> {
    let (mut runs, mut run) = (Vec::new(), String::new());
    for c in text.chars() {
        if c.is_ascii_digit() {
            run.push(c);
        } else if !(c.is_whitespace() || matches!(c, '.' | '-' | '_' | '(' | ')' | '+' | '–')) {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs.retain(|run| !run.is_empty());
    runs
}

impl Words {
    pub(super) fn new(text: &str) -> Self {
        let text = visible(text);
        let written = words_of(&text);
        let (mut digits, mut emails) = (digit_runs(&text), Vec::new());
        for found in coloa_extract::find(&text) {
            match found.kind {
                Kind::Phone | Kind::BankAccount => digits.extend(digit_runs(&found.value)),
                Kind::Email => emails.push(found.value.to_lowercase()),
                _ => {}
            }
        }
        Self {
            folded: written.iter().map(|word| text::fold(word)).collect(),
            plain: written.iter().map(|word| text::fold_plain(word)).collect(),
            gaps: gaps_of(&text),
            is_loud: is_loud(&text),
            written,
            lower: text.to_lowercase(),
            digits,
            emails,
        }
    }

    pub(super) fn has_digits(&self, digits: &str) -> bool {
        self.digits.iter().any(|run| run.contains(digits))
    }

    /// Any of the phones that a field holds, written in whatever way.
    fn phone(&self, field: &str) -> bool {
        field
            .split([',', ';', '/', ':'])
            .flat_map(digit_runs)
            .any(|phone| {
                // +84, 0084 and 0 stand before the same number.
                let from = phone.len().saturating_sub(PHONE);
                phone.len() >= PHONE - 1 && self.has_digits(&phone[from..])
            })
    }

    fn number(&self, field: &str) -> bool {
        field
            .split([',', ';', '/', ':'])
            .flat_map(digit_runs)
            .any(|number| number.len() >= ID_CARD && self.has_digits(&number))
    }

    fn email(&self, field: &str) -> bool {
        let email = field.trim().to_lowercase();
        if email.is_empty() {
            return false;
        }
        let mailbox = email.split('@').next().unwrap_or_default();
        self.emails.contains(&email)
            || self.lower.contains(&email)
            || mailbox.chars().count() >= MAILBOX && self.lower.contains(mailbox)
    }

    /// [`Self::email`], the part before `@` as a word of its own: "vietnam" stands in many names of sites.
    fn prints_email(&self, field: &str) -> bool {
        let email = field.trim().to_lowercase();
        if email.is_empty() {
            return false;
        }
        let mailbox = email.split('@').next().unwrap_or_default();
        let in_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        let mut words = self
            .lower
            .split(|c: char| !in_word(c))
            .map(|word| word.trim_matches('.'));
        self.emails.contains(&email)
            || self.lower.contains(&email)
            || mailbox.chars().count() >= MAILBOX && words.any(|word| word == mailbox)
    }

    /// The whole address, or house and street: villages and communes have many people.
    fn address(&self, field: &str) -> bool {
        let plain = |text: &str| words_of(&text::fold_plain(text));
        let whole = plain(field);
        let first = plain(field.split([',', ';']).next().unwrap_or_default());
        let has_number = |words: &[String]| words.iter().any(|w| w.chars().any(|c| c.is_ascii_digit()));
        (whole.len() >= 3 && stands(&self.plain, &whole))
            || (first.len() >= 2 && has_number(&first) && stands(&self.plain, &first))
    }

    /// [`Self::address`], where it names a house.
    fn prints_address(&self, field: &str) -> bool {
        let plain = |text: &str| words_of(&text::fold_plain(text));
        let street = field.split([',', ';']).next().unwrap_or_default();
        [plain(field), plain(street)].iter().any(|words| {
            let has_number = words.iter().any(|w| w.chars().any(|c| c.is_ascii_digit()));
            words.len() >= STREET && has_number && stands(&self.plain, words)
        })
    }

    /// A name as it is printed, with the title that somebody put before it or without.
    fn prints_name(&self, name: &str) -> bool {
        let name = words_of(&visible(name));
        let is_title = |word: &&String| TITLES.contains(&text::fold(word));
        let titles = name.iter().take_while(is_title).count();
        self.prints_words(&name) || (titles > 0 && self.prints_words(&name[titles..]))
    }

    /// A name of three words or more in full, however it is written; of two in capitals; its end in capitals behind what people
    /// are called; and a name of one word in capitals that is no part of another name and begins no sentence.
    fn prints_words(&self, name: &[String]) -> bool {
        let folded: Vec<String> = name.iter().map(|w| text::fold(w)).collect();
        let plain: Vec<String> = name.iter().map(|w| text::fold_plain(w)).collect();
        let Some(given) = plain.last() else {
            return false;
        };
        if given.chars().any(|c| c.is_ascii_digit()) {
            return false;
        }
        let (count, letters) = (folded.len(), given.chars().count());
        if count >= 3 && stands(&self.plain, &plain) {
            return true;
        }
        // The last `some` words of the name stand at a place, with their marks or in a text that has none.
        let stand = |at: usize, some: usize| {
            let found = self.folded.get(at..at + some);
            let is_large = self.is_loud || (at..at + some).all(|n| self.is_large(n));
            found.is_some_and(|found| found == &folded[count - some..] || found == &plain[count - some..])
                && is_large
        };
        (0..self.folded.len()).any(|at| {
            if count == 2 && stand(at, 2) {
                return true;
            }
            if self.is_loud {
                return false;
            }
            let is_called = self.is_called_at(at);
            (count >= 3 && is_called && stand(at, 2))
                || (is_called && stand(at, 1) && !self.goes_on(at))
                || (count == 1 && letters >= 3 && stand(at, 1) && self.is_alone(at))
        })
    }

    fn is_large(&self, at: usize) -> bool {
        let first = self.written.get(at).and_then(|word| word.chars().next());
        first.is_some_and(char::is_uppercase)
    }

    /// Whether what people are called stands before this word.
    fn is_called_at(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.folded.get(before));
        before.is_some_and(|word| TITLES.contains(word) || CALLED.contains(word))
            && self.gaps.get(at) == Some(&Gap::Blank)
    }

    /// Whether the next word is of the same name.
    fn goes_on(&self, at: usize) -> bool {
        self.is_large(at + 1) && self.gaps.get(at + 1) == Some(&Gap::Blank)
    }

    /// Whether a word in capitals is no part of another name, and has them not because a sentence begins.
    fn is_alone(&self, at: usize) -> bool {
        let behind = at > 0 && self.is_large(at - 1) && self.gaps.get(at) == Some(&Gap::Blank);
        self.gaps.get(at) != Some(&Gap::Begins) && !behind && !self.goes_on(at)
    }

    /// A name, in full or the end by which people are called.
    fn name(&self, name: &str) -> bool {
        let name = visible(name);
        let folded: Vec<String> = words_of(&name).iter().map(|w| text::fold(w)).collect();
        let plain: Vec<String> = words_of(&name).iter().map(|w| text::fold_plain(w)).collect();
        let Some(given) = folded.last() else {
            return false;
        };
        if given.chars().any(|c| c.is_ascii_digit()) {
            return false;
        }
        if folded.len() >= 2 {
            let end = folded.len() - 2;
            if stands(&self.folded, &folded[end..])
                || stands(&self.plain, &plain)
                || self.stands_unmarked(&plain[end..])
            {
                return true;
            }
        }
        let letters = plain.last().map_or(0, |given| given.chars().count());
        self.is_called(given, letters, folded.len() == 1)
    }

    /// Whether words stand there that were written without marks.
    fn stands_unmarked(&self, wanted: &[String]) -> bool {
        let count = wanted.len();
        (0..self.plain.len().saturating_sub(count - 1)).any(|at| {
            self.plain[at..at + count] == *wanted && self.plain[at..at + count] == self.folded[at..at + count]
        })
    }

    /// Whether somebody is called by a given name: behind a title, or alone where it is all of the name. Short ones are
    /// common syllables as well, and count where they are written large.
    fn is_called(&self, given: &str, letters: usize, alone: bool) -> bool {
        let is_short = letters < 3;
        self.folded.iter().enumerate().any(|(at, word)| {
            if word != given {
                return false;
            }
            let is_large = self.written[at].chars().next().is_some_and(char::is_uppercase);
            let titled = at > 0 && TITLES.contains(&self.folded[at - 1]);
            (titled && (is_large || !is_short)) || (alone && is_large && !is_short)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            name: "Nguyễn Thị Bưởi".into(),
            phone: "0912 000 101; +84 913.000.202".into(),
            email: "Buoi.Nguyen@thu.invalid".into(),
            address: "12 ngõ Hoa Giấy, xã Sông Thử, tỉnh Lam Sơn".into(),
            id_card: "001234567890, cấp 01/02/2021 tại Cục Thử".into(),
            guardian: "mẹ Trần Thị Sen, 0914000303".into(),
            refused_because: String::new(),
        }
    }

    /// The identity with one of its fields alone, so that what is found is found by that one.
    fn only(field: impl Fn(&mut Identity) -> &mut String) -> Identity {
        let (mut whole, mut one) = (identity(), Identity::default());
        *field(&mut one) = std::mem::take(field(&mut whole));
        one
    }

    #[test]
    fn what_says_who_reports_is_found_however_it_is_written() {
        let name = only(|i| &mut i.name);
        for text in [
            "Chị Nguyễn Thị Bưởi kể",
            "NGUYỄN THỊ BƯỞI",
            "nguyen thi buoi",
            "bà Thị Bưởi ở xóm",
            "thi buoi bi goi",
            "chị Bưởi bị lừa",
            "cô bưởi bị lừa",
            "Nguye\u{302}\u{303}n Thị Bưởi",
            "chị Bu\u{31b}o\u{31b}\u{309}\u{200b}i bị lừa",
            "nguyen\u{2060} thi bu\u{ad}oi",
        ] {
            assert!(says(text, &name), "{text}");
        }
        let phone = only(|i| &mut i.phone);
        for text in [
            "gọi lại 0912000101",
            "số +84 912 000 101",
            "84-912-000-101",
            "gọi bằng o912 ooo 1o1",
            "0913 000 202",
            "0912\u{200b}000\u{200b}101",
        ] {
            assert!(says(text, &phone), "{text}");
        }
        let email = only(|i| &mut i.email);
        assert!(says("thư về BUOI.NGUYEN@thu.invalid", &email));
        assert!(says("tên tài khoản buoi.nguyen", &email));
        assert!(says("ở 12 Ngõ Hoa Giấy", &only(|i| &mut i.address)));
        assert!(says("CCCD 0012 3456 7890", &only(|i| &mut i.id_card)));
        let guardian = only(|i| &mut i.guardian);
        assert!(says("nhà chị Sen", &guardian));
        assert!(says("gọi 0914 000 303", &guardian));
        assert!(!says("chị Bưởi, 0912000101", &guardian), "each by its own field");
    }

    #[test]
    fn what_many_people_have_is_left() {
        let is = |text: &str| says(text, &identity());
        for text in [
            "Người dân xã Sông Thử, tỉnh Lam Sơn nhận cuộc gọi từ 0905000999",
            "Đối tượng Nguyễn Thị Cam đòi 12 triệu",
            "chuyển vào 1012000111 tên NGUYEN VAN MAU",
            "mua 5 kg bưởi",
            "cấp 01/02/2021",
        ] {
            assert!(!is(text), "{text}");
        }
        let short = Identity {
            name: "Lê Văn An".into(),
            ..Identity::default()
        };
        assert!(!says("cho em an tâm, mua bảo hiểm an toàn", &short));
        assert!(says("anh An chuyển tiền", &short));
        assert!(!says("", &short));
        assert!(!says("gì cũng được", &Identity::default()));
    }

    fn in_print(text: &str, identity: &Identity) -> bool {
        prints(&Words::new(text), identity)
    }

    #[test]
    fn whoever_is_named_in_print_is_found() {
        let name = only(|i| &mut i.name);
        for text in [
            "Chị Nguyễn Thị Bưởi kể",
            "NGUYỄN THỊ BƯỞI",
            "nạn nhân nguyen thi buoi",
            "CẢNH BÁO: BÀ NGUYỄN THỊ BƯỞI MẤT TIỀN",
            "Mất tiền như bà Thị Bưởi ở xóm",
            "chị Bưởi bị lừa",
            "Nạn nhân Bưởi, 60 tuổi",
            "Chị Bu\u{31b}o\u{31b}\u{309}\u{200b}i bị lừa",
        ] {
            assert!(in_print(text, &name), "{text}");
        }
        let whole = identity();
        for text in [
            "gọi bằng o912 ooo 1o1",
            "thư về BUOI.NGUYEN@thu.invalid",
            "tài khoản buoi.nguyen, mới lập",
            "ở 12 Ngõ Hoa Giấy",
            "CCCD 0012 3456 7890",
            "nhà chị Sen",
            "bà Trần Thị Sen",
        ] {
            assert!(in_print(text, &whole), "{text}");
        }
        let called = |name: &str| Identity {
            name: name.to_owned(),
            ..Identity::default()
        };
        for (text, name) in [
            ("theo lời anh Nam, người báo", "Nam"),
            ("theo lời của Nam, người báo", "Nam"),
            ("theo lời Lê An thì không", "Lê An"),
            ("theo lời anh Tú", "Anh Tú"),
            ("theo lời anh An", "Lê Văn An"),
        ] {
            assert!(in_print(text, &called(name)), "{text}");
        }
    }

    #[test]
    fn words_and_places_in_print_are_no_names() {
        let called = |name: &str| Identity {
            name: name.to_owned(),
            ..Identity::default()
        };
        for (text, name) in [
            (
                "Bạn liên hệ ngân hàng, đừng đọc tên đăng nhập",
                "Đỗ Thị Liên, Đỗ Hải Đăng",
            ),
            ("Liên hệ ngân hàng tại Việt Nam", "Liên, Nam"),
            ("Bạn bình tĩnh. Bình luận sau", "Bình"),
            ("công an tỉnh Hải Dương", "Trần Công An, Lê Hải Dương"),
            ("người dân Việt Nam", "Hoàng Việt"),
            ("CẢNH BÁO: BẠN BÌNH TĨNH", "Lê Thanh Bình"),
            ("Mua bảo hiểm an toàn", "An Toàn"),
        ] {
            assert!(!in_print(text, &called(name)), "{text}");
        }
        let from = |address: &str, email: &str| Identity {
            address: address.to_owned(),
            email: email.to_owned(),
            ..Identity::default()
        };
        assert!(!in_print(
            "Ngân hàng số 1 ở xã Sông Thử",
            &from("Số 1, xã Sông Thử", "")
        ));
        assert!(!in_print("Người dân xã Sông Thử", &from("xã Sông Thử", "")));
        assert!(!in_print(
            "Trang vietnam-mau.example là giả",
            &from("", "vietnam@thu.invalid")
        ));
    }
}
