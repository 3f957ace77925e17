//! Measures the pages above a million filed records of one type, one year and one period: the sets of the year, the
//! first and a late part of the set, and the list of filed records.
//!
//! `cargo run --release -p guildhall-archive --example bench_tree [records]`; the rows go straight into the tables of a
//! scratch SQLite database.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement stops at the first thing that is wrong, and says what it measured"
)]

#[path = "../tests/it/house.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod house;

use guildhall_archive::RecordState;
use guildhall_archive::catalogue::{RECORDS_MAX, SetQuery};
use guildhall_kernel::RecordId;
use guildhall_store::args;
use guildhall_store::testing::TestDatabase;
use house::{actor, archive, migrations};
use std::time::{Duration, Instant};

/// Rows in one unit of work.
const ROWS: u64 = 10_000;
/// Times that each page is asked for; the middle one counts.
const TIMES: usize = 5;
const INSERT: &str =
    "INSERT INTO record (realm_id, id, version, state, org_path, type_code, dictionary_version, title,
    doc_number, responsible_party, year, retention, secrecy, department, fields, source, page_count, fonds_code,
    item_number, archival_code, captured_at, changed_at, filed_at) VALUES";

async fn fill(test: &TestDatabase, records: u64) {
    for begin in (0..records).step_by(usize::try_from(ROWS).unwrap()) {
        let mut work = test.database.begin(test.realm).await.unwrap();
        let now = work.now();
        let mut rows = Vec::new();
        for number in begin..records.min(begin + ROWS) {
            let at = now.plus_secs(i64::try_from(number).unwrap());
            let item = i64::try_from(number + 1).unwrap();
            rows.push(args![
                test.realm,
                work.new_id::<RecordId>(),
                3i64,
                "filed",
                "/1/2/",
                "WS",
                1i64,
                format!("第{item}号通知"),
                "",
                "市一院工会",
                2024i64,
                "D30",
                1i64,
                "",
                "{}",
                "import",
                2i64,
                "Z109",
                item,
                format!("Z109-WS·2024-D30-{item:07}"),
                at,
                at,
                at
            ]);
        }
        work.insert_many(INSERT, rows, "").await.unwrap();
        work.commit().await.unwrap();
    }
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::main]
async fn main() {
    let asked = std::env::args().nth(1);
    let records: u64 = asked.map_or(1_000_000, |count| count.parse().unwrap());
    let test = TestDatabase::sqlite(migrations()).await;
    let began = Instant::now();
    fill(&test, records).await;
    println!("{records} records filled in {:.1?}", began.elapsed());
    let archive = archive();
    let keeper = actor(&test, "archivist", "/1/", 3);
    let mut connection = test.database.read(test.realm).await.unwrap();
    let late = format!("Z109-WS·2024-D30-{:07}", records / 2);
    let mut times: [Vec<Duration>; 4] = Default::default();
    for _ in 0..TIMES {
        let began = Instant::now();
        let sets = archive.sets(&mut connection, &keeper, 2024).await.unwrap();
        times[0].push(began.elapsed());
        assert_eq!(sets.len(), 1);
        for (place, after) in [(1, ""), (2, late.as_str())] {
            let query = SetQuery {
                year: 2024,
                type_code: "WS",
                retention: "D30",
                after,
            };
            let began = Instant::now();
            let found = archive
                .records_of(&mut connection, &keeper, query, RECORDS_MAX + 1)
                .await;
            times[place].push(began.elapsed());
            assert!(!found.unwrap().is_empty());
        }
        let began = Instant::now();
        let filed = Some(RecordState::Filed);
        let list = archive
            .list(&mut connection, &keeper, filed, (None, 51))
            .await
            .unwrap();
        times[3].push(began.elapsed());
        assert!(!list.is_empty());
    }
    let names = [
        "sets of the year",
        "first 2001 of the set",
        "2001 from the middle",
        "list of filed records",
    ];
    for (name, times) in names.iter().zip(times) {
        println!("{name}: {:.1?}", middle(times));
    }
}
