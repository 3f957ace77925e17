//! Finding the packages in what was sent, and judging each to its end. What somebody else made is believed in nothing: see
//! the invariants of the package room, whose limits are drawn closer here.

use crate::consignment::{RECEIPT, Receipt};
use crate::portable::{RECORD, about_path, file_path};
use crate::{DispatchError, Told, exchange};
use guildhall_kernel::Timestamp;
use guildhall_package::digest::Hashing;
use guildhall_package::eep::{self, Layer};
use guildhall_package::{
    Algorithm, FolderSink, FolderTree, Kind, Limits, PackageError, Sink as _, Tree, ZipTree, bagit, ocfl,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

/// What is looked at of one package: a record with its papers, and no collection of a lifetime.
pub(super) const LIMITS: Limits = Limits {
    files: 20_000,
    bytes: 64 << 30,
    whole_bytes: 64 << 20,
    problems: 20,
};
/// What is unpacked of one zip file with many packages.
const COLLECTION: Limits = Limits {
    files: 1_000_000,
    bytes: 1 << 40,
    whole_bytes: 64 << 20,
    problems: 20,
};
/// How many times its own size a zip file may hold, and what any may hold: papers hardly shrink, bombs do.
const UNPACKED_TIMES: u64 = 20;
const UNPACKED_ALWAYS: u64 = 256 << 20;
/// Entries that are walked through in search of packages.
const ENTRIES_MAX: usize = 5_000_000;
/// Folders inside each other in which packages are looked for.
const DEPTH_MAX: usize = 12;
/// Files of a bag whose digest can stand for all of it, the best first.
const VOUCHERS: [&str; 5] = [
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "bagit.txt",
];

/// Why a package does not become a record: for good, or only now.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is refused.
    Why(Told),
    /// This house cannot do it now.
    Now(DispatchError),
}

impl From<Told> for Refused {
    fn from(told: Told) -> Self {
        Self::Why(told)
    }
}

impl From<DispatchError> for Refused {
    fn from(error: DispatchError) -> Self {
        Self::Now(error)
    }
}

impl From<PackageError> for Refused {
    fn from(error: PackageError) -> Self {
        match &error {
            PackageError::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                Self::Now(error.into())
            }
            _ => Self::Why(Told::of(&error)),
        }
    }
}

/// What was sent.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it lies.
    pub root: PathBuf,
    /// Each package by its place below the root; empty when the root is one itself.
    pub places: Vec<String>,
    /// What the sender says that it holds.
    pub receipt: Option<Receipt>,
}

/// Finds the packages below a folder or in a file; a zip file that is no package is unpacked first.
///
/// # Errors
/// [`Refused`] also when nothing in it is a package.
pub(super) fn find(sent: &Path, own: &Path) -> Result<Found, Refused> {
    let nothing = || Told::of(&DispatchError::NoPackage(shown(sent)));
    if !sent.is_dir() {
        let is_zip = starts_with(sent, b"PK").map_err(DispatchError::Scratch)?;
        if !is_zip || is_package(&ZipTree::open(opened(sent)?, &within(sent, COLLECTION)?)?) {
            return Ok(Found {
                root: sent.to_owned(),
                places: vec![String::new()],
                receipt: None,
            });
        }
        let unpacked = exchange::unpacked(own);
        unpack(sent, &unpacked)?;
        return find(&unpacked, own);
    }
    let mut places = walk(sent)?;
    if places.is_empty() {
        return Err(nothing().into());
    }
    places.sort();
    Ok(Found {
        receipt: receipt(sent),
        root: sent.to_owned(),
        places,
    })
}

