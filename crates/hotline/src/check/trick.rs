//! Why a name looks like another, and what is unusual about it: stable codes with their values, for sentences in any language.

use super::visible;
use coloa_lookalike::{Extent, Reason, Sign, TypoKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of a value.
pub const MAX_VALUE: usize = 200;

/// A trick, or a sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trick {
    /// Of a reason `user_info`, `subdomain`, `homoglyph`, `diacritics`, `typo`, `other_suffix`, `contains`, `false_suffix`,
    /// `idn`, `hidden`, `same_name`, `official_elsewhere`, `false_state`; of a sign besides some of these `ip`, `port`,
    /// `percent_encoded`, `compatibility`, `punycode`, `mixed_scripts`, `unresolvable`, `unknown_suffix`, `public_suffix`,
    /// `state_suffix`, `anybody_posts_there`, `free_mail`, `short_link`, `sender_can_be_forged`.
    pub code: &'static str,
    pub params: BTreeMap<&'static str, String>,
}

impl Trick {
    pub(super) fn new(code: &'static str) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.params.insert(name, visible(value, MAX_VALUE));
        self
    }
}

impl From<&Reason> for Trick {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::UserInfo { shown } => Self::new("user_info").with("shown", shown),
            Reason::Subdomain { shown, owner, extent } => {
                let extent = match extent {
                    Extent::Domain => "domain",
                    Extent::Label => "label",
                };
                Self::new("subdomain")
                    .with("shown", shown)
                    .with("owner", owner)
                    .with("extent", extent)
            }
            Reason::Homoglyph { skeleton, replaced } => {
                let list = |each: fn(&coloa_lookalike::Replaced) -> &str| {
                    replaced.iter().map(each).collect::<Vec<_>>().join(", ")
                };
                Self::new("homoglyph")
                    .with("skeleton", skeleton)
                    .with("found", &list(|r| &r.found))
                    .with("meant", &list(|r| &r.meant))
            }
            Reason::Diacritics { folded } => Self::new("diacritics").with("folded", folded),
            Reason::Typo { distance, kind } => Self::new("typo")
                .with("distance", &distance.to_string())
                .with("kind", typo(*kind)),
            Reason::OtherSuffix { official, found } => Self::new("other_suffix")
                .with("official", official)
                .with("found", found),
            Reason::Contains { brand, around } => Self::new("contains")
                .with("brand", brand)
                .with("around", &around.join(", ")),
            Reason::FalseSuffix { imitated } => Self::new("false_suffix").with("imitated", imitated),
            Reason::Idn { punycode, scripts } => Self::new("idn")
                .with("punycode", &punycode.to_string())
                .with("scripts", &scripts.join(", ")),
            Reason::Hidden { count } => Self::new("hidden").with("count", &count.to_string()),
            Reason::SameName { brand } => Self::new("same_name").with("brand", brand),
        }
    }
}

impl From<&Sign> for Trick {
    fn from(sign: &Sign) -> Self {
        match sign {
            Sign::Ip(ip) => Self::new("ip").with("ip", &ip.to_string()),
            Sign::UserInfo { shown } => Self::new("user_info").with("shown", shown),
            Sign::Port(port) => Self::new("port").with("port", &port.to_string()),
            Sign::Hidden { count } => Self::new("hidden").with("count", &count.to_string()),
            Sign::PercentEncoded => Self::new("percent_encoded"),
            Sign::Compatibility => Self::new("compatibility"),
            Sign::Punycode => Self::new("punycode"),
            Sign::MixedScripts(scripts) => Self::new("mixed_scripts").with("scripts", &scripts.join(", ")),
            Sign::Unresolvable => Self::new("unresolvable"),
            Sign::UnknownSuffix => Self::new("unknown_suffix"),
            Sign::PublicSuffix => Self::new("public_suffix"),
            Sign::StateSuffix => Self::new("state_suffix"),
        }
    }
}

const fn typo(kind: TypoKind) -> &'static str {
    match kind {
        TypoKind::Swap => "swap",
        TypoKind::Drop => "drop",
        TypoKind::Double => "double",
        TypoKind::Neighbour => "neighbour",
        TypoKind::Replace => "replace",
        TypoKind::Insert => "insert",
        TypoKind::DigitForLetter => "digit_for_letter",
        TypoKind::Separator => "separator",
        TypoKind::Telex => "telex",
        TypoKind::Vni => "vni",
        TypoKind::Several => "several",
    }
}
