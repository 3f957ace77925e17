//! Whose keys open a repository.

use crate::house::{House, KEEP_ALL, check, everything, files_below, migrations, restore};
use guildhall_backup::{BackupError, Place, Repository};
use guildhall_kernel::{Clock as _, SystemRandom};
use guildhall_keyring::{KeyRing, Sharing, combine};
use std::sync::Arc;

#[tokio::test]
async fn the_key_of_another_house_is_refused() {
    let (house, other) = (House::sqlite().await, House::sqlite().await);
    house.fill().await;
    house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let place = || Place::folder(&house.place()).unwrap();
    let opened = Repository::open(place(), Arc::clone(&other.ring), other.tools()).await;
    assert!(matches!(opened, Err(BackupError::WrongKey(_))), "{opened:?}");
    let added = other.repository_at(place()).await;
    assert!(
        matches!(added, Err(BackupError::WrongKey(_))),
        "nor may it write there: {added:?}"
    );
}

#[tokio::test]
async fn there_is_no_repository_where_none_was_made() {
    let house = House::sqlite().await;
    let place = Place::folder(&house.folder.path().join("empty")).unwrap();
    let opened = Repository::open(place, Arc::clone(&house.ring), house.tools()).await;
    assert!(matches!(opened, Err(BackupError::NoRepository)), "{opened:?}");
}

/// Each key of the ring opens the repository: the one with which it was made, and the one that came later.
#[tokio::test]
async fn old_and_new_master_key_open_the_same_snapshots() {
    let mut house = House::sqlite().await;
    house.fill().await;
    let made = house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let file = house.folder.path().join("keys/master.key");
    let old = std::fs::read_to_string(&file).unwrap();
    let ring = KeyRing::open_or_create(&file, &SystemRandom).unwrap();
    ring.turn(house.test.clock.now(), &SystemRandom).unwrap();
    house.ring = Arc::new(ring);
    let later = house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let both = std::fs::read_to_string(&file).unwrap();
    let new = both.lines().last().unwrap();
    for (text, opens_originals) in [(old.as_str(), true), (new, false)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        guildhall_keyring::write_private(&file, text.as_bytes()).unwrap();
        let ring = Arc::new(KeyRing::open_or_create(&file, &SystemRandom).unwrap());
        let place = Place::folder(&house.place()).unwrap();
        let repository = Repository::open(place, ring, house.tools()).await.unwrap();
        for id in [&made.id, &later.id] {
            assert!(repository.snapshot(id).await.is_ok());
        }
        // The keys of the originals are still wrapped by the old key.
        assert_eq!(check(&repository, &made.id).await.is_ok(), opens_originals);
    }
}

/// The machine is lost with its keys: shares of the recovery key and the repository are enough.
#[tokio::test]
async fn shares_of_the_recovery_key_open_the_backups() {
    let house = House::sqlite().await;
    house.fill().await;
    let sharing = Sharing {
        shares: 3,
        threshold: 2,
    };
    let now = house.test.clock.now();
    let shares = house.ring.share_out(sharing, now, &SystemRandom).unwrap();
    let made = house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let wrapped = std::fs::read_to_string(house.place().join("key-ring.wrapped")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    combine(&shares[1..]).unwrap().recover(&wrapped, &file).unwrap();
    let ring = Arc::new(KeyRing::open_or_create(&file, &SystemRandom).unwrap());
    let place = Place::folder(&house.place()).unwrap();
    let repository = Repository::open(place, ring, house.tools()).await.unwrap();
    assert!(check(&repository, &made.id).await.unwrap().is_whole());
}

/// The ring turned and lost its old key; a snapshot from before still restores, with the keys that lie in it.
#[tokio::test]
async fn a_snapshot_older_than_the_keys_restores_with_its_own() {
    let mut house = House::sqlite().await;
    house.fill().await;
    let made = house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let file = house.folder.path().join("keys/master.key");
    let ring = KeyRing::open_or_create(&file, &SystemRandom).unwrap();
    let old = ring.sealing_id();
    ring.turn(house.test.clock.now(), &SystemRandom).unwrap();
    house.ring = Arc::new(ring);
    house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    house.ring.remove(&old, &SystemRandom).unwrap();
    let copy = restore(&house.repository().await, &made.id, None).await.unwrap();
    assert_eq!(
        everything(&copy.database, migrations()).await,
        house.everything().await
    );
    assert!(files_below(&copy.replica()).len() > 10);
}
