//! The use of records: asking, one's own uses, the register, a page with its watermark.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::usage::register::require_keeper;
use crate::archive::usage::statistics::{YearQuery, statistics as counted};
use crate::archive::usage::{PAGE, ask_for, image, next_link, revoke_use};
use crate::fault::Fault;
use crate::privacy::named::Behind;
use axum::Json;
use axum::response::Response;
use guildhall_archive::usage::statistics::{UseCounts, UseYear};
use guildhall_archive::usage::{AskUse, Use};
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const USES: &str = "/api/v1/uses";
const REGISTER: &str = "/api/v1/uses/register";

/// A page image with the watermark of whoever looks.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only stands for the bytes in the document")]
pub struct PageImage(Vec<u8>);

/// A use of a record (利用).
#[derive(Serialize, ToSchema)]
pub struct UseView {
    /// Its id.
    id: Uuid,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Who asked.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// What for.
    purpose: String,
    /// For how many days.
    days: u32,
    /// `asked`, `open`, `refused`, `withdrawn` or `revoked`.
    state: &'static str,
    /// When it was asked for.
    asked_at: String,
    /// Since when the record may be read.
    opened_at: Option<String>,
    /// Until when.
    until: Option<String>,
    /// How many pages were looked at.
    looks: u32,
}

impl From<&Use> for UseView {
    fn from(line: &Use) -> Self {
        Self {
            id: line.id,
            record: line.record,
            account: line.account,
            purpose: line.purpose.clone(),
            days: line.days,
            state: line.state.code(),
            asked_at: line.asked_at.to_rfc3339(),
            opened_at: line.opened_at.map(Timestamp::to_rfc3339),
            until: line.until.map(Timestamp::to_rfc3339),
            looks: line.looks,
        }
    }
}

/// A page of uses.
#[derive(Serialize, ToSchema)]
pub struct UsesView {
    /// The uses, the newest first.
    uses: Vec<UseView>,
    /// Where the list goes on.
    next: Option<String>,
}

fn page(mut lines: Vec<Use>, path: &str) -> Json<UsesView> {
    let is_more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    Json(UsesView {
        uses: lines.iter().map(UseView::from).collect(),
        next: lines.last().filter(|_| is_more).map(|last| next_link(path, last)),
    })
}

/// Lists what the caller asked to read.
#[utoipa::path(
    get, path = "/api/v1/uses", operation_id = "listOwnUses", tag = "uses", params(Behind),
    responses((status = 200, description = "Uses.", body = UsesView))
)]
pub async fn list(Caller(member): Caller, QueryOf(behind): QueryOf<Behind>) -> Result<Json<UsesView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let lines = app.archive.own_uses(&mut connection, actor, wanted).await?;
    Ok(page(lines, USES))
}

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseBody {
    /// The archival code of the record.
    archival_code: String,
    /// What for, 4 to 500 characters.
    purpose: String,
    /// For how many days, 1 to 366.
    days: u32,
}

/// A use with the run in which it is decided.
#[derive(Serialize, ToSchema)]
pub struct AskedView {
    /// The use.
    #[serde(rename = "use")]
    line: UseView,
    /// The run.
    run: Uuid,
}

/// Asks to read a record.
#[utoipa::path(
    post, path = "/api/v1/uses", operation_id = "askForUse", tag = "uses", request_body = UseBody,
    responses((status = 201, description = "The use, being decided.", body = AskedView))
)]
pub async fn ask(
    Caller(member): Caller,
    JsonOf(body): JsonOf<UseBody>,
) -> Result<(StatusCode, Json<AskedView>), Fault> {
    let ask = AskUse {
        archival_code: body.archival_code,
        purpose: body.purpose,
        days: body.days,
    };
    let (line, run) = ask_for(&member, ask).await?;
    let asked = AskedView {
        line: UseView::from(&line),
        run: run.id,
    };
    Ok((StatusCode::CREATED, Json(asked)))
}

