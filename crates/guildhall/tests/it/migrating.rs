//! An older database with data comes forward to the same schema as a new one, and keeps its data.

use crate::tables::{migrations, tables};
use guildhall_store::{Connection, Dialect, Migration, on_both_databases};
use uuid::Uuid;

/// What the database says about its own tables, columns, keys and indexes, in order.
async fn schema(connection: &mut Connection) -> Vec<String> {
    const SQLITE: &str = "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') AS line FROM sqlite_master
        WHERE name NOT LIKE 'sqlite_%' ORDER BY line";
    const POSTGRES: &str = "SELECT line FROM (
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
            || COALESCE(column_default, '') || ' ' || COALESCE(collation_name, '') AS line
            FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT CAST(CAST(conrelid AS regclass) AS text) || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = CAST('public' AS regnamespace)) lines ORDER BY line";
    let sql = match connection.dialect() {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    let rows = connection.fetch_all(sql, Vec::new()).await.unwrap();
    rows.iter().map(|row| row.get("line").unwrap()).collect()
}

/// The number in the name of a migration: `room.0002_what` has 2.
fn version(migration: &Migration) -> u32 {
    let number = migration.name.split_once('.').and_then(|(_, rest)| rest.get(..4));
    number
        .and_then(|number| number.parse().ok())
        .expect("room.NNNN_what")
}

fn up_to(highest: u32) -> Vec<Migration> {
    let all = migrations().into_iter();
    all.filter(|migration| version(migration) <= highest).collect()
}

fn newest() -> u32 {
    migrations().iter().map(version).max().unwrap()
}

on_both_databases! { &migrations();
    /// From every former version, with a row in every table.
    async fn every_former_version_comes_forward_with_its_data(test: &TestDatabase) {
        assert!(newest() > 1, "there is a former version");
        let wanted = schema(&mut test.database.read_across_realms().await.unwrap()).await;
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        for former in 1..newest() {
            let old = test.sibling(&up_to(former)).await;
            let tables = tables(&up_to(former));
            assert!(tables.len() > 20, "{}", tables.len());
            let mut work = old.database.begin_outside_realms().await.unwrap();
            for table in &tables {
                table.insert_sample(&mut work, id).await;
            }
            work.commit().await.unwrap();
            let mut before = Vec::new();
            let mut connection = old.database.read_across_realms().await.unwrap();
            for table in &tables {
                before.push(table.all_rows(&mut connection).await);
            }
            assert_ne!(schema(&mut connection).await, wanted, "version {former} is an older one");
            drop(connection);
            let new = old.open_again(&migrations(), 1).await;
            let mut connection = new.read_across_realms().await.unwrap();
            assert_eq!(schema(&mut connection).await, wanted, "from version {former}");
            for (table, before) in tables.iter().zip(before) {
                assert!(!before.is_empty(), "{}", table.name);
                assert_eq!(table.all_rows(&mut connection).await, before, "{}", table.name);
            }
        }
    }

    /// Coming forward twice, or with a second program beside, changes nothing.
    async fn a_database_of_this_version_stays_as_it_is(test: &TestDatabase) {
        let before = schema(&mut test.database.read_across_realms().await.unwrap()).await;
        let again = test.open_again(&migrations(), 1).await;
        assert_eq!(schema(&mut again.read_across_realms().await.unwrap()).await, before);
    }
}
