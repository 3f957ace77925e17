//! Accounts: the list, and the form in which one is made or changed.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::view::{
    AccountPage, AccountRow, AccountState as ShownState, AccountsPage, Choice, Field, FieldKind, Frame,
    PageFault, Section,
};
use crate::{locale, routes};
use axum::Form;
use axum::extract::Query;
use axum::response::{Html, IntoResponse, Redirect, Response};
use guildhall_identity::account::{AccountQuery, CLEARANCE_MAX, NewAccount, service};
use guildhall_identity::{
    Account, AccountState, IdentityError, Language, Login, Organisation, SecondFactorState, organisation,
    second_factor,
};
use guildhall_kernel::{AccountId, Explain as _, Grant, OrgId};
use guildhall_store::Connection;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Accounts on a page.
const PAGE: u32 = 50;
/// Units offered in the form.
const UNITS_MAX: u32 = 500;

/// Where the list goes on.
#[derive(Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    filter: String,
    after: Option<String>,
    id: Option<AccountId>,
}

/// `GET /accounts`
pub async fn list(
    member: Member,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let actor = member.actor();
    let mut connection = app.database.read(actor.realm).await?;
    let is_later_page = query.after.is_some();
    let wanted = AccountQuery {
        text: query.filter,
        after: query.after.zip(query.id),
    };
    let accounts = service::list(&mut connection, &app.rights, actor, &wanted, PAGE + 1).await?;
    let ids: Vec<OrgId> = accounts.iter().map(|account| account.org).collect();
    let units = organisation::service::lookup(&mut connection, &ids).await?;
    let ui = member.frame(Section::Accounts);
    let is_more = accounts.len() > PAGE as usize;
    let shown = &accounts[..accounts.len().min(PAGE as usize)];
    let next = shown.last().filter(|_| is_more).map(|last| {
        routes::with_query(
            routes::ACCOUNTS,
            [
                ("filter", wanted.text.clone()),
                ("after", last.name.clone()),
                ("id", last.id.to_string()),
            ],
        )
    });
    let rows = shown
        .iter()
        .map(|account| row(&member, account, &units))
        .collect();
    let page = AccountsPage {
        may_add: may_manage_anywhere(&member),
        ui,
        previous: is_later_page
            .then(|| routes::with_query(routes::ACCOUNTS, [("filter", wanted.text.clone())])),
        filter: wanted.text,
        accounts: rows,
        next,
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_accounts()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

fn may_manage_anywhere(member: &Member) -> bool {
    let actor = member.actor();
    let mut paths = actor.grants.iter().map(|grant| &grant.org_path);
    paths.any(|path| member.app().rights.allows_in(actor, "manageAccounts", path))
}

fn row(member: &Member, account: &Account, units: &[Organisation]) -> AccountRow {
    let unit = units.iter().find(|unit| unit.id == account.org);
    AccountRow {
        link: routes::account(&account.id.to_string()),
        login: account.login.as_str().to_owned(),
        name: account.name.clone(),
        roles: account
            .grants
            .iter()
            .map(|grant| member.visit.role_name(&grant.role))
            .collect(),
        unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        state: match account.state {
            AccountState::Active => ShownState::Active,
            AccountState::Locked => ShownState::LockedOut,
            AccountState::Disabled => ShownState::Closed,
        },
        last_seen: account.signed_in_at.map(crate::archive::record::moment),
    }
}

/// What the form of an account sends.
#[derive(Deserialize, Default)]
pub struct AccountForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    clearance: String,
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
    drop(connection);
    form_page(&member, Some(&account), &form_of(&account), None, StatusCode::OK).await
}

/// Returns the form of an account as it stands.
fn form_of(account: &Account) -> AccountForm {
    let grant = account.grants.first();
    AccountForm {
        login: account.login.as_str().to_owned(),
        name: account.name.clone(),
        unit: account.org.to_string(),
        role: grant.map(|grant| grant.role.clone()).unwrap_or_default(),
        clearance: grant.map_or(1, |grant| grant.clearance).to_string(),
        ..AccountForm::default()
    }
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
    let page = AccountPage {
        name: account.map(|account| account.name.clone()),
        action: account.map_or_else(
            || routes::ACCOUNTS.to_owned(),
            |account| routes::account(&account.id.to_string()),
        ),
        fields,
        version: 0,
        closed: account.is_some_and(|account| account.state != AccountState::Active),
        may_close: account.is_some_and(|account| Some(account.id) != actor.account()),
        may_save: account.is_none_or(|account| Some(account.id) != actor.account()),
        reset: account
            .filter(|account| Some(account.id) != actor.account())
            .map(|account| routes::account_password(&account.id.to_string())),
        second_factor_remove: match account {
            Some(account)
                if Some(account.id) != actor.account()
                    && second_factor::service::state_of(&mut connection, account).await?
                        != SecondFactorState::Off =>
            {
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

async fn offered_units(member: &Member, connection: &mut Connection) -> Result<Vec<Organisation>, Fault> {
    let actor = member.actor();
    let rights = &member.app().rights;
    let top = organisation::service::top(connection, actor.realm).await?;
    Ok(organisation::service::subtree(connection, (rights, actor), &top.path, None, UNITS_MAX).await?)
}

fn fields(
    member: &Member,
    ui: &Frame,
    is_new: bool,
    form: &AccountForm,
    units: &[Organisation],
    fault: Option<&IdentityError>,
) -> Vec<Field> {
    let text = fault.map(|error| {
        let text = locale::explain(ui.locale, error);
        format!("{} {}", text.happened, text.todo)
    });
    let at = |field: &str| {
        text.clone()
            .filter(|_| fault.is_some_and(|error| field_of(error) == field))
    };
    let units = units.iter().map(|unit| Choice {
        value: unit.id.to_string(),
        label: format!("{}{}", "　".repeat(unit.path.depth() - 1), unit.name),
        chosen: unit.id.to_string() == form.unit,
    });
    let roles = member.app().rights.roles().map(|role| Choice {
        value: role.to_owned(),
        label: member.visit.role_name(role),
        chosen: role == form.role,
    });
    let levels = (0..=CLEARANCE_MAX.min(3)).map(|level| Choice {
        value: level.to_string(),
        label: secrecy_name(member, level),
        chosen: level.to_string() == form.clearance,
    });
    let mut fields = Vec::new();
    if is_new {
        fields.push(
            Field::new("login", ui.t("sign-in-login"), FieldKind::Text)
                .value(&form.login)
                .autocomplete("off")
                .fault(at("login")),
        );
        fields.push(
            Field::new("name", ui.t("account-name"), FieldKind::Text)
                .value(&form.name)
                .fault(at("name")),
        );
        fields.push(
            Field::new("password", ui.t("account-first-password"), FieldKind::Password)
                .hint(ui.t("account-first-password-hint"))
                .autocomplete("new-password")
                .fault(at("password")),
        );
    }
    fields
        .push(Field::new("unit", ui.t("account-unit"), FieldKind::Select(units.collect())).fault(at("unit")));
    fields
        .push(Field::new("role", ui.t("account-role"), FieldKind::Select(roles.collect())).fault(at("role")));
    fields.push(Field::new(
        "clearance",
        ui.t("account-clearance"),
        FieldKind::Select(levels.collect()),
    ));
    fields
}

fn secrecy_name(member: &Member, level: i64) -> String {
    let code = member
        .app()
        .archive
        .codes
        .find("HOUSE_SECURITY_LEVEL", &level.to_string());
    crate::archive::shown::code_name(member.visit.locale, code).unwrap_or_else(|| level.to_string())
}

fn field_of(error: &IdentityError) -> &'static str {
    match error.code() {
        "invalid-login" | "login-taken" => "login",
        code if code.contains("password") => "password",
        code if code.contains("role") || code.contains("denied") => "role",
        _ => "name",
    }
}

/// `POST /accounts`
pub async fn create(member: Member, Form(form): Form<AccountForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match make(&member, &form).await {
        Ok(_) => Ok(Redirect::to(routes::ACCOUNTS).into_response()),
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
        language: Language::Chinese,
        grants,
    };
    let account = service::create(&mut work, &app.rights, member.actor(), new).await?;
    work.commit().await?;
    Ok(account)
}

async fn grants(
    connection: &mut Connection,
    form: &AccountForm,
) -> Result<(OrgId, Vec<Grant>), IdentityError> {
    let org: OrgId = form
        .unit
        .parse()
        .map_err(|_| IdentityError::NotFound { what: "organisation" })?;
    let unit = organisation::service::get(connection, org).await?;
    let clearance = form.clearance.parse().unwrap_or(0);
    Ok((
        org,
        vec![Grant {
            role: form.role.clone(),
            org_path: unit.path,
            clearance,
        }],
    ))
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
    match form.action.as_str() {
        "close" => {
            service::set_state(&mut work, &app.rights, member.actor(), id, AccountState::Disabled).await?;
        }
        "open" => {
            service::set_state(&mut work, &app.rights, member.actor(), id, AccountState::Active).await?;
        }
        _ => {
            let (_, grants) = grants(&mut work, &form).await?;
            service::set_grants(&mut work, &app.rights, member.actor(), id, grants).await?;
        }
    }
    work.commit().await?;
    Ok(Redirect::to(routes::ACCOUNTS).into_response())
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

/// What a form without fields of its own sends.
#[derive(Deserialize)]
pub struct PlainForm {
    #[serde(default)]
    csrf: String,
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
