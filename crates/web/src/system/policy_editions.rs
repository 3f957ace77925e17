//! Editions of the policies: what is in force, what waits, and the decision of another power.
//!
//! Whoever proposes, decides or audits sees them; the texts are shown line against line with what was in force before.

use super::policies::{action_name, grant_name};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::decision_form::DecisionForm;
use crate::fault::Fault;
use crate::identity::powers::state_name;
use crate::locale;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named;
use crate::routes;
use crate::view::{
    ChangedLine, Decided, EditionPage, EditionRow, EditionsPage, Frame, ImpactRow, Section, TextChange,
};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_governance::{Checked, Draft, Edition, Effect, Governance, GovernanceError};
use guildhall_identity::organisation;
use guildhall_identity::power::{ChangeState, Verdict};
use guildhall_identity::rights::MANAGE_ACCOUNTS;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _};
use http::StatusCode;
use similar::{ChangeTag, TextDiff};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Lines shown around a change.
const AROUND: usize = 3;
/// The name under which an edition's own cases are compared.
const CASES: &str = "cases.toml";

/// `GET /system/policies/editions`
pub async fn list(member: Member) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let editions = app.governance.editions(&mut connection, actor).await?;
    let top = organisation::service::top(&mut connection, actor.realm).await?;
    let names = named::names(&mut connection, editions.iter().flat_map(people)).await?;
    let ui = member.frame(Section::System);
    let page = EditionsPage {
        in_force: app.rights.edition_of(actor.realm),
        editions: editions.iter().map(|edition| row(&ui, edition, &names)).collect(),
        may_propose: app.rights.allows_in(actor, MANAGE_ACCOUNTS, &top.path),
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

fn people(edition: &Edition) -> impl Iterator<Item = AccountId> + use<> {
    [edition.proposed_by, edition.decided_by].into_iter().flatten()
}

fn row(ui: &Frame, edition: &Edition, names: &HashMap<AccountId, String>) -> EditionRow {
    let by = |id: AccountId| named::name(names, id);
    EditionRow {
        id: edition.id.to_string(),
        number: edition.number,
        state: state_name(ui, edition.state),
        waits: edition.state == ChangeState::Proposed,
        reason: edition.reason.clone(),
        proposer: edition.proposed_by.map(by),
        proposed: moment(edition.proposed_at),
        lapses: moment(edition.lapses_at),
        decided: edition
            .decided_at
            .zip(edition.decided_by)
            .map(|(at, who)| Decided {
                by: by(who),
                at: moment(at),
                reason: edition.decision.clone(),
            }),
    }
}

/// `GET /system/policies/editions/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(member: &Member, id: Uuid, refused: Option<&GovernanceError>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let edition = app.governance.edition(&mut connection, actor, id).await?;
    let before = app.governance.before(&mut connection, &edition).await?;
    let may_decide = app.governance.may_decide(&mut connection, actor).await?;
    let names = named::names(&mut connection, people(&edition)).await?;
    drop(connection);
    let is_proposer = actor.account() == edition.proposed_by;
    let is_open = edition.is_open(app.database.clock().now());
    let ui = member.frame(Section::System);
    let page = EditionPage {
        row: row(&ui, &edition, &names),
        changes: changes(&app.governance, &before, &edition.draft),
        effects: edition
            .effects
            .iter()
            .map(|effect| effect_row(member, effect))
            .collect(),
        may_decide: is_open && may_decide && !is_proposer,
        may_withdraw: is_open && is_proposer,
        fault: refused.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = refused.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

fn effect_row(member: &Member, effect: &Effect) -> ImpactRow {
    let grants = effect
        .grants
        .iter()
        .map(|grant| grant_name(member, (&grant.role, grant.org_path.as_str(), grant.clearance)));
    ImpactRow {
        people: member
            .frame(Section::System)
            .with("edition-people", "count", effect.people),
        more: 0,
        grants: grants.collect::<Vec<_>>().join("; "),
        action: action_name(member.visit.locale, &effect.action),
        gained: effect.gained,
        lost: effect.lost,
    }
}

/// Compares two drafts file by file, each as it lies over the installation's texts.
fn changes(governance: &Governance, before: &Draft, after: &Draft) -> Vec<TextChange> {
    let names: BTreeSet<&str> = [before, after]
        .into_iter()
        .flat_map(|draft| draft.files.iter().map(|file| file.name.as_str()))
        .collect();
    let text_in = |draft: &Draft, name: &str| {
        let changed = draft.files.iter().find(|file| file.name == name);
        let installed = governance.rules.files().iter().find(|file| file.name == name);
        changed
            .or(installed)
            .map(|file| file.text.clone())
            .unwrap_or_default()
    };
    let files = names
        .into_iter()
        .map(|name| (name, text_in(before, name), text_in(after, name)));
    let cases = (CASES, before.cases.clone(), after.cases.clone());
    files
        .chain([cases])
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| TextChange {
            name: name.to_owned(),
            lines: compared(&before, &after),
        })
        .collect()
}

fn compared(before: &str, after: &str) -> Vec<ChangedLine> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (place, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if place > 0 {
            lines.push(ChangedLine {
                sign: '…',
                text: String::new(),
            });
        }
        let changes = group.iter().flat_map(|step| diff.iter_changes(step));
        lines.extend(changes.map(|change| ChangedLine {
            sign: match change.tag() {
                ChangeTag::Insert => '+',
                ChangeTag::Delete => '-',
                ChangeTag::Equal => ' ',
            },
            text: change.value().trim_end_matches('\n').to_owned(),
        }));
    }
    lines
}

