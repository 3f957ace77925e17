//! A point in time: exactly the state of that moment, and the schema of that time.

use crate::house::{House, KEEP_ALL, SILENT, everything, migrations, restore};
use guildhall_backup::{Backup, BackupError, Restore, Target};
use guildhall_kernel::Timestamp;
use guildhall_store::{Database, DatabaseConfig, Migration};

#[tokio::test]
async fn every_snapshot_gives_the_state_of_its_own_moment() {
    let house = House::sqlite().await;
    let repository = house.repository().await;
    let mut states = Vec::new();
    for day in 0..4 {
        house
            .act(&format!("day {day}"), Some(format!("day {day}").as_bytes()))
            .await;
        let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
        states.push((made.id, house.everything().await));
        house.test.clock.advance_secs(86_400);
    }
    for (id, state) in &states {
        let second = |secs| id.made_at().plus_secs(secs);
        for moment in [id.made_at(), second(1), second(86_399)] {
            assert_eq!(&repository.snapshot_at(moment).await.unwrap(), id);
        }
        let copy = restore(&repository, id, None).await.unwrap();
        assert_eq!(&everything(&copy.database, migrations()).await, state);
    }
    let before = Timestamp::from_micros(states[0].0.made_at().as_micros() - 1);
    assert!(matches!(
        repository.snapshot_at(before).await,
        Err(BackupError::NoSnapshot)
    ));
}

const LATER: Migration = Migration {
    name: "later.0001_more",
    sql: "ALTER TABLE counter ADD COLUMN note TEXT;",
};

#[tokio::test]
async fn an_older_snapshot_is_loaded_into_its_own_schema_and_comes_forward() {
    let house = House::sqlite().await;
    house.fill().await;
    let repository = house.repository().await;
    let made = house.back_up(&repository, KEEP_ALL).await.unwrap();
    let newer = [migrations(), &[LATER]].concat();
    let folder = tempfile::tempdir().unwrap();
    let config = DatabaseConfig::sqlite(folder.path().join("guildhall.db"));
    let restore = Restore {
        repository: &repository,
        id: made.id,
        migrations: &newer,
    };
    let target = Target {
        database: &config,
        data: folder.path(),
    };
    restore.house(&target, &SILENT).await.unwrap();
    let (clock, random) = house.tools();
    let database = Database::open(&config, &newer, clock, random).await.unwrap();
    assert_eq!(
        everything(&database, migrations()).await,
        house.everything().await
    );
    assert!(
        everything(&database, &newer)
            .await
            .iter()
            .any(|line| line.starts_with("counter") && line.contains("Text(None)"))
    );
}

#[tokio::test]
async fn a_snapshot_of_a_newer_program_is_refused_by_name() {
    let house = House::sqlite().await;
    let newer = [migrations(), &[LATER]].concat();
    let database = house.test.open_again(&newer, 7).await;
    let repository = house.repository().await;
    let backup = Backup {
        repository: &repository,
        database: &database,
        vault: &house.vault,
        migrations: &newer,
        files: Vec::new(),
        keep: KEEP_ALL,
        program: "9.9.9",
    };
    let made = backup.run(&SILENT).await.unwrap();
    let refused = restore(&repository, &made.id, None).await.err().unwrap();
    assert!(
        matches!(&refused, BackupError::Newer { what } if what == LATER.name),
        "{refused}"
    );
}
