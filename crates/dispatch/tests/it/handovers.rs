//! Handovers: asked for once, decided by others, taken over whole or not at all, and written down for each record.

use crate::archive_house::actor;
use crate::house::{House, UNWATCHED, migrations};
use guildhall_archive::custody::handed_over;
use guildhall_archive::usage::Outcome;
use guildhall_dispatch::consignment::Asked;
use guildhall_dispatch::handover::HandoverSubjects;
use guildhall_dispatch::{
    Acceptance, Consignment, DispatchError, Format, Handover, HandoverState, NewConsignment, NewHandover,
};
use guildhall_kernel::{Date, RecordId};
use guildhall_ledger::Subjects as _;
use guildhall_store::{args, on_both_databases};

const HERS: &str = "UPDATE consignment SET made_by = $1 WHERE realm_id = $2 AND id = $3";

async fn packed(house: &House<'_>) -> Consignment {
    let new = NewConsignment {
        format: Format::Bagit,
        asked: Asked::default(),
        found: None,
        purpose: String::new(),
        reason: "移交市档案馆".to_owned(),
        folder: None,
        records_max: 100,
    };
    // Packing looks her account up, and this house has none: the command packs, and it becomes hers.
    let begun = house.begun_by(&house.command(), new).await.unwrap();
    let whole = (house.test.realm, begun.id);
    assert!(house.exchange.pack_consignment(whole, UNWATCHED).await.unwrap());
    let mut work = house.test.database.begin(house.test.realm).await.unwrap();
    let values = args![house.keeper.account(), house.test.realm, begun.id];
    work.execute(HERS, values).await.unwrap();
    work.commit().await.unwrap();
    begun
}

fn new() -> NewHandover {
    NewHandover {
        name: "2024 年永久档案进馆".to_owned(),
        receiver: "市档案馆".to_owned(),
        about: String::new(),
        medium: "移动硬盘 1 块".to_owned(),
    }
}

async fn asked(
    house: &House<'_>,
    consignment: &Consignment,
) -> Result<(Handover, Vec<RecordId>), DispatchError> {
    let mut work = house.test.database.begin(house.test.realm).await.unwrap();
    let asked = house
        .exchange
        .ask_handover(&mut work, &house.keeper, (consignment.id, &new()))
        .await?;
    work.commit().await.unwrap();
    Ok(asked)
}

async fn settled(house: &House<'_>, one: &Handover, outcome: Outcome) -> Result<Handover, DispatchError> {
    let mut work = house.test.database.begin(house.test.realm).await.unwrap();
    let settled = house
        .exchange
        .settle_handover(&mut work, &house.keeper, (one.id, outcome))
        .await?;
    work.commit().await.unwrap();
    Ok(settled)
}

fn today(house: &House<'_>) -> Date {
    house.test.database.clock().now().date_in("Asia/Shanghai")
}

async fn accepted(
    house: &House<'_>,
    one: &Handover,
    (on, records): (Date, u64),
) -> Result<(Handover, Vec<RecordId>), DispatchError> {
    let said = Acceptance {
        by: "王芳".to_owned(),
        on,
        records,
        remark: String::new(),
    };
    let mut work = house.test.database.begin(house.test.realm).await.unwrap();
    let accepted = house
        .exchange
        .accept_handover(&mut work, &house.keeper, (one.id, &said))
        .await?;
    work.commit().await.unwrap();
    Ok(accepted)
}

