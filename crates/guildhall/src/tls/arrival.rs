//! Who is at the other end of a connection: its address, and the certificate that the handshake showed.

use super::TlsListener;
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::serve::IncomingStream;
use guildhall_federation::CertificateChain;
use guildhall_web::HandshakeCertificate;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The other end of a connection. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Arrival {
    address: SocketAddr,
    certificate: Option<HandshakeCertificate>,
}

impl Connected<IncomingStream<'_, TcpListener>> for Arrival {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self {
            address: *stream.remote_addr(),
            certificate: None,
        }
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Arrival {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        let (_, session) = stream.io().get_ref();
        let shown = session.peer_certificates().unwrap_or_default();
        let chain = CertificateChain::new(shown.iter().map(|certificate| certificate.to_vec()));
        Self {
            address: *stream.remote_addr(),
            certificate: chain.map(HandshakeCertificate),
        }
    }
}

/// Tells the pages of each request from where it came and what certificate was shown.
pub fn know_clients(pages: Router) -> Router {
    pages.layer(from_fn(tell))
}

async fn tell(mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(arrival)) = request.extensions().get::<ConnectInfo<Arrival>>().cloned() {
        request.extensions_mut().insert(ConnectInfo(arrival.address));
        if let Some(certificate) = arrival.certificate {
            request.extensions_mut().insert(certificate);
        }
    }
    next.run(request).await
}
