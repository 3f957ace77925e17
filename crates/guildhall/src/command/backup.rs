//! `guildhall backup FOLDER`: a consistent copy of everything, while the server may run.
//!
//! The database is copied first, then the vault, each object verified and taken from whatever replica has it whole: an
//! object is in the vault before its row is committed, so every row of the copy finds its object. The manifest, with the hash of every file, is written last:
//! a folder without one is no backup.

use super::Outcome;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::{bar, say};
use anyhow::{Context as _, bail};
use guildhall_vault::FolderReplica;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the backup.
    pub version: u32,
    /// When it was made.
    pub made_at: String,
    /// SHA-256 of every file by its path.
    pub files: BTreeMap<String, String>,
}

/// Makes the backup.
///
/// # Errors
/// When the folder exists, the disk is full, or a file cannot be read.
pub async fn run(settings: Settings, folder: &Path) -> anyhow::Result<Outcome> {
    if settings.config.database.url.is_some() {
        bail!("a PostgreSQL database is backed up with its own tools; see the handbook");
    }
    let house = House::open(settings, Use::Shared).await?;
    fs::create_dir(folder)
        .with_context(|| format!("{} cannot be made; name a new folder", folder.display()))?;
    let made_at = house.database.clock().now().to_rfc3339();
    house.database.copy_to(&folder.join("guildhall.db")).await?;
    let whole = copy_vault(&house, &folder.join("vault")).await?;
    let sources = [
        (house.settings.below("keys"), PathBuf::from("keys")),
        (house.settings.below("rules"), PathBuf::from("rules")),
    ];
    let target = folder.to_owned();
    let manifest = tokio::task::spawn_blocking(move || copy_all(&sources, &target, made_at)).await??;
    say(format_args!(
        "{} files in {}",
        manifest.files.len(),
        folder.display()
    ));
    say("keep it apart from this machine: it holds the keys");
    Ok(if whole { Outcome::Good } else { Outcome::Found })
}

/// Copies the objects of all realms; returns whether none was lost.
async fn copy_vault(house: &House, folder: &Path) -> anyhow::Result<bool> {
    let target = FolderReplica::open("backup", folder, &*house.database.random())?;
    let mut whole = true;
    for realm in house.realms().await? {
        let progress = bar(0, "备份 backup");
        let told = |done: u64, total: u64| {
            progress.set_length(total);
            progress.set_position(done);
        };
        let report = house
            .vault
            .copy_to(&house.database, realm.id, &target, &told)
            .await?;
        progress.finish_and_clear();
        for hash in &report.lost {
            say(format_args!(
                "{hash} is damaged in every replica and not in the backup"
            ));
        }
        whole &= report.lost.is_empty();
    }
    drop(target);
    // The backup holds objects only, not the staging of the copying.
    fs::remove_dir(folder.join("staging"))?;
    Ok(whole)
}

fn copy_all(sources: &[(PathBuf, PathBuf)], folder: &Path, made_at: String) -> anyhow::Result<Manifest> {
    let mut files = BTreeMap::from([("guildhall.db".to_owned(), hash(&folder.join("guildhall.db"))?)]);
    let progress = bar(0, "备份 backup");
    for entry in walkdir::WalkDir::new(folder.join("vault")) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder)?.to_string_lossy().into_owned();
            files.insert(name, hash(entry.path())?);
            progress.inc_length(1);
            progress.inc(1);
        }
    }
    for (source, target) in sources.iter().filter(|(source, _)| source.is_dir()) {
        for entry in walkdir::WalkDir::new(source) {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            let name = target.join(entry.path().strip_prefix(source)?);
            let to = folder.join(&name);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::copy(entry.path(), &to)
                .with_context(|| format!("{} cannot be copied", entry.path().display()))?;
            files.insert(name.to_string_lossy().into_owned(), hash(&to)?);
            progress.inc_length(1);
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    let manifest = Manifest {
        version: 1,
        made_at,
        files,
    };
    let file = fs::File::create(folder.join(MANIFEST))?;
    serde_json::to_writer_pretty(&file, &manifest)?;
    file.sync_all()?;
    Ok(manifest)
}

/// Returns the SHA-256 of a file in hexadecimal.
pub fn hash(file: &Path) -> anyhow::Result<String> {
    let mut reader = fs::File::open(file)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(&buffer[..count]);
    }
}
