//! The database tells that it keeps what it acknowledged.

use guildhall_store::{Dialect, MIGRATIONS, on_both_databases};

on_both_databases! { MIGRATIONS;
    async fn commits_are_on_the_disk_before_they_are_acknowledged(test: &TestDatabase) {
        let told = test.database.read(test.realm).await.unwrap().durability().await.unwrap();
        match test.database.dialect() {
            Dialect::Sqlite => {
                assert_eq!(told.settings, "synchronous=2, journal_mode=wal");
                assert!(told.is_durable);
            }
            // The scratch server of the tests may run without syncing, and then says so.
            Dialect::Postgres => {
                assert!(told.settings.starts_with("fsync=o"), "{told:?}");
                assert_eq!(told.is_durable, told.settings.starts_with("fsync=on, synchronous_commit=on, full_page_writes=on"));
            }
        }
    }
}
