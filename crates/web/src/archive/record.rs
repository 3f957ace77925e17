//! One record: what it is, its pages, its files, its history.

use crate::address::PathOf;
use crate::archive::clear_access::{Draft, panel};
use crate::archive::printing::PRINT;
use crate::archive::sight::{self, Seen, see};
use crate::archive::{checks, formats, lending, quarantine, retention, shown, storeroom, viewer, volumes};
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::intake::notes;
use crate::locale::{self, Args};
use crate::page::{render, wants_part};
use crate::retrieval::export::EXPORT;
use crate::routes;
use crate::view::{
    Change, FactGroup, FileRow, Lies, LinkChoice, PageFault, PriorAct, PriorHouse, RecordPage, Section,
    Standing, StubPage, VolumePlace,
};
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Response};
use guildhall_archive::record::{SUBJECT_KIND, is_restricted};
use guildhall_archive::{ArchiveError, Component, ComponentRole, Masks, Record, RecordState};
use guildhall_dispatch::prior;
use guildhall_intake::PaperNote;
use guildhall_kernel::{RecordId, Timestamp};
use guildhall_preservation::FileFormat;
use guildhall_store::Connection;
use guildhall_watch::ActKind;
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
    page_of(&member, &headers, id, (&query, Draft::default()), StatusCode::OK).await
}

