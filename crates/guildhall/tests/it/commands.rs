//! The program as a person at the machine uses it: every command, on a small made-up union.

use guildhall_kernel::{SystemClock, SystemRandom};
use guildhall_store::{Database, DatabaseConfig, args};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

/// Runs a command.
pub fn guildhall(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .env_remove("GUILDHALL_DATABASE_URL")
        .output()
        .expect("the program starts")
}

/// Runs a command that must end well and returns what it printed.
#[track_caller]
pub fn good(data: &Path, arguments: &[&str]) -> String {
    let output = guildhall(data, arguments);
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{arguments:?}: {out}{err}");
    out.into_owned()
}

/// Makes a small union whose papers are there but not read.
pub fn a_union(data: &Path) {
    good(data, &["demo", "--only-data", "--staff", "60", "--papers", "6"]);
}

/// The lines of an answer that name records: without the line that tells the time taken.
fn hits(answer: &str) -> Vec<String> {
    answer
        .lines()
        .filter(|line| !line.contains(" found in "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_folder_is_imported_read_found_and_imported_again_without_doubles() {
    let folder = tempfile::tempdir().unwrap();
    let (data, papers) = (folder.path().join("data"), folder.path().join("papers"));
    a_union(&data);
    std::fs::create_dir_all(papers.join("子文件夹")).unwrap();
    std::fs::write(
        papers.join("通知.txt"),
        "关于举办职工篮球联赛的通知\n各分会：\n定于2024年5月1日举行。\n市一院工会\n",
    )
    .unwrap();
    std::fs::write(papers.join("子文件夹/名单.txt"), "困難職工慰問名單").unwrap();
    std::fs::write(papers.join("坏.pdf"), b"%PDF-1.7 broken").unwrap();
    std::fs::write(papers.join("空.txt"), b"").unwrap();
    let path = papers.to_string_lossy().into_owned();
    let first = guildhall(&data, &["import", &path, "--read"]);
    let told = String::from_utf8_lossy(&first.stdout).into_owned();
    assert_eq!(first.status.code(), Some(1), "an empty file was refused: {told}");
    assert!(told.contains("taken in 3, already here 0, refused 1"), "{told}");
    assert!(told.contains("空.txt: the file is empty"), "{told}");
    assert!(
        told.contains("Unreadable: "),
        "the broken file stays with its reason: {told}"
    );
    let again = String::from_utf8_lossy(&guildhall(&data, &["import", &path]).stdout).into_owned();
    assert!(again.contains("taken in 0, already here 3"), "{again}");
    assert!(good(&data, &["search", "篮球联赛"]).contains("关于举办职工篮球联赛的通知"));
    assert!(
        good(&data, &["search", "困难职工慰问"]).contains("1 found"),
        "traditional is found by simplified"
    );
    assert_eq!(
        guildhall(&data, &["search", "量子色动力学"]).status.code(),
        Some(1)
    );
}

#[test]
fn an_index_built_again_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    good(&data, &["reindex"]);
    let before = hits(&good(&data, &["search", "工会", "--limit", "50"]));
    assert!(!before.is_empty());
    std::fs::remove_dir_all(data.join("index")).unwrap();
    good(&data, &["reindex"]);
    assert_eq!(hits(&good(&data, &["search", "工会", "--limit", "50"])), before);
}

#[tokio::test]
async fn a_row_changed_behind_the_programs_back_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    assert!(good(&data, &["verify"]).contains(" 0 problems"));
    let config = DatabaseConfig::sqlite(data.join("guildhall.db"));
    let database = Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom))
        .await
        .unwrap();
    const TAMPER: &str =
        "UPDATE record SET title = 'nothing happened' WHERE id IN (SELECT id FROM record LIMIT 1)";
    let mut work = database.begin_outside_realms().await.unwrap();
    assert_eq!(work.execute(TAMPER, args![]).await.unwrap(), 1);
    work.commit().await.unwrap();
    database.close().await;
    let output = guildhall(&data, &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains(" 1 problems"));
}

