//! The inventory of an object (OCFL 1.1, 3.5): what stands in it, and the rules that hold without its files.

use super::Notes;
use super::json::Json;
use crate::digest::Algorithm;
use crate::path::is_inside;
use std::collections::{BTreeMap, BTreeSet};

/// Algorithms that may address content.
const ADDRESSING: [Algorithm; 2] = [Algorithm::Sha512, Algorithm::Sha256];

/// What an inventory states, as far as it could be read.
#[derive(Debug, Default, Clone)]
pub(super) struct Inventory {
    /// Id of the object.
    pub id: String,
    /// Version of the specification in `type`, such as `1.1`.
    pub spec: String,
    /// Algorithm that addresses content.
    pub algorithm: Option<Algorithm>,
    /// The latest version.
    pub head: String,
    /// Folder of content in each version.
    pub content_folder: String,
    /// Content paths by digest in lower case.
    pub manifest: BTreeMap<String, Vec<String>>,
    /// The digests of the manifest as they are written.
    pub written: BTreeSet<String>,
    /// Further digests: algorithm, digest in lower case, content paths.
    pub fixity: Vec<(Algorithm, String, Vec<String>)>,
    /// The versions in the order of their numbers.
    pub versions: Vec<Version>,
}

/// One version of an object.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// Its name, such as `v2`.
    pub name: String,
    /// When, by whom and why, as it is written.
    pub about: [String; 3],
    /// Logical paths with the digest in lower case of what they hold.
    pub state: BTreeMap<String, String>,
}

/// Reads an inventory, telling which rules it breaks. `place` names the file.
pub(super) fn parse(place: &str, bytes: &[u8], notes: &mut Notes) -> Option<Inventory> {
    let Some(json) = Json::parse(bytes) else {
        notes.problem("E033", place);
        return None;
    };
    if json.pairs().is_none() {
        notes.problem("E034", place);
        return None;
    }
    let mut inventory = Inventory::default();
    head_of(place, &json, &mut inventory, notes);
    manifest_of(place, &json, &mut inventory, notes);
    versions_of(place, &json, &mut inventory, notes);
    fixity_of(place, &json, &mut inventory, notes);
    uses(place, &inventory, notes);
    Some(inventory)
}

/// What stands at the head: id, type, algorithm, latest version, folder of content.
fn head_of(place: &str, json: &Json, inventory: &mut Inventory, notes: &mut Notes) {
    match json.get("id").map(Json::text) {
        Some(Some(id)) if !id.is_empty() => {
            id.clone_into(&mut inventory.id);
            if !is_uri(id) {
                notes.warning("W005", id);
            }
        }
        Some(_) => notes.problem("E037", place),
        None => notes.problem("E036", format!("{place}: id")),
    }
    match json.get("type").map(Json::text) {
        Some(Some(kind)) => {
            let version = kind
                .strip_prefix("https://ocfl.io/")
                .and_then(|rest| rest.strip_suffix("/spec/#inventory"));
            match version {
                Some(version @ ("1.0" | "1.1")) => version.clone_into(&mut inventory.spec),
                _ => notes.problem("E038", kind),
            }
        }
        Some(None) => notes.problem("E038", place),
        None => notes.problem("E036", format!("{place}: type")),
    }
    match json.get("digestAlgorithm").map(Json::text) {
        Some(Some(name)) => match Algorithm::parse(name).filter(|known| ADDRESSING.contains(known)) {
            Some(algorithm) => {
                if algorithm == Algorithm::Sha256 {
                    notes.warning("W004", place);
                }
                inventory.algorithm = Some(algorithm);
            }
            None => notes.problem("E025", name),
        },
        Some(None) => notes.problem("E025", place),
        None => notes.problem("E036", format!("{place}: digestAlgorithm")),
    }
    match json.get("head").map(Json::text) {
        Some(Some(head)) => head.clone_into(&mut inventory.head),
        Some(None) => notes.problem("E040", place),
        None => notes.problem("E036", format!("{place}: head")),
    }
    "content".clone_into(&mut inventory.content_folder);
    match json.get("contentDirectory").map(Json::text) {
        None => {}
        Some(Some(name)) if name.contains('/') => notes.problem("E017", name),
        Some(Some("." | "..") | None) => notes.problem("E018", place),
        Some(Some(name)) => name.clone_into(&mut inventory.content_folder),
    }
}

fn manifest_of(place: &str, json: &Json, inventory: &mut Inventory, notes: &mut Notes) {
    let Some(manifest) = json.get("manifest") else {
        notes.problem("E041", format!("{place}: manifest"));
        return;
    };
    let Some(pairs) = manifest.pairs() else {
        notes.problem("E106", place);
        return;
    };
    let mut seen = BTreeSet::new();
    for (digest, paths) in pairs {
        let lower = digest.to_ascii_lowercase();
        inventory.written.insert(digest.clone());
        if inventory.manifest.contains_key(&lower) {
            notes.problem("E096", digest);
        }
        if inventory.algorithm.is_some_and(|known| !known.is_digest(digest)) {
            notes.problem("E025", digest);
        }
        let Some(paths) = paths.texts() else {
            notes.problem("E092", digest);
            continue;
        };
        let mut content = Vec::new();
        for path in paths {
            content_path(path, notes);
            if seen.insert(path.to_owned()) {
                content.push(path.to_owned());
            } else {
                notes.problem("E101", path);
            }
        }
        inventory.manifest.entry(lower).or_default().extend(content);
    }
    conflicts(&seen, "E101", notes);
}

