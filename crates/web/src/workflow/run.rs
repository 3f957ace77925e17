//! One run: what is asked, the facts, what was decided, where it stands; the forms of whoever has to decide.

use super::diagram::draw;
use super::settled::settle;
use super::told::{code, facts, standing, step};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::privacy::named::{name, names, said};
use crate::routes;
use crate::view::{Choice, DecisionRow, PageFault, Section, TaskForms, WorkflowRunPage};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::RecordState;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _};
use guildhall_store::Connection;
use guildhall_workflow::{Decided, Run, Said, Status, Verdict, WorkflowError};
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// `GET /workflow/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(member: &Member, id: Uuid, fault: Option<&Fault>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (run, decided) = app.workflow.run(&mut connection, actor, id).await?;
    let forms = forms(member, &mut connection, &run).await?;
    let seats = run.state.seats.iter().map(|seat| seat.account);
    let people = decided.iter().flat_map(|one| [one.by, one.seat]);
    let names = names(&mut connection, people.chain([run.started_by]).chain(seats)).await?;
    let ui = member.frame(Section::Tasks);
    let is_hers = Some(run.started_by) == actor.account();
    let open: Vec<String> = run.state.open_seats().map(|seat| name(&names, seat)).collect();
    let page = WorkflowRunPage {
        id: run.id.to_string(),
        revision: run.revision,
        title: said(member, &run.definition.title),
        subject: run.subject.name.clone(),
        link: link(member, &mut connection, &run).await?,
        asks: run
            .step()
            .map(|step| said(member, &step.asks))
            .unwrap_or_default(),
        standing: standing(member, &run),
        is_running: run.state.status == Status::Running,
        who: name(&names, run.started_by),
        started: moment(run.started_at),
        due: run.due_at.map(moment),
        is_late: run.is_late(app.database.clock().now()),
        waits_for: open.join("、"),
        about: run.about.clone(),
        facts: facts(member, &run),
        decided: decided
            .iter()
            .map(|one| row(member, &run, (one, &names)))
            .collect(),
        diagram: draw(
            member,
            &run.definition,
            Some(run.state.step.as_deref().unwrap_or(run.state.status.code())),
        ),
        may_withdraw: is_hers && run.state.status == Status::Running,
        forms,
        fault: fault.map(|fault| locale::explain(ui.locale, fault).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns the forms of whoever may decide now.
async fn forms(member: &Member, connection: &mut Connection, run: &Run) -> Result<Option<TaskForms>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let Some(seat) = app.workflow.seat(connection, actor, run).await? else {
        return Ok(None);
    };
    let instead_of = (Some(seat) != actor.account()).then_some(seat);
    let names = names(connection, instead_of.into_iter()).await?;
    let others = app.workflow.delegates(connection, run).await?;
    let choice = |(value, label): (String, String)| Choice {
        value,
        label,
        chosen: false,
    };
    let steps = run.state.trail.iter();
    let steps = steps.map(|passed| (passed.clone(), step(member, run, passed)));
    let others = others
        .iter()
        .map(|other| (other.id.to_string(), other.name.clone()));
    Ok(Some(TaskForms {
        seat: seat.to_string(),
        instead_of: instead_of.map(|absent| name(&names, absent)),
        back_to: steps.map(choice).collect(),
        others: others.map(choice).collect(),
    }))
}

/// Returns where the reader finds what the run is about, if she may see it.
async fn link(member: &Member, connection: &mut Connection, run: &Run) -> Result<Option<String>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    if run.subject.kind == guildhall_disposal::ROUND {
        let found = app.disposal.round(connection, actor, run.subject.id).await;
        return Ok(found
            .is_ok()
            .then(|| routes::disposal_round(&run.subject.id.to_string())));
    }
    if run.subject.kind == guildhall_dispatch::handover::HANDOVER {
        let found = app.exchange.handover(connection, actor, run.subject.id).await;
        return Ok(found
            .is_ok()
            .then(|| routes::handover(&run.subject.id.to_string())));
    }
    if run.subject.kind == guildhall_archive::reclassification::RECLASSIFICATION {
        let found = app
            .archive
            .record_of_reclassification(connection, actor, run.subject.id)
            .await;
        return Ok(found.ok().map(|record| routes::record(&record.id.to_string())));
    }
    if run.subject.kind == guildhall_archive::lending::request::LOAN_REQUEST {
        return crate::archive::lending::requests::link(member, connection, run.subject.id).await;
    }
    if run.subject.kind == guildhall_archive::filing::FILING {
        let found = app
            .archive
            .record_of_filing(connection, actor, run.subject.id)
            .await;
        return Ok(found.ok().map(|record| match record.state {
            RecordState::Filed => routes::record(&record.id.to_string()),
            _ => routes::paper(&record.id.to_string()),
        }));
    }
    if run.subject.kind != guildhall_archive::usage::SUBJECT_KIND {
        return Ok(None);
    }
    let Ok((line, record)) = app.archive.one_use(connection, actor, run.subject.id).await else {
        return Ok(None);
    };
    let now = app.database.clock().now();
    if Some(line.account) == actor.account() && line.is_open(now) {
        return Ok(Some(routes::use_of(&line.id.to_string())));
    }
    let may_see = app.rights.allows(actor, "viewRecord", &record.as_resource());
    Ok(may_see.then(|| routes::record(&record.id.to_string())))
}

