//! Units of work and counters.

use guildhall_store::{MIGRATIONS, StoreError, args, counter, on_both_databases, realm};

const ADD: &str = "INSERT INTO counter (realm_id, name, value) VALUES";
const COUNT: &str =
    "SELECT COUNT(name) AS n, CAST(SUM(value) AS BIGINT) AS total FROM counter WHERE realm_id = $1";

on_both_databases! { MIGRATIONS;
    async fn a_dropped_unit_of_work_leaves_nothing(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        counter::take(&mut work, "case", 1).await.unwrap();
        drop(work);
        let mut work = test.database.begin(test.realm).await.unwrap();
        assert_eq!(counter::take(&mut work, "case", 1).await.unwrap(), 1);
    }

    async fn numbers_taken_in_parallel_have_no_gap_and_no_double(test: &TestDatabase) {
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let (database, realm) = (test.database.clone(), test.realm);
            tasks.push(tokio::spawn(async move {
                let mut work = database.begin(realm).await.unwrap();
                let first = counter::take(&mut work, "item", 2).await.unwrap();
                work.commit().await.unwrap();
                first
            }));
        }
        let mut firsts = Vec::new();
        for task in tasks {
            firsts.push(task.await.unwrap());
        }
        firsts.sort_unstable();
        assert_eq!(firsts, (0..8).map(|number| number * 2 + 1).collect::<Vec<i64>>());
    }

    async fn many_rows_go_in_with_few_statements_and_all_arrive(test: &TestDatabase) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let rows = (0..1_001i64).map(|number| args![test.realm, format!("n{number}"), number]).collect();
        assert_eq!(work.insert_many(ADD, rows, "").await.unwrap(), 1_001);
        let row = work.fetch_one(COUNT, args![test.realm]).await.unwrap();
        assert_eq!((row.get::<i64>("n").unwrap(), row.get::<i64>("total").unwrap()), (1_001, 500_500));
    }

    async fn a_taken_unique_value_is_a_conflict(test: &TestDatabase) {
        let mut work = test.database.begin_outside_realms().await.unwrap();
        let existing = realm::across_realms_list(&mut work).await.unwrap().remove(0);
        let refused = realm::insert(&mut work, &existing).await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
    }
}
