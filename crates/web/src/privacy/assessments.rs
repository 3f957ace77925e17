//! Impact assessments: the list, a draft, its decision by somebody else.

use super::named::{self, Before, Behind, code, name, on_form, said};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::decision_form::DecisionForm;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::routes;
use crate::view::{
    AssessmentPage, AssessmentRow, AssessmentsPage, Choice, Decided, Field, FieldKind, Frame, Section,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_kernel::AccountId;
use guildhall_privacy::{
    APPROVE_ASSESSMENT, Assessment, AssessmentState, Content, DRAFT_ASSESSMENT, Entry, NewAssessment,
    PrivacyError,
};
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Assessments on a page.
pub const PAGE: u32 = 50;

/// What the form of a draft sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct DraftForm {
    csrf: String,
    entry: String,
    what: String,
    necessity: String,
    risks: String,
    measures: String,
}

impl DraftForm {
    fn content(&self) -> Content {
        Content {
            what: self.what.clone(),
            necessity: self.necessity.clone(),
            risks: self.risks.clone(),
            measures: self.measures.clone(),
        }
    }
}

impl From<&Assessment> for DraftForm {
    fn from(assessment: &Assessment) -> Self {
        let content = assessment.content.clone();
        Self {
            csrf: String::new(),
            entry: assessment.activity.clone(),
            what: content.what,
            necessity: content.necessity,
            risks: content.risks,
            measures: content.measures,
        }
    }
}

/// `GET /privacy/assessments`
pub async fn list(
    member: Member,
    Query(before): Query<Before>,
    Query(behind): Query<Behind>,
) -> Result<Response, Fault> {
    list_page(&member, (&before, &behind), (&DraftForm::default(), None)).await
}

