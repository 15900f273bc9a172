//! How much somebody held against who reports that they did not read in the report. Each such word is a question, whatever the
//! answer: among the names of a whole office the right one is found by leaving out those that pass. Words of the report ask
//! nothing, and neither does what was kept of it before. Who asked too much is stopped like who was refused too often
//! ([`crate::opening`]).
//!
//! Counted in memory, without the words: a restart begins anew.

use super::words::Words;
use chrono::{DateTime, TimeDelta, Utc};
use coloa_base::PersonId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// The span that is counted.
const SPAN: TimeDelta = TimeDelta::hours(1);
/// Of one person about one report. A copy in other words has fewer.
const MOST: usize = 600;
/// A number that may be a phone, an account or a card counts as so many words.
const NUMBER: usize = 20;
/// Digits of such a number, at least.
const DIGITS: usize = 6;
/// Last digits of a number that tell it from others, whatever stands before them.
const TELLING: usize = 9;

/// How many of these words do not stand in a text that whoever writes them may read.
pub(crate) fn asked(words: &str, known: &str) -> usize {
    let (words, known) = (Words::new(words), Words::new(known));
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let new_words = words
        .plain
        .iter()
        .filter(|word| !is_number(word) && !known.plain.contains(word));
    // A number stands there as written and as it is read: once by its last digits.
    let numbers: FxHashSet<&str> = words
        .digits
        .iter()
        .filter(|run| run.len() >= DIGITS)
        .map(|run| &run[run.len().saturating_sub(TELLING)..])
        .collect();
    let new_numbers = numbers.into_iter().filter(|number| !known.has_digits(number));
    new_words.count() + NUMBER * new_numbers.count()
}

/// With how many words somebody asked, and when.
type Counted = Vec<(DateTime<Utc>, usize)>;

/// What was asked within [`SPAN`], and who was told of whom.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    by: Mutex<FxHashMap<(PersonId, Uuid), Counted>>,
    told: Mutex<FxHashMap<(PersonId, &'static str), DateTime<Utc>>>,
}

impl Asked {
    /// Counts words about a report; whether they are too many with those before. Those that are too many are not counted: fewer
    /// may still pass.
    pub(crate) fn too_much(&self, who: PersonId, about: Uuid, words: usize, now: DateTime<Utc>) -> bool {
        if words == 0 {
            return false;
        }
        let mut by = self.by.lock().unwrap_or_else(PoisonError::into_inner);
        by.retain(|_, asked| {
            asked.retain(|(at, _)| *at > now - SPAN);
            !asked.is_empty()
        });
        let before: usize = by
            .get(&(who, about))
            .map_or(0, |asked| asked.iter().map(|(_, words)| words).sum());
        if before + words > MOST {
            return true;
        }
        by.entry((who, about)).or_default().push((now, words));
        false
    }

    /// Whether nobody was told this of somebody within [`SPAN`]; from now on somebody was.
    pub(crate) fn tell(&self, of: PersonId, notice: &'static str, now: DateTime<Utc>) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, at| *at > now - SPAN);
        let fresh = !told.contains_key(&(of, notice));
        if fresh {
            told.insert((of, notice), now);
        }
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "Chị Hoa bảo tôi gửi 2 triệu vào 0900 000 101.";

    #[test]
    fn what_stands_in_the_report_asks_nothing() {
        assert_eq!(asked("chi hoa bao toi gui 2 trieu vao 0900000101", TOLD), 0);
        assert_eq!(asked("+84 900 000 101", TOLD), 0);
        assert_eq!(asked("", ""), 0);
    }

    #[test]
    fn every_word_that_does_not_asks_and_a_number_asks_more() {
        assert_eq!(asked("Nguyễn Văn Hoa, Trần Văn Hoa", TOLD), 4);
        assert_eq!(asked("0900 000 102, 0900 000 103", TOLD), 2 * NUMBER);
    }

    #[test]
    fn within_an_hour_so_much_is_asked_about_a_report_and_no_more() {
        let (asked, me, other) = (Asked::default(), PersonId::new(), PersonId::new());
        let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
        let now = DateTime::UNIX_EPOCH;
        assert!(!asked.too_much(me, one, MOST - 1, now));
        assert!(asked.too_much(me, one, 2, now));
        assert!(
            !asked.too_much(me, one, 1, now),
            "what was refused is not counted"
        );
        assert!(asked.too_much(me, one, 1, now));
        assert!(!asked.too_much(me, two, 1, now) && !asked.too_much(other, one, 1, now));
        assert!(!asked.too_much(me, one, 1, now + SPAN));
        assert!(asked.too_much(me, two, MOST + 1, now), "nor at one go");
    }
}