/// Refuses a content path that could lie outside the object.
fn content_path(path: &str, notes: &mut Notes) {
    if path.starts_with('/') || path.ends_with('/') {
        notes.problem("E100", path);
    } else if !is_inside(path) {
        notes.problem("E099", path);
    }
}

/// Tells paths that are folders of other paths.
fn conflicts(paths: &BTreeSet<String>, code: &'static str, notes: &mut Notes) {
    for path in paths {
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            if paths.contains(above) {
                notes.problem(code, path);
            }
            folder = above;
        }
    }
}

fn versions_of(place: &str, json: &Json, inventory: &mut Inventory, notes: &mut Notes) {
    let Some(versions) = json.get("versions") else {
        notes.problem("E043", format!("{place}: versions"));
        return;
    };
    let Some(pairs) = versions.pairs() else {
        notes.problem("E044", place);
        return;
    };
    if pairs.is_empty() {
        notes.problem("E008", place);
    }
    for (name, block) in pairs {
        let version = version_of(name, block, inventory, notes);
        inventory.versions.push(version);
    }
    inventory.versions.sort_by_key(|version| number(&version.name));
    super::versions::check_names(place, inventory, notes);
}

/// Returns the number in a name such as `v2` or `v0002`.
pub(super) fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('v')?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|number| *number > 0)
}

fn version_of(name: &str, block: &Json, inventory: &Inventory, notes: &mut Notes) -> Version {
    let mut version = Version {
        name: name.to_owned(),
        ..Version::default()
    };
    match block.get("created") {
        None => notes.problem("E048", format!("{name}: created")),
        Some(created) => match created.text().filter(|text| is_instant(text)) {
            Some(text) => text.clone_into(&mut version.about[0]),
            None => notes.problem("E049", name),
        },
    }
    match block.get("message") {
        None => notes.warning("W007", format!("{name}: message")),
        Some(message) => match message.text() {
            Some(text) => text.clone_into(&mut version.about[1]),
            None => notes.problem("E094", name),
        },
    }
    user_of(block, &mut version, notes);
    match block.get("state").map(Json::pairs) {
        None => notes.problem("E048", format!("{name}: state")),
        Some(None) => notes.problem("E050", name),
        Some(Some(state)) => state_of(state, inventory, &mut version, notes),
    }
    version
}

fn user_of(block: &Json, version: &mut Version, notes: &mut Notes) {
    let Some(user) = block.get("user") else {
        notes.warning("W007", format!("{}: user", version.name));
        return;
    };
    let name = user
        .get("name")
        .and_then(Json::text)
        .filter(|name| !name.is_empty());
    let Some(name) = name else {
        notes.problem("E054", &version.name);
        return;
    };
    match user.get("address").map(Json::text) {
        None => notes.warning("W008", &version.name),
        Some(Some(address)) => {
            if !is_uri(address) {
                notes.warning("W009", address);
            }
            version.about[2] = format!("{name} {address}");
            return;
        }
        Some(None) => notes.problem("E054", &version.name),
    }
    name.clone_into(&mut version.about[2]);
}

fn state_of(state: &[(String, Json)], inventory: &Inventory, version: &mut Version, notes: &mut Notes) {
    for (digest, paths) in state {
        // A digest in other capitals than in the manifest is another one (3.5.3).
        if !inventory.written.contains(digest) {
            notes.problem("E050", digest);
        }
        let Some(paths) = paths.texts() else {
            notes.problem("E051", digest);
            continue;
        };
        for path in paths {
            if path.starts_with('/') || path.ends_with('/') {
                notes.problem("E053", path);
            } else if !is_inside(path) {
                notes.problem("E052", path);
            }
            let held = digest.to_ascii_lowercase();
            if version.state.insert(path.to_owned(), held).is_some() {
                notes.problem("E095", path);
            }
        }
    }
    conflicts(&version.state.keys().cloned().collect(), "E095", notes);
}

fn fixity_of(place: &str, json: &Json, inventory: &mut Inventory, notes: &mut Notes) {
    let Some(fixity) = json.get("fixity") else { return };
    let Some(blocks) = fixity.pairs() else {
        notes.problem("E111", place);
        return;
    };
    for (name, block) in blocks {
        let Some(pairs) = block.pairs() else {
            notes.problem("E057", name);
            continue;
        };
        // Tables of algorithms grow; one that is not known here cannot be checked.
        let Some(algorithm) = Algorithm::parse(name) else {
            continue;
        };
        let mut seen = BTreeSet::new();
        for (digest, paths) in pairs {
            if !seen.insert(digest.to_ascii_lowercase()) {
                notes.problem("E097", digest);
            }
            let Some(paths) = paths.texts() else {
                notes.problem("E057", digest);
                continue;
            };
            for path in &paths {
                content_path(path, notes);
            }
            let paths = paths.into_iter().map(str::to_owned).collect();
            inventory
                .fixity
                .push((algorithm, digest.to_ascii_lowercase(), paths));
        }
    }
}

/// Each digest of the manifest is used by a version, since 1.1.
fn uses(place: &str, inventory: &Inventory, notes: &mut Notes) {
    let states = inventory
        .versions
        .iter()
        .flat_map(|version| version.state.values());
    let used: BTreeSet<&String> = states.collect();
    if inventory.spec == "1.0" {
        return;
    }
    for digest in inventory.manifest.keys().filter(|digest| !used.contains(digest)) {
        notes.problem("E107", format!("{place}: {digest}"));
    }
}

/// A date and time with zone, to the second (RFC 3339).
fn is_instant(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 20 && bytes[10] == b'T' && bytes[16] == b':' && text.parse::<jiff::Timestamp>().is_ok()
}

/// Begins with a scheme (RFC 3986, 3.1).
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(plain) && !rest.is_empty()
}
