//! The cipher of one object: AES-256-GCM or SM4-GCM over chunks in the STREAM construction.
//!
//! Pure. Each object has its own random key that is used for no other object, so the nonce is made of the
//! chunk's number and a mark on the last chunk alone (Hoang, Reyhanitabar, Rogaway, Vizár: "Online
//! Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015). Chunks cannot be changed, moved,
//! left out or cut off unnoticed; the header, which names the cipher, is authenticated with each of them.

use crate::object::{self, CHUNK_BYTES, HEADER_BYTES, ObjectId, TAG_BYTES};
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::stream::{NewStream, StreamBE32, StreamPrimitive};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit};
use guildhall_kernel::{Random, chance};
use sm4::Sm4;
use zeroize::Zeroizing;

/// SM4 (GB/T 32907-2016) in Galois/counter mode, as in RFC 8998.
type Sm4Gcm = AesGcm<Sm4, U12>;

/// The ciphers with which an object may be encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// AES with 256 bits (NIST SP 800-38D), fast where the processor knows it.
    #[default]
    Aes256Gcm,
    /// SM4 with 128 bits (国密), where a rule demands the national algorithm.
    Sm4Gcm,
}

/// The key of one object; it fits one algorithm. Wiped from memory after use.
#[derive(Clone)]
pub enum ObjectKey {
    /// A key of AES-256.
    Aes256(Zeroizing<[u8; 32]>),
    /// A key of SM4.
    Sm4(Zeroizing<[u8; 16]>),
}

impl ObjectKey {
    /// Makes a new random key.
    pub fn generate(algorithm: Algorithm, random: &dyn Random) -> Self {
        match algorithm {
            Algorithm::Aes256Gcm => Self::Aes256(Zeroizing::new(chance::random_bytes(random))),
            Algorithm::Sm4Gcm => Self::Sm4(Zeroizing::new(chance::random_bytes(random))),
        }
    }

    /// Reads a key; its length tells the algorithm, since no two of them have keys of one length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let aes = bytes.try_into().map(|key| Self::Aes256(Zeroizing::new(key)));
        let sm4 = || bytes.try_into().map(|key| Self::Sm4(Zeroizing::new(key)));
        aes.or_else(|_| sm4()).ok()
    }

    /// Returns the bytes of the key.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Aes256(key) => &key[..],
            Self::Sm4(key) => &key[..],
        }
    }

    /// Returns the algorithm.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Aes256(_) => Algorithm::Aes256Gcm,
            Self::Sm4(_) => Algorithm::Sm4Gcm,
        }
    }
}

/// A chunk that is not what was written at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chunk is damaged")]
pub struct DamagedChunk;

/// Seals and opens the chunks of one object.
pub struct ObjectCipher {
    stream: Stream,
    header: [u8; HEADER_BYTES],
}

enum Stream {
    // Its tables are larger than the state of SM4 by far.
    Aes256(Box<StreamBE32<Aes256Gcm>>),
    Sm4(Box<StreamBE32<Sm4Gcm>>),
}

impl Stream {
    fn new(key: &ObjectKey) -> Self {
        let nonce = GenericArray::default();
        match key {
            ObjectKey::Aes256(key) => {
                let cipher = Aes256Gcm::new(GenericArray::from_slice(&key[..]));
                Self::Aes256(Box::new(StreamBE32::from_aead(cipher, &nonce)))
            }
            ObjectKey::Sm4(key) => {
                let cipher = Sm4Gcm::new(GenericArray::from_slice(&key[..]));
                Self::Sm4(Box::new(StreamBE32::from_aead(cipher, &nonce)))
            }
        }
    }
}

impl ObjectCipher {
    /// Makes the cipher of an object from its key.
    pub fn new(key: &ObjectKey, id: ObjectId) -> Self {
        Self {
            stream: Stream::new(key),
            header: object::header(id, key.algorithm()),
        }
    }

    /// Returns the header that stands before the chunks.
    pub fn header(&self) -> &[u8; HEADER_BYTES] {
        &self.header
    }

