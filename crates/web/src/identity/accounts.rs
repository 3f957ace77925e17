//! Accounts: made, changed, given a new first password; the form itself is `account_form`.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::identity::account_form::{AccountForm, UNION_POSTS, fields, form_of, offered_units};
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::view::{AccountPage, Field, FieldKind, PageFault, Section};
use crate::{locale, routes};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::account::link::link_person;
use guildhall_identity::account::{NewAccount, service, standing};
use guildhall_identity::person::service as people;
use guildhall_identity::power::NewChange;
use guildhall_identity::{
    Account, AccountState, IdentityError, Login, Power, PowerAct, organisation, power, second_factor,
};
use guildhall_kernel::{AccountId, Explain as _, Grant, OrgId, PersonId, Standing};
use guildhall_store::{Connection, Work};
use http::StatusCode;
use serde::Deserialize;

/// Says whether a member manages accounts in any of her branches.
pub fn may_manage_anywhere(member: &Member) -> bool {
    let actor = member.actor();
    let mut paths = actor.grants.iter().map(|grant| &grant.org_path);
    paths.any(|path| member.app().rights.allows_in(actor, "manageAccounts", path))
}

/// `GET /accounts/new`
pub async fn new_form(member: Member) -> Result<Response, Fault> {
    if !may_manage_anywhere(&member) {
        return Err(PageFault::Forbidden.into());
    }
    member.require_fresh()?;
    let form = AccountForm {
        role: "reader".to_owned(),
        clearance: "1".to_owned(),
        ..AccountForm::default()
    };
    form_page(&member, None, &form, None, StatusCode::OK).await
}

/// `GET /accounts/{id}`
pub async fn form(member: Member, PathOf(id): PathOf<AccountId>) -> Result<Response, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let account = service::get(&mut connection, &app.rights, member.actor(), id).await?;
    let form = AccountForm {
        staff_number: staff_number(&mut connection, &account).await?,
        ..form_of(&account)
    };
    drop(connection);
    form_page(&member, Some(&account), &form, None, StatusCode::OK).await
}

/// Returns the staff number of the person behind an account; empty when there is none.
async fn staff_number(connection: &mut Connection, account: &Account) -> Result<String, IdentityError> {
    let linked: Vec<PersonId> = account.person.into_iter().collect();
    let found = people::names_of(connection, &linked).await?;
    Ok(found
        .first()
        .map(|person| person.staff_number.clone())
        .unwrap_or_default())
}

async fn form_page(
    member: &Member,
    account: Option<&Account>,
    form: &AccountForm,
    fault: Option<&IdentityError>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let app = member.app();
    let actor = member.actor();
    let mut connection = app.database.read(actor.realm).await?;
    let units = offered_units(member, &mut connection).await?;
    let ui = member.frame(Section::Accounts);
    let fields = fields(member, &ui, account.is_none(), form, &units, fault);
    let power = account.and_then(|account| Power::of(&account.grants));
    // What one administrator alone may do: nothing with her own account, nor with one that holds a power.
    let changeable = account.filter(|account| power.is_none() && Some(account.id) != actor.account());
    let page = AccountPage {
        name: account.map(|account| account.name.clone()),
        action: account.map_or_else(
            || routes::ACCOUNTS.to_owned(),
            |account| routes::account(&account.id.to_string()),
        ),
        fields,
        version: 0,
        closed: account.is_some_and(|account| account.state != AccountState::Active),
        may_close: changeable.is_some(),
        may_save: account.is_none() || changeable.is_some(),
        reset: changeable.map(|account| routes::account_password(&account.id.to_string())),
        power: power.map(|power| member.visit.role_name(power.code())),
        outside: account.map(|account| routes::account_outside(&account.id.to_string())),
        certificates: account
            .filter(|_| app.certificates.are_on())
            .map(|account| routes::account_certificates(&account.id.to_string())),
        second_factor_remove: match changeable {
            Some(account) if second_factor::service::is_guarded(&mut connection, account).await? => {
                Some(routes::account_second_factor(&account.id.to_string()))
            }
            _ => None,
        },
        password: Field::new("password", ui.t("account-first-password"), FieldKind::Password)
            .hint(ui.t("account-first-password-hint"))
            .autocomplete("new-password")
            .fault(fault.filter(|_| account.is_some()).map(|error| {
                let text = locale::explain(ui.locale, error);
                format!("{} {}", text.happened, text.todo)
            })),
        ui,
    };
    Ok(render(status, &page))
}

/// `POST /accounts`
pub async fn create(member: Member, Form(form): Form<AccountForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match make(&member, &form).await {
        Ok(_) => Ok(Redirect::to(after(&form)).into_response()),
        Err(error) if error.kind() == guildhall_kernel::explain::ErrorKind::Internal => Err(error.into()),
        Err(error) => {
            let status = Fault::of(&error).status();
            form_page(&member, None, &form, Some(&error), status).await
        }
    }
}

async fn make(member: &Member, form: &AccountForm) -> Result<Account, IdentityError> {
    let app = member.app();
    let login = Login::parse(&form.login)?;
    let random = app.database.random();
    let password = app
        .sign_in
        .passwords()
        .hash_new(&form.password, &login, &form.name, &*random)
        .await?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let (org, grants) = grants(&mut work, form).await?;
    let new = NewAccount {
        login,
        name: form.name.clone(),
        person: None,
        org,
        password,
        must_change_password: true,
        language: member.visit.language(),
        grants,
    };
    let account = service::create(&mut work, &app.rights, member.actor(), new).await?;
    let account = link_person(
        &mut work,
        &app.rights,
        member.actor(),
        account.id,
        &form.staff_number,
    )
    .await?;
    let account = set_standing(&mut work, member, account.id, form.standing()).await?;
    propose_power(&mut work, member, &account, form).await?;
    work.commit().await?;
    Ok(account)
}

