//! The harness: [`World`] is an installation on a temporary database, [`Client`] a browser with its cookie and
//! CSRF token, [`Reply`] an answer to look into.
//!
//! ```ignore
//! let world = World::new().await;                       // SQLite; `World::on(db)` for a store suite
//! let agency = world.agency(None).await;                // a node of the directory, optionally below another
//! let daumoi = world.as_role(Role::FocalPoint, Some(agency)).await;
//! let reply = daumoi.post("/api/v1/…", &json!({ … })).await.expect(201);
//! assert_eq!(stranger.get("/api/v1/…").await.code(), "auth.unauthenticated");
//! ```
#![allow(dead_code)]

use argon2::PasswordHasher as _;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::NaiveDate;
use coloa_agency::model::{ADMINISTRATIVE, Facts, Name, Parent, Period};
use coloa_auth::{Actor, Role, audit, people, scope};
use coloa_base::{AgencyId, Clock, FixedClock, PersonId};
use coloa_platform::{Config, config::DatabaseConfig};
use coloa_server::{App, Migrations, sample, serve::router};
use coloa_testkit::TestDb;
use http_body_util::BodyExt;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};
use tower::ServiceExt;

/// The day on which every world begins; a Wednesday.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();
/// Of everybody whom [`World::person`] makes.
pub const PASSWORD: &str = "mưa rơi trên mái ngói";

/// [`PASSWORD`], hashed with so little work that who signs in does not wait: the parameters stand in the hash.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let little = argon2::Params::new(8, 1, 1, None).unwrap();
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, little);
    let salt = argon2::password_hash::SaltString::encode_b64(b"coloa tests only").unwrap();
    let hash = hasher.hash_password(PASSWORD.as_bytes(), &salt).unwrap();
    hash.to_string()
});

/// One installation with its database and files in a temporary folder.
pub struct World {
    pub app: App,
    pub clock: FixedClock,
    router: Router,
    tree: Mutex<Vec<(AgencyId, Option<AgencyId>)>>,
    count: AtomicU32,
    last_change: Arc<Mutex<Option<String>>>,
    db: TestDb,
}

impl World {
    /// On SQLite.
    pub async fn new() -> Self {
        Self::with(TestDb::sqlite(), |_| {}).await
    }

    /// On the database of a store suite.
    pub async fn on(db: TestDb) -> Self {
        Self::with(db, |_| {}).await
    }

    /// With settings of the test's own.
    pub async fn with(mut db: TestDb, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Self::config(db.data().path(), db.url());
        db.migrate::<Migrations>(&config.sqlite_path()).await;
        // A copy has an address of its own on PostgreSQL.
        db.url().clone_into(&mut config.database.url);
        change(&mut config);
        Self::start(config, db).await
    }

    /// The sample province; whoever asks first makes it, the others get a copy.
    pub async fn sample() -> Self {
        let data = coloa_testkit::folder("sample", async |folder| {
            let config = Self::config(folder, "sqlite");
            let app = App::start(config, Arc::new(FixedClock::on(TODAY))).await.unwrap();
            assert!(sample::seed(&app).await.unwrap());
            app.db.close().await.unwrap();
        })
        .await;
        let config = Self::config(data.path(), "sqlite");
        Self::start(config, TestDb::Sqlite(data)).await
    }

    async fn start(config: Config, db: TestDb) -> Self {
        let clock = FixedClock::on(TODAY);
        let app = App::start(config, Arc::new(clock.clone())).await.unwrap();
        let router = router(&app);
        Self {
            app,
            clock,
            router,
            tree: Mutex::default(),
            count: AtomicU32::new(0),
            last_change: Arc::default(),
            db,
        }
    }

    /// The settings of a world in that folder.
    pub fn config(folder: &Path, url: &str) -> Config {
        let mut config = Config {
            data_dir: folder.join("data"),
            ..Config::default()
        };
        config.database = DatabaseConfig {
            url: url.to_owned(),
            read_connections: 4,
            ..DatabaseConfig::default()
        };
        config.installation.province = "Tỉnh Sông Ngọc".to_owned();
        config
    }

    /// Takes events in from now on; clients that are made later see it.
    pub async fn with_pipeline(&mut self) {
        self.app = self.app.clone().with_pipeline().await.unwrap();
        self.router = router(&self.app);
    }

    /// The same browser before the router as it is now.
    pub fn same(&self, client: &Client) -> Client {
        Client {
            last_change: client.last_change.clone(),
            router: self.router.clone(),
            cookie: Mutex::new(client.cookie()),
            csrf: Mutex::new(client.csrf()),
            person: client.person,
            address: client.address,
        }
    }

