//! Validating a bag: complete, and each file with the digests that its manifests state.

use super::declaration::{self, Declaration};
use super::manifest::{self, Manifest, Notes, PAYLOAD};
use super::{Problem, Reason, Remark, tag_file};
use crate::digest::{Algorithm, Hashing};
use crate::sink::Sink;
use crate::tree::Tree;
use crate::{Limits, PackageError};
use std::collections::{BTreeMap, BTreeSet};

/// Files that systems make for themselves (Finder, Explorer); an empty one that was lost is no loss.
const SYSTEM_FILES: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

/// What was found in a bag.
#[derive(Debug)]
pub struct Bag {
    /// Version, such as `1.0`.
    pub version: String,
    /// Labels and values of `bag-info.txt`, in their order.
    pub info: Vec<(String, String)>,
    /// SHA-256 and size in bytes of each file of the payload, by its path below `data/`.
    pub payload: BTreeMap<String, (String, u64)>,
    /// What is wrong; the bag is valid when there is nothing.
    pub problems: Vec<Problem>,
    /// What is odd.
    pub remarks: Vec<Remark>,
}

impl Bag {
    /// Refuses a bag that is not valid, with its first problem.
    ///
    /// # Errors
    /// [`PackageError::Bag`].
    pub fn require_valid(&self) -> Result<(), PackageError> {
        match self.problems.first() {
            Some(problem) => Err(PackageError::Bag(problem.clone())),
            None => Ok(()),
        }
    }
}

/// Validates a bag. Each file of the payload goes into `into` by its path below `data/` while its digests are computed;
/// what went there may be used only when the bag turns out to be valid.
///
/// # Errors
/// [`PackageError::TooLarge`] for a manifest beyond the limits, [`PackageError::File`], [`PackageError::Zip`]; what is
/// wrong with the bag itself stands in the result.
pub fn read(tree: &mut dyn Tree, into: &mut dyn Sink, limits: &Limits) -> Result<Bag, PackageError> {
    let mut bag = Bag {
        version: String::new(),
        info: Vec::new(),
        payload: BTreeMap::new(),
        problems: Vec::new(),
        remarks: Vec::new(),
    };
    let declaration = match declare(tree, limits)? {
        Ok(declaration) => declaration,
        Err(problem) => {
            bag.problems.push(problem);
            return Ok(bag);
        }
    };
    bag.version = format!("{}.{}", declaration.version.0, declaration.version.1);
    let mut reading = Reading {
        tree,
        declaration,
        limits,
        notes: Notes::new(limits.problems),
    };
    if !declaration.is_final() {
        reading.notes.remarks.push(Remark::Draft(bag.version.clone()));
    }
    let (payload, tags) = reading.manifests()?;
    bag.info = reading.info()?;
    reading.fetch(&payload)?;
    let absent = reading.complete(&payload, &tags);
    reading.tag_digests(&tags)?;
    bag.payload = reading.payload_digests(&payload, into)?;
    reading.oxum(&bag, absent);
    bag.problems = reading.notes.problems;
    bag.remarks = reading.notes.remarks;
    Ok(bag)
}

/// Reads the declaration.
fn declare(tree: &mut dyn Tree, limits: &Limits) -> Result<Result<Declaration, Problem>, PackageError> {
    if !tree.files().contains_key(declaration::FILE) {
        return Ok(Err(Problem::new(Reason::Declaration, declaration::FILE)));
    }
    let bytes = tree.read(declaration::FILE, limits.whole_bytes)?;
    Ok(Declaration::parse(&bytes))
}

struct Reading<'a> {
    tree: &'a mut dyn Tree,
    declaration: Declaration,
    limits: &'a Limits,
    notes: Notes,
}

