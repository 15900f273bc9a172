use crate::support::{AGENCY, Home, OTHER, mixed, row, start};
use chrono::Duration;
use coloa_event_store::{
    Scope, SearchError, Window,
    query::{Query, parse},
    search::{Order, Place, Request},
};

const LINES: [&str; 6] = [
    "Jul  1 09:00:00 web01 sshd[7]: Failed password for root from 203.0.113.7 port 4711 ssh2",
    "Jul  1 09:00:01 web02 sshd[8]: Accepted password for an.nv from 10.0.0.5 port 4712 ssh2",
    r#"198.51.100.9 - - [01/Jul/2026:09:00:02 +0700] "GET /health/live HTTP/1.1" 200 12 "-" "curl/8""#,
    r#"198.51.100.9 - - [01/Jul/2026:09:00:03 +0700] "GET /dich-vu?id=7 HTTP/1.1" 503 12 "-" "Mozilla/5.0""#,
    r#"{"@timestamp":"2026-07-01T02:00:04Z","winlog":{"channel":"Security","provider_name":"Microsoft-Windows-Security-Auditing","event_id":4625,"computer_name":"MAY-01","record_id":1,"event_data":{"TargetUserName":"quantri","LogonType":"3","IpAddress":"203.0.113.7"}}}"#,
    r#"{"@timestamp":"2026-07-01T02:00:05Z","message":"Đăng nhập thất bại của Hoà","chi tiết":{"mã lỗi":"E-42"},"danh sách":["một","hai"]}"#,
];

async fn home(flushed: bool) -> Home {
    let home = Home::new().await;
    let rows = LINES
        .iter()
        .zip(1..)
        .map(|(line, seq)| row(seq, line, start() + Duration::seconds(10)))
        .collect();
    home.put(rows);
    if flushed {
        home.store.flush().await.unwrap();
        assert_eq!(home.store.stand().hot_rows, 0);
    }
    home
}

