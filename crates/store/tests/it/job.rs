//! Jobs: they run, are retried with back-off, given up, stopped, and taken over when their runner dies.

use async_trait::async_trait;
use guildhall_kernel::JobId;
use guildhall_store::job::{self, JobContext, JobError, JobHandler, JobState, NewJob, Runner, RunnerConfig};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{MIGRATIONS, on_both_databases};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// Fails the first `failures` times.
struct Stubborn {
    failures: u32,
    runs: AtomicU32,
}

#[async_trait]
impl JobHandler for Stubborn {
    fn kind(&self) -> &'static str {
        "test.be-stubborn"
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        context.progress(1, 2);
        if self.runs.fetch_add(1, Ordering::SeqCst) < self.failures {
            return Err(JobError::retry("not-yet", "patience"));
        }
        Ok(())
    }
}

fn runner(test: &TestDatabase, failures: u32) -> (Runner, Arc<Stubborn>) {
    let handler = Arc::new(Stubborn {
        failures,
        runs: AtomicU32::new(0),
    });
    let config = RunnerConfig {
        lane: job::LANE_QUICK,
        owner: format!("runner-{failures}"),
        parallel: 1,
        lease: Duration::from_secs(60),
        poll: Duration::from_millis(10),
    };
    (
        Runner::new(test.database.clone(), config, vec![handler.clone()]),
        handler,
    )
}

async fn enqueue(test: &TestDatabase, attempts_max: u32) -> JobId {
    let mut work = test.database.begin(test.realm).await.unwrap();
    let new = NewJob {
        lane: job::LANE_QUICK,
        kind: "test.be-stubborn",
        subject: Uuid::nil(),
        payload: serde_json::json!({}),
        attempts_max,
        run_at: None,
    };
    let id = job::enqueue(&mut work, new).await.unwrap();
    work.commit().await.unwrap();
    id
}

async fn state(test: &TestDatabase, id: JobId) -> JobState {
    let mut connection = test.database.read(test.realm).await.unwrap();
    job::get(&mut connection, id).await.unwrap().unwrap().state
}

