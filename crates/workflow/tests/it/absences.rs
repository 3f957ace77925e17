//! Handing on and standing in: a task goes to somebody else, a right never does.

use crate::house::{House, migrations};
use guildhall_kernel::{Clock as _, Explain as _};
use guildhall_workflow::{AbsenceSubjects, NewAbsence, Status, Verdict, WorkflowError};

const DAY: i64 = 86_400;

fn code<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> &'static str {
    result.unwrap_err().code()
}

guildhall_store::on_both_databases! { migrations();
    async fn who_stands_in_has_the_tasks_while_the_other_is_absent(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let (chair, deputy) = (house.person("zhouzheng", "reader", "10").await, house.person("wufu", "reader", "11").await);
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 2, 7).await.unwrap();
        let run = house.decide(&archivist, &run, Verdict::Approve).await.unwrap();
        assert!(house.inbox(&deputy).await.is_empty(), "the step asks the chair alone");
        let now = test.clock.now();
        let (from, until) = (now.plus_secs(-DAY), now.plus_secs(3 * DAY));
        let new = |substitute: &guildhall_kernel::Actor| NewAbsence { substitute: substitute.account().unwrap(), from, until };
        let mut work = house.work().await;
        assert_eq!(code(house.workflow.be_absent(&mut work, &chair, new(&reader)).await), "workflow-not-able");
        assert_eq!(code(house.workflow.be_absent(&mut work, &chair, new(&chair)).await), "workflow-not-able");
        let over = NewAbsence { until: now, ..new(&deputy) };
        assert_eq!(code(house.workflow.be_absent(&mut work, &chair, over).await), "workflow-field");
        let absence = house.workflow.be_absent(&mut work, &chair, new(&deputy)).await.unwrap();
        assert_eq!(code(house.workflow.be_absent(&mut work, &chair, new(&archivist)).await), "workflow-absent-then");
        work.commit().await.unwrap();
        assert_eq!((house.inbox(&deputy).await, house.inbox(&chair).await), (vec![run.id], vec![run.id]));
        let mut lesser = deputy.clone();
        lesser.standing.post = String::new();
        let seat = chair.account().unwrap();
        assert_eq!(code(house.decide_for(&lesser, (&run, seat), Verdict::Approve).await), "denied");
        let done = house.decide_for(&deputy, (&run, seat), Verdict::Approve).await.unwrap();
        assert_eq!(done.state.status, Status::Approved);
        let (_, decided) = house.workflow.run(&mut house.read().await, &reader, run.id).await.unwrap();
        assert_eq!((decided[1].seat, Some(decided[1].by)), (seat, deputy.account()));
        let mut work = house.work().await;
        assert_eq!(code(house.workflow.end_absence(&mut work, &deputy, absence.id).await), "workflow-not-found");
        house.workflow.end_absence(&mut work, &chair, absence.id).await.unwrap();
        assert_eq!(code(house.workflow.end_absence(&mut work, &chair, absence.id).await), "workflow-changed");
        work.commit().await.unwrap();
        assert_eq!(house.guarded(&AbsenceSubjects).await, 1);
    }

    async fn an_absence_that_is_over_gives_no_tasks(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let (chair, deputy) = (house.person("zhouzheng", "reader", "10").await, house.person("wufu", "reader", "11").await);
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 2, 7).await.unwrap();
        let run = house.decide(&archivist, &run, Verdict::Approve).await.unwrap();
        let now = test.clock.now();
        let new = NewAbsence { substitute: deputy.account().unwrap(), from: now.plus_secs(DAY), until: now.plus_secs(2 * DAY) };
        let mut work = house.work().await;
        house.workflow.be_absent(&mut work, &chair, new).await.unwrap();
        work.commit().await.unwrap();
        assert!(house.inbox(&deputy).await.is_empty(), "it has not begun");
        test.clock.advance_secs(DAY + 60);
        assert_eq!(house.inbox(&deputy).await, [run.id]);
        test.clock.advance_secs(DAY);
        assert!(house.inbox(&deputy).await.is_empty());
        let late = house.decide_for(&deputy, (&run, chair.account().unwrap()), Verdict::Approve).await;
        assert_eq!(code(late), "workflow-not-found");
    }

    async fn a_task_is_handed_on_only_to_somebody_who_may_decide_it(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let (chair, deputy) = (house.person("zhouzheng", "reader", "10").await, house.person("wufu", "reader", "11").await);
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 2, 7).await.unwrap();
        let run = house.decide(&archivist, &run, Verdict::Approve).await.unwrap();
        let task = (run.id, chair.account().unwrap());
        let able = house.workflow.delegates(&mut house.read().await, &run).await.unwrap();
        assert_eq!(able.iter().map(|account| account.id).collect::<Vec<_>>(), [deputy.account().unwrap()]);
        let mut work = house.work().await;
        for wrong in [&reader, &archivist, &chair] {
            let to = (run.revision, wrong.account().unwrap(), "请代办");
            let refused = house.workflow.delegate(&mut work, &chair, task, to).await;
            assert_eq!(code(refused), "workflow-not-able");
        }
        let to = (run.revision, deputy.account().unwrap(), "请代办");
        let handed = house.workflow.delegate(&mut work, &chair, task, to).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((house.inbox(&chair).await, house.inbox(&deputy).await), (vec![], vec![run.id]));
        let done = house.decide(&deputy, &handed, Verdict::Approve).await.unwrap();
        assert_eq!(done.state.status, Status::Approved);
    }
}
