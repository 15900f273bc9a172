//! The `coloa` command: noun, then verb.

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let config = coloa_platform::Config::load(None, &[])?;
        coloa_platform::telemetry::init(&config.log);
        let listen = config.http.listen;
        let app = coloa_server::App::start(config, std::sync::Arc::new(coloa_base::SystemClock)).await?;
        let listener = tokio::net::TcpListener::bind(listen).await?;
        coloa_server::serve::serve(app, listener, async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await?;
        Ok(())
    })
}
