//! The files of a package to be read: in a folder, or in a zip file.
//!
//! Listing refuses what no package needs: links, paths that climb out, names that differ by case only, more files or
//! bytes than the limits allow.

use crate::path::Paths;
use crate::{Limits, PackageError};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A tree of files that can be read.
pub trait Tree {
    /// Returns the files by path with their sizes in bytes.
    fn files(&self) -> &BTreeMap<String, u64>;

    /// Opens a file of the tree; it gives no more bytes than [`Tree::files`] says.
    ///
    /// # Errors
    /// [`PackageError::File`], [`PackageError::Zip`].
    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>, PackageError>;

    /// Reads a whole file of at most `limit` bytes.
    ///
    /// # Errors
    /// [`PackageError::TooLarge`], and as [`Tree::open`].
    fn read(&mut self, path: &str, limit: u64) -> Result<Vec<u8>, PackageError> {
        let mut bytes = Vec::new();
        self.open(path)?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| PackageError::file(path, error))?;
        match bytes.len() as u64 > limit {
            true => Err(PackageError::too_large(path)),
            false => Ok(bytes),
        }
    }
}

/// A package in a folder.
#[derive(Debug)]
pub struct FolderTree {
    root: PathBuf,
    files: BTreeMap<String, u64>,
}

impl FolderTree {
    /// Lists the files of a folder.
    ///
    /// # Errors
    /// [`PackageError::Link`], [`PackageError::Path`], [`PackageError::Clash`], [`PackageError::TooLarge`],
    /// [`PackageError::File`].
    pub fn open(root: &Path, limits: &Limits) -> Result<Self, PackageError> {
        let mut listing = Listing::new(limits);
        for entry in walkdir::WalkDir::new(root).follow_links(false).min_depth(1) {
            let entry = entry.map_err(|error| PackageError::file(root.display(), error.into()))?;
            let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = relative.to_string_lossy().into_owned();
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            if !kind.is_file() || relative.to_str().is_none() {
                return Err(PackageError::Link { path });
            }
            let size = entry
                .metadata()
                .map_err(|error| PackageError::file(&path, error.into()))?
                .len();
            listing.take(path, size)?;
        }
        Ok(Self {
            root: root.to_owned(),
            files: listing.files,
        })
    }
}

impl Tree for FolderTree {
    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>, PackageError> {
        let size = size_of(&self.files, path)?;
        let file = File::open(self.root.join(path)).map_err(|error| PackageError::file(path, error))?;
        Ok(Box::new(BufReader::with_capacity(128 * 1024, file).take(size)))
    }
}

/// A package in a zip file; a single folder around everything is left out.
#[derive(Debug)]
pub struct ZipTree<R> {
    archive: ZipArchive<R>,
    /// The number of each file in the archive.
    places: BTreeMap<String, usize>,
    files: BTreeMap<String, u64>,
}

impl<R: Read + Seek> ZipTree<R> {
    /// Lists the files of a zip file.
    ///
    /// # Errors
    /// [`PackageError::Zip`] when it is damaged or encrypted, and as [`FolderTree::open`].
    pub fn open(input: R, limits: &Limits) -> Result<Self, PackageError> {
        let mut archive = ZipArchive::new(input).map_err(|_| PackageError::Zip)?;
        if archive.len() > limits.files.saturating_mul(2) {
            return Err(PackageError::too_large("zip"));
        }
        let mut listing = Listing::new(limits);
        let mut places = BTreeMap::new();
        for place in 0..archive.len() {
            let entry = archive.by_index_raw(place).map_err(|_| PackageError::Zip)?;
            let path = String::from_utf8(entry.name_raw().to_vec()).map_err(|_| PackageError::Path {
                path: entry.name().chars().take(200).collect(),
            })?;
            if entry.is_symlink() {
                return Err(PackageError::Link { path });
            }
            if entry.encrypted() {
                return Err(PackageError::Zip);
            }
            match path.strip_suffix('/') {
                Some(folder) => crate::path::require_inside(folder)?,
                None => {
                    listing.take(path.clone(), entry.size())?;
                    places.insert(path, place);
                }
            }
        }
        let mut files = listing.files;
        if let Some(around) = around(&files) {
            let inner = |path: String| path[around.len()..].to_owned();
            files = files
                .into_iter()
                .map(|(path, size)| (inner(path), size))
                .collect();
            places = places
                .into_iter()
                .map(|(path, place)| (inner(path), place))
                .collect();
        }
        Ok(Self {
            archive,
            places,
            files,
        })
    }
}

impl<R: Read + Seek> Tree for ZipTree<R> {
    fn files(&self) -> &BTreeMap<String, u64> {
        &self.files
    }

    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>, PackageError> {
        let size = size_of(&self.files, path)?;
        let place = self.places.get(path).copied().ok_or_else(|| missing(path))?;
        let file = self.archive.by_index(place).map_err(|_| PackageError::Zip)?;
        Ok(Box::new(BufReader::new(file).take(size)))
    }
}

/// The folder, with its `/`, in which every file lies, when no file lies beside it.
fn around(files: &BTreeMap<String, u64>) -> Option<String> {
    let (folder, _) = files.keys().next()?.split_once('/')?;
    let prefix = format!("{folder}/");
    files
        .keys()
        .all(|path| path.starts_with(&prefix))
        .then_some(prefix)
}

fn size_of(files: &BTreeMap<String, u64>, path: &str) -> Result<u64, PackageError> {
    files.get(path).copied().ok_or_else(|| missing(path))
}

fn missing(path: &str) -> PackageError {
    PackageError::file(path, std::io::ErrorKind::NotFound.into())
}

/// The files that were listed so far, held against the limits.
struct Listing<'l> {
    limits: &'l Limits,
    paths: Paths,
    files: BTreeMap<String, u64>,
    bytes: u64,
}

impl<'l> Listing<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            paths: Paths::default(),
            files: BTreeMap::new(),
            bytes: 0,
        }
    }

    fn take(&mut self, path: String, size: u64) -> Result<(), PackageError> {
        self.paths.take(&path)?;
        self.bytes = self.bytes.saturating_add(size);
        self.files.insert(path, size);
        match self.files.len() > self.limits.files || self.bytes > self.limits.bytes {
            true => Err(PackageError::too_large("files")),
            false => Ok(()),
        }
    }
}
