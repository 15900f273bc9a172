//! The redacted copy: the only text of a report that is searched, and that campaigns and other people see. Whoever has the
//! report writes it and confirms that it does not say who reports; before it is stored, the identity is opened inside the
//! process and compared. The same look is taken at every reason that somebody gives, since reasons are stored in the
//! clear. The answer is one word, whatever of the identity is there, and who makes it come too often is stopped
//! ([`crate::opening`]): otherwise one could ask for an identity name by name.

use crate::{
    Hotline, HotlineError,
    entity::report,
    envelope::place,
    error::{invalid, not_now},
    form::{self, Identity},
    intake::{self, reading::blank_form},
    mention::{self, Said, normal},
    model::{MentionRole, Part},
    opening,
    service::is_holder,
    store,
};
use coloa_auth::{Actor, Change, action};
use coloa_base::text;
use coloa_extract::Kind;
use coloa_platform::Tx;
use serde_json::json;
use std::{ops::RangeInclusive, sync::LazyLock};
use uuid::Uuid;

/// Digits of a phone number that tell it from others, however it is written.
const PHONE: usize = 9;
/// Digits of the number of an identity card, at least.
const ID_CARD: usize = 9;
/// Digits of a text that is compared: some sixty numbers. Thousands of numbers in one text would be as many questions at once.
const MOST_DIGITS: usize = 600;
/// Of all things together that are confirmed of a report: as many accounts as it may name have fewer.
const MOST_DIGITS_OF_LIST: usize = 20 * mention::MOST;
/// Characters of the part of a mail address before `@` that are no common word.
const MAILBOX: usize = 6;

