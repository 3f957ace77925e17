//! The client certificate of a request (客户端证书): from the handshake of the server itself, or from a proxy that ended TLS.
//!
//! A proxy says it in a header. Only the proxies that are configured by address are believed; what anybody else writes there
//! is as if it were not there. Nothing is judged here: whether a certificate counts is decided in the federation room.

use crate::app::App;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guildhall_federation::CertificateChain;
use http::HeaderName;
use http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;

/// Longest header that is read, in bytes: a certificate with a long name and an RSA key of 4096 bits, percent-encoded.
const HEADER_BYTES_MAX: usize = 16 * 1024;

/// What the server's own handshake showed; the program puts it beside the address of the connection.
#[derive(Debug, Clone)]
pub struct HandshakeCertificate(pub CertificateChain);

/// The header in which proxies hand a client's certificate on. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ProxyHeader {
    /// Its name.
    pub name: HeaderName,
    /// The proxies that are believed.
    pub proxies: Arc<[IpAddr]>,
}

/// Returns what a request shows, when it came over a connection from `address`.
pub fn shown(parts: &Parts, app: &App, address: Option<IpAddr>) -> Option<CertificateChain> {
    if !app.certificates.are_on() {
        return None;
    }
    if let Some(HandshakeCertificate(chain)) = parts.extensions.get() {
        return Some(chain.clone());
    }
    let header = app.certificate_header.as_ref()?;
    let mut values = parts.headers.get_all(&header.name).iter();
    let value = values.next()?;
    let is_proxy = address.is_some_and(|address| header.proxies.contains(&address.to_canonical()));
    if !is_proxy || values.next().is_some() {
        tracing::warn!(?address, "a certificate in a header is not believed");
        return None;
    }
    read_header(value.to_str().ok()?)
}

/// Reads a certificate as proxies write it: PEM, percent-encoded or with other white space in place of line ends, or the
/// base64 of the DER, with or without colons around it (RFC 9440).
fn read_header(text: &str) -> Option<CertificateChain> {
    if text.len() > HEADER_BYTES_MAX {
        return None;
    }
    let text = if text.contains('%') {
        decoded(text)?
    } else {
        text.to_owned()
    };
    let text = text.trim();
    let text = text.strip_prefix("-----BEGIN CERTIFICATE-----").unwrap_or(text);
    let text = text
        .split_once("-----END CERTIFICATE-----")
        .map_or(text, |(inside, _)| inside);
    let digits: String = text
        .trim_matches(':')
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let der = STANDARD.decode(digits).ok().filter(|der| !der.is_empty())?;
    CertificateChain::new([der])
}

/// Undoes percent-encoding (RFC 3986, 2.1); nothing when it does not hold together.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        let digits = std::str::from_utf8(&digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_which_proxies_write_a_certificate_is_the_same_certificate() {
        let der = vec![0x30, 0x82, 0xff, 0xfe, 0xfb, 0x01];
        let one = CertificateChain::new([der.clone()]);
        let digits = STANDARD.encode(&der);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{digits}\n-----END CERTIFICATE-----\n");
        let escaped: String = pem.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let folded = pem.replace('\n', "\t");
        let standard = format!(":{digits}:");
        for text in [digits, pem, escaped, folded, standard] {
            assert_eq!(read_header(&text), one, "{text}");
        }
    }

    #[test]
    fn what_is_no_certificate_in_a_header_is_nothing() {
        for text in ["", ":", "%", "%4", "%zz", "%ff%fe", "not base64!", "(null)"] {
            assert_eq!(read_header(text), None, "{text}");
        }
        assert_eq!(read_header(&"A".repeat(HEADER_BYTES_MAX + 4)), None);
    }
}
