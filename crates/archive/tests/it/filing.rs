//! A filing that needs a yes, and a change of a secrecy level: asked once, settled once, never half.

use super::house::{actor, archive, captured, description, migrations, open_fonds};
use guildhall_archive::filing::{FilingState, FilingSubjects};
use guildhall_archive::reclassification::{
    AskReclassification, ReclassificationState, ReclassificationSubjects,
};
use guildhall_archive::usage::Outcome;
use guildhall_archive::{Archive, ArchiveError, Record, RecordState};
use guildhall_kernel::Actor;
use guildhall_ledger::Subjects as _;
use guildhall_store::on_both_databases;
use guildhall_store::testing::TestDatabase;

async fn described(archive: &Archive, test: &TestDatabase, keeper: &Actor) -> Record {
    let record = captured(archive, test, keeper, "审计报告").await;
    let mut work = test.database.begin(test.realm).await.unwrap();
    open_fonds(&mut work, archive, test).await;
    let described = archive
        .describe(&mut work, keeper, (record.id, record.version), description())
        .await;
    work.commit().await.unwrap();
    described.unwrap()
}

async fn filed(archive: &Archive, test: &TestDatabase, keeper: &Actor) -> Record {
    let record = described(archive, test, keeper).await;
    let mut work = test.database.begin(test.realm).await.unwrap();
    let filed = archive
        .file(&mut work, keeper, (record.id, record.version))
        .await
        .unwrap();
    work.commit().await.unwrap();
    filed
}

fn level(record: &Record, level: i64) -> AskReclassification {
    AskReclassification {
        record: record.id,
        level,
        basis: "院党委会议纪要〔2026〕8号".to_owned(),
    }
}

on_both_databases! { migrations();
    async fn while_a_filing_waits_its_record_does_not_change_and_a_yes_files_it_once(test: &TestDatabase) {
        let archive = archive();
        let keeper = actor(test, "archivist", "/1/", 3);
        let record = described(&archive, test, &keeper).await;
        let key = (record.id, record.version);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let (filing, _) = archive.ask_filing(&mut work, &keeper, key).await.unwrap();
        let early = archive.file_approved(&mut work, &keeper, filing.id).await;
        assert!(matches!(early, Err(ArchiveError::Changed)), "{early:?}");
        let refused = [
            archive.describe(&mut work, &keeper, key, description()).await.err(),
            archive.file(&mut work, &keeper, key).await.err(),
            archive.discard(&mut work, &keeper, record.id, "").await.err(),
            archive.ask_filing(&mut work, &keeper, key).await.err(),
        ];
        for error in refused {
            assert!(matches!(error, Some(ArchiveError::FilingAsked)), "{error:?}");
        }
        archive.settle_filing(&mut work, &keeper, filing.id, Outcome::Approved).await.unwrap();
        let twice = archive.settle_filing(&mut work, &keeper, filing.id, Outcome::Refused).await;
        assert!(matches!(twice, Err(ArchiveError::Changed)), "{twice:?}");
        assert_eq!(archive.approved_record(&mut work, filing.id).await.unwrap(), Some(record.id));
        let filed = archive.file_approved(&mut work, &keeper, filing.id).await.unwrap();
        assert_eq!((filed.state, filed.item_number), (RecordState::Filed, Some(1)));
        let again = archive.file_approved(&mut work, &keeper, filing.id).await;
        assert!(matches!(again, Err(ArchiveError::Changed)), "{again:?}");
        assert_eq!(archive.approved_record(&mut work, filing.id).await.unwrap(), None);
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let last = archive.last_filing(&mut connection, &keeper, record.id).await.unwrap().unwrap();
        assert_eq!(last.state, FilingState::Filed);
        assert_eq!(FilingSubjects.page(&mut connection, None).await.unwrap().len(), 1);
    }

    async fn a_filing_that_is_blocked_or_refused_opens_its_record_again(test: &TestDatabase) {
        let archive = archive();
        let keeper = actor(test, "archivist", "/1/", 3);
        let mut record = described(&archive, test, &keeper).await;
        for is_blocked in [true, false] {
            let mut work = test.database.begin(test.realm).await.unwrap();
            let asked = archive.ask_filing(&mut work, &keeper, (record.id, record.version)).await;
            let (filing, _) = asked.unwrap();
            if is_blocked {
                archive.settle_filing(&mut work, &keeper, filing.id, Outcome::Approved).await.unwrap();
                let checks = ["GD-1-1".to_owned(), "GD-2-3".to_owned()];
                let given_up = archive.block_filing(&mut work, &keeper, (filing.id, &checks)).await.unwrap();
                assert_eq!(given_up.blocked_by, "GD-1-1, GD-2-3");
            } else {
                archive.settle_filing(&mut work, &keeper, filing.id, Outcome::Refused).await.unwrap();
            }
            let key = (record.id, record.version);
            record = archive.describe(&mut work, &keeper, key, description()).await.unwrap();
            assert!(archive.filings_open(&mut work, &[record.id]).await.unwrap().is_empty());
            work.commit().await.unwrap();
        }
    }

    async fn of_two_who_ask_at_once_one_is_told(test: &TestDatabase) {
        let archive = archive();
        let keeper = actor(test, "archivist", "/1/", 3);
        let record = described(&archive, test, &keeper).await;
        let ask = async || {
            let mut work = test.database.begin(test.realm).await?;
            archive.ask_filing(&mut work, &keeper, (record.id, record.version)).await?;
            work.commit().await?;
            Ok::<_, ArchiveError>(())
        };
        let (one, other) = tokio::join!(ask(), ask());
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    }

    async fn a_level_changes_after_a_yes_and_only_from_the_one_that_was_seen(test: &TestDatabase) {
        let archive = archive();
        let keeper = actor(test, "archivist", "/1/", 3);
        let record = filed(&archive, test, &keeper).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let (change, _) = archive.ask_reclassification(&mut work, &keeper, level(&record, 2)).await.unwrap();
        let twice = archive.ask_reclassification(&mut work, &keeper, level(&record, 0)).await;
        assert!(matches!(twice, Err(ArchiveError::ReclassificationAsked)), "{twice:?}");
        let done = archive.settle_reclassification(&mut work, &keeper, change.id, Outcome::Approved).await;
        assert_eq!(done.unwrap().state, ReclassificationState::Done);
        let after = archive.record(&mut work, &keeper, record.id).await.unwrap();
        assert_eq!((after.secrecy, after.version), (2, record.version + 1));
        assert_eq!(after.archival_code, record.archival_code);
        let late = archive.settle_reclassification(&mut work, &keeper, change.id, Outcome::Approved).await;
        assert!(matches!(late, Err(ArchiveError::Changed)), "{late:?}");
        let same = archive.ask_reclassification(&mut work, &keeper, level(&after, 2)).await;
        assert!(matches!(same, Err(ArchiveError::Fields(_))), "{same:?}");
        let secret = archive.ask_reclassification(&mut work, &keeper, level(&after, 4)).await;
        assert!(matches!(secret, Err(ArchiveError::StateSecret)), "{secret:?}");
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert_eq!(ReclassificationSubjects.page(&mut connection, None).await.unwrap().len(), 1);
    }
}
