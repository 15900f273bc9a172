//! Messages to webhooks and to the gateway of text messages over HTTP.

use coloa_alert::notify::Post;
use coloa_incident::call_out::{Gateway, Message};
use coloa_platform::incident_config::GatewayConfig;
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, LazyLock},
    time::Duration,
};
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig},
};

/// How long a receiver may take.
const TIMEOUT: Duration = Duration::from_secs(15);

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let found = rustls_native_certs::load_native_certs();
    for e in &found.errors {
        tracing::warn!(error = %e, "an authority of the system cannot be read");
    }
    let roots: Vec<Certificate<'static>> = found
        .certs
        .iter()
        .map(|c| Certificate::from_der(c).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(TIMEOUT))
        // Where a message goes is what a person wrote, not what an answer says.
        .max_redirects(0)
        .build()
        .new_agent()
});

/// The client of this process: authorities of the system, no redirects.
pub(crate) fn agent() -> &'static Agent {
    &AGENT
}

/// Posts with a blocking client, off the threads that answer others.
pub(crate) struct HttpPost;

impl Post for HttpPost {
    fn post<'a>(
        &'a self,
        url: &'a str,
        headers: &'a [(&'static str, String)],
        body: String,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
        let (url, headers) = (url.to_owned(), headers.to_vec());
        Box::pin(async move {
            let sent = tokio::task::spawn_blocking(move || {
                let mut request = AGENT.post(&url);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                // A status that is no success is an error of the client.
                request.send(body).map(|_| ()).map_err(|e| e.to_string())
            });
            sent.await.map_err(|e| e.to_string())?
        })
    }
}

/// Posts messages of calls to the gateway of the installation (`docs/call-gateway.md`).
pub(crate) struct GatewayPost {
    config: GatewayConfig,
}

impl GatewayPost {
    pub(crate) const fn new(config: GatewayConfig) -> Self {
        Self { config }
    }

    /// The token as it is now: a file may have been renewed. `None`: the gateway asks for none.
    fn token(config: &GatewayConfig) -> Result<Option<String>, String> {
        if config.token_file.as_os_str().is_empty() {
            return Ok(Some(config.token.clone()).filter(|t| !t.is_empty()));
        }
        let read = std::fs::read_to_string(&config.token_file);
        let token = read.map_err(|e| format!("incident.gateway.token_file cannot be read: {e}"))?;
        Ok(Some(token.trim().to_owned()))
    }

    fn post(config: &GatewayConfig, id: &str, body: String) -> Result<(), String> {
        let mut request = AGENT
            .post(&config.url)
            .config()
            .timeout_global(Some(Duration::from_secs(config.timeout_seconds)))
            .build()
            .header("content-type", "application/json")
            // The same again where a message is sent again, so that the gateway can tell.
            .header("idempotency-key", id);
        if let Some(token) = Self::token(config)? {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.send(body).map(|_| ()).map_err(|e| e.to_string())
    }
}

impl Gateway for GatewayPost {
    fn send<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
        let config = self.config.clone();
        let (id, body) = (message.id.to_string(), serde_json::to_string(message));
        Box::pin(async move {
            let body = body.map_err(|e| e.to_string())?;
            tokio::task::spawn_blocking(move || Self::post(&config, &id, body))
                .await
                .map_err(|e| e.to_string())?
        })
    }
}
