//! A consignment that is cut off goes on, holds what its receipt says, and leaves nothing behind that should be gone.

use crate::archive_house::actor;
use crate::house::{House, UNWATCHED, below, migrations};
use guildhall_archive::Trace as _;
use guildhall_dispatch::consignment::{Asked, RECEIPT, Receipt};
use guildhall_dispatch::{
    ConsignmentState, DispatchError, ExchangeTrace, Format, ItemOutcome, NewConsignment, Progress,
};
use guildhall_package::ocfl::validate;
use guildhall_package::{Algorithm, FolderTree, Limits, NoSink, bagit};
use guildhall_store::on_both_databases;
use std::sync::atomic::{AtomicU64, Ordering};

fn over_the_web(format: Format) -> NewConsignment {
    NewConsignment {
        format,
        asked: Asked::default(),
        found: None,
        purpose: "archive_maintenance".to_owned(),
        reason: "移交市档案馆".to_owned(),
        folder: None,
        records_max: 100,
    }
}

on_both_databases! { migrations();
    async fn what_is_cut_off_goes_on_and_the_receipt_names_every_package(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        for number in 0..3 {
            house.filed(&format!("第{number}号通知")).await;
        }
        let folder = house.folder.path().join("out");
        let consignment = house.begun(Format::Bagit, &folder).await.unwrap();
        let packed = AtomicU64::new(0);
        let told = |done: u64, _: u64| packed.store(done, Ordering::Relaxed);
        let is_stopped = || packed.load(Ordering::Relaxed) >= 1;
        let cut = Progress { told: &told, is_stopped: &is_stopped, is_last: false };
        let whole = (test.realm, consignment.id);
        assert!(!house.exchange.pack_consignment(whole, cut).await.unwrap());
        assert!(!folder.join(RECEIPT).exists());
        // A package that was being written when the power went is written anew.
        std::fs::create_dir(folder.join("packages/.half.part")).unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let path = folder.display().to_string();
        let open = house.exchange.consignment_into(&mut connection, (Format::Bagit, &path)).await.unwrap();
        assert_eq!(open.map(|open| open.id), Some(consignment.id));
        drop(connection);
        assert!(house.exchange.pack_consignment(whole, UNWATCHED).await.unwrap());
        let receipt: Receipt = serde_json::from_slice(&std::fs::read(folder.join(RECEIPT)).unwrap()).unwrap();
        assert_eq!((receipt.packages.len(), receipt.left_out.len()), (3, 0));
        for line in &receipt.packages {
            let bag = folder.join(&line.place);
            let voucher = bag.join(line.digest_of.as_ref().unwrap());
            assert_eq!(Algorithm::Sha256.of(&std::fs::read(voucher).unwrap()), line.sha256);
            let mut tree = FolderTree::open(&bag, &Limits::default()).unwrap();
            let read = bagit::read(&mut tree, &mut NoSink, &Limits::default()).unwrap();
            assert_eq!((read.problems.as_slice(), read.payload.len() as u64), (&[][..], line.files));
        }
    }

    async fn a_storage_root_holds_valid_objects(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        house.filed("通知").await;
        let root = house.sent(Format::Ocfl, "root").await;
        let receipt: Receipt = serde_json::from_slice(&std::fs::read(root.join(RECEIPT)).unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(root.join("packages/0=ocfl_1.1")).unwrap(), "ocfl_1.1\n");
        let object = root.join(&receipt.packages[0].place);
        let mut tree = FolderTree::open(&object, &Limits::default()).unwrap();
        let found = validate(&mut tree, &Limits::default()).unwrap();
        assert_eq!((found.problems.as_slice(), found.warnings.as_slice()), (&[][..], &[][..]));
    }

    async fn nobody_takes_more_along_than_she_may(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        house.filed("通知").await;
        let reader = actor(test, "reader", "/1/", 3);
        let refused = house.begun_by(&reader, over_the_web(Format::Bagit)).await.unwrap_err();
        assert!(matches!(refused, DispatchError::NothingToSend));
        let elsewhere = actor(test, "archivist", "/1/9/", 3);
        let refused = house.begun_by(&elsewhere, over_the_web(Format::Bagit)).await.unwrap_err();
        assert!(matches!(refused, DispatchError::NothingToSend));
        let mut silent = over_the_web(Format::Bagit);
        silent.purpose = "none".to_owned();
        let refused = house.begun_by(&house.keeper, silent).await.unwrap_err();
        assert!(matches!(refused, DispatchError::PurposeNeeded));
        let mut few = over_the_web(Format::Bagit);
        few.records_max = 0;
        let refused = house.begun_by(&house.keeper, few).await.unwrap_err();
        assert!(matches!(refused, DispatchError::TooMany(0)));
        let begun = house.begun_by(&house.keeper, over_the_web(Format::Bagit)).await.unwrap();
        assert_eq!(begun.records, 1);
        let mut connection = test.database.read(test.realm).await.unwrap();
        let other = house.exchange.consignment(&mut connection, &house.command(), begun.id).await;
        assert!(matches!(other, Err(DispatchError::NoSuchExchange)), "it is hers alone");
    }

    async fn rights_that_are_gone_when_it_is_packed_leave_the_record_behind(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        house.filed("通知").await;
        // Her account is none of this house, so when the job looks again she holds nothing.
        let begun = house.begun_by(&house.keeper, over_the_web(Format::Bagit)).await.unwrap();
        let packed = house.exchange.pack_consignment((test.realm, begun.id), UNWATCHED).await;
        assert!(matches!(packed, Err(DispatchError::NoSuchExchange)));
        let mut connection = test.database.read(test.realm).await.unwrap();
        let now = house.exchange.consignment(&mut connection, &house.keeper, begun.id).await.unwrap();
        assert_eq!((now.state, now.packed), (ConsignmentState::Packing, 0));
    }

    async fn packages_go_with_the_record_and_after_their_time(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        let gone = house.filed("将被销毁").await;
        house.filed("另一份").await;
        // As if the command had packed into the house.
        let new = NewConsignment { purpose: String::new(), folder: None, ..over_the_web(Format::Eep) };
        let begun = house.begun_by(&house.command(), new).await.unwrap();
        let whole = (test.realm, begun.id);
        assert!(house.exchange.pack_consignment(whole, UNWATCHED).await.unwrap());
        let packages = house.exchange.folder.join(begun.id.to_string()).join("packages");
        assert_eq!(below(&packages).len(), 2);
        let trace = ExchangeTrace { folder: house.exchange.folder.clone() };
        let mut work = test.database.begin(test.realm).await.unwrap();
        trace.forget(&mut work, gone.id).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(below(&packages).len(), 1);
        let mut connection = test.database.read(test.realm).await.unwrap();
        let lines = house.exchange.lines_of(&mut connection, begun.id, 0).await.unwrap();
        drop(connection);
        let outcomes: Vec<ItemOutcome> = lines.iter().map(|line| line.outcome).collect();
        assert_eq!(outcomes, [ItemOutcome::Destroyed, ItemOutcome::Packed]);
        assert_eq!(house.exchange.clear(test.realm).await.unwrap(), 0);
        test.clock.advance_secs(8 * 86_400);
        assert_eq!(house.exchange.clear(test.realm).await.unwrap(), 1);
        assert!(!packages.exists());
    }
}
