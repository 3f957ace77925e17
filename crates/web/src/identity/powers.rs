//! The three powers: who holds them, proposals, decisions.

use super::founding::duty;
use crate::address::PathOf;
use crate::context::Member;
use crate::decision_form::DecisionForm;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{
    ChangeRow, Choice, Field, FieldKind, Frame, HolderRow, Mood, Notice, PageFault, PowerRow, PowersPage,
    Section, Slip, SlipsPage,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_identity::account::service as accounts;
use guildhall_identity::power::{self, ChangeState, LAPSE_DAYS, NewChange, Verdict, overview, service};
use guildhall_identity::{
    Account, AccountState, IdentityError, Login, Power, PowerAct, PowerChange, organisation,
};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _, OrgId};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// What was done just before.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// What the reader has to know to say who somebody is.
struct Names {
    people: HashMap<AccountId, String>,
    units: HashMap<OrgId, String>,
}

/// `GET /accounts/powers`
pub async fn show(member: Member, Query(query): Query<Done>) -> Result<Response, Fault> {
    let notice = match query.done.as_str() {
        "proposed" => Some("powers-done-proposed"),
        "approved" => Some("powers-done-approved"),
        "refused" => Some("powers-done-refused"),
        "withdrawn" => Some("powers-done-withdrawn"),
        _ => None,
    };
    page(&member, notice, (&ProposalForm::default(), None), StatusCode::OK).await
}

async fn page(
    member: &Member,
    notice: Option<&'static str>,
    (form, fault): (&ProposalForm, Option<&IdentityError>),
    status: StatusCode,
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    if !overview::takes_part(&app.rights, actor) {
        return Err(PageFault::Forbidden.into());
    }
    let mut connection = app.database.read(actor.realm).await?;
    let holders = overview::holders(&mut connection, &app.rights, actor).await?;
    let waiting = overview::list(&mut connection, &app.rights, actor, true).await?;
    let past = overview::list(&mut connection, &app.rights, actor, false).await?;
    let names = names(&mut connection, &holders, waiting.iter().chain(&past)).await?;
    let notice = notice.map(|key| Notice {
        mood: Mood::Good,
        text: locale::t(member.visit.locale, key, &locale::Args::none()),
    });
    let ui = member.visit.frame_with(Section::Powers, notice);
    let page = PowersPage {
        powers: Power::ALL
            .iter()
            .map(|power| power_row(member, &ui, *power, (&holders, &names)))
            .collect(),
        waiting: waiting
            .iter()
            .map(|change| change_row(member, &ui, change, &names))
            .collect(),
        past: past
            .iter()
            .map(|change| change_row(member, &ui, change, &names))
            .collect(),
        give: give_fields(member, &ui, form),
        lapse_days: LAPSE_DAYS.unsigned_abs(),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    Ok(render(status, &page))
}

async fn names(
    connection: &mut Connection,
    holders: &[Account],
    changes: impl Iterator<Item = &PowerChange>,
) -> Result<Names, Fault> {
    let mut ids: Vec<AccountId> = changes
        .flat_map(|change| [Some(change.account), Some(change.proposed_by), change.decided_by])
        .flatten()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let orgs: Vec<OrgId> = holders.iter().map(|holder| holder.org).collect();
    let units = organisation::service::lookup(connection, &orgs).await?;
    Ok(Names {
        people: accounts::names_of(connection, &ids).await?.into_iter().collect(),
        units: units.into_iter().map(|unit| (unit.id, unit.name)).collect(),
    })
}

fn power_row(member: &Member, ui: &Frame, power: Power, (holders, names): (&[Account], &Names)) -> PowerRow {
    let hers = holders
        .iter()
        .filter(|holder| Power::of(&holder.grants) == Some(power));
    PowerRow {
        name: member.visit.role_name(power.code()),
        duty: duty(ui, power),
        holders: hers
            .map(|holder| HolderRow {
                account: holder.id.to_string(),
                name: holder.name.clone(),
                login: holder.login.as_str().to_owned(),
                unit: names.units.get(&holder.org).cloned().unwrap_or_default(),
                active: holder.state == AccountState::Active,
                last_seen: holder.signed_in_at.map(crate::archive::record::moment),
                acts: offered_acts(member, ui, holder, power),
            })
            .collect(),
    }
}

/// Returns what the reader may propose about a holder of a power.
fn offered_acts(member: &Member, ui: &Frame, holder: &Account, power: Power) -> Vec<Choice> {
    let (rights, actor) = (&member.app().rights, member.actor());
    if actor.account() == Some(holder.id) || !service::may_propose(rights, actor, holder, Some(power)) {
        return Vec::new();
    }
    let is_active = holder.state == AccountState::Active;
    let fits = |act: &&PowerAct| match act {
        PowerAct::Give => false,
        PowerAct::Enable => !is_active,
        PowerAct::Lock | PowerAct::Disable => is_active,
        PowerAct::Take | PowerAct::ResetPassword | PowerAct::RemoveSecondFactor => true,
    };
    let acts = PowerAct::ALL.iter().filter(fits);
    acts.map(|act| choice(act.code(), act_name(ui, *act), ""))
        .collect()
}

fn choice(value: &str, label: String, chosen: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        label,
        chosen: value == chosen,
    }
}

