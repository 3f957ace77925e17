//! A certificate authority for tests: it signs certificates of clients and lists those that it revoked.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber,
};

/// An authority with its key.
pub struct Authority {
    /// Its certificate.
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// What a client holds.
pub struct ClientKey {
    /// Its certificate, DER.
    pub der: Vec<u8>,
    /// Its private key, PEM.
    pub key: String,
}

/// A certificate to be signed.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whose it is.
    pub name: &'static str,
    /// Its number.
    pub serial: u64,
    /// The first and the last year, from the first of January each.
    pub years: (i32, i32),
    /// What it may be used for.
    pub usage: ExtendedKeyUsagePurpose,
}

impl Request {
    /// A certificate of a client for the years around the clock of the tests and of the machine.
    pub fn of(name: &'static str, serial: u64) -> Self {
        Self {
            name,
            serial,
            years: (2020, 2090),
            usage: ExtendedKeyUsagePurpose::ClientAuth,
        }
    }
}

impl Authority {
    /// Makes an authority.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("good parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        let issuer = Issuer::new(params, key);
        Self { pem, issuer }
    }

    /// Signs a certificate for a new key.
    pub fn sign(&self, request: &Request) -> ClientKey {
        self.sign_for(&KeyPair::generate().expect("a key"), request)
    }

    /// Signs a certificate for a key that may have had another one.
    pub fn sign_for(&self, key: &KeyPair, request: &Request) -> ClientKey {
        let mut params = CertificateParams::new(Vec::new()).expect("good parameters");
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, request.name);
        params.serial_number = Some(SerialNumber::from(request.serial));
        params.not_before = rcgen::date_time_ymd(request.years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(request.years.1, 1, 1);
        params.extended_key_usages = vec![request.usage.clone()];
        let certificate = params.signed_by(key, &self.issuer).expect("a certificate");
        ClientKey {
            der: certificate.der().to_vec(),
            key: key.serialize_pem(),
        }
    }

    /// Lists revoked certificates by number, PEM; the list holds to the first of January of a year.
    pub fn revoke(&self, serials: &[u64], until: i32) -> String {
        let revoked = serials.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: rcgen::date_time_ymd(2021, 1, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2020, 1, 1),
            next_update: rcgen::date_time_ymd(until, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let signed = list.signed_by(&self.issuer).expect("a list");
        signed.pem().expect("a list in PEM")
    }
}
