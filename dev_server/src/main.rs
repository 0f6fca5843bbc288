//! Starts the dev server: `PORT` (8090) on 127.0.0.1, settings from the environment.

use std::net::{Ipv4Addr, SocketAddr};

use dev_server::{App, Config, router};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::from_env(|name| std::env::var(name).ok())?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, config.port));
    let about = config.about();
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("dev server: http://{} ({about})", listener.local_addr()?);
    let app = App::new(config)?;
    axum::serve(listener, router(app)).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Ends at Ctrl-C; open streams are cut a moment later rather than waited for.
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_ok() {
        tokio::spawn(async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            std::process::exit(0);
        });
    }
}
