//! Fills the hotline of an installation of its own with reports and their indicators, starts the server in a process of its
//! own, and measures what citizens wait for: filing a report, and asking before they pay. This process makes the requests,
//! and its share of the cores is told apart.
//!
//! `cargo run --release -p coloa-bench --bin hotline`

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Duration as Span, Utc};
use clap::Parser;
use coloa_base::SystemClock;
use coloa_bench::{Process, Usage, config};
use coloa_hotline::{
    code::Code,
    entity::{desk, mention, report, trust_item, trust_organisation, verdict},
    model::{DeskKind, State, TrustKind, TrustState, VerdictState},
};
use coloa_platform::db::rows;
use coloa_server::App;
use sea_orm::{ConnectionTrait, Statement};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value = "target/release/coloa")]
    coloa: PathBuf,
    #[arg(long, default_value = "target/bench-hotline")]
    data_dir: PathBuf,
    #[arg(long, default_value_t = 1_000_000)]
    reports: usize,
    /// Of all reports together.
    #[arg(long, default_value_t = 5_000_000)]
    indicators: usize,
    /// Official names in the trust register.
    #[arg(long, default_value_t = 20_000)]
    official: usize,
    /// Phones and accounts that the public is warned of.
    #[arg(long, default_value_t = 50_000)]
    warned: usize,
    /// Reports that are filed while it is measured.
    #[arg(long, default_value_t = 400)]
    filed: usize,
    /// Citizens who file at once.
    #[arg(long, default_value_t = 4)]
    citizens: usize,
    /// Questions a second.
    #[arg(long, default_value_t = 200)]
    rate: u64,
    #[arg(long, default_value_t = 30)]
    seconds: u64,
}

/// Rows of one transaction.
const CHUNK: usize = 20_000;
/// What the desk is called.
const DESK: &str = "Bàn tiếp nhận đo tải";

#[tokio::main]
async fn main() -> Result<()> {
    let a = Arguments::parse();
    println!("release build: {}", !cfg!(debug_assertions));
    let app = App::start(config(a.data_dir.clone()), Arc::new(SystemClock)).await?;
    seed(&app, &a).await?;
    app.db.close().await?;

    let server = Process::start(&mut command(&a)?)?;
    // The published document is made before anybody asks.
    ask(&server.url, "0900000000")?;
    let resting = server.usage()?;
    println!("server at rest: {} MiB resident", resting.resident >> 20);
    measured(&server, "a report is filed", a.citizens, |n| {
        let per = a.filed.div_ceil(a.citizens);
        file(&server.url, n, per)
    })?;
    measured(&server, "a question is answered", 4, |n| {
        questions(&server.url, n, &a)
    })?;
    println!("server after: {} MiB resident", server.usage()?.resident >> 20);
    Ok(())
}

/// Runs clients beside each other and prints how long their requests took, and whose cores were busy.
fn measured(
    server: &Process,
    what: &str,
    clients: usize,
    work: impl Fn(usize) -> Result<Vec<Duration>> + Sync,
) -> Result<()> {
    let begun = (Instant::now(), server.usage()?, Usage::of("self")?);
    let mut times = thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..clients).map(|n| scope.spawn(move || work(n))).collect();
        running
            .into_iter()
            .map(|client| {
                client
                    .join()
                    .map_err(|_| anyhow::anyhow!("a client broke down"))?
            })
            .collect::<Result<Vec<_>>>()
    })?
    .concat();
    let took = begun.0.elapsed();
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() as f64 - 1.0) * share).round() as usize;
        times.get(place).map_or(0.0, |t| t.as_secs_f64() * 1e3)
    };
    let cores = |after: Usage, before: Usage| (after.cpu - before.cpu).as_secs_f64() / took.as_secs_f64();
    println!(
        "{what}: {} in {:.1} s, p50 {:.1} ms, p95 {:.1} ms, at most {:.1} ms; cores: server {:.2}, asking {:.2}",
        times.len(),
        took.as_secs_f64(),
        at(0.5),
        at(0.95),
        at(1.0),
        cores(server.usage()?, begun.1),
        cores(Usage::of("self")?, begun.2),
    );
    Ok(())
}

fn command(a: &Arguments) -> Result<Command> {
    ensure!(a.coloa.exists(), "{} is missing: make release", a.coloa.display());
    let mut command = Command::new(&a.coloa);
    command.arg("--data-dir").arg(&a.data_dir);
    for setting in [
        "http.listen=127.0.0.1:0",
        "ingest.http=127.0.0.1:0",
        "log.filter=warn",
        // All of the load comes from one address.
        "hotline.portal.least_seconds=0",
        "hotline.portal.reports_per_network=10000",
        "hotline.portal.lookups_per_minute=100000",
    ] {
        command.arg("--set").arg(setting);
    }
    command.arg("serve");
    Ok(command)
}

