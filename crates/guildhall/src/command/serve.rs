//! `guildhall serve`: runs the platform until it is told to stop.

use super::Outcome;
use crate::background;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::say;
use anyhow::Context as _;
use guildhall_web::view::DemoLogin;
use guildhall_web::{App, router};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Opens the house and serves it.
///
/// # Errors
/// When something cannot be opened or the address is taken.
pub async fn run(settings: Settings, listen: Option<SocketAddr>) -> anyhow::Result<Outcome> {
    let house = Arc::new(House::open(settings, Use::Alone).await?);
    serve(house, listen, Vec::new()).await?;
    Ok(Outcome::Good)
}

/// Serves an opened house; the demo's logins are printed and shown on the sign-in page.
///
/// # Errors
/// When the address is taken.
pub async fn serve(
    house: Arc<House>,
    listen: Option<SocketAddr>,
    demo_logins: Vec<DemoLogin>,
) -> anyhow::Result<()> {
    let address = listen.unwrap_or(house.settings.config.server.listen);
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; is another server running?"))?;
    let stop = CancellationToken::new();
    let tasks = background::start(&house, &stop);
    say(format_args!("http://{}", listener.local_addr()?));
    for login in &demo_logins {
        say(format_args!(
            "{}  {}  {}",
            login.role, login.login, login.password
        ));
    }
    let service = router(app(&house, demo_logins)).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = stop.clone();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            asked_to_stop().await;
            stopping.cancel();
        })
        .await?;
    stop.cancel();
    tasks.wait().await;
    house.database.close().await;
    Ok(())
}

fn app(house: &House, demo_logins: Vec<DemoLogin>) -> App {
    App {
        database: house.database.clone(),
        vault: house.vault.clone(),
        rights: house.rights.clone(),
        archive: house.archive.clone(),
        inbox: house.inbox.clone(),
        finder: house.finder.clone(),
        sessions: Arc::clone(&house.sessions),
        sign_in: Arc::clone(&house.sign_in),
        signing_key: Arc::clone(&house.signing_key),
        scratch: house.reading.scratch.clone(),
        font: house.settings.font(),
        can_read_paper: house.settings.models().is_some(),
        demo_logins: Arc::from(demo_logins),
        watched: house
            .settings
            .config
            .intake
            .watch
            .as_ref()
            .map(|folder| folder.display().to_string()),
        https: house.settings.config.server.https,
        upload_bytes_max: house.settings.config.server.upload_bytes_max,
        requests_per_second: house.settings.config.server.requests_per_second,
    }
}

/// Ends when the terminal or the system asks the program to stop.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
