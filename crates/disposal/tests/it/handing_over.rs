//! Records of a round that pass to another archives: approved like the rest, done when the last has passed, and stopped by
//! a hold.

use crate::house::{House, migrations};
use guildhall_disposal::{DisposalError, NewHold, Outcome, Proposal, RoundState, Scope, Verdict};
use guildhall_kernel::RecordId;
use guildhall_store::on_both_databases;
use std::collections::BTreeSet;

on_both_databases! { migrations();
    async fn what_is_to_be_handed_over_waits_for_no_supervisor_and_ends_the_round_when_it_has_passed(test: &TestDatabase) {
        let house = House::open(test).await;
        for title in ["甲", "乙"] {
            house.filed(title, title).await;
        }
        let round = house.begun().await.unwrap();
        let items = house.items(&round).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let without = house.disposal.propose(&mut work, &house.keeper, (items[0].id, Verdict::Transfer, "")).await;
        assert!(matches!(without, Err(DisposalError::Field { field: "reason" })));
        for item in &items {
            let proposed = (item.id, Verdict::Transfer, "由市档案馆永久保管");
            house.disposal.propose(&mut work, &house.keeper, proposed).await.unwrap();
        }
        let early = house.disposal.to_hand_over(&mut work, &house.keeper, round.id).await;
        assert!(matches!(early, Err(DisposalError::Changed)));
        work.commit().await.unwrap();
        let approved = house.approved(&round).await;
        assert_eq!((approved.state, approved.not_before), (RoundState::Approved, None));
        assert!(matches!(house.execute(&house.keeper, round.id).await, Err(DisposalError::Waiting)));
        let mut work = test.database.begin(test.realm).await.unwrap();
        let waiting = house.disposal.to_hand_over(&mut work, &house.keeper, round.id).await.unwrap();
        assert_eq!(waiting, items.iter().map(|item| item.record).collect::<Vec<_>>());
        for record in &waiting {
            let passed: BTreeSet<RecordId> = [*record].into();
            house.disposal.handed_over(&mut work, &house.keeper, (round.id, &passed)).await.unwrap();
        }
        work.commit().await.unwrap();
        assert_eq!(house.round(round.id).await.state, RoundState::Done);
        let ended = house.items(&round).await;
        assert!(ended.iter().all(|item| (item.proposal, item.outcome) == (Proposal::Transfer, Outcome::Transferred)));
    }

    async fn a_round_that_also_destroys_goes_on_until_both_are_done(test: &TestDatabase) {
        let house = House::open(test).await;
        let (passing, _) = (house.filed("甲", "one").await, house.filed("乙", "two").await);
        let round = house.begun().await.unwrap();
        let items = house.items(&round).await;
        let item = items.iter().find(|item| item.record == passing.id).unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        let proposed = (item.id, Verdict::Transfer, "由市档案馆永久保管");
        house.disposal.propose(&mut work, &house.keeper, proposed).await.unwrap();
        work.commit().await.unwrap();
        assert!(house.approved(&round).await.not_before.is_some());
        let mut work = test.database.begin(test.realm).await.unwrap();
        let passed: BTreeSet<RecordId> = [passing.id].into();
        house.disposal.handed_over(&mut work, &house.keeper, (round.id, &passed)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(house.round(round.id).await.state, RoundState::Approved);
    }

    async fn a_hold_keeps_a_record_from_being_handed_over(test: &TestDatabase) {
        let house = House::open(test).await;
        let record = house.filed("拆迁协议", "one").await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.disposal.require_free(&mut work, &[record.id]).await.unwrap();
        let new = NewHold {
            name: "审计".to_owned(),
            reason: "审计需要".to_owned(),
            org_path: record.org_path.clone(),
            scope: Scope { words: vec!["拆迁".to_owned()], ..Scope::default() },
        };
        house.disposal.set_hold(&mut work, &house.keeper, new).await.unwrap();
        let held = house.disposal.require_free(&mut work, &[record.id]).await;
        assert!(matches!(held, Err(DisposalError::Held { number }) if Some(&number) == record.archival_code.as_ref()));
    }
}