    pub fn db(&self) -> &TestDb {
        &self.db
    }

    /// An agency of the directory, below `parent`: work can be given to it. Agencies of [`World::agency`] are to be made
    /// after it.
    pub async fn listed_agency(&self, parent: Option<AgencyId>) -> AgencyId {
        let number = self.tree.lock().unwrap().len() + 1;
        let facts = Facts {
            kind: "department".to_owned(),
            level: "province".to_owned(),
            names: vec![Name {
                full: format!("Cơ quan mẫu số {number}"),
                abbreviation: None,
                symbol: None,
                period: Period::ALWAYS,
                basis: None,
            }],
            parents: parent
                .map(|parent| Parent {
                    tree: ADMINISTRATIVE.to_owned(),
                    parent,
                    period: Period::ALWAYS,
                })
                .into_iter()
                .collect(),
            ..Facts::default()
        };
        let machine = Actor::command_line();
        let id = self.app.agencies.create(&machine, facts).await.unwrap();
        self.tree.lock().unwrap().push((id, parent));
        id
    }

    /// An agency as permissions see it, below `parent`; it has no row in the directory.
    pub async fn agency(&self, parent: Option<AgencyId>) -> AgencyId {
        let id = AgencyId::new();
        let tree = {
            let mut tree = self.tree.lock().unwrap();
            tree.push((id, parent));
            tree.clone()
        };
        let up = |mut at: AgencyId| {
            let mut edges = Vec::new();
            let from = at;
            while let Some(above) = tree.iter().find(|(a, _)| *a == at).and_then(|(_, p)| *p) {
                edges.push((from, above));
                at = above;
            }
            edges
        };
        let edges: Vec<_> = tree.iter().flat_map(|(a, _)| up(*a)).collect();
        let tx = self.app.db.begin().await.unwrap();
        scope::replace(&tx, tree.iter().map(|(a, _)| *a), edges)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.app.access.refresh().await.unwrap();
        id
    }

    /// A person with [`PASSWORD`], a post and a grant.
    pub async fn person(&self, user_name: &str, role: Role, agency: Option<AgencyId>) -> PersonId {
        let machine = Actor::command_line();
        let new = people::NewPerson {
            user_name: user_name.to_owned(),
            full_name: format!("Nguyễn Thị {user_name}"),
            email: Some(format!("{user_name}@tinh.invalid")),
            phone: None,
            posts: agency
                .map(|agency| people::NewPost {
                    agency,
                    title: "Chuyên viên".to_owned(),
                    from: TODAY,
                    to: None,
                })
                .into_iter()
                .collect(),
            grants: vec![people::NewGrant {
                role,
                agency,
                area: None,
                from: TODAY,
                to: None,
            }],
        };
        let id = people::create(&self.app.access, &machine, new).await.unwrap();
        let tx = self.app.db.begin().await.unwrap();
        people::person::Entity::update_many()
            .col_expr(people::person::Column::PasswordHash, Expr::value(HASH.as_str()))
            .filter(people::person::Column::Id.eq(id.uuid()))
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Client {
        Client {
            last_change: self.last_change.clone(),
            router: self.router.clone(),
            cookie: Mutex::default(),
            csrf: Mutex::default(),
            person: None,
            address: SocketAddr::from(([127, 0, 0, 1], 40_000)),
        }
    }

    /// Signs in somebody made by [`World::person`].
    pub async fn sign_in(&self, user_name: &str) -> Client {
        let mut client = self.stranger();
        let reply = client.sign_in(user_name, PASSWORD).await.expect(200);
        client.person = reply.json()["person"]["id"]
            .as_str()
            .map(|id| id.parse().unwrap());
        client
    }

    /// Makes a person with the role and signs it in.
    pub async fn as_role(&self, role: Role, agency: Option<AgencyId>) -> Client {
        let name = format!("{}.{}", role.as_str(), self.count.fetch_add(1, Ordering::Relaxed));
        self.person(&name, role, agency).await;
        self.sign_in(&name).await
    }

    /// Everything in the audit log, oldest first.
    pub async fn audit(&self) -> Vec<audit::Entry> {
        let mut entries = audit::list(
            &self.app.db,
            &audit::Filter {
                limit: 1000,
                ..audit::Filter::default()
            },
        )
        .await
        .unwrap();
        entries.reverse();
        entries
    }

    /// Request id of the last call that was not a `GET`.
    pub fn last_change(&self) -> Option<String> {
        self.last_change.lock().unwrap().clone()
    }

    /// Runs all background jobs that are due.
    pub async fn run_jobs(&self) -> usize {
        self.app.worker().drain().await.unwrap()
    }

    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }
}

