//! A small house with rows in many tables and originals in a vault, and the places of its backups.

use guildhall_backup::{
    Backup, BackupError, Check, CheckReport, KeepRules, Made, Place, Repository, Restore,
};
use guildhall_backup::{SnapshotId, SourceFile, Target, Watch};
use guildhall_kernel::{Actor, Clock, ContentHash, OrgPath, Random, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::{NewEntry, SigningKey};
use guildhall_store::event::{self, EventBody};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Database, DatabaseConfig, Migration, counter, shape};
use guildhall_vault::replica::Replica;
use guildhall_vault::{Algorithm, FolderReplica, Vault, VaultConfig};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

pub fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> = std::sync::LazyLock::new(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_vault::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_backup::MIGRATIONS,
        ]
        .concat()
    });
    &ALL
}

pub const SILENT: Watch<'static> = Watch {
    progress: &|_, _| {},
    cancelled: &|| false,
};

/// Keeps every snapshot.
pub const KEEP_ALL: KeepRules = KeepRules {
    last: 1_000,
    daily: 0,
    weekly: 0,
    monthly: 0,
};

#[derive(Debug, Serialize, Deserialize)]
pub struct DuesPaid {
    pub member: Uuid,
    pub note: String,
}

impl EventBody for DuesPaid {
    const KIND: &'static str = "test.dues-paid.v1";
    fn subject(&self) -> Uuid {
        self.member
    }
}

pub struct House {
    pub test: TestDatabase,
    pub folder: tempfile::TempDir,
    pub vault: Vault,
    pub ring: Arc<KeyRing>,
    key: SigningKey,
}

impl House {
    pub async fn sqlite() -> Self {
        Self::of(TestDatabase::sqlite(migrations()).await)
    }

    /// Nothing when there is no scratch server.
    pub async fn postgres() -> Option<Self> {
        TestDatabase::postgres(migrations()).await.map(Self::of)
    }

    fn of(test: TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        std::fs::create_dir_all(data.join("rules/policies")).unwrap();
        std::fs::create_dir_all(data.join("keys")).unwrap();
        std::fs::write(data.join("rules/policies/own.cedar"), "// 本会的规则").unwrap();
        std::fs::write(data.join("guildhall.toml"), "[server]\nhttps = true\n").unwrap();
        let ring = Arc::new(KeyRing::open_or_create(&data.join("keys/master.key"), &SystemRandom).unwrap());
        let replicas = ["a", "b"].map(|name| open_folder(&data.join("vault").join(name)));
        let config = VaultConfig {
            replicas: replicas.to_vec(),
            replicas_needed: 2,
            keys: Arc::clone(&ring),
            algorithm: Algorithm::default(),
            limit: 1 << 30,
            clock: test.clock.clone(),
        };
        Self {
            vault: Vault::open(config, Arc::new(SystemRandom)).unwrap(),
            key: SigningKey::generate("test", &SystemRandom).unwrap(),
            ring,
            test,
            folder,
        }
    }

    pub fn database(&self) -> &Database {
        &self.test.database
    }

    pub fn tools(&self) -> (Arc<dyn Clock>, Arc<dyn Random>) {
        (self.test.clock.clone(), Arc::new(SystemRandom))
    }

    /// One act: a number, an event, an entry of the ledger and, when there is content, an original. Returns its hash.
    pub async fn act(&self, note: &str, content: Option<&[u8]>) -> Option<ContentHash> {
        let mut work = self.database().begin(self.test.realm).await.unwrap();
        counter::take(&mut work, "acts", 1).await.unwrap();
        let member: Uuid = work.new_id();
        let body = DuesPaid {
            member,
            note: note.to_owned(),
        };
        event::append(&mut work, &body).await.unwrap();
        let hash = match content {
            Some(content) => Some(self.vault.put(&mut work, content).await.unwrap().hash()),
            None => None,
        };
        let entry = NewEntry {
            action: "dues.paid",
            subject_kind: "member",
            subject_id: member,
            digest: hash,
            details: serde_json::json!({ "note": note.len() }),
        };
        let actor = Actor::program("test", self.test.realm, OrgPath::root(1));
        guildhall_ledger::append(&mut work, &actor, entry).await.unwrap();
        work.commit().await.unwrap();
        hash
    }