on_both_databases! { migrations();
    async fn what_was_approved_and_counted_passes_whole_and_only_once(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        let records = [house.filed("第1号通知").await.id, house.filed("第2号通知").await.id];
        let consignment = packed(&house).await;
        let (handover, ids) = asked(&house, &consignment).await.unwrap();
        assert_eq!((handover.records, handover.state, ids.len()), (2, HandoverState::Deciding, 2));
        assert_eq!(handover.org_path, house.branch);
        assert!(matches!(asked(&house, &consignment).await, Err(DispatchError::HandoverAsked)));
        let early = accepted(&house, &handover, (today(&house), 2)).await;
        assert!(matches!(early, Err(DispatchError::Changed)));
        settled(&house, &handover, Outcome::Approved).await.unwrap();
        assert!(matches!(settled(&house, &handover, Outcome::Refused).await, Err(DispatchError::Changed)));
        let short = accepted(&house, &handover, (today(&house), 1)).await;
        assert!(matches!(short, Err(DispatchError::CountDiffers { sent: 2, received: 1 })));
        let tomorrow = accepted(&house, &handover, (today(&house).plus_days(1), 2)).await;
        assert!(matches!(tomorrow, Err(DispatchError::Field("taken_on"))));
        let (done, passed) = accepted(&house, &handover, (today(&house), 2)).await.unwrap();
        assert_eq!((done.state, passed.len()), (HandoverState::Accepted, 2));
        let mut connection = test.database.read(test.realm).await.unwrap();
        let gone = handed_over(&mut connection, &records).await.unwrap();
        assert_eq!(gone.len(), 2);
        let custody = house.exchange.archive.custody(&mut connection, &house.keeper, records[0]).await.unwrap();
        assert_eq!(custody.map(|custody| custody.receiver), Some("市档案馆".to_owned()));
        let again = packed(&house).await;
        assert!(matches!(asked(&house, &again).await, Err(DispatchError::HandedOver(_))));
    }

    async fn what_is_not_approved_or_not_taken_over_stays_here_and_may_be_offered_again(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        let record = house.filed("第1号通知").await.id;
        let consignment = packed(&house).await;
        for outcome in [Outcome::Refused, Outcome::Withdrawn] {
            let (handover, _) = asked(&house, &consignment).await.unwrap();
            let ended = settled(&house, &handover, outcome).await.unwrap();
            assert!(ended.ended_at.is_some());
        }
        let (handover, _) = asked(&house, &consignment).await.unwrap();
        assert_eq!(handover.number, 3);
        settled(&house, &handover, Outcome::Approved).await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        let silent = house.exchange.decline_handover(&mut work, &house.keeper, (handover.id, " ")).await;
        assert!(matches!(silent, Err(DispatchError::Field("reason"))));
        let declined = house.exchange.decline_handover(&mut work, &house.keeper, (handover.id, "载体损坏")).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(declined.state, HandoverState::Declined);
        let mut connection = test.database.read(test.realm).await.unwrap();
        assert!(handed_over(&mut connection, &[record]).await.unwrap().is_empty());
    }

    async fn only_who_has_a_part_in_handovers_knows_of_them(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        house.filed("第1号通知").await;
        let (handover, _) = asked(&house, &packed(&house).await).await.unwrap();
        let reader = actor(test, "reader", "/1/", 3);
        let mut connection = test.database.read(test.realm).await.unwrap();
        let seen = house.exchange.handovers(&mut connection, &house.keeper, (None, 10)).await.unwrap();
        assert_eq!(seen.len(), 1);
        assert!(house.exchange.handovers(&mut connection, &reader, (None, 10)).await.unwrap().is_empty());
        let hidden = house.exchange.handover(&mut connection, &reader, handover.id).await;
        assert!(matches!(hidden, Err(DispatchError::NoSuchExchange)));
        let lines = house.exchange.handover_lines(&mut connection, &house.keeper, (handover.id, 0, 10)).await.unwrap();
        assert_eq!(lines.len(), 1);
    }

    async fn packages_that_wait_for_a_handover_are_not_cleared(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        house.filed("第1号通知").await;
        let (kept, cleared) = (packed(&house).await, packed(&house).await);
        asked(&house, &kept).await.unwrap();
        test.clock.advance_secs(8 * 86_400);
        assert_eq!(house.exchange.clear(test.realm).await.unwrap(), 1);
        let folder = |one: &Consignment| house.exchange.folder.join(one.id.to_string());
        assert!(folder(&kept).exists() && !folder(&cleared).exists());
        assert!(matches!(asked(&house, &cleared).await, Err(DispatchError::NotThere)));
    }

    async fn every_handover_is_told_to_the_ledger_as_it_stands(test: &TestDatabase) {
        let house = House::open(test, "one.example", 0).await;
        house.filed("第1号通知").await;
        let (handover, _) = asked(&house, &packed(&house).await).await.unwrap();
        settled(&house, &handover, Outcome::Approved).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let rows = HandoverSubjects.page(&mut connection, None).await.unwrap();
        assert_eq!(rows.len(), 1);
        let told = guildhall_ledger::history::of_subject(&mut connection, "handover", handover.id, 100).await.unwrap();
        let last = told.iter().find_map(|(entry, _)| entry.digest.clone());
        assert_eq!(last, Some(rows[0].1.to_hex()));
    }
}