/// Lists the register of use of the records that the caller keeps.
#[utoipa::path(
    get, path = "/api/v1/uses/register", operation_id = "registerOfUse", tag = "uses", params(Behind),
    responses((status = 200, description = "Uses.", body = UsesView))
)]
pub async fn register(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<UsesView>, Fault> {
    require_keeper(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let lines = app
        .archive
        .register_of_use(&mut connection, actor, wanted)
        .await?;
    Ok(page(lines.into_iter().map(|one| one.line).collect(), REGISTER))
}

/// Ends a use before its time.
#[utoipa::path(
    post, path = "/api/v1/uses/{id}/revocation", operation_id = "revokeUse", tag = "uses",
    params(("id" = uuid::Uuid, Path, description = "The use.")),
    responses((status = 200, description = "The use.", body = UseView))
)]
pub async fn revoke(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<UseView>, Fault> {
    let line = revoke_use(&member, id).await?;
    Ok(Json(UseView::from(&line)))
}

/// Returns a page of a record under a use, as an image with the watermark of the caller. Each look is written down.
#[utoipa::path(
    get, path = "/api/v1/uses/{id}/pages/{page}/image", operation_id = "usePageImage", tag = "uses",
    params(
        ("id" = uuid::Uuid, Path, description = "The use."),
        ("page" = u32, Path, description = "The page, from 1."),
    ),
    responses((status = 200, description = "The page.", body = PageImage, content_type = "image/jpeg"))
)]
pub async fn page_image(
    Caller(member): Caller,
    PathOf((id, number)): PathOf<(Uuid, u32)>,
) -> Result<Response, Fault> {
    image::answer(&member, id, number).await
}

/// What was used in a month.
#[derive(Serialize, ToSchema)]
pub struct UseCountsView {
    /// Requests to use a record.
    requests: u64,
    /// Pages looked at under those requests.
    looks: u64,
    /// Originals lent.
    loans: u64,
    /// Certificates issued.
    certificates: u64,
}

impl From<&UseCounts> for UseCountsView {
    fn from(counts: &UseCounts) -> Self {
        Self {
            requests: counts.requests,
            looks: counts.looks,
            loans: counts.loans,
            certificates: counts.certificates,
        }
    }
}

/// The use of records in a year.
#[derive(Serialize, ToSchema)]
pub struct UseYearView {
    /// The year.
    year: i64,
    /// How many people asked, each counted once.
    people: u64,
    /// How many records were asked for, each counted once.
    records: u64,
    /// The whole year.
    total: UseCountsView,
    /// The twelve months.
    months: Vec<UseCountsView>,
}

impl From<&UseYear> for UseYearView {
    fn from(year: &UseYear) -> Self {
        Self {
            year: year.year,
            people: year.people,
            records: year.records,
            total: UseCountsView::from(&year.total()),
            months: year.months.iter().map(UseCountsView::from).collect(),
        }
    }
}

/// Requests of one kind.
#[derive(Serialize, ToSchema)]
pub struct UseGroupView {
    /// The code of the type, or the path of the organisation.
    code: String,
    /// How many.
    requests: u64,
}

/// Statistics of use (利用统计).
#[derive(Serialize, ToSchema)]
pub struct UseStatisticsView {
    /// The year.
    year: UseYearView,
    /// The year before.
    before: UseYearView,
    /// Requests by the type of the record, the most first.
    types: Vec<UseGroupView>,
    /// Requests by the organisation of the record, the most first.
    organisations: Vec<UseGroupView>,
}

/// Counts the use of the records whose register the caller keeps, for a year and the one before.
#[utoipa::path(
    get, path = "/api/v1/uses/statistics", operation_id = "countUses", tag = "uses", params(YearQuery),
    responses((status = 200, description = "The statistics.", body = UseStatisticsView))
)]
pub async fn statistics(
    Caller(member): Caller,
    QueryOf(query): QueryOf<YearQuery>,
) -> Result<Json<UseStatisticsView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = counted(&member, &mut connection, &query).await?;
    let of_type = |(code, requests): (String, u64)| UseGroupView { code, requests };
    let of_path = |(path, requests): (guildhall_kernel::OrgPath, u64)| UseGroupView {
        code: path.to_string(),
        requests,
    };
    Ok(Json(UseStatisticsView {
        year: UseYearView::from(&found.year),
        before: UseYearView::from(&found.before),
        types: found.types.into_iter().map(of_type).collect(),
        organisations: found.organisations.into_iter().map(of_path).collect(),
    }))
}
