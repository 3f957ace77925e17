//! The copy of what the house holds about the member (个人信息副本), to be read and as a file for a program.
//!
//! It is gathered from every room here, because none of them knows the others.

use super::copied::{
    AccountPart, ConsentPart, LookPart, OwnCopy, PersonPart, RecordPart, RequestPart, VisitPart,
};
use super::copy_tables::groups;
use super::named::said;
use crate::archive::record::moment;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::identity::looks::{LooksQuery, own as own_looks};
use crate::page::render;
use crate::system::actors;
use crate::view::{OwnCopyPage, PageFault, Section};
use axum::response::{IntoResponse as _, Response};
use guildhall_federation::certificate;
use guildhall_identity::session::service as sessions;
use guildhall_identity::{Phone, device, organisation};
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_retrieval::{Facet, Order, Question, Selection};
use guildhall_store::Connection;
use http::{HeaderValue, StatusCode, header};
use std::collections::BTreeSet;

/// Most looks, and most records, that a copy lists.
const ROWS_MAX: usize = 1_000;
/// Records that one search returns.
const HITS: usize = 200;
/// Who searches for records that name a person: a part of the program, for she may not see them all herself.
const SEARCHER: &str = "privacy-copy";

/// Makes the copy and writes down that it was made; asks for a fresh proof of who she is.
///
/// # Errors
/// [`PageFault::ConfirmNeeded`], or when database or index refuse.
pub async fn make(member: &Member) -> Result<OwnCopy, Fault> {
    member.require_fresh()?;
    let (app, actor) = (member.app(), member.actor());
    let copy = gather(member).await?;
    let mut work = app.database.begin(actor.realm).await?;
    app.privacy.note_copy(&mut work, actor).await?;
    work.commit().await?;
    Ok(copy)
}

async fn gather(member: &Member) -> Result<OwnCopy, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let person = app.directory.own(&mut connection, actor).await?;
    let passkeys = app.sign_in.passkeys().list(&mut connection, actor).await?;
    let certificates = certificate::service::list_own(&mut connection, actor).await?;
    let devices = device::service::own(&mut connection, actor).await?;
    let open = sessions::list(&app.database, &mut connection, &app.sessions, actor).await?;
    let (looks, is_cut) = looks(member, &mut connection).await?;
    let (records, is_longer) = match &person {
        Some(person) => records(member, &mut connection, [&person.name, &person.staff_number]).await?,
        None => (Vec::new(), false),
    };
    Ok(OwnCopy {
        made_at: app.database.clock().now().to_rfc3339(),
        account: account(member, &mut connection).await?,
        person: person.map(|person| PersonPart {
            staff_number: person.staff_number,
            name: person.name,
            sex: person.sex.code().to_owned(),
            birth_date: person.birth_date.map(|date| date.to_string()),
            phone: person.phone.as_ref().map(Phone::clear).map(str::to_owned),
            joined_at: person.joined_at.map(|date| date.to_string()),
            left_at: person.left_at.map(|date| date.to_string()),
        }),
        sessions: open
            .into_iter()
            .map(|session| visit(session.agent, session.address, session.created_at))
            .collect(),
        devices: devices
            .into_iter()
            .map(|device| visit(device.agent, device.address, device.first_seen_at))
            .collect(),
        passkeys: passkeys.into_iter().map(|passkey| passkey.name).collect(),
        certificates: certificates
            .into_iter()
            .map(|certificate| certificate.shown.subject)
            .collect(),
        looks,
        records,
        requests: requests(member, &mut connection).await?,
        consents: consents(member, &mut connection).await?,
        is_cut: is_cut || is_longer,
    })
}

fn visit(agent: String, address: String, since: Timestamp) -> VisitPart {
    VisitPart {
        agent,
        address,
        since: since.to_rfc3339(),
    }
}

async fn account(member: &Member, connection: &mut Connection) -> Result<AccountPart, Fault> {
    let account = &member.signed_in.account;
    let unit = organisation::service::get(connection, account.org).await?;
    let grants = account.grants.iter();
    Ok(AccountPart {
        login: account.login.as_str().to_owned(),
        name: account.name.clone(),
        unit: unit.name,
        roles: grants.map(|grant| member.visit.role_name(&grant.role)).collect(),
        created_at: account.created_at.to_rfc3339(),
        signed_in_at: account.signed_in_at.map(Timestamp::to_rfc3339),
    })
}

