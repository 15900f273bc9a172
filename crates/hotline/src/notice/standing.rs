//! Until when something that may be a person's may be named in public: as long as the public is warned of it, or as it is
//! proved to be official; always where everybody may call or write to it. Pure, but for reading what it rests on.

use crate::{
    HotlineError,
    mention::{
        hub,
        normal::{self, Settled, same_bank},
    },
    store::{self, Connection, mention::Key},
    trust,
};
use chrono::{DateTime, Utc};
use coloa_extract::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

/// Whether something may be named; the shorter, the less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stands {
    /// Nothing says so, or no longer.
    No,
    Until(DateTime<Utc>),
    Always,
}

impl Stands {
    /// When it ends; `None`: not by itself.
    pub(crate) const fn end(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Until(end) => Some(end),
            Self::No | Self::Always => None,
        }
    }
}

/// Bank of an account, and when the warning ends.
type Warned = (Option<String>, DateTime<Utc>);

/// What is known of things that notices name.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    contacts: FxHashSet<Key>,
    /// Kind of proof and key; when it ends.
    proved: FxHashMap<Key, DateTime<Utc>>,
    warned: FxHashMap<Key, Vec<Warned>>,
}

fn key(kind: Kind, match_key: &str) -> Key {
    (kind.as_str().to_owned(), match_key.to_owned())
}

/// Everything under which a warning or a proof of something may stand.
pub(crate) fn keys<'a>(things: impl IntoIterator<Item = &'a Settled>) -> FxHashSet<Key> {
    let covering = things.into_iter().flat_map(Settled::covering);
    covering.map(|(kind, match_key)| key(kind, &match_key)).collect()
}

impl Standing {
    /// The numbers and addresses of contacts, as they are written.
    pub(crate) fn add_contact(&mut self, written: &str) {
        for number in normal::phones(written) {
            self.contacts.insert(key(Kind::Phone, &number));
        }
        for found in coloa_extract::find(written) {
            let thing = normal::of(&found);
            self.contacts.insert(key(thing.kind, &thing.match_key));
        }
    }

    /// Of a proof of the trust register: its kind, its key.
    pub(crate) fn add_proved(&mut self, proved: Key, end: DateTime<Utc>) {
        let latest = self.proved.entry(proved).or_insert(end);
        *latest = end.max(*latest);
    }

    pub(crate) fn add_warned(&mut self, warned: Key, bank: Option<String>, end: DateTime<Utc>) {
        self.warned.entry(warned).or_default().push((bank, end));
    }

    /// Reads what the naming of these rests on.
    pub(crate) async fn among<C: Connection>(
        db: &C,
        things: &[&Settled],
        now: DateTime<Utc>,
    ) -> Result<Self, HotlineError> {
        let mut standing = Self::default();
        for contact in store::publish::contacts(db).await? {
            standing.add_contact(&contact.value);
        }
        let keys: Vec<Key> = keys(things.iter().copied()).into_iter().collect();
        for verdict in store::verdict::active_among(db, &keys, now).await? {
            let warned = (verdict.kind, verdict.match_key);
            standing.add_warned(warned, verdict.bank, verdict.expires_at);
        }
        let of_key: Vec<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
        for (kind, key, end) in store::trust::proved_among(db, &of_key, now).await? {
            standing.add_proved((kind, key), end);
        }
        Ok(standing)
    }

    /// Until when all of these may be named.
    pub(crate) fn of_all(&self, things: &[Settled]) -> Stands {
        let each = things.iter().map(|thing| self.of(thing));
        each.min().unwrap_or(Stands::Always)
    }

