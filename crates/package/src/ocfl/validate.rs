//! Validating an object: its folder, its inventories, its content.

use super::inventory::{self, Inventory, number};
use super::{Notes, Problem, content, versions};
use crate::tree::Tree;
use crate::{Limits, PackageError};
use std::collections::{BTreeMap, BTreeSet};

/// Name of the inventory.
const INVENTORY: &str = "inventory.json";
/// Beginning of the name of the declaration, before the version of the specification.
const DECLARATION: &str = "0=ocfl_object_";

/// What was found about an object.
#[derive(Debug)]
pub struct Validity {
    /// Id of the object.
    pub id: String,
    /// Files of the latest version: logical path, content path, SHA-256, size in bytes.
    pub files: Vec<(String, String, String, u64)>,
    /// How many versions it has.
    pub versions: usize,
    /// The rules that it breaks; it is valid when there are none.
    pub problems: Vec<Problem>,
    /// What the specification advises against.
    pub warnings: Vec<Problem>,
}

impl Validity {
    /// Refuses an object that is not valid, with the first rule that it breaks.
    ///
    /// # Errors
    /// [`PackageError::Ocfl`].
    pub fn require_valid(&self) -> Result<(), PackageError> {
        match self.problems.first() {
            Some(problem) => Err(PackageError::Ocfl(problem.clone())),
            None => Ok(()),
        }
    }
}

/// Validates an object whose folder is the tree; every file of content is read once.
///
/// # Errors
/// [`PackageError::TooLarge`] for an inventory beyond the limits, [`PackageError::File`], [`PackageError::Zip`]; what is
/// wrong with the object itself stands in the result.
pub fn validate(tree: &mut dyn Tree, limits: &Limits) -> Result<Validity, PackageError> {
    let mut notes = Notes::new(limits.problems);
    let (mut id, mut files, mut count) = (String::new(), Vec::new(), 0);
    let declared = declaration(tree, limits, &mut notes)?;
    if let Some((root, bytes)) = inventory_at(tree, "", limits, &mut notes)? {
        if declared.is_some_and(|version| !root.spec.is_empty() && version != root.spec) {
            notes.problem("E038", &root.spec);
        }
        root_entries(tree, &root, &mut notes);
        let earlier = earlier(tree, (&root, &bytes), limits, &mut notes)?;
        let found = content::check(tree, &root, &earlier, &mut notes)?;
        files = latest(&root, &found);
        count = root.versions.len();
        id = root.id;
    }
    Ok(Validity {
        id,
        files,
        versions: count,
        problems: notes.problems,
        warnings: notes.warnings,
    })
}