/// Shows a record again, with a form for clear text that was refused.
///
/// # Errors
/// As [`show`].
pub async fn show_again(
    member: &Member,
    headers: &HeaderMap,
    id: RecordId,
    draft: Draft,
) -> Result<Response, Fault> {
    let query = viewer::ViewerQuery::default();
    page_of(
        member,
        headers,
        id,
        (&query, draft),
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await
}

async fn page_of(
    member: &Member,
    headers: &HeaderMap,
    id: RecordId,
    (query, draft): (&viewer::ViewerQuery, Draft),
    status: StatusCode,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = match app.archive.record(&mut connection, member.actor(), id).await {
        Err(ArchiveError::NoSuchRecord) => return stub(member, &mut connection, id).await,
        Err(ArchiveError::Quarantined) => return quarantine::page(member, &mut connection, id).await,
        found => found?,
    };
    let components = visible_files(member, &mut connection, id).await?;
    let kind = match query.page {
        None | Some(1) => ActKind::View,
        Some(_) => ActKind::Page,
    };
    note_read(member, &record, ("record.viewed", kind)).await?;
    let seen = see(member, &mut connection, &record).await?;
    let viewer = match viewer::chosen(&components, query.file) {
        Some(file) => {
            let shown = viewer::Shown {
                record: id,
                files: &components,
                file,
                masks: seen.masks(member),
            };
            let path = routes::record(&id.to_string());
            Some(viewer::build(&mut connection, shown, &path, query, &[]).await?)
        }
        None => None,
    };
    let notes = match viewer.is_some() {
        true => notes::of_record(member, &mut connection, id).await?,
        false => Vec::new(),
    };
    let parts = Parts {
        viewer,
        notes,
        history: history(member, &mut connection, &record).await?,
        prior: before(&mut connection, id).await?,
        checks: checks::standing(member, &mut connection, &record).await?,
        lies: storeroom::lies(member, &mut connection, &record).await?,
        volume: volumes::one::of_record(member, &mut connection, &record).await?,
        lent: lending::lent(member, &mut connection, &record).await?,
        kept: kept(member, &mut connection, id).await?,
        told: told(member, &mut connection, (id, &components)).await?,
        draft,
    };
    let page = page(member, &record, (&seen, &components), parts);
    if wants_part(headers) {
        let part = askama::Template::render(&page.as_viewer()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(part).into_response());
    }
    Ok(render(status, &page))
}

/// Shows what stays of a record that was destroyed, to who takes part in that; to everybody else there is none.
async fn stub(member: &Member, connection: &mut Connection, id: RecordId) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let found = app.disposal.stub(connection, actor, id).await;
    let item = found.map_err(|_| ArchiveError::NoSuchRecord)?;
    let page = StubPage {
        number: item.line.archival_code.clone(),
        title: item.line.title.clone(),
        year: item.line.year,
        retention: shown::retention(member.visit.locale, &app.archive, &item.line.retention),
        pages: item.line.pages,
        destroyed: item.ended_at.map(moment),
        round: routes::disposal_round(&item.round.to_string()),
        digests: item.line.files.iter().map(|hash| hash.to_hex()).collect(),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// What the page shows besides the record itself.
struct Parts {
    viewer: Option<crate::view::Viewer>,
    notes: Vec<PaperNote>,
    history: Vec<Change>,
    prior: Vec<PriorHouse>,
    checks: Option<Standing>,
    lies: Option<Lies>,
    volume: Option<VolumePlace>,
    lent: Option<String>,
    kept: Option<String>,
    told: Vec<FileFormat>,
    draft: Draft,
}

/// Returns the sentence that another archives keeps a record now.
async fn kept(member: &Member, connection: &mut Connection, id: RecordId) -> Result<Option<String>, Fault> {
    let custody = member
        .app()
        .archive
        .custody(connection, member.actor(), id)
        .await?;
    let sentence = |custody: guildhall_archive::Custody| {
        let since = custody.since.to_string();
        let args = Args::none()
            .with("receiver", &custody.receiver)
            .with("since", &since)
            .with("number", &custody.number);
        locale::t(member.visit.locale, "handover-of-record", &args)
    };
    Ok(custody.map(sentence))
}

/// Returns what the files are; nothing for who may not see them.
async fn told(
    member: &Member,
    connection: &mut Connection,
    (id, files): (RecordId, &[Component]),
) -> Result<Vec<FileFormat>, Fault> {
    match files.is_empty() {
        true => Ok(Vec::new()),
        false => Ok(member
            .app()
            .preservation
            .of_record(connection, member.actor(), id)
            .await?),
    }
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

/// Counts the reading of a record, before anything of it is shown. Of a restricted one it is written into the ledger, and
/// takes a fresh proof of identity; so does any record for who was asked to prove again who she is.
///
/// # Errors
/// When the proof is too old or the ledger refuses; then nothing may be shown.
pub async fn note_read(
    member: &Member,
    record: &Record,
    (action, kind): (&'static str, ActKind),
) -> Result<(), Fault> {
    if is_restricted(record) || member.signed_in.session.is_proof_due() {
        member.require_fresh()?;
    }
    conduct::note(member, kind, record.id);
    if !is_restricted(record) {
        return Ok(());
    }
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
    (seen, components): (&Seen, &[Component]),
    parts: Parts,
) -> RecordPage {
    let app = member.app();
    let locale = member.visit.locale;
    let ui = member.frame(Section::Records);
    let (mut base, own) = shown::facts(locale, &app.archive, &seen.record);
    base.extend(retention::why(locale, &app.archive, record).map(|why| (ui.t("retention-kept"), why)));
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
    let may_export = app.rights.allows(member.actor(), EXPORT, &record.as_resource());
    let is_drawn = parts.viewer.as_ref().is_some_and(|viewer| viewer.image.is_some());
    let may_print = is_drawn && app.rights.allows(member.actor(), PRINT, &record.as_resource());
    let may_reclassify = record.state == RecordState::Filed
        && app
            .rights
            .allows(member.actor(), "fileRecord", &record.as_resource());
    let id = record.id.to_string();
    let searchable = components
        .iter()
        .any(|component| component.role == ComponentRole::Searchable);
    // What later pages hold is looked for when a file is asked for.
    let clear_only = seen.is_masked || parts.viewer.as_ref().is_some_and(|viewer| viewer.is_masked);
    let files = Files {
        record: &id,
        may_download,
        clear_only,
        masks: seen.masks(member),
        told: &parts.told,
    };
    RecordPage {
        title: seen.record.title.clone(),
        number: record.archival_code.clone(),
        secrecy: shown::secrecy(locale, &app.archive, record.secrecy),
        place: place(member, record),
        lies: parts.lies,
        volume: parts.volume,
        lent: parts.lent,
        kept: parts.kept,
        facts,
        viewer: parts.viewer,
        notes: parts
            .notes
            .iter()
            .map(|note| sight::text(files.masks, &notes::sentence(locale, note)))
            .collect(),
        files: components
            .iter()
            .map(|component| file(member, &files, component))
            .collect(),
        searchable_pdf: (searchable && may_download && !clear_only).then(|| routes::searchable_pdf(&id)),
        print: may_print.then(|| routes::record_print(&id)),
        reclassify: may_reclassify.then(|| routes::record_secrecy(&id)),
        certify: app
            .attestations
            .may_issue(member.actor(), record)
            .then(|| routes::attestation_new(&id)),
        history: parts.history,
        prior: parts.prior,
        checks: parts.checks,
        proof: routes::record_proof(&id),
        package: (may_download && !clear_only && may_export).then(|| routes::record_package(&id)),
        clear: panel(member, &ui, record, seen, &parts.draft),
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

/// How the files of a record are shown.
struct Files<'a> {
    record: &'a str,
    may_download: bool,
    clear_only: bool,
    masks: Option<&'a Masks>,
    told: &'a [FileFormat],
}

fn file(member: &Member, files: &Files<'_>, component: &Component) -> FileRow {
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
        name: sight::text(files.masks, &component.file_name),
        format: format!("{role} · {}", format.chars().take(12).collect::<String>()),
        told: {
            let told = files.told.iter().find(|told| told.component == component.id);
            told.map(|told| formats::of_file(member, told))
        },
        size: u64::try_from(component.size_bytes).unwrap_or(0),
        sha256: component.hash.to_hex(),
        download: (files.may_download && !files.clear_only)
            .then(|| routes::original(files.record, &component.id.to_string())),
        clear_only: files.may_download && files.clear_only,
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

/// Returns what houses before this one did with a record, the last one first.
async fn before(connection: &mut Connection, id: RecordId) -> Result<Vec<PriorHouse>, Fault> {
    let found = prior::of_record(connection, id).await?;
    let houses = found.into_iter().rev().map(|told| PriorHouse {
        acts: told
            .acts()
            .into_iter()
            .rev()
            .take(HISTORY_MAX as usize)
            .map(|act| PriorAct {
                what: act.what,
                who: act.who,
                when: act.at.parse().unwrap_or(jiff::Timestamp::UNIX_EPOCH),
            })
            .collect(),
        entries: u64::from(told.entries),
        sender: told.sender,
        log: told.log,
        key: told.log_key,
        received: moment(told.received_at),
    });
    Ok(houses.collect())
}

/// Returns an instant in the form that the pages show.
pub fn moment(instant: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(instant.as_micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}
