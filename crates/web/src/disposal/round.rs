//! One round: its lines, who decides, who watches, and what can be done with it now.

use super::told::{item_row, retention, say, standing};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::{name, names};
use crate::retrieval::export::may_export;
use crate::routes;
use crate::view::{Choice, DisposalRoundPage, DisposalSignatureRow, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_disposal::{
    DESTROY, Item, ROUND, Round, RoundState, RoundWhole, SUPERVISE, Sent, Signature, Stage, Verdict,
};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _};
use guildhall_store::Connection;
use guildhall_workflow::{Decided, FactValue, Facts, NewRun, Run, Subject};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Lines on a page.
pub const PAGE: u32 = 100;
/// The definition by which a round is decided.
const DEFINITION: &str = "appraisal";

/// Which part of the lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemsQuery {
    /// Place of the last line shown.
    #[serde(default)]
    pub after: u32,
}

/// `GET /disposal/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<ItemsQuery>,
) -> Result<Response, Fault> {
    page(&member, (id, query.after), None).await
}

async fn page(member: &Member, (id, after): (Uuid, u32), fault: Option<&Fault>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let whole = app.disposal.round_whole(&mut connection, actor, id).await?;
    let wanted = (id, after, PAGE + 1);
    let mut items = app.disposal.items(&mut connection, actor, wanted).await?;
    let run = app.workflow.of_subject(&mut connection, id).await?;
    let approvers = match &run {
        Some(run) => approvers(member, &mut connection, run).await?,
        None => Vec::new(),
    };
    // Nothing before it is approved.
    let awaiting = app.disposal.to_hand_over(&mut connection, actor, id).await;
    let awaiting = awaiting.map_or(0, |records| records.len() as u64);
    let people = [Some(whole.round.made_by), whole.round.executed_by];
    let names = names(&mut connection, people.into_iter().flatten()).await?;
    drop(connection);
    let is_more = items.len() > PAGE as usize;
    items.truncate(PAGE as usize);
    let round = &whole.round;
    let is_mine = Some(round.made_by) == actor.account();
    let acts = Acts::of(member, &whole, &approvers);
    let address = routes::disposal_round(&id.to_string());
    let page = DisposalRoundPage {
        number: round.numbered(),
        name: round.name.clone(),
        basis: round.basis.clone(),
        standing: standing(member, round),
        who: name(&names, round.made_by),
        made: moment(round.made_at),
        not_before: round.not_before.map(moment),
        executor: round.executed_by.map(|account| name(&names, account)),
        started: round.started_at.map(moment),
        ended: round.ended_at.map(moment),
        reason: round.reason.clone(),
        run: run
            .filter(|_| round.state != RoundState::Draft)
            .map(|run| routes::workflow_run(&run.id.to_string())),
        signatures: whole
            .signatures
            .iter()
            .map(|one| signature(member, one))
            .collect(),
        supervisors: app.disposal.rules.supervisors,
        rows: items
            .iter()
            .map(|item| item_row(member, item, is_mine && round.state == RoundState::Draft))
            .collect(),
        retentions: retentions(member),
        send: acts
            .send
            .then(|| routes::disposal_act(&id.to_string(), "sending")),
        stop: acts
            .stop
            .then(|| routes::disposal_act(&id.to_string(), "stopping")),
        sign: acts
            .sign
            .then(|| routes::disposal_act(&id.to_string(), "signature")),
        execute: acts
            .execute
            .then(|| routes::disposal_act(&id.to_string(), "execution")),
        awaiting,
        pack: (awaiting > 0 && may_export(member))
            .then(|| routes::with_query(routes::CONSIGNMENTS, [("round", id.to_string())])),
        list: routes::disposal_act(&id.to_string(), "list.pdf"),
        certificate: (!round.proof.is_empty())
            .then(|| routes::disposal_act(&id.to_string(), "certificate.pdf")),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: (after > 0).then(|| address.clone()),
        next: items
            .last()
            .filter(|_| is_more)
            .map(|last| routes::with_query(&address, [("after", last.sequence.to_string())])),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// What the reader can do with a round now.
struct Acts {
    send: bool,
    stop: bool,
    sign: bool,
    execute: bool,
}

impl Acts {
    fn of(member: &Member, whole: &RoundWhole, approvers: &[AccountId]) -> Self {
        let (app, actor, round) = (member.app(), member.actor(), &whole.round);
        let account = actor.account();
        let is_mine = account == Some(round.made_by);
        let has_signed = |stage| {
            let mut signed = whole.signatures.iter();
            signed.any(|one| Some(one.account) == account && one.stage == stage)
        };
        let cleared = actor.cleared_for(round.secrecy);
        let may_watch = app.rights.allows_in(&cleared, SUPERVISE, &round.org_path)
            && !is_mine
            && account != round.executed_by
            && !account.is_some_and(|account| approvers.contains(&account));
        let is_watched =
            round.state == RoundState::Done && has_signed(Stage::Before) && !has_signed(Stage::After);
        let destroys = round.not_before.is_some();
        let may_destroy = app.rights.allows_in(actor, DESTROY, &round.org_path);
        Self {
            send: is_mine && round.state == RoundState::Draft,
            stop: (is_mine && round.state == RoundState::Draft) || round.state == RoundState::Approved,
            sign: may_watch
                && destroys
                && (round.state == RoundState::Approved && !has_signed(Stage::Before) || is_watched),
            execute: may_destroy
                && destroys
                && round.state == RoundState::Approved
                && !has_signed(Stage::Before),
        }
    }
}

fn signature(member: &Member, one: &Signature) -> DisposalSignatureRow {
    DisposalSignatureRow {
        who: one.name.clone(),
        stage: say(member, &format!("disposal-signed-{}", one.stage.code())),
        at: moment(one.at),
    }
}

/// Returns the retention codes by which a record could be kept.
fn retentions(member: &Member) -> Vec<Choice> {
    let codes = member.app().archive.retention.codes();
    codes
        .map(|code| Choice {
            value: code.to_owned(),
            label: retention(member, code),
            chosen: false,
        })
        .collect()
}

/// Returns who decided last about a round: whoever approved its destruction.
async fn approvers(member: &Member, connection: &mut Connection, run: &Run) -> Result<Vec<AccountId>, Fault> {
    let decided = member.app().workflow.decided(connection, run.id).await?;
    let last = decided.last().map(|one| one.round);
    let of_last = decided.iter().filter(|one| Some(one.round) == last);
    Ok(of_last.flat_map(|one: &Decided| [one.by, one.seat]).collect())
}

/// What the form of a line sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ItemForm {
    csrf: String,
    /// Empty to destroy, `-` to leave out, `transfer` to hand over, otherwise the retention code by which the record is kept.
    verdict: String,
    reason: String,
}

/// The word for a line that is to be left out.
const LEAVE_OUT: &str = "-";
/// The word for a line whose record is to be handed over.
pub const TRANSFER: &str = "transfer";

/// `POST /disposal/items/{id}`
pub async fn propose(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<ItemForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let item = change_item(&member, id, (&form.verdict, &form.reason)).await?;
    let after = item.sequence.saturating_sub(1) / PAGE * PAGE;
    let address = routes::disposal_round(&item.round.to_string());
    let address = match after {
        0 => address,
        after => routes::with_query(&address, [("after", after.to_string())]),
    };
    Ok(Redirect::to(&format!("{address}#line-{}", item.sequence)).into_response())
}

/// Changes what is proposed for a record, in a unit of work of its own: a retention code keeps it longer, `transfer` hands
/// it over, `-` leaves it out, nothing destroys it.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::propose`].
pub async fn change_item(member: &Member, id: Uuid, (verdict, reason): (&str, &str)) -> Result<Item, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let verdict = match verdict {
        LEAVE_OUT => None,
        "" => Some(Verdict::Destroy),
        TRANSFER => Some(Verdict::Transfer),
        code => Some(Verdict::Extend {
            retention: code.to_owned(),
        }),
    };
    let item = match verdict {
        None => app.disposal.leave_out(&mut work, actor, id).await?,
        Some(verdict) => {
            let proposed = (id, verdict, reason);
            app.disposal.propose(&mut work, actor, proposed).await?
        }
    };
    work.commit().await?;
    Ok(item)
}

