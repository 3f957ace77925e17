//! Legal holds: what they cover is taken up by no round and destroyed by none, until they are lifted.

use crate::house::{House, migrations};
use guildhall_archive::{ArchiveError, LendingError};
use guildhall_disposal::{DisposalError, Hold, NewHold, Outcome, RoundState, Scope};
use guildhall_store::on_both_databases;
use std::sync::Arc;

async fn set(house: &House<'_>, scope: Scope) -> Result<Hold, DisposalError> {
    let mut work = house.test.database.begin(house.test.realm).await.unwrap();
    let new = NewHold {
        name: "审计 2026-8".to_owned(),
        reason: "审计需要".to_owned(),
        org_path: "/1/".parse().unwrap(),
        scope,
    };
    let hold = house.disposal.set_hold(&mut work, &house.keeper, new).await?;
    work.commit().await.unwrap();
    Ok(hold)
}

fn words(word: &str) -> Scope {
    Scope {
        words: vec![word.to_owned()],
        ..Scope::default()
    }
}

on_both_databases! { migrations();
    async fn what_a_hold_covers_is_taken_up_by_no_round_until_it_is_lifted(test: &TestDatabase) {
        let house = House::open(test).await;
        house.filed("拆迁协议", "one").await;
        let hold = set(&house, words("拆迁")).await.unwrap();
        assert!(matches!(house.begun().await, Err(DisposalError::NothingDue)));
        let mut work = test.database.begin(test.realm).await.unwrap();
        house.disposal.lift_hold(&mut work, &house.keeper, (hold.id, "审计结束")).await.unwrap();
        let again = house.disposal.lift_hold(&mut work, &house.keeper, (hold.id, "再次")).await;
        assert!(matches!(again, Err(DisposalError::Lifted)));
        work.commit().await.unwrap();
        house.begun().await.unwrap();
    }

    async fn a_hold_that_is_set_when_the_destruction_has_begun_keeps_what_is_still_there(test: &TestDatabase) {
        let house = House::open(test).await;
        let (kept, gone) = (house.filed("拆迁协议", "one").await, house.filed("例行通知", "two").await);
        let round = house.executing().await;
        set(&house, words("拆迁")).await.unwrap();
        house.work_off(vec![Arc::new(house.job())]).await;
        assert!(house.is_there(&kept).await && !house.is_there(&gone).await);
        assert!(house.has_object("one").await && !house.has_object("two").await);
        let outcomes: Vec<Outcome> = house.items(&round).await.iter().map(|item| item.outcome).collect();
        assert_eq!(outcomes, [Outcome::Held, Outcome::Destroyed]);
        let done = house.round(round.id).await;
        assert_eq!((done.state, done.proof().unwrap().held), (RoundState::Done, 1));
    }

    async fn what_is_lent_out_is_taken_up_by_no_round_and_begins_no_destruction(test: &TestDatabase) {
        let house = House::open(test).await;
        let record = house.filed("借出的协议", "one").await;
        let desk = house.desk(test).await;
        let loan = desk.lend(&house.keeper, &record).await;
        assert!(matches!(house.begun().await, Err(DisposalError::NothingDue)), "what is out is left out");
        desk.take_back(&house.keeper, loan).await;
        let round = house.begun().await.unwrap();
        house.approved(&round).await;
        for watcher in &house.watchers {
            house.sign(watcher, round.id).await.unwrap();
        }
        test.clock.advance_secs(31 * 24 * 60 * 60);
        let loan = desk.lend(&house.keeper, &record).await;
        let refused = house.execute(&house.keeper, round.id).await;
        let code = record.archival_code.clone().unwrap();
        assert!(
            matches!(&refused, Err(DisposalError::Archive(ArchiveError::Lending(LendingError::Out(out)))) if *out == code),
            "{refused:?}"
        );
        desk.take_back(&house.keeper, loan).await;
        house.execute(&house.keeper, round.id).await.unwrap();
        desk.lend(&house.keeper, &record).await;
        house.work_off(vec![Arc::new(house.job())]).await;
        assert!(house.is_there(&record).await, "lent since the destruction began: it stays");
        let outcomes: Vec<Outcome> = house.items(&round).await.iter().map(|item| item.outcome).collect();
        assert_eq!(outcomes, [Outcome::Held]);
    }

    async fn a_hold_that_names_nothing_or_is_set_by_a_reader_is_refused(test: &TestDatabase) {
        let house = House::open(test).await;
        let nothing = set(&house, words("  ")).await;
        assert!(matches!(nothing, Err(DisposalError::CoversNothing)));
        let mut work = test.database.begin(test.realm).await.unwrap();
        let new = NewHold {
            name: "审计".to_owned(),
            reason: "需要".to_owned(),
            org_path: "/1/".parse().unwrap(),
            scope: words("拆迁"),
        };
        let refused = house.disposal.set_hold(&mut work, &house.watchers[0], new).await;
        assert!(matches!(refused, Err(DisposalError::Denied(_))));
    }
}
