//! Describing a paper: its page beside a form; saved, or filed and on to the next.

use super::describe_fields::{Filling, evidence, groups, read};
use super::filing::{self, Unfiled};
use super::held;
use super::list::unreadable;
use super::notes;
use crate::address::PathOf;
use crate::archive::authorities::authority_file;
use crate::archive::record::note_read;
use crate::archive::sight::{self, Seen, see};
use crate::archive::{checks, quarantine, shown, viewer, volumes};
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::routes;
use crate::view::{Choice, DescribePage, Field, FieldKind, FilingNotice, Frame, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_archive::error::FieldProblem;
use guildhall_archive::{ArchiveError, Description, Fields, Page, RecordState, RecordType, page};
use guildhall_checks::{ChecksError, FilesSeen};
use guildhall_intake::{InboxItem, ItemState, StoredProposal};
use guildhall_kernel::RecordId;
use guildhall_store::Connection;
use guildhall_watch::ActKind;
use http::{HeaderMap, StatusCode};
use std::collections::HashMap;

/// Pages whose lines evidence may refer to.
const PAGES_MAX: u32 = 60;
/// Papers among which the neighbours are looked for.
const NEIGHBOURS: u32 = 200;

/// What is shown in the form when it is not what is stored.
struct Draft {
    type_code: String,
    values: Fields,
    problems: Vec<FieldProblem>,
    faults: Vec<String>,
}

/// `GET /inbox/{id}`
pub async fn show(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<RecordId>,
    Query(query): Query<viewer::ViewerQuery>,
) -> Result<Response, Fault> {
    page_of(&member, &headers, id, &query, None, StatusCode::OK).await
}

async fn page_of(
    member: &Member,
    headers: &HeaderMap,
    id: RecordId,
    query: &viewer::ViewerQuery,
    draft: Option<Draft>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = match app.archive.record(&mut connection, member.actor(), id).await {
        Err(ArchiveError::HeldBack) => return held::page(member, &mut connection, id).await,
        Err(ArchiveError::Quarantined) => return quarantine::page(member, &mut connection, id).await,
        found => found?,
    };
    if record.state == RecordState::Filed {
        return Ok(Redirect::to(&routes::record(&id.to_string())).into_response());
    }
    note_read(member, &record, ("record.viewed", ActKind::View)).await?;
    let components = app
        .archive
        .components(&mut connection, member.actor(), id)
        .await?;
    let original = viewer::original(&components).ok_or(PageFault::NotFound)?;
    let file = viewer::chosen(&components, query.file).unwrap_or(original);
    let item = app.inbox.item(&mut connection, member.actor(), id).await.ok();
    let proposal = item
        .as_ref()
        .map(|item| item.proposal.clone())
        .unwrap_or_default();
    let path = routes::paper(&id.to_string());
    let marks = evidence(&proposal);
    let seen = see(member, &mut connection, &record).await?;
    let masks = seen.masks(member);
    let shown = viewer::Shown {
        record: id,
        files: &components,
        file,
        masks,
    };
    let viewer = viewer::build(&mut connection, shown, &path, query, &marks).await?;
    let mut pages = page::of_component(&mut connection, original.id, PAGES_MAX).await?;
    if let Some(masks) = masks {
        pages = pages.iter().map(|page| masks.mask_page(page).page).collect();
    }
    let neighbours = neighbours(member, &mut connection, id).await?;
    let filing = filing::notice(member, &mut connection, id).await?;
    let mut page = assemble(
        member,
        &seen,
        (item.as_ref(), filing),
        (&proposal, &pages),
        draft,
        (viewer, neighbours),
    )?;
    page.parties = authority_file(member)
        .offered(&mut connection, member.actor())
        .await?;
    page.volume = volumes::one::hint(member, &mut connection, &record).await?;
    if wants_part(headers) {
        let text = askama::Template::render(&page.as_viewer()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(status, &page))
}

/// Where a paper stands among those that are ready.
struct Neighbours {
    place: u64,
    ready: u64,
    previous: Option<RecordId>,
    next: Option<RecordId>,
}

async fn neighbours(member: &Member, connection: &mut Connection, id: RecordId) -> Result<Neighbours, Fault> {
    let app = member.app();
    let listed = app
        .inbox
        .list(
            connection,
            member.actor(),
            RecordState::Captured,
            (None, NEIGHBOURS),
        )
        .await?;
    let is_ready = |item: &Option<InboxItem>| item.as_ref().is_none_or(|item| item.state == ItemState::Read);
    let ready: Vec<RecordId> = listed
        .iter()
        .filter(|(_, item)| is_ready(item))
        .map(|(record, _)| record.id)
        .collect();
    let place = ready.iter().position(|ready| *ready == id);
    let at = |index: Option<usize>| index.and_then(|index| ready.get(index).copied());
    Ok(Neighbours {
        place: place.map_or(1, |place| place as u64 + 1),
        ready: (ready.len() as u64).max(1),
        previous: at(place.and_then(|place| place.checked_sub(1))),
        next: at(place.map_or(Some(0), |place| Some(place + 1))),
    })
}

fn assemble(
    member: &Member,
    seen: &Seen,
    (item, filing): (Option<&InboxItem>, Option<FilingNotice>),
    (proposal, pages): (&StoredProposal, &[Page]),
    draft: Option<Draft>,
    (viewer, neighbours): (crate::view::Viewer, Neighbours),
) -> Result<DescribePage, Fault> {
    let app = member.app();
    let ui = member.frame(Section::Inbox);
    let (record, masks) = (&seen.record, seen.masks(member));
    let draft = draft.unwrap_or_else(|| Draft {
        type_code: record.type_code.clone(),
        values: record.all_fields(),
        problems: Vec::new(),
        faults: Vec::new(),
    });
    let kind = app
        .archive
        .dictionary
        .find(&draft.type_code)
        .ok_or_else(|| ArchiveError::UnknownType(draft.type_code.clone()))?;
    let id = record.id.to_string();
    let filling = Filling {
        record: &id,
        values: &draft.values,
        proposal,
        pages,
        problems: &draft.problems,
    };
    let resource = record.as_resource();
    let is_open = !filing.as_ref().is_some_and(|filing| filing.is_open);
    let may = |action| is_open && app.rights.allows(member.actor(), action, &resource);
    let may_describe = may("describeRecord");
    let link = |id: Option<RecordId>| id.map(|id| routes::paper(&id.to_string()));
    Ok(DescribePage {
        name: item.map_or_else(
            || record.title.clone(),
            |item| sight::text(masks, &item.file_name),
        ),
        place: neighbours.place,
        ready: neighbours.ready,
        previous: link(neighbours.previous),
        next: link(neighbours.next),
        viewer,
        class: class_field(member, &ui, kind),
        groups: groups(member, &ui, kind, &filling),
        parties: Vec::new(),
        faults: draft.faults,
        version: u64::try_from(record.version).unwrap_or(0),
        unreadable: item
            .filter(|item| item.state == ItemState::Unreadable)
            .map(|item| unreadable(member, item)),
        notes: proposal
            .notes
            .iter()
            .map(|note| sight::text(masks, &notes::sentence(member.visit.locale, note)))
            .collect(),
        volume: None,
        may_save: may_describe,
        may_discard: may_describe && item.is_some(),
        may_file: may("fileRecord"),
        filing,
        id,
        ui,
    })
}

fn class_field(member: &Member, ui: &Frame, chosen: &RecordType) -> Field {
    let archive = &member.app().archive;
    let choices = archive.dictionary.types().map(|kind| Choice {
        value: kind.code.clone(),
        label: format!(
            "{} {}",
            kind.code,
            shown::type_name(ui.locale, archive, &kind.code)
        ),
        chosen: kind.code == chosen.code,
    });
    Field::new(
        "class",
        ui.t("describe-class"),
        FieldKind::Select(choices.collect()),
    )
}

/// `POST /inbox/{id}`
pub async fn change(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Fault> {
    member.require_form(form.get("csrf").map(String::as_str).unwrap_or_default())?;
    let app = member.app();
    let type_code = form.get("class").cloned().unwrap_or_default();
    let kind = app
        .archive
        .dictionary
        .find(&type_code)
        .ok_or(ArchiveError::UnknownType(type_code.clone()))?;
    let values = read(kind.fields.iter().chain(app.archive.dictionary.base()), &form);
    let action = form.get("action").map(String::as_str).unwrap_or_default();
    let query = viewer::ViewerQuery::default();
    if action == "class" {
        let draft = Draft {
            type_code,
            values,
            problems: Vec::new(),
            faults: Vec::new(),
        };
        return page_of(&member, &headers, id, &query, Some(draft), StatusCode::OK).await;
    }
    let version = form
        .get("version")
        .and_then(|version| version.parse().ok())
        .unwrap_or(0);
    let description = Description {
        type_code: type_code.clone(),
        fields: values.clone(),
        department: None,
    };
    match save(&member, (id, version), description, action == "file").await {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(unfiled) if can_be_mended(&unfiled) => {
            let problems = match &unfiled {
                Unfiled::Checks(ChecksError::Archive(ArchiveError::Fields(problems))) => problems.clone(),
                _ => Vec::new(),
            };
            let fault = Fault::from(unfiled);
            let draft = Draft {
                type_code,
                values,
                problems,
                faults: vec![crate::locale::explain(member.visit.locale, &fault).sentence()],
            };
            page_of(&member, &headers, id, &query, Some(draft), fault.status()).await
        }
        Err(unfiled) => Err(unfiled.into()),
    }
}

/// Says whether the form is shown again, with what she wrote, because she or somebody else can mend what is wrong.
fn can_be_mended(unfiled: &Unfiled) -> bool {
    match unfiled {
        Unfiled::Workflow(_) | Unfiled::Checks(ChecksError::Blocked(_)) => true,
        Unfiled::Checks(ChecksError::Archive(error)) => matches!(
            error,
            ArchiveError::Fields(_)
                | ArchiveError::Changed
                | ArchiveError::FilingAsked
                | ArchiveError::StateSecret
                | ArchiveError::NoFonds
        ),
        Unfiled::Checks(_) => false,
    }
}

/// Saves, files when asked to, and returns where to go: the next paper, or the record.
async fn save(
    member: &Member,
    (id, version): (RecordId, i64),
    description: Description,
    and_file: bool,
) -> Result<String, Unfiled> {
    let app = member.app();
    let (next, seen) = match and_file {
        true => {
            let mut connection = app.database.read(member.actor().realm).await?;
            let next = neighbours(member, &mut connection, id).await.ok();
            drop(connection);
            let seen = checks::look(member, id).await?;
            (next.and_then(|neighbours| neighbours.next), seen)
        }
        false => (None, FilesSeen::default()),
    };
    let mut work = app.database.begin(member.actor().realm).await?;
    let described = app
        .archive
        .describe(&mut work, member.actor(), (id, version), description)
        .await?;
    if and_file {
        filing::file(member, &mut work, (id, described.version), &seen).await?;
    }
    work.commit().await?;
    Ok(match (and_file, next) {
        (false, _) => routes::paper(&id.to_string()),
        (true, Some(next)) => routes::paper(&next.to_string()),
        (true, None) => routes::record(&id.to_string()),
    })
}
