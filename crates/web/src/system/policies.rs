//! The policies: what they say, why somebody may do something, and what a change of them would open or close.
//!
//! For whoever gives rights and whoever audits them; neither sees a record here, only what policies see of one.

use crate::app::App;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::routes;
use crate::view::{
    ActionAnswer, Field, FieldKind, Frame, GrantView, ImpactRow, PoliciesPage, PolicyFileView,
    PolicyTrialPage, PolicyView, Reason, Section, TrialFile, TrialOutcome, WhyAnswer,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_governance::{Checked, Draft, Edition, Effect, GovernanceError, NewEdition};
use guildhall_identity::rights::impact::{Impact, impact};
use guildhall_identity::rights::rules::{LAW, PolicyFile, RulesFault};
use guildhall_identity::rights::{MANAGE_ACCOUNTS, oversight};
use guildhall_identity::{Account, IdentityError, organisation};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, Grant, Origin};
use guildhall_policy::{Explanation, PolicyText, Resource};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Names shown of those whom a change concerns.
const NAMES: usize = 5;
/// Fewest and most lines of a file in the form.
const ROWS: (usize, usize) = (8, 30);

/// A question about somebody and a record.
#[derive(Deserialize)]
pub struct WhyQuery {
    #[serde(default)]
    login: String,
    #[serde(default)]
    record: String,
}

impl WhyQuery {
    fn is_asked(&self) -> bool {
        !self.login.trim().is_empty() || !self.record.trim().is_empty()
    }
}

/// The answer to a question: who, what, and one explanation for each action on records.
pub struct Why {
    /// The person.
    pub account: Account,
    /// The record as policies see it.
    pub thing: Resource,
    /// Each action with what her grants say.
    pub actions: Vec<(String, Explanation)>,
}

/// Answers why somebody may or may not act on a record.
///
/// # Errors
/// When the member is no overseer, or there is no such account or record.
pub async fn why(member: &Member, login: &str, record: &str) -> Result<Why, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let account = oversight::account_called(&mut connection, &app.rights, actor, login.trim()).await?;
    let thing = app.archive.kind_of(&mut connection, actor, record).await?;
    let asking = account.actor(Origin::default());
    let mut actions = Vec::new();
    for action in app.rights.policies(actor.realm).actions() {
        let Ok(explanation) = app.rights.explain(&asking, action, &thing) else {
            continue;
        };
        actions.push((action.to_owned(), explanation));
    }
    Ok(Why {
        account,
        thing,
        actions,
    })
}

/// What came out of a trial.
pub enum Trial {
    /// The files cannot be used.
    Refused(RulesFault),
    /// They can, and are ready to be proposed; this would change.
    Taken(Box<Checked>, Vec<Impact>),
}

/// Tries policies on the people and records of the realm, without changing anything.
///
/// # Errors
/// When the member does not give rights over the whole realm, or the database refuses.
pub async fn trial(member: &Member, draft: Draft) -> Result<Trial, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let accounts = oversight::all_accounts(&mut connection, &app.rights, actor).await?;
    let mut things = app.archive.census(&mut connection, actor).await?;
    things.extend(units(app, member, &mut connection).await?);
    drop(connection);
    let (governance, now) = (app.governance.clone(), app.rights.policies(actor.realm));
    let at = app.database.clock().now();
    // Compiling and comparing takes long enough to hold up the other requests of this thread.
    let tried = tokio::task::spawn_blocking(move || {
        let checked = match governance.check(draft) {
            Ok(checked) => checked,
            Err(fault) => return Trial::Refused(fault),
        };
        match impact((&now, checked.policies()), &accounts, &things, at) {
            Ok(impacts) => Trial::Taken(Box::new(checked), impacts),
            Err(error) => Trial::Refused(error.into()),
        }
    });
    tried.await.map_err(|_| crate::view::PageFault::Internal.into())
}

