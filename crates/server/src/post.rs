//! Messages to webhooks over HTTP.

use coloa_alert::notify::Post;
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
