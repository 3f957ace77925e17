//! Many records that leave at once, and packages that come in.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::records::FileBytes;
use crate::address::PathOf;
use crate::context::Member;
use crate::exchange::consignments::{ConsignmentForm, begin_one};
use crate::exchange::told::{self, LinesQuery};
use crate::exchange::{accession, accessions, consignment, consignments};
use crate::fault::Fault;
use crate::privacy::named::Behind;
use axum::Json;
use axum::extract::Multipart;
use axum::response::Response;
use guildhall_dispatch::consignment::{Asked, Receipt};
use guildhall_dispatch::{Accession, AccessionItem, Consignment, ConsignmentItem, Told, prior};
use guildhall_kernel::{RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const CONSIGNMENTS: &str = "/api/v1/consignments";
const ACCESSIONS: &str = "/api/v1/accessions";

/// Which records were asked for.
#[derive(Serialize, ToSchema)]
pub struct AskedView {
    /// Archive type.
    #[serde(rename = "type")]
    class: Option<String>,
    /// Year.
    year: Option<i64>,
    /// Retention code.
    retention: Option<String>,
    /// Words of a search.
    search: Option<String>,
    /// The round of appraisal that decided to hand them over.
    round: Option<Uuid>,
}

impl From<&Asked> for AskedView {
    fn from(asked: &Asked) -> Self {
        Self {
            class: asked.type_code.clone(),
            year: asked.year,
            retention: asked.retention.clone(),
            search: asked.search.clone(),
            round: asked.round,
        }
    }
}

/// A consignment (移交批次): many records that leave as packages.
#[derive(Serialize, ToSchema)]
pub struct ConsignmentView {
    /// Its id.
    id: Uuid,
    /// `eep`, `bagit` or `ocfl`.
    format: &'static str,
    /// Which records.
    asked: AskedView,
    /// For what purpose.
    purpose: String,
    /// Why.
    reason: String,
    /// `packing`, `done`, `stopped` or `cleared`.
    state: &'static str,
    /// Records that go.
    records: u64,
    /// Packed so far; in a list, once it has ended.
    packed: u64,
    /// Left out so far; in a list, once it has ended.
    left_out: u64,
    /// Bytes of what is packed.
    bytes: u64,
    /// When it was asked for.
    made_at: String,
    /// When it ended.
    ended_at: Option<String>,
}

impl From<&Consignment> for ConsignmentView {
    fn from(one: &Consignment) -> Self {
        Self {
            id: one.id,
            format: one.format.code(),
            asked: AskedView::from(&one.asked),
            purpose: one.purpose.clone(),
            reason: one.reason.clone(),
            state: one.state.code(),
            records: one.records,
            packed: one.packed,
            left_out: one.left_out,
            bytes: one.bytes,
            made_at: one.made_at.to_rfc3339(),
            ended_at: one.ended_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// A page of consignments.
#[derive(Serialize, ToSchema)]
pub struct ConsignmentsView {
    /// The caller's own, the newest first.
    consignments: Vec<ConsignmentView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Why something was left out or refused.
#[derive(Serialize, ToSchema)]
pub struct ToldView {
    /// Stable code.
    code: String,
    /// In the language of the request, with what to do.
    message: String,
}

impl ToldView {
    fn of(member: &Member, told: &Told) -> Self {
        Self {
            code: told.code.clone(),
            message: told::sentence(member.visit.locale, told),
        }
    }
}

/// A record of a consignment.
#[derive(Serialize, ToSchema)]
pub struct ConsignmentItemView {
    /// Place, from 1.
    sequence: u32,
    /// The record.
    #[schema(value_type = Uuid)]
    record: RecordId,
    /// Archival code.
    archival_code: String,
    /// `waiting`, `packed`, `left-out` or `destroyed`.
    outcome: &'static str,
    /// Where its package lies in the zip file.
    place: String,
    /// Files in it.
    files: u64,
    /// Their bytes.
    bytes: u64,
    /// SHA-256 that stands for the package; the receipt says of which file.
    sha256: String,
    /// Why it was left out.
    problem: Option<ToldView>,
}

fn item_view(member: &Member, item: &ConsignmentItem) -> ConsignmentItemView {
    ConsignmentItemView {
        sequence: item.sequence,
        record: item.record,
        archival_code: item.archival_code.clone(),
        outcome: item.outcome.code(),
        place: item.place.clone(),
        files: item.files,
        bytes: item.bytes,
        sha256: item.digest.clone(),
        problem: item.problem.as_ref().map(|told| ToldView::of(member, told)),
    }
}

/// A page of the records of a consignment.
#[derive(Serialize, ToSchema)]
pub struct ConsignmentItemsView {
    /// The records, in the order of their codes.
    items: Vec<ConsignmentItemView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// What records are wanted, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsignmentBody {
    /// `eep` (DA/T 48-2009), `bagit` (RFC 8493) or `ocfl` (a storage root of OCFL 1.1).
    format: String,
    /// Archive type.
    #[serde(default, rename = "type")]
    class: Option<String>,
    /// Year.
    #[serde(default)]
    year: Option<i64>,
    /// Retention code.
    #[serde(default)]
    retention: Option<String>,
    /// Words of a search.
    #[serde(default)]
    search: Option<String>,
    /// A round of appraisal: those of its records that are to be handed over, whatever else is named.
    #[serde(default)]
    round: Option<Uuid>,
    /// For what purpose, a code of rules/masking.
    purpose: String,
    /// Why, 4 to 500 characters.
    reason: String,
}

/// Lists the caller's consignments.
#[utoipa::path(
    get, path = "/api/v1/consignments", operation_id = "listConsignments", tag = "exchange", params(Behind),
    responses((status = 200, description = "Consignments.", body = ConsignmentsView))
)]
pub async fn list_consignments(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<ConsignmentsView>, Fault> {
    consignments::require(&member)?;
    let (rows, is_more) = consignments::own(&member, &behind).await?;
    let last = rows.last().filter(|_| is_more);
    Ok(Json(ConsignmentsView {
        consignments: rows.iter().map(ConsignmentView::from).collect(),
        next: last.map(|last| told::next_link(CONSIGNMENTS, (last.made_at, last.id))),
    }))
}

/// Begins a consignment: fixes which filed records go, of which the caller may take each along whole and in clear for the
/// purpose, counts them against the limit of exports, and puts the packing in line. Needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/consignments", operation_id = "beginConsignment", tag = "exchange",
    request_body = ConsignmentBody,
    responses((status = 201, description = "The consignment; a job packs it.", body = ConsignmentView))
)]
pub async fn begin_consignment(
    Caller(member): Caller,
    JsonOf(body): JsonOf<ConsignmentBody>,
) -> Result<(StatusCode, Json<ConsignmentView>), Fault> {
    let form = ConsignmentForm {
        format: body.format,
        class: body.class.unwrap_or_default(),
        year: body.year.map(|year| year.to_string()).unwrap_or_default(),
        retention: body.retention.unwrap_or_default(),
        q: body.search.unwrap_or_default(),
        round: body.round.map(|round| round.to_string()).unwrap_or_default(),
        purpose: body.purpose,
        reason: body.reason,
        ..ConsignmentForm::default()
    };
    let begun = begin_one(&member, &form).await?;
    Ok((StatusCode::CREATED, Json(ConsignmentView::from(&begun))))
}

/// Returns one of the caller's consignments, with its counts as they are now.
#[utoipa::path(
    get, path = "/api/v1/consignments/{id}", operation_id = "showConsignment", tag = "exchange",
    params(("id" = Uuid, Path, description = "The consignment.")),
    responses((status = 200, description = "The consignment.", body = ConsignmentView))
)]
pub async fn show_consignment(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<ConsignmentView>, Fault> {
    consignments::require(&member)?;
    let (one, _, _) = consignment::lines(&member, id, &LinesQuery::default()).await?;
    Ok(Json(ConsignmentView::from(&one)))
}

/// Lists the records of one of the caller's consignments.
#[utoipa::path(
    get, path = "/api/v1/consignments/{id}/items", operation_id = "listConsignmentItems", tag = "exchange",
    params(("id" = Uuid, Path, description = "The consignment."), LinesQuery),
    responses((status = 200, description = "Records with what became of each.", body = ConsignmentItemsView))
)]
pub async fn consignment_items(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<LinesQuery>,
) -> Result<Json<ConsignmentItemsView>, Fault> {
    consignments::require(&member)?;
    let (_, items, is_more) = consignment::lines(&member, id, &query).await?;
    let last = items.last().filter(|_| is_more);
    Ok(Json(ConsignmentItemsView {
        next: last.map(|last| query.next(&format!("{CONSIGNMENTS}/{id}/items"), last.sequence)),
        items: items.iter().map(|item| item_view(&member, item)).collect(),
    }))
}

