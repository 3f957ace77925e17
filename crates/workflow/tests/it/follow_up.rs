//! What the clock of a step brings: a reminder, then others are asked.

use crate::house::{House, migrations};
use guildhall_kernel::Clock as _;
use guildhall_workflow::{Status, Verdict, WorkflowRunSubjects};

const DAY: i64 = 86_400;

async fn follow(house: &House<'_>) -> usize {
    let mut work = house.work().await;
    let followed = house.workflow.follow_up(&mut work, 100).await.unwrap();
    work.commit().await.unwrap();
    followed
}

guildhall_store::on_both_databases! { migrations();
    async fn who_is_asked_is_reminded_before_the_end_and_others_are_asked_after_it(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let chair = house.person("zhouzheng", "reader", "10").await;
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        assert_eq!(follow(&house).await, 0);
        let wait = run.next_at.unwrap().secs_since(test.clock.now());
        assert!(run.next_at < run.due_at);
        test.clock.advance_secs(wait + 1);
        assert_eq!((follow(&house).await, follow(&house).await), (1, 0));
        let (reminded, _) = house.workflow.run(&mut house.read().await, &archivist, run.id).await.unwrap();
        assert_eq!((reminded.reminders, house.inbox(&chair).await), (1, vec![]));
        let wait = run.due_at.unwrap().secs_since(test.clock.now());
        test.clock.advance_secs(wait + 1);
        assert_eq!((follow(&house).await, follow(&house).await), (1, 0));
        assert_eq!((house.inbox(&archivist).await, house.inbox(&chair).await), (vec![], vec![run.id]));
        let (late, _) = house.workflow.run(&mut house.read().await, &chair, run.id).await.unwrap();
        assert!(late.state.escalated && late.is_late(test.clock.now()));
        assert!(house.decide(&archivist, &late, Verdict::Approve).await.is_err());
        let done = house.decide(&chair, &late, Verdict::Approve).await.unwrap();
        assert_eq!(done.state.status, Status::Approved);
        test.clock.advance_secs(90 * DAY);
        assert_eq!(follow(&house).await, 0, "an ended run has no clock");
        assert_eq!(house.guarded(&WorkflowRunSubjects).await, 1);
    }

    async fn where_nobody_else_can_be_asked_it_is_reminded_once_more_and_stays(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        test.clock.advance_secs(60 * DAY);
        assert_eq!((follow(&house).await, follow(&house).await), (1, 0));
        assert_eq!(house.inbox(&archivist).await, [run.id]);
        let (late, _) = house.workflow.run(&mut house.read().await, &archivist, run.id).await.unwrap();
        assert_eq!((late.reminders, late.next_at), (1, None));
        assert!(house.decide(&archivist, &late, Verdict::Approve).await.is_ok());
    }
}
