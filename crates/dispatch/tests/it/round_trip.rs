//! Everything goes out of one house and into another, in every kind of package: the same records, files, pages and
//! histories, and the numbers go on behind them.

use crate::house::{House, below, migrations};
use guildhall_archive::Record;
use guildhall_archive::record::ItemNumbers;
use guildhall_dispatch::{Arrived, Format, prior};
use guildhall_ledger::check::Check as _;
use guildhall_store::on_both_databases;
use guildhall_store::testing::TestDatabase;
use serde_json::Value;
use std::path::Path;

/// Returns what `record.json` of each bag says, without what is the sender's own.
fn told(folder: &Path) -> Vec<Value> {
    let bags = below(&folder.join("packages"));
    let read = |bag: &std::path::PathBuf| {
        let text = std::fs::read(bag.join("data/metadata/record.json")).unwrap();
        let mut value: Value = serde_json::from_slice(&text).unwrap();
        for own in ["prior", "digest", "organisations"] {
            value.as_object_mut().unwrap().remove(own);
        }
        for own in ["owner", "org_path"] {
            value["state"].as_object_mut().unwrap().remove(own);
        }
        value
    };
    bags.iter().map(read).collect()
}

/// Compares a record in both houses, with its files, pages and history.
async fn same(one: &House<'_>, other: &House<'_>, record: &Record) {
    let here = other.record(record.id).await.unwrap();
    let expected = Record {
        owner: None,
        org_path: other.branch.clone(),
        ..record.clone()
    };
    assert_eq!(here, expected);
    let (before, after) = (one.files(record.id).await, other.files(record.id).await);
    assert_eq!(before, after);
    for file in &before {
        assert_eq!(one.pages(file).await, other.pages(file).await);
        let mut connection = other.test.database.read(other.test.realm).await.unwrap();
        let vault = &other.exchange.dispatch.vault;
        assert!(vault.contains(&mut connection, file.hash).await.unwrap());
    }
    let mut connection = one.test.database.read(one.test.realm).await.unwrap();
    let past = one
        .exchange
        .historian
        .past(&mut connection, record.id)
        .await
        .unwrap();
    let mut connection = other.test.database.read(other.test.realm).await.unwrap();
    let kept = prior::of_record(&mut connection, record.id).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].state_digest, record.digest().to_hex());
    let acts: Vec<String> = kept[0].acts().into_iter().map(|act| act.action).collect();
    let known: Vec<String> = past.history.into_iter().map(|line| line.action).collect();
    // What was written down of the packing itself came after the package.
    assert_eq!(acts[..], known[..acts.len()]);
    assert!(acts.contains(&"record.filed".to_owned()), "{acts:?}");
}

async fn there_and_back(test: &TestDatabase, format: Format) {
    let one = House::open(test, "one.example", 0).await;
    let mut records = Vec::new();
    for number in 0..3 {
        records.push(one.filed(&format!("第{number}号通知")).await);
    }
    let sent = one.sent(format, "sent").await;
    let sibling = test.sibling(migrations()).await;
    let other = House::open(&sibling, "other.example", 2).await;
    assert_ne!(
        one.branch, other.branch,
        "the branch stands elsewhere in the tree"
    );
    let (accession, items) = other.take_in(&sent).await;
    let problems: Vec<_> = items.iter().filter_map(|item| item.problem.clone()).collect();
    assert_eq!(problems, []);
    let sums = accession.sums;
    assert_eq!((sums.received, sums.known, sums.refused), (3, 0, 0));
    for record in &records {
        same(&one, &other, record).await;
    }
    let again = other.take_in(&sent).await.0.sums;
    assert_eq!((again.received, again.known, again.refused), (0, 3, 0));
    let own = one.take_in(&sent).await.0.sums;
    assert_eq!((own.received, own.known), (0, 3), "the sender knows its own");
    // The numbers go on, and the ledger can tell where they come from.
    let next = other.filed("本馆自己的通知").await;
    assert_eq!(next.item_number, Some(4));
    let mut connection = sibling.database.read(sibling.realm).await.unwrap();
    assert!(ItemNumbers.breaches(&mut connection).await.unwrap().is_empty());
}

on_both_databases! { migrations();
    async fn bags_keep_everything(test: &TestDatabase) {
        there_and_back(test, Format::Bagit).await;
    }

    async fn objects_keep_everything(test: &TestDatabase) {
        there_and_back(test, Format::Ocfl).await;
    }

    async fn national_packages_keep_everything(test: &TestDatabase) {
        there_and_back(test, Format::Eep).await;
    }

    async fn a_third_house_reads_the_history_of_both_before_it(test: &TestDatabase) {
        let one = House::open(test, "one.example", 0).await;
        let record = one.filed("辗转的通知").await;
        let first = one.sent(Format::Bagit, "first").await;
        let sibling = test.sibling(migrations()).await;
        let other = House::open(&sibling, "other.example", 1).await;
        assert_eq!(other.take_in(&first).await.0.sums.received, 1);
        let second = other.sent(Format::Bagit, "second").await;
        assert_eq!(told(&first), told(&second), "nothing was lost or changed on the way");
        let third = test.sibling(migrations()).await;
        let last = House::open(&third, "third.example", 3).await;
        let (_, items) = last.take_in(&second).await;
        assert_eq!(items[0].outcome, Arrived::Received, "{:?}", items[0].problem);
        let mut connection = third.database.read(third.realm).await.unwrap();
        let kept = prior::of_record(&mut connection, record.id).await.unwrap();
        let logs: Vec<&str> = kept.iter().map(|prior| prior.log.split('/').next().unwrap()).collect();
        assert_eq!(logs, ["one.example", "other.example"]);
        assert_eq!(kept[1].acts()[0].action, "record.received");
    }
}
