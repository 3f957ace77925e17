//! The list of accounts.

use super::accounts::may_manage_anywhere;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::routes;
use crate::view::{AccountRow, AccountState as ShownState, AccountsPage, PageFault, Section};
use axum::extract::Query;
use axum::response::{Html, IntoResponse, Response};
use guildhall_identity::account::{AccountQuery, service};
use guildhall_identity::{Account, AccountState, Organisation, organisation};
use guildhall_kernel::{AccountId, OrgId};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Accounts on a page.
const PAGE: u32 = 50;

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