/// Confirms a redacted copy, by whoever has the report. An empty one takes back what was confirmed.
///
/// # Errors
/// `not_yours`; `holds_identity`, also for what is marked as the reporter's own; `Guessing` where that came too often.
pub async fn confirm(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    redacted: &str,
) -> Result<report::Model, HotlineError> {
    let (mut change, mut row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    if !is_holder(actor, &row) {
        return Err(not_now("not_yours"));
    }
    let is_empty = redacted.trim().is_empty();
    if is_empty {
        row.redacted.clear();
        row.redacted_search.clear();
        row.redacted_by = None;
        row.redacted_at = None;
    } else {
        let redacted = form::narrative(redacted, "text")?;
        // Without the keys nobody can compare it.
        hotline.opener()?;
        few_digits("text", &redacted, MOST_DIGITS)?;
        let named = mention::proposals(hotline, &row, &blank_form(&row), &redacted, &[]).await?;
        let own = named.iter().any(|p| p.own || p.role == MentionRole::Victim);
        let says = own || says_who(hotline, change.tx(), &row, &redacted).await?;
        change = opening::compared(hotline, change, (&row).into(), "text", says).await?;
        row.redacted_search = text::fold_plain(&redacted);
        row.redacted = redacted;
        row.redacted_by = Some(actor.name.clone());
        row.redacted_at = Some(change.now());
    }
    let characters = row.redacted.chars().count();
    let row = if is_empty {
        hotline.save(&change, row).await?
    } else {
        hotline.save_handled(&change, row).await?
    };
    change
        .commit(json!({ "what": "redacted", "characters": characters }))
        .await?;
    Ok(row)
}

/// [`mention::confirm`], unless the redacted copy still holds what is said to be the reporter's own: it must go there first.
pub async fn confirm_mentions(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    said: &[Said],
) -> Result<report::Model, HotlineError> {
    let row = hotline.report(actor, action::HOTLINE_HANDLE, id).await?;
    let own = said.iter().filter(|s| s.role == MentionRole::Victim.as_str());
    let own: Vec<_> = own
        .filter_map(|s| normal::given(Kind::parse(&s.kind)?, &s.value, &s.bank))
        .collect();
    if !own.is_empty() {
        let redacted = coloa_extract::find(&row.redacted);
        let held = |found: &coloa_extract::Indicator| {
            let found = normal::of(found);
            own.iter()
                .any(|own| own.kind == found.kind && own.match_key == found.match_key)
        };
        if redacted.iter().any(held) {
            return Err(not_now("in_redaction"));
        }
    }
    mention::confirm(hotline, actor, id, seen, said).await
}

/// Goes on with a change of `row`, in which nothing was written yet, unless words that go with it say who reports. While the keys
/// are missing they cannot be compared, and pass.
///
/// # Errors
/// `holds_identity`, `Guessing`, `too_many_digits`.
pub(crate) async fn check_words(
    hotline: &Hotline,
    change: Change,
    row: &report::Model,
    field: &'static str,
    words: &str,
) -> Result<Change, HotlineError> {
    if words.trim().is_empty() {
        return Ok(change);
    }
    few_digits(field, words, MOST_DIGITS)?;
    let says = says_who(hotline, change.tx(), row, words).await?;
    opening::compared(hotline, change, row.into(), field, says).await
}

fn few_digits(field: &'static str, words: &str, most: usize) -> Result<(), HotlineError> {
    if words.chars().filter(char::is_ascii_digit).count() > most {
        return Err(invalid(field, "too_many_digits"));
    }
    Ok(())
}

/// Whether words say who reported `row`, as far as the keys are there.
async fn says_who(
    hotline: &Hotline,
    tx: &Tx,
    row: &report::Model,
    words: &str,
) -> Result<bool, HotlineError> {
    let Ok(opener) = hotline.opener() else {
        return Ok(false);
    };
    let parts = store::sealed::of_report(tx, row.id).await?;
    let Some(sealed) = intake::sealed_part(&parts, None, Part::Identity) else {
        return Ok(false);
    };
    let place = place(row.id, Part::Identity, 0);
    // Sealed to a key that is lost: there is nothing to compare with.
    let Ok(opened) = opener.open(Part::Identity, &place, sealed) else {
        return Ok(false);
    };
    let identity: Identity = serde_json::from_slice(&opened).unwrap_or_default();
    Ok(says(words, &identity))
}

/// Goes on with a change of `row`, in which nothing was written yet, unless what it would keep in the clear as somebody else's says
/// who reports. It is told in one word. Nothing passes uncompared, unlike words of a reason.
///
/// # Errors
/// `reporters_own`, `Guessing`, `too_many_digits`; `KeyLost` and `Seal` where the identity cannot be opened now.
pub(crate) async fn check_mentions(
    hotline: &Hotline,
    change: Change,
    row: &report::Model,
    values: &[String],
) -> Result<Change, HotlineError> {
    if values.is_empty() {
        return Ok(change);
    }
    let opener = hotline.opener()?;
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    if let Some(sealed) = intake::sealed_part(&parts, None, Part::Identity) {
        opener.open(Part::Identity, &place(row.id, Part::Identity, 0), sealed)?;
    }
    // With commas between, digits of two numbers do not become one.
    let values = values.join(", ");
    few_digits("mentions", &values, MOST_DIGITS_OF_LIST)?;
    let says = says_who(hotline, change.tx(), row, &values).await?;
    match opening::compared(hotline, change, row.into(), "mentions", says).await {
        Err(HotlineError::Invalid { .. }) => Err(invalid("mentions", "reporters_own")),
        compared => compared,
    }
}

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

/// Words before a given name, folded.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let titles = "anh chị em ông bà cô chú bác dì cậu mợ thím cháu con bạn mẹ bố cha ba má tên";
    titles.split(' ').map(text::fold).collect()
});

/// A text, taken apart in the ways in which it is compared.
struct Words {
    /// As written.
    written: Vec<String>,
    /// Folded, with marks.
    folded: Vec<String>,
    /// Folded, without marks.
    plain: Vec<String>,
    lower: String,
    /// Digits that stand together, blanks and dashes between them left out; and those of numbers that are spelled otherwise.
    digits: Vec<String>,
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
    fn new(text: &str) -> Self {
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
            written,
            lower: text.to_lowercase(),
            digits,
            emails,
        }
    }

    fn has_digits(&self, digits: &str) -> bool {
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

    /// The whole address, or house and street: villages and communes have many people.
    fn address(&self, field: &str) -> bool {
        let plain = |text: &str| words_of(&text::fold_plain(text));
        let whole = plain(field);
        let first = plain(field.split([',', ';']).next().unwrap_or_default());
        let has_number = |words: &[String]| words.iter().any(|w| w.chars().any(|c| c.is_ascii_digit()));
        (whole.len() >= 3 && stands(&self.plain, &whole))
            || (first.len() >= 2 && has_number(&first) && stands(&self.plain, &first))
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
}
