//! Whoever changes, swaps or takes away anything in a repository is found out, and nothing of it is restored.

use crate::house::{House, KEEP_ALL, check, files_below, restore};
use guildhall_backup::{BackupError, Place, Repository, SnapshotId};
use std::path::Path;
use std::sync::Arc;

/// Says whether a check finds the repository harmed and a restore refuses it.
async fn is_found_out(house: &House, id: &SnapshotId) -> bool {
    let place = Place::folder(&house.place()).unwrap();
    let Ok(repository) = Repository::open(place, Arc::clone(&house.ring), house.tools()).await else {
        return true;
    };
    let whole = check(&repository, id).await.is_ok_and(|report| report.is_whole());
    !whole && restore(&repository, id, None).await.is_err()
}

async fn backed_up() -> (House, SnapshotId) {
    let house = House::sqlite().await;
    house.fill().await;
    let made = house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    (house, made.id)
}

/// The files of the repository, without the lock.
fn parts(place: &Path) -> Vec<std::path::PathBuf> {
    let mut files = files_below(place);
    files.retain(|file| file.file_name().is_some_and(|name| name != "writer"));
    files
}

#[tokio::test]
async fn a_flipped_byte_anywhere_is_found_and_refused() {
    let (house, id) = backed_up().await;
    let files = parts(&house.place());
    assert!(files.len() > 20, "{}", files.len());
    for file in &files {
        let good = std::fs::read(file).unwrap();
        for place in [0, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[place] ^= 1;
            std::fs::write(file, &bad).unwrap();
            assert!(
                is_found_out(&house, &id).await,
                "byte {place} of {}",
                file.display()
            );
        }
        std::fs::write(file, &good).unwrap();
    }
    assert!(!is_found_out(&house, &id).await, "unharmed again");
}

#[tokio::test]
async fn a_missing_a_shortened_and_a_swapped_part_are_found() {
    let (house, id) = backed_up().await;
    let files = parts(&house.place());
    for (number, file) in files.iter().enumerate() {
        let good = std::fs::read(file).unwrap();
        std::fs::remove_file(file).unwrap();
        assert!(is_found_out(&house, &id).await, "without {}", file.display());
        std::fs::write(file, &good[..good.len() - 1]).unwrap();
        assert!(is_found_out(&house, &id).await, "shortened {}", file.display());
        let other = std::fs::read(&files[(number + 1) % files.len()]).unwrap();
        std::fs::write(file, other).unwrap();
        assert!(is_found_out(&house, &id).await, "swapped {}", file.display());
        std::fs::write(file, &good).unwrap();
    }
}

#[tokio::test]
async fn a_manifest_under_another_moment_is_refused() {
    let (house, id) = backed_up().await;
    let folder = house.place().join("snapshots");
    let later = "20991231T000000.000000Z-00000000";
    std::fs::copy(folder.join(id.to_string()), folder.join(later)).unwrap();
    let repository = house.repository().await;
    let refused = repository.snapshot(&later.parse().unwrap()).await;
    assert!(matches!(refused, Err(BackupError::Damaged { .. })), "{refused:?}");
}

#[tokio::test]
async fn the_repository_tells_neither_content_nor_hash_nor_name() {
    let (house, _) = backed_up().await;
    let hash = house.act("秘密", Some("不可外传".as_bytes())).await.unwrap();
    house.back_up(&house.repository().await, KEEP_ALL).await.unwrap();
    let key = std::fs::read(house.folder.path().join("keys/master.key")).unwrap();
    let told = ["秘密", "不可外传", "dues.paid", "own.cedar", "vault_object"].map(str::as_bytes);
    for file in parts(&house.place()) {
        let bytes = std::fs::read(&file).unwrap();
        let path = file.to_string_lossy();
        assert!(!path.contains(&hash.to_hex()) && !path.contains("own"), "{path}");
        for needle in told.iter().copied().chain([&key[20..40]]) {
            let shown = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!shown, "{path} shows {:?}", String::from_utf8_lossy(needle));
        }
    }
}

#[tokio::test]
async fn an_original_that_is_lost_in_the_house_is_named() {
    let house = House::sqlite().await;
    house.fill().await;
    let hash = house.act("lost", Some(b"will be lost")).await.unwrap();
    for file in files_below(&house.folder.path().join("vault")) {
        let bytes = std::fs::read(&file).unwrap();
        if bytes.len() == 20 + b"will be lost".len() + 16 {
            std::fs::write(&file, &bytes[..30]).unwrap();
        }
    }
    let repository = house.repository().await;
    let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert_eq!(made.lost, [hash]);
    let report = check(&repository, &made.id).await.unwrap();
    assert_eq!((report.harmed, report.objects), (vec![hash], 12));
}
