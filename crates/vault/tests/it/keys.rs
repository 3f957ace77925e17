//! Turning the key ring, and objects of both ciphers side by side.

use crate::house::{House, content, migrations, put, read, scrub, vault_with};
use guildhall_kernel::{SystemRandom, Timestamp};
use guildhall_keyring::{RewrapReport, RewrapWatch};
use guildhall_vault::Algorithm;
use std::sync::atomic::{AtomicU64, Ordering};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

const UNWATCHED: RewrapWatch<'static> = RewrapWatch {
    progress: &|_| {},
    cancelled: &|| false,
};

guildhall_store::on_both_databases! { migrations();
    /// After the turn nothing needs the old key; it can be taken away, and all is still readable.
    async fn a_turned_ring_takes_over_every_object(test: &TestDatabase) {
        let house = House::new();
        let (vault, ring) = vault_with(house.folder.path(), Algorithm::Aes256Gcm);
        let mut hashes = Vec::new();
        for size in 1..=501 {
            hashes.push(put(test, &vault, &content(size)).await);
        }
        let old = ring.sealing_id();
        let new = ring.turn(NOW, &SystemRandom).unwrap();
        let seen = AtomicU64::new(0);
        let watch = RewrapWatch {
            progress: &|more| {
                seen.fetch_add(more, Ordering::Relaxed);
            },
            cancelled: &|| false,
        };
        let report = vault.rewrap(&test.database, test.realm, &watch).await.unwrap();
        assert_eq!(report, RewrapReport { rewrapped: 501, failed: 0 });
        assert_eq!(seen.load(Ordering::Relaxed), 501);
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(vault.key_use(&mut connection).await.unwrap(), [(new, 501)]);
        drop(connection);
        ring.remove(&old, &SystemRandom).unwrap();
        assert_eq!(read(test, &vault, hashes[500]).await.unwrap(), content(501));
    }

    /// What was stopped goes on, and a second run finds nothing to do.
    async fn a_stopped_rewrapping_goes_on_where_it_stood(test: &TestDatabase) {
        let house = House::new();
        let (vault, ring) = vault_with(house.folder.path(), Algorithm::Aes256Gcm);
        put(test, &vault, b"one").await;
        ring.turn(NOW, &SystemRandom).unwrap();
        let stop = RewrapWatch { cancelled: &|| true, ..UNWATCHED };
        let stopped = vault.rewrap(&test.database, test.realm, &stop).await;
        assert_eq!(stopped.unwrap(), RewrapReport::default());
        let report = vault.rewrap(&test.database, test.realm, &UNWATCHED).await.unwrap();
        assert_eq!(report.rewrapped, 1);
        let report = vault.rewrap(&test.database, test.realm, &UNWATCHED).await.unwrap();
        assert_eq!(report, RewrapReport::default());
    }

    /// An object whose key was changed behind the vault's back holds nothing up.
    async fn a_key_that_does_not_open_is_counted_and_passed_over(test: &TestDatabase) {
        let house = House::new();
        let (vault, ring) = vault_with(house.folder.path(), Algorithm::Aes256Gcm);
        let (harmed, sound) = (put(test, &vault, b"one").await, put(test, &vault, b"two").await);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let spoil = "UPDATE vault_object SET key_wrapped = $1 WHERE realm_id = $2 AND hash = $3";
        let values = guildhall_store::args![vec![0u8; 60], test.realm, harmed];
        work.execute(spoil, values).await.unwrap();
        work.commit().await.unwrap();
        ring.turn(NOW, &SystemRandom).unwrap();
        let report = vault.rewrap(&test.database, test.realm, &UNWATCHED).await.unwrap();
        assert_eq!(report, RewrapReport { rewrapped: 1, failed: 1 });
        assert_eq!(read(test, &vault, sound).await.unwrap(), &b"two"[..]);
    }

    /// The cipher is chosen for new objects; old ones stay readable, also by ranges and by the scrub.
    async fn objects_of_both_ciphers_lie_side_by_side(test: &TestDatabase) {
        let house = House::new();
        let (aes, _) = vault_with(house.folder.path(), Algorithm::Aes256Gcm);
        let (sm4, _) = vault_with(house.folder.path(), Algorithm::Sm4Gcm);
        let (old, new) = (content(100_000), content(200_001));
        let of_aes = put(test, &aes, &old).await;
        let of_sm4 = put(test, &sm4, &new).await;
        for vault in [&aes, &sm4] {
            assert_eq!(read(test, vault, of_aes).await.unwrap(), old);
            assert_eq!(read(test, vault, of_sm4).await.unwrap(), new);
        }
        let mut magics: Vec<Vec<u8>> =
            house.files("a").iter().map(|file| std::fs::read(file).unwrap()[..4].to_vec()).collect();
        magics.sort();
        assert_eq!(magics, [b"GHS1".to_vec(), b"GHV1".to_vec()]);
        assert!(scrub(test, &sm4, 0).await.is_whole());
    }
}
