//! The server's TLS against real clients on the loopback.

use super::*;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use rcgen::{BasicConstraints, CertificateParams, CertifiedKey, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const PATIENCE: Duration = Duration::from_secs(10);
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// A server on a free port of the loopback, and the folder of its files.
struct Server {
    folder: tempfile::TempDir,
    certificates: Arc<Certificates>,
    address: SocketAddr,
}

fn files(folder: &Path, client_ca: bool) -> TlsFiles {
    TlsFiles {
        certificate: folder.join("server.pem"),
        key: folder.join("server.key"),
        client: match client_ca {
            true => ClientAsked::Needed(folder.join("clients.pem")),
            false => ClientAsked::Nothing,
        },
    }
}

/// Writes a certificate for localhost with its key; returns the certificate.
fn write_certificate(folder: &Path) -> String {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("server.pem"), cert.pem()).unwrap();
    let key = folder.join("server.key");
    let _ = std::fs::remove_file(&key);
    guildhall_keyring::write_private(&key, signing_key.serialize_pem().as_bytes()).unwrap();
    cert.pem()
}

async fn serve(folder: tempfile::TempDir, client_ca: bool, patience: Duration) -> Server {
    let certificates = Arc::new(Certificates::open(files(folder.path(), client_ca)).unwrap());
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let listener = TlsListener::new(tcp, Arc::clone(&certificates), patience);
    let whoever =
        get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { format!("hello {}", peer.ip()) });
    let service = Router::new()
        .route("/", whoever)
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener.tap_io(|_| {}), service).await });
    Server {
        folder,
        certificates,
        address,
    }
}

/// A client that trusts one certificate and may show one of its own.
fn client(trusted: &str, own: Option<(String, String)>) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(trusted.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match own {
        Some((certificate, key)) => {
            let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
            builder.with_client_auth_cert(vec![certificate], key).unwrap()
        }
        None => builder.with_no_client_auth(),
    };
    TlsConnector::from(Arc::new(config))
}

async fn connect(server: &Server, client: &TlsConnector) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(server.address).await?;
    client
        .connect(ServerName::try_from("localhost").unwrap(), stream)
        .await
}

/// Sends one request over a connection and returns the whole answer.
async fn ask(stream: &mut TlsStream<TcpStream>) -> std::io::Result<String> {
    stream.write_all(REQUEST).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

async fn raw(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_over_tls_is_answered_and_the_address_of_the_client_known() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = write_certificate(folder.path());
    let server = serve(folder, false, PATIENCE).await;
    let mut stream = connect(&server, &client(&trusted, None)).await.unwrap();
    let answer = ask(&mut stream).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with("hello 127.0.0.1"), "{answer}");
    let (_, session) = stream.get_ref();
    assert_eq!(session.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
}

#[tokio::test]
async fn new_files_greet_new_clients_while_open_connections_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let old = write_certificate(folder.path());
    let server = serve(folder, false, PATIENCE).await;
    let mut open = connect(&server, &client(&old, None)).await.unwrap();
    assert!(!server.certificates.reload().unwrap());
    let new = write_certificate(server.folder.path());
    assert!(server.certificates.reload().unwrap());
    assert!(connect(&server, &client(&old, None)).await.is_err());
    let mut fresh = connect(&server, &client(&new, None)).await.unwrap();
    assert!(ask(&mut fresh).await.unwrap().starts_with("HTTP/1.1 200"));
    assert!(ask(&mut open).await.unwrap().starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn files_that_do_not_belong_together_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = write_certificate(folder.path());
    let server = serve(folder, false, PATIENCE).await;
    let other = tempfile::tempdir().unwrap();
    write_certificate(other.path());
    std::fs::copy(
        other.path().join("server.pem"),
        server.folder.path().join("server.pem"),
    )
    .unwrap();
    assert!(server.certificates.reload().is_err());
    let mut stream = connect(&server, &client(&trusted, None)).await.unwrap();
    assert!(ask(&mut stream).await.unwrap().starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn tls_1_1_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write_certificate(folder.path());
    let server = serve(folder, false, PATIENCE).await;
    let mut hello = vec![3, 2];
    hello.extend([7; 32]);
    // No session, one suite (ECDHE_ECDSA_WITH_AES_128_GCM_SHA256), no compression.
    hello.extend([0, 0, 2, 0xc0, 0x2b, 1, 0]);
    // One extension: signatures by ECDSA with SHA-256. Only the version is wrong.
    hello.extend([0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(hello.len()).unwrap();
    let mut record = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    record.extend(hello);
    let answer = raw(&server, &record).await;
    // A fatal alert: protocol version (RFC 8446, 6.2).
    assert_eq!(answer.first(), Some(&21));
    assert_eq!(answer[answer.len() - 2..], [2, 70]);
}

#[tokio::test]
async fn http_on_the_port_of_https_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    write_certificate(folder.path());
    let server = serve(folder, false, PATIENCE).await;
    let answer = String::from_utf8(raw(&server, REQUEST).await).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("https only"), "{answer}");
}

#[tokio::test]
async fn a_client_that_says_nothing_is_let_go_and_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = write_certificate(folder.path());
    let server = serve(folder, false, Duration::from_millis(300)).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut stream = connect(&server, &client(&trusted, None)).await.unwrap();
    assert!(ask(&mut stream).await.unwrap().starts_with("HTTP/1.1 200"));
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
}

/// An authority, and a client certificate that it signed with its key.
fn authority(name: &str) -> (String, (String, String)) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let own_key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["client".to_owned()]).unwrap();
    let own = own.signed_by(&own_key, &issuer).unwrap();
    (certificate, (own.pem(), own_key.serialize_pem()))
}

#[tokio::test]
async fn clients_need_a_certificate_of_the_authority_when_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = write_certificate(folder.path());
    let (ours, known) = authority("ours");
    let (_, unknown) = authority("theirs");
    std::fs::write(folder.path().join("clients.pem"), ours).unwrap();
    let server = serve(folder, true, PATIENCE).await;
    let mut welcome = connect(&server, &client(&trusted, Some(known))).await.unwrap();
    assert!(ask(&mut welcome).await.unwrap().starts_with("HTTP/1.1 200"));
    for own in [None, Some(unknown)] {
        // In TLS 1.3 the client learns of the refusal with its first answer.
        let refused = match connect(&server, &client(&trusted, own)).await {
            Ok(mut stream) => ask(&mut stream).await,
            Err(error) => Err(error),
        };
        assert!(refused.is_err(), "{refused:?}");
    }
}

#[test]
fn a_key_that_others_may_read_and_files_without_certificates_are_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    write_certificate(folder.path());
    let files = files(folder.path(), false);
    std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let said = |refused: anyhow::Result<Certificates>| format!("{:#}", refused.err().unwrap());
    assert!(said(Certificates::open(files.clone())).contains("chmod 600"));
    std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::write(&files.certificate, "nothing").unwrap();
    assert!(said(Certificates::open(files)).contains("no certificate"));
}
