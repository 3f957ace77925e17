//! Writing an object of OCFL 1.1 with its versions.

use crate::PackageError;
use crate::digest::{Algorithm, Hashing};
use crate::path::require_inside;
use crate::sink::Sink;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Read;

/// The declaration of an object, without its line end.
const DECLARATION: &str = "ocfl_object_1.1";
/// The type in inventories.
const TYPE: &str = "https://ocfl.io/1.1/spec/#inventory";
/// What addresses content, and what stands beside it in the fixity block.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sha512, Algorithm::Sha256];

/// About a version: when, by whom and why.
#[derive(Debug, Clone)]
pub struct VersionInfo {
    /// When, RFC 3339 with zone.
    pub created: String,
    /// Why.
    pub message: String,
    /// Name of who made it.
    pub user: String,
    /// An address of who made it, a URI.
    pub address: String,
}

/// Content paths by digest.
type Places = BTreeMap<String, Vec<String>>;

/// Writes an object version by version; it is an object once it is finished.
pub struct ObjectWriter<S> {
    sink: S,
    id: String,
    manifest: Places,
    fixity: Places,
    versions: Map<String, Value>,
    /// What the version in work holds: digest by logical path.
    state: BTreeMap<String, String>,
}

impl<S: Sink> ObjectWriter<S> {
    /// Begins an object; its id should be a URI.
    ///
    /// # Errors
    /// [`PackageError::File`].
    pub fn new(mut sink: S, id: &str) -> Result<Self, PackageError> {
        let text = format!("{DECLARATION}\n");
        sink.put(&format!("0={DECLARATION}"), &mut text.as_bytes())?;
        Ok(Self {
            sink,
            id: id.to_owned(),
            manifest: Places::new(),
            fixity: Places::new(),
            versions: Map::new(),
            state: BTreeMap::new(),
        })
    }

    fn version_name(&self) -> String {
        format!("v{}", self.versions.len() + 1)
    }

    /// Adds a file to the version in work, or changes it there, and returns its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// [`PackageError::Path`], [`PackageError::Clash`], [`PackageError::File`].
    pub fn add(&mut self, path: &str, from: &mut dyn Read) -> Result<String, PackageError> {
        require_inside(path)?;
        let content = format!("{}/content/{path}", self.version_name());
        let mut hashing = Hashing::new(from, &ALGORITHMS);
        self.sink.put(&content, &mut hashing)?;
        let (_, digests) = hashing.finish();
        let [sha512, sha256] = <[String; 2]>::try_from(digests).unwrap_or_default();
        self.manifest
            .entry(sha512.clone())
            .or_default()
            .push(content.clone());
        self.fixity.entry(sha256.clone()).or_default().push(content);
        self.state.insert(path.to_owned(), sha512);
        Ok(sha256)
    }

    /// Takes a file out of the version in work; earlier ones keep it.
    pub fn remove(&mut self, path: &str) {
        self.state.remove(path);
    }

    /// Ends the version in work; the next begins with its files.
    ///
    /// # Errors
    /// [`PackageError::File`].
    pub fn end_version(&mut self, about: &VersionInfo) -> Result<(), PackageError> {
        let name = self.version_name();
        let mut state: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, digest) in &self.state {
            state.entry(digest).or_default().push(path);
        }
        let version = json!({
            "created": about.created,
            "message": about.message,
            "user": { "name": about.user, "address": about.address },
            "state": state,
        });
        self.versions.insert(name.clone(), version);
        self.inventory(&format!("{name}/"))
    }

    /// Writes the inventory of the object, and gives the sink back.
    ///
    /// # Errors
    /// [`PackageError::File`].
    pub fn finish(mut self) -> Result<S, PackageError> {
        self.inventory("")?;
        Ok(self.sink)
    }

    /// Writes the inventory as it is now into a folder, with its digest beside it.
    fn inventory(&mut self, folder: &str) -> Result<(), PackageError> {
        let inventory = json!({
            "id": self.id,
            "type": TYPE,
            "digestAlgorithm": ALGORITHMS[0].name(),
            "head": format!("v{}", self.versions.len()),
            "contentDirectory": "content",
            "manifest": self.manifest,
            "fixity": { ALGORITHMS[1].name(): self.fixity },
            "versions": self.versions,
        });
        let text = format!("{inventory:#}\n");
        let digest = ALGORITHMS[0].of(text.as_bytes());
        let path = format!("{folder}inventory.json");
        self.sink.put(&path, &mut text.as_bytes())?;
        let sidecar = format!("{digest} inventory.json\n");
        self.sink.put(
            &format!("{path}.{}", ALGORITHMS[0].name()),
            &mut sidecar.as_bytes(),
        )?;
        Ok(())
    }
}
