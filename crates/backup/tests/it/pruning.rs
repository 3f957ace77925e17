//! Pruning never takes away what a kept snapshot needs, and leaves nothing that none needs.

use crate::house::{House, check, restore};
use futures_util::TryStreamExt;
use guildhall_backup::{KeepRules, Place, Repository};
use object_store::ObjectStore;
use object_store::memory::InMemory;
use proptest::prelude::*;
use std::sync::Arc;

/// What happens between two backups.
#[derive(Debug, Clone)]
enum Step {
    Act(u8),
    Shred,
    Wait(u8),
    BackUp,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any::<u8>().prop_map(Step::Act),
        1 => Just(Step::Shred),
        2 => (1..40u8).prop_map(Step::Wait),
        3 => Just(Step::BackUp),
    ]
}

async fn names(store: &InMemory) -> Vec<String> {
    let found: Vec<_> = store.list(None).try_collect().await.unwrap();
    let mut names: Vec<String> = found.iter().map(|meta| meta.location.to_string()).collect();
    names.sort();
    names
}

async fn live(steps: Vec<Step>, rules: KeepRules) {
    let house = House::sqlite().await;
    let store = Arc::new(InMemory::new());
    let repository = house
        .repository_at(Place::store(store.clone(), ""))
        .await
        .unwrap();
    let mut hashes = Vec::new();
    for step in steps {
        match step {
            Step::Act(number) => {
                let content = format!("original {number}");
                hashes.extend(
                    house
                        .act(&format!("act {number}"), Some(content.as_bytes()))
                        .await,
                );
            }
            Step::Shred => {
                if let Some(hash) = hashes.pop() {
                    let mut work = house.database().begin(house.test.realm).await.unwrap();
                    guildhall_vault::shred(&mut work, hash).await.unwrap();
                    work.commit().await.unwrap();
                }
            }
            Step::Wait(days) => house.test.clock.advance_secs(i64::from(days) * 86_400),
            Step::BackUp => back_up(&house, &repository, rules).await,
        }
    }
    back_up(&house, &repository, rules).await;
    let kept = repository.snapshots().await.unwrap();
    restore(&repository, &kept[0], None).await.unwrap();
    // With one snapshot left there is exactly what a fresh repository would hold.
    house.test.clock.advance_secs(1);
    let only = KeepRules {
        last: 1,
        daily: 0,
        weekly: 0,
        monthly: 0,
    };
    back_up(&house, &repository, only).await;
    let fresh = Arc::new(InMemory::new());
    let other = house
        .repository_at(Place::store(fresh.clone(), ""))
        .await
        .unwrap();
    house.back_up(&other, only).await.unwrap();
    let (mine, its) = (names(&store).await, names(&fresh).await);
    assert_eq!(mine.len(), its.len(), "{mine:#?} {its:#?}");
}

async fn back_up(house: &House, repository: &Repository, rules: KeepRules) {
    house.test.clock.advance_secs(1);
    let made = house.back_up(repository, rules).await.unwrap();
    assert_eq!(made.kept, repository.snapshots().await.unwrap());
    for id in &made.kept {
        let report = check(repository, id).await.unwrap();
        assert!(
            report.is_whole(),
            "{id} after dropping {:?}: {report:?}",
            made.dropped
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn kept_snapshots_stay_whole_and_nothing_is_left_over(
        steps in prop::collection::vec(step(), 1..14),
        (last, daily, weekly, monthly) in (0..3usize, 0..3usize, 0..2usize, 0..2usize),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(live(steps, KeepRules { last, daily, weekly, monthly }));
    }
}