fn row(member: &Member, run: &Run, (one, names): (&Decided, &HashMap<AccountId, String>)) -> DecisionRow {
    DecisionRow {
        step: step(member, run, &one.step),
        what: code(member, &one.what),
        is_no: matches!(one.what.as_str(), "refuse" | "return"),
        to: one.to.as_ref().map(|to| step(member, run, to)),
        who: one.by_name.clone(),
        instead_of: (one.seat != one.by).then(|| name(names, one.seat)),
        at: moment(one.at),
        opinion: one.opinion.clone(),
    }
}

/// What the form of a decision sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct TaskForm {
    csrf: String,
    seat: String,
    revision: u32,
    verdict: String,
    to: String,
    opinion: String,
}

impl TaskForm {
    fn seat(&self) -> Result<AccountId, Fault> {
        Ok(self.seat.parse().map_err(|_| PageFault::BadRequest)?)
    }
}

/// `POST /workflow/{id}/decision`
pub async fn decide(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<TaskForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let verdict = Verdict::from_code(&form.verdict, &form.to).ok_or(PageFault::BadRequest)?;
    let said = Said {
        revision: form.revision,
        verdict,
        opinion: form.opinion.clone(),
    };
    let decided = take(&member, (id, form.seat()?), said).await;
    answer(&member, id, decided, routes::TASKS.to_owned()).await
}

/// Decides a task in a unit of work of its own, with what the room does whose thing was decided about.
///
/// # Errors
/// As [`guildhall_workflow::Workflow::decide`]; when that room refuses.
pub async fn take(member: &Member, task: (Uuid, AccountId), said: Said) -> Result<Run, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app.workflow.decide(&mut work, actor, task, said).await?;
    settle(&mut work, member, &run).await?;
    work.commit().await?;
    Ok(run)
}

/// `POST /workflow/{id}/delegation`
pub async fn delegate(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<TaskForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let to: AccountId = form.to.parse().map_err(|_| PageFault::BadRequest)?;
    let handed = hand_on(&member, (id, form.seat()?), (form.revision, to, &form.opinion)).await;
    answer(&member, id, handed.map_err(Fault::from), routes::TASKS.to_owned()).await
}

/// Hands a task on in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_workflow::Workflow::delegate`].
pub async fn hand_on(
    member: &Member,
    task: (Uuid, AccountId),
    handed: (u32, AccountId, &str),
) -> Result<Run, WorkflowError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app.workflow.delegate(&mut work, actor, task, handed).await?;
    work.commit().await?;
    Ok(run)
}

/// `POST /workflow/{id}/withdrawal`
pub async fn withdraw(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<TaskForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let back = take_back(&member, (id, form.revision), &form.opinion).await;
    answer(&member, id, back, routes::workflow_run(&id.to_string())).await
}

/// Takes a run back in a unit of work of its own, with what the room does whose thing it was about.
///
/// # Errors
/// As [`guildhall_workflow::Workflow::withdraw`]; when that room refuses.
pub async fn take_back(member: &Member, run: (Uuid, u32), reason: &str) -> Result<Run, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app.workflow.withdraw(&mut work, actor, run, reason).await?;
    settle(&mut work, member, &run).await?;
    work.commit().await?;
    Ok(run)
}

/// Leads on after an act; what the reader can mend is told on the page of the run.
async fn answer(
    member: &Member,
    id: Uuid,
    done: Result<Run, Fault>,
    onward: String,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&onward).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, id, Some(&fault)).await
        }
        Err(fault) => Err(fault),
    }
}