on_both_databases! { MIGRATIONS;
    async fn a_failed_attempt_is_repeated_later_and_then_done(test: &TestDatabase) {
        let id = enqueue(test, 5).await;
        let (runner, handler) = runner(test, 2);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(state(test, id).await, JobState::Queued);
        assert_eq!(runner.run_due().await.unwrap(), 0, "not before the wait is over");
        test.clock.advance_secs(6);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        test.clock.advance_secs(11);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(state(test, id).await, JobState::Done);
        assert_eq!(handler.runs.load(Ordering::SeqCst), 3);
    }

    async fn the_last_attempt_ends_as_failed_with_its_reason_and_can_be_put_in_line_again(test: &TestDatabase) {
        let id = enqueue(test, 1).await;
        let (runner, _) = runner(test, 1);
        runner.run_due().await.unwrap();
        let mut connection = test.database.read(test.realm).await.unwrap();
        let job = job::get(&mut connection, id).await.unwrap().unwrap();
        assert_eq!((job.state, job.problem.as_deref()), (JobState::Failed, Some("not-yet")));
        assert_eq!((job.progress_done, job.progress_total), (1, 2));
        drop(connection);
        let mut work = test.database.begin(test.realm).await.unwrap();
        assert!(job::retry(&mut work, id).await.unwrap());
        work.commit().await.unwrap();
        runner.run_due().await.unwrap();
        assert_eq!(state(test, id).await, JobState::Done);
    }

    async fn a_waiting_job_can_be_stopped(test: &TestDatabase) {
        let id = enqueue(test, 1).await;
        let mut work = test.database.begin(test.realm).await.unwrap();
        assert!(job::cancel(&mut work, id).await.unwrap());
        assert!(!job::cancel(&mut work, id).await.unwrap());
        work.commit().await.unwrap();
        let (runner, handler) = runner(test, 0);
        assert_eq!(runner.run_due().await.unwrap(), 0);
        assert_eq!(handler.runs.load(Ordering::SeqCst), 0);
        assert_eq!(state(test, id).await, JobState::Cancelled);
    }

    async fn a_job_whose_runner_died_is_taken_over_after_its_lease(test: &TestDatabase) {
        let id = enqueue(test, 3).await;
        let mut work = test.database.begin_outside_realms().await.unwrap();
        let lease = test.database.clock().now().plus_secs(60);
        const DIE: &str = "UPDATE job SET state = 'running', owner = 'dead', lease_until = $1, attempts = 1 WHERE lane = 0";
        work.execute(DIE, guildhall_store::args![lease]).await.unwrap();
        work.commit().await.unwrap();
        let (runner, _) = runner(test, 0);
        assert_eq!(runner.run_due().await.unwrap(), 0);
        test.clock.advance_secs(61);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(state(test, id).await, JobState::Done);
    }

    async fn a_schedule_starts_its_job_once_when_its_time_has_come(test: &TestDatabase) {
        let schedule =
            job::Schedule { name: "nightly", cron: "0 2 * * *", lane: job::LANE_QUICK, kind: "test.be-stubborn" };
        job::ensure_schedule(&test.database, test.realm, &schedule).await.unwrap();
        let (_, handler) = runner(test, 0);
        let handlers: Vec<Arc<dyn JobHandler>> = vec![handler];
        let start = || job::across_realms_start_due(&test.database, job::LANE_QUICK, &handlers);
        assert_eq!(start().await.unwrap(), 0);
        test.clock.advance_secs(3 * 24 * 3_600);
        assert_eq!(start().await.unwrap(), 1, "missed times are made up for once");
        assert_eq!(start().await.unwrap(), 0);
    }

    /// Two programs on one database look at the schedules at the same instant, again and again.
    async fn two_programs_start_a_due_schedule_exactly_once(test: &TestDatabase) {
        let schedule =
            job::Schedule { name: "hourly", cron: "0 * * * *", lane: job::LANE_QUICK, kind: "test.be-stubborn" };
        let programs = [test.open_again(MIGRATIONS, 1).await, test.open_again(MIGRATIONS, 2).await];
        for program in &programs {
            job::ensure_schedule(program, test.realm, &schedule).await.unwrap();
        }
        let (_, handler) = runner(test, 0);
        for hour in 1..=8 {
            test.clock.advance_secs(3_600);
            let mut looks = tokio::task::JoinSet::new();
            for program in programs.iter().cloned().chain(programs.iter().cloned()) {
                let handlers: Vec<Arc<dyn JobHandler>> = vec![handler.clone()];
                looks.spawn(async move {
                    job::across_realms_start_due(&program, job::LANE_QUICK, &handlers).await.unwrap()
                });
            }
            assert_eq!(looks.join_all().await.into_iter().sum::<usize>(), 1, "hour {hour}");
        }
        let (runner, handler) = runner(test, 0);
        assert_eq!(runner.run_due().await.unwrap(), 8);
        assert_eq!(handler.runs.load(Ordering::SeqCst), 8);
    }

    /// A program that knows no such job leaves the schedule to one that does.
    async fn a_schedule_waits_for_a_program_that_knows_its_job(test: &TestDatabase) {
        let schedule =
            job::Schedule { name: "hourly", cron: "0 * * * *", lane: job::LANE_QUICK, kind: "test.be-stubborn" };
        job::ensure_schedule(&test.database, test.realm, &schedule).await.unwrap();
        test.clock.advance_secs(3_600);
        assert_eq!(job::across_realms_start_due(&test.database, job::LANE_QUICK, &[]).await.unwrap(), 0);
        let (_, handler) = runner(test, 0);
        let handlers: Vec<Arc<dyn JobHandler>> = vec![handler];
        assert_eq!(job::across_realms_start_due(&test.database, job::LANE_QUICK, &handlers).await.unwrap(), 1);
    }
}
