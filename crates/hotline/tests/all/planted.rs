//! What a citizen writes is planted in every field, a report goes its whole way, and then everything that is stored is
//! looked through: every column of every table, every file on the disk, what people were told, the audit log.

use crate::support::{Draft, World, photo};
use coloa_hotline::{
    classify::{self, Classify},
    envelope::{EnvelopeKind, Letter},
    form::{Identity, Named},
    inbox::{self, Filter, work},
    intake::{self, NewReport},
    mention::Said,
    model::{Channel, Exposed, Money, Outcome},
    redaction, reveal,
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(nothing_that_a_citizen_wrote_is_stored_in_the_clear => planted);

/// Words that stand in no other text.
const SECRETS: [&str; 18] = [
    "Zhrqxa",
    "zhrqxa",
    "0912777101",
    "0912 777 101",
    "912777101",
    "zq.vw@thu.invalid",
    "77 ngõ Kwxzt",
    "Kwxzt",
    "031234567777",
    "Giámhộ-Qwf",
    "Từchối-Qwf",
    "Lờikể-Jqwx",
    "Nhắntin-Jqwx",
    "Rútlại-Jqwx",
    "Têntệp-Jqwx",
    "Trongảnh-Jqwx",
    "Phảnđối-Jqwx",
    "1012777333",
];

/// Every way in which a text may stand among bytes or rows: as it is, without marks, in hexadecimal, in Base64 that begins
/// with it.
fn ways(secret: &str) -> Vec<String> {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret);
    // The last character may hold bits of what follows.
    let encoded = encoded[..encoded.len() - 1].to_owned();
    let mut ways = vec![
        secret.to_owned(),
        secret.to_lowercase(),
        coloa_base::text::fold_plain(secret),
        hex::encode(secret),
        hex::encode(secret).to_uppercase(),
        serde_json::to_string(secret)
            .unwrap()
            .trim_matches('"')
            .to_owned(),
    ];
    if encoded.len() >= 8 {
        ways.push(encoded);
    }
    ways
}

fn identity() -> Identity {
    Identity {
        name: "Nguyễn Thị Zhrqxa".to_owned(),
        phone: "0912 777 101".to_owned(),
        email: "zq.vw@thu.invalid".to_owned(),
        address: "77 ngõ Kwxzt, xã Sông Thử".to_owned(),
        id_card: "031234567777".to_owned(),
        guardian: "Giámhộ-Qwf".to_owned(),
        refused_because: "Từchối-Qwf".to_owned(),
    }
}

async fn look(world: &World, when: &str) {
    let dump = world.dump().await;
    assert!(
        dump.contains("hotline_report ") && dump.contains("audit"),
        "the dump holds the tables"
    );
    let folded = coloa_base::text::fold_plain(&dump);
    for secret in SECRETS {
        for way in ways(secret) {
            let found = dump.lines().find(|line| line.contains(&way));
            assert!(found.is_none(), "{when}: {secret} stands in {}", found.unwrap());
        }
        let plain = coloa_base::text::fold_plain(secret);
        assert!(!folded.contains(&plain), "{when}: {secret}, without marks");
        for (path, bytes) in world.files() {
            for way in ways(secret) {
                assert!(
                    !coloa_testkit::holds(&bytes, way.as_bytes()),
                    "{when}: {secret} stands in {}",
                    path.display()
                );
                assert!(!path.to_string_lossy().contains(&way));
            }
        }
    }
}

