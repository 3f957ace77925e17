//! Files are looked at once, again under other rules, and counted for those who may list their records; on both databases.

use crate::archive_house::{actor, archive, captured, text};
use guildhall_archive::Record;
use guildhall_formats::{FormatFiles, FormatRules};
use guildhall_kernel::{Actor, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_preservation::{FileKey, Preservation};
use guildhall_store::job::{self, JobState};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Migration, on_both_databases};
use guildhall_vault::{Algorithm, FolderReplica, Vault, VaultConfig};
use std::sync::Arc;
use tempfile::TempDir;

fn migrations() -> &'static [Migration] {
    static ALL: std::sync::OnceLock<Vec<Migration>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_vault::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            guildhall_archive::MIGRATIONS,
            guildhall_preservation::MIGRATIONS,
        ]
        .concat()
    })
}

fn rules(risks: &str) -> Arc<FormatRules> {
    let files = FormatFiles {
        schema: &text("formats/schema.json"),
        pronom: &text("formats/pronom.toml"),
        own: &text("formats/own.toml"),
        risks,
    };
    Arc::new(FormatRules::load(files).unwrap())
}

fn open(test: &TestDatabase) -> (Preservation, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let ring = KeyRing::open_or_create(&folder.path().join("master.key"), &SystemRandom).unwrap();
    let replica = FolderReplica::open("a", &folder.path().join("a"), &SystemRandom).unwrap();
    let config = VaultConfig {
        replicas: vec![Arc::new(replica)],
        replicas_needed: 1,
        keys: Arc::new(ring),
        algorithm: Algorithm::default(),
        limit: 1 << 20,
        clock: Arc::new(SystemClock),
    };
    let preservation = Preservation {
        database: test.database.clone(),
        formats: rules(&text("formats/risks.toml")),
        archive: archive(),
        vault: Vault::open(config, Arc::new(SystemRandom)).unwrap(),
        scanner: None,
    };
    (preservation, folder)
}

/// Brings in a paper whose file holds its own title.
async fn paper(room: &Preservation, test: &TestDatabase, keeper: &Actor, title: &str) -> Record {
    let mut work = test.database.begin(test.realm).await.unwrap();
    room.vault.put(&mut work, title.as_bytes()).await.unwrap();
    work.commit().await.unwrap();
    captured(&room.archive, test, keeper, title).await
}

on_both_databases! { migrations();
    async fn a_file_is_looked_at_once_and_again_when_the_rules_change(test: &TestDatabase) {
        let (mut room, _folder) = open(test);
        let keeper = actor(test, "archivist", "/1/2/", 3);
        let record = paper(&room, test, &keeper, "通知").await;
        assert_eq!(room.look_at(test.realm, record.id).await.unwrap(), 1);
        assert_eq!(room.look_at(test.realm, record.id).await.unwrap(), 0, "it is known");
        let mut connection = test.database.read(test.realm).await.unwrap();
        let told = room.of_record(&mut connection, &keeper, record.id).await.unwrap();
        drop(connection);
        assert_eq!((told[0].puid.as_str(), told[0].encoding.as_str()), ("x-fmt/111", "UTF-8"));
        room.formats = rules(&text("formats/risks.toml").replace("version = 1\n", "version = 2\n"));
        assert_eq!(room.look_at(test.realm, record.id).await.unwrap(), 1);
    }

    async fn a_file_that_came_in_waits_to_be_looked_at_and_one_that_is_lost_is_passed_over(test: &TestDatabase) {
        let (room, _folder) = open(test);
        let keeper = actor(test, "archivist", "/1/2/", 3);
        let lost = captured(&room.archive, test, &keeper, "没有字节").await;
        let mut connection = test.database.read(test.realm).await.unwrap();
        let jobs = job::list(&mut connection, JobState::Queued, 10).await.unwrap();
        drop(connection);
        assert_eq!((jobs[0].kind.as_str(), jobs[0].subject), ("archive.files-arrived", lost.id.uuid()));
        assert_eq!(room.look_at(test.realm, lost.id).await.unwrap(), 0);
    }

    async fn formats_are_counted_and_listed_for_who_may_list_the_records_page_by_page(test: &TestDatabase) {
        let (room, _folder) = open(test);
        let keeper = actor(test, "archivist", "/1/2/", 3);
        for title in ["甲", "乙", "%PDF-1.4 %%EOF"] {
            let record = paper(&room, test, &keeper, title).await;
            room.look_at(test.realm, record.id).await.unwrap();
        }
        let mut connection = test.database.read(test.realm).await.unwrap();
        let map = room.map(&mut connection, &keeper).await.unwrap().formats;
        let counts: Vec<(&str, u64, u64)> =
            map.iter().map(|count| (count.puid.as_str(), count.files, count.bytes)).collect();
        assert_eq!(counts, [("x-fmt/111", 2, 6), ("fmt/18", 1, 3)], "sizes as they are on record");
        let first = room.files(&mut connection, &keeper, "x-fmt/111", (None, 1)).await.unwrap();
        let key = FileKey { record: first[0].format.record, component: first[0].format.component };
        let second = room.files(&mut connection, &keeper, "x-fmt/111", (Some(key), 10)).await.unwrap();
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_ne!(first[0].record.id, second[0].record.id);
        let stranger = actor(test, "archivist", "/1/3/", 3);
        assert_eq!(room.map(&mut connection, &stranger).await.unwrap().formats, []);
        let hidden = room.files(&mut connection, &stranger, "x-fmt/111", (None, 10)).await.unwrap();
        assert_eq!(hidden, []);
        assert!(room.of_record(&mut connection, &stranger, first[0].record.id).await.is_err());
    }
}
