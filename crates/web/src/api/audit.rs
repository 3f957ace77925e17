//! The audit trail (审计): who did what, when, from where and on what.

use super::body::QueryOf;
use super::caller::Caller;
use crate::fault::Fault;
use crate::system::audit::{AuditQuery, PAGE, masked, require_auditor};
use axum::Json;
use guildhall_ledger::trail::{self, Act};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The address of the list.
const PATH: &str = "/api/v1/audit";

/// An act.
#[derive(Serialize, ToSchema)]
pub struct ActView {
    /// The entry of the ledger.
    id: uuid::Uuid,
    /// When.
    at: String,
    /// Who: `account:<id>` or `program:<name>`.
    actor: String,
    /// What, such as `account.created`.
    action: String,
    /// To what kind of thing.
    kind: String,
    /// To which.
    subject: uuid::Uuid,
    /// From which network; absent when the act came from this machine.
    address: Option<String>,
    /// What else the entry tells.
    #[schema(value_type = Object)]
    details: Value,
}

impl ActView {
    fn of(act: Act) -> Result<Self, Fault> {
        let details = serde_json::from_str(&act.entry.details);
        let damaged = |_| guildhall_ledger::LedgerError::Damaged(format!("the details of {}", act.entry.id));
        Ok(Self {
            id: act.entry.id.uuid(),
            at: act.entry.recorded_at.to_rfc3339(),
            actor: act.entry.actor,
            action: act.entry.action,
            kind: act.entry.subject_kind,
            subject: act.entry.subject_id,
            address: act.address.as_deref().map(masked),
            details: details.map_err(damaged)?,
        })
    }
}

/// A page of acts.
#[derive(Serialize, ToSchema)]
pub struct AuditView {
    /// The acts, the newest first.
    acts: Vec<ActView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists acts, the newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", operation_id = "listActs", tag = "ledger",
    params(
        ("actor" = Option<String>, Query, description = "Who acted: `account:<id>` or `program:<name>`."),
        ("action" = Option<String>, Query, description = "What was done, such as `account.created`."),
        ("kind" = Option<String>, Query, description = "What kind of thing it was done to."),
        ("from" = Option<String>, Query, description = "First day, in China."),
        ("until" = Option<String>, Query, description = "Last day, in China."),
        ("at" = Option<i64>, Query, description = "When the last act shown was, in microseconds since 1970."),
        ("id" = Option<uuid::Uuid>, Query, description = "Its id."),
    ),
    responses((status = 200, description = "Acts.", body = AuditView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<AuditQuery>,
) -> Result<Json<AuditView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    require_auditor(&member, &mut connection).await?;
    let mut acts = trail::page(&mut connection, &query.read()?, PAGE + 1).await?;
    let has_more = acts.len() > PAGE as usize;
    acts.truncate(PAGE as usize);
    let next = acts
        .last()
        .filter(|_| has_more)
        .map(|last| query.link(PATH, Some(last)));
    let acts = acts.into_iter().map(ActView::of).collect::<Result<_, _>>()?;
    Ok(Json(AuditView { acts, next }))
}
