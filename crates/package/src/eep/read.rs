//! Reading a package: what it says, and whether it is genuine.

use super::certificate::Certificate;
use super::layer::Layer;
use super::{Problem, scan, verify};
use crate::sink::Sink;
use crate::{Limits, PackageError};
use guildhall_kernel::Timestamp;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Beginning of a note (附注) that states the SHA-256 of a file: id of its content and digest follow. The standard has
/// no element of its own for it.
pub(super) const DIGEST_NOTE: &str = "内容摘要 SHA-256 ";

/// A package that was read.
#[derive(Debug)]
pub struct Eep {
    /// Its layers, the original first; the last is what holds now.
    pub layers: Vec<Layer>,
    /// The certificates of its signatures.
    pub certificates: Vec<Certificate>,
    /// Whether its last signature is sealed by another (锁定签名), as the published schema wants it.
    pub is_locked: bool,
    /// What is wrong; the package is genuine when there is nothing.
    pub problems: Vec<Problem>,
}

impl Eep {
    /// Refuses a package that is not genuine, with its first problem.
    ///
    /// # Errors
    /// [`PackageError::Eep`].
    pub fn require_genuine(&self) -> Result<(), PackageError> {
        match self.problems.first() {
            Some(problem) => Err(PackageError::Eep(problem.clone())),
            None => Ok(()),
        }
    }

    /// Returns the layer that holds now.
    pub fn newest(&self) -> Option<&Layer> {
        self.layers.last()
    }
}

/// Reads a package and checks it as of now. The contents of its files go into `into` under number and name; they may be
/// used only when the package turns out to be genuine.
///
/// # Errors
/// [`PackageError::Eep`] when it is no package and cannot be read to its end, [`PackageError::TooLarge`],
/// [`PackageError::File`].
pub fn read<R: Read + Seek>(
    mut input: R,
    into: &mut dyn Sink,
    now: Timestamp,
    limits: &Limits,
) -> Result<Eep, PackageError> {
    let mut scanned = scan::scan(BufReader::with_capacity(256 * 1024, &mut input), into, limits)?;
    input
        .seek(SeekFrom::Start(0))
        .map_err(|error| PackageError::file("EEP", error))?;
    let certificates = verify::signatures(&mut input, &mut scanned, now)?;
    verify::files(&mut scanned);
    Ok(Eep {
        layers: scanned.layers,
        certificates,
        is_locked: scanned.lock.is_some(),
        problems: scanned.problems,
    })
}
