//! The machine's clock is set back and forth while events come in: none is lost, none is told of twice, and who guesses
//! a password is found whatever the clock says.

use crate::centre::centre;
use chrono::Duration;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(clocks_that_jump_lose_nothing => jumps);

async fn jumps(db: TestDb) {
    let c = centre(db).await;
    let (source, token) = c.source("Máy chủ 01", "bulk", "").await;
    let mut sent = 0;
    // In the end it is right again, so that whoever looks is still signed in and in office.
    let jumps = [0, -36, 72, -960, 9_600, -8_676].map(Duration::hours);
    assert_eq!(jumps.iter().copied().sum::<Duration>(), Duration::zero());
    for (n, jump) in jumps.into_iter().enumerate() {
        c.world.clock.advance(jump);
        let lines: Vec<String> = (0..30)
            .map(|guess| {
                let message = format!(
                    "Jul 15 08:00:{guess:02} may-chu-01 sshd[{guess}]: Failed password for root from 203.0.113.{} port 4000 ssh2",
                    n + 1
                );
                json!({ "message": message }).to_string()
            })
            .collect();
        c.deliver(&token, &lines.iter().map(String::as_str).collect::<Vec<_>>())
            .await;
        sent += lines.len() as u64;
        c.pipeline.caught_up().await;
        // What is done now and then does not mind either.
        c.pipeline.look_for_silence().await.unwrap();
        c.pipeline.write_traffic().await.unwrap();
    }
    // A name is no id, and is looked up; here the id itself is.
    let path = format!(
        "/api/v1/search/histogram?q=source:{source}&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
    );
    assert_eq!(c.lead.get(&path).await.expect(200).json()["total"], json!(sent));
    let alerts = c.alerts(&c.lead).await;
    for n in 1..=jumps.len() {
        let address = format!("203.0.113.{n}");
        let about: Vec<_> = alerts
            .iter()
            .filter(|a| a["entity"] == json!(address))
            .map(|a| a["rule_title"].as_str().unwrap())
            .collect();
        assert!(!about.is_empty(), "{address} is not told of: {alerts:#?}");
        let mut once = about.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), about.len(), "{address}: {about:?}");
    }
}
