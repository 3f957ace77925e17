//! What the reader herself borrowed, with the due dates.

use super::{PAGE, rows};
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{OwnLoansPage, Section};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::lending::Loan;
use guildhall_store::Connection;
use http::StatusCode;

/// `GET /loans/own`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = own(&member, &mut connection, &behind).await?;
    let page = OwnLoansPage {
        rows: rows(&member, &mut connection, &found, false).await?,
        previous: behind.key().is_some().then(|| routes::OWN_LOANS.to_owned()),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::OWN_LOANS, last)),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns what the member borrowed, and whether there is more.
///
/// # Errors
/// When the database refuses.
pub async fn own(
    member: &Member,
    connection: &mut Connection,
    behind: &Behind,
) -> Result<(Vec<Loan>, bool), Fault> {
    let (desk, actor) = (&member.app().lending, member.actor());
    let mut found = desk.own(connection, actor, (behind.key(), PAGE + 1)).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// Returns the address of the page behind a loan.
pub fn next_link(path: &str, last: &Loan) -> String {
    let key = [
        ("at", last.lent_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}