fn act_name(ui: &Frame, act: PowerAct) -> String {
    ui.t(match act {
        PowerAct::Give => "power-act-give",
        PowerAct::Take => "power-act-take",
        PowerAct::Lock => "power-act-lock",
        PowerAct::Disable => "power-act-disable",
        PowerAct::Enable => "power-act-enable",
        PowerAct::ResetPassword => "power-act-reset-password",
        PowerAct::RemoveSecondFactor => "power-act-remove-second-factor",
    })
}

/// Returns how far a proposal has come, in words.
pub fn state_name(ui: &Frame, state: ChangeState) -> String {
    ui.t(match state {
        ChangeState::Proposed => "power-state-proposed",
        ChangeState::Approved => "power-state-approved",
        ChangeState::Refused => "power-state-refused",
        ChangeState::Withdrawn => "power-state-withdrawn",
        ChangeState::Lapsed => "power-state-lapsed",
    })
}

fn change_row(member: &Member, ui: &Frame, change: &PowerChange, names: &Names) -> ChangeRow {
    let (app, actor) = (member.app(), member.actor());
    let name = |id: AccountId| names.people.get(&id).cloned().unwrap_or_default();
    let is_open = change.is_open(app.database.clock().now());
    let moment = crate::archive::record::moment;
    ChangeRow {
        id: change.id.to_string(),
        what: format!(
            "{} · {} · {}",
            name(change.account),
            act_name(ui, change.act),
            member.visit.role_name(change.power.code())
        ),
        reason: change.reason.clone(),
        by: name(change.proposed_by),
        at: moment(change.proposed_at),
        lapses: moment(change.lapses_at),
        state: state_name(ui, change.state),
        decider: change.decided_by.map(name).unwrap_or_default(),
        decided: change.decided_at.map(moment),
        decision: change.decision.clone(),
        may_decide: is_open && service::may_decide(&app.rights, actor, change),
        may_withdraw: is_open && actor.account() == Some(change.proposed_by),
    }
}

/// Returns the form that proposes a new administrator, with the powers that the reader may propose.
fn give_fields(member: &Member, ui: &Frame, form: &ProposalForm) -> Option<Vec<Field>> {
    let (rights, own) = (&member.app().rights, &member.signed_in.account);
    let mine = Power::ALL
        .iter()
        .filter(|power| service::may_propose(rights, member.actor(), own, Some(**power)));
    let powers: Vec<Choice> = mine
        .map(|power| choice(power.code(), member.visit.role_name(power.code()), &form.power))
        .collect();
    if powers.is_empty() {
        return None;
    }
    Some(vec![
        Field::new("login", ui.t("account-login"), FieldKind::Text)
            .value(&form.login)
            .hint(ui.t("powers-give-login-hint"))
            .autocomplete("off"),
        Field::new("power", ui.t("powers-power"), FieldKind::Select(powers)),
        Field::new("reason", ui.t("powers-reason"), FieldKind::Text).value(&form.reason),
    ])
}

/// What the form of a proposal sends: an account by id or by login name.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ProposalForm {
    csrf: String,
    account: String,
    login: String,
    act: String,
    power: String,
    reason: String,
}

/// `POST /accounts/powers`
pub async fn propose(member: Member, Form(form): Form<ProposalForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match proposed(&member, &form).await {
        Ok(slip) => Ok(told(&member, slip, "proposed").await?),
        Err(error) if error.kind() == ErrorKind::Internal => Err(error.into()),
        Err(error) => {
            let status = Fault::of(&error).status();
            page(&member, None, (&form, Some(&error)), status).await
        }
    }
}