/// `POST /disposal/{id}/sending`
pub async fn send(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let sent = send_round(&member, id).await.map(|(round, _)| round);
    answer(&member, id, sent).await
}

/// Sends a round to those who decide, and starts the run in which they do, in one unit of work.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::send`] and [`guildhall_workflow::Workflow::start`].
pub async fn send_round(member: &Member, id: Uuid) -> Result<(Round, Run), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let (round, sent) = app.disposal.send(&mut work, actor, id).await?;
    let run = app
        .workflow
        .start(&mut work, actor, new_run(&round, sent))
        .await?;
    work.commit().await?;
    Ok((round, run))
}

fn new_run(round: &Round, sent: Sent) -> NewRun {
    let count = |count: usize| FactValue::Int(i64::try_from(count).unwrap_or(i64::MAX));
    NewRun {
        definition: DEFINITION,
        subject: Subject {
            kind: ROUND.to_owned(),
            id: round.id,
            name: format!("{} {}", round.numbered(), round.name),
        },
        org_path: round.org_path.clone(),
        secrecy: round.secrecy,
        about: round.basis.clone(),
        facts: Facts::from([
            ("records".to_owned(), count(sent.records)),
            ("destroy".to_owned(), count(sent.destroy)),
            ("secrecy".to_owned(), FactValue::Int(round.secrecy)),
        ]),
    }
}

