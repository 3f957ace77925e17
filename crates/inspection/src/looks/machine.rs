//! The machine: room on the disks, and who else on it may read or write what belongs to the house.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

/// The bits of a mode that let others than the owner in.
const OTHERS: u32 = 0o077;
/// The bits that let everybody write.
const EVERYBODY_WRITES: u32 = 0o002;
/// Bytes of a gigabyte.
const GB: u64 = 1 << 30;
/// Key files that are looked at.
const FILES_MAX: usize = 1_000;

fn mode(path: &Path) -> Result<u32, InspectionError> {
    let metadata =
        std::fs::metadata(path).map_err(|error| InspectionError::machine(path.display(), error))?;
    Ok(metadata.permissions().mode() & 0o777)
}

pub(super) fn data_folder(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let mode = mode(&place.premises.data)?;
    Ok(Evidence::of("data-folder")
        .text("mode", format_args!("{mode:03o}"))
        .judged(mode & OTHERS == 0, Outcome::MustAct))
}

pub(super) fn key_files(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let folder = &place.premises.keys;
    let machine = |error| InspectionError::machine(folder.display(), error);
    let (mut count, mut open) = (0_u64, Vec::new());
    for entry in std::fs::read_dir(folder).map_err(machine)?.take(FILES_MAX) {
        let entry = entry.map_err(machine)?;
        if !entry.file_type().map_err(machine)?.is_file() {
            continue;
        }
        count += 1;
        if mode(&entry.path())? & OTHERS != 0 {
            open.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    open.sort();
    Ok(if open.is_empty() {
        Evidence::of("key-files").count("count", count).good()
    } else {
        Evidence::of("key-files-open")
            .text("names", open.join(", "))
            .must_act()
    })
}

pub(super) fn watched_folder(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let Some(folder) = &place.premises.watched else {
        return Ok(Evidence::of("watched-none").good());
    };
    let mode = mode(folder)?;
    Ok(Evidence::of("watched")
        .text("folder", folder.display())
        .text("mode", format_args!("{mode:03o}"))
        .judged(mode & EVERYBODY_WRITES == 0, Outcome::MustAct))
}

/// Looks at the disk of the data folder and at those of the replicas.
pub(super) fn disk(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let mut devices = Vec::new();
    let mut seen: Option<Seen> = None;
    for folder in std::iter::once(&place.premises.data).chain(&place.premises.replicas) {
        let machine = |error| InspectionError::machine(folder.display(), error);
        let device = std::fs::metadata(folder).map_err(machine)?.dev();
        if devices.contains(&device) {
            continue;
        }
        devices.push(device);
        let found = free(place, folder)?;
        seen = Some(match seen {
            None => found,
            Some(before) => before.and(found),
        });
    }
    seen.ok_or_else(|| InspectionError::form(place.premises.data.display()))
}

fn free(place: &Place<'_>, folder: &Path) -> Result<Seen, InspectionError> {
    let told = rustix::fs::statvfs(folder)
        .map_err(|error| InspectionError::machine(folder.display(), error.into()))?;
    let (block, blocks) = (told.f_frsize, told.f_blocks.max(1));
    let percent = told.f_bavail.saturating_mul(100) / blocks;
    let limit = u64::from(place.parameters.disk_free_percent);
    let evidence = Evidence::of("disk")
        .text("folder", folder.display())
        .count("free", told.f_bavail.saturating_mul(block) / GB)
        .count("percent", percent);
    // Half of what is wanted is the point from which it cannot wait.
    let otherwise = if percent < limit / 2 {
        Outcome::MustAct
    } else {
        Outcome::Attention
    };
    Ok(evidence.judged(percent >= limit, otherwise))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_of_a_folder_is_told_without_its_kind() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
        assert_eq!(mode(folder.path()).unwrap(), 0o750);
        assert!(mode(&folder.path().join("missing")).is_err());
    }
}
