//! A throwaway PostgreSQL server from the system's packages.
//!
//! Tests run in many processes (nextest), so the server is shared through a folder under the target's
//! temporary directory guarded by a file lock: the first process starts it, all use it, and it ends itself
//! when its watcher sees that the test run is over (`xtask test` stops it; else an idle limit does).

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

/// A database of one test on the throwaway server, which goes with it: the server may keep its files in memory.
#[derive(Debug)]
pub struct PgDatabase {
    url: String,
}

impl PgDatabase {
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server, without a database.
    pub(crate) fn server(&self) -> &str {
        self.parts().0
    }

    fn parts(&self) -> (&str, &str) {
        self.url
            .rsplit_once('/')
            .expect("a URL of ours ends with the name of a database")
    }
}

impl Drop for PgDatabase {
    /// Ends it, whoever is still connected.
    fn drop(&mut self) {
        let (server, name) = self.parts();
        let gone = std::thread::scope(|threads| {
            let waited = threads.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                runtime.block_on(administer(server, &format!("DROP DATABASE {name} WITH (FORCE)")))
            });
            waited.join()
        });
        if !matches!(gone, Ok(Ok(()))) {
            let _ = writeln!(
                std::io::stderr(),
                "the test database {name} is left behind: {gone:?}"
            );
        }
    }
}

async fn administrator(server: &str) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(format!("{server}/postgres"));
    options.max_connections(1);
    Ok(Database::connect(options).await?)
}

async fn administer(server: &str, sql: &str) -> anyhow::Result<()> {
    let admin = administrator(server).await?;
    admin
        .execute_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    Ok(admin.close().await?)
}

/// Whether the server has a database of that name.
pub(crate) async fn exists(server: &str, name: &str) -> anyhow::Result<bool> {
    let admin = administrator(server).await?;
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let found = admin
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    admin.close().await?;
    Ok(found.is_some())
}

/// An empty database that stays.
pub(crate) async fn lay_out(server: &str, name: &str) -> anyhow::Result<()> {
    administer(server, &format!("CREATE DATABASE {name}")).await
}

/// Gives a database another name. Nobody may be connected.
pub(crate) async fn rename(server: &str, from: &str, to: &str) -> anyhow::Result<()> {
    administer(server, &format!("ALTER DATABASE {from} RENAME TO {to}")).await
}

/// A database with all that is in another one, to which nobody may be connected meanwhile; or an empty one.
pub(crate) async fn create(server: &str, template: Option<&str>) -> anyhow::Result<PgDatabase> {
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let from = template.map_or_else(String::new, |t| format!(" TEMPLATE {t}"));
    administer(server, &format!("CREATE DATABASE {name}{from}")).await?;
    Ok(PgDatabase {
        url: format!("{server}/{name}"),
    })
}

/// An empty database, or `None` where the server binaries are missing.
pub async fn postgres() -> Option<PgDatabase> {
    let base = match std::env::var("COLOA_TEST_POSTGRES") {
        Ok(url) if url == "none" => return skipped("COLOA_TEST_POSTGRES=none"),
        Ok(url) => url,
        Err(_) => tokio::task::spawn_blocking(shared_server).await.ok()??,
    };
    create(&base, None).await.ok()
}

fn skipped(why: &str) -> Option<PgDatabase> {
    let _ = writeln!(std::io::stderr(), "PostgreSQL tests skipped: {why}");
    None
}

fn binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|e| e.path().join("bin"))
        .filter(|p| p.join("initdb").is_file() && p.join("postgres").is_file())
        .collect();
    found.sort();
    found.pop()
}

/// URL of the server without a database name.
fn shared_server() -> Option<String> {
    let Some(bin) = binaries() else {
        skipped("no server in /usr/lib/postgresql (install the package postgresql)");
        return None;
    };
    let root = std::env::temp_dir().join(format!("coloa-test-postgres-{}", uid()));
    std::fs::create_dir_all(&root).ok()?;
    let lock = File::create(root.join("lock")).ok()?;
    lock.lock().ok()?;
    let url_file = root.join("url");
    if let Ok(url) = std::fs::read_to_string(&url_file)
        && alive(&url)
    {
        return Some(url);
    }
    let url = start(&bin, &root)?;
    std::fs::write(&url_file, &url).ok()?;
    Some(url)
}

pub(crate) fn uid() -> u32 {
    // SAFETY-free: the owner of our own process's directory in /proc.
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").map_or(0, |m| m.uid())
}

fn alive(url: &str) -> bool {
    let Some(address) = url.rsplit('@').next() else {
        return false;
    };
    address
        .parse()
        .is_ok_and(|a| std::net::TcpStream::connect_timeout(&a, Duration::from_millis(500)).is_ok())
}

fn start(bin: &Path, root: &Path) -> Option<String> {
    let data = root.join(format!("data-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir_all(&data).ok()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .ok()?
        .local_addr()
        .ok()?
        .port();
    let as_root = uid() == 0;
    if as_root {
        // PostgreSQL refuses to run as root: the package's own account runs it.
        run(Command::new("chown").arg("-R").arg("postgres").arg(&data))?;
        run(Command::new("chmod").arg("755").arg(root))?;
    }
    let command = |program: &str| {
        let mut c = if as_root {
            let mut c = Command::new("runuser");
            c.args(["-u", "postgres", "--"]).arg(bin.join(program));
            c
        } else {
            Command::new(bin.join(program))
        };
        c.current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        c
    };
    run(command("initdb")
        .args([
            "-A",
            "trust",
            "-U",
            "coloa",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ])
        .arg(&data))?;
    // A test server: no fsync, many connections, loopback only.
    let mut server = command("postgres");
    server
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""]);
    for setting in [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=400",
        "shared_buffers=64MB",
    ] {
        server.args(["-c", setting]);
    }
    let mut child = server.spawn().ok()?;
    let url = format!("postgres://coloa@127.0.0.1:{port}");
    for _ in 0..200 {
        if command("pg_isready")
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status()
            .is_ok_and(|s| s.success())
        {
            watch(&child, &data);
            return Some(url);
        }
        if child.try_wait().ok()?.is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    skipped("the server did not start");
    None
}

/// A small shell loop that stops the server once no test has been connected for two minutes.
fn watch(child: &std::process::Child, data: &Path) {
    let script = format!(
        "idle=0; while kill -0 {pid} 2>/dev/null; do sleep 10; \
         if [ \"$(ps -eo args= | grep -c '[p]ostgres: coloa t')\" = 0 ]; then idle=$((idle+1)); else idle=0; fi; \
         if [ $idle -ge 12 ]; then kill -INT {pid}; sleep 2; rm -rf '{data}'; exit; fi; done",
        pid = child.id(),
        data = data.display()
    );
    let _ = Command::new("sh")
        .args(["-c", &script])
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

fn run(command: &mut Command) -> Option<()> {
    command
        .status()
        .ok()
        .filter(std::process::ExitStatus::success)
        .map(|_| ())
}
