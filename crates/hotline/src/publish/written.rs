//! How each row of the records is written in the document.

use crate::{
    HotlineError,
    entity::{contact, notice, scam_type, trust_item},
    mention::normal,
    model::{NoticeKind, Proof, TrustKind, VerdictState},
    notice::{
        self as notices,
        named::Names,
        standing::{Standing, Stands},
    },
    published::{AddedType, Contact, Notice, NoticeIndicator, Trusted, Warned},
    scam_type as scam_types,
    store::publish::Verdict,
};
use chrono::{DateTime, Utc};
use coloa_extract::Kind;
use coloa_platform::hotline_config::HotlineConfig;
use rustc_hash::FxHashMap;

/// Independent reports from which on the public is told of several.
const SEVERAL: i32 = 2;

/// A kind of scam that the installation added.
pub(super) fn added_type(row: scam_type::Model) -> Result<AddedType, HotlineError> {
    Ok(AddedType {
        advice: scam_types::advice_of(&row)?,
        code: row.code,
        name: row.name,
        name_en: row.name_en,
    })
}

/// Whom to call.
pub(super) fn contact(row: contact::Model) -> Contact {
    let codes = row.scam_types.split(',').map(str::trim).filter(|c| !c.is_empty());
    Contact {
        scam_types: codes.map(str::to_owned).collect(),
        name: row.name,
        name_en: row.name_en,
        purpose: row.purpose,
        value: row.value,
        checked_on: row.checked_on,
    }
}

/// A row that no word of ours describes is no news for the public. `stands`: how long its words may be said; of its list that
/// is left out which may no longer be named.
pub(super) fn notice(
    row: notice::Model,
    names: &Names,
    stands: Stands,
    standing: &Standing,
    config: &HotlineConfig,
) -> Option<Notice> {
    let lists = notices::lists(&row);
    let indicator = |(at, (kind, value)): (usize, (String, String))| {
        let stands = match names.listed.get(at).and_then(Option::as_ref) {
            Some(thing) => standing.of(thing),
            // What cannot be read may be anybody's.
            None if config.is_personal(&kind) => Stands::No,
            None => Stands::Always,
        };
        (stands != Stands::No).then(|| NoticeIndicator {
            kind,
            value,
            until: stands.end(),
        })
    };
    Some(Notice {
        id: row.id,
        kind: NoticeKind::parse(&row.kind)?,
        slug: row.slug,
        title: row.title,
        title_en: row.title_en,
        summary: row.summary,
        summary_en: row.summary_en,
        body: row.body,
        body_en: row.body_en,
        signs: lists.signs,
        advice: lists.advice,
        indicators: lists
            .indicators
            .into_iter()
            .enumerate()
            .filter_map(indicator)
            .collect(),
        source_name: row.source_name,
        source_url: row.source_url,
        scam_type: row.scam_type,
        audience: row.audience,
        published_at: row.published_at?,
        updated_at: row.updated_at,
        expires_at: row.expires_at.into_iter().chain(stands.end()).min(),
    })
}

/// What an organisation proved; `None`: nothing that a word of ours describes.
pub(super) fn trusted((row, organisation): (trust_item::Model, String)) -> Option<Trusted> {
    Some(Trusted {
        organisation,
        kind: TrustKind::parse(&row.kind)?,
        value: row.value,
        match_key: row.match_key,
        platform: row.platform,
        proof: Proof::parse(&row.proof)?,
        proved_at: row.proved_at?,
        expires_at: row.expires_at?,
    })
}

/// `None`: the public is not warned of it now.
pub(super) fn warned(row: Verdict, now: DateTime<Utc>) -> Option<Warned> {
    let counts = row.state == VerdictState::Warned.as_str() && row.expires_at > now;
    counts.then_some(Warned {
        id: row.id,
        kind: row.kind,
        value: row.value,
        match_key: row.match_key,
        bank: row.bank,
        scam_type: row.scam_type,
        reason: row.reason,
        several_reports: row.reports >= SEVERAL,
        since: row.verified_at,
        expires_at: row.expires_at,
        notice: None,
    })
}

/// Says of each warned value which notice tells more: the newest that names it.
pub(super) fn name_notices(warned: &mut [Warned], notices: &[Notice]) {
    let mut named: FxHashMap<(&str, String), &str> = FxHashMap::default();
    for notice in notices {
        for indicator in &notice.indicators {
            let kind = Kind::parse(&indicator.kind);
            let Some(thing) = kind.and_then(|kind| normal::given(kind, &indicator.value, "")) else {
                continue;
            };
            named
                .entry((thing.kind.as_str(), thing.match_key))
                .or_insert(&notice.slug);
        }
    }
    if named.is_empty() {
        warned.iter_mut().for_each(|w| w.notice = None);
        return;
    }
    for one in warned {
        let key = (one.kind.as_str(), one.match_key.clone());
        one.notice = named.get(&key).map(|slug| (*slug).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unnamed(match_key: &str) -> Warned {
        Warned {
            id: Uuid::nil(),
            kind: "phone".into(),
            value: String::new(),
            match_key: match_key.into(),
            bank: None,
            scam_type: None,
            reason: String::new(),
            several_reports: false,
            since: DateTime::UNIX_EPOCH,
            expires_at: DateTime::UNIX_EPOCH,
            notice: None,
        }
    }

    #[test]
    fn the_newest_notice_that_names_a_value_tells_more_of_it() {
        let notice = |slug: &str, value: &str| Notice {
            id: Uuid::nil(),
            kind: NoticeKind::Warning,
            slug: slug.into(),
            title: String::new(),
            title_en: String::new(),
            summary: String::new(),
            summary_en: String::new(),
            body: String::new(),
            body_en: String::new(),
            signs: Vec::new(),
            advice: Vec::new(),
            indicators: vec![NoticeIndicator {
                kind: "phone".into(),
                value: value.into(),
                until: None,
            }],
            source_name: String::new(),
            source_url: String::new(),
            scam_type: None,
            audience: String::new(),
            published_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            expires_at: None,
        };
        let mut warned = [unnamed("0912000101"), unnamed("0912000102")];
        let notices = [notice("moi", "+84 912 000 101"), notice("cu", "0912000101")];
        name_notices(&mut warned, &notices);
        assert_eq!(warned[0].notice.as_deref(), Some("moi"));
        assert_eq!(warned[1].notice, None);
        name_notices(&mut warned, &[]);
        assert_eq!(
            warned[0].notice, None,
            "a notice that was withdrawn tells nothing"
        );
    }
}
