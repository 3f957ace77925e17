//! A round: what is taken up, what is proposed, who may do what, and when.

use crate::house::{DAY, House, migrations};
use guildhall_disposal::{
    Decided, DisposalError, HoldSubjects, ItemSubjects, Outcome, Proposal, RoundState, RoundSubjects,
    SignatureSubjects, Verdict,
};
use guildhall_ledger::Subjects;
use guildhall_store::on_both_databases;

on_both_databases! { migrations();
    async fn what_is_due_is_taken_up_once_and_kept_longer_or_left_out_one_by_one(test: &TestDatabase) {
        let house = House::open(test).await;
        for title in ["甲", "乙", "丙"] {
            house.filed(title, title).await;
        }
        let round = house.begun().await.unwrap();
        assert!(matches!(house.begun().await, Err(DisposalError::NothingDue)));
        let items = house.items(&round).await;
        assert_eq!(items.len(), 3);
        assert!(items.iter().all(|item| item.proposal == Proposal::Destroy && item.line.due_year == 2021));
        let mut work = test.database.begin(test.realm).await.unwrap();
        let longer = Verdict::Extend { retention: "D30".to_owned() };
        let without = house.disposal.propose(&mut work, &house.keeper, (items[0].id, longer.clone(), " ")).await;
        assert!(matches!(without, Err(DisposalError::Field { field: "reason" })));
        let same = Verdict::Extend { retention: "D10".to_owned() };
        assert!(house.disposal.propose(&mut work, &house.keeper, (items[0].id, same, "仍有用")).await.is_err());
        house.disposal.propose(&mut work, &house.keeper, (items[0].id, longer, "仍有用")).await.unwrap();
        house.disposal.leave_out(&mut work, &house.keeper, items[1].id).await.unwrap();
        work.commit().await.unwrap();
        let approved = house.approved(&round).await;
        assert_eq!(approved.state, RoundState::Approved);
        let outcomes: Vec<Outcome> = house.items(&round).await.iter().map(|item| item.outcome).collect();
        assert_eq!(outcomes, [Outcome::Extended, Outcome::Released, Outcome::Open]);
        let mut connection = test.database.read(test.realm).await.unwrap();
        let kept = guildhall_archive::record::store::get(&mut connection, items[0].record).await.unwrap();
        assert_eq!(kept.unwrap().retention, "D30");
        // What was left out may be taken up again; what is kept longer is not due.
        let next = house.begun().await.unwrap();
        assert_eq!(house.items(&next).await.len(), 1);
    }

    async fn nothing_begins_before_the_waiting_time_two_signatures_and_by_another_person(test: &TestDatabase) {
        let house = House::open(test).await;
        house.filed("甲", "one").await;
        let round = house.begun().await.unwrap();
        assert!(matches!(house.sign(&house.watchers[0], round.id).await, Err(DisposalError::NotFound)));
        house.approved(&round).await;
        assert!(matches!(house.execute(&house.keeper, round.id).await, Err(DisposalError::Waiting)));
        assert!(matches!(house.sign(&house.leader, round.id).await, Err(DisposalError::SamePerson)));
        assert!(house.sign(&house.keeper, round.id).await.is_err());
        house.sign(&house.watchers[0], round.id).await.unwrap();
        assert!(matches!(house.sign(&house.watchers[0], round.id).await, Err(DisposalError::Signed)));
        test.clock.advance_secs(30 * DAY);
        let missing = house.execute(&house.keeper, round.id).await;
        assert!(matches!(missing, Err(DisposalError::Unsigned { missing: 1 })));
        house.sign(&house.watchers[1], round.id).await.unwrap();
        assert!(matches!(house.execute(&house.watchers[0], round.id).await, Err(DisposalError::Denied(_))));
        house.execute(&house.keeper, round.id).await.unwrap();
        assert!(matches!(house.execute(&house.keeper, round.id).await, Err(DisposalError::Changed)));
    }

    async fn anybody_in_the_chain_stops_what_was_approved_and_its_records_are_free_again(test: &TestDatabase) {
        let house = House::open(test).await;
        house.filed("甲", "one").await;
        let round = house.begun().await.unwrap();
        house.approved(&round).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        let stopped = house.disposal.stop(&mut work, &house.watchers[0], (round.id, "有人来查")).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(stopped.state, RoundState::Stopped);
        assert!(matches!(house.execute(&house.keeper, round.id).await, Err(DisposalError::Changed)));
        house.begun().await.unwrap();
    }

    async fn a_no_frees_the_records_and_is_decided_once(test: &TestDatabase) {
        let house = House::open(test).await;
        house.filed("甲", "one").await;
        let round = house.begun().await.unwrap();
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.disposal.send(&mut work, &house.keeper, round.id).await.unwrap();
        let no = house.disposal.settle(&mut work, &house.leader, (round.id, Decided::Refused)).await.unwrap();
        assert_eq!(no.state, RoundState::Refused);
        let again = house.disposal.settle(&mut work, &house.leader, (round.id, Decided::Approved)).await;
        assert!(matches!(again, Err(DisposalError::Changed)));
        work.commit().await.unwrap();
        house.begun().await.unwrap();
    }

    async fn every_row_of_the_room_is_told_to_the_ledger(test: &TestDatabase) {
        let house = House::open(test).await;
        house.filed("甲", "one").await;
        let round = house.begun().await.unwrap();
        house.approved(&round).await;
        house.sign(&house.watchers[0], round.id).await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let kinds: [(&dyn Subjects, usize); 4] =
            [(&RoundSubjects, 1), (&ItemSubjects, 1), (&SignatureSubjects, 1), (&HoldSubjects, 0)];
        for (subjects, count) in kinds {
            let rows = subjects.page(&mut connection, None).await.unwrap();
            assert_eq!(rows.len(), count, "{}", subjects.kind());
            for (id, digest) in rows {
                let told = guildhall_ledger::history::of_subject(&mut connection, subjects.kind(), id, 100).await.unwrap();
                let mut digests = told.iter().filter_map(|(entry, _)| entry.digest.clone());
                let last = digests.next();
                assert_eq!(last, Some(digest.to_hex()), "{}", subjects.kind());
            }
        }
    }
}
