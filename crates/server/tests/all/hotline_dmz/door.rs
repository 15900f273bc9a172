//! Who may call a front, which front a core talks to, and what does not start as one.

use super::front::{Front, TOKEN, clock, core_config, front_config};
use crate::support::World;
use coloa_platform::Config;
use coloa_server::{
    hotline_relay::{Relay, RelayError},
    public_role::{PublicRole, PublicRoleError},
};
use coloa_testkit::{TempData, TestDb};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_calls_the_relay_without_its_token() {
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    // Citizens' port knows nothing of it.
    assert_eq!(front.page("/relay/v1/state").await.status, 404);
    let mut answers = Vec::new();
    for path in ["/relay/v1/state", "/relay/v1/envelopes", "/khong-co"] {
        for token in [None, Some("sai"), Some(&TOKEN[1..])] {
            answers.push((path, front.call(path, token).await));
        }
        assert_ne!(front.call(path, Some(TOKEN)).await.status, 401);
    }
    assert!(
        answers.iter().all(|(_, answer)| *answer == answers[0].1),
        "{answers:?}"
    );
    assert_eq!(answers[0].1.status, 401);

    let wrong = World::with(TestDb::sqlite(), |config| {
        core_config(config, &front);
        config.hotline.relay.token = "ma-cua-may-khac-0123456789abcdefghij".to_owned();
    })
    .await;
    let mut relay = Relay::new(wrong.app.hotline.clone());
    assert!(matches!(relay.round().await, Err(RelayError::Status(401))));
    // The tenth wrong one: from here on this address waits, whatever it shows.
    assert_eq!(front.call("/relay/v1/state", Some(TOKEN)).await, answers[0].1);
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_of_another_version_is_refused_by_its_name() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut caller, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = caller.read(&mut request).await.unwrap();
        let body = r#"{"waiting":3,"oldest_at":null,"published":null,"cursor":null,"free_bytes":1}"#;
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        caller.write_all(answer.as_bytes()).await.unwrap();
    });
    let world = World::with(TestDb::sqlite(), |config| {
        config.hotline.relay.url = format!("http://{address}");
        config.hotline.relay.token = TOKEN.to_owned();
        config.hotline.portal.enabled = false;
    })
    .await;
    let refused = Relay::new(world.app.hotline.clone()).round().await;
    assert!(matches!(refused, Err(RelayError::Version(0))), "{refused:?}");
}

#[test]
fn a_front_does_not_start_with_what_belongs_to_a_core() {
    let folder = TempData::new();
    let config = front_config(folder.path());
    assert!(PublicRole::of(&config).is_ok());
    let without = |change: fn(&mut Config)| {
        let mut config = config.clone();
        change(&mut config);
        match PublicRole::of(&config).unwrap_err() {
            PublicRoleError::Setting { key, .. } => key,
            e => panic!("{e:?}"),
        }
    };
    assert_eq!(
        without(|c| c.hotline.relay.url = "https://loi.invalid".into()),
        "hotline.relay.url"
    );
    assert_eq!(
        without(|c| c.hotline.relay.listen.clear()),
        "hotline.relay.listen"
    );
    assert_eq!(
        without(|c| c.hotline.relay.token = "ngắn".into()),
        "hotline.relay.token"
    );
    for path in [
        config.sqlite_path(),
        config.master_key_path(),
        config.hotline_key_path(),
    ] {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "x").unwrap();
        let refused = PublicRole::of(&config);
        assert!(matches!(refused, Err(PublicRoleError::Records { .. })));
        std::fs::remove_file(&path).unwrap();
    }
}
