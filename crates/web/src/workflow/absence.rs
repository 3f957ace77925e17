//! Absences (外出): told by the absent person, with who stands in.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::emergency::told::moment_of;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::{name, names, on_form};
use crate::routes;
use crate::view::{AbsencePage, AbsenceRow, Choice, Field, FieldKind, PageFault, Section};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_kernel::AccountId;
use guildhall_workflow::{Absence, NewAbsence, WorkflowError};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// What the form of an absence sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct AbsenceForm {
    csrf: String,
    substitute: String,
    from: String,
    until: String,
}

/// `GET /tasks/absences`
pub async fn list(member: Member) -> Result<Response, Fault> {
    page(&member, &AbsenceForm::default(), None).await
}

async fn page(member: &Member, form: &AbsenceForm, fault: Option<&WorkflowError>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let absences = app.workflow.absences(&mut connection, actor).await?;
    let substitutes = app.workflow.substitutes(&mut connection, actor).await?;
    let names = names(&mut connection, absences.iter().map(|absence| absence.substitute)).await?;
    let ui = member.frame(Section::Tasks);
    let choices = substitutes.iter().map(|account| Choice {
        value: account.id.to_string(),
        label: account.name.clone(),
        chosen: form.substitute == account.id.to_string(),
    });
    let choices: Vec<Choice> = choices.collect();
    let row = |absence: &Absence| AbsenceRow {
        id: absence.id.to_string(),
        substitute: name(&names, absence.substitute),
        from: moment(absence.from),
        until: moment(absence.until),
    };
    let page = AbsencePage {
        absences: absences.iter().map(row).collect(),
        fields: (!choices.is_empty()).then(|| {
            vec![
                Field::new(
                    "substitute",
                    ui.t("absence-substitute"),
                    FieldKind::Select(choices),
                )
                .hint(ui.t("absence-substitute-hint")),
                Field::new("from", ui.t("absence-from"), FieldKind::Moment).value(&form.from),
                Field::new("until", ui.t("absence-until"), FieldKind::Moment).value(&form.until),
            ]
        }),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// `POST /tasks/absences`
pub async fn tell(member: Member, Form(form): Form<AbsenceForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let substitute: AccountId = form.substitute.parse().map_err(|_| PageFault::BadRequest)?;
    let new = NewAbsence {
        substitute,
        from: moment_of(&form.from)?,
        until: moment_of(&form.until)?,
    };
    match be_absent(&member, new).await {
        Ok(_) => Ok(Redirect::to(routes::ABSENCES).into_response()),
        Err(error) => page(&member, &form, Some(&on_form(error)?)).await,
    }
}

/// Keeps an absence in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_workflow::Workflow::be_absent`].
pub async fn be_absent(member: &Member, new: NewAbsence) -> Result<Absence, WorkflowError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let absence = app.workflow.be_absent(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(absence)
}

/// `POST /tasks/absences/{id}/end`
pub async fn end(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    end_absence(&member, id).await?;
    Ok(Redirect::to(routes::ABSENCES).into_response())
}

/// Ends an absence in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_workflow::Workflow::end_absence`].
pub async fn end_absence(member: &Member, id: Uuid) -> Result<Absence, WorkflowError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let absence = app.workflow.end_absence(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(absence)
}
