//! Damage to the replicas: found at the reading, passed over, repaired; total damage is said plainly.

use crate::house::{House, content, migrations, put, read, scrub};
use guildhall_kernel::ContentHash;
use guildhall_store::testing::TestDatabase;
use guildhall_vault::VaultError;
use guildhall_vault::object::CHUNK_BYTES;
use std::path::Path;

const SIZE: usize = 9 * CHUNK_BYTES + 5;

/// A way to harm a file, and its name.
type Harm = (&'static str, fn(&Path));

fn harms() -> Vec<Harm> {
    vec![
        ("first byte turned", |file| turn(file, 0)),
        ("byte of the id turned", |file| turn(file, 10)),
        ("byte in the middle turned", |file| turn(file, SIZE / 2)),
        ("byte of the last chunk turned", |file| turn(file, SIZE + 150)),
        ("cut off", |file| cut(file, SIZE as u64 / 2)),
        ("cut at the end of a chunk", |file| {
            cut(file, 20 + 4 * (CHUNK_BYTES as u64 + 16));
        }),
        ("emptied", |file| cut(file, 0)),
        ("deleted", |file| std::fs::remove_file(file).unwrap()),
        ("replaced", |file| std::fs::write(file, content(SIZE)).unwrap()),
        ("chunks exchanged", exchange_chunks),
    ]
}

fn turn(file: &Path, place: usize) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[place] ^= 0x10;
    std::fs::write(file, bytes).unwrap();
}

fn cut(file: &Path, length: u64) {
    std::fs::OpenOptions::new()
        .write(true)
        .open(file)
        .unwrap()
        .set_len(length)
        .unwrap();
}

fn exchange_chunks(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    let (header, rest) = bytes.split_at(20);
    let (one, rest) = rest.split_at(CHUNK_BYTES + 16);
    let (two, rest) = rest.split_at(CHUNK_BYTES + 16);
    std::fs::write(file, [header, two, one, rest].concat()).unwrap();
}

guildhall_store::on_both_databases! { migrations();
    /// Whatever happens to one replica, the content comes out, and the replica is whole again afterwards.
    async fn a_harmed_replica_is_passed_over_and_repaired(test: &TestDatabase) {
        for (what, harm) in harms() {
            for replica in ["a", "b"] {
                let house = House::new();
                let bytes = content(SIZE);
                let hash = put(test, &house.vault, &bytes).await;
                let whole = std::fs::read(house.file("a")).unwrap();
                let file = house.file(replica);
                harm(&file);
                assert_eq!(read(test, &house.vault, hash).await.unwrap(), bytes, "{what}");
                house.vault.wait_for_repairs().await;
                if replica == "b" {
                    // The first replica was whole, so nobody looked at the second: that is the scrub's work.
                    assert_eq!(scrub(test, &house.vault, 0).await.healed, [(hash, "b".to_owned())], "{what}");
                }
                assert_eq!(std::fs::read(&file).unwrap(), whole, "{what}");
                forget(test, hash).await;
            }
        }
    }

    /// Damage in both replicas at different places is survived, at the same place it is not.
    async fn both_replicas_harmed_give_what_one_of_them_has(test: &TestDatabase) {
        let house = House::new();
        let bytes = content(20 * CHUNK_BYTES);
        let hash = put(test, &house.vault, &bytes).await;
        turn(&house.file("a"), 100);
        turn(&house.file("b"), 15 * CHUNK_BYTES);
        assert_eq!(read(test, &house.vault, hash).await.unwrap(), bytes);
        house.vault.wait_for_repairs().await;
        assert_eq!(scrub(test, &house.vault, 0).await.healed, [], "each was repaired with pieces of the other");
        turn(&house.file("a"), 100);
        turn(&house.file("b"), 100);
        let lost = read(test, &house.vault, hash).await;
        assert!(matches!(lost, Err(VaultError::Lost { hash: named }) if named == hash), "{lost:?}");
    }

    /// Files of two objects that were exchanged are found out in both.
    async fn exchanged_objects_are_found_out(test: &TestDatabase) {
        let house = House::new();
        let one = put(test, &house.vault, &content(1_000)).await;
        let other = put(test, &house.vault, &content(1_001)[1..]).await;
        let files = house.files("a");
        let temporary = house.folder.path().join("t");
        for (from, to) in [(&files[0], &temporary), (&files[1], &files[0]), (&temporary, &files[1])] {
            std::fs::rename(from, to).unwrap();
        }
        assert_eq!(read(test, &house.vault, one).await.unwrap(), content(1_000));
        assert_eq!(read(test, &house.vault, other).await.unwrap(), content(1_001)[1..]);
        house.vault.wait_for_repairs().await;
        let report = scrub(test, &house.vault, 0).await;
        assert_eq!((report.checked, report.healed.len(), report.lost.len()), (2, 0, 0));
    }

    /// An object that is lost is named, and comes back when the same content is put in again.
    async fn a_lost_object_is_named_and_comes_back_with_its_content(test: &TestDatabase) {
        let house = House::new();
        let bytes = content(SIZE);
        let hash = put(test, &house.vault, &bytes).await;
        for replica in ["a", "b"] {
            cut(&house.file(replica), 30);
        }
        let lost = read(test, &house.vault, hash).await;
        assert!(matches!(lost, Err(VaultError::Lost { .. })), "{lost:?}");
        assert_eq!(scrub(test, &house.vault, 0).await.lost, [hash]);
        put(test, &house.vault, &bytes).await;
        assert_eq!(read(test, &house.vault, hash).await.unwrap(), bytes);
        assert_eq!(scrub(test, &house.vault, i64::MIN).await.orphans, 2);
    }
}

async fn forget(test: &TestDatabase, hash: ContentHash) {
    let mut work = test.database.begin(test.realm).await.unwrap();
    assert!(guildhall_vault::shred(&mut work, hash).await.unwrap().is_some());
    work.commit().await.unwrap();
}
