//! The cipher of one object: AES-256-GCM over chunks in the STREAM construction.
//!
//! Pure. Each object has its own random key that is used for no other object, so the nonce is made of the
//! chunk's number and a mark on the last chunk alone (Hoang, Reyhanitabar, Rogaway, Vizár: "Online
//! Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015). Chunks cannot be changed, moved,
//! left out or cut off unnoticed; the header is authenticated with each of them.

use crate::object::{self, CHUNK_BYTES, HEADER_BYTES, ObjectId, TAG_BYTES};
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::stream::{NewStream, StreamBE32, StreamPrimitive};
use aes_gcm::{Aes256Gcm, KeyInit};
use guildhall_kernel::{Random, chance};
use zeroize::Zeroizing;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// The key of an object or a master key; wiped from memory after use.
pub type Key = Zeroizing<[u8; KEY_BYTES]>;

/// Makes a new random key.
pub fn new_key(random: &dyn Random) -> Key {
    Zeroizing::new(chance::random_bytes(random))
}

/// A chunk that is not what was written at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chunk is damaged")]
pub struct DamagedChunk;

/// Seals and opens the chunks of one object.
pub struct ObjectCipher {
    stream: StreamBE32<Aes256Gcm>,
    header: [u8; HEADER_BYTES],
}

impl ObjectCipher {
    /// Makes the cipher of an object from its key.
    pub fn new(key: &Key, id: ObjectId) -> Self {
        let cipher = Aes256Gcm::new(GenericArray::from_slice(&key[..]));
        let nonce = GenericArray::default();
        Self {
            stream: StreamBE32::from_aead(cipher, &nonce),
            header: object::header(id),
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
        self.stream
            .encrypt_in_place(position, last, &self.header, buffer)
            .map_err(|_| DamagedChunk)
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
        self.stream
            .decrypt_in_place(position, last, &self.header, &mut buffer)
            .map_err(|_| DamagedChunk)?;
        Ok(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn a_chunk_opens_only_whole_and_at_its_place() {
        let random = SeededRandom::new(3);
        let (id, key) = (ObjectId::generate(&random), new_key(&random));
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
        assert_eq!(
            cipher.seal(0, true, &mut vec![0; CHUNK_BYTES + 1]),
            Err(DamagedChunk)
        );
    }
}