    /// Turns the content of a chunk into its stored form, in place.
    ///
    /// # Errors
    /// [`DamagedChunk`] when the chunk is too long or its number too high to be written.
    pub fn seal(&self, chunk: u64, last: bool, buffer: &mut Vec<u8>) -> Result<(), DamagedChunk> {
        let position = u32::try_from(chunk).map_err(|_| DamagedChunk)?;
        if buffer.len() > CHUNK_BYTES {
            return Err(DamagedChunk);
        }
        let header = &self.header;
        let sealed = match &self.stream {
            Stream::Aes256(stream) => stream.encrypt_in_place(position, last, header, buffer),
            Stream::Sm4(stream) => stream.encrypt_in_place(position, last, header, buffer),
        };
        sealed.map_err(|_| DamagedChunk)
    }

    /// Returns the content of a stored chunk.
    ///
    /// # Errors
    /// [`DamagedChunk`] when a bit of it, its place or its being the last is not as written.
    pub fn open(&self, chunk: u64, last: bool, stored: &[u8]) -> Result<Vec<u8>, DamagedChunk> {
        let position = u32::try_from(chunk).map_err(|_| DamagedChunk)?;
        if stored.len() < TAG_BYTES || stored.len() > CHUNK_BYTES + TAG_BYTES {
            return Err(DamagedChunk);
        }
        let mut buffer = stored.to_vec();
        let header = &self.header;
        let opened = match &self.stream {
            Stream::Aes256(stream) => stream.decrypt_in_place(position, last, header, &mut buffer),
            Stream::Sm4(stream) => stream.decrypt_in_place(position, last, header, &mut buffer),
        };
        opened.map(|()| buffer).map_err(|_| DamagedChunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn a_chunk_opens_only_whole_and_at_its_place() {
        for algorithm in [Algorithm::Aes256Gcm, Algorithm::Sm4Gcm] {
            let random = SeededRandom::new(3);
            let (id, key) = (
                ObjectId::generate(&random),
                ObjectKey::generate(algorithm, &random),
            );
            let cipher = ObjectCipher::new(&key, id);
            let mut stored = b"content".to_vec();
            cipher.seal(5, false, &mut stored).unwrap();
            assert_eq!(cipher.open(5, false, &stored).unwrap(), b"content");
            assert_eq!(cipher.open(4, false, &stored), Err(DamagedChunk));
            assert_eq!(cipher.open(5, true, &stored), Err(DamagedChunk));
            assert_eq!(cipher.open(5, false, &stored[1..]), Err(DamagedChunk));
            assert_eq!(cipher.open(5, false, &[]), Err(DamagedChunk));
            for place in 0..stored.len() {
                let mut damaged = stored.clone();
                damaged[place] ^= 1;
                assert_eq!(cipher.open(5, false, &damaged), Err(DamagedChunk));
            }
            let other = ObjectCipher::new(&key, ObjectId::generate(&random));
            assert_eq!(other.open(5, false, &stored), Err(DamagedChunk));
            let too_long = &mut vec![0; CHUNK_BYTES + 1];
            assert_eq!(cipher.seal(0, true, too_long), Err(DamagedChunk));
        }
    }

    #[test]
    fn the_header_says_which_cipher_it_is_and_so_does_the_key() {
        let random = SeededRandom::new(4);
        let id = ObjectId::generate(&random);
        for (algorithm, magic) in [(Algorithm::Aes256Gcm, b"GHV1"), (Algorithm::Sm4Gcm, b"GHS1")] {
            let key = ObjectKey::generate(algorithm, &random);
            assert_eq!(&ObjectCipher::new(&key, id).header()[..4], magic);
            let read = ObjectKey::from_bytes(key.bytes()).unwrap();
            assert_eq!((read.algorithm(), read.bytes()), (algorithm, key.bytes()));
        }
        for length in [0, 15, 17, 24, 31, 33] {
            assert!(ObjectKey::from_bytes(&vec![0; length]).is_none(), "{length}");
        }
    }
}