/// Returns the looks at the member's records, and whether there are more.
async fn looks(member: &Member, connection: &mut Connection) -> Result<(Vec<LookPart>, bool), Fault> {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let mut parts = Vec::new();
    let mut query = LooksQuery::default();
    loop {
        let page = own_looks(member, connection, &query).await?;
        parts.extend(page.looks.iter().map(|own| {
            LookPart {
                at: own.look.at.to_rfc3339(),
                who: page.name(own.look.account),
                what: actors::action(locale, &own.look.action),
                record: own
                    .type_code
                    .as_deref()
                    .map(|code| shown::type_name(locale, archive, code))
                    .unwrap_or_default(),
                purpose: own.look.purpose.clone(),
            }
        }));
        match page.next {
            None => return Ok((parts, false)),
            Some(_) if parts.len() >= ROWS_MAX => return Ok((parts, true)),
            Some(key) => query = LooksQuery::behind(key),
        }
    }
}

/// Returns the filed records that name the member, and whether there are more than were looked through.
async fn records(
    member: &Member,
    connection: &mut Connection,
    [name, number]: [&String; 2],
) -> Result<(Vec<RecordPart>, bool), Fault> {
    let (app, locale) = (member.app(), member.visit.locale);
    let top = organisation::service::top(connection, member.actor().realm).await?;
    let searcher = Actor::program(SEARCHER, member.actor().realm, top.path);
    let by_name = Question {
        text: String::new(),
        selections: vec![Selection {
            facet: Facet::Person,
            value: name.clone(),
        }],
        order: Order::Newest,
        after: None,
        limit: HITS,
    };
    let by_number = Question {
        text: format!("\"{number}\""),
        selections: Vec::new(),
        ..by_name.clone()
    };
    let (mut found, mut is_cut) = (BTreeSet::new(), false);
    for question in [by_name, by_number] {
        is_cut |= candidates(member, &searcher, question, &mut found).await?;
    }
    let candidates: Vec<RecordId> = found.into_iter().collect();
    let named = app
        .archive
        .concerning(connection, member.actor(), &candidates)
        .await?;
    let part = |record: guildhall_archive::Concerning| RecordPart {
        kind: shown::type_name(locale, &app.archive, &record.type_code),
        year: record.year,
        archival_code: record.archival_code,
        retention: shown::retention(locale, &app.archive, &record.retention),
        filed_at: record.filed_at.map(Timestamp::to_rfc3339),
        title: record.title,
    };
    Ok((named.into_iter().map(part).collect(), is_cut))
}

/// Adds the records that a question finds; says whether there are more than a copy lists.
async fn candidates(
    member: &Member,
    searcher: &Actor,
    mut question: Question,
    found: &mut BTreeSet<RecordId>,
) -> Result<bool, Fault> {
    loop {
        let (finder, searcher, asked) = (member.app().finder.clone(), searcher.clone(), question.clone());
        let page = tokio::task::spawn_blocking(move || finder.search(&searcher, &asked)).await;
        let page = page.map_err(|_| PageFault::Internal)??;
        found.extend(page.hits.iter().map(|hit| hit.record_id));
        match page.next {
            None => return Ok(false),
            Some(_) if found.len() >= ROWS_MAX => return Ok(true),
            next => question.after = next,
        }
    }
}

async fn requests(member: &Member, connection: &mut Connection) -> Result<Vec<RequestPart>, Fault> {
    let requests = member
        .app()
        .privacy
        .own_requests(connection, member.actor())
        .await?;
    let part = |request: guildhall_privacy::Request| RequestPart {
        kind: request.kind.code().to_owned(),
        wish: request.wish,
        state: request.state.code().to_owned(),
        received_at: request.received_at.to_rfc3339(),
        outcome: request.outcome.map(|outcome| outcome.code().to_owned()),
        answer: request.answer,
    };
    Ok(requests.into_iter().map(part).collect())
}

async fn consents(member: &Member, connection: &mut Connection) -> Result<Vec<ConsentPart>, Fault> {
    let consents = member
        .app()
        .privacy
        .own_consents(connection, member.actor())
        .await?;
    let parts = consents.into_iter().flat_map(|consent| {
        let title = said(member, &consent.text.title);
        consent.history.into_iter().map(move |act| ConsentPart {
            title: title.clone(),
            version: act.version,
            given: act.is_given,
            at: act.at.to_rfc3339(),
        })
    });
    Ok(parts.collect())
}

/// `GET /me/data/copy`
pub async fn show(member: Member) -> Result<Response, Fault> {
    let copy = make(&member).await?;
    let ui = member.frame(Section::Outside);
    let page = OwnCopyPage {
        made: moment(member.app().database.clock().now()),
        is_cut: copy.is_cut,
        groups: groups(&ui, copy),
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /me/data/copy.json`
pub async fn file(member: Member) -> Result<Response, Fault> {
    let copy = make(&member).await?;
    let mut response = axum::Json(copy).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"my-data.json\""),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
