//! A second snapshot takes over what the first one holds.

use crate::house::{House, KEEP_ALL, check, files_below, restore};

#[tokio::test]
async fn a_second_run_copies_almost_nothing() {
    let house = House::sqlite().await;
    for number in 0..3_000u32 {
        let content = number.is_multiple_of(100).then(|| format!("original {number}"));
        house
            .act(
                &format!("act {number} {}", "x".repeat(2_000)),
                content.as_ref().map(String::as_bytes),
            )
            .await;
    }
    let repository = house.repository().await;
    let first = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert_eq!((first.pieces_kept, first.objects_copied), (0, 30));
    let again = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert_eq!(
        (again.pieces_written, again.objects_copied, again.bytes_written),
        (0, 0, 0)
    );
    assert_eq!(again.pieces_kept, first.pieces_written);
    house.act("one more", Some(b"one more")).await;
    let third = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert_eq!(third.objects_copied, 1);
    // The last piece of each table that the act touched, and no other.
    assert!(third.pieces_written <= 8, "{third:?}");
    assert!(third.pieces_kept > 3 * third.pieces_written, "{third:?}");
    for id in [first.id, again.id, third.id] {
        assert!(check(&repository, &id).await.unwrap().is_whole());
    }
}

#[tokio::test]
async fn a_second_backup_at_the_same_time_is_refused() {
    let house = House::sqlite().await;
    house.fill().await;
    let repository = house.repository().await;
    let (one, other) = tokio::join!(
        house.back_up(&repository, KEEP_ALL),
        house.back_up(&repository, KEEP_ALL)
    );
    assert_eq!(
        [one.is_ok(), other.is_ok()].iter().filter(|good| **good).count(),
        1
    );
    assert_eq!(repository.snapshots().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_a_dead_writer_left_is_cleared() {
    let house = House::sqlite().await;
    house.fill().await;
    let repository = house.repository().await;
    std::fs::create_dir_all(house.place().join("pieces/ab")).unwrap();
    let left = house.place().join("pieces/ab/half#1");
    std::fs::write(&left, b"half").unwrap();
    let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert!(!left.exists());
    assert!(restore(&repository, &made.id, None).await.is_ok());
    assert!(files_below(&house.place()).len() > 10);
}
