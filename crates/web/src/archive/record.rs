//! One record: what it is, its pages, its files, its history.

use crate::address::PathOf;
use crate::archive::{shown, viewer};
use crate::context::Member;
use crate::fault::Fault;
use crate::intake::notes;
use crate::page::{render, wants_part};
use crate::routes;
use crate::view::{Change, FactGroup, FileRow, LinkChoice, PageFault, RecordPage, Section};
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Response};
use guildhall_archive::record::{SUBJECT_KIND, is_restricted};
use guildhall_archive::{ArchiveError, Component, ComponentRole, Record, RecordState};
use guildhall_intake::PaperNote;
use guildhall_kernel::{RecordId, Timestamp};
use guildhall_store::Connection;
use http::{HeaderMap, StatusCode};

/// Entries of the history that are shown.
const HISTORY_MAX: u32 = 100;

/// `GET /records/{id}`
pub async fn show(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<RecordId>,
    Query(query): Query<viewer::ViewerQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = app.archive.record(&mut connection, member.actor(), id).await?;
    let components = visible_files(&member, &mut connection, id).await?;
    note_read(&member, &record, "record.viewed").await?;
    let path = routes::record(&id.to_string());
    let viewer = match viewer::chosen(&components, query.file) {
        Some(file) => {
            let shown = (&record, components.as_slice(), file);
            Some(viewer::build(&mut connection, shown, &path, &query, &[]).await?)
        }
        None => None,
    };
    let notes = match viewer.is_some() {
        true => notes::of_record(&member, &mut connection, id).await?,
        false => Vec::new(),
    };
    let history = history(&member, &mut connection, &record).await?;
    let page = page(&member, &record, &components, (viewer, notes, history));
    if wants_part(&headers) {
        let part = askama::Template::render(&page.as_viewer()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(part).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

/// Returns the files of a record; none for who may see the record but not its content.
///
/// # Errors
/// When the actor may not know of the record, or the database refuses.
pub async fn visible_files(
    member: &Member,
    connection: &mut Connection,
    id: RecordId,
) -> Result<Vec<Component>, Fault> {
    match member
        .app()
        .archive
        .components(connection, member.actor(), id)
        .await
    {
        Err(ArchiveError::Denied(_)) => Ok(Vec::new()),
        found => Ok(found?),
    }
}

/// Asks for a fresh proof of identity and writes the reading of a restricted record into the ledger, before anything
/// of it is shown.
///
/// # Errors
/// When the proof is too old or the ledger refuses; then nothing may be shown.
pub async fn note_read(member: &Member, record: &Record, action: &'static str) -> Result<(), Fault> {
    if !is_restricted(record) {
        return Ok(());
    }
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.archive
        .note_read(&mut work, member.actor(), record, action)
        .await?;
    work.commit().await?;
    Ok(())
}

fn page(
    member: &Member,
    record: &Record,
    components: &[Component],
    (viewer, notes, history): (Option<crate::view::Viewer>, Vec<PaperNote>, Vec<Change>),
) -> RecordPage {
    let app = member.app();
    let locale = member.visit.locale;
    let ui = member.frame(Section::Records);
    let (base, own) = shown::facts(locale, &app.archive, record);
    let mut facts = vec![FactGroup {
        name: ui.t("record-description"),
        facts: base,
    }];
    if !own.is_empty() {
        facts.push(FactGroup {
            name: shown::type_name(locale, &app.archive, &record.type_code),
            facts: own,
        });
    }
    let may_download = app
        .rights
        .allows(member.actor(), "downloadContent", &record.as_resource());
    let may_edit = record.state != RecordState::Filed
        && app
            .rights
            .allows(member.actor(), "describeRecord", &record.as_resource());
    let id = record.id.to_string();
    let searchable = components
        .iter()
        .any(|component| component.role == ComponentRole::Searchable);
    RecordPage {
        title: record.title.clone(),
        number: record.archival_code.clone(),
        secrecy: shown::secrecy(locale, &app.archive, record.secrecy),
        place: place(member, record),
        facts,
        viewer,
        notes: notes.iter().map(|note| notes::sentence(locale, note)).collect(),
        files: components
            .iter()
            .map(|component| file(member, &id, component, may_download))
            .collect(),
        searchable_pdf: (searchable && may_download).then(|| routes::searchable_pdf(&id)),
        history,
        edit: may_edit.then(|| routes::paper(&id)),
        ui,
    }
}

/// Fonds, class, year, retention: where the record stands, each a link to what stands beside it.
fn place(member: &Member, record: &Record) -> Vec<LinkChoice> {
    let locale = member.visit.locale;
    let archive = &member.app().archive;
    let search = |name: &'static str, value: String| routes::with_query(routes::SEARCH, [(name, value)]);
    let step = |label: String, link: String| LinkChoice {
        label,
        link,
        chosen: false,
    };
    let mut steps = Vec::new();
    if let Some(fonds) = &record.fonds_code {
        steps.push(step(fonds.clone(), routes::RECORDS.to_owned()));
    }
    steps.push(step(
        shown::type_name(locale, archive, &record.type_code),
        search("class", record.type_code.clone()),
    ));
    steps.push(step(
        record.year.to_string(),
        search("year", record.year.to_string()),
    ));
    steps.push(step(
        shown::retention(locale, archive, &record.retention),
        routes::RECORDS.to_owned(),
    ));
    steps
}

fn file(member: &Member, record: &str, component: &Component, may_download: bool) -> FileRow {
    let format = component
        .media_type
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_uppercase();
    let role = crate::locale::t(
        member.visit.locale,
        &format!("file-role-{}", component.role.code()),
        &crate::locale::Args::none(),
    );
    FileRow {
        name: component.file_name.clone(),
        format: format!("{role} · {}", format.chars().take(12).collect::<String>()),
        size: u64::try_from(component.size_bytes).unwrap_or(0),
        sha256: component.hash.to_hex(),
        download: may_download.then(|| routes::original(record, &component.id.to_string())),
    }
}

async fn history(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
) -> Result<Vec<Change>, Fault> {
    let entries =
        guildhall_ledger::history::of_subject(connection, SUBJECT_KIND, record.id.uuid(), HISTORY_MAX)
            .await?;
    let names = crate::system::actors::names(connection, &entries).await?;
    let changes = entries.iter().map(|(entry, leaf)| Change {
        when: moment(entry.recorded_at),
        who: crate::system::actors::name(member.visit.locale, &names, &entry.actor),
        what: crate::system::actors::action(member.visit.locale, &entry.action),
        leaf: *leaf,
    });
    Ok(changes.collect())
}

/// Returns an instant in the form that the pages show.
pub fn moment(instant: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(instant.as_micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}
