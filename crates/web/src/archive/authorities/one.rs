//! One authority record: what it says, the records for which it is responsible, and changing it.

use super::{AuthorityForm, PAGE, authority_file, fields, is_mendable, kind, years};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::records::row;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{AuthorityPage, LinkChoice, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::Record;
use guildhall_archive::authority::{Authority, NewAuthority};
use guildhall_kernel::RecordId;
use guildhall_store::Connection;
use http::StatusCode;
use uuid::Uuid;

/// `GET /authorities/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(behind): Query<Behind>,
) -> Result<Response, Fault> {
    page(&member, id, (&behind, None, None)).await
}

async fn page(
    member: &Member,
    id: Uuid,
    (behind, form, fault): (&Behind, Option<&AuthorityForm>, Option<&Fault>),
) -> Result<Response, Fault> {
    let actor = member.actor();
    let mut connection = member.app().database.read(actor.realm).await?;
    let file = authority_file(member);
    let authority = file.authority(&mut connection, actor, id).await?;
    let (earlier, later) = file.around(&mut connection, actor, &authority).await?;
    let (found, is_more) = records(member, &mut connection, &authority, behind).await?;
    let here = routes::authority(&id.to_string());
    let link = |other: &Authority| LinkChoice {
        label: other.name.clone(),
        link: routes::authority(&other.id.to_string()),
        chosen: false,
    };
    let stored = AuthorityForm::of(
        &authority,
        earlier.as_ref().map_or("", |earlier| earlier.name.as_str()),
    );
    let page = AuthorityPage {
        kind: kind(member, authority.kind.code()),
        years: years(authority.began, authority.ended),
        earlier: earlier.as_ref().map(link),
        later: later.iter().map(link).collect(),
        changed: moment(authority.changed_at),
        records: found.iter().map(|record| row(member, record)).collect(),
        fields: fields(member, form.unwrap_or(&stored)),
        revision: authority.revision,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| here.clone()),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(&here, last)),
        link: here,
        name: authority.name,
        other_names: authority.other_names,
        code: authority.code,
        history: authority.history,
        is_retired: authority.is_retired,
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

/// Returns the records for which an authority is responsible, and whether there are more.
///
/// # Errors
/// As [`guildhall_archive::Authorities::records`].
pub async fn records(
    member: &Member,
    connection: &mut Connection,
    authority: &Authority,
    behind: &Behind,
) -> Result<(Vec<Record>, bool), Fault> {
    let after = behind.key().map(|(at, id)| (at, RecordId::from_uuid(id)));
    let wanted = (after, PAGE + 1);
    let file = authority_file(member);
    let mut found = file
        .records(connection, member.actor(), authority, wanted)
        .await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// Returns the address of the page behind a record.
pub fn next_link(path: &str, last: &Record) -> String {
    let key = [
        ("at", last.captured_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

/// `POST /authorities/{id}`
pub async fn change(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<AuthorityForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let changed = match form.said() {
        Ok(new) => change_one(&member, (id, form.revision), new).await,
        Err(error) => Err(error.into()),
    };
    match changed {
        Ok(_) => Ok(Redirect::to(&routes::authority(&id.to_string())).into_response()),
        Err(fault) if is_mendable(&fault) => {
            page(&member, id, (&Behind::default(), Some(&form), Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Changes an authority record that was read at a revision, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Authorities::change`].
pub async fn change_one(member: &Member, of: (Uuid, i64), new: NewAuthority) -> Result<Authority, Fault> {
    let actor = member.actor();
    let mut work = member.app().database.begin(actor.realm).await?;
    let authority = authority_file(member).change(&mut work, actor, (of, new)).await?;
    work.commit().await?;
    Ok(authority)
}
