//! `guildhall keys`: shows, turns and recovers the master keys.

mod shares;

use super::Outcome;
use super::rewrap::{self, seal_anew};
use crate::cli::Keys as Command;
use crate::config::Settings;
use crate::house::{House, Use, keys_folder};
use crate::printing::{bar, say};
use anyhow::bail;
use guildhall_identity::Keys;
use guildhall_keyring::Sharing;
use std::path::Path;
use std::sync::Arc;

/// Runs one of the commands.
///
/// # Errors
/// When keys, vault or database refuse.
pub async fn run(settings: Settings, what: Command) -> anyhow::Result<Outcome> {
    match what {
        Command::Status => status(settings).await,
        Command::Rotate { finish } => rotate(settings, finish).await,
        Command::Remove { key } => remove(settings, &key).await,
        Command::Split {
            shares,
            threshold,
            out,
        } => split(settings, Sharing { shares, threshold }, &out).await,
        Command::Recover { wrapped, shares } => {
            let file = shares::recover(&keys_folder(&settings)?, &wrapped, &shares)?;
            say(format_args!("the keys are in {} again", file.display()));
            Ok(Outcome::Good)
        }
    }
}

async fn status(settings: Settings) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let state = Keys::new(Arc::clone(&house.keys)).state_here()?;
    let uses = rewrap::across_realms_key_use(&house).await?;
    for key in &state.keys {
        let made = key
            .made_at
            .map_or_else(|| "new".to_owned(), guildhall_kernel::Timestamp::to_rfc3339);
        let role = if key.seals { "seals" } else { "opens" };
        let used = uses.get(&key.id).copied().unwrap_or(0);
        say(format_args!("{}  made {made}  {role}  {used} things", key.id));
    }
    match state.recovery {
        Some(lock) => say(format_args!(
            "recovery key: {} of {} shares, set {}, made {}",
            lock.sharing().threshold,
            lock.sharing().shares,
            lock.set(),
            lock.made_at()
        )),
        None => say("recovery key: never shared out; see `guildhall keys split`"),
    }
    Ok(Outcome::Good)
}

async fn rotate(settings: Settings, finish: bool) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Alone).await?;
    if !finish {
        let realm = house.realm().await?;
        let mut work = house.database.begin(realm.id).await?;
        let keys = Keys::new(Arc::clone(&house.keys));
        let key = keys.turn_here(&mut work, &house.operator(&realm)).await?;
        work.commit().await?;
        say(format_args!("{key} seals from now on"));
    }
    let mut failed = 0;
    for realm in house.realms().await? {
        let progress = bar(0, "重新封装 seal anew");
        let told = |done, total| {
            progress.set_length(total);
            progress.set_position(done);
        };
        let report = seal_anew(&house, realm.id, (&told, &|| false)).await?;
        progress.finish_and_clear();
        say(format_args!(
            "{}: {} sealed anew, {} could not be opened",
            realm.name, report.rewrapped, report.failed
        ));
        failed += report.failed;
    }
    Ok(if failed == 0 {
        Outcome::Good
    } else {
        Outcome::Found
    })
}

async fn remove(settings: Settings, key: &str) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Alone).await?;
    if let Some(used) = rewrap::across_realms_key_use(&house).await?.get(key) {
        bail!("{used} things are still sealed with {key}; run `guildhall keys rotate --finish` first");
    }
    let realm = house.realm().await?;
    let mut work = house.database.begin(realm.id).await?;
    let keys = Keys::new(Arc::clone(&house.keys));
    keys.remove_here(&mut work, &house.operator(&realm), key).await?;
    work.commit().await?;
    say(format_args!("{key} is gone"));
    Ok(Outcome::Good)
}

async fn split(settings: Settings, sharing: Sharing, out: &Path) -> anyhow::Result<Outcome> {
    let sharing = sharing.checked()?;
    let house = House::open(settings, Use::Shared).await?;
    shares::make_folder(out)?;
    let realm = house.realm().await?;
    let mut work = house.database.begin(realm.id).await?;
    let keys = Keys::new(Arc::clone(&house.keys));
    let made = keys
        .share_out_here(&mut work, &house.operator(&realm), sharing)
        .await?;
    let installation = &house.settings.config.ledger.installation;
    for share in &made {
        let file = shares::write(out, share, (installation, work.now()))?;
        say(file.display());
    }
    say(shares::copy_wrapped(&house.keys, out)?.display());
    work.commit().await?;
    say(format_args!(
        "print each share, hand it to one person, and destroy the files; any {} rebuild the keys",
        sharing.threshold
    ));
    Ok(Outcome::Good)
}
