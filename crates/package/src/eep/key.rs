//! The keys with which an installation signs packages (封装签名密钥): one of RSA, one of SM2, each with a certificate.

use super::certificate::{Certificate, PublicKey, SM2_IDENTITY, made, self_signed, sm2_key_info};
use super::signature::{RSA_SHA256, SM2_SM3, sm2_digest, sm2_to_der};
use crate::PackageError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guildhall_kernel::{Random, Timestamp, chance};
use rsa::pkcs1v15;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::{Digest as _, Sha256};
use sm2::SecretKey;
use sm2::dsa::SigningKey as Sm2SigningKey;
use sm2::dsa::signature::hazmat::PrehashSigner as _;
use sm2::dsa::signature::{RandomizedDigestSigner as _, SignatureEncoding as _};
use sm3::Sm3;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::{Any, Null};
use x509_cert::spki::{AlgorithmIdentifierOwned, ObjectIdentifier, SubjectPublicKeyInfoOwned};
use zeroize::Zeroizing;

/// Bits of the key of RSA: strong enough beyond 2030 (NIST SP 800-57).
const RSA_BITS: usize = 3_072;

/// The keys and certificates of an installation.
pub struct PackageKeys {
    rsa: RsaPrivateKey,
    sm2: Sm2SigningKey,
    /// Certificates of RSA and SM2.
    certificates: [Vec<u8>; 2],
}

impl std::fmt::Debug for PackageKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackageKeys").finish_non_exhaustive()
    }
}

/// Chance as the crates of RustCrypto want it.
struct Dice<'r>(&'r dyn Random);

impl RngCore for Dice<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(chance::random_bytes(self.0))
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(chance::random_bytes(self.0))
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Dice<'_> {}

impl PackageKeys {
    /// Makes new keys for an installation with certificates that they sign themselves, valid for ten years from now.
    ///
    /// # Errors
    /// [`PackageError::Key`].
    pub fn generate(installation: &str, now: Timestamp, random: &dyn Random) -> Result<Self, PackageError> {
        let rsa = RsaPrivateKey::new(&mut Dice(random), RSA_BITS).map_err(made)?;
        let sm2 = Sm2SigningKey::new(SM2_IDENTITY, &new_secret(random)).map_err(made)?;
        let mut keys = Self {
            rsa,
            sm2,
            certificates: [Vec::new(), Vec::new()],
        };
        let public = RsaPublicKey::from(&keys.rsa).to_public_key_der().map_err(made)?;
        let public = SubjectPublicKeyInfoOwned::from_der(public.as_bytes()).map_err(made)?;
        let with = (public, algorithm(RSA_SHA256, Some(Any::from(Null)))?);
        let of_rsa = self_signed(installation, with, now, random, |bytes| {
            keys.sign_rsa(Sha256::new().chain_update(bytes), random)
        })?;
        let with = (sm2_key_info(keys.sm2.verifying_key())?, algorithm(SM2_SM3, None)?);
        let of_sm2 = self_signed(installation, with, now, random, |bytes| {
            keys.sign_sm2(keys.sm2_digest().chain_update(bytes))
        })?;
        keys.certificates = [of_rsa, of_sm2];
        Ok(keys)
    }

    /// Returns the keys as text, for a file that only the program may read: four lines, Base64.
    ///
    /// # Errors
    /// [`PackageError::Key`].
    pub fn to_text(&self) -> Result<Zeroizing<String>, PackageError> {
        let rsa = self.rsa.to_pkcs8_der().map_err(made)?;
        let rsa = Zeroizing::new(STANDARD.encode(rsa.as_bytes()));
        let sm2 = Zeroizing::new(STANDARD.encode(self.sm2.to_bytes()));
        let [of_rsa, of_sm2] = &self.certificates;
        let (of_rsa, of_sm2) = (STANDARD.encode(of_rsa), STANDARD.encode(of_sm2));
        Ok(Zeroizing::new(format!(
            "rsa {}\nrsa-certificate {of_rsa}\nsm2 {}\nsm2-certificate {of_sm2}\n",
            *rsa, *sm2
        )))
    }

    /// Reads what [`PackageKeys::to_text`] wrote; the certificates may have been replaced by others for the same keys.
    ///
    /// # Errors
    /// [`PackageError::Key`] naming the line that cannot be used.
    pub fn parse(text: &str) -> Result<Self, PackageError> {
        let line = |name: &str| {
            let value = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            let bytes = value.and_then(|value| STANDARD.decode(value.trim()).ok());
            bytes.map(Zeroizing::new).ok_or_else(|| made(name))
        };
        let rsa = RsaPrivateKey::from_pkcs8_der(&line("rsa")?).map_err(|_| made("rsa"))?;
        let secret = SecretKey::from_slice(&line("sm2")?).map_err(|_| made("sm2"))?;
        let keys = Self {
            rsa,
            sm2: Sm2SigningKey::new(SM2_IDENTITY, &secret).map_err(made)?,
            certificates: [
                line("rsa-certificate")?.to_vec(),
                line("sm2-certificate")?.to_vec(),
            ],
        };
        let [of_rsa, of_sm2] = keys.certificates()?;
        let fits = matches!(&of_rsa.key, PublicKey::Rsa(key) if *key == RsaPublicKey::from(&keys.rsa))
            && matches!(&of_sm2.key, PublicKey::Sm2(key) if key.to_sec1_bytes() == keys.sm2.verifying_key().to_sec1_bytes());
        match fits {
            true => Ok(keys),
            false => Err(made("certificate")),
        }
    }

    /// Returns the certificates of RSA and SM2.
    ///
    /// # Errors
    /// [`PackageError::Key`] when one cannot be read.
    pub fn certificates(&self) -> Result<[Certificate; 2], PackageError> {
        let [of_rsa, of_sm2] = &self.certificates;
        let read = |der: &[u8]| Certificate::parse(der).map_err(made);
        Ok([read(of_rsa)?, read(of_sm2)?])
    }

    /// The certificates as they are written into packages.
    pub(super) fn certificate_bytes(&self) -> &[Vec<u8>; 2] {
        &self.certificates
    }

    /// Begins the digest that the key of SM2 signs.
    pub(super) fn sm2_digest(&self) -> Sm3 {
        sm2_digest(self.sm2.verifying_key())
    }

    /// Signs a digest with SM2.
    pub(super) fn sign_sm2(&self, digest: Sm3) -> Result<Vec<u8>, PackageError> {
        let signature = self.sm2.sign_prehash(&digest.finalize()).map_err(made)?;
        Ok(sm2_to_der(&signature))
    }

    /// Signs a digest with RSA, blinded.
    pub(super) fn sign_rsa(&self, digest: Sha256, random: &dyn Random) -> Result<Vec<u8>, PackageError> {
        let key = pkcs1v15::SigningKey::<Sha256>::new(self.rsa.clone());
        let signature = key
            .try_sign_digest_with_rng(&mut Dice(random), digest)
            .map_err(made)?;
        Ok(signature.to_vec())
    }
}

fn algorithm(oid: &str, parameters: Option<Any>) -> Result<AlgorithmIdentifierOwned, PackageError> {
    Ok(AlgorithmIdentifierOwned {
        oid: ObjectIdentifier::new(oid).map_err(made)?,
        parameters,
    })
}

/// A number between 1 and the order of the curve; the first try fails once in four thousand million times.
fn new_secret(random: &dyn Random) -> SecretKey {
    loop {
        let bytes = Zeroizing::new(chance::random_bytes::<32>(random));
        if let Ok(secret) = SecretKey::from_slice(&*bytes) {
            return secret;
        }
    }
}
