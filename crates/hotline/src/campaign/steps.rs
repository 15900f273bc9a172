//! What a campaign becomes: a draft of a warning, an incident on its clocks, a list of indicators that events are looked
//! through for. Each once, in the transaction that notes it with the campaign: a failure between the two leaves neither. What
//! goes out says nothing of who reports, and none of their words; nor whom they name before anybody verified it. What a person
//! wrote of the campaign is held against who reports once more when it goes out.

use super::{
    MOST_REPORTS, about, begin, cluster, compared, indicators, is_open, reached, save, seen_one, words,
};
use crate::{
    Hotline, HotlineError,
    entity::campaign,
    error::{invalid, not_now},
    form,
    mention::normal::{self, Settled},
    notice::standing::{Standing, Stands},
    scam_type,
    store::{self, campaign::Sketch},
};
use chrono::TimeDelta;
use coloa_auth::{Actor, Reach, Resource, action};
use coloa_base::{
    AgencyId,
    clock::{vn_date, vn_date_text},
};
use coloa_extract::Kind;
use coloa_incident::{
    case::{self, CaseDraft, Cases},
    model::{Facts, Origin},
};
use coloa_indicator::{
    service::{self, Draft},
    shelf::Shelf,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use uuid::Uuid;

/// Indicators that the text of a case names; the campaign has the rest.
const MOST_IN_CASE: usize = 100;
/// Days that stored events are looked back through for a new list.
const PAST_DAYS: i32 = 30;
/// Characters of the name of a list.
const MAX_LIST_NAME: usize = 200;
/// How grave it is that somebody of ours goes to a site of scammers.
const LEVEL: &str = "high";
/// It is shared with those who need it to protect themselves (Traffic Light Protocol 2.0).
const TLP: &str = "amber";

/// What a case of an incident needs beside the campaign.
#[derive(Clone, Debug)]
pub struct IncidentDraft {
    pub agency: AgencyId,
    pub group: String,
    pub severity: String,
}

/// Reports of a campaign that stand, whoever asks: what was held back, taken back, erased or is nuisance says nothing.
async fn standing(hotline: &Hotline, id: Uuid) -> Result<Vec<Sketch>, HotlineError> {
    let db = hotline.access.db().reader();
    let reports = store::campaign::reports_of(db, id).await?;
    let mut found = store::campaign::sketches(db, &Reach::Everything, &reports).await?;
    found.retain(cluster::stands);
    Ok(found)
}

/// The offenders' indicators of these reports that join them, the most named first.
async fn joining(hotline: &Hotline, reports: &[Sketch]) -> Result<Vec<indicators::Line>, HotlineError> {
    let ids: Vec<Uuid> = reports.iter().map(|r| r.id).collect();
    let mentions = store::mention::of_offenders(hotline.access.db().reader(), &ids).await?;
    let mut lines = indicators::of_mentions(hotline, &mentions).await?;
    lines.retain(|line| line.joins);
    Ok(lines)
}

/// As [`begin`], for what takes a while to put together: looked at before, and changed when all is there.
async fn ready(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<campaign::Model, HotlineError> {
    let (row, _) = reached(hotline, actor, id).await?;
    hotline.access.check(actor, action::HOTLINE_HANDLE, &about(id))?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    is_open(&row)?;
    Ok(row)
}

/// What the audit log says of a campaign that became something.
fn became(row: &campaign::Model, step: &str, id: Uuid) -> Value {
    json!({ "step": step, "number": row.number, "id": id })
}

/// A draft of a warning, with what the public may read already: sites, links and addresses of the campaign, and whatever else
/// the public is warned of. A phone or account that nobody verified is not in it.
pub async fn notice(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<campaign::Model, HotlineError> {
    let row = ready(hotline, actor, id, seen).await?;
    if row.notice_id.is_some() {
        return Err(not_now("has_notice"));
    }
    let reports = standing(hotline, id).await?;
    let public: Vec<(String, String)> = joining(hotline, &reports)
        .await?
        .into_iter()
        .filter(is_public)
        .map(|line| (line.kind, line.value))
        .collect();
    let (change, mut row, _) = begin(hotline, actor, id, seen).await?;
    let drawn = store::campaign::reports_of(change.tx(), id).await?;
    let mut change = compared(hotline, change, &drawn, &words(&row.name, &row.summary)).await?;
    let notice = crate::notice::draft_of_campaign(&mut change, &row, &public).await?;
    row.notice_id = Some(notice);
    let row = save(&change, row).await?;
    change.commit(became(&row, "notice", notice)).await?;
    Ok(row)
}

fn is_public(line: &indicators::Line) -> bool {
    let warned = line.verdict_state == Some(crate::model::VerdictState::Warned);
    let of_machines = matches!(Kind::parse(&line.kind), Some(Kind::Url | Kind::Domain | Kind::Ip));
    warned || of_machines
}

/// What a campaign is called where others read it: its name, unless that names what may be a person's and nobody verified.
/// Proposed names often end in a number.
async fn name_outside(hotline: &Hotline, row: &campaign::Model) -> Result<String, HotlineError> {
    let is_personal = |thing: &Settled| hotline.config.is_personal(thing.kind.as_str());
    let named = coloa_extract::find(&row.name);
    let named: Vec<Settled> = named.iter().map(normal::of).filter(is_personal).collect();
    if !named.is_empty() {
        let (db, now) = (hotline.access.db().reader(), hotline.access.clock().now());
        let things: Vec<&Settled> = named.iter().collect();
        let standing = Standing::among(db, &things, now).await?;
        if standing.of_all(&named) == Stands::No {
            return Ok(format!("Chiến dịch lừa đảo {}", row.number));
        }
    }
    Ok(row.name.clone())
}

/// An incident of an agency, on its clocks from now on. Its text names the campaign, kinds, numbers and the offenders'
/// indicators: as a draft of a warning, none that may be a person's and that nobody verified. Another agency has no need of
/// it, what stands in a case is handed on, and a word beside it that nobody verified it would be lost on the way; who is
/// competent asks here by the number of the campaign.
pub async fn incident(
    hotline: &Hotline,
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &IncidentDraft,
) -> Result<campaign::Model, HotlineError> {
    let row = ready(hotline, actor, id, seen).await?;
    if row.incident_id.is_some() {
        return Err(not_now("has_incident"));
    }
    let draft = CaseDraft {
        title: name_outside(hotline, &row).await?,
        description: description(hotline, &row).await?,
        agency: draft.agency,
        system: None,
        group: draft.group.clone(),
        scenario: String::new(),
        severity: draft.severity.clone(),
        origin: Origin::Hotline,
        origin_ref: row.number.clone(),
        reporter: String::new(),
        detected_at: hotline.access.clock().now(),
        occurred_at: None,
        personal_data: false,
        data_known_at: None,
        state_secret: false,
        facts: Facts::default(),
        playbook: String::new(),
        drill: None,
    };
    let of_agency = Resource::of_agency("incident", "new", draft.agency);
    let mut change = hotline
        .access
        .begin(actor, action::INCIDENT_REPORT, of_agency)
        .await?;
    let mut row = seen_one(&change, id, seen).await?;
    let drawn = store::campaign::reports_of(change.tx(), id).await?;
    change = compared(hotline, change, &drawn, &[("name", draft.title.as_str())]).await?;
    let case = case::begin(cases, &mut change, &draft).await?;
    row.incident_id = Some(case.id);
    let row = save(&change, row).await?;
    let noted = became(&row, "incident", case.id);
    change.also(action::HOTLINE_HANDLE, about(id), noted)?;
    change.commit(case::begun(&case)).await?;
    Ok(row)
}

/// Numbers and indicators of a campaign, in Vietnamese.
async fn description(hotline: &Hotline, row: &campaign::Model) -> Result<String, HotlineError> {
    let db = hotline.access.db().reader();
    let reports = standing(hotline, row.id).await?;
    let mut text = format!("Chiến dịch lừa đảo {} do đường dây nóng tổng hợp.", row.number);
    if let Some(code) = &row.scam_type {
        let names = scam_type::names(db).await?;
        let name = names.get(code).map_or(code, |(vi, _)| vi);
        let _ = write!(text, "\nHình thức: {name}.");
    }
    // One that repeats another adds nothing to the numbers.
    let counted: Vec<&Sketch> = reports.iter().filter(|r| cluster::counts(r)).collect();
    let _ = write!(text, "\nSố tin báo: {}.", counted.len());
    let received = || counted.iter().map(|r| r.received_at);
    if let (Some(first), Some(last)) = (received().min(), received().max()) {
        let day = |at| vn_date_text(vn_date(at));
        let _ = write!(text, "\nTừ ngày {} đến ngày {}.", day(first), day(last));
    }
    let amounts = counted.iter().filter_map(|r| r.amount);
    let amount = amounts.fold(0, i64::saturating_add);
    if amount > 0 {
        let _ = write!(text, "\nTổng số tiền được báo: {amount} đồng.");
    }
    let (lines, unverified): (Vec<_>, Vec<_>) =
        joining(hotline, &reports).await?.into_iter().partition(is_public);
    if !lines.is_empty() {
        text.push_str("\nDấu hiệu của đối tượng:");
    }
    for line in lines.iter().take(MOST_IN_CASE) {
        let bank = line
            .bank
            .as_deref()
            .map(|b| format!(" ({b})"))
            .unwrap_or_default();
        let _ = write!(
            text,
            "\n- {}: {}{bank}, {} tin báo",
            kind_name(&line.kind),
            line.value,
            line.reports
        );
    }
    if lines.len() > MOST_IN_CASE {
        let _ = write!(text, "\n… và {} dấu hiệu khác.", lines.len() - MOST_IN_CASE);
    }
    if !unverified.is_empty() {
        let _ = write!(
            text,
            "\nKhông nêu ở đây {} số điện thoại, tài khoản hoặc tên có thể là của một người mà chưa ai xác minh; cơ quan có thẩm quyền \
             hỏi đường dây nóng theo số {}.",
            unverified.len(),
            row.number
        );
    }
    Ok(text)
}

fn kind_name(kind: &str) -> &'static str {
    match Kind::parse(kind) {
        Some(Kind::Phone) => "Số điện thoại",
        Some(Kind::BankAccount) => "Tài khoản ngân hàng",
        Some(Kind::Url) => "Đường dẫn",
        Some(Kind::Domain) => "Tên miền",
        Some(Kind::Ip) => "Địa chỉ IP",
        Some(Kind::Email) => "Thư điện tử",
        Some(Kind::Wallet) => "Ví tiền mã hóa",
        Some(Kind::Handle) => "Tài khoản mạng xã hội",
        None => "Khác",
    }
}

/// A list of indicators that events are looked through for: domains, links and addresses, for as long as a warning lasts.
pub async fn indicator_list(
    hotline: &Hotline,
    shelf: &Shelf,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    name: &str,
) -> Result<campaign::Model, HotlineError> {
    let row = ready(hotline, actor, id, seen).await?;
    if row.indicator_list_id.is_some() {
        return Err(not_now("has_indicator_list"));
    }
    let name = form::line(name, "name")?;
    let reports = standing(hotline, id).await?;
    let csv = as_csv(&joining(hotline, &reports).await?).ok_or(invalid("indicators", "nothing"))?;
    let expires_at = hotline.access.clock().now() + TimeDelta::days(hotline.config.warned_days.into());
    let name = if name.is_empty() {
        let name = name_outside(hotline, &row).await?;
        name.chars().take(MAX_LIST_NAME).collect()
    } else {
        name
    };
    // Before anything is laid on the shelf, which is no part of a transaction.
    let (change, ..) = begin(hotline, actor, id, seen).await?;
    let drawn = store::campaign::reports_of(change.tx(), id).await?;
    drop(compared(hotline, change, &drawn, &[("name", name.as_str())]).await?);
    let draft = Draft {
        name,
        origin: row.number.clone(),
        level: LEVEL.to_owned(),
        tlp: TLP.to_owned(),
        enabled: true,
        expires_at: Some(expires_at),
        past_days: PAST_DAYS,
    };
    let shelved = service::lay(&hotline.access, actor, shelf, draft, csv).await?;
    let (mut change, mut row, _) = begin(hotline, actor, id, seen).await?;
    let (list, _) = service::enter(&mut change, shelved).await?;
    row.indicator_list_id = Some(list.id);
    let row = save(&change, row).await?;
    change.commit(became(&row, "indicator_list", list.id)).await?;
    Ok(row)
}

/// Kind and value of what events can be looked through for; `None`: there is nothing.
fn as_csv(lines: &[indicators::Line]) -> Option<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["value", "type"]).ok()?;
    let mut written = 0;
    for line in lines.iter().take(MOST_REPORTS) {
        let (kind, value) = match Kind::parse(&line.kind)? {
            Kind::Domain => ("domain", line.value.clone()),
            Kind::Ip => ("ip", line.value.clone()),
            // Lists want a scheme, what people write has none.
            Kind::Url if line.value.contains("://") => ("url", line.value.clone()),
            Kind::Url => ("url", format!("http://{}", line.value)),
            Kind::Phone | Kind::BankAccount | Kind::Email | Kind::Wallet | Kind::Handle => continue,
        };
        writer.write_record([value.as_str(), kind]).ok()?;
        written += 1;
    }
    (written > 0).then(|| writer.into_inner().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn line(kind: &str, value: &str) -> indicators::Line {
        indicators::Line {
            kind: kind.to_owned(),
            value: value.to_owned(),
            match_key: value.to_owned(),
            bank: None,
            reports: 2,
            joins: true,
            is_hub: false,
            verdict: None,
            verdict_state: None,
            last_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_list_holds_what_events_have() {
        let lines = [
            line("phone", "0912000101"),
            line("domain", "mau-gia.example"),
            line("url", "mau-gia.example/a,b"),
            line("url", "https://mau-gia.example/c"),
            line("ip", "203.0.113.9"),
        ];
        let csv = String::from_utf8(as_csv(&lines).unwrap()).unwrap();
        let expected = "value,type\nmau-gia.example,domain\n\"http://mau-gia.example/a,b\",url\n\
                        https://mau-gia.example/c,url\n203.0.113.9,ip\n";
        assert_eq!(csv, expected);
        assert_eq!(as_csv(&lines[..1]), None);
    }

    #[test]
    fn a_draft_names_no_phone_or_account_that_nobody_verified() {
        for kind in ["phone", "bank_account", "email", "wallet", "handle"] {
            assert!(!is_public(&line(kind, "x")), "{kind}");
            let mut warned = line(kind, "x");
            warned.verdict_state = Some(crate::model::VerdictState::Warned);
            assert!(is_public(&warned), "{kind}");
        }
        assert!(is_public(&line("domain", "mau-gia.example")));
    }
}