async fn list_page(
    member: &Member,
    (before, behind): (&Before, &Behind),
    (form, fault): (&DraftForm, Option<&PrivacyError>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let mut found = app.privacy.assessments(&mut connection, actor, wanted).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let register = app.privacy.register(&mut connection).await?;
    let gaps = app.privacy.gaps(&mut connection, &register).await?;
    let may_draft = app.privacy.may(&mut connection, actor, DRAFT_ASSESSMENT).await?;
    let names = named::names(&mut connection, found.iter().map(|one| one.drafted_by)).await?;
    let next = found.last().filter(|_| is_more).map(|last| {
        let key = [
            ("at", last.drafted_at.as_micros().to_string()),
            ("id", last.id.to_string()),
        ];
        routes::with_query(routes::ASSESSMENTS, key)
    });
    let notice = before.notice(member, &["assessment-submitted", "assessment-decision-made"]);
    let ui = member.visit.frame_with(Section::Privacy, notice);
    let page = AssessmentsPage {
        assessments: found
            .iter()
            .map(|one| row(member, (one, &register), &names))
            .collect(),
        gaps: gaps.iter().map(|code| title(member, &register, code)).collect(),
        fields: may_draft.then(|| {
            let mut fields = vec![activity_field(member, &ui, (&register, &form.entry))];
            fields.extend(content_fields(&ui, form));
            fields
        }),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        previous: behind.key().is_some().then(|| routes::ASSESSMENTS.to_owned()),
        next,
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

fn row(
    member: &Member,
    (assessment, register): (&Assessment, &[Entry]),
    names: &HashMap<AccountId, String>,
) -> AssessmentRow {
    AssessmentRow {
        link: routes::assessment(&assessment.id.to_string()),
        title: title(member, register, &assessment.activity),
        version: assessment.activity_version,
        state: code(member.visit.locale, assessment.state.code()),
        drafter: name(names, assessment.drafted_by),
        drafted: moment(assessment.drafted_at),
    }
}

fn title(member: &Member, register: &[Entry], code: &str) -> String {
    let entry = register.iter().find(|entry| entry.code == code);
    entry.map_or_else(|| code.to_owned(), |entry| said(member, &entry.activity.title))
}

fn activity_field(member: &Member, ui: &Frame, (register, chosen): (&[Entry], &str)) -> Field {
    let entries = register.iter().filter(|entry| !entry.has_ended);
    let choices = entries.map(|entry| Choice {
        value: entry.code.clone(),
        label: said(member, &entry.activity.title),
        chosen: entry.code == chosen,
    });
    let kind = FieldKind::Select(choices.collect());
    Field::new("entry", ui.t("assessment-activity"), kind)
}

fn content_fields(ui: &Frame, form: &DraftForm) -> Vec<Field> {
    let field = |name: &'static str, [label, hint]: [&str; 2], text: &str| {
        Field::new(name, ui.t(label), FieldKind::Long)
            .value(text)
            .hint(ui.t(hint))
    };
    vec![
        field("what", ["assessment-what", "assessment-what-hint"], &form.what),
        field(
            "necessity",
            ["assessment-necessity", "assessment-necessity-hint"],
            &form.necessity,
        ),
        field(
            "risks",
            ["assessment-risks", "assessment-risks-hint"],
            &form.risks,
        ),
        field(
            "measures",
            ["assessment-measures", "assessment-measures-hint"],
            &form.measures,
        ),
    ]
}

/// `POST /privacy/assessments`
pub async fn draft(member: Member, Form(form): Form<DraftForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let new = NewAssessment {
        activity: form.entry.clone(),
        content: form.content(),
    };
    match make_draft(&member, new).await {
        Ok(_) => Ok(led("assessment-submitted")),
        Err(error) => {
            let error = on_form(error)?;
            let place = (&Before::default(), &Behind::default());
            list_page(&member, place, (&form, Some(&error))).await
        }
    }
}

fn led(done: &'static str) -> Response {
    Redirect::to(&routes::with_query(routes::ASSESSMENTS, [("done", done)])).into_response()
}

/// Drafts an assessment in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::draft`].
pub async fn make_draft(member: &Member, new: NewAssessment) -> Result<Assessment, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let drafted = app.privacy.draft(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(drafted)
}

/// `GET /privacy/assessments/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(
    member: &Member,
    id: Uuid,
    refused: Option<(&DraftForm, &PrivacyError)>,
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let assessment = app.privacy.assessment(&mut connection, actor, id).await?;
    let register = app.privacy.register(&mut connection).await?;
    let may_approve = app
        .privacy
        .may(&mut connection, actor, APPROVE_ASSESSMENT)
        .await?;
    let ids = [Some(assessment.drafted_by), assessment.decided_by];
    let names = named::names(&mut connection, ids.into_iter().flatten()).await?;
    let is_drafter = actor.account() == Some(assessment.drafted_by);
    let present = DraftForm::from(&assessment);
    let form = refused.map_or(&present, |(form, _)| form);
    let ui = member.frame(Section::Privacy);
    let content = &assessment.content;
    let parts = [
        ("assessment-what", &content.what),
        ("assessment-necessity", &content.necessity),
        ("assessment-risks", &content.risks),
        ("assessment-measures", &content.measures),
    ];
    let page = AssessmentPage {
        id: id.to_string(),
        row: row(member, (&assessment, &register), &names),
        revision: assessment.revision,
        parts: parts.map(|(key, text)| (ui.t(key), text.clone())).to_vec(),
        decided: assessment
            .decided_by
            .zip(assessment.decided_at)
            .map(|(by, at)| Decided {
                by: name(&names, by),
                at: moment(at),
                reason: assessment.decision.clone(),
            }),
        keep_until: assessment.keep_until.map(moment),
        may_decide: assessment.state == AssessmentState::Submitted && may_approve && !is_drafter,
        fields: (assessment.state == AssessmentState::Returned && is_drafter)
            .then(|| content_fields(&ui, form)),
        fault: refused.map(|(_, error)| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = refused.map_or(StatusCode::OK, |(_, error)| Fault::of(error).status());
    Ok(render(status, &page))
}

/// `POST /privacy/assessments/{id}`
pub async fn revise(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<DraftForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match make_revision(&member, id, form.content()).await {
        Ok(_) => Ok(led("assessment-submitted")),
        Err(error) => {
            let error = on_form(error)?;
            page(&member, id, Some((&form, &error))).await
        }
    }
}

/// Writes a returned assessment anew in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::revise`].
pub async fn make_revision(member: &Member, id: Uuid, content: Content) -> Result<Assessment, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let revised = app.privacy.revise(&mut work, actor, id, content).await?;
    work.commit().await?;
    Ok(revised)
}

/// `POST /privacy/assessments/{id}/decision`
pub async fn decide(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match make_decision(&member, id, (form.approves(), &form.reason)).await {
        Ok(_) => Ok(led("assessment-decision-made")),
        Err(error) => {
            let error = on_form(error)?;
            page(&member, id, Some((&DraftForm::default(), &error))).await
        }
    }
}

/// Approves or returns an assessment; the caller has asked for a fresh proof of who she is.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::decide`].
pub async fn make_decision(
    member: &Member,
    id: Uuid,
    verdict: (bool, &str),
) -> Result<Assessment, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let decided = app.privacy.decide(&mut work, actor, id, verdict).await?;
    work.commit().await?;
    Ok(decided)
}
