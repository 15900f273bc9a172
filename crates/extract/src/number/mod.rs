//! Phone numbers and numbers of accounts: where a number stands says which it is.

mod digits;
mod phone;

pub use phone::{international, phone_value};

use crate::{
    Page,
    context::{Context, Cue},
    indicator::{Found, Kind},
    vocabulary::Tags,
};
use digits::{Form, Group, Separator, chains, glued_tags, is_date, is_masked, thousands};
use phone::Sure;
use std::ops::Range;

/// Fewest and most digits of an account.
const ACCOUNT: std::ops::RangeInclusive<usize> = 6..=19;

pub(crate) fn look(page: &mut Page<'_>) {
    for chain in chains(page) {
        let mut at = 0;
        while at < chain.len() {
            at += step(page, &chain[at..]).max(1);
        }
    }
}

/// Takes the number that begins the chain, if there is one; how many groups it was.
fn step(page: &mut Page<'_>, chain: &[Group]) -> usize {
    if is_date(chain) {
        return 3;
    }
    let account = account_groups(page, chain);
    let phone = Phone::first(page, chain);
    let digits: usize = chain[..account].iter().map(|g| g.digits.len()).sum();
    if phone.is_none() && !ACCOUNT.contains(&digits) {
        return thousands(chain).max(1);
    }
    let start = chain[0].at.start;
    let mut context = page.context(&(start..chain[account.max(1) - 1].at.end));
    let glued = glued_tags(page, &chain[0].at);
    context.crossed &= glued == Tags::default();
    if glued.has(Tags::ACCOUNT) {
        context.cue = Cue::Account(0);
    } else if glued.has(Tags::BANK) {
        context.cue = Cue::Pay(0);
    } else if glued.has(Tags::PHONE) {
        context.cue = Cue::Phone(0);
    }
    if let Some(phone) = &phone
        && phone.is_meant(page, &context, chain)
    {
        let groups = phone.groups;
        take_phone(page, &context, phone);
        return groups;
    }
    let money = thousands(chain);
    let is_money =
        money > 0 && money >= account && !(matches!(context.cue, Cue::Account(0..=1)) && digits >= 9);
    if is_money || (account == 1 && page.is_money(&chain[0].at)) {
        return money.max(1);
    }
    if account == 4 && is_credit_card(&digits_of(&chain[..account])) {
        return account;
    }
    if account > 0 && is_account(page, &context, &chain[..account]) {
        take_account(page, &context, &chain[..account]);
        return account;
    }
    1
}

/// A phone number at the beginning of a chain.
struct Phone {
    value: String,
    sure: Sure,
    groups: usize,
    at: Range<usize>,
    /// Behind `+`.
    plus: bool,
}

impl Phone {
    fn first(page: &Page<'_>, chain: &[Group]) -> Option<Self> {
        let (start, plus) = with_plus(page, chain[0].at.start);
        let mut digits = String::new();
        let mut best: Option<Self> = None;
        for (index, group) in chain.iter().take(16).enumerate() {
            digits.push_str(&group.digits);
            if digits.len() > 16 {
                break;
            }
            if index > 0 && group.separator == Separator::Other && best.is_some() {
                break;
            }
            let Some((value, sure)) = phone::value(&digits, plus) else {
                continue;
            };
            // What is longer must be as sure, and its last group short: "1900 12 34" + "56".
            let abroad = value.starts_with('+');
            if let Some(found) = &best
                && (sure < found.sure || (found.sure == Sure::Valid && !abroad && group.digits.len() != 2))
            {
                break;
            }
            if abroad && best.is_some() && (group.digits.len() > 4 || digits.len() > 13) {
                break;
            }
            let at = with_bracket(page, start..group.at.end);
            best = Some(Self {
                value,
                sure,
                groups: index + 1,
                at,
                plus,
            });
            let is_service = digits.starts_with("1800") || digits.starts_with("1900");
            if sure == Sure::Valid && !abroad && !is_service {
                break;
            }
        }
        best
    }

