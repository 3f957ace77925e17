//! Records are checked when they are filed and again when their time has come, on both databases.

use crate::archive_house::{actor, archive, captured, description, open_fonds, text};
use guildhall_archive::Record;
use guildhall_archive::record::store as records;
use guildhall_checks::{
    Cause, CheckFiles, CheckRules, Checks, ChecksError, FilesSeen, Outcome, RunSubjects, Stage,
};
use guildhall_formats::{FormatFiles, FormatRules};
use guildhall_kernel::{Actor, ContentHash, SystemClock, SystemRandom};
use guildhall_keyring::KeyRing;
use guildhall_ledger::Subjects;
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Migration, args, on_both_databases};
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
            guildhall_checks::MIGRATIONS,
        ]
        .concat()
    })
}

struct House {
    checks: Checks,
    _folder: TempDir,
}

async fn open(test: &TestDatabase) -> House {
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
    let rules = CheckRules::load(CheckFiles {
        schema: &text("checks/schema.json"),
        checks: &text("checks/checks.toml"),
    });
    let formats = FormatRules::load(FormatFiles {
        schema: &text("formats/schema.json"),
        pronom: &text("formats/pronom.toml"),
        own: &text("formats/own.toml"),
        risks: &text("formats/risks.toml"),
    });
    let checks = Checks {
        rules: Arc::new(rules.unwrap()),
        formats: Arc::new(formats.unwrap()),
        has_scanner: false,
        archive: archive(),
        vault: Vault::open(config, Arc::new(SystemRandom)).unwrap(),
    };
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, &checks.archive, test).await;
    work.commit().await.unwrap();
    House {
        checks,
        _folder: folder,
    }
}

/// Brings in a paper of one sign, whose bytes lie in the vault or do not, and describes it.
async fn described(house: &House, test: &TestDatabase, keeper: &Actor, (sign, lies): (&str, bool)) -> Record {
    let Checks { archive, vault, .. } = &house.checks;
    let record = captured(archive, test, keeper, sign).await;
    let mut work = test.database.begin(test.realm).await.unwrap();
    if lies {
        vault.put(&mut work, sign.as_bytes()).await.unwrap();
    }
    let mut said = description();
    said.fields.insert(
        "title".to_owned(),
        guildhall_archive::FieldValue::One(sign.to_owned()),
    );
    let record = archive
        .describe(&mut work, keeper, (record.id, record.version), said)
        .await
        .unwrap();
    work.commit().await.unwrap();
    record
}

async fn look(house: &House, test: &TestDatabase, record: &Record) -> FilesSeen {
    let mut connection = test.database.read(test.realm).await.unwrap();
    house.checks.look(&mut connection, record.id).await.unwrap()
}

async fn file(
    house: &House,
    test: &TestDatabase,
    keeper: &Actor,
    record: &Record,
) -> Result<Record, ChecksError> {
    let seen = look(house, test, record).await;
    let mut work = test.database.begin(test.realm).await.unwrap();
    let filed = house
        .checks
        .file(&mut work, keeper, (record.id, record.version), &seen)
        .await?;
    work.commit().await.unwrap();
    Ok(filed)
}

on_both_databases! { migrations();
    async fn what_is_filed_is_checked_and_due_again_when_its_time_has_come(test: &TestDatabase) {
        let house = open(test).await;
        let keeper = actor(test, "archivist", "/1/2/", 3);
        let record = described(&house, test, &keeper, ("甲", true)).await;
        let filed = file(&house, test, &keeper, &record).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let now = test.database.clock().now();
        assert_eq!(house.checks.due(&mut connection, now).await.unwrap(), []);
        let later = now.plus_secs(366 * 86_400);
        assert_eq!(house.checks.due(&mut connection, later).await.unwrap(), [filed.id]);
        drop(connection);
        let seen = look(&house, test, &filed).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let run = house.checks.check(&mut work, &keeper, (filed.id, Cause::Schedule), &seen).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((run.stage, run.count(Outcome::Fails)), (Stage::Keeping, 0), "{run:?}");
        let mut connection = test.database.read(test.realm).await.unwrap();
        let (_, runs) = house.checks.history(&mut connection, &keeper, filed.id).await.unwrap();
        assert_eq!(runs.len(), 2);
        assert!(runs.contains(&run));
        let elsewhere = actor(test, "archivist", "/1/3/", 3);
        let page = (None, 10);
        let own = house.checks.overview(&mut connection, &keeper, page).await.unwrap();
        let others = house.checks.overview(&mut connection, &elsewhere, page).await.unwrap();
        assert_eq!((own.counts.checked, others.counts.checked), (1, 0));
        assert_eq!((own.records.len(), others.records.len()), (1, 0), "no page was read from it");
    }

    async fn a_record_whose_file_is_gone_is_not_filed_and_takes_no_number(test: &TestDatabase) {
        let house = open(test).await;
        let keeper = actor(test, "archivist", "/1/2/", 3);
        let gone = described(&house, test, &keeper, ("乙", false)).await;
        let refused = file(&house, test, &keeper, &gone).await.unwrap_err();
        assert!(matches!(&refused, ChecksError::Blocked(codes) if codes.contains(&"GD-1-11".to_owned())), "{refused:?}");
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(records::get(&mut connection, gone.id).await.unwrap(), Some(gone));
        drop(connection);
        let whole = described(&house, test, &keeper, ("甲", true)).await;
        assert_eq!(file(&house, test, &keeper, &whole).await.unwrap().item_number, Some(1));
    }

    async fn a_record_filed_before_there_were_checks_is_due_at_once_and_checked_as_if_being_filed(test: &TestDatabase) {
        let house = open(test).await;
        let keeper = actor(test, "archivist", "/1/2/", 3);
        let record = described(&house, test, &keeper, ("丙", true)).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let filed = house.checks.archive.file(&mut work, &keeper, (record.id, record.version)).await.unwrap();
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let now = test.database.clock().now();
        assert_eq!(house.checks.due(&mut connection, now).await.unwrap(), [filed.id]);
        drop(connection);
        let seen = look(&house, test, &filed).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let run = house.checks.check(&mut work, &keeper, (filed.id, Cause::Schedule), &seen).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(run.stage, Stage::Filing);
    }

    async fn each_run_stands_in_the_ledger_and_one_that_was_changed_differs(test: &TestDatabase) {
        const LAST: &str = "SELECT digest FROM ledger_entry WHERE realm_id = $1 AND subject_id = $2";
        const CHANGE: &str = "UPDATE check_run SET results = '[]' WHERE realm_id = $1 AND id = $2";
        let house = open(test).await;
        let keeper = actor(test, "archivist", "/1/2/", 3);
        let record = described(&house, test, &keeper, ("丁", true)).await;
        file(&house, test, &keeper, &record).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        let page = RunSubjects.page(&mut work, None).await.unwrap();
        let [(id, digest)] = page[..] else { panic!("one run") };
        let row = work.fetch_one(LAST, args![test.realm, id]).await.unwrap();
        assert_eq!(row.get::<ContentHash>("digest").unwrap(), digest);
        work.execute(CHANGE, args![test.realm, id]).await.unwrap();
        assert_ne!(RunSubjects.page(&mut work, None).await.unwrap(), page);
    }
}
