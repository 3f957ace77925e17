//! Accounts: the list, and new ones.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::routes;
use axum::Json;
use guildhall_identity::account::{AccountQuery, NewAccount, service};
use guildhall_identity::{Account, AccountState, Language, Login, organisation};
use guildhall_kernel::{AccountId, Grant, OrgId, OrgPath, Standing};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Accounts on a page.
const PAGE: u32 = 100;

/// A role held over a branch (授权).
#[derive(Serialize, ToSchema)]
pub struct GrantView {
    /// The role.
    role: String,
    /// The branch with everything below it.
    #[schema(value_type = String)]
    org_path: OrgPath,
    /// The highest secrecy level that it opens.
    clearance: i64,
}

/// An account (账户).
#[derive(Serialize, ToSchema)]
pub struct AccountView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: AccountId,
    /// Login name.
    login: String,
    /// Name.
    name: String,
    /// The organisation to which it belongs.
    #[schema(value_type = uuid::Uuid)]
    unit: OrgId,
    /// `active`, `locked` or `disabled`.
    #[schema(value_type = String)]
    state: AccountState,
    /// `zh-CN` or `en`.
    #[schema(value_type = String)]
    language: Language,
    /// The roles held.
    grants: Vec<GrantView>,
    /// Union post, a code of `HOUSE_UNION_POST`; empty when there is none.
    post: String,
    /// Rank, 1 to 99; 0 when there is none.
    rank: i64,
    /// Whether the password is one that an administrator gave.
    must_change_password: bool,
}

impl AccountView {
    /// Returns an account as the API shows it.
    pub fn of(account: &Account) -> Self {
        let grants = account.grants.iter().map(|grant| GrantView {
            role: grant.role.clone(),
            org_path: grant.org_path.clone(),
            clearance: grant.clearance,
        });
        Self {
            id: account.id,
            login: account.login.as_str().to_owned(),
            name: account.name.clone(),
            unit: account.org,
            state: account.state,
            language: account.language,
            grants: grants.collect(),
            post: account.standing.post.clone(),
            rank: account.standing.rank,
            must_change_password: account.must_change_password,
        }
    }
}

/// Where the list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountsQuery {
    /// Beginning of a login name or of a name.
    #[serde(default)]
    filter: String,
    /// Name of the last account shown.
    after: Option<String>,
    /// Its id.
    #[param(value_type = Option<uuid::Uuid>)]
    id: Option<AccountId>,
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub struct AccountsView {
    /// The accounts, by the pinyin of their names.
    accounts: Vec<AccountView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the accounts that you manage.
#[utoipa::path(
    get, path = "/api/v1/accounts", operation_id = "listAccounts", tag = "accounts", params(AccountsQuery),
    responses((status = 200, description = "Accounts.", body = AccountsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<AccountsQuery>,
) -> Result<Json<AccountsView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let wanted = AccountQuery {
        text: query.filter.clone(),
        after: query.after.zip(query.id),
    };
    let mut found = service::list(&mut connection, &app.rights, member.actor(), &wanted, PAGE + 1).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| is_more).map(|last| {
        let pairs = [
            ("filter", query.filter.clone()),
            ("after", last.name.clone()),
            ("id", last.id.to_string()),
        ];
        routes::with_query("/api/v1/accounts", pairs)
    });
    Ok(Json(AccountsView {
        accounts: found.iter().map(AccountView::of).collect(),
        next,
    }))
}

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccountBody {
    /// Login name.
    login: String,
    /// Name.
    name: String,
    /// The first password; it must be changed.
    #[schema(format = Password)]
    password: String,
    /// The organisation to which it belongs, and over which it holds its role.
    #[schema(value_type = uuid::Uuid)]
    unit: OrgId,
    /// The role: `administrator`, `archivist` or `reader`, as rules/policies name them.
    role: String,
    /// The highest secrecy level that the role opens.
    clearance: i64,
    /// `zh-CN` or `en`; when left out, the language of the request.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// Union post, a code of `HOUSE_UNION_POST`; none when left out.
    #[serde(default)]
    post: String,
    /// Rank, 1 to 99; none when left out.
    #[serde(default)]
    rank: i64,
}

/// Makes an account.
#[utoipa::path(
    post, path = "/api/v1/accounts", operation_id = "createAccount", tag = "accounts", request_body = NewAccountBody,
    responses((status = 201, description = "The new account.", body = AccountView))
)]
pub async fn create(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewAccountBody>,
) -> Result<(StatusCode, Json<AccountView>), Fault> {
    member.require_fresh()?;
    let app = member.app();
    let login = Login::parse(&body.login)?;
    let random = app.database.random();
    let password = app
        .sign_in
        .passwords()
        .hash_new(&body.password, &login, &body.name, &*random)
        .await?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let unit = organisation::service::get(&mut work, body.unit).await?;
    let grant = Grant {
        role: body.role,
        org_path: unit.path,
        clearance: body.clearance,
    };
    let new = NewAccount {
        login,
        name: body.name,
        person: None,
        org: body.unit,
        password,
        must_change_password: true,
        language: body.language.unwrap_or_else(|| member.visit.language()),
        grants: vec![grant],
    };
    let account = service::create(&mut work, &app.rights, member.actor(), new).await?;
    let standing = Standing {
        post: body.post,
        rank: body.rank,
    };
    let account = crate::identity::accounts::set_standing(&mut work, &member, account.id, standing).await?;
    work.commit().await?;
    Ok((StatusCode::CREATED, Json(AccountView::of(&account))))
}

/// A new first password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstPasswordBody {
    /// The password; its owner must change it at the next sign-in.
    #[schema(format = Password)]
    password: String,
}

/// Gives an account that you manage a new first password and ends its sessions.
#[utoipa::path(
    put, path = "/api/v1/accounts/{id}/password", operation_id = "resetPassword", tag = "accounts",
    params(("id" = uuid::Uuid, Path, description = "The account.")), request_body = FirstPasswordBody,
    responses((status = 204, description = "Set."))
)]
pub async fn reset_password(
    Caller(member): Caller,
    PathOf(id): PathOf<AccountId>,
    JsonOf(body): JsonOf<FirstPasswordBody>,
) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    crate::identity::accounts::give_password(&member, id, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Post and rank.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingBody {
    /// Union post, a code of `HOUSE_UNION_POST`; empty for none.
    post: String,
    /// Rank, 1 to 99; 0 for none.
    rank: i64,
}

/// Gives an account that you manage its union post and rank, which policies may ask for.
#[utoipa::path(
    put, path = "/api/v1/accounts/{id}/standing", operation_id = "setStanding", tag = "accounts",
    params(("id" = uuid::Uuid, Path, description = "The account.")), request_body = StandingBody,
    responses((status = 200, description = "The account.", body = AccountView))
)]
pub async fn set_standing(
    Caller(member): Caller,
    PathOf(id): PathOf<AccountId>,
    JsonOf(body): JsonOf<StandingBody>,
) -> Result<Json<AccountView>, Fault> {
    member.require_fresh()?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    let standing = Standing {
        post: body.post,
        rank: body.rank,
    };
    let account = crate::identity::accounts::set_standing(&mut work, &member, id, standing).await?;
    work.commit().await?;
    Ok(Json(AccountView::of(&account)))
}