    /// Whether the words around it leave it a phone number.
    fn is_meant(&self, page: &Page<'_>, context: &Context, chain: &[Group]) -> bool {
        let used = &chain[..self.groups];
        if used.iter().all(|g| g.form == Form::Doubtful) || (page.is_money(&self.at) && !self.plus_country())
        {
            return false;
        }
        if page.is_money(&self.at) && used.len() > 1 && thousands(used) == used.len() {
            return false;
        }
        let is = |kind| used[1..].iter().any(|g| g.separator == kind);
        if !self.plus && is(Separator::Blank) && is(Separator::Dot) && is(Separator::Dash) {
            // "0.21 2026-08-07": three things in a row.
            return false;
        }
        if self.plus {
            return !matches!(context.cue, Cue::Account(0..=2)) || self.sure == Sure::Valid;
        }
        if is_code(page, self.at.start, true) || is_masked(page, &self.at) {
            return false;
        }
        let at_bank = |most: usize| context.bank_after.is_some_and(|(_, between)| between <= most);
        let valid = self.sure == Sure::Valid;
        let service = self.value.len() == 8 || self.value.starts_with('1');
        match context.cue {
            Cue::Phone(between) if self.adds_zero(used) => between <= 1,
            Cue::Phone(between) => valid && !(between >= 3 && at_bank(0)) || !valid && between <= 4,
            Cue::Account(_) if context.crossed => valid && !at_bank(2) && !page.is_at_some_bank(&self.at),
            Cue::Account(between) => between > 8 && valid && !at_bank(2) && context.bank_before.is_none(),
            Cue::Pay(_) => {
                let bank = context.bank_before.is_some_and(|(_, between)| between <= 3)
                    || at_bank(2)
                    || page.is_at_some_bank(&self.at);
                valid && (!bank || ((context.crossed || page.is_own(&self.at)) && !at_bank(2)))
            }
            Cue::Other(between) => valid && !service && between >= 3,
            Cue::Date => valid && !service && used.len() <= 4,
            Cue::Amount => valid,
            Cue::None => valid && !at_bank(0) && !page.is_at_some_bank(&self.at),
        }
    }

    fn adds_zero(&self, used: &[Group]) -> bool {
        !self.plus && digits_of(used).len() + 1 == self.value.len()
    }

    fn plus_country(&self) -> bool {
        self.plus && !self.value.starts_with('+')
    }
}

/// Where a number begins that has `+` before it.
fn with_plus(page: &Page<'_>, start: usize) -> (usize, bool) {
    let is = |at: Option<usize>, c: char| at.and_then(|i| page.glyphs.get(i)).is_some_and(|g| g.plain == c);
    let mut at = start.checked_sub(1);
    if is(at, ' ') && is(at.and_then(|i| i.checked_sub(1)), '+') {
        at = at.and_then(|i| i.checked_sub(1));
    }
    match at {
        Some(plus) if is(Some(plus), '+') => (plus, true),
        _ => (start, false),
    }
}

/// A bracket that opens before the number and closes inside belongs to it: "(024) …".
fn with_bracket(page: &Page<'_>, at: Range<usize>) -> Range<usize> {
    let opens = page.glyphs.before(at.start).is_some_and(|g| g.plain == '(');
    let closes = page.glyphs.list[at.clone()]
        .iter()
        .filter(|g| g.plain == ')')
        .count();
    let inside = page.glyphs.list[at.clone()]
        .iter()
        .filter(|g| g.plain == '(')
        .count();
    if opens && closes > inside {
        at.start - 1..at.end
    } else {
        at
    }
}

/// The number is the tail of a code: "HD-2026-00703", "15/2026".
fn is_code(page: &Page<'_>, start: usize, of_phone: bool) -> bool {
    let Some(sign) = page.glyphs.before(start) else {
        return false;
    };
    if sign.plain == '#' {
        return true;
    }
    let Some(before) = start.checked_sub(2).and_then(|i| page.glyphs.get(i)) else {
        return false;
    };
    if !matches!(sign.plain, '-' | '/' | '_' | '=' | '.' | ':') || !before.is_name() {
        return false;
    }
    let word = page.glyphs.word_from(start).saturating_sub(1);
    const KNOWN: Tags = Tags::PHONE
        .and(Tags::ACCOUNT)
        .and(Tags::BANK)
        .and(Tags::PAY)
        .and(Tags::THING)
        .and(Tags::SERVICE);
    let known = page.tags[word].has(KNOWN);
    if known || sign.plain == ':' {
        return false;
    }
    let name = page
        .glyphs
        .words
        .get(word)
        .map(|w| &page.glyphs.list[w.at.clone()]);
    let is_capital =
        name.is_some_and(|n| n.iter().all(|g| !g.c.is_lowercase()) && n.iter().any(|g| g.c.is_alphabetic()));
    let is_digits = name.is_some_and(|n| n.iter().all(|g| g.digit().is_some()));
    match sign.plain {
        '.' => !of_phone && is_capital,
        '/' => !of_phone && is_digits,
        _ => is_capital || (!of_phone && !is_digits),
    }
}

/// How many groups a number of an account would take.
fn account_groups(page: &Page<'_>, chain: &[Group]) -> usize {
    let usable = |g: &Group| g.form != Form::Doubtful;
    let first = &chain[0];
    if !usable(first) {
        return 0;
    }
    if first.digits.len() >= 7 {
        return 1;
    }
    let mut count = 1;
    let mut total = first.digits.len();
    let letters_only = |g: &Group| g.form == Form::Doubtful && !g.digits.is_empty();
    while let Some(group) = chain.get(count) {
        let one = |g: &Group| g.digits.len() == 1 && g.form != Form::Spoken;
        // A single digit ends a number of longer groups, or all are single.
        let ends = one(group) && !one(first) && count > 1 && chain.get(count + 1).is_none();
        let most = if group.separator == Separator::Blank { 6 } else { 8 };
        let long = group.digits.len() > most || one(group) != one(first) && !ends;
        let same = count == 1 || group.separator == chain[1].separator;
        if long
            || !same
            || letters_only(group)
            || group.separator == Separator::Other
            || total + group.digits.len() > *ACCOUNT.end()
        {
            break;
        }
        if (group.form == Form::Spoken) != (first.form == Form::Spoken) || is_date(&chain[count..]) {
            break;
        }
        total += group.digits.len();
        count += 1;
    }
    // "… 510 20 triệu", "… 2 lần": the last group counts something.
    while count > 1 && page.is_counted(&chain[count - 1].at) {
        count -= 1;
    }
    count
}