/// `POST /system/policies/editions/{id}/decision`
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
    done(&member, id, make_decision(&member, id, verdict).await).await
}

/// `POST /system/policies/editions/{id}/withdrawal`
pub async fn withdraw(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    done(&member, id, take_back(&member, id).await).await
}

async fn done(member: &Member, id: Uuid, step: Result<Edition, GovernanceError>) -> Result<Response, Fault> {
    match step {
        Ok(_) => Ok(Redirect::to(&routes::policy_edition(id)).into_response()),
        Err(error) if matches!(error.kind(), ErrorKind::Internal | ErrorKind::NotFound) => Err(error.into()),
        Err(error) => page(member, id, Some(&error)).await,
    }
}

/// Decides about an edition in a unit of work of its own, and puts it in force when it was approved; the caller has asked
/// for a fresh proof of who she is.
///
/// # Errors
/// As [`Governance::decide`]; [`GovernanceError::Unfit`] when it does not compile any more.
pub async fn make_decision(member: &Member, id: Uuid, verdict: Verdict) -> Result<Edition, GovernanceError> {
    let (app, actor) = (member.app(), member.actor());
    let checked = match verdict.approves {
        true => Some(checked(member, id).await?),
        false => None,
    };
    let mut work = app.database.begin(actor.realm).await?;
    let step = (id, verdict, checked.as_ref());
    let decided = app.governance.decide(&mut work, actor, step).await?;
    work.commit().await?;
    app.governance.take_up(&app.database, actor.realm).await?;
    Ok(decided)
}

/// Compiles an edition that waits, which takes too long for this thread.
async fn checked(member: &Member, id: Uuid) -> Result<Checked, GovernanceError> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let edition = app.governance.edition(&mut connection, actor, id).await?;
    drop(connection);
    let governance = app.governance.clone();
    let checked = tokio::task::spawn_blocking(move || governance.check(edition.draft)).await;
    Ok(checked.map_err(|_| GovernanceError::Interrupted)??)
}

/// Takes one's own proposal back in a unit of work of its own.
///
/// # Errors
/// As [`Governance::withdraw`].
pub async fn take_back(member: &Member, id: Uuid) -> Result<Edition, GovernanceError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let edition = app.governance.withdraw(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(edition)
}
