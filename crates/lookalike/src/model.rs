//! What goes into the register, and what comes out of a question.

use std::net::IpAddr;

/// One organisation of the register. Organisations only: the name of a person does not belong here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its display name, as shown to people.
    pub organisation: String,
    /// Its official domains, e.g. `vietcombank.com.vn`. What lies below one of them is official, too.
    pub domains: Vec<String>,
    /// Further names that fakes use, e.g. "VCB Digibank"; marks, case and spaces do not matter. The labels of the domains
    /// need not be repeated.
    pub brands: Vec<String>,
}

/// An official name, as it stands in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    /// Place of the entry in what was given to `Register::build`.
    pub entry: usize,
    /// Display name of the organisation.
    pub organisation: String,
    /// The official domain, in Unicode.
    pub domain: String,
}

/// The host that was found in what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As a person reads it: small letters, Unicode, without what is invisible.
    pub host: String,
    /// As a resolver asks for it; `None` where no browser would resolve it.
    pub ascii: Option<String>,
    /// What somebody had to register, e.g. `evil.example` of `vietcombank.com.vn.evil.example`; `None` for addresses and for
    /// public suffixes.
    pub registrable: Option<String>,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub asked: Asked,
    pub outcome: Outcome,
    /// What is unusual about the address, whoever it belongs to.
    pub signs: Vec<Sign>,
}

/// What the register says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An official domain of this organisation, or a name below one.
    Official(Official),
    /// Looks like these, the likeliest first; never empty.
    LooksLike(Vec<Candidate>),
    /// Poses as a name below `suffix`, which is kept for state bodies, and like none in particular (`gov-vn.cc`).
    FalseState { suffix: String },
    /// Nothing known. This does not mean that it is safe.
    Unknown,
}

/// An official name that what was asked looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub official: Official,
    /// The strongest first; never empty.
    pub reasons: Vec<Reason>,
    /// 1 to 100; puts candidates in order and is no probability.
    pub strength: u8,
}

/// A trick, with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The official name stands before an `@`; what follows is where the link goes.
    UserInfo { shown: String },
    /// The official name, or its label, stands left of a domain that belongs to somebody else.
    Subdomain {
        shown: String,
        owner: String,
        extent: Extent,
    },
    /// Letters that look alike: other scripts (UTS #39), or `rn` for `m`, `vv` for `w`, `l` for `i`.
    Homoglyph {
        /// The name with those letters replaced.
        skeleton: String,
        replaced: Vec<Replaced>,
    },
    /// The same letters with other Vietnamese marks.
    Diacritics { folded: String },
    /// Mistyped, or meant to be mistaken.
    Typo { distance: u8, kind: TypoKind },
    /// The same name under another ending.
    OtherSuffix { official: String, found: String },
    /// The official name or brand with words around it.
    Contains { brand: String, around: Vec<String> },
    /// The ending imitates another: `gov-vn.cc`, `vneid-gov.vn`, `c0m.vn`.
    FalseSuffix { imitated: String },
    /// Letters of several scripts, or a name that is `xn--…` on the wire.
    Idn {
        punycode: bool,
        scripts: Vec<&'static str>,
    },
    /// Invisible characters within the name.
    Hidden { count: usize },
    /// A handle or label is exactly the name of an organisation; it does not say whose it is (`Register::check_label` only).
    SameName { brand: String },
}

/// How much of the official name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it, with its ending.
    Domain,
    /// Its own label.
    Label,
}

/// What stands in place of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub found: String,
    pub meant: String,
}

/// How a name was mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypoKind {
    /// Two neighbouring letters changed places.
    Swap,
    /// A letter is missing.
    Drop,
    /// A letter is there twice.
    Double,
    /// A letter of a neighbouring key, instead of the right one or beside it.
    Neighbour,
    /// Another letter.
    Replace,
    /// One more letter.
    Insert,
    /// A digit in place of a letter that looks like it (`0` for `o`).
    DigitForLetter,
    /// A hyphen or dot more, or less.
    Separator,
    /// Keys of the Telex input method ("chinhsphur").
    Telex,
    /// Keys of the VNI input method ("chinh1phu3").
    Vni,
    /// Two of the above.
    Several,
}

/// Something unusual about an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// An address of the network instead of a name.
    Ip(IpAddr),
    /// Something stands before an `@` in a URL, where browsers ignore it.
    UserInfo { shown: String },
    /// Not the usual port.
    Port(u16),
    /// Invisible characters were in the host.
    Hidden { count: usize },
    /// The host was written with `%`.
    PercentEncoded,
    /// The host was written in full-width or other forms that browsers map to plain letters.
    Compatibility,
    /// `xn--…` on the wire.
    Punycode,
    /// One label has letters of several scripts.
    MixedScripts(Vec<&'static str>),
    /// No browser would resolve it: it breaks the rules for internationalised names (UTS #46).
    Unresolvable,
    /// The ending is not in the list of public suffixes (<https://publicsuffix.org>).
    UnknownSuffix,
    /// It is an ending itself, under which others register names.
    PublicSuffix,
    /// It lies under an ending that is kept for state bodies.
    StateSuffix,
}