#[tokio::test]
async fn every_kind_of_test_finds_its_events_in_memory_and_in_segments() {
    for flushed in [false, true] {
        let home = home(flushed).await;
        for (text, seqs) in [
            ("", vec![6, 5, 4, 3, 2, 1]),
            ("host:web01", vec![1]),
            ("status:>=500", vec![4]),
            ("status:>=200 NOT path:/health*", vec![4]),
            ("sc-status:503", vec![4]),
            ("203.0.113.7", vec![5, 1]),
            ("src_ip:203.0.113.0/24", vec![5, 1]),
            ("203.0.113.0/24", vec![5, 1]),
            (r#""failed password""#, vec![1]),
            ("password NOT root", vec![2]),
            ("EventID:(4624 OR 4625)", vec![5]),
            ("4625", vec![5]),
            ("logontype:3", vec![5]),
            ("user:quantri", vec![5]),
            ("dang nhap that bai", vec![6]),
            ("đăng", vec![6]),
            ("hòa", vec![6]),
            (r#""chi tiết.mã lỗi":e-42"#, vec![6]),
            (r#""danh sách":hai"#, vec![6]),
            ("E-42", vec![6]),
            ("port:*", vec![]),
            ("user:*", vec![5, 2, 1]),
            ("product:windows", vec![5]),
            ("category:webserver", vec![4, 3]),
            ("agent:~^curl", vec![3]),
            ("src_port:[4711 TO 4712}", vec![1]),
            ("_seq:[2 TO 3]", vec![3, 2]),
            ("nothing", vec![]),
        ] {
            assert_eq!(home.find(text).await, seqs, "{text} (flushed: {flushed})");
        }
    }
}

#[tokio::test]
async fn rows_of_other_agencies_are_not_there_in_any_way() {
    for flushed in [false, true] {
        let home = home(flushed).await;
        let own = || Scope::Agencies(vec![AGENCY]);
        assert_eq!(home.find_in("", own()).await, [5, 4, 2, 1]);
        assert_eq!(home.find_in("E-42", own()).await, Vec::<u64>::new());
        assert_eq!(
            home.find_in("", Scope::Agencies(Vec::new())).await,
            Vec::<u64>::new()
        );
        assert_eq!(
            home.find_in("", Scope::Agencies(vec![AGENCY, OTHER])).await.len(),
            6
        );
        let day = Window {
            time: (start(), start() + Duration::hours(1)),
            ..Window::default()
        };
        let counted = home.searcher.histogram(Query::All, own(), day).await.unwrap();
        assert_eq!(counted.found.total(), 4);
        let top = home
            .searcher
            .top(Query::All, own(), day, "host", 10)
            .await
            .unwrap();
        assert!(top.found.iter().all(|(value, _)| value != "an.nv"));
        assert_eq!(top.found.iter().map(|(_, n)| n).sum::<u64>(), 3);
        let sql = |text: &'static str| home.searcher.sql(text, own(), 100);
        let all = sql("SELECT count(*) FROM events").await.unwrap();
        assert_eq!(all.found.rows, [[Some("4".to_owned())]]);
        let names = sql("SELECT message FROM events WHERE message LIKE '%bại%'")
            .await
            .unwrap();
        assert!(names.found.rows.is_empty());
        // Nor in what an error says.
        let error = sql("SELECT json_extract(message, '$') FROM events").await;
        assert!(!format!("{error:?}").contains("Hoà"), "{error:?}");
    }
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let home = Home::new().await;
    for part in 0..6 {
        home.put(mixed(1 + part * 500, 500));
        if part < 5 {
            home.store.flush().await.unwrap();
        }
    }
    let mut request = Request::newest(Query::All, Scope::All, Window::default(), 700);
    let mut all = Vec::new();
    loop {
        let answer = home.searcher.rows(request.clone()).await.unwrap().found;
        let last = answer.rows.last().unwrap();
        request.after = Some(Place {
            time: last.time,
            seq: last.seq,
        });
        all.extend(answer.rows.iter().map(|r| r.seq));
        if !answer.more {
            break;
        }
    }
    assert_eq!(all.len(), 3_000);
    let mut sorted = all.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), 3_000, "no event comes twice");

    let around = |order, seq: (u64, u64)| Request {
        order,
        window: Window {
            seq,
            ..Window::default()
        },
        ..Request::newest(Query::All, Scope::All, Window::default(), 3)
    };
    let seqs = |request| async {
        let answer = home.searcher.rows(request).await.unwrap();
        answer.found.rows.iter().map(|r| r.seq).collect::<Vec<_>>()
    };
    assert_eq!(
        seqs(around(Order::SeqUp, (1_501, 3_000))).await,
        [1_501, 1_502, 1_503]
    );
    assert_eq!(
        seqs(around(Order::SeqDown, (0, 1_501))).await,
        [1_500, 1_499, 1_498]
    );
}

#[tokio::test]
async fn counts_over_time_and_frequent_values_are_exact() {
    let home = Home::new().await;
    home.put(mixed(1, 2_000));
    home.store.flush().await.unwrap();
    home.put(mixed(2_001, 1_000));
    let window = Window {
        time: (start(), start() + Duration::seconds(31)),
        ..Window::default()
    };
    let counted = home
        .searcher
        .histogram(Query::All, Scope::All, window)
        .await
        .unwrap()
        .found;
    assert_eq!(counted.total(), 3_000);
    assert_eq!(counted.width.as_secs(), 1);
    assert!(
        counted.counts[..30].iter().all(|n| (95..=105).contains(n)),
        "{:?}",
        counted.counts
    );
    let firewall = home
        .searcher
        .histogram(parse("product:fortigate").unwrap(), Scope::All, window)
        .await
        .unwrap();
    let top = home
        .searcher
        .top(Query::All, Scope::All, window, "devname", 5)
        .await
        .unwrap()
        .found;
    assert_eq!(top, [("FW-TINH-01".to_owned(), firewall.found.total())]);
    let status = home
        .searcher
        .top(Query::All, Scope::All, window, "status", 2)
        .await
        .unwrap()
        .found;
    assert_eq!(status[0].0, "200");
    assert!(status[0].1 > status[1].1);
    let host = home
        .searcher
        .top(Query::All, Scope::All, window, "host", 100)
        .await
        .unwrap()
        .found;
    assert!(host.iter().any(|(name, _)| name.starts_with("may-chu-")));
    let back = Window {
        time: (window.time.1, window.time.0),
        ..window
    };
    assert!(matches!(
        home.searcher.histogram(Query::All, Scope::All, back).await,
        Err(SearchError::Range)
    ));
}

#[tokio::test]
async fn sql_reads_and_does_nothing_else() {
    let home = home(true).await;
    let sql = |text: &'static str| home.searcher.sql(text, Scope::All, 2);
    let answer = sql(r#"SELECT "source.ip", count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC, 1"#)
        .await
        .unwrap();
    assert_eq!(answer.found.columns[1], "n");
    assert!(answer.found.cut && answer.found.rows.len() == 2);
    assert_eq!(
        sql("SELECT EventID FROM events WHERE EventID IS NOT NULL")
            .await
            .unwrap()
            .found
            .rows,
        [[Some("4625".to_owned())]]
    );
    for wrong in [
        "DROP TABLE events",
        "INSERT INTO events(_seq) VALUES (1)",
        "CREATE TABLE x(a)",
        "CREATE TEMP TABLE x AS SELECT * FROM events",
        "ATTACH '/tmp/coloa-attached.sqlite' AS x",
        "VACUUM INTO '/tmp/coloa-vacuum.sqlite'",
        "PRAGMA temp_store = MEMORY",
        "SELECT load_extension('x')",
        "SELECT nothing FROM events",
        "SELECT 1 FROM events WHERE _time > 'hôm qua'",
        "SELEC",
        "",
    ] {
        assert!(matches!(sql(wrong).await, Err(SearchError::Sql(_))), "{wrong}");
    }
    let large = sql("SELECT length(zeroblob(1000000000))").await;
    assert!(matches!(large, Err(SearchError::TooLarge)), "{large:?}");
    let answer = sql("SELECT json_extract(_rest, '$.\"chi tiết.mã lỗi\"') FROM events WHERE _rest IS NOT NULL AND _seq >= 6").await.unwrap();
    assert_eq!(answer.found.rows, [[Some("E-42".to_owned())]]);
    for (text, number) in [
        (
            "SELECT count(*) FROM events WHERE _time >= '2026-07-01T02:00:03Z'",
            "3",
        ),
        (
            "SELECT count(*) FROM events WHERE _time > '2026-07-01T02:00:03Z'",
            "2",
        ),
        (
            "SELECT count(*) FROM events WHERE _time <= '2026-07-01T09:00:01+07:00'",
            "2",
        ),
        (
            "SELECT count(*) FROM events WHERE _time < '2026-07-01 02:00:01'",
            "1",
        ),
        (
            "SELECT count(*) FROM events WHERE _time >= '2026-07-01' AND _time < '2026-07-02'",
            "6",
        ),
        ("SELECT count(*) FROM events WHERE _seq > 2 AND _seq <= 4", "2"),
        (
            "SELECT count(*) FROM events WHERE \"user_agent.original\" REGEXP '^curl'",
            "1",
        ),
    ] {
        assert_eq!(
            sql(text).await.unwrap().found.rows,
            [[Some(number.to_owned())]],
            "{text}"
        );
    }
}