async fn proposed(member: &Member, form: &ProposalForm) -> Result<power::Slip, IdentityError> {
    let act = PowerAct::from_code(&form.act).ok_or(IdentityError::NotFound { what: "act" })?;
    let account = match form.account.parse() {
        Ok(id) => id,
        Err(_) => named(member, &form.login).await?,
    };
    let new = NewChange {
        account,
        act,
        power: Power::from_code(&form.power),
        reason: form.reason.clone(),
    };
    make_proposal(member, new).await
}

/// Returns the account of a login name, for whoever has a part in changes of the powers.
///
/// # Errors
/// [`IdentityError::NotFound`], [`IdentityError::InvalidLogin`].
pub async fn named(member: &Member, login: &str) -> Result<AccountId, IdentityError> {
    let (app, actor) = (member.app(), member.actor());
    let login = Login::parse(login)?;
    let mut connection = app.database.read(actor.realm).await?;
    overview::candidate(&mut connection, &app.rights, actor, &login).await
}

/// Makes a proposal in a unit of work of its own.
///
/// # Errors
/// As [`service::propose`].
pub async fn make_proposal(member: &Member, new: NewChange) -> Result<power::Slip, IdentityError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let slip = service::propose(&mut work, &app.rights, actor, new).await?;
    work.commit().await?;
    Ok(slip)
}

/// `POST /accounts/powers/{id}/decision`
pub async fn decide(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let verdict = Verdict {
        approves: form.approves(),
        reason: form.reason,
    };
    let done = if verdict.approves { "approved" } else { "refused" };
    match make_decision(&member, id, verdict).await {
        Ok(slip) => Ok(told(&member, slip, done).await?),
        Err(error) if matches!(error.kind(), ErrorKind::Internal | ErrorKind::NotFound) => Err(error.into()),
        Err(error) => {
            let status = Fault::of(&error).status();
            page(&member, None, (&ProposalForm::default(), Some(&error)), status).await
        }
    }
}

/// Makes a decision in a unit of work of its own.
///
/// # Errors
/// As [`service::decide`].
pub async fn make_decision(
    member: &Member,
    id: Uuid,
    verdict: Verdict,
) -> Result<power::Slip, IdentityError> {
    let (app, actor) = (member.app(), member.actor());
    let tools = (&app.rights, app.sign_in.passwords());
    let decision = service::prepare(&app.database, tools, actor, (id, verdict)).await?;
    let mut work = app.database.begin(actor.realm).await?;
    let slip = service::decide(&mut work, &app.rights, actor, decision).await?;
    work.commit().await?;
    Ok(slip)
}

/// `POST /accounts/powers/{id}/withdrawal`
pub async fn withdraw(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    take_back(&member, id).await?;
    Ok(led("withdrawn"))
}

/// Takes the member's own proposal back.
///
/// # Errors
/// As [`service::withdraw`].
pub async fn take_back(member: &Member, id: Uuid) -> Result<PowerChange, IdentityError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let change = service::withdraw(&mut work, &app.rights, actor, id).await?;
    work.commit().await?;
    Ok(change)
}

fn led(done: &'static str) -> Response {
    Redirect::to(&routes::with_query(routes::POWERS, [("done", done)])).into_response()
}

/// Leads back to the list; a half of a password is shown first, and only here.
async fn told(member: &Member, slip: power::Slip, done: &'static str) -> Result<Response, Fault> {
    let Some(half) = slip.half else {
        return Ok(led(done));
    };
    let actor = member.actor();
    let mut connection = member.app().database.read(actor.realm).await?;
    let names = accounts::names_of(&mut connection, &[slip.change.account]).await?;
    let ui = member.frame(Section::Powers);
    let (title, lead) = match slip.change.state {
        ChangeState::Proposed => ("slips-first-half", "slips-first-half-lead"),
        _ => ("slips-second-half", "slips-second-half-lead"),
    };
    let page = SlipsPage {
        title: ui.t(title),
        lead: ui.t(lead),
        secret_label: ui.t("slips-half"),
        slips: vec![Slip {
            role: member.visit.role_name(slip.change.power.code()),
            name: names.into_iter().map(|(_, name)| name).collect(),
            login: String::new(),
            secret: half,
        }],
        next: routes::POWERS,
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}
