//! The content of an object held against what its inventories state.

use super::Notes;
use super::inventory::Inventory;
use crate::PackageError;
use crate::digest::{Algorithm, Hashing};
use crate::path::is_inside;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// A digest that some inventory states of a file.
struct Stated {
    algorithm: Algorithm,
    digest: String,
    code: &'static str,
}

/// Reads each file of content once and holds it against the manifests and fixity blocks of all inventories; tells files
/// that no manifest names. Returns SHA-256 and size of each file.
///
/// # Errors
/// [`PackageError::File`], [`PackageError::Zip`].
pub(super) fn check(
    tree: &mut dyn Tree,
    root: &Inventory,
    earlier: &[(String, Inventory)],
    notes: &mut Notes,
) -> Result<BTreeMap<String, (String, u64)>, PackageError> {
    let mut wanted: BTreeMap<String, Vec<Stated>> = BTreeMap::new();
    state(root, &mut wanted);
    for (_, inventory) in earlier {
        state(inventory, &mut wanted);
    }
    let listed: BTreeSet<&String> = root.manifest.values().flatten().collect();
    let files: Vec<String> = tree.files().keys().cloned().collect();
    for path in files.iter().filter(|path| is_content(path, root)) {
        if !listed.contains(path) {
            notes.problem("E023", path);
        }
    }
    let mut found = BTreeMap::new();
    for (path, stated) in &wanted {
        if !is_inside(path) {
            continue;
        }
        if !tree.files().contains_key(path) {
            notes.problem("E092", path);
            continue;
        }
        let algorithms: Vec<Algorithm> = std::iter::once(Algorithm::Sha256)
            .chain(stated.iter().map(|each| each.algorithm))
            .collect();
        let file = Hashing::new(tree.open(path)?, &algorithms);
        let (size, digests) = file.exhaust().map_err(|error| PackageError::file(path, error))?;
        for (each, computed) in stated.iter().zip(&digests[1..]) {
            if each.digest != *computed {
                notes.problem(each.code, path);
            }
        }
        let sha256 = digests.into_iter().next().unwrap_or_default();
        found.insert(path.clone(), (sha256, size));
    }
    Ok(found)
}

/// Says whether a path lies in the folder of content of a version.
pub(super) fn is_content(path: &str, inventory: &Inventory) -> bool {
    let mut parts = path.splitn(3, '/');
    let version = parts.next().unwrap_or_default();
    let folder = parts.next().unwrap_or_default();
    let known = inventory.versions.iter().any(|each| each.name == version);
    known && folder == inventory.content_folder && parts.next().is_some()
}

fn state(inventory: &Inventory, wanted: &mut BTreeMap<String, Vec<Stated>>) {
    let mut add = |path: &String, algorithm, digest: &String, code| {
        let stated = wanted.entry(path.clone()).or_default();
        if !stated
            .iter()
            .any(|each| each.algorithm == algorithm && each.digest == *digest)
        {
            stated.push(Stated {
                algorithm,
                digest: digest.clone(),
                code,
            });
        }
    };
    if let Some(algorithm) = inventory.algorithm {
        for (digest, paths) in &inventory.manifest {
            for path in paths {
                add(path, algorithm, digest, "E092");
            }
        }
    }
    for (algorithm, digest, paths) in &inventory.fixity {
        for path in paths {
            add(path, *algorithm, digest, "E093");
        }
    }
}
