//! Judging a package that somebody sent, of whatever kind it is: a folder, a zip file or an XML file.

use crate::eep::{self, Certificate};
use crate::sink::NoSink;
use crate::tree::{FolderTree, Tree, ZipTree};
use crate::{Limits, PackageError, bagit, ocfl};
use guildhall_kernel::Timestamp;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::path::Path;

/// A kind of package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A bag (RFC 8493).
    Bag,
    /// An object of OCFL.
    Object,
    /// The national package (DA/T 48-2009).
    Eep,
}

impl Kind {
    /// Returns its name as people in archives say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bag => "BagIt",
            Self::Object => "OCFL",
            Self::Eep => "EEP (DA/T 48)",
        }
    }
}

/// What was found.
#[derive(Debug)]
pub struct Judgement {
    /// What kind of package it is.
    pub kind: Kind,
    /// Files in it, those that describe the package left out.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Who signed it, for a national package.
    pub certificates: Vec<Certificate>,
    /// What is wrong; it may be believed when there is nothing.
    pub problems: Vec<PackageError>,
}

/// Judges what lies at a path, without unpacking it.
///
/// # Errors
/// [`PackageError::Unknown`] when it is no package; what keeps it from being looked at to its end: a path that climbs
/// out, a link, a size beyond the limits, a disk that cannot be read.
pub fn judge(path: &Path, now: Timestamp, limits: &Limits) -> Result<Judgement, PackageError> {
    if path.is_dir() {
        return judge_tree(&mut FolderTree::open(path, limits)?, limits);
    }
    let failed = |error| PackageError::file(path.display(), error);
    let mut file = File::open(path).map_err(failed)?;
    let mut start = [0; 2];
    let count = file.read(&mut start).map_err(failed)?;
    file.rewind().map_err(failed)?;
    match &start[..count] {
        b"PK" => judge_tree(&mut ZipTree::open(BufReader::new(file), limits)?, limits),
        _ => judge_eep(file, now, limits),
    }
}

fn judge_tree(tree: &mut dyn Tree, limits: &Limits) -> Result<Judgement, PackageError> {
    let names = |start: &str| {
        tree.files()
            .keys()
            .any(|path| path.starts_with(start) && !path.contains('/'))
    };
    if names("0=ocfl_object_") {
        let found = ocfl::validate(tree, limits)?;
        return Ok(Judgement {
            kind: Kind::Object,
            files: found.files.len(),
            bytes: found.files.iter().map(|(.., size)| size).sum(),
            certificates: Vec::new(),
            problems: found.problems.into_iter().map(PackageError::Ocfl).collect(),
        });
    }
    if names("bagit.txt") || names("manifest-") {
        let found = bagit::read(tree, &mut NoSink, limits)?;
        return Ok(Judgement {
            kind: Kind::Bag,
            files: found.payload.len(),
            bytes: found.payload.values().map(|(_, size)| size).sum(),
            certificates: Vec::new(),
            problems: found.problems.into_iter().map(PackageError::Bag).collect(),
        });
    }
    Err(PackageError::Unknown)
}

fn judge_eep(file: File, now: Timestamp, limits: &Limits) -> Result<Judgement, PackageError> {
    let found = eep::read(file, &mut NoSink, now, limits)?;
    let contents = found.layers.iter().flat_map(|layer| &layer.files);
    let sizes = contents
        .filter_map(|file| file.content.as_ref())
        .map(|(_, size)| size);
    Ok(Judgement {
        kind: Kind::Eep,
        files: found.newest().map_or(0, |layer| layer.files.len()),
        bytes: sizes.sum(),
        certificates: found.certificates,
        problems: found.problems.into_iter().map(PackageError::Eep).collect(),
    })
}