async fn units(
    app: &App,
    member: &Member,
    connection: &mut Connection,
) -> Result<Vec<(Resource, u64)>, Fault> {
    let actor = member.actor();
    let top = organisation::service::top(connection, actor.realm).await?;
    let limit = organisation::service::PAGE_MAX;
    let below =
        organisation::service::subtree(connection, (&app.rights, actor), &top.path, None, limit).await?;
    let thing = |path: &str| (Resource::new("Organisation", path.to_owned()), 1);
    Ok(below.iter().map(|unit| thing(unit.path.as_str())).collect())
}

/// `GET /system/policies`
pub async fn show(member: Member, Query(query): Query<WhyQuery>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    oversight::require_overseer(&mut connection, &app.rights, actor).await?;
    let may_try = may_give(&member, &mut connection).await?;
    let cases = app
        .governance
        .rules_in_force(&mut connection)
        .await?
        .cases()
        .len();
    drop(connection);
    let ui = member.frame(Section::System);
    let answered = match query.is_asked() {
        true => Some(why(&member, &query.login, &query.record).await),
        false => None,
    };
    let fault = match &answered {
        Some(Err(fault)) => Some(locale::explain(ui.locale, fault).happened),
        _ => None,
    };
    let page = PoliciesPage {
        question: question(&ui, &query),
        fault,
        answer: answered
            .and_then(Result::ok)
            .map(|why| shown_answer(&member, &why)),
        files: shown_files(app.rights.policies(actor.realm).texts()),
        cases,
        edition: app.rights.edition_of(actor.realm),
        may_try,
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

async fn may_give(member: &Member, connection: &mut Connection) -> Result<bool, IdentityError> {
    let top = organisation::service::top(connection, member.actor().realm).await?;
    Ok(member
        .app()
        .rights
        .allows_in(member.actor(), MANAGE_ACCOUNTS, &top.path))
}

fn question(ui: &Frame, query: &WhyQuery) -> Vec<Field> {
    vec![
        Field::new("login", ui.t("why-login"), FieldKind::Text).value(query.login.clone()),
        Field::new("record", ui.t("why-record"), FieldKind::Text).value(query.record.clone()),
    ]
}

/// Returns the name of an action of the policies.
pub fn action_name(locale: Locale, action: &str) -> String {
    locale::t(locale, &format!("may-{action}"), &Args::none())
}

fn shown_answer(member: &Member, why: &Why) -> WhyAnswer {
    let app = member.app();
    let locale = member.visit.locale;
    let policies = app.rights.policies(member.actor().realm);
    let texts = policies.texts();
    let sentence = |id: &String| Reason {
        id: id.clone(),
        sentence: texts
            .iter()
            .find(|text| text.id == *id)
            .map(|text| text.sentence.clone())
            .unwrap_or_default(),
    };
    let grant_view = |answer: &guildhall_policy::GrantAnswer| GrantView {
        name: grant_name(
            member,
            (&answer.grant.role, &answer.grant.org_path, answer.grant.clearance),
        ),
        allowed: answer.allowed,
        policies: answer.policies.iter().map(sentence).collect(),
    };
    WhyAnswer {
        who: format!("{} ({})", why.account.name, why.account.login.as_str()),
        what: why
            .thing
            .attributes
            .iter()
            .filter(|(name, _)| *name != "owner")
            .map(|(name, value)| format!("{name}: {}", shown_value(value)))
            .chain([why.thing.org_path.clone()])
            .collect(),
        actions: why
            .actions
            .iter()
            .map(|(action, explanation)| ActionAnswer {
                name: action_name(locale, action),
                allowed: explanation.allowed(),
                grants: explanation.grants.iter().map(grant_view).collect(),
            })
            .collect(),
    }
}

fn shown_value(value: &guildhall_policy::Value) -> String {
    match value {
        guildhall_policy::Value::Bool(yes) => yes.to_string(),
        guildhall_policy::Value::Long(number) => number.to_string(),
        guildhall_policy::Value::Text(text) => text.clone(),
    }
}

pub(super) fn grant_name(member: &Member, (role, path, clearance): (&str, &str, i64)) -> String {
    format!("{} {path} ≤ {clearance}", member.visit.role_name(role))
}

fn shown_files(texts: &[PolicyText]) -> Vec<PolicyFileView> {
    let mut files: Vec<PolicyFileView> = Vec::new();
    for text in texts {
        if files.last().is_none_or(|file| file.name != text.file) {
            files.push(PolicyFileView {
                name: text.file.clone(),
                is_law: text.file == LAW,
                policies: Vec::new(),
            });
        }
        if let Some(file) = files.last_mut() {
            file.policies.push(PolicyView {
                id: text.id.clone(),
                permits: text.permits,
                sentence: text.sentence.clone(),
                cedar: text.cedar.clone(),
            });
        }
    }
    files
}

/// `GET /system/policies/try`
pub async fn trial_form(member: Member) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    require_giver(&member, &mut connection).await?;
    let edition = app.governance.in_force(&mut connection).await?;
    drop(connection);
    let texts = TrialTexts {
        files: files_in_force(&member, edition.as_ref()),
        cases: edition.map(|edition| edition.draft.cases).unwrap_or_default(),
        reason: String::new(),
    };
    Ok(trial_page(&member, &texts, (None, None), StatusCode::OK))
}

async fn require_giver(member: &Member, connection: &mut Connection) -> Result<(), Fault> {
    let top = organisation::service::top(connection, member.actor().realm).await?;
    member
        .app()
        .rights
        .require_in(member.actor(), MANAGE_ACCOUNTS, &top.path)?;
    Ok(())
}

/// Returns the files that an edition may change, as they are in force.
fn files_in_force(member: &Member, edition: Option<&Edition>) -> Vec<PolicyFile> {
    let changed = edition.map_or(&[][..], |edition| &edition.draft.files);
    let of = |file: &PolicyFile| {
        changed
            .iter()
            .find(|change| change.name == file.name)
            .unwrap_or(file)
            .clone()
    };
    member.app().governance.rules.editable().map(of).collect()
}

/// What the form of a trial holds: the texts by the names of their files, cases and reason beside them.
struct TrialTexts {
    files: Vec<PolicyFile>,
    cases: String,
    reason: String,
}

impl TrialTexts {
    /// Reads a form; a file that it leaves out stays as the installation has it.
    fn of(member: &Member, form: &BTreeMap<String, String>) -> Self {
        let text_of = |file: &PolicyFile| PolicyFile {
            name: file.name.clone(),
            text: form.get(&file.name).unwrap_or(&file.text).replace("\r\n", "\n"),
        };
        let field = |name: &str| form.get(name).cloned().unwrap_or_default();
        Self {
            files: member.app().governance.rules.editable().map(text_of).collect(),
            cases: field("own_cases"),
            reason: field("reason"),
        }
    }

    fn draft(&self, member: &Member) -> Draft {
        Draft::over(&member.app().governance.rules, self.files.clone(), &self.cases)
    }
}

/// `POST /system/policies/try`
pub async fn try_files(
    member: Member,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    member.require_form(form.get("csrf").map_or("", String::as_str))?;
    let texts = TrialTexts::of(&member, &form);
    let outcome = match trial(&member, texts.draft(&member)).await? {
        Trial::Refused(fault) => refused(fault),
        Trial::Taken(_, impacts) => good(&member, &impacts),
    };
    Ok(trial_page(&member, &texts, (Some(outcome), None), StatusCode::OK))
}

/// `POST /system/policies/editions`: tries the texts once more and proposes them as the next edition.
pub async fn propose(member: Member, Form(form): Form<BTreeMap<String, String>>) -> Result<Response, Fault> {
    member.require_form(form.get("csrf").map_or("", String::as_str))?;
    let texts = TrialTexts::of(&member, &form);
    if member.require_fresh().is_err() {
        // A long text is not thrown away for a proof that has grown old.
        let said = member.frame(Section::System).t("edition-confirm-first");
        let page = trial_page(&member, &texts, (None, Some(said)), StatusCode::FORBIDDEN);
        return Ok(page);
    }
    match make_proposal(&member, texts.draft(&member), texts.reason.clone()).await? {
        Ok(edition) => Ok(Redirect::to(&routes::policy_edition(edition.id)).into_response()),
        Err(Refusal::Trial(fault)) => {
            let outcome = (Some(refused(fault)), None);
            Ok(trial_page(
                &member,
                &texts,
                outcome,
                StatusCode::UNPROCESSABLE_ENTITY,
            ))
        }
        Err(Refusal::Proposal(error)) => {
            let said = locale::explain(member.visit.locale, &error).sentence();
            let status = Fault::of(&error).status();
            Ok(trial_page(&member, &texts, (None, Some(said)), status))
        }
    }
}

/// Why texts were not proposed.
pub enum Refusal {
    /// They do not compile, or break a case.
    Trial(RulesFault),
    /// They could be used, but not be proposed.
    Proposal(GovernanceError),
}

/// Tries a draft and proposes it, with what it would change, in a unit of work of its own.
///
/// # Errors
/// As [`trial`]; what is wrong with the draft itself is the inner result.
pub async fn make_proposal(
    member: &Member,
    draft: Draft,
    reason: String,
) -> Result<Result<Edition, Refusal>, Fault> {
    let (checked, impacts) = match trial(member, draft).await? {
        Trial::Refused(fault) => return Ok(Err(Refusal::Trial(fault))),
        Trial::Taken(checked, impacts) => (checked, impacts),
    };
    let (app, actor) = (member.app(), member.actor());
    let new = NewEdition {
        effects: impacts.into_iter().map(Effect::from).collect(),
        reason,
    };
    let mut work = app.database.begin(actor.realm).await?;
    match app.governance.propose(&mut work, actor, (*checked, new)).await {
        Ok(edition) => {
            work.commit().await?;
            Ok(Ok(edition))
        }
        Err(error) if matches!(error.kind(), ErrorKind::Internal) => Err(error.into()),
        Err(error) => Ok(Err(Refusal::Proposal(error))),
    }
}

fn refused(fault: RulesFault) -> TrialOutcome {
    match fault {
        RulesFault::Policy(error) => TrialOutcome::Wrong(error.to_string()),
        RulesFault::Cases(failed) => TrialOutcome::Cases(
            failed
                .into_iter()
                .map(|failed| (failed.case.says, failed.because))
                .collect(),
        ),
    }
}

fn good(member: &Member, impacts: &[Impact]) -> TrialOutcome {
    TrialOutcome::Good(
        impacts
            .iter()
            .map(|impact| shown_impact(member, impact))
            .collect(),
    )
}

fn shown_impact(member: &Member, impact: &Impact) -> ImpactRow {
    let grants = impact.grants.iter().map(
        |Grant {
             role,
             org_path,
             clearance,
         }| { grant_name(member, (role, org_path.as_str(), *clearance)) },
    );
    ImpactRow {
        people: impact
            .people
            .iter()
            .take(NAMES)
            .cloned()
            .collect::<Vec<_>>()
            .join("、"),
        more: impact.people.len().saturating_sub(NAMES),
        grants: grants.collect::<Vec<_>>().join("; "),
        action: action_name(member.visit.locale, &impact.action),
        gained: impact.gained,
        lost: impact.lost,
    }
}

fn trial_page(
    member: &Member,
    texts: &TrialTexts,
    (outcome, fault): (Option<TrialOutcome>, Option<String>),
    status: StatusCode,
) -> Response {
    let page = PolicyTrialPage {
        ui: member.frame(Section::System),
        files: texts
            .files
            .iter()
            .map(|file| TrialFile {
                name: file.name.clone(),
                text: file.text.clone(),
                rows: file.text.lines().count().clamp(ROWS.0, ROWS.1),
            })
            .collect(),
        cases: texts.cases.clone(),
        reason: texts.reason.clone(),
        fault,
        outcome,
    };
    render(status, &page)
}
