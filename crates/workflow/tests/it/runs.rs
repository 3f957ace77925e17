//! Runs from start to end: who is asked, who may decide, what is kept.

use crate::house::{House, migrations};
use guildhall_kernel::Explain as _;
use guildhall_workflow::{DecisionSubjects, Status, Verdict, WorkflowError, WorkflowRunSubjects};

fn code<T: std::fmt::Debug>(result: Result<T, WorkflowError>) -> &'static str {
    result.unwrap_err().code()
}

guildhall_store::on_both_databases! { migrations();
    async fn the_archivist_alone_decides_about_what_is_open_and_short(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        assert_eq!(run.state.step.as_deref(), Some("archivist"));
        assert_eq!((house.inbox(&archivist).await, house.inbox(&reader).await), (vec![run.id], vec![]));
        assert_eq!(code(house.decide(&reader, &run, Verdict::Approve).await), "workflow-not-found");
        let run = house.decide(&archivist, &run, Verdict::Approve).await.unwrap();
        assert_eq!((run.state.status, run.due_at, house.inbox(&archivist).await), (Status::Approved, None, vec![]));
        assert_eq!(code(house.decide(&archivist, &run, Verdict::Refuse).await), "workflow-ended");
        let (_, decided) = house.workflow.run(&mut house.read().await, &reader, run.id).await.unwrap();
        assert_eq!((decided.len(), decided[0].by_name.as_str(), decided[0].opinion.as_str()), (1, "zhaomin", "已核实"));
        let guarded = (house.guarded(&WorkflowRunSubjects).await, house.guarded(&DecisionSubjects).await);
        assert_eq!(guarded, (1, 1));
    }

    async fn who_decides_is_found_behind_hundreds_who_only_read(test: &TestDatabase) {
        let house = House::open(test).await;
        let reader = house.person("qianli", "reader", "").await;
        for number in 0..201 {
            house.person(&format!("reader{number}"), "reader", "").await;
        }
        let archivist = house.person("zhaomin", "archivist", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        assert_eq!(house.inbox(&archivist).await, [run.id]);
    }

    async fn a_work_secret_goes_to_the_chair_and_may_be_sent_back(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 2, 7).await.unwrap();
        // Nobody is chair yet: the step is not entered, and nothing of it is kept.
        assert_eq!(code(house.decide(&archivist, &run, Verdict::Approve).await), "workflow-nobody");
        let chair = house.person("zhouzheng", "reader", "10").await;
        house.person("wufu", "reader", "11").await;
        let at_chair = house.decide(&archivist, &run, Verdict::Approve).await.unwrap();
        assert_eq!(house.inbox(&chair).await, [run.id]);
        assert_eq!(code(house.decide(&chair, &at_chair, Verdict::Return("leaders".into())).await), "workflow-not-passed");
        let back = house.decide(&chair, &at_chair, Verdict::Return("archivist".into())).await.unwrap();
        assert_eq!((house.inbox(&archivist).await, house.inbox(&chair).await), (vec![run.id], vec![]));
        let again = house.decide(&archivist, &back, Verdict::Approve).await.unwrap();
        let done = house.decide(&chair, &again, Verdict::Approve).await.unwrap();
        assert_eq!((done.state.status, done.state.decisions), (Status::Approved, 4));
        assert_eq!(house.guarded(&DecisionSubjects).await, 4);
    }

    async fn leaders_decide_together_and_one_no_is_enough(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let (chair, deputy) = (house.person("zhouzheng", "reader", "10").await, house.person("wufu", "reader", "11").await);
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 3, 7).await.unwrap();
        let run = house.decide(&archivist, &run, Verdict::Approve).await.unwrap();
        let one = house.decide(&deputy, &run, Verdict::Approve).await.unwrap();
        assert_eq!((one.state.status, house.inbox(&deputy).await), (Status::Running, vec![]));
        assert_eq!(code(house.decide(&deputy, &one, Verdict::Approve).await), "workflow-already-decided");
        let refused = house.decide(&chair, &one, Verdict::Refuse).await.unwrap();
        assert_eq!(refused.state.status, Status::Refused);
    }

    async fn nobody_decides_about_her_own_matter_and_strangers_see_nothing(test: &TestDatabase) {
        let house = House::open(test).await;
        let asking = house.person("zhaomin", "archivist", "").await;
        assert_eq!(code(house.ask(&asking, 1, 7).await), "workflow-nobody");
        let other = house.person("lihua", "archivist", "").await;
        let stranger = house.person("qianli", "reader", "").await;
        let run = house.ask(&asking, 1, 7).await.unwrap();
        assert_eq!((house.inbox(&asking).await, house.inbox(&other).await), (vec![], vec![run.id]));
        assert_eq!(code(house.decide(&asking, &run, Verdict::Approve).await), "workflow-not-found");
        let mut connection = house.read().await;
        assert_eq!(code(house.workflow.run(&mut connection, &stranger, run.id).await), "workflow-not-found");
        assert!(house.workflow.run(&mut connection, &other, run.id).await.is_ok());
        let mut lesser = other.clone();
        lesser.grants[0].clearance = 0;
        assert_eq!(code(house.decide(&lesser, &run, Verdict::Approve).await), "denied", "nobody goes above her clearance");
        let mut lesser = other.clone();
        lesser.grants[0].role = "reader".to_owned();
        assert_eq!(code(house.decide(&lesser, &run, Verdict::Approve).await), "denied", "the right is asked again");
    }

    async fn two_people_deciding_at_once_leave_one_of_them_behind(test: &TestDatabase) {
        let house = House::open(test).await;
        let (one, other) = (house.person("zhaomin", "archivist", "").await, house.person("lihua", "archivist", "").await);
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        let (first, second) = tokio::join!(
            house.decide(&one, &run, Verdict::Approve),
            house.decide(&other, &run, Verdict::Refuse),
        );
        assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
        let late = first.err().or(second.err()).unwrap();
        assert!(["workflow-changed", "workflow-ended", "conflict"].contains(&late.code()), "{}", late.code());
        assert_eq!(house.guarded(&DecisionSubjects).await, 1);
    }

    async fn who_started_it_takes_it_back_and_nobody_else(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        let mut work = house.work().await;
        let key = (run.id, run.revision);
        assert_eq!(code(house.workflow.withdraw(&mut work, &archivist, key, "").await), "workflow-not-found");
        let back = house.workflow.withdraw(&mut work, &reader, key, "已在别处查到").await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((back.state.status, house.inbox(&archivist).await), (Status::Withdrawn, vec![]));
        assert_eq!(code(house.decide(&archivist, &back, Verdict::Approve).await), "workflow-ended");
        let started = house.workflow.started(&mut house.read().await, &reader, (None, 10)).await.unwrap();
        assert_eq!(started, [back]);
    }

    async fn a_no_needs_its_reason_and_facts_must_fit(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let reader = house.person("qianli", "reader", "").await;
        let run = house.ask(&reader, 1, 7).await.unwrap();
        let said = |verdict, opinion: &str| guildhall_workflow::Said { revision: run.revision, verdict, opinion: opinion.to_owned() };
        let task = (run.id, archivist.account().unwrap());
        let mut work = house.work().await;
        for wrong in ["", "  ", "a\0b", &"长".repeat(2_001)] {
            let refused = house.workflow.decide(&mut work, &archivist, task, said(Verdict::Refuse, wrong)).await;
            assert_eq!(code(refused), "workflow-field");
        }
        house.workflow.decide(&mut work, &archivist, task, said(Verdict::Approve, "")).await.unwrap();
        let definition = house.workflow.rules.definition("use").unwrap();
        let mut facts = run.facts.clone();
        assert_eq!(definition.misfit(&facts), None);
        facts.insert("salary".into(), guildhall_workflow::FactValue::Int(1));
        assert_eq!(definition.misfit(&facts), Some("salary"));
        facts.insert("days".into(), guildhall_workflow::FactValue::Text("7".into()));
        assert_eq!(definition.misfit(&facts), Some("days"));
    }

    async fn an_inbox_is_read_page_by_page(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.person("zhaomin", "archivist", "").await;
        let reader = house.person("qianli", "reader", "").await;
        let mut asked = Vec::new();
        for _ in 0..5 {
            asked.push(house.ask(&reader, 1, 7).await.unwrap().id);
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = house.workflow.tasks(&mut house.read().await, &archivist, (after, 2)).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.key());
            seen.extend(page.iter().map(|task| task.run.id));
        }
        seen.sort();
        asked.sort();
        assert_eq!(seen, asked);
    }
}
