//! Item numbers under parallel filing: unique and without a gap, whatever becomes of the filings.

use crate::house::{actor, archive, captured, description, migrations, open_fonds};
use guildhall_archive::record::store as records;
use guildhall_archive::{Archive, ArchiveError, Description, FieldValue, Record};
use guildhall_kernel::{Actor, RealmId};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Database, on_both_databases};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

/// How many file at once: four in each of eight programs, each program with connections of its own.
const FILERS: usize = 32;
const PROGRAMS: usize = 8;
/// How many plans are tried.
const PLANS: usize = 3;

/// What becomes of one filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is filed.
    Filed,
    /// A mandatory field is missing: the filing is refused.
    Refused,
    /// It is filed, and then the unit of work is undone.
    Undone,
    /// It is filed in a unit of work that is dropped, as when the program ends.
    Dropped,
}

/// Returns what each filer does: with which year, and what becomes of it.
fn plan() -> impl Strategy<Value = Vec<(i64, Fate)>> {
    let fate = prop_oneof![
        4 => Just(Fate::Filed),
        1 => Just(Fate::Refused),
        1 => Just(Fate::Undone),
        1 => Just(Fate::Dropped),
    ];
    proptest::collection::vec((2023_i64..2025, fate), FILERS)
}

fn described(year: i64) -> Description {
    let mut description = description();
    let one = FieldValue::One(year.to_string());
    description.fields.insert("year".to_owned(), one);
    description
}

/// Describes and files one record as planned.
async fn file(
    (database, realm): (Database, RealmId),
    (archive, filer): (Archive, Actor),
    record: Record,
    (year, fate): (i64, Fate),
) {
    let mut work = database.begin(realm).await.unwrap();
    let mut described = described(year);
    if fate == Fate::Refused {
        described.fields.remove("responsible_party");
        described.fields.remove("doc_date");
    }
    let found = archive
        .describe(&mut work, &filer, (record.id, record.version), described)
        .await
        .unwrap();
    let filed = archive.file(&mut work, &filer, (found.id, found.version)).await;
    match fate {
        Fate::Filed => {
            filed.unwrap();
            work.commit().await.unwrap();
        }
        Fate::Refused => {
            assert!(matches!(filed, Err(ArchiveError::Fields(_))), "{filed:?}");
            work.commit().await.unwrap();
        }
        Fate::Undone => {
            filed.unwrap();
            work.cancel().await.unwrap();
        }
        Fate::Dropped => {
            filed.unwrap();
            drop(work);
        }
    }
}

async fn file_all(
    (test, programs): (&TestDatabase, &[Database]),
    archive: &Archive,
    plan: &[(i64, Fate)],
) -> Vec<Record> {
    let filer = actor(test, "archivist", "/1/", 3);
    let (mut tasks, mut all) = (Vec::new(), Vec::new());
    for (number, planned) in plan.iter().enumerate() {
        let record = captured(archive, test, &filer, &format!("件{number}")).await;
        all.push(record.clone());
        let place = (programs[number % PROGRAMS].clone(), test.realm);
        tasks.push(tokio::spawn(file(
            place,
            (archive.clone(), filer.clone()),
            record,
            *planned,
        )));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut connection = test.database.read(test.realm).await.unwrap();
    let ids: Vec<_> = all.iter().map(|record| record.id).collect();
    records::get_many(&mut connection, &ids).await.unwrap()
}

on_both_databases! { migrations();
    async fn thirty_two_who_file_at_once_get_every_number_once_and_leave_no_gap(test: &TestDatabase) {
        let archive = archive();
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        work.commit().await.unwrap();
        let mut programs = Vec::new();
        for seed in 0..PROGRAMS as u64 {
            programs.push(test.open_again(migrations(), 1_000 + seed).await);
        }
        let mut runner = TestRunner::deterministic();
        let mut taken: BTreeMap<i64, i64> = BTreeMap::new();
        for _ in 0..PLANS {
            let plan = plan().new_tree(&mut runner).unwrap().current();
            let found = file_all((test, &programs), &archive, &plan).await;
            for year in 2023..2025 {
                let planned = plan.iter().filter(|one| **one == (year, Fate::Filed)).count();
                let of_year = found.iter().filter(|record| record.year == year);
                let mut numbers: Vec<i64> = of_year.filter_map(|record| record.item_number).collect();
                numbers.sort_unstable();
                let before = taken.get(&year).copied().unwrap_or_default();
                let after = before + i64::try_from(planned).unwrap();
                assert_eq!(numbers, (before + 1..=after).collect::<Vec<_>>(), "{year}: {plan:?}");
                taken.insert(year, after);
            }
        }
        assert!(taken.values().all(|count| *count > 20), "{taken:?}");
    }
}
