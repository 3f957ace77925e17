//! Writing a bag of version 1.0 with manifests of SHA-256 and SHA-512.

use super::{declaration, manifest::PAYLOAD, tag_file};
use crate::PackageError;
use crate::digest::{Algorithm, Hashing};
use crate::sink::Sink;
use std::io::Read;

/// What every bag states.
const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// The algorithms of the manifests (RFC 8493, 2.4).
const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Sha512];

/// A file with its digests, in the order of [`ALGORITHMS`].
type Listed = (String, Vec<String>);

/// Writes a bag file by file; it is a bag once it is finished.
pub struct BagWriter<S> {
    sink: S,
    payload: Vec<Listed>,
    tags: Vec<Listed>,
    bytes: u64,
}

impl<S: Sink> BagWriter<S> {
    /// Begins a bag.
    pub fn new(sink: S) -> Self {
        Self {
            sink,
            payload: Vec::new(),
            tags: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds a file of the payload by its path below `data/`, and returns its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// [`PackageError::Path`], [`PackageError::Clash`], [`PackageError::File`].
    pub fn add(&mut self, path: &str, from: &mut dyn Read) -> Result<String, PackageError> {
        let path = format!("{PAYLOAD}{path}");
        let mut hashing = Hashing::new(from, &ALGORITHMS);
        self.bytes += self.sink.put(&path, &mut hashing)?;
        let (_, digests) = hashing.finish();
        let sha256 = digests[0].clone();
        self.payload.push((path, digests));
        Ok(sha256)
    }

    /// Writes what stands beside the payload, with the given labels in `bag-info.txt`, and gives the sink back.
    ///
    /// # Errors
    /// [`PackageError::File`].
    pub fn finish(mut self, info: &[(String, String)]) -> Result<S, PackageError> {
        let oxum = format!("{}.{}", self.bytes, self.payload.len());
        let mut pairs = info.to_vec();
        pairs.push(("Payload-Oxum".to_owned(), oxum));
        self.tag(declaration::FILE, DECLARATION)?;
        self.tag("bag-info.txt", &tag_file::compose(&pairs))?;
        let payload = std::mem::take(&mut self.payload);
        for (place, algorithm) in ALGORITHMS.iter().enumerate() {
            self.tag(
                &format!("manifest-{}.txt", algorithm.name()),
                &lines(&payload, place),
            )?;
        }
        let tags = std::mem::take(&mut self.tags);
        for (place, algorithm) in ALGORITHMS.iter().enumerate() {
            let name = format!("tagmanifest-{}.txt", algorithm.name());
            self.sink.put(&name, &mut lines(&tags, place).as_bytes())?;
        }
        Ok(self.sink)
    }

    fn tag(&mut self, name: &str, text: &str) -> Result<(), PackageError> {
        self.sink.put(name, &mut text.as_bytes())?;
        let digests = ALGORITHMS.map(|algorithm| algorithm.of(text.as_bytes()));
        self.tags.push((name.to_owned(), digests.to_vec()));
        Ok(())
    }
}

fn lines(listed: &[Listed], place: usize) -> String {
    let line = |(path, digests): &Listed| format!("{}  {}\n", digests[place], path.replace('%', "%25"));
    listed.iter().map(line).collect()
}
