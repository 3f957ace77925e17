//! How many objects a second go into the vault durably, beside what the disk itself allows.
//!
//! `cargo run --release -p guildhall-vault --example put_rate -- FOLDER [OBJECTS]`: objects of 20 KB in batches of
//! 200 into two folder replicas and an embedded database; then, in the same run, the same bytes written as
//! plain files into two folders with one sync of the file system for each batch and folder.

use anyhow::{Context, Result};
use guildhall_kernel::{Clock, OrgPath, Random, RealmId, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_store::{Database, DatabaseConfig, Realm, realm};
use guildhall_vault::replica::Replica;
use guildhall_vault::{FolderReplica, Vault, VaultConfig, register};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const OBJECT_BYTES: usize = 20_000;
const BATCH: usize = 200;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let parent = arguments.next().context("name a folder on the disk to measure")?;
    let objects: usize = arguments.next().map_or(Ok(10_000), |count| count.parse())?;
    let folder = tempfile::tempdir_in(parent)?;
    let (through_vault, size) = (put(folder.path(), objects).await?, objects * OBJECT_BYTES);
    let plain = write_plain(folder.path(), objects)?;
    let mut out = std::io::stdout().lock();
    let rate = |taken: Duration| objects as f64 / taken.as_secs_f64();
    writeln!(
        out,
        "{objects} objects of {OBJECT_BYTES} bytes ({} MB), batches of {BATCH}, 2 replicas",
        size / 1_000_000
    )?;
    writeln!(
        out,
        "vault (hash, encrypt, 2 replicas, sync, row): {:.0} objects/s",
        rate(through_vault)
    )?;
    writeln!(
        out,
        "plain files in 2 folders, 1 sync a batch and folder: {:.0} objects/s",
        rate(plain)
    )?;
    writeln!(
        out,
        "share of the disk's own rate: {:.0} %",
        100.0 * rate(through_vault) / rate(plain)
    )?;
    Ok(())
}

/// Content that differs from object to object.
fn content(number: usize) -> Vec<u8> {
    let mut bytes = vec![(number % 251) as u8; OBJECT_BYTES];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    bytes
}

async fn open_database(folder: &Path) -> Result<(Database, RealmId)> {
    let migrations = [guildhall_store::MIGRATIONS, guildhall_vault::MIGRATIONS].concat();
    let (clock, random): (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let config = DatabaseConfig::sqlite(folder.join("rate.db"));
    let database = Database::open(&config, &migrations, clock, random).await?;
    let mut work = database.begin_outside_realms().await?;
    let id = work.new_id();
    let made = Realm {
        id,
        name: "rate".to_owned(),
        root_path: OrgPath::root(1),
        created_at: work.now(),
    };
    realm::insert(&mut work, &made).await?;
    work.commit().await?;
    Ok((database, id))
}

async fn put(folder: &Path, objects: usize) -> Result<Duration> {
    let (database, realm) = open_database(folder).await?;
    let mut replicas: Vec<Arc<dyn Replica>> = Vec::new();
    for name in ["a", "b"] {
        replicas.push(Arc::new(FolderReplica::open(
            name,
            &folder.join(name),
            &SystemRandom,
        )?));
    }
    let config = VaultConfig {
        replicas,
        replicas_needed: 2,
        keys: Arc::new(KeyRing::open_or_create(
            &folder.join("master.key"),
            &SystemRandom,
        )?),
        algorithm: guildhall_vault::Algorithm::default(),
        limit: 1 << 30,
        clock: Arc::new(guildhall_kernel::SystemClock),
    };
    let vault = Vault::open(config, Arc::new(SystemRandom))?;
    let begun = Instant::now();
    for first in (0..objects).step_by(BATCH) {
        let mut staged = Vec::with_capacity(BATCH);
        for number in first..objects.min(first + BATCH) {
            staged.push(vault.stage(&content(number)[..]).await?);
        }
        let sealed = vault.seal(staged).await?;
        let mut work = database.begin(realm).await?;
        register(&mut work, &sealed).await?;
        work.commit().await?;
    }
    Ok(begun.elapsed())
}

fn write_plain(folder: &Path, objects: usize) -> Result<Duration> {
    let folders = ["plain-a", "plain-b"].map(|name| folder.join(name));
    for folder in &folders {
        std::fs::create_dir(folder)?;
    }
    let begun = Instant::now();
    for first in (0..objects).step_by(BATCH) {
        for number in first..objects.min(first + BATCH) {
            for folder in &folders {
                std::fs::write(folder.join(number.to_string()), content(number))?;
            }
        }
        for folder in &folders {
            sync(folder)?;
        }
    }
    Ok(begun.elapsed())
}

#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        std::fs::File::open(entry?.path())?.sync_all()?;
    }
    Ok(())
}
