//! The usual head of an agency's reports: as set, else from the directory.

use super::{Reports, decode, encode};
use crate::{ReportError, compose::Head, directory::Organ, entity::report_head, store, words::fill};
use chrono::{Datelike, Months, NaiveDate};
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, PersonId, clock::vn_date_text, text::nfc};
use coloa_document::model::{OrganKind, Signature};
use coloa_law::period::{PeriodKind, data_period};
use serde_json::json;

/// Words of the directory's kinds that mean a Party organisation; see `data/head.toml`.
static HEADS: std::sync::LazyLock<Defaults> = std::sync::LazyLock::new(|| {
    toml::from_str(include_str!("../../data/head.toml")).expect("embedded head.toml parses; a test reads it")
});

#[derive(serde::Deserialize)]
struct Defaults {
    party_kinds: Vec<String>,
    directing_roles: Vec<String>,
    directing_kinds: Vec<KindAtLevel>,
    place: Places,
    subject: Subject,
    period: Periods,
    state: Form,
    party: Form,
    /// Bodies that sign in the name of all their members, by the beginning of their name.
    collective: Vec<Collective>,
}

#[derive(serde::Deserialize)]
struct Form {
    head_title: String,
    archive: String,
    first_recipient: String,
}

#[derive(serde::Deserialize)]
struct KindAtLevel {
    kind: String,
    level: String,
}

/// How the name of a unit becomes the place of issue.
#[derive(serde::Deserialize)]
struct Places {
    nouns: Vec<String>,
    kept: Vec<String>,
    commune_nouns: Vec<String>,
    province_nouns: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Subject {
    text: String,
}

#[derive(serde::Deserialize)]
struct Periods {
    year: String,
    nine_months: String,
    half_year: [String; 2],
    quarter: String,
    month: String,
    other: String,
}

#[derive(serde::Deserialize)]
struct Collective {
    begins: String,
    authority: String,
    head_title: String,
}

/// A head with its version; version 0: nobody set one, it is what the directory suggests.
#[derive(Clone, Debug)]
pub struct UsualHead {
    pub head: Head,
    pub version: i32,
}

/// The place of issue: the name of the unit where the issuer has its seat, `province` unless its own name ends with
/// a commune.
fn place_of(issuer: &str, province: &str) -> String {
    let places = &HEADS.place;
    let unit = unit_in(issuer, &places.commune_nouns)
        .or_else(|| Some(province.trim()).filter(|p| !p.is_empty()))
        .or_else(|| unit_in(issuer, &places.province_nouns));
    bare_place(unit.unwrap_or_default())
}

/// The unit that the name of an organ ends with: "xã Bình Hòa". A name follows the noun: "Bảo hiểm xã hội" has none.
fn unit_in<'a>(organ: &'a str, nouns: &[String]) -> Option<&'a str> {
    let named = |rest: &str| {
        rest.chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    nouns.iter().find_map(|noun| {
        let word = format!(" {noun} ");
        let (at, _) = organ
            .match_indices(&word)
            .find(|(at, _)| named(&organ[at + word.len()..]))?;
        Some(organ[at..].trim())
    })
}

/// "Tỉnh Lam Sơn" is dated from "Lam Sơn"; "Thành phố Hồ Chí Minh" and "Phường 1" keep their noun.
fn bare_place(unit: &str) -> String {
    let unit = nfc(unit.trim());
    if HEADS
        .place
        .kept
        .iter()
        .any(|k| k.to_lowercase() == unit.to_lowercase())
    {
        return unit;
    }
    let name = HEADS.place.nouns.iter().find_map(|noun| {
        let count = noun.chars().count();
        let begins = unit
            .chars()
            .take(count)
            .flat_map(char::to_lowercase)
            .eq(noun.to_lowercase().chars());
        let rest: String = unit.chars().skip(count).collect();
        (begins && rest.starts_with(' ')).then(|| (noun, rest.trim().to_owned()))
    });
    match name {
        Some((noun, name)) if name.starts_with(|c: char| c.is_ascii_digit()) => format!("{noun} {name}"),
        Some((_, name)) => name,
        None => unit,
    }
}

