//! The versions of an object: their names, and what an inventory of an earlier version says of them.

use super::Notes;
use super::inventory::{Inventory, Version, number};

/// Checks the names of the versions in an inventory: numbered from 1 without gaps, written alike, the latest at the head.
pub(super) fn check_names(place: &str, inventory: &Inventory, notes: &mut Notes) {
    let names: Vec<&str> = inventory.versions.iter().map(|each| each.name.as_str()).collect();
    for name in &names {
        if number(name).is_none() {
            notes.problem("E046", format!("{place}: {name}"));
        }
    }
    let is_padded = |name: &&str| name.starts_with("v0");
    if names.iter().any(is_padded) {
        notes.warning("W001", place);
        if !names.iter().all(is_padded) {
            notes.problem("E011", place);
        }
        if names.iter().any(|name| name.len() != names[0].len()) {
            notes.problem("E012", place);
        }
    }
    for (place_in_line, name) in names.iter().enumerate() {
        let Some(number) = number(name) else { continue };
        if number as usize != place_in_line + 1 {
            let code = if place_in_line == 0 { "E009" } else { "E010" };
            notes.problem(code, *name);
            break;
        }
    }
    if !inventory.head.is_empty() && names.last().is_some_and(|last| *last != inventory.head) {
        notes.problem("E040", &inventory.head);
    }
}

/// Holds the inventory that lies in the folder of an earlier version against that of the object.
pub(super) fn check_earlier(folder: &str, earlier: &Inventory, root: &Inventory, notes: &mut Notes) {
    if earlier.id != root.id {
        notes.problem("E037", folder);
    }
    if !earlier.head.is_empty() && earlier.head != folder {
        notes.problem("E040", folder);
    }
    if earlier.content_folder != root.content_folder {
        notes.problem("E019", folder);
    }
    if !root.spec.is_empty() && earlier.spec > root.spec {
        notes.problem("E103", folder);
    }
    for version in &earlier.versions {
        let Some(now) = root.versions.iter().find(|other| other.name == version.name) else {
            notes.problem("E066", &version.name);
            continue;
        };
        if !is_same_state((version, earlier), (now, root)) {
            notes.problem("E066", &version.name);
        }
        if version.about != now.about {
            notes.warning("W011", &version.name);
        }
    }
}

/// Says whether two inventories say the same of a version. Where they use different algorithms, the content paths are
/// compared.
fn is_same_state((old, earlier): (&Version, &Inventory), (new, root): (&Version, &Inventory)) -> bool {
    if !old.state.keys().eq(new.state.keys()) {
        return false;
    }
    if earlier.algorithm == root.algorithm {
        return old.state == new.state;
    }
    old.state.iter().all(|(path, digest)| {
        let before = earlier.manifest.get(digest);
        let now = new.state.get(path).and_then(|digest| root.manifest.get(digest));
        match (before, now) {
            (Some(before), Some(now)) => before.iter().all(|path| now.contains(path)),
            _ => false,
        }
    })
}
