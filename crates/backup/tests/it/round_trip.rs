//! A backup of either database restores into either, with everything equal.

use crate::house::{Copy, House, KEEP_ALL, check, migrations, open_folder, restore};
use guildhall_kernel::{ContentHash, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::log;
use guildhall_store::testing::empty_postgres;
use guildhall_store::{DatabaseConfig, args};
use guildhall_vault::{Algorithm, Vault, VaultConfig};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

/// Backs a house up, restores it and compares rows, files, ledger and every original.
async fn come_back(house: &House, into: Option<DatabaseConfig>) {
    house.fill().await;
    let repository = house.repository().await;
    let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert_eq!((made.objects, made.objects_copied), (12, 12));
    assert!(check(&repository, &made.id).await.unwrap().is_whole());
    let copy = restore(&repository, &made.id, into.as_ref()).await.unwrap();
    assert_eq!(
        crate::house::everything(&copy.database, migrations()).await,
        house.everything().await
    );
    same_files(house, &copy);
    same_originals(house, &copy).await;
    let snapshot = repository.snapshot(&made.id).await.unwrap();
    let mut connection = copy.database.read(house.test.realm).await.unwrap();
    assert_eq!(
        log::head(&mut connection).await.unwrap().size,
        snapshot.ledgers[0].size
    );
    let note = log::last_checkpoint(&mut connection)
        .await
        .unwrap()
        .map(|kept| kept.note);
    assert!(note.is_some() && note == snapshot.ledgers[0].checkpoint);
}

fn same_files(house: &House, copy: &Copy) {
    for name in ["rules/policies/own.cedar", "guildhall.toml", "keys/master.key"] {
        let restored = copy.folder.path().join(name);
        assert_eq!(
            std::fs::read(house.folder.path().join(name)).unwrap(),
            std::fs::read(&restored).unwrap(),
            "{name}"
        );
        assert_eq!(
            std::fs::metadata(&restored).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

/// The restored vault opens with the restored key and gives every original.
async fn same_originals(house: &House, copy: &Copy) {
    let ring = KeyRing::open_or_create(&copy.folder.path().join("keys/master.key"), &SystemRandom).unwrap();
    let config = VaultConfig {
        replicas: vec![open_folder(&copy.replica())],
        replicas_needed: 1,
        keys: Arc::new(ring),
        algorithm: Algorithm::default(),
        limit: 1 << 30,
        clock: house.test.clock.clone(),
    };
    let vault = Vault::open(config, Arc::new(SystemRandom)).unwrap();
    let mut connection = copy.database.read(house.test.realm).await.unwrap();
    const HASHES: &str = "SELECT hash FROM vault_object WHERE realm_id = $1";
    let rows = connection
        .fetch_all(HASHES, args![house.test.realm])
        .await
        .unwrap();
    assert_eq!(rows.len(), 12);
    for row in rows {
        let hash: ContentHash = row.get("hash").unwrap();
        let content = vault.read(&mut connection, hash, 1 << 30).await.unwrap();
        assert_eq!(ContentHash::of(&content), hash);
    }
}

#[tokio::test]
async fn from_sqlite_into_sqlite() {
    come_back(&House::sqlite().await, None).await;
}

#[tokio::test]
async fn from_sqlite_into_postgres() {
    match empty_postgres().await {
        Some(config) => come_back(&House::sqlite().await, Some(config)).await,
        None => eprintln!("SKIPPED: GUILDHALL_TEST_POSTGRES names no server"),
    }
}

#[tokio::test]
async fn from_postgres_into_sqlite() {
    match House::postgres().await {
        Some(house) => come_back(&house, None).await,
        None => eprintln!("SKIPPED: GUILDHALL_TEST_POSTGRES names no server"),
    }
}

#[tokio::test]
async fn from_postgres_into_postgres() {
    match House::postgres().await {
        Some(house) => come_back(&house, empty_postgres().await).await,
        None => eprintln!("SKIPPED: GUILDHALL_TEST_POSTGRES names no server"),
    }
}

#[tokio::test]
async fn a_database_that_holds_something_is_refused() {
    let house = House::sqlite().await;
    house.fill().await;
    let repository = house.repository().await;
    let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
    let before = house.everything().await;
    let own = house.test.config().clone();
    let refused = restore(&repository, &made.id, Some(&own)).await.err().unwrap();
    assert!(refused.to_string().contains("is not empty"), "{refused}");
    assert_eq!(house.everything().await, before);
}
