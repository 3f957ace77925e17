//! The inbox of tasks (待办), and what the reader has started herself.

use super::told::standing;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::privacy::named::{Behind, name, names, said};
use crate::routes;
use crate::view::{Section, StartedPage, StartedRow, TaskRow, TasksPage};
use axum::extract::Query;
use axum::response::Response;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_workflow::run::TaskKey;
use guildhall_workflow::{Run, Status, Task};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Tasks and runs on a page.
pub const PAGE: u32 = 50;

/// Where the inbox goes on.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskBehind {
    /// When the last task shown is due, in microseconds since 1970.
    at: Option<i64>,
    /// Its run.
    id: Option<Uuid>,
    /// Whose it is.
    #[param(value_type = Option<Uuid>)]
    seat: Option<AccountId>,
}

impl TaskBehind {
    /// Returns the place of the last task shown.
    pub fn key(&self) -> Option<TaskKey> {
        Some((Timestamp::from_micros(self.at?), self.id?, self.seat?))
    }
}

/// Returns the address of the page behind a task.
pub fn next_link(path: &str, last: &Task) -> String {
    let (at, run, seat) = last.key();
    let key = [
        ("at", at.as_micros().to_string()),
        ("id", run.to_string()),
        ("seat", seat.to_string()),
    ];
    routes::with_query(path, key)
}

/// Returns the address of the page behind a run.
pub fn next_run(path: &str, last: &Run) -> String {
    let key = [
        ("at", last.started_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

/// `GET /tasks`
pub async fn list(member: Member, Query(behind): Query<TaskBehind>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut tasks = app.workflow.tasks(&mut connection, actor, page).await?;
    let is_more = tasks.len() > PAGE as usize;
    tasks.truncate(PAGE as usize);
    let absences = app.workflow.absences(&mut connection, actor).await?;
    let people = tasks.iter().flat_map(|task| [task.run.started_by, task.seat]);
    let names = names(&mut connection, people).await?;
    let row = |task: &Task| TaskRow {
        link: routes::workflow_run(&task.run.id.to_string()),
        title: said(&member, &task.run.definition.title),
        subject: task.run.subject.name.clone(),
        asks: standing(&member, &task.run),
        who: name(&names, task.run.started_by),
        due: moment(task.due_at),
        is_late: task.run.is_late(now),
        is_reminded: task.run.reminders > 0,
        instead_of: (Some(task.seat) != actor.account()).then(|| name(&names, task.seat)),
    };
    let page = TasksPage {
        tasks: tasks.iter().map(row).collect(),
        is_absent: absences.iter().any(|absence| absence.from <= now),
        previous: behind.key().is_some().then(|| routes::TASKS.to_owned()),
        next: tasks
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::TASKS, last)),
        ui: member.frame(Section::Tasks),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /tasks/started`
pub async fn started(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut runs = app.workflow.started(&mut connection, actor, page).await?;
    let is_more = runs.len() > PAGE as usize;
    runs.truncate(PAGE as usize);
    let row = |run: &Run| StartedRow {
        link: routes::workflow_run(&run.id.to_string()),
        title: said(&member, &run.definition.title),
        subject: run.subject.name.clone(),
        standing: standing(&member, run),
        is_running: run.state.status == Status::Running,
        started: moment(run.started_at),
    };
    let page = StartedPage {
        runs: runs.iter().map(row).collect(),
        previous: behind.key().is_some().then(|| routes::STARTED.to_owned()),
        next: runs
            .last()
            .filter(|_| is_more)
            .map(|last| next_run(routes::STARTED, last)),
        ui: member.frame(Section::Tasks),
    };
    Ok(render(StatusCode::OK, &page))
}
