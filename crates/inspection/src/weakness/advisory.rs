//! A database of advisories in the layout of RustSec: `crates/NAME/RUSTSEC-*.md`, each with a head in TOML.
//!
//! Only the folders of our own parts are read, and bounded: a database is a foreign thing.

use super::Part;
use crate::error::InspectionError;
use guildhall_kernel::Timestamp;
use semver::VersionReq;
use serde::Deserialize;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Longest advisory that is read, in bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024;
/// Most advisories about one part.
const FILES_MAX: usize = 500;
/// Longest title that is told, in characters.
const TITLE_MAX: usize = 200;
/// What stands before and behind the head.
const HEAD: &str = "```toml";
const HEAD_END: &str = "```";

/// How an advisory is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Somebody can do harm through it.
    Weakness,
    /// It says something to know, such as that nobody looks after the part any more.
    Notice,
}

/// An advisory (漏洞公告).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisory {
    /// Its id, such as `RUSTSEC-2024-0001`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it is meant.
    pub gravity: Gravity,
    package: String,
    patched: Vec<VersionReq>,
    unaffected: Vec<VersionReq>,
}

/// A part about which an advisory speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The advisory.
    pub advisory: Advisory,
    /// The part.
    pub part: Part,
}

#[derive(Deserialize)]
struct Head {
    advisory: About,
    #[serde(default)]
    versions: Versions,
}

#[derive(Deserialize)]
struct About {
    id: String,
    package: String,
    informational: Option<toml::Value>,
    withdrawn: Option<toml::Value>,
}

#[derive(Deserialize, Default)]
struct Versions {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

impl Advisory {
    /// Reads an advisory; none when it was withdrawn.
    ///
    /// # Errors
    /// Says what is wrong with it.
    fn read(text: &str) -> Result<Option<Self>, &'static str> {
        let behind = text.trim_start().strip_prefix(HEAD).ok_or("no head")?;
        let (head, body) = behind.split_once(HEAD_END).ok_or("a head without an end")?;
        let head: Head = toml::from_str(head).map_err(|_| "a head that is not of this form")?;
        if head.advisory.withdrawn.is_some() {
            return Ok(None);
        }
        let title = body
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .unwrap_or("");
        Ok(Some(Self {
            id: head.advisory.id,
            title: title.trim().chars().take(TITLE_MAX).collect(),
            gravity: match head.advisory.informational {
                None => Gravity::Weakness,
                Some(_) => Gravity::Notice,
            },
            package: head.advisory.package,
            patched: ranges(&head.versions.patched)?,
            unaffected: ranges(&head.versions.unaffected)?,
        }))
    }

    /// Says whether it speaks about a part: about every version that is neither mended nor was ever harmed.
    fn is_about(&self, part: &Part) -> bool {
        let mut spared = self.patched.iter().chain(&self.unaffected);
        self.package == part.name && !spared.any(|range| range.matches(&part.version))
    }
}

fn ranges(texts: &[String]) -> Result<Vec<VersionReq>, &'static str> {
    let read = |text: &String| VersionReq::parse(text).map_err(|_| "a range of versions that cannot be read");
    texts.iter().map(read).collect()
}

/// Returns the advisories of a database that speak about one of the parts, the gravest first.
///
/// An advisory that cannot be read fails the whole: a weakness that is passed over would be taken for none.
///
/// # Errors
/// [`InspectionError`] when the folder is no such database, or a file in it cannot be read.
pub fn matches_in(folder: &Path, parts: &[Part]) -> Result<Vec<Match>, InspectionError> {
    let crates = crates_of(folder)?;
    let mut found = Vec::new();
    let mut last: Option<(&str, Vec<Advisory>)> = None;
    for part in parts {
        // Parts are in order: versions of one name stand together.
        let advisories = match last.take() {
            Some((name, advisories)) if name == part.name => advisories,
            _ => about(&crates.join(&part.name))?,
        };
        let hits = advisories.iter().filter(|advisory| advisory.is_about(part));
        found.extend(hits.map(|advisory| Match {
            advisory: advisory.clone(),
            part: part.clone(),
        }));
        last = Some((&part.name, advisories));
    }
    found.sort_by(|one, other| {
        let rank = |hit: &Match| (hit.advisory.gravity, hit.advisory.id.clone());
        rank(one).cmp(&rank(other))
    });
    Ok(found)
}

/// Returns when the database last changed.
///
/// # Errors
/// [`InspectionError`] when the folder is no such database.
pub(super) fn changed_at(folder: &Path) -> Result<Timestamp, InspectionError> {
    let crates = crates_of(folder)?;
    let machine = |error| InspectionError::machine(crates.display(), error);
    let changed = std::fs::metadata(&crates)
        .and_then(|metadata| metadata.modified())
        .map_err(machine)?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Timestamp::from_micros(
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
    ))
}

fn crates_of(folder: &Path) -> Result<PathBuf, InspectionError> {
    let crates = folder.join("crates");
    if crates.is_dir() {
        Ok(crates)
    } else {
        Err(InspectionError::form(folder.display()))
    }
}

/// Reads the advisories about one part; none when it has no folder.
fn about(folder: &Path) -> Result<Vec<Advisory>, InspectionError> {
    let machine = |error| InspectionError::machine(folder.display(), error);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(machine(error)),
    };
    let mut advisories = Vec::new();
    for entry in entries.take(FILES_MAX) {
        let path = entry.map_err(machine)?.path();
        if path.extension().is_some_and(|ending| ending == "md") {
            advisories.extend(read(&path)?);
        }
    }
    Ok(advisories)
}

fn read(path: &Path) -> Result<Option<Advisory>, InspectionError> {
    let machine = |error| InspectionError::machine(path.display(), error);
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(machine)?;
    file.take(FILE_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(machine)?;
    Advisory::read(&text).map_err(|what| InspectionError::form(format_args!("{}: {what}", path.display())))
}
