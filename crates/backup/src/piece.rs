//! A piece: some rows of a table or a part of a file, compressed, sealed, and named by a keyed hash of its content.
//!
//! Pure. Equal content has one name, so a snapshot takes over what an earlier one holds already.

use crate::cipher::{Changed, RepositoryCipher};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use guildhall_kernel::Random;
use std::fmt;
use std::io::{Read, Write};
use std::str::FromStr;

/// Longest content of a piece in bytes: one row is never split, and no row is longer.
pub(crate) const PIECE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// The name of a piece.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PieceName(pub(crate) [u8; 32]);

impl PieceName {
    /// Returns where the piece lies in the repository.
    pub(crate) fn path(self) -> String {
        let name = self.to_string();
        format!("pieces/{}/{name}", &name[..2])
    }
}

impl fmt::Display for PieceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PieceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PieceName({self})")
    }
}

impl FromStr for PieceName {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

impl serde::Serialize for PieceName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for PieceName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Turns content into its stored form.
pub(crate) fn pack(
    cipher: &RepositoryCipher,
    name: PieceName,
    content: &[u8],
    random: &dyn Random,
) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(content.len() / 2), Compression::fast());
    let written = encoder.write_all(content).and_then(|()| encoder.finish());
    let compressed = written.expect("writing into memory does not fail");
    cipher.seal(&name.path(), &compressed, random)
}

/// Returns the content of a stored piece, if it is what was written under this name.
pub(crate) fn unpack(cipher: &RepositoryCipher, name: PieceName, stored: &[u8]) -> Result<Vec<u8>, Changed> {
    let compressed = cipher.open(&name.path(), stored)?;
    let mut content = Vec::new();
    ZlibDecoder::new(&compressed[..])
        .take(PIECE_BYTES_MAX + 1)
        .read_to_end(&mut content)
        .map_err(|_| Changed)?;
    if cipher.name(&content) == name {
        Ok(content)
    } else {
        Err(Changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;
    use zeroize::Zeroizing;

    #[test]
    fn a_piece_comes_back_under_its_own_name_only() {
        let (cipher, random) = (
            RepositoryCipher::new(&Zeroizing::new([7; 32])),
            SeededRandom::new(1),
        );
        let content = "重复的内容".repeat(1_000);
        let name = cipher.name(content.as_bytes());
        let stored = pack(&cipher, name, content.as_bytes(), &random);
        assert!(stored.len() < content.len() / 10, "it is compressed");
        assert_eq!(unpack(&cipher, name, &stored).unwrap(), content.as_bytes());
        assert_eq!(unpack(&cipher, cipher.name(b"other"), &stored), Err(Changed));
        assert_eq!(name.to_string().parse(), Ok(name));
    }
}
