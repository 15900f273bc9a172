//! What stands near a number: which word says what it is, which bank is named, whether it is the writer's own.

use crate::{Page, bank, glyphs::Gap, vocabulary::Tags};
use std::ops::Range;

/// What the nearest word before a number says, and how many words stand between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    Phone(usize),
    Account(usize),
    /// Money goes there, or a bank is named.
    Pay(usize),
    /// It is a number of something else.
    Other(usize),
    Date,
    Amount,
    None,
}

/// What is known of a number from the words near it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub cue: Cue,
    /// Another long number stands between it and the word.
    pub crossed: bool,
    pub bank_before: Option<(&'static str, usize)>,
    /// The bank named behind it, and how many words stand between.
    pub bank_after: Option<(&'static str, usize)>,
    /// A comma stands right behind the number.
    pub comma_after: bool,
}

/// Words that are looked at before a number.
const REACH: usize = 14;

impl Page<'_> {
    fn tags_of(&self, word: usize) -> Tags {
        self.tags.get(word).copied().unwrap_or_default()
    }

    fn digits_of(&self, word: usize) -> usize {
        self.glyphs.word(word).bytes().filter(u8::is_ascii_digit).count()
    }

    fn gap(&self, word: usize) -> Gap {
        self.glyphs.words.get(word).map_or(Gap::Sentence, |w| w.gap)
    }

    /// The context of the number that stands there.
    pub fn context(&self, at: &Range<usize>) -> Context {
        let first = self.glyphs.word_from(at.start);
        let behind = self.glyphs.word_from(at.end);
        let mut context = Context {
            cue: Cue::None,
            crossed: false,
            bank_before: self.bank_before(first),
            bank_after: self.bank_after(behind),
            comma_after: self.glyphs.get(at.end).is_some_and(|g| g.plain == ','),
        };
        let (mut digits, mut lines) = (0, 0);
        for back in 1..=REACH.min(first) {
            let word = first - back;
            match self.gap(word + 1) {
                Gap::Sentence => break,
                Gap::Line => lines += 1,
                Gap::Near => {}
            }
            if lines > 2 {
                break;
            }
            digits += self.digits_of(word);
            context.crossed |= digits >= 8;
            if let Some(cue) = self.cue(word, back - 1) {
                context.cue = cue;
                break;
            }
        }
        if !matches!(context.cue, Cue::Account(_)) && self.is_called_account(at.end, behind) {
            context.cue = Cue::Account(0);
        }
        context
    }

    /// "… là stk của nó", "… (số tài khoản)".
    fn is_called_account(&self, end: usize, behind: usize) -> bool {
        let said = self.glyphs.word(behind) == "la";
        let opens = (end..end + 2).any(|i| self.glyphs.get(i).is_some_and(|g| g.plain == '('));
        if !said && !opens {
            return false;
        }
        let first = behind + usize::from(said);
        (first..first + 3)
            .take_while(|w| self.gap(*w) == Gap::Near)
            .find(|w| !self.tags_of(*w).has(Tags::PART))
            .is_some_and(|w| self.tags_of(w).has(Tags::ACCOUNT))
    }

    /// What a word says of a number so many words behind it.
    fn cue(&self, word: usize, between: usize) -> Option<Cue> {
        let tags = self.tags_of(word);
        if tags.has(Tags::OTHER) && between <= 5 {
            // "số hợp đồng tại ngân hàng … 123" is none; the nearest word has said so before.
            return Some(Cue::Other(between));
        }
        if tags.has(Tags::PHONE) && between <= 10 {
            return Some(Cue::Phone(between));
        }
        if tags.has(Tags::ACCOUNT) && between <= 13 {
            return Some(Cue::Account(between));
        }
        if tags.has(Tags::BANK) && between <= 6 || tags.has(Tags::PAY) && between <= 9 {
            return Some(Cue::Pay(between));
        }
        if tags.has(Tags::DATE) && between <= 1 {
            return Some(Cue::Date);
        }
        if tags.has(Tags::AMOUNT) && between == 0 {
            return Some(Cue::Amount);
        }
        None
    }

    /// The bank named by the phrase that ends with this word.
    fn bank_ending(&self, word: usize) -> Option<&'static str> {
        if !self.tags_of(word).has(Tags::BANK) {
            return None;
        }
        (0..4).rev().find_map(|more| {
            let from = word.checked_sub(more)?;
            let name: Vec<&str> = (from..=word).map(|w| self.glyphs.word(w)).collect();
            bank::named(&name.join(" "))
        })
    }

    fn bank_before(&self, first: usize) -> Option<(&'static str, usize)> {
        for back in 1..=8.min(first) {
            let word = first - back;
            if self.gap(word + 1) == Gap::Sentence || self.digits_of(word) >= 6 {
                return None;
            }
            if let Some(bank) = self.bank_ending(word) {
                return Some((bank, back - 1));
            }
        }
        None
    }

    fn bank_after(&self, behind: usize) -> Option<(&'static str, usize)> {
        let mut between = 0;
        for word in behind..behind + 10 {
            let gap = self.gap(word);
            if word >= self.glyphs.words.len()
                || self.digits_of(word) >= 6
                || (gap == Gap::Sentence && word > behind)
            {
                return None;
            }
            if gap > Gap::Near {
                // On the next line it may be that of the next number.
                between += 2;
            }
            let tags = self.tags_of(word);
            if tags.has(Tags::ACCOUNT.and(Tags::PHONE)) {
                return None;
            }
            if let Some(bank) = self.bank_ending(word) {
                return Some((bank, between));
            }
            // The first words of its own name, "ngân hàng", "tại" are no distance.
            let near = tags.has(Tags::PART)
                || matches!(
                    self.glyphs.word(word),
                    "hang" | "nh" | "tai" | "cua" | "bank" | "mo" | "ben" | "nhtmcp" | "tmcp"
                );
            between += usize::from(!near);
        }
        None
    }

    /// Whether "ngân hàng" stands right behind, whatever bank it is.
    pub fn is_at_some_bank(&self, at: &Range<usize>) -> bool {
        let behind = self.glyphs.word_from(at.end);
        (behind..behind + 4).any(|w| {
            self.gap(w) != Gap::Sentence
                && (matches!(self.glyphs.word(w), "nh" | "bank" | "banking")
                    || (self.glyphs.word(w) == "hang" && self.glyphs.word(w.wrapping_sub(1)) == "ngan"))
        })
    }

    /// The word right behind a number says that it is an amount of money.
    pub fn is_money(&self, at: &Range<usize>) -> bool {
        let next = self.glyphs.get(at.end);
        if next.is_some_and(|g| matches!(g.plain, '$' | '%' | '₫' | '€')) {
            return true;
        }
        let before = self.glyphs.before(at.start);
        if before.is_some_and(|g| matches!(g.plain, '$' | '₫')) {
            return true;
        }
        self.unit_behind(at).is_some_and(|tags| tags.has(Tags::MONEY))
    }

    /// The word right behind a number says what it counts.
    pub fn is_counted(&self, at: &Range<usize>) -> bool {
        self.unit_behind(at).is_some()
    }

    fn unit_behind(&self, at: &Range<usize>) -> Option<Tags> {
        let word = self.glyphs.word_from(at.end);
        let found = self.glyphs.words.get(word)?;
        // Only blanks between.
        let blank = |i: usize| self.glyphs.list[i].plain == ' ';
        if !(at.end..found.at.start).all(blank) || found.at.start > at.end + 2 {
            return None;
        }
        // A phrase is tagged at its last word.
        let last = (word..word + 4).find(|w| !self.tags_of(*w).has(Tags::PART))?;
        Some(self.tags_of(last)).filter(|tags| tags.has(Tags::UNIT))
    }

    /// Whether the words before or behind say that it is the writer's own: "stk của em là …", "… của tôi".
    pub fn is_own(&self, at: &Range<usize>) -> bool {
        let first = self.glyphs.word_from(at.start);
        let behind = self.glyphs.word_from(at.end);
        self.is_own_before(first) || self.is_own_behind(behind)
    }

    fn is_own_before(&self, first: usize) -> bool {
        for back in 1..=6.min(first) {
            let word = first - back;
            if self.gap(word + 1) == Gap::Sentence || self.digits_of(word) >= 6 {
                return false;
            }
            let tags = self.tags_of(word);
            if tags.has(Tags::ME) && self.is_of_thing(word) {
                return true;
            }
            // It goes somewhere, comes from somebody: no more the writer's.
            if matches!(
                self.glyphs.word(word),
                "vao"
                    | "vo"
                    | "cho"
                    | "den"
                    | "toi"
                    | "qua"
                    | "goi"
                    | "bang"
                    | "no"
                    | "nhan"
                    | "bao"
                    | "keu"
                    | "bat"
            ) && !tags.has(Tags::ME)
            {
                return false;
            }
        }
        false
    }

    /// The writer stands behind a thing: "tk em", "số của tôi", "sđt nhà tui", "tài khoản ngân hàng của em"; or is said to
    /// have it: "của em là …".
    fn is_of_thing(&self, me: usize) -> bool {
        let behind = |word: usize| self.glyphs.word(word);
        if me >= 1 && behind(me - 1) == "cua" && behind(me + 1) == "la" {
            return true;
        }
        for back in 1..=6.min(me) {
            let word = me - back;
            if self.gap(word + 1) != Gap::Near {
                return false;
            }
            let tags = self.tags_of(word);
            if tags.has(Tags::THING) {
                return true;
            }
            let passes = tags.has(Tags::ME.and(Tags::BANK).and(Tags::PART))
                || matches!(
                    behind(word),
                    "cua"
                        | "ma"
                        | "me"
                        | "ba"
                        | "bo"
                        | "chong"
                        | "vo"
                        | "nha"
                        | "chinh"
                        | "con"
                        | "cu"
                        | "rieng"
                        | "hang"
                );
            if !passes {
                return false;
            }
        }
        false
    }

    fn is_own_behind(&self, behind: usize) -> bool {
        let mut said = false;
        for word in behind..behind + 6 {
            if self.gap(word) != Gap::Near {
                return false;
            }
            // "… là stk của em".
            said |= self.glyphs.word(word) == "la";
            let next = self.tags_of(word + 1);
            if self.glyphs.word(word) == "cua" && self.gap(word + 1) == Gap::Near {
                // "của tôi", "của mẹ em".
                return next.has(Tags::ME) || self.tags_of(word + 2).has(Tags::ME);
            }
            let tags = self.tags_of(word);
            let passes = tags.has(Tags::BANK.and(Tags::PART))
                || (said && tags.has(Tags::THING))
                || matches!(
                    self.glyphs.word(word),
                    "hang" | "la" | "nay" | "day" | "bank" | "tai" | "so"
                );
            if !passes {
                return false;
            }
        }
        false
    }
}
