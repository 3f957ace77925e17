//! The outbox: order, cursors, and nothing lost between two sequencers.

use guildhall_store::event::{self, EventBody};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{MIGRATIONS, on_both_databases};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Serialize, Deserialize)]
struct LampLit {
    lamp: Uuid,
    number: u32,
}

impl EventBody for LampLit {
    const KIND: &'static str = "test.lamp-lit.v1";
    fn subject(&self) -> Uuid {
        self.lamp
    }
}

async fn light(test: &TestDatabase, numbers: std::ops::Range<u32>) {
    let mut work = test.database.begin(test.realm).await.unwrap();
    for number in numbers {
        event::append(
            &mut work,
            &LampLit {
                lamp: Uuid::nil(),
                number,
            },
        )
        .await
        .unwrap();
        test.clock.advance_micros(1);
    }
    work.commit().await.unwrap();
}

async fn numbers_after(test: &TestDatabase, position: i64) -> Vec<u32> {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let events = event::read_after(&mut connection, position, 1_000).await.unwrap();
    events
        .iter()
        .map(|event| event.body::<LampLit>().unwrap().unwrap().number)
        .collect()
}

on_both_databases! { MIGRATIONS;
    async fn events_are_told_in_order_and_only_after_the_commit(test: &TestDatabase) {
        let mut undone = test.database.begin(test.realm).await.unwrap();
        event::append(&mut undone, &LampLit { lamp: Uuid::nil(), number: 99 }).await.unwrap();
        undone.cancel().await.unwrap();
        light(test, 0..5).await;
        assert_eq!(numbers_after(test, 0).await, Vec::<u32>::new());
        assert_eq!(event::sequence(&test.database, test.realm, 3).await.unwrap(), 3);
        assert_eq!(numbers_after(test, 0).await, vec![0, 1, 2]);
        assert_eq!(event::sequence(&test.database, test.realm, 100).await.unwrap(), 2);
        assert_eq!(numbers_after(test, 2).await, vec![2, 3, 4]);
        assert_eq!(event::sequence(&test.database, test.realm, 100).await.unwrap(), 0);
    }

    async fn two_sequencers_give_each_event_one_position(test: &TestDatabase) {
        light(test, 0..50).await;
        let run = |database: guildhall_store::Database, realm| async move {
            while event::sequence(&database, realm, 7).await.unwrap() > 0 {}
        };
        tokio::join!(run(test.database.clone(), test.realm), run(test.database.clone(), test.realm));
        assert_eq!(numbers_after(test, 0).await, (0..50).collect::<Vec<u32>>());
    }

    async fn each_consumer_has_its_own_cursor(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        event::set_cursor(&mut work, "index", 7).await.unwrap();
        event::set_cursor(&mut work, "index", 9).await.unwrap();
        assert_eq!(event::cursor(&mut work, "index").await.unwrap(), 9);
        assert_eq!(event::cursor(&mut work, "graph").await.unwrap(), 0);
    }
}
