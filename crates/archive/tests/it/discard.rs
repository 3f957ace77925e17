//! Taking papers out of the inbox and putting them back.

use super::house::{actor, archive, captured, description, migrations, open_fonds};
use guildhall_archive::record::store as records;
use guildhall_archive::{ArchiveError, Standing};
use guildhall_ledger::history;
use guildhall_store::on_both_databases;

on_both_databases! { migrations();
    async fn a_discarded_paper_is_out_of_everything_and_comes_back_as_it_was(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/2/", 3);
        let before = captured(&archive, test, &archivist, "重复扫描").await;
        let id = before.id;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let gone = archive.discard(&mut work, &archivist, id, " 扫重了 ").await.unwrap();
        let reason = gone.discarded.clone().map(|discarded| discarded.reason);
        assert_eq!(reason.as_deref(), Some("扫重了"));
        assert!(matches!(archive.record(&mut work, &archivist, id).await, Err(ArchiveError::NoSuchRecord)));
        assert!(archive.list(&mut work, &archivist, None, (None, 10)).await.unwrap().is_empty());
        assert!(archive.counts(&mut work, &archivist).await.unwrap().is_empty());
        assert!(records::get_many(&mut work, &[id]).await.unwrap().is_empty());
        assert_eq!(records::page_by_id(&mut work, None, 10).await.unwrap(), std::slice::from_ref(&gone));
        assert_eq!(archive.list_discarded(&mut work, &archivist, (None, 10)).await.unwrap(), std::slice::from_ref(&gone));
        assert_eq!(archive.count_discarded(&mut work, &archivist).await.unwrap(), 1);
        let again = archive.discard(&mut work, &archivist, id, "").await;
        assert!(matches!(again, Err(ArchiveError::NoSuchRecord)), "{again:?}");
        let back = archive.restore(&mut work, &archivist, id).await.unwrap();
        assert_eq!((back.state, &back.title, &back.discarded), (before.state, &before.title, &None));
        assert_eq!(archive.record(&mut work, &archivist, id).await.unwrap(), back);
        assert_eq!(archive.count_discarded(&mut work, &archivist).await.unwrap(), 0);
        let again = archive.restore(&mut work, &archivist, id).await;
        assert!(matches!(again, Err(ArchiveError::NoSuchRecord)), "{again:?}");
        work.commit().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let acts = history::of_subject(&mut connection, "record", id.uuid(), 10).await.unwrap();
        let digests: Vec<_> = acts.iter().map(|(entry, _)| (entry.action.as_str(), entry.digest.clone())).collect();
        assert_eq!(digests[0], ("record.restored", Some(back.digest().to_hex())));
        assert_eq!(digests[1], ("record.discarded", Some(gone.digest().to_hex())));
        assert!(acts.iter().all(|(entry, _)| !format!("{entry:?}").contains("扫重了")));
    }

    async fn what_is_filed_is_not_discarded(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/", 3);
        let record = captured(&archive, test, &archivist, "通知").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        open_fonds(&mut work, &archive, test).await;
        let described = archive.describe(&mut work, &archivist, (record.id, 1), description()).await.unwrap();
        archive.file(&mut work, &archivist, (record.id, described.version)).await.unwrap();
        let refused = archive.discard(&mut work, &archivist, record.id, "").await;
        assert!(matches!(refused, Err(ArchiveError::AlreadyFiled)), "{refused:?}");
        let reader = archive.discard(&mut work, &actor(test, "reader", "/1/", 3), record.id, "").await;
        assert!(matches!(reader, Err(ArchiveError::Denied(_))), "{reader:?}");
    }

    async fn only_who_may_describe_discards_or_puts_back(test: &TestDatabase) {
        let archive = archive();
        let archivist = actor(test, "archivist", "/1/2/", 3);
        let id = captured(&archive, test, &archivist, "通知").await.id;
        let keeper = actor(test, "systemAdministrator", "/1/", 3);
        let stranger = actor(test, "archivist", "/1/3/", 3);
        let mut work = test.database.begin(test.realm).await.unwrap();
        let refused = archive.discard(&mut work, &stranger, id, "").await;
        assert!(matches!(refused, Err(ArchiveError::NoSuchRecord)), "{refused:?}");
        let refused = archive.discard(&mut work, &keeper, id, "").await;
        assert!(matches!(refused, Err(ArchiveError::NoSuchRecord)), "{refused:?}");
        let long = "长".repeat(2_001);
        let refused = archive.discard(&mut work, &archivist, id, &long).await;
        assert!(matches!(refused, Err(ArchiveError::Fields(_))), "{refused:?}");
        archive.discard(&mut work, &archivist, id, "").await.unwrap();
        let refused = archive.restore(&mut work, &stranger, id).await;
        assert!(matches!(refused, Err(ArchiveError::NoSuchRecord)), "{refused:?}");
        let refused = archive.restore(&mut work, &keeper, id).await;
        assert!(matches!(refused, Err(ArchiveError::NoSuchRecord)), "{refused:?}");
        assert!(archive.list_discarded(&mut work, &stranger, (None, 10)).await.unwrap().is_empty());
        assert_eq!(archive.count_discarded(&mut work, &stranger).await.unwrap(), 0);
        let heard = |standings: Vec<(guildhall_kernel::RecordId, Standing)>| standings[0].1;
        assert_eq!(heard(archive.standings(&mut work, &archivist, &[id]).await.unwrap()), Standing::Discarded);
        assert_eq!(heard(archive.standings(&mut work, &stranger, &[id]).await.unwrap()), Standing::Hidden);
    }
}
