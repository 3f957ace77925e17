//! Connections whose handshake is done. A client that is slow or speaks something else holds up nobody.

use super::Certificates;
use axum::serve::Listener;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Handshakes under way at once; further clients wait in the queue of the system.
const HANDSHAKES_MAX: usize = 512;
/// First byte of a TLS record that begins a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;
/// What a browser is told that came with http.
const SPEAKS_HTTPS: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Connection: close\r\n\r\n此端口只接受 https,请把地址改为 https:// 开头。\nThis port speaks https only.\n";

type Greeted = Option<(TlsStream<TcpStream>, SocketAddr)>;

/// Listens on an address and speaks TLS there.
pub struct TlsListener {
    tcp: TcpListener,
    certificates: Arc<Certificates>,
    /// Longest time for a handshake.
    patience: Duration,
    handshakes: JoinSet<Greeted>,
}

impl TlsListener {
    /// Wraps a listener; a handshake may take `patience`.
    pub fn new(tcp: TcpListener, certificates: Arc<Certificates>, patience: Duration) -> Self {
        Self {
            tcp,
            certificates,
            patience,
            handshakes: JoinSet::new(),
        }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            tokio::select! {
                (stream, address) = Listener::accept(&mut self.tcp), if self.handshakes.len() < HANDSHAKES_MAX => {
                    let acceptor = TlsAcceptor::from(self.certificates.config());
                    self.handshakes.spawn(greet(acceptor, stream, address, self.patience));
                }
                Some(greeted) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = greeted {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

async fn greet(acceptor: TlsAcceptor, stream: TcpStream, address: SocketAddr, patience: Duration) -> Greeted {
    match tokio::time::timeout(patience, handshake(acceptor, stream)).await {
        Ok(Ok(stream)) => stream.map(|stream| (stream, address)),
        Ok(Err(error)) => {
            tracing::debug!(%address, %error, "a handshake failed");
            None
        }
        Err(_) => {
            tracing::debug!(%address, "a handshake took too long");
            None
        }
    }
}

async fn handshake(
    acceptor: TlsAcceptor,
    stream: TcpStream,
) -> std::io::Result<Option<TlsStream<TcpStream>>> {
    let mut first = [0];
    let seen = stream.peek(&mut first).await?;
    if seen == 1 && first[0] != HANDSHAKE {
        refuse(stream).await?;
        return Ok(None);
    }
    acceptor.accept(stream).await.map(Some)
}

async fn refuse(mut stream: TcpStream) -> std::io::Result<()> {
    // A connection that is closed with something unread is reset, and the client may lose the answer.
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await?;
    stream.write_all(SPEAKS_HTTPS.as_bytes()).await?;
    stream.shutdown().await
}
