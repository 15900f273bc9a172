//! `coloa serve`

use super::{Context, Failure};
use crate::output;
use coloa_base::SystemClock;
use coloa_server::{
    public_role::{PublicRole, PublicRoleError},
    sample, sample_feed, serve,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{io::ErrorKind, net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Arguments {
    /// Ghi tỉnh mẫu vào một cài đặt còn trống.
    #[arg(long)]
    sample: bool,
    /// Vai của tiến trình: `all` là máy chủ chính, `public` là cổng tin báo đặt riêng ở vùng DMZ.
    #[arg(long, default_value = "all", value_parser = ["all", "public"])]
    role: String,
}

pub async fn run(context: &Context, arguments: Arguments) -> Result<(), Failure> {
    allow_open_files();
    give_memory_back();
    if arguments.role == "public" {
        return public(context, arguments.sample).await;
    }
    let mut context = context.clone();
    if arguments.sample && context.config.installation.province.is_empty() {
        context.config.installation.province = "Tỉnh Lam Sơn".to_owned();
        context.config.installation.name = "Trung tâm An ninh mạng tỉnh Lam Sơn (mẫu)".to_owned();
    }
    // First the port: a second start must not touch the database of a running one.
    let listener = bind(context.config.http.listen, "cli.address_in_use").await?;
    // Links lead to the address that was really taken, also where port 0 asked for any.
    let bound = listener.local_addr().map_err(|e| Failure::io("address", e))?;
    context.config.http.listen = bound;
    if arguments.sample {
        let ingest = &mut context.config.ingest;
        for (setting, usual) in [
            (&mut ingest.http, "127.0.0.1:9200"),
            (&mut ingest.syslog_udp, "127.0.0.1:5514"),
            (&mut ingest.syslog_tcp, "127.0.0.1:5514"),
        ] {
            if setting.is_empty() {
                *setting = usual_or_any(usual);
            }
        }
    }
    let app = context
        .app()
        .await?
        .with_pipeline()
        .await
        .map_err(Failure::from_start)?;
    if arguments.sample {
        let fresh = sample::seed(&app)
            .await
            .map_err(|e| Failure::caused("cli.start", &e))?;
        if fresh {
            output::line(&context.say("say.sample", &[]))?;
        }
    }
    output::line("")?;
    let indented = |text: String| output::line(&format!("  {text}"));
    indented(context.say("say.serving", &[("url", &format_args!("http://{bound}"))]))?;
    if app.portal.is_some() {
        indented(context.say("say.portal", &[("url", &format_args!("http://{bound}"))]))?;
    }
    if arguments.sample {
        indented(context.say("say.password", &[("password", &sample::PASSWORD)]))?;
        for p in sample::PEOPLE {
            output::line(&format!(
                "    {:<16} {:<22} {}",
                p.user_name, p.full_name, p.title
            ))?;
        }
    }
    indented(context.say("say.stop", &[]))?;
    output::line("")?;
    tracing::debug!(role = arguments.role, "serving");
    if arguments.sample {
        let feeding = app.clone();
        tokio::spawn(async move {
            // Listened to as soon as the server runs.
            let bound = loop {
                match feeding.bound.get() {
                    Some(bound) => break *bound,
                    None => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
                }
            };
            sample_feed::send(feeding, bound).await;
        });
    }
    serve::serve(app, listener, stop())
        .await
        .map_err(Failure::from_start)
}

/// The citizens' front alone: no records, no master key, nobody signs in.
async fn public(context: &Context, sample: bool) -> Result<(), Failure> {
    if sample {
        return Err(Failure::usage("cli.sample_public"));
    }
    let mut config = context.config.clone();
    let setup = PublicRole::of(&config).map_err(of_public_role)?;
    let citizens = bind(config.http.listen, "cli.address_in_use").await?;
    let core = bind(setup.relay_address(), "cli.relay_in_use").await?;
    let address = |listener: &TcpListener| listener.local_addr().map_err(|e| Failure::io("address", e));
    let (bound, called) = (address(&citizens)?, address(&core)?);
    config.http.listen = bound;
    output::line("")?;
    output::line(&format!(
        "  {}",
        context.say("say.public_role", &[("url", &format_args!("http://{bound}"))])
    ))?;
    output::line(&format!(
        "  {}",
        context.say("say.relay", &[("address", &called)])
    ))?;
    output::line(&format!("  {}", context.say("say.stop", &[])))?;
    output::line("")?;
    setup
        .serve(config, Arc::new(SystemClock), citizens, core, stop())
        .await
        .map_err(of_public_role)
}

fn of_public_role(error: PublicRoleError) -> Failure {
    match &error {
        PublicRoleError::Records { folder, file } => Failure::usage("cli.public_role_folder")
            .with("path", folder)
            .with("file", file),
        PublicRoleError::Setting { key, allowed } => Failure::usage("cli.public_role_setting")
            .with("key", key)
            .with("allowed", allowed),
        _ => Failure::caused("cli.public_role_store", &error),
    }
}

async fn bind(address: SocketAddr, in_use: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|e| match e.kind() {
        ErrorKind::AddrInUse => Failure::new(1, in_use).with("address", address),
        _ => Failure::io(&address.to_string(), e),
    })
}

/// The usual address of the sample, or any port where another process has it.
fn usual_or_any(usual: &str) -> String {
    let free = std::net::TcpListener::bind(usual).is_ok() && std::net::UdpSocket::bind(usual).is_ok();
    if free { usual } else { "127.0.0.1:0" }.to_owned()
}

/// SIGINT or SIGTERM.
async fn stop() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// As many open files as the machine allows: each sender that is connected is one, and the usual limit is 1,024.
fn allow_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if limit.current != limit.maximum
        && let Err(e) = setrlimit(Resource::Nofile, most)
    {
        tracing::warn!(error = %e, limit = ?limit.current, "no more files can be opened than the usual limit allows");
    }
}

/// Freed memory goes back to the system at once instead of after a second: under a full stream of events the allocator
/// would hold half a gigabyte that nobody uses. `MIMALLOC_PURGE_DELAY` (milliseconds) in the environment is stronger.
#[allow(unsafe_code)]
fn give_memory_back() {
    /// `mi_option_purge_delay` of mimalloc 3; the crate names no constant for it.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: sets one number that the allocator reads when it frees; any value and any moment is allowed.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, 0) }
    // SQLite and zstd allocate with the C library, which keeps a pool per thread and gives little of it back.
    // SAFETY: sets one number of the allocator, before other threads are there; glibc allows any moment.
    #[cfg(target_env = "gnu")]
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
    }
}