/// Whether an agency reports on every agency of the installation.
pub(super) fn directs(organ: &Organ) -> bool {
    organ.roles.iter().any(|r| HEADS.directing_roles.contains(r))
        || HEADS
            .directing_kinds
            .iter()
            .any(|k| k.kind == organ.kind && Some(&k.level) == organ.level.as_ref())
}

/// The subject of a report of these days that was given none.
#[must_use]
pub fn subject_of(from: NaiveDate, to: NaiveDate) -> String {
    fill(&HEADS.subject.text, &[("period", &period_name(from, to))])
}

fn period_name(from: NaiveDate, to: NaiveDate) -> String {
    use PeriodKind::{HalfYear, Month, NineMonths, Quarter, Year};
    let words = &HEADS.period;
    // Kind, how many a year has, months of one.
    let kinds = [
        (Year, 1, 12),
        (NineMonths, 1, 9),
        (HalfYear, 2, 6),
        (Quarter, 4, 3),
        (Month, 12, 1),
    ];
    for (kind, count, months) in kinds {
        for index in 1..=count {
            let by_law = data_period(kind, to.year(), index).is_ok_and(|p| (p.from, p.to) == (from, to));
            let by_calendar =
                calendar(to.year(), (index - 1) * months + 1, index * months) == Some((from, to));
            if !by_law && !by_calendar {
                continue;
            }
            let name = match kind {
                Year => &words.year,
                NineMonths => &words.nine_months,
                HalfYear => &words.half_year[usize::from(index == 2)],
                Quarter => &words.quarter,
                Month => &words.month,
            };
            return fill(name, &[("index", &index), ("year", &to.year())]);
        }
    }
    fill(
        &words.other,
        &[("from", &vn_date_text(from)), ("to", &vn_date_text(to))],
    )
}

/// First day of a month to the last of another of the same year.
fn calendar(year: i32, first: u32, last: u32) -> Option<(NaiveDate, NaiveDate)> {
    let from = NaiveDate::from_ymd_opt(year, first, 1)?;
    let to = NaiveDate::from_ymd_opt(year, last, 1)?
        .checked_add_months(Months::new(1))?
        .pred_opt()?;
    Some((from, to))
}

/// What the directory knows of an agency, put as a head. `province` is its official name.
#[must_use]
pub fn suggest(organ: &Organ, superior: Option<&str>, province: &str) -> Head {
    let party = HEADS.party_kinds.contains(&organ.kind);
    let form = if party { &HEADS.party } else { &HEADS.state };
    let collective = HEADS
        .collective
        .iter()
        .find(|c| organ.name.to_lowercase().starts_with(&c.begins));
    Head {
        variant: if party { OrganKind::Party } else { OrganKind::State },
        // A people's committee stands alone in its head; other bodies name the one above.
        superior: superior.filter(|_| collective.is_none()).map(str::to_owned),
        issuer: organ.name.clone(),
        organ_symbol: organ.symbol.clone().unwrap_or_default(),
        unit_symbol: None,
        place: place_of(&organ.name, province),
        subject: String::new(),
        addressees: Vec::new(),
        legal_bases: Vec::new(),
        signature: Signature {
            authority: collective.map(|c| c.authority.clone()).into_iter().collect(),
            role: organ
                .head_title
                .clone()
                .unwrap_or_else(|| {
                    collective.map_or_else(|| form.head_title.clone(), |c| c.head_title.clone())
                })
                .to_uppercase(),
            name: organ.head_name.clone(),
        },
        recipients: vec![form.first_recipient.clone()],
        archive: Some(form.archive.clone()),
    }
}

impl Reports {
    /// The head an agency's next report begins with.
    pub async fn usual_head(&self, actor: &Actor, agency: AgencyId) -> Result<UsualHead, ReportError> {
        self.access.check(
            actor,
            action::REPORT_READ,
            &Resource::of_agency("report_head", agency, agency),
        )?;
        if let Some(row) = store::head(self.access.db().reader(), agency).await? {
            return Ok(UsualHead {
                head: decode(&row.head)?,
                version: row.version,
            });
        }
        let head = self.suggested_head(agency).await?;
        Ok(UsualHead { head, version: 0 })
    }