/// One browser: cookie, CSRF token, address.
pub struct Client {
    last_change: Arc<Mutex<Option<String>>>,
    router: Router,
    cookie: Mutex<Option<String>>,
    csrf: Mutex<Option<String>>,
    person: Option<PersonId>,
    address: SocketAddr,
}

impl Client {
    /// Who is signed in.
    pub fn person(&self) -> PersonId {
        self.person.expect("somebody is signed in")
    }

    /// The same browser at another address.
    #[must_use]
    pub fn at(mut self, address: [u8; 4]) -> Self {
        self.address = SocketAddr::from((address, 40_000));
        self
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }
    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }
    pub fn csrf(&self) -> Option<String> {
        self.csrf.lock().unwrap().clone()
    }
    pub fn set_csrf(&self, token: Option<String>) {
        *self.csrf.lock().unwrap() = token;
    }

    pub async fn sign_in(&self, user_name: &str, password: &str) -> Reply {
        let reply = self
            .post(
                "/api/v1/auth/sign-in",
                &json!({ "user_name": user_name, "password": password }),
            )
            .await;
        if reply.status == StatusCode::OK {
            *self.csrf.lock().unwrap() = reply.json()["csrf_token"].as_str().map(str::to_owned);
        }
        reply
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::POST, path, Some(body), None).await
    }
    pub async fn put(&self, path: &str, version: i32, body: &Value) -> Reply {
        self.call(Method::PUT, path, Some(body), Some(version)).await
    }
    pub async fn patch(&self, path: &str, version: i32, body: &Value) -> Reply {
        self.call(Method::PATCH, path, Some(body), Some(version)).await
    }
    pub async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path, None, None).await
    }

    /// Any call with a JSON body and an `If-Match`.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        version: Option<i32>,
    ) -> Reply {
        let mut request = self.request(method, path);
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let request = match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()))
                .unwrap(),
            None => request.body(Body::empty()).unwrap(),
        };
        self.send(request).await
    }

    /// A multipart form: text fields, then files as (field, file name, content).
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Reply {
        self.form(Method::POST, path, None, fields, files).await
    }

    /// [`Client::upload`] with another method and an `If-Match`.
    pub async fn form(
        &self,
        method: Method,
        path: &str,
        version: Option<i32>,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Reply {
        let boundary = "coloa-test-boundary-7d1f";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        for (name, file, content) in files {
            body.extend_from_slice(
                format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let mut request = self.request(method, path);
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let request = request
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={boundary}"),
            )
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// A request with this browser's cookie and token.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = self.cookie() {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(token) = self.csrf() {
            request = request.header("x-csrf-token", token);
        }
        request
    }

    pub async fn send(&self, mut request: Request<Body>) -> Reply {
        let asked = format!("{} {}", request.method(), request.uri());
        let changes = request.method() != Method::GET;
        request.extensions_mut().insert(ConnectInfo(self.address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if changes {
            let id = parts.headers.get("x-request-id").and_then(|v| v.to_str().ok());
            *self.last_change.lock().unwrap() = id.map(str::to_owned);
        }
        if let Some(set) = parts
            .headers
            .get(header::SET_COOKIE)
            .and_then(|v| v.to_str().ok())
        {
            let pair = set.split(';').next().unwrap_or_default().to_owned();
            *self.cookie.lock().unwrap() = (!pair.ends_with('=')).then_some(pair);
        }
        let body = body.collect().await.unwrap().to_bytes();
        Reply {
            asked,
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// Fails with the whole answer where the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        self
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{}: {e}: {}", self.asked, self.text()))
    }
    /// The stable code of a problem; empty where the answer is none.
    pub fn code(&self) -> String {
        let problem = self
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|t| t.as_bytes().starts_with(b"application/problem+json"));
        if problem {
            self.json()["code"].as_str().unwrap_or_default().to_owned()
        } else {
            String::new()
        }
    }
    /// One parameter of a problem.
    pub fn param(&self, name: &str) -> String {
        self.json()["params"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
    /// The version in the ETag.
    #[track_caller]
    pub fn version(&self) -> i32 {
        let tag = self.headers.get(header::ETAG).expect("an ETag").to_str().unwrap();
        tag.trim_matches('"').parse().unwrap()
    }
}
