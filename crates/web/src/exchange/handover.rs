//! One handover: its lines, its form, and what the receiver said.

use super::handovers::{require, standing};
use super::told::{LINES, LinesQuery};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::privacy::named::{name, names};
use crate::routes;
use crate::view::{Field, FieldKind, HandoverItemRow, HandoverPage, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_dispatch::handover::HAND_OVER;
use guildhall_dispatch::{Acceptance, ConsignmentItem, DispatchError, Handover, HandoverState};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Date, Explain as _};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// `GET /handovers/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<LinesQuery>,
) -> Result<Response, Fault> {
    page(&member, (id, &query), (&OutcomeForm::default(), None)).await
}

async fn page(
    member: &Member,
    (id, query): (Uuid, &LinesQuery),
    (form, fault): (&OutcomeForm, Option<&Fault>),
) -> Result<Response, Fault> {
    require(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let handover = app.exchange.handover(&mut connection, actor, id).await?;
    let wanted = (id, query.after, LINES + 1);
    let mut items = app
        .exchange
        .handover_lines(&mut connection, actor, wanted)
        .await?;
    let run = app.workflow.of_subject(&mut connection, id).await?;
    let round = match handover.round {
        Some(round) => app.disposal.round(&mut connection, actor, round).await.ok(),
        None => None,
    };
    let people = names(&mut connection, [handover.made_by].into_iter()).await?;
    drop(connection);
    let is_more = items.len() > LINES as usize;
    items.truncate(LINES as usize);
    let may_note = handover.state == HandoverState::Approved
        && app.rights.allows_in(actor, HAND_OVER, &handover.org_path);
    let (text, here) = (id.to_string(), routes::handover(&id.to_string()));
    let act = |act: &str| routes::handover_act(&text, act);
    let page = HandoverPage {
        number: handover.numbered(),
        name: handover.name.clone(),
        receiver: handover.receiver.clone(),
        about: handover.about.clone(),
        medium: handover.medium.clone(),
        standing: standing(member, &handover),
        next_step: next_step(member, &handover),
        who: name(&people, handover.made_by),
        made: moment(handover.made_at),
        decided: handover.decided_at.map(moment),
        records: handover.records,
        bytes: handover.bytes,
        receipt: handover.receipt.clone(),
        taken_by: handover.taken_by.clone(),
        taken_on: handover.taken_on.map(|day| day.to_string()),
        remark: handover.remark.clone(),
        run: run.map(|run| routes::workflow_run(&run.id.to_string())),
        round: round.map(|round| routes::disposal_round(&round.id.to_string())),
        consignment: (Some(handover.made_by) == actor.account())
            .then(|| routes::consignment(&handover.consignment.to_string())),
        form: act("form.pdf"),
        accept: may_note.then(|| (act("acceptance"), acceptance_fields(member, form))),
        decline: may_note.then(|| (act("refusal"), refusal_fields(member, form))),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: (query.after > 0).then(|| here.clone()),
        next: items
            .last()
            .filter(|_| is_more)
            .map(|last| query.next(&here, last.sequence)),
        rows: items.iter().map(item_row).collect(),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns what happens next, while something does.
fn next_step(member: &Member, handover: &Handover) -> Option<String> {
    let key = match handover.state {
        HandoverState::Deciding => "handover-next-deciding",
        HandoverState::Approved => "handover-next-approved",
        HandoverState::Accepted => "handover-next-accepted",
        HandoverState::Refused | HandoverState::Withdrawn | HandoverState::Declined => return None,
    };
    Some(locale::t(member.visit.locale, key, &Args::none()))
}

fn item_row(item: &ConsignmentItem) -> HandoverItemRow {
    HandoverItemRow {
        sequence: item.sequence,
        number: item.archival_code.clone(),
        link: routes::record(&item.record.to_string()),
        place: item.place.clone(),
        bytes: item.bytes,
        digest: item.digest.clone(),
    }
}

fn acceptance_fields(member: &Member, form: &OutcomeForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    vec![
        Field::new("taken_by", ui.t("handover-taken-by"), FieldKind::Text)
            .value(&form.taken_by)
            .hint(ui.t("handover-taken-by-hint")),
        Field::new("taken_on", ui.t("handover-taken-on"), FieldKind::Date).value(&form.taken_on),
        Field::new("records", ui.t("handover-counted"), FieldKind::Number)
            .value(&form.records)
            .hint(ui.t("handover-counted-hint")),
        Field::new("remark", ui.t("handover-remark"), FieldKind::Long)
            .value(&form.remark)
            .hint(ui.t("handover-remark-hint"))
            .optional(),
    ]
}

fn refusal_fields(member: &Member, form: &OutcomeForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    vec![Field::new("reason", ui.t("handover-decline-reason"), FieldKind::Long).value(&form.reason)]
}

/// What the forms about the receiver's word send.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub struct OutcomeForm {
    csrf: String,
    taken_by: String,
    taken_on: String,
    records: String,
    remark: String,
    reason: String,
}

/// `POST /handovers/{id}/acceptance`
pub async fn accept(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<OutcomeForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let said = (
        form.taken_by.as_str(),
        form.taken_on.as_str(),
        form.remark.as_str(),
    );
    // What is no number is none that was sent.
    let records = form.records.trim().parse().unwrap_or(0);
    let accepted = accept_one(&member, id, (said, records)).await;
    answer(&member, id, (&form, accepted)).await
}

/// Notes that the receiver has taken a handover over, and tells the round of appraisal that waits for it, in one unit of
/// work: who signed, the day as `YYYY-MM-DD`, a remark, and the records that she counted.
///
/// # Errors
/// Without a fresh proof of who she is; as [`guildhall_dispatch::Exchange::accept_handover`].
pub async fn accept_one(
    member: &Member,
    id: Uuid,
    ((by, on, remark), records): ((&str, &str, &str), u64),
) -> Result<Handover, Fault> {
    require(member)?;
    member.require_fresh()?;
    let on: Date = on.trim().parse().map_err(|_| DispatchError::Field("taken_on"))?;
    let said = Acceptance {
        by: by.to_owned(),
        on,
        records,
        remark: remark.to_owned(),
    };
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let (handover, passed) = app
        .exchange
        .accept_handover(&mut work, actor, (id, &said))
        .await?;
    // A hold that was set after it was asked for keeps the records here as well.
    app.disposal.require_free(&mut work, &passed).await?;
    if let Some(round) = handover.round {
        let passed = passed.into_iter().collect();
        app.disposal
            .handed_over(&mut work, actor, (round, &passed))
            .await?;
    }
    work.commit().await?;
    Ok(handover)
}

/// `POST /handovers/{id}/refusal`
pub async fn decline(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<OutcomeForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let declined = decline_one(&member, id, &form.reason).await;
    answer(&member, id, (&form, declined)).await
}

/// Notes that a handover was not taken over, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_dispatch::Exchange::decline_handover`].
pub async fn decline_one(member: &Member, id: Uuid, reason: &str) -> Result<Handover, Fault> {
    require(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let handover = app
        .exchange
        .decline_handover(&mut work, actor, (id, reason))
        .await?;
    work.commit().await?;
    Ok(handover)
}

/// Leads back to the handover; what the reader can mend is told on it.
async fn answer(
    member: &Member,
    id: Uuid,
    (form, done): (&OutcomeForm, Result<Handover, Fault>),
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&routes::handover(&id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, (id, &LinesQuery::default()), (form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}