    /// The head that the directory and earlier reports suggest, for a document of another area.
    pub async fn suggested_head(&self, agency: AgencyId) -> Result<Head, ReportError> {
        if let Some(row) = store::head(self.access.db().reader(), agency).await? {
            return decode(&row.head);
        }
        let today = self.access.clock().today();
        let organ = self.directory.organ(agency, today).await?.unwrap_or_default();
        let superior = match organ.superior {
            Some(id) => self.directory.names(&[id], today).await?.remove(&id),
            None => None,
        };
        Ok(suggest(&organ, superior.as_deref(), &self.place))
    }

    /// Sets it; `seen` is the version the writer saw, 0 where there was none.
    pub async fn set_usual_head(
        &self,
        actor: &Actor,
        agency: AgencyId,
        head: &Head,
        seen: i32,
    ) -> Result<i32, ReportError> {
        if head.issuer.trim().is_empty() {
            return Err(ReportError::Invalid { field: "issuer" });
        }
        let resource = Resource::of_agency("report_head", agency, agency);
        let change = self.access.begin(actor, action::REPORT_PREPARE, resource).await?;
        let row = report_head::Model {
            agency_id: agency.uuid(),
            head: encode(head)?,
            changed_by: actor.person.map(PersonId::uuid),
            changed_at: change.now(),
            version: seen + 1,
        };
        let version = row.version;
        store::put_head(change.tx(), row, seen).await?;
        change.commit(json!({ "head": encode(head)? })).await?;
        Ok(version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peoples_committee_signs_in_the_name_of_all() {
        let organ = Organ {
            name: "Ủy ban nhân dân xã Bình Hòa".into(),
            symbol: Some("UBND".into()),
            ..Organ::default()
        };
        let head = suggest(&organ, Some("Ủy ban nhân dân tỉnh Sông Ngọc"), "Bình Hòa");
        assert_eq!(head.signature.authority, ["TM. ỦY BAN NHÂN DÂN"]);
        assert_eq!((head.signature.role.as_str(), head.superior), ("CHỦ TỊCH", None));
    }

    #[test]
    fn the_place_is_the_bare_name_of_the_seat() {
        for (issuer, province, place) in [
            ("Sở Y tế", "Tỉnh Lam Sơn", "Lam Sơn"),
            ("Sở Y tế", "tỉnh Lam Sơn", "Lam Sơn"),
            ("Sở Y tế", "Lam Sơn", "Lam Sơn"),
            ("Sở Y tế", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
            ("Sở Y tế", "Thành phố Hà Nội", "Hà Nội"),
            ("Ủy ban nhân dân xã Bình Hòa", "Tỉnh Lam Sơn", "Bình Hòa"),
            ("Ủy ban nhân dân phường 1", "Tỉnh Lam Sơn", "Phường 1"),
            ("Bảo hiểm xã hội tỉnh Lam Sơn", "Tỉnh Lam Sơn", "Lam Sơn"),
            ("Ủy ban nhân dân tỉnh Lam Sơn", "", "Lam Sơn"),
            ("Sở Y tế", "", ""),
        ] {
            assert_eq!(place_of(issuer, province), place, "{issuer}, {province}");
        }
    }

    #[test]
    fn a_report_without_a_subject_gets_one_from_its_period() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let begins = "Kết quả thực hiện nhiệm vụ an ninh mạng";
        for (from, to, period) in [
            (day(2025, 12, 15), day(2026, 12, 14), "năm 2026"),
            (day(2025, 12, 15), day(2026, 6, 14), "6 tháng đầu năm 2026"),
            (day(2026, 6, 15), day(2026, 12, 14), "6 tháng cuối năm 2026"),
            (day(2026, 3, 15), day(2026, 6, 14), "quý 2 năm 2026"),
            (
                day(2026, 5, 1),
                day(2026, 5, 20),
                "từ ngày 01/05/2026 đến ngày 20/05/2026",
            ),
        ] {
            assert_eq!(subject_of(from, to), format!("{begins} {period}"));
        }
    }

    #[test]
    fn a_party_body_gets_party_rules() {
        let organ = Organ {
            name: "Ban Tuyên giáo và Dân vận Tỉnh ủy".into(),
            kind: HEADS.party_kinds[0].clone(),
            ..Organ::default()
        };
        let head = suggest(&organ, Some("Tỉnh ủy Sông Ngọc"), "Sông Ngọc");
        assert_eq!(head.variant, OrganKind::Party);
        assert_eq!(head.superior.as_deref(), Some("Tỉnh ủy Sông Ngọc"));
    }
}
