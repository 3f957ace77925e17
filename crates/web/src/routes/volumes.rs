//! Addresses of volumes.

/// Volumes, by how they stand.
pub const VOLUMES: &str = "/volumes";
/// The form of a new volume.
pub const VOLUME_NEW: &str = "/volumes/new";
/// The catalogue of the filed volumes of a set.
pub const VOLUME_CATALOGUE: &str = "/volumes/catalogue.pdf";

/// A volume.
#[must_use]
pub fn volume(id: &str) -> String {
    format!("{VOLUMES}/{id}")
}

/// What is done with a volume: `papers`, `removal`, `order`, `state`; or what is printed of it: `cover.pdf`, `list.pdf`,
/// `note.pdf`, `spine.pdf`.
#[must_use]
pub fn volume_way(id: &str, way: &str) -> String {
    format!("{VOLUMES}/{id}/{way}")
}
