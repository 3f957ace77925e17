//! The end of a certificate's life (证书有效期, RFC 5280 notAfter).

use crate::error::InspectionError;
use guildhall_kernel::Timestamp;
use std::io::Read as _;
use std::path::Path;
use x509_parser::pem::Pem;

/// Longest file that is read, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Returns when the first certificate of a PEM file ends.
///
/// # Errors
/// [`InspectionError::Machine`] or [`InspectionError::Form`].
pub(super) fn ends_at(file: &Path) -> Result<Timestamp, InspectionError> {
    let machine = |error| InspectionError::machine(file.display(), error);
    let mut text = Vec::new();
    let opened = std::fs::File::open(file).map_err(machine)?;
    opened
        .take(FILE_BYTES_MAX)
        .read_to_end(&mut text)
        .map_err(machine)?;
    read(&text).ok_or_else(|| InspectionError::form(file.display()))
}

fn read(text: &[u8]) -> Option<Timestamp> {
    let mut blocks = Pem::iter_from_buffer(text).filter_map(Result::ok);
    let block = blocks.find(|block| block.label == "CERTIFICATE")?;
    let certificate = block.parse_x509().ok()?;
    let ends = certificate.validity().not_after.timestamp();
    Some(Timestamp::from_micros(ends.saturating_mul(1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_first_certificate_is_told_and_other_files_are_refused() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["union.example".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2031, 5, 1);
        let text = params.self_signed(&key).unwrap().pem();
        assert_eq!(
            read(text.as_bytes()).unwrap().to_rfc3339(),
            "2031-05-01T00:00:00Z"
        );
        assert_eq!(read(b"nothing"), None);
        assert_eq!(
            read(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            None
        );
    }
}
