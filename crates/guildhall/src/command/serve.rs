//! `guildhall serve`: runs the platform until it is told to stop.

use super::Outcome;
use crate::config::{ClientCertificates, Settings};
use crate::house::{House, Use};
use crate::printing::say;
use crate::tls::{Arrival, Certificates, TlsListener, keep_fresh, know_clients};
use crate::{background, client_authorities};
use anyhow::Context as _;
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use guildhall_identity::Keys;
use guildhall_identity::person::Directory;
use guildhall_web::view::DemoLogin;
use guildhall_web::{App, BackupPlan, Rooms, router};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Longest time for a TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(15);

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
    let tls = match house.settings.tls() {
        Some((files, every)) => Some((Certificates::open(files)?, every)),
        None => None,
    };
    let stop = CancellationToken::new();
    let tasks = background::start(&house, &stop);
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(format_args!("{scheme}://{}", listener.local_addr()?));
    for login in &demo_logins {
        say(format_args!(
            "{}  {}  {}",
            login.role, login.login, login.password
        ));
    }
    let pages = know_clients(router(app(&house, demo_logins)?));
    if let Some(configured) = &house.settings.config.sign_in.client_certificates {
        let (files, every) = (configured.files(&house.settings.data), configured.reload_secs);
        let every = Duration::from_secs(every);
        tokio::spawn(client_authorities::keep_fresh(
            house.certificates.clone(),
            files,
            every,
            stop.clone(),
        ));
    }
    match tls {
        None => answer(listener, pages, &stop).await?,
        Some((tls, every)) => {
            let tls = Arc::new(tls);
            tokio::spawn(keep_fresh(Arc::clone(&tls), every, stop.clone()));
            answer(TlsListener::new(listener, tls, HANDSHAKE), pages, &stop).await?;
        }
    }
    stop.cancel();
    tasks.wait().await;
    // The acts of the last requests.
    house.watch.settle().await?;
    house.database.close().await;
    Ok(())
}

/// Answers until the program is asked to stop; requests under way are finished.
async fn answer<L>(listener: L, pages: Router, stop: &CancellationToken) -> std::io::Result<()>
where
    L: Listener<Addr = SocketAddr>,
    Arrival: for<'a> Connected<IncomingStream<'a, L>>,
{
    let service = pages.into_make_service_with_connect_info::<Arrival>();
    let stopping = stop.clone();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            asked_to_stop().await;
            stopping.cancel();
        })
        .await
}

fn app(house: &House, demo_logins: Vec<DemoLogin>) -> anyhow::Result<App> {
    let configured = house.settings.config.sign_in.client_certificates.as_ref();
    let certificate_header = configured
        .map(ClientCertificates::proxy_header)
        .transpose()?
        .flatten();
    Ok(App::new(Rooms {
        database: house.database.clone(),
        vault: house.vault.clone(),
        rights: house.rights.clone(),
        governance: house.governance.clone(),
        checks: house.checks.clone(),
        preservation: house.preservation.clone(),
        archive: house.archive.clone(),
        storeroom: house.storeroom.clone(),
        batches: house.batches.clone(),
        lending: house.lending.clone(),
        dossiers: house.dossiers.clone(),
        attestations: house.attestations.clone(),
        privacy: house.privacy.clone(),
        emergency: house.emergency.clone(),
        workflow: house.workflow.clone(),
        disposal: house.disposal.clone(),
        inbox: house.inbox.clone(),
        dispatch: house.dispatch.clone(),
        exchange: house.exchange(),
        directory: Directory::new(Arc::clone(&house.keys)),
        finder: house.finder.clone(),
        watch: house.watch.clone(),
        inspector: house.inspector.clone(),
        sessions: Arc::clone(&house.sessions),
        sign_in: Arc::clone(&house.sign_in),
        federation: house.federation.clone(),
        certificates: house.certificates.clone(),
        certificate_header,
        keys: Keys::new(Arc::clone(&house.keys)),
        signing_key: Arc::clone(&house.signing_key),
        ledger: house.ledger.clone(),
        backups: backup_plan(house),
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
        https: house.settings.is_https(),
        upload_bytes_max: house.settings.config.server.upload_bytes_max,
        requests_per_second: house.settings.config.server.requests_per_second,
    }))
}

fn backup_plan(house: &House) -> BackupPlan {
    let backup = &house.settings.config.backup;
    BackupPlan {
        place: backup.place(),
        schedule: backup.schedule.as_str().into(),
        drill: backup.drill.as_str().into(),
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
