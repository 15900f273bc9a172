use crate::support::open;
use chrono::Utc;
use coloa_base::{Clock, FixedClock};
use coloa_platform::{
    Db, Keys,
    config::MailConfig,
    jobs::{Registry, Worker},
    mail,
};
use coloa_testkit::TestDb;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

coloa_testkit::store_suite!(
    with_the_relay_down_mail_waits_and_goes_out_once_later => relay_down,
    a_sealed_letter_stands_nowhere_in_the_clear_and_is_forgotten_once_sent => sealed_letter,
    a_letter_that_is_refused_for_good_holds_nobody_up => refused_letter,
);

fn worker(records: &Db, clock: &FixedClock, smtp: &str) -> Worker {
    let config = MailConfig {
        smtp: smtp.to_owned(),
        security: "none".into(),
        from: "coloa@tinh.invalid".into(),
        ..MailConfig::default()
    };
    let mut registry = Registry::default();
    registry.add(
        mail::SEND,
        mail::Sender::new(records.clone(), config, Arc::new(clock.clone()))
            .with_keys(Keys::from_bytes([7; 32])),
    );
    Worker::new(records.clone(), Arc::new(clock.clone()), registry)
}

/// As much SMTP as it takes to receive; keeps the recipients.
async fn relay() -> (String, Arc<Mutex<Vec<String>>>) {
    let (address, seen, _) = reading_relay().await;
    (address, seen)
}

type Kept = Arc<Mutex<Vec<String>>>;

/// The same, with the lines of what it received. Nobody called "tu-choi" is known there.
async fn reading_relay() -> (String, Kept, Kept) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let text: Kept = Arc::default();
    let (kept, read) = (seen.clone(), text.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (kept, read) = (kept.clone(), read.clone());
            tokio::spawn(async move {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                writer.write_all(b"220 thu\r\n").await.unwrap();
                let mut data = false;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer: &[u8] = if data {
                        if line != "." {
                            read.lock().unwrap().push(line);
                            continue;
                        }
                        data = false;
                        b"250 ok\r\n"
                    } else if line.starts_with("EHLO") {
                        b"250-thu\r\n250 8BITMIME\r\n"
                    } else if line == "DATA" {
                        data = true;
                        b"354 go\r\n"
                    } else if line == "QUIT" {
                        b"221 bye\r\n"
                    } else if line.starts_with("RCPT TO:") && line.contains("tu-choi") {
                        b"550 5.1.1 <tu-choi@thu-mau.invalid> unknown\r\n"
                    } else {
                        if let Some(to) = line.strip_prefix("RCPT TO:") {
                            kept.lock().unwrap().push(to.to_owned());
                        }
                        b"250 ok\r\n"
                    };
                    writer.write_all(answer).await.unwrap();
                }
            });
        }
    });
    (address, seen, text)
}

async fn relay_down(db: TestDb) {
    let (records, clock) = (open(&db).await, FixedClock::at(Utc::now()));
    let tx = records.begin().await.unwrap();
    for n in 0..5 {
        mail::queue(
            &tx,
            &format!("nguoi{n}@tinh.invalid"),
            "Nhắc việc",
            "Có việc đến hạn.",
            clock.now(),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    // Nobody listens on a port that was just given back.
    let dead = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    worker(&records, &clock, &dead).drain().await.unwrap();
    let (waiting, error) = mail::backlog(&records).await.unwrap();
    assert_eq!(waiting, 5);
    assert!(error.is_some(), "the administrator sees why");

    let (address, seen) = relay().await;
    clock.advance(chrono::Duration::hours(5));
    worker(&records, &clock, &address).drain().await.unwrap();
    assert_eq!(mail::backlog(&records).await.unwrap().0, 0);
    worker(&records, &clock, &address).drain().await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 5, "each went out once");
}

fn letter(to: &str) -> mail::Letter {
    mail::Letter {
        to: to.to_owned(),
        subject: "Cảnh báo mới".to_owned(),
        body: "Thôi nhận: https://cong.mau.invalid/huy?t=mã-riêng".to_owned(),
        unsubscribe: Some("https://cong.mau.invalid/huy?t=abc".to_owned()),
    }
}

async fn queue(records: &Db, clock: &FixedClock, to: &str) -> uuid::Uuid {
    let id = uuid::Uuid::now_v7();
    let tx = records.begin().await.unwrap();
    for _ in 0..2 {
        // The same id again is the same letter.
        mail::queue_sealed(&tx, &Keys::from_bytes([7; 32]), id, &letter(to), clock.now())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    id
}

async fn sealed_letter(db: TestDb) {
    let (records, clock) = (open(&db).await, FixedClock::at(Utc::now()));
    queue(&records, &clock, "nguoi.doc@thu-mau.invalid").await;
    let rows = mail::list(&records, 10).await.unwrap();
    assert_eq!((rows.len(), rows[0].recipient.as_str()), (1, "sealed"));
    assert!(!format!("{rows:?}").contains("nguoi.doc") && !format!("{rows:?}").contains("mã-riêng"));
    // A header that a URL would end is left out.
    let tx = records.begin().await.unwrap();
    let mut hostile = letter("nguoi.hai@thu-mau.invalid");
    hostile.unsubscribe = Some("https://x.invalid/>\r\nBcc: khac@thu-mau.invalid".to_owned());
    let id = uuid::Uuid::now_v7();
    let later = clock.now() + chrono::Duration::seconds(1);
    mail::queue_sealed(&tx, &Keys::from_bytes([7; 32]), id, &hostile, later)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let (address, seen, text) = reading_relay().await;
    worker(&records, &clock, &address).drain().await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        ["<nguoi.doc@thu-mau.invalid>", "<nguoi.hai@thu-mau.invalid>"]
    );
    let text = text.lock().unwrap().clone();
    let has = |line: &str| text.iter().filter(|l| *l == line).count();
    assert_eq!(
        has("List-Unsubscribe: <https://cong.mau.invalid/huy?t=abc>"),
        1,
        "{text:#?}"
    );
    assert_eq!(has("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), 1);
    assert!(text.iter().all(|l| !l.starts_with("Bcc:")));
    for row in mail::list(&records, 10).await.unwrap() {
        assert_eq!((row.state.as_str(), row.body.as_str()), ("sent", ""));
    }
}

async fn refused_letter(db: TestDb) {
    let (records, clock) = (open(&db).await, FixedClock::at(Utc::now()));
    for n in 0..4 {
        queue(&records, &clock, &format!("tu-choi{n}@thu-mau.invalid")).await;
    }
    queue(&records, &clock, "khong phai dia chi").await;
    clock.advance(chrono::Duration::seconds(1));
    let tx = records.begin().await.unwrap();
    mail::queue(
        &tx,
        "can.bo@tinh.invalid",
        "Nhắc việc",
        "Có việc đến hạn.",
        clock.now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let (address, seen, _) = reading_relay().await;
    worker(&records, &clock, &address).drain().await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        ["<can.bo@tinh.invalid>"],
        "behind five that nobody takes"
    );
    assert_eq!(mail::backlog(&records).await.unwrap().0, 0);
    let rows = mail::list(&records, 10).await.unwrap();
    let refused: Vec<_> = rows.iter().filter(|r| r.state == "refused").collect();
    assert_eq!(refused.len(), 5);
    assert!(
        refused
            .iter()
            .all(|r| r.body.is_empty() && r.last_error.is_some())
    );
}