#[allow(clippy::too_many_lines)]
async fn planted(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, operator) = (&world.hotline, &world.intake);
    // That the look finds anything at all.
    assert!(ways("Zhrqxa").contains(&hex::encode("Zhrqxa")));
    world.person(coloa_auth::Role::Leader, None).await;
    assert!(world.dump().await.contains("Cán bộ thử số 1"));

    let draft = Draft::about("Lờikể-Jqwx: chuyển từ stk của tôi 1012777333 sang 1012000111, tôi là Zhrqxa.")
        .with(|d| {
            d.identity = identity();
            d.form.named = vec![Named {
                text: "0905000999 (số của Zhrqxa 0912777101)".to_owned(),
                bank: "Zhrqxa".to_owned(),
            }];
            d.form.bank = "VCB gần nhà Zhrqxa".to_owned();
            d.form.money = Money::Sending;
            d.form.exposed = vec![Exposed::Otp];
            d.form.wants_secret = true;
            d.attachments = vec![photo("Têntệp-Jqwx.jpg", "Trongảnh-Jqwx Zhrqxa")];
            d.network = Some("mạng".to_owned());
        });
    let filed = world.file_report(draft).await;
    let letter = Letter {
        narrative: "Nhắntin-Jqwx của Zhrqxa".to_owned(),
        attachments: vec![photo("Têntệp-Jqwx 2.jpg", "Trongảnh-Jqwx")],
        ..Letter::default()
    };
    world.hand_in(EnvelopeKind::Message, &filed.code, &letter).await;
    look(&world, "taken in").await;

    // A person goes through it: every step, every refusal.
    let version = async || world.row(filed.id).await.version;
    work::take(hotline, operator, filed.id, version().await)
        .await
        .unwrap();
    let content = inbox::content::open(hotline, operator, filed.id, "")
        .await
        .unwrap();
    assert!(content.narrative.contains("Zhrqxa"));
    let files: Vec<_> = content.attachments.iter().map(|a| a.id).collect();
    for file in files {
        for original in [false, true] {
            let why = if original { "Lưu chứng cứ" } else { "" };
            inbox::content::open_file(hotline, operator, filed.id, file, why, original)
                .await
                .unwrap();
        }
    }
    for text in ["Chị Zhrqxa kể lại", "Gọi 0912777101", "stk của em 1012777333"] {
        let refused = redaction::confirm(hotline, operator, filed.id, version().await, text).await;
        let error = format!("{:?}", refused.unwrap_err());
        assert!(SECRETS.iter().all(|secret| !error.contains(secret)), "{error}");
    }
    let redacted = "Một người dân chuyển tiền vào stk 1012000111.";
    redaction::confirm(hotline, operator, filed.id, version().await, redacted)
        .await
        .unwrap();
    let said = |value: &str, role: &str| Said {
        kind: "bank_account".to_owned(),
        value: value.to_owned(),
        bank: String::new(),
        service: String::new(),
        role: role.to_owned(),
    };
    let mentions = [said("1012000111", "offender"), said("1012777333", "victim")];
    redaction::confirm_mentions(hotline, operator, filed.id, version().await, &mentions)
        .await
        .unwrap();
    let crime = Classify {
        kind: "crime_report_individual".to_owned(),
        ..Classify::default()
    };
    classify::classify(hotline, operator, filed.id, version().await, &crime)
        .await
        .unwrap();
    coloa_hotline::message::answer(
        hotline,
        operator,
        filed.id,
        version().await,
        "Chào bà Zhrqxa, trung tâm đã nhận.",
    )
    .await
    .unwrap();
    let over = work::Close {
        outcome: Outcome::Guided,
        reason: "Bà Zhrqxa đã được hướng dẫn".to_owned(),
        message: "Gửi bà Zhrqxa".to_owned(),
    };
    work::close(hotline, operator, filed.id, version().await, &over)
        .await
        .unwrap_err();
    let request = reveal::ask(hotline, &world.revealer, filed.id, "Gọi lại để ngăn chuyển tiền")
        .await
        .unwrap();
    reveal::decide(hotline, &world.second, request.row.id, true, "Đồng ý")
        .await
        .unwrap();
    let opened = reveal::open(hotline, &world.revealer, request.row.id)
        .await
        .unwrap();
    assert_eq!(opened, identity());
    // Search finds the redacted copy alone.
    for (words, found) in [
        ("stk 1012000111", 1),
        ("Zhrqxa", 0),
        ("Lờikể-Jqwx", 0),
        ("0912777101", 0),
    ] {
        let filter = Filter {
            search: Some(words.to_owned()),
            ..Filter::default()
        };
        let (_, total) = inbox::list(hotline, operator, &filter).await.unwrap();
        assert_eq!(total, found, "{words}");
    }
    look(&world, "handled").await;

    // By phone, taken back, and an objection.
    let new = NewReport {
        desk: world.centre.id,
        form: Draft::default().with(|d| d.form.channel = Channel::Phone).form,
        narrative: "Lờikể-Jqwx qua điện thoại".to_owned(),
        identity: identity(),
        attachments: vec![photo("Têntệp-Jqwx.jpg", "Trongảnh-Jqwx")],
        received_at: None,
    };
    let (_, code) = intake::file(hotline, operator, new).await.unwrap();
    let back = Letter {
        narrative: "Rútlại-Jqwx vì Zhrqxa sợ".to_owned(),
        ..Letter::default()
    };
    world.hand_in(EnvelopeKind::Withdrawal, &code, &back).await;
    let objection = Letter {
        form: Some(Draft::default().form),
        narrative: "Phảnđối-Jqwx".to_owned(),
        identity: identity(),
        attachments: Vec::new(),
    };
    let contest_code = coloa_hotline::code::Code::random(&mut rand::rng());
    let contest = world
        .hand_in(EnvelopeKind::Contest, &contest_code, &objection)
        .await;
    look(&world, "all that comes in").await;
    let row = coloa_hotline::store::verdict::contest(world.access.db().reader(), contest)
        .await
        .unwrap();
    let opener = hotline.opener().unwrap();
    assert_eq!(
        intake::contest::open(&opener, &row).unwrap(),
        ("Phảnđối-Jqwx".to_owned(), identity())
    );

    // What people are told holds nothing either, and no code is anywhere.
    for person in [&world.intake, &world.lead, &world.revealer, &world.second] {
        for notice in world.notices(person).await {
            let text = format!("{} {:?}", notice.params, notice.link);
            assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "{text}");
        }
    }
    let dump = world.dump().await;
    for code in [&filed.code, &code, &contest_code] {
        let shown = code.to_string();
        assert!(!dump.contains(&shown) && !dump.contains(&shown.replace('-', "")));
    }
    assert!(world.access.verify_audit().await.is_ok());
}