/// What the form that stops a round sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct StopForm {
    csrf: String,
    reason: String,
}

/// `POST /disposal/{id}/stopping`
pub async fn stop(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<StopForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let stopped = stop_round(&member, id, &form.reason).await;
    answer(&member, id, stopped).await
}

/// Stops a round in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::stop`].
pub async fn stop_round(member: &Member, id: Uuid, reason: &str) -> Result<Round, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let round = app.disposal.stop(&mut work, actor, (id, reason)).await?;
    work.commit().await?;
    Ok(round)
}

/// `POST /disposal/{id}/signature`
pub async fn sign(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let signed = sign_round(&member, id).await;
    answer(&member, id, signed).await
}

/// Signs as a supervisor in a unit of work of its own, with a fresh proof of who she is.
///
/// # Errors
/// Without a fresh proof; as [`guildhall_disposal::Disposal::sign`].
pub async fn sign_round(member: &Member, id: Uuid) -> Result<Signature, Fault> {
    member.require_fresh()?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let approvers = match app.workflow.of_subject(&mut work, id).await? {
        Some(run) => approvers(member, &mut work, &run).await?,
        None => Vec::new(),
    };
    let signature = app.disposal.sign(&mut work, actor, (id, &approvers)).await?;
    work.commit().await?;
    Ok(signature)
}

/// `POST /disposal/{id}/execution`
pub async fn execute(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let begun = execute_round(&member, id).await;
    answer(&member, id, begun).await
}

/// Begins the destruction in a unit of work of its own, with a fresh proof of who she is.
///
/// # Errors
/// Without a fresh proof; as [`guildhall_disposal::Disposal::execute`].
pub async fn execute_round(member: &Member, id: Uuid) -> Result<Round, Fault> {
    member.require_fresh()?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let round = app.disposal.execute(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(round)
}

/// Leads back to the round; what the reader can mend is told on it.
async fn answer<T>(member: &Member, id: Uuid, done: Result<T, Fault>) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&routes::disposal_round(&id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, (id, 0), Some(&fault)).await
        }
        Err(fault) => Err(fault),
    }
}

/// Refuses who has no part in appraisal, destruction or holds anywhere.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_part(member: &Member) -> Result<(), Fault> {
    match takes_part(member) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Says whether the member has any part in appraisal, destruction or holds.
pub fn takes_part(member: &Member) -> bool {
    let (app, actor) = (member.app(), member.actor());
    let mut branches = actor.grants.iter().map(|grant| &grant.org_path);
    branches.any(|path| app.disposal.takes_part(actor, path))
}
