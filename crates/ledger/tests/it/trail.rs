//! The audit trail: filters, pages, addresses.

use crate::log::{actor, entry, migrations, verify};
use guildhall_kernel::{AccountId, Actor, ActorId, Origin};
use guildhall_ledger::report::Problem;
use guildhall_ledger::trail::{self, Column, TrailQuery};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::args;
use guildhall_store::testing::TestDatabase;
use uuid::Uuid;

fn person(test: &TestDatabase) -> Actor {
    let address = Some("203.0.113.77".parse().unwrap());
    let id = ActorId::Account(AccountId::from_uuid(Uuid::from_u128(5)));
    Actor {
        id,
        origin: Origin { address },
        ..actor(test)
    }
}

/// Ten acts a second apart: even ones by a person over the network, every third a reading.
async fn acts(test: &TestDatabase) {
    for number in 0..10 {
        let who = if number % 2 == 0 {
            person(test)
        } else {
            actor(test)
        };
        let read = NewEntry {
            action: "thing.read",
            digest: None,
            ..entry(number, "")
        };
        let new = if number % 3 == 0 {
            read
        } else {
            entry(number, "new")
        };
        let mut work = test.database.begin(test.realm).await.unwrap();
        append(&mut work, &who, new).await.unwrap();
        work.commit().await.unwrap();
        test.clock.advance_secs(1);
    }
}

async fn subjects(test: &TestDatabase, query: TrailQuery) -> Vec<u128> {
    let mut connection = test.database.read(test.realm).await.unwrap();
    let page = trail::page(&mut connection, &query, 100).await.unwrap();
    page.iter().map(|act| act.entry.subject_id.as_u128()).collect()
}

guildhall_store::on_both_databases! { migrations();
    /// Each filter alone and together, newest first.
    async fn the_trail_is_filtered(test: &TestDatabase) {
        let start = test.database.clock().now();
        acts(test).await;
        let all = TrailQuery::default();
        assert_eq!(subjects(test, all.clone()).await, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        let by_person = TrailQuery { actor: Some(person(test).id.as_text()), ..all.clone() };
        assert_eq!(subjects(test, by_person.clone()).await, [8, 6, 4, 2, 0]);
        let reads = TrailQuery { action: Some("thing.read".to_owned()), ..all.clone() };
        assert_eq!(subjects(test, reads.clone()).await, [9, 6, 3, 0]);
        let both = TrailQuery { action: reads.action, ..by_person };
        assert_eq!(subjects(test, both).await, [6, 0]);
        let timed = TrailQuery { from: Some(start.plus_secs(2)), until: Some(start.plus_secs(5)), ..all.clone() };
        assert_eq!(subjects(test, timed).await, [4, 3, 2]);
        let other = TrailQuery { subject_kind: Some("record".to_owned()), ..all };
        assert!(subjects(test, other).await.is_empty());
    }

    /// Pages join without gap or double.
    async fn pages_go_on_behind_the_last_act(test: &TestDatabase) {
        acts(test).await;
        let (mut query, mut seen) = (TrailQuery::default(), Vec::new());
        let mut connection = test.database.read(test.realm).await.unwrap();
        loop {
            let page = trail::page(&mut connection, &query, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            query.after = Some((last.entry.recorded_at, last.entry.id));
            seen.extend(page.iter().map(|act| act.entry.subject_id.as_u128()));
        }
        assert_eq!(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        let actions = trail::values(&mut connection, Column::Action, 10).await.unwrap();
        assert_eq!(actions, ["thing.changed", "thing.read"]);
        assert_eq!(trail::values(&mut connection, Column::Actor, 10).await.unwrap().len(), 2);
    }

    /// An address stands beside acts over the network alone; it may go, but not change.
    async fn an_address_may_go_but_not_change(test: &TestDatabase) {
        acts(test).await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        let page = trail::page(&mut connection, &TrailQuery::default(), 2).await.unwrap();
        assert_eq!((page[0].address.clone(), page[1].address.as_deref()), (None, Some("203.0.113.77")));
        drop(connection);
        assert!(verify(test).await.is_sound());
        let named = page[1].entry.id;
        let sql = "UPDATE ledger_address SET address = $1 WHERE realm_id = $2 AND entry_id = $3";
        crate::tamper::tamper(test, sql, args!["203.0.113.78", test.realm, named]).await;
        let report = verify(test).await;
        assert_eq!(report.problems, [Problem::AddressChanged { id: named }]);
        assert!(report.sentences().next().unwrap().contains("thing.changed"), "what is known of the entry is told");
        let sql = "DELETE FROM ledger_address WHERE realm_id = $1";
        crate::tamper::tamper(test, sql, args![test.realm]).await;
        assert!(verify(test).await.is_sound(), "an address that was taken out harms nothing");
    }
}
