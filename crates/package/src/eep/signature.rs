//! Signatures over bytes that are never in memory as a whole: RSA with SHA-256 (PKCS #1 v1.5) and SM2 with SM3
//! (GB/T 32918.2, GB/T 35276).

use super::certificate::{PublicKey, SM2_IDENTITY};
use rsa::pkcs1v15;
use sha2::{Sha256, Sha512};
use sm2::dsa::signature::DigestVerifier as _;
use sm2::dsa::signature::hazmat::PrehashVerifier as _;
use sm2::dsa::{Signature as Sm2Signature, VerifyingKey as Sm2VerifyingKey};
use sm3::Digest as _;
use sm3::Sm3;
use std::io::Read;
use x509_cert::der::asn1::UintRef;
use x509_cert::der::{Decode as _, Encode as _, Reader as _, SliceReader};

/// RSA with SHA-256 (RFC 8017).
pub(super) const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
/// RSA with SHA-512 (RFC 8017), read only.
const RSA_SHA512: &str = "1.2.840.113549.1.1.13";
/// SM2 with SM3 (GB/T 33560).
pub(super) const SM2_SM3: &str = "1.2.156.10197.1.501";

/// The curve of SM2: a, b, x and y of the generator (GB/T 32918.5), as they enter the digest of the signer.
const CURVE: &str = "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc\
    28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93\
    32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7\
    bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";

/// Begins the digest that SM2 signs: SM3 over the digest of the signer, then over the message (GB/T 32918.2, 6.1).
pub(super) fn sm2_digest(key: &Sm2VerifyingKey) -> Sm3 {
    let curve = hex::decode(CURVE).expect("the constant is hexadecimal");
    let bits = u16::try_from(SM2_IDENTITY.len() * 8).expect("the identity is 16 bytes long");
    let signer = Sm3::new()
        .chain_update(bits.to_be_bytes())
        .chain_update(SM2_IDENTITY)
        .chain_update(curve)
        .chain_update(&key.to_sec1_bytes()[1..]);
    Sm3::new().chain_update(signer.finalize())
}

/// Writes a signature of SM2 as GM/T 0009 has it: a sequence of two numbers.
pub(super) fn sm2_to_der(signature: &Sm2Signature) -> Vec<u8> {
    let number = |bytes: &[u8]| {
        let first = bytes
            .iter()
            .position(|byte| *byte != 0)
            .unwrap_or(bytes.len() - 1);
        let number = UintRef::new(&bytes[first..]).and_then(|number| number.to_der());
        number.expect("32 bytes are a number")
    };
    let numbers = [number(&signature.r_bytes()), number(&signature.s_bytes())].concat();
    let length = u8::try_from(numbers.len()).expect("two numbers of 35 bytes at most");
    [&[0x30, length][..], &numbers].concat()
}

/// Reads a signature of SM2: a sequence of two numbers, or both one after the other.
fn sm2_from(bytes: &[u8]) -> Option<Sm2Signature> {
    if bytes.len() == 64 {
        return Sm2Signature::from_slice(bytes).ok();
    }
    let mut reader = SliceReader::new(bytes).ok()?;
    let both = reader.sequence(|inner| {
        let (r, s) = (UintRef::decode(inner)?, UintRef::decode(inner)?);
        Ok([r.as_bytes().to_vec(), s.as_bytes().to_vec()])
    });
    let mut joined = [0; 64];
    for (place, number) in both.ok()?.iter().enumerate() {
        let end = (place + 1) * 32;
        let start = end
            .checked_sub(number.len())
            .filter(|start| *start >= place * 32)?;
        joined[start..end].copy_from_slice(number);
    }
    Sm2Signature::from_slice(&joined).ok()
}

/// Says whether a signature by a key with an algorithm fits the bytes that a reader gives; nothing when the algorithm
/// does not belong to the key or is not accepted (MD5 and SHA-1 are not).
pub(super) fn verify(
    (key, algorithm): (&PublicKey, &str),
    signature: &[u8],
    message: &mut dyn Read,
) -> std::io::Result<Option<bool>> {
    match (key, algorithm) {
        (PublicKey::Rsa(key), RSA_SHA256) => {
            let digest = fed(Sha256::new(), message)?;
            let key = pkcs1v15::VerifyingKey::<Sha256>::new(key.clone());
            let signature = pkcs1v15::Signature::try_from(signature);
            Ok(Some(signature.is_ok_and(|signature| {
                key.verify_digest(digest, &signature).is_ok()
            })))
        }
        (PublicKey::Rsa(key), RSA_SHA512) => {
            let digest = fed(Sha512::new(), message)?;
            let key = pkcs1v15::VerifyingKey::<Sha512>::new(key.clone());
            let signature = pkcs1v15::Signature::try_from(signature);
            Ok(Some(signature.is_ok_and(|signature| {
                key.verify_digest(digest, &signature).is_ok()
            })))
        }
        (PublicKey::Sm2(key), SM2_SM3) => {
            let digest = fed(sm2_digest(key), message)?.finalize();
            let signature = sm2_from(signature);
            Ok(Some(signature.is_some_and(|signature| {
                key.verify_prehash(&digest, &signature).is_ok()
            })))
        }
        _ => Ok(None),
    }
}

/// Feeds a digest from a reader.
fn fed<D: sm3::Digest>(mut digest: D, message: &mut dyn Read) -> std::io::Result<D> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match message.read(&mut buffer)? {
            0 => return Ok(digest),
            count => digest.update(&buffer[..count]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm2::SecretKey;
    use sm2::dsa::SigningKey;
    use sm2::dsa::signature::Signer as _;

    #[test]
    fn the_digest_in_pieces_is_the_one_that_the_whole_message_gives() {
        for seed in 1..20_u8 {
            let secret = SecretKey::from_slice(&[seed; 32]).unwrap();
            let key = SigningKey::new(SM2_IDENTITY, &secret).unwrap();
            let message = vec![seed; 100_000];
            let signature = key.sign(&message);
            let public = PublicKey::Sm2(Box::new(key.verifying_key().clone()));
            let written = sm2_to_der(&signature);
            for bytes in [written.as_slice(), &signature.to_bytes()] {
                let sound = verify((&public, SM2_SM3), bytes, &mut &message[..]).unwrap();
                assert_eq!(sound, Some(true));
                let other = verify((&public, SM2_SM3), bytes, &mut &message[1..]).unwrap();
                assert_eq!(other, Some(false));
            }
        }
    }

    #[test]
    fn a_damaged_signature_is_refused_without_panic() {
        let secret = SecretKey::from_slice(&[1; 32]).unwrap();
        let key = SigningKey::new(SM2_IDENTITY, &secret).unwrap();
        let public = PublicKey::Sm2(Box::new(key.verifying_key().clone()));
        for bytes in [
            &b""[..],
            &[0x30, 0x7f],
            &[0; 64],
            &[0xff; 72],
            &[0x30, 0x06, 2, 1, 0, 2, 1, 0],
        ] {
            assert_eq!(
                verify((&public, SM2_SM3), bytes, &mut &b"x"[..]).unwrap(),
                Some(false)
            );
        }
        assert_eq!(verify((&public, RSA_SHA256), b"", &mut &b"x"[..]).unwrap(), None);
    }
}