/// One citizen after the other: reads the form, fills it in, sends it. What is timed is the sending.
fn file(base: &str, client: usize, number: usize) -> Result<Vec<Duration>> {
    let agent = ureq::Agent::new_with_defaults();
    let form = format!("{base}/cong-dan/bao-tin/don");
    let mut times = Vec::with_capacity(number);
    for n in 0..number {
        let page = agent
            .get(format!("{form}?loai=14"))
            .call()?
            .body_mut()
            .read_to_string()?;
        let ticket = page
            .split("name=\"ticket\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .context("the ticket of the form")?;
        let story = format!(
            "Người lạ gọi từ số 0900 {:03} {:03} xưng là cán bộ, bắt chuyển tiền. Lần thứ {n}.",
            client % 1000,
            n % 1000
        );
        let body = multipart(&[
            ("ticket", ticket),
            ("topic", "14"),
            ("narrative", &story),
            ("money", "sent"),
            ("amount", "5 triệu"),
            ("named", "1012000111"),
            ("named_bank", "Ngân hàng mẫu"),
            ("name", "Nguyễn Thị Mẫu"),
        ]);
        let begun = Instant::now();
        let answer = agent
            .post(&form)
            .header(
                "content-type",
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .send(&body)?;
        ensure!(
            answer.status() == 200,
            "the report was not taken: {}",
            answer.status()
        );
        times.push(begun.elapsed());
    }
    Ok(times)
}

const BOUNDARY: &str = "coloa-bench-6f1c";

fn multipart(fields: &[(&str, &str)]) -> String {
    let parts = fields.iter().map(|(name, value)| {
        format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    parts.collect::<String>() + &format!("--{BOUNDARY}--\r\n")
}

fn ask(base: &str, value: &str) -> Result<()> {
    let answer = ureq::get(format!("{base}/api/v1/hotline/public/check"))
        .query("value", value)
        .call()?;
    ensure!(answer.status() == 200, "the question was refused");
    Ok(())
}

/// Asks at an even pace: warned, official, look-alike and unknown ones in turn.
fn questions(base: &str, client: usize, a: &Arguments) -> Result<Vec<Duration>> {
    let agent = ureq::Agent::new_with_defaults();
    let every = Duration::from_secs_f64(4.0 / a.rate as f64);
    let begun = Instant::now();
    let mut times = Vec::new();
    let mut n = client;
    while begun.elapsed() < Duration::from_secs(a.seconds) {
        let of = n % a.official.max(1);
        let value = match n % 5 {
            0 => phone(n % a.warned.max(1)),
            1 => site(of),
            2 => site(of).replace(".gov.vn", "-gov.vip"),
            3 => format!(
                "https://dang-nhap.{}/xac-thuc?id={n}",
                site(of).replace("co-quan", "c0-quan")
            ),
            _ => format!("khong-ai-biet-{n}.example"),
        };
        let start = Instant::now();
        let answer = agent
            .get(format!("{base}/api/v1/hotline/public/check"))
            .query("value", &value)
            .call()?;
        ensure!(answer.status() == 200, "the question was refused");
        times.push(start.elapsed());
        n += 4;
        let due = every * u32::try_from(times.len()).unwrap_or(u32::MAX);
        thread::sleep(due.saturating_sub(begun.elapsed()));
    }
    Ok(times)
}

/// The phone of a number: invented, and written as [`coloa_extract`] does.
fn phone(n: usize) -> String {
    format!("09{:08}", n % 100_000_000)
}

fn site(n: usize) -> String {
    format!("co-quan-{n}-lamson.gov.vn")
}

async fn seed(app: &App, a: &Arguments) -> Result<()> {
    let db = &app.db;
    let count = db
        .reader()
        .query_one_raw(Statement::from_string(
            db.reader().get_database_backend(),
            "SELECT count(*) AS n FROM hotline_report",
        ))
        .await?
        .and_then(|row| row.try_get::<i64>("", "n").ok())
        .unwrap_or(0);
    if usize::try_from(count)? >= a.reports {
        println!("{count} reports stand already");
        return Ok(());
    }
    let begun = Instant::now();
    let now = Utc::now();
    let desk = desk::Model {
        id: Uuid::now_v7(),
        name: DESK.to_owned(),
        kind: DeskKind::Centre.to_string(),
        agency_id: None,
        takes_public: true,
        active: true,
        created_at: now,
        version: 1,
    };
    let tx = db.begin().await?;
    rows::insert::<desk::Entity, _, _>(&tx, desk.clone()).await?;
    tx.commit().await?;
    let per = a.indicators / a.reports.max(1);
    for chunk in 0..a.reports.div_ceil(CHUNK) {
        let places = chunk * CHUNK..((chunk + 1) * CHUNK).min(a.reports);
        let reports: Vec<report::Model> = places.clone().map(|n| filed(n, desk.id, now)).collect();
        let mentions: Vec<mention::Model> = reports
            .iter()
            .zip(places)
            .flat_map(|(report, n)| (0..per).map(move |k| named(report, n * per + k, now)))
            .collect();
        let tx = db.begin().await?;
        rows::insert_all::<report::Entity, _, _>(&tx, reports).await?;
        rows::insert_all::<mention::Entity, _, _>(&tx, mentions).await?;
        tx.commit().await?;
    }
    trusted(app, a.official, now).await?;
    warned(app, a.warned, now).await?;
    println!(
        "{} reports with {} indicators, {} official names, {} warned: {:.0} s",
        a.reports,
        a.reports * per,
        a.official,
        a.warned,
        begun.elapsed().as_secs_f64()
    );
    println!("database: {} MiB", size(&a.data_dir) >> 20);
    Ok(())
}

fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .filter_map(|e| e.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|m| m.len())
        .sum()
}

/// A report of the last three years, closed but for one in a hundred.
fn filed(n: usize, desk: Uuid, now: DateTime<Utc>) -> report::Model {
    let at = now - Span::minutes(i64::try_from(n).unwrap_or(0) * 3 / 2);
    let open = n.is_multiple_of(100);
    let nonce = u128::try_from(n).unwrap_or(0).to_be_bytes();
    let code = Code::of_form(&[7; 32], &nonce, &[7; 32]);
    let state = if open { State::Received } else { State::Closed };
    report::Model {
        number: format!("HL-DO-{n:07}"),
        mailbox: code.mailbox().to_string(),
        reply_key: "00".repeat(32),
        mailbox_sealed: Some(vec![0x5a; 400]),
        is_opened: true,
        urgency: i32::try_from(n % 4).unwrap_or(2),
        state: state.to_string(),
        kind: (!open).then(|| "crime_report_individual".to_owned()),
        scam_type: Some(format!("{:02}", n % 24 + 1)),
        money: "sent".to_owned(),
        amount: Some(5_000_000),
        bank: Some("mẫu".to_owned()),
        reached_by: "phone".to_owned(),
        exposed: "otp".to_owned(),
        has_identity: true,
        content_tag: Some(format!("{n:032x}")),
        redacted: "Người lạ gọi, bắt chuyển tiền vào tài khoản.".to_owned(),
        redacted_search: "nguoi la goi bat chuyen tien vao tai khoan".to_owned(),
        closed_at: (!open).then_some(at),
        ..report::Model::blank(Uuid::now_v7(), desk, None, at)
    }
}

/// Four in five name a phone or account that a handful of reports share.
fn named(report: &report::Model, n: usize, now: DateTime<Utc>) -> mention::Model {
    let value = phone(n / 4);
    mention::Model {
        id: Uuid::now_v7(),
        report_id: report.id,
        kind: "phone".to_owned(),
        match_key: value.clone(),
        value,
        bank: None,
        service: None,
        role: "offender".to_owned(),
        joins: true,
        confirmed_by: "đo tải".to_owned(),
        confirmed_at: now,
    }
}

async fn trusted(app: &App, number: usize, now: DateTime<Utc>) -> Result<()> {
    let organisations: Vec<trust_organisation::Model> = (0..number)
        .map(|n| trust_organisation::Model {
            id: Uuid::now_v7(),
            name: format!("Cơ quan đo tải số {n}"),
            name_search: format!("co quan do tai so {n}"),
            kind: "agency".to_owned(),
            agency_id: None,
            registration_number: format!("DT-{n}"),
            state: "active".to_owned(),
            created_by: "đo tải".to_owned(),
            created_at: now,
            updated_at: now,
            version: 1,
        })
        .collect();
    let items: Vec<trust_item::Model> = organisations
        .iter()
        .enumerate()
        .map(|(n, of)| trust_item::Model {
            id: Uuid::now_v7(),
            organisation_id: of.id,
            kind: TrustKind::Site.to_string(),
            value: site(n),
            match_key: site(n),
            platform: String::new(),
            proof: "document".to_owned(),
            token: String::new(),
            state: TrustState::Proved.to_string(),
            document: "đo tải".to_owned(),
            checked_at: None,
            check_fault: None,
            proved_at: Some(now),
            expires_at: Some(now + Span::days(365)),
            created_by: "đo tải".to_owned(),
            created_at: now,
            updated_at: now,
            version: 1,
        })
        .collect();
    let tx = app.db.begin().await?;
    rows::insert_all::<trust_organisation::Entity, _, _>(&tx, organisations).await?;
    rows::insert_all::<trust_item::Entity, _, _>(&tx, items).await?;
    tx.commit().await?;
    Ok(())
}

async fn warned(app: &App, number: usize, now: DateTime<Utc>) -> Result<()> {
    let verdicts = (0..number).map(|n| verdict::Model {
        id: Uuid::now_v7(),
        kind: "phone".to_owned(),
        value: phone(n),
        match_key: phone(n),
        bank: None,
        state: VerdictState::Warned.to_string(),
        scam_type: Some("14".to_owned()),
        reason: "Nhiều người báo số này xưng là cán bộ để đòi tiền.".to_owned(),
        reports: 4,
        statement: String::new(),
        campaign_id: None,
        warned_by: None,
        verified_by: None,
        verified_name: "đo tải".to_owned(),
        verified_at: now,
        expires_at: now + Span::days(180),
        ended_at: None,
        end_reason: String::new(),
        updated_at: now,
        version: 1,
    });
    let tx = app.db.begin().await?;
    rows::insert_all::<verdict::Entity, _, _>(&tx, verdicts).await?;
    tx.commit().await?;
    Ok(())
}
