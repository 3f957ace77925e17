//! `guildhall restore FOLDER`: a snapshot into an empty data folder, with an embedded database or an empty PostgreSQL.
//!
//! Afterwards the house is opened once: its schema comes forward, its ledgers are verified, its index is built.

use super::verify::verify;
use super::{Outcome, reindex};
use crate::backups;
use crate::cli::Restore as Options;
use crate::config::Settings;
use crate::house::{House, Use, keep_private, migrations};
use crate::printing::{bar, say};
use anyhow::{Context as _, bail};
use guildhall_backup::{Repository, Restore, SnapshotId, Target, Watch};
use guildhall_kernel::{SystemRandom, Timestamp};
use guildhall_keyring::KeyRing;
use guildhall_store::DatabaseConfig;
use guildhall_vault::FolderReplica;
use guildhall_vault::replica::Replica;
use secrecy::ExposeSecret;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Under this name a restored configuration waits that names another database than the one that was restored into.
const SET_ASIDE: &str = "guildhall.restored.toml";

/// Restores.
///
/// # Errors
/// When the target is not empty, the keys do not open the backups, or anything is not as it was; what was restored so far
/// into the folder is taken away then.
pub async fn run(settings: Settings, options: Options) -> anyhow::Result<Outcome> {
    let into = options.into.clone();
    if into.exists() && fs::read_dir(&into)?.next().is_some() {
        bail!("{} is not empty; restore into a new data folder", into.display());
    }
    let repository = repository(&settings, &options).await?;
    let id = chosen(&repository, &options).await?;
    fs::create_dir_all(&into).with_context(|| format!("{} cannot be made", into.display()))?;
    keep_private(&into)?;
    match restore(&repository, id, &options).await {
        Ok(outcome) => Ok(outcome),
        Err(error) => {
            empty(&into).context("what was restored so far could not be taken away")?;
            Err(error)
        }
    }
}

async fn repository(settings: &Settings, options: &Options) -> anyhow::Result<Repository> {
    let file = options
        .key_file
        .clone()
        .unwrap_or_else(|| settings.below("keys/master.key"));
    if !file.is_file() {
        bail!(
            "there are no keys in {}; name a copy with --key-file, or rebuild it from shares with `guildhall keys recover`",
            file.display()
        );
    }
    let ring = KeyRing::open_or_create_in(&file, settings.key_safe()?, &SystemRandom)?;
    let ring = Arc::new(ring);
    backups::open(backups::place(settings, options.from.as_deref())?, ring).await
}

async fn chosen(repository: &Repository, options: &Options) -> anyhow::Result<SnapshotId> {
    match (&options.snapshot, options.at) {
        (Some(id), _) => Ok(id.clone()),
        (None, Some(moment)) => Ok(repository
            .snapshot_at(Timestamp::from_micros(moment.as_microsecond()))
            .await?),
        (None, None) => Ok(repository.snapshot_at(Timestamp::from_micros(i64::MAX)).await?),
    }
}

async fn restore(repository: &Repository, id: SnapshotId, options: &Options) -> anyhow::Result<Outcome> {
    let progress = bar(0, "恢复 restore");
    let told = |done: u64, total: u64| {
        progress.set_length(total);
        progress.set_position(done);
    };
    let watch = Watch {
        progress: &told,
        cancelled: &|| false,
    };
    let all = migrations();
    let restore = Restore {
        repository,
        id,
        migrations: &all,
    };
    let url = options.database.as_ref().map(ExposeSecret::expose_secret);
    let database = match url {
        Some(url) => DatabaseConfig::postgres(url),
        None => DatabaseConfig::sqlite(options.into.join("guildhall.db")),
    };
    let target = Target {
        database: &database,
        data: &options.into,
    };
    let restored = restore.house(&target, &watch).await?;
    let settings = restored_settings(options)?;
    let keys = KeyRing::open_or_create(&options.into.join("keys/master.key"), &SystemRandom)?;
    let originals = restore
        .originals(Arc::new(keys), &replicas(&settings)?, &watch)
        .await?;
    progress.finish_and_clear();
    say(format_args!(
        "{}: {} rows, {} files, {originals} originals restored as they were at {}",
        restored.id,
        restored.rows,
        restored.files,
        restored.id.made_at()
    ));
    look_over(settings).await
}

/// Reads the restored configuration, but with the database that was restored into: the one that it names may be alive.
fn restored_settings(options: &Options) -> anyhow::Result<Settings> {
    let mut settings = Settings::load(Some(options.into.clone()), None)?;
    let named = settings
        .config
        .database
        .url
        .as_ref()
        .map(|url| url.expose_secret().to_owned());
    let used = options
        .database
        .as_ref()
        .map(|url| url.expose_secret().to_owned());
    if named != used {
        let file = options.into.join("guildhall.toml");
        if file.exists() {
            fs::rename(file, options.into.join(SET_ASIDE))?;
            say(format_args!(
                "the restored configuration names another database; it is in {SET_ASIDE}, to be looked through"
            ));
        }
        settings.config.database.url = options.database.clone();
    }
    Ok(settings)
}

/// Opens the folders of the restored vault; one that holds something belongs to a house that may be alive.
fn replicas(settings: &Settings) -> anyhow::Result<Vec<Arc<dyn Replica>>> {
    let mut replicas: Vec<Arc<dyn Replica>> = Vec::new();
    for folder in &settings.config.vault.replicas {
        let path = settings.below(folder);
        if path.exists() && fs::read_dir(&path)?.next().is_some() {
            bail!(
                "{} is not empty; move it away, or restore on another machine",
                path.display()
            );
        }
        replicas.push(Arc::new(FolderReplica::open(
            &folder.display().to_string(),
            &path,
            &SystemRandom,
        )?));
    }
    if replicas.is_empty() {
        bail!("name a folder in vault.replicas; the scrub fills the buckets from there");
    }
    Ok(replicas)
}

/// Opens the restored house: the ledger must be sound, and the index is made anew.
async fn look_over(settings: Settings) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Alone).await?;
    let mut sound = true;
    for realm in house.realms().await? {
        let report = verify(&house, &house.database, realm.id, &|_, _| {}).await?;
        report.sentences().for_each(say);
        sound &= report.is_sound();
    }
    reindex::build(&house).await?;
    house.database.close().await;
    Ok(if sound { Outcome::Good } else { Outcome::Found })
}

fn empty(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
