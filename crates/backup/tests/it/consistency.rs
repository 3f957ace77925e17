//! A backup that is made while writers go on shows one moment: what was written together is there together.

use crate::house::{House, KEEP_ALL, restore};
use guildhall_backup::Watch;
use guildhall_store::{Database, args};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const COUNTED: &str = "SELECT value FROM counter WHERE realm_id = $1 AND name = $2";
const EVENTS: &str = "SELECT COUNT(id) AS number FROM event WHERE realm_id = $1";
const ENTRIES: &str = "SELECT COUNT(id) AS number FROM ledger_entry WHERE realm_id = $1";
const OBJECTS: &str = "SELECT COUNT(hash) AS number FROM vault_object WHERE realm_id = $1";

/// Acts as four tables count them; each act adds one to each of them in one transaction.
async fn counts(database: &Database, house: &House) -> [i64; 4] {
    let realm = house.test.realm;
    let mut connection = database.read(realm).await.unwrap();
    let counted = connection.fetch_one(COUNTED, args![realm, "acts"]).await.unwrap();
    let mut counts = [counted.get("value").unwrap(), 0, 0, 0];
    for (place, sql) in [(1, EVENTS), (2, ENTRIES), (3, OBJECTS)] {
        let row = connection.fetch_one(sql, args![realm]).await.unwrap();
        counts[place] = row.get("number").unwrap();
    }
    counts
}

async fn writers_go_on(house: House) {
    let house = Arc::new(house);
    house.act("the first", Some(b"first")).await;
    let repository = house.repository().await;
    let (acts, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let writer = tokio::spawn({
        let (house, acts, stop) = (Arc::clone(&house), Arc::clone(&acts), Arc::clone(&stop));
        async move {
            while !stop.load(Ordering::SeqCst) {
                let number = acts.load(Ordering::SeqCst);
                house
                    .act("meanwhile", Some(format!("original {number}").as_bytes()))
                    .await;
                acts.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    // Behind each table the backup waits until something was written, so every table is read in another state.
    let progress = |_: u64, _: u64| {
        let before = acts.load(Ordering::SeqCst);
        while acts.load(Ordering::SeqCst) == before {
            std::thread::yield_now();
        }
    };
    let watch = Watch {
        progress: &progress,
        cancelled: &|| false,
    };
    let made = house
        .back_up_watched(&repository, KEEP_ALL, &watch)
        .await
        .unwrap();
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    let written = acts.load(Ordering::SeqCst);
    assert!(written > 10, "the writer went on: {written}");
    let copy = restore(&repository, &made.id, None).await.unwrap();
    let [numbers, events, entries, objects] = counts(&copy.database, &house).await;
    assert_eq!([events, entries, objects], [numbers; 3]);
    assert!(
        numbers < counts(house.database(), &house).await[0],
        "it is of an earlier moment"
    );
    assert!(made.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    writers_go_on(House::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    match House::postgres().await {
        Some(house) => writers_go_on(house).await,
        None => eprintln!("SKIPPED: GUILDHALL_TEST_POSTGRES names no server"),
    }
}
