//! The union that is tampered with, and the commands of the inspector.

use super::Inspector;
use crate::commands::{a_union, good, guildhall};
use guildhall_identity::SecondFactors;
use guildhall_kernel::{AccountId, Actor, ActorId, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::delivery::{client, deliver};
use guildhall_ledger::witness::{Place, Witness};
use guildhall_ledger::{SigningKeyFile, seal};
use guildhall_store::{Database, DatabaseConfig, args, realm};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

/// An account of the union.
const ACCOUNT: &str = "SELECT id FROM account ORDER BY id LIMIT 1";

/// A union with read papers, a second factor, a witnessed checkpoint and an exported ledger.
pub struct Stage {
    folder: TempDir,
    key: String,
}

/// A copy of it.
pub struct Copy<'s> {
    folder: TempDir,
    stage: &'s Stage,
}

async fn open(data: &Path) -> Database {
    let config = DatabaseConfig::sqlite(data.join("guildhall.db"));
    Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom))
        .await
        .unwrap()
}

impl Stage {
    /// Makes the union.
    pub async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, papers, disk) = (
            folder.path().join("data"),
            folder.path().join("papers"),
            folder.path().join("disk"),
        );
        a_union(&data);
        std::fs::create_dir(&papers).unwrap();
        std::fs::create_dir(&disk).unwrap();
        for name in ["一", "二"] {
            std::fs::write(
                papers.join(format!("{name}.txt")),
                format!("关于第{name}次会议的通知\n").repeat(200),
            )
            .unwrap();
        }
        good(&data, &["import", &papers.to_string_lossy(), "--read"]);
        let witness = format!(
            "[[ledger.witnesses]]\nname = \"disk\"\nfolder = \"{}\"\n",
            disk.display()
        );
        std::fs::write(data.join("guildhall.toml"), witness).unwrap();
        good(&data, &["ledger", "verify"]);
        begin_second_factor(&data).await;
        carry(&data, &disk).await;
        let key = good(&data, &["ledger", "key"]);
        let key = key.lines().next().unwrap().to_owned();
        let export = folder.path().join("export");
        good(&data, &["ledger", "export", &export.to_string_lossy()]);
        Self { folder, key }
    }

    /// Returns a copy that may be changed.
    pub fn copy(&self) -> Copy<'_> {
        let folder = tempfile::tempdir().unwrap();
        for name in ["data", "export"] {
            let status = Command::new("cp")
                .arg("-r")
                .arg(self.folder.path().join(name))
                .arg(folder.path())
                .status();
            assert!(status.unwrap().success());
        }
        Copy { folder, stage: self }
    }
}

/// One account begins to set up an authenticator app.
async fn begin_second_factor(data: &Path) {
    let database = open(data).await;
    let realm = realm::across_realms_list(&mut database.read_across_realms().await.unwrap())
        .await
        .unwrap()
        .remove(0);
    let mut work = database.begin(realm.id).await.unwrap();
    let account: AccountId = work.fetch_one(ACCOUNT, args![]).await.unwrap().get("id").unwrap();
    let actor = Actor {
        id: ActorId::Account(account),
        ..Actor::program("test", realm.id, realm.root_path)
    };
    let keys = KeyRing::open_or_create(&data.join("keys/master.key"), &SystemRandom).unwrap();
    SecondFactors::new(Arc::new(keys))
        .begin(&mut work, &actor, "test")
        .await
        .unwrap();
    work.commit().await.unwrap();
    database.close().await;
}

/// The witness gets a checkpoint of everything so far.
async fn carry(data: &Path, disk: &Path) {
    let database = open(data).await;
    let realm = realm::across_realms_list(&mut database.read_across_realms().await.unwrap())
        .await
        .unwrap()
        .remove(0);
    let key = SigningKeyFile::open_or_create(&data.join("keys/ledger.key"), "", &SystemRandom).unwrap();
    seal(&database, realm.id, &key).await.unwrap();
    let witness = Witness {
        name: "disk".to_owned(),
        place: Place::Folder(disk.to_owned()),
    };
    let (verifying, client) = (key.verifying_key().unwrap(), client().unwrap());
    assert!(
        deliver(&database, realm.id, &verifying, (&client, &witness))
            .await
            .unwrap()
    );
    database.close().await;
}

impl Copy<'_> {
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs statements past the program; the first must change something.
    pub async fn run(&self, statements: &[&'static str]) {
        let database = open(&self.data()).await;
        let mut work = database.begin_outside_realms().await.unwrap();
        let mut touched = 0;
        for statement in statements {
            touched += work.execute(*statement, args![]).await.unwrap();
        }
        assert!(touched > 0, "{statements:?} changes nothing");
        work.commit().await.unwrap();
        database.close().await;
    }

    /// Returns the files of the first replica, the largest first.
    pub fn objects(&self) -> Vec<PathBuf> {
        let files = walkdir::WalkDir::new(self.data().join("vault/a"))
            .into_iter()
            .filter_map(Result::ok);
        let objects = files.filter(|entry| {
            entry.file_type().is_file() && entry.path().to_string_lossy().contains("/objects/")
        });
        let mut objects: Vec<(u64, PathBuf)> = objects
            .map(|entry| (entry.metadata().unwrap().len(), entry.into_path()))
            .collect();
        objects.sort_by(|one, other| other.cmp(one));
        objects.into_iter().map(|(_, path)| path).collect()
    }

    /// Changes the lines of the exported ledger.
    pub fn change_export(&self, change: fn(&mut Vec<String>)) {
        let file = self.folder.path().join("export");
        let text = std::fs::read_to_string(&file).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        let changed = lines.join("\n") + "\n";
        assert_ne!(changed, text, "nothing was changed");
        std::fs::write(file, changed).unwrap();
    }

    /// Says whether an inspector's command finds something.
    pub fn finds(&self, by: Inspector) -> bool {
        match by {
            Inspector::Ledger => !guildhall(&self.data(), &["ledger", "verify"]).status.success(),
            Inspector::Scrub => {
                let output = guildhall(&self.data(), &["scrub", "--orphans-after", "0s"]);
                let told = String::from_utf8_lossy(&output.stdout).into_owned();
                !output.status.success() || !told.contains(" 0 healed, 0 lost, 0 orphans")
            }
            Inspector::Outsider => {
                let program = Path::new(env!("CARGO_BIN_EXE_guildhall")).with_file_name("guildhall-verify");
                let file = self.folder.path().join("export");
                let output = Command::new(program)
                    .arg(file)
                    .args(["--key", &self.stage.key])
                    .output();
                !output
                    .expect("the verifier is built beside the program")
                    .status
                    .success()
            }
        }
    }
}
