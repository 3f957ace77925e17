//! The digests that packages state (摘要算法), many of one file in one reading.

use blake2::digest::DynDigest;
use blake2::digest::consts::{U20, U32, U48};
use std::io::Read;

/// A digest algorithm that a package may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// MD5, read only.
    Md5,
    /// SHA-1, read only.
    Sha1,
    /// SHA-224, read only.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384, read only.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/256, read only.
    Sha512Of256,
    /// BLAKE2b with 160 bits, read only.
    Blake2b160,
    /// BLAKE2b with 256 bits, read only.
    Blake2b256,
    /// BLAKE2b with 384 bits, read only.
    Blake2b384,
    /// BLAKE2b with 512 bits, read only.
    Blake2b512,
    /// SM3 (GB/T 32905).
    Sm3,
}

/// Each algorithm with the names under which BagIt and OCFL know it, the usual one first.
const NAMES: &[(Algorithm, &[&str])] = &[
    (Algorithm::Md5, &["md5"]),
    (Algorithm::Sha1, &["sha1"]),
    (Algorithm::Sha224, &["sha224"]),
    (Algorithm::Sha256, &["sha256"]),
    (Algorithm::Sha384, &["sha384"]),
    (Algorithm::Sha512, &["sha512"]),
    (Algorithm::Sha512Of256, &["sha512/256"]),
    (Algorithm::Blake2b160, &["blake2b-160"]),
    (Algorithm::Blake2b256, &["blake2b-256"]),
    (Algorithm::Blake2b384, &["blake2b-384"]),
    (Algorithm::Blake2b512, &["blake2b-512", "blake2b"]),
    (Algorithm::Sm3, &["sm3"]),
];

impl Algorithm {
    /// Returns the algorithm of a name, if it is known here; capitals do not count.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        NAMES
            .iter()
            .find(|(_, names)| names.contains(&name.as_str()))
            .map(|(algorithm, _)| *algorithm)
    }

    /// Returns the name in manifests and inventories.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(algorithm, _)| *algorithm == self)
            .map_or("", |(_, names)| names[0])
    }

    fn hasher(self) -> Box<dyn DynDigest> {
        match self {
            Self::Md5 => Box::<md5::Md5>::default(),
            Self::Sha1 => Box::<sha1::Sha1>::default(),
            Self::Sha224 => Box::<sha2::Sha224>::default(),
            Self::Sha256 => Box::<sha2::Sha256>::default(),
            Self::Sha384 => Box::<sha2::Sha384>::default(),
            Self::Sha512 => Box::<sha2::Sha512>::default(),
            Self::Sha512Of256 => Box::<sha2::Sha512_256>::default(),
            Self::Blake2b160 => Box::<blake2::Blake2b<U20>>::default(),
            Self::Blake2b256 => Box::<blake2::Blake2b<U32>>::default(),
            Self::Blake2b384 => Box::<blake2::Blake2b<U48>>::default(),
            Self::Blake2b512 => Box::<blake2::Blake2b512>::default(),
            Self::Sm3 => Box::<sm3::Sm3>::default(),
        }
    }

    /// Returns the digest of some bytes, in lower-case hexadecimal.
    pub fn of(self, bytes: &[u8]) -> String {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hex::encode(hasher.finalize())
    }

    /// Says whether a text has the form of a digest of this algorithm, in whatever case.
    pub fn is_digest(self, text: &str) -> bool {
        text.len() == self.hasher().output_size() * 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

/// Computes several digests of what is read through it.
pub struct Hashing<R> {
    inner: R,
    hashers: Vec<(Algorithm, Box<dyn DynDigest>)>,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    /// Begins with an input.
    pub fn new(inner: R, algorithms: &[Algorithm]) -> Self {
        Self {
            inner,
            hashers: algorithms.iter().map(|each| (*each, each.hasher())).collect(),
            bytes: 0,
        }
    }

    /// Returns how many bytes were read, and the digests in the order that was asked for, in lower-case hexadecimal.
    pub fn finish(self) -> (u64, Vec<String>) {
        let digests = self.hashers.into_iter();
        (
            self.bytes,
            digests
                .map(|(_, hasher)| hex::encode(hasher.finalize()))
                .collect(),
        )
    }

    /// Reads what is left, and finishes.
    ///
    /// # Errors
    /// Those of the input.
    pub fn exhaust(mut self) -> std::io::Result<(u64, Vec<String>)> {
        let mut buffer = vec![0; 256 * 1024];
        while self.read(&mut buffer)? > 0 {}
        Ok(self.finish())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for (_, hasher) in &mut self.hashers {
            hasher.update(&buffer[..count]);
        }
        self.bytes += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digests_are_the_published_ones() {
        for (algorithm, digest) in [
            (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                Algorithm::Sha256,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                Algorithm::Sm3,
                "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
            ),
        ] {
            assert_eq!(algorithm.of(b"abc"), digest);
            assert!(algorithm.is_digest(digest) && !algorithm.is_digest(&digest[1..]));
            assert_eq!(
                Algorithm::parse(&algorithm.name().to_uppercase()),
                Some(algorithm)
            );
        }
        assert_eq!(Algorithm::parse("crc32"), None);
    }

    #[test]
    fn one_reading_gives_all_digests() {
        let hashing = Hashing::new(&b"abc"[..], &[Algorithm::Sha512, Algorithm::Md5]);
        let (bytes, digests) = hashing.exhaust().unwrap();
        assert_eq!(bytes, 3);
        assert_eq!(digests, [Algorithm::Sha512.of(b"abc"), Algorithm::Md5.of(b"abc")]);
    }
}
