//! One form for what an organisation has, however it is written: what it is shown as, and what it is found by.

use crate::{HotlineError, error::invalid, form, mention::normal, model::TrustKind};
use coloa_extract::{Kind, phone_value};
use coloa_lookalike::{Register, Sign};
use std::sync::LazyLock;

/// Characters of a registration, and of what an item says.
const MAX_REGISTRATION: usize = 50;
const MAX_VALUE: usize = 300;
/// Digits of a personal identity number, which is also the tax code of a household business.
const PERSONAL: usize = 12;
/// Digits of a short service number, e.g. of 113 or 1022.
const SHORT: std::ops::RangeInclusive<usize> = 3..=6;

/// The number of a registration as it is kept; what is a person's identity number is refused.
pub(super) fn registration(written: &str) -> Result<String, HotlineError> {
    const FIELD: &str = "registration_number";
    let number = form::line(written, FIELD)?.to_uppercase();
    if number.chars().count() > MAX_REGISTRATION {
        return Err(invalid(FIELD, "too_long"));
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let plain = number
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.'));
    if plain && digits.len() == PERSONAL {
        return Err(invalid(FIELD, "person"));
    }
    if !number.is_empty() && digits.is_empty() {
        return Err(invalid(FIELD, "malformed"));
    }
    Ok(if plain { digits } else { number })
}

/// An empty register: reads hosts as everywhere else.
static NAMES: LazyLock<Register> = LazyLock::new(|| Register::build(Vec::new()));

/// A host that somebody can own, as people read it and in ASCII, without `www.`.
fn host(written: &str) -> Result<(String, String), HotlineError> {
    let none = || invalid("value", "not_a_domain");
    let verdict = NAMES.check(written).map_err(|_| none())?;
    let hidden = |s: &Sign| matches!(s, Sign::Hidden { .. } | Sign::Ip(_) | Sign::PublicSuffix);
    if verdict.signs.iter().any(hidden) || verdict.asked.registrable.is_none() {
        return Err(none());
    }
    let ascii = verdict.asked.ascii.ok_or_else(none)?;
    let bare = |name: &str| name.strip_prefix("www.").unwrap_or(name).to_owned();
    Ok((bare(&verdict.asked.host), bare(&ascii)))
}

/// A mail address, its domain in ASCII.
pub(crate) fn email(written: &str) -> Result<String, HotlineError> {
    let none = || invalid("email", "malformed");
    let written = form::line(written, "email")?.to_lowercase();
    let (local, domain) = written.rsplit_once('@').ok_or_else(none)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    if local.is_empty() || local.len() > 64 || !local.chars().all(fits) || dots {
        return Err(none());
    }
    if domain.contains(['/', ':', '[', '%', '\\']) {
        return Err(none());
    }
    let verdict = NAMES.check(domain).map_err(|_| none())?;
    let ip = verdict.signs.iter().any(|s| matches!(s, Sign::Ip(_)));
    let domain = verdict.asked.ascii.filter(|_| !ip).ok_or_else(none)?;
    Ok(format!("{local}@{domain}"))
}

fn platform(written: &str, needed: bool) -> Result<String, HotlineError> {
    let platform = form::line(written, "platform")?.to_lowercase();
    if platform.is_empty() && needed {
        return Err(invalid("platform", "empty"));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    if platform.len() > 30 || !platform.chars().all(fits) {
        return Err(invalid("platform", "malformed"));
    }
    Ok(if needed { platform } else { String::new() })
}

/// How a thing is shown, what it is found by, and its platform.
pub fn match_key(
    kind: TrustKind,
    value: &str,
    of_platform: &str,
) -> Result<(String, String, String), HotlineError> {
    let shown = form::line(value, "value")?;
    if shown.is_empty() {
        return Err(invalid("value", "empty"));
    }
    if shown.chars().count() > MAX_VALUE {
        return Err(invalid("value", "too_long"));
    }
    let needs_platform = matches!(kind, TrustKind::App | TrustKind::Account);
    let platform = platform(of_platform, needs_platform)?;
    let none = || invalid("value", "malformed");
    let (shown, key) = match kind {
        TrustKind::Site => host(&shown)?,
        TrustKind::Email => {
            let address = email(&shown).map_err(|_| none())?;
            (address.clone(), address)
        }
        TrustKind::Hotline => {
            let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
            let short =
                SHORT.contains(&digits.len()) && shown.chars().all(|c| c.is_ascii_digit() || c == ' ');
            let key = if short { Some(digits) } else { phone_value(&shown) };
            (shown, key.ok_or_else(none)?)
        }
        TrustKind::Account => {
            let named =
                normal::given(Kind::Handle, &shown, "").or_else(|| normal::given(Kind::Url, &shown, ""));
            let key = named
                .map(|s| s.match_key)
                .or_else(|| plain_id(&shown).map(|id| format!("@{id}")));
            (shown, key.ok_or_else(none)?)
        }
        TrustKind::App => {
            let paged = || normal::given(Kind::Url, &shown, "").filter(|s| s.kind == Kind::Url);
            let page = if shown.contains('/') { paged() } else { None };
            let key = page.map(|s| s.match_key).or_else(|| plain_id(&shown));
            (shown, key.ok_or_else(none)?)
        }
    };
    Ok((shown, key, platform))
}

/// An identifier: one word, in small letters.
fn plain_id(shown: &str) -> Option<String> {
    let id = shown.trim_start_matches('@').to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    (!id.is_empty() && id.chars().all(fits)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: TrustKind, value: &str, platform: &str) -> Result<String, String> {
        match_key(kind, value, platform)
            .map(|(_, key, _)| key)
            .map_err(|e| e.to_string())
    }

    #[test]
    fn every_way_to_write_a_thing_gives_one_key() {
        for text in [
            "https://www.tinh-mau.example/trang?x=1",
            "Tinh-Mau.example",
            "www.tinh-mau.example.",
        ] {
            assert_eq!(
                key(TrustKind::Site, text, ""),
                Ok("tinh-mau.example".into()),
                "{text}"
            );
        }
        let (shown, ascii, _) = match_key(TrustKind::Site, "tỉnhmẫu.example", "").unwrap();
        assert_eq!(shown, "tỉnhmẫu.example");
        assert!(ascii.starts_with("xn--"), "{ascii}");
        for text in ["1900 0000", "19000000"] {
            assert_eq!(
                key(TrustKind::Hotline, text, ""),
                phone_value(text).ok_or_else(String::new),
                "{text}"
            );
        }
        assert_eq!(key(TrustKind::Hotline, "1022", ""), Ok("1022".into()));
        assert_eq!(
            key(TrustKind::Email, "CSKH@Mau.example", ""),
            Ok("cskh@mau.example".into())
        );
        for text in ["@Tinh_Mau88", "t.me/tinh_mau88"] {
            assert_eq!(
                key(TrustKind::Account, text, "Telegram"),
                Ok("@tinh_mau88".into()),
                "{text}"
            );
        }
        assert_eq!(
            key(TrustKind::App, "vn.mau.app", "Android"),
            Ok("vn.mau.app".into())
        );
    }

    #[test]
    fn what_nobody_owns_or_what_is_none_is_refused() {
        for text in [
            "com.vn",
            "gov.vn",
            "192.0.2.1",
            "không phải",
            "",
            "a\u{200b}b.example",
            "=",
        ] {
            assert!(key(TrustKind::Site, text, "").is_err(), "{text}");
        }
        for text in [
            "a@b",
            "@mau.example",
            "a b@mau.example",
            "a@192.0.2.1",
            "a@@mau.example/x",
            ".a@mau.example",
        ] {
            assert!(email(text).is_err(), "{text}");
        }
        assert!(
            key(TrustKind::Account, "@ten_mau1", "").is_err(),
            "an account is somewhere"
        );
        assert!(key(TrustKind::Hotline, "gọi ngay", "").is_err());
        assert!(key(TrustKind::App, "=cmd()", "android").is_err());
    }

    #[test]
    fn a_persons_number_registers_no_organisation() {
        let person = HotlineError::Invalid {
            field: "registration_number",
            reason: "person",
        };
        for text in ["001200000001", "001 200 000 001", "001.200.000.001"] {
            assert_eq!(
                registration(text).unwrap_err().to_string(),
                person.to_string(),
                "{text}"
            );
        }
        assert_eq!(registration(" 0100000001 ").unwrap(), "0100000001");
        assert_eq!(registration("0100000001-001").unwrap(), "0100000001-001");
        assert_eq!(registration("12/qđ-ubnd").unwrap(), "12/QĐ-UBND");
        assert!(registration("Nguyễn Văn Mẫu").is_err());
    }
}
