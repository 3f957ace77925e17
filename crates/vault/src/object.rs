//! An object (数字对象): its id, its row, and how its bytes are laid out.
//!
//! Pure. The stored form of an object of `n` bytes is a header of 20 bytes (`GHV1` for AES-256-GCM or `GHS1` for
//! SM4-GCM, and the object id), then the content in chunks of 64 KiB, each followed by its 16 bytes of authentication; the last chunk may be shorter
//! and is empty only when the content is.

use crate::cipher::Algorithm;
use guildhall_kernel::{ContentHash, Random, chance};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Bytes of content in a chunk.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of authentication behind each chunk.
pub const TAG_BYTES: usize = 16;
/// Bytes of the header.
pub const HEADER_BYTES: usize = 20;
const MAGIC_BYTES: usize = 4;

/// Where the bytes of one upload lie: 16 random bytes, which say nothing about the content.
///
/// Two uploads of the same content have two ids; the row of the object names the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Uuid);

impl ObjectId {
    /// Makes a new id.
    pub fn generate(random: &dyn Random) -> Self {
        Self(uuid::Builder::from_random_bytes(chance::random_bytes(random)).into_uuid())
    }

    /// Wraps an id that was kept.
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id)
    }

    /// Returns the id as the database keeps it.
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Returns the drawer of a replica in which the object lies: the first digits of its id.
    pub fn drawer(self, digits: usize) -> String {
        self.to_string().chars().take(digits).collect()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl FromStr for ObjectId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::try_parse(text).map(Self)
    }
}

/// The header that stands before the chunks.
pub fn header(id: ObjectId, algorithm: Algorithm) -> [u8; HEADER_BYTES] {
    let magic: &[u8; MAGIC_BYTES] = match algorithm {
        Algorithm::Aes256Gcm => b"GHV1",
        Algorithm::Sm4Gcm => b"GHS1",
    };
    let mut header = [0; HEADER_BYTES];
    header[..MAGIC_BYTES].copy_from_slice(magic);
    header[MAGIC_BYTES..].copy_from_slice(id.uuid().as_bytes());
    header
}

/// The lengths and places in the stored form of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Bytes of content.
    pub size: u64,
}

impl Layout {
    /// Returns the number of chunks; at least one.
    pub fn chunks(self) -> u64 {
        self.size.div_ceil(CHUNK_BYTES as u64).max(1)
    }

    /// Returns the length of the stored form.
    pub fn stored_bytes(self) -> u64 {
        HEADER_BYTES as u64 + self.size + self.chunks() * TAG_BYTES as u64
    }

    /// Returns the place of a chunk in the stored form.
    pub fn offset(self, chunk: u64) -> u64 {
        HEADER_BYTES as u64 + chunk * (CHUNK_BYTES + TAG_BYTES) as u64
    }

    /// Returns the place behind a chunk in the stored form.
    pub fn end(self, chunk: u64) -> u64 {
        self.offset(chunk + 1).min(self.stored_bytes())
    }

    /// Says whether a chunk is the last.
    pub fn is_last(self, chunk: u64) -> bool {
        chunk + 1 == self.chunks()
    }
}

/// The row of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// SHA-256 of the content.
    pub hash: ContentHash,
    /// Where the bytes lie.
    pub id: ObjectId,
    /// Bytes of content.
    pub size: u64,
    /// The master key that wraps the object's key.
    pub key_id: String,
    /// The wrapped key.
    pub key_wrapped: Vec<u8>,
}

impl Object {
    /// Returns the layout of the stored form.
    pub fn layout(&self) -> Layout {
        Layout { size: self.size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn the_layout_covers_the_stored_form_without_gap() {
        for size in [0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000] {
            let layout = Layout { size };
            let mut place = HEADER_BYTES as u64;
            for chunk in 0..layout.chunks() {
                assert_eq!(layout.offset(chunk), place, "{size}");
                place = layout.end(chunk);
            }
            assert_eq!(place, layout.stored_bytes(), "{size}");
            assert!(layout.is_last(layout.chunks() - 1));
        }
    }

    #[test]
    fn an_id_names_its_drawer_and_is_read_back() {
        let id = ObjectId::generate(&SeededRandom::new(1));
        assert_eq!(id.drawer(3), id.to_string()[..3]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(header(id, Algorithm::Aes256Gcm)[4..], *id.uuid().as_bytes());
    }
}