#[tokio::test]
async fn a_house_of_the_former_administrator_comes_forward_and_the_console_appoints_who_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    let appoint = [
        "appoint", "--power", "audit", "--login", "wanglan", "--name", "王兰",
    ];
    let held = guildhall(&data, &appoint);
    assert_eq!(held.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&held.stderr).contains("somebody holds this power"));
    let config = DatabaseConfig::sqlite(data.join("guildhall.db"));
    let database = Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom))
        .await
        .unwrap();
    const FORMER: &str = "UPDATE account_grant SET role = 'administrator'
        WHERE role IN ('systemAdministrator', 'auditAdministrator')";
    let mut work = database.begin_outside_realms().await.unwrap();
    assert_eq!(work.execute(FORMER, args![]).await.unwrap(), 2);
    work.commit().await.unwrap();
    database.close().await;
    assert!(
        good(&data, &["verify"]).contains(" 0 problems"),
        "the change of role is in the ledger"
    );
    let told = good(&data, &appoint);
    let password = told.trim().rsplit(' ').next().unwrap();
    assert_eq!((password.len(), password.split('-').count()), (14, 3), "{told}");
    assert_eq!(guildhall(&data, &appoint).status.code(), Some(2));
    assert!(good(&data, &["verify"]).contains(" 0 problems"));
}

#[test]
fn a_damaged_copy_is_healed_by_the_scrub() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    let victim = walkdir::WalkDir::new(data.join("vault/a"))
        .into_iter()
        .filter_map(Result::ok)
        .find(|entry| {
            entry.file_type().is_file() && entry.metadata().is_ok_and(|metadata| metadata.len() > 500)
        })
        .unwrap()
        .into_path();
    let mut bytes = std::fs::read(&victim).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&victim, bytes).unwrap();
    assert!(good(&data, &["scrub"]).contains("1 healed, 0 lost"));
    assert!(good(&data, &["scrub"]).contains("0 healed, 0 lost"));
}

#[test]
fn wrong_calls_are_told_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let none = guildhall(&data, &["search", "x"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("there is no union yet"));
    std::fs::write(data.join("guildhall.toml"), "[vault]\nreplica = []\n").unwrap();
    let wrong = guildhall(&data, &["config", "check"]);
    assert!(
        String::from_utf8_lossy(&wrong.stderr).contains("replica"),
        "unknown keys are mistakes"
    );
    std::fs::remove_file(data.join("guildhall.toml")).unwrap();
    assert!(good(&data, &["config", "check"]).contains("30 archive types"));
    assert!(good(&data, &["config", "print"]).contains("upload_bytes_max"));
}

#[test]
fn a_vault_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let refused = |config: &str| {
        std::fs::write(data.join("guildhall.toml"), config).unwrap();
        let output = guildhall(&data, &["config", "check"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let bucket = |endpoint: &str| {
        format!(
            "[[vault.buckets]]\nendpoint = \"{endpoint}\"\nbucket = \"b\"\nkey_id = \"k\"\nsecret_file = \"keys/s3\"\n"
        )
    };
    let none = refused("[vault]\nreplicas = []\n");
    assert!(none.contains("names no folder"), "{none}");
    let twice = refused("[vault]\nreplicas = [\"x\", \"x\"]\n");
    assert!(twice.contains("vault names x twice"), "{twice}");
    let zero = refused("[vault]\nreplicas_needed = 0\n");
    assert!(zero.contains("replicas_needed must be 1 or more"), "{zero}");
    let missing = refused(&bucket("https://s3.example.org"));
    assert!(missing.contains("the secret of bucket b"), "{missing}");
    std::fs::create_dir_all(data.join("keys")).unwrap();
    std::fs::write(data.join("keys/s3"), "hush\n").unwrap();
    std::fs::set_permissions(data.join("keys/s3"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let open = refused(&bucket("https://s3.example.org"));
    assert!(open.contains("others may read the file"), "{open}");
    std::fs::set_permissions(data.join("keys/s3"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let plain = refused(&bucket("http://s3.example.org"));
    assert!(plain.contains("must be on this machine"), "{plain}");
    std::fs::write(data.join("guildhall.toml"), bucket("https://s3.example.org")).unwrap();
    good(&data, &["config", "check"]);
    let printed = good(&data, &["config", "print"]);
    assert!(
        printed.contains("s3.example.org") && !printed.contains("hush"),
        "{printed}"
    );
}

#[test]
fn a_package_of_others_is_judged_without_a_house() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("no-house");
    let package = folder.path().join("sent.xml");
    std::fs::write(&package, "<!DOCTYPE x><x/>").unwrap();
    let path = package.to_str().unwrap();
    let judged = guildhall(&data, &["check-package", "--language", "en", path]);
    assert_eq!(judged.status.code(), Some(1));
    let said = String::from_utf8_lossy(&judged.stdout).into_owned();
    assert!(said.contains("document type"), "{said}");
    assert!(!data.exists(), "nothing is made");
}