    /// Until when a thing may be named.
    pub(crate) fn of(&self, thing: &Settled) -> Stands {
        if hub::everywhere(thing).is_some() || self.contacts.contains(&key(thing.kind, &thing.match_key)) {
            return Stands::Always;
        }
        let covering = thing.covering();
        let proved = trust::proofs_of(thing.kind).iter().flat_map(|proof| {
            let of = move |(_, match_key): &(Kind, String)| {
                let proved = (proof.as_str().to_owned(), match_key.clone());
                self.proved.get(&proved).copied()
            };
            covering.iter().filter_map(of)
        });
        // Of an account at another bank the public is not warned, although it has the same number.
        let is_meant = |bank: &Option<String>| {
            thing.kind != Kind::BankAccount || same_bank(bank.as_deref(), thing.bank.as_deref())
        };
        let warned = covering
            .iter()
            .filter_map(|(kind, match_key)| self.warned.get(&key(*kind, match_key)))
            .flatten()
            .filter(|(bank, _)| is_meant(bank))
            .map(|(_, end)| *end);
        proved.chain(warned).max().map_or(Stands::No, Stands::Until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TrustKind;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::hours(hours)
    }

    fn thing(kind: Kind, text: &str, bank: &str) -> Settled {
        normal::given(kind, text, bank).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn what_may_be_a_persons_is_named_as_long_as_something_says_so() {
        let mut standing = Standing::default();
        standing.add_contact("1900 0903");
        standing.add_contact("Thư: truc.ban@mau-that.example");
        let proved = |kind: TrustKind, match_key: &str| (kind.to_string(), match_key.to_owned());
        standing.add_proved(proved(TrustKind::Hotline, "0912000999"), at(1));
        standing.add_proved(proved(TrustKind::Hotline, "0912000999"), at(3));
        standing.add_proved(proved(TrustKind::Site, "so-mau.example"), at(4));
        // What proves a site proves no phone.
        standing.add_proved(proved(TrustKind::Site, "0912000555"), at(4));
        standing.add_warned(key(Kind::Phone, "0912000101"), None, at(2));
        standing.add_warned(
            key(Kind::BankAccount, "1012000111"),
            Some("acb".to_owned()),
            at(5),
        );
        standing.add_warned(
            key(Kind::BankAccount, "1012000222"),
            Some("vietcombank".to_owned()),
            at(5),
        );
        standing.add_warned(key(Kind::Domain, "mau-gia.example"), None, at(6));
        for (kind, text, bank, stands) in [
            (Kind::Phone, "19000903", "", Stands::Always),
            (Kind::Phone, "1800 8108", "", Stands::Always),
            (Kind::Email, "truc.ban@mau-that.example", "", Stands::Always),
            (Kind::Email, "cskh@vietcombank.com.vn", "", Stands::Always),
            (Kind::Phone, "+84 912 000 999", "", Stands::Until(at(3))),
            (Kind::Phone, "0912 000 101", "", Stands::Until(at(2))),
            (Kind::Phone, "0912000555", "", Stands::No),
            (Kind::Phone, "0912000777", "", Stands::No),
            (Kind::BankAccount, "1012000111", "", Stands::Until(at(5))),
            (Kind::BankAccount, "1012000111", "ACB", Stands::Until(at(5))),
            (Kind::BankAccount, "1012000222", "ACB", Stands::No),
            (Kind::Email, "phong@so-mau.example", "", Stands::Until(at(4))),
            // Of a mail address the public is warned where it is warned of its domain.
            (Kind::Email, "ho.tro@mau-gia.example", "", Stands::Until(at(6))),
            (Kind::Email, "ho.tro@gmail.com", "", Stands::No),
            (Kind::Handle, "@gia_mau_3", "", Stands::No),
        ] {
            assert_eq!(standing.of(&thing(kind, text, bank)), stands, "{text} {bank}");
        }
        let all = |texts: &[&str]| {
            let things: Vec<Settled> = texts.iter().map(|text| thing(Kind::Phone, text, "")).collect();
            standing.of_all(&things)
        };
        assert_eq!(all(&[]), Stands::Always);
        assert_eq!(all(&["19000903"]), Stands::Always);
        assert_eq!(
            all(&["19000903", "0912000999", "0912000101"]),
            Stands::Until(at(2))
        );
        assert_eq!(all(&["0912000101", "0912000777"]), Stands::No);
    }
}
