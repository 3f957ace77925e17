//! Carrying checkpoints to the witnesses of the ledger, as jobs that are tried again with growing waits, and taking
//! back what witnesses keep when the ledger is verified.

use crate::house::House;
use async_trait::async_trait;
use guildhall_kernel::{RealmId, Timestamp};
use guildhall_ledger::witness::{self, Place, Witness};
use guildhall_ledger::{Sealed, VerifyingKey, delivery, log, witness_folder};
use guildhall_store::Connection;
use guildhall_store::job::{self, JobContext, JobError, JobHandler, JobState, LANE_QUICK, NewJob};
use guildhall_web::WITNESS_LEDGER;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Attempts of one job: with doubling waits up to an hour they last for a day.
const ATTEMPTS_MAX: u32 = 30;
/// Open jobs among which one for the same witness is looked for.
const OPEN_JOBS: u32 = 500;

/// What a job is to do.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Errand {
    witness: String,
}

/// Puts a job in line for each witness that has not got the newest checkpoint for long enough.
///
/// # Errors
/// When the database refuses.
pub async fn send_due(house: &House, realm: RealmId) -> anyhow::Result<()> {
    for witness in house.ledger.witnesses.iter() {
        let mut work = house.database.begin(realm).await?;
        let now = work.now();
        if is_due(house, &mut work, witness, now).await? && !is_in_line(&mut work, witness).await? {
            let errand = Errand {
                witness: witness.name.clone(),
            };
            let new = NewJob {
                lane: LANE_QUICK,
                kind: WITNESS_LEDGER,
                subject: realm.uuid(),
                payload: serde_json::to_value(&errand)?,
                attempts_max: ATTEMPTS_MAX,
                run_at: None,
            };
            job::enqueue(&mut work, new).await?;
            work.commit().await?;
        }
    }
    Ok(())
}

async fn is_due(
    house: &House,
    connection: &mut Connection,
    witness: &Witness,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let newest = log::last_checkpoint(connection)
        .await?
        .map_or(0, |newest| newest.size);
    let state = witness::state(connection, &witness.name).await?;
    let (size, sent_at) = state.map_or((0, None), |state| (state.size, state.sent_at));
    let every = i64::from(house.settings.config.ledger.witness_minutes) * 60;
    Ok(newest > size && sent_at.is_none_or(|sent| now.secs_since(sent) >= every))
}

async fn is_in_line(connection: &mut Connection, witness: &Witness) -> anyhow::Result<bool> {
    for state in [JobState::Queued, JobState::Running] {
        let jobs = job::list(connection, state, OPEN_JOBS).await?;
        let is_same = |job: &job::Job| {
            let errand: Option<Errand> = serde_json::from_value(job.payload.clone()).ok();
            job.kind == WITNESS_LEDGER && errand.is_some_and(|errand| errand.witness == witness.name)
        };
        if jobs.iter().any(is_same) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The carrying of a checkpoint as a job.
pub struct SendCheckpoint(pub Arc<House>);

#[async_trait]
impl JobHandler for SendCheckpoint {
    fn kind(&self) -> &'static str {
        WITNESS_LEDGER
    }

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let house = &self.0;
        let errand: Errand = serde_json::from_value(context.job.payload.clone())
            .map_err(|error| JobError::fail("witness", error))?;
        let Some(witness) = house
            .ledger
            .witnesses
            .iter()
            .find(|witness| witness.name == errand.witness)
        else {
            // It was taken out of the configuration meanwhile.
            return Ok(());
        };
        let key = house
            .signing_key
            .verifying_key()
            .map_err(|error| JobError::fail("witness", error))?;
        let client = delivery::client().map_err(|error| JobError::fail(error.code(), error))?;
        let delivered = delivery::deliver(&house.database, context.job.realm, &key, (&client, witness)).await;
        delivered
            .map(|_| ())
            .map_err(|error| JobError::retry(error.code(), error))
    }
}

/// Returns the checkpoints of this log that witnesses keep: those in folders, and the cosigned ones that came back.
///
/// What cannot be read or is not validly signed is told in the log and left out: it says nothing about this ledger.
///
/// # Errors
/// When the database refuses.
pub async fn sealed(
    house: &House,
    connection: &mut Connection,
    key: &VerifyingKey,
) -> anyhow::Result<Vec<Sealed>> {
    let realm = connection.realm();
    let mut sealed = Vec::new();
    for witness in house.ledger.witnesses.iter() {
        let notes = match &witness.place {
            Place::Folder(folder) => witness_folder::read_notes(&folder.join(delivery::file_name(realm)))
                .unwrap_or_else(|error| {
                    tracing::warn!(witness = witness.name, %error, "a witness folder cannot be read");
                    Vec::new()
                }),
            // What a mailbox keeps lies with its owner.
            Place::Mailbox(_) => Vec::new(),
            Place::Installation { .. } => {
                let state = witness::state(connection, &witness.name).await?;
                state
                    .into_iter()
                    .map(|state| state.note)
                    .filter(|note| !note.is_empty())
                    .collect()
            }
        };
        sealed.extend(notes.iter().filter_map(|note| opened(key, &witness.name, note)));
    }
    Ok(sealed)
}

fn opened(key: &VerifyingKey, witness: &str, note: &str) -> Option<Sealed> {
    let stated = key
        .open(note)
        .inspect_err(|error| tracing::warn!(witness, %error, "a kept checkpoint is no checkpoint"));
    let stated = stated.ok()?;
    Some(Sealed {
        witness: witness.to_owned(),
        size: stated.size,
        root: stated.root,
    })
}