fn shown(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn opened(path: &Path) -> Result<BufReader<File>, Refused> {
    let file = File::open(path).map_err(DispatchError::Scratch)?;
    Ok(BufReader::new(file))
}

/// Returns how much of a zip file is looked at, by its own size.
fn within(path: &Path, limits: Limits) -> Result<Limits, Refused> {
    let size = std::fs::metadata(path).map_err(DispatchError::Scratch)?.len();
    let most = size
        .saturating_mul(UNPACKED_TIMES)
        .saturating_add(UNPACKED_ALWAYS);
    Ok(Limits {
        bytes: limits.bytes.min(most),
        ..limits
    })
}

fn starts_with(path: &Path, wanted: &[u8]) -> std::io::Result<bool> {
    let mut start = vec![0; wanted.len()];
    let mut file = File::open(path)?;
    let mut filled = 0;
    while filled < start.len() {
        match file.read(&mut start[filled..])? {
            0 => return Ok(false),
            count => filled += count,
        }
    }
    Ok(start == wanted)
}

fn is_package(tree: &dyn Tree) -> bool {
    tree.files().keys().any(|path| names_package(path))
}

/// Says whether a file of this name, in the folder itself, makes the folder a package.
fn names_package(name: &str) -> bool {
    !name.contains('/')
        && (name == "bagit.txt" || name.starts_with("0=ocfl_object_") || name.starts_with("manifest-"))
}

/// Unpacks a zip file anew; what an earlier attempt left is taken away.
fn unpack(zip: &Path, into: &Path) -> Result<(), Refused> {
    crate::pack::remove(into).map_err(DispatchError::Scratch)?;
    let mut tree = ZipTree::open(opened(zip)?, &within(zip, COLLECTION)?)?;
    let mut sink = FolderSink::create(into)?;
    let paths: Vec<String> = tree.files().keys().cloned().collect();
    for path in paths {
        let mut file = tree.open(&path)?;
        sink.put(&path, &mut file)?;
    }
    Ok(())
}

/// Returns the packages below a folder: folders that are one, and files that may be one.
fn walk(root: &Path) -> Result<Vec<String>, Refused> {
    let mut places = Vec::new();
    let mut entries = WalkDir::new(root)
        .follow_links(false)
        .max_depth(DEPTH_MAX)
        .into_iter();
    let mut count = 0;
    while let Some(entry) = entries.next() {
        count += 1;
        if count > ENTRIES_MAX {
            let too_many = PackageError::TooLarge { what: shown(root) };
            return Err(too_many.into());
        }
        let entry = entry.map_err(|error| DispatchError::Scratch(error.into()))?;
        let name = entry.file_name().to_string_lossy();
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let below = below.to_string_lossy().into_owned();
        if entry.depth() > 0 && name.starts_with('.') {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        let file_type = entry.file_type();
        let is_own = file_type.is_dir() && holds_package(entry.path());
        if is_own || (file_type.is_file() && may_be_package(&name)) {
            places.push(below);
        }
        if is_own {
            entries.skip_current_dir();
        }
    }
    Ok(places)
}

fn may_be_package(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".eep", ".zip"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn holds_package(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries
        .filter_map(Result::ok)
        .any(|entry| names_package(&entry.file_name().to_string_lossy()))
}

/// Reads the sender's receipt, if there is one that can be read; without it each package still speaks for itself.
fn receipt(root: &Path) -> Option<Receipt> {
    let file = File::open(root.join(RECEIPT)).ok()?;
    let mut text = String::new();
    file.take(LIMITS.whole_bytes).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// A package that was judged and found genuine, its files beside each other in a scratch folder.
#[derive(Debug)]
pub(super) struct Opened {
    /// Its kind.
    pub kind: Kind,
    /// SHA-256 that stands for all of it.
    pub digest: String,
    /// Its files by the path that they have in a bag.
    pub files: BTreeMap<String, OpenedFile>,
    /// The scratch folder, which goes with this.
    _folder: TempDir,
}

/// A file of a package.
#[derive(Debug, Clone)]
pub(super) struct OpenedFile {
    /// Where it lies now.
    pub lies: PathBuf,
    /// SHA-256, computed here.
    pub sha256: String,
    /// Its bytes.
    pub size: u64,
}

impl Opened {
    /// Returns a file about the record, as text.
    pub fn about(&self, name: &str) -> Option<String> {
        let file = self.files.get(&about_path(name))?;
        let is_small = file.size <= LIMITS.whole_bytes;
        is_small
            .then(|| std::fs::read_to_string(&file.lies).ok())
            .flatten()
    }
}

/// Judges what lies at a place to its end and puts its files beside each other.
///
/// # Errors
/// [`Refused`] with the first thing that is wrong.
pub(super) fn open(place: &Path, scratch: &Path, now: Timestamp) -> Result<Opened, Refused> {
    let folder = tempfile::tempdir_in(scratch).map_err(DispatchError::Scratch)?;
    let into = folder.path().join("files");
    if place.is_dir() {
        return open_tree(&mut FolderTree::open(place, &LIMITS)?, folder, &into);
    }
    if starts_with(place, b"PK").map_err(DispatchError::Scratch)? {
        return open_tree(
            &mut ZipTree::open(opened(place)?, &within(place, LIMITS)?)?,
            folder,
            &into,
        );
    }
    open_eep(place, (folder, &into), now)
}

fn open_tree(tree: &mut dyn Tree, folder: TempDir, into: &Path) -> Result<Opened, Refused> {
    let is_object = tree
        .files()
        .keys()
        .any(|path| !path.contains('/') && path.starts_with("0=ocfl_object_"));
    let mut sink = FolderSink::create(into)?;
    let mut files = BTreeMap::new();
    if is_object {
        let found = ocfl::validate(tree, &LIMITS)?;
        found.require_valid()?;
        for (logical, content, sha256, size) in found.files {
            let mut hashing = Hashing::new(tree.open(&content)?, &[Algorithm::Sha256]);
            sink.put(&logical, &mut hashing)?;
            let (_, digests) = hashing.finish();
            if digests.concat() != sha256 {
                return Err(PackageError::Changed { name: logical }.into());
            }
            files.insert(logical.clone(), taken(into, &logical, (sha256, size)));
        }
        return Ok(Opened {
            kind: Kind::Object,
            digest: voucher(tree, &["inventory.json"])?,
            files,
            _folder: folder,
        });
    }
    if !is_package(tree) {
        return Err(PackageError::Unknown.into());
    }
    let found = bagit::read(tree, &mut sink, &LIMITS)?;
    found.require_valid()?;
    for (path, about) in found.payload {
        files.insert(path.clone(), taken(into, &path, about));
    }
    Ok(Opened {
        kind: Kind::Bag,
        digest: voucher(tree, &VOUCHERS)?,
        files,
        _folder: folder,
    })
}

fn taken(into: &Path, path: &str, (sha256, size): (String, u64)) -> OpenedFile {
    OpenedFile {
        lies: into.join(path),
        sha256,
        size,
    }
}

fn voucher(tree: &mut dyn Tree, names: &[&str]) -> Result<String, Refused> {
    let found = names.iter().find(|name| tree.files().contains_key(**name));
    let Some(name) = found else {
        return Ok(String::new());
    };
    let bytes = tree.read(name, LIMITS.whole_bytes)?;
    Ok(Algorithm::Sha256.of(&bytes))
}

fn open_eep(place: &Path, (folder, into): (TempDir, &Path), now: Timestamp) -> Result<Opened, Refused> {
    let mut sink = FolderSink::create(into)?;
    let file = File::open(place).map_err(DispatchError::Scratch)?;
    let found = eep::read(file, &mut sink, now, &LIMITS)?;
    found.require_genuine()?;
    let digest = Hashing::new(opened(place)?, &[Algorithm::Sha256]);
    let (_, digests) = digest.exhaust().map_err(DispatchError::Scratch)?;
    let files = found
        .newest()
        .map(|layer| by_path(layer, into))
        .unwrap_or_default();
    Ok(Opened {
        kind: Kind::Eep,
        digest: digests.concat(),
        files,
        _folder: folder,
    })
}

/// Returns the files of a national package by the paths that they have in a bag: first those of the record in their order,
/// as `record.json` tells, then those about it.
fn by_path(layer: &Layer, into: &Path) -> BTreeMap<String, OpenedFile> {
    #[derive(serde::Deserialize)]
    struct Listed {
        files: Vec<Named>,
    }
    #[derive(serde::Deserialize)]
    struct Named {
        sequence: u32,
        name: String,
    }
    let contents: Vec<(String, OpenedFile)> = layer
        .files
        .iter()
        .filter_map(|file| {
            let about = file.content.clone()?;
            Some((file.name.clone(), taken(into, &file.path, about)))
        })
        .collect();
    // A paper may have the same name, but stands before it.
    let told = contents.iter().rev().find(|(name, _)| name == RECORD);
    let text = told.and_then(|(_, file)| std::fs::read(&file.lies).ok());
    let listed = text.and_then(|text| serde_json::from_slice::<Listed>(&text).ok());
    let Some(listed) = listed else {
        return BTreeMap::new();
    };
    let papers = listed.files.len();
    let mut files = BTreeMap::new();
    for (index, (name, file)) in contents.into_iter().enumerate() {
        let path = match listed.files.get(index) {
            Some(named) if index < papers => file_path(named.sequence, &named.name),
            _ => about_path(&name),
        };
        files.insert(path, file);
    }
    files
}