fn is_account(page: &Page<'_>, context: &Context, used: &[Group]) -> bool {
    let (Some(first), Some(last)) = (used.first(), used.last()) else {
        return false;
    };
    let at = first.at.start..last.at.end;
    let length: usize = used.iter().map(|g| g.digits.len()).sum();
    if !ACCOUNT.contains(&length)
        || is_masked(page, &at)
        || page.is_money(&at)
        || is_code(page, at.start, false)
    {
        return false;
    }
    let behind = page.glyphs.get(at.end).map_or(' ', |g| g.plain);
    let letter = page.glyphs.get(at.end + 1).is_some_and(|g| g.c.is_alphabetic());
    if (behind == '/' && letter && context.bank_after.is_none())
        || (behind == ':' && page.glyphs.get(at.end + 1).is_some_and(|g| g.digit().is_some()))
    {
        return false;
    }
    let digits = digits_of(used);
    if is_credit_card(&digits) && !matches!(context.cue, Cue::Account(0..=1)) {
        return false;
    }
    let digits_of_amount = length <= 10 && digits.ends_with("0000") && !digits.starts_with('0');
    let doubtful = used.iter().any(|g| g.form == Form::LookAlike);
    let at_bank = |most: usize| context.bank_after.is_some_and(|(_, between)| between <= most);
    let some_bank = at_bank(3) || page.is_at_some_bank(&at);
    match context.cue {
        Cue::Account(between) => {
            let far =
                between > 6 && length < 8 || between >= 2 && length <= 9 && digits_of_amount && !some_bank;
            !(far || doubtful && between > 3 || length < 8 && between > 4 && !some_bank)
        }
        Cue::Pay(between) => {
            let bank = some_bank || context.bank_before.is_some_and(|(_, d)| d <= 5);
            let named =
                length >= 8 && (bank || between <= 5) && !doubtful || length >= 6 && bank && between <= 2;
            named && (bank || !digits_of_amount)
        }
        Cue::Phone(between) => {
            length >= 8 && (at_bank(1) || page.is_at_some_bank(&at)) && (between >= 1 || length > 11)
        }
        Cue::Other(between) => between >= 3 && length >= 8 && at_bank(0),
        Cue::Date | Cue::Amount => length >= 8 && at_bank(0),
        Cue::None => length >= 8 && (at_bank(1) || page.is_at_some_bank(&at)),
    }
}

fn digits_of(groups: &[Group]) -> String {
    groups.iter().map(|g| g.digits.as_str()).collect()
}

/// Of Visa or Mastercard by its first digit and length; domestic cards begin with 9704.
fn is_credit_card(digits: &str) -> bool {
    digits.len() == 16 && digits.starts_with(['4', '5'])
}

const E_WALLETS: [(&str, &str); 8] = [
    ("momo", "momo"),
    ("zalopay", "zalopay"),
    ("viettelpay", "viettelmoney"),
    ("money", "viettelmoney"),
    ("zalo", "zalo"),
    ("zl", "zalo"),
    ("viber", "viber"),
    ("whatsapp", "whatsapp"),
];

fn take_phone(page: &mut Page<'_>, context: &Context, phone: &Phone) {
    let mut found = Found::new(Kind::Phone, phone.value.clone(), phone.at.clone());
    found.own = page.is_own(&phone.at);
    if let Cue::Phone(between) = context.cue {
        let first = page.glyphs.word_from(phone.at.start);
        let from = first.saturating_sub(between + 2);
        found.service = (from..first).rev().find_map(|w| {
            let name = page.glyphs.word(w);
            E_WALLETS
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, service)| *service)
        });
    }
    page.take(found);
}

fn take_account(page: &mut Page<'_>, context: &Context, used: &[Group]) {
    let (Some(first), Some(last)) = (used.first(), used.last()) else {
        return;
    };
    let at = first.at.start..last.at.end;
    let digits = digits_of(used);
    let mut found = Found::new(Kind::BankAccount, digits, at.clone());
    found.own = page.is_own(&at);
    found.bank = nearest_bank(context);
    page.take(found);
}

/// The bank of an account: behind it as a rule, before it where that is nearer.
fn nearest_bank(context: &Context) -> Option<&'static str> {
    match (context.bank_before, context.bank_after) {
        (Some((before, 0)), Some(_)) if context.comma_after => Some(before),
        (Some((before, near)), Some((_, far))) if near + 1 < far && near <= 2 => Some(before),
        (_, Some((after, _))) => Some(after),
        (Some((before, _)), None) => Some(before),
        (None, None) => None,
    }
}
