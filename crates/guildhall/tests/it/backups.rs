//! Backups as a person at the machine makes, checks and restores them, on a small made-up union.

use crate::commands::{a_union, good, guildhall};
use crate::program::{Program, eventually};
use guildhall_kernel::{SystemClock, SystemRandom};
use guildhall_store::{Database, DatabaseConfig, args};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A union with one backup, and where things are.
struct Scene {
    folder: tempfile::TempDir,
    data: PathBuf,
    backup: String,
}

impl Scene {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        a_union(&data);
        let backup = folder.path().join("backup").to_string_lossy().into_owned();
        let made = good(&data, &["backup", &backup]);
        assert!(made.contains("6 originals were new"), "{made}");
        Self { folder, data, backup }
    }

    fn new_folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Restores with the keys of the house.
    fn restore(&self, into: &Path, more: &[&str]) -> std::process::Output {
        let into = into.to_string_lossy().into_owned();
        guildhall(
            &self.data,
            &[&["restore", &into, "--from", &self.backup], more].concat(),
        )
    }
}

fn told(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_backup_restores_to_the_same_house() {
    let scene = Scene::set();
    good(&scene.data, &["reindex"]);
    let before = good(&scene.data, &["search", "工会", "--limit", "50"]);
    let restored = scene.new_folder("restored");
    let output = scene.restore(&restored, &[]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(good(&restored, &["verify"]).contains(" 0 problems"));
    assert!(good(&restored, &["scrub"]).contains("0 healed, 0 lost"));
    let hits = |answer: &str| answer.lines().filter(|line| !line.contains(" found in ")).count();
    assert_eq!(
        hits(&good(&restored, &["search", "工会", "--limit", "50"])),
        hits(&before)
    );
    let again = scene.restore(&restored, &[]);
    assert_eq!(again.status.code(), Some(2), "never over an existing house");
    assert!(told(&again).contains("is not empty"), "{}", told(&again));
}

#[test]
fn a_harmed_backup_is_found_and_leaves_nothing_behind() {
    let scene = Scene::set();
    let listed = good(&scene.data, &["backup", "list", "--target", &scene.backup]);
    assert_eq!(listed.lines().count(), 1, "{listed}");
    assert!(good(&scene.data, &["backup", "verify", "--target", &scene.backup]).contains(" 0 problems"));
    let originals = walkdir::WalkDir::new(Path::new(&scene.backup).join("originals")).into_iter();
    let victim = originals
        .filter_map(Result::ok)
        .find(|entry| entry.file_type().is_file())
        .unwrap();
    let mut bytes = fs::read(victim.path()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(victim.path(), bytes).unwrap();
    let found = guildhall(&scene.data, &["backup", "verify", "--target", &scene.backup]);
    assert_eq!(found.status.code(), Some(1), "{}", told(&found));
    let refused = scene.restore(&scene.new_folder("other"), &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        told(&refused).contains("not as it was written"),
        "{}",
        told(&refused)
    );
    assert_eq!(fs::read_dir(scene.new_folder("other")).unwrap().count(), 0);
}

#[test]
fn a_restore_needs_the_keys_of_the_house() {
    let scene = Scene::set();
    let (other, into) = (scene.new_folder("other"), scene.new_folder("into"));
    let into = into.to_string_lossy().into_owned();
    let restore = ["restore", &into, "--from", &scene.backup];
    let none = guildhall(&other, &restore);
    assert!(told(&none).contains("--key-file"), "{}", told(&none));
    a_union(&other);
    let wrong = guildhall(&other, &restore);
    assert!(
        told(&wrong).contains("does not open these backups"),
        "{}",
        told(&wrong)
    );
    let key = scene.data.join("keys/master.key").to_string_lossy().into_owned();
    good(&other, &[&restore[..], &["--key-file", &key]].concat());
    assert!(good(Path::new(&into), &["verify"]).contains(" 0 problems"));
}

#[test]
fn a_moment_before_the_first_backup_has_no_snapshot() {
    let scene = Scene::set();
    let refused = scene.restore(&scene.new_folder("past"), &["--at", "2020-01-01T00:00:00Z"]);
    assert!(told(&refused).contains("no such snapshot"), "{}", told(&refused));
    let at = scene.restore(&scene.new_folder("now"), &["--at", "2099-01-01T00:00:00+08:00"]);
    assert!(at.status.success(), "{}", told(&at));
}

#[test]
fn a_drill_proves_the_newest_backup_and_touches_nothing() {
    let scene = Scene::set();
    let config = format!("[backup]\ntarget = {:?}\n", scene.backup);
    fs::write(scene.data.join("guildhall.toml"), config).unwrap();
    let drilled = good(&scene.data, &["drill"]);
    assert!(drilled.contains("6 records opened, 0 wrong"), "{drilled}");
    assert!(
        drilled.contains(" 0 harmed") && drilled.contains(" 0 problems"),
        "{drilled}"
    );
    assert!(!scene.data.join("drill").exists(), "the scratch area is gone");
    assert!(
        good(&scene.data, &["verify"]).contains(" 0 problems"),
        "the drill is in the ledger"
    );
    let snapshots = fs::read_dir(Path::new(&scene.backup).join("snapshots")).unwrap();
    let snapshot = snapshots.filter_map(Result::ok).next().unwrap().path();
    fs::write(&snapshot, b"changed").unwrap();
    assert_eq!(guildhall(&scene.data, &["drill"]).status.code(), Some(2));
}

#[test]
fn the_configuration_of_another_database_is_set_aside() {
    let scene = Scene::set();
    let alive = "[database]\nurl = \"postgres://nobody@127.0.0.1:1/alive\"\n";
    // As if the house had lived on a server: its configuration is in the backup.
    let with_server = scene.new_folder("server.toml");
    fs::write(&with_server, "").unwrap();
    fs::write(scene.data.join("guildhall.toml"), alive).unwrap();
    let config = with_server.to_string_lossy().into_owned();
    good(&scene.data, &["--config", &config, "backup", &scene.backup]);
    let restored = scene.new_folder("restored");
    let output = scene.restore(&restored, &["--config", &config]);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(
        fs::read_to_string(restored.join("guildhall.restored.toml")).unwrap(),
        alive
    );
    assert!(!restored.join("guildhall.toml").exists());
    assert!(restored.join("guildhall.db").exists());
}

#[test]
fn settings_of_backups_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let refused = |config: &str| {
        fs::write(data.join("guildhall.toml"), config).unwrap();
        let output = guildhall(&data, &["config", "check"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        told(&output)
    };
    assert!(refused("[backup]\nschedule = \"every night\"\n").contains("backup.schedule"));
    assert!(refused("[backup]\ndrill = \"0 0 31 2 *\"\n").contains("backup.drill"));
    assert!(refused("[backup.keep]\nyearly = 3\n").contains("yearly"));
    fs::write(data.join("guildhall.toml"), "").unwrap();
    let nowhere = guildhall(&data, &["backup"]);
    assert!(told(&nowhere).contains("backup.target"), "{}", told(&nowhere));
}

const MAKE_DUE: &str = "UPDATE schedule SET next_at = 1 WHERE kind = $1";
const JOBS: &str = "SELECT state FROM job WHERE kind = $1";

/// Makes a schedule due, lets the program run until its job is done.
async fn done_by_the_clock(data: &Path, kind: &str) {
    let config = DatabaseConfig::sqlite(data.join("guildhall.db"));
    let database = Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom))
        .await
        .unwrap();
    let program = Program::serve(data);
    eventually("the making of the schedule", async || {
        let mut work = database.begin_outside_realms().await.unwrap();
        let made = work.execute(MAKE_DUE, args![kind]).await.unwrap();
        work.commit().await.unwrap();
        (made == 1).then_some(())
    })
    .await;
    drop(program);
    let _program = Program::serve(data);
    eventually("the scheduled work", async || {
        let mut connection = database.read_across_realms().await.unwrap();
        let rows = connection.fetch_all(JOBS, args![kind]).await.unwrap();
        let states: Vec<String> = rows.iter().map(|row| row.get("state").unwrap()).collect();
        assert!(!states.contains(&"failed".to_owned()));
        (states == ["done"]).then_some(())
    })
    .await;
    database.close().await;
}

#[tokio::test]
async fn backups_and_drills_are_made_by_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    fs::write(data.join("guildhall.toml"), "[backup]\ntarget = \"offsite\"\n").unwrap();
    done_by_the_clock(&data, "backup.make").await;
    assert_eq!(good(&data, &["backup", "list"]).lines().count(), 1);
    done_by_the_clock(&data, "backup.drill").await;
    assert!(
        good(&data, &["verify"]).contains(" 0 problems"),
        "both are in the ledger"
    );
}