    /// A little of everything, with empty, small and large originals.
    pub async fn fill(&self) {
        for number in 0..12u32 {
            let content = format!("原件 {number}").repeat(number as usize * 1_500);
            self.act(
                &format!("第{number}笔\t'\"\\ \u{1f6a9}"),
                Some(content.as_bytes()),
            )
            .await;
        }
        event::sequence(self.database(), self.test.realm, 8)
            .await
            .unwrap();
        guildhall_ledger::sequence(self.database(), self.test.realm, 10)
            .await
            .unwrap();
        guildhall_ledger::checkpoint_if_grown(self.database(), self.test.realm, &self.key)
            .await
            .unwrap();
    }

    pub fn place(&self) -> PathBuf {
        self.folder.path().join("backup")
    }

    pub async fn repository(&self) -> Repository {
        self.repository_at(Place::folder(&self.place()).unwrap())
            .await
            .unwrap()
    }

    pub async fn repository_at(&self, place: Place) -> Result<Repository, BackupError> {
        Repository::open_or_create(place, Arc::clone(&self.ring), self.tools()).await
    }

    pub fn files(&self) -> Vec<SourceFile> {
        let names = ["rules", "keys", "guildhall.toml", "absent"];
        let below = names.map(|name| SourceFile::below(self.folder.path(), name).unwrap());
        below.concat()
    }

    pub async fn back_up(&self, repository: &Repository, keep: KeepRules) -> Result<Made, BackupError> {
        self.back_up_watched(repository, keep, &SILENT).await
    }

    pub async fn back_up_watched(
        &self,
        repository: &Repository,
        keep: KeepRules,
        watch: &Watch<'_>,
    ) -> Result<Made, BackupError> {
        let backup = Backup {
            repository,
            database: self.database(),
            vault: &self.vault,
            migrations: migrations(),
            files: self.files(),
            keep,
            program: "0.0.0",
        };
        backup.run(watch).await
    }

    /// Every row of every table, in words; the order is that of the words.
    pub async fn everything(&self) -> Vec<String> {
        everything(self.database(), migrations()).await
    }
}

pub fn open_folder(folder: &Path) -> Arc<dyn Replica> {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    Arc::new(FolderReplica::open(&name, folder, &SystemRandom).unwrap())
}

/// Every row of every table of a database, read without any of the code under test but the list of columns.
pub async fn everything(database: &Database, migrations: &[Migration]) -> Vec<String> {
    let mut connection = database.read_across_realms().await.unwrap();
    let mut lines = Vec::new();
    for table in shape::tables(migrations).unwrap() {
        let sql = format!("SELECT {} FROM {}", table.column_list(), table.name);
        for row in connection.fetch_all(sql, Vec::new()).await.unwrap() {
            let values: Vec<_> = (table.columns.iter().enumerate())
                .map(|(place, column)| row.value(place, column.kind).unwrap())
                .collect();
            lines.push(format!("{} {values:?}", table.name));
        }
    }
    lines.sort();
    lines
}

/// A restored house.
pub struct Copy {
    pub folder: tempfile::TempDir,
    pub database: Database,
}

impl Copy {
    pub fn replica(&self) -> PathBuf {
        self.folder.path().join("vault/a")
    }
}

/// Restores a snapshot into a new folder, with an embedded database or the one that is named.
pub async fn restore(
    repository: &Repository,
    id: &SnapshotId,
    into: Option<&DatabaseConfig>,
) -> Result<Copy, BackupError> {
    let folder = tempfile::tempdir().unwrap();
    let embedded = DatabaseConfig::sqlite(folder.path().join("guildhall.db"));
    let config = into.unwrap_or(&embedded);
    let restore = Restore {
        repository,
        id: id.clone(),
        migrations: migrations(),
    };
    let target = Target {
        database: config,
        data: folder.path(),
    };
    restore.house(&target, &SILENT).await?;
    let replica = open_folder(&folder.path().join("vault/a"));
    let keys = KeyRing::open_or_create(&folder.path().join("keys/master.key"), &SystemRandom).unwrap();
    restore.originals(Arc::new(keys), &[replica], &SILENT).await?;
    let database = Database::open(
        config,
        migrations(),
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    )
    .await
    .unwrap();
    Ok(Copy { folder, database })
}

pub async fn check(repository: &Repository, id: &SnapshotId) -> Result<CheckReport, BackupError> {
    let check = Check {
        repository,
        id: id.clone(),
    };
    check.run(&SILENT).await
}

/// All files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
