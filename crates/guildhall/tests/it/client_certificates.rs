//! Client certificates over the server's own TLS: the real program, and clients that hold real keys.

use crate::certificate_authority::{Authority, ClientKey, Request};
use crate::commands::a_union;
use crate::program::{Program, eventually};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// What the demo's archivist signs in with.
const PASSWORD: &str = "Guildhall-Demo-1";
const SIGN_IN: &str = "POST /api/v1/sessions/certificate";
const SETTINGS: &str = r#"
[server.tls]
certificate = "server.pem"
key = "server.key"

[sign_in.client_certificates]
authorities = "clients.pem"
revoked = "clients.crl"
"#;

/// Writes the server's certificate and the settings; returns the certificate.
fn configure(data: &Path, authority: &Authority) -> String {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(data.join("server.pem"), made.cert.pem()).unwrap();
    let key = made.signing_key.serialize_pem();
    guildhall_keyring::write_private(&data.join("server.key"), key.as_bytes()).unwrap();
    std::fs::write(data.join("clients.pem"), &authority.pem).unwrap();
    std::fs::write(data.join("clients.crl"), authority.revoke(&[9], 2090)).unwrap();
    std::fs::write(data.join("guildhall.toml"), SETTINGS).unwrap();
    made.cert.pem()
}

/// A client that trusts the server and may hold a certificate.
fn client(trusted: &str, own: Option<&ClientKey>) -> TlsConnector {
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
        Some(own) => {
            let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap();
            let chain = vec![CertificateDer::from(own.der.clone())];
            builder.with_client_auth_cert(chain, key).unwrap()
        }
        None => builder.with_no_client_auth(),
    };
    TlsConnector::from(Arc::new(config))
}

/// Sends one request over a connection of its own and returns status and body.
async fn ask(
    program: &Program,
    client: &TlsConnector,
    (line, more, body): (&str, &str, &str),
) -> std::io::Result<(u16, String)> {
    let stream = TcpStream::connect(program.address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = client.connect(name, stream).await?;
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.get(9..12).and_then(|status| status.parse().ok());
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    status
        .zip(body)
        .ok_or_else(|| std::io::Error::other(format!("no answer: {answer}")))
}

#[tokio::test]
async fn a_certificate_of_the_handshake_opens_its_account_and_wrong_ones_open_no_connection() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    let authority = Authority::new("市总工会证书中心");
    let trusted = configure(&data, &authority);
    let program = Program::serve(&data);
    let own = authority.sign(&Request::of("林晓芸", 7));
    let (holder, nobody) = (client(&trusted, Some(&own)), client(&trusted, None));
    let page = eventually("the server", async || {
        ask(&program, &nobody, ("GET /sign-in", "", "")).await.ok()
    })
    .await;
    assert_eq!(page.0, 200, "without a certificate the door is open as ever");
    let unbound = ask(&program, &holder, (SIGN_IN, "", "")).await.unwrap();
    assert_eq!(unbound.0, 422, "{}", unbound.1);
    assert!(unbound.1.contains("certificate-refused"), "{}", unbound.1);

    let body = json!({ "login": "archivist", "password": PASSWORD }).to_string();
    let opened = ask(&program, &holder, ("POST /api/v1/sessions", "", &body))
        .await
        .unwrap();
    let opened: Value = serde_json::from_str(&opened.1).unwrap();
    let bearer = format!("Authorization: Bearer {}\r\n", opened["token"].as_str().unwrap());
    let bound = ask(&program, &holder, ("POST /api/v1/me/certificates", &bearer, ""))
        .await
        .unwrap();
    assert_eq!(bound.0, 201, "{}", bound.1);
    let signed_in = ask(&program, &holder, (SIGN_IN, "", "")).await.unwrap();
    assert_eq!(signed_in.0, 201, "{}", signed_in.1);
    assert!(signed_in.1.contains("\"archivist\""), "{}", signed_in.1);

    // No proxy is configured, so a header is believed of nobody.
    let forged = format!("Client-Cert: :{}:\r\n", hex::encode(&own.der));
    let forged = ask(&program, &nobody, (SIGN_IN, &forged, "")).await.unwrap();
    assert!(
        forged.0 == 422 && forged.1.contains("certificate-missing"),
        "{}",
        forged.1
    );

    let foreign = Authority::new("别处").sign(&Request::of("林晓芸", 7));
    let expired = authority.sign(&Request {
        years: (2020, 2022),
        ..Request::of("林晓芸", 8)
    });
    let revoked = authority.sign(&Request::of("林晓芸", 9));
    for (what, wrong) in [("foreign", foreign), ("expired", expired), ("revoked", revoked)] {
        let refused = ask(&program, &client(&trusted, Some(&wrong)), (SIGN_IN, "", "")).await;
        assert!(refused.is_err(), "{what}: {refused:?}");
    }
}
