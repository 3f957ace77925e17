//! The house's backups: where they lie, and what belongs into them.

use crate::config::Settings;
use crate::house::{House, migrations};
use anyhow::{Context as _, bail};
use guildhall_backup::{Backup, Made, Place, Repository, SourceFile, Watch};
use guildhall_kernel::{Clock, Random, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use std::path::Path;
use std::sync::Arc;

/// What lies in the data folder beside database, originals and what can be made again.
const FILES: &[&str] = &["guildhall.toml", "rules", "keys"];

/// Returns the place of the backups: the folder that is named, or what is configured.
///
/// # Errors
/// When there is neither, or it cannot be used.
pub fn place(settings: &Settings, folder: Option<&Path>) -> anyhow::Result<Place> {
    let backup = &settings.config.backup;
    match (folder, &backup.target, &backup.bucket) {
        (Some(folder), ..) => Ok(Place::folder(folder)?),
        (None, Some(folder), _) => Ok(Place::folder(&settings.below(folder))?),
        (None, None, Some(bucket)) => Ok(Place::bucket(&bucket.address(&settings.data)?)?),
        (None, None, None) => {
            bail!("name a folder, or set backup.target or backup.bucket in the configuration")
        }
    }
}

/// Opens backups that were made before.
///
/// # Errors
/// When none are there, or the keys do not open them.
pub async fn open(place: Place, keys: Arc<KeyRing>) -> anyhow::Result<Repository> {
    Ok(Repository::open(place, keys, tools()).await?)
}

fn tools() -> (Arc<dyn Clock>, Arc<dyn Random>) {
    (Arc::new(SystemClock), Arc::new(SystemRandom))
}

/// Makes a backup of the house.
///
/// # Errors
/// As [`Backup::run`].
pub async fn make(house: &House, place: Place, watch: &Watch<'_>) -> anyhow::Result<Made> {
    let repository = Repository::open_or_create(place, Arc::clone(&house.keys), tools()).await?;
    let mut files = Vec::new();
    for name in FILES {
        files.extend(SourceFile::below(&house.settings.data, name).context("the files of the house")?);
    }
    let backup = Backup {
        repository: &repository,
        database: &house.database,
        vault: &house.vault,
        migrations: &migrations(),
        files,
        keep: house.settings.config.backup.keep,
        program: env!("CARGO_PKG_VERSION"),
    };
    Ok(backup.run(watch).await?)
}