impl Reading<'_> {
    /// Reads a tag file as text; nothing when it is not there or not written as the bag says.
    fn text(&mut self, name: &str) -> Result<Option<String>, PackageError> {
        if !self.tree.files().contains_key(name) {
            return Ok(None);
        }
        let bytes = self.tree.read(name, self.limits.whole_bytes)?;
        match self.declaration.decode(name, &bytes) {
            Ok(text) => Ok(Some(text)),
            Err(problem) => {
                self.notes.problem(problem.reason, problem.what);
                Ok(None)
            }
        }
    }

    /// Reads the manifests of the payload and those of the tag files.
    fn manifests(&mut self) -> Result<(Vec<Manifest>, Vec<Manifest>), PackageError> {
        let named = |name: &String| {
            let rest = name.strip_suffix(".txt")?;
            let payload = rest.strip_prefix("manifest-").map(|algorithm| (algorithm, true));
            let (algorithm, is_payload) =
                payload.or_else(|| rest.strip_prefix("tagmanifest-").map(|name| (name, false)))?;
            Some((name.clone(), algorithm.to_owned(), is_payload))
        };
        let names: Vec<_> = self.tree.files().keys().filter_map(named).collect();
        let (mut payload, mut tags) = (Vec::new(), Vec::new());
        for (name, algorithm, is_payload) in names {
            let Some(known) = Algorithm::parse(&algorithm) else {
                self.notes.remarks.push(Remark::UnknownAlgorithm(algorithm));
                continue;
            };
            let Some(text) = self.text(&name)? else { continue };
            let how = (known, is_payload);
            let manifest = manifest::parse(&name, how, &text, &self.declaration, &mut self.notes);
            match is_payload {
                true => payload.push(manifest),
                false => tags.push(manifest),
            }
        }
        if payload.is_empty() {
            self.notes.problem(Reason::NoManifest, "manifest-sha512.txt");
        }
        Ok((payload, tags))
    }

    fn info(&mut self) -> Result<Vec<(String, String)>, PackageError> {
        let text = self.text("bag-info.txt")?;
        Ok(text.map(|text| tag_file::parse(&text)).unwrap_or_default())
    }

    /// Looks at `fetch.txt`: what it names must be in the bag already.
    fn fetch(&mut self, payload: &[Manifest]) -> Result<(), PackageError> {
        let Some(text) = self.text("fetch.txt")? else {
            return Ok(());
        };
        let paths = manifest::fetched(&text, &self.declaration, &mut self.notes);
        for path in &paths {
            let listed = payload.iter().any(|manifest| manifest.digests.contains_key(path));
            if !listed {
                self.notes.problem(Reason::Unlisted, path);
            } else if !self.tree.files().contains_key(path) {
                self.notes.problem(Reason::Fetch, path);
            }
        }
        if !paths.is_empty() {
            self.notes.remarks.push(Remark::FetchNotNeeded);
        }
        Ok(())
    }

    /// Compares what is listed with what is there. Returns how many empty system files are listed and lost.
    fn complete(&mut self, payload: &[Manifest], tags: &[Manifest]) -> u64 {
        let mut absent = BTreeSet::new();
        for manifest in payload.iter().chain(tags) {
            for (path, digest) in &manifest.digests {
                if self.tree.files().contains_key(path) {
                    continue;
                }
                if is_system_file(path) && *digest == manifest.algorithm.of(b"") {
                    absent.insert(path.clone());
                    continue;
                }
                self.notes.problem(Reason::Missing, path);
                if self.notes.are_full() {
                    return 0;
                }
            }
        }
        let files: Vec<String> = self.tree.files().keys().cloned().collect();
        for path in files.iter().filter(|path| path.starts_with(PAYLOAD)) {
            let mut listing = payload.iter().map(|manifest| manifest.digests.contains_key(path));
            // A draft is content with one manifest, RFC 8493 wants each file in each of them (2.1.3).
            let listed = match self.declaration.is_final() {
                true => listing.all(|has| has),
                false => listing.any(|has| has),
            };
            if !listed {
                self.notes.problem(Reason::Unlisted, path);
            }
        }
        let found = files.iter().filter(|path| path.starts_with(PAYLOAD));
        for path in found.chain(&absent).filter(|path| is_system_file(path)) {
            self.notes.remarks.push(Remark::SystemFile(path.clone()));
        }
        absent.len() as u64
    }

    /// Holds the tag files against their manifests.
    fn tag_digests(&mut self, tags: &[Manifest]) -> Result<(), PackageError> {
        for manifest in tags {
            for (path, digest) in &manifest.digests {
                if !self.tree.files().contains_key(path) || self.notes.are_full() {
                    continue;
                }
                let file = Hashing::new(self.tree.open(path)?, &[manifest.algorithm]);
                let (_, found) = file.exhaust().map_err(|error| PackageError::file(path, error))?;
                if found[0] != *digest {
                    self.notes
                        .problem(Reason::Digest, format!("{path} ({})", manifest.name));
                }
            }
        }
        Ok(())
    }

    /// Reads each file of the payload once and holds it against all manifests.
    fn payload_digests(
        &mut self,
        payload: &[Manifest],
        into: &mut dyn Sink,
    ) -> Result<BTreeMap<String, (String, u64)>, PackageError> {
        let algorithms: Vec<Algorithm> = std::iter::once(Algorithm::Sha256)
            .chain(payload.iter().map(|manifest| manifest.algorithm))
            .collect();
        let paths: Vec<String> = self.tree.files().keys().cloned().collect();
        let mut found = BTreeMap::new();
        for path in paths.iter().filter(|path| path.starts_with(PAYLOAD)) {
            let mut file = Hashing::new(self.tree.open(path)?, &algorithms);
            into.put(&path[PAYLOAD.len()..], &mut file)?;
            let (size, digests) = file.finish();
            for (manifest, computed) in payload.iter().zip(&digests[1..]) {
                let listed = manifest.digests.get(path);
                if listed.is_some_and(|listed| listed != computed) {
                    self.notes
                        .problem(Reason::Digest, format!("{path} ({})", manifest.name));
                }
            }
            let sha256 = digests.into_iter().next().unwrap_or_default();
            found.insert(path[PAYLOAD.len()..].to_owned(), (sha256, size));
        }
        Ok(found)
    }

    /// Holds the payload against `Payload-Oxum`, bytes and files; empty files that were lost count.
    fn oxum(&mut self, bag: &Bag, absent: u64) {
        let stated = bag
            .info
            .iter()
            .find(|(label, _)| label.eq_ignore_ascii_case("Payload-Oxum"));
        let Some((_, stated)) = stated else { return };
        let bytes: u64 = bag.payload.values().map(|(_, size)| size).sum();
        let files = bag.payload.len() as u64 + absent;
        if *stated != format!("{bytes}.{files}") {
            self.notes
                .problem(Reason::Oxum, format!("{stated} ≠ {bytes}.{files}"));
        }
    }
}

fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    SYSTEM_FILES.contains(&name)
}
