//! Plans being carried out: who may, what is noted, when a rehearsal is due again.

use crate::house::{House, migrations};
use guildhall_emergency::run::{NewRun, StepOutcome};
use guildhall_emergency::{EmergencyError, Run, RunKind, RunSubjects};
use guildhall_kernel::{Actor, Clock as _, Explain as _};
use uuid::Uuid;

const OUTAGE: &str = "outage";

async fn begin(house: &House<'_>, actor: &Actor, plan: &str) -> Result<Run, EmergencyError> {
    let mut work = house.work().await;
    let new = NewRun {
        plan: plan.to_owned(),
        kind: RunKind::Rehearsal,
        incident: None,
    };
    let run = house.emergency.begin(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(run)
}

async fn take(
    house: &House<'_>,
    actor: &Actor,
    id: Uuid,
    step: (usize, StepOutcome, &str),
) -> Result<Run, EmergencyError> {
    let mut work = house.work().await;
    let run = house.emergency.take_step(&mut work, actor, id, step).await?;
    work.commit().await?;
    Ok(run)
}

async fn close(house: &House<'_>, actor: &Actor, id: Uuid, findings: &str) -> Result<Run, EmergencyError> {
    let mut work = house.work().await;
    let said = (findings, "把纸面收件簿放到前台");
    let run = house.emergency.close_run(&mut work, actor, id, said).await?;
    work.commit().await?;
    Ok(run)
}

async fn overdue(house: &House<'_>) -> Vec<String> {
    let now = house.test.clock.now();
    let standings = house
        .emergency
        .standings(&mut house.read().await, &house.audit, now)
        .await
        .unwrap();
    let late = standings.into_iter().filter(|standing| standing.is_overdue);
    late.map(|standing| standing.plan.code).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, EmergencyError>) -> &'static str {
    result.unwrap_err().code()
}

guildhall_store::on_both_databases! { migrations();
    async fn a_rehearsal_is_taken_step_by_step_closed_and_due_again_after_its_days(test: &TestDatabase) {
        let house = House::open(test).await;
        assert_eq!(overdue(&house).await, ["data-breach", "outage"]);
        let run = begin(&house, &house.system, OUTAGE).await.unwrap();
        test.clock.advance_secs(5 * 60);
        take(&house, &house.system, run.id, (1, StepOutcome::Done, "后勤科：两小时")).await.unwrap();
        assert_eq!(code(take(&house, &house.system, run.id, (1, StepOutcome::Done, "")).await), "emergency-step-done");
        assert_eq!(code(take(&house, &house.system, run.id, (9, StepOutcome::Done, "")).await), "emergency-not-found");
        assert_eq!(code(take(&house, &house.system, run.id, (2, StepOutcome::Skipped, " ")).await), "emergency-field");
        take(&house, &house.system, run.id, (2, StepOutcome::Skipped, "演练不真正关机")).await.unwrap();
        assert_eq!(code(close(&house, &house.system, run.id, "顺利").await), "emergency-steps-open");
        test.clock.advance_secs(90 * 60);
        take(&house, &house.system, run.id, (3, StepOutcome::Done, "")).await.unwrap();
        let run = take(&house, &house.system, run.id, (4, StepOutcome::Done, "")).await.unwrap();
        let late: Vec<usize> = run.steps.iter().filter(|taken| run.is_late(taken)).map(|taken| taken.number).collect();
        assert_eq!((run.minutes_to(run.steps[3].at), late), (95, vec![3]));
        assert_eq!(overdue(&house).await, ["data-breach", "outage"], "it is not closed");
        assert_eq!(code(close(&house, &house.system, run.id, "").await), "emergency-field");
        close(&house, &house.system, run.id, "纸面收件簿找了半小时").await.unwrap();
        assert_eq!(code(close(&house, &house.system, run.id, "再关一次").await), "emergency-closed");
        assert_eq!(overdue(&house).await, ["data-breach"]);
        assert_eq!(house.guarded(&RunSubjects).await, 1);
        test.clock.advance_secs(366 * 86_400);
        assert_eq!(overdue(&house).await, ["data-breach", "outage"]);
    }

    async fn who_leads_is_told_by_the_right_that_the_plan_names(test: &TestDatabase) {
        let house = House::open(test).await;
        assert_eq!(code(begin(&house, &house.security, OUTAGE).await), "denied");
        assert_eq!(code(begin(&house, &house.audit, OUTAGE).await), "denied");
        assert_eq!(code(begin(&house, &house.system, "data-breach").await), "denied");
        assert_eq!(code(begin(&house, &house.system, "moon").await), "emergency-not-found");
        let run = begin(&house, &house.security, "data-breach").await.unwrap();
        assert_eq!(code(take(&house, &house.system, run.id, (1, StepOutcome::Done, "")).await), "denied");
        let mut connection = house.read().await;
        let (_, may_lead) = house.emergency.run(&mut connection, &house.audit, run.id).await.unwrap();
        assert!(!may_lead);
        let mut reader = house.audit.clone();
        reader.grants[0].role = "reader".to_owned();
        assert_eq!(code(house.emergency.run(&mut connection, &reader, run.id).await), "denied");
        assert_eq!(code(house.emergency.open_runs(&mut connection, &reader).await), "denied");
        assert_eq!(house.emergency.open_runs(&mut connection, &house.audit).await.unwrap().len(), 1);
    }

    async fn two_hands_at_one_step_leave_one_of_them_behind(test: &TestDatabase) {
        let house = House::open(test).await;
        let run = begin(&house, &house.system, OUTAGE).await.unwrap();
        let (one, other) = tokio::join!(
            take(&house, &house.system, run.id, (1, StepOutcome::Done, "一")),
            take(&house, &house.system, run.id, (1, StepOutcome::Done, "二")),
        );
        assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
        let (kept, _) = house.emergency.run(&mut house.read().await, &house.system, run.id).await.unwrap();
        assert_eq!(kept.steps.len(), 1);
        assert_eq!(house.guarded(&RunSubjects).await, 1);
    }
}
