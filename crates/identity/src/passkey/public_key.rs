//! The public key of a credential: a COSE key (RFC 9052, RFC 9053) of one of the three kinds that authenticators make.

use super::authenticator_data::read_cbor;
use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

/// Algorithms (COSE) that are taken, the best liked first: ECDSA with P-256, Ed25519, RSA with PKCS #1 1.5.
pub(super) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// A key that signatures are checked with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// An uncompressed point of P-256.
    Es256(Vec<u8>),
    /// 32 bytes of Ed25519.
    EdDsa(Vec<u8>),
    /// Modulus and exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

impl PublicKey {
    /// Reads a COSE key; nothing when it is of another kind.
    pub(super) fn read(cose: &[u8]) -> Option<Self> {
        let mut rest = cose;
        let key = CoseKey(read_cbor(&mut rest)?.into_map().ok()?);
        match (key.number(1)?, key.number(3)?) {
            (2, ES256) if key.number(-1)? == 1 => {
                let (x, y) = (key.bytes(-2, 32)?, key.bytes(-3, 32)?);
                Some(Self::Es256([&[4], x, y].concat()))
            }
            (1, EDDSA) if key.number(-1)? == 6 => Some(Self::EdDsa(key.bytes(-2, 32)?.to_vec())),
            (3, RS256) => {
                let (modulus, exponent) = (key.find(-1)?.as_bytes()?, key.find(-2)?.as_bytes()?);
                Some(Self::Rs256(modulus.clone(), exponent.clone()))
            }
            _ => None,
        }
    }

    /// Returns the number of its algorithm.
    pub(super) fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => ES256,
            Self::EdDsa(_) => EDDSA,
            Self::Rs256(..) => RS256,
        }
    }

    /// Says whether the signature over the message is of this key.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256(n, e) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        checked.is_ok()
    }
}

/// The pairs of label and value of a COSE key.
struct CoseKey(Vec<(Value, Value)>);

impl CoseKey {
    fn find(&self, label: i64) -> Option<&Value> {
        let mut found = self.0.iter().filter(|(key, _)| *key == Value::from(label));
        found.next().map(|(_, value)| value)
    }

    fn number(&self, label: i64) -> Option<i64> {
        self.find(label)?.as_integer()?.try_into().ok()
    }

    fn bytes(&self, label: i64, length: usize) -> Option<&[u8]> {
        let bytes = self.find(label)?.as_bytes()?;
        (bytes.len() == length).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cose(pairs: &[(i64, Value)]) -> Vec<u8> {
        let map = pairs
            .iter()
            .map(|(label, value)| (Value::from(*label), value.clone()));
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(map.collect()), &mut bytes).unwrap();
        bytes
    }

    fn number(value: i64) -> Value {
        Value::from(value)
    }

    #[test]
    fn the_three_kinds_are_read_and_others_are_not() {
        let x = Value::Bytes(vec![1; 32]);
        let es256 = [
            (1, number(2)),
            (3, number(-7)),
            (-1, number(1)),
            (-2, x.clone()),
            (-3, x.clone()),
        ];
        let eddsa = [(1, number(1)), (3, number(-8)), (-1, number(6)), (-2, x.clone())];
        let rs256 = [
            (1, number(3)),
            (3, number(-257)),
            (-1, Value::Bytes(vec![9; 256])),
            (-2, Value::Bytes(vec![1, 0, 1])),
        ];
        for (pairs, algorithm) in [(&es256[..], -7), (&eddsa[..], -8), (&rs256[..], -257)] {
            assert_eq!(PublicKey::read(&cose(pairs)).unwrap().algorithm(), algorithm);
            for left_out in 0..pairs.len() {
                let mut fewer = pairs.to_vec();
                fewer.remove(left_out);
                assert_eq!(
                    PublicKey::read(&cose(&fewer)),
                    None,
                    "{algorithm} without {left_out}"
                );
            }
        }
        let mut other_curve = es256.clone();
        other_curve[2].1 = number(2);
        let mut other_algorithm = es256.clone();
        other_algorithm[1].1 = number(-35);
        let mut short = es256;
        short[3].1 = Value::Bytes(vec![1; 31]);
        for wrong in [other_curve, other_algorithm, short] {
            assert_eq!(PublicKey::read(&cose(&wrong)), None);
        }
        assert_eq!(PublicKey::read(b""), None);
    }
}
