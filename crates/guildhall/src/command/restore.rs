//! `guildhall restore BACKUP`: a backup into an empty data folder, every file checked against the manifest.

use super::Outcome;
use super::backup::{MANIFEST, Manifest, hash};
use crate::config::Settings;
use crate::printing::{bar, say};
use anyhow::{Context as _, bail};
use std::fs;
use std::path::{Component, Path};

/// Restores. All folders of the vault are filled from the backup, buckets by the next scrub; the search index is built
/// at the next start.
///
/// # Errors
/// When the vault has no folder, the data folder is not empty, the backup is incomplete, or a file does not have its hash.
pub fn run(settings: &Settings, folder: &Path) -> anyhow::Result<Outcome> {
    let manifest = fs::read(folder.join(MANIFEST)).context("this folder holds no finished backup")?;
    let manifest: Manifest = serde_json::from_slice(&manifest).context("the manifest cannot be read")?;
    if settings.data.exists() && fs::read_dir(&settings.data)?.next().is_some() {
        bail!(
            "{} is not empty; restore into a new data folder",
            settings.data.display()
        );
    }
    if settings.config.vault.replicas.is_empty() {
        bail!(
            "name a folder in vault.replicas; a backup is restored into folders, and the scrub fills the buckets"
        );
    }
    check(folder, &manifest)?;
    let progress = bar(manifest.files.len() as u64, "恢复 restore");
    for name in manifest.files.keys() {
        let path = Path::new(name);
        match path.strip_prefix("vault") {
            Ok(rest) => {
                for replica in &settings.config.vault.replicas {
                    copy(&folder.join(path), &settings.below(replica).join(rest))?;
                }
            }
            Err(_) => copy(&folder.join(path), &settings.below(path))?,
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    say(format_args!(
        "{} files of {} restored",
        manifest.files.len(),
        manifest.made_at
    ));
    Ok(Outcome::Good)
}

fn check(folder: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let progress = bar(manifest.files.len() as u64, "核对 check");
    for (name, expected) in &manifest.files {
        if Path::new(name)
            .components()
            .any(|part| !matches!(part, Component::Normal(_)))
        {
            bail!("the manifest names {name}, which lies outside the backup");
        }
        if hash(&folder.join(name)).with_context(|| format!("{name} is missing"))? != *expected {
            bail!("{name} is not as it was when the backup was made; nothing was restored");
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).with_context(|| format!("{} cannot be written", to.display()))?;
    Ok(())
}
