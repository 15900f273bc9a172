//! Names of accounts: behind `@`, behind the name of a service, in the link of a profile.

use super::{
    MAX_LOCAL, host,
    signs::{Sign, Way},
};
use crate::{
    Page,
    indicator::{Found, Kind},
    number,
    vocabulary::Tags,
};
use std::ops::Range;

/// Shortest and longest name.
const NAME: std::ops::RangeInclusive<usize> = 3..=64;

/// Hosts of profiles, and the service.
const HOSTS: [(&str, &str); 20] = [
    ("t.me", "telegram"),
    ("telegram.me", "telegram"),
    ("telegram.dog", "telegram"),
    ("facebook.com", "facebook"),
    ("fb.com", "facebook"),
    ("fb.me", "facebook"),
    ("m.me", "facebook"),
    ("instagram.com", "instagram"),
    ("tiktok.com", "tiktok"),
    ("youtube.com", "youtube"),
    ("twitter.com", "twitter"),
    ("x.com", "twitter"),
    ("zalo.me", "zalo"),
    ("wa.me", "whatsapp"),
    ("threads.net", "threads"),
    ("line.me", "line"),
    ("discord.gg", "discord"),
    ("linkedin.com", "linkedin"),
    ("messenger.com", "facebook"),
    ("viber.com", "viber"),
];

/// First parts of a path that are no name.
const NO_NAMES: [&str; 28] = [
    "groups",
    "group",
    "share",
    "sharer",
    "watch",
    "story.php",
    "permalink.php",
    "p",
    "reel",
    "reels",
    "joinchat",
    "pages",
    "events",
    "login",
    "marketplace",
    "photo",
    "photo.php",
    "posts",
    "hashtag",
    "help",
    "s",
    "g",
    "c",
    "channel",
    "video",
    "videos",
    "media",
    "stories",
];

const SERVICES: [(&str, &str); 32] = [
    ("tele", "telegram"),
    ("telegram", "telegram"),
    ("telegam", "telegram"),
    ("telegrem", "telegram"),
    ("telgram", "telegram"),
    ("tlg", "telegram"),
    ("facebook", "facebook"),
    ("facebok", "facebook"),
    ("fb", "facebook"),
    ("face", "facebook"),
    ("fanpage", "facebook"),
    ("messenger", "facebook"),
    ("mess", "facebook"),
    ("instagram", "instagram"),
    ("insta", "instagram"),
    ("ig", "instagram"),
    ("tiktok", "tiktok"),
    ("tok", "tiktok"),
    ("toptop", "tiktok"),
    ("twitter", "twitter"),
    ("zalo", "zalo"),
    ("zl", "zalo"),
    ("viber", "viber"),
    ("line", "line"),
    ("wechat", "wechat"),
    ("weixin", "wechat"),
    ("skype", "skype"),
    ("discord", "discord"),
    ("threads", "threads"),
    ("youtube", "youtube"),
    ("whatsapp", "whatsapp"),
    ("signal", "signal"),
];

fn bare(host: &str) -> &str {
    ["www.", "m.", "vi-vn.", "mbasic.", "web."]
        .iter()
        .find_map(|prefix| {
            host.strip_prefix(prefix)
                .filter(|rest| HOSTS.iter().any(|(known, _)| known == rest))
        })
        .unwrap_or(host)
}

/// The service whose profiles are at this host.
pub(crate) fn service_of(host: &str) -> Option<&'static str> {
    let host = bare(host);
    HOSTS
        .iter()
        .find(|(known, _)| *known == host)
        .map(|(_, service)| *service)
}

