use crate::support::open;
use chrono::Utc;
use coloa_base::{Clock, FixedClock};
use coloa_platform::{
    Db,
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
        mail::Sender::new(records.clone(), config, Arc::new(clock.clone())),
    );
    Worker::new(records.clone(), Arc::new(clock.clone()), registry)
}

/// As much SMTP as it takes to receive; keeps the recipients.
async fn relay() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let kept = kept.clone();
            tokio::spawn(async move {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                writer.write_all(b"220 thu\r\n").await.unwrap();
                let mut data = false;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer: &[u8] = if data {
                        if line != "." {
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
    (address, seen)
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
