//! What was destroyed in the house is taken out of every snapshot, exactly, and each stays whole.

use crate::house::{House, KEEP_ALL, SILENT, check, everything, files_below, migrations, restore};
use guildhall_backup::ForgottenRows;
use guildhall_store::args;
use std::collections::BTreeSet;
use uuid::Uuid;

const EVENTS: &str = "SELECT subject_id FROM event WHERE realm_id = $1 AND payload LIKE $2";
const OBJECTS: &str = "SELECT object_id FROM vault_object WHERE realm_id = $1 AND hash = $2";
const DELETE: &str = "DELETE FROM event WHERE realm_id = $1 AND subject_id = $2";
const NOTE: &str = "被销毁的一笔";

fn forgotten(table: &'static str, column: &'static str, id: Uuid) -> ForgottenRows {
    ForgottenRows {
        table,
        column,
        ids: BTreeSet::from([id]),
    }
}

async fn rows_and_originals_leave_every_snapshot(house: House) {
    let repository = house.repository().await;
    house.fill().await;
    let hash = house.act(NOTE, Some("要销毁的原件".as_bytes())).await.unwrap();
    let realm = house.test.realm;
    let mut connection = house.database().read(realm).await.unwrap();
    let like = format!("%{NOTE}%");
    let row = connection.fetch_one(EVENTS, args![realm, like]).await.unwrap();
    let member: Uuid = row.get("subject_id").unwrap();
    let row = connection.fetch_one(OBJECTS, args![realm, hash]).await.unwrap();
    let object: Uuid = row.get("object_id").unwrap();
    drop(connection);
    for _ in 0..2 {
        house.test.clock.advance_secs(60);
        house.back_up(&repository, KEEP_ALL).await.unwrap();
    }
    let before = house.everything().await;
    let mut work = house.database().begin(realm).await.unwrap();
    work.execute(DELETE, args![realm, member]).await.unwrap();
    guildhall_vault::shred(&mut work, hash).await.unwrap().unwrap();
    work.commit().await.unwrap();
    house.test.clock.advance_secs(60);
    house.back_up(&repository, KEEP_ALL).await.unwrap();

    let rows = [
        forgotten("event", "subject_id", member),
        forgotten("vault_object", "object_id", object),
    ];
    assert_eq!(repository.expunge(&rows, &SILENT).await.unwrap(), 2);
    let ids = repository.snapshots().await.unwrap();
    for (id, expunged) in ids.iter().zip([2, 2, 0]) {
        let report = check(&repository, id).await.unwrap();
        assert!(report.is_whole(), "{report:?}");
        let snapshot = repository.snapshot(id).await.unwrap();
        assert_eq!((snapshot.expunged, snapshot.objects), (expunged, 12));
    }
    let copy = restore(&repository, &ids[0], None).await.unwrap();
    let restored = everything(&copy.database, migrations()).await;
    let gone: Vec<&String> = before.iter().filter(|line| !restored.contains(*line)).collect();
    assert_eq!(gone.len(), 2, "{gone:#?}");
    assert!(gone[0].contains(NOTE) && gone[1].starts_with("vault_object"));
    let object = object.simple().to_string();
    let left = files_below(&house.place());
    assert!(!left.iter().any(|file| file.to_string_lossy().contains(&object)));
    assert_eq!(repository.expunge(&rows, &SILENT).await.unwrap(), 0);
}

#[tokio::test]
async fn rows_and_originals_leave_every_snapshot_of_an_embedded_database() {
    rows_and_originals_leave_every_snapshot(House::sqlite().await).await;
}

#[tokio::test]
async fn rows_and_originals_leave_every_snapshot_of_a_postgres_database() {
    match House::postgres().await {
        Some(house) => rows_and_originals_leave_every_snapshot(house).await,
        None => eprintln!("SKIPPED: GUILDHALL_TEST_POSTGRES names no server"),
    }
}
