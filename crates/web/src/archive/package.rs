//! Taking a record along as a package (导出档案包): files, metadata, history and its proof in one file.
//!
//! It asks for everything at once: that the record may be exported, its content downloaded, its personal data seen in
//! clear. It counts against the limit of exports and is a leaf about the record, before its first byte goes out.

use crate::address::PathOf;
use crate::archive::files::disposition;
use crate::archive::record::{moment, visible_files};
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::retrieval::export::EXPORT;
use crate::routes;
use crate::view::{PackageChoice, PackagePage, PageFault, Section};
use axum::Form;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use guildhall_archive::{Component, Record};
use guildhall_dispatch::{Format, Order};
use guildhall_kernel::RecordId;
use guildhall_store::Connection;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::fs::File;
use tokio_util::io::ReaderStream;

/// The form: the kind of package, and the token of the session.
#[derive(Debug, Deserialize)]
pub struct PackageForm {
    #[serde(default)]
    format: String,
    #[serde(default)]
    csrf: String,
}

/// `GET /records/{id}/package`
pub async fn show(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let (record, components) = require(&member, &mut connection, id).await?;
    let now = app.database.clock().now();
    let allowance = app.watch.allowance(&mut connection, member.actor(), now).await?;
    let ui = member.frame(Section::Records);
    let choice = |format: Format| {
        let (label, lead) = match format {
            Format::Eep => ("package-eep", "package-eep-lead"),
            Format::Bagit => ("package-bagit", "package-bagit-lead"),
            Format::Ocfl => ("package-ocfl", "package-ocfl-lead"),
        };
        PackageChoice {
            code: format.code(),
            label: ui.t(label),
            lead: ui.t(lead),
        }
    };
    let sizes = components
        .iter()
        .map(|component| component.size_bytes.unsigned_abs());
    let page = PackagePage {
        title: record.title,
        number: record.archival_code.unwrap_or_default(),
        files: components.len() as u64,
        bytes: sizes.sum(),
        left: allowance.left.unsigned_abs(),
        limit: allowance.limit.unsigned_abs(),
        lifted: allowance.lifted_until.map(moment),
        formats: Format::ALL.map(choice).to_vec(),
        action: routes::record_package(&id.to_string()),
        back: routes::record(&id.to_string()),
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

/// `POST /records/{id}/package`
pub async fn send(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<PackageForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    pack(&member, id, &form.format).await
}

/// Returns the record and its files, if the member may take all of it along now.
async fn require(
    member: &Member,
    connection: &mut Connection,
    id: RecordId,
) -> Result<(Record, Vec<Component>), Fault> {
    let app = member.app();
    let record = app.archive.record(connection, member.actor(), id).await?;
    for action in [EXPORT, "downloadContent"] {
        app.rights
            .require(member.actor(), action, &record.as_resource())?;
    }
    member.require_fresh()?;
    let now = app.database.clock().now();
    // Files cannot be masked, so the record goes out whole or not at all.
    app.archive
        .require_clear(connection, member.actor(), &record, now)
        .await?;
    let components = visible_files(member, connection, id).await?;
    Ok((record, components))
}

/// Packs a record, counts it, writes it down, and returns the package.
///
/// # Errors
/// When the member may not take it along, its personal data is hidden from her, the limit of the day would be passed, or
/// a file is not what the archive knows.
pub async fn pack(member: &Member, id: RecordId, format: &str) -> Result<Response, Fault> {
    let app = member.app();
    let realm = member.actor().realm;
    let mut connection = app.database.read(realm).await?;
    let (record, components) = require(member, &mut connection, id).await?;
    let format = Format::parse(format)?;
    let now = app.database.clock().now();
    let allowance = app.watch.allowance(&mut connection, member.actor(), now).await?;
    allowance
        .require(1)
        .map_err(|error| conduct::export_refused(member, error))?;
    let historian = app.historian();
    historian.seal(realm).await?;
    let order = Order {
        record: &record,
        components: &components,
        past: historian.past(&mut connection, id).await?,
        now,
    };
    let file = app
        .dispatch
        .pack(&mut connection, &app.archive, order, format)
        .await?;
    drop(connection);
    count(member, &record, format).await?;
    let name = record.archival_code.as_deref().unwrap_or_default();
    as_file(file, &format!("{name}.{}", format.ending()), format)
}

/// Counts the package against the limit and writes it down, in one unit of work.
async fn count(member: &Member, record: &Record, format: Format) -> Result<(), Fault> {
    let app = member.app();
    let who = (member.actor(), member.visit.visitor.agent.as_str());
    let mut work = app.database.begin(member.actor().realm).await?;
    let counted = app
        .watch
        .count_export(
            &mut work,
            who,
            &[record.id],
            &format!("package/{}", format.code()),
        )
        .await;
    if let Err(error) = counted {
        return Err(conduct::export_refused(member, error));
    }
    app.archive
        .note_read(&mut work, member.actor(), record, "record.packaged")
        .await?;
    Ok(work.commit().await?)
}

fn as_file(file: File, name: &str, format: Format) -> Result<Response, Fault> {
    let length = file.metadata().map_err(|_| PageFault::Unavailable)?.len();
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), 128 * 1024);
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    let named = HeaderValue::from_str(&disposition(name)).map_err(|_| PageFault::Internal)?;
    headers.insert(header::CONTENT_DISPOSITION, named);
    Ok(response)
}
