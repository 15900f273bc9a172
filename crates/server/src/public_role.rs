//! The citizens' front where it stands alone, in a DMZ (`coloa serve --role public`, `docs/hotline-dmz.md`): the portal, an
//! outbox of sealed envelopes, and what is published. It opens no records database and no key, nobody signs in, and it
//! calls nobody: the core calls it, on an address of its own, with a token. Whoever takes this machine away has public keys
//! and envelopes that they do not open.

mod door;
mod outbox;
mod relay;
mod store;
pub mod wire;

pub use outbox::{OutboxFront, Room};
pub use store::OutboxError;

use crate::{
    app::portal_of,
    routes::hotline::public,
    serve::{ConnectionLimits, accept, layered},
};
use axum::{Router, response::Redirect, routing::get};
use coloa_base::Clock;
use coloa_platform::{Config, hotline_config::LEAST_TOKEN};
use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::{net::TcpListener, sync::watch};

/// Why a front does not start.
#[derive(Debug, thiserror::Error)]
pub enum PublicRoleError {
    /// The records or keys of a core have no place on this machine.
    #[error("the data directory {folder} is that of a core: {file} is there")]
    Records { folder: String, file: String },
    #[error("{key} cannot be used at a front: {allowed}")]
    Setting {
        key: &'static str,
        allowed: &'static str,
    },
    #[error("the outbox cannot be used")]
    Outbox(#[from] OutboxError),
    #[error("the portal cannot be set up")]
    Portal(#[source] std::io::Error),
}

/// A front that may start: its settings are checked, nothing was opened.
pub struct PublicRole {
    listen: SocketAddr,
    token: String,
}

impl std::fmt::Debug for PublicRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicRole({})", self.listen)
    }
}

/// Where the outbox lies.
#[must_use]
pub fn folder(config: &Config) -> PathBuf {
    config.data_dir.join("outbox")
}

impl PublicRole {
    /// Whether this configuration is that of a front.
    ///
    /// # Errors
    /// It is not, or its folder is that of a core.
    pub fn of(config: &Config) -> Result<Self, PublicRoleError> {
        let keys = [
            config.sqlite_path(),
            config.master_key_path(),
            config.hotline_key_path(),
        ];
        if let Some(found) = keys.iter().find(|path| path.exists()) {
            return Err(PublicRoleError::Records {
                folder: config.data_dir.display().to_string(),
                file: found.display().to_string(),
            });
        }
        let relay = &config.hotline.relay;
        let setting = |key, allowed| PublicRoleError::Setting { key, allowed };
        // With it this machine would know the way to the core, and might be told to call it.
        if !relay.url.is_empty() {
            return Err(setting("hotline.relay.url", "\"\""));
        }
        let listen = relay
            .listen
            .parse()
            .map_err(|_| setting("hotline.relay.listen", "10.0.0.2:8471"))?;
        let token = relay
            .secret()
            .map_err(|_| setting("hotline.relay.token_file", "a file that can be read"))?;
        if token.len() < LEAST_TOKEN {
            return Err(setting("hotline.relay.token", "≥ 32"));
        }
        Ok(Self { listen, token })
    }

    /// Where the core calls.
    #[must_use]
    pub const fn relay_address(&self) -> SocketAddr {
        self.listen
    }

    /// Serves citizens and the core until `stop` resolves.
    ///
    /// # Errors
    /// The outbox cannot be opened.
    pub async fn serve(
        self,
        config: Config,
        clock: Arc<dyn Clock>,
        citizens: TcpListener,
        core: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), PublicRoleError> {
        let room = Room {
            most_waiting: config.hotline.relay.most_waiting.into(),
            min_free_bytes: config.limits.min_free_bytes,
        };
        let front = OutboxFront::open(&folder(&config), room).await?;
        let portal = router(&config, clock, front.clone())?;
        let relay = relay::router(front.clone(), &self.token);
        let (ended, over) = watch::channel(false);
        tokio::spawn(async move {
            stop.await;
            let _ = ended.send(true);
        });
        let (portal_limits, relay_limits) = (ConnectionLimits::default(), ConnectionLimits::default());
        tokio::join!(
            accept(&portal, &citizens, &portal_limits, until(over.clone())),
            accept(&relay, &core, &relay_limits, until(over)),
        );
        front.close().await;
        Ok(())
    }
}

/// Bytes of a body, where a page says nothing else: those of the portal name their own.
const MOST_BODY: usize = 1024 * 1024;

fn router(config: &Config, clock: Arc<dyn Clock>, front: OutboxFront) -> Result<Router, PublicRoleError> {
    let portal =
        portal_of(config, Arc::new(front), clock, &config.hotline).map_err(PublicRoleError::Portal)?;
    let pages = public::router(portal).route("/", get(|| async { Redirect::to("/cong-dan") }));
    Ok(layered(pages, MOST_BODY))
}

async fn until(mut over: watch::Receiver<bool>) {
    let _ = over.wait_for(|ended| *ended).await;
}