/// Reads the declaration of the version of the specification.
fn declaration(
    tree: &mut dyn Tree,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Option<String>, PackageError> {
    let named: Vec<String> = tree
        .files()
        .keys()
        .filter(|path| path.starts_with("0=") && !path.contains('/'))
        .cloned()
        .collect();
    let [name] = named.as_slice() else {
        notes.problem("E003", named.join(", "));
        return Ok(None);
    };
    let Some(version) = name.strip_prefix(DECLARATION) else {
        notes.problem("E006", name);
        return Ok(None);
    };
    let bytes = tree.read(name, limits.whole_bytes)?;
    if bytes != format!("{}\n", &name[2..]).as_bytes() {
        notes.problem("E007", name);
    }
    Ok(Some(version.to_owned()))
}

/// Reads the inventory in a folder (with its `/`, or empty) and holds it against its sidecar.
fn inventory_at(
    tree: &mut dyn Tree,
    folder: &str,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Option<(Inventory, Vec<u8>)>, PackageError> {
    let path = format!("{folder}{INVENTORY}");
    if !tree.files().contains_key(&path) {
        match folder {
            "" => notes.problem("E063", &path),
            _ => notes.warning("W010", &path),
        }
        return Ok(None);
    }
    let bytes = tree.read(&path, limits.whole_bytes)?;
    let Some(inventory) = inventory::parse(&path, &bytes, notes) else {
        return Ok(None);
    };
    let Some(algorithm) = inventory.algorithm else {
        return Ok(Some((inventory, bytes)));
    };
    let sidecar = format!("{path}.{}", algorithm.name());
    if !tree.files().contains_key(&sidecar) {
        notes.problem("E058", &sidecar);
        return Ok(Some((inventory, bytes)));
    }
    let text = tree.read(&sidecar, limits.whole_bytes)?;
    let text = String::from_utf8_lossy(&text);
    let parts: Vec<&str> = text.split_whitespace().collect();
    match parts.as_slice() {
        [digest, INVENTORY] if algorithm.is_digest(digest) => {
            if !algorithm.of(&bytes).eq_ignore_ascii_case(digest) {
                notes.problem("E060", &path);
            }
        }
        _ => notes.problem("E061", &sidecar),
    }
    Ok(Some((inventory, bytes)))
}

/// Tells what has no business in the folder of the object, or in that of a version.
fn root_entries(tree: &dyn Tree, root: &Inventory, notes: &mut Notes) {
    let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in tree.files().keys() {
        match path.split_once('/') {
            Some((folder, rest)) => {
                let first = rest.split_inclusive('/').next().unwrap_or_default();
                folders.entry(folder).or_default().insert(first);
            }
            None if path.starts_with("0=") || is_inventory_file(path) => {}
            None => notes.problem("E001", path),
        }
    }
    for (folder, entries) in &folders {
        let known = root.versions.iter().any(|version| version.name == *folder);
        match *folder {
            "extensions" => {
                for entry in entries.iter().filter(|entry| !entry.ends_with('/')) {
                    notes.problem("E067", *entry);
                }
            }
            "logs" => {}
            _ if number(folder).is_none() => notes.problem("E001", *folder),
            _ if !known => notes.problem("E046", *folder),
            _ => version_entries(folder, entries, root, notes),
        }
    }
    for version in root
        .versions
        .iter()
        .filter(|version| !folders.contains_key(version.name.as_str()))
    {
        notes.problem("E010", &version.name);
    }
}

fn version_entries(folder: &str, entries: &BTreeSet<&str>, root: &Inventory, notes: &mut Notes) {
    for entry in entries {
        match entry.strip_suffix('/') {
            Some(name) if name == root.content_folder => {}
            Some(name) => notes.warning("W002", format!("{folder}/{name}")),
            None if is_inventory_file(entry) => {}
            None => notes.problem("E015", format!("{folder}/{entry}")),
        }
    }
}

fn is_inventory_file(name: &str) -> bool {
    name == INVENTORY
        || name
            .strip_prefix(INVENTORY)
            .is_some_and(|rest| rest.starts_with('.'))
}

/// Reads the inventories of the versions; that of the latest must be the one of the object, byte for byte.
fn earlier(
    tree: &mut dyn Tree,
    (root, bytes): (&Inventory, &[u8]),
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Vec<(String, Inventory)>, PackageError> {
    let mut all = Vec::new();
    let names: Vec<String> = root.versions.iter().map(|version| version.name.clone()).collect();
    for name in names.iter().filter(|name| number(name).is_some()) {
        let folder = format!("{name}/");
        if *name == root.head {
            latest_copy(tree, &folder, bytes, limits, notes)?;
            continue;
        }
        if let Some((inventory, _)) = inventory_at(tree, &folder, limits, notes)? {
            versions::check_earlier(name, &inventory, root, notes);
            all.push((name.clone(), inventory));
        }
    }
    Ok(all)
}

fn latest_copy(
    tree: &mut dyn Tree,
    folder: &str,
    bytes: &[u8],
    limits: &Limits,
    notes: &mut Notes,
) -> Result<(), PackageError> {
    let path = format!("{folder}{INVENTORY}");
    if !tree.files().contains_key(&path) {
        notes.warning("W010", &path);
        return Ok(());
    }
    if tree.read(&path, limits.whole_bytes)? != bytes {
        notes.problem("E064", &path);
    }
    Ok(())
}

/// The files of the latest version.
fn latest(root: &Inventory, found: &BTreeMap<String, (String, u64)>) -> Vec<(String, String, String, u64)> {
    let Some(version) = root.versions.last() else {
        return Vec::new();
    };
    let place = |logical: &String, digest: &String| {
        let copies = root.manifest.get(digest)?;
        let same_name = format!("/{}/{logical}", root.content_folder);
        let content = copies
            .iter()
            .find(|path| path.ends_with(&same_name))
            .or(copies.first())?;
        let (sha256, size) = found.get(content)?;
        Some((content.clone(), sha256.clone(), *size))
    };
    version
        .state
        .iter()
        .filter_map(|(logical, digest)| {
            let (content, sha256, size) = place(logical, digest)?;
            Some((logical.clone(), content, sha256, size))
        })
        .collect()
}