/// Gives an account that the member manages post and rank, the post one of the code table.
pub async fn set_standing(
    work: &mut Work,
    member: &Member,
    id: AccountId,
    standing: Standing,
) -> Result<Account, IdentityError> {
    let app = member.app();
    service::get(work, &app.rights, member.actor(), id).await?;
    if !standing.post.is_empty() && app.archive.codes.find(UNION_POSTS, &standing.post).is_none() {
        return Err(IdentityError::InvalidStanding);
    }
    standing::set_standing(work, &app.rights, member.actor(), id, standing).await
}

/// Where to go after saving: to the proposals when a power was chosen.
fn after(form: &AccountForm) -> &'static str {
    match Power::from_code(&form.role) {
        Some(_) => routes::POWERS,
        None => routes::ACCOUNTS,
    }
}

/// Proposes the power that was chosen as a role, if one was: nobody gives it alone.
async fn propose_power(
    work: &mut Work,
    member: &Member,
    account: &Account,
    form: &AccountForm,
) -> Result<(), IdentityError> {
    let Some(power) = Power::from_code(&form.role) else {
        return Ok(());
    };
    let new = NewChange {
        account: account.id,
        act: PowerAct::Give,
        power: Some(power),
        reason: form.reason.clone(),
    };
    power::service::propose(work, &member.app().rights, member.actor(), new).await?;
    Ok(())
}

/// Returns the unit, and the rights that one administrator gives there: none when a power was chosen, or nothing.
async fn grants(
    connection: &mut Connection,
    form: &AccountForm,
) -> Result<(OrgId, Vec<Grant>), IdentityError> {
    let org: OrgId = form
        .unit
        .parse()
        .map_err(|_| IdentityError::NotFound { what: "organisation" })?;
    let unit = organisation::service::get(connection, org).await?;
    let grant = Grant {
        role: form.role.clone(),
        org_path: unit.path,
        clearance: form.clearance.parse().unwrap_or(0),
    };
    let is_given = !form.role.is_empty() && Power::from_code(&form.role).is_none();
    Ok((org, is_given.then_some(grant).into_iter().collect()))
}

/// `POST /accounts/{id}`
pub async fn change(
    member: Member,
    PathOf(id): PathOf<AccountId>,
    Form(form): Form<AccountForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let (rights, actor) = (&app.rights, member.actor());
    match form.action.as_str() {
        "close" => {
            service::set_state(&mut work, rights, actor, id, AccountState::Disabled).await?;
        }
        "open" => {
            service::set_state(&mut work, rights, actor, id, AccountState::Active).await?;
        }
        _ if Power::from_code(&form.role).is_some() => {
            let account = service::get(&mut work, rights, actor, id).await?;
            propose_power(&mut work, &member, &account, &form).await?;
        }
        _ => {
            let (_, grants) = grants(&mut work, &form).await?;
            service::set_grants(&mut work, rights, actor, id, grants).await?;
            link_person(&mut work, rights, actor, id, &form.staff_number).await?;
            set_standing(&mut work, &member, id, form.standing()).await?;
        }
    }
    work.commit().await?;
    Ok(Redirect::to(after(&form)).into_response())
}

/// What the form of a new first password sends.
#[derive(Deserialize)]
pub struct FirstPasswordForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    password: String,
}

/// `POST /accounts/{id}/password`
pub async fn reset_password(
    member: Member,
    PathOf(id): PathOf<AccountId>,
    Form(form): Form<FirstPasswordForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match give_password(&member, id, &form.password).await {
        Ok(_) => Ok(Redirect::to(routes::ACCOUNTS).into_response()),
        Err(error @ IdentityError::WeakPassword(_)) => {
            let mut connection = member.app().database.read(member.actor().realm).await?;
            let account = service::get(&mut connection, &member.app().rights, member.actor(), id).await?;
            drop(connection);
            let status = Fault::of(&error).status();
            form_page(&member, Some(&account), &form_of(&account), Some(&error), status).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives an account a new first password, which its owner must change, and ends its sessions.
pub async fn give_password(member: &Member, id: AccountId, password: &str) -> Result<Account, IdentityError> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let account = service::get(&mut connection, &app.rights, member.actor(), id).await?;
    drop(connection);
    let random = app.database.random();
    let passwords = app.sign_in.passwords();
    let hash = passwords
        .hash_new(password, &account.login, &account.name, &*random)
        .await?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let account = service::reset_password(&mut work, &app.rights, member.actor(), id, hash).await?;
    work.commit().await?;
    Ok(account)
}

/// `POST /accounts/{id}/second-factor/remove`: for somebody who lost her authenticator and her recovery codes.
pub async fn remove_second_factor(
    member: Member,
    PathOf(id): PathOf<AccountId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let factors = app.sign_in.second_factors();
    factors.reset(&mut work, &app.rights, member.actor(), id).await?;
    work.commit().await?;
    Ok(Redirect::to(&routes::account(&id.to_string())).into_response())
}
