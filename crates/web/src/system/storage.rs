//! Storage: the replicas, and the scrub that checks and heals them.

use super::jobs::{require_keeper, require_witness, running_of, start};
use crate::app::SCRUB_VAULT;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{ObjectFault, PageFault, Replica, ReplicaTrouble, ScrubReport, Section, StoragePage};
use axum::Form;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_ledger::entry::Entry;
use guildhall_vault::ReplicaKind;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// The kind of thing that a scrub is written down about: the vault of a realm.
pub const VAULT_SUBJECT: &str = "vault";

/// What the job wrote into the ledger.
#[derive(Deserialize)]
struct Scrubbed {
    checked: u64,
    healed: u64,
    #[serde(default)]
    unhealed: u64,
    lost: Vec<String>,
}

/// `GET /system/storage`
pub async fn show(member: Member, headers: HeaderMap) -> Result<Response, Fault> {
    require_witness(&member)?;
    let app = member.app();
    let realm = member.actor().realm;
    let mut connection = app.database.read(realm).await?;
    let holdings = app.vault.holdings(&mut connection).await?;
    let ui = member.frame(Section::System);
    let (objects, bytes) = (holdings.objects, holdings.bytes);
    let replicas = holdings.replicas.into_iter().map(|state| Replica {
        name: state.name,
        kind: match state.kind {
            ReplicaKind::Folder => ui.t("replica-folder"),
            ReplicaKind::Bucket => ui.t("replica-bucket"),
        },
        objects,
        bytes,
        trouble: state.trouble.map(|trouble| ReplicaTrouble {
            since: moment(trouble.since),
            what: trouble.what,
        }),
    });
    let replicas = replicas.collect();
    let entries =
        guildhall_ledger::history::of_subject(&mut connection, VAULT_SUBJECT, realm.uuid(), 1).await?;
    let last = entries
        .first()
        .and_then(|(entry, _)| scrubbed(entry).map(|report| (entry.recorded_at, report)));
    let faults = last
        .iter()
        .flat_map(|(_, report)| &report.lost)
        .map(|hash| ObjectFault {
            sha256: hash.clone(),
            replica: "—".to_owned(),
            what: ui.t("fault-lost"),
            healed: false,
        });
    let faults = faults.collect();
    let page = StoragePage {
        replicas,
        running: running_of(&member, &mut connection, SCRUB_VAULT).await?,
        last: last.as_ref().map(|(ended, report)| ScrubReport {
            ended: moment(*ended),
            checked: report.checked,
            healed: report.healed,
            unhealed: report.unhealed,
            lost: report.lost.len() as u64,
        }),
        faults,
        may_scrub: ui.menu.upkeep,
        ui,
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_scrub()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

fn scrubbed(entry: &Entry) -> Option<Scrubbed> {
    serde_json::from_str(&entry.details).ok()
}

/// `POST /system/storage/scrub`
pub async fn scrub(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    require_keeper(&member)?;
    start(&member, SCRUB_VAULT).await?;
    Ok(Redirect::to(routes::STORAGE).into_response())
}
