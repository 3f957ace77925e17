//! The end of a dossier: once all its papers are filed it has its receipt (归档回执), under the next number of the year.

use super::model::{Dossier, SUBJECT_KIND, today};
use super::{DossierError, store};
use crate::batch::BatchError;
use crate::record::{RecordState, store as records};
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Work, counter};
use serde_json::json;
use uuid::Uuid;

/// Looks at the dossier whose papers a batch filed; called in the unit of work that ends the batch.
pub(crate) async fn after_batch(work: &mut Work, actor: &Actor, batch: Uuid) -> Result<(), BatchError> {
    let Some(dossier) = store::of_batch(work, batch).await? else {
        return Ok(());
    };
    match settle(work, actor, dossier).await {
        // Somebody was faster; whoever it was has looked at it.
        Ok(_) | Err(DossierError::Changed) => Ok(()),
        Err(DossierError::Store(error)) => Err(error.into()),
        Err(DossierError::Ledger(error)) => Err(error.into()),
        Err(DossierError::Batch(error)) => Err(error),
        Err(DossierError::Archive(error)) => Err(error.into()),
        Err(_) => Ok(()),
    }
}

/// Ends a dossier when all its papers are filed; returns it as it stands.
pub(super) async fn settle(
    work: &mut Work,
    actor: &Actor,
    dossier: Dossier,
) -> Result<Dossier, DossierError> {
    let papers = store::papers(work, dossier.id).await?;
    let ids: Vec<RecordId> = papers.iter().map(|paper| paper.record).collect();
    let found = records::get_many(work, &ids).await?;
    let are_filed = found.iter().all(|record| record.state == RecordState::Filed);
    if found.len() < papers.len() || !are_filed {
        return Ok(dossier);
    }
    let now = work.now();
    let year = i64::from(today(now).year());
    let number = counter::take(work, &format!("dossier-receipt:{year}"), 1).await?;
    let dossier = dossier.filed((year, number), now);
    for record in &found {
        store::freeze(work, dossier.id, record).await?;
    }
    changed(work, actor, "dossier.filed", &dossier).await?;
    Ok(dossier)
}

/// Writes a changed dossier with its entry.
pub(super) async fn changed(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    dossier: &Dossier,
) -> Result<(), DossierError> {
    match store::change(work, dossier).await? {
        true => noted(work, actor, action, (dossier, None)).await,
        false => Err(DossierError::Changed),
    }
}

/// Writes into the ledger how a dossier stands, and which record came or went.
pub(super) async fn noted(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    (dossier, paper): (&Dossier, Option<(RecordId, &str)>),
) -> Result<(), DossierError> {
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: dossier.id,
        digest: Some(dossier.digest()),
    };
    let details = json!({
        "kind": dossier.kind,
        "state": dossier.state.code(),
        "record": paper.map(|(record, _)| record),
        "paper": paper.map(|(_, slot)| slot),
        "receipt": dossier.receipt_number(),
    });
    Ok(note(work, actor, action, subject, details).await?)
}
