//! A front and a core on ports of their own, and how citizens and cores ask them.

use crate::support::{TODAY, World};
use coloa_base::{Clock, FixedClock};
use coloa_hotline::store;
use coloa_platform::Config;
use coloa_server::{
    App,
    hotline_relay::{Relay, Round},
    public_role::{PublicRole, PublicRoleError},
    serve,
};
use coloa_testkit::{TempData, TestDb};
use serde_json::Value;
use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub const TOKEN: &str = "ma-tiep-van-cua-hai-may-0123456789abcdef";
pub const NARRATIVE: &str = "Nó tự xưng công an phường Sông Thử bảo chuyển tiền vào tài khoản";
pub const NAME: &str = "Nguyễn Thị Người Báo";
pub const PHONE: &str = "0900 000 417";
pub const ADDRESS: &str = "số 12 ngõ Không Có, phường Sông Thử";
pub const FILE_NAME: &str = "tin-nhan-cua-chi-Bao.txt";
pub const FILE: &str = "Con tôi tên là Trần Văn Mẫu, học lớp 5A";

/// Where a front answers citizens and the core.
pub type Addresses = (SocketAddr, SocketAddr);

pub struct Front {
    pub addresses: Addresses,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), PublicRoleError>>,
}

pub fn front_config(folder: &Path) -> Config {
    let mut config = Config {
        data_dir: folder.join("front"),
        ..Config::default()
    };
    config.hotline.relay.listen = "127.0.0.1:0".to_owned();
    config.hotline.relay.token = TOKEN.to_owned();
    config.hotline.portal.least_seconds = 0;
    config.hotline.portal.reports_per_network = 1000;
    config.hotline.portal.lookups_per_minute = 100_000;
    config.limits.min_free_bytes = 0;
    config
}

impl Front {
    /// On ports of its own, or those that it had before.
    pub async fn start(config: Config, clock: &FixedClock, at: Option<Addresses>) -> Self {
        let role = PublicRole::of(&config).unwrap();
        let any = role.relay_address();
        let (citizens, core) = at.unwrap_or((any, any));
        let citizens = TcpListener::bind(citizens).await.unwrap();
        let core = TcpListener::bind(core).await.unwrap();
        let addresses = (citizens.local_addr().unwrap(), core.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let clock: Arc<dyn Clock> = Arc::new(clock.clone());
        let served = tokio::spawn(role.serve(config, clock, citizens, core, async {
            let _ = stopped.await;
        }));
        Self {
            addresses,
            stop,
            served,
        }
    }

    pub async fn stop(self) -> Addresses {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
        self.addresses
    }

    /// It is gone from one moment to the next, and closes nothing.
    pub async fn die(self) -> Addresses {
        self.served.abort();
        assert!(self.served.await.unwrap_err().is_cancelled());
        self.addresses
    }

    pub fn relay_url(&self) -> String {
        format!("http://{}", self.addresses.1)
    }

    pub async fn page(&self, path: &str) -> Answer {
        ask("GET", format!("http://{}{path}", self.addresses.0), None, None).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &str)]) -> Answer {
        let (boundary, mut body) = ("coloa-test-boundary-5c2e", String::new());
        for (name, value) in fields {
            body.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        for (name, file, content) in files {
            body.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: text/plain\r\n\r\n{content}\r\n"
            ));
        }
        body.push_str(&format!("--{boundary}--\r\n"));
        let kind = format!("multipart/form-data; boundary={boundary}");
        let url = format!("http://{}{path}", self.addresses.0);
        ask("POST", url, None, Some((kind, body))).await
    }

    /// Files a report as a citizen does; the code where it was taken.
    pub async fn report(&self, narrative: &str) -> Result<String, Answer> {
        let form = self.page("/cong-dan/bao-tin/don?loai=14").await;
        let ticket = form.between("name=\"ticket\" value=\"", "\"");
        let fields = [
            ("ticket", ticket.as_str()),
            ("topic", "14"),
            ("narrative", narrative),
            ("money", "none"),
            ("name", NAME),
            ("phone", PHONE),
            ("address", ADDRESS),
        ];
        let files = [("files", FILE_NAME, FILE)];
        let answer = self.post("/cong-dan/bao-tin/don", &fields, &files).await;
        match answer.status {
            200 => Ok(answer.between("data-copy=\"", "\"")),
            _ => Err(answer),
        }
    }

    /// What the citizen sees with a code.
    pub async fn follow(&self, code: &str) -> Answer {
        self.post("/cong-dan/theo-doi", &[("code", code)], &[]).await
    }

    /// As the core calls.
    pub async fn call(&self, path: &str, token: Option<&str>) -> Answer {
        ask("GET", format!("{}{path}", self.relay_url()), token, None).await
    }

    pub async fn waiting(&self) -> u64 {
        let answer = self.call("/relay/v1/state", Some(TOKEN)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str::<Value>(&answer.text).unwrap()["waiting"]
            .as_u64()
            .unwrap()
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self.text.split_once(before).unwrap_or_else(|| panic!("{self:?}"));
        rest.split_once(after).unwrap().0.to_owned()
    }
}

pub async fn ask(
    method: &'static str,
    url: String,
    token: Option<&str>,
    body: Option<(String, String)>,
) -> Answer {
    let bearer = token.map(|token| format!("Bearer {token}"));
    tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .new_agent();
        let sent = match (method, body) {
            ("POST", Some((kind, body))) => agent.post(&url).header("content-type", kind).send(body),
            _ => match bearer {
                Some(bearer) => agent.get(&url).header("authorization", bearer).call(),
                None => agent.get(&url).call(),
            },
        };
        let mut answer = sent.unwrap();
        Answer {
            status: answer.status().as_u16(),
            text: answer.body_mut().read_to_string().unwrap(),
        }
    })
    .await
    .unwrap()
}

pub fn core_config(config: &mut Config, front: &Front) {
    config.hotline.relay.url = front.relay_url();
    config.hotline.relay.token = TOKEN.to_owned();
    config.hotline.relay.seconds = 1;
    config.hotline.portal.enabled = false;
}

pub async fn core(front: &Front) -> World {
    World::with(TestDb::sqlite(), |config| core_config(config, front)).await
}

/// A front, and a core that knows where it is and did not call it yet; and on what folder and by which clock the front runs.
pub async fn pair() -> (TempData, FixedClock, Front, World) {
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
    (folder, clock, front, world)
}

pub async fn round(world: &World) -> Round {
    Relay::new(world.app.hotline.clone()).round().await.unwrap()
}

pub async fn reports(app: &App) -> u64 {
    store::keys::received(app.db.reader(), None).await.unwrap()
}

pub fn clock() -> FixedClock {
    FixedClock::on(TODAY)
}

/// Waits for what the other server does by itself.
pub async fn until(what: &str, mut seen: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !seen().await {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A core with its server, on a folder that it may have had before.
pub struct Core {
    pub app: App,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Core {
    pub async fn start(folder: &TempData, front: &Front, clock: &FixedClock) -> Self {
        let mut config = World::config(folder.path(), "sqlite");
        core_config(&mut config, front);
        let app = App::start(config, Arc::new(clock.clone())).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = app.clone();
        let served = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            serve::serve(serving, listener, stopped).await.unwrap();
        });
        Self { app, stop, served }
    }

    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
    }
}
