//! What the running program does by the clock.

use crate::commands::{a_union, good};
use crate::program::{Program, eventually};
use guildhall_kernel::{SystemClock, SystemRandom};
use guildhall_store::{Database, DatabaseConfig, args};
use std::sync::Arc;

const SCHEDULES: &str = "SELECT name, kind FROM schedule ORDER BY name";
const MAKE_DUE: &str = "UPDATE schedule SET next_at = 1";
const JOBS: &str = "SELECT kind, state FROM job
    WHERE kind IN ('archive.dossiers', 'checks.recheck', 'dispatch.clear', 'federation.clean', 'governance.lapse', 'identity.clean', 'inspection.make', 'preservation.sweep', 'vault.scrub', 'watch.clean',
        'workflow.follow-up')
    ORDER BY kind";

async fn pairs(database: &Database, sql: &'static str, columns: [&'static str; 2]) -> Vec<(String, String)> {
    let mut connection = database.read_across_realms().await.unwrap();
    let rows = connection.fetch_all(sql, Vec::new()).await.unwrap();
    let pair = |row: &guildhall_store::Row| (row.get(columns[0]).unwrap(), row.get(columns[1]).unwrap());
    rows.iter().map(pair).collect()
}

/// The program makes its schedules by itself; one whose time has come is done once, also after a restart.
#[tokio::test]
async fn the_program_scrubs_and_cleans_by_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    a_union(&data);
    let config = DatabaseConfig::sqlite(data.join("guildhall.db"));
    let database = Database::open(&config, &[], Arc::new(SystemClock), Arc::new(SystemRandom))
        .await
        .unwrap();
    let program = Program::serve(&data);
    let made = eventually("the making of the schedules", async || {
        let made = pairs(&database, SCHEDULES, ["name", "kind"]).await;
        (made.len() == 12).then_some(made)
    });
    let named = |name: &str| (name.to_owned(), name.to_owned());
    let names = [
        "archive.dossiers",
        "checks.recheck",
        "dispatch.clear",
        "federation.clean",
        "governance.lapse",
        "identity.clean",
        "inspection.make",
        "keys.rewrap",
        "preservation.sweep",
        "vault.scrub",
        "watch.clean",
        "workflow.follow-up",
    ];
    assert_eq!(made.await, names.map(named));
    drop(program);
    let mut work = database.begin_outside_realms().await.unwrap();
    assert_eq!(work.execute(MAKE_DUE, args![]).await.unwrap(), 12);
    work.commit().await.unwrap();
    let done = |kind: &str| (kind.to_owned(), "done".to_owned());
    for _ in 0..2 {
        let _program = Program::serve(&data);
        let jobs = eventually("the scheduled work", async || {
            let jobs = pairs(&database, JOBS, ["kind", "state"]).await;
            (jobs.len() == 11 && jobs.iter().all(|(_, state)| state == "done")).then_some(jobs)
        });
        assert_eq!(
            jobs.await,
            [
                done("archive.dossiers"),
                done("checks.recheck"),
                done("dispatch.clear"),
                done("federation.clean"),
                done("governance.lapse"),
                done("identity.clean"),
                done("inspection.make"),
                done("preservation.sweep"),
                done("vault.scrub"),
                done("watch.clean"),
                done("workflow.follow-up")
            ]
        );
    }
    database.close().await;
    assert!(
        good(&data, &["verify"]).contains(" 0 problems"),
        "the scrub is in the ledger"
    );
}