/// What a link of a profile names: its kind, value and service, and how many glyphs at the end of the link it is where
/// it is not all of it.
type Profile = (Kind, String, Option<&'static str>, Option<usize>);

/// The account that a link names, if it is one of a profile.
pub(crate) fn profile(host: &str, path: &str) -> Option<Profile> {
    let service = service_of(host)?;
    let whole = path.strip_prefix('/')?;
    if let Some(id) = whole.strip_prefix("profile.php?id=") {
        let id: String = id.chars().take_while(char::is_ascii_digit).collect();
        return (!id.is_empty() && service == "facebook")
            .then(|| (Kind::Handle, format!("@{id}"), Some(service), None));
    }
    let end = whole.find(['?', '#']).unwrap_or(whole.len());
    let name = whole[..end].trim_end_matches('/');
    if matches!(service, "zalo" | "whatsapp" | "viber") {
        let phone = number::phone_value(if service == "whatsapp" && !name.starts_with('0') {
            // Their links leave out the plus.
            &name[..0]
        } else {
            name
        })
        .or_else(|| {
            (service == "whatsapp")
                .then(|| number::phone_value(&format!("+{name}")))
                .flatten()
        });
        if let Some(value) = phone {
            return Some((
                Kind::Phone,
                value,
                Some(service),
                (end == name.len() && name.len() == whole.len()).then_some(name.len()),
            ));
        }
        if service != "zalo" {
            return None;
        }
    }
    let marked = name.strip_prefix('@');
    let name = match service {
        "tiktok" | "youtube" | "threads" => marked?,
        "linkedin" => name.strip_prefix("in/")?,
        "line" => name.strip_prefix("ti/p/~")?,
        "discord" | "viber" => return None,
        _ => marked.unwrap_or(name),
    };
    let name = name.trim_end_matches('.');
    let lower = name.to_ascii_lowercase();
    let good = is_name(&lower)
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
        && !NO_NAMES.contains(&lower.as_str());
    good.then(|| (Kind::Handle, format!("@{lower}"), Some(service), None))
}

/// Words behind `@` that call everybody.
const EVERYBODY: [&str; 8] = [
    "highlight",
    "followers",
    "all",
    "everyone",
    "here",
    "channel",
    "moinguoi",
    "admin",
];

/// Hosts that mail addresses have: "@ gmail.com" is none of an account.
const MAIL_HOSTS: [&str; 12] = [
    "gmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "proton.me",
    "gmail",
    "yahoo",
    "hotmail",
    "outlook",
    "ymail.com",
];

/// Names behind `@`.
pub(crate) fn look(page: &mut Page<'_>, signs: &[Sign]) {
    for at in 0..signs.len() {
        if signs[at].c != '@' || signs[at].way != Way::Plain || !page.is_free(signs[at].at.clone()) {
            continue;
        }
        let joined = at > 0 && signs[at - 1].is_name() && signs[at - 1].way == Way::Plain;
        let name = name_from(page, signs, at + 1);
        let text: String = signs[name.clone()].iter().map(|s| s.c).collect();
        let goes_on = signs
            .get(name.end)
            .is_some_and(|s| s.c.is_alphanumeric() || matches!(s.c, '@' | '-'));
        if joined
            || goes_on
            || !is_name(&text)
            || EVERYBODY.contains(&text.as_str())
            || MAIL_HOSTS.contains(&text.as_str())
        {
            continue;
        }
        take(
            page,
            format!("@{text}"),
            signs[at].at.start..signs[name.end - 1].at.end,
        );
    }
}

/// The plain letters that follow.
fn name_from(page: &Page<'_>, signs: &[Sign], from: usize) -> Range<usize> {
    let inside = |s: &Sign| {
        s.way == Way::Plain
            && (s.c.is_ascii_alphanumeric() || matches!(s.c, '_' | '.'))
            && !page.glyphs.list[s.at.start].marked
    };
    let mut end = (from..signs.len())
        .find(|i| !inside(&signs[*i]))
        .unwrap_or(signs.len());
    while end > from && signs[end - 1].c == '.' {
        end -= 1;
    }
    from..end
}

fn is_name(text: &str) -> bool {
    // "@20k" is a price.
    let least = if text.starts_with(|c: char| c.is_ascii_digit()) {
        5
    } else {
        *NAME.start()
    };
    (least..=*NAME.end()).contains(&text.len()) && text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// "ten @gmail.com", "ten @ gmail.com", "ten@ gmail.com": blanks around the sign, and a host that mail has.
pub(crate) fn look_for_spaced_mail(page: &mut Page<'_>, signs: &[Sign]) {
    for at in 1..signs.len() {
        if signs[at].c != '@' || signs[at].way != Way::Plain {
            continue;
        }
        let blank = |i: usize| signs.get(i).is_some_and(|s| s.c == ' ');
        let before = if blank(at - 1) { at - 1 } else { at };
        let behind = if blank(at + 1) { at + 2 } else { at + 1 };
        if before == at && behind == at + 1 {
            continue;
        }
        let host_name = name_from(page, signs, behind);
        let host: String = signs[host_name.clone()].iter().map(|s| s.c).collect();
        if !host.contains('.') || !MAIL_HOSTS.contains(&host.as_str()) {
            continue;
        }
        let is_local = |s: &Sign| {
            s.way == Way::Plain
                && (s.c.is_ascii_alphanumeric() || matches!(s.c, '_' | '.' | '-'))
                && !page.glyphs.list[s.at.start].marked
        };
        let least = before.saturating_sub(MAX_LOCAL);
        let start = (least..before)
            .rev()
            .find(|i| !is_local(&signs[*i]))
            .map_or(least, |i| i + 1);
        let name: String = signs[start..before].iter().map(|s| s.c).collect();
        let parted = start == 0 || !signs[start - 1].c.is_alphanumeric();
        if name.len() < 3 || !parted {
            continue;
        }
        let glyphs = signs[start].at.start..signs[host_name.end - 1].at.end;
        let mut found = Found::new(Kind::Email, format!("{name}@{host}"), glyphs.clone());
        found.own = page.is_own(&glyphs);
        found.host = Some(host);
        page.take(found);
    }
}

fn take(page: &mut Page<'_>, value: String, at: Range<usize>) {
    let mut found = Found::new(Kind::Handle, value, at.clone());
    found.own = page.is_own(&at);
    found.service = service_before(page, &at);
    page.take(found);
}

fn service_before(page: &Page<'_>, at: &Range<usize>) -> Option<&'static str> {
    let first = page.glyphs.word_from(at.start);
    (1..=5.min(first)).find_map(|back| {
        let name = page.glyphs.word(first - back);
        SERVICES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, service)| *service)
    })
}

/// Names that stand behind a service without `@`: "tele: hotro_88", "line id han88".
pub(crate) fn look_for_names(page: &mut Page<'_>) {
    let mut word = 0;
    while word < page.glyphs.words.len() {
        if !page.tags[word].has(Tags::SERVICE) {
            word += 1;
            continue;
        }
        if let Some(at) = named(page, word + 1) {
            let text = page.glyphs.plain(at.clone()).to_owned();
            take(page, format!("@{text}"), at);
        }
        word += 1;
    }
}

/// The name that begins at this word or behind words that may stand between.
fn named(page: &Page<'_>, first: usize) -> Option<Range<usize>> {
    for word in first..first + 4 {
        let found = page.glyphs.words.get(word)?;
        if found.gap != crate::glyphs::Gap::Near {
            return None;
        }
        let before = page.glyphs.before(found.at.start)?;
        if word > first && matches!(before.plain, ',' | ')') {
            return None;
        }
        let at = token(page, found.at.start);
        if !page.is_free(at.clone()) {
            return None;
        }
        let text = page.glyphs.plain(at.clone());
        if is_told(text) && !page.glyphs.list[at.clone()].iter().any(|g| g.marked) {
            let behind = page.glyphs.get(at.end).map_or(' ', |g| g.plain);
            let good = !behind.is_alphanumeric() && !matches!(behind, '@' | '/' | '-' | '+');
            return good.then_some(at);
        }
        if !page.tags[word].has(Tags::LINK) {
            return None;
        }
    }
    None
}

/// Letters, digits, `_` and dots inside.
fn token(page: &Page<'_>, start: usize) -> Range<usize> {
    let inside = |i: usize| {
        page.glyphs
            .get(i)
            .is_some_and(|g| g.plain.is_ascii_alphanumeric() || matches!(g.plain, '_' | '.'))
    };
    let mut end = start;
    // Names at Skype: "live:.cid.0a1b".
    let live = start..(start + 5).min(page.glyphs.list.len());
    if page.glyphs.plain(live.clone()) == "live:" {
        end = live.end;
    }
    while inside(end) {
        end += 1;
    }
    while end > start && page.glyphs.list[end - 1].plain == '.' {
        end -= 1;
    }
    start..end
}

/// A name that is no word of a sentence: letters, and a digit or a sign among them.
fn is_told(text: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let begins = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    let signed = text.bytes().any(|b| b.is_ascii_digit() || b == b'_');
    let text = text.strip_prefix("live:").unwrap_or(text).trim_start_matches('.');
    let dotted = text.split('.').count() >= 2 && text.split('.').all(|part| part.len() >= 2);
    (5..=40).contains(&text.len())
        && begins
        && letters >= 2
        && (signed || dotted && !host::is_usual_ending(text.rsplit('.').next().unwrap_or_default()))
}
