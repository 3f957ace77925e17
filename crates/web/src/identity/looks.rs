//! Who looked at the records of the member herself (谁看过我的档案).

use crate::archive::clear_access::purpose_name;
use crate::archive::record::moment;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::routes;
use crate::system::actors;
use crate::view::{LookRow, LooksPage, Section};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::{LookKey, OwnLook};
use guildhall_identity::account;
use guildhall_kernel::{AccountId, LookId, Timestamp};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// Looks on a page.
pub const PAGE: u32 = 50;

/// Where the list goes on.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LooksQuery {
    /// When the last look shown was, in microseconds since 1970.
    at: Option<i64>,
    /// Its id.
    #[param(value_type = Option<uuid::Uuid>)]
    id: Option<LookId>,
}

impl LooksQuery {
    /// Asks for the page behind a look.
    pub fn behind((at, id): LookKey) -> Self {
        Self {
            at: Some(at.as_micros()),
            id: Some(id),
        }
    }

    fn key(&self) -> Option<LookKey> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }
}

/// A page of looks with the names of those who looked.
pub struct Looks {
    /// The looks.
    pub looks: Vec<OwnLook>,
    /// Names of accounts by id.
    pub names: HashMap<AccountId, String>,
    /// The place of the last one, when there are more.
    pub next: Option<LookKey>,
}

/// Returns the looks at the member's own records.
///
/// # Errors
/// When the database refuses.
pub async fn own(member: &Member, connection: &mut Connection, query: &LooksQuery) -> Result<Looks, Fault> {
    let page = (query.key(), PAGE + 1);
    let mut looks = member
        .app()
        .archive
        .own_looks(connection, member.actor(), page)
        .await?;
    let is_more = looks.len() > PAGE as usize;
    looks.truncate(PAGE as usize);
    let accounts: BTreeSet<AccountId> = looks.iter().map(|own| own.look.account).collect();
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    let names = account::service::names_of(connection, &accounts).await?;
    let last = looks.last().filter(|_| is_more);
    Ok(Looks {
        next: last.map(|own| (own.look.at, own.look.id)),
        names: names.into_iter().collect(),
        looks,
    })
}

impl Looks {
    /// Returns the name of who looked; the id of an account that is gone.
    pub fn name(&self, account: AccountId) -> String {
        self.names
            .get(&account)
            .cloned()
            .unwrap_or_else(|| account.to_string())
    }
}

/// Returns the address of the page behind a look.
pub fn next_link(path: &str, (at, id): LookKey) -> String {
    routes::with_query(path, [("at", at.as_micros().to_string()), ("id", id.to_string())])
}

/// `GET /me/looks`
pub async fn show(member: Member, Query(query): Query<LooksQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = own(&member, &mut connection, &query).await?;
    let page = LooksPage {
        is_linked: member.actor().person.is_some(),
        looks: found.looks.iter().map(|own| row(&member, &found, own)).collect(),
        previous: query.key().is_some().then(|| routes::OWN_LOOKS.to_owned()),
        next: found.next.map(|key| next_link(routes::OWN_LOOKS, key)),
        ui: member.frame(Section::Outside),
    };
    Ok(render(StatusCode::OK, &page))
}

fn row(member: &Member, found: &Looks, own: &OwnLook) -> LookRow {
    let locale = member.visit.locale;
    let archive = &member.app().archive;
    let class = own.type_code.as_deref();
    let link = routes::record(&own.look.record.to_string());
    LookRow {
        when: moment(own.look.at),
        who: found.name(own.look.account),
        what: actors::action(locale, &own.look.action),
        class: class.map_or_else(|| "—".to_owned(), |code| shown::type_name(locale, archive, code)),
        record: own.title.clone().map(|title| (title, link)),
        purpose: purpose_name(member, own.look.purpose.as_deref()),
    }
}