/// Fetches all packages of a finished consignment as one zip file, with the receipt in it. Every right is asked for again.
#[utoipa::path(
    get, path = "/api/v1/consignments/{id}/packages", operation_id = "fetchConsignment", tag = "exchange",
    params(("id" = Uuid, Path, description = "The consignment.")),
    responses((status = 200, description = "A zip file.", body = FileBytes, content_type = "application/zip"))
)]
pub async fn packages(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    consignment::send(&member, id).await
}

/// Returns the receipt of a finished consignment: every package with its digest.
#[utoipa::path(
    get, path = "/api/v1/consignments/{id}/receipt", operation_id = "consignmentReceipt", tag = "exchange",
    params(("id" = Uuid, Path, description = "The consignment.")),
    responses((status = 200, description = "The receipt.", body = Object))
)]
pub async fn receipt(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<Receipt>, Fault> {
    Ok(Json(consignment::receipt_of(&member, id).await?))
}

/// Stops one of the caller's consignments; what was packed is taken away.
#[utoipa::path(
    post, path = "/api/v1/consignments/{id}/stopping", operation_id = "stopConsignment", tag = "exchange",
    params(("id" = Uuid, Path, description = "The consignment.")),
    responses((status = 204, description = "It is stopped."))
)]
pub async fn stop_consignment(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<StatusCode, Fault> {
    consignment::stop_one(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An accession (接收批次): packages that another house sent.
#[derive(Serialize, ToSchema)]
pub struct AccessionView {
    /// Its id.
    id: Uuid,
    /// What was sent.
    name: String,
    /// `receiving`, `done` or `stopped`.
    state: &'static str,
    /// Packages in it; 0 until they were counted.
    packages: u64,
    /// Taken in.
    received: u64,
    /// Here before.
    known: u64,
    /// Refused, or named by the sender's receipt and not there.
    refused: u64,
    /// Bytes of the files that were taken in.
    bytes: u64,
    /// Why nothing of it could be looked at.
    problem: Option<ToldView>,
    /// When it was sent.
    made_at: String,
    /// When it ended.
    ended_at: Option<String>,
}

fn accession_view(member: &Member, one: &Accession) -> AccessionView {
    AccessionView {
        id: one.id,
        name: one.name.clone(),
        state: one.state.code(),
        packages: one.packages,
        received: one.sums.received,
        known: one.sums.known,
        refused: one.sums.refused,
        bytes: one.sums.bytes,
        problem: one.problem.as_ref().map(|told| ToldView::of(member, told)),
        made_at: one.made_at.to_rfc3339(),
        ended_at: one.ended_at.map(Timestamp::to_rfc3339),
    }
}

/// A page of accessions.
#[derive(Serialize, ToSchema)]
pub struct AccessionsView {
    /// The caller's own, the newest first.
    accessions: Vec<AccessionView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// A package of an accession.
#[derive(Serialize, ToSchema)]
pub struct AccessionItemView {
    /// Place, from 1.
    sequence: u32,
    /// Where it lay in what was sent.
    place: String,
    /// Its kind.
    kind: String,
    /// SHA-256 that stands for the package.
    sha256: String,
    /// The record, when it is here.
    #[schema(value_type = Option<Uuid>)]
    record: Option<RecordId>,
    /// The archival code that it states.
    archival_code: String,
    /// `received`, `known`, `refused` or `missing`.
    outcome: &'static str,
    /// Files of the record.
    files: u64,
    /// Their bytes.
    bytes: u64,
    /// Why it was refused.
    problem: Option<ToldView>,
}

fn package_view(member: &Member, item: &AccessionItem) -> AccessionItemView {
    AccessionItemView {
        sequence: item.sequence,
        place: item.place.clone(),
        kind: item.kind.clone(),
        sha256: item.digest.clone(),
        record: item.record,
        archival_code: item.archival_code.clone(),
        outcome: item.outcome.code(),
        files: item.files,
        bytes: item.bytes,
        problem: item.problem.as_ref().map(|told| ToldView::of(member, told)),
    }
}

/// A page of the packages of an accession.
#[derive(Serialize, ToSchema)]
pub struct AccessionItemsView {
    /// The packages, in their order.
    items: Vec<AccessionItemView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// A form with what is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes the form")]
pub struct PackagesForm {
    /// A zip file with one package or many, or the XML file of a national package.
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// Lists the caller's accessions.
#[utoipa::path(
    get, path = "/api/v1/accessions", operation_id = "listAccessions", tag = "exchange", params(Behind),
    responses((status = 200, description = "Accessions.", body = AccessionsView))
)]
pub async fn list_accessions(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<AccessionsView>, Fault> {
    accessions::require(&member)?;
    let (rows, is_more) = accessions::own(&member, &behind).await?;
    let last = rows.last().filter(|_| is_more);
    Ok(Json(AccessionsView {
        accessions: rows.iter().map(|one| accession_view(&member, one)).collect(),
        next: last.map(|last| told::next_link(ACCESSIONS, (last.made_at, last.id))),
    }))
}

/// Sends packages to be taken in. Each is judged to its end first; what is refused leaves nothing behind, and sending it
/// again takes in only what is new.
#[utoipa::path(
    post, path = "/api/v1/accessions", operation_id = "sendPackages", tag = "exchange",
    request_body(content = PackagesForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The accession; a job takes the packages in.", body = AccessionView))
)]
pub async fn send_packages(
    Caller(member): Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<AccessionView>), Fault> {
    let begun = accessions::take_in(&member, form, false).await?;
    Ok((StatusCode::CREATED, Json(accession_view(&member, &begun))))
}

/// Returns one of the caller's accessions, with its counts as they are now: the receipt.
#[utoipa::path(
    get, path = "/api/v1/accessions/{id}", operation_id = "showAccession", tag = "exchange",
    params(("id" = Uuid, Path, description = "The accession.")),
    responses((status = 200, description = "The accession.", body = AccessionView))
)]
pub async fn show_accession(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<AccessionView>, Fault> {
    accessions::require(&member)?;
    let (one, _, _) = accession::lines(&member, id, &LinesQuery::default()).await?;
    Ok(Json(accession_view(&member, &one)))
}

/// Lists the packages of one of the caller's accessions.
#[utoipa::path(
    get, path = "/api/v1/accessions/{id}/items", operation_id = "listAccessionItems", tag = "exchange",
    params(("id" = Uuid, Path, description = "The accession."), LinesQuery),
    responses((status = 200, description = "Packages with what became of each.", body = AccessionItemsView))
)]
pub async fn accession_items(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<LinesQuery>,
) -> Result<Json<AccessionItemsView>, Fault> {
    accessions::require(&member)?;
    let (_, items, is_more) = accession::lines(&member, id, &query).await?;
    let last = items.last().filter(|_| is_more);
    Ok(Json(AccessionItemsView {
        next: last.map(|last| query.next(&format!("{ACCESSIONS}/{id}/items"), last.sequence)),
        items: items.iter().map(|item| package_view(&member, item)).collect(),
    }))
}

/// Stops one of the caller's accessions; what was taken in stays.
#[utoipa::path(
    post, path = "/api/v1/accessions/{id}/stopping", operation_id = "stopAccession", tag = "exchange",
    params(("id" = Uuid, Path, description = "The accession.")),
    responses((status = 204, description = "It is stopped."))
)]
pub async fn stop_accession(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<StatusCode, Fault> {
    accession::stop_one(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a house before this one did with a record.
#[derive(Serialize, ToSchema)]
pub struct PriorHouseView {
    /// Name of the house.
    sender: String,
    /// Its ledger.
    log: String,
    /// The public key of its ledger.
    log_key: String,
    /// Digest of the record as it left there.
    digest: String,
    /// When it came from there.
    received_at: String,
    /// What was done, the oldest first.
    acts: Vec<PriorActView>,
    /// The proof, for `guildhall-verify proof`.
    proof: String,
}

/// A line of such a history.
#[derive(Serialize, ToSchema)]
pub struct PriorActView {
    /// When.
    at: String,
    /// Who, by name.
    who: String,
    /// What, in words.
    what: String,
    /// What, as the ledger of that house names it.
    action: String,
    /// Its place in that ledger.
    leaf: Option<u64>,
}

/// What houses before this one did with a record.
#[derive(Serialize, ToSchema)]
pub struct PriorHistoryView {
    /// The houses, the first one first.
    houses: Vec<PriorHouseView>,
}

/// Returns what houses before this one did with a record that was received, with their proofs.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/prior-history", operation_id = "recordPriorHistory", tag = "records",
    params(("id" = Uuid, Path, description = "The record.")),
    responses((status = 200, description = "Histories before receipt.", body = PriorHistoryView))
)]
pub async fn prior_history(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<PriorHistoryView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    app.archive.record(&mut connection, member.actor(), id).await?;
    let found = prior::of_record(&mut connection, id).await?;
    let houses = found.into_iter().map(|prior| PriorHouseView {
        acts: prior
            .acts()
            .into_iter()
            .map(|act| PriorActView {
                at: act.at,
                who: act.who,
                what: act.what,
                action: act.action,
                leaf: act.leaf,
            })
            .collect(),
        sender: prior.sender,
        log: prior.log,
        log_key: prior.log_key,
        digest: prior.state_digest,
        received_at: prior.received_at.to_rfc3339(),
        proof: prior.proof,
    });
    Ok(Json(PriorHistoryView {
        houses: houses.collect(),
    }))
}
