//! The parts: the packages of the lock file with which the program was built.
//!
//! The lock file also names parts of the tests and of other systems; whoever holds it against advisories is told of
//! rather too much than too little.

use crate::error::InspectionError;
use semver::Version;
use serde::Deserialize;

/// A package of somebody else that the program is built from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// SHA-256 of its source as the registry gives it, in hexadecimal.
    pub checksum: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: Version,
    source: Option<String>,
    checksum: Option<String>,
}

/// Returns the parts that a lock file names, in order; our own rooms, which have no source, are left out.
///
/// # Errors
/// [`InspectionError::Form`] when it is no lock file.
pub fn parts(lock: &str) -> Result<Vec<Part>, InspectionError> {
    let lock: Lock = toml::from_str(lock).map_err(|_| InspectionError::form("Cargo.lock"))?;
    let foreign = lock
        .package
        .into_iter()
        .filter(|package| package.source.is_some());
    let mut parts: Vec<Part> = foreign
        .map(|package| Part {
            name: package.name,
            version: package.version,
            checksum: package.checksum,
        })
        .collect();
    parts.sort();
    Ok(parts)
}
