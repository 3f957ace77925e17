//! Certificates (证书) of the keys that sign packages: X.509 with keys of RSA or SM2.

use super::{Problem, Reason};
use crate::digest::Algorithm;
use crate::error::PackageError;
use guildhall_kernel::{Random, Timestamp, chance};
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;
use sm2::dsa::VerifyingKey as Sm2VerifyingKey;
use std::str::FromStr as _;
use x509_cert::certificate::{TbsCertificate, Version};
use x509_cert::der::asn1::{Any, BitString, GeneralizedTime, ObjectIdentifier, OctetString};
use x509_cert::der::{DateTime, Decode as _, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

/// Key on an elliptic curve (RFC 5480).
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// The curve of SM2 (GB/T 32918.5).
const SM2_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");
/// What a key may be used for (RFC 5280, 4.2.1.3).
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
/// Digital signature and non-repudiation, as a bit string.
const SIGNS: &[u8] = &[0x03, 0x02, 0x06, 0xc0];
/// Years for which a certificate of our own is valid.
const YEARS: i64 = 10;
/// Identity of the signer in signatures of SM2 (GM/T 0009-2012, 10).
pub(super) const SM2_IDENTITY: &str = "1234567812345678";

/// A public key that a certificate names.
#[derive(Debug, Clone)]
pub(super) enum PublicKey {
    /// Of RSA.
    Rsa(RsaPublicKey),
    /// Of SM2.
    Sm2(Box<Sm2VerifyingKey>),
}

/// A certificate as somebody is shown it.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Whom it names.
    pub subject: String,
    /// Since when it is valid, seconds since 1970.
    pub not_before: i64,
    /// Until when it is valid, seconds since 1970.
    pub not_after: i64,
    /// SHA-256 of the whole certificate in hexadecimal, to be compared with its owner.
    pub fingerprint: String,
    /// Whether nobody but its owner vouches for it.
    pub is_self_signed: bool,
    pub(super) key: PublicKey,
}

impl Certificate {
    /// Reads a certificate.
    pub(super) fn parse(der: &[u8]) -> Result<Self, Problem> {
        let wrong = |what: String| Problem::new(Reason::Certificate, what);
        let certificate =
            x509_cert::Certificate::from_der(der).map_err(|error| wrong(format!("X.509: {error}")))?;
        let stated = certificate.tbs_certificate;
        let subject = stated.subject.to_string();
        let key = public_key(&stated.subject_public_key_info).ok_or_else(|| wrong(subject.clone()))?;
        let seconds = |time: Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Ok(Self {
            is_self_signed: stated.issuer == stated.subject,
            not_before: seconds(stated.validity.not_before),
            not_after: seconds(stated.validity.not_after),
            fingerprint: Algorithm::Sha256.of(der),
            subject,
            key,
        })
    }

    /// Refuses a certificate that is not valid at an instant.
    pub(super) fn require_valid(&self, now: Timestamp) -> Result<(), Problem> {
        let seconds = now.as_micros().div_euclid(1_000_000);
        match (self.not_before..=self.not_after).contains(&seconds) {
            true => Ok(()),
            false => {
                let day =
                    |seconds: i64| Timestamp::from_micros(seconds.saturating_mul(1_000_000)).to_rfc3339();
                let dates = format!("{} – {}", day(self.not_before), day(self.not_after));
                Err(Problem::new(
                    Reason::Expired,
                    format!("{} ({dates})", self.subject),
                ))
            }
        }
    }
}

fn public_key(info: &SubjectPublicKeyInfoOwned) -> Option<PublicKey> {
    if info.algorithm.oid != EC_KEY {
        let der = info.to_der().ok()?;
        return RsaPublicKey::from_public_key_der(&der).ok().map(PublicKey::Rsa);
    }
    let curve = info.algorithm.parameters.as_ref()?;
    if curve.decode_as::<ObjectIdentifier>().ok()? != SM2_CURVE {
        return None;
    }
    let point = info.subject_public_key.as_bytes()?;
    let key = Sm2VerifyingKey::from_sec1_bytes(SM2_IDENTITY, point).ok()?;
    Some(PublicKey::Sm2(Box::new(key)))
}

/// Returns the public key of SM2 as a certificate states it.
pub(super) fn sm2_key_info(key: &Sm2VerifyingKey) -> Result<SubjectPublicKeyInfoOwned, PackageError> {
    Ok(SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: EC_KEY,
            parameters: Some(Any::from(&SM2_CURVE)),
        },
        subject_public_key: BitString::from_bytes(&key.to_sec1_bytes()).map_err(made)?,
    })
}

/// Makes a certificate that its own key signs, valid for ten years.
///
/// # Errors
/// [`PackageError::Key`] when the name cannot stand in one.
pub(super) fn self_signed(
    name: &str,
    (key, algorithm): (SubjectPublicKeyInfoOwned, AlgorithmIdentifierOwned),
    now: Timestamp,
    random: &dyn Random,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, PackageError>,
) -> Result<Vec<u8>, PackageError> {
    let plain: String = name
        .chars()
        .map(|c| match c {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '#' | '=' => ' ',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let subject = Name::from_str(&format!("CN={}", plain.trim())).map_err(made)?;
    // The first bit stays 0: a serial number is positive and at most 20 bytes (RFC 5280, 4.1.2.2).
    let mut serial: [u8; 16] = chance::random_bytes(random);
    serial[0] = (serial[0] & 0x7f) | 0x40;
    let stated = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&serial).map_err(made)?,
        signature: algorithm.clone(),
        issuer: subject.clone(),
        validity: Validity {
            not_before: time(now)?,
            not_after: time(now.plus_secs(YEARS * 365 * 86_400))?,
        },
        subject,
        subject_public_key_info: key,
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(vec![Extension {
            extn_id: KEY_USAGE,
            critical: true,
            extn_value: OctetString::new(SIGNS).map_err(made)?,
        }]),
    };
    let signature = sign(&stated.to_der().map_err(made)?)?;
    let certificate = x509_cert::Certificate {
        tbs_certificate: stated,
        signature_algorithm: algorithm,
        signature: BitString::from_bytes(&signature).map_err(made)?,
    };
    certificate.to_der().map_err(made)
}

fn time(instant: Timestamp) -> Result<Time, PackageError> {
    let seconds = u64::try_from(instant.as_micros() / 1_000_000).unwrap_or_default();
    let moment = DateTime::from_unix_duration(std::time::Duration::from_secs(seconds)).map_err(made)?;
    Ok(Time::GeneralTime(GeneralizedTime::from_date_time(moment)))
}

/// Says why a certificate could not be made.
pub(super) fn made(error: impl std::fmt::Display) -> PackageError {
    PackageError::Key(error.to_string())
}
